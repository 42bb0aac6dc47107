"""Ctrl-C, and SIGTERM as another of its kind: exceptions, so that what has to be left in order is."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM came."""


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def heed_termination() -> None:
    """Makes SIGTERM raise Terminated, unless it is ignored or another program's."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)


@contextmanager
def put_off() -> Iterator[None]:
    """Puts off the first interrupt until the block is done; the second breaks in."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = [n for n, handler in handlers.items() if handler in (signal.default_int_handler, _terminate)]
    came: list[int] = []

    def restore() -> None:
        for number in ours:
            signal.signal(number, handlers[signal.Signals(number)])

    def later(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        restore()

    for number in ours:
        signal.signal(number, later)
    try:
        yield
    finally:
        restore()
    if came:
        signal.raise_signal(came[0])
