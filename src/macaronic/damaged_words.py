"""The trained weights of character n-grams that tell damaged words from rare ones (scripts/build_nonsense.py)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.hashing import Polynomial

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WELL_KNOWN: Final = 0.1  # where more running words are in no list, "unknown" says nothing
SLOTS_BITS: Final = 17  # a table half as large finds 2% fewer of damaged words alone (measured), a quarter 5%
LONGEST_NGRAM: Final = 5
STEP: Final = 1 / 8  # a stored weight of 8 is log-odds of 1
LETTERS: Final = 33  # so many of each language may have been lost


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
