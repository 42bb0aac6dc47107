"""Where results go: standard output, a file, or a file's own place."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from macaronic.errors import RunError


@dataclass(slots=True)
class Sink:
    """A stream that takes whole records, so that what is written ends with a whole one, come what may."""

    stream: BinaryIO
    name: str
    ended: bool = True  # whether what is written ends as the next record needs it

    def write(self, data: bytes, separator: bytes = b"") -> None:
        """Writes records, and before them the separator if those before lacked it."""
        if data:
            with _named(self.name), _uninterrupted():
                self.stream.write(data if self.ended else separator + data)
            self.ended = data.endswith(separator)

    def flush(self) -> None:
        """Lets others see what is written."""
        with _named(self.name), _uninterrupted():
            self.stream.flush()


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RunError(f"{name}: {error.strerror}") from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Puts off the first Ctrl-C until the block is done; the second breaks in."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # ignored, as under nohup, or another program's
        yield
        return
    came: list[int] = []

    def later(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, later)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


@contextmanager
def _sink(stream: BinaryIO, name: str) -> Iterator[Sink]:
    """A sink that has written everything when the block ends well, and as much as it can when it does not."""
    sink = Sink(stream, name)
    try:
        yield sink
        sink.flush()
    finally:
        with suppress(OSError):  # it has been said already
            stream.close()


def to_standard_output() -> AbstractContextManager[Sink]:
    """Standard output."""
    if sys.stdout is None:
        raise RunError("standard output is closed")
    return _sink(open(sys.stdout.fileno(), "wb", closefd=False), "standard output")


def to_file(path: str) -> AbstractContextManager[Sink]:
    """A file, which holds what is written so far whenever the block ends."""
    with _named(path):
        return _sink(open(path, "wb"), path)  # noqa: PTH123


@contextmanager
def in_place(path: str) -> Iterator[Sink]:
    """A file's own place: what is written takes it, with the file's mode, when all is there, and never before."""
    target = Path(path).resolve()  # behind a symbolic link is the file that is meant
    with _named(path):
        handle, name = tempfile.mkstemp(prefix=".macaronic-", dir=target.parent)
    try:
        with _sink(open(handle, "wb"), path) as sink:  # noqa: PTH123
            yield sink
            sink.flush()
            os.fsync(handle)
        with _named(path):
            _take_over(Path(name), target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _take_over(new: Path, old: Path) -> None:
    shutil.copymode(old, new)
    with suppress(PermissionError):  # only root may give files away
        owner = old.stat()
        os.chown(new, owner.st_uid, owner.st_gid)
    new.replace(old)


def abandon_standard_output() -> None:
    """Makes the flush at the interpreter's end, which nobody reads any more, do nothing."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
