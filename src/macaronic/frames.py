"""A line of a text cut to a terminal's width, with the cells that a passage of it takes up.

Terminals count cells: an ideograph takes two, a combining mark none. What terminals do not agree on, or would obey,
is written as an escape, so that the cells counted here are those of every terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from wcwidth import wcwidth

from macaronic.findings import JOINERS, REACH, inert

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
LEAD: Final = 10  # cells of what stands before a passage that has no room
# Some terminals make one wide character of an emoji and what follows it, some write them side by side.
FLAGS_OF_COUNTRIES: Final = map(chr, range(0x1F1E6, 0x1F200))  # two letters each
TONES_OF_SKIN: Final = map(chr, range(0x1F3FB, 0x1F400))
FUSING: Final = frozenset({"\N{VARIATION SELECTOR-16}", *FLAGS_OF_COUNTRIES, *TONES_OF_SKIN})


class Row(NamedTuple):
    """What is shown of a line: what stands before, in and after a passage of it."""

    before: str
    passage: str
    after: str

    @property
    def marked(self) -> tuple[int, int]:
        """The cells of the passage, from 0 and half-open.

        A passage that takes up no cell of its own (a combining mark, a place where something is missing) is marked
        where it stands: at the character that it combines with, or at the one that follows.
        """
        start = cells(self.before)
        end = start + cells(self.passage)
        if self.before and self.passage and not cells(self.passage[0]):
            start -= next((cells(char) for char in reversed(self.before) if cells(char)), 0)
        return start, max(end, start + 1)

    def marks(self, sign: str = "^") -> str:
        """The line to show below."""
        start, end = self.marked
        return " " * start + sign * (end - start)


def visible(text: str) -> str:
    """A text with everything as an escape that a terminal would obey, not show, or take up more or fewer cells with
    than others do.

    >>> visible("one\\ttwo\\x1b[31m")
    'one\\\\ttwo\\\\x1b[31m'
    """
    return "".join(_visible(text))


def _visible(text: str) -> Iterator[str]:
    before = ""
    for char in text:
        fusing = char in FUSING or (char in JOINERS and not before.isalpha() and cells(before) > 0)
        yield ascii(char)[1:-1] if fusing else inert(char)
        before = char


def cells(text: str) -> int:
    """How many cells a visible text takes up.

    >>> cells("e\\N{COMBINING ACUTE ACCENT}"), cells("\\u6f22")
    (1, 2)
    """
    return sum(max(0, wcwidth(char)) for char in text)


def row(before: str, passage: str, after: str, width: int) -> Row:
    """A line, cut so that it has `width` cells at most and the passage, or its beginning, is in sight.

    >>> row("It is known that ", "nobody", " asked why it was so", 20)
    Row(before='… that ', passage='nobody', after=' asked…')
    """
    return rows(before, [passage], after, width)[0]


def rows(before: str, passages: Sequence[str], after: str, width: int) -> list[Row]:
    """The line with one passage and with another, cut so that they stand below each other."""
    before, after = visible(before), visible(after)
    shown = [visible(passage) for passage in passages]
    lead = min(cells(before), LEAD)
    room = width - max(map(cells, shown))
    before = _cut(before, lead if room < lead + bool(after) else max(room // 2, room - cells(after)), _ending)
    return [_row(before, passage, after, width - cells(before)) for passage in shown]


def _row(before: str, passage: str, after: str, room: int) -> Row:
    if cells(passage) > room - bool(after):
        return Row(before, _cut(passage, room, _beginning), "")
    return Row(before, passage, _cut(after, room - cells(passage), _beginning))


def beginning(text: str, width: int) -> str:
    """As much of a text as has room.

    >>> beginning("It rained all day.", 12)
    'It rained a…'
    """
    return _cut(visible(text[: REACH + width]), width, _beginning)


def _cut(text: str, room: int, part: Callable[[str, int], str]) -> str:
    """The part of a text that has room, with an ellipsis for the rest."""
    return text if cells(text) <= room else part(text, room - 1)


def _beginning(text: str, room: int) -> str:
    return "".join(_fitting(text, room)) + ELLIPSIS


def _ending(text: str, room: int) -> str:
    taken = "".join(_fitting(reversed(text), room))[::-1]
    whole = next((i for i, char in enumerate(taken) if cells(char)), len(taken))  # no mark without its letter
    return ELLIPSIS + taken[whole:]


def _fitting(characters: Iterable[str], room: int) -> Iterator[str]:
    """As many of them as have room."""
    for char in characters:
        room -= cells(char)
        if room < 0:
            return
        yield char
