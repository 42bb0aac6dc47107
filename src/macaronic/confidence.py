"""How sure it is that a passage strays: the evidence, and what else tells a stray passage from a name or a phrase.

A logistic regression on passages of news, novels, transcribed speech and machine translation, each known to stray or
to be as it should; `benchmarks/quality.py` shows how it fares. A log-odds from words alone would be too sure of
itself, because neighbouring words are not independent, and would not know that English words are borrowed everywhere.
The passages of all texts of a batch are weighed at once.
"""

from __future__ import annotations

from functools import cache
from math import exp
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.context import Context, Passages
from macaronic.emission import LONGEST_WORD, MEAN_WORD, UNWRITTEN
from macaronic.hashing import hashed
from macaronic.languages import neighbours
from macaronic.passages import far_languages

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Column = Floats | Ints | Bools


class Features(NamedTuple):
    """What is weighed of a passage; shares are between 0 and 1. Of a short passage little is known: `short` is how
    much its number of plain words (no names, no code), on a logarithmic scale, falls behind that of nine.
    """

    evidence: Column  # log-odds against the expected language, at most 8
    more_evidence: Column  # and the logarithm of what it is beyond that
    words: Column  # the logarithm of how many plain words there are, and 1 more
    no_plain_word: Column
    no_plain_word_alone: Column  # and no other passage is in the language
    english: Column
    english_short: Column  # English phrases are borrowed everywhere
    english_grammar: Column  # how many of its words are grammar, 2 at most: what is borrowed has hardly any
    unreliable: Column  # the language's words are known from a few translations only
    unreliable_unknown: Column  # and so many of these words it does not know
    unreliable_expected: Column  # and all but a few of them the expected language knows, which has a full list
    neighbour: Column  # the language is a close neighbour of the expected one
    neighbour_short: Column
    begins: Column  # the passage begins where a sentence does
    ends: Column  # the passage ends where a sentence does
    whole: Column  # both
    capitals: Column  # share of words with a capital
    known: Column  # share of plain words that the language knows
    expected: Column  # share of plain words that the expected language knows
    loan: Column  # the other languages that know each of its words, if it is short and not English: "haute couture"
    hyphens: Column  # share of the gaps between its words that are hyphens: "tête-à-tête" is one borrowed word
    into_english: Column  # English text is expected
    into_english_short: Column
    reliable_home: Column  # the expected language has a full word list, or does not write these letters
    unreliable_home: Column  # it has none, but the passage's language, no neighbour, has
    unreliable_home_evidence: Column  # and so much is the evidence, at most 8
    unreliable_home_known: Column  # and this share of plain words the passage's language knows
    unreliable_home_expected: Column  # and this share the expected one
    other_script: Column  # the expected language does not write these letters
    other_script_short: Column
    other_script_names: Column  # and there are a few words, none of them plain: names keep their letters
    detected_home: Column  # how sure the detector is that the sentences are in the expected language
    detected: Column  # how sure it is that they are in the passage's
    company: Column  # the logarithm of how many other words of the text are in passages of the language, and 1 more
    source: Column  # the language is the one that the text was translated from
    quoted: Column


