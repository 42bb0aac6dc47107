"""Repairs of the spaces inside a line: too many, too few, or on the wrong side of a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from unicodedata import combining

from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.orthography import Orthography
from macaronic.prose import (
    CAPITAL,
    CLOSING,
    LETTER,
    OPENING,
    SMALL,
    SPACE,
    UNSPACED,
    WORDLY,
    Patterns,
    edit,
    faults,
    find,
    outside_manuals,
    quotations,
    surroundings,
    token,
)

WORD = rf"{LETTER}(?:(?![\d_])[{WORDLY}’'·-])*"

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
    found = faults(RUN, text, lambda match: not (_among_unspaced(match) or _laid_out(match)))
    typewritten = bool(found) and _typewritten(text)
    for match in found:
        if not (typewritten and match[0] == "  " and not text[match.start() - 1].isalnum()):
            yield edit(extra_spaces, match, _single(match))


def _single(match: re.Match[str]) -> str:
    """The one space to leave of a run."""
    hard = match[0].replace(" ", "")
    beside_mark = match.string[match.end()] in "?!;:»" or match.string[match.start() - 1] == "«"
    return hard[0] if hard and (beside_mark or hard == match[0]) else " "


def _among_unspaced(match: re.Match[str]) -> bool:
    """Whether the script around has no spaces between words, so that those that are there mean something else."""
    return UNSPACED.search(surroundings(match)) is not None


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


BEFORE_MARK = rf"(?<= [{SPACE}]. ) (?<= [{WORDLY}%…{CLOSING}][{SPACE}]. ) (?<! [:;-]\)[{SPACE}]. )"  # no smiley
AFTER_MARK = {
    **dict.fromkeys(",،", rf"(?= (?P<word> {LETTER} ) | [\s{CLOSING}] | \Z )"),
    **dict.fromkeys("?!؟", rf"[?!؟]* (?= [{CLOSING}]+ (?: [\s,.] | \Z ) | \n | \Z | [ ] (?! [?!] ) )"),
    "؛": rf"(?= [ ] {LETTER} )",
    ";": rf"(?: (?= [ ] {LETTER} ) | (?<= [Ͱ-Ͽἀ-῿][{SPACE}]. ) (?= [{CLOSING}]* (?: \s | \Z ) ) )",  # or a Greek `?`
    ":": '(?= [ ] ["“„«] )',
    ".": rf"(?= [{CLOSING}]* (?: \n | \Z | [ ] [{OPENING}]? {CAPITAL} ) )",
}
SPACED_MARK = {mark: f"(?x) {re.escape(mark)} {BEFORE_MARK} {after}" for mark, after in AFTER_MARK.items()}
LOW_QUOTE_END = re.compile("['‘’]")


def space_before_mark(text: str, facts: Orthography) -> Iterator[Edit]:
    """A space before a comma, a full stop, a question mark and the like; before a colon, if a quotation follows.

    A comma that sticks to the next word instead is moved. Left alone: languages that set spaces there, as French
    does, or whose printers are divided; smileys; a mark that is spoken of (`press ? for help`); a full stop that is
    an argument of a command (`cd .`); a comma for a low quotation mark (`řekl ,ano‘`); decimals; texts that set every
    mark apart, as tokenised corpora do.

    >>> from macaronic.fixes import repaired
    >>> repaired("Are you sure ? They left , and so ,I think, did we .", space_before_mark)
    'Are you sure? They left, and so, I think, did we.'
    >>> repaired("Vous venez ? Press ? for help :)", space_before_mark, "fr")
    'Vous venez ? Press ? for help :)'
    """
    for match in faults(_spaced(facts.tight), text, _astray):
        moved = match[0] in ",،" and match["word"]
        yield edit(space_before_mark, match, f"{match[0]} " if moved else match[0], back=1)


@cache
def _spaced(tight: str) -> Patterns:
    """The patterns for those marks that a language never sets apart."""
    return {mark: SPACED_MARK[mark] for mark in tight if mark in SPACED_MARK}


def _astray(match: re.Match[str]) -> bool:
    """Whether the space before a mark is there by mistake."""
    text, end = match.string, match.end()
    if UNSPACED.match(text, match.start() - 2):
        return False
    if match[0] in ",،":
        low_quote = match["word"] and LOW_QUOTE_END.search(text, end, end + 200)
        return not low_quote and not _tokenised(match, 2)
    goes_on = match[0] not in ":;؛" and text[end : end + 3].lstrip(SPACE + OPENING)[:1].islower()
    quoted = text[end : end + 1] not in ("", " ")
    return (quoted or not goes_on) and not _tokenised(match) and (match[0] != "." or _ends_sentence(match))


APART = re.compile(rf"[{WORDLY}] (?:[,.،]|'[a-z]{{1,2}}|n't)(?=\s|\Z)")
ATTACHED = re.compile(rf"[,.،](?<=[{WORDLY}].)(?=\s|\Z)")


def _tokenised(match: re.Match[str], least: int = 1) -> bool:
    """Whether the commas and full stops around, `least` of them or more, are set apart from the words before them."""
    page = match.string[max(0, match.start() - 500) : match.end() + 500]
    apart = len(APART.findall(page))
    return apart >= least and apart >= 4 * len(ATTACHED.findall(page))


def _ends_sentence(match: re.Match[str]) -> bool:
    """Whether a sentence stands before a mark: four words and more that begin with a capital letter."""
    before = re.split(r"[.!?…\n]", match.string[max(0, match.start() - 300) : match.start()])[-1].strip(SPACE + OPENING)
    return before[:1].isupper() and len(before.split()) > 3


SPACED_INVERTED_MARK = {mark: rf"{mark}[{SPACE}]+(?=\w)" for mark in "¿¡"}


def space_after_inverted_mark(text: str, _: Orthography) -> Iterator[Edit]:
    """A space after a Spanish inverted question or exclamation mark.

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
FARTHEST_BRACKET = 300
WORD_INSIDE = re.compile(rf"[{WORDLY}]{{2}}")


