"""Repair of text that was decoded in the wrong encoding.

ftfy is right about the damage that is by far the most frequent: UTF-8 read as Latin-1 or Windows-1252, once or more
often, also where bytes were lost or only some words are damaged. `misread_utf8` is ftfy. The other pages are many, and
which of them a text was in only its words can say: that is `misread_code_page`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain
from operator import attrgetter

from macaronic.codepages import LANGUAGES, backwards, page, pages, writes_latin
from macaronic.edits import Edit, apply
from macaronic.fix import Fix
from macaronic.likelihood import RUN, gain
from macaronic.orthography import Orthography
from macaronic.plausibility import UNSEGMENTED, WORD, has_words, inferred_language, known
from macaronic.readings import Reading
from macaronic.redecoding import Redecoded, line_start, neighbours, redecoded
from macaronic.suspicion import EDGES, WRONG, looks_damaged, spoken_of

SEGMENT = 4000  # characters that are repaired together: ftfy looks at each of them more than once
TOKEN = re.compile(r"[^ \t\r\n]+")
SUBSTITUTE = "\x1a"  # what ftfy writes for U+FFFD to decode what is around it, and then leaves
Change = tuple[int, str, str]  # where a piece differs from its repair: its place, the old, the new


def misread_utf8(text: str, facts: Orthography) -> Iterable[Edit]:
    """Decodes UTF-8 that was read as Latin-1 or Windows-1252, as ftfy does it.

    ftfy's result is carried back as edits of single words. In a language that is known, a space that was a part of a
    character before (`vÃ o` from `vào`) is closed up where that makes a word. A quotation mark that lost its last byte
    is repaired where it closes another.

    >>> [(e.old, e.new) for e in misread_utf8("Le cafÃ© est fermÃ©.", Orthography("fr"))]
    [('cafÃ©', 'café'), ('fermÃ©.', 'fermé.')]
    """
    if not looks_damaged(text, facts.language):
        return
    at = 0
    for place in _places(text):
        if place >= at:
            begin, at = _piece_around(text, place, at)
            for edit in _by_ftfy(text[begin:at], begin, facts.language):
                if not spoken_of(text, edit.start, edit.old, edit.new):
                    yield edit


def _places(text: str) -> Iterator[int]:
    """Where a text looks damaged, in order."""
    patterns = [WRONG] + [A_AND_SPACE] * ("\xc3 " in text or "\xc2 " in text) + [BROKEN_QUOTE] * ("â€" in text)
    return merge(*((match.start() for match in pattern.finditer(text)) for pattern in patterns))


def _piece_around(text: str, place: int, at: int) -> tuple[int, int]:
    """The line that a place is in, as far as it is not before `at`; of a long line a part between spaces."""
    begin = max(at, text.rfind("\n", at, place) + 1)
    if place - begin > SEGMENT // 2:
        begin = text.find(" ", place - SEGMENT // 2, place) + 1 or place
    limit = begin + SEGMENT
    end = text.find("\n", place, limit)
    if end < 0 and limit < len(text):
        end = text.rfind(" ", place + 1, limit)
    return begin, end if end >= 0 else min(limit, len(text))


def _by_ftfy(piece: str, offset: int, language: str) -> Iterator[Edit]:
    fixed, reason = _fixed(piece, language)
    if fixed == piece:
        return
    spoken = language if language in LANGUAGES else inferred_language(fixed)
    changes = _aligned(piece, fixed)
    for (start, old, new), lost in zip(changes, _words_lost(changes, spoken), strict=True):
        if not lost:
            yield Edit(offset + start, offset + start + len(old), old, new, ("misread_utf8",), reason)


def _fixed(piece: str, language: str) -> tuple[str, str]:
    """The piece as ftfy repairs it, and how; if that is no better, with its quotation marks closed."""
    import ftfy  # 100 ms: only where there is something to repair

    closed = _closed(piece)
    joined = _joined(closed, language)
    # Where a space stands behind the first bytes of a quotation mark, it is hardly ever one of its bytes.
    config = ftfy.TextFixerConfig(replace_lossy_sequences=False, restore_byte_a0=not BROKEN_QUOTE.search(closed))
    fixed, steps = ftfy.fix_encoding_and_explain(joined, config)
    if SUBSTITUTE not in joined:
        fixed = fixed.replace(SUBSTITUTE, "\N{REPLACEMENT CHARACTER}")
    if steps and (_is_certain(steps) or _is_better(joined, fixed, language)):
        return fixed, _explained(steps)
    if closed == piece:
        return piece, ""
    return closed.replace(CLOSING_QUOTE, "”"), "utf-8 read as windows-1252, which lost a byte"


def _words_lost(changes: Sequence[Change], language: str) -> list[bool]:
    """Whether each change takes what are all words of the language, and leaves what are not. One letter is none."""
    found = [[[word for word in WORD.findall(token) if len(word) > 1] for token in change[1:]] for change in changes]
    every = list({word for before, after in found for word in (*before, *after)})
    good = {word for word, yes in zip(every, known(every, language), strict=True) if yes}
    return [bool(before) and good.issuperset(before) and not good.issuperset(after) for before, after in found]


def _is_certain(steps: Sequence[tuple[str, str]]) -> bool:
    """Whether the whole piece was valid UTF-8 in a page that is hard to take for another: that is no coincidence."""
    read_as = {name for action, name in steps if action == "encode"}
    return read_as <= {"latin-1", "sloppy-windows-1252"} and any(name.startswith("utf-8") for _, name in steps)


def _is_better(piece: str, fixed: str, language: str) -> bool:
    """Whether most of the damage is gone, and words have nothing better to say."""
    damage, left = (sum(1 for _ in _places(text)) for text in (piece, fixed))
    return 2 * left <= damage and not redecoded(piece, language)


CLOSING_QUOTE = "â€\x9d"  # Windows-1252 has no character for its last byte
BROKEN_QUOTE = re.compile(
    r"""
    â€ (?<![\sÃÂ]â€)                 # not in a letter that was misread twice, `Ã‘â€ ` (where the space is a byte, too)
    (?: \ufffd | (?=[,.;:!?)\]<*_–—-]) | (?<![ÃÂ].â€)(?: [ ](?=[ ,.)]) | (?=\s|\Z)))
    """,
    re.VERBOSE,
)
QUOTE = re.compile(rf"(?P<opening> [“„]|â€[œž]) | (?P<broken> {BROKEN_QUOTE.pattern}) | ”|{CLOSING_QUOTE}", re.VERBOSE)


def _closed(piece: str) -> str:
    """The piece with the last byte of closing quotation marks back, where it was lost and one was opened before.

    A space may stand in its place, besides that before the next word.

    >>> _closed("He played â€œRockâ€ and left.")
    'He played â€œRockâ€\x9d and left.'
    """
    opened = False

    def whole(match: re.Match[str]) -> str:
        nonlocal opened
        closes = opened and match["broken"]
        opened = bool(match["opening"])
        return CLOSING_QUOTE if closes else match.group()

    return QUOTE.sub(whole, piece) if BROKEN_QUOTE.search(piece) else piece


A_AND_SPACE = re.compile("[\xc2\xc3](?= )")
BROKEN_A = re.compile(r"([^ \t\r\n]*)\xc3 ([^\W\d_]+)")


def _joined(piece: str, language: str) -> str:
    """The piece with its no-break spaces back: those that became spaces inside a word of the language."""

    def whole(match: re.Match[str]) -> str:
        before = match.group(1).translate(backwards("cp1252")).encode("latin-1", "replace").decode("utf-8", "replace")
        word = WORD.findall(before + "à" + match.group(2))[-1]
        return f"{match.group(1)}\xc3\xa0{match.group(2)}" if known([word], language)[0] else match.group()

    return BROKEN_A.sub(whole, piece) if "\xc3 " in piece else piece


def _explained(steps: Iterable[tuple[str, str]]) -> str:
    """ftfy's steps in our words: what was read as what."""
    said: list[str] = []
    read_as = ""
    for action, name in steps:
        if action == "encode":
            read_as = name
        elif action == "decode":
            said.append(f"{name} read as {read_as}")
        else:
            said.append(name.replace("_", " "))
    return "ftfy: " + ", ".join(dict.fromkeys(said))


