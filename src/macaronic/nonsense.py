"""Words of no language: which of the words that no list has are nonsense, and what gives them away.

Unknown is not nonsense. One lower-case word in a hundred is in no list: terms, inflected forms, compounds, dialect.
So a word is weighed by what a logistic regression found to tell real rare words from damaged ones:

- *the spelling*, by the language's character n-grams (evidence.py), and by weights of hashed n-grams that were
  trained to tell the rare words of word lists from listed words crossed, scrambled and run together
  (scripts/build_nonsense.py);
- *an account of how it came about*: typed with another keyboard's layout (`руддщ` is `hello`), or one listed word run
  into another with letters lost (`minonjuriesor`), set against how well the language's spelling, or two listed words
  side by side, account for it;
- *the neighbours*: damage comes in runs, two unknown words side by side are worth much more than one.

Names, code and languages whose lists lack many words are left alone. Only unknown words cost anything, and all of
a batch are weighed at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.evidence import ZIPF_STEP
from macaronic.hashing import Polynomial, hashed
from macaronic.languages import NAMES
from macaronic.passages import LN10, Passage, Scored, row_of
from macaronic.records import Flag
from macaronic.vocabulary import VARIANT, Vocabulary

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WELL_KNOWN: Final = 0.1  # where more running words are in no list, "unknown" says nothing
TYPICAL_UNKNOWN: Final = 0.012
SHORTEST: Final = 4
LONGEST: Final = 30  # longer ones are chemistry, German compounds, or data

SLOTS_BITS: Final = 17  # half of it loses 3% of the recall (measured), twice of it gains 2%
LONGEST_NGRAM: Final = 5
STEP: Final = 1 / 8  # a stored weight of 8 is log-odds of 1

REACH: Final = 25  # words on either side
BESIDE_NONSENSE: Final = 0.3  # an unknown word beside a word of no language is part of it if it scores this
LOOKS_RIGHT: Final = 1.0  # what the n-grams say, at most, of a word that looks right, in log-odds
SHORTEST_PART: Final = 3
SHORTEST_STEM: Final = 4
SHORTEST_OUTER: Final = 4
SHORTEST_INNER: Final = 4
RUN_TOGETHER_FROM: Final = 8
COMMON: Final = 2.5  # the Zipf frequency of words that are run together, or typed with another layout
TOTAL: Final = 9  # words of Zipf frequency 9 would be all there are
CLEAR: Final = 5.0  # the log-odds from which on an account of a word is given as the reason
LIKELIEST: Final = (6.5 - TOTAL) * LN10  # the log-probability of a very common word
MOST_ACCOUNT: Final = 25.0  # no account counts more, in log-odds
ODD_PLACE: Final = 4  # letters of the improbable place that a reason quotes

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


class Nonsense(NamedTuple):
    """A word of no language: its index among the batch's words, the probability that it is one, and why."""

    place: int
    score: float
    reason: str


class Features(NamedTuple):
    """What is weighed of a word, in natural logarithms where it is a likelihood."""

    damaged: Floats  # what the trained n-grams say
    spelling: Floats  # the log-probability of its spelling, per character
    beside: Floats  # an unknown word stands beside it
    beside_damaged: Floats  # what the trained n-grams say of that, 0 if there is none
    beside_spelling: Floats
    around: Floats  # the logarithm of how many unknown words around it look right, and 1 more: a field, a dialect
    length: Floats  # at most 16
    head: Floats  # the share of the longest listed word it begins with, as an inflected form does
    tail: Floats  # the share of the longest listed word it ends with, as a derived word does
    unknown: Floats  # how many words the language's lists lack, against the typical language
    parted: Floats  # listed words side by side, against the spelling
    run_together: Floats  # one listed word inside another, against the spelling and against words side by side
    layout: Floats  # it is a listed word, typed with another layout


WEIGHTS: Final = (1.15, 0.57, 5.39, 0.96, -0.14, -2.45, 0.12, -1.57, -2.64, 0.43, -0.19, 0.44, 21.4)
INTERCEPT: Final = -3.24  # the weights are in the order of the features


