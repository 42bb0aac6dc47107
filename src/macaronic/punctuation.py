"""Repairs of punctuation marks: doubled ones, and full stops where no sentence ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from unicodedata import normalize

from macaronic.edits import Edit
from macaronic.fix import Fix, Shape
from macaronic.orthography import Orthography
from macaronic.prose import (
    CAPITAL,
    CLOSING,
    LETTER,
    OPENING,
    SMALL,
    SPACE,
    SURROUNDINGS,
    UNSPACED,
    WORDLY,
    edit,
    faults,
    find,
    is_command,
    outside_manuals,
    token,
)

NEXT_SENTENCE = f"(?=[{SPACE}][{OPENING}]*{CAPITAL})"
DOUBLED_PERIOD = {
    ".": rf"""(?x)
        \. (?= \. | (?<= [{SPACE}।。?!]. ) )  # asked first: it rules out most full stops
        (?: \. (?<= [{WORDLY}%{CLOSING}].. )
          | (?<= [{SPACE}]. ) (?<= [^\s.][.?!…।][{SPACE}]. | [.?!…।][{CLOSING}][{SPACE}]. ) (?! [{SPACE}]\. )
          | (?<= [{WORDLY}][।。]. )
          | (?<= {SMALL}[?!]. ) {NEXT_SENTENCE}
          | (?<= {SMALL}[{SPACE}]. ) [{SPACE}]? \. {NEXT_SENTENCE}
        )
        (?= [{CLOSING}]* (?: \s | \Z ) )
    """,
    "。": r"。(?=。(?!。))(?<=\w。)。",
}
LONGEST_SHELL_COMMAND = 4  # letters of what may stand before a path in prose: `cd ..`
TWO_DOT_ELLIPSIS = re.compile(rf"\.\.(?<=\w..)\s+({SMALL})")
INITIALS = re.compile(rf"[{OPENING}]*(?:{LETTER}{{1,2}}\.)+{LETTER}{{1,2}}")


def doubled_period(text: str, _: Orthography) -> Iterator[Edit]:
    """A full stop after a full stop or danda, or after another mark that ends a sentence and a space.

    Machine translation and editing leave two where a piece of text that ends in a stop is set before a stop; `. .` is
    what is left of a link or a note that was cut out. Left alone: three dots and more, also with spaces between them,
    `?..` and `!..` (the Russian ellipsis), ranges (`0..9`), paths (`cd ..`), names that end in a mark (`Yahoo!.`) or
    begin with a dot, a doubled danda, which ends a verse, and two dots before a small letter, or two beside `。。。`,
    which are some writers' ellipsis, as then are all in the text. How many there are says nothing: a machine doubles
    them, too. Costs: the two-dot ellipsis of a writer who always goes on with a capital becomes a full stop.

    >>> from macaronic.fixes import repaired
    >>> repaired("They left.. All of them. . Nobody spoke!” . Nobody today!. We  .. Nobody .. He wept.", doubled_period)
    'They left. All of them. Nobody spoke!” Nobody today! We  .. Nobody. He wept.'
    >>> repaired("Well.. who knows.. Not me... And then . . . nothing. . .", doubled_period)
    'Well.. who knows.. Not me... And then . . . nothing. . .'
    """
    found = faults(DOUBLED_PERIOD, text, _after_word)
    ellipses = bool(found) and ("。。。" in text or any(map(str.islower, TWO_DOT_ELLIPSIS.findall(text))))
    for match in found:
        apart = text[match.start() - 1] in SPACE
        if match[0] == ".":
            yield edit(doubled_period, match, "", back=apart)
        elif not ellipses or " " in match[0]:
            yield edit(doubled_period, match, match[0][0], back=apart)


def _after_word(match: re.Match[str]) -> bool:
    """Whether no path and no name stands before a full stop, and for two of them, a word."""
    before, _ = token(match)
    if not before and match[0] != ".":
        return _between_sentences(match)
    named = before.endswith(("?", "!")) and before.lstrip(OPENING)[:1].isupper()
    return (
        not named
        and "/" not in before
        and ("." not in before or INITIALS.fullmatch(before) is not None)
        and (match[0] == "." or any(map(str.isalnum, before)))
    )


def _between_sentences(match: re.Match[str]) -> bool:
    """Whether the word before two full stops that a space sets apart from it is neither part of a name nor a command
    whose argument they are.
    """
    word = match.string[max(0, match.start() - SURROUNDINGS) : match.start()].split()[-1]
    command = ".." in match[0] and word.isascii() and len(word) <= LONGEST_SHELL_COMMAND
    return not command and not UNSPACED.search(word) and "/" not in word and "." not in word


DOUBLED_COMMA = {
    ",": rf"""(?x)
        , (?= [,.] | [{SPACE}], ) (?<= [{WORDLY}%{CLOSING}], )
        (?: , (?= \s | \Z ) | [{SPACE}], (?= [{SPACE}]{LETTER} ) | \. (?= [{CLOSING}]* (?: \s | \Z ) ) )
    """,
    "،": rf"،(?<=[{WORDLY}%{CLOSING}].)(?:[{SPACE}]?،(?=[{SPACE}]{LETTER})|\.(?=[{CLOSING}]*(?:\s|\Z)))",
    **{mark: rf"{mark}{mark}(?<=[{WORDLY}%{CLOSING}]..)(?=[{SPACE}]{LETTER})" for mark in ";؛"},
    **{mark: rf"{mark}(?=[{mark}。])(?<=[{WORDLY}{CLOSING}].)(?:{mark}(?!{mark})|。)" for mark in "，、；"},
}


def doubled_comma(text: str, _: Orthography) -> Iterator[Edit]:
    """A comma before a comma or a full stop, a semicolon before a semicolon, in any script.

    Left alone: two commas that open a quotation (`,,So sagt man''`: they stand before a word, or the text has their
    counterpart), the `;;` that ends a line of shell code, empty fields (`1,,2`), `etc.,`, `.wav,.mp3`, `,...`, and
    all repeated question and exclamation marks, which are a matter of style.

    >>> from macaronic.fixes import repaired
    >>> repaired("Yes,, he came, , and sat down,.", doubled_comma)
    'Yes, he came, and sat down.'
    >>> repaired("Er sagte: ,,Ja''. a,,b", doubled_comma)
    "Er sagte: ,,Ja''. a,,b"
    """
    found = faults(DOUBLED_COMMA, text)
    if found and "''" not in text and "``" not in text:
        for match in found:
            yield edit(doubled_comma, match, match[0][-1])


SHORT_WORDS = "aàeèéoóuyvwzkавикосуяіз"  # letters that are words in some language; English `i` is none
STRAY_PERIOD = {".": rf"\. (?={SMALL}{{2}}|[{SHORT_WORDS}] )(?<={SMALL}{{3}}\. )"}
LAST_WORD = re.compile(rf"(?:^|[\s{OPENING}’'·-])({LETTER}+)$")
NEXT_WORD = re.compile(rf"({LETTER}+)(?:[’'·-]{LETTER}+)*[.,;:!?…{CLOSING}]*")
SECOND_ABBREVIATION = re.compile(r"\w{1,4}\. (?=\S)")  # as in `Dr. med. Ott`
SMALL_START = {mark: rf"{re.escape(mark)}\s*[{OPENING}\s–—-]*{SMALL}" for mark in "\n!?…"}
SENTENCE_END = re.compile(r"[.!?…\n]")
TERSE = re.compile(rf"(?:{LETTER}+ ){{0,2}}{LETTER}+[.!]{NEXT_SENTENCE}")
CLAUSE = re.compile(rf"({SMALL}+)(?:['’]{SMALL}+)?,? (?={LETTER})")
VOWELS = frozenset("aeiouyæœøəıаеёиоуыэюяєіїαεηιουω")  # a word without one is an abbreviation: `млрд.`, `bspw.`
SHORTEST_UNLISTED = 4  # letters of a word that is none of the language's abbreviations, if they are well known
SHORTEST_WORD = 6  # the same if they are not


def stray_period(text: str, facts: Orthography) -> Iterator[Edit]:
    """A full stop inside a sentence: `in nocturnal attacks. against the bases`.

    Left alone: abbreviations and short words that could be one, initials, ordinals, acronyms and all else but a word
    in small letters after such a word; names of programs and the like (`iPhone`, `x_max`, `example.com`) and any
    text about them, where a sentence may begin with a small letter, and so short words that a large dictionary of the
    language does not have; whoever begins most sentences so, or once one with a word that begins a clause (`but`,
    `they`); words in threes or less, before another sentence, as reviews have them; languages that have no capitals or
    of which nothing is known. Costs: where two sentences met and the second lost its capital, they become one, if it
    begins with any other word; a stop before such a word stays.

    >>> from macaronic.fixes import repaired
    >>> repaired("She saw the signs. of a storm.", stray_period)
    'She saw the signs of a storm.'
    >>> repaired("He met Prof. van Dam, approx. two hours late, at St. in Ghent.", stray_period)
    'He met Prof. van Dam, approx. two hours late, at St. in Ghent.'
    >>> repaired("Lovely soup. warm bread. We paid the waiter. but they forgot the tea.", stray_period)
    'Lovely soup. warm bread. We paid the waiter. but they forgot the tea.'
    """
    if not facts.capitals:
        return
    found = faults(STRAY_PERIOD, text, lambda match: _inside_sentence(match, facts))
    if found and not _begins_small(text, found, facts):
        for match in outside_manuals(found):
            yield edit(stray_period, match, " ")


def _inside_sentence(match: re.Match[str], facts: Orthography) -> bool:
    """Whether the words around a full stop are such that no sentence and no abbreviation ends in it."""
    before, after = token(match)
    last, following = LAST_WORD.search(before), NEXT_WORD.fullmatch(after)
    if not last or not following:
        return False
    word, begun = last[1].lower(), following[1]
    return (
        begun.islower()
        and last[1][-3:].islower()
        and len(word) >= (SHORTEST_WORD if facts.clipped is None else SHORTEST_UNLISTED)
        and word != begun
        and not _abbreviates(word, facts)
        and not SECOND_ABBREVIATION.match(match.string, match.end())
        and not (match.string.startswith(".", match.end() + len(begun)) and _abbreviates(begun, facts))
        and not is_command(begun, facts)
        and not _terse(match)
    )


def _terse(match: re.Match[str]) -> bool:
    """Whether at most three words stand on either side of a full stop, as in a review, and a sentence follows them."""
    before = match.string[max(0, match.start() - SURROUNDINGS) : match.start()]
    return len(SENTENCE_END.split(before)[-1].split()) < 4 and TERSE.match(match.string, match.end()) is not None


def _abbreviates(word: str, facts: Orthography) -> bool:
    """Whether a word is an abbreviation: listed, ending like one (`Goethestr.`), or without a vowel."""
    known = facts.abbreviations | (facts.clipped or frozenset())
    return (
        not known.isdisjoint({word, f"{word}#"})
        or word.endswith(tuple(ending[1:] for ending in known if ending[0] == "-"))
        or VOWELS.isdisjoint(normalize("NFD", word))
    )


def _begins_small(text: str, strays: list[re.Match[str]], facts: Orthography) -> bool:
    """Whether a writer begins sentences with a small letter: more than a third and more than one, or a plain clause."""
    clauses = (CLAUSE.match(text, match.end()) for match in strays)
    if any(clause and clause[1] in facts.starters for clause in clauses):
        return True
    starts = sum(text.count(end) for end in ("\n", ". ", "! ", "? ", "… ")) + 1
    small = len(strays) + sum(match[0][-1].islower() for match in find(SMALL_START, f"\n{text}"))
    return small > 1 and 3 * small > starts


_rule = partial(Fix, group="punctuation", stage="tidy", safety="evident")

FIXES = (
    _rule(
        doubled_period,
        needles=tuple(DOUBLED_PERIOD),
        changes="A full stop after a full stop, or after another mark that ends a sentence, is taken out.",
        keeps="Ellipses (`...`, `. . .`, `?..`, `!..`; `..` of who goes on in small letters), ranges, paths.",
        cost="A two-dot ellipsis before a capital becomes a full stop.",
        shapes=(Shape(".", after="."), Shape(".", before=f"{SPACE}।。?!"), Shape("。", after="。")),
    ),
    _rule(
        doubled_comma,
        needles=tuple(DOUBLED_COMMA),
        changes="A comma before a comma or a full stop, a semicolon before a semicolon, is taken out, in any script.",
        keeps="Two commas for a low quotation mark, `;;` at the end of a line of code, empty fields, `etc.,`, `,...`.",
        cost="None known.",
        shapes=(
            Shape(",،", after=",،."),
            Shape(",،", after=SPACE, behind=",،"),
            Shape(";؛", after=";؛"),
            Shape("，、；", after="，、；。"),
        ),
    ),
    _rule(
        stray_period,
        needles=tuple(STRAY_PERIOD),
        changes="A full stop inside a sentence, before a small letter, is taken out.",
        keeps="Abbreviations, initials, ordinals, acronyms; software; writers who begin sentences and clauses small.",
        cost="Two sentences of which the second lost its capital become one, unless it begins as main clauses do.",
        languages="those with capitals (Latin, Greek, Cyrillic)",
        shapes=(Shape(".", before=SMALL, after=" ", behind=SMALL),),
    ),
)
