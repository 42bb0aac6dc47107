"""Repairs of missing spaces: after commas and sentences, beside quotation marks, brackets and dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from macaronic.edits import Edit
from macaronic.fix import Fix, Shape
from macaronic.orthography import Orthography
from macaronic.plausibility import frequencies
from macaronic.prose import (
    CAPITAL,
    CLOSING,
    FARTHEST_BRACKET,
    LETTER,
    NAME_ENDING,
    OPENING,
    SMALL,
    SPACE,
    SURROUNDINGS,
    UNSPACED,
    WORDLY,
    edit,
    faults,
    find,
    outside_manuals,
    quotations,
    surroundings,
    token,
    unknown,
)

WORD = rf"{LETTER}(?:(?![\d_])[{WORDLY}’'·-])*"
SHORT_WORDS = "aeioyuàáâäåèéêìíòóôöøúwvzksавекийосуяіїзєI"  # letters that are words in some language: y, à, w, и
# Whether no space follows is asked first: it rules out most marks, and costs a fifth of asking for a letter.
JOINING_COMMA = {
    mark: rf"{mark}(?=\S)(?={LETTER}[{WORDLY}]|[{SHORT_WORDS}][^\w,])(?<=[{WORDLY}]{{2}}.)" for mark in ",;،؛"
}
CLAUSE_SPACES = 3  # spaces between two commas; where there are so many, no list of codes or names joins them
NUMBER = rf"\d+(?:-{LETTER}+)?"  # in many languages with an ending
JOINED_BEFORE = re.compile(rf"[{OPENING}]*({WORD}|{NUMBER})[{CLOSING}]*")
JOINED_AFTER = re.compile(rf"({WORD})[,.;:!?…،؛؟{CLOSING}]*")


def missing_space_after_comma(text: str, _: Orthography) -> Iterator[Edit]:
    """A comma or a semicolon between two words without a space.

    Left alone: numbers, lists of codes or names without any spaces (`red,green,blue`, `BIOS,UEFI`), calls, paths,
    addresses, scripts without spaces between words. Commas with a clause between them make no list.

    >>> from macaronic.fixes import repaired
    >>> repaired("At any rate,the rain had stopped.", missing_space_after_comma)
    'At any rate, the rain had stopped.'
    >>> repaired("The rain,which lasted until the evening,had stopped.", missing_space_after_comma)
    'The rain, which lasted until the evening, had stopped.'
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
        or (left[1][0].isdigit() and not (spaced and len(right[1]) > 2 and right[1].islower()))
        or (left[1].isupper() and right[1].isupper() and not spaced)
        or (left[0][0] in "([" and right[0][len(right[1]) :][:1] in (")", "]"))
        or _longest_list(around) > 1 + spaced
    )


def _longest_list(line: str) -> int:
    """The most commas without a space that follow each other in a line with no clause between two of them."""
    commas = [match.start() for match in find(JOINING_COMMA, line)]
    longest = listed = 1
    for comma, following in pairwise(commas):
        listed = 1 if line.count(" ", comma, following) >= CLAUSE_SPACES else listed + 1
        longest = max(longest, listed)
    return longest


NEVER_INSIDE = "।؟\N{GREEK QUESTION MARK}"  # marks that no name or abbreviation is spelled with
JOINING_PERIOD = {
    **{mark: rf"{re.escape(mark)}(?=\S)(?={CAPITAL})(?<={SMALL}{{2}}.)" for mark in ".!?"},
    **{mark: rf"{mark}(?={LETTER})(?<=[{WORDLY}{SPACE}].)" for mark in NEVER_INSIDE},
}
LAST_WORD = re.compile(rf"[{OPENING}]*({WORD})")
FIRST_WORD = re.compile(rf"(({LETTER}+)(?:[’'-]{LETTER}+)*)[,;:!?…{CLOSING}]*")
BEGINS_SENTENCES = 5.0  # Zipf scale: words that begin many sentences are at least as frequent
FUNCTION_WORD = 6.0  # the same of articles, conjunctions and the like


