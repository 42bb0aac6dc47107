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
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from inputs import MB, record, texts
from systems import Text

BARS = 50  # the length of the longest bar of the curve
ROWS = 40  # of the curve


class Sample(NamedTuple):
    """Seconds since the beginning, and bytes."""

    at: float
    size: int


@dataclass(frozen=True, slots=True)
class Run:
    """The memory of a run as it went on, its processor time, and its exit status."""

    samples: Sequence[Sample]
    seconds: float
    status: int

    @property
    def elapsed(self) -> float:
        """Seconds until the last sample."""
        return self.samples[-1].at

    @property
    def peak(self) -> int:
        """The most memory of all samples, in bytes."""
        return max(sample.size for sample in self.samples)

    def peaks(self, parts: int) -> list[Sample]:
        """The highest sample in each of so many equal parts of the time; a part without a sample is left out."""
        grouped = itertools.groupby(self.samples, lambda sample: min(int(parts * sample.at / self.elapsed), parts - 1))
        return [max(group, key=lambda sample: sample.size) for _, group in grouped]


def write_records(place: Path, given: Sequence[Text], size: int) -> None:
    """JSONL of so many bytes."""
    with place.open("wb") as file:
        for text in itertools.cycle(given):
            if file.tell() >= size:
                break
            file.write(record(text))


def write_line(place: Path, given: Sequence[Text], size: int) -> None:
    """One line of so many bytes that never comes to a full stop."""
    with place.open("wb") as file:
        for text in itertools.cycle(given):
            if file.tell() >= size:
                break
            file.write(" ".join(text.text.split()).rstrip(".!?").replace(". ", ", ").encode() + b" ")


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


def measured(place: Path, options: Sequence[str], interval: float = 0.2) -> Run:
    """Cleans a file with these options of `macaronic clean`; a sample is taken each `interval` seconds."""
    before = _children_seconds()
    command = [sys.executable, "-m", "macaronic", "clean", "--quiet", *options, str(place)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        samples = list(sampled(process, interval))
    return Run(samples, _children_seconds() - before, process.returncode)


def curve(run: Run) -> Iterator[str]:
    """A row for each stretch of time, with the most memory in it."""
    step = max(run.elapsed / ROWS, 0.1)
    for row, group in itertools.groupby(run.samples, lambda sample: int(sample.at / step)):
        most = max(sample.size for sample in group)
        yield f"{row * step:8.1f} s {most / MB:8.0f} MB {'#' * round(BARS * most / run.peak)}"


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
        (write_line if arguments.one_line else write_records)(place, texts(arguments.data), size)
        form = [] if arguments.one_line else ["--jsonl"]
        run = measured(place, [*form, "--jobs", str(arguments.jobs), *options], arguments.interval)
    print(*curve(run), sep="\n")
    print(f"peak {run.peak / MB:.0f} MB, status {run.status}")
    print(f"{run.elapsed:.1f} s, {run.seconds:.1f} s of processor time: {size / MB / run.seconds:.2f} MB/s a core")


if __name__ == "__main__":
    main()
