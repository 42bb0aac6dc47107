"""Repairs of the spaces between words: runs of them, and spaces of another width or that do not break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from unicodedata import combining

from macaronic.edits import Edit
from macaronic.fix import Fix, Shape
from macaronic.orthography import Orthography
from macaronic.prose import (
    CAPITAL,
    CLOSING,
    LETTER,
    OPENING,
    SMALL,
    SPACE,
    WORDLY,
    among_unspaced,
    edit,
    faults,
    is_command,
    surroundings,
)

NO_BREAK = SPACE[1:]
RUN = {  # from two ordinary spaces, or the first other one, on: the engine skips to a literal ten times as fast
    " ": rf"  (?<=\S..)[{SPACE}]*(?=\S)",
    **{hard: rf"{hard}(?:(?<=\S.)[{SPACE}]+|(?<=\S[ ].)[{SPACE}]*)(?=\S)" for hard in NO_BREAK},
}
GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
LIST_MARKER = re.compile(r"^\s*(?:[-*+•–—#>:]+|\w{1,3}[.)]|\w[\w-]*:)$")
SYMBOL = re.compile(rf"\d|[^{WORDLY}\s]")
LINE = 200  # code points to either side of a gap that tell what kind of line it is in
SHORT_LINE = 80  # code points; shorter lines near each other that have gaps are a table, a list or verse
WIDE_GAP = re.compile(r"(?<=\S) {5,}(?=\S)")  # from here on a gap was made on purpose
TERM = re.compile(r"\s*(\S*[^\s.,;!?…]) {2,}(?=\S)")  # a mark would end a clause on the line above
IDENTIFIER = re.compile(r"[a-z][a-z-]*[0-9_.][a-z0-9_.-]*")


def extra_spaces(text: str, facts: Orthography) -> Iterator[Edit]:
    """A run of spaces between two words.

    What is left of a run is an ordinary space; a no-break one before a French double mark, and behind a number if no
    other was there. Left alone: indentation, line ends, tabs; what is set in columns, with gaps in neighbouring short
    lines or five spaces apart in some place; the gap after a list marker, and after a term that begins a line, if
    another line near by begins so or the term is no word but a name in small letters; two spaces after full stops, if
    the text has them throughout; scripts without spaces between words. Costs: a table of a single row loses its
    columns if all are less than five spaces apart.

    >>> from macaronic.fixes import repaired
    >>> repaired("The  rain had  stopped before we left the house.", extra_spaces)
    'The rain had stopped before we left the house.'
    >>> repaired("Name   Age\\nAnna    31", extra_spaces)
    'Name   Age\\nAnna    31'
    >>> repaired("ID  Name           Place   Year", extra_spaces) + repaired("nfsmnt  Mounts a share.", extra_spaces)
    'ID  Name           Place   Yearnfsmnt  Mounts a share.'
    """
    found = faults(RUN, text, lambda match: not (among_unspaced(match) or _laid_out(match, facts)))
    typewritten = bool(found) and _typewritten(text)
    for match in found:
        if not (typewritten and match[0] == "  " and not text[match.start() - 1].isalnum()):
            yield edit(extra_spaces, match, _single(match), back=match.start() - _begin(match))


def _begin(match: re.Match[str]) -> int:
    """Where a run begins: an ordinary space may stand before what is matched."""
    return match.start() - (match.string[match.start() - 1] == " ")


def _single(match: re.Match[str]) -> str:
    """The one space to leave of a run."""
    text, start, end = match.string, _begin(match), match.end()
    hard = text[start:end].replace(" ", "")
    kept = text[end] in "?!;:»" or text[start - 1] == "«" or (text[start - 1].isdigit() and len(hard) == end - start)
    return hard[0] if hard and kept else " "


def _laid_out(match: re.Match[str], facts: Orthography) -> bool:
    """Whether a gap is there for the look of the line, or carries an accent that has no letter."""
    text, start, end = match.string, _begin(match), match.end()
    low, high = text.rfind("\n", max(0, start - LINE), start) + 1, text.find("\n", end, end + LINE)
    line = text[max(low, start - LINE) : high if high >= 0 else end + LINE]
    accent = combining(text[end]) or (combining(text[start - 1]) and text[start - 2 : start - 1] == " ")
    if WIDE_GAP.search(line) or line.startswith("  ") or text[end] == "#" or accent:
        return True
    if LIST_MARKER.search(text[max(low, start - 24) : start]):
        return True
    above = text[max(0, low - 1 - 2 * SHORT_LINE) : max(0, low - 1)].split("\n")[-2:]
    below = text[high + 1 : high + 1 + 2 * SHORT_LINE].split("\n")[:2] if high >= 0 else []
    term = TERM.match(text, low) if start - low <= LINE else None
    defined = term and term.end() == end and (_is_name(term[1], facts) or any(map(TERM.match, above + below)))
    return bool(defined) or _in_columns(line, above + below)


def _is_name(word: str, facts: Orthography) -> bool:
    """Whether a word is the name of a command, an option or the like and none of the language's words."""
    return IDENTIFIER.fullmatch(word) is not None or (word.islower() and word.isalpha() and is_command(word, facts))


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


