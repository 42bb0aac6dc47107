"""What damaged text may have been: all wrong readings that the language makes plausible, undone.

A reading is a step (or several) from the page that bytes were read as to the encoding that they were written in.
Single-byte pages are tables from character to character, and what a token can have been by them is found with sets of
bits, one for each character; UTF-8 has a structure that is looked for; multi-byte pages are tried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from macaronic.codepages import EAST_ASIAN, MULTI_BYTE, SINGLE_BYTE, Backwards, backwards, letters, page, pages
from macaronic.hashing import U64, mixed
from macaronic.suspicion import INVERTED_MARKS

LEAST = 1.4  # evidence for the most frequent damage: a word of four letters made out of none, not one of three
DEPTH = 3  # text was decoded wrongly three times at most
SIGNS = frozenset("“”„‘’‚«»–—…•\N{NO-BREAK SPACE}°§€£©®™№×½²³،؛؟")  # what a repair may bring forth besides letters
ASCII = {code: chr(code) for code in range(0x80)}  # `translate` is slow where a character is not in its table
PAIR = re.compile("[^\x00-\x7f]{2}")
EASTERN = re.compile("[\u3000-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]")
UTF8 = re.compile(
    """[\xc2-\xdf][\x80-\xbf]
     | \xe0[\xa0-\xbf][\x80-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
     | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3} | \xf4[\x80-\x8f][\x80-\xbf]{2}""",
    re.VERBOSE,
)

# Three letters of one alphabet in UTF-8, by their bytes: in a multi-byte page they are not there by chance.
ALPHABET_IN_UTF8 = re.compile(
    "|".join(f"(?:[{lead}][\x80-\xbf]){{3}}" for lead in ("\xce\xcf", "\xd0\xd1", "\xd6\xd7", "\xd8-\xdb"))
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A way in which text was damaged: steps of (read as, written in), to be undone in this order.

    `rank` orders readings by how often they happen in the world, 0 being the most frequent.
    """

    steps: tuple[tuple[str, str], ...]
    rank: int

    def __str__(self) -> str:
        """As in the reason of an edit."""
        return ", ".join(f"{written_in} read as {read_as}" for read_as, written_in in self.steps)

    @property
    def least(self) -> float:
        """The evidence that it takes to believe in it: more, the rarer it is."""
        return LEAST + min(self.rank, 30) / 10

    @property
    def was_utf8(self) -> bool:
        """Whether the text was in UTF-8: its structure is hardly ever there by chance."""
        return self.steps[-1][1] == "utf-8"


Candidates = dict[Reading, str]


def candidates(token: str, language: str, rarest: int) -> Candidates:
    """What a token may have been, by reading; none that is rarer than `rarest`.

    >>> {str(reading): new for reading, new in candidates("pañstwo", "pl", 0).items()}
    {'cp1250 read as cp1252': 'państwo'}
    """
    found = {**dict(_multi_byte(token, language)), **dict(_from_utf8(token)), **dict(_pages(language).undo(token))}
    return {reading: new for reading, new in found.items() if new != token and reading.rank <= rarest}


def may_be_damaged(token: str, language: str) -> bool:
    """Whether a token has any candidates: a test that is cheaper than they are."""
    return bool(_pages(language).bits(token) or EASTERN.search(token) or _utf8_bits(token))


@dataclass(frozen=True)
class _Pages:
    """The readings between single-byte pages, and for each character the set (as bits) of those it can come from."""

    readings: tuple[Reading, ...]
    possible: dict[str, int]

    def bits(self, token: str) -> int:
        """The readings in which every character of the token makes sense."""
        bits = (1 << len(self.readings)) - 1
        for char in token:
            if char > "\x7f":
                bits &= self.possible.get(char, 0)
                if not bits:
                    break
        return bits

    def undo(self, token: str) -> Iterator[tuple[Reading, str]]:
        """What the token was, by reading."""
        for index in _ones(self.bits(token)):
            reading = self.readings[index]
            yield reading, token.translate(_table(*reading.steps[0]))


@cache
def _table(read_as: str, written_in: str) -> dict[int, str]:
    target = page(written_in)
    return ASCII | {code: target[ord(byte)] for code, byte in backwards(read_as).items()}


@cache
def _bytes(read_as: str) -> Backwards:
    """The characters of a page as those whose codes are their bytes, those of ASCII, too."""
    return Backwards(ASCII | backwards(read_as))


