"""Ten times the text takes at most eleven times the work, also of texts made to be slow."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from macaronic import Cleaner, Config

SLOW = {
    "one letter": "a",
    "quotation marks": '"',
    "quoted letters": '"a" ',
    "full stops": ".",
    "full stops apart": ". ",
    "open brackets": "(",
    "remarks in brackets": "(a ",
    "combining marks": "\N{COMBINING ACUTE ACCENT}",
    "UTF-8 read as Windows-1252": "Ã©tÃ© ",
    "Cyrillic read as Windows-1252": "Ïðèâåò ",
    "question marks in words": "wo?rd ",
    "characters lost": "\N{REPLACEMENT CHARACTER}",
    "entities": "&amp;",
    "alternating scripts": "aбв",
    "words of three languages": "hello привет 你好 ",
    "spaces": " ",
    "line feeds": "\n",
    "zero-width spaces": "a\u200b",
    "ideographs": "中文",
    "numbers": "1,2.3 ",
    "sentences": "The rain had stopped before we left. Nobody was told why. ",
    "two languages by turns": "The rain had stopped. Hace mucho que no llueve en el valle. ",
}
LENGTH = 3000


def work(text: str, cleaner: Cleaner) -> int:
    """How many functions are called to clean a text, those of the interpreter included."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    cleaner.clean(text)  # tables and patterns are loaded
    sys.setprofile(count)
    try:
        cleaner.clean(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    text = piece * (1 + 10 * LENGTH // len(piece))
    cleaner = Cleaner(Config(expect="en"))
    assert work(text[: 10 * LENGTH], cleaner) <= 11 * work(text[:LENGTH], cleaner)


def test_so_does_what_takes_out_some_passages_and_repairs_others() -> None:
    text = "It rained , all day.\nWe stayed at home again.\nWe stayed at home again.\n" * 400
    cleaner = Cleaner(Config(expect="en", drop={"duplicate"}))
    assert len(cleaner.clean(text).edits) == 800
    assert work(text, cleaner) <= 11 * work(text[: len(text) // 10], cleaner)