FIXED_WIDTH = "".join(map(chr, range(0x2002, 0x200B))) + "\N{MEDIUM MATHEMATICAL SPACE}"  # en space to hair space
ODD_SPACE = {space: rf"{space}(?<={SMALL}{{3}}.)(?={LETTER}{{2}})" for space in FIXED_WIDTH}


def fixed_width_spaces(text: str, _: Orthography) -> Iterator[Edit]:
    r"""A space of a fixed width between two words of a sentence, as typesetting and extraction from pages leave it.

    Left alone: such spaces beside numbers, units, marks, initials and short words, where typographers set them; short
    lines, where they may be the pause of a verse; scripts without spaces between words. Costs: words that are spaced
    out on purpose in a long line come closer.

    >>> from macaronic.fixes import repaired
    >>> line = "The harbour\N{EN SPACE}master slept all through the storm, 5\N{THIN SPACE}km from the open sea. "
    >>> repaired(line + "Nobody woke him.", fixed_width_spaces).replace("\N{THIN SPACE}", "~")
    'The harbour master slept all through the storm, 5~km from the open sea. Nobody woke him.'
    """
    for match in faults(ODD_SPACE, text, _in_long_line):
        yield edit(fixed_width_spaces, match, " ")


def _in_long_line(match: re.Match[str]) -> bool:
    return len(surroundings(match, SHORT_LINE)) > SHORT_LINE and not among_unspaced(match)


HARD_SPACE = {space: rf"{space}(?<={SMALL}{{2}}.)(?={SMALL}{{2}})" for space in NO_BREAK}


def no_break_spaces(text: str, _: Orthography) -> Iterator[Edit]:
    r"""A no-break space between two words becomes an ordinary one.

    On request, because published texts have them there on purpose: Polish ones bind `dla`, `przez` and the like to the
    next word, and layout binds what a name or a term consists of. Left alone: what conventions ask for, which is every
    no-break space beside a number, a mark, a capital letter or a word of one letter, and so all of French spacing;
    scripts without spaces between words.

    >>> from macaronic.fixes import repaired
    >>> line = "the~harbour~master of~Oslo saw~5~km of ice in~a~day".replace("~", "\N{NO-BREAK SPACE}")
    >>> repaired(line, no_break_spaces).replace("\N{NO-BREAK SPACE}", "~")
    'the harbour master of~Oslo saw~5~km of ice in~a~day'
    """
    for match in faults(HARD_SPACE, text, lambda match: not among_unspaced(match)):
        yield edit(no_break_spaces, match, " ")


_rule = partial(Fix, stage="tidy")

FIXES = (
    _rule(
        extra_spaces,
        group="spacing",
        safety="evident",
        needles=("  ", *NO_BREAK),
        changes="A run of spaces between two words becomes one space.",
        keeps="Indentation, line ends, tabs, columns, terms, list markers, typewritten text, scripts without spaces.",
        cost="A table of a single row loses its columns if all are less than five spaces apart.",
        shapes=(Shape(SPACE, after=SPACE), Shape(NO_BREAK, before=" ")),
    ),
    _rule(
        fixed_width_spaces,
        group="spacing",
        safety="evident",
        needles=tuple(ODD_SPACE),
        changes="An en space, thin space or the like between two words in a long line becomes an ordinary one.",
        keeps="Those beside numbers, units, marks, initials and short words; short lines; scripts without spaces.",
        cost="Words that are spaced out on purpose come closer.",
        shapes=(Shape(FIXED_WIDTH, before=SMALL, after=LETTER),),
    ),
    _rule(
        no_break_spaces,
        group="no_break",
        safety="requested",
        needles=tuple(HARD_SPACE),
        changes="A no-break space between two words in small letters becomes an ordinary one.",
        keeps="Those beside numbers, marks, capital letters and words of one letter; French spacing.",
        cost="What was bound together on purpose, such as a Polish preposition and its noun, may part at a line end.",
        shapes=(Shape(NO_BREAK, before=SMALL, after=SMALL),),
    ),
)
