"""Text files, each a document or each of its lines one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from macaronic.formats.base import (
    WIDE_BOMS,
    Chunk,
    Note,
    Place,
    Plain,
    Position,
    Record,
    Stream,
    Text,
    line_chunks,
    whole_chunk,
)
from macaronic.lines import lines
from macaronic.records import Document

LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class TextFormat(Plain):
    """A file that is one document."""

    name: ClassVar[str] = "text"
    whole: ClassVar[bool] = True

    def refusal(self, head: bytes) -> str | None:
        """Whatever seems to be no text."""
        return None if head.startswith(WIDE_BOMS) else self.binary(head)

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """The whole file."""
        return whole_chunk(self, stream, file, place)

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """The one record."""
        yield Record(chunk.line, chunk.data, documents=(Document(chunk.data, self.expect, self.source),))

    def written(self, _record: Record, texts: Sequence[Text], _notes: Sequence[Note] | None, /) -> bytes:
        """The text."""
        (text,) = texts
        assert isinstance(text, bytes)
        return text

    def position(self, _record: Record, text: str, _index: int = 0, /) -> Position:
        """Lines and columns of the file."""
        return in_lines(text)


def in_lines(text: str) -> Position:
    """Lines end as editors think: at LF, CR LF or CR."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]

    def position(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return position


@dataclass(frozen=True, slots=True)
class LineFormat(Plain):
    """A file of which each line is a document."""

    name: ClassVar[str] = "lines"
    separator: ClassVar[bytes] = b"\n"
    single_line: ClassVar[bool] = True
    resumable: ClassVar[bool] = True

    def refusal(self, head: bytes) -> str | None:
        """Lines are cut as bytes, so a line feed must be one byte."""
        if self.encoding == "auto" and head.startswith(WIDE_BOMS):
            return "UTF-16 or UTF-32 text, which --lines cannot cut into lines; convert it to UTF-8 first"
        return self.binary(head)

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """Whole lines."""
        return line_chunks(self, stream, file, place)

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """A record a line, the empty ones included."""
        for number, (line, end) in enumerate(lines(chunk.data), chunk.line):
            if end and line.endswith(b"\r"):
                line, end = line[:-1], b"\r\n"  # noqa: PLW2901
            yield Record(number, line, end, (Document(line, self.expect, self.source),))

    def written(self, record: Record, texts: Sequence[Text], _notes: Sequence[Note] | None, /) -> bytes:
        """The text and the line end."""
        (text,) = texts
        assert isinstance(text, bytes)
        return text + record.end
