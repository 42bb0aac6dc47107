"""What the docs say of this project beside other cleaners is true."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import macaronic

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

from cleaners import DOCS, Line, account, lines, right, summary

LINES = lines()


@pytest.mark.parametrize("line", [line for line in LINES if line.right is None], ids=lambda line: line.what)
def test_right_lines_stay(line: Line) -> None:
    assert macaronic.clean(line.text, expect=line.language).edits == ()


def test_the_docs_promise_no_more_than_is_kept() -> None:
    row = re.search(r"^\| macaronic \|.* (\d+)/(\d+) \| (\d+)/(\d+) \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert row
    made = [macaronic.clean(line.text, expect=line.language).text for line in LINES]
    kept, repaired = right(LINES, made, broken=False), right(LINES, made, broken=True)
    assert (kept.whole, repaired.whole) == (int(row[2]), int(row[4]))
    assert kept.part >= int(row[1])
    assert repaired.part >= int(row[3])


def test_every_line_is_shown_once() -> None:
    shown = re.findall(r"^\*\*(.+)\*\* \((.+?)\)\. ", DOCS.read_text("utf-8"), re.MULTILINE)
    assert shown == [(line.what, line.language) for line in LINES]


def test_an_account_says_who_did_right() -> None:
    line = Line("Doubled mark", "en", "One.. Two", "One. Two")
    made = {"a": "One. Two", "b": "One.. Two", "c": "One. Two", "d": "one", "e": "one"}
    assert "\n".join(account(line, made)).splitlines() == [
        "**Doubled mark** (en). Repaired by a and c. Left as it was by b.",
        "",
        "```text",
        "line: One.. Two",
        "right: One. Two",
        "d, e: one",
        "```",
    ]
    assert next(account(Line("Code", "en", "a"), {"a": "b"})).startswith("**Code** (en). Kept by none.")


def test_the_summary_counts_right_and_broken_lines_apart() -> None:
    given = [Line("one", "en", "a"), Line("two", "en", "b"), Line("three", "en", "c", "d")]
    *_, row = summary(given, {"macaronic": ["a", "x", "d"]})
    assert row.endswith("| 1/2 | 1/1 |")