def _aligned(old: str, new: str) -> list[Change]:
    """The differences between a text and its repair, word by word, in linear time: (start, old, new).

    Repair keeps the words in their order, and nearly always their number; where it does not, the two texts are
    equal again within a few words, or one difference stands for all that follows.
    """
    olds, news = list(TOKEN.finditer(old)), list(TOKEN.finditer(new))
    found: list[Change] = []
    i = j = 0
    while i < len(olds) and j < len(news):
        if olds[i].group() == news[j].group():
            i, j = i + 1, j + 1
            continue
        m, n = _next_equal(olds, news, i, j)
        start, end = olds[i].start(), olds[m - 1].end()
        found.append((start, old[start:end], new[news[j].start() : news[n - 1].end()]))
        i, j = m, n
    return found if _applied(old, found) == new else [(0, old, new)]


def _applied(old: str, changes: list[Change]) -> str:
    return apply(old, [Edit(start, start + len(was), was, now, ()) for start, was, now in changes])


def _next_equal(olds: list[re.Match[str]], news: list[re.Match[str]], i: int, j: int) -> tuple[int, int]:
    """The nearest places after these from which on the words are equal again: the next, or else one further on."""
    for distance in range(2, 9):
        for m in range(1, distance):
            a, b = i + m, j + distance - m
            if a < len(olds) and b < len(news) and olds[a].group() == news[b].group():
                return a, b
    return (i + 1, j + 1) if len(olds) - i == len(news) - j else (len(olds), len(news))


