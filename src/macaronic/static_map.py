"""A map from 64-bit keys to bytes that keeps no keys, and is looked up in three reads.

A *static function* (Chazelle et al., "The Bloomier filter", 2004), laid out as a binary fuse filter (Graf and Lemire,
2022): each key has one slot in each of three neighbouring segments of an array, and its entry is the exclusive or of
the three. An entry is a fingerprint of the key and its value, so a key that is not there is taken for another once in
16 million look-ups. With numpy a look-up takes some 30 ns, where one in buckets of packed entries took 170: those of a
bucket have to be laid out one by one to be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.hashing import BASE, U64

U32 = NDArray[np.uint32]
Ints = NDArray[np.int64]

SLOTS: Final = 3  # of each key
SEGMENT_BITS: Final = 14  # slots of a segment; right for a million keys and more
ROOM: Final = 1.12  # slots a key: of fewer no array can be made
VALUE_BITS: Final = 8
FINGERPRINT_BITS: Final = 32 - VALUE_BITS
ABSENT: Final = -1


@dataclass(frozen=True)
class StaticMap:
    """The array of entries: fingerprints of 24 bits, and values of 8."""

    entries: U32

    @classmethod
    def build(cls, keys: U64, values: NDArray[np.uint8]) -> StaticMap:
        """The map of distinct, evenly distributed keys to their values. Raises ValueError where none can be made."""
        firsts = 1 + (int(len(keys) * ROOM) >> SEGMENT_BITS)
        entries = np.zeros((firsts + SLOTS - 1) << SEGMENT_BITS, np.uint32)
        slots = np.stack(_slots(keys, len(entries)))
        wanted = _fingerprint(keys) << np.uint32(VALUE_BITS) | values
        for key, slot in reversed(_peeled(slots, len(entries))):
            entries[slot] = wanted[key] ^ np.bitwise_xor.reduce(entries[slots[:, key]])
        return cls(entries)

    def find(self, keys: U64) -> NDArray[np.int16]:
        """The value of each key, ABSENT where there is none."""
        first, second, third = _slots(keys, len(self.entries))
        found = self.entries.take(first)
        found ^= self.entries.take(second)
        found ^= self.entries.take(third)
        here = found >> np.uint32(VALUE_BITS) == _fingerprint(keys)
        return np.where(here, found.astype(np.uint8), np.int16(ABSENT))


def _slots(keys: U64, size: int) -> tuple[Ints, Ints, Ints]:
    """The slots of each key: the upper bits say in which segment the first is, the others where in each segment."""
    starts, mask = np.uint64((size >> SEGMENT_BITS) - SLOTS + 1), np.uint64((1 << SEGMENT_BITS) - 1)
    bits = np.uint64(SEGMENT_BITS)
    segment = (keys >> np.uint64(3 * SEGMENT_BITS)) * starts >> np.uint64(64 - 3 * SEGMENT_BITS) << bits
    first = segment + (keys & mask)
    second = segment + (keys >> bits & mask) + (mask + np.uint64(1))
    third = segment + (keys >> bits + bits & mask) + np.uint64(2) * (mask + np.uint64(1))
    return first.view(np.int64), second.view(np.int64), third.view(np.int64)


def _fingerprint(keys: U64) -> U32:
    """What tells keys apart that have a slot in common: the product's upper bits depend on all bits of the key."""
    return (keys * BASE >> np.uint64(64 - FINGERPRINT_BITS)).astype(np.uint32)


def _peeled(slots: Ints, size: int) -> list[tuple[Ints, Ints]]:
    """The keys in rounds, each with a slot that no key of a later round has: what is there is for this key to say."""
    count = np.bincount(slots.ravel(), minlength=size)
    keys = np.zeros(size, np.int64)  # of each slot, the exclusive or of those that are left: of one, that one
    for row in slots:
        np.bitwise_xor.at(keys, row, np.arange(slots.shape[1]))
    rounds = []
    alone = np.flatnonzero(count == 1)
    while len(alone):
        key, first = np.unique(keys[alone], return_index=True)
        rounds.append((key, alone[first]))
        touched = slots[:, key]
        np.subtract.at(count, touched, 1)
        np.bitwise_xor.at(keys, touched, key)
        alone = np.unique(touched)
        alone = alone[count[alone] == 1]
    if sum(len(key) for key, _ in rounds) < slots.shape[1]:
        raise ValueError("keys that are equal, or too many of them for the room")
    return rounds
