"""Parquet files: columns of texts, row group by row group."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from typing import Any, ClassVar

from macaronic.errors import RunError
from macaronic.formats.base import Chunk, Keyed, Note, Place, Record, Sealing, Stream, Target, Text
from macaronic.hosts import extra
from macaronic.jsonl import NOTE, RecordError, dumps

with extra("parquet"):
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow.compute import struct_field

    from macaronic.arrow import note_type

MAGIC = b"PAR1"
CODECS = b"macaronic.codecs"  # in the schema of a chunk, and nowhere else


@dataclass(frozen=True, slots=True)
class ParquetFormat(Keyed):
    """A table of which some columns are texts. A column `macaronic` is added, for several columns with a member for
    each. The name `a.b` is that of the member `b` of the structs in the column `a`, unless a column is named so.

    A chunk is a row group in Arrow's stream format. It goes through as it is, and behind it, on a line of JSON for each
    row, what is new in that: so the processes that work need not know how it is written.
    """

    name: ClassVar[str] = "parquet"

    def refusal(self, head: bytes) -> str | None:
        """What begins as no such file does."""
        return None if head.startswith(MAGIC) else "not a Parquet file"

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """The row groups."""
        try:
            parquet = pq.ParquetFile(stream if stream.seekable() else BytesIO(stream.read()))
        except (pa.ArrowException, OSError) as error:
            raise RunError(f"{file}: {str(error).splitlines()[0]}") from None
        self._check(file, parquet.schema_arrow)
        for group in range(parquet.num_row_groups) or [None]:
            try:
                table = parquet.schema_arrow.empty_table() if group is None else parquet.read_row_group(group)
            except (pa.ArrowException, OSError) as error:
                raise RunError(f"{file}: damaged in row group {group}: {error}") from None
            metadata = {CODECS: json.dumps(_codecs(parquet)), **(table.schema.metadata or {})}
            data = _stream(table.replace_schema_metadata(metadata))
            after = Place(place.file, place.byte + len(data), place.line + len(table))
            yield Chunk(file, place.line, data, self, after)
            place = after

    def _check(self, file: str, schema: Any) -> None:
        for key in (*self.text_key, self.expect_key, self.source_key):
            if key and not _path(schema, key):
                names = ", ".join(_names(schema))
                raise RunError(f"{file}: no column {key!r}, there are: {names}; --text-key names those that hold texts")
        for key in self.text_key:
            kind = _leaf(schema, key)
            if not _is_text(kind):
                raise RunError(f"{file}: the column {key!r} is of {kind}, not of texts")

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """The row group, which goes through, and a record a row."""
        yield Record(chunk.line, len(chunk.data).to_bytes(8, "big") + chunk.data)
        table = pa.ipc.open_stream(chunk.data).read_all()
        keys = [key for key in (self.expect_key, self.source_key) if key]
        claims = [
            dict(zip(keys, row, strict=True))
            for row in zip(*(_column(table, key).to_pylist() for key in keys), strict=True)
        ]
        columns = [_bytes(_column(table, key)) for key in self.text_key]
        notes = table[NOTE] if NOTE in table.schema.names else None
        for row, values in enumerate(zip(*columns, strict=True)):
            record = self._record(chunk.line + row, row, values, claims[row] if claims else {})
            yield record._replace(detail=(*record.detail, notes[row] if notes else None)) if record.detail else record

    def _record(self, number: int, row: int, values: tuple[bytes | None, ...], claims: dict[str, Any]) -> Record:
        given = {key: value for key, value in zip(self.text_key, values, strict=True) if value is not None}
        raw = dumps({"row": row})
        try:
            texts = {key: value.decode("utf-8") for key, value in given.items()}
        except UnicodeDecodeError:
            return Record(number, raw, b"\n", problem=RecordError("not UTF-8"))
        documents, unknown = self.documents(list(texts.values()), claims.get)
        return Record(number, raw, b"\n", documents, None, unknown, detail=(row, list(texts)))

    def notes(self, record: Record, /) -> Sequence[Any]:
        """The row's notes, if there is a column of them."""
        _, keys, noted = record.detail
        note = noted and noted.as_py()
        return () if not note else [note[key] for key in keys] if len(self.text_key) > 1 else [note]

    def written(self, record: Record, texts: Sequence[Text], notes: Sequence[Note] | None, /) -> bytes:
        """What is new in the row."""
        row, keys, _ = record.detail
        made = {key: note() for key, note in zip(keys, notes, strict=True)} if notes is not None else None
        note = made and (made if len(self.text_key) > 1 else made[keys[0]])
        return dumps({"row": row, "texts": dict(zip(keys, texts, strict=True)), "note": note}) + b"\n"

    @contextmanager
    def packed(self, target: Sealing, sentences: bool | None, /) -> Iterator[Target]:
        """Written as a file that has an end."""
        table = _Table(target, self.text_key, sentences)
        yield table
        if table.writer:
            table.writer.close()


