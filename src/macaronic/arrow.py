"""Texts in Arrow record batches, the form in which columnar hosts hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from macaronic.config import Config
from macaronic.hosts import results
from macaronic.jsonl import NOTE

SENTENCE = {"start": pa.int32(), "end": pa.int32(), "language": pa.string(), "score": pa.float64()}
FLAG = {
    "start": pa.int32(),
    "end": pa.int32(),
    "kind": pa.string(),
    "language": pa.string(),
    "score": pa.float64(),
    "reason": pa.string(),
    "text": pa.string(),
}
EDIT = {
    "start": pa.int32(),
    "end": pa.int32(),
    "old": pa.string(),
    "new": pa.string(),
    "rules": pa.list_(pa.string()),
    "reason": pa.string(),
}


def note_type(sentences: bool = False) -> pa.DataType:
    """The type of the column `macaronic`: what `clean --jsonl` writes under that key."""
    members = {
        "expected": pa.string(),
        "flags": pa.list_(pa.struct(FLAG)),
        "edits": pa.list_(pa.struct(EDIT)),
        **({"sentences": pa.list_(pa.struct(SENTENCE))} if sentences else {}),
        "signature": pa.string(),
    }
    return pa.struct(members)


def clean(
    batch: pa.RecordBatch, column: str, config: Config, expect_column: str | None = None, sentences: bool = False
) -> pa.RecordBatch:
    """The batch with the texts of `column` repaired and the column `macaronic` beside them, or in its place.

    `expect_column` says for each row what to expect: a code, several in a list or between commas, or nothing: then
    it is what `config` says. Rows without a text have no note.
    """
    texts = strings(batch.column(column))
    claims = batch.column(expect_column).to_pylist() if expect_column else None
    rows = results(texts, claims, config)
    cleaned = pa.array([row and row.text for row in rows], batch.column(column).type)
    notes = pa.array([row and row.to_dict(sentences) for row in rows], note_type(sentences))
    return _put(_put(batch, column, cleaned), NOTE, notes)


def strings(array: Any) -> list[str | None]:
    """The texts of an array of strings. What is not UTF-8 in it, which not every host rules out, becomes U+FFFD."""
    raw: Iterator[bytes | None] = iter(array.cast(pa.large_binary()).to_pylist())
    return [None if text is None else text.decode("utf-8", "replace") for text in raw]


def _put(batch: pa.RecordBatch, name: str, array: Any) -> pa.RecordBatch:
    index = batch.schema.get_field_index(name)
    return batch.append_column(name, array) if index < 0 else batch.set_column(index, name, array)
