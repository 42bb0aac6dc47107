"""Files read in chunks of whole records, one file after another."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from macaronic.compression import DamageError, Decompressed, is_compressed
from macaronic.errors import RunError
from macaronic.formats import BEGINNING, Chunk, Format, LineFormat, Place
from macaronic.lines import lines

STANDARD = "-"  # the name of standard input
HEAD = 1 << 13  # bytes in which a NUL makes a file binary, as for git and grep


def chunks(files: Sequence[str], fmt: Format, begin: Place = BEGINNING) -> Iterator[Chunk]:
    """The chunks of files, one file after another, from some place on; `-` is standard input. Raises RunError."""
    for index in range(begin.file, len(files)):
        yield from _chunks(files[index], fmt, begin if index == begin.file else Place(index))


def _chunks(file: str, fmt: Format, place: Place) -> Iterator[Chunk]:
    try:
        with _opened(file) as stream:
            if place.byte:
                stream.seek(place.byte)
            for data in fmt.chunks(stream, place.byte):
                if place.line == 1 and (reason := fmt.refusal(data[:HEAD])):
                    raise RunError(f"{file}: {reason}")
                after = Place(place.file, place.byte + len(data), place.line + data.count(b"\n"))
                yield Chunk(file, place.line, data, after)
                place = after
    except DamageError as error:
        raise RunError(f"{file}: damaged after line {place.line - 1}: {error}") from None
    except OSError as error:
        raise RunError(f"{file}: {error.strerror}") from error


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO | Decompressed]:
    """A stream whose `read` gives what there is; of a compressed file, what is in it."""
    if file == STANDARD and sys.stdin is None:
        raise RunError("standard input is closed")
    place = sys.stdin.fileno() if file == STANDARD else file
    with open(place, "rb", buffering=0, closefd=file != STANDARD) as stream:
        yield Decompressed.of(stream, file) if is_compressed(file) else stream


def left(files: Sequence[str], begin: Place = BEGINNING) -> int:
    """How many bytes there are to read from some place on, or 0 where that cannot be known: a pipe, compression."""
    rest = files[begin.file :]
    known = all(Path(file).is_file() and not is_compressed(file) for file in rest)
    return sum(Path(file).stat().st_size for file in rest) - begin.byte if known else 0


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, which may be compressed, without their ends. Raises RunError."""
    for chunk in chunks([str(path)], LineFormat(encoding="utf-8")):
        for line, _ in lines(chunk.data):
            yield line


def refusals(files: Iterable[str], fmt: Format) -> Iterator[str]:
    """Why files cannot be read, so far as that can be known without taking anything from a pipe."""
    for file in files:
        try:
            if file != STANDARD and stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116
                with _opened(file) as stream:
                    reason = fmt.refusal(stream.read(HEAD))
            else:
                reason = "a directory; name the files in it" if Path(file).is_dir() else None
        except DamageError as error:
            reason = f"damaged: {error}"
        except OSError as error:
            reason = error.strerror
        if reason:
            yield f"{file}: {reason}"
