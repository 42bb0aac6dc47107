"""Hashes of all slices of a text at once: what words and character n-grams are looked up by."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]

BASE: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2**64
INVERSE: Final = np.uint64(pow(int(BASE), -1, 1 << 64))


class Polynomial:
    """Hashes of slices of a string of code points, each in constant time, from prefix sums (Rabin and Karp, 1987)."""

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        """Sums up the whole string once."""
        self._powers, self._inverses = _powers(1 << max(10, len(codes).bit_length()))
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * self._powers[: len(codes)], out=self._sums[1:])

    def slices(self, start: Ints, end: Ints) -> U64:
        """The hash of each slice: equal for equal slices, wherever they stand."""
        return mixed((self._sums[end] - self._sums[start]) * self._inverses[start])

    def inserted(self, start: Ints, at: Ints, end: Ints, piece: str) -> U64:
        """The hash of each slice with a string put in: that of the longer string."""
        head, tail = self._sums[at] - self._sums[start], self._sums[end] - self._sums[at]
        value = (head + tail * self._powers[len(piece)]) * self._inverses[start]
        for i, char in enumerate(piece):
            value += np.uint64(ord(char) + 1) * self._powers[at - start + i]
        return mixed(value)

    def joined(self, start: Ints, end: Ints, again: Ints, last: Ints) -> U64:
        """The hash of each slice from `start` to `end` with the one from `again` to `last` put after it.

        >>> text = Polynomial(np.frombuffer("wordless".encode("utf-32-le"), np.uint32))
        >>> (text.joined(*map(np.array, ([0], [2], [5], [8]))) == hashed(["woess"])).tolist()
        [True]
        """
        head = (self._sums[end] - self._sums[start]) * self._inverses[start]
        tail = (self._sums[last] - self._sums[again]) * self._inverses[again]
        return mixed(head + tail * self._powers[end - start])


def hashed(strings: list[str]) -> U64:
    """The hashes of whole strings."""
    codes = np.frombuffer("".join(strings).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(s) for s in strings], dtype=np.int64)
    return Polynomial(codes).slices(np.concatenate([[0], ends[:-1]]).astype(np.int64), ends)


def mixed(value: U64) -> U64:
    """Spreads a hash over all its bits (the finalizer of SplitMix64: Steele, Lea and Flood, 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@cache
def _powers(n: int) -> tuple[U64, U64]:
    """The powers of the base and of its inverse, up to the n-th."""

    def of(base: np.uint64) -> U64:
        steps = np.full(n, base, np.uint64)
        steps[0] = 1
        return np.cumprod(steps)

    return of(BASE), of(INVERSE)
