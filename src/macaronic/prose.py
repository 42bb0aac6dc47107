"""Telling prose from what only looks like faulty prose: code, markup, mathematics, addresses, tables.

The rules of punctuation and spacing search for a fault first and ask here afterwards, so that a text without
anything like a fault costs no more than the search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from macaronic import evidence
from macaronic.edits import Edit
from macaronic.fix import Rule
from macaronic.orthography import Orthography
from macaronic.plausibility import known

LETTER = r"[^\W\d_]"
WORDLY = r"\w\u0300-\u036f\u0591-\u0dff"  # inside a class: \w lacks accents, points and Indic vowel signs

# Letters that are not plainly of the other case: what a short class can say, so that patterns compile and run fast.
# `str.islower` and `str.isupper` have the last word.
SMALL = r"[^\W\d_A-ZÀ-ÖØ-ÞΑ-ΫЀ-Я]"
CAPITAL = r"[^\W\d_a-zß-öø-ÿά-ώа-џ]"

SPACE = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
OPENING = "\"'“„«‘‚‹([¿¡"
CLOSING = "\"'”“’‘»›)\\]"  # inside a character class

HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters and kana

# Thai, Lao, Tibetan, Burmese, Khmer, kana, Han, and full-width forms: scripts that set no space between words.
UNSPACED = re.compile(
    r"[\u0e00-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)

NAME_ENDING = re.compile(r"biz|com|de|edu|es|eu|fr|gov|info|io|it|js|md|me|net|nl|org|py|rs|ru|tv|txt|uk|us")

SURROUNDINGS = 60  # code points to either side of a fault that are looked at: about a line
FARTHEST_BRACKET = 300  # code points between a bracket and its partner
LONGEST_COMMAND = 8  # characters of a word that, if unknown, may be a name in small letters
PAGE = 5000  # the same for faults that only the subject of a whole text tells from names of commands and variables

Patterns = Mapping[str, str]  # regular expressions by the mark with which they begin

VERBATIM = {
    "`": r"(?s)```.*?(?:```|\Z)|`[^`\n]+`",  # a block of code, code in a line
    "~": r"(?s)~~~.*?(?:~~~|\Z)",
    "$": r"\$(?=\S)[^$\n]{0,200}?[\\^_={}][^$\n]{0,200}\$",  # TeX mathematics; `$5 to $6` is none
    "<": r"<[A-Za-z!/][^<>\n]{0,300}>",  # a tag
    "://": r"://\S+",
    "www.": r"www\.\S+",
}

# Every branch begins with a literal: then the engine skips to the next place where one of them can begin.
TECHNICAL = re.compile(
    r"""
      \{ | \} | \\ | \| | < | > | =                        # operators, braces, columns
    | @ (?<= \w. ) (?= \w ) | _ (?<= \w. ) (?= \w )        # an e-mail address, a_name
    | \( (?<= \w. ) \w* \)                                 # f(x)
    | :: | && | // | / (?<= [^\W\d]. ) \w+ /               # scopes, operators, comments, paths
    | - (?<= \s. ) (?: \w\b | -\w )                        # -x, --option
    | : (?<= \d. ) \d\d:\d                                 # a log's time
    | drwx | -rw | -r- | \t | \n[ ]{4}                     # a list of files, columns, an indented block
    """,
    re.VERBOSE,
)


def find(patterns: Patterns, text: str) -> list[re.Match[str]]:
    """All matches of patterns, in order.

    To search for one rare mark costs next to nothing, for any of several ten times as much; hence a pattern a mark.
    They are many, so that each is compiled when a text first has its mark.
    """
    found: list[re.Match[str]] = []
    for mark, pattern in patterns.items():
        if mark in text:
            found += _compiled(pattern).finditer(text)
    return sorted(found, key=re.Match.start) if len(found) > 1 else found


_compiled = cache(re.compile)


def faults(
    patterns: Patterns, text: str, suspect: Callable[[re.Match[str]], bool] = lambda _: True
) -> list[re.Match[str]]:
    r"""The matches of patterns that stand in prose and that `suspect` allows, in order.

    >>> faults({".": r"\.\."}, "Done.. See `a..b`.\nx = y..")
    [<re.Match object; span=(4, 6), match='..'>]
    """
    found = [match for match in find(patterns, text) if suspect(match)]
    if not found:
        return found
    return [match for match in _outside_code(found) if not TECHNICAL.search(surroundings(match))]


def _outside_code(matches: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those matches of one text, in order, that touch nothing that is to be taken literally."""
    blocks = iter(find(VERBATIM, matches[0].string))
    block = next(blocks, None)
    for match in matches:
        while block and block.end() <= match.start():
            block = next(blocks, None)
        if not (block and block.start() < match.end()):
            yield match


