"""Every command and every program on the pages of docs/hosts does what its page says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pages import ROOT, blocks

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

HOSTS = ("datatrove", "scrapy", "spark")


def programs(host: str, language: str) -> list[tuple[str, str | None]]:
    """The code in a language on a host's page, each with what it prints, if that is what the page shows next."""
    page = ROOT / "docs" / "hosts" / f"{host}.md"
    return [(code, printed and printed.strip()) for found, code, printed in blocks(page) if found == language]


@pytest.mark.parametrize("host", HOSTS)
def test_examples_print_what_the_page_shows(host: str, request: pytest.FixtureRequest) -> None:
    if host == "spark":
        request.getfixturevalue("java")
    ((commands, printed),) = programs(host, "sh")
    install, example = commands.splitlines()
    assert install.startswith(f"pip install '.[{host}]'")
    python, *arguments = example.split()
    assert python == "python"
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == printed


@pytest.mark.parametrize("host", ["datatrove", "scrapy"])
def test_programs_run(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for code, printed in programs(host, "python"):
        assert printed is None
        exec(code, {})


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning", "ignore::ResourceWarning")
def test_programs_for_spark_run(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    row = ("https://example.org", "It rained all day. Nadie sabe por qué llovió tanto en todo el país.", "en")
    spark.createDataFrame([row], "url string, text string, language string").write.parquet(f"{tmp_path}/pages")
    code, sizing = programs("spark", "python")
    exec(code[0].replace('parquet("', f'parquet("{tmp_path}/'), {"spark": spark})
    assert spark.read.parquet(f"{tmp_path}/cleaned").count() == 1
    exec(sizing[0], {})
    assert capsys.readouterr().out.strip() == sizing[1]
