"""Texts in pieces that are looked at some at a time, because what detection remembers of a text grows with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from macaronic.detection import Findings

Span = tuple[int, int]

TOGETHER: Final = 1 << 19  # characters that are looked at together; also the length of the longest piece
SEARCHED: Final = 1 << 14  # at the end of a piece, for a good place to cut
CUTS: Final = ("\n\n", "\n", ". ", "。", " ")  # from the best place on


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text (by its index)."""

    text: int
    start: int
    end: int


def groups(texts: Sequence[str]) -> Iterator[list[Piece]]:
    """All pieces of all texts, in order, in groups of about as many characters as are looked at together; no two of
    one text in a group, because what the first says of the text counts for the next.
    """
    group: list[Piece] = []
    size = 0
    for i, text in enumerate(texts):
        for start, end in cut(text):
            group.append(Piece(i, start, end))
            size += end - start + 1
            if size >= TOGETHER or end < len(text):
                yield group
                group, size = [], 0
    if group:
        yield group


def cut(text: str) -> Iterator[Span]:
    """The spans of a text's pieces: the whole of nearly every text; a longer one is cut where a paragraph, a line, a
    sentence or a word ends, or if there is no such place, anywhere.

    >>> [(start, end) for start, end in cut("a. " * TOGETHER)][:2]
    [(0, 524286), (524286, 1048572)]
    """
    start = 0
    while len(text) - start > TOGETHER:
        limit = start + TOGETHER
        ends = (text.rfind(mark, limit - SEARCHED, limit) + len(mark) for mark in CUTS)
        end = next((end for end in ends if end > start + len(CUTS[0])), limit)
        yield start, end
        start = end
    yield start, len(text)


def joined(parts: Sequence[tuple[Piece, Findings]]) -> Findings:
    """The findings in a text from those in its pieces."""
    if len(parts) == 1:
        return parts[0][1]
    return Findings(
        parts[0][1].expected,
        tuple(replace(f, start=f.start + p.start, end=f.end + p.start) for p, found in parts for f in found.flags),
        tuple(replace(s, start=s.start + p.start, end=s.end + p.start) for p, found in parts for s in found.sentences),
        tuple((a + p.start, b + p.start, language) for p, found in parts for a, b, language in found.passages),
    )
