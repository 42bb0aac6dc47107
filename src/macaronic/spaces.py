"""Repairs of the spaces between words: runs of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from unicodedata import combining

from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.orthography import Orthography
from macaronic.prose import CAPITAL, CLOSING, OPENING, SPACE, WORDLY, among_unspaced, edit, faults

RUN = {space: rf"{space}(?<=\S.)[{SPACE}]+(?=\S)" for space in SPACE}
GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
LIST_MARKER = re.compile(r"^\s*(?:[-*+•–—#>:]+|\w{1,3}[.)]|\w[\w-]*:)$")
SYMBOL = re.compile(rf"\d|[^{WORDLY}\s]")
LINE = 200  # code points to either side of a gap that tell what kind of line it is in
SHORT_LINE = 80  # code points; shorter lines near each other that have gaps are a table, a list or verse
WIDE_GAP = 5  # spaces; from here on a gap was made on purpose


def extra_spaces(text: str, _: Orthography) -> Iterator[Edit]:
    """A run of spaces between two words.

    Left of a run with a no-break space is an ordinary one if it has one, the no-break space before a French double
    mark. Left alone: indentation, line ends, tabs; what is set in columns, with gaps in neighbouring short lines; the
    gap after a list marker; two spaces after full stops, if the text has them throughout; scripts without spaces
    between words. Costs: a table of a single row loses its columns if they are less than five spaces apart.

    >>> from macaronic.fixes import repaired
    >>> repaired("The  rain had  stopped before we left the house.", extra_spaces)
    'The rain had stopped before we left the house.'
    >>> repaired("Name   Age\\nAnna    31", extra_spaces)
    'Name   Age\\nAnna    31'
    """
    found = faults(RUN, text, lambda match: not (among_unspaced(match) or _laid_out(match)))
    typewritten = bool(found) and _typewritten(text)
    for match in found:
        if not (typewritten and match[0] == "  " and not text[match.start() - 1].isalnum()):
            yield edit(extra_spaces, match, _single(match))


def _single(match: re.Match[str]) -> str:
    """The one space to leave of a run."""
    hard = match[0].replace(" ", "")
    beside_mark = match.string[match.end()] in "?!;:»" or match.string[match.start() - 1] == "«"
    return hard[0] if hard and (beside_mark or hard == match[0]) else " "


def _laid_out(match: re.Match[str]) -> bool:
    """Whether a gap is there for the look of the line, or carries an accent that has no letter."""
    text, start, end = match.string, match.start(), match.end()
    low, high = text.rfind("\n", max(0, start - LINE), start) + 1, text.find("\n", end, end + LINE)
    line = text[max(low, start - LINE) : high if high >= 0 else end + LINE]
    wide = len(match[0]) >= WIDE_GAP and "\N{NO-BREAK SPACE}" not in match[0]
    if wide or line.startswith("  ") or text[end] == "#" or combining(text[end]):
        return True
    if LIST_MARKER.search(text[max(low, start - 24) : start]):
        return True
    above = text[max(0, low - 1 - 2 * SHORT_LINE) : max(0, low - 1)].split("\n")[-2:]
    below = text[high + 1 : high + 1 + 2 * SHORT_LINE].split("\n")[:2] if high >= 0 else []
    return _in_columns(line, above + below)


def _in_columns(line: str, near: list[str]) -> bool:
    """Whether a line is more symbols than letters, or short cells, or short like others with gaps near it."""
    cells = GAP.split(line)
    return (
        2 * len(SYMBOL.findall(line)) > len(line.replace(" ", ""))
        or (len(cells) > 2 and len(line.split()) <= 2 * len(cells))
        or (len(line) < SHORT_LINE and any(len(other) < SHORT_LINE and GAP.search(other) for other in near))
    )


SENTENCE_GAP = re.compile(rf"[.!?][{CLOSING}]?( +)(?=[{OPENING}]?{CAPITAL})")


def _typewritten(text: str) -> bool:
    """Whether two spaces after a full stop are a habit of the text: one in three, and no single case."""
    gaps = [len(gap) for gap in SENTENCE_GAP.findall(text)]
    return gaps.count(2) > 1 and 2 * gaps.count(2) >= gaps.count(1)


_rule = partial(Fix, group="spacing", stage="tidy", safety="evident")

FIXES = (
    _rule(
        extra_spaces,
        needles=("  ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"),
        changes="A run of spaces between two words becomes one space.",
        keeps="Indentation, line ends, tabs, columns, list markers, typewritten text, scripts without spaces.",
        cost="A table of a single row loses its columns if they are less than five spaces apart.",
    ),
)
