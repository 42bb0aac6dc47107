"""Repetition: loops and what is repeated on purpose, case by case, and what holds of every text."""

from __future__ import annotations

import json
import re
import time
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import macaronic
from macaronic.config import Config
from macaronic.records import Flag
from macaronic.repetition import (
    DUPLICATE_WORDS,
    LEAST,
    LETTERS_OF_A_WORD,
    duplicate_flags,
    loop_flags,
    outside,
    periodic,
)
from macaronic.vocabulary import Vocabulary

CASES: dict[str, list[dict[str, str]]] = json.loads(
    (Path(__file__).parent / "cases" / "repetition.json").read_text("utf-8")
)
MARKED = re.compile("⟦([^⟧]*)⟧")
KNOWN_FAILURE = pytest.mark.xfail(reason="known failure", strict=True)


def cases(passing: str, failing: str) -> list[Any]:
    failures = [pytest.param(case, marks=KNOWN_FAILURE, id=case["what"]) for case in CASES[failing]]
    return [pytest.param(case, id=f"{case['language']}: {case['what']}") for case in CASES[passing]] + failures


def loops(text: str) -> list[str]:
    (flags,) = loop_flags(Vocabulary([text]))
    return [text[flag.start : flag.end] for flag in flags if flag.score >= Config().threshold]


@pytest.mark.parametrize("case", cases("loops", "missed"))
def test_loops_are_found(case: dict[str, str]) -> None:
    assert loops(MARKED.sub(r"\1", case["text"])) == MARKED.findall(case["text"])


@pytest.mark.parametrize("case", cases("meant", "false_alarms"))
def test_what_is_meant_passes(case: dict[str, str]) -> None:
    assert loops(case["text"]) == []


def test_a_loop_is_one_flag_with_its_reason() -> None:
    text = f"The roof is made of {'wooden ' * 11}tiles."
    (flag,) = macaronic.check(text, expect="en").flags
    assert text[flag.start : flag.end] == ("wooden " * 11).strip()
    assert (flag.kind, flag.language, flag.reason) == ("garbled", None, '"wooden" 11 times in a row')


def test_words_of_a_loop_are_not_flagged_again() -> None:
    for text, expect in ((f"The roof is {'hölzern ' * 9}and old.", "en"), ("We waited at the gate. " * 12, "en")):
        assert [flag.kind for flag in macaronic.check(text, expect=expect).flags] == ["garbled"]


def test_a_loop_in_a_foreign_passage_leaves_it_foreign() -> None:
    spanish = f"El camino sube entre los olivares hasta la vieja ermita, {'blanca ' * 9}y sola."
    flags = macaronic.check(f"The village lies on a slope. {spanish} We walked on.", expect="en").flags
    assert [flag.kind for flag in flags] == ["untranslated", "garbled"]


def test_the_more_often_the_surer() -> None:
    scores = [loop_flags(Vocabulary(["lantern " * n]))[0][0].score for n in (6, 8, 12, 20)]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(scores)


def test_texts_of_a_batch_are_apart() -> None:
    assert loop_flags(Vocabulary(["lantern lantern"] * 9)) == [[]] * 9
    text = "lantern " * 9
    alone = loop_flags(Vocabulary([text]))[0]
    assert loop_flags(Vocabulary(["", "One text.", text, "", text])) == [[], [], alone, [], alone]


@given(st.lists(st.integers(0, 2), max_size=60), st.integers(1, 9))
def test_periodic_runs_are_periodic(symbols: list[int], longest: int) -> None:
    for first, after, period in periodic(np.array(symbols, np.int64), longest):
        assert symbols[first : after - period] == symbols[first + period : after]
        assert 0 <= first < after <= len(symbols)
        assert LEAST * period <= after - first
        assert period <= longest


@given(st.integers(1, 9), st.integers(3, 6), st.lists(st.integers(0, 99), min_size=1, max_size=9, unique=True))
def test_what_is_periodic_is_found(before: int, times: int, unit: list[int]) -> None:
    symbols = [*range(100, 100 + before), *unit * times, 200]
    assert list(periodic(np.array(symbols), 16)) == [(before, before + times * len(unit), len(unit))]


PIECES = [
    "lantern",
    "lantern ",
    "la ",
    "-",
    ", ",
    "! ",
    "\n",
    " 7 ",
    "的",
    "の",
    "ของเก่า",
    "новый ",
    "\ud800",
    "\u200d",
]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.integers(1, 12)), max_size=12))
def test_flags_are_in_range_and_apart(pieces: list[tuple[str, int]]) -> None:
    text = "".join(piece * times for piece, times in pieces)
    (flags,) = loop_flags(Vocabulary([text]))
    assert all(0 <= flag.start < flag.end <= len(text) and 0 <= flag.score <= 1 for flag in flags)
    assert all(a.end < b.start for a, b in pairwise(flags))


@given(st.text(max_size=200))
def test_nothing_is_raised(text: str) -> None:
    loop_flags(Vocabulary([text]))


