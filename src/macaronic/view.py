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
from macaronic.languages import NAMES
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
        """The expected languages, if there is evidence of each: one without would never be found at home."""
        rows = [self.vocabulary.row(code) for code in self.expected]
        return [] if None in rows else list(self.expected)

    def strange(self) -> list[str]:
        """Of each sentence the words that the expected language does not know, as one text each: what is foreign in
        a sentence shows better without the rest. Sentences with too little of it are left out.
        """
        vocabulary, words = self.vocabulary, self.vocabulary.of(self.text)
        rows = [row for code in self.known if (row := vocabulary.row(code)) is not None]
        home = (vocabulary.zipf[vocabulary.type[words]][:, rows] > 0).any(axis=1)
        unknown = np.flatnonzero(~home & ~vocabulary.words.named[words])
        ends = (vocabulary.words.end[words] - vocabulary.words.base[self.text])[unknown]
        starts, text = self.starts[unknown], vocabulary.texts[self.text]
        pieces: dict[int, list[str]] = {}
        for sentence, start, end in zip(
            np.searchsorted([a for a, _ in self.sentences], starts, "right").tolist(),
            starts.tolist(),
            ends.tolist(),
            strict=True,
        ):
            pieces.setdefault(sentence, []).append(text[start:end])
        return [" ".join(words) for words in pieces.values() if sum(map(len, words)) >= ENOUGH_LETTERS]

    def suggested(self, strange: Sequence[Identified]) -> list[str]:
        """The languages that the detector saw most, and the one that the text was translated from."""
        long_enough = (b - a >= ENOUGH_LETTERS for a, b in self.sentences)
        whole = (found for found, enough in zip(self.identified, long_enough, strict=True) if enough)
        votes = Counter(code for code, p in (*whole, *strange) if p >= SUGGESTED and code in NAMES)
        return [code for code, _ in votes.most_common(4)] + ([self.source] if self.source else []) + ["en"]
