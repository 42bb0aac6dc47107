r"""Characters that were left as escapes: HTML entities, `\u00e9`, quoted-printable, percent-encoding.

A text may also talk about escapes. Entities are decoded unless the text shows that it does; the others only when asked
for, since a text that has them may be code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import partial
from html.entities import html5

from macaronic.codepages import letters, pages
from macaronic.edits import Edit, shift
from macaronic.fix import Fix, Shape
from macaronic.orthography import Orthography
from macaronic.plausibility import known
from macaronic.prose import edit

# ---- HTML entities ----------------------------------------------------------------------------------------------

REFERENCE = r"""
    & (?: amp; | \#38; )*                                   # doubled: &amp;eacute;
    (?: \# (?: [0-9]{1,7} | [xX] [0-9a-fA-F]{1,6} ) | [A-Za-z][A-Za-z0-9]{1,30} ) ;
"""
ENTITY = re.compile(REFERENCE, re.VERBOSE)
TAG = re.compile(r"</? [A-Za-z] [^<>\n]{0,300} > | <!--", re.VERBOSE)
ESCAPED_TAG = re.compile(r"&(?:amp;)*lt; /? [A-Za-z!] [^<>\n]{0,300}? &(?:amp;)*gt;", re.VERBOSE)
CODE = re.compile(r"(`+)[^\n]+?\1")
MARK = r"""["'`“”„‘’‚«»‹›「」『』()\[\]]"""
QUOTED = re.compile(
    rf"""
    (?: (?<={MARK}) | (?<=«\s) )
    (?: (?: {REFERENCE} | _ )+ | (?: {REFERENCE} [\s,]+ )+ {REFERENCE} )  # a list, but no words of several letters
    (?= {MARK} | \s» )
    """,
    re.VERBOSE,
)
BRACKETS = frozenset("<>")
QUOTES = frozenset("\"'")
MARKUP = BRACKETS | QUOTES  # what stands alone between spaces is talked about
LISTED = re.compile(r"[\s,]+")  # what may stand between the entities of a list
CLAUSE_END = re.compile(rf"{MARK}*[.,;:!?]?(?=\s|\Z)")
OPERAND = re.compile(r"\(?(?:\d[\d.,]*|[^\W\d_])%?\)?[.,;:]?")  # of a comparison: `x < 5`
LONGEST_OPERAND = 20  # code points

Decoded = tuple[re.Match[str], str]  # an entity and its character


def html_entities(text: str, facts: Orthography) -> Iterable[Edit]:
    """Decodes HTML entities in prose, also doubled ones.

    They are left alone where the text talks about markup: in a line with tags, in code, in quotation marks or
    brackets, where a letter or a sign of markup stands alone, unless the letter is a word or the sign compares two
    numbers or letters, and where an ampersand ends a clause. Entities in a row, with no more than white space and
    commas between them, are decoded all or none. Costs: a heading that was cut off behind an ampersand keeps its
    entity.

    >>> [e.new for e in html_entities("Tom &amp;amp; Jerry au caf&eacute;", Orthography("fr"))]
    ['&', 'é']
    >>> list(html_entities("Write &eacute; or `&amp;`, not <b>&nbsp;</b>.", Orthography("en")))
    []
    >>> list(html_entities("Three are names: &amp; &lt; &gt;. One is written as &amp;.", Orthography("en")))
    []
    """
    start = 0
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if "&" in line and not TAG.search(line):
            yield from _entities(line, start, facts.language, goes_on=bool(following.strip()))
        start += len(line) + 1


def _entities(line: str, offset: int, language: str, goes_on: bool) -> Iterable[Edit]:
    for spared in (CODE, ESCAPED_TAG, QUOTED):
        line = spared.sub(lambda match: "_" * len(match.group()), line)
    found = [(m, char) for m in ENTITY.finditer(line) if (char := _decoded(m.group())) is not None]
    many = sum(_in_word(line, m) for m, _ in found) > 1
    for row in _rows(line, found):
        if many or not _spoken_of(line, row, language, goes_on):
            yield from shift([edit(html_entities, match, char) for match, char in row], offset)


def _rows(line: str, found: list[Decoded]) -> list[list[Decoded]]:
    """Decoded entities, those together that only white space and commas part."""
    rows: list[list[Decoded]] = []
    for match, char in found:
        if rows and LISTED.fullmatch(line, rows[-1][-1][0].end(), match.start()):
            rows[-1].append((match, char))
        else:
            rows.append([(match, char)])
    return rows


def _spoken_of(line: str, row: list[Decoded], language: str, goes_on: bool) -> bool:
    """Whether entities stand apart from all words, as those do of which a text speaks, and none could do so in prose.

    A line that goes on in the next one ends no clause.
    """
    start, end = row[0][0].start(), row[-1][0].end()
    behind = CLAUSE_END.match(line, end)
    before = line[max(0, start - 1) : start].strip()
    if not behind or (before and (len(row) == 1 or before.isalnum() or before in "&;")):
        return False
    chars = [char for _, char in row]
    left, right = line[max(0, start - LONGEST_OPERAND) : start], line[end : end + LONGEST_OPERAND]
    if chars == ["&"]:
        ends = bool(behind[0]) or not (right.strip() or goes_on)
        return ends and bool(left.strip())
    if len(chars) == 1 and (_compares(left, right) if chars[0] in BRACKETS else behind[0] and chars[0] in QUOTES):
        return False  # a space has parted a quotation mark from its words
    return "," in line[start:end] or any(not _says_something(char, language) for char in chars)


def _compares(left: str, right: str) -> bool:
    """Whether a sign stands between numbers or single letters."""
    before, after = left.split()[-1:], right.split()[:1]
    return bool(before and after) and all(map(OPERAND.fullmatch, before + after))


def _says_something(char: str, language: str) -> bool:
    """Whether a character can stand alone between spaces in prose."""
    if char in MARKUP:
        return False
    return not char.isalpha() or (char.lower() in letters(language) and known([char], language)[0])


def _decoded(entity: str) -> str | None:
    """The character of an entity, doubled or not; None where it is no entity or its character is a control."""
    name = entity[1:]
    while name.startswith(("amp;", "#38;")) and len(name) > 4:
        name = name[4:]
    if name[0] != "#" and name not in html5 and name.lower() not in html5:
        return None
    char = html.unescape("&" + (name if name[0] == "#" or name in html5 else name.lower()))
    char = char.upper() if name[0] != "#" and name.isupper() and name not in html5 else char
    lost = not char or char.startswith(("&#", "\N{REPLACEMENT CHARACTER}"))
    return char if not lost and (char.isprintable() or char.isspace()) else None


def _in_word(line: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before, after = line[max(0, start - 1) : start].strip(), line[end : end + 1].strip()
    return (before + after).isalnum() or before == ";" or after == "&"


# ---- escapes of programming languages ---------------------------------------------------------------------------

BACKSLASHED = re.compile(  # the number of backslashes is bounded: so a run of them takes linear time
    r"""
    (?: \\{1,8} u [dD][89abAB][0-9a-fA-F]{2} \\{1,8} u [dD][c-fC-F][0-9a-fA-F]{2} )  # two surrogates
  | \\{1,8} (?: u [0-9a-fA-F]{4} | u \{ [0-9a-fA-F]{1,6} \} | U 00 [0-9a-fA-F]{6} )
  | (?: \\{1,8} x [0-9a-fA-F]{2} )+
  | (?: \\ [23][0-7]{2} ){2,}                                              # octal, of bytes above ASCII
  | % u [0-9a-fA-F]{4}
  | <U\+ [0-9A-F]{4,6} >
    """,
    re.VERBOSE,
)


def backslash_escapes(text: str, facts: Orthography) -> Iterable[Edit]:
    r"""Decodes literal `\u00e9`, `\xe9`, `\u{e9}`, `%u00e9` and `<U+00E9>`; runs of `\xc3\xa9` are read as bytes.

    Left alone is what stands for no printable character.

    >>> [e.new for e in backslash_escapes(r"caf\u00e9, na\xc3\xafve, \ud83d\ude00, \u0000", Orthography("en"))]
    ['é', 'ï', '😀']
    """
    for match in BACKSLASHED.finditer(text):
        new = _unescaped(match.group(), facts.language)
        if new is not None:
            yield edit(backslash_escapes, match, new)


def _unescaped(escape: str, language: str) -> str | None:
    if "x" in escape:
        return _from_bytes(bytes.fromhex("".join(re.findall("x(..)", escape))), language)
    if "u" not in escape.lower():
        return _from_bytes(bytes(int(digits, 8) for digits in escape.split("\\")[1:]), language)
    codes = [int(digits, 16) for digits in re.findall("[uU][{+]?([0-9a-fA-F]+)", escape)]
    if len(codes) == 2:
        codes = [0x10000 + ((codes[0] & 0x3FF) << 10 | codes[1] & 0x3FF)]
    return _printable("".join(map(chr, codes)) if max(codes) < 0x110000 else "")


def _from_bytes(data: bytes, language: str) -> str | None:
    """Bytes as text: UTF-8, or else the page that the language is written in most."""
    for encoding in ("utf-8", *(pages(language)[:1] or ("cp1252",))):
        try:
            return _printable(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return None


def _printable(text: str) -> str | None:
    return text if text and all(char.isprintable() or char in "\t\n\N{NO-BREAK SPACE}" for char in text) else None


# ---- escapes of mail and of addresses ---------------------------------------------------------------------------

QUOTED_BYTES = re.compile(r"(?: = (?: [0-9A-F]{2} | \r?\n (?=[^\s=]) ) )+", re.VERBOSE)
PERCENT_BYTES = re.compile(r"(?: % [0-9A-Fa-f]{2} )+", re.VERBOSE)
ADDRESS = re.compile(r"^ [^\s%]* (?: :// | www\. | [/&=\#@] | \? \w )", re.VERBOSE)
TOKEN = re.compile(r"\S+")


def quoted_printable(text: str, facts: Orthography) -> Iterable[Edit]:
    """Decodes quoted-printable: `=C3=A9`, `=3D`, and line breaks after `=`.

    Only where the text has bytes that make letters beyond ASCII: `x=20` and `colour=FF` alone prove nothing.

    >>> text = "Le caf=C3=A9 est ferm=C3=A9 =3D pas de chance"
    >>> [e.new for e in quoted_printable(text, Orthography("fr"))]
    ['é', 'é', '=']
    """
    found = [(m, _from_bytes(_quoted_bytes(m.group()), facts.language)) for m in QUOTED_BYTES.finditer(text)]
    if any(_proves(match[0], new, facts.language) for match, new in found):
        for match, new in found:
            if new is not None or "\n" in match.group():
                yield edit(quoted_printable, match, new or "")


def _quoted_bytes(escape: str) -> bytes:
    return bytes.fromhex("".join(re.findall("=([0-9A-F]{2})", escape)))


def percent_escapes(text: str, facts: Orthography) -> Iterable[Edit]:
    """Decodes percent-encoding in prose, never in an address.

    >>> [e.new for e in percent_escapes("caf%C3%A9 at https://example.org/caf%C3%A9 for 5%", Orthography("fr"))]
    ['é']
    """
    found = [
        (match, _from_bytes(bytes.fromhex(match[0].replace("%", "")), facts.language))
        for token in TOKEN.finditer(text)
        if "%" in token[0] and not ADDRESS.match(token[0])
        for match in PERCENT_BYTES.finditer(text, token.start(), token.end())
    ]
    if any(_proves(match[0], new, facts.language) for match, new in found):
        for match, new in found:
            if new is not None:
                yield edit(percent_escapes, match, new)


def _proves(escape: str, new: str | None, language: str) -> bool:
    """Whether an escape can be nothing else, `20%AA` for one: several bytes, or a letter that the language has."""
    return new is not None and not new.isascii() and (len(escape) > 3 or new in letters(language))


_rule = partial(Fix, group="escapes", stage="mend", safety="requested")

FIXES = (
    _rule(
        html_entities,
        group="encoding",
        safety="evident",
        needles=("&",),
        changes="HTML entities in prose become their characters, doubled ones (`&amp;eacute;`) too.",
        keeps="Lines with tags, code in backticks, entities in quotation marks, brackets and lists, lone letters.",
        cost="Text that talks about entities without marking them is decoded.",
        shapes=(Shape("&", after="[#A-Za-z]"),),
    ),
    _rule(
        backslash_escapes,
        needles=("\\", "%u", "<U+"),
        changes="Literal escapes of programming languages (`\\u00e9`, `\\xc3\\xa9`, `%u00e9`) become their characters.",
        keeps="Escapes of what cannot be printed.",
        cost="Code is changed, and Windows paths such as `C:\\xa0`.",
    ),
    _rule(
        quoted_printable,
        needles=("=",),
        changes="Quoted-printable (`=C3=A9`, a line break after `=`) is decoded.",
        keeps="A text with escapes of ASCII characters only.",
        cost="`a=AA` as a formula would be decoded in a text that has real quoted-printable.",
    ),
    _rule(
        percent_escapes,
        needles=("%",),
        changes="Percent-encoding in prose (`caf%C3%A9`) is decoded.",
        keeps="Addresses, and a text with escapes of ASCII characters only.",
        cost="A relative address without a slash is taken for prose.",
    ),
)
