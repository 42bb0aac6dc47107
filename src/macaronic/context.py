"""The passages of a batch side by side, and where each stands: what tells a stray passage from a phrase or a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.languages import IN_LETTERS_OF, alike, written_as
from macaronic.passages import Passage
from macaronic.sentences import is_label
from macaronic.view import View, named
from macaronic.vocabulary import Vocabulary
from macaronic.words import SPACES, holding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

GUILLEMETS: Final = "«»‹›"  # French sets spaces inside them, German and Danish turn them round
OPENING: Final = f"\"'“”„‟‘‚(（[「『《〈【{GUILLEMETS}"  # ” is what Swedish and Finnish begin with
CLOSING: Final = f"\"'”“’)）]」』》〉】{GUILLEMETS}"
HYPHENS: Final = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
HYPHEN: Final = re.compile(rf"(?<=[^\W\d_])[{HYPHENS}](?=[^\W\d_])")
COMPANION: Final = 5.0  # the evidence, in log-odds, that a passage must have to speak for others


@dataclass(frozen=True)
class Passages:
    """Passages of many texts: the text of each (an index into `views`), its first word and the one behind its last,
    its language, and its evidence.
    """

    views: Sequence[View]
    text: Ints
    first: Ints
    after: Ints
    language: Sequence[str]
    gain: Floats

    @classmethod
    def of(cls, views: Sequence[View], found: Sequence[Sequence[Passage]]) -> Passages:
        """Those that were found in each text."""
        flat = [passage for passages in found for passage in passages]
        return cls(
            views,
            np.repeat(np.arange(len(views)), [len(passages) for passages in found]),
            np.array([passage.first for passage in flat], np.int64),
            np.array([passage.last + 1 for passage in flat], np.int64),
            [passage.language for passage in flat],
            np.array([passage.gain for passage in flat], np.float64),
        )

    def only(self, chosen: Bools) -> Passages:
        """Some of them."""
        language = [code for code, yes in zip(self.language, chosen.tolist(), strict=True) if yes]
        return Passages(
            self.views, self.text[chosen], self.first[chosen], self.after[chosen], language, self.gain[chosen]
        )

    def __len__(self) -> int:
        return len(self.text)

    @property
    def vocabulary(self) -> Vocabulary:
        """That of the batch."""
        return self.views[0].vocabulary

    @property
    def expected(self) -> list[tuple[str, ...]]:
        """The languages that the text of each should be in."""
        return [self.views[text].expected for text in self.text.tolist()]

    @property
    def size(self) -> Ints:
        """How many words each has."""
        return self.after - self.first

    @cached_property
    def owner(self) -> Ints:
        """Of each word of the passages, taken one after the other, which passage it is of."""
        return np.repeat(np.arange(len(self)), self.size)

    @cached_property
    def words(self) -> Ints:
        """The words of the passages, as indices into those of the batch."""
        ends = np.cumsum(self.size)
        return np.arange(len(self.owner)) + np.repeat(self.first - ends + self.size, self.size)

    @cached_property
    def row(self) -> Ints:
        """The evidence's row of the language of each, -1 where there is no evidence."""
        return np.array([-1 if (row := self.vocabulary.row(code)) is None else row for code in self.language], np.int64)

    @cached_property
    def home(self) -> Ints:
        """The evidence's rows of the languages expected of each, [passages, languages], -1 where there are fewer; where
        only the letters of a language are known, that of the one whose letters they are.
        """
        codes = [[IN_LETTERS_OF.get(code, code) for code in expected] for expected in self.expected]
        rows = [[row for code in some if (row := self.vocabulary.row(code)) is not None] for some in codes]
        most = max(map(len, rows), default=0) or 1
        return np.array([some + [-1] * (most - len(some)) for some in rows], np.int64).reshape(len(self), most)

    @cached_property
    def start(self) -> Ints:
        """Where each begins in the code points of the batch."""
        return self.vocabulary.words.start[self.first]

    @cached_property
    def end(self) -> Ints:
        """Where each ends in the code points of the batch."""
        return self.vocabulary.words.end[self.after - 1]

    @cached_property
    def named(self) -> Bools:
        """Which of the words look like parts of names."""
        return named(self.views)[self.words]

    def count(self, chosen: Bools) -> Ints:
        """How many of the words of each were chosen."""
        return np.bincount(self.owner[chosen], minlength=len(self))

    def total(self, values: NDArray[np.generic]) -> Floats:
        """The sum of the values of each one's words."""
        return _summed(self.owner, values, len(self))

    def of_pair(self, fact: Callable[[str, tuple[str, ...]], bool]) -> Bools:
        """A fact about the language of each and the languages expected."""
        return np.array([fact(*pair) for pair in zip(self.language, self.expected, strict=True)], np.bool_)

    def known_at_home(self) -> Bools:
        """Which of the words some expected language knows."""
        rows = self.home[self.owner]
        types = self.vocabulary.type[self.words][:, None]
        found: Bools = np.any((self.vocabulary.zipf[types, rows] > 0) & (rows >= 0), axis=1)
        return found


def _summed(owner: Ints, values: NDArray[np.generic], count: int) -> Floats:
    return np.bincount(owner, values, count).astype(np.float64)  # of no values it makes integers


class Context(NamedTuple):
    """Where each passage stands: whether it begins and ends sentences, the share of hyphens between its words, whether
    it is in quotation marks, how sure the detector is that its sentences are in an expected language and in its own,
    how many words of the text are in other passages of its language, whether the text was translated from that.
    """

    begins: Bools
    ends: Bools
    hyphens: Floats
    quoted: Bools
    detected_home: Floats
    detected: Floats
    company: Ints
    source: Bools


