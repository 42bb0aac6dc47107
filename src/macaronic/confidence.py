"""How sure it is that a passage strays: the evidence, and what else tells a stray passage from a name or a phrase.

A logistic regression on passages of news, novels, transcribed speech and machine translation, each known to stray or
to be as it should; `benchmarks/quality.py` shows how it fares. A log-odds from words alone would be too sure of
itself, because neighbouring words are not independent, and would not know that English words are borrowed everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p
from typing import Final, NamedTuple

import numpy as np

from macaronic.languages import neighbours
from macaronic.passages import Passage, row_of
from macaronic.vocabulary import Vocabulary


class Features(NamedTuple):
    """What is weighed of a passage; shares are between 0 and 1."""

    evidence: float  # log-odds against the expected language, at most 8: beyond that it says no more
    words: float  # the logarithm of how many plain words (no names, no code) there are, and 1 more
    no_plain_word: float
    english: float  # English words are borrowed everywhere
    unreliable: float  # the language's words are known from a few translations only
    neighbour: float  # the language is a close neighbour of the expected one
    begins: float  # the passage begins where a sentence does
    ends: float  # the passage ends where a sentence does
    capitals: float  # share of words with a capital
    known: float  # share of plain words that the language knows
    expected: float  # share of plain words that the expected language knows


WEIGHTS: Final = Features(0.46, 1.53, -0.78, -1.67, -0.64, -1.30, 1.62, 1.11, -0.45, 1.11, -0.26)
INTERCEPT: Final = -4.18
LONGEST_WORD: Final = 24  # a longer run of letters is several words of a language without spaces
MEAN_WORD: Final = 6


def logistic(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + exp(-max(-50.0, min(50.0, log_odds))))


def confidence(vocabulary: Vocabulary, passage: Passage, expected: Sequence[str], begins: bool, ends: bool) -> float:
    """The probability that a passage is in its language and should not be."""
    features = _features(vocabulary, passage, expected, begins, ends)
    return logistic(INTERCEPT + sum(w * x for w, x in zip(WEIGHTS, features, strict=True)))


def _features(vocabulary: Vocabulary, passage: Passage, expected: Sequence[str], begins: bool, ends: bool) -> Features:
    words, evidence = slice(passage.first, passage.last + 1), vocabulary.evidence
    running = vocabulary.words
    plain = ~(running.named[words] | running.technical[words])
    length = (running.end[words] - running.start[words])[plain]
    zipf = vocabulary.zipf[vocabulary.type[words][plain]]
    row = row_of(vocabulary, passage.language)
    home = [r for code in expected if (r := row_of(vocabulary, code)) is not None]
    return Features(
        evidence=min(passage.gain, 8.0),
        words=log1p(np.where(length > LONGEST_WORD, length / MEAN_WORD, 1).sum()),
        no_plain_word=float(len(zipf) == 0),
        english=float(passage.language == "en"),
        unreliable=float(row is None or not evidence.reliable[row]),
        neighbour=float(any(neighbours(passage.language, code) for code in expected)),
        begins=float(begins),
        ends=float(ends),
        capitals=float(running.capital[words].mean()),
        known=_share(zipf, [] if row is None else [row]),
        expected=_share(zipf, home),
    )


def _share(zipf: np.ndarray[tuple[int, int], np.dtype[np.float32]], rows: Sequence[int]) -> float:
    return float((zipf[:, rows] > 0).any(axis=1).mean()) if len(zipf) and rows else 0.0
