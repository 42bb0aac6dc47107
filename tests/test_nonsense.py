"""Which unknown words are nonsense, case by case, and what no text may bring about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import macaronic
from macaronic.nonsense import garbled_words
from macaronic.vocabulary import Vocabulary

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "garbled.json").read_text("utf-8"))
MARKED = re.compile(r"⟦garbled\|([^⟧]*)⟧")


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
    return pytest.param(case, id=case["name"], marks=marks)


def garbled(text: str, expect: str) -> list[str]:
    flags = macaronic.check(text, expect=expect).flags
    return [text[flag.start : flag.end] for flag in flags if flag.kind == "garbled"]


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_nonsense(case: dict[str, Any]) -> None:
    text = MARKED.sub(r"\1", case["text"])
    assert garbled(text, case["expect"]) == MARKED.findall(case["text"])


@pytest.mark.parametrize(
    ("text", "expect", "reason"),
    [
        ("They found three broketoriesen windows.", "en", '"tories" stands inside "broken"'),
        ("She said that the зшсегку was old.", "en", 'it is "picture" typed with another keyboard layout'),
    ],
)
def test_the_reason_says_how_it_came_about(text: str, expect: str, reason: str) -> None:
    (flag,) = macaronic.check(text, expect=expect).flags
    assert flag.reason == f"a word of no known language: {reason}"


def test_the_reason_quotes_a_place_of_the_word() -> None:
    (flag,) = macaronic.check("The gardener had wtaedre yrvee plant before noon.", expect="en").flags
    said = re.fullmatch(
        r'words of no known language: no list has "(\w+)", and English is not spelled "(\w+)"', flag.reason
    )
    assert said
    assert said[2] in said[1]
    assert said[1] in ("wtaedre", "yrvee")


def test_a_higher_threshold_only_leaves_out() -> None:
    texts = [MARKED.sub(r"\1", case["text"]) for case in CASES]
    expected = [case["expect"] for case in CASES]
    vocabulary = Vocabulary(texts)
    wider = garbled_words(vocabulary, [[] for _ in texts], expected, 0.0)
    for threshold in (0.3, 0.7, 0.9):
        found = garbled_words(vocabulary, [[] for _ in texts], expected, threshold)
        assert all(set(some) <= set(more) for some, more in zip(found, wider, strict=True))
        surest = [[word for word in more if word.score >= threshold] for more in wider]
        assert all(set(sure) <= set(some) for sure, some in zip(surest, found, strict=True))
        wider = found


def test_a_text_does_not_depend_on_its_batch() -> None:
    texts = [MARKED.sub(r"\1", case["text"]) for case in CASES]
    expected = [case["expect"] for case in CASES]
    together = garbled_words(Vocabulary(texts), [[] for _ in texts], expected, 0.5)
    for text, language, words in zip(texts, expected, together, strict=True):
        (alone,) = garbled_words(Vocabulary([text]), [[]], [language], 0.5)
        assert [word.score for word in alone] == pytest.approx([word.score for word in words])


@given(st.lists(st.text(alphabet=st.characters(categories=["L", "M", "Z", "P"]), max_size=60), min_size=1, max_size=4))
def test_anything_can_be_weighed(texts: list[str]) -> None:
    found = garbled_words(Vocabulary(texts), [[] for _ in texts], ["en"] * len(texts), 0.0)
    assert len(found) == len(texts)
    assert all(0 <= word.score <= 1 for words in found for word in words)
