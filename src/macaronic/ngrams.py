"""How probable the spelling of a word is in a language: character n-grams, as one table for all languages.

Of each of some 130 languages the table has the probability of a character after up to three others
(scripts/build_evidence.py made it; sources and licences in NOTICE). What is asked of it is asked for many words and
languages at once: the n-grams of words are hashed once, and then looked up for one language after the other, because
the part of the table that one language has fits into a core's cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.hashing import BASE, U64, mixed
from macaronic.static_map import ABSENT, SEGMENT_BITS, SLOTS, StaticMap

U32 = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

STEP: Final = 1 / 16  # a value of 16 is a natural log-probability of -1
ORDER: Final = 4  # longer n-grams add nothing to the accuracy on windows of five words (measured on 40 languages)
BACKOFF: Final = -1.6  # per character of context given up: "stupid backoff" (Brants et al. 2007)
UNSEEN: Final = -12.0  # the log-probability of a character that the language does not write
TOGETHER: Final = 1 << 15  # characters whose n-grams are looked up at a time, so that all that is known of them fits

PLACE_BITS: Final = np.uint64(SLOTS * SEGMENT_BITS)  # of a key: where in its segments its slots are
SEGMENT_OF: Final = np.uint64(64) - PLACE_BITS  # and in which segments
PLACE: Final = (np.uint64(1) << PLACE_BITS) - np.uint64(1)

_POWERS: Final = np.array([pow(int(BASE), n, 1 << 64) for n in range(ORDER)], np.uint64)

# What a character counts by how many characters of context it gives up, and by the value that the table has of it, one
# more than ABSENT first: nothing that is not there.
_LOG_PROBABILITY: Final = np.full((ORDER, 257), UNSEEN, np.float32)
_LOG_PROBABILITY[:, 1:] = np.maximum(
    np.arange(256) * -STEP + np.arange(ORDER)[:, None] * np.float64(np.float32(BACKOFF)), UNSEEN
)


@dataclass(frozen=True)
class Ngrams:
    """The character n-grams of some words, in no language yet: where the characters of each word begin and how many
    they are; and of each character how many there are of its word up to it, at most ORDER, and the hashes of the last
    1, 2, ... of these [ORDER, characters].
    """

    first: Ints
    length: Ints
    context: NDArray[np.uint8]
    hashes: U64

    @classmethod
    def of(cls, codes: U32, start: Ints, end: Ints) -> Ngrams:
        """Those of slices of a lower-case text. The hashes are those of `hashing`, each from that of the n-gram a
        character shorter.
        """
        length = end - start
        first = np.cumsum(length) - length
        place = np.arange(length.sum()) - np.repeat(first, length)  # in the word
        code = codes[np.repeat(start, length) + place].astype(np.uint64) + np.uint64(1)
        found = np.zeros((ORDER, len(code)), np.uint64)
        last = np.zeros_like(code)
        for n in range(min(ORDER, len(code))):
            last = last[: len(code) - n] + code[n:] * _POWERS[n]
            found[n, n:] = mixed(last)
        return cls(first, length, np.minimum(place + 1, ORDER).astype(np.uint8), found)


@dataclass(frozen=True)
class Table:
    """The n-grams of all languages. The keys of a language have a share of the table's segments to themselves: `base`
    is where that begins, in the upper bits, and what tells its keys from another's, in the lower; `scale` how large it
    is.
    """

    map: StaticMap
    base: U64
    scale: U64

    @classmethod
    def of(cls, entries: U32, counts: Sequence[int]) -> Table:
        """The table of entries, of languages with so many n-grams each."""
        bounds = np.cumsum([0, *counts]).astype(np.uint64) * (np.uint64(1) << SEGMENT_OF) // np.uint64(sum(counts))
        own = mixed(np.arange(1, len(counts) + 1, dtype=np.uint64)) & PLACE
        return cls(StaticMap(entries), (bounds[:-1] << PLACE_BITS) + own, np.diff(bounds) << (PLACE_BITS - SEGMENT_OF))

    def keys(self, hashes: U64, rows: Ints | int) -> U64:
        """The keys of n-grams, each in a language, by row."""
        return _keys(hashes, self.base[rows], self.scale[rows])

    def writers(self, letter: U64) -> NDArray[np.bool_]:
        """Which languages, by row, write a letter, given by its hash."""
        found: NDArray[np.bool_] = self.map.find(_keys(letter, self.base, self.scale)) != ABSENT
        return found

    def spelling(self, ngrams: Ngrams, words: Ints, rows: Ints) -> Floats:
        """The log-probability that a language, by row, gives the spelling of each of some words: best asked one
        language after the other.

        Each character counts after as many of those before it in the word as the table knows, at most three.
        """
        found = np.zeros(len(words), np.float32)
        ends = np.cumsum(ngrams.length[words])
        bounds = np.searchsorted(ends, np.arange(0, (ends[-1] if len(ends) else 0) + TOGETHER, TOGETHER))
        for first, after in pairwise(bounds.tolist()):
            if first < after:
                found[first:after] = self._spelling(ngrams, words[first:after], rows[first:after])
        return found

    def _spelling(self, ngrams: Ngrams, words: Ints, rows: Ints) -> Floats:
        length = ngrams.length[words]
        ends = np.cumsum(length)
        char = np.arange(ends[-1]) + np.repeat(ngrams.first[words] - ends + length, length)
        base, scale = np.repeat(self.base[rows], length), np.repeat(self.scale[rows], length)
        context = ngrams.context[char]
        score = np.full(len(char), UNSEEN, np.float32)
        for n in range(ORDER, 0, -1):
            open_ = np.flatnonzero((score == UNSEEN) & (context >= n))
            value = self.map.find(_keys(ngrams.hashes[n - 1].take(char[open_]), base[open_], scale[open_]))
            given_up = context[open_] - np.uint8(n)
            score[open_] = _LOG_PROBABILITY.take(given_up * np.int64(257) + (value - ABSENT))
        return np.bincount(np.repeat(np.arange(len(words)), length), score, len(words)).astype(np.float32)


def _keys(hashes: U64, base: U64, scale: U64) -> U64:
    keys: U64 = base + (hashes & PLACE) + (hashes >> PLACE_BITS) * scale
    return keys
