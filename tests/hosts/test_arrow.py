"""Record batches, which hosts hold their columns in."""

from __future__ import annotations

import pyarrow as pa
import pytest
from corpus import TEXTS

from macaronic import Cleaner, Config
from macaronic.arrow import clean, note_type

CONFIG = Config(expect="en")
GIVEN = [text for _, text in TEXTS]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_texts_keep_their_type(kind: pa.DataType) -> None:
    batch = pa.record_batch({"text": pa.array([*GIVEN, None], kind)})
    cleaned = clean(batch, "text", CONFIG)
    assert cleaned.column("text").type == kind
    assert cleaned.column("text").to_pylist() == [*(r.text for r in Cleaner(CONFIG).clean_many(GIVEN)), None]
    cleaned.validate(full=True)


def test_notes_are_those_of_the_library() -> None:
    batch = pa.record_batch({"macaronic": [None] * len(GIVEN), "text": GIVEN})
    cleaned = clean(batch, "text", CONFIG, sentences=True)
    assert cleaned.schema.names == ["macaronic", "text"]
    assert cleaned.column("macaronic").type == note_type(sentences=True)
    wanted = pa.array([result.to_dict() for result in Cleaner(CONFIG).clean_many(GIVEN)], note_type(sentences=True))
    assert cleaned.column("macaronic") == wanted


def test_a_batch_without_rows_has_the_same_columns() -> None:
    cleaned = clean(pa.record_batch({"text": pa.array([], pa.string())}), "text", CONFIG)
    assert cleaned.schema.names == ["text", "macaronic"]
    assert cleaned.num_rows == 0
