"""What single words say about their language: word frequencies and character n-grams, as memory-mapped tables.

Two tables stand in the package, made by scripts/build_evidence.py (sources and licences in NOTICE):

- the lexicon: how frequent a word is in each of some 130 languages, on the Zipf scale (log10 of occurrences per
  billion words; van Heuven et al. 2014, as in wordfreq);
- the n-grams: for each of those languages the probability of a character after up to three others (ngrams.py).

The lexicon is a hash table without keys: buckets of packed integers, each a fingerprint of its key and a value. A look-
up of many keys at once is a handful of numpy operations, and loading is a memory map. A key that is not there is taken
for another once in some ten thousand look-ups.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic import ngrams
from macaronic.hashing import U64, hashed
from macaronic.ngrams import Ngrams

U32 = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

LN10: Final = float(np.log(10))
ZIPF_STEP: Final = 1 / 30  # a lexicon value of 30 is a Zipf frequency of 1


SHARED = {"hr": "sh", "bs": "sh", "sr": "sh"}  # languages whose evidence is one


@dataclass(frozen=True)
class Table:
    """A hash table without keys: where its buckets begin, and their entries, in the order of the keys."""

    bits: int
    payload_bits: int
    offsets: U32
    entries: U32

    @classmethod
    def build(cls, keys: U64, payload: U32, payload_bits: int) -> Table:
        """A table of payloads (integers of `payload_bits`) by key; one key may have several."""
        bits = max(1, int(np.log2(max(2, len(keys) / 4))))
        order = np.argsort(keys, kind="stable")
        table = cls(bits, payload_bits, np.zeros(0, np.uint32), np.zeros(0, np.uint32))
        bucket, fingerprint = table._split(keys[order])
        offsets = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=1 << bits))]).astype(np.uint32)
        entries = (fingerprint << np.uint32(payload_bits)) | payload[order]
        return cls(bits, payload_bits, offsets, entries)

    def packed(self) -> U32:
        """The whole table in one array, as it is stored."""
        return np.concatenate([np.array([self.bits, self.payload_bits], np.uint32), self.offsets, self.entries])

    @classmethod
    def unpacked(cls, packed: U32) -> Table:
        """The table in an array, without a copy."""
        bits, payload_bits = int(packed[0]), int(packed[1])
        end = 2 + (1 << bits) + 1
        return cls(bits, payload_bits, packed[2:end], packed[end:])

    def find(self, keys: U64) -> tuple[Ints, U32]:
        """All payloads of the keys: for each the index of its key, and the payload."""
        bucket, fingerprint = self._split(keys)
        first = self.offsets[bucket].astype(np.int64)
        count = self.offsets[bucket + 1].astype(np.int64) - first
        owner = np.repeat(np.arange(len(keys)), count)
        entry = self.entries[np.arange(len(owner)) + np.repeat(first - np.cumsum(count) + count, count)]
        hit = np.flatnonzero(entry >> np.uint32(self.payload_bits) == fingerprint[owner])
        return owner[hit], entry[hit] & np.uint32((1 << self.payload_bits) - 1)

    def _split(self, keys: U64) -> tuple[Ints, U32]:
        """A key's bucket (its first bits) and its fingerprint (the bits after these)."""
        width = 32 - self.payload_bits
        fingerprint = (keys >> np.uint64(64 - self.bits - width)) & np.uint64((1 << width) - 1)
        return (keys >> np.uint64(64 - self.bits)).astype(np.int64), fingerprint.astype(np.uint32)


@dataclass(frozen=True)
class Evidence:
    """The two tables and what there is of each language.

    - `languages`: the rows' codes, and `row`: the row of each code;
    - `words`: how many words of the language the lexicon has;
    - `reliable`: whether they come from running text of many kinds or a full dictionary, not from a few translations;
    - `floor`: the log-frequency that a word of the language has which is not in the lexicon;
    - `unknown`: the share of running words of five letters and more that no language's list has (1: not measured).
    """

    lexicon: Table
    ngrams: ngrams.Table
    languages: tuple[str, ...]
    words: Ints
    reliable: NDArray[np.bool_]
    floor: Floats
    unknown: Floats
    row: dict[str, int]

    def zipf(self, keys: U64) -> Floats:
        """The Zipf frequency of each word [words, languages]: 0 where a language does not know it."""
        found = np.zeros((len(keys), len(self.languages)), np.float32)
        owner, payload = self.lexicon.find(keys)
        found[owner, payload >> np.uint32(8)] = (payload & np.uint32(0xFF)) * np.float32(ZIPF_STEP)
        return found

    def log_frequency(self, zipf: Floats, rows: Ints) -> Floats:
        """The natural logarithm of frequencies on the Zipf scale in some languages: of unknown words the floor."""
        found: Floats = zipf - np.float32(9)
        found *= np.float32(LN10)
        return np.maximum(found, self.floor[rows], out=found)

    def spelling(self, codes: U32, start: Ints, end: Ints, rows: Ints | int) -> Floats:
        """The log-probability that a language (by row: one for all, or one each) gives the spelling of words: slices
        of a lower-case text.
        """
        every = np.arange(len(start))
        return self.ngrams.spelling(Ngrams.of(codes, start, end), every, np.broadcast_to(rows, len(start)))

    def frequency(self, words: Sequence[str], language: str) -> list[float]:
        """The Zipf frequency of each lower-case word in one language, 0 where it is unknown."""
        row = self.row.get(SHARED.get(language, language))
        if row is None or not words:
            return [0.0] * len(words)
        found: list[float] = self.zipf(hashed([word.replace("’", "'") for word in words]))[:, row].tolist()
        return found


def _mapped(path: Path) -> U32:
    """A stored array, mapped; as a plain array, because each slice of a memmap object costs a microsecond."""
    return np.load(path, mmap_mode="r").view(np.ndarray)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def load() -> Evidence:
    """The tables of the package, mapped once a process."""
    with as_file(files("macaronic") / "data") as folder:
        facts = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))["languages"]
        lexicon = Table.unpacked(_mapped(folder / "lexicon.npy"))
        table = ngrams.Table.of(_mapped(folder / "ngrams.npy"), [fact["ngrams"] for fact in facts.values()])
    codes = tuple(facts)
    return Evidence(
        lexicon,
        table,
        codes,
        np.array([fact["words"] for fact in facts.values()]),
        np.array([fact["reliable"] for fact in facts.values()]),
        np.array([fact["floor"] for fact in facts.values()], np.float32),
        np.array([fact["unknown"] for fact in facts.values()], np.float32),
        {code: i for i, code in enumerate(codes)},
    )


@lru_cache(maxsize=1 << 12)
def writers(letter: str) -> NDArray[np.bool_]:
    """Which languages, by row, write a lower-case letter."""
    return load().ngrams.writers(hashed([letter]))
