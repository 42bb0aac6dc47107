"""Words of no language: which of the words that no list has are nonsense, and what gives them away.

Unknown is not nonsense. One lower-case word in a hundred is in no list: terms, inflected forms, compounds, dialect.
So a word is weighed by what a logistic regression found to tell real rare words from damaged ones:

- *the spelling*, by the language's character n-grams (evidence.py), and by weights of hashed n-grams that were
  trained to tell the rare words of word lists from listed words crossed, scrambled and run together
  (scripts/build_nonsense.py);
- *an account of how it came about*: typed with another keyboard's layout (`руддщ` is `hello`), or one listed word run
  into another with letters lost (`minonjuriesor`), set against how well the language's spelling, or two listed words
  side by side, account for it;
- *the neighbours*: damage comes in runs, two unknown words side by side are worth much more than one; unknown words
  all around that look right are worth less, because they show a field or a dialect.

Names, code and languages in which an unknown word says little (too many words that no list has, no rare words to learn
from, no capitals to tell names by) are left alone. Only unknown words cost anything, and all of
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

from macaronic.emission import LN10
from macaronic.evidence import ZIPF_STEP
from macaronic.hashing import U64, Polynomial, hashed
from macaronic.languages import NAMES
from macaronic.passages import Passage, Scored
from macaronic.records import Flag
from macaronic.vocabulary import VARIANT, Vocabulary

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WELL_KNOWN: Final = 0.1  # where more running words are in no list, "unknown" says nothing
SHORTEST: Final = 4
LONGEST: Final = 30  # longer ones are chemistry, German compounds, or data

SLOTS_BITS: Final = 17  # a table half as large finds 2% fewer of damaged words alone (measured), a quarter 5%
LONGEST_NGRAM: Final = 5
STEP: Final = 1 / 8  # a stored weight of 8 is log-odds of 1

SPACES: Final = (ord(" "), ord("\N{NO-BREAK SPACE}"))
REACH: Final = 25  # words on either side
BESIDE_NONSENSE: Final = 0.3  # an unknown word beside a word of no language is part of it if it scores this
LOOKS_RIGHT: Final = 1.0  # what the n-grams say, at most, of a word that looks right, in log-odds
SHORTEST_PART: Final = 3
SHORTEST_STEM: Final = 4
SHORTEST_OUTER: Final = 4
SHORTEST_INNER: Final = 4
RUN_TOGETHER_FROM: Final = 8
LETTERS: Final = 33  # so many of each language may have been lost
COMMON: Final = 2.5  # the Zipf frequency of words that are run together, or typed with another layout
TOTAL: Final = 9  # words of Zipf frequency 9 would be all there are
CLEAR: Final = 5.0  # the log-odds from which on an account of a word is given as the reason
COMMONEST: Final = 6.0  # no word counts as more frequent
LIKELIEST: Final = (COMMONEST - TOTAL) * LN10
MOST_ACCOUNT: Final = 15.0  # no account counts more, in log-odds
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
    parted: Floats  # listed words side by side, against the spelling
    run_together: Floats  # one listed word inside another, against the spelling and against words side by side
    layout: Floats  # it is a listed word, typed with another layout


# A regression's on unknown words of clean and of garbled news, novels and documentation; the intercept is lower than
# its own (-4.0), because garbled words are rarer in most texts than there.
WEIGHTS: Final = (1.29, 0.58, 5.94, 1.08, -0.33, -2.64, 0.19, -1.92, -2.95, -0.26, 0.51, 20.3)
INTERCEPT: Final = -4.5  # the weights are in the order of the features


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
    suspects, features = _hopeful(suspects, _at_best(vocabulary, suspects), threshold)
    suspects, features = _hopeful(suspects, _with_parts(vocabulary, suspects, features), threshold)
    features, accounts = _with_accounts(vocabulary, suspects, features)
    return suspects, features, accounts


def _hopeful(suspects: Suspects, features: Features, threshold: float) -> tuple[Suspects, Features]:
    """The suspects that score as much as the threshold."""
    chosen = np.flatnonzero(_score(features) >= threshold)
    return suspects.only(chosen), Features(*(feature[chosen] for feature in features))


def _score(features: Features) -> Floats:
    """The probability of each suspect. Summed feature by feature: a matrix product differs with the batch's size."""
    log_odds = sum((weight * feature for weight, feature in zip(WEIGHTS, features, strict=True)), np.float64(INTERCEPT))
    return 1 / (1 + np.exp(-log_odds))