HARD = [
    "a", "ab", "word ", "ab cd ", "sub-", "的", "กขค", "Out! ", "A line again\n", "lantern lantern lantern lantern! ",
    "lantern lantern lantern lantern x y ", "The same sentence here again. ", "la la la li ", "1 ", "- ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HARD)
def test_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        vocabulary = Vocabulary([text])
        begin = time.process_time()
        loop_flags(vocabulary)
        list(duplicate_flags(text, [m.span() for m in re.finditer(r"[^.!\n]+[.!\n]?", text)]))
        return time.process_time() - begin

    assert min(seconds(200_000) for _ in range(2)) < 16 * min(seconds(20_000) for _ in range(3)) + 0.1


# ---- copies ------------------------------------------------------------------------------------------------------


def copies(text: str) -> list[tuple[str, str]]:
    sentences = [m.span() for m in re.finditer(r"[^.\s][^.\n]*[.]?", text)]
    return [(text[flag.start : flag.end], flag.reason) for flag in duplicate_flags(text, sentences)]


WORDS = st.lists(st.sampled_from(["a", "at", "ab", "heron", "stands", "again", "的"]), min_size=1, max_size=6)
SPACED = st.tuples(WORDS, st.sampled_from([" ", "  ", "\n", "\N{NO-BREAK SPACE}"])).map(lambda x: x[1].join(x[0]))


@given(st.lists(SPACED, max_size=6))
def test_a_copy_has_the_words_of_the_passage_before(passages: list[str]) -> None:
    ends = list(accumulate(len(passage) + 2 for passage in passages))
    spans = [(end - 2 - len(passage), end - 2) for passage, end in zip(passages, ends, strict=True)]
    found = [flag.start for flag in duplicate_flags(". ".join([*passages, ""]).replace("\n", "\v"), spans)]
    words = [passage.split() for passage in passages]
    assert found == [
        start
        for (start, _), first, copy in zip(spans[1:], words, words[1:], strict=False)
        if first == copy and len(copy) + "".join(copy).count("的") // LETTERS_OF_A_WORD >= DUPLICATE_WORDS
    ]


def test_copies_of_lines_and_sentences() -> None:
    line, sentence = "A heron stands in the shallow water", "The ferry leaves at seven."
    assert copies(f"{line}\n{line}\n\nIt waits.") == [(line, "the line before it again")]
    assert copies(f"{line}\n\n  {line}  ") == [(line, "the line before it again")]
    assert copies(f"{sentence} {sentence} It is late.") == [(sentence, "the sentence before it again")]
    assert copies(f"{line}\n{line}\n{line}") == [(line, "the line before it again")] * 2


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("“We will not sell it. “We will not sell it. Go home.", False),
        ("— Wir geben das nicht auf. — Wir geben das nicht auf. Nie.", False),
        ("We will not sell it. We will not sell it. Go home.", True),
        ("— Il treno parte fra poco.\n— Il treno parte fra poco.\n\nNessuno si mosse.", False),
        ("«Никто не закрыл дверь на ключ»\n«Никто не закрыл дверь на ключ»\n\nОн молчал.", False),
        ("Le musée ouvre ses portes à dix heures. Le musée ouvre ses portes à dix heures. Venez.", True),
        ("Five boats at anchor\nFive boats at anchor\n\nThe wind rose.", True),
        ("– The last ferry of the day leaves the old pier at nine.\n" * 2, True),
    ],
)
def test_what_is_said_again_for_effect(text: str, flagged: bool) -> None:
    sentences = [m.span() for m in re.finditer(r"[^.\s][^.\n]*[.]?", text)]
    assert [flag.score >= Config().threshold for flag in duplicate_flags(text, sentences)] == [flagged]


@pytest.mark.parametrize(
    ("sentence", "flagged"),
    [
        ("渡し船は朝七時に港を出ます。", True),
        ("轮渡每天早上七点离开码头。", True),
        ("เรือข้ามฟากออกจากท่าทุกเช้าตอนเจ็ดโมง", True),
        ("그 배는 아침 일곱 시에 항구를 떠난다.", True),
        ("そうですね。", False),
        ("不行。", False),
    ],
)
def test_copies_where_no_space_is_between_words(sentence: str, flagged: bool) -> None:
    spans = [(0, len(sentence)), (len(sentence), 2 * len(sentence))]
    found = list(duplicate_flags(sentence * 2, spans))
    assert [(flag.start, flag.end) for flag in found if flag.score >= Config().threshold] == spans[1:] * flagged
    assert [flag.reason for flag in duplicate_flags(f"{sentence}\n{sentence}", [])] == [
        "the line before it again"
    ] * flagged


def test_no_copies() -> None:
    assert copies("No. No. Not today. Not today.") == []
    assert copies("The ferry leaves at seven. Then it rains. The ferry leaves at seven.") == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=5), st.integers(0, 40), st.integers(1, 20))
def test_outside_measures_overlap(gaps: list[tuple[int, int]], start: int, length: int) -> None:
    spans, at = [], 0
    for gap, size in gaps:
        spans.append((at + gap, at + gap + size))
        at += gap + size
    inside = sum(any(a <= i < b for a, b in spans) for i in range(start, start + length))
    flag = Flag(start, start + length, "untranslated", "de", 0.9, "")
    found = outside([flag], [Flag(a, b, "garbled", None, 0.9, "") for a, b in spans])
    assert (found == [flag]) == (2 * inside <= length)