def missing_space_after_period(text: str, facts: Orthography) -> Iterator[Edit]:
    """The end of a sentence that the next sentence begins right after: a full stop, a danda, any question mark.

    Left alone: names of hosts, files, classes and products (`Booking.Com`, `queue.Queue`; `Xolvir.Forms`, where a word
    like `or` goes on) and all texts about software, initials, abbreviations of single letters (`z.B.`), small letters
    on the other side. Costs: names that are spelled with a full stop inside (`Will.Smith` as a user name) get a space.

    >>> from macaronic.fixes import repaired
    >>> repaired("The rain had stopped.We left.", missing_space_after_period)
    'The rain had stopped. We left.'
    >>> repaired("She wrote to Booking.Com, e.g. from Ph.D. students.", missing_space_after_period)
    'She wrote to Booking.Com, e.g. from Ph.D. students.'
    """
    for match in outside_manuals(faults(JOINING_PERIOD, text, lambda match: _joins_sentences(match, facts))):
        yield edit(missing_space_after_period, match, match[0] + " ")


def _joins_sentences(match: re.Match[str], facts: Orthography) -> bool:
    """Whether a mark stands between two words that are no name together."""
    if match[0] in NEVER_INSIDE:
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
        and not (last[1][0].isupper() and _is_product(match, last[1], first[1], facts))
    )


def _is_product(match: re.Match[str], first: str, second: str, facts: Orthography) -> bool:
    """Whether two capitalised words are one name inside a sentence: one unknown, one rare, a frequent word behind."""
    text = match.string
    before = text[max(0, match.start() - len(first) - SURROUNDINGS) : match.start() - len(first)].split()
    after = text[match.end() + len(second) : match.end() + len(second) + SURROUNDINGS]
    if not before or not before[-1].islower() or not after.startswith(" ") or not unknown(first, facts):
        return False
    rare, frequent = frequencies([second, *after.split(maxsplit=1)[:1], ""][:2], facts.language)
    return rare < BEGINS_SENTENCES and frequent >= FUNCTION_WORD


BESIDE_QUOTE = f"[{WORDLY}.,!?…%):]"
JOINED_QUOTE = {mark: rf"{mark}(?={LETTER})(?<={BESIDE_QUOTE}.)" for mark in '"”“„»«'}
NEXT_WORD = re.compile(rf"({LETTER}+)(?=[\s.,;:!?…’'-]|\Z)")
LONGEST_WORD = 60


def missing_space_beside_quote(text: str, facts: Orthography) -> Iterator[Edit]:
    r"""A quotation mark between two words, with no space on the side that is not quoted.

    Which marks open and which close is read off the line: `“` closes after `„` and opens elsewhere. Left alone:
    endings (`the “yes”es`), any word after a quoted word where endings are too many to be told from words, as in
    Turkish (`"Marmara"nın`), straight marks that open or, between a comma and a capital, may open, articles before
    an apostrophe (`l’“ami”`), languages without capitals, marks without a partner in the line.

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
        after = text[match.end()]
        if UNSPACED.search(text, match.start() - 1, match.end() + 1):
            return False
        if match[0] == '"' and before in ",:" and after.isupper():
            return False
        if match.start() in opening:
            return before.islower() or before in ",:"
        word = NEXT_WORD.match(text, match.end(), match.end() + LONGEST_WORD)
        ending = word and before.isalnum() and re.fullmatch(facts.endings, word[1])
        return match.start() in closing and before != ":" and bool(word and not ending)

    for match in faults(JOINED_QUOTE, text, outside):
        yield edit(missing_space_beside_quote, match, f" {match[0]}" if match.start() in opening else f"{match[0]} ")


BESIDE_BRACKET = rf"[\w.!?{CLOSING}]"
JOINED_BRACKET = {
    "(": rf"\((?<={SMALL}{{3}}.)(?=(?P<inside>{LETTER}[^()\n]{{1,200}})\))",
    ")": rf"\)(?={LETTER}{{2}})(?<={BESIDE_BRACKET}.)",
}
REMARK = re.compile(rf"{WORD}(?:,?[ ]{WORD})*[ ]{WORD}(?:,?[ ]{WORD})*[.!?]?|[^\W\d_a-z]{{2,}}")


def missing_space_beside_bracket(text: str, facts: Orthography) -> Iterator[Edit]:
    """A remark in round brackets that sticks to the word before or after it.

    A remark has two words with no comma between, or is an acronym. Left alone: parts of words (`item(s)`,
    `(re)open`, `Cu(II)`), calls (`f(x, y)`) and all texts about software, languages without capitals.

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


