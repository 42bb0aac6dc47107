"""Markdown: its paragraphs, headings, list items and table cells, without the marks in them.

markdown-it-py says which lines are prose, as CommonMark (and GitHub's tables) has it; where in those lines it is, it
does not say. But it gives each block's text as it stands in the file, so the text is found there again, and what
is no prose inside it is told by its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, ClassVar

from macaronic.formats.embedded import EmbeddedFormat, Extract, Piece, Strand, joined
from macaronic.formats.plain import LINE_END

if TYPE_CHECKING:
    from markdown_it.token import Token

FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(?:.*\r?\n)*?\1[ \t]*(?:\r?\n|\Z)")
EMPHASIS = ("em_open", "strong_open", "s_open")
INLINE = re.compile(
    r"""
    (?P<escape>    \\[!-/:-@\[-`{-~] )
  | (?P<entity>    &(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31}); )
  | (?P<code>      (?<!`)(?P<ticks>`+)(?!`) .*? (?<!`)(?P=ticks)(?!`) )
  | (?P<template>  \{\{ [^{}]* \}\} | \{% [^{}]* %\} )            # Jinja, Liquid, Hugo
  | (?P<link>      < [a-zA-Z][\w+.-]* : [^\s<>]* > )
  | (?P<break>     </? (?i: br | [uod]l | li | d[dt] | p | div | table | t[dhr] | hr | h[1-6] | summary ) \b [^<>]* > )
  | (?P<tag>       < [!?/]? [a-zA-Z-] [^<>]* > | \[\^ [^\]\s]+ \] )  # and references to notes
  | (?P<picture>   \[ !\[ [^\[\]]* (?: \] (?: \( [^()\n]* \) | \[ [^\[\]]* \] ) ){2} )  # that is a link, like badges
  | (?P<opening>   !?\[ )
  | (?P<target>    \] (?: \( [^()\n]* (?: \( [^()\n]* \) [^()\n]* )* \) | \[ [^\[\]]* \] ) )
  | (?P<closing>   \] )
  | (?P<emphasis>  [*]{1,3}(?=\S) | (?<=\S)[*]{1,3} | (?<!\w)_{1,3}(?=\S) | (?<=\S)_{1,3}(?!\w) | ~~ )
    """,
    re.VERBOSE | re.DOTALL,
)
PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"  # without its label, which is no part of a sentence
SOFT_BREAK = re.compile(r"\r?\n[ \t]*")


@dataclass(frozen=True, slots=True)
class MarkdownFormat(EmbeddedFormat):
    """A file in Markdown."""

    name: ClassVar[str] = "markdown"

    def extract(self, file: str) -> Extract:
        """Its prose, all of which is one text."""
        pieces = joined(_blocks(file))
        return Extract((Strand(pieces, self.expect, self.source),) if pieces else ())


def _blocks(file: str) -> Iterator[list[Piece]]:
    """The pieces of each block of prose."""
    from markdown_it import MarkdownIt

    front = FRONT_MATTER.match(file)
    head = len(LINE_END.findall(front[0])) if front else 0
    body = "\n" * head + file[front.end() if front else 0 :]
    starts = [0, *(match.end() for match in LINE_END.finditer(file)), len(file)]
    end = 0  # of what was found so far: the cells of a table are looked for one behind the other
    previous = ""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body):
        if token.type == "inline" and token.map:
            in_table = previous in ("th_open", "td_open")
            pieces = _located(token, file, starts, max(end, starts[token.map[0]]) if in_table else None)
            if pieces:
                end = pieces[-1].end
                prose = list(_without_marks(pieces, any(child.type in EMPHASIS for child in token.children or ())))
                if any(piece.text.strip() and not piece.fixed for piece in prose):
                    yield prose
        previous = token.type


def _located(token: Token, file: str, starts: list[int], cell: int | None) -> list[Piece]:
    """A block's text where it stands in the file, for a cell of a table from some place on: the lines and what is
    between them. Nothing if it is not there as the parser gives it.
    """
    assert token.map
    pieces: list[Piece] = []
    for number, content in enumerate(token.content.split("\n"), token.map[0]):
        line, end = content.strip(), starts[number + 1]
        if cell is None:
            at = file.rfind(line, starts[number], end)
        else:
            line = line.replace("|", r"\|")
            at = file.find(line, cell, end)
        if not line or at < 0:
            return []
        if pieces:
            gap = file[pieces[-1].end : at]
            pieces.append(Piece("\n", pieces[-1].end, at, fixed=not SOFT_BREAK.fullmatch(gap)))
        pieces.append(Piece(line, at, at + len(line)))
    return pieces


def _without_marks(pieces: list[Piece], emphasis: bool) -> Iterator[Piece]:
    """The pieces of a block, cut where something in it is no prose."""
    text = "".join(piece.text for piece in pieces)
    marks = sorted(_marks(text, emphasis))
    at = i = 0
    for piece in pieces:
        after = at + len(piece.text)
        place = at
        while i < len(marks) and marks[i][0] < after:
            start, end, reading, fixed = marks[i]
            if place < start:
                yield _part(piece, place - at, start - at)
            stop = min(end, after)
            if len(piece.text) != piece.end - piece.start:  # a line break in code
                yield piece._replace(fixed=True)
            else:
                yield Piece(
                    text[max(start, place) : stop] if reading is None else reading,
                    piece.start + max(start, place) - at,
                    piece.start + stop - at,
                    fixed,
                )
            place = stop
            if end > after:
                break
            i += 1
        if place < after:
            yield _part(piece, place - at, after - at) if place > at else piece
        at = after


def _part(piece: Piece, start: int, end: int) -> Piece:
    return Piece(piece.text[start:end], piece.start + start, piece.start + end, piece.fixed)


def _marks(text: str, emphasis: bool) -> Iterable[tuple[int, int, str | None, bool]]:
    """Where something in a text is no prose, how it reads (None: as it is), and whether it has to stay."""
    opened: list[tuple[int, int]] = []
    for match in INLINE.finditer(text):
        span = match.span()
        if match["escape"]:
            yield *span, match[0][1], True
        elif match["entity"]:
            reading = unescape(match[0])
            yield *span, reading, len(reading) != 1
        elif match["code"] or match["template"] or match["link"]:
            yield *span, None, True
        elif match["picture"]:
            yield *span, PICTURE, True
        elif match["break"]:
            yield *span, "\n", True
        elif match["tag"]:
            yield *span, "", True
        elif match["opening"]:
            opened.append(span)
        elif match["target"] and opened:
            yield *opened.pop(), "", True
            yield *span, "", True
        elif match["closing"] and opened:
            opened.pop()
        elif match["emphasis"] and emphasis:
            yield *span, "", True