def space_inside_brackets(text: str, _: Orthography) -> Iterator[Edit]:
    """A space after an opening or before a closing round bracket; outside the bracket it is put if none is there.

    Left alone: brackets without a partner in the line (smileys, Russian `)))`, enumerations), a single word before a
    space (`(see )`: what is missing there is a word), other kinds of brackets, calls and commands (`f( x )`).

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
        right = partner == "(" and " " in inside
    else:
        inside, partner = _up_to_bracket(text[end : end + FARTHEST_BRACKET])
        outside = text[start - 1 : start]
        right = partner == ")" and (not outside or outside.isspace() or outside.isalpha())
    words = right and ".." not in inside and WORD_INSIDE.search(inside) is not None
    return words and not _tokenised(match) and not _among_unspaced(match)


def _up_to_bracket(text: str) -> tuple[str, str]:
    """The text before the first bracket or line end, and that."""
    found = re.search(r"[()\n]", text)
    return (text[: found.start()], found[0]) if found else (text, "")


LONE_QUOTE = {mark: rf"{mark}(?=[\s.,;:!?)]|\Z)(?<![^\s(\[].)" for mark in '"“”„«»'}


def space_inside_quotes(text: str, facts: Orthography) -> Iterator[Edit]:
    r"""The spaces between both quotation marks and the words that they quote.

    Left alone: a space beside one of the marks only, which as often is the mark of another quotation; French and
    languages that follow it; marks without a partner in the line, or with straight marks in between.

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
    """Whether the marks of a quotation both have a space before the words, and no straight mark is between them."""
    return start + 2 < end and text[start + 1] in SPACE and text[end - 1] in SPACE and '"' not in text[start + 1 : end]


SHORT_WORDS = "aeioyuàáâäåèéêìíòóôöøúwvzksавекийосуяіїзєI"  # letters that are words in some language: y, à, w, и
JOINING_COMMA = {mark: rf"{mark}(?={LETTER}[{WORDLY}]|[{SHORT_WORDS}][^\w,])(?<=[{WORDLY}]{{2}}.)" for mark in ",;،؛"}
JOINED_BEFORE = re.compile(rf"[{OPENING}]*({WORD})[{CLOSING}]*")
JOINED_AFTER = re.compile(rf"({WORD})[,.;:!?…،؛؟{CLOSING}]*")


