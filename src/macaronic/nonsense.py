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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.accounts import LIKELIEST, LONGEST, RUN_TOGETHER_FROM, Suspects, parts_of, run_together, spelled, typed
from macaronic.damaged_words import load
from macaronic.languages import NAMES
from macaronic.passages import Passage, Scored
from macaronic.records import Flag
from macaronic.vocabulary import VARIANT, Vocabulary

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SHORTEST: Final = 4
SPACES: Final = (ord(" "), ord("\N{NO-BREAK SPACE}"))
REACH: Final = 25  # words on either side
BESIDE_NONSENSE: Final = 0.3  # an unknown word beside a word of no language is part of it if it scores this
LOOKS_RIGHT: Final = 1.0  # what the n-grams say, at most, of a word that looks right, in log-odds
MOST_ACCOUNT: Final = 15.0  # no account counts more, in log-odds
ODD_PLACE: Final = 4  # letters of the improbable place that a reason quotes


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
    spelling = spelled(vocabulary, words, suspects.row)
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
        layout=typed(vocabulary, suspects)[0],
    )


def _with_parts(vocabulary: Vocabulary, suspects: Suspects, features: Features) -> Features:
    """The features with the listed words that suspects are made of."""
    spelling = features.spelling * [len(word) for word in suspects.word]
    parts = parts_of(vocabulary, suspects)
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
    gain, accounts = run_together(vocabulary, suspects, parted)
    features = features._replace(run_together=np.minimum(gain, MOST_ACCOUNT))
    return features, accounts | typed(vocabulary, suspects)[1]


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


def _odd_place(vocabulary: Vocabulary, word: str, row: int) -> str:
    """The place of a word that the language's spelling makes most improbable."""
    windows = [word[i : i + ODD_PLACE] for i in range(len(word) - ODD_PLACE + 1)]
    worst = windows[int(spelled(vocabulary, windows, np.full(len(windows), row)).argmin())]
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
