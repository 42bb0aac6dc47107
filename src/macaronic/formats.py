"""How documents stand in files, so that they are written again with only their text changed.

A format cuts a stream of bytes into chunks of whole records and a chunk into records, and says how a record looks
with another text. Chunks are what is handed to the processes that work; nothing longer is ever held, save a record
that is longer itself.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol

from macaronic import jsonl
from macaronic.languages import claimed
from macaronic.lines import Readable, lines, whole_lines
from macaronic.records import Document

WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)  # UTF-32 LE begins like UTF-16 LE


class Place(NamedTuple):
    """How far a run over files is: which file, from 0, and the byte and the line (from 1) that come next in it."""

    file: int = 0
    byte: int = 0
    line: int = 1


BEGINNING = Place()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records of one file, the first of which begins at `line` (from 1); `after` is the place behind them."""

    file: str
    line: int
    data: bytes
    after: Place = BEGINNING

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Record(NamedTuple):
    """One record: the line it begins at, its bytes, the line end after it, and what is to be cleaned in it.

    `document` is None where there is nothing to clean: then `problem` says why it could not be read, or is None for
    a blank line. `unknown` is the language that the record claims, if it is none; `noted` says that it brings the
    note of an earlier run.
    """

    line: int
    raw: bytes
    end: bytes = b""
    document: Document | None = None
    problem: jsonl.RecordError | None = None
    unknown: str | None = None
    noted: bool = False

    def whole(self) -> bytes:
        """The record as it stood in its file."""
        return self.raw + self.end


Position = Callable[[int], tuple[int, int]]
Note = Callable[[], dict[str, Any]]  # made only where a format has a place for it


class Format(Protocol):
    """How documents stand in a file."""

    name: ClassVar[str]
    separator: ClassVar[bytes]  # what has to stand between two records
    single_line: ClassVar[bool]  # whether a text can have no line end in it

    def refusal(self, head: bytes) -> str | None:
        """Why a file that begins so cannot be read, and what to do about it."""
        ...

    def chunks(self, stream: Readable, start: int, /) -> Iterator[bytes]:
        """The bytes of a stream, cut between records; the stream begins at byte `start` of its file."""
        ...

    def records(self, chunk: Chunk) -> Iterator[Record]:
        """The records of a chunk."""
        ...

    def written(self, record: Record, text: str | bytes, note: Note | None, /) -> bytes:
        """The record with its text (in the form in which its document had it) replaced, and with a note of what
        was found and done, where the format has a place for one; without such a note for None.
        """
        ...

    def position(self, record: Record, text: str, /) -> Position:
        """Where offsets into a record's text are in the file: line and column, from 1."""
        ...


@dataclass(frozen=True, slots=True)
class _PlainFormat:
    """What documents without notes beside their text have in common."""

    expect: tuple[str, ...] = ()
    source: str | None = None
    encoding: str = "auto"

    def written(self, record: Record, text: str | bytes, _note: Note | None, /) -> bytes:
        """The text and the line end."""
        assert isinstance(text, bytes)
        return text + record.end

    def _binary(self, head: bytes) -> str | None:
        if self.encoding != "auto" or b"\0" not in head:
            return None
        return "a binary file, it has NUL bytes; --encoding NAME reads it as text all the same"


@dataclass(frozen=True, slots=True)
class TextFormat(_PlainFormat):
    """A file that is one document."""

    name: ClassVar[str] = "text"
    separator: ClassVar[bytes] = b""
    single_line: ClassVar[bool] = False

    def refusal(self, head: bytes) -> str | None:
        """A NUL without a BOM that explains it is taken for the sign of a binary file."""
        return None if head.startswith(WIDE_BOMS) else self._binary(head)

    def chunks(self, stream: Readable, _start: int, /) -> Iterator[bytes]:
        """The whole file, be it empty."""
        yield stream.read()

    def records(self, chunk: Chunk) -> Iterator[Record]:
        """The one record."""
        yield Record(chunk.line, chunk.data, document=Document(chunk.data, self.expect, self.source))

    def position(self, _record: Record, text: str, /) -> Position:
        """Lines end as editors think: at LF, CR LF or CR."""
        starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]

        def position(offset: int) -> tuple[int, int]:
            line = bisect_right(starts, offset)
            return line, offset - starts[line - 1] + 1

        return position


