"""What is said about each language, in the terminal and in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from macaronic.coverage import HEADER, Coverage, aligned, coverage, markdown
from macaronic.languages import NAMES

DOCS = Path(__file__).parent.parent / "docs" / "languages.md"


def test_the_docs_show_the_table() -> None:
    table = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("|")]
    assert table == markdown(coverage())


def test_every_language_is_covered_once() -> None:
    assert [language.code for language in coverage()] == sorted(NAMES)


def test_what_is_known_is_told() -> None:
    of = {language.code: language for language in coverage()}
    assert of["en"].reliable
    assert not of["af"].reliable
    assert (of["vo"].words, of["vo"].inferred, of["vo"].found) == (None, None, None)
    assert of["hr"].words == of["sr"].words == of["sh"].words


@pytest.mark.parametrize("language", coverage(), ids=lambda language: language.code)
def test_figures_are_possible(language: Coverage) -> None:
    right, segments = language.inferred or (0, 1)
    assert 0 <= right <= segments
    assert 0 <= (language.found or 0) <= 1
    assert 0 <= (language.alarms or 0) <= 1


def test_the_columns_stand_under_each_other() -> None:
    rows = [Coverage("en", "English", 93964, True, (219, 220), 0.98765, 0.0123), Coverage("vo", "Volapük")]
    assert aligned(rows) == [
        "code  name     words  n-grams  reliable  inferred  found  false alarms",
        "en    English  93964      yes       yes   219/220  98.8%          1.2%",
        "vo    Volapük      -        -         -         -      -             -",
    ]
    assert markdown(rows)[0] == f"| {' | '.join(HEADER)} |"
    assert markdown(rows)[-1] == "| vo | Volapük | - | - | - | - | - | - |"