def missing_space_after_comma(text: str, _: Orthography) -> Iterator[Edit]:
    """A comma or a semicolon between two words without a space.

    Left alone: numbers, lists of codes or names without any spaces (`red,green,blue`, `BIOS,UEFI`), calls, paths,
    addresses, scripts without spaces between words.

    >>> from macaronic.fixes import repaired
    >>> repaired("At any rate,the rain had stopped.", missing_space_after_comma)
    'At any rate, the rain had stopped.'
    >>> repaired("Choose (left,right) or red,green,blue; costs 1,000", missing_space_after_comma)
    'Choose (left,right) or red,green,blue; costs 1,000'
    """
    for match in faults(JOINING_COMMA, text, _joins_words):
        yield edit(missing_space_after_comma, match, match[0] + " ")


def _joins_words(match: re.Match[str]) -> bool:
    """Whether a comma stands between two words of a sentence, not between items of a list of codes."""
    before, after = token(match)
    left, right = JOINED_BEFORE.fullmatch(before), JOINED_AFTER.fullmatch(after)
    if not left or not right or UNSPACED.search(before + after):
        return False
    around = surroundings(match)
    spaced = around.count(f"{match[0]} ")
    return not (
        max(len(left[1]), len(right[1])) < 3
        or (left[1].isupper() and right[1].isupper() and not spaced)
        or (left[0][0] in "([" and right[0][len(right[1]) :][:1] in (")", "]"))
        or len(find(JOINING_COMMA, around)) > 1 + spaced
    )


JOINING_PERIOD = {
    **{mark: rf"{re.escape(mark)}(?={CAPITAL})(?<={SMALL}{{2}}.)" for mark in ".!?"},
    "।": rf"।(?={LETTER})(?<=[{WORDLY}].)",
}
LAST_WORD = re.compile(rf"[{OPENING}]*({WORD})")
FIRST_WORD = re.compile(rf"(({LETTER}+)(?:[’'-]{LETTER}+)*)[,;:!?…{CLOSING}]*")
NAME_ENDING = re.compile(r"biz|com|de|edu|es|eu|fr|gov|info|io|it|js|md|me|net|nl|org|py|rs|ru|tv|txt|uk|us")


def missing_space_after_period(text: str, _: Orthography) -> Iterator[Edit]:
    """The end of a sentence, or a danda, that the next sentence begins right after.

    Left alone: names of hosts, files and classes (`Booking.Com`, `queue.Queue`) and all texts about software,
    initials, abbreviations of single letters (`z.B.`), small letters on the other side. Costs: names that are
    spelled with a full stop inside (`Will.Smith` as a user name) get a space.

    >>> from macaronic.fixes import repaired
    >>> repaired("The rain had stopped.We left.", missing_space_after_period)
    'The rain had stopped. We left.'
    >>> repaired("She wrote to Booking.Com, e.g. from Ph.D. students.", missing_space_after_period)
    'She wrote to Booking.Com, e.g. from Ph.D. students.'
    """
    for match in outside_manuals(faults(JOINING_PERIOD, text, _joins_sentences)):
        yield edit(missing_space_after_period, match, match[0] + " ")


def _joins_sentences(match: re.Match[str]) -> bool:
    """Whether a mark stands between two words that are no name together."""
    if match[0] == "।":
        return True
    before, after = token(match)
    last, first = LAST_WORD.fullmatch(before), FIRST_WORD.fullmatch(after)
    if not last or not first:
        return False
    begun = first[1].lower()
    return (
        last[1][-2:].islower()
        and first[2][0].isupper()
        and first[2] == first[2].capitalize()
        and begun != last[1].lower()
        and not NAME_ENDING.fullmatch(begun)
    )


JOINED_QUOTE = {mark: rf"{mark}(?={LETTER})(?<=[{WORDLY}.,!?…%):].)" for mark in '"”“„»«'}
NEXT_WORD = re.compile(rf"({LETTER}+)(?=[\s.,;:!?…’'-]|\Z)")
LONGEST_WORD = 60