@dataclass(frozen=True)
class Sentences:
    """The sentences of a batch, in order, by their places among its code points, and what the detector says of each."""

    start: Ints
    end: Ints
    language: Sequence[str]
    probability: Floats

    @classmethod
    def of(cls, views: Sequence[View]) -> Sentences:
        """Those of all texts."""
        base = views[0].vocabulary.words.base.tolist()
        spans = np.array([(base[v.text] + a, base[v.text] + b) for v in views for a, b in v.sentences], np.int64)
        says = [each for view in views for each in view.identified]
        start, end = spans.reshape(-1, 2).T
        return cls(start, end, [code for code, _ in says], np.array([p for _, p in says], np.float64))


def context(passages: Passages, sentences: Sentences) -> Context:
    """Where each passage stands."""
    codes = passages.vocabulary.words.codes
    begin, behind = sentence_ends(passages, sentences)
    marks = np.concatenate([[0], np.cumsum(holding(codes, HYPHENS))])
    hyphens = np.zeros(len(passages))
    for i in np.flatnonzero(marks[passages.end] > marks[passages.start]).tolist():
        string = passages.vocabulary.written(int(passages.start[i]), int(passages.end[i]))
        hyphens[i] = len(HYPHEN.findall(string)) / max(1, int(passages.size[i]) - 1)
    before, after = _beside(codes, passages.start - 1, -1), _beside(codes, passages.end, 1)
    detected_home, detected = _detected(passages, sentences)
    sources = [passages.views[text].source for text in passages.text.tolist()]
    return Context(
        begins=begin >= 0,
        ends=behind >= 0,
        hyphens=hyphens,
        quoted=(passages.start > 0) & holding(before, OPENING) & holding(after, CLOSING),
        detected_home=detected_home,
        detected=detected,
        company=_company(passages),
        source=np.array([_from(*each) for each in zip(sources, passages.language, strict=True)], np.bool_),
    )


def _beside(codes: NDArray[np.uint32], place: Ints, step: int) -> NDArray[np.uint32]:
    """The characters at some places; where that is a space, and a guillemet a step further, this."""
    here, further = (codes[np.clip(at, 0, len(codes) - 1)] for at in (place, place + step))
    return np.where(holding(here, SPACES) & holding(further, GUILLEMETS), further, here)


def _from(source: str | None, language: str) -> bool:
    return source is not None and alike(source, language)


def sentence_ends(passages: Passages, sentences: Sentences) -> tuple[Ints, Ints]:
    """Where the sentence begins that each passage begins, and where the one ends that it ends; -1 in its midst. That of
    an item of a list begins behind its number.
    """
    words = passages.vocabulary.words
    sentence = np.searchsorted(sentences.start, passages.start, "right") - 1
    begin = sentences.start[np.maximum(sentence, 0)]
    inside = (sentence >= 0) & (passages.start < sentences.end[np.maximum(sentence, 0)])
    first = inside & ((passages.first == 0) | (words.start[passages.first - 1] < begin))
    last = np.searchsorted(sentences.end, passages.end, "left")
    known = np.minimum(last, max(0, len(sentences.end) - 1))
    behind = sentences.end[known]
    inside = (last < len(sentences.end)) & (sentences.start[known] < passages.end)
    following = np.minimum(passages.after, len(words.start) - 1)
    final = inside & ((passages.after == len(words.start)) | (words.start[following] >= behind))
    written = passages.vocabulary.written
    for i in np.flatnonzero(first & (begin < passages.start)).tolist():
        before = written(int(begin[i]), int(passages.start[i]))
        if is_label(before):
            begin[i] = passages.start[i]
        else:
            first[i] = not any(map(str.isalnum, before))
    for i in np.flatnonzero(final & (passages.end < behind)).tolist():
        final[i] = not any(map(str.isalnum, written(int(passages.end[i]), int(behind[i]))))
    return np.where(first, begin, -1), np.where(final, behind, -1)


def _detected(passages: Passages, sentences: Sentences) -> tuple[Floats, Floats]:
    """The detector's word on the sentences that each passage is in, for the languages expected and for its own: each
    sentence counts by the share of it that is in the passage and by the share of the passage that it is.
    """
    first = np.searchsorted(sentences.end, passages.start, "right")
    count = np.maximum(np.searchsorted(sentences.start, passages.end, "left") - first, 0)
    owner = np.repeat(np.arange(len(passages)), count)
    sentence = np.arange(len(owner)) + np.repeat(first - np.cumsum(count) + count, count)
    start, end = sentences.start[sentence], sentences.end[sentence]
    shared = np.minimum(end, passages.end[owner]) - np.maximum(start, passages.start[owner])
    weight = sentences.probability[sentence] * shared / (end - start) * shared / (passages.end - passages.start)[owner]
    expected = passages.expected
    at_home, own = np.zeros(len(owner), np.bool_), np.zeros(len(owner), np.bool_)
    for k, (i, j) in enumerate(zip(owner.tolist(), sentence.tolist(), strict=True)):
        at_home[k] = any(alike(sentences.language[j], code) for code in expected[i])
        own[k] = alike(sentences.language[j], passages.language[i])
    return _summed(owner, weight * at_home, len(passages)), _summed(owner, weight * own, len(passages))


def _company(passages: Passages) -> Ints:
    """How many words of the text are in other passages of the same language for which much speaks."""
    _, same = np.unique(
        [f"{text} {written_as(code)}" for text, code in zip(passages.text.tolist(), passages.language, strict=True)],
        return_inverse=True,
    )
    counted = np.where(passages.gain >= COMPANION, passages.size, 0)
    found: Ints = np.bincount(same, counted, minlength=1).astype(np.int64)[same] - counted
    return found