@dataclass(frozen=True)
class Model:
    """The trained n-gram weights: `index` gives each row of the evidence its row of `weights`, -1 for languages
    that have none; `bias` the log-odds to start from; `letters` what letters may have been lost.
    """

    weights: NDArray[np.int8]
    index: Ints
    bias: Floats
    letters: tuple[str, ...]

    def letters_of(self, row: int) -> str:
        """The letters of a language (by the evidence's row)."""
        return self.letters[int(self.index[row])]

    def damaged(self, words: Sequence[str], rows: Ints) -> Floats:
        """The log-odds that words are damaged ones, by their n-grams."""
        owner, slot = slots(words)
        index = self.index[rows]
        weight = self.weights[index[owner], slot] * STEP
        count = np.bincount(owner, minlength=len(words))
        found: Floats = np.bincount(owner, weight, len(words)) / np.sqrt(count) + self.bias[index]
        return found


def slots(words: Sequence[str]) -> tuple[Ints, Ints]:
    """All n-grams of words and of their edges: for each the index of its word, and its place among the weights."""
    length = np.array([len(word) + 2 for word in words], np.int64)
    end = np.cumsum(length)
    codes = np.frombuffer("".join(f"<{w}>" for w in words).encode("utf-32-le", "surrogatepass"), np.uint32)
    hashes = Polynomial(codes)
    owner = np.repeat(np.arange(len(words)), length)
    room = end[owner] - np.arange(len(codes))
    owners, found = [], []
    for n in range(1, LONGEST_NGRAM + 1):
        start = np.flatnonzero(room >= n)
        owners.append(owner[start])
        found.append((hashes.slices(start, start + n) >> np.uint64(64 - SLOTS_BITS)).astype(np.int64))
    return np.concatenate(owners), np.concatenate(found)


