"""Where results go: standard output, a file, or a file's own place."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from macaronic.compression import compressing, is_compressed
from macaronic.errors import RunError, explained
from macaronic.interrupts import put_off


class Kept(NamedTuple):
    """What a file had when all in it was certain to last: its length, and whether it ended as a record needs it."""

    length: int
    ended: bool


class Sink:
    """A file that takes whole records, so that what is written ends with a whole one, come what may.

    A name that says so has the records compressed; then `name` is also that of the way to do it.
    """

    def __init__(self, file: BinaryIO, name: str, kept: Kept | None = None) -> None:
        """`kept` is what the file is to go on from; without it, it begins."""
        self._file = file
        self._name = name
        self._ended = kept.ended if kept else True
        self._stream = None if kept else self._began()

    def _began(self) -> BinaryIO:
        return compressing(self._file, self._name) if is_compressed(self._name) else self._file

    def write(self, data: bytes, separator: bytes = b"") -> None:
        """Writes records, and before them the separator if those before lacked it."""
        if data:
            with _named(self._name), put_off():
                self._stream = self._stream or self._began()
                self._stream.write(data if self._ended else separator + data)
            self._ended = data.endswith(separator)

    def flush(self) -> None:
        """Lets others see what is written."""
        with _named(self._name), put_off():
            (self._stream or self._file).flush()

    def keep(self) -> Kept:
        """Makes what is written outlast this machine's next failure, as a whole that can be read and gone on from."""
        with _named(self._name), put_off():
            if self._stream is not self._file:
                self._end_member()
            self._file.flush()
            os.fsync(self._file.fileno())
            return Kept(self._file.tell(), self._ended)

    def seal(self) -> None:
        """Ends what was written so far as a whole that can be decompressed by itself."""
        if self._stream is not self._file:
            with _named(self._name), put_off():
                self._end_member()

    def close(self) -> None:
        """Writes what is left to be written."""
        with _named(self._name), put_off():
            self._end_member()
            self._file.close()

    def _end_member(self) -> None:
        if self._stream:
            self._stream.close()
        self._stream = None


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RunError(f"{name}: {explained(error)}") from error


@contextmanager
def _closing(sink: Sink) -> Iterator[Sink]:
    """A sink that has written everything when the block ends well, and as much as it can when it does not."""
    try:
        yield sink
        sink.close()
    finally:
        with suppress(OSError, RunError):  # it has been said already
            sink.close()


def to_standard_output() -> AbstractContextManager[Sink]:
    """Standard output."""
    if sys.stdout is None:
        raise RunError("standard output is closed; --output FILE writes to a file")
    return _closing(Sink(open(sys.stdout.fileno(), "wb", closefd=False), "standard output"))


def to_file(path: str, kept: Kept | None = None) -> AbstractContextManager[Sink]:
    """A file, which holds what is written so far whenever the block ends; `kept` is what of it stays from before."""
    with _named(path):
        file = open(path, "r+b" if kept else "wb")  # noqa: PTH123, SIM115
        if kept and file.seek(0, os.SEEK_END) < kept.length:
            raise RunError(
                f"{path}: shorter than what the checkpoint says was written to it; remove the checkpoint to begin anew"
            )
        if kept:
            file.seek(kept.length)
            file.truncate()
    return _closing(Sink(file, path, kept))


@contextmanager
def in_place(path: str) -> Iterator[Sink]:
    """A file's own place: what is written takes it, with the file's mode, when all is there, and never before."""
    target = Path(path).resolve()  # behind a symbolic link is the file that is meant
    with _named(path):
        handle, name = tempfile.mkstemp(prefix=".macaronic-", dir=target.parent)
    try:
        with _closing(Sink(open(handle, "wb"), path)) as sink:  # noqa: PTH123
            yield sink
            sink.keep()
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
