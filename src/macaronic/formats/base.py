"""How documents stand in files, so that they are written again with only their text changed.

A format cuts a stream of bytes into chunks of whole records and a chunk into records, and says how a record looks
with other texts. Chunks are what is handed to the processes that work; nothing longer is ever held, save a record
that is longer itself.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol

from macaronic.errors import RunError
from macaronic.jsonl import RecordError
from macaronic.languages import claimed
from macaronic.lines import Readable, whole_lines
from macaronic.records import Document, Flag, Result

WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)  # UTF-32 LE begins like UTF-16 LE
HEAD = 1 << 13  # bytes in which a NUL makes a file binary, as for git and grep


class Place(NamedTuple):
    """How far a run over files is: which file, from 0, and the byte and the line (from 1) that come next in it."""

    file: int = 0
    byte: int = 0
    line: int = 1


BEGINNING = Place()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records of one file, the first of which begins at `line` (from 1); `after` is the place behind them.

    `format` is that of the file, with all that has been found out about it by now.
    """

    file: str
    line: int
    data: bytes
    format: Format
    after: Place = BEGINNING

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Record(NamedTuple):
    """One record: the line it begins at, its bytes, the line end after it, and what is to be cleaned in it.

    `documents` is empty where there is nothing to clean: then `problem` says why it could not be read, or is None for
    what is not text: a blank line, a header. `unknown` is the language that the record claims, if it is none; `noted`
    says that it brings the note of an earlier run. `flags` are what the format itself finds wanting, in the places of
    the one result that it makes. `detail` is what only the format knows.
    """

    line: int
    raw: bytes
    end: bytes = b""
    documents: tuple[Document, ...] = ()
    problem: RecordError | None = None
    unknown: str | None = None
    noted: bool = False
    flags: tuple[Flag, ...] = ()
    detail: Any = None

    def whole(self) -> bytes:
        """The record as it stood in its file."""
        return self.raw + self.end


class Found(NamedTuple):
    """Results as those of what is written, and the places in it of edits that were left out for its markup's sake."""

    results: tuple[Result, ...]
    left_out: tuple[int, ...] = ()


Position = Callable[[int], tuple[int, int]]
Text = str | bytes
Note = Callable[[], dict[str, Any]]  # made only where a format has a place for it


class Stream(Readable, Protocol):
    """The bytes of a file."""

    def seekable(self) -> bool:
        """Whether every place in it can be gone to at once."""
        ...

    def seek(self, offset: int, /) -> object:
        """Goes on at an offset of the file."""
        ...


class Target(Protocol):
    """What records are written to."""

    def write(self, data: bytes, separator: bytes = b"", /) -> None:
        """Takes whole records."""
        ...

    def flush(self) -> None:
        """Lets others see what is written."""
        ...


class Sealing(Target, Protocol):
    """What also writes compressed."""

    def seal(self) -> None:
        """Ends what was written so far as a whole that can be decompressed by itself."""
        ...


