"""Encoding and character repair: cases as data, and what holds of bytes and texts of any kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import macaronic
from macaronic.config import ConfigError
from macaronic.encoding import decode

CASES_FOLDER = Path(__file__).parent / "cases"
CASES: dict[str, list[dict[str, Any]]] = json.loads((CASES_FOLDER / "mojibake.json").read_text("utf-8"))
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
