"""Encoding and character repair: cases as data, and what holds of bytes and texts of any kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import macaronic
from macaronic import plausibility
from macaronic.config import ConfigError
from macaronic.encoding import decode

CASES_FOLDER = Path(__file__).parent / "cases"
CASES: dict[str, Any] = json.loads((CASES_FOLDER / "mojibake.json").read_text("utf-8"))
SENTENCES: dict[str, list[str]] = json.loads((CASES_FOLDER / "languages.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["repairs"], ids=lambda case: str(case["broken"]))
def test_repairs(case: dict[str, Any]) -> None:
    result = macaronic.clean(case["broken"], expect=case["language"])
    assert result.text == case["fixed"]
    assert all(edit.rules for edit in result.edits)


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: str(case["text"]))
def test_leaves_alone(case: dict[str, Any]) -> None:
    assert macaronic.clean(case["text"], expect=case["language"]).edits == ()


@pytest.mark.parametrize("expect", [None, *SENTENCES])
def test_right_text_of_any_language_stays_whatever_is_expected(expect: str | None) -> None:
    for texts in SENTENCES.values():
        for text in texts:
            assert macaronic.clean(text, expect=expect).edits == ()


@pytest.mark.parametrize("code", SENTENCES)
def test_utf8_read_as_windows_1252_comes_back(code: str) -> None:
    text = SENTENCES[code][0]
    try:
        broken = text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:  # five bytes have no character in Windows-1252
        broken = text.encode("utf-8").decode("latin-1")
    assert macaronic.clean(broken, expect=code).text == text


def misread(text: str, written_in: str, read_as: str) -> str | None:
    """The text as damage leaves it; None where it cannot happen, or does no harm."""
    try:
        broken = text.encode(written_in).decode(read_as)
    except UnicodeError:
        return None
    return broken if broken != text else None


def misreadings() -> Iterator[Any]:
    """Each language's sentence in each of its encodings, read in each other one; the known failures as such."""
    for code, pages in CASES["pages"].items():
        for written_in in ("utf-8", *pages):
            for read_as in CASES["read_as"]:
                if written_in != read_as and misread(SENTENCES[code][0], written_in, read_as):
                    name = f"{code} {written_in} {read_as}"
                    known = [pytest.mark.xfail(strict=True)] if name in CASES["known_failures"] else []
                    yield pytest.param(code, written_in, read_as, id=name, marks=known)


@pytest.mark.parametrize(("code", "written_in", "read_as"), list(misreadings()))
def test_a_wrong_reading_is_undone(code: str, written_in: str, read_as: str) -> None:
    text = SENTENCES[code][0]
    result = macaronic.clean(misread(text, written_in, read_as) or "", expect=code)
    assert result.text == text
    assert all(edit.reason for edit in result.edits)


@pytest.mark.parametrize("page", ["cp1252", "latin_1", "mac_roman", "cp437"])
@pytest.mark.parametrize("code", ["fr", "pl", "ru", "ja"])
def test_a_wrong_reading_twice_is_undone(code: str, page: str) -> None:
    text = SENTENCES[code][0]
    once = misread(text, "utf-8", page if page != "cp1252" or code == "fr" else "latin_1") or ""
    broken = misread(once, "utf-8", page) or misread(once, "utf-8", "latin_1") or ""
    assert macaronic.clean(broken, expect=code).text == text


@pytest.mark.parametrize(
    ("code", "written_in", "read_as"),
    [("fr", "utf-8", "cp1252"), ("hu", "cp1250", "cp1252"), ("ru", "koi8_r", "cp1251"), ("el", "cp1253", "cp1252")],
)
def test_one_damaged_line_is_repaired_and_the_others_stay(code: str, written_in: str, read_as: str) -> None:
    first, second = SENTENCES[code]
    result = macaronic.clean(f"{first}\n{misread(second, written_in, read_as)}\n{first}\n", expect=code)
    assert result.text == f"{first}\n{second}\n{first}\n"
    assert all(len(first) < edit.start <= edit.end < len(result.decoded.text) - len(first) for edit in result.edits)


def test_different_damage_in_one_document_is_repaired() -> None:
    first, second = SENTENCES["cs"]
    broken = f"{misread(first, 'utf-8', 'cp1250')}\n\n{misread(second, 'iso8859_2', 'latin_1')}\n"
    assert macaronic.clean(broken, expect="cs").text == f"{first}\n\n{second}\n"