def _stream(table: Any) -> bytes:
    sink = BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _codecs(parquet: Any) -> dict[str, str]:
    """How the columns are compressed, by their paths."""
    if not parquet.num_row_groups:
        return {}
    group = parquet.metadata.row_group(0)
    columns = [group.column(i) for i in range(group.num_columns)]
    return {column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE") for column in columns}


def _path(kind: Any, key: str) -> list[int]:
    """The indices that lead to a column of a schema, or a member of structs; none if there is none of that name."""
    if (index := kind.get_field_index(key)) >= 0:
        return [index]
    for dot in (match.start() for match in re.finditer(r"\.", key)):
        index = kind.get_field_index(key[:dot])
        inner = kind.field(index).type if index >= 0 else None
        if pa.types.is_struct(inner) and (path := _path(inner, key[dot + 1 :])):
            return [index, *path]
    return []


def _names(kind: Any, above: str = "") -> Iterator[str]:
    """The names of all columns and, in their places, of the members of structs."""
    for index in range(len(kind.names)):
        field = kind.field(index)
        if pa.types.is_struct(field.type):
            yield from _names(field.type, f"{above}{field.name}.")
        else:
            yield above + field.name


def _leaf(kind: Any, key: str) -> Any:
    """The type of a column or member."""
    return reduce(lambda inner, index: inner.field(index).type, _path(kind, key), kind)


def _column(table: Any, key: str) -> Any:
    """A column, or the members of one; null where a struct is."""
    index, *path = _path(table.schema, key)
    return struct_field(table.column(index), path) if path else table.column(index)


def _with(new: Mapping[int, bytes], column: Any, path: Sequence[int]) -> Any:
    """A column with new texts in some rows, be it in members of structs."""
    if not path:
        return _texts([new.get(number, text) for number, text in enumerate(_bytes(column))], column.type)
    index, *inner = path
    members = [column.field(i) for i in range(column.type.num_fields)]
    members[index] = _with(new, members[index], inner)
    return pa.StructArray.from_arrays(members, fields=[*column.type], mask=column.is_null())


def _is_text(kind: Any) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(value) or pa.types.is_large_string(value) or pa.types.is_string_view(value))


def _plain(column: Any) -> Any:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _bytes(column: Any) -> list[bytes | None]:
    values: list[bytes | None] = _plain(column).cast(pa.large_binary()).to_pylist()
    return values


@dataclass
class _Table:
    """What takes row groups with what is new in them, and writes them to a Parquet file; with notes, which may have
    sentences, or for None without.
    """

    target: Sealing
    keys: tuple[str, ...]
    sentences: bool | None
    writer: Any = None

    def write(self, data: bytes, _separator: bytes = b"", /) -> None:
        """Takes a row group."""
        end = 8 + int.from_bytes(data[:8], "big")
        table = pa.ipc.open_stream(data[8:end]).read_all()
        metadata = dict(table.schema.metadata)
        codecs = json.loads(metadata.pop(CODECS))
        rows = [json.loads(line) for line in data[end:].splitlines()]
        table = self._noted(self._repaired(table, rows), rows).replace_schema_metadata(metadata or None)
        if self.writer is None:
            codecs = {path: codecs.get(path, codecs.get(self.keys[0], "SNAPPY")) for path in _leaves(table.schema)}
            self.writer = pq.ParquetWriter(_File(self.target), table.schema, compression=codecs)
        elif not table.schema.equals(self.writer.schema):
            raise RunError("Parquet files with other columns cannot be written into one; --in-place keeps them apart")
        if len(table):
            self.writer.write_table(table, row_group_size=len(table))

    def _repaired(self, table: Any, rows: Sequence[dict[str, Any]]) -> Any:
        """The table with the new texts; a column without any is the same column."""
        for key in self.keys:
            values = _bytes(_column(table, key))
            new = {row["row"]: row["texts"][key].encode() for row in rows if key in row.get("texts", ())}
            if any(values[number] != text for number, text in new.items()):
                index, *path = _path(table.schema, key)
                column = table.column(index).combine_chunks() if path else table.column(index)
                table = table.set_column(index, table.schema.field(index), _with(new, column, path))
        return table

    def _noted(self, table: Any, rows: Sequence[dict[str, Any]]) -> Any:
        """The table with the notes in its last column, or in that of earlier ones."""
        index = table.schema.get_field_index(NOTE)
        if self.sentences is None:
            return table.remove_column(index) if index >= 0 else table
        one = note_type(self.sentences)
        notes = {row["row"]: row.get("note") for row in rows}
        kind = one if len(self.keys) == 1 else pa.struct([(key, one) for key in self.keys])
        column = pa.array([notes.get(number) for number in range(len(table))], kind)
        return table.set_column(index, NOTE, column) if index >= 0 else table.append_column(NOTE, column)

    def flush(self) -> None:
        """Does nothing: a Parquet file can be read only when it is whole."""


def _texts(values: Sequence[bytes | None], kind: Any) -> Any:
    """A column of texts of some type, be they UTF-8 or not."""
    column = pa.array(values, pa.large_binary()).view(pa.large_string())
    return column.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else column.cast(kind)


def _leaves(schema: Any) -> list[str]:
    """The paths of the columns that a file with a schema has."""
    sink = BytesIO()
    pq.write_table(schema.empty_table(), sink)
    columns = pq.ParquetFile(sink).metadata.row_group(0)
    return [columns.column(i).path_in_schema for i in range(columns.num_columns)]


@dataclass
class _File:
    """A target as a file that is written from its beginning to its end."""

    target: Sealing
    written: int = 0
    closed: bool = False

    def write(self, data: bytes) -> int:
        """Takes bytes."""
        self.target.write(bytes(data))
        self.written += len(data)
        return len(data)

    def tell(self) -> int:
        """How many there were."""
        return self.written

    def flush(self) -> None:
        """Lets others see what is written."""
        self.target.flush()

    def close(self) -> None:
        """Does nothing: the target is another's."""