@lru_cache(maxsize=1)
def load(languages: tuple[str, ...]) -> Model:
    """The package's weights, for an evidence with these languages; mapped once a process."""
    with as_file(files("macaronic") / "data") as folder:
        facts = json.loads((folder / "nonsense.json").read_text(encoding="utf-8"))["languages"]
        weights = np.load(folder / "nonsense.npy", mmap_mode="r").view(np.ndarray)
    order = {code: i for i, code in enumerate(facts)}
    return Model(
        weights,
        np.array([order.get(code, -1) for code in languages]),
        np.array([fact["bias"] for fact in facts.values()]),
        tuple(fact["letters"] for fact in facts.values()),
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


def garbled_words(
    vocabulary: Vocabulary, passages: Sequence[Sequence[Passage]], expected: Sequence[str], threshold: float
) -> list[list[Nonsense]]:
    """The words of no language in each text of a batch, of which the foreign passages and the language are given."""
    found: list[list[Nonsense]] = [[] for _ in expected]
    rows, home = _rows(vocabulary, passages, expected)
    suspects, features, accounts = weighed(vocabulary, rows, home, min(threshold, BESIDE_NONSENSE))
    score = _score(features)
    sure = score >= threshold
    beside = _beside(sure.astype(float), _follows(vocabulary, suspects)) > 0
    for i in np.flatnonzero(sure | (beside & (score >= BESIDE_NONSENSE))).tolist():
        place = int(suspects.place[i])
        why = accounts.get(i) or _odd_place(vocabulary, suspects.word[i], int(suspects.row[i]))
        found[int(vocabulary.words.text[place])].append(Nonsense(place, float(score[i]), why))
    return found


def weighed(
    vocabulary: Vocabulary, rows: Ints, home: Ints, threshold: float
) -> tuple[Suspects, Features, dict[int, str]]:
    """The suspects that could score as much as the threshold, what speaks for and against each, and, by its index,
    how it came about if that can be told.

    What costs most is looked up last, for those only that the best of accounts would bring so far.
    """
    suspects = _suspects(vocabulary, rows, home)
    features = _at_best(vocabulary, suspects)
    chosen = np.flatnonzero(_score(features) >= threshold)
    suspects = suspects.only(chosen)
    features = Features(*(feature[chosen] for feature in features))
    return suspects, *_accounted(vocabulary, suspects, features)


def _score(features: Features) -> Floats:
    """The probability of being nonsense."""
    odds = np.stack(features, axis=1) @ np.array(WEIGHTS) + INTERCEPT
    score: Floats = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
    return score


def _rows(vocabulary: Vocabulary, passages: Sequence[Sequence[Passage]], expected: Sequence[str]) -> tuple[Ints, Ints]:
    """For each word of a batch the row of the language that it should be of, and that of the language expected of its
    text; -1 where nonsense cannot be told in it.
    """
    able = load(vocabulary.evidence.languages).index >= 0

    def row(language: str) -> int:
        found = row_of(vocabulary, language)
        return found if found is not None and able[found] else -1

    home = np.array([row(language) for language in expected], np.int64)[vocabulary.words.text]
    rows = home.copy()
    for passage in chain.from_iterable(passages):
        rows[passage.first : passage.last + 1] = row(passage.language)
    return rows, home


def _suspects(vocabulary: Vocabulary, rows: Ints, home: Ints) -> Suspects:
    """The words that no list has and that are no names or code."""
    words = vocabulary.words
    listed = vocabulary.zipf.max(axis=1, initial=0)[vocabulary.type] > 0
    length = words.end - words.start
    unknown = ~(listed | words.capital | words.technical | words.ideograph) & (rows >= 0)
    unknown &= (length >= SHORTEST) & (length <= LONGEST)
    place = np.flatnonzero(unknown)
    spelled = [_as_listed(vocabulary.string(t)) for t in vocabulary.type[place].tolist()]
    suspects = Suspects(place, rows[place], home[place], spelled)
    return suspects.only(np.flatnonzero([len(word) >= SHORTEST for word in spelled]))


def _as_listed(word: str) -> str:
    """A word as the lists would write it: of one with apostrophes the longest part, like the noun of `l'acqua`."""
    return max(word.translate(VARIANT).split(), key=len, default="")


def _at_best(vocabulary: Vocabulary, suspects: Suspects) -> Features:
    """What speaks for and against each suspect, except how it came about: as if nothing else accounted for it, and
    its being run together of the commonest words did.
    """
    words = suspects.word
    length = np.array([len(word) for word in words], np.int64)
    damaged = load(vocabulary.evidence.languages).damaged(words, suspects.row)
    spelling = _spelling(vocabulary, words, suspects.row)
    follows = _follows(vocabulary, suspects)
    none = np.zeros(len(words))
    return Features(
        damaged=damaged,
        spelling=spelling / length,
        beside=_beside(np.ones(len(words)), follows),
        beside_damaged=_beside(damaged, follows),
        beside_spelling=_beside(spelling / length, follows),
        around=np.log1p(_around(vocabulary, suspects, damaged < LOOKS_RIGHT)),
        length=np.minimum(length, 16).astype(float),
        head=none,
        tail=none,
        unknown=np.log(vocabulary.evidence.unknown[suspects.row] / TYPICAL_UNKNOWN).astype(float),
        parted=none,
        run_together=np.clip(2 * LIKELIEST - spelling, 0, MOST_ACCOUNT) * (length >= RUN_TOGETHER_FROM),
        layout=_typed(vocabulary, suspects)[0],
    )


def _accounted(vocabulary: Vocabulary, suspects: Suspects, features: Features) -> tuple[Features, dict[int, str]]:
    """The features of suspects with how each came about, and that in words."""
    spelling = features.spelling * [len(word) for word in suspects.word]
    parts = _parts(vocabulary, suspects)
    parted = np.maximum(parts.likelihood, spelling)
    run_together, accounts = _run_together(vocabulary, suspects, parted)
    found = features._replace(
        head=parts.head,
        tail=parts.tail,
        parted=np.minimum(parted - spelling, MOST_ACCOUNT),
        run_together=np.minimum(run_together, MOST_ACCOUNT),
    )
    return found, accounts | _typed(vocabulary, suspects)[1]


def _around(vocabulary: Vocabulary, suspects: Suspects, right: Bools) -> Ints:
    """How many suspects that look right stand near each in its text, but not beside it."""
    place, bounds = suspects.place, vocabulary.bounds
    text = vocabulary.words.text[place]
    well = place[right]

    def between(first: Ints, last: Ints) -> Ints:
        begin, end = np.maximum(first, bounds[text]), np.minimum(last, bounds[text + 1] - 1)
        return np.searchsorted(well, end, "right") - np.searchsorted(well, begin, "left")

    return between(place - REACH, place + REACH) - between(place - 1, place + 1)


def _follows(vocabulary: Vocabulary, suspects: Suspects) -> Bools:
    """Of each suspect but the first whether it stands right after the one before."""
    found: Bools = (np.diff(suspects.place) == 1) & (np.diff(vocabulary.words.text[suspects.place]) == 0)
    return found


def _beside(values: Floats, follows: Bools) -> Floats:
    """Of each suspect the value of the one beside it, the greater one of two, 0 if there is none."""
    found = np.full(len(values) + 2, -np.inf)
    found[2:-1] = np.where(follows, values[:-1], -np.inf)
    found[1:-2] = np.maximum(found[1:-2], np.where(follows, values[1:], -np.inf))
    return np.where(np.isinf(found), 0.0, found)[1:-1]


def _spelling(vocabulary: Vocabulary, words: Sequence[str], rows: Ints) -> Floats:
    """The log-probability of the spelling of each word in its language."""
    end = np.cumsum([len(word) for word in words])
    start = np.concatenate([[0], end[:-1]])
    hashes = Polynomial(np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32))
    found = np.zeros(len(words))
    for row in np.unique(rows).tolist():
        here = np.flatnonzero(rows == row)
        found[here] = vocabulary.evidence.spelling(hashes, start[here], end[here], row)
    return found


