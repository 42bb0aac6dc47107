"""Prose that stands in markup: taken out of its file to be cleaned, and put back into it with nothing else changed.

A file becomes strands, each a document: pieces of prose, each with its place in the file, and between them what
belongs to the file alone. What is found in a strand is carried to the file, so that a report has the file's lines and
columns, and the edits are those of the file as a text, by which it can be had back, byte for byte.
"""

from __future__ import annotations

import codecs
from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, takewhile
from typing import Any, ClassVar, NamedTuple

from macaronic.edits import Edit, Edits, apply
from macaronic.encoding import decode
from macaronic.formats.base import (
    WIDE_BOMS,
    Chunk,
    Found,
    Note,
    Place,
    Plain,
    Position,
    Record,
    Stream,
    Text,
    whole_chunk,
)
from macaronic.formats.plain import TextFormat, in_lines
from macaronic.records import UNDETERMINED, Decoded, Document, Flag, Result

# Where the name of an encoding is taken for that of a larger one (WHATWG's Encoding Standard).
AS_BROWSERS_DO = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip


class Piece(NamedTuple):
    """A stretch of a file, and how it reads.

    Where it is `fixed`, it helps to understand what stands around it and stays as it is. It may read as nothing, as
    a tag does, and be nowhere, as the space that an element's end means.
    """

    text: str
    start: int
    end: int
    fixed: bool = False


@dataclass(frozen=True)
class Strand:
    """A text whose pieces are somewhere in a file, in the file's order; `expect` and `source` are its languages."""

    pieces: tuple[Piece, ...]
    expect: tuple[str, ...] = ()
    source: str | None = None

    @cached_property
    def text(self) -> str:
        """How it reads."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each piece begins in the text."""
        starts, at = [], 0
        for piece in self.pieces:
            starts.append(at)
            at += len(piece.text)
        return starts

    def _parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """What of the file the characters from `start` to `end` are, without what is fixed: one part for each run."""
        parts: list[tuple[int, int]] = []
        for i in range(max(0, bisect_right(self._starts, start) - 1), bisect_left(self._starts, end)):
            piece, at = self.pieces[i], self._starts[i]
            if piece.fixed or not piece.text or at + len(piece.text) <= start:
                continue
            exact = len(piece.text) == piece.end - piece.start
            begin = piece.start + max(0, start - at) * exact
            finish = piece.start + end - at if exact and end < at + len(piece.text) else piece.end
            if parts and parts[-1][1] == begin:
                parts[-1] = parts[-1][0], finish
            else:
                parts.append((begin, finish))
        return parts

    def _insertion(self, place: int) -> int | None:
        """Where in the file is what has no length: behind the character in front of it, else before the one behind."""
        if place and (parts := self._parts(place - 1, place)):
            return parts[-1][1]
        behind = self._parts(place, place + 1)
        return behind[0][0] if behind else None

    def carried(self, edit: Edit, file: str, spell: Callable[[str], str]) -> list[Edit]:
        """An edit of the text as one of the file; several where it takes out what has markup in it; none where that
        markup would be lost.
        """
        parts = self._places(edit)
        if not parts:
            edit = _shortest(edit)
            parts = self._places(edit)
        made = [replace(edit, start=a, end=b, old=file[a:b], new=spell(edit.new)) for a, b in parts]
        return [edit for edit in made if edit.old != edit.new]

    def _places(self, edit: Edit) -> list[tuple[int, int]]:
        """What of the file an edit would replace; nothing where it may not."""
        if edit.start == edit.end:
            place = self._insertion(edit.start)
            return [] if place is None else [(place, place)]
        parts = self._parts(edit.start, edit.end)
        return parts if not edit.new or (len(parts) == 1 and self._whole(edit)) else []

    def left_out(self, edit: Edit) -> int | None:
        """Where in the file the prose is that an edit would have changed; None for one of what has to stay."""
        parts = self._parts(edit.start, edit.end)
        return parts[0][0] if parts else None

    def _whole(self, edit: Edit) -> bool:
        """Whether nothing that the edit would replace is fixed."""
        first = bisect_right(self._starts, edit.start) - 1
        after = bisect_left(self._starts, edit.end)
        return not any(piece.fixed and piece.text for piece in self.pieces[max(first, 0) : after])

    def located(self, flag: Flag) -> Flag | None:
        """A flag with the places of the file; none for one of what is fixed."""
        parts = self._parts(flag.start, flag.end)
        return replace(flag, start=parts[0][0], end=parts[-1][1]) if parts else None


def _shortest(edit: Edit) -> Edit:
    """An edit without what stays the same at its ends."""
    head = _common_start(edit.old, edit.new)
    old, new = edit.old[head:], edit.new[head:]
    tail = _common_start(old[::-1], new[::-1])
    return replace(
        edit,
        start=edit.start + head,
        end=edit.end - tail,
        old=old[: len(old) - tail],
        new=new[: len(new) - tail],
    )


