"""Single words left over from another language in a sentence that is otherwise as it should be.

Decoding cannot see them: the evidence of one word does not pay for two changes of language, and in most texts it must
not, because loanwords, terms and names look the same. So such words have a test of their own. A word is looked at if
it is all in lower case, the expected language hardly knows it, and another language (the one that the text was
translated from, if that is known) knows it well. What then tells a leftover from a loan is weighed by a logistic
regression, fitted on machine translation in which people marked the words left over, on news and on novels. English
words, which are borrowed everywhere, are told by how much more of them the expected language has than of English that
nobody borrows (`_english_alone`).

Left alone: what is joined by a hyphen or an apostrophe, the second word of a species, words of three letters and
less, abbreviations without a vowel, and everything where the expected language has no full word list, because there
"unknown" says nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.confidence import GRAMMAR
from macaronic.emission import UNWRITTEN
from macaronic.evidence import Evidence, load, writers
from macaronic.hashing import hashed
from macaronic.languages import CAPITALIZED_NOUNS, LEARNED, alike
from macaronic.passages import Passage, Scored, far_languages
from macaronic.view import View
from macaronic.vocabulary import Vocabulary

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Measure = Floats | Ints | Bools

SHORTEST: Final = 4
RARE: Final = 2.7  # Zipf: a word more frequent than this in the expected language is no stranger there
COMMON: Final = 3.0  # Zipf: the English list reaches far down, so a word that it lacks must be well known elsewhere
LEAST: Final = 1.0  # Zipf: what counts as the frequency of an unknown word
LEAST_LEAD: Final = 1.0
SOURCE_LEAD: Final = 1.5
ENGLISH_LEAD: Final = 0.3  # of several languages that know a word, English is the likeliest to be left
SPELLED: Final = 0.3  # log-probability per character: so much better spelled as a word of the source
MOST_LANGUAGES: Final = 8  # more than that say no more
# English stands in all lists, because it stands in all that they were counted in: a word is no loan unless the expected
# language has more of it than of English at large. Where it has not, even what is not RARE is looked at.
COMMON_ENGLISH: Final = 4.0  # Zipf, in English: a less common word may be a term
NOTICED: Final = 1.8  # Zipf: at least so much less frequent than in English
UNNOTICED: Final = -0.6  # Zipf, beside the usual share: unknown words
NATIVE: Final = 2.5  # Zipf, in the expected language: the least of a word beside one that is alone,
NATIVE_LEAD: Final = -1.0  # and its lead over English
TYPICAL_UNKNOWN: Final = 0.012
VOWELS: Final = frozenset("aeiouyаеиоуыэюяіαεηιουω")


class Features(NamedTuple):
    """What is weighed of each word. Frequencies are on the Zipf scale; a lead is a difference of two."""

    unknown: Measure  # the expected language does not know it
    frequency: Measure  # in the expected language
    english: Measure  # English knows it
    noun_language: Measure  # the expected language writes nouns, which are borrowed most, with a capital
    noun_language_english: Measure  # and English knows it, and the expected language does not
    into_english: Measure  # English text is expected
    into_english_lead: Measure  # and the other language's lead over English
    source: Measure  # the source language is known
    source_knows: Measure
    source_lead: Measure
    source_spells: Measure  # how much better it is spelled as a word of the source, per character
    source_spells_unknown: Measure  # the same, of a word that neither language knows
    source_knows_unknown: Measure  # the source knows it and the expected language does not
    languages: Measure  # how many others know it: international words are known to many
    one_language: Measure  # exactly one other knows it
    spelling: Measure  # log-probability per character in the expected language
    other_script: Measure  # the expected language does not write these letters
    repeated: Measure  # the logarithm of how often it occurs in the text: a term occurs again
    coverage: Measure  # of an unknown word: how many words of right text the language's list lacks (logarithm)
    related: Measure  # frequency in the expected language without its last letter or its accents
    english_alone: Measure  # how English it is, between words of the expected language


# The fit gives -4.25 for the intercept and 0.67 for `source`. The intercept is set higher by hand, because in machine
# translation nearly all words that score a little less are leftovers too, and `source` lower, to make up for it there.
# That of `english_alone` was set on English words put into sentences of other languages, where sound text has no alarm.
WEIGHTS: Final = (
    -0.50, 0.31, 0.42, 3.02, 3.27, 0.91, 2.60, 0.27, 0.81, 0.90,
    0.34, 2.40, 0.80, -0.16, -0.22, -0.32, 0.41, -2.46, -0.29, -0.05, 2.00,
)  # fmt: skip
INTERCEPT: Final = -2.7


@dataclass(frozen=True, slots=True)
class Claim:
    """Words (indices into the batch's) that another language claims, by row, and what is weighed of each."""

    words: Ints
    rows: Ints
    features: Floats


@dataclass(frozen=True, slots=True)
class Home:
    """The expected languages and their rows, and the row of the source."""

    codes: tuple[str, ...]
    rows: tuple[int, ...]
    source: int | None

    @property
    def far(self) -> Bools:
        """The languages, by row, that are far from the expected ones."""
        return far_languages(self.codes) & ~np.isin(load().languages, list(LEARNED))


def leftovers(views: Sequence[View], taken: Bools) -> list[list[Scored]]:
    """The words of each text that were left over from another language, each as a passage of one word, and how surely.

    `taken` says which of the batch's words other findings cover already.
    """
    found: list[list[Scored]] = [[] for _ in views]
    for home, texts in _homes(views).items():
        claim = claims(views[0].vocabulary, home, texts, taken)
        if claim:
            for text, scored in _scored(views[0].vocabulary, claim):
                found[text].append(scored)
    return found


def _scored(vocabulary: Vocabulary, claim: Claim) -> Iterator[tuple[int, Scored]]:
    log_odds = INTERCEPT + (claim.features * np.array(WEIGHTS)).sum(axis=1)  # a product differs with the batch's size
    scores = 1 / (1 + np.exp(-log_odds))
    columns = (claim.words, vocabulary.words.text[claim.words], claim.rows, log_odds, scores)
    for word, text, row, odds, score in zip(*(column.tolist() for column in columns), strict=True):
        yield text, (Passage(word, word, vocabulary.evidence.languages[row], odds), score)


def claims(vocabulary: Vocabulary, home: Home, texts: Sequence[int], taken: Bools) -> Claim | None:
    """The words of texts, in order, with the same home that may be leftovers; None if there are none."""
    words = np.concatenate([np.arange(*vocabulary.bounds[text : text + 2]) for text in texts])
    words = words[~taken[words] & _plain(vocabulary, words)]
    types, place = np.unique(vocabulary.type[words], return_inverse=True)
    frequency = vocabulary.zipf[types]
    claimed = (frequency[:, home.far] > 0).any(axis=1) | (home.source is not None)
    at_home = frequency[:, list(home.rows)].max(axis=1, initial=0)
    english = (frequency[:, vocabulary.evidence.row["en"]] - at_home >= NOTICED) & ("en" not in home.codes)
    strange = (at_home < RARE)[place]
    noticed = np.flatnonzero(english[place] & ~strange)
    strange[noticed] = _between_natives(vocabulary, words[noticed], list(home.rows))
    learned = (frequency[:, _learned(vocabulary)] > 0).any(axis=1)
    species = vocabulary.words.following_name[words] & learned[place]
    words = words[claimed[place] & strange & ~species]
    places = np.array([word for word in words.tolist() if _has_vowel(vocabulary, word)], np.int64)
    return _weighed(vocabulary, places, home) if len(places) else None


def _homes(views: Sequence[View]) -> dict[Home, list[int]]:
    """The texts by what they are at home in, without those whose expected languages have no full word lists."""
    evidence = views[0].vocabulary.evidence
    found: dict[Home, list[int]] = {}
    for text, view in enumerate(views):
        rows = [row for code in view.expected if (row := view.vocabulary.row(code)) is not None]
        if rows and evidence.reliable[rows].all() and len(view.starts):
            foreign = view.source and not any(alike(view.source, code) for code in view.expected)
            source = view.vocabulary.row(view.source) if view.source and foreign else None
            found.setdefault(Home(view.expected, tuple(rows), source), []).append(text)
    return found


def _learned(vocabulary: Vocabulary) -> list[int]:
    return [row for code in LEARNED if (row := vocabulary.row(code)) is not None]


def _plain(vocabulary: Vocabulary, words: Ints) -> Bools:
    """Words that can be tested alone: long enough, no names, no code, not joined to anything."""
    running = vocabulary.words
    long = running.end[words] - running.start[words] >= SHORTEST
    plain: Bools = long & ~(
        running.named[words]
        | running.technical[words]
        | running.ideograph[words]
        | running.measured[words]
        | running.joined[words]
    )
    return plain


def _has_vowel(vocabulary: Vocabulary, word: int) -> bool:
    """Whether a word has a vowel, or letters of a script that has none."""
    string = bare(vocabulary.string(int(vocabulary.type[word])))
    return not VOWELS.isdisjoint(string) or string[0] > "\N{CYRILLIC SMALL LETTER PALOCHKA}"


def bare(word: str) -> str:
    """A word without its accents.

    >>> bare("bérets")
    'berets'
    """
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _weighed(vocabulary: Vocabulary, places: Ints, home: Home) -> Claim | None:
    """Those of some words that another language claims, and what is weighed of each."""
    evidence = vocabulary.evidence
    types = vocabulary.type[places]
    strings = [vocabulary.string(int(t)) for t in types]
    length = np.array([len(word) for word in strings])
    frequency = vocabulary.zipf[types].astype(np.float64)
    others = np.where(np.stack([writers(word[0]) for word in strings]) & home.far, frequency, 0)
    english = np.arange(others.shape[1]) == evidence.row["en"]
    row = (others + ENGLISH_LEAD * english * (others > 0)).argmax(axis=1)
    best = others[np.arange(len(row)), row]
    at_home = frequency[:, list(home.rows)].max(axis=1)
    spelling = vocabulary.spelling(home.rows[0], types) / length
    unwritten = spelling < UNWRITTEN
    of_source = np.zeros(len(row)) if home.source is None else frequency[:, home.source]
    spells = np.zeros(len(row))
    if home.source is not None:
        spells = np.where(unwritten, 0, np.clip(vocabulary.spelling(home.source, types) / length - spelling, -2, 3))
    unknown = at_home == 0
    into_english = "en" in home.codes
    strange = (of_source > 0) & (unknown | (of_source >= at_home + SOURCE_LEAD))
    claimed_by_source = strange | (unknown & (spells > SPELLED))
    noun_language = not CAPITALIZED_NOUNS.isdisjoint(home.codes)
    least = np.where(unknown & noun_language, LEAST, np.maximum(at_home, LEAST) + LEAST_LEAD)
    least = np.where(unknown, COMMON, np.inf) if into_english else least
    count = np.minimum((others > 0).sum(axis=1), MOST_LANGUAGES)
    known_to_english = (frequency[:, evidence.row["en"]] > 0) & (not into_english)
    lack = np.log(min(1.0, float(evidence.unknown[list(home.rows)].min())) / TYPICAL_UNKNOWN)
    alone = np.zeros(len(row)) if into_english else _english_alone(vocabulary, places, home)
    features = np.stack(
        Features(
            unknown=unknown,
            frequency=at_home,
            english=known_to_english,
            noun_language=np.full(len(row), noun_language),
            noun_language_english=noun_language * unknown * known_to_english,
            into_english=np.full(len(row), into_english),
            into_english_lead=into_english * (best > 0) * (best - np.maximum(at_home, LEAST)),
            source=np.full(len(row), home.source is not None),
            source_knows=of_source > 0,
            source_lead=(of_source > 0) * (of_source - np.maximum(at_home, LEAST)),
            source_spells=spells,
            source_spells_unknown=spells * unknown * (of_source == 0),
            source_knows_unknown=unknown * (of_source > 0),
            languages=count,
            one_language=count == 1,
            spelling=np.maximum(spelling, UNWRITTEN),
            other_script=unwritten,
            repeated=np.log(_repeated(vocabulary, places)),
            coverage=lack * unknown * ~unwritten,
            related=_related(evidence, strings, home),
            english_alone=alone,
        ),
        axis=1,
    )
    able = np.flatnonzero((claimed_by_source | ((best > 0) & (best >= least))) & ((at_home < RARE) | (alone > 0)))
    if not len(able):
        return None
    rows = np.where(claimed_by_source, row if home.source is None else home.source, row)
    return Claim(places[able], rows[able], features[able].astype(np.float64))


def _english_alone(vocabulary: Vocabulary, places: Ints, home: Home) -> Floats:
    """How much more frequent than the least common words are words in English, on the Zipf scale, less how much more
    the expected language has of them than of English at large; 0 of those that do not stand between words of the
    expected language. Beside quotation marks and other English words they may be a term or a title.
    """
    share = _share_of_english(home.rows)
    if share is None:  # that such a list lacks a word says nothing
        return np.zeros(len(places))
    english, rows = vocabulary.evidence.row["en"], list(home.rows)
    frequency = vocabulary.zipf[vocabulary.type[places]]
    at_home = frequency[:, rows].max(axis=1)
    excess = np.where(at_home > 0, at_home - frequency[:, english] - share, UNNOTICED)
    found = np.maximum(0, frequency[:, english] - np.maximum(excess, UNNOTICED) - COMMON_ENGLISH)
    alone: Floats = found * _between_natives(vocabulary, places, rows)
    return alone


def _between_natives(vocabulary: Vocabulary, places: Ints, rows: list[int]) -> Bools:
    """Which words have words of the expected language, or the ends of their text, on both sides and no marks there."""
    words, english = vocabulary.words, vocabulary.evidence.row["en"]
    found = np.ones(len(places), np.bool_)
    for step in (-1, 1):
        beside = np.clip(places + step, 0, len(words.start) - 1)
        inside = (beside != places) & (words.text[beside] == words.text[places])
        frequency = vocabulary.zipf[vocabulary.type[beside]]
        at_home = frequency[:, rows].max(axis=1)
        native = (at_home >= NATIVE) & (at_home - frequency[:, english] > NATIVE_LEAD)
        found &= ~inside | (native & ~words.apart[np.maximum(places, beside)])
    return found


@lru_cache(maxsize=1 << 10)
def _share_of_english(rows: tuple[int, ...]) -> float | None:
    """How much less frequent than in English the grammar of English is in the lists of some languages, on the Zipf
    scale: the median, in the list that has most of it; None where the lists have none.
    """
    evidence = load()
    frequency = evidence.zipf(hashed(list(GRAMMAR)))
    lead = np.where(frequency > 0, frequency - frequency[:, [evidence.row["en"]]], -np.inf)[:, list(rows)]
    share = float(np.median(lead, axis=0).max())
    return share if share > -np.inf else None


def _repeated(vocabulary: Vocabulary, places: Ints) -> Ints:
    """How often each word occurs in its text."""
    chosen = np.zeros(len(vocabulary.start), np.bool_)
    chosen[vocabulary.type[places]] = True
    again = np.flatnonzero(chosen[vocabulary.type])
    text, size = vocabulary.words.text, len(vocabulary.start)
    pairs, count = np.unique(text[again] * size + vocabulary.type[again], return_counts=True)
    found: Ints = count[np.searchsorted(pairs, text[places] * size + vocabulary.type[places])]
    return found


def _related(evidence: Evidence, strings: Sequence[str], home: Home) -> Floats:
    """How frequent the expected languages find a word without its last letter or without its accents."""
    without_last = evidence.zipf(hashed([word[:-1] for word in strings]))[:, list(home.rows)].max(axis=1)
    plain = [bare(word) for word in strings]
    without_accents = evidence.zipf(hashed(plain))[:, list(home.rows)].max(axis=1)
    changed = np.array([a != b for a, b in zip(strings, plain, strict=True)])
    related: Floats = np.maximum(without_last, without_accents * changed).astype(np.float64)
    return related
