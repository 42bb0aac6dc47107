"""Measures the memory of a run, in all its processes together, as it goes on.

    python benchmarks/memory.py DATA --megabytes 1000 --jobs 2
    python benchmarks/memory.py DATA --one-line --megabytes 50 --expect en

DATA is a folder with texts: `.txt`, or `.jsonl` with a member `text`. They are repeated until the file is as long as
asked for, as JSONL, or as one line without a full stop. Options that are none of this script are those of
`macaronic clean`.

Memory is the proportional set size (PSS), which counts what processes share once: Linux alone tells it. Page cache
that the kernel can take back, such as of the mapped tables, counts while it is mapped.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MB = 1_000_000
BARS = 50  # the length of the longest bar of the curve
ROWS = 40  # of the curve


class Sample(NamedTuple):
    """Seconds since the beginning, and bytes."""

    at: float
    size: int


def texts(folder: Path) -> Iterator[str]:
    """The texts of a folder, once."""
    for path in sorted(folder.glob("*.txt")):
        yield from path.read_text(encoding="utf-8").splitlines()
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            found = (json.loads(line).get("text") for line in file)
            yield from (text for text in found if isinstance(text, str))


def write_records(place: Path, folder: Path, size: int) -> None:
    """JSONL of so many bytes."""
    with place.open("wb") as file:
        for number, text in enumerate(itertools.cycle(texts(folder))):
            if file.tell() >= size:
                break
            file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False).encode() + b"\n")


def write_line(place: Path, folder: Path, size: int) -> None:
    """One line of so many bytes that never comes to a full stop."""
    with place.open("wb") as file:
        for text in itertools.cycle(texts(folder)):
            if file.tell() >= size:
                break
            file.write(" ".join(text.split()).rstrip(".!?").replace(". ", ", ").encode() + b" ")


def tree(pid: int) -> Iterator[int]:
    """A process and those below it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from tree(int(child))


def proportional_size(pid: int) -> int:
    """The PSS of a process, in bytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def sampled(process: subprocess.Popen[bytes], interval: float) -> Iterator[Sample]:
    """The memory of a process and those below it, until it ends."""
    began = time.monotonic()
    while process.poll() is None:
        with suppress(OSError):  # one of them has just ended
            yield Sample(time.monotonic() - began, sum(map(proportional_size, tree(process.pid))))
        with suppress(subprocess.TimeoutExpired):
            process.wait(interval)


def curve(samples: list[Sample]) -> Iterator[str]:
    """A row for each stretch of time, with the most memory in it."""
    peak = max(sample.size for sample in samples)
    step = max(samples[-1].at / ROWS, 0.1)
    for row, group in itertools.groupby(samples, lambda sample: int(sample.at / step)):
        most = max(sample.size for sample in group)
        yield f"{row * step:8.1f} s {most / MB:8.0f} MB {'#' * round(BARS * most / peak)}"


def main() -> None:
    """Makes the file, runs the command and prints the curve and the peak."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--one-line", action="store_true")
    parser.add_argument("--interval", type=float, default=0.2, help="seconds between two samples")
    arguments, options = parser.parse_known_args()
    size = int(arguments.megabytes * MB)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "input"
        (write_line if arguments.one_line else write_records)(place, arguments.data, size)
        form = [] if arguments.one_line else ["--jsonl"]
        command = [sys.executable, "-m", "macaronic", "clean", *form, "--jobs", str(arguments.jobs), "--quiet"]
        with subprocess.Popen([*command, *options, str(place)], stdout=subprocess.DEVNULL) as process:
            samples = list(sampled(process, arguments.interval))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    print(*curve(samples), sep="\n")
    print(f"peak {max(sample.size for sample in samples) / MB:.0f} MB, status {process.returncode}")
    print(f"{samples[-1].at:.1f} s, {seconds:.1f} s of processor time: {size / MB / seconds:.2f} MB/s a core")


if __name__ == "__main__":
    main()
