"""Files that are compressed, known by the ends of their names: `.gz`, `.xz` and `.zst`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from macaronic.errors import RunError


class DamageError(Exception):
    """Compressed bytes that are not what was once written, or not all of it."""


class Codec(NamedTuple):
    """How a file becomes a stream of what is in it, and what reading raises where the file is damaged."""

    stream: Callable[..., Any]
    damage: tuple[type[Exception], ...]


def _gzip() -> Codec:
    import gzip
    import zlib

    def stream(file: BinaryIO, mode: str) -> gzip.GzipFile:
        # Neither name nor time: same input, same output. The level is that of `gzip`, three times as fast as Python's.
        return gzip.GzipFile("", mode, 6, file, mtime=0)

    return Codec(stream, (EOFError, gzip.BadGzipFile, zlib.error))


def _xz() -> Codec:
    import lzma

    return Codec(lzma.LZMAFile, (EOFError, lzma.LZMAError))


def _zstd() -> Codec:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        raise RunError("files in .zst need one more package: pip install 'macaronic[zstd]'") from None
    return Codec(zstd.ZstdFile, (EOFError, zstd.ZstdError))


CODECS = {".gz": _gzip, ".xz": _xz, ".zst": _zstd}


def is_compressed(path: str) -> bool:
    """Whether a file is, by its name."""
    return Path(path).suffix.lower() in CODECS


def _codec(path: str) -> Codec:
    return CODECS[Path(path).suffix.lower()]()


@dataclass(slots=True)
class Decompressed:
    """What a compressed file holds. All that stands before a damage can be read before the damage is reported."""

    stream: Any
    damage: tuple[type[Exception], ...]
    found: Exception | None = None

    @classmethod
    def of(cls, file: BinaryIO, path: str) -> Decompressed:
        """What `file` holds, by the end of its path."""
        codec = _codec(path)
        return cls(codec.stream(file, "rb"), codec.damage)

    def read(self, size: int = -1, /) -> bytes:
        """`size` bytes, fewer only at the end, or for -1 all there are. Raises DamageError."""
        parts: list[bytes] = []
        missing = size
        while missing and (part := self._part(missing)):
            parts.append(part)
            missing -= len(part)
        if self.found and (size < 0 or not parts):
            raise DamageError(str(self.found))
        return b"".join(parts)

    def _part(self, size: int) -> bytes:
        try:
            return b"" if self.found else self.stream.read1(size)
        except self.damage as error:
            self.found = error
            return b""

    def seekable(self) -> bool:
        """Not without reading all that is before a place."""
        return False

    def seek(self, offset: int, /) -> None:
        """Goes on at an offset of what the file holds, by reading up to there."""
        self.stream.seek(offset)


def compressing(file: BinaryIO, path: str) -> BinaryIO:
    """A stream that writes into a file, in the manner of its path's end; closing it ends a member, not the file."""
    stream: BinaryIO = _codec(path).stream(file, "wb")
    stream.write(b"")  # a member, be there nothing in it
    return stream