# Clean news, clean novels and a few other sound texts weigh three to five times as much as the rest in the fit, and
# transcribed speech less: an alarm in right text costs more trust than a phrase that is missed. The weight of
# `english_grammar` was fitted on pieces of English put into sentences of other languages, beside what is flagged in
# sound text of packages; that of `other_script_names` was set by hand on the latter.
WEIGHTS: Final = (
    0.42, 0.94, -0.70, -1.78, -0.27, -1.39, -0.93, 1.70, -0.80, -0.44, -3.50, -0.63, -0.60, 1.16, 0.42,
    0.63, 1.16, 1.52, -1.17, -0.16, -3.57, 2.27, -0.49, 3.06, -2.82, 0.53, 3.05, -0.66, 0.83, -1.61, -3.00, 1.04, 2.30,
    0.72, 3.23, 2.25,
)  # fmt: skip
INTERCEPT: Final = -5.42
NOT_SHORT: Final = 2.2
MUCH: Final = 8.0
MUCH_COMPANY: Final = 20  # words
MOST_LANGUAGES: Final = 10
MOST_EXPECTED: Final = 0.8
MOST_NAMES: Final = 8
MOST_GRAMMAR: Final = 2
RARER_AT_HOME: Final = 1.5  # on the Zipf scale, thirty times: all lists of words have some English
GRAMMAR: Final = (
    "a", "about", "after", "against", "all", "am", "an", "another", "any", "are", "at", "be", "because", "been",
    "before", "between", "both", "but", "by", "can", "could", "did", "do", "does", "during", "each", "either", "every",
    "had", "has", "have", "he", "her", "him", "his", "how", "i", "into", "it", "me", "more", "most", "my", "no", "nor",
    "of", "on", "onto", "our", "over", "she", "should", "some", "such", "than", "that", "the", "their", "them", "there",
    "these", "they", "this", "those", "through", "to", "under", "upon", "us", "was", "we", "were", "what", "when",
    "which", "who", "will", "within", "without", "would", "you", "your",
)  # fmt: skip
KEYWORDS: Final = (  # of programming languages: without other grammar, this may be code
    "and", "as", "for", "from", "if", "in", "is", "not", "or", "while", "with",
)  # fmt: skip


def logistic(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + exp(-max(-50.0, min(50.0, log_odds))))


def confidence(passages: Passages, context: Context) -> Floats:
    """The probability of each passage that it is in its language and should not be.

    Summed feature by feature: a matrix product differs with the batch's size.
    """
    log_odds = np.full(len(passages), INTERCEPT)
    for weight, column in zip(WEIGHTS, _features(passages, context), strict=True):
        log_odds += weight * column
    return np.array([logistic(each) for each in log_odds.tolist()])


def _features(passages: Passages, context: Context) -> Features:
    vocabulary = passages.vocabulary
    evidence, running, words = vocabulary.evidence, vocabulary.words, passages.words
    plain = ~(passages.named | running.technical[words])
    length = running.end[words] - running.start[words]
    count = passages.count(plain)
    size = np.log1p(passages.total(plain * np.where(length > LONGEST_WORD, length / MEAN_WORD, 1)))
    short = np.maximum(0.0, NOT_SHORT - size)
    english = np.array([language == "en" for language in passages.language])
    into_english = np.array(["en" in expected for expected in passages.expected])
    unreliable = (passages.row < 0) | ~evidence.reliable[passages.row]
    neighbour = passages.of_pair(_any_neighbour)
    zipf = vocabulary.zipf[vocabulary.type[words], passages.row[passages.owner]]
    known = _share(passages, plain & (zipf > 0) & (passages.row >= 0)[passages.owner], count)
    at_home = passages.known_at_home()
    unwritten = _unwritten(passages, length)
    has_home = passages.home[:, 0] >= 0
    reliable_home = has_home & (evidence.reliable[passages.home] | (passages.home < 0)).all(axis=1) | unwritten
    unreliable_home = ~(reliable_home | unreliable | neighbour)
    expected = _share(passages, plain & at_home, count)
    all_expected = np.maximum(0, expected - MOST_EXPECTED) / (1 - MOST_EXPECTED)
    gain = np.minimum(passages.gain, MUCH)
    return Features(
        evidence=gain,
        more_evidence=np.log1p(np.maximum(0.0, passages.gain - MUCH)),
        words=size,
        no_plain_word=count == 0,
        no_plain_word_alone=(count == 0) & (context.company == 0),
        english=english,
        english_short=english * short,
        english_grammar=english * _grammar(passages, plain),
        unreliable=unreliable,
        unreliable_unknown=unreliable * (1 - known),
        unreliable_expected=(unreliable & reliable_home) * all_expected,
        neighbour=neighbour,
        neighbour_short=neighbour * short,
        begins=context.begins,
        ends=context.ends,
        whole=context.begins & context.ends,
        capitals=passages.count(passages.named) / passages.size,
        known=known,
        expected=expected,
        loan=np.where(english, 0.0, short) * _international(passages, plain, short),
        hyphens=context.hyphens,
        into_english=into_english,
        into_english_short=into_english * short,
        reliable_home=reliable_home,
        unreliable_home=unreliable_home,
        unreliable_home_evidence=unreliable_home * gain,
        unreliable_home_known=unreliable_home * known,
        unreliable_home_expected=unreliable_home * expected,
        other_script=unwritten,
        other_script_short=unwritten * short,
        other_script_names=unwritten & (count == 0) & (passages.size <= MOST_NAMES),
        detected_home=context.detected_home,
        detected=context.detected,
        company=np.log1p(np.minimum(context.company, MUCH_COMPANY)),
        source=context.source,
        quoted=context.quoted,
    )


