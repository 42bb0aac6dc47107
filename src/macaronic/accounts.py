"""How a word of no language may have come about: from listed words, run together or typed with another layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.damaged_words import LETTERS, load
from macaronic.evidence import LN10, ZIPF_STEP
from macaronic.hashing import U64, Polynomial, hashed
from macaronic.vocabulary import Vocabulary

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LONGEST: Final = 30  # longer ones are chemistry, German compounds, or data
SHORTEST_PART: Final = 3
SHORTEST_STEM: Final = 4
SHORTEST_OUTER: Final = 4
SHORTEST_INNER: Final = 4
RUN_TOGETHER_FROM: Final = 8
COMMON: Final = 2.5  # the Zipf frequency of words that are run together, or typed with another layout
TOTAL: Final = 9  # words of Zipf frequency 9 would be all there are
CLEAR: Final = 5.0  # the log-odds from which on an account of a word is given as the reason
COMMONEST: Final = 6.0  # no word counts as more frequent
LIKELIEST: Final = (COMMONEST - TOTAL) * LN10

# What the keys of other layouts type, in the order of the Latin ones.
KEYS: Final = "qwertyuiopasdfghjklzxcvbnm"
LAYOUTS: Final = (
    "йцукенгшщзфывапролдячсмить",
    "йцукенгшщзфівапролдячсмить",
    "явертъуиопасдфгхйклзьцжбнм",
    ";ςερτυθιοπασδφγηξκλζχψωβνμ",
    "/'קראטוןםפשדגכעיחלךזסבהנמצ",
    "ضصثقفغعهخحشسيبلاتنمئءؤرىةو",
)


@dataclass(frozen=True)
class Suspects:
    """The unknown words of a batch: their places among its words, the row of the language that each should be of and
    that of its text, and how the lists would spell each.
    """

    place: Ints
    row: Ints
    home: Ints
    word: list[str]

    def only(self, chosen: Ints) -> Suspects:
        """Some of them."""
        words = [self.word[i] for i in chosen.tolist()]
        return Suspects(self.place[chosen], self.row[chosen], self.home[chosen], words)


class Laid:
    """Words laid end to end, so that slices of all of them can be looked up at once."""

    def __init__(self, words: Sequence[str]) -> None:
        """Lays them."""
        self.length = np.array([len(word) for word in words], np.int64)
        self.end = np.cumsum(self.length)
        self.start = self.end - self.length
        self.codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)

    @cached_property
    def hashes(self) -> Polynomial:
        """The hashes of their slices."""
        return Polynomial(self.codes)

    def slices(self) -> tuple[Ints, Ints, Ints]:
        """All slices of three letters and more of each word: the word's index, where it starts, where it ends."""
        owner = np.repeat(np.arange(len(self.length)), [len(_slices(n)[0]) for n in self.length.tolist()])
        inside = [np.zeros((2, 0), np.int64)] + [_slices(n) for n in self.length.tolist()]
        start, end = np.concatenate(inside, axis=1) + self.start[owner]
        return owner, start, end


@lru_cache(maxsize=LONGEST)
def _slices(length: int) -> Ints:
    """The starts and ends of all slices of a word, in the order of their ends."""
    end, start = np.tril_indices(length + 1, -SHORTEST_PART)
    return np.stack([start, end])


def spelled(vocabulary: Vocabulary, words: Sequence[str], rows: Ints) -> Floats:
    """The log-probability of the spelling of each word in its language."""
    laid = Laid(words)
    return vocabulary.evidence.spelling(laid.codes, laid.start, laid.end, rows).astype(np.float64)


def _zipf(vocabulary: Vocabulary, keys: U64, rows: Ints) -> Floats:
    """How frequent the word of each key is in its language: 0 where it is unknown."""
    found = np.zeros(len(keys))
    owner, payload = vocabulary.evidence.lexicon.find(keys)
    hit = (payload >> np.uint32(8)) == rows[owner]
    found[owner[hit]] = (payload[hit] & np.uint32(0xFF)) * ZIPF_STEP
    return found


def _likelihood(zipf: Floats) -> Floats:
    """The log-probability of words, by their Zipf frequencies: nothing for unknown ones."""
    return np.where(zipf > 0, (np.minimum(zipf, COMMONEST) - TOTAL) * LN10, -np.inf)


class Parts(NamedTuple):
    """Of each suspect the log-probability as listed words side by side, like most compounds, where best parted, and
    the shares of the longest listed words that it begins and ends with.
    """

    likelihood: Floats
    head: Floats
    tail: Floats


def parts_of(vocabulary: Vocabulary, suspects: Suspects) -> Parts:
    """The listed words that suspects are made of."""
    laid = Laid(suspects.word)
    owner, start, end = laid.slices()
    likelihood = _likelihood(_zipf(vocabulary, laid.hashes.slices(start, end), suspects.row[owner]))
    listed = np.flatnonzero(np.isfinite(likelihood))
    best = [[0.0] + [-np.inf] * len(word) for word in suspects.word]
    for k, i, j, value in zip(
        owner[listed].tolist(),
        (start - laid.start[owner])[listed].tolist(),
        (end - laid.start[owner])[listed].tolist(),
        likelihood[listed].tolist(),
        strict=True,
    ):
        best[k][j] = max(best[k][j], best[k][i] + value)
    share = np.where(np.isfinite(likelihood) & (end - start >= SHORTEST_STEM), (end - start) / laid.length[owner], 0)
    head, tail = np.zeros(len(best)), np.zeros(len(best))
    np.maximum.at(head, owner, np.where(start == laid.start[owner], share, 0))
    np.maximum.at(tail, owner, np.where(end == laid.end[owner], share, 0))
    return Parts(np.array([ends[-1] for ends in best]), head, tail)


