"""Lines as bytes: cut out of streams many at a time, and out of chunks one by one. They end with LF alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

CHUNK = 1 << 20  # bytes; about what the cleaner works on at once


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, or all there are; none at the end."""
        ...


def whole_lines(stream: Readable, start: int = 0, size: int = CHUNK) -> Iterator[bytes]:
    """The bytes of a stream in chunks that end with a line, as they come: a slow pipe is not waited for until a
    chunk is full. The last line may be without an end.

    A stream that begins at byte `start` of a file, where a chunk ended, is cut where the whole file would be.
    """
    held: list[bytes] = []
    wanted = size - start % size
    while data := stream.read(wanted):
        cut = data.rfind(b"\n") + 1
        if cut:
            yield b"".join([*held, data[:cut]])
            held = []
        held += [data[cut:]] if cut < len(data) else []
        wanted = size
    if held:
        yield b"".join(held)


def lines(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Lines and their ends."""
    *ended, last = data.split(b"\n")
    for line in ended:
        yield line, b"\n"
    if last:
        yield last, b""