@pytest.mark.parametrize("case", CASES["lost"], ids=lambda case: str(case["broken"]))
def test_lost_letters_are_flagged_and_guessed_only_if_asked_for(case: dict[str, Any]) -> None:
    result = macaronic.clean(case["broken"], expect=case["language"])
    assert result.edits == ()
    flagged = [flag for flag in result.flags if flag.kind == "mojibake"]
    assert [case["broken"][flag.start : flag.end] for flag in flagged] == case["flagged"]
    for enabled in ("guess", "lost_letters"):
        cleaner = macaronic.Cleaner(macaronic.Config(expect=case["language"], enable={enabled}))
        assert cleaner.clean(case["broken"]).text == case["guessed"]


def test_no_repair_takes_a_word_apart() -> None:
    text = "Le mot Ã©tÃ© et CAFÉ… à Noël, déjà vu."
    result = macaronic.clean(text, expect="fr")
    assert result.text == "Le mot été et CAFÉ… à Noël, déjà vu."
    assert [(edit.old, edit.reason.startswith("utf-8 read as ")) for edit in result.edits] == [("Ã©tÃ©", True)]


UNITS = ["Ã©tÃ© Ð¿Ñ€Ð¸ ", "Ïðèâåò ", "wo?rd ", "\ufffd", "é", "aбв", "中文", "ภาษาไทย", "&amp;", "â€œ", "Ã ", "\x93"]


@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4), st.sampled_from([None, "en", "ru", "zh"]))
@settings(max_examples=30, deadline=None)
def test_long_lines_of_damage_come_back(units: list[str], expect: str | None) -> None:
    line = "".join(units) * (12_000 // len("".join(units)))
    for text in (line, "".join(unit * 1500 for unit in units)):
        result = macaronic.clean(text, expect=expect)
        assert result.original() == text


def test_a_hundred_thousand_damaged_characters_in_a_line_are_repaired() -> None:
    units = 100_000 // len(UNITS[0])
    assert macaronic.clean(UNITS[0] * units, expect="en").text == "été при " * units


def in_pages() -> Iterator[Any]:
    """Each language's sentences as bytes in each of its encodings."""
    for code, pages in CASES["pages"].items():
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *pages):
            for text in SENTENCES[code]:
                try:
                    data = text.encode(encoding)
                except UnicodeError:
                    continue
                if code not in ("zh", "ja", "th") or encoding not in ("utf-16-le", "utf-16-be"):  # they show no NUL
                    name = f"{code} {encoding} {len(data)}"
                    known = [pytest.mark.xfail(strict=True)] if name in CASES["known_failures"] else []
                    yield pytest.param(text, data, id=name, marks=known)


@pytest.mark.parametrize(("text", "data"), list(in_pages()))
def test_bytes_in_any_encoding_are_decoded(text: str, data: bytes) -> None:
    decoded = decode(data)
    assert ascii(decoded.text) == ascii(text)  # a report of lone surrogates could not be written
    assert decoded.restore(decoded.text) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "koi8-r", "shift-jis"])
def test_a_declared_encoding_counts(encoding: str) -> None:
    text = {"koi8-r": "Привет", "shift-jis": "新しい図書館"}.get(encoding, "Straße")
    data = text.encode(encoding)
    decoded = decode(data, encoding)
    assert decoded.text == text
    assert decoded.restore(decoded.text) == data


@given(st.binary(max_size=80), st.sampled_from(["auto", "utf-8", "utf-16", "cp1252", "gb18030", "ascii"]))
def test_bytes_always_come_back(data: bytes, encoding: str) -> None:
    decoded = decode(data, encoding)
    assert decoded.restore(decoded.text) == data


def test_an_unknown_encoding_names_near_ones() -> None:
    with pytest.raises(ConfigError, match="latin"):
        decode(b"x", "latin-99")


@given(st.text(st.characters(categories=["L", "Mn", "No", "So", "Po"]), min_size=1, max_size=6))
@settings(max_examples=500, deadline=None)
def test_what_is_one_word_is_weighed_as_if_it_were_searched_for_words(text: str) -> None:
    if plausibility._is_word(text):
        assert plausibility._parsed(text, "fr") == plausibility._parsed(text, "ja") == [(text, [text])]
        assert plausibility._score_of(text, [(text, [text])], {text: 1.25}) == 1.25
