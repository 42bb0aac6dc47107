"""How sure it is that a passage strays: the evidence, and what else tells a stray passage from a name or a phrase.

A logistic regression on passages of news, novels, transcribed speech and machine translation, each known to stray or
to be as it should; `benchmarks/quality.py` shows how it fares. A log-odds from words alone would be too sure of
itself, because neighbouring words are not independent, and would not know that English words are borrowed everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.emission import LONGEST_WORD, MEAN_WORD, UNWRITTEN
from macaronic.languages import alike, neighbours
from macaronic.passages import Passage, far_languages
from macaronic.vocabulary import Vocabulary


class Features(NamedTuple):
    """What is weighed of a passage; shares are between 0 and 1. Of a short passage little is known: `short` is how
    much its number of plain words (no names, no code), on a logarithmic scale, falls behind that of nine.
    """

    evidence: float  # log-odds against the expected language, at most 8
    more_evidence: float  # and the logarithm of what it is beyond that
    words: float  # the logarithm of how many plain words there are, and 1 more
    no_plain_word: float
    no_plain_word_alone: float  # and no other passage is in the language
    english: float
    english_short: float  # English phrases are borrowed everywhere
    unreliable: float  # the language's words are known from a few translations only
    unreliable_unknown: float  # and so many of these words it does not know
    neighbour: float  # the language is a close neighbour of the expected one
    neighbour_short: float
    begins: float  # the passage begins where a sentence does
    ends: float  # the passage ends where a sentence does
    whole: float  # both
    capitals: float  # share of words with a capital
    known: float  # share of plain words that the language knows
    expected: float  # share of plain words that the expected language knows
    loan: float  # the other languages that know each of its words, if it is short and not English: "haute couture"
    hyphens: float  # share of the gaps between its words that are hyphens: "tête-à-tête" is one borrowed word
    into_english: float  # English text is expected
    into_english_short: float
    reliable_home: float  # the expected language has a full word list, or does not write these letters
    other_script: float  # the expected language does not write these letters
    other_script_short: float
    detected_home: float  # how sure the detector is that the sentences are in the expected language
    detected: float  # how sure it is that they are in the passage's
    company: float  # the logarithm of how many other words of the text are in passages of the language, and 1 more
    source: float  # the language is the one that the text was translated from
    quoted: float


# Clean news, clean novels and a few other sound texts weigh three to five times as much as the rest in the fit, and
# transcribed speech less: an alarm in right text costs more trust than a phrase that is missed.
WEIGHTS: Final = Features(
    0.42, 0.94, -0.70, -1.78, -0.27, -1.39, -0.93, -0.80, -0.44, -0.63, -0.60, 1.16, 0.42,
    0.63, 1.16, 1.52, -1.17, -0.16, -3.57, 2.27, -0.49, 3.06, 0.83, -1.61, 1.04, 2.30, 0.72, 3.23, 2.25,
)  # fmt: skip
INTERCEPT: Final = -5.42
NOT_SHORT: Final = 2.2
MUCH: Final = 8.0
MUCH_COMPANY: Final = 20  # words
MOST_LANGUAGES: Final = 10


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a passage stands: whether it begins and ends sentences, the share of hyphens between its words, whether
    it is in quotation marks, the detector's word on its sentences, as probabilities by language, how many words of the
    text are in other passages of its language, and the language that the text was translated from.
    """

    begins: bool
    ends: bool
    hyphens: float
    quoted: bool
    detected: Mapping[str, float]
    company: int
    source: str | None


def logistic(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + exp(-max(-50.0, min(50.0, log_odds))))


def confidence(vocabulary: Vocabulary, passage: Passage, expected: Sequence[str], setting: Setting) -> float:
    """The probability that a passage is in its language and should not be."""
    features = _features(vocabulary, passage, expected, setting)
    return logistic(INTERCEPT + sum(w * x for w, x in zip(WEIGHTS, features, strict=True)))


def _features(vocabulary: Vocabulary, passage: Passage, expected: Sequence[str], setting: Setting) -> Features:
    words, evidence = slice(passage.first, passage.last + 1), vocabulary.evidence
    running = vocabulary.words
    plain = ~(running.named[words] | running.technical[words])
    length = (running.end[words] - running.start[words])[plain]
    zipf = vocabulary.zipf[vocabulary.type[words][plain]]
    row = vocabulary.row(passage.language)
    home = [r for code in expected if (r := vocabulary.row(code)) is not None]
    count = log1p(np.where(length > LONGEST_WORD, length / MEAN_WORD, 1).sum())
    short = max(0.0, NOT_SHORT - count)
    english, into_english = passage.language == "en", "en" in expected
    unreliable = row is None or not evidence.reliable[row]
    neighbour = any(neighbours(passage.language, code) for code in expected)
    known = _share(zipf, [] if row is None else [row])
    unwritten = bool(home) and _unwritten(vocabulary, words, home[0])
    return Features(
        evidence=min(passage.gain, MUCH),
        more_evidence=log1p(max(0.0, passage.gain - MUCH)),
        words=count,
        no_plain_word=len(zipf) == 0,
        no_plain_word_alone=len(zipf) == 0 and not setting.company,
        english=english,
        english_short=english * short,
        unreliable=unreliable,
        unreliable_unknown=unreliable * (1 - known),
        neighbour=neighbour,
        neighbour_short=neighbour * short,
        begins=setting.begins,
        ends=setting.ends,
        whole=setting.begins and setting.ends,
        capitals=float(running.named[words].mean()),
        known=known,
        expected=_share(zipf, home),
        loan=0.0 if english else short * _international(zipf, far_languages((passage.language, *expected))),
        hyphens=setting.hyphens,
        into_english=into_english,
        into_english_short=into_english * short,
        reliable_home=bool(home) and (bool(evidence.reliable[home].all()) or unwritten),
        other_script=unwritten,
        other_script_short=unwritten * short,
        detected_home=sum(p for code, p in setting.detected.items() if any(alike(code, e) for e in expected)),
        detected=sum(p for code, p in setting.detected.items() if alike(code, passage.language)),
        company=log1p(min(setting.company, MUCH_COMPANY)),
        source=setting.source is not None and alike(setting.source, passage.language),
        quoted=setting.quoted,
    )


def _unwritten(vocabulary: Vocabulary, words: slice, row: int) -> bool:
    """Whether the letters of a passage are none of a language's (by row)."""
    length = vocabulary.words.end[words] - vocabulary.words.start[words]
    return bool(vocabulary.spelling(row, vocabulary.type[words]).sum() < UNWRITTEN * length.sum())


def _international(zipf: NDArray[np.float32], elsewhere: NDArray[np.bool_]) -> float:
    """How many languages know the word that is known to the fewest."""
    return float(np.minimum((zipf[:, elsewhere] > 0).sum(axis=1), MOST_LANGUAGES).min()) if len(zipf) else 0.0


def _share(zipf: NDArray[np.float32], rows: Sequence[int]) -> float:
    return float((zipf[:, rows] > 0).any(axis=1).mean()) if len(zipf) and rows else 0.0