def _common_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@dataclass(frozen=True, slots=True)
class Extract:
    """What was found in a file: its strands, its own shortcomings, and the language it claims if that is none."""

    strands: tuple[Strand, ...]
    flags: tuple[Flag, ...] = ()
    unknown: str | None = None

    def markup(self, file: str) -> str:
        """All of the file that is no prose."""
        prose = sorted((p.start, p.end) for strand in self.strands for p in strand.pieces if not p.fixed)
        edges = [0, *chain.from_iterable(prose), len(file)]
        return "".join(file[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class EmbeddedFormat(Plain):
    """A file in which prose stands in markup. It is one record, and of that one text is made: the file's."""

    whole: ClassVar[bool] = True

    def stored(self) -> dict[str, Any]:
        """It is given back as the text that it is."""
        return {"format": TextFormat.name}

    @abstractmethod
    def extract(self, file: str) -> Extract:
        """The prose of a file."""

    def spelled(self, text: str) -> str:
        """How a text is written in the file."""
        return text

    def declared(self, _head: bytes) -> str | None:
        """The encoding that the file says it is in."""
        return None

    def refusal(self, head: bytes) -> str | None:
        """Whatever seems to be no text."""
        return None if head.startswith(WIDE_BOMS) else self.binary(head)

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """The whole file."""
        return whole_chunk(self, stream, file, place)

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """The one record, which has a document for each strand."""
        decoded = self._decoded(chunk.data)
        extract = self.extract(decoded.text)
        documents = tuple(Document(strand.text, strand.expect, strand.source) for strand in extract.strands)
        detail = decoded, extract
        yield Record(1, chunk.data, documents=documents, unknown=extract.unknown, flags=extract.flags, detail=detail)

    def _decoded(self, data: bytes) -> Decoded:
        if self.encoding != "auto" or data.startswith(codecs.BOM_UTF8):
            return decode(data, self.encoding)
        return decode(data, usable(self.declared(data), data))

    def results(self, record: Record, results: tuple[Result, ...], /) -> Found:
        """What was found in the strands, as of the file."""
        decoded, extract = record.detail
        file: str = decoded.text
        edits: list[Edit] = []
        flags: list[Flag] = []
        lost: list[int | None] = []
        for strand, result in zip(extract.strands, results, strict=True):
            for edit in result.edits:
                made = strand.carried(edit, file, self.spelled)
                edits += made
                lost += [] if made else [strand.left_out(edit)]
            flags += [flag for flag in map(strand.located, result.flags) if flag]
        kept = self._harmless(file, extract, tuple(sorted(edits, key=lambda edit: (edit.start, edit.end))))
        flags.sort(key=lambda flag: (flag.start, flag.end))
        expected = results[0].expected if results else UNDETERMINED
        signature = results[0].signature if results else ""
        lost += [edit.start for edit in {*edits} - {*kept}]
        found = Result(apply(file, kept), expected, tuple(flags), kept, (), decoded, signature)
        return Found((found,), tuple(place for place in lost if place is not None))

    def _harmless(self, file: str, extract: Extract, edits: Edits) -> Edits:
        """The edits that leave the markup what it is: a full stop can make a list of a paragraph."""
        if self._keeps(file, extract, edits):
            return edits
        if len(edits) == 1:
            return ()
        half = len(edits) // 2
        first, last = self._harmless(file, extract, edits[:half]), self._harmless(file, extract, edits[half:])
        return first + last if self._keeps(file, extract, first + last) else first

    def _keeps(self, file: str, extract: Extract, edits: Edits) -> bool:
        edited = apply(file, edits)
        return edited == file or self.extract(edited).markup(edited) == extract.markup(file)

    def written(self, _record: Record, texts: Sequence[Text], _notes: Sequence[Note] | None, /) -> bytes:
        """The file."""
        (text,) = texts
        assert isinstance(text, bytes)
        return text

    def position(self, _record: Record, text: str, _index: int = 0, /) -> Position:
        """Lines and columns of the file."""
        return in_lines(text)


def usable(declared: str | None, data: bytes) -> str:
    """The encoding that is declared, as browsers understand it; "auto" if it is not known or the data are not in it.

    >>> usable("latin1", b"caf\\xe9"), usable("utf-8", b"caf\\xe9"), usable("klingon", b"caf\\xe9")
    ('cp1252', 'auto', 'auto')
    """
    try:
        name = codecs.lookup(declared or "").name
        name = AS_BROWSERS_DO.get(name, name)
        data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return "auto"
    return "auto" if name.startswith(("utf-16", "utf-32")) else name  # what says so in ASCII is neither


def joined(blocks: Iterable[Sequence[Piece]], between: str = "\n\n") -> tuple[Piece, ...]:
    """Blocks of pieces as those of one text, with space between them that is nowhere in the file."""
    pieces: list[Piece] = []
    for block in blocks:
        if pieces:
            pieces.append(Piece(between, pieces[-1].end, pieces[-1].end, fixed=True))
        pieces += block
    return tuple(pieces)
