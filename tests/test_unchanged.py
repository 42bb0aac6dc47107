"""Proof of harmlessness: right texts of every kind, each of which must come out as it went in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import macaronic
from macaronic import Cleaner, Config
from macaronic.edits import apply, invert
from macaronic.fixes import FIXES

FOLDER = Path(__file__).parent / "cases" / "unchanged"
FILES = sorted(FOLDER.glob("*.json"))
CASES: list[dict[str, Any]] = [
    case | {"topic": path.stem} for path in FILES for case in json.loads(path.read_text("utf-8"))
]
UNLIKE = ("fr", "ru", "ar", "zh")  # expectations whose rules have least in common
SURE = [case for case in CASES if "fails" not in case]


def expectations(case: dict[str, Any]) -> tuple[str | None, ...]:
    """What to expect of a text: its language and nothing; of a text in no language, many things."""
    return (case["language"], None) if case["language"] else (None, "en", *UNLIKE)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.xfail(reason=case["fails"]) if "fails" in case else (), id=case["what"])
        for case in CASES
    ],
)
def test_stays_as_it_is(case: dict[str, Any]) -> None:
    for expect in expectations(case):
        result = macaronic.clean(case["text"], expect=expect)
        assert (expect, result.edits) == (expect, ())
        assert result.text == case["text"]
        assert not [flag for flag in result.flags if flag.kind == "mojibake"]


def test_there_are_many_languages_and_topics() -> None:
    assert len(SURE) >= 350
    assert len({case["language"] for case in SURE}) >= 80


# Languages that are told apart in any company; rarer ones are taken for others now and then.
COMMON = re.compile("ar|cs|da|de|el|en|es|fa|fi|fr|he|hi|hu|id|it|ja|ko|nl|pl|pt|ru|sv|th|tr|uk|vi|zh")
PROSE = [case["text"] for case in SURE if case["topic"] == "prose" and COMMON.fullmatch(case["language"] or "")]
PASSAGES = st.lists(st.sampled_from(PROSE), min_size=1, max_size=3).map("\n\n".join)
TEXTS = st.lists(st.sampled_from([case["text"] for case in CASES]), min_size=1, max_size=6).map("\n".join)
EXPECTATIONS = st.sampled_from([None, "de", "pt", "pl", "el", "fa", "ja", *UNLIKE])
EVERY_GROUP = {fix.group for fix in FIXES.values()}


@given(PASSAGES)
@settings(max_examples=150, deadline=None, derandomize=True)  # one short passage among many is mistaken now and then
def test_right_passages_stay_in_any_company(text: str) -> None:
    assert macaronic.clean(text).edits == ()


@given(TEXTS, EXPECTATIONS, st.sampled_from([(), EVERY_GROUP]))
@settings(max_examples=100, deadline=None)
def test_whatever_is_enabled_cleaning_comes_back_and_settles(text: str, expect: str | None, enable: set[str]) -> None:
    cleaner = Cleaner(Config(expect=expect, enable=enable))
    result = cleaner.clean(text)
    assert apply(result.text, invert(result.edits)) == result.original() == text
    assert cleaner.clean(result.text).edits == ()
    assert cleaner.check(text).text == text