class Cuts(NamedTuple):
    """Words parted into an outer and an inner word: the word's index, where the inner one starts and ends, and where
    the outer one goes on.
    """

    owner: Ints
    start: Ints
    end: Ints
    again: Ints


def _cuts(laid: Laid, chosen: Bools) -> Cuts:
    """All ways to part the chosen words. A letter of the outer one may stand on both sides of the inner one."""
    owner, start, end = laid.slices()
    inside = chosen[owner] & (start > laid.start[owner]) & (end < laid.end[owner])
    owner, start, end = owner[inside], start[inside], end[inside]
    doubled = laid.codes[start - 1] == laid.codes[end]
    cuts = Cuts(
        *(np.concatenate([x, y[doubled]]) for x, y in ((owner, owner), (start, start), (end, end), (end, end + 1)))
    )
    long = laid.length[cuts.owner] - (cuts.again - cuts.start) >= SHORTEST_OUTER
    return Cuts(*(field[long] for field in cuts))


def run_together(vocabulary: Vocabulary, suspects: Suspects, otherwise: Floats) -> tuple[Floats, dict[int, str]]:
    """How much better each suspect is accounted for as one listed word inside another than `otherwise`, and that
    account. The inner word may have lost a letter at an end, and a letter of the outer one may stand on both sides.
    """
    model, words = load(vocabulary.evidence.languages), suspects.word
    laid = Laid([*words, *model.letters])  # the letters behind the words, to be put before and after slices of these
    chosen = np.zeros(len(laid.length), np.bool_)
    chosen[: len(words)] = (laid.length[: len(words)] >= RUN_TOGETHER_FROM) & (otherwise < 2 * LIKELIEST)
    cuts = _cuts(laid, chosen)
    keys = laid.hashes.joined(laid.start[cuts.owner], cuts.start, cuts.again, laid.end[cuts.owner])
    outer = _zipf(vocabulary, keys, suspects.row[cuts.owner])
    worth = (outer >= COMMON) & (_likelihood(outer) + LIKELIEST > otherwise[cuts.owner])
    cuts, outer = Cuts(*(field[worth] for field in cuts)), outer[worth]

    place = np.arange(len(outer))
    alphabet = laid.start[len(words) + model.index[suspects.row[cuts.owner]]]
    letter = (alphabet[:, None] + np.arange(LETTERS)).ravel()
    of = np.repeat(place, LETTERS)
    keys = np.concatenate(
        [
            laid.hashes.slices(cuts.start, cuts.end),
            laid.hashes.joined(letter, letter + 1, cuts.start[of], cuts.end[of]),
            laid.hashes.joined(cuts.start[of], cuts.end[of], letter, letter + 1),
        ]
    )
    cut = np.concatenate([place, of, of])
    owner = cuts.owner[cut]
    inner = _zipf(vocabulary, keys, suspects.row[owner])
    gain = _likelihood(outer[cut]) + _likelihood(inner) - otherwise[owner]
    gain[(inner < COMMON) | ((cuts.end - cuts.start)[cut] + (np.arange(len(cut)) >= len(place)) < SHORTEST_INNER)] = 0
    order = np.argsort(gain, kind="stable")
    found, best = np.zeros(len(words)), np.zeros(len(words), np.int64)
    found[owner[order]] = np.maximum(gain[order], 0)
    best[owner[order]] = cut[order]
    accounts = {}
    for k in np.flatnonzero(found >= CLEAR).tolist():
        start, end, again = (int(field[best[k]] - laid.start[k]) for field in cuts[1:])
        accounts[k] = f'"{words[k][start:end]}" stands inside "{words[k][:start] + words[k][again:]}"'
    return found, accounts


def typed(vocabulary: Vocabulary, suspects: Suspects) -> tuple[Floats, dict[int, str]]:
    """Which suspects are listed words of the text's language typed with another keyboard's layout, and which words."""
    letters = load(vocabulary.evidence.languages).letters_of
    home = np.where(suspects.home >= 0, suspects.home, suspects.row)
    typed = [
        (k, meant)
        for k, (word, row) in enumerate(zip(suspects.word, home.tolist(), strict=True))
        for meant in _with_layouts(word, letters(row))
    ]
    owner = np.array([k for k, _ in typed], np.int64)
    zipf = _zipf(vocabulary, hashed([meant for _, meant in typed]), home[owner])
    found = np.zeros(len(suspects.word))
    accounts = {}
    for i in np.flatnonzero(zipf >= COMMON).tolist():
        k, meant = typed[i]
        found[k] = 1.0
        accounts[k] = f'it is "{meant}" typed with another keyboard layout'
    return found, accounts


@cache
def _layouts(letters: str) -> list[tuple[frozenset[str], dict[int, int]]]:
    """For a language with these letters the layouts that type others: their letters, and what was meant by each."""
    pairs = [pair for layout in LAYOUTS for pair in ((layout, KEYS), (KEYS, layout))]
    return [
        (frozenset(typed), str.maketrans(typed, meant))
        for typed, meant in pairs
        if len(set(meant) & set(letters)) > len(meant) / 2
    ]


def _with_layouts(word: str, letters: str) -> Iterator[str]:
    """What may have been meant by a word, in a language with these letters, if the layout was another.

    >>> list(_with_layouts("руддщ", "abcdefghijklmnopqrstuvwxyz"))
    ['hello', 'hello']
    """
    for typed, meant in _layouts(letters):
        if typed.issuperset(word):
            yield word.translate(meant)
