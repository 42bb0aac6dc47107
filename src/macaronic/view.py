"""One text of a batch, with all that is known about it before its passages are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.detectors import Identified
from macaronic.languages import IN_LETTERS_OF, NAMES
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]
Ints = NDArray[np.int64]

SUGGESTED: Final = 0.4  # a sentence's language counts when the detector is this sure
ENOUGH_LETTERS: Final = 12  # of less a detector says anything


@dataclass(frozen=True)
class View:
    """A text by its index in the batch's vocabulary, its sentences and what the detector says of each, the languages
    that it should be in, and the one that it was translated from, if that is known.
    """

    vocabulary: Vocabulary
    text: int
    sentences: Sequence[Span]
    identified: Sequence[Identified]
    expected: tuple[str, ...]
    source: str | None

    @cached_property
    def starts(self) -> Ints:
        """Where the text's words begin."""
        words = self.vocabulary.words
        starts: Ints = words.start[self.vocabulary.of(self.text)] - words.base[self.text]
        return starts

    @cached_property
    def known(self) -> list[str]:
        """The expected languages, if there is evidence of each: one without would never be found at home. For one of
        which only the letters are known stands another that is written in them.
        """
        codes = [self.letters] if self.letters else list(self.expected)
        return [] if None in map(self.vocabulary.row, codes) else codes

    @cached_property
    def letters(self) -> str | None:
        """The language in whose letters the expected one is written, if those are all that is known of that."""
        return IN_LETTERS_OF.get(self.expected[0]) if len(self.expected) == 1 else None

    def suggested(self, strange: Sequence[Identified]) -> list[str]:
        """The languages that the detector saw most, and the one that the text was translated from."""
        whole = [
            code
            for (a, b), (code, p) in zip(self.sentences, self.identified, strict=True)
            if b - a >= ENOUGH_LETTERS and p >= SUGGESTED and code in NAMES
        ]
        votes = Counter(whole + [code for code, p in strange if p >= SUGGESTED and code in NAMES])
        return [code for code, _ in votes.most_common(4)] + ([self.source] if self.source else []) + ["en"]


def named(views: Sequence[View]) -> NDArray[np.bool_]:
    """Which words of a batch look like parts of names: those with a capital, but for those in an English title where
    English is not expected, because there all words have one.
    """
    words, english = views[0].vocabulary.words, np.zeros(len(views[0].vocabulary.texts), np.bool_)
    for view in views:
        english[view.text] = "en" in view.expected
    found: NDArray[np.bool_] = words.named & (english[words.text] | ~words.titled)
    return found


def strange(views: Sequence[View]) -> list[list[str]]:
    """For each of some texts of a batch, in order, of each of its sentences the words that none of the languages known
    of it has, as one text: what is foreign in a sentence shows better without the rest. Sentences with too little of
    it are left out.
    """
    words = views[0].vocabulary.words
    places, base = _unknown(views), words.base.tolist()
    starts = np.array([base[view.text] + start for view in views for start, _ in view.sentences])
    owner = np.repeat(np.arange(len(views)), [len(view.sentences) for view in views]).tolist()
    sentence = np.searchsorted(starts, words.start[places], "right") - 1
    letters = np.bincount(sentence, (words.end - words.start)[places], len(starts))
    enough = np.flatnonzero(letters >= ENOUGH_LETTERS)
    found: list[list[str]] = [[] for _ in views]
    for i, first, after in zip(
        enough.tolist(),
        np.searchsorted(sentence, enough).tolist(),
        np.searchsorted(sentence, enough, "right").tolist(),
        strict=True,
    ):
        view = views[owner[i]]
        text, offset = view.vocabulary.texts[view.text], base[view.text]
        spans = zip(words.start[places[first:after]].tolist(), words.end[places[first:after]].tolist(), strict=True)
        found[owner[i]].append(" ".join(text[start - offset : end - offset] for start, end in spans))
    return found


def _unknown(views: Sequence[View]) -> Ints:
    """The words of some texts that none of the languages known of each has, and that are no names."""
    vocabulary = views[0].vocabulary
    words, most = vocabulary.words, max(len(view.known) for view in views)
    rows = np.full((most, len(vocabulary.texts)), -1)
    for view in views:
        own = [row for code in view.known if (row := vocabulary.row(code)) is not None]
        rows[:, view.text] = own + own[:1] * (most - len(own))
    places = np.flatnonzero((rows[0, words.text] >= 0) & ~words.named)
    kind, text = vocabulary.type[places], words.text[places]
    known = np.zeros(len(places), np.bool_)
    for of_text in rows:
        known |= vocabulary.zipf[kind, of_text[text]] > 0
    unknown: Ints = places[~known]
    return unknown