def _zipf(vocabulary: Vocabulary, words: list[str], rows: Ints) -> Floats:
    """How frequent each word is in its language: 0 where it is unknown."""
    found = np.zeros(len(words))
    if words:
        owner, payload = vocabulary.evidence.lexicon.find(hashed(words))
        hit = (payload >> np.uint32(8)) == rows[owner]
        found[owner[hit]] = (payload[hit] & np.uint32(0xFF)) * ZIPF_STEP
    return found


def _likelihood(zipf: Floats) -> Floats:
    """The log-probability of words, by their Zipf frequencies: nothing for unknown ones."""
    return np.where(zipf > 0, (zipf - TOTAL) * LN10, -np.inf)


class Parts(NamedTuple):
    """Of each suspect the log-probability as listed words side by side, like most compounds, where best parted, and
    the shares of the longest listed words that it begins and ends with.
    """

    likelihood: Floats
    head: Floats
    tail: Floats


def _parts(vocabulary: Vocabulary, suspects: Suspects) -> Parts:
    """The listed words that suspects are made of."""
    cuts = [
        (k, i, j)
        for k, w in enumerate(suspects.word)
        for j in range(SHORTEST_PART, len(w) + 1)
        for i in range(j - SHORTEST_PART + 1)
    ]
    rows = suspects.row[np.array([k for k, _, _ in cuts], np.int64)]
    likelihood = _likelihood(_zipf(vocabulary, [suspects.word[k][i:j] for k, i, j in cuts], rows))
    best = [[0.0] + [-np.inf] * len(word) for word in suspects.word]
    head, tail = np.zeros(len(best)), np.zeros(len(best))
    for cut in np.flatnonzero(np.isfinite(likelihood)).tolist():
        k, i, j = cuts[cut]
        best[k][j] = max(best[k][j], best[k][i] + float(likelihood[cut]))
        share = (j - i) / len(suspects.word[k]) if j - i >= SHORTEST_STEM else 0.0
        if i == 0:
            head[k] = max(head[k], share)
        if j == len(suspects.word[k]):
            tail[k] = max(tail[k], share)
    return Parts(np.array([ends[-1] for ends in best]), head, tail)


