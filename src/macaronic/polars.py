"""polars: texts in a column of a frame, in an expression or in a series.

>>> import polars as pl, macaronic.polars
>>> frame = pl.DataFrame({"text": ["It rained.. We left.", None]})
>>> frame.select(pl.col("text").macaronic.clean(expect="en").struct.field("text"))["text"].to_list()
['It rained. We left.', None]
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import TypeVar

from macaronic.config import Config
from macaronic.hosts import extra, results
from macaronic.jsonl import NOTE

with extra("frames"):
    import polars as pl
    import pyarrow as pa

    from macaronic.arrow import note_type

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def clean(
    frame: Frame,
    column: str = "text",
    expect: str | Collection[str] | pl.Expr | None = None,
    config: Config | None = None,
    sentences: bool = False,
) -> Frame:
    """The frame, eager or lazy, with the texts of `column` repaired, and a struct column `macaronic` that says what
    was found; where the text is null, so is the struct.

    `expect` is the language that the texts should be in, or several of which each is right, or an expression that
    says so for each row: where that is null or empty, `config` says it, and a language that is not known is inferred.
    `config` has all other choices. The struct is what `macaronic clean --jsonl` writes under that key, with the
    sentences or without.
    """
    row = pl.col(NOTE).struct
    note = pl.struct(*(row.field(field.name) for field in note_type(sentences)))
    return frame.with_columns(_clean(pl.col(column), expect, config, sentences).alias(NOTE)).with_columns(
        row.field("text").alias(column), pl.when(pl.col(column).is_not_null()).then(note).alias(NOTE)
    )


@pl.api.register_expr_namespace("macaronic")
class ExprNamespace:
    """`expr.macaronic`."""

    def __init__(self, expr: pl.Expr) -> None:
        """Made by polars."""
        self._expr = expr

    def clean(
        self,
        expect: str | Collection[str] | pl.Expr | None = None,
        config: Config | None = None,
        sentences: bool = False,
    ) -> pl.Expr:
        """A struct for each text: the repaired `text`, and beside it what was found."""
        return _clean(self._expr, expect, config, sentences)


@pl.api.register_series_namespace("macaronic")
class SeriesNamespace:
    """`series.macaronic`."""

    def __init__(self, series: pl.Series) -> None:
        """Made by polars."""
        self._series = series

    def clean(
        self,
        expect: str | Collection[str] | pl.Series | None = None,
        config: Config | None = None,
        sentences: bool = False,
    ) -> pl.Series:
        """A struct for each text: the repaired `text`, and beside it what was found."""
        languages = pl.lit(expect) if isinstance(expect, pl.Series) else expect
        return self._series.to_frame().select(_clean(pl.first(), languages, config, sentences)).to_series()


def _clean(
    texts: pl.Expr, expect: str | Collection[str] | pl.Expr | None, config: Config | None, sentences: bool
) -> pl.Expr:
    config = config or Config()
    kind = _dtype(sentences)  # declared, so that a lazy frame knows its schema before it is run
    if isinstance(expect, pl.Expr):
        pairs = pl.struct(texts, expect.alias("macaronic.expect"))  # of one length, even if one of them is a literal
        work = partial(_cleaned_pairs, config=config, sentences=sentences)
        return pairs.map_batches(work, kind, is_elementwise=True)
    config = config if expect is None else replace(config, expect=expect)
    work = partial(_cleaned, claims=None, config=config, sentences=sentences)
    return texts.map_batches(work, kind, is_elementwise=True)


def _cleaned_pairs(pairs: pl.Series, config: Config, sentences: bool) -> pl.Series:
    texts, claims = pairs.struct.unnest()
    return _cleaned(texts, claims.to_list(), config, sentences)


def _cleaned(texts: pl.Series, claims: list[object] | None, config: Config, sentences: bool) -> pl.Series:
    found = results(texts.cast(pl.String).to_list(), claims, config)
    rows = [None if result is None else {"text": result.text, **result.to_dict(sentences)} for result in found]
    return pl.Series(texts.name, rows, _dtype(sentences))


def _dtype(sentences: bool) -> pl.DataType:
    fields = [pa.field("text", pa.string()), *note_type(sentences)]
    return pl.Series(pa.array([], pa.struct(fields))).dtype
