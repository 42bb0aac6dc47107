"""Words that lost their accented letters: what is found, and what must be left alone."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import macaronic

CASES_FOLDER = Path(__file__).parent / "cases"
CASES: dict[str, list[dict[str, str]]] = json.loads((CASES_FOLDER / "diacritics.json").read_text("utf-8"))
SENTENCES: dict[str, list[str]] = json.loads((CASES_FOLDER / "languages.json").read_text("utf-8"))
MARKED = re.compile(r"⟦(?P<word>[^|⟧]*)\|(?P<restored>[^⟧]*)⟧")
NAMED = re.compile(r'accented letters? dropped(?:: "(?P<restored>.*)"\?)?')


def found(text: str, language: str) -> list[tuple[str, str]]:
    """The words found to have lost letters, each with what it was, as far as that is clear."""
    flags = macaronic.check(text, expect=language).flags
    matches = [(flag, NAMED.fullmatch(flag.reason)) for flag in flags if flag.kind == "mojibake"]
    return [(text[flag.start : flag.end], match["restored"] or "") for flag, match in matches if match]


def check(case: dict[str, str]) -> None:
    text = MARKED.sub(lambda m: m["word"], case["text"])
    assert found(text, case["expect"]) == [(m["word"], m["restored"]) for m in MARKED.finditer(case["text"])]


@pytest.mark.parametrize("case", CASES["dropped"], ids=lambda case: case["text"][:40])
def test_dropped(case: dict[str, str]) -> None:
    check(case)


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: case["text"][:40])
def test_untouched(case: dict[str, str]) -> None:
    assert found(case["text"], case["expect"]) == []


@pytest.mark.parametrize("case", CASES["known_failures"], ids=lambda case: case["text"][:40])
@pytest.mark.xfail(strict=True)
def test_known_failures(case: dict[str, str]) -> None:
    check(case)


@pytest.mark.parametrize("language", SENTENCES)
def test_words_that_kept_their_letters_are_left_alone(language: str) -> None:
    assert found(" ".join(SENTENCES[language]), language) == []


def test_a_word_found_is_nothing_else_besides() -> None:
    text = "Die Bckerei ffnet frh, und fr ltere Kunden gibt es gemtliche Sthle."
    flags = macaronic.check(text, expect="de").flags
    assert {flag.kind for flag in flags} == {"mojibake"}
    assert all(one.end <= other.start for one, other in pairwise(flags))


def test_damage_makes_further_damage_more_probable() -> None:
    word = "Das Brot reicht fr alle."
    assert found(word, "de") == []
    assert ("fr", "für") in found(f"{word} Die Bckerei ffnet erst spt am Nachmittag.", "de")


@settings(deadline=None)  # the first text loads the tables
@given(st.text(max_size=200), st.sampled_from(["de", "fr", "vi", "en", "und"]))
def test_any_text_gives_flags_inside_it(text: str, language: str) -> None:
    flags = macaronic.check(text, expect=None if language == "und" else language).flags
    assert all(0 <= flag.start < flag.end <= len(text) and 0 < flag.score <= 1 for flag in flags)
