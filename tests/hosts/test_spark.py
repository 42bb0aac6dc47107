"""The Spark column, on a local cluster of two workers: what it says, what it survives, what it leaves alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from corpus import SPANISH, cleaned_by_cli, records
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, explode

import macaronic.spark
from macaronic import Config, UnknownLanguageError
from macaronic.detectors import detector

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # sockets that py4j leaves to the collector
]
SCHEMA = "id string, text string, lang string"


def frame(spark: SparkSession, rows: Sequence[dict[str, Any]], partitions: int = 2) -> DataFrame:
    return spark.createDataFrame([(row["id"], row["text"], row["lang"]) for row in rows], SCHEMA).repartition(
        partitions
    )


def collected(df: DataFrame) -> list[dict[str, Any]]:
    """The rows in the order of their numbers, as the command line writes them: an edit has a reason or none."""
    rows = [row.asDict(recursive=True) for row in df.collect()]
    for row in rows:
        for edit in (row["macaronic"] or {"edits": []})["edits"]:
            if edit["reason"] is None:
                del edit["reason"]
    return sorted(rows, key=lambda row: int(row["id"]))


@pytest.fixture(scope="module")
def wanted() -> list[dict[str, Any]]:
    """Thousands of rows, cleaned by the command line."""
    return cleaned_by_cli(records(4000), "--expect", "en", "--expect-key", "lang")


def test_rows_are_those_of_the_command_line(spark: SparkSession, wanted: list[dict[str, Any]]) -> None:
    cleaned = macaronic.spark.clean(frame(spark, records(4000), 5), "text", "en", expect_column="lang")
    assert collected(cleaned) == wanted
    assert cleaned.columns == ["id", "text", "lang", "macaronic"]


def test_expects_by_value_and_writes_sentences(spark: SparkSession) -> None:
    cleaned = macaronic.spark.clean(frame(spark, records()), "text", ["en", "de"], sentences=True)
    assert collected(cleaned) == cleaned_by_cli(records(), "--expect", "en,de", "--sentences")


def test_infers(spark: SparkSession) -> None:
    assert collected(macaronic.spark.clean(frame(spark, records()), "text")) == cleaned_by_cli(records())


def test_the_expected_languages_may_be_a_list(spark: SparkSession) -> None:
    df = spark.createDataFrame(
        [("0", SPANISH, ["en", "es"]), ("1", SPANISH, ["en"])], "id string, text string, lang array<string>"
    )
    rows = collected(macaronic.spark.clean(df, "text", expect_column="lang"))
    assert [len(row["macaronic"]["flags"]) for row in rows] == [0, 1]


def test_all_other_choices_are_a_config(spark: SparkSession) -> None:
    config = Config(expect="fr", drop={"untranslated"}, skip={"doubled_period"})
    rows = collected(macaronic.spark.clean(frame(spark, records()), "text", "en", config=config))
    options = ["--expect", "en", "--drop", "untranslated", "--skip", "doubled_period"]
    assert rows == cleaned_by_cli(records(), *options)


def test_survives_a_killed_worker(spark: SparkSession, wanted: list[dict[str, Any]], tmp_path: Path) -> None:
    marker = tmp_path / "killed"

    class Killed:
        """A detector that takes its worker down the first time that any worker uses it."""

        def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
            try:
                marker.touch(exist_ok=False)
            except FileExistsError:
                return detector("lid.176").identify(texts)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError("outlived SIGKILL")

    df = frame(spark, records(4000))
    config = Config(detector=Killed())
    rows = collected(macaronic.spark.clean(df, "text", "en", expect_column="lang", config=config))
    assert marker.exists()
    assert [row["id"] for row in rows] == [row["id"] for row in wanted]
    assert [row["text"] for row in rows] == [row["text"] for row in wanted]


def test_reads_and_writes_parquet(spark: SparkSession, tmp_path: Path) -> None:
    given, cleaned = str(tmp_path / "given"), str(tmp_path / "cleaned")
    frame(spark, records()).write.parquet(given)
    macaronic.spark.clean(spark.read.parquet(given), "text", "en").write.parquet(cleaned)
    again = spark.read.parquet(cleaned)
    assert collected(again) == cleaned_by_cli(records(), "--expect", "en")
    kinds = again.select(explode("macaronic.flags").alias("flag")).where(col("flag.kind") == "untranslated")
    assert kinds.count() > 1


def test_nulls_and_what_is_not_utf_8(spark: SparkSession) -> None:
    df = spark.sql("SELECT '0' AS id, CAST(NULL AS STRING) AS text UNION ALL SELECT '1', CAST(X'61ff' AS STRING)")
    null, broken = collected(macaronic.spark.clean(df, "text", "en"))
    assert (null["text"], null["macaronic"]) == (None, None)
    assert broken["text"] == "a\N{REPLACEMENT CHARACTER}"


def test_no_rows(spark: SparkSession) -> None:
    assert collected(macaronic.spark.clean(frame(spark, []), "text", "en")) == []


def test_cleaning_again_puts_the_new_notes_in_the_place_of_the_old(spark: SparkSession) -> None:
    once = macaronic.spark.clean(frame(spark, records()), "text", "en").select("macaronic", "text", "id")
    again = macaronic.spark.clean(once, "text", "en")
    assert again.columns == ["macaronic", "text", "id"]
    assert all(row["macaronic"]["edits"] == [] for row in collected(again))


def test_other_columns_stay(spark: SparkSession) -> None:
    df = spark.sql("SELECT '0' AS id, map('a', 1) AS m, 'It rained..' AS text, DATE'2024-02-29' AS d, X'ff' AS b")
    (row,) = macaronic.spark.clean(df, "text", "en").drop("macaronic").collect()
    (before,) = df.collect()
    assert row == (*before[:2], "It rained.", *before[3:])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("n", "en"), pytest.raises(TypeError, match="column 'n' is int, not string")),
        (("absent", "en"), pytest.raises(KeyError, match="absent")),
        (("text", "german"), pytest.raises(UnknownLanguageError, match="did you mean de")),
    ],
)
def test_wrong_use_fails_before_any_work(spark: SparkSession, arguments: tuple[str, str], error: Any) -> None:
    df = spark.sql("SELECT 1 AS n, 'It rained.' AS text")
    with error:
        macaronic.spark.clean(df, *arguments)
