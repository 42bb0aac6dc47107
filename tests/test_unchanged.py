"""Proof of harmlessness: right texts of every kind, each of which must come out as it went in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import macaronic
from macaronic import Cleaner, Config
from macaronic.edits import apply, invert
from macaronic.fixes import FIXES

FOLDER = Path(__file__).parent / "cases" / "unchanged"
CASES: list[dict[str, Any]] = [
    case | {"topic": path.stem} for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text("utf-8"))
]
UNLIKE = ("fr", "ru", "ar", "zh")  # expectations whose rules have least in common
SURE = [case for case in CASES if "fails" not in case]


def expectations(case: dict[str, Any]) -> tuple[str | None, ...]:
    """What to expect of a text: its language and nothing; of a text in no language, many things."""
    return (case["language"], None) if case["language"] else (None, "en", *UNLIKE)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.xfail(reason=case["fails"]) if "fails" in case else (), id=case["what"])
        for case in CASES
    ],
)
def test_stays_as_it_is(case: dict[str, Any]) -> None:
    for expect in expectations(case):
        result = macaronic.clean(case["text"], expect=expect)
        assert (expect, result.edits) == (expect, ())
        assert result.text == case["text"]
        assert not [flag for flag in result.flags if flag.kind == "mojibake"]
