"""What is flagged and what is not, case by case, and every language's own sentences."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest
from flag_cases import CASES, Case, letters, parsed

import macaronic
from macaronic.languages import alike, neighbours

SENTENCES: dict[str, list[str]] = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name, marks=[pytest.mark.xfail(reason=case.fails)] if case.fails else [])
        for name, case in CASES.items()
    ],
)
def test_flags(case: Case) -> None:
    text, wanted = parsed(case.text)
    result = macaronic.Cleaner(case.config).check(text)
    found = [(flag.kind, flag.language, letters(text[flag.start : flag.end])) for flag in result.flags]
    assert found in [wanted, *(parsed(other)[1] for other in case.also)]
    assert case.inferred in (None, result.expected)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_language_is_at_home_in_itself(code: str) -> None:
    text = " ".join(SENTENCES[code])
    assert macaronic.check(text, expect=code).flags == ()
    inferred = macaronic.check(text)
    assert alike(inferred.expected, code)
    assert inferred.flags == ()


@pytest.mark.parametrize("code", SENTENCES)
def test_an_english_sentence_is_found_in_every_language(code: str) -> None:
    if code == "en":
        return
    english = SENTENCES["en"][0]
    text = f"{SENTENCES[code][0]} {english} {SENTENCES[code][1]}"
    (flag,) = macaronic.check(text, expect=code).flags
    assert (flag.kind, flag.language) == ("untranslated", "en")
    assert letters(text[flag.start : flag.end]) == letters(english)


DISTANT = [
    (home, guest)
    for home, guest in permutations(SENTENCES, 2)
    if not neighbours(home, guest) and (hash_of := sum(map(ord, home + guest))) % 7 == 0 and hash_of
]


@pytest.mark.parametrize(("home", "guest"), DISTANT, ids=str)
def test_a_sentence_of_another_language_is_found(home: str, guest: str) -> None:
    text = f"{SENTENCES[home][0]} {SENTENCES[guest][0]} {SENTENCES[home][1]}"
    (flag,) = macaronic.check(text, expect=home).flags
    assert (flag.kind, flag.language) == ("untranslated", guest)
    assert letters(text[flag.start : flag.end]) == letters(SENTENCES[guest][0])


def test_an_unknown_language_names_near_ones() -> None:
    with pytest.raises(macaronic.UnknownLanguageError, match=r"did you mean de \(German\)"):
        macaronic.clean("Hallo", expect="german")


def test_allowed_terms_are_never_flagged() -> None:
    text = "The committee will discuss the ortilendas masquenderiolos that were proposed."
    assert [flag.kind for flag in macaronic.check(text, expect="en").flags] == ["garbled"]
    config = macaronic.Config(expect="en", allow={"ortilendas", "Masquenderiolos"})
    assert macaronic.Cleaner(config).check(text).flags == ()


def test_a_text_that_does_not_say_is_undetermined() -> None:
    for text in ("", "123 456", "— … !"):
        assert macaronic.clean(text).expected == "und"