SHORT = 3  # letters in the longest of the words: they are too easily made
LIKELIER, UNMISTAKABLY = 1.3, 15.0  # natural logarithms of how much likelier a text has to become
MOST = 0.5  # of the words around
ENOUGH = 40  # changes that are enough to judge a reading by


def misread_code_page(text: str, facts: Orthography) -> Iterable[Edit]:
    """Decodes what was read in another code page than it was written in, where that makes words of the language.

    >>> [(e.old, e.new) for e in misread_code_page("Òà ìàøèíà åäåò ïî äîðîãå", Orthography("ru"))][0]
    ('Òà', 'Та')
    >>> list(misread_code_page("Dvořák und Bjørnson in Århus", Orthography("de")))
    []
    """
    for each in _believed(text, redecoded(text, facts.language)):
        if not spoken_of(text, each.start, each.old, each.new):
            end, reason = each.start + len(each.old), f"{each.reading}, {each.support}"
            yield Edit(each.start, end, each.old, each.new, ("misread_code_page",), reason)


def _believed(text: str, found: Sequence[Redecoded]) -> list[Redecoded]:
    """What does not only make words of the language, but is likelier than the text as it stands in any language.

    Each reading is judged line by line, for a line may be another language's than the text; what a line leaves open
    is judged together with such lines.
    """
    believed: list[Redecoded] = []
    lines: dict[tuple[int, Reading, str], list[Redecoded]] = {}
    for each in found:
        lines.setdefault((line_start(text, each.start), each.reading, each.language), []).append(each)
    left: dict[tuple[Reading, str], list[Redecoded]] = {}
    for (_, reading, language), line in lines.items():
        if (reading.was_utf8 and _is_no_chance(line, language)) or _is_likelier(text, line, language):
            believed += line
        else:
            left.setdefault((reading, language), []).extend(line)
    proven = {each.reading for each in believed}
    for (reading, language), rest in left.items():
        if (reading in proven and gain(_changes(rest), language) > 0) or _is_likelier(text, rest, language):
            believed += rest
    return sorted(believed, key=attrgetter("start"))


