"""How far a run is: a line on a terminal that goes when the run is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from macaronic.findings import inert
from macaronic.interrupts import put_off
from macaronic.reporting import on_terminal, say

if TYPE_CHECKING:
    from rich.progress import Progress

SOON = 0.5  # seconds, after which a run takes long enough to be looked at
OFTEN = 0.1  # seconds between two looks
STYLES = {  # without colours of its own, so that any theme shows it
    **dict.fromkeys(("bar.complete", "bar.finished", "bar.pulse"), "bold"),
    "bar.back": "dim",
    **dict.fromkeys(("progress.percentage", "progress.download", "progress.data.speed"), "default"),
    **dict.fromkeys(("progress.remaining", "progress.elapsed"), "default"),
}


class Meter:
    """Says nothing of how far a run is, and all else."""

    def advance(self, size: int) -> None:
        """So many more bytes of the input are done."""

    def say(self, message: str) -> None:
        """One line, which stays."""
        say(message)


class Bar(Meter):
    """Shows how far a run is, how fast it is and how long it will take; of an input whose size is not known (0), how
    much is done and how fast.
    """

    def __init__(self, size: int) -> None:
        """Shows nothing yet."""
        self._size = size
        self._done = 0
        self._begun = self._shown = monotonic()
        self._progress: Progress | None = None

    def advance(self, size: int) -> None:
        """Shows it, if it takes long."""
        self._done += size
        now = monotonic()
        if self._progress is None and self._done != self._size and now - self._begun > SOON:
            self._progress = _made(self._size, self._done)
            with put_off():  # a bar that is half drawn could not be taken away
                self._progress.start()
        if self._progress and now - self._shown > OFTEN:
            with put_off():
                self._progress.update(self._progress.task_ids[0], completed=self._done, refresh=True)
            self._shown = now

    def say(self, message: str) -> None:
        """One line above the bar."""
        if self._progress:
            from rich.text import Text

            self._progress.console.print(Text(inert(message)), soft_wrap=True)
        else:
            say(message)

    def close(self) -> None:
        """Takes it away."""
        if self._progress:
            self._progress.stop()


def _made(size: int, done: int) -> Progress:
    """A bar that is drawn when it is told to: no thread of its own, which the processes that work could not do with."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        ProgressColumn,
        TaskProgressColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.table import Column
    from rich.theme import Theme

    known = [TaskProgressColumn, DownloadColumn, TransferSpeedColumn, TimeRemainingColumn]
    unknown = [DownloadColumn, TransferSpeedColumn, TimeElapsedColumn]
    console = Console(file=sys.stderr, highlight=False, theme=Theme(STYLES))
    columns: list[ProgressColumn] = [BarColumn(bar_width=None, table_column=Column(ratio=1))]
    columns += [column(table_column=Column(no_wrap=True)) for column in (known if size else unknown)]
    progress = Progress(*columns, console=console, auto_refresh=False, transient=True, expand=True)
    progress.add_task("", total=size or None, completed=done)
    return progress


@contextmanager
def meter(size: int, elsewhere: bool) -> Iterator[Meter]:
    """What tells a person of a run over `size` bytes (0: not known), on a terminal. One that shows the output, too,
    because that goes not `elsewhere`, has no place for a bar.
    """
    if not on_terminal(sys.stderr) or (on_terminal(sys.stdout) and not elsewhere):
        yield Meter()
        return
    bar = Bar(size)
    try:
        yield bar
    finally:
        bar.close()