def _ones(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@cache
def _pages(language: str) -> _Pages:
    """The readings between single-byte pages that lead to letters of the language; of those that do the same to them,
    the most frequent.
    """
    signs = SIGNS | frozenset("¿¡ºª") if language in INVERTED_MARKS else SIGNS
    good = np.zeros(1 << 16, np.bool_)
    good[[ord(char) for char in letters(language) | signs]] = True
    names = [name for name in pages(language) if name not in EAST_ASIAN]
    if not names:
        return _Pages((), {})
    every = _characters()
    made = np.stack([_codes(page(name)) for name in names])[:, every.byte]
    kept = good[made] | (made == every.code)
    does = np.where(kept & (made != every.code), mixed((every.code << np.uint64(16)) | made), np.uint64(0))
    does = np.add.reduceat(does, every.start, axis=1)
    readings = sorted(
        (r + 3 * w, read_as, written_in, w, r)
        for w, written_in in enumerate(names)
        for r, read_as in enumerate(SINGLE_BYTE)
        if does[w, r]
    )
    first = {int(does[w, r]): (w, r) for *_, w, r in reversed(readings)}
    readings = [each for each in readings if first[int(does[each[3:]])] == each[3:]]
    possible = np.zeros((len(every.distinct), len(SINGLE_BYTE), len(names)), np.bool_)
    possible[every.row, every.page] = kept.T
    packed = np.packbits(
        possible[:, [r for *_, r in readings], [w for *_, w, _ in readings]], axis=1, bitorder="little"
    )
    data, width = packed.tobytes(), packed.shape[1]
    bits = {
        char: int.from_bytes(data[start : start + width], "little")
        for char, start in zip(every.distinct, count(0, width), strict=False)
    }
    return _Pages(tuple(Reading(((read_as, written_in),), rank) for rank, read_as, written_in, *_ in readings), bits)


@dataclass(frozen=True)
class _Characters:
    """The characters beyond ASCII of all single-byte pages, one page after the other, and their bytes.

    `page` is the index of each one's page, `start` where each page begins, `row` the place of each among the `distinct`
    ones.
    """

    code: U64
    byte: U64
    page: NDArray[np.int64]
    start: NDArray[np.int64]
    distinct: str
    row: NDArray[np.int64]


@cache
def _characters() -> _Characters:
    tables = [backwards(name) for name in SINGLE_BYTE]
    length = np.array([len(table) for table in tables])
    code = np.array([code for table in tables for code in table], np.uint64)
    byte = _codes("".join(byte for table in tables for byte in table.values()))
    distinct, row = np.unique(code, return_inverse=True)
    page = np.repeat(np.arange(len(tables)), length)
    return _Characters(code, byte, page, np.cumsum(length) - length, "".join(map(chr, distinct.tolist())), row)


def _codes(chars: str) -> U64:
    return np.frombuffer(chars.encode("utf-32-le"), np.uint32).astype(np.uint64)


@cache
def _utf8_bytes() -> tuple[dict[str, int], dict[str, int]]:
    """For each character the set (as bits) of pages in which it begins a UTF-8 sequence, and of those in which it goes
    on in one.
    """
    first: Counter[str] = Counter()
    later: Counter[str] = Counter()
    for index, name in enumerate(SINGLE_BYTE):
        for code, byte in backwards(name).items():
            if byte < "\xc0":
                later[chr(code)] |= 1 << index
            elif "\xc2" <= byte <= "\xf4":
                first[chr(code)] |= 1 << index
    return first, later


@lru_cache(maxsize=1 << 10)  # asked whether a token has candidates, and again for these
def _utf8_bits(token: str) -> int:
    """The pages (as bits) in which two characters of the token are the beginning of a UTF-8 sequence."""
    bits = 0
    if PAIR.search(token):
        first, later = _utf8_bytes()
        for a, b in pairwise(token):
            if a > "\x7f" < b:
                bits |= first.get(a, 0) & later.get(b, 0)
    return bits


def _from_utf8(token: str, names: Collection[str] = SINGLE_BYTE, depth: int = DEPTH) -> Iterator[tuple[Reading, str]]:
    """Readings of UTF-8 as single-byte pages: what is no UTF-8 in a token is left as it is."""
    for rank in _ones(_utf8_bits(token)):
        name = SINGLE_BYTE[rank]
        new = _utf8_decoded(token, token.translate(_bytes(name))) if name in names else token
        if new != token:
            yield Reading(((name, "utf-8"),), rank), new
            if depth > 1:
                for reading, newer in _from_utf8(new, {name, "cp1252"}, depth - 1):
                    yield Reading(((name, "utf-8"), *reading.steps), rank + reading.rank + 5), newer


def _utf8_decoded(token: str, as_bytes: str) -> str:
    """The token with the UTF-8 sequences among its bytes decoded."""
    parts: list[str] = []
    at = 0
    for match in UTF8.finditer(as_bytes):
        parts += token[at : match.start()], match.group().encode("latin-1").decode("utf-8")
        at = match.end()
    return "".join([*parts, token[at:]])


def _multi_byte(token: str, language: str) -> Iterator[tuple[Reading, str]]:
    """Readings that a multi-byte page has a part in."""
    native = [name for name in pages(language) if name in EAST_ASIAN]
    if EASTERN.search(token):
        for rank, read_as in enumerate(MULTI_BYTE, 3):
            try:
                data = token.encode(read_as)
            except UnicodeEncodeError:
                continue
            yield from _decoded(data, read_as, ["utf-8", *(native or pages(language)[:1])], rank)
    elif native:
        for rank, read_as in enumerate(SINGLE_BYTE):
            as_bytes = token.translate(_bytes(read_as))
            if max(as_bytes) <= "\xff" and not ALPHABET_IN_UTF8.search(as_bytes):
                yield from _decoded(as_bytes.encode("latin-1"), read_as, native, rank)


def _decoded(data: bytes, read_as: str, written_in: Sequence[str], rank: int) -> Iterator[tuple[Reading, str]]:
    for index, name in enumerate(written_in):
        if name != read_as:
            try:
                yield Reading(((read_as, name),), rank + index), data.decode(name)
            except UnicodeDecodeError:
                continue
