"""Which repair rules a text may need: one look at the characters of many texts, instead of a search by each rule.

Nearly every text has full stops, commas and quotation marks, and hardly any has a fault at one of them. So each rule
says what stands beside a mark where it finds a fault (`fix.Shape`), and every shape is a bit. Four tables say by
character which shapes it may be a part of: in front of the mark, as the mark, behind it and one further on. Four
look-ups at each mark decide on all shapes at once, at a twentieth of the cost of the searches.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.fix import Fix, Shape

BITS: Final = 64
ALWAYS: Final = 1 << BITS  # the bit of what has no shape; every text has it
EVERY: Final = (ALWAYS << 1) - 1  # all bits: those of a text that was not looked at
TOGETHER: Final = 1 << 18  # characters that are looked at together
APART: Final = "\v\v"  # between texts: white space that is no mark
NEAR: Final = 40  # characters around a part of a text
LETTERS: Final = re.compile(r"[^\W_]{2}")
ALPHABETS: Final = 0x600  # characters up to here, and those that shapes name, are told apart; others are in any class


class Seen(NamedTuple):
    """What was seen of a text: the bits of the shapes in it, and the places of their marks, in order."""

    bits: int
    places: Sequence[int] | NDArray[np.int64]

    def spares(self, text: str, start: int, end: int) -> bool:
        """Whether no rule that has shapes changes a part of the text, whatever it changes elsewhere.

        No mark of a shape is in the part or near it, and on either side stand two letters in a row. No rule changes a
        letter, so that what is changed further off ends at these, and brings nothing new beside a mark between them.
        """
        low, high = max(0, start - NEAR), end + NEAR
        first = bisect_left(self.places, low)
        return (
            self.bits != EVERY
            and (first == len(self.places) or self.places[first] >= high)
            and (not low or LETTERS.search(text, low, start) is not None)
            and (high >= len(text) or LETTERS.search(text, end, high) is not None)
        )


UNSEEN: Final = Seen(EVERY, ())


@dataclass(frozen=True)
class Gate:
    """The shapes of some rules as tables.

    By character: `mark` says whether it is the mark of a shape, `row` its row in `beside`, where there are the bits of
    the shapes that it may be a part of at each of four places. `masks` has the bits of each rule's shapes.
    """

    mark: NDArray[np.bool_]
    row: NDArray[np.uint16]
    beside: NDArray[np.uint64]
    masks: dict[str, int]

    def mask(self, fix: Fix) -> int:
        """The bits of which a text has one if the rule finds anything in it."""
        return self.masks.get(fix.name, ALWAYS)

    def look(self, texts: Sequence[str]) -> list[Seen]:
        """What is in each text. A very long one is not looked at: each rule had better search it."""
        return [seen for group in _groups(texts) for seen in self._look(group)]

    def _look(self, texts: Sequence[str]) -> list[Seen]:
        if len(texts[0]) > TOGETHER:
            return [UNSEEN]
        joined = APART + "".join(text + APART for text in texts)
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        at = np.flatnonzero(self.mark.take(codes, mode="clip"))
        shapes = self._at(codes, at, 1)
        for place in (0, 2, 3):
            shapes &= self._at(codes, at, place)
            at, shapes = at[shapes > 0], shapes[shapes > 0]
        starts = np.cumsum([len(APART), *(len(text) + len(APART) for text in texts)])
        bits = np.zeros(len(texts), np.uint64)
        np.bitwise_or.at(bits, np.searchsorted(starts, at, "right") - 1, shapes)
        bounds = np.searchsorted(at, starts).tolist()
        return [
            Seen(ALWAYS | some, at[first:after] - start)
            for some, first, after, start in zip(bits.tolist(), bounds, bounds[1:], starts.tolist(), strict=False)
        ]

    def _at(self, codes: NDArray[np.uint32], marks: NDArray[np.int64], place: int) -> NDArray[np.uint64]:
        """The bits of the shapes that the character at one of the four places around each mark may be a part of."""
        rows = self.row.take(codes.take(marks + (place - 1), mode="clip"), mode="clip")
        found: NDArray[np.uint64] = self.beside[place].take(rows)
        return found


def _groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts, in order, in groups of as many characters as are looked at together, a longer one alone."""
    group: list[str] = []
    size = 0
    for text in texts:
        size += len(text)
        if group and size > TOGETHER:
            yield group
            group, size = [], len(text)
        group.append(text)
    if group:
        yield group


@lru_cache(maxsize=8)
def gate(fixes: tuple[Fix, ...]) -> Gate:
    """The gate of some rules. Rules without needles, and those for which no bit is left, are let through."""
    shapes: list[Shape] = []
    masks: dict[str, int] = {}
    for fix in fixes:
        own = fix.shapes or _shapes(fix.needles)
        if own and len(shapes) + len(own) <= BITS:
            masks[fix.name] = ((1 << len(own)) - 1) << len(shapes)
            shapes += own
    named = {char for shape in shapes for side in shape if not _is_class(side) for char in side}
    chars = "".join(sorted(named.union(map(chr, range(ALPHABETS)))))
    codes = [*map(ord, chars)]
    row = np.full(codes[-1] + 2, len(chars), np.uint16)
    row[codes] = np.arange(len(chars))
    mark = np.zeros(len(row), np.bool_)
    beside = np.zeros((4, len(chars) + 1), np.uint64)
    for bit, shape in enumerate(shapes):
        mark[[*map(ord, shape.marks)]] = True
        for place, side in enumerate((shape.before, shape.marks, shape.after, shape.behind)):
            beside[place, _rows(side, chars)] |= np.uint64(1 << bit)
    return Gate(mark, row, beside, masks)


def _shapes(needles: Sequence[str]) -> list[Shape]:
    """Needles as shapes: all that are single characters are one; of a longer one, the first three characters count."""
    single = "".join(needle for needle in needles if len(needle) == 1)
    longer = [Shape(n[0], after=n[1], behind=n[2:3]) for n in needles if len(n) > 1]
    return [Shape(single), *longer] if single else longer


def _is_class(side: str) -> bool:
    return side.startswith("[") and len(side) > 1


@lru_cache(maxsize=64)
def _rows(side: str, chars: str) -> slice | NDArray[np.int64]:
    """The rows of the characters that may stand at a side of a mark; any not in `chars` has the row behind theirs."""
    if not side:
        return slice(None)
    if _is_class(side):
        return np.array([*(match.start() for match in re.finditer(side, chars)), len(chars)])
    return np.array([chars.index(char) for char in side])