def _rows(vocabulary: Vocabulary, passages: Sequence[Sequence[Passage]], expected: Sequence[str]) -> tuple[Ints, Ints]:
    """For each word of a batch the row of the language that it should be of, and that of the language expected of its
    text; -1 where nonsense cannot be told in it.
    """
    able = load(vocabulary.evidence.languages).index >= 0

    def row(language: str) -> int:
        found = vocabulary.row(language)
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
        parted=none,
        run_together=np.clip(2 * LIKELIEST - spelling, 0, MOST_ACCOUNT) * (length >= RUN_TOGETHER_FROM),
        layout=_typed(vocabulary, suspects)[0],
    )


def _with_parts(vocabulary: Vocabulary, suspects: Suspects, features: Features) -> Features:
    """The features with the listed words that suspects are made of."""
    spelling = features.spelling * [len(word) for word in suspects.word]
    parts = _parts(vocabulary, suspects)
    parted = np.maximum(parts.likelihood, spelling)
    return features._replace(
        head=parts.head,
        tail=parts.tail,
        parted=parted - spelling,
        run_together=np.minimum(features.run_together, np.maximum(2 * LIKELIEST - parted, 0)),
    )


def _with_accounts(vocabulary: Vocabulary, suspects: Suspects, features: Features) -> tuple[Features, dict[int, str]]:
    """The features with how each suspect came about, and that in words."""
    parted = features.parted + features.spelling * [len(word) for word in suspects.word]
    run_together, accounts = _run_together(vocabulary, suspects, parted)
    features = features._replace(run_together=np.minimum(run_together, MOST_ACCOUNT))
    return features, accounts | _typed(vocabulary, suspects)[1]


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
    """Of each suspect but the first whether it stands right after the one before, with nothing but a space between:
    with a comma it may be a list of terms.
    """
    words, place = vocabulary.words, suspects.place
    end = words.end[place[:-1]]
    spaced = (words.start[place[1:]] - end == 1) & np.isin(words.codes[end], SPACES)
    found: Bools = spaced & (words.text[place[1:]] == words.text[place[:-1]])
    return found


def _beside(values: Floats, follows: Bools) -> Floats:
    """Of each suspect the value of the one beside it, the greater one of two, 0 if there is none."""
    found = np.full(len(values) + 2, -np.inf)
    found[2:-1] = np.where(follows, values[:-1], -np.inf)
    found[1:-2] = np.maximum(found[1:-2], np.where(follows, values[1:], -np.inf))
    return np.where(np.isinf(found), 0.0, found)[1:-1]


class Laid:
    """Words laid end to end, so that slices of all of them can be looked up at once."""

    def __init__(self, words: Sequence[str]) -> None:
        """Lays them."""
        self.length = np.array([len(word) for word in words], np.int64)
        self.end = np.cumsum(self.length)
        self.start = self.end - self.length
        self.codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
        self.hashes = Polynomial(self.codes)

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


def _spelling(vocabulary: Vocabulary, words: Sequence[str], rows: Ints) -> Floats:
    """The log-probability of the spelling of each word in its language."""
    laid = Laid(words)
    found = np.zeros(len(words))
    for row in np.unique(rows).tolist():
        here = np.flatnonzero(rows == row)
        found[here] = vocabulary.evidence.spelling(laid.hashes, laid.start[here], laid.end[here], row)
    return found


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


def _parts(vocabulary: Vocabulary, suspects: Suspects) -> Parts:
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


def _run_together(vocabulary: Vocabulary, suspects: Suspects, otherwise: Floats) -> tuple[Floats, dict[int, str]]:
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