ONE_SIDED_DASH = {dash: rf"{dash}(?:(?<={LETTER}[ ].)(?={LETTER})|(?<={LETTER}.)[ ](?={LETTER}{{6}}))" for dash in "–—"}


def one_sided_dash(text: str, facts: Orthography) -> Iterator[Edit]:
    """A dash with a space on one side only, in a line that sets another between two spaces.

    Left alone: ranges, and any line that does not say how it sets its dashes; a dash that could be the hyphen of half a
    compound, which a short word follows (`pre– and post-war`); Spanish and others, where a dash touches what it
    encloses.

    >>> from macaronic.fixes import repaired
    >>> repaired("Peru – worn out by years of drought –is at peace.", one_sided_dash)
    'Peru – worn out by years of drought – is at peace.'
    >>> repaired("Pre– and post-war Peru – a country of strikes", one_sided_dash)
    'Pre– and post-war Peru – a country of strikes'
    """
    if not facts.dash:
        return
    for match in faults(ONE_SIDED_DASH, text, lambda match: f" {match[0][0]} " in surroundings(match, 500)):
        yield edit(one_sided_dash, match, f" {match[0][0]} ", back=2 - len(match[0]))


_rule = partial(Fix, group="spacing", stage="tidy", safety="evident")

FIXES = (
    _rule(
        missing_space_after_comma,
        needles=tuple(JOINING_COMMA),
        changes="A space is put after a comma or a semicolon that joins two words.",
        keeps="Numbers, lists of codes, calls, addresses, scripts without spaces.",
        cost="None known.",
        shapes=(Shape("".join(JOINING_COMMA), before=f"[{WORDLY}]", after=LETTER),),
    ),
    _rule(
        missing_space_after_period,
        needles=tuple(JOINING_PERIOD),
        changes="A space is put between two sentences.",
        keeps="Names of hosts, files and classes, initials, abbreviations; texts about software.",
        cost="Names that are spelled with a full stop inside get a space.",
        languages="those with capitals (Latin, Greek, Cyrillic), those with a danda or a question mark of their own",
        shapes=(Shape(".!?", before=SMALL, after=CAPITAL), Shape(NEVER_INSIDE, after=LETTER)),
    ),
    _rule(
        missing_space_beside_quote,
        needles=tuple(JOINED_QUOTE),
        changes="A space is put between a quotation mark and the word outside the quotation.",
        keeps="Endings of the quoted word, straight marks that open, marks without a partner in the line.",
        cost="None known.",
        languages="those with capitals (Latin, Greek, Cyrillic)",
        shapes=(Shape("".join(JOINED_QUOTE), before=BESIDE_QUOTE, after=LETTER),),
    ),
    _rule(
        missing_space_beside_bracket,
        needles=tuple(JOINED_BRACKET),
        changes="A space is put between a remark in round brackets and the word before or after it.",
        keeps="Parts of words in brackets, calls; texts about software.",
        cost="None known.",
        languages="those with capitals (Latin, Greek, Cyrillic)",
        shapes=(Shape("(", before=SMALL, after=LETTER), Shape(")", before=BESIDE_BRACKET, after=LETTER)),
    ),
    _rule(
        one_sided_dash,
        needles=tuple(ONE_SIDED_DASH),
        changes="A dash gets its second space where the line sets dashes between spaces.",
        keeps="Ranges, compounds, interrupted speech, dashes that touch what they enclose.",
        cost="None known.",
        languages="those that set a clause off by a dash between spaces",
        shapes=(Shape("–—", before=" ", after=LETTER), Shape("–—", before=LETTER, after=" ", behind=LETTER)),
    ),
)
