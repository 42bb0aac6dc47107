"""Cleans the texts of Common Crawl's WET files with Spark.

    python spark_commoncrawl.py [--output FOLDER] [FILE ...]

Without a file it makes a small one. A cluster's `spark-submit` runs it as it is; files are then paths that every
worker can open.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, explode, length
from pyspark.sql.functions import sum as total
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

import macaronic.spark

SCHEMA = "url string, language string, text string"
LANGUAGES = "WARC-Identified-Content-Language"
PAGES = [
    (
        "eng",
        "Night ferry takes bicycles\nThe night ferry takes bicycles from Friday on.. The cafÃ© at the pier is open.",
    ),
    (
        "eng,spa",
        "Market day\nThe market is closed on Sundays.\nEl mercado abrirá los sábados por la mañana en la plaza.",
    ),
    (
        "deu",
        "Die Brücke bleibt gesperrt\nDie Busse fahren einen Umweg.\nThe mayor asked for patience, and nobody has any.",
    ),
    ("", "Le pont restera fermé pendant une semaine. Les habitants devront prendre le bus jusqu’à la gare."),
]


def make_wet(path: Path) -> None:
    """Writes a WET file: gzipped WARC records of the type conversion, behind one about the file."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "examples/spark_commoncrawl.py"}))
        for number, (languages, text) in enumerate(PAGES):
            writer.write_record(
                writer.create_warc_record(
                    f"https://example.org/{number}",
                    "conversion",
                    payload=BytesIO(text.encode()),
                    warc_content_type="text/plain",
                    warc_headers_dict={LANGUAGES: languages} if languages else {},
                )
            )


def pages(path: str) -> Iterator[tuple[str, str, str]]:
    """The pages of a WET file: address, the language most of it is in (Common Crawl names up to three), text."""
    with Path(path).open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "conversion":
                headers = record.rec_headers
                language = headers.get_header(LANGUAGES, "").partition(",")[0]
                text = record.content_stream().read().decode("utf-8", "replace")
                yield headers.get_header("WARC-Target-URI"), language, text


def run(spark: SparkSession, files: list[str], output: str) -> None:
    """Cleans the files, a task a file, writes Parquet, and shows what was found."""
    read = spark.sparkContext.parallelize(files, len(files)).flatMap(pages).toDF(SCHEMA)
    macaronic.spark.clean(read, "text", expect_column="language").write.parquet(output)
    cleaned = spark.read.parquet(output)
    cleaned.select("url", "macaronic.expected", "text").orderBy("url").show(truncate=60)
    flags = cleaned.select("macaronic.expected", explode("macaronic.flags").alias("flag"))
    counted = flags.groupBy("expected", "flag.kind", "flag.language").agg(
        total(length("flag.text")).alias("characters")
    )
    counted.orderBy(col("characters").desc(), "expected").show()


def main() -> None:
    """Reads the arguments and starts Spark."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*")
    parser.add_argument("--output")
    arguments = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers' Python, which has macaronic
    spark = SparkSession.builder.appName("macaronic").getOrCreate()
    with TemporaryDirectory() as folder:
        if not arguments.files:
            make_wet(Path(folder) / "pages.warc.wet.gz")
        files = arguments.files or [f"{folder}/pages.warc.wet.gz"]
        run(spark, files, arguments.output or f"{folder}/cleaned")
    spark.stop()


if __name__ == "__main__":
    main()