@dataclass(frozen=True, slots=True)
class LineFormat(_PlainFormat):
    """A file of which each line is a document."""

    name: ClassVar[str] = "lines"
    separator: ClassVar[bytes] = b"\n"
    single_line: ClassVar[bool] = True

    def refusal(self, head: bytes) -> str | None:
        """Lines are cut as bytes, so a line feed must be one byte."""
        if self.encoding == "auto" and head.startswith(WIDE_BOMS):
            return "UTF-16 or UTF-32 text, which --lines cannot cut into lines; convert it to UTF-8 first"
        return self._binary(head)

    def chunks(self, stream: Readable, start: int, /) -> Iterator[bytes]:
        """Whole lines."""
        return whole_lines(stream, start)

    def records(self, chunk: Chunk) -> Iterator[Record]:
        """A record a line, the empty ones included."""
        for number, (line, end) in enumerate(lines(chunk.data), chunk.line):
            if end and line.endswith(b"\r"):
                line, end = line[:-1], b"\r\n"  # noqa: PLW2901
            yield Record(number, line, end, Document(line, self.expect, self.source))

    def position(self, record: Record, _text: str, /) -> Position:
        """Columns of the record's line."""
        return lambda offset: (record.line, offset + 1)


@dataclass(frozen=True, slots=True)
class JsonlFormat:
    """A file of which each line is a JSON object with a text under `text_key`.

    `expect_key` and `source_key` name the members that say which language the text should be in, and which it was
    translated from; `expect` and `source` are for records that do not say.
    """

    name: ClassVar[str] = "jsonl"
    separator: ClassVar[bytes] = b"\n"
    single_line: ClassVar[bool] = False

    expect: tuple[str, ...] = ()
    source: str | None = None
    text_key: str = "text"
    expect_key: str | None = None
    source_key: str | None = None

    def refusal(self, head: bytes) -> str | None:
        """JSON is UTF-8."""
        return "UTF-16 or UTF-32, but JSON lines are UTF-8; convert it first" if head.startswith(WIDE_BOMS) else None

    def chunks(self, stream: Readable, start: int, /) -> Iterator[bytes]:
        """Whole lines."""
        return whole_lines(stream, start)

    def records(self, chunk: Chunk) -> Iterator[Record]:
        """A record a line, without the BOM that some programs write and JSON does not allow."""
        data = chunk.data.removeprefix(codecs.BOM_UTF8) if chunk.line == 1 else chunk.data
        for number, (line, end) in enumerate(lines(data), chunk.line):
            yield self._record(number, line, end)

    def _record(self, number: int, line: bytes, end: bytes) -> Record:
        raw = line.strip(b" \t\r")
        if not raw:
            return Record(number, line, end)
        try:
            members = jsonl.parse(line)
            text = members.get(self.text_key)
            if not isinstance(text, str):
                raise jsonl.RecordError(self._complaint(members))
        except jsonl.RecordError as problem:
            return Record(number, line, end, problem=problem)
        expect, unknown = self.expect, None
        if self.expect_key:
            expect, unknown = claimed(members.get(self.expect_key), self.expect)
        sources: tuple[str, ...] = ()
        if self.source_key:
            sources, not_known = claimed(members.get(self.source_key), ())
            unknown = unknown or not_known
        document = Document(text, expect, sources[0] if sources else self.source)
        return Record(number, raw, end, document, None, unknown, jsonl.NOTE in members)

    def _complaint(self, members: dict[str, Any]) -> str:
        if self.text_key not in members:
            return f"no key {self.text_key!r}; --text-key names the one that holds the text"
        return f"{self.text_key!r} is {jsonl.describe(members[self.text_key])}, not a string"

    def written(self, record: Record, text: str | bytes, note: Note | None, /) -> bytes:
        """The line with its text replaced, if it is another one, and the note put in or taken out."""
        assert record.document
        assert isinstance(text, str)
        noted = jsonl.dumps(note()) if note else None
        changed = None if text == record.document.text else text
        if changed is None and noted and not record.noted:
            return jsonl.appended(record.raw, noted) + record.end
        return jsonl.rewritten(record.raw, self.text_key, changed, noted) + record.end

    def position(self, record: Record, _text: str, /) -> Position:
        """The record's line, and columns of its text."""
        return lambda offset: (record.line, offset + 1)
