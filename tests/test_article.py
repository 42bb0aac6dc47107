"""The article in examples/: every fault that was put into it is found, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

import macaronic

ARTICLE = (Path(__file__).parent.parent / "examples" / "article.txt").read_text("utf-8")
CAPTION = "Passengers with bicycles wait at the north pier on Friday evening (Photo: Harbour News)"
NONSENSE = "entralasbargos delosmarineranos"
SPANISH = ARTICLE[ARTICLE.index("La compañía") : ARTICLE.index(f" {NONSENSE}")]
REPAIRS = [
    ("had signed. the mayor", "had signed the mayor"),
    ("club added. of the north bank", "club added of the north bank"),
    ("price.”the mayor", "price.” the mayor"),
    ("repairs. at the request", "repairs at the request"),
    ("cafÃ©", "café"),
    ("2030.. Residents", "2030. Residents"),
    ("winter , the", "winter, the"),
    ("boats  were", "boats were"),
    ("rain. .", "rain."),
]


@pytest.fixture(scope="module", params=["en", None], ids=["expected", "inferred"])
def result(request: pytest.FixtureRequest) -> macaronic.Result:
    return macaronic.clean(ARTICLE, expect=request.param)


def test_it_is_english(result: macaronic.Result) -> None:
    assert result.expected == "en"


def test_flags_are_these_and_no_others(result: macaronic.Result) -> None:
    found = [(f.kind, f.language, ARTICLE[f.start : f.end]) for f in result.flags]
    assert found == [
        ("duplicate", None, CAPTION),
        ("untranslated", "es", SPANISH),
        ("garbled", None, NONSENSE),
    ]


@pytest.mark.parametrize(("before", "after"), REPAIRS)
def test_repairs(result: macaronic.Result, before: str, after: str) -> None:
    assert ARTICLE.count(before) == 1
    assert before not in result.text
    assert after in result.text


def test_everything_else_is_as_it_was(result: macaronic.Result) -> None:
    restored = result.text
    for before, after in REPAIRS:
        restored = restored.replace(after, before)
    assert restored == ARTICLE
    assert len(result.edits) == len(REPAIRS)


def test_dropping_takes_the_passages_out() -> None:
    config = macaronic.Config(expect="en", drop={"untranslated", "garbled", "duplicate"})
    cleaned = macaronic.Cleaner(config).clean(ARTICLE)
    assert cleaned.text.count(CAPTION) == 1
    assert SPANISH not in cleaned.text
    assert "\n\nthat nobody had budgeted for.\n\n" in cleaned.text
    assert cleaned.original() == ARTICLE
