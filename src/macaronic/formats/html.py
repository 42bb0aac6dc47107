"""HTML: the text between its tags, as browsers show it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import ClassVar, NamedTuple

from macaronic.formats.embedded import EmbeddedFormat, Extract, Piece, Strand, joined
from macaronic.languages import claimed

DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.I)
DECLARED_WITHIN = 1024  # bytes, as the standard has it
# Elements, by what they are to a reader of the text.
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
}  # fmt: skip
CLOSED_BY_THEIR_LIKE = {"p", "li", "dt", "dd", "tr", "td", "th"}
NO_PROSE = {
    "audio", "canvas", "iframe", "math", "noembed", "noframes", "object", "pre", "script", "select", "style", "svg",
    "template", "textarea", "video",
}  # fmt: skip
NO_LANGUAGE = {"code", "kbd", "samp", "tt", "var"}  # in a sentence, but not of its language
IN_A_LINE = NO_LANGUAGE | {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "label", "mark", "q", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "u", "wbr",
}  # fmt: skip
# A single space reads as it stands.
REFERENCE_OR_SPACE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});|[ \t\n\r\f]{2,}|[\t\n\r\f]")


@dataclass(frozen=True, slots=True)
class HtmlFormat(EmbeddedFormat):
    """A page in HTML. Where no language is expected, it is that of the attribute `lang`: what is in another language
    by that is a text of its own, and inside a sentence stays as it is.
    """

    name: ClassVar[str] = "html"

    def extract(self, file: str) -> Extract:
        """Its text, one for each language."""
        reader = _Reader(file, by_language=not self.expect)
        strands: list[Strand] = []
        strange: list[str] = []
        for (language, _), blocks in reader.read().items():
            expect, unknown = claimed(language, self.expect)
            strands.append(Strand(joined(blocks), expect, self.source))
            strange += [unknown] if unknown else []
        return Extract(tuple(strands), unknown=strange[0] if strange else None)

    def spelled(self, text: str) -> str:
        """Without what would be markup."""
        return escape(text, quote=False)

    def declared(self, head: bytes) -> str | None:
        """By the element `meta`, or in XHTML by the XML declaration."""
        match = DECLARED.search(head, 0, DECLARED_WITHIN)
        return (match[1] or match[2]).decode("ascii") if match else None


class _Element(NamedTuple):
    """An element that is open: its language, whether its text is prose, and whether that may be changed."""

    tag: str = ""
    language: str = ""
    prose: bool = True
    fixed: bool = False


@dataclass
class _Text:
    """The pieces of a block so far; white space is one space, and none at its beginning, wherever the tags are."""

    pieces: list[Piece] = field(default_factory=list)
    space: bool = True

    def add(self, file: str, start: int, end: int, fixed: bool) -> None:
        """A stretch of the file without tags."""
        at = start
        for match in REFERENCE_OR_SPACE.finditer(file, start, end):
            self._literal(file, at, match.start(), fixed)
            at = match.end()
            if match[0][0] == "&":
                reading = unescape(match[0])
                self.pieces.append(Piece(reading, *match.span(), fixed or len(reading) != 1))
                self.space = False
            else:
                self.pieces.append(Piece("" if self.space else " ", *match.span(), fixed or self.space))
                self.space = True
        self._literal(file, at, end, fixed)

    def _literal(self, file: str, start: int, end: int, fixed: bool) -> None:
        if self.space and file.startswith(" ", start, end):
            self.pieces.append(Piece("", start, start + 1, fixed=True))
            start += 1
        if start < end:
            self.pieces.append(Piece(file[start:end], start, end, fixed))
            self.space = file[end - 1] == " "

    def quote(self, at: int) -> None:
        """What code begins and ends with, so that a mark in it is none of the sentence."""
        self.pieces.append(Piece("`", at, at, fixed=True))
        self.space = False

    def break_line(self, at: int) -> None:
        """A line break that an element means."""
        self.pieces.append(Piece("\n", at, at, fixed=True))
        self.space = True


class _Reader(HTMLParser):
    """Reads a page into blocks, by their languages."""

    def __init__(self, file: str, by_language: bool) -> None:
        super().__init__(convert_charrefs=False)
        self._file = file
        self._by_language = by_language
        self._lines = [0, *(match.end() for match in re.finditer("\n", file))]
        self._open = [_Element()]
        self._text = _Text()
        self._blocks: dict[tuple[str, bool], list[list[Piece]]] = {}

    def read(self) -> dict[tuple[str, bool], list[list[Piece]]]:
        """The blocks of each language; titles by themselves, because headings often say the same."""
        self.feed(self._file[: _unclosed_comment(self._file)])
        self.close()
        self._end_block()
        return self._blocks

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _end_block(self) -> None:
        if any(piece.text.strip() and not piece.fixed for piece in self._text.pieces):
            key = self._open[-1].language, self._open[-1].tag == "title"
            self._blocks.setdefault(key, []).append(self._text.pieces)
        self._text = _Text()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        inside = tag in IN_A_LINE
        if not inside:
            self._end_block()
        if tag == "br":
            self._text.break_line(self._at())
        if tag in NO_LANGUAGE:
            self._text.quote(self._at())
        if tag in VOID:
            return
        if tag in CLOSED_BY_THEIR_LIKE and self._open[-1].tag == tag:
            self._open.pop()
        around, values = self._open[-1], dict(attrs)
        language = values.get("lang") or values.get("xml:lang") or around.language
        foreign = self._by_language and inside and language != around.language
        self._open.append(
            _Element(
                tag,
                language if self._by_language and not inside else around.language,
                around.prose and tag not in NO_PROSE,
                around.fixed or tag in NO_LANGUAGE or foreign or values.get("translate") == "no",
            )
        )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element that has no text."""
        if tag in VOID:
            self.handle_starttag(tag, attrs)
        elif tag not in IN_A_LINE:
            self._end_block()

    def handle_endtag(self, tag: str) -> None:
        """Closes an element, and those in it that were not closed."""
        if tag not in IN_A_LINE:
            self._end_block()
        if tag in NO_LANGUAGE:
            self._text.quote(self._at())
        for i in range(len(self._open) - 1, 0, -1):
            if self._open[i].tag == tag:
                del self._open[i:]
                break

    def handle_data(self, data: str) -> None:
        """Takes text in."""
        if self._open[-1].prose:
            start = self._at()
            self._text.add(self._file, start, start + len(data), self._open[-1].fixed)

    def handle_entityref(self, name: str) -> None:
        """Takes a character in."""
        start = self._at()
        self.handle_data(f"&{name};" if self._file.startswith(f"&{name};", start) else f"&{name}")

    def handle_charref(self, name: str) -> None:
        """Takes a character in."""
        self.handle_entityref(f"#{name}")


def _unclosed_comment(file: str) -> int | None:
    """Where a comment begins that takes the rest of the file, as in browsers; the parser would search it."""
    start = file.find("<!--", max(0, file.rfind("-->")))
    return start if start >= 0 else None
