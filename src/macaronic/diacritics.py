"""Words whose letters with diacritics were dropped: `hipertensin` for "hipertensión", `fr` for "für".

Text that went through a wrong encoding may have lost every letter that ASCII lacks. A word is looked up in a table of
what is left of all words (scripts/build_dropped.py), and two explanations of it are weighed: that it is meant as it
stands, and that it is what is left of another. How many letters were dropped is a property of the text (it went
through a noisy channel that dropped an unknown share of them), so that each damaged word makes the next more
probable, and each word that kept its letters less. In a text that lost many, words that no list has count, too, where
one more letter makes their spelling much more probable.

Words whose accents were merely stripped (`hipertension`) are left alone: many people write so on purpose. So are
code and words in capitals.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.codepages import letters
from macaronic.evidence import ZIPF_STEP, Table
from macaronic.hashing import U64, mixed
from macaronic.passages import Passage
from macaronic.records import Flag
from macaronic.vocabulary import Vocabulary
from macaronic.words import code_points

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Zipf = NDArray[np.float32]
Bools = NDArray[np.bool_]

SHARES: Final = np.array([0.0, 0.02, 0.1, 0.3, 0.6, 0.9, 0.99])  # of letters dropped from a text
PRIOR: Final = np.array([1.0, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-2])  # how probable each share is
TRIVIAL: Final = 1.0  # words that are so much more frequent as they stand (on the Zipf scale) are meant
IMPROBABLE: Final = -1.0  # log-odds of damage at which no word reaches a score that counts
MOST: Final = 10.0  # no word alone proves more than this, in log-odds

# How probable the other reasons are that the expected language does not know a word.
STRIPPED: Final = 0.5  # its accents were left out on purpose
FOREIGN: Final = 0.01  # it is a word of another language
ENGLISH: Final = 0.02  # it is English, which is borrowed everywhere
UNKNOWN: Final = 0.3  # the list lacks it, where it was not measured how many it lacks
NAME: Final = 20.0  # with a capital, so much more

CALIBRATED: Final = 2.5  # measured on news with its letters dropped: the odds are too low by so much
DAMAGED: Final = 0.3  # of a text that lost this share of its letters, unknown words are looked at, too
LENGTHS: Final = (4, 40)  # that are so long
RESPELLED: Final = 0.5  # and other reasons for an improbable spelling count as much as a dropped letter
PASSAGE: Final = 4  # a shorter passage of another language may be what damage made
MANY: Final = 4  # so is one in which this part of the words lost letters: a quarter
ELIDING: Final = ("ca", "fr", "it", "oc")  # what stands before an apostrophe is a word of its own: l'été
COMPOUNDING: Final = ("af", "da", "de", "et", "fi", "fy", "hu", "is", "nl", "nn", "no", "sv")
PART: Final = 3  # letters that a part of a compound has at least
AS_LISTED: Final = {"\N{LATIN SMALL LETTER SHARP S}": "ss"}  # how the word lists write it
TOGETHER: Final = 1 << 16  # words with one letter more that are looked up at a time


@dataclass(frozen=True, slots=True)
class Dropped:
    """A word (an index into the batch's words) that lost letters, how probably, and what it was, if that is clear."""

    place: int
    score: float
    word: str


@dataclass(frozen=True)
class Channel:
    """The words of a batch as they may have come out of the channel.

    `row` is the row of the language that each word should be of, -1 for words that are not looked at; `aside` that of
    the language of the foreign passage that it stands in, -1 in none.
    """

    vocabulary: Vocabulary
    row: Ints
    aside: Ints

    @cached_property
    def start(self) -> Ints:
        """Where each distinct word starts, that of an elided one behind the apostrophe."""
        vocabulary, eliding = self.vocabulary, [self.vocabulary.evidence.row[code] for code in ELIDING]
        elided = np.unique(vocabulary.type[np.isin(self.row, eliding)])
        start = vocabulary.start.copy()
        marks = _apostrophes(vocabulary.lower) if len(elided) else elided
        if len(marks):
            last = marks[np.maximum(np.searchsorted(marks, vocabulary.end[elided]) - 1, 0)] + 1
            start[elided] = np.where(last < vocabulary.end[elided], np.maximum(start[elided], last), start[elided])
        return start

    @cached_property
    def key(self) -> U64:
        """The hash of each distinct word, that of an elided one without what stands before the apostrophe."""
        changed = np.flatnonzero(self.start != self.vocabulary.start)
        key = self.vocabulary.key.copy()
        key[changed] = self.vocabulary.hashes.slices(self.start[changed], self.vocabulary.end[changed])
        return key

    def zipf(self, place: Ints) -> Zipf:
        """How frequent words are in each language, [words, languages]."""
        types = self.vocabulary.type[place]
        found = self.vocabulary.zipf[types]
        elided = np.flatnonzero(self.start[types] != self.vocabulary.start[types])
        found[elided] = self.vocabulary.evidence.zipf(self.key[types[elided]])
        return found

    def left(self) -> tuple[Ints, Floats]:
        """The words that may be what is left of others, and the probability of these others together."""
        vocabulary, rows = self.vocabulary, np.flatnonzero(np.bincount(self.row + 1)[1:])
        column = np.full(len(vocabulary.evidence.languages), -1)
        column[rows] = np.arange(len(rows))
        owner, payload = _table().find(self.key)
        row, zipf = (payload >> np.uint32(8)).astype(np.int64), (payload & np.uint32(0xFF)) * np.float32(ZIPF_STEP)
        hit = np.flatnonzero((column[row] >= 0) & (zipf > vocabulary.zipf[owner, row] - TRIVIAL))
        table = np.zeros((len(self.start), len(rows)), np.float32)
        table[owner[hit], column[row[hit]]] = zipf[hit]
        suspect = np.zeros(len(self.start), np.bool_)
        suspect[owner[hit]] = True
        place = np.flatnonzero(suspect[vocabulary.type] & (self.row >= 0))
        found = table[vocabulary.type[place], column[self.row[place]]]
        return place[found > 0], _probability(found[found > 0])

    def stripped(self, place: Ints) -> Floats:
        """The probability of words that are written like these where accents are left out on purpose."""
        keys = stripped_keys(self.key[self.vocabulary.type[place]])
        return _probability(_of_row(_table().find(keys), self.row[place]))

    def as_it_stands(self, place: Ints) -> Floats:
        """How probable words are as they stand: in their language, in another, or as words that no list has."""
        zipf, row, aside, evidence = self.zipf(place), self.row[place], self.aside[place], self.vocabulary.evidence
        every = np.arange(len(place))
        known = _probability(zipf[every, row]) + np.where(aside >= 0, _probability(zipf[every, aside]), 0)
        foreign = FOREIGN * _probability(zipf.max(axis=1, initial=0))
        foreign += ENGLISH * _probability(zipf[:, evidence.row["en"]])
        types = self.vocabulary.type[place]
        start, end = self.start[types], self.vocabulary.end[types]
        spelling = evidence.spelling(self.vocabulary.lower, start, end, row).astype(np.float64)
        known += STRIPPED * self.stripped(place)
        name = np.where(self.vocabulary.words.capital[place], NAME, 1.0)
        return known + name * (foreign + self.unknown(row) * np.exp(spelling))

    def unknown(self, row: Ints) -> Floats:
        """The share of words that the lists of languages lack."""
        return np.minimum(self.vocabulary.evidence.unknown[row].astype(np.float64), UNKNOWN)

    def shares(self, place: Ints, ratio: Floats) -> Floats:
        """How probable it is of each text that it lost each of the shares of its letters, [texts, shares]."""
        vocabulary, texts = self.vocabulary, len(self.vocabulary.texts)
        distinct = vocabulary.words.text[place] * len(vocabulary.start) + vocabulary.type[place]
        first = np.unique(distinct, return_index=True)[1]  # a word repeated is no more evidence
        text = vocabulary.words.text[place[first]]
        gain = np.minimum(np.log1p(SHARES[:, None] * ratio[first]), MOST)
        odds = np.log(PRIOR) + np.stack([np.bincount(text, each, texts) for each in gain], axis=1)
        odds += self.kept(odds[:, 1:].max(axis=1) > IMPROBABLE)[:, None] * np.log1p(-SHARES)
        shares: Floats = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return shares

    def kept(self, texts: Bools) -> Ints:
        """How many words of some texts have kept their letters; 0 for the others."""
        vocabulary, words = self.vocabulary, self.vocabulary.words
        place = np.flatnonzero(texts[words.text] & (self.row >= 0))
        special = np.flatnonzero(vocabulary.lower > ord("\N{DELETE}"))
        place = place[np.searchsorted(special, words.end[place]) > np.searchsorted(special, words.start[place])]
        known = vocabulary.zipf[vocabulary.type[place], self.row[place]] > 0
        return np.bincount(words.text[place[known]], minlength=len(texts))

    def unknown_words(self, texts: Bools) -> Ints:
        """The words of some texts that their language does not know."""
        words, types = self.vocabulary.words, self.vocabulary.type
        length = words.end - words.start
        fit = (LENGTHS[0] <= length) & (length <= LENGTHS[1]) & (self.row >= 0) & (self.aside < 0)
        place = np.flatnonzero(texts[words.text] & fit)
        found: Ints = place[self.vocabulary.zipf[types[place], self.row[place]] == 0]
        return found

    def respelled(self, place: Ints) -> Floats:
        """How probable the spellings are together that one more letter gives to unknown words."""
        evidence, types = self.vocabulary.evidence, self.vocabulary.type[place]
        found = np.zeros(len(place))
        for row in np.unique(self.row[place]).tolist():
            here = np.flatnonzero(self.row[place] == row)
            distinct, back = np.unique(types[here], return_inverse=True)
            spellings = _with_one_more([self.vocabulary.string(t) for t in distinct.tolist()], evidence.languages[row])
            total = np.zeros(len(distinct))
            for owner, words in spellings:
                end = np.cumsum([len(word) for word in words])
                start = np.concatenate([[0], end[:-1]])
                spelling = evidence.spelling(code_points(["".join(words)]), start, end, row)
                total += np.bincount(owner, np.exp(spelling.astype(np.float64)), len(distinct))
            found[here] = total[back]
        return found * RESPELLED * self.unknown(self.row[place])

    def joined(self, place: Ints) -> tuple[Floats, Floats]:
        """How probable unknown words are as compounds of two known words, and of two of which one lost letters."""
        vocabulary, types = self.vocabulary, self.vocabulary.type[place]
        start, end = vocabulary.start[types], vocabulary.end[types]
        compounding = np.isin(self.row[place], [vocabulary.evidence.row[code] for code in COMPOUNDING])
        splits = np.where(compounding, np.maximum(end - start - 2 * PART + 1, 0), 0)
        owner = np.repeat(np.arange(len(place)), splits)
        at = start[owner] + PART + np.arange(len(owner)) - np.repeat(np.cumsum(splits) - splits, splits)
        row = self.row[place[owner]]
        linked = at - (vocabulary.lower[at - 1] == ord("s"))
        head, linked_head, tail = (
            vocabulary.hashes.slices(a, b) for a, b in ((start[owner], at), (start[owner], linked), (at, end[owner]))
        )
        known, left = (
            [_probability(_of_row(table.find(keys), row)) for keys in (head, linked_head, tail)]
            for table in (vocabulary.evidence.lexicon, _table())
        )
        whole = np.maximum(known[0], known[1]) * known[2]
        damaged = np.maximum(left[0], left[1]) * known[2] + np.maximum(known[0], known[1]) * left[2]
        found = np.zeros((2, len(place)))
        np.maximum.at(found[0], owner, whole)
        np.maximum.at(found[1], owner, damaged)
        found *= self.unknown(self.row[place])
        return found[0], found[1]

    def restored(self, place: Ints, left: Floats) -> list[str]:
        """What words were that lost one letter; "" where no word with one letter more is most of what it may have been.

        `left` is the probability of all words that it may have been.
        """
        vocabulary, types = self.vocabulary, self.vocabulary.type[place]
        length = vocabulary.end[types] - self.start[types] + 1
        owner = np.repeat(np.arange(len(place)), length)
        at = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
        start, end = self.start[types[owner]], vocabulary.end[types[owner]]
        found = [""] * len(place)
        most = left / 2
        for row in np.unique(self.row[place]).tolist():
            here = np.flatnonzero(self.row[place[owner]] == row)
            for letter in _small(vocabulary.evidence.languages[row]):
                piece = AS_LISTED.get(letter, letter)
                keys = vocabulary.hashes.inserted(start[here], start[here] + at[here], end[here], piece)
                key, payload = vocabulary.evidence.lexicon.find(keys)
                for i, value in zip(here[key].tolist(), payload.tolist(), strict=True):
                    probability = 10 ** ((value & 0xFF) * ZIPF_STEP - 9)
                    if value >> 8 == row and probability > most[owner[i]]:
                        most[owner[i]] = probability
                        word = self.string(int(types[owner[i]]))
                        found[owner[i]] = word[: at[i]] + letter + word[at[i] :]
        return found

    def string(self, distinct: int) -> str:
        """A distinct word in lower case, without what is elided."""
        codes = self.vocabulary.lower[self.start[distinct] : self.vocabulary.end[distinct]]
        return codes.tobytes().decode("utf-32-le", "surrogatepass")


def dropped_words(
    vocabulary: Vocabulary, languages: Sequence[str], passages: Sequence[Sequence[Passage]], threshold: float
) -> list[list[Dropped]]:
    """The words of each text that lost letters; `languages` are those that the texts should be in."""
    channel = _channel(vocabulary, languages, passages)
    place, left = channel.left()
    ratio = left / channel.as_it_stands(place)
    shares = channel.shares(place, ratio)
    unknown = np.setdiff1d(channel.unknown_words(shares @ SHARES > DAMAGED), place)
    compound, damaged = channel.joined(unknown)
    respelled = channel.respelled(unknown) + damaged
    place, left = np.concatenate([place, unknown]), np.concatenate([left, respelled])
    ratio = np.concatenate([ratio, respelled / (channel.as_it_stands(unknown) + compound)])
    share = SHARES * (CALIBRATED * ratio)[:, None]
    score = (shares[vocabulary.words.text[place]] * share / (1 + share)).sum(axis=1)
    sure = np.flatnonzero(score >= threshold)
    sure = sure[np.argsort(place[sure])]
    found: list[list[Dropped]] = [[] for _ in languages]
    words = channel.restored(place[sure], left[sure])
    for at, probability, word in zip(place[sure].tolist(), score[sure].tolist(), words, strict=True):
        found[int(vocabulary.words.text[at])].append(Dropped(at, probability, word))
    return found


def undisputed(passages: Sequence[Passage], dropped: Sequence[Dropped]) -> list[Passage]:
    """The passages without those that only damage made look like another language: many of their words lost letters."""
    places = np.array([word.place for word in dropped])
    damaged = (int(np.sum((p.first <= places) & (places <= p.last))) for p in passages)
    return [p for p, count in zip(passages, damaged, strict=True) if MANY * count <= p.last - p.first]


def dropped_flags(vocabulary: Vocabulary, text: int, dropped: Iterable[Dropped]) -> Iterator[Flag]:
    """`mojibake`: words that lost letters."""
    base = int(vocabulary.words.base[text])
    for word in dropped:
        start, end = int(vocabulary.words.start[word.place]) - base, int(vocabulary.words.end[word.place]) - base
        reason = f'accented letter dropped: "{word.word}"?' if word.word else "accented letters dropped"
        yield Flag(start, end, "mojibake", None, word.score, reason)


def _channel(vocabulary: Vocabulary, languages: Sequence[str], passages: Sequence[Sequence[Passage]]) -> Channel:
    known = (vocabulary.row(code) for code in languages)
    row = np.array([-1 if row is None else row for row in known])[vocabulary.words.text]
    row[vocabulary.words.technical | vocabulary.words.shouted] = -1
    aside = np.full(len(row), -1)
    for passage in (p for found in passages for p in found if p.last - p.first + 1 >= PASSAGE):
        other = vocabulary.row(passage.language)
        aside[passage.first : passage.last + 1] = -1 if other is None else other
    return Channel(vocabulary, row, aside)


def _with_one_more(words: Sequence[str], language: str) -> Iterator[tuple[Ints, list[str]]]:
    """The words that one more letter of the language makes of words, some at a time, and which word each is from."""
    small = _small(language)
    owner: list[int] = []
    longer: list[str] = []
    for i, word in enumerate(words):
        longer += [word[:j] + letter + word[j:] for j in range(len(word) + 1) for letter in small]
        owner += [i] * (len(longer) - len(owner))
        if len(longer) >= TOGETHER or i == len(words) - 1:
            if longer:
                yield np.array(owner), longer
            owner, longer = [], []


def _apostrophes(codes: NDArray[np.uint32]) -> Ints:
    """Where apostrophes stand."""
    return np.flatnonzero((codes == ord("'")) | (codes == ord("\N{RIGHT SINGLE QUOTATION MARK}")))


def _of_row(found: tuple[Ints, NDArray[np.uint32]], row: Ints) -> Zipf:
    """The Zipf frequency that a table has of keys, each in its language, 0 where there is none."""
    owner, payload = found
    hit = np.flatnonzero((payload >> np.uint32(8)).astype(np.int64) == row[owner])
    zipf = np.zeros(len(row), np.float32)
    zipf[owner[hit]] = (payload[hit] & np.uint32(0xFF)) * np.float32(ZIPF_STEP)
    return zipf


def _small(language: str) -> list[str]:
    """The small Latin letters that a language has besides those of ASCII."""
    return sorted(c for c in letters(language) if c.islower() and unicodedata.name(c).startswith("LATIN"))


def _probability(zipf: Zipf) -> Floats:
    """Of a word with this Zipf frequency; 0 of an unknown one."""
    return np.where(zipf > 0, 10.0 ** (zipf.astype(np.float64) - 9), 0.0)


def stripped_keys(hashes: U64) -> U64:
    """The keys under which the table has what words are without their accents."""
    return mixed(hashes + np.uint64(1))


@lru_cache(maxsize=1)
def _table() -> Table:
    """The table of what is left of words, mapped once a process."""
    with as_file(files("macaronic") / "data") as folder:
        return Table.unpacked(np.load(folder / "dropped.npy", mmap_mode="r").view(np.ndarray))
