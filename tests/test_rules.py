"""Every rule says what it does and has cases that show it; the rule reference in the docs says the same."""

from __future__ import annotations

import doctest
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from macaronic import Cleaner, Config
from macaronic.config import ConfigError
from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.fixes import FIXES, repaired
from macaronic.options import APPLIED, REQUESTED
from macaronic.orthography import Orthography

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

import display
from rules import CASES, COMMAND, PAGE, Case, cases, page, repairs, untouched

OWN: dict[str, list[Case]] = json.loads((CASES / "rules.json").read_text("utf-8"))

every_rule = pytest.mark.parametrize("fix", FIXES.values(), ids=lambda fix: fix.name)


def case_id(case: Case) -> str:
    return f"{case['rule']}-{case['language']}"


def test_the_docs_show_the_table() -> None:
    assert PAGE.read_text("utf-8") == page(), f"the rules or their cases have changed: run `{COMMAND}`"


def test_examples_show_what_cannot_be_seen() -> None:
    assert doctest.testmod(display).failed == 0
    assert not {"\N{ZERO WIDTH SPACE}", "\N{NO-BREAK SPACE}", "\N{SOFT HYPHEN}", "\t"} & set(PAGE.read_text("utf-8"))


@every_rule
def test_rules_say_what_they_do(fix: Fix) -> None:
    assert all(said.endswith(".") for said in (fix.changes, fix.keeps, fix.cost))
    assert ">>> " in (fix.find.__doc__ or "")


@every_rule
def test_rules_have_cases_of_what_they_repair_and_of_what_they_leave_alone(fix: Fix) -> None:
    repaired_in = {case["language"] for case in repairs(fix)}
    untouched_in = {case["language"] for case in untouched(fix)}
    assert repaired_in
    assert untouched_in
    assert len(repaired_in | untouched_in) > 1, "in one language only"


@pytest.mark.parametrize("case", OWN["repairs"], ids=case_id)
def test_repairs(case: Case) -> None:
    rule, language = case["rule"], case["language"]
    for choice in (Config(expect=language, only=rule), Config(expect=language, enable=rule)):
        assert Cleaner(choice).clean(case["broken"]).text == case["fixed"]


@pytest.mark.parametrize("case", OWN["untouched"], ids=case_id)
def test_leaves_alone(case: Case) -> None:
    choice = Config(expect=case["language"], enable=case["rule"])
    assert Cleaner(choice).clean(case["text"]).edits == ()


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.xfail(reason=c["why"]), id=case_id(c)) for c in OWN["known_failures"]]
)
def test_known_failures(case: Case) -> None:
    choice = Config(expect=case["language"], enable=case["rule"])
    assert Cleaner(choice).clean(case["broken"]).text == case["fixed"]


@pytest.mark.parametrize("case", list(cases("untouched")), ids=case_id)
def test_what_names_a_rule_is_left_alone_by_it(case: Case) -> None:
    assert repaired(case["text"], FIXES[case["rule"]].find, case["language"]) == case["text"]


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        (Config(expect="en"), "It rained. We left, at last. \n"),
        (Config(expect="en", skip="punctuation"), "It rained.. We left, at last. \n"),
        (Config(expect="en", skip={"space_before_mark"}), "It rained. We left , at last. \n"),
        (Config(expect="en", only="doubled_period"), "It rained. We left , at last. \n"),
        (
            Config(expect="en", only=["spacing", "doubled_period"], skip=["doubled_period"]),
            "It rained.. We left, at last. \n",
        ),
        (Config(expect="en", enable=["line_end_spaces"]), "It rained. We left, at last.\n"),
        (Config(expect="en", enable=["structure"], skip=["spacing"]), "It rained. We left , at last.\n"),
    ],
)
def test_rules_and_groups_are_chosen_by_name(choice: Config, text: str) -> None:
    assert Cleaner(choice).clean("It rained.. We left , at last. \n").text == text


@pytest.mark.parametrize("option", ["enable", "only", "skip"])
@pytest.mark.parametrize(
    ("name", "near"),
    [("doubled_periods", "doubled_period"), ("spacin", "spacing"), ("zzz", "groups are encoding, guess")],
)
def test_unknown_names_are_refused_with_near_ones(option: str, name: str, near: str) -> None:
    choice: dict[str, Any] = {option: [name]}
    with pytest.raises(ConfigError, match=f"{name}.*{near}"):
        Config(**choice)


def test_the_help_names_every_group() -> None:
    assert set(APPLIED) == {fix.group for fix in FIXES.values() if fix.default}
    assert set(REQUESTED) == {fix.group for fix in FIXES.values() if not fix.default} - set(APPLIED)


def _read_more(text: str, _: Orthography) -> Iterator[Edit]:
    if text.endswith(" (more)"):
        yield Edit(len(text) - 7, len(text), " (more)", "", ("_read_more",))


OF_A_CALLER = Fix(_read_more, "feeds", "tidy", "evident", ("(more)",), "It is taken out.", "The rest.", "None known.")


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (Config(expect="en", rules=[OF_A_CALLER]), "We left."),
        (Config(expect="en", rules=[OF_A_CALLER], skip="feeds"), "We left. (more)"),
        (Config(expect="en", rules=[OF_A_CALLER], only="_read_more"), "We left.."),
    ],
)
def test_rules_of_a_caller_are_chosen_like_others(config: Config, text: str) -> None:
    result = Cleaner(config).clean("We left.. (more)")
    assert (result.text, result.original()) == (text, "We left.. (more)")


def test_rules_of_a_caller_have_names_of_their_own() -> None:
    taken = replace(OF_A_CALLER, find=FIXES["doubled_period"].find)
    with pytest.raises(ConfigError, match="another rule named 'doubled_period'"):
        Config(rules=[taken])
