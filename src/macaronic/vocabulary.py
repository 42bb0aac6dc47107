"""The distinct words of a batch of texts, and what the evidence says of each, looked up once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic import evidence
from macaronic.evidence import SHARED, Evidence
from macaronic.hashing import hashed
from macaronic.ngrams import Ngrams
from macaronic.words import Words, holding, tokenize

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# How the word lists write what these stand for: an apostrophe parts words, a sharp s is two,
# vowel signs are left out.
VARIANT: Final[dict[int, str | None]] = {
    ord("'"): " ",
    ord("\N{MODIFIER LETTER APOSTROPHE}"): " ",
    ord("\N{MIDDLE DOT}"): " ",
    ord("\N{LATIN SMALL LETTER SHARP S}"): "ss",
    **dict.fromkeys(range(0x0591, 0x05C8)),  # Hebrew points and accents
    **dict.fromkeys(range(0x064B, 0x0660)),  # Arabic vowel signs
    ord("\N{ARABIC TATWEEL}"): None,
    ord("\N{ARABIC LETTER SUPERSCRIPT ALEF}"): None,
}
SPECIAL: Final = "".join(map(chr, VARIANT))


class Listed(NamedTuple):
    """The languages that know each distinct word, by row, and its log-frequency in each: those of word `i` stand from
    `first[i]` to `first[i + 1]`.
    """

    first: Ints
    row: Ints
    log: Floats


class Vocabulary:
    """The words of a batch, with their evidence.

    `words` are the running words; `type` gives the distinct word of each; `key` the hash of each distinct word,
    `zipf` [distinct words, languages] how frequent it is in each language, 0 where unknown; `bounds` where the words
    of each text begin.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Tokenizes the texts and looks up every distinct word."""
        self.texts = texts
        self.evidence: Evidence = evidence.load()
        self.words: Words = tokenize(texts)
        self.lower, self.hashes = self.words.lower, self.words.hashes
        self.key, first, self.type = np.unique(self.words.key, return_index=True, return_inverse=True)
        self.start, self.end = self.words.start[first], self.words.end[first]
        self.zipf = self._with_variants(self.evidence.zipf(self.key))
        self.bounds = np.searchsorted(self.words.text, np.arange(len(texts) + 1))
        self._spelling = np.zeros(self.zipf.size, np.float32)  # in each language, of each distinct word, 0 if not known

    def of(self, text: int) -> slice:
        """The words of one text."""
        return slice(int(self.bounds[text]), int(self.bounds[text + 1]))

    def spelling(self, row: int, types: Ints) -> Floats:
        """The log-probability that a language gives the spelling of some distinct words."""
        return self.spellings(np.full(len(types), row), types)

    def spellings(self, rows: Ints, types: Ints) -> Floats:
        """The log-probability that each of some languages [..., words] gives the spelling of its word."""
        pairs = rows * len(self.start) + types
        found: Floats = self._spelling[pairs]
        missing = np.zeros(len(self._spelling), np.bool_)
        missing[pairs[found == 0]] = True
        new = np.flatnonzero(missing)
        if len(new):
            row, word = np.divmod(new, len(self.start))
            self._spelling[new] = self.evidence.ngrams.spelling(self._ngrams, word, row)
            found = self._spelling[pairs]
        return found

    @cached_property
    def listed(self) -> Listed:
        """The few languages that know each distinct word."""
        entry = np.flatnonzero(self.zipf.ravel() > 0)
        word, row = np.divmod(entry, len(self.evidence.languages))
        log = self.evidence.log_frequency(self.zipf.ravel()[entry], row)
        return Listed(np.searchsorted(word, np.arange(len(self.zipf) + 1)), row, log)

    @cached_property
    def _ngrams(self) -> Ngrams:
        return Ngrams.of(self.lower, self.start, self.end)

    def row(self, language: str) -> int | None:
        """The evidence's row of a language, None where there is no evidence."""
        return self.evidence.row.get(SHARED.get(language, language))

    def string(self, distinct: int) -> str:
        """A distinct word in lower case."""
        codes = self.lower[self.start[distinct] : self.end[distinct]]
        return codes.tobytes().decode("utf-32-le", "surrogatepass")

    def written(self, start: int, end: int) -> str:
        """What stands in the batch between two offsets into its code points, as it is written."""
        return self.words.codes[start:end].tobytes().decode("utf-32-le", "surrogatepass")

    def _with_variants(self, zipf: Floats) -> Floats:
        """The table with words like `l'homme` as frequent as the rarer of their parts, and words like `groß` as
        frequent as `gross`, which is how the word lists write them, where that is more.
        """
        special = np.concatenate([[0], np.cumsum(holding(self.lower, SPECIAL))])
        types = np.flatnonzero(special[self.end] > special[self.start]).tolist()
        parts = {distinct: found for distinct in types if (found := self.string(distinct).translate(VARIANT).split())}
        if parts:
            of_parts = self.evidence.zipf(hashed([part for found in parts.values() for part in found]))
            starts = np.cumsum([0, *map(len, parts.values())])[:-1]
            rarest = np.minimum.reduceat(of_parts, starts, axis=0)
            zipf[list(parts)] = np.maximum(zipf[list(parts)], rarest)
        return zipf
