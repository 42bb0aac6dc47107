"""polars and pandas for real: the same rows as the command line, types known beforehand, nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")

import macaronic.pandas  # noqa: E402
import macaronic.polars  # noqa: E402
from macaronic.config import Config  # noqa: E402

SPANISH = "Nadie sabe por qué ha subido tanto este año."
RECORDS: list[dict[str, Any]] = [
    {"text": "The ferry leaves at nine.. Tickets are sold on board.", "lang": "en"},
    {"text": f"The fee rose again. {SPANISH} We paid it.", "lang": "en"},
    {"text": SPANISH, "lang": "es"},
    {"text": f"{SPANISH} The fee rose again, and nobody knows why.", "lang": "en,es"},
    {"text": "Der Zug f\u00c3\u00a4hrt um neun , und wir warten am Gleis.", "lang": "de"},
    {"text": "The café is closed \U0001f600 on Mondays .. Come back on Tuesday.", "lang": None},
    {"text": "", "lang": "en"},
]
ROWS = {"text": [record["text"] for record in RECORDS], "lang": [record["lang"] for record in RECORDS]}


def from_the_command_line(*options: str) -> list[dict[str, Any]]:
    """What it makes of the records; edits without a reason have None for one, as a frame has."""
    given = "".join(json.dumps(record) + "\n" for record in RECORDS)
    command = [sys.executable, "-m", "macaronic", "clean", "--jsonl", "--expect-key", "lang", *options]
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=True)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    for record in records:
        for edit in record["macaronic"]["edits"]:
            edit.setdefault("reason", None)
    return records


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    return from_the_command_line()


def test_sentences_are_given_when_asked_for() -> None:
    expected = from_the_command_line("--sentences")
    frame = macaronic.polars.clean(pl.LazyFrame(ROWS), "text", expect=pl.col("lang"), sentences=True)
    assert frame.collect().to_dicts() == expected
    texts = pd.DataFrame(ROWS)
    assert plain(macaronic.pandas.clean(texts, "text", expect=texts["lang"], sentences=True)) == expected


class TestPolars:
    def test_rows_are_those_of_the_command_line(self, expected: list[dict[str, Any]]) -> None:
        frame = macaronic.polars.clean(pl.DataFrame(ROWS), "text", expect=pl.col("lang"))
        assert frame.to_dicts() == expected

    @pytest.mark.parametrize("engine", ["in-memory", "streaming"])
    def test_a_lazy_frame_knows_its_types_before_it_is_run(self, engine: str, expected: list[dict[str, Any]]) -> None:
        query = pl.LazyFrame(ROWS).pipe(macaronic.polars.clean, "text", expect=pl.col("lang"))
        schema = query.collect_schema()
        assert schema.names() == ["text", "lang", "macaronic"]
        frame = query.collect(engine=engine)
        assert frame.schema == schema
        assert frame.to_dicts() == expected

    def test_nothing_is_run_before_it_is_collected(self) -> None:
        query = pl.LazyFrame({"text": ["It rained."], "lang": ["xx"]}).pipe(
            macaronic.polars.clean, expect=pl.col("lang")
        )
        assert query.select("macaronic").collect_schema().names() == ["macaronic"]
        with pytest.warns(UserWarning, match="unknown languages, inferred instead: xx"):
            assert query.collect().height == 1

    def test_an_expression_gives_structs_under_its_own_name(self, expected: list[dict[str, Any]]) -> None:
        query = pl.LazyFrame(ROWS).select(pl.col("text").macaronic.clean(expect=pl.col("lang")))
        assert query.collect_schema().names() == ["text"]
        rows = query.collect()["text"].to_list()
        assert rows == [{"text": record["text"], **record["macaronic"]} for record in expected]

    def test_many_columns_are_cleaned_by_one_expression(self) -> None:
        frame = pl.DataFrame({"a": ["It rained.. We left."], "b": ["One.. Two."], "n": [1]})
        found = frame.select(pl.col(pl.String).macaronic.clean(expect="en").struct.field("text").name.keep())
        assert found.to_dicts() == [{"a": "It rained. We left.", "b": "One. Two."}]

    def test_a_series_gives_a_series(self, expected: list[dict[str, Any]]) -> None:
        found = pl.Series("text", ROWS["text"]).macaronic.clean(expect=pl.Series(ROWS["lang"]))
        assert found.name == "text"
        assert found.struct.field("text").to_list() == [record["text"] for record in expected]

    def test_the_language_can_be_given_once_and_the_choices_are_heeded(self) -> None:
        frame = pl.DataFrame({"text": [f"It rained. {SPANISH}"]})
        found = macaronic.polars.clean(frame, expect="en", config=Config(expect="es", drop={"untranslated"}))
        assert found["text"].to_list() == ["It rained."]
        assert found["macaronic"].struct.field("expected").to_list() == ["en"]

    def test_a_literal_language_is_that_of_all_rows(self) -> None:
        frame = pl.DataFrame({"text": [SPANISH, "It rained."]})
        found = frame.select(pl.col("text").macaronic.clean(expect=pl.lit("en")).struct.field("expected"))
        assert found["expected"].to_list() == ["en", "en"]

    @pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
    def test_nulls_stay_null(self, dtype: Any) -> None:
        frame = pl.DataFrame({"text": pl.Series([None, "It rained.. We left.", None], dtype=dtype)})
        found = macaronic.polars.clean(frame, expect="en")
        assert found["text"].to_list() == [None, "It rained. We left.", None]
        assert found["macaronic"].is_null().to_list() == [True, False, True]

    @pytest.mark.parametrize("texts", [[], [None]])
    def test_frames_without_texts_have_the_same_types(self, texts: list[None]) -> None:
        empty = macaronic.polars.clean(pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}))
        assert empty.schema == macaronic.polars.clean(pl.DataFrame({"text": ["It rained.."]})).schema
        assert empty.height == len(texts)

    def test_parquet_goes_in_and_out(self, tmp_path: Path, expected: list[dict[str, Any]]) -> None:
        pl.DataFrame(ROWS).write_parquet(tmp_path / "in.parquet")
        query = pl.scan_parquet(tmp_path / "in.parquet").pipe(macaronic.polars.clean, expect=pl.col("lang"))
        query.sink_parquet(tmp_path / "out.parquet")
        assert pl.read_parquet(tmp_path / "out.parquet").to_dicts() == expected


def plain(frame: Any) -> list[dict[str, Any]]:
    """The rows of a pandas frame, with None for what is missing."""
    rows: list[dict[str, Any]] = pa.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return rows


class TestPandas:
    def test_rows_are_those_of_the_command_line(self, expected: list[dict[str, Any]]) -> None:
        frame = pd.DataFrame(ROWS)
        assert plain(macaronic.pandas.clean(frame, "text", expect=frame["lang"])) == expected
        assert plain(frame) == RECORDS

    def test_the_accessor_gives_the_text_and_what_was_found(self, expected: list[dict[str, Any]]) -> None:
        frame = pd.DataFrame(ROWS)
        frame[["text", "macaronic"]] = frame["text"].macaronic.clean(expect=frame["lang"])
        assert plain(frame) == expected
        kinds = frame["macaronic"].struct.field("flags").explode().dropna().struct.field("kind")
        assert kinds.to_dict() == {1: "untranslated"}

    def test_the_language_can_be_given_once_and_the_choices_are_heeded(self) -> None:
        config = Config(expect="es", drop={"untranslated"})
        found = pd.Series([f"It rained. {SPANISH}"]).macaronic.clean(expect="en", config=config)
        assert found.iloc[0, 0] == "It rained."
        assert found["macaronic"].struct.field("expected").tolist() == ["en"]

    def test_the_index_stays_and_languages_are_aligned_with_it(self) -> None:
        texts = pd.Series([SPANISH, "It rained.. We left."], index=["x", "y"], name="body")
        found = texts.macaronic.clean(expect=pd.Series(["en", "es"], index=["y", "x"]))
        assert list(found.columns) == ["body", "macaronic"]
        assert found.index.tolist() == ["x", "y"]
        assert found["macaronic"].struct.field("expected").tolist() == ["es", "en"]
        twice = pd.Series(["One..", "Two.."], index=[7, 7]).macaronic.clean(expect="en")
        assert twice.index.tolist() == [7, 7]

    @pytest.mark.parametrize("dtype", ["object", "str", "string", "string[pyarrow]", "category"])
    def test_missing_values_and_types_stay(self, dtype: str) -> None:
        texts = pd.Series([None, "It rained.. We left.", pd.NA], dtype=dtype)
        found = macaronic.pandas.clean(texts.to_frame("text"), expect="en")
        assert found["text"].isna().tolist() == found["macaronic"].isna().tolist() == [True, False, True]
        assert found["text"][1] == "It rained. We left."
        assert found["text"].dtype == (texts.cat.categories.dtype if dtype == "category" else texts.dtype)
        if dtype == "object":
            assert found["text"][0] is None
            assert found["text"][2] is pd.NA

    def test_frames_without_texts_have_the_same_types(self) -> None:
        empty = pd.Series([], dtype="str").macaronic.clean(expect="en")["macaronic"]
        assert empty.dtype == pd.Series(["It rained.."]).macaronic.clean(expect="en")["macaronic"].dtype

    def test_what_arrow_cannot_hold_does_not_stop_it(self) -> None:
        broken = pd.Series(
            [f"It rained. Nadie sabe por qu\udce9 ha subido tanto este a\udcf1o. {SPANISH}"], dtype=object
        )
        found = broken.macaronic.clean(expect="en")
        assert found.iloc[0, 0] == broken[0]
        (flag,) = found["macaronic"].struct.field("flags")[0]
        assert "por qu? ha" in flag["text"]

    def test_parquet_goes_in_and_out(self, tmp_path: Path, expected: list[dict[str, Any]]) -> None:
        pd.DataFrame(ROWS).to_parquet(tmp_path / "in.parquet")
        frame = pd.read_parquet(tmp_path / "in.parquet")
        macaronic.pandas.clean(frame, expect=frame["lang"]).to_parquet(tmp_path / "out.parquet")
        assert plain(pd.read_parquet(tmp_path / "out.parquet", dtype_backend="pyarrow")) == expected
