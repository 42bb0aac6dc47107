"""The rules for characters that were left as escapes: cases as data, and what holds for any text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macaronic import Cleaner, Config
from macaronic.edits import apply
from macaronic.escapes import FIXES
from macaronic.orthography import orthography

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases" / "escapes.json").read_text("utf-8")
)


def case_id(case: Any) -> str:
    return f"{case['rule']}-{case['language']}"


def cleaned(text: str, case: dict[str, Any]) -> str:
    return Cleaner(Config(expect=case["language"], only=case["rule"])).clean(text).text


@pytest.mark.parametrize("case", CASES["repairs"], ids=case_id)
def test_repairs(case: dict[str, Any]) -> None:
    assert cleaned(case["broken"], case) == case["fixed"]


@pytest.mark.parametrize("case", CASES["untouched"], ids=case_id)
def test_leaves_alone(case: dict[str, Any]) -> None:
    assert cleaned(case["text"], case) == case["text"]


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.xfail(reason=c["why"]), id=case_id(c)) for c in CASES["known_failures"]]
)
def test_known_failures(case: dict[str, Any]) -> None:
    assert cleaned(case["broken"], case) == case["fixed"]


@pytest.mark.parametrize("name", ["repairs", "untouched"])
def test_every_rule_has_cases_in_several_languages(name: str) -> None:
    for fix in FIXES:
        assert len({case["language"] for case in CASES[name] if case["rule"] == fix.name}) >= 2


def test_only_entities_are_decoded_unasked() -> None:
    assert [fix.name for fix in FIXES if fix.default] == ["html_entities"]


STRINGS = ["&amp;", "&amp;amp;", "&eacute;", "&#233;", "\\u00e9", "\\xc3\\xa9", "=C3=A9", "=3D", "%C3%A9", "<b>", "`"]
TEXTS = st.lists(st.sampled_from([*STRINGS, *"&;#\\=%u0c3é\"'« \n"]), max_size=30).map("".join) | st.text(max_size=30)


@given(TEXTS, st.sampled_from(["en", "fr", "ru", "ja", "und"]))
def test_each_rule_gives_valid_edits_that_its_needles_announce(text: str, language: str) -> None:
    for fix in FIXES:
        edits = tuple(fix.find(text, orthography(language)))
        apply(text, edits)
        assert all(edit.old != edit.new and edit.rules == (fix.name,) for edit in edits)
        assert not edits or any(needle in text for needle in fix.needles)


@pytest.mark.parametrize(
    "piece", ["&", "&amp;", "&amp", "amp;", "'&amp;", "\\", "\\u00e9", "=", "=C3", "%C3", "%C3 ", "<a"]
)
def test_long_lines_take_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    for fix in FIXES:
        tuple(fix.find(text, orthography("fr")))