def surroundings(match: re.Match[str], reach: int = SURROUNDINGS) -> str:
    """What stands around a match on its lines, no further off than `reach`, with a line feed before a line's begin."""
    text, start, end = match.string, match.start(), match.end()
    low, high = max(0, start - reach), end + reach
    line_start, line_end = text.rfind("\n", low, start), text.find("\n", end, high)
    before = text[max(low, line_start) : start] if low or line_start >= 0 else f"\n{text[:start]}"
    return before + text[start : high if line_end < 0 else line_end]


def among_unspaced(match: re.Match[str]) -> bool:
    """Whether the script around has no spaces between words, so that those that are there mean something else."""
    return UNSPACED.search(surroundings(match)) is not None


def outside_manuals(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those matches of one text, in order, without a sign of code on their page: near one the text is on software."""
    sign, searched = -1, 0
    for match in matches:
        first, last = max(0, match.start() - PAGE), match.end() + PAGE
        if sign < first and searched < last:  # no place is searched twice, so that the whole takes linear time
            found = TECHNICAL.search(match.string, max(first, searched), last)
            sign, searched = (found.start(), found.end()) if found else (-1, last)
        if not first <= sign <= last:
            yield match


def token(match: re.Match[str]) -> tuple[str, str]:
    """What stands before and after the place of a match without white space between."""
    text = match.string
    before = text[max(0, match.start() - SURROUNDINGS) : match.start()]
    after = text[match.end() : match.end() + SURROUNDINGS]
    return re.split(r"\s", before)[-1], re.split(r"\s", after, maxsplit=1)[0]


def is_command(word: str, facts: Orthography) -> bool:
    """Whether a word could be the name of a command or a variable: short, of plain letters, none of the language's."""
    return word.isascii() and len(word) <= LONGEST_COMMAND and unknown(word, facts)


def unknown(word: str, facts: Orthography) -> bool:
    """Whether a language of which most words are known does not have a word."""
    tables = evidence.load()
    row = tables.row.get(evidence.SHARED.get(facts.language, facts.language))
    return row is not None and bool(tables.reliable[row]) and not known([word], facts.language)[0]


QUOTATION_MARK = re.compile(r'["“”„«»\n]')
COUNTERPARTS = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«"}


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """The places of the opening and the closing mark of each quotation that ends on the line on which it begins.

    What a mark means depends on what is open: `“` closes after `„`, `”` opens and closes in Swedish, `»` opens in
    books in German. A straight mark opens only where no word stands before it, so that inches stay out.

    >>> line = 'a “b” „c“ »d« ”e” "f" 5" "g "h" i"'
    >>> [line[start : end + 1] for start, end in quotations(line)]
    ['“b”', '„c“', '»d«', '”e”', '"f"', '"h"', '"g "h" i"']
    """
    opened: list[re.Match[str]] = []
    for mark in QUOTATION_MARK.finditer(text):
        before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
        free = not before or before.isspace() or before in "([-–—"
        if mark[0] == "\n":
            opened.clear()
        elif opened and mark[0] in COUNTERPARTS[opened[-1][0]] and not (free and after.isalnum()):
            yield opened.pop().start(), mark.start()
        elif mark[0] in "“„«" or free:
            opened.append(mark)


def edit(rule: Rule, match: re.Match[str], new: str, back: int = 0) -> Edit:
    """The edit by which a rule replaces a match, and as many as `back` code points before it."""
    start, end = match.start() - back, match.end()
    return Edit(start, end, match.string[start:end], new, (rule.__name__,))