def _is_no_chance(found: Sequence[Redecoded], language: str) -> bool:
    """Whether what is valid UTF-8 was such: in Windows-1252 always; in others, three letters are by chance."""
    reading = found[0].reading
    return reading.rank == 0 or gain(_changes(found), language) > LIKELIER + reading.least


def _changes(found: Iterable[Redecoded]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((each.old, each.new) for each in found))[:ENOUGH]


def _is_likelier(text: str, found: Sequence[Redecoded], language: str) -> bool:
    """Whether tokens are likelier in the language than they were in any.

    Unless they are so by far, the words around must be the language's, too. Short words prove nothing alone, and signs
    that become short words nothing at all.
    """
    changes = _changes(found)
    much = gain(changes, language)
    if much < LIKELIER + found[0].reading.least:
        return False
    if not has_words(language) and language not in UNSEGMENTED:
        return much > 2 * UNMISTAKABLY
    short = all(len(word) <= SHORT or word.isascii() for _, new in changes for word in WORD.findall(new))
    if short and any(WORD.search(new) and not (RUN.search(old) or C1.search(old)) for old, new in changes):
        return False
    if much >= UNMISTAKABLY and not short:
        return True
    around = _around(text, found)
    native = [word for word in around if writes_latin(language) or not word.isascii()]
    return bool(around) and sum(known(native, language)) >= MOST * len(around)


def _around(text: str, found: Sequence[Redecoded]) -> list[str]:
    """The words around tokens, without these."""
    changed = {each.old.strip(EDGES) for each in found}
    around = (neighbours(text, each.start, each.start + len(each.old)) for each in found[:ENOUGH])
    return [word for word in dict.fromkeys(chain.from_iterable(around)) if word not in changed]


C1 = re.compile("[\x80-\x9f]")
NEXT_LINE = "\x85"
BLANK = frozenset(" \t\r\n")


def c1_controls(text: str, facts: Orthography) -> Iterable[Edit]:
    """Decodes C1 control characters as the Windows page of the language has them: no text means the controls.

    A lone U+0085, which some systems end lines with, is left alone, and so are the bytes that the page leaves open.

    >>> [(e.old, e.new) for e in c1_controls("\x84Ja\x93, sagte er \x96 leise\x85", Orthography("de"))]
    [('\x84', '„'), ('\x93', '“'), ('\x96', '–'), ('\x85', '…')]
    """
    if not (NEXT_LINE in text or looks_damaged(text, facts.language)):
        return
    windows = next((name for name in pages(facts.language) if name.startswith("cp125")), "cp1252")
    table = page(windows)
    for match in C1.finditer(text):
        start, old, new = match.start(), match.group(), table[ord(match.group())]
        lone = old == NEXT_LINE and BLANK.issuperset(text[max(0, start - 1) : start] + text[start + 1 : start + 2])
        if new != old and not lone:
            yield Edit(start, start + 1, old, new, ("c1_controls",), f"{windows} read as latin-1")


FIXES = (
    Fix(
        misread_utf8,
        "encoding",
        "mend",
        "evident",
        (),
        "UTF-8 that was read as Latin-1 or Windows-1252 is decoded, once or more often.",
        "What ftfy does not find damaged: `É…`, `Ã` alone; `“Ã©”` beside `é`, in a text that speaks of it.",
        "ftfy's rare mistakes.",
    ),
    Fix(
        misread_code_page,
        "encoding",
        "mend",
        "evident",
        (),
        "Text in one code page that was read as another is decoded, where that makes words of the language.",
        "Words of any language, names in foreign letters, signs, and whatever no reading makes likelier than it is.",
        "A single rare word whose damage is a word of another language stays damaged.",
    ),
    Fix(
        c1_controls,
        "encoding",
        "mend",
        "certain",
        (),
        "C1 control characters become what the Windows page of the language has in their place.",
        "U+0085 between spaces, and the controls that the page leaves open.",
        "None known.",
    ),
)
