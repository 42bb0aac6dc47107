"""Which languages each text of a batch may contain, besides those that it should be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.emission import RELIABLE, Prose
from macaronic.languages import IN_LETTERS_OF, alike, neighbours_of
from macaronic.vocabulary import Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_OF_A_WORD: Final = 5.0  # log-odds
PROPOSED: Final = 3.0  # the evidence that some run of words must give for a language to become a candidate
MOST_PROPOSED: Final = 5
CANDIDATES: Final = 9


def candidates(
    prose: Prose,
    texts: Sequence[int],
    expected: Sequence[tuple[str, ...]],
    suggested: Sequence[Sequence[str]],
) -> list[list[str]]:
    """For each text the expected languages, those suggested, and those that some run of words speaks for more than for
    any expected one; of the others only as many as can be decoded in short time.
    """
    proposed = _proposed(prose, texts, expected)
    return [
        _chosen(prose.vocabulary, home, [*some, *proposals])
        for home, some, proposals in zip(expected, suggested, proposed, strict=True)
    ]


def _chosen(vocabulary: Vocabulary, home: Sequence[str], proposals: Sequence[str]) -> list[str]:
    languages = list(home)
    for code in chain.from_iterable(_siblings(vocabulary, code) for code in dict.fromkeys(proposals)):
        if vocabulary.row(code) is not None and not any(alike(code, other) for other in languages):
            languages.append(code)
    return languages[: len(home) + CANDIDATES]


def _siblings(vocabulary: Vocabulary, code: str) -> list[str]:
    """A proposed language; where little is known of it, its neighbours, too: one of these may have been meant. For one
    of which only the letters are known, the language that they are taken from.
    """
    row = vocabulary.row(code)
    if row is None:
        return [IN_LETTERS_OF.get(code, code)]
    return [code] if vocabulary.evidence.reliable[row] else [code, *neighbours_of(code)]


@dataclass(frozen=True)
class _Home:
    """What the expected languages say of each word of some texts, which lie end to end within `bounds`: the
    log-frequency in the one where it is most frequent, whether any knows it; and what share of its evidence counts.
    """

    vocabulary: Vocabulary
    bounds: Ints
    types: Ints
    weight: Floats
    log: Floats
    known: Bools

    @classmethod
    def of(cls, prose: Prose, texts: Sequence[int], expected: Sequence[tuple[str, ...]]) -> _Home:
        words, bounds = prose.words(texts)
        types = prose.vocabulary.type[words]
        found = [[row for code in home if (row := prose.vocabulary.row(code)) is not None] for home in expected]
        most = max(map(len, found), default=0)
        rows = np.repeat(np.array([some + some[:1] * (most - len(some)) for some in found]), np.diff(bounds), axis=0)
        zipf = prose.vocabulary.zipf[types[:, None], rows]
        log = prose.vocabulary.evidence.log_frequency(zipf, rows).max(axis=1)
        return cls(prose.vocabulary, bounds, types, prose.share(words), log, (zipf > 0).any(axis=1))

    def support(self) -> Floats:
        """How much the words of each text that speak for a language rather than for any expected one speak for it in
        sum [texts, languages].

        They are few, so of each word only the languages that know it are looked at.
        """
        listed = self.vocabulary.listed
        first, count = listed.first[self.types], listed.first[self.types + 1] - listed.first[self.types]
        word = np.repeat(np.arange(len(self.types)), count)
        entry = np.arange(len(word)) + np.repeat(first - np.cumsum(count) + count, count)
        lead = (listed.log[entry] - self.log[word]) * np.float32(RELIABLE.frequency)
        chosen = np.flatnonzero(lead > 0)
        gain = np.minimum(lead[chosen] * self.weight[word[chosen]], MOST_OF_A_WORD)
        texts, languages = len(self.bounds) - 1, len(self.vocabulary.evidence.languages)
        text = np.repeat(np.arange(texts), np.diff(self.bounds))[word[chosen]]
        total = np.bincount(text * languages + listed.row[entry[chosen]], gain, texts * languages)
        return total.reshape(texts, -1).astype(np.float32)

    def lead(self, text: int, rows: Ints) -> Floats:
        """How much more each word of a text speaks for some languages than for any expected one, by its frequency.

        Whole words are taken first, and then their languages: that is three times as fast as to take each pair.
        """
        words = slice(self.bounds[text], self.bounds[text + 1])
        zipf = self.vocabulary.zipf.take(self.types[words], axis=0).take(rows, axis=1)
        lead = self.vocabulary.evidence.log_frequency(zipf, rows)
        lead -= self.log[words, None]
        unknown = np.minimum(lead, 0)
        unknown *= self.known[words, None]
        lead = np.where(zipf > 0, lead, unknown)
        lead *= np.float32(RELIABLE.frequency)
        lead *= self.weight[words, None]
        return lead


def _proposed(prose: Prose, texts: Sequence[int], expected: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """The languages that some run of words of each text speaks for, the most strongly supported first."""
    home = _Home.of(prose, texts, expected)
    languages = prose.vocabulary.evidence.languages
    found: list[list[str]] = []
    for text, support in enumerate(home.support()):
        gain = _gains(home, text, support)
        order = np.argsort(-gain, kind="stable")[:MOST_PROPOSED]
        found.append([languages[row] for row in order if gain[row] > PROPOSED])
    return found


def _gains(home: _Home, text: int, support: Floats) -> Floats:
    """What the run of words of a text that speaks most for each language counts, of those that can be proposed.

    A list of few words has the common ones of its neighbours and of user interfaces, and makes much of each. So a
    language of which little is known is proposed only where a run speaks more for it than for any of which much is,
    unless that is less than a word can say. It also spares most of them to be looked at, because a run gives no more
    than all words that speak for a language.
    """
    gain, least = np.zeros_like(support), np.float32(PROPOSED)
    reliable = home.vocabulary.evidence.reliable
    for some in (reliable, ~reliable):
        rows = np.flatnonzero(some & (support > least))
        if len(rows):
            best = _best_run(home.lead(text, rows))
            gain[rows] = np.where(best > least, best, 0)
            least = max(least, gain.max(initial=0, where=gain >= MOST_OF_A_WORD))
    return gain


def _best_run(lead: Floats) -> Floats:
    """The sum over the words that speak most for each language, of all runs of words."""
    total = np.clip(lead, -MOST_OF_A_WORD, MOST_OF_A_WORD).cumsum(axis=0)
    before = np.minimum.accumulate(total, axis=0)
    np.minimum(before[:-1], 0, out=before[1:])
    before[0] = 0
    best: Floats = (total - before).max(axis=0)
    return best
