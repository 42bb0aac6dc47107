"""The language of a text whose caller does not say: named, left open, or none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import macaronic
from macaronic import Cleaner, Config
from macaronic.languages import alike, neighbours

CASES_FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = json.loads((CASES_FOLDER / "inference.json").read_text("utf-8"))
SENTENCES: dict[str, list[str]] = json.loads((CASES_FOLDER / "languages.json").read_text("utf-8"))


def parameters() -> list[Any]:
    known = pytest.mark.xfail(reason="known failure")
    return [pytest.param(c, id=c["name"], marks=[known] if c.get("fails") else []) for c in CASES]


def errors(result: macaronic.Result) -> list[tuple[str, str | None]]:
    return [(flag.kind, flag.language) for flag in result.flags]


@pytest.mark.parametrize("case", parameters())
def test_the_language_is_inferred(case: dict[str, Any]) -> None:
    result = macaronic.check(case["text"])
    assert alike(result.expected, case["expected"])
    assert errors(result) == [("untranslated", language) for language in case["flagged"]]


# Pairs that need about as many letters for the same.
HALVES = [
    *[("en", "es"), ("de", "pl"), ("fr", "ru"), ("tr", "el"), ("fi", "sv"), ("it", "hu"), ("cs", "vi"), ("ar", "he")],
    *[("hi", "bn"), ("ko", "ja"), ("uk", "en"), ("ka", "hy"), ("nl", "ca"), ("et", "lv"), ("ta", "te"), ("id", "da")],
    *[("es", "pt"), ("ru", "uk"), ("cs", "sk")],
]
APART = [pair for i, pair in enumerate(permutations(SENTENCES, 2)) if i % 53 == 0 and not neighbours(*pair)]


@pytest.mark.parametrize(("one", "other"), HALVES, ids=str)
def test_a_text_half_in_each_of_two_languages_is_in_none(one: str, other: str) -> None:
    text = "\n\n".join(chain(*zip(SENTENCES[one] * 4, SENTENCES[other] * 4, strict=True)))
    result = macaronic.check(text)
    assert result.expected == "und"
    assert "untranslated" not in {kind for kind, _ in errors(result)}
    assert {one, other} <= {sentence.language for sentence in result.sentences}


@pytest.mark.parametrize(("most", "rest"), APART, ids=str)
def test_a_text_mostly_in_one_language_is_in_that(most: str, rest: str) -> None:
    text = "\n\n".join([*SENTENCES[most] * 3, SENTENCES[rest][0], *SENTENCES[most] * 3])
    result = macaronic.check(text)
    assert alike(result.expected, most)
    assert ("untranslated", rest) in errors(result)


def test_a_long_text_is_judged_as_a_whole() -> None:
    spanish, english = " ".join(SENTENCES["es"]), " ".join(SENTENCES["en"])
    text = "\n".join([english, *[spanish] * 300])
    assert macaronic.check(text).expected == "es"


def test_what_is_given_is_not_inferred() -> None:
    assert macaronic.check(SENTENCES["es"][0], expect="en").expected == "en"


def test_an_inferred_language_does_not_depend_on_the_other_texts() -> None:
    texts = [case["text"] for case in CASES]
    together = [result.expected for result in Cleaner().clean_many(texts)]
    assert together == [macaronic.clean(text).expected for text in texts]


class Namer:
    """A detector that names a language, and no more."""

    def __init__(self, language: str, probability: float) -> None:
        self.says = (language, probability)

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        return [self.says] * len(texts)


@pytest.mark.parametrize(
    ("language", "probability", "expected"), [("es", 0.9, "es"), ("es", 0.2, "und"), ("xx", 0.9, "und")]
)
def test_a_detector_that_only_names_is_taken_at_its_word(language: str, probability: float, expected: str) -> None:
    config = Config(detector=Namer(language, probability))
    assert Cleaner(config).clean("taxi").expected == expected


def test_a_detector_that_all_words_speak_against_is_no_ground_for_flags() -> None:
    result = Cleaner(Config(detector=Namer("fi", 0.9))).clean(" ".join(SENTENCES["es"]))
    assert (result.expected, result.flags) == ("und", ())


class Ranker(Namer):
    """A detector that ranks a few languages."""

    labels = ("es", "pt")

    def log_probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.log(np.array([0.1, 0.9], np.float32)), (len(texts), 1))


def test_a_detector_that_ranks_is_weighed_with_the_evidence() -> None:
    cleaner = Cleaner(Config(detector=Ranker("pt", 0.9)))
    assert [cleaner.clean(SENTENCES[code][0]).expected for code in ("es", "pt", "fi")] == ["es", "pt", "fi"]


@pytest.mark.parametrize("name", ["fasttext", "langdetect"])
def test_detectors_by_name_infer(name: str) -> None:
    from macaronic import lid

    config = Config(detector=name, model=str(lid.bundled()) if name == "fasttext" else None)
    results = Cleaner(config).clean_many(" ".join(SENTENCES[code]) for code in ("de", "ru", "vi"))
    assert [result.expected for result in results] == ["de", "ru", "vi"]


@given(st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=50, deadline=None)
def test_any_texts_have_a_language_or_none(texts: list[str]) -> None:
    results = list(Cleaner().clean_many(texts))
    assert all(result.expected == "und" or result.expected in macaronic.languages.NAMES for result in results)
    assert not any(f.language for r in results if r.expected == "und" for f in r.flags)
