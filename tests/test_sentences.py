import json
import time
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macaronic.languages import NAMES
from macaronic.orthography import ABBREVIATIONS
from macaronic.sentences import CLOSERS, EITHER_WAY, ENDS, SCRIPT_ENDS, split


class Case(TypedDict):
    """A text and its sentences, in reading order."""

    language: str
    why: str
    text: str
    sentences: list[str]


_DATA = json.loads((Path(__file__).parent / "cases" / "sentences.json").read_text(encoding="utf-8"))
CASES: list[Case] = _DATA["cases"]
KNOWN_FAILURES: list[Case] = _DATA["known_failures"]


def name(case: Case) -> str:
    return f"{case['language']}: {case['why']}"


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_split(case: Case) -> None:
    assert sentences(case["text"], case["language"]) == case["sentences"]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=name)
def test_split_where_it_is_known_to_fail(case: Case) -> None:
    assert sentences(case["text"], case["language"]) == case["sentences"]


# Texts made of what the rules look at, which text drawn from all of Unicode would hardly contain.
fragments = st.one_of(
    st.sampled_from([*ENDS, *SCRIPT_ENDS, *CLOSERS, *EITHER_WAY, *"abAB19-,;:|()#\ud800\0\u1361\u3000あ가ა🎉"]),
    st.sampled_from(
        [" ", "\n", "\r\n", "\n\n", "Dr.", "no. 5", "p.m.", "a. C.", "1. x", "’n ", ":)", "VI.", "2020. 3. 1."]
    ),
    st.text(max_size=5),
)
texts = st.one_of(st.text(), st.lists(fragments, max_size=40).map("".join))
languages = st.sampled_from(["und", "not a language", *sorted(NAMES)])


@given(texts, languages)
def test_spans_are_in_order_and_leave_out_white_space_only(text: str, language: str) -> None:
    left_out, at = "", 0
    for start, end in split(text, language):
        assert at <= start < end <= len(text)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        left_out, at = left_out + text[at:start], end
    assert not (left_out + text[at:]).strip()


@given(texts, texts, languages)
def test_a_paragraph_does_not_depend_on_the_others(one: str, other: str, language: str) -> None:
    both = f"{one}\n\n{other}"
    shifted = [(start + len(one) + 2, end + len(one) + 2) for start, end in split(other, language)]
    assert split(both, language) == split(one, language) + shifted


@pytest.mark.parametrize("language", sorted(ABBREVIATIONS))
def test_abbreviations_do_not_end_sentences(language: str) -> None:
    for entry in ABBREVIATIONS[language].split():
        word = entry.removesuffix("#")
        head = f"Aaaaa bbbbb ccccc ddddd {word}."
        before_number, before_word = f"{head} 7 eeeee.", f"{head} Eeeee."
        assert sentences(before_number, language) == [before_number], entry
        assert sentences(before_word, language) == ([head, "Eeeee."] if word != entry else [before_word]), entry


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        ".",
        "?",
        "。",
        '"',
        "”",
        "(",
        " ",
        "\n",
        ". ",
        "A. ",
        "a.",
        "1. ",
        "Dr. ",
        '." ',
        ". (",
        "1. a 2. b ",
        "5\tr.\tA\t",
        "x\n",
    ],
)
def test_long_texts_take_linear_time(unit: str) -> None:
    text = unit * (500_000 // len(unit))
    before = time.process_time()
    spans = split(text, "en")
    assert time.process_time() - before < 10  # a quadratic rule would take minutes
    assert sum(len(text[start:end].split()) for start, end in spans) == len(text.split())
