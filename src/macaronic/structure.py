"""Repairs of lines: blank ones, their ends, words broken over two of them. All on request: lines may mean something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.orthography import Orthography
from macaronic.prose import SMALL, edit

BLANK_LINES = re.compile(r"(?<=\n)(?:[ \t]*\r?\n){2,}")


def blank_lines(text: str, _: Orthography) -> Iterator[Edit]:
    r"""Two blank lines or more become one.

    >>> from macaronic.fixes import repaired
    >>> repaired("One.\n\n \n\nTwo.\n\nThree.", blank_lines)
    'One.\n\nTwo.\n\nThree.'
    """
    for match in BLANK_LINES.finditer(text):
        yield edit(blank_lines, match, "\r\n" if match[0].endswith("\r\n") else "\n")


SPACES_AT_LINE_END = re.compile(r"(?<![ \t\N{NO-BREAK SPACE}])[ \t\N{NO-BREAK SPACE}]+(?=\r?\n|\Z)")


def line_end_spaces(text: str, _: Orthography) -> Iterator[Edit]:
    r"""White space at the end of a line. Costs: two spaces that are a line break in Markdown go, too.

    >>> from macaronic.fixes import repaired
    >>> repaired("One. \t\n  Two.", line_end_spaces)
    'One.\n  Two.'
    """
    for match in SPACES_AT_LINE_END.finditer(text):
        yield edit(line_end_spaces, match, "")


BROKEN_WORD = re.compile(
    rf"-(?<={SMALL}{{2}}-)(?P<feed>\r?\n)[ \t]*(?P<tail>{SMALL}{{2,60}})(?P<rest>\S{{0,60}})(?P<gap>[ \t]+(?=\S))?"
)
COMPOUND = re.compile(rf"{SMALL}{{2,60}}-{SMALL}{{2,60}}")
HEAD = re.compile(rf"{SMALL}{{2,}}$")


def hyphenated_line_breaks(text: str, _: Orthography) -> Iterator[Edit]:
    r"""A word that is broken over two lines by a hyphen; the line then ends after the word.

    The hyphen stays in what the text elsewhere writes with one. Left alone: breaks before or after a capital or a
    digit. Costs: compounds that occur once lose their hyphen.

    >>> from macaronic.fixes import repaired
    >>> repaired("A transla-\ntion of well-\nknown texts, well-known ones.", hyphenated_line_breaks)
    'A translation\nof well-known\ntexts, well-known ones.'
    """
    broken = list(BROKEN_WORD.finditer(text))
    compounds = set(COMPOUND.findall(text)) if broken else set()
    for match in broken:
        head = HEAD.search(text[max(0, match.start() - 60) : match.start()])
        if head and head[0].islower() and match["tail"].islower():
            hyphen = "-" if f"{head[0]}-{match['tail']}" in compounds else ""
            new = hyphen + match["tail"] + match["rest"] + match["feed"] * bool(match["gap"])
            yield edit(hyphenated_line_breaks, match, new)


_rule = partial(Fix, group="structure", stage="mend", safety="requested")

FIXES = (
    _rule(
        line_end_spaces,
        needles=(),
        changes="White space at the end of a line is taken out.",
        keeps="Line ends, indentation.",
        cost="Line breaks of Markdown that are two spaces are lost.",
    ),
    _rule(
        blank_lines,
        needles=("\n",),
        changes="Two blank lines or more become one.",
        keeps="Single blank lines, the kind of line end.",
        cost="Blank lines in code, too.",
    ),
    _rule(
        hyphenated_line_breaks,
        needles=("-\n", "-\r"),
        changes="A word that is broken over two lines by a hyphen is put together; the line ends after it.",
        keeps="Breaks beside a capital or a digit; the hyphen of what the text elsewhere writes with one.",
        cost="Compounds that occur once lose their hyphen.",
        languages="those in Latin, Greek and Cyrillic letters",
    ),
)
