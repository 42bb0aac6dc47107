"""Files read in chunks of whole records, one file after another."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from macaronic.compression import DamageError, Decompressed, is_compressed
from macaronic.errors import RunError, explained
from macaronic.formats import BEGINNING, Chunk, Format, LineFormat, Place
from macaronic.formats.base import HEAD
from macaronic.lines import lines

STANDARD = "-"  # the name of standard input
Formats = Callable[[str], Format]  # of a file, by its name


class Input(NamedTuple):
    """Files, their formats, where to begin, and whether they are to be `joined` into one; `-` is standard input."""

    files: Sequence[str]
    formats: Formats
    begin: Place = BEGINNING
    joined: bool = False

    def chunks(self) -> Iterator[Chunk]:
        """The chunks of the files, one file after another. Raises RunError."""
        first: Format | None = None
        if self.joined and self.begin != BEGINNING:
            first = next(self._replace(begin=BEGINNING).chunks()).format
        for index, file in enumerate(self.files[self.begin.file :], self.begin.file):
            place = self.begin if index == self.begin.file else Place(index)
            for chunk in _chunks(file, self.formats(file), place):
                yield first.joined(chunk) if first and not place.byte else chunk
                place = chunk.after
                first = first or (chunk.format if self.joined else None)

    def left(self) -> int:
        """How many bytes there are to read, or 0 where that cannot be known: a pipe, compression."""
        rest = self.files[self.begin.file :]
        known = all(Path(file).is_file() and not is_compressed(file) for file in rest)
        return sum(Path(file).stat().st_size for file in rest) - self.begin.byte if known else 0

    def refusals(self) -> Iterator[str]:
        """Why files cannot be read, so far as that can be known without taking anything from a pipe."""
        for file in self.files:
            if reason := _refusal(file, self.formats(file)):
                yield f"{file}: {reason}"


def _chunks(file: str, fmt: Format, place: Place) -> Iterator[Chunk]:
    try:
        with _opened(file) as stream:
            for chunk in fmt.chunks(stream, file, place):
                yield chunk
                place = chunk.after
    except DamageError as error:
        after = f" after line {place.line - 1}" if place.line > 1 else ""
        raise RunError(f"{file}: damaged{after}: {error}; what stands before is done") from None
    except OSError as error:
        raise RunError(f"{file}: {explained(error)}") from error


def _refusal(file: str, fmt: Format) -> str | None:
    try:
        if file == STANDARD or not stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116
            return "a directory; name the files in it" if Path(file).is_dir() else None
        with _opened(file) as stream:
            return fmt.refusal(stream.read(HEAD))
    except DamageError as error:
        return f"damaged: {error}; get the file anew, or name it by what it is"
    except OSError as error:
        return explained(error)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO | Decompressed]:
    """A stream whose `read` gives what there is; of a compressed file, what is in it."""
    if file == STANDARD and sys.stdin is None:
        raise RunError("standard input is closed; name the files to read")
    place = sys.stdin.fileno() if file == STANDARD else file
    with open(place, "rb", buffering=0, closefd=file != STANDARD) as stream:
        yield Decompressed.of(stream, file) if is_compressed(file) else stream


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, which may be compressed, without their ends. Raises RunError."""
    for chunk in _chunks(str(path), LineFormat(encoding="utf-8"), BEGINNING):
        for line, _ in lines(chunk.data):
            yield line
