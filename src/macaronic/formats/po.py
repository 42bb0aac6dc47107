"""gettext's PO files: translations, each beside what it is a translation of.

Only the strings of translations are read and written; polib and its like wrap and sort what they write anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from macaronic.formats.base import Chunk, Record
from macaronic.formats.embedded import EmbeddedFormat, Extract, Piece, Strand
from macaronic.formats.plain import in_lines
from macaronic.jsonl import RecordError
from macaronic.languages import claimed
from macaronic.records import Flag

STRING = re.compile(
    r"""
    ^ [ \t]* (?: (?P<key>msgctxt|msgid_plural|msgid|msgstr) (?: \[ (?P<form>\d+) \] )? [ \t]* )?
    " (?P<inside> (?: [^"\\\r\n] | \\. )* ) " [ \t]* \r? $
    """,
    re.VERBOSE | re.MULTILINE,
)
# What is on a line that is none of a PO file.
STRANGE = re.compile(
    r"""
    ^ (?! [ \t]* (?: \#.* | (?: (?:domain|msgctxt|msgid_plural|msgid|msgstr) (?: \[\d+\] )? [ \t]* )?
          " (?: [^"\\\r\n] | \\. )* " [ \t]* )? \r? $ )
    [ \t]* (?P<what> .+ )
    """,
    re.VERBOSE | re.MULTILINE,
)
ESCAPE = re.compile(r"\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)")
# What has to be in a translation as it is: the marks of printf, Python, Qt and their like.
PLACEHOLDER = re.compile(r"%(?:\(\w+\)|\{\w+\}|\d+\$)?[-+#0]*\d*(?:\.\d+)?[hlLzjt]{0,2}[a-zA-Z%]|%\d+|\{[\w.!:]*\}")
NAME = re.compile(r"[^\W_]+(?:_+[^\W_]+)+")  # of something in a program
ACCELERATOR = re.compile(r"(?<![&_~])([&_~])(?=[^\W\d_])")  # the letter behind it is the key that chooses a menu entry
ENTITY = re.compile(r"&\w+;")
CHARSET = re.compile(rb"charset=([\w.:-]+)")
SOURCE = "en"  # by gettext's convention
KEPT = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r"})


class _String(NamedTuple):
    """Where the inside of a quoted string is."""

    start: int
    end: int


@dataclass
class _Entry:
    """An entry: where it begins, and the strings of each of its parts; the forms of a translation by their numbers."""

    start: int
    id: list[_String] = field(default_factory=list)
    forms: dict[str, list[_String]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PoFormat(EmbeddedFormat):
    """A catalogue of translations into the language that its header names."""

    name: ClassVar[str] = "po"

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """The one record, which cannot be read if a line in it cannot, as for gettext."""
        text = self._decoded(chunk.data).text
        if strange := STRANGE.search(text):
            line, column = in_lines(text)(strange.start("what"))
            problem = RecordError("neither a comment nor a string after msgid, msgstr or their like", column)
            yield Record(line, chunk.data, problem=problem)
        else:
            yield from EmbeddedFormat.records(self, chunk)

    def extract(self, file: str) -> Extract:
        """Each form of each translation; an entry without one is a shortcoming."""
        entries = list(_entries(file))
        header = next((_reading(file, e.forms.get("", [])) for e in entries if not _reading(file, e.id)), "")
        expect, unknown = claimed(_field(header, "Language"), self.expect) if not self.expect else (self.expect, None)
        source = self.source or next(iter(claimed(_field(header, "X-Source-Language"), (SOURCE,))[0]), SOURCE)
        strands: list[Strand] = []
        flags: list[Flag] = []
        for entry in entries:
            original = _reading(file, entry.id)
            if not original:
                continue
            missing = [form for form, strings in entry.forms.items() if not _reading(file, strings)]
            if missing or not entry.forms:
                flags.append(_missing(entry, missing, source))
            strands += [
                Strand(tuple(_pieces(file, strings, original)), expect, None if source in expect else source)
                for form, strings in entry.forms.items()
                if form not in missing
            ]
        return Extract(tuple(strands), tuple(flags), unknown)

    def spelled(self, text: str) -> str:
        """With escapes as in C."""
        return text.translate(KEPT)

    def declared(self, head: bytes) -> str | None:
        """By the header."""
        match = CHARSET.search(head)
        return match[1].decode("ascii") if match else None


def _entries(file: str) -> Iterator[_Entry]:
    """The entries that are in use."""
    entry = _Entry(0)
    strings: list[_String] = []
    previous = ""
    for match in STRING.finditer(file):
        key = match["key"]
        if key == "msgctxt" or (key == "msgid" and previous != "msgctxt"):
            if entry.id:
                yield entry
            entry = _Entry(match.start("key"))
        if key == "msgid":
            strings = entry.id
        elif key == "msgstr":
            strings = entry.forms.setdefault(match["form"] or "", [])
        elif key:
            strings = []
        strings.append(_String(*match.span("inside")))
        previous = key or previous
    if entry.id:
        yield entry


def _missing(entry: _Entry, forms: list[str], source: str) -> Flag:
    """The entry, as far as the first form that is missing, be it all."""
    several = f" of the forms {', '.join(forms)}" if len(entry.forms) > 1 else ""
    end = (entry.forms[forms[0]] if forms else entry.id)[-1].end + 1
    return Flag(entry.start, end, "untranslated", source, 1.0, f"no translation{several}")


def _field(header: str, name: str) -> str | None:
    match = re.search(rf"^{name}:[ \t]*(\S*)", header, re.MULTILINE)
    return match[1] if match else None


def _reading(file: str, strings: list[_String]) -> str:
    return "".join(ESCAPE.sub(lambda match: _unescaped(match[0]), file[start:end]) for start, end in strings)


def _unescaped(escape: str) -> str:
    if escape[1] in "01234567":
        return chr(int(escape[1:], 8))
    if escape[1] == "x" and len(escape) > 2:
        return chr(int(escape[2:], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}.get(escape[1], escape[1])


def _pieces(file: str, strings: list[_String], original: str) -> Iterator[Piece]:
    """The pieces of a translation: its placeholders stay, and names that the original has, too; the mark of an
    accelerator is no part of its word.
    """
    names = {*NAME.findall(original)}
    marks = ACCELERATOR.findall(ENTITY.sub("", NAME.sub("", original)))
    accelerator = marks[0] if len(marks) == 1 else None
    kept = "".join(rf"|\b{name}\b" for name in sorted(names))
    special = re.compile(
        f"(?P<escape>{ESCAPE.pattern})|(?P<kept>{PLACEHOLDER.pattern}{kept})|(?P<mark>{ACCELERATOR.pattern})"
    )
    for number, (start, end) in enumerate(strings):
        if number:
            yield Piece("", strings[number - 1].end, start, fixed=True)
        at = start
        for match in special.finditer(file, start, end):
            if match["mark"] and match["mark"] != accelerator:
                continue
            if at < match.start():
                yield Piece(file[at : match.start()], at, match.start())
            if match["escape"]:
                yield Piece(_unescaped(match[0]), *match.span())
            else:
                yield Piece("" if match["mark"] else match[0], *match.span(), fixed=True)
            at = match.end()
        if at < end:
            yield Piece(file[at:end], at, end)
