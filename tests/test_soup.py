"""What cannot be read, and what only looks so: case by case, and what holds of every text."""

from __future__ import annotations

import json
import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import macaronic
from macaronic.config import Config
from macaronic.soup import soup_flags
from macaronic.vocabulary import Vocabulary

CASES_FOLDER = Path(__file__).parent / "cases"
CASES: dict[str, list[dict[str, str]]] = json.loads((CASES_FOLDER / "soup.json").read_text("utf-8"))
SENTENCES: dict[str, list[str]] = json.loads((CASES_FOLDER / "languages.json").read_text("utf-8"))
MARKED = re.compile("⟦([^⟧]*)⟧")
KNOWN_FAILURE = pytest.mark.xfail(reason="known failure", strict=True)


def cases(passing: str, failing: str) -> list[Any]:
    failures = [pytest.param(case, marks=KNOWN_FAILURE, id=case["what"]) for case in CASES[failing]]
    return [pytest.param(case, id=f"{case['language']}: {case['what']}") for case in CASES[passing]] + failures


def soup(text: str) -> list[str]:
    (flags,) = soup_flags(Vocabulary([text]))
    return [text[flag.start : flag.end] for flag in flags if flag.score >= Config().threshold]


@pytest.mark.parametrize("case", cases("soup", "missed"))
def test_soup_is_found(case: dict[str, str]) -> None:
    assert soup(MARKED.sub(r"\1", case["text"])) == MARKED.findall(case["text"])


@pytest.mark.parametrize("case", cases("meant", "false_alarms"))
def test_what_is_meant_passes(case: dict[str, str]) -> None:
    assert soup(case["text"]) == []


@pytest.mark.parametrize("code", SENTENCES)
def test_no_language_is_soup(code: str) -> None:
    assert soup("\n".join(SENTENCES[code])) == []


def test_a_mixed_word_that_makes_sense_is_mended_and_not_flagged() -> None:
    result = macaronic.check("Her pаypal account was closed.", expect="en")
    assert [edit.new for edit in result.edits] == ["paypal"]
    assert result.flags == ()


def test_a_mixed_word_is_flagged_once_with_its_letters() -> None:
    text = "The village of Kardоnitsа lies in the hills."
    (flag,) = macaronic.check(text, expect="en").flags
    assert (flag.kind, flag.language, text[flag.start : flag.end]) == ("garbled", None, "Kardоnitsа")
    assert flag.reason == "Cyrillic letters о, а in a Latin word"


def test_texts_of_a_batch_are_apart() -> None:
    text = "Pay §%& )/=? ;:_ *' #+ $!\"< now"
    alone = soup_flags(Vocabulary([text]))[0]
    assert soup_flags(Vocabulary(["", text, "Plain.", text])) == [[], alone, [], alone]
    assert soup_flags(Vocabulary(["§%& )/", "=? ;:_ *'", '#+ $!"<'])) == [[], [], []]


SIGNS = ["§%& ", ")/=? ", ";:_ *' ", "#+$", "\n", "9", "\x01", "\ud800"]
LETTERS = ["word ", "слоbо ", "Mос", "ква", "aΩ", "Zm9v", "的"]


@example([("§%& ", 2), (";:_ *' \x01", 1), ("Zm9v", 12)])
@given(st.lists(st.tuples(st.sampled_from(SIGNS + LETTERS), st.integers(1, 9)), max_size=20))
def test_flags_are_in_range_and_apart(pieces: list[tuple[str, int]]) -> None:
    text = "".join(piece * times for piece, times in pieces)
    (flags,) = soup_flags(Vocabulary([text]))
    assert all(0 <= flag.start < flag.end <= len(text) and 0 <= flag.score <= 1 for flag in flags)
    assert all(a.end <= b.start for a, b in pairwise(flags))


@given(st.text(max_size=200))
def test_nothing_is_raised(text: str) -> None:
    soup_flags(Vocabulary([text]))


HARD_SIGNS = ["§", "(", "§% &/ (=? ;:_ *' #~\n", "§% &/ (=? ;:_ *' #~ ", ":-) ", "\x01ü~", "7 ", "7, "]
HARD_LETTERS = ["aБ", "aБ ", "Mосква ", "Zm9vQmFy"]


@pytest.mark.parametrize("piece", HARD_SIGNS + HARD_LETTERS)
def test_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        vocabulary = Vocabulary([piece * (size // len(piece))])
        begin = time.process_time()
        soup_flags(vocabulary)
        return time.process_time() - begin

    assert min(seconds(200_000) for _ in range(2)) < 16 * min(seconds(20_000) for _ in range(3)) + 0.1
