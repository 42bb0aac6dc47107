"""Repairs of spaces on the wrong side of a mark: before a comma, inside brackets and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from macaronic.edits import Edit
from macaronic.fix import Fix, Shape
from macaronic.orthography import Orthography
from macaronic.plausibility import frequencies
from macaronic.prose import (
    CAPITAL,
    CLOSING,
    FARTHEST_BRACKET,
    HAN,
    LETTER,
    NAME_ENDING,
    OPENING,
    SMALL,
    SPACE,
    UNSPACED,
    WORDLY,
    Patterns,
    among_unspaced,
    edit,
    faults,
    find,
    quotations,
    surroundings,
)

BEFORE_MARK = rf"(?<= [{SPACE}]. ) (?<= [{WORDLY}%…{CLOSING}][{SPACE}]. ) (?<! [:;-]\)[{SPACE}]. )"  # no smiley
BY_HAND = "(?<= [ ]. )"  # a no-break space before a double mark is French, and stands there on purpose
GREEK_QUESTION_MARK = "\N{GREEK QUESTION MARK}"
AFTER_MARK = {
    **dict.fromkeys(",،", rf"(?= (?P<word> {LETTER} ) | [\s{CLOSING}] | \Z )"),
    **dict.fromkeys("?!", rf"{BY_HAND} [?!]* (?= [{CLOSING}]+ (?: [\s,.] | \Z ) | \n | \Z | [ ] (?! [?!] ) )"),
    "؟": rf"[?!؟]* (?= [{CLOSING}]+ (?: [\s,.] | \Z ) | \n | \Z | [ ] (?! [?!] ) )",
    "؛": rf"(?= [ ] {LETTER} )",
    ";": rf"""{BY_HAND} (?: (?= [ ] {LETTER} ) | (?= (?P<word> {SMALL}{{2,}} ) )
        | (?<= [Ͱ-Ͽἀ-῿][ ]. ) (?= [{CLOSING}]* (?: \s | \Z ) ) )""",  # a Greek `?`
    ":": rf'{BY_HAND} (?= [ ] ["“„«] )',
    GREEK_QUESTION_MARK: rf"(?= [{CLOSING}]* (?: \s | \Z ) )",
    ".": rf"(?= (?P<word> {CAPITAL}{SMALL}+ ) [ ] | [{CLOSING}]* (?: \n | \Z | [ ] [{OPENING}]? {CAPITAL} ) )",
}
SPACED_MARK = {mark: f"(?x) {re.escape(mark)} {BEFORE_MARK} {after}" for mark, after in AFTER_MARK.items()}
LETTERS = re.compile(LETTER)
SET_APART = re.compile(r' [;:"()](?=\s)')  # by a writer who sets the full stop apart, too
FREQUENT = 4.5  # Zipf scale: words that begin sentences are mostly as frequent; smileys and names with a dot are not
SENTENCE_END = re.compile(r"[.!?…\n]")
LONGEST_TAIL = 300
LOW_QUOTE_END = re.compile("['‘’]")


def space_before_mark(text: str, facts: Orthography) -> Iterator[Edit]:
    """A space before a comma, a full stop, a question mark and the like; before a colon, if a quotation follows.

    A comma, a semicolon or a full stop that sticks to the next word instead is moved. Left alone: languages that set
    spaces there, as French does, or whose printers are divided; no-break spaces before double marks, and double marks
    in a passage that begins with a small letter, and so is the tail of a sentence in such a language; smileys; a mark
    that is spoken of (`press ? for help`); a full stop that is an argument of a command (`cd .`) or begins a name
    (`.Net`); a comma for a low quotation mark (`řekl ,ano‘`); decimals; texts that set every mark apart, as tokenised
    corpora do.

    >>> from macaronic.fixes import repaired
    >>> repaired("Are you sure ? They left , and so ,I think, did we .", space_before_mark)
    'Are you sure? They left, and so, I think, did we.'
    >>> repaired("Vous venez ? Press ? for help :)", space_before_mark, "fr")
    'Vous venez ? Press ? for help :)'
    """
    for match in faults(_spaced(facts.tight), text, lambda match: _astray(match, facts)):
        moved = match.groupdict().get("word")
        yield edit(space_before_mark, match, f"{match[0]} " if moved else match[0], back=1)


@cache
def _spaced(tight: str) -> Patterns:
    """The patterns for those marks that a language never sets apart."""
    return {mark: SPACED_MARK[mark] for mark in tight if mark in SPACED_MARK}


def _astray(match: re.Match[str], facts: Orthography) -> bool:
    """Whether the space before a mark is there by mistake."""
    text, end = match.string, match.end()
    if UNSPACED.match(text, match.start() - 2):
        return False
    if match[0] in ",،":
        low_quote = match["word"] and LOW_QUOTE_END.search(text, end, end + 200)
        return not low_quote and not _tokenised(match, 2)
    if match[0] in "?!;:" and _in_tail(match):
        return False
    goes_on = match[0] not in ":;؛" and text[end : end + 3].lstrip(SPACE + OPENING)[:1].islower()
    quoted = text[end : end + 1] not in ("", " ")
    if (goes_on and not quoted) or _tokenised(match, 2 if match[0] == "." else 1):
        return False
    word = match.groupdict().get("word")
    if word:
        name = match[0] == "." and NAME_ENDING.fullmatch(word.lower())
        return not name and _ends_sentence(match, 2) and frequencies([word], facts.language)[0] >= FREQUENT
    return match[0] != "." or (_ends_sentence(match, 4) and not SET_APART.search(surroundings(match)))


def _in_tail(match: re.Match[str]) -> bool:
    """Whether a passage begins in the middle of a sentence, which goes on up to a mark."""
    text, start = match.string, match.start()
    return start < LONGEST_TAIL and text[:1].islower() and not SENTENCE_END.search(text, 0, start)


APART = re.compile(rf" (?<=[{WORDLY}].)(?:[,.،]|'[a-z]{{1,2}}|n't)(?=\s|\Z)")
ATTACHED = re.compile(rf"[,.،](?<=[{WORDLY}]{{2}}.)(?=\s|\Z)")  # that of an initial is attached in any text


def _tokenised(match: re.Match[str], least: int = 1) -> bool:
    """Whether the commas and full stops around, `least` of them or more, are set apart from the words before them."""
    page = match.string[max(0, match.start() - 500) : match.end() + 500]
    apart = len(APART.findall(page))
    return apart >= least and apart >= 4 * len(ATTACHED.findall(page))


def _ends_sentence(match: re.Match[str], least: int) -> bool:
    """Whether a sentence stands before a mark: as many words as `least` or more that begin with a capital letter."""
    before = SENTENCE_END.split(match.string[max(0, match.start() - 300) : match.start()])[-1].strip(SPACE + OPENING)
    return before[:1].isupper() and sum(LETTERS.search(word) is not None for word in before.split()) >= least


ANY_WIDTH = f"{SPACE}\N{IDEOGRAPHIC SPACE}"
SPACED_FULL_WIDTH = {mark: rf"{mark}(?<=[{ANY_WIDTH}].)(?<=[{HAN}」』）》】]..)" for mark in "，。、；：！？"}
SPACED_OUT = re.compile(rf"[{HAN}][{ANY_WIDTH}]+[{HAN}]")


def space_before_full_width_mark(text: str, _: Orthography) -> Iterator[Edit]:
    """A space between a Chinese character or kana and the full-width mark behind it, which brings its own space
    (GB/T 15834; JIS X 4051).

    On request, because published texts have such spaces (one in a thousand sentences of news), and readers hardly see
    them. Left alone: spaces behind Latin letters and digits, where they are left of markup; texts that set words apart.

    >>> from macaronic.fixes import repaired
    >>> repaired("他来了 ，很高兴 。", space_before_full_width_mark, "zh")
    '他来了，很高兴。'
    """
    for match in faults(SPACED_FULL_WIDTH, text, lambda match: not SPACED_OUT.search(surroundings(match))):
        yield edit(space_before_full_width_mark, match, match[0], back=1)


SPACED_INVERTED_MARK = {
    opening: rf"{opening}[{SPACE}]+(?=\w[^\n{opening}]{{0,300}}\{closing})" for opening, closing in ("¿?", "¡!")
}


def space_after_inverted_mark(text: str, _: Orthography) -> Iterator[Edit]:
    """A space after a Spanish inverted question or exclamation mark.

    Left alone: a mark without its counterpart on the line, which is one that is spoken of.

    >>> from macaronic.fixes import repaired
    >>> repaired("¿ Vienes ?", space_after_inverted_mark, "es")
    '¿Vienes ?'
    """
    for match in faults(SPACED_INVERTED_MARK, text):
        yield edit(space_after_inverted_mark, match, match[0][0])


SPACED_BRACKET = {
    "(": rf"\([{SPACE}]+(?=[{WORDLY}{OPENING}])",
    ")": rf"\)(?<=[{SPACE}].)(?<=[^\s:;,(][{SPACE}].)",
}
THOUGHT = ("oO", "o0", "o O ")
WORD_INSIDE = re.compile(rf"[{WORDLY}]{{2}}")


def space_inside_brackets(text: str, _: Orthography) -> Iterator[Edit]:
    """A space after an opening or before a closing round bracket; outside the bracket it is put if none is there.

    Left alone: brackets without a partner in the line (smileys, Russian `)))`, enumerations), a single word before a
    space (`(see )`: what is missing there is a word), other kinds of brackets, calls and commands (`f( x )`), bubbles
    of thought (`.oO( so late )`).

    >>> from macaronic.fixes import repaired
    >>> repaired("BERLIN( AP) - The minister ( left ) resigned ( at last).", space_inside_brackets)
    'BERLIN (AP) - The minister (left) resigned (at last).'
    >>> repaired("Good night :( See (above ) and 1 ) that.", space_inside_brackets)
    'Good night :( See (above ) and 1 ) that.'
    """
    for match in faults(SPACED_BRACKET, text, _encloses):
        if match[0] == ")":
            yield edit(space_inside_brackets, match, ")", back=1)
        else:
            outside = text[match.start() - 1 : match.start()]
            yield edit(space_inside_brackets, match, " (" if outside.isalpha() else "(")


def _encloses(match: re.Match[str]) -> bool:
    """Whether a bracket has a partner near by on its line, and words between them."""
    text, start, end = match.string, match.start(), match.end()
    if match[0] == ")":
        inside, partner = _up_to_bracket(text[max(0, start - FARTHEST_BRACKET) : start - 1][::-1])
        right = partner == "(" and " " in inside and text[end : end + 1] != ")"
        opening = start - 2 - len(inside)
    else:
        opening = start
        inside, partner = _up_to_bracket(text[end : end + FARTHEST_BRACKET])
        outside = text[start - 1 : start]
        right = partner == ")" and (not outside or outside.isspace() or outside.isalpha())
        right = right and not text.startswith("))", end + len(inside))
    right = right and not text.endswith(THOUGHT, 0, opening)
    words = right and ".." not in inside and WORD_INSIDE.search(inside) is not None
    return words and not _tokenised(match) and not among_unspaced(match)


def _up_to_bracket(text: str) -> tuple[str, str]:
    """The text before the first bracket or line end, and that."""
    found = re.search(r"[()\n]", text)
    return (text[: found.start()], found[0]) if found else (text, "")


WHITE = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
LONE_QUOTE = {mark: rf"{mark}(?=[\s.,;:!?)]|\Z)(?<![^\s(\[].)" for mark in '"“”„«»'}


def space_inside_quotes(text: str, facts: Orthography) -> Iterator[Edit]:
    r"""The spaces between both quotation marks and the words that they quote.

    Left alone: a space beside one of the marks only, which as often is the mark of another quotation; French and
    languages that follow it, no-break spaces in any language; inches; marks without a partner in the line, or with
    straight marks in between.

    >>> from macaronic.fixes import repaired
    >>> repaired("They call it “ progress ” and \" peace \".", space_inside_quotes)
    'They call it “progress” and "peace".'
    >>> repaired("Il a dit « oui ».", space_inside_quotes, "fr")
    'Il a dit « oui ».'
    """
    if "»" not in facts.tight or not find(LONE_QUOTE, text):
        return
    opening = {start: end for start, end in quotations(text) if _apart(text, start, end)}
    closing = set(opening.values())
    for match in faults(LONE_QUOTE, text, lambda match: match.start() in opening or match.start() in closing):
        if not _tokenised(match):
            low = match.start() - (match.start() in closing)
            yield Edit(low, low + 2, text[low : low + 2], match[0], (space_inside_quotes.__name__,))


def _apart(text: str, start: int, end: int) -> bool:
    """Whether both marks of a quotation have a space on its inner side and no straight mark between, nor are inches."""
    cut = start == 0 and text[0] in '"”»'  # what closed may open a passage, if that was cut within a quotation
    inches = start > 1 and text[start - 2].isdigit() and text[end - 2].isdigit()
    if cut or inches:
        return False
    return start + 2 < end and text[start + 1] == text[end - 1] == " " and '"' not in text[start + 1 : end]


_rule = partial(Fix, group="spacing", stage="tidy", safety="evident")

FIXES = (
    Fix(
        space_before_full_width_mark,
        group="full_width",
        stage="tidy",
        safety="requested",
        needles=tuple(SPACED_FULL_WIDTH),
        changes="A space between a Chinese character or kana and the full-width mark behind it is taken out.",
        keeps="Spaces behind Latin letters and digits, texts that set words apart.",
        cost="None known.",
        languages="those in Chinese characters or kana",
        shapes=(Shape("".join(SPACED_FULL_WIDTH), before=ANY_WIDTH),),
    ),
    _rule(
        space_before_mark,
        needles=tuple(SPACED_MARK),
        changes="A space before a comma, full stop, `?`, `!`, `;`, or `:` and a quotation, is taken out or moved.",
        keeps="French spacing, smileys, marks that are spoken of, arguments of commands, decimals, tokenised texts.",
        cost="A command that ends in a full stop and reads like a sentence loses its space.",
        languages="those that set no space there",
        shapes=(Shape("".join(SPACED_MARK), before=SPACE),),
    ),
    _rule(
        space_after_inverted_mark,
        needles=tuple(SPACED_INVERTED_MARK),
        changes="A space after `¿` or `¡` is taken out.",
        keeps="Marks before no word, marks without their counterpart on the line.",
        cost="None known.",
        shapes=(Shape("".join(SPACED_INVERTED_MARK), after=SPACE),),
    ),
    _rule(
        space_inside_brackets,
        needles=tuple(SPACED_BRACKET),
        changes="A space after an opening or before a closing round bracket is taken out, or moved outside.",
        keeps="Brackets without a partner (smileys, enumerations), other kinds of brackets, calls.",
        cost="None known.",
        shapes=(Shape("(", after=SPACE), Shape(")", before=SPACE)),
    ),
    _rule(
        space_inside_quotes,
        needles=tuple(LONE_QUOTE),
        changes="A space between a quotation mark and what it quotes is taken out.",
        keeps="French and similar spacing, marks without a partner in the line.",
        cost="None known.",
        languages="those that set no space there",
        shapes=(Shape("".join(LONE_QUOTE), before=f"{WHITE}([", after=f"{WHITE}.,;:!?)"),),
    ),
)