def missing_space_beside_quote(text: str, facts: Orthography) -> Iterator[Edit]:
    r"""A quotation mark between two words, with no space on the side that is not quoted.

    Which marks open and which close is read off the line: `“` closes after `„` and opens elsewhere. Left alone:
    endings (`the “yes”es`), any word after a quoted word where endings are too many to be told from words, as in
    Turkish (`"Marmara"nın`), straight marks that open, articles before an apostrophe (`l’“ami”`), languages without
    capitals, marks without a partner in the line.

    >>> from macaronic.fixes import repaired
    >>> repaired("“It is over.”she said. He was a \"hero\"to us,“more or less”.", missing_space_beside_quote)
    '“It is over.” she said. He was a "hero" to us, “more or less”.'
    >>> repaired("He counted two “yes”es.", missing_space_beside_quote)
    'He counted two “yes”es.'
    """
    if not facts.capitals or not find(JOINED_QUOTE, text):
        return
    opening = dict(quotations(text))
    closing = set(opening.values())

    def outside(match: re.Match[str]) -> bool:
        before = text[match.start() - 1]
        if UNSPACED.search(text, match.start() - 1, match.end() + 1):
            return False
        if match.start() in opening:
            return before.islower() or before in ",:"
        word = NEXT_WORD.match(text, match.end(), match.end() + LONGEST_WORD)
        ending = word and before.isalnum() and re.fullmatch(facts.endings, word[1])
        return match.start() in closing and before != ":" and bool(word and not ending)

    for match in faults(JOINED_QUOTE, text, outside):
        yield edit(missing_space_beside_quote, match, f" {match[0]}" if match.start() in opening else f"{match[0]} ")


JOINED_BRACKET = {
    "(": rf"\((?<={SMALL}{{3}}.)(?=(?P<inside>{LETTER}[^()\n]{{1,200}})\))",
    ")": rf"\)(?={LETTER}{{2}})(?<=[\w.!?{CLOSING}].)",
}
REMARK = re.compile(rf"{WORD}(?:,?[ ]{WORD})+[.!?]?|[^\W\d_a-z]{{2,}}")


def missing_space_beside_bracket(text: str, facts: Orthography) -> Iterator[Edit]:
    """A remark in round brackets that sticks to the word before or after it.

    A remark is two words and more, or an acronym. Left alone: parts of words (`item(s)`, `(re)open`, `Cu(II)`),
    calls (`f(x, y)`) and all texts about software, languages without capitals.

    >>> from macaronic.fixes import repaired
    >>> repaired("The agency(a public body) and the others (AFP)said it.", missing_space_beside_bracket)
    'The agency (a public body) and the others (AFP) said it.'
    >>> repaired("Any item(s) in (re)opened shops", missing_space_beside_bracket)
    'Any item(s) in (re)opened shops'
    """
    if not facts.capitals:
        return
    for match in outside_manuals(faults(JOINED_BRACKET, text, _joins_remark)):
        yield edit(missing_space_beside_bracket, match, " (" if match[0] == "(" else ") ")


def _joins_remark(match: re.Match[str]) -> bool:
    """Whether a bracket belongs to a remark, and no part of a word stands in it."""
    text, start = match.string, match.start()
    if UNSPACED.search(text, start - 1, start + 2):
        return False
    if match[0] == "(":
        return text[start - 3 : start].islower() and _is_remark(match["inside"])
    outside, bracket, inside = text[max(0, start - FARTHEST_BRACKET) : start].rpartition("(")
    return bool(bracket) and (not outside or outside[-1].isspace()) and _is_remark(inside)


def _is_remark(inside: str) -> bool:
    return bool(REMARK.fullmatch(inside)) and (" " in inside or inside.isupper())


ONE_SIDED_DASH = {dash: rf"{dash}(?:(?<={LETTER}[ ].)(?={LETTER})|(?<={LETTER}.)[ ](?={LETTER}))" for dash in "–—"}


