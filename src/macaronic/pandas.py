"""pandas: texts in a column of a frame or in a series.

>>> import pandas as pd, macaronic.pandas
>>> frame = pd.DataFrame({"text": ["It rained.. We left.", None]})
>>> frame["text"].macaronic.clean(expect="en")["text"][0]
'It rained. We left.'
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from macaronic.config import Config
from macaronic.hosts import extra, results
from macaronic.jsonl import NOTE

with extra("frames"):
    import pandas as pd
    import pyarrow as pa

    from macaronic.arrow import note_type


def clean(
    frame: pd.DataFrame,
    column: str = "text",
    expect: str | Collection[str] | pd.Series | None = None,
    config: Config | None = None,
    sentences: bool = False,
) -> pd.DataFrame:
    """A frame with the texts of `column` repaired, and a column `macaronic` of Arrow structs that say what was found;
    where the text is missing, so is the struct.

    `expect` is the language that the texts should be in, or several of which each is right, or a series that says so
    for each row: where it has none, `config` says it, and a language that is not known is inferred. `config` has all
    other choices. The struct is what `macaronic clean --jsonl` writes under that key, with the sentences or without.
    """
    text, note = _clean(frame[column], expect, config, sentences)
    return frame.assign(**{column: text, NOTE: note})


@pd.api.extensions.register_series_accessor("macaronic")
class SeriesAccessor:
    """`series.macaronic`."""

    def __init__(self, series: pd.Series) -> None:
        """Made by pandas."""
        self._series = series

    def clean(
        self,
        expect: str | Collection[str] | pd.Series | None = None,
        config: Config | None = None,
        sentences: bool = False,
    ) -> pd.DataFrame:
        """Two columns on the index of the series: the repaired texts, and as `macaronic` what was found."""
        return pd.concat(_clean(self._series, expect, config, sentences), axis="columns")


def _clean(
    texts: pd.Series, expect: str | Collection[str] | pd.Series | None, config: Config | None, sentences: bool
) -> tuple[pd.Series, pd.Series]:
    config = config or Config()
    claims = None
    if isinstance(expect, pd.Series):
        claims = _values(expect.reindex(texts.index))
    elif expect is not None:
        config = replace(config, expect=expect)
    if isinstance(texts.dtype, pd.CategoricalDtype):  # a repaired text is no category
        texts = texts.astype(texts.cat.categories.dtype)
    found = results(_values(texts), claims, config)
    repaired = [old if result is None else result.text for old, result in zip(texts, found, strict=True)]
    notes = _array([None if result is None else result.to_dict(sentences) for result in found], note_type(sentences))
    note = pd.Series(pd.arrays.ArrowExtensionArray(notes), texts.index, name=NOTE)
    return pd.Series(repaired, texts.index, texts.dtype, texts.name), note


def _values(series: pd.Series) -> list[Any]:
    return [None if missing else value for value, missing in zip(series, series.isna(), strict=True)]


def _array(notes: list[dict[str, Any] | None], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(notes, kind)
    except UnicodeEncodeError:  # lone surrogates, which Python's strings can hold and Arrow's cannot
        return pa.array(json.loads(json.dumps(notes, ensure_ascii=False).encode("utf-8", "replace")), kind)
