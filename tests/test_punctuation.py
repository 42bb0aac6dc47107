"""The rules for punctuation, spacing, lines and typography: cases as data, and what holds for every text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macaronic.edits import Edits, apply, compose
from macaronic.fix import Fix
from macaronic.fixes import FIXES, repaired
from macaronic.orthography import DEFAULT, ORTHOGRAPHIES, orthography
from macaronic.prose import quotations

CASES = Path(__file__).parent / "cases"
ROUNDS = 8

DEFAULT_RULES = [fix for fix in FIXES.values() if fix.group in ("punctuation", "spacing")]
OPTIONS = [
    fix
    for fix in FIXES.values()
    if fix.group in ("structure", "quotes", "dashes", "ligatures", "compatibility", "ascii", "no_break", "full_width")
]


def cases(name: str, part: str) -> list[dict[str, str]]:
    found: dict[str, list[dict[str, str]]] = json.loads((CASES / name).read_text(encoding="utf-8"))
    return found[part]


def case_id(case: Any) -> str:
    return f"{case.get('rule') or case['what']}-{case['language']}"


def tidied(text: str, language: str, rules: list[Fix]) -> tuple[str, Edits]:
    """The text as the rules leave it once none finds anything more; edits are of the given text."""
    edits: Edits = ()
    for _ in range(ROUNDS):
        before = text
        for fix in rules:
            found = tuple(fix.find(text, orthography(language)))
            text, edits = apply(text, found), compose(edits, found)
        if text == before:
            return text, edits
    pytest.fail(f"does not settle: {text!r}")


@pytest.mark.parametrize("case", cases("punctuation.json", "repairs"), ids=case_id)
def test_repairs(case: dict[str, str]) -> None:
    text, edits = tidied(case["broken"], case["language"], DEFAULT_RULES)
    assert text == case["fixed"]
    assert case["rule"] in {rule for edit in edits for rule in edit.rules}


@pytest.mark.parametrize("case", cases("punctuation.json", "untouched"), ids=case_id)
def test_leaves_alone(case: dict[str, str]) -> None:
    assert tidied(case["text"], case["language"], DEFAULT_RULES) == (case["text"], ())


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.xfail(reason=case["why"], strict=True), id=case_id(case))
        for case in cases("punctuation.json", "known_failures")
    ],
)
def test_known_failures(case: dict[str, str]) -> None:
    assert tidied(case["broken"], case["language"], DEFAULT_RULES)[0] == case["fixed"]


@pytest.mark.parametrize("case", cases("structure.json", "repairs"), ids=case_id)
def test_options_repair(case: dict[str, str]) -> None:
    assert repaired(case["broken"], FIXES[case["rule"]].find, case["language"]) == case["fixed"]


@pytest.mark.parametrize("case", cases("structure.json", "untouched"), ids=case_id)
def test_options_leave_alone(case: dict[str, str]) -> None:
    assert repaired(case["text"], FIXES[case["rule"]].find, case["language"]) == case["text"]


@pytest.mark.parametrize("name", ["repairs", "untouched"])
def test_every_option_has_cases(name: str) -> None:
    assert {fix.name for fix in OPTIONS} == {case["rule"] for case in cases("structure.json", name)}


@pytest.mark.parametrize("fix", DEFAULT_RULES, ids=lambda fix: fix.name)
@pytest.mark.parametrize("name", ["repairs", "untouched"])
def test_every_default_rule_has_cases_in_two_languages(name: str, fix: Fix) -> None:
    languages = {case["language"] for case in cases("punctuation.json", name) if case.get("rule") == fix.name}
    assert len(languages) >= 2


def test_cases_name_known_rules() -> None:
    named = {c["rule"] for part in ("repairs", "untouched") for c in cases("punctuation.json", part) if "rule" in c}
    assert named <= {fix.name for fix in DEFAULT_RULES}


def test_only_safe_rules_are_on() -> None:
    assert all(fix.default for fix in DEFAULT_RULES)
    assert not any(fix.default for fix in OPTIONS)


def test_what_is_left_alone_is_tried_in_many_languages() -> None:
    assert len({case["language"] for case in cases("punctuation.json", "untouched")}) >= 50


MARKS = ".,;:?!…()[]\"'“”„«»–—- \t\n\N{NO-BREAK SPACE}\N{EN SPACE}¿،؛؟।，、。？\N{GREEK QUESTION MARK}$`<=aAbж中ا1"
STRINGS = ["the ", "Word ", "word", ". the ", " , ", ".. ", "  ", "word-\nword", "\n\n\n", "ﬁ", "Ａ", "\ud800", "\x00"]
PIECES = st.sampled_from([*MARKS, *STRINGS])
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(st.characters(), max_size=40)
LANGUAGES = st.sampled_from(["en", "de", "fr", "es", "sv", "ru", "el", "tr", "hi", "ar", "zh", "th", "und"])


@given(TEXTS, LANGUAGES)
def test_default_rules_settle(text: str, language: str) -> None:
    once, edits = tidied(text, language, DEFAULT_RULES)
    assert apply(text, edits) == once
    assert tidied(once, language, DEFAULT_RULES) == (once, ())


@given(TEXTS, LANGUAGES)
@example(text="word-\nword-\nword", language="en")
def test_all_rules_settle_together(text: str, language: str) -> None:
    tidied(text, language, [*OPTIONS, *DEFAULT_RULES])


@given(TEXTS, LANGUAGES)
def test_needles_are_exact(text: str, language: str) -> None:
    for fix in DEFAULT_RULES + OPTIONS:
        if fix.needles and not any(needle in text for needle in fix.needles):
            assert not tuple(fix.find(text, orthography(language))), fix.name


@given(TEXTS, LANGUAGES)
def test_each_rule_gives_valid_edits_that_change_something(text: str, language: str) -> None:
    for fix in DEFAULT_RULES + OPTIONS:
        edits = tuple(fix.find(text, orthography(language)))
        apply(text, edits)
        assert all(edit.old != edit.new and edit.rules == (fix.name,) for edit in edits)


@given(TEXTS)
def test_quotations_are_nested_and_stay_on_their_line(text: str) -> None:
    pairs = sorted(quotations(text))
    places = [place for pair in pairs for place in pair]
    assert len(set(places)) == len(places)
    for start, end in pairs:
        assert start < end
        assert "\n" not in text[start:end]
        assert all(end < other or other_end < end for other, other_end in pairs if other > start)


@pytest.mark.parametrize(
    "piece",
    [
        ".",
        ",",
        " ",
        '"',
        "“",
        "( ",
        " )",
        "a. ",
        "a,a ",
        "x  y ",
        ". . ",
        " ?",
        "\N{NO-BREAK SPACE} ",
        "¿ a",
        "a ; ",
        "a。 ",
        "a\N{EN SPACE}",
    ],
)
def test_long_texts_settle(piece: str) -> None:
    tidied(piece * 20_000, "en", DEFAULT_RULES)


def test_unknown_languages_get_the_cautious_record() -> None:
    assert orthography("und") is orthography("tlh") is DEFAULT
    assert not DEFAULT.capitals
    assert not DEFAULT.tight


@pytest.mark.parametrize("facts", ORTHOGRAPHIES.values(), ids=lambda facts: facts.language)
def test_facts_agree(facts: Any) -> None:
    assert facts.capitals or facts.clipped is None
    assert all(
        word == word.lower() and not word.endswith(".") for word in facts.abbreviations | (facts.clipped or set())
    )
