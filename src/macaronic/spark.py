"""Spark: texts in a column of a DataFrame, cleaned by every core of a cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from macaronic.config import Config
from macaronic.hosts import extra
from macaronic.jsonl import NOTE

with extra("spark"):
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.functions import lit
    from pyspark.sql.types import StringType

    from macaronic import arrow


def clean(  # noqa: PLR0913
    df: DataFrame,
    column: str,
    expect: str | Collection[str] | None = None,
    *,
    expect_column: str | None = None,
    config: Config | None = None,
    sentences: bool = False,
) -> DataFrame:
    """The DataFrame with the texts of `column` repaired, and a struct column `macaronic` that says what was found.

    `expect` is the language that the texts should be in, or several of which each is right. `expect_column` names
    the column that says so for each row; where it is null or empty, `expect` holds, and a language that is not known
    is inferred. `config` has all other choices. The struct is what `macaronic clean --jsonl` writes under that key,
    with the sentences or without; it is null where the text is. Lazy, as all transformations are.
    """
    kind = df.schema[column].dataType
    if not isinstance(kind, StringType):
        raise TypeError(f"column {column!r} is {kind.simpleString()}, not string")
    choices = config or Config()
    choices = replace(choices, expect=expect) if expect else choices
    schema = df.withColumn(NOTE, lit(None).cast(_ddl(arrow.note_type(sentences)))).schema

    def clean_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return (arrow.clean(batch, column, choices, expect_column, sentences) for batch in batches)

    return df.mapInArrow(clean_batches, schema)


def _ddl(kind: pa.DataType) -> str:
    """An Arrow type as Spark SQL writes it."""
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'`{field.name}`: {_ddl(field.type)}' for field in kind)}>"
    if pa.types.is_list(kind):
        return f"array<{_ddl(kind.value_type)}>"
    return {pa.string(): "string", pa.int32(): "int", pa.float64(): "double"}[kind]