def _grammar(passages: Passages, plain: Bools) -> Ints:
    """How many plain words of each passage are pronouns, auxiliaries, articles and the like of English, and far rarer
    where the text is at home; at most `MOST_GRAMMAR`. A part of `out-of-band` is none, and keywords alone are none.
    """
    vocabulary, types = passages.vocabulary, passages.vocabulary.type[passages.words]
    home = passages.home[passages.owner]
    usual = np.where(home >= 0, vocabulary.zipf[types[:, None], home], 0).max(axis=1)
    rarer = vocabulary.zipf[types, vocabulary.evidence.row["en"]] - usual >= RARER_AT_HOME
    running, words = vocabulary.words, passages.words
    free = rarer & plain & ~running.joined[words]
    grammar, keywords = (
        passages.count(np.isin(running.key[words], hashed(list(some))) & free) for some in (GRAMMAR, KEYWORDS)
    )
    found: Ints = np.minimum(grammar + (grammar > 0) * keywords, MOST_GRAMMAR)
    return found


@cache
def _any_neighbour(language: str, expected: tuple[str, ...]) -> bool:
    return any(neighbours(language, code) for code in expected)


def _share(passages: Passages, chosen: Bools, count: Ints) -> Floats:
    """The share of the plain words of each passage that were chosen; 0 of one that has no plain word."""
    found: Floats = passages.count(chosen) / np.maximum(count, 1)
    return found


def _unwritten(passages: Passages, length: Ints) -> Bools:
    """Whether the letters of each passage are none of the expected language's."""
    home = passages.home[:, 0]
    types = passages.vocabulary.type[passages.words]
    spelling = passages.vocabulary.spellings(np.maximum(home, 0)[passages.owner], types)
    found: Bools = (home >= 0) & (passages.total(spelling) < UNWRITTEN * passages.total(length))
    return found


def _international(passages: Passages, plain: Bools, short: Floats) -> Floats:
    """How many other languages know the plain word of each short passage that is known to the fewest."""
    found = np.zeros(len(passages))
    pairs = list(zip(passages.language, passages.expected, strict=True))
    for pair in {pair for pair, some in zip(pairs, short.tolist(), strict=True) if some and pair[0] != "en"}:
        here = np.array([each == pair for each in pairs]) & (short > 0)
        word = np.flatnonzero(here[passages.owner] & plain)
        types = passages.vocabulary.type[passages.words[word]]
        count = (passages.vocabulary.zipf[types][:, far_languages((pair[0], *pair[1]))] > 0).sum(axis=1)
        fewest = np.full(len(passages), MOST_LANGUAGES)
        np.minimum.at(fewest, passages.owner[word], count)
        told = np.bincount(passages.owner[word], minlength=len(passages)) > 0
        found[here & told] = fewest[here & told]
    return found