def _run_together(vocabulary: Vocabulary, suspects: Suspects, otherwise: Floats) -> tuple[Floats, dict[int, str]]:
    """How much better each suspect is accounted for as one listed word inside another than `otherwise`, and that
    account. The inner word may have lost a letter at an end, and a letter of the outer one may stand on both sides.
    """
    found = np.zeros(len(suspects.word))
    long = [k for k, w in enumerate(suspects.word) if len(w) >= RUN_TOGETHER_FROM and otherwise[k] < 2 * LIKELIEST]
    cuts = [(k, *cut) for k in long for cut in _cuts(suspects.word[k])]
    owners = np.array([k for k, _, _ in cuts], np.int64)
    rows = suspects.row[owners]
    outer = _zipf(vocabulary, [word for _, word, _ in cuts], rows)
    worth = _likelihood(outer) + LIKELIEST > otherwise[owners]
    kept = np.flatnonzero((outer >= COMMON) & worth).tolist()
    letters = load(vocabulary.evidence.languages).letters_of
    whole = [
        (cut, word)
        for cut in kept
        for word in _completed(cuts[cut][2], letters(int(rows[cut])))
        if len(word) >= SHORTEST_INNER
    ]
    of = np.array([cut for cut, _ in whole], np.int64)
    inner = _zipf(vocabulary, [word for _, word in whole], rows[of])
    gain = np.where(inner >= COMMON, _likelihood(outer[of]) + _likelihood(inner), -np.inf)
    accounts = {}
    for i in np.argsort(gain, kind="stable").tolist():
        (owner, around, _), word = cuts[whole[i][0]], whole[i][1]
        found[owner] = max(0.0, gain[i] - otherwise[owner])
        if found[owner] >= CLEAR:
            accounts[owner] = f'it is "{word}" run into "{around}"'
    return found, accounts


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    """A word parted into an outer and an inner word in all ways.

    >>> [inner for outer, inner in _cuts("minonjuriesor") if outer == "minor"]
    ['onjuries', 'njuries', 'njurieso']
    """
    shortest = SHORTEST_INNER - 1
    for i in range(1, len(word) - shortest):
        for j in range(i + shortest, len(word)):
            if len(word) - (j - i) >= SHORTEST_OUTER:
                yield word[:i] + word[j:], word[i:j]
            if word[i - 1] == word[j] and len(word) - (j - i) > SHORTEST_OUTER:
                yield word[:i] + word[j + 1 :], word[i:j]


def _completed(word: str, letters: str) -> Iterator[str]:
    """A word, and all that it may be with one more letter at an end."""
    yield word
    for letter in letters:
        yield letter + word
        yield word + letter


def _typed(vocabulary: Vocabulary, suspects: Suspects) -> tuple[Floats, dict[int, str]]:
    """Which suspects are listed words of the text's language typed with another keyboard's layout, and which words."""
    letters = load(vocabulary.evidence.languages).letters_of
    home = np.where(suspects.home >= 0, suspects.home, suspects.row)
    typed = [
        (k, meant)
        for k, (word, row) in enumerate(zip(suspects.word, home.tolist(), strict=True))
        for meant in _with_layouts(word, letters(row))
    ]
    owner = np.array([k for k, _ in typed], np.int64)
    zipf = _zipf(vocabulary, [meant for _, meant in typed], home[owner])
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


def _odd_place(vocabulary: Vocabulary, word: str, row: int) -> str:
    """The place of a word that the language's spelling makes most improbable."""
    windows = [word[i : i + ODD_PLACE] for i in range(len(word) - ODD_PLACE + 1)]
    worst = windows[int(_spelling(vocabulary, windows, np.full(len(windows), row)).argmin())]
    return f'no list has "{word}", and {NAMES[vocabulary.evidence.languages[row]]} is not spelled "{worst}"'


def trimmed(passages: Iterable[Scored], garbled: Iterable[Nonsense]) -> list[Scored]:
    """The passages without garbled words at their ends: these are of no language."""
    found = []
    of_none = {word.place for word in garbled}
    for passage, score in passages:
        first, last = passage.first, passage.last
        while first <= last and first in of_none:
            first += 1
        while last >= first and last in of_none:
            last -= 1
        if first <= last:
            found.append((replace(passage, first=first, last=last), score))
    return found


def garbled_flags(vocabulary: Vocabulary, text: int, found: Sequence[Nonsense]) -> Iterator[Flag]:
    """`garbled`: one flag for garbled words that follow each other, with the account of the surest."""
    words, base = vocabulary.words, int(vocabulary.words.base[text])
    runs: list[list[Nonsense]] = []
    for word in found:
        if runs and runs[-1][-1].place + 1 == word.place:
            runs[-1].append(word)
        else:
            runs.append([word])
    for run in runs:
        surest = max(run, key=lambda word: word.score)
        what = "words" if len(run) > 1 else "a word"
        start, end = int(words.start[run[0].place]) - base, int(words.end[run[-1].place]) - base
        yield Flag(start, end, "garbled", None, surest.score, f"{what} of no known language: {surest.reason}")