class Format(Protocol):
    """How documents stand in a file."""

    name: ClassVar[str]
    separator: ClassVar[bytes] = b""  # what has to stand between two records
    single_line: ClassVar[bool] = False  # whether a text can have no line end in it
    whole: ClassVar[bool] = False  # whether a file is one record
    # Whether a run can be broken off between any two chunks, and what is written so far be gone on from.
    resumable: ClassVar[bool] = False

    def refusal(self, head: bytes) -> str | None:
        """Why a file that begins so cannot be read, and what to do about it."""
        ...

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """The chunks of a file from some place on. Raises RunError."""
        ...

    def joined(self, chunk: Chunk, /) -> Chunk:
        """The first chunk of a file that is written behind one of this format: without what can only be at a file's
        beginning. Raises RunError where its records have no place there.
        """
        return chunk

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """The records of a chunk."""
        ...

    def results(self, _record: Record, results: tuple[Result, ...], /) -> Found:
        """The results of a record's documents as those of what is written: the same, but for a file whose markup
        stays in its place, which becomes one text with the markup in it.
        """
        return Found(results)

    def notes(self, _record: Record, /) -> Sequence[Any]:
        """What a record says that an earlier run found in each of its texts; nothing if it does not say."""
        return ()

    def written(self, record: Record, texts: Sequence[Text], notes: Sequence[Note] | None, /) -> bytes:
        """The record with its texts (in the form in which its documents had them) replaced, and with notes of what
        was found and done, where the format has a place for them; without such notes for None.
        """
        ...

    def stored(self) -> dict[str, Any]:
        """What the edits file says of the format, so that `undo` can read what was written."""
        return {"format": self.name}

    def position(self, record: Record, _text: str, _index: int = 0, /) -> Position:
        """Where offsets into a text of a record, that of a document by its index, are in the file: line, column, from
        1.
        """
        return lambda offset: (record.line, offset + 1)

    def packed(self, target: Sealing, _sentences: bool | None, /) -> AbstractContextManager[Target]:
        """What takes this format's records and writes the file to a target: the target, where that is all. Notes are
        said to have sentences or not, or for None, not to be there.
        """
        return nullcontext(target)


def check(fmt: Format, file: str, data: bytes) -> None:
    """Raises RunError for a file whose first bytes say that it cannot be read."""
    if reason := fmt.refusal(data[:HEAD]):
        raise RunError(f"{file}: {reason}")


def line_chunks(fmt: Format, stream: Stream, file: str, place: Place) -> Iterator[Chunk]:
    """Chunks of whole lines."""
    if place.byte:
        stream.seek(place.byte)
    for data in whole_lines(stream, place.byte):
        if not place.byte:
            check(fmt, file, data)
        after = Place(place.file, place.byte + len(data), place.line + data.count(b"\n"))
        yield Chunk(file, place.line, data, fmt, after)
        place = after


def whole_chunk(fmt: Format, stream: Stream, file: str, place: Place) -> Iterator[Chunk]:
    """The whole file, be it empty, as the one chunk."""
    data = stream.read()
    check(fmt, file, data)
    yield Chunk(file, place.line, data, fmt, Place(place.file, len(data), place.line + data.count(b"\n")))


@dataclass(frozen=True, slots=True)
class Plain(Format):
    """What texts have in common that know of themselves neither a language nor an encoding."""

    expect: tuple[str, ...] = ()
    source: str | None = None
    encoding: str = "auto"

    def binary(self, head: bytes) -> str | None:
        """Why a file is not taken for text: a NUL without a BOM that explains it is the sign of a binary file."""
        if self.encoding != "auto" or b"\0" not in head:
            return None
        return "a binary file, it has NUL bytes; --encoding NAME reads it as text all the same"


@dataclass(frozen=True, slots=True)
class Keyed(Format):
    """What records have in common whose members are known by name.

    `text_key` are the names of those that hold texts; `expect_key` and `source_key` name the members that say which
    language the texts should be in, and which they were translated from; `expect` and `source` are for records that
    do not say.
    """

    expect: tuple[str, ...] = ()
    source: str | None = None
    text_key: tuple[str, ...] = ("text",)
    expect_key: str | None = None
    source_key: str | None = None

    def stored(self) -> dict[str, Any]:
        """The name and the keys, a single one as itself."""
        return {"format": self.name, "text_key": self.text_key if len(self.text_key) > 1 else self.text_key[0]}

    def documents(
        self, texts: Sequence[Text], member: Callable[[str], object]
    ) -> tuple[tuple[Document, ...], str | None]:
        """The texts of a record with what it says about their languages, and the language that it claims if that is
        none.
        """
        expect, unknown = claimed(member(self.expect_key), self.expect) if self.expect_key else (self.expect, None)
        sources, not_known = claimed(member(self.source_key)) if self.source_key else ((), None)
        source = sources[0] if sources else self.source
        return tuple(Document(text, expect, source) for text in texts), unknown or not_known
