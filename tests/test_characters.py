"""The rules for characters that cannot be seen or are taken for others: cases as data, and what holds for any text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import macaronic
from macaronic.characters import FIXES
from macaronic.edits import apply
from macaronic.orthography import orthography

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases" / "characters.json").read_text("utf-8")
)


def case_id(case: Any) -> str:
    return f"{case['rule']}-{case['language']}"


@pytest.mark.parametrize("case", CASES["repairs"], ids=case_id)
def test_repairs(case: dict[str, Any]) -> None:
    result = macaronic.clean(case["broken"], expect=case["language"])
    assert result.text == case["fixed"]
    assert {rule for edit in result.edits for rule in edit.rules} == {case["rule"]}


@pytest.mark.parametrize("case", CASES["untouched"], ids=case_id)
def test_leaves_alone(case: dict[str, Any]) -> None:
    for expect in (case["language"], None):
        assert macaronic.clean(case["text"], expect=expect).edits == ()


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.xfail(reason=c["why"]), id=case_id(c)) for c in CASES["known_failures"]]
)
def test_known_failures(case: dict[str, Any]) -> None:
    assert macaronic.clean(case["broken"], expect=case["language"]).text == case["fixed"]


@pytest.mark.parametrize("name", ["repairs", "untouched"])
def test_every_rule_has_cases_in_several_languages(name: str) -> None:
    for fix in FIXES:
        assert (
            len({case["language"] for case in CASES[name] if case["rule"] == fix.name}) >= (3, 1)[name == "untouched"]
        )


INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202c\u2060\u2067\u2069\u3164"
    "\ufe0f\ufeff\ufff9\ufffc\x00\x07\x1b\U000e0001\U000e0061\U000e0062\U000e007f"
)
TEXTS = st.text(st.sampled_from([*INVISIBLE, *"aéжаοcＡｏ東กمשक्😀🏴. \n1"]), max_size=30) | st.text(max_size=30)
LANGUAGES = st.sampled_from(["en", "ru", "el", "fa", "th", "ja", "und"])


@given(TEXTS, LANGUAGES)
def test_each_rule_gives_valid_edits_that_its_needles_announce(text: str, language: str) -> None:
    for fix in FIXES:
        edits = tuple(fix.find(text, orthography(language)))
        apply(text, edits)
        assert all(edit.old != edit.new and edit.rules == (fix.name,) for edit in edits)
        assert not edits or not fix.needles or any(needle in text for needle in fix.needles)


@pytest.mark.parametrize("piece", [*INVISIBLE, "a\u200b", "a\u200dб", "aб,", "ａ ", "é\u00ad", "م\u200f", "a\u200e"])
def test_long_lines_take_linear_time(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    for fix in FIXES:
        tuple(fix.find(text, orthography("en")))