def one_sided_dash(text: str, facts: Orthography) -> Iterator[Edit]:
    """A dash with a space on one side only, in a line that sets another between two spaces.

    Left alone: ranges, compounds with a dash for a hyphen (`pre– and post-war`) and interrupted speech, unless the
    line says how it sets its dashes; Spanish and others, where a dash touches what it encloses.

    >>> from macaronic.fixes import repaired
    >>> repaired("Peru – worn out by years of drought –is at peace.", one_sided_dash)
    'Peru – worn out by years of drought – is at peace.'
    >>> repaired("pre– and post-war", one_sided_dash)
    'pre– and post-war'
    """
    if not facts.dash:
        return
    for match in faults(ONE_SIDED_DASH, text, lambda match: f" {match[0][0]} " in surroundings(match, 500)):
        yield edit(one_sided_dash, match, f" {match[0][0]} ", back=2 - len(match[0]))


_rule = partial(Fix, group="spacing", stage="tidy", safety="evident")

FIXES = (
    _rule(
        extra_spaces,
        needles=("  ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"),
        changes="A run of spaces between two words becomes one space.",
        keeps="Indentation, line ends, tabs, columns, list markers, typewritten text, scripts without spaces.",
        cost="A table of a single row loses its columns if they are less than five spaces apart.",
    ),
    _rule(
        space_before_mark,
        needles=tuple(SPACED_MARK),
        changes="A space before `,`, `.`, `?`, `!`, `;`, or `:` before a quotation, is taken out; a comma is moved.",
        keeps="French spacing, smileys, marks that are spoken of, arguments of commands, decimals, tokenised texts.",
        cost="A command that ends in a full stop and reads like a sentence loses its space.",
        languages="those that set no space there",
    ),
    _rule(
        space_after_inverted_mark,
        needles=tuple(SPACED_INVERTED_MARK),
        changes="A space after `¿` or `¡` is taken out.",
        keeps="Marks before no word.",
        cost="None known.",
    ),
    _rule(
        space_inside_brackets,
        needles=tuple(SPACED_BRACKET),
        changes="A space after an opening or before a closing round bracket is taken out, or moved outside.",
        keeps="Brackets without a partner (smileys, enumerations), other kinds of brackets, calls.",
        cost="None known.",
    ),
    _rule(
        space_inside_quotes,
        needles=tuple(LONE_QUOTE),
        changes="A space between a quotation mark and what it quotes is taken out.",
        keeps="French and similar spacing, marks without a partner in the line.",
        cost="None known.",
        languages="those that set no space there",
    ),
    _rule(
        missing_space_after_comma,
        needles=tuple(JOINING_COMMA),
        changes="A space is put after a comma or a semicolon that joins two words.",
        keeps="Numbers, lists of codes, calls, addresses, scripts without spaces.",
        cost="None known.",
    ),
    _rule(
        missing_space_after_period,
        needles=tuple(JOINING_PERIOD),
        changes="A space is put between two sentences.",
        keeps="Names of hosts, files and classes, initials, abbreviations; texts about software.",
        cost="Names that are spelled with a full stop inside get a space.",
        languages="those with capitals (Latin, Greek, Cyrillic), and those with a danda",
    ),
    _rule(
        missing_space_beside_quote,
        needles=tuple(JOINED_QUOTE),
        changes="A space is put between a quotation mark and the word outside the quotation.",
        keeps="Endings of the quoted word, straight marks that open, marks without a partner in the line.",
        cost="None known.",
        languages="those with capitals (Latin, Greek, Cyrillic)",
    ),
    _rule(
        missing_space_beside_bracket,
        needles=tuple(JOINED_BRACKET),
        changes="A space is put between a remark in round brackets and the word before or after it.",
        keeps="Parts of words in brackets, calls; texts about software.",
        cost="None known.",
        languages="those with capitals (Latin, Greek, Cyrillic)",
    ),
    _rule(
        one_sided_dash,
        needles=tuple(ONE_SIDED_DASH),
        changes="A dash gets its second space where the line sets dashes between spaces.",
        keeps="Ranges, compounds, interrupted speech, dashes that touch what they enclose.",
        cost="None known.",
        languages="those that set a clause off by a dash between spaces",
    ),
)
