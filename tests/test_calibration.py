"""Scores are probabilities, and the threshold does with them what it says."""

from __future__ import annotations

import os
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from macaronic import Cleaner, Config
from macaronic.records import Flag

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

from calibration import Case, Judged, calibration_error, cases_of, judged

SAMPLE = 80  # rows a file
MOST_ERROR = 0.05
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)

TEXTS = [
    ("en", "The keys are under the mat. Wenn niemand zu Hause ist, geh einfach hinein. Supper is in the oven."),
    ("en", "She called it a coup de grâce, and the inspector wrote that down next to the word Schadenfreude."),
    ("de", "Der Fahrer bremste plötzlich, because the road was wet, und der Anhänger kippte in den Graben."),
    ("fr", "Le témoin a vu la voiture, the driver was alone, puis elle a tourné près du grlompfeut marché."),
    ("es", "El médico dijo que la operacin salió bien y que la recuperacin sería rápida, aunque el dolor seguiría."),
    ("es", "La reunión empezó tarde tarde tarde tarde tarde tarde tarde tarde y nadie pidió disculpas por ello."),
    ("pl", "Zebranie odbyło się w piątek, the minutes are attached, a następne zaplanowano na koniec miesiąca."),
    ("ru", "Он сказал, что вернётся к ужину, but nobody believed him, и все молча сели за стол."),
    ("en", "A plain report of an ordinary day: it rained, the bus was late, and the meeting was moved to Thursday."),
]


@pytest.fixture(scope="module")
def sample() -> list[Judged]:
    folder = os.environ.get("MACARONIC_DATA")
    if not folder:
        pytest.skip("MACARONIC_DATA names no folder of data")
    return judged(cases_of(Path(folder), SAMPLE), Config().threshold)


def test_scores_of_a_sample_are_calibrated(sample: list[Judged]) -> None:
    assert len(sample) > SAMPLE
    assert calibration_error(sample) <= MOST_ERROR


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_higher_threshold_yields_no_more_flags_of_a_kind(language: str, text: str) -> None:
    counts = [
        Counter(flag.kind for flag in Cleaner(Config(expect=language, threshold=threshold)).clean(text).flags)
        for threshold in THRESHOLDS
    ]
    assert all(higher <= lower for lower, higher in pairwise(counts)), counts


@pytest.mark.parametrize(("language", "text"), TEXTS)
@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_no_flag_scores_less_than_the_threshold(language: str, text: str, threshold: float) -> None:
    flags = Cleaner(Config(expect=language, threshold=threshold)).clean(text).flags
    assert all(threshold <= flag.score <= 1 for flag in flags)


def test_the_texts_hold_flags_between_the_thresholds() -> None:
    totals = [
        sum(len(Cleaner(Config(expect=code, threshold=threshold)).clean(text).flags) for code, text in TEXTS)
        for threshold in THRESHOLDS
    ]
    assert totals[0] > totals[-1] > 0


def test_calibration_error_is_the_distance_of_score_and_truth() -> None:
    sure = [Judged("a", "garbled", 0.95, right) for right in (True, False)]
    modest = [Judged("a", "garbled", 0.55, True), Judged("a", "garbled", 0.45, False)]
    assert calibration_error(sure) == pytest.approx(0.45)
    assert calibration_error([*sure, *modest]) == pytest.approx(0.45)
    assert calibration_error([sure[0], sure[1]._replace(weight=0)]) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("kind", "start", "end", "right"),
    [
        ("untranslated", 0, 4, True),
        ("untranslated", 0, 9, True),  # half of its letters
        ("untranslated", 0, 14, False),
        ("untranslated", 15, 19, None),  # nobody knows
        ("mojibake", 0, 4, None),  # the gold says nothing of this kind
        ("untranslated", 4, 5, False),  # no letters
    ],
)
def test_a_flag_is_judged_by_the_letters_that_it_shares_with_the_gold(
    kind: str, start: int, end: int, right: bool | None
) -> None:
    case = Case("a", "abcd efgh ijkl mnop", "en", ("untranslated",), [(0, 4)], [(15, 19)])
    assert case.judge(Flag(start, end, kind, None, 0.9, "")) is right


def test_a_flag_on_part_of_a_passage_is_not_judged_where_the_gold_is_of_passages() -> None:
    case = Case("a", "abcd efgh ijkl", "en", ("untranslated",), whole=[(0, 14)])
    assert case.judge(Flag(0, 4, "untranslated", None, 0.9, "")) is None
    assert case.judge(Flag(0, 9, "untranslated", None, 0.9, "")) is False
