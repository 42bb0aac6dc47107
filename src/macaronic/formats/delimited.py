"""CSV and TSV: rows whose cells keep their spelling.

The csv module reads what cells say, but not how they are spelled, and writes all cells in one manner. So rows are cut
here as it cuts them, and what is written is the row as it stood, with single cells replaced in place. What no reader
agrees about is not touched: a cell that opens with a quotation mark and is not closed by one is taken as it stands,
as in the many files that were written without any quoting.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from macaronic.errors import RunError
from macaronic.formats.base import WIDE_BOMS, Chunk, Keyed, Note, Place, Position, Record, Stream, Text, check
from macaronic.formats.plain import in_lines
from macaronic.jsonl import RecordError
from macaronic.lines import CHUNK

LONGEST = 64 << 20  # bytes; a row that is longer than that has a quotation mark that nothing closes
DELIMITERS = (b",", b"\t", b";", b"|")


class Cell(NamedTuple):
    """Where a cell stands in its row, and whether between quotation marks."""

    start: int
    end: int
    quoted: bool

    def text(self, row: bytes) -> bytes:
        """What it says."""
        return row[self.start + 1 : self.end - 1].replace(b'""', b'"') if self.quoted else row[self.start : self.end]


@lru_cache
def _cell(delimiter: bytes) -> re.Pattern[bytes]:
    """A cell and what is behind it. Between tabs a quoted cell stays on its line, because most such files know no
    quoting, and a stray mark would swallow rows.
    """
    other = rb'[^"\r\n]' if delimiter == b"\t" else rb'[^"]'
    bounded = re.escape(delimiter)
    return re.compile(
        rb'(?:(?P<quoted>"%b*(?:""%b*)*")(?=%b|[\r\n]|\Z)|[^%b\r\n]*)(?P<behind>%b|\r\n|\r|\n|\Z)'
        % (other, other, bounded, bounded, bounded)
    )


@lru_cache
def _token(delimiter: bytes) -> re.Pattern[bytes]:
    """A quoted cell, be it that it is not closed, or a line end."""
    other = rb'[^"\r\n]' if delimiter == b"\t" else rb'[^"]'
    bounded = re.escape(delimiter)
    return re.compile(
        rb'(?:\A|(?<=[%b\r\n]))"%b*(?:""%b*)*(?:"(?=%b|[\r\n]|\Z)|\Z)|\n' % (bounded, other, other, bounded)
    )


def rows(data: bytes, delimiter: bytes) -> Iterator[tuple[int, int, int, list[Cell]]]:
    """The rows of whole lines: where each stands without its line end, where the next one begins, and its cells."""
    cell, at = _cell(delimiter), 0
    while at < len(data):
        start, cells, behind = at, list[Cell](), delimiter
        while behind == delimiter:
            match = cell.match(data, at)
            assert match
            cells.append(Cell(at - start, match.start("behind") - start, match["quoted"] is not None))
            at, behind = match.end(), match["behind"]
        yield start, start + cells[-1].end, at, cells


def spelled(text: bytes, quoted: bool, delimiter: bytes) -> bytes:
    """A cell, with quotation marks where it had them or has to have them.

    >>> spelled(b'5" or 6"', False, b","), spelled(b"one, two", False, b","), spelled(b"", True, b",")
    (b'5" or 6"', b'"one, two"', b'""')
    """
    if not quoted:
        match = _cell(delimiter).fullmatch(text)
        if match and not match["quoted"] and not match["behind"]:
            return text
    return b'"%b"' % text.replace(b'"', b'""')


@dataclass(frozen=True, slots=True)
class CsvFormat(Keyed):
    """Rows of cells. `text_key` are the names of columns by a header, or their numbers, from 1, where there is none.

    `delimiter` is what the names of a header, or most cells of the first row, stand between, if it is not given;
    `columns` are the names of all columns of a header that was read, or empty.
    """

    name: ClassVar[str] = "csv"
    separator: ClassVar[bytes] = b"\n"
    resumable: ClassVar[bool] = True

    encoding: str = "auto"
    delimiter: str = ""
    columns: tuple[str, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether columns are named by numbers, so that there is no header."""
        return all(key.isascii() and key.isdecimal() for key in self.text_key)

    def refusal(self, head: bytes) -> str | None:
        """Rows are cut as bytes, and have to have the columns."""
        if head.startswith(WIDE_BOMS):
            return "UTF-16 or UTF-32, which cannot be cut into rows; convert it to UTF-8 first"
        if not head or self.numbered:
            return None
        missing = [key for key in self.text_key if key not in self.begun(head).columns]
        if not missing:
            return None
        names = ", ".join(self.begun(head).columns)
        return (
            f"no column {' or '.join(map(repr, missing))}, there are: {names}; --text-key names those that hold texts"
        )

    def begun(self, head: bytes) -> CsvFormat:
        """The format as it is in a file that begins so."""
        given = (self.delimiter.encode(),) if self.delimiter else DELIMITERS
        names = {delimiter: _names(head.removeprefix(codecs.BOM_UTF8), delimiter) for delimiter in given}
        best = max(names, key=lambda delimiter: (len({*names[delimiter]} & {*self.text_key}), len(names[delimiter])))
        return replace(self, delimiter=best.decode(), columns=() if self.numbered else names[best])

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """Whole rows. Cut, from wherever it begins, at the same places."""
        held = head = stream.read(CHUNK)
        while not _has_line(held) and (more := stream.read(CHUNK)):
            held = head = head + more
        check(self, file, head)
        fmt = self.begun(head)
        if place.byte:
            stream.seek(place.byte)
            held = stream.read(CHUNK - place.byte % CHUNK)
        more = held
        while held:
            cut = _last_row_end(held, fmt.delimiter.encode()) if more else len(held)
            if cut:
                data, held = held[:cut], held[cut:]
                after = Place(place.file, place.byte + cut, place.line + data.count(b"\n"))
                yield Chunk(file, place.line, data, fmt, after)
                place = after
            elif len(held) > LONGEST:
                raise RunError(
                    f"{file}:{place.line}: a row of more than {LONGEST >> 20} MB; is a quotation not closed?"
                )
            more = more and stream.read(CHUNK)
            held += more

    def joined(self, chunk: Chunk, /) -> Chunk:
        """Without BOM and header, which has to be the same."""
        fmt = chunk.format
        assert isinstance(fmt, CsvFormat)
        if (fmt.columns, fmt.delimiter) != (self.columns, self.delimiter):
            raise RunError(
                f"{chunk.file}: other columns than those of the first file, so they cannot be written into one; "
                "--in-place keeps them apart"
            )
        data = chunk.data.removeprefix(codecs.BOM_UTF8)
        if self.numbered:
            return replace(chunk, data=data)
        _, _, end, _ = next(rows(data, self.delimiter.encode()))
        return replace(chunk, data=data[end:], line=1 + max(1, data.count(b"\n", 0, end)))

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """A record a row. A BOM and the header are records with nothing to clean."""
        data, line, delimiter = chunk.data, chunk.line, self.delimiter.encode()
        header = line == 1 and not self.numbered
        if line == 1 and data.startswith(codecs.BOM_UTF8):
            yield Record(line, codecs.BOM_UTF8)
            data = data[len(codecs.BOM_UTF8) :]
        for start, end, after, cells in rows(data, delimiter):
            row, line_end = data[start:end], data[end:after]
            if header or not row:
                yield Record(line, row, line_end)
            else:
                yield self._record(line, row, line_end, cells)
            header = False
            line += data.count(b"\n", start, after)

    def _record(self, line: int, row: bytes, end: bytes, cells: list[Cell]) -> Record:
        missing = [key for key in self.text_key if self._index(key) >= len(cells)]
        if missing:
            return Record(line, row, end, problem=RecordError(f"the row ends before the column {missing[0]!r}"))
        chosen = [cells[self._index(key)] for key in self.text_key]

        def member(key: str) -> str:
            index = self._index(key)
            return cells[index].text(row).decode("utf-8", "replace") if index < len(cells) else ""

        documents, unknown = self.documents([cell.text(row) for cell in chosen], member)
        return Record(line, row, end, documents, None, unknown, detail=chosen)

    def _index(self, key: str) -> int:
        """The index of a column, beyond all rows for one that is not there."""
        if self.numbered:
            return int(key) - 1 if key.isdecimal() and int(key) else 1 << 30
        return self.columns.index(key) if key in self.columns else 1 << 30

    def written(self, record: Record, texts: Sequence[Text], _notes: Sequence[Note] | None, /) -> bytes:
        """The row with those of its cells replaced that say something else."""
        row = record.raw
        cells: list[tuple[Cell, Text]] = sorted(zip(record.detail, texts, strict=True), reverse=True)
        for cell, text in cells:
            assert isinstance(text, bytes)
            old = cell.text(record.raw)
            if text != old:
                # A mark at the beginning would be read as one that opens, but where it never was.
                quoted = cell.quoted or (text.startswith(b'"') and not old.startswith(b'"'))
                row = row[: cell.start] + spelled(text, quoted, self.delimiter.encode()) + row[cell.end :]
        return row + record.end

    def stored(self) -> dict[str, Any]:
        """With the delimiter, which need not be found again where there is no header."""
        return {**Keyed.stored(self), "delimiter": self.delimiter}

    def position(self, record: Record, text: str, index: int = 0, /) -> Position:
        """Lines and columns of the file."""
        cell: Cell = record.detail[index]
        before = _readable(record.raw[: cell.start + cell.quoted])
        marks = [match.start() for match in re.finditer('"', text)] if cell.quoted else []
        places = in_lines(before + (text.replace('"', '""') if cell.quoted else text))

        def position(offset: int) -> tuple[int, int]:
            line, column = places(len(before) + offset + bisect_left(marks, offset))
            return record.line + line - 1, column

        return position


@dataclass(frozen=True, slots=True)
class TsvFormat(CsvFormat):
    """Cells between tabs."""

    name: ClassVar[str] = "tsv"

    delimiter: str = "\t"


def _readable(data: bytes) -> str:
    """A text with as many characters as the bytes have, whatever they are."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _names(head: bytes, delimiter: bytes) -> tuple[str, ...]:
    """What the cells of the first row say."""
    start, end, _, cells = next(rows(head, delimiter), (0, 0, 0, []))
    return tuple(cell.text(head[start:end]).decode("utf-8", "replace") for cell in cells)


def _has_line(data: bytes) -> bool:
    return b"\n" in data or b"\r" in data


def _last_row_end(data: bytes, delimiter: bytes) -> int:
    """Where the last whole row of some rows is over, or 0."""
    cut = 0
    for match in _token(delimiter).finditer(data):
        if match[0] == b"\n":
            cut = match.end()
    return cut
