"""What a process uses: processor time, elapsed time, memory; and the machine that it runs on. For Linux."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command used, start-up and the processes below it included, and what it said.

    `seconds` of processor time, `elapsed` seconds, its exit `status`, `output` and `complaint`. Not its memory: what
    Linux says of that counts what started it, too.
    """

    seconds: float
    elapsed: float
    status: int
    output: bytes
    complaint: str


def used(command: Sequence[str], stdin: bytes = b"", cores: Collection[int] = ()) -> Usage:
    """Runs a command to its end, on these cores alone if some are named."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint, pinned(cores):
        began = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=complaint)
        with process.stdin as pipe:  # type: ignore[union-attr]
            pipe.write(stdin)
        _, status, resources = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        elapsed = time.monotonic() - began
        for file in (output, complaint):
            file.seek(0)
        return Usage(
            resources.ru_utime + resources.ru_stime,
            elapsed,
            process.returncode,
            output.read(),
            complaint.read().decode(),
        )


def succeeded(usage: Usage) -> Usage:
    """The same. Raises RuntimeError, with what the command said, if it failed."""
    if usage.status:
        raise RuntimeError(usage.complaint)
    return usage


@contextmanager
def pinned(cores: Collection[int]) -> Iterator[None]:
    """Processes that are started meanwhile run on these cores alone; on any, if none is named."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def machine() -> str:
    """The processor, the memory and the versions that the figures hold for."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("macaronic", "numpy", "ftfy"))
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB; {system}, {packages}"


def significant(value: float, digits: int = 2) -> str:
    """A positive number to so many significant digits, never with an exponent.

    >>> significant(1234.5), significant(1), significant(0.000286), significant(8.046, 3)
    ('1234', '1.0', '0.00029', '8.05')
    """
    return f"{value:.{max(0, digits - 1 - math.floor(math.log10(value)))}f}"
