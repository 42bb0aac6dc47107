"""Sentence segmentation.

The default rules of Unicode Standard Annex #29, "Unicode Text Segmentation", section 5, "Sentence Boundaries", with
the tailoring that the annex leaves to implementations. Kept are the marks that end a sentence (the property
Sentence_Terminal), that closing marks behind them belong to them, that a comma or colon behind them goes on
(SContinue), and that a lower-case letter goes on after a full stop. Added, because the annex has no data for it:

- a full stop may be that of an abbreviation, an initial, an ordinal or a numbered item;
- a lower-case letter goes on after `!` and `?`, too ("What?" he said); only where the sentence itself began with one
  does its writer do without capitals, and may begin the next so;
- stops that stand alone (`Iraq. .`), emoji and smileys belong to the sentence before them;
- a space may be missing (`the end.Then`), in scripts with spaces only where no name or address can be meant;
- the end of a line ends a sentence as that of a paragraph does, unless the text is evidently hard-wrapped.

A colon or semicolon ends no sentence, and a quotation of several sentences is cut into them; about both, corpora are
divided. A heading that runs into its text without a mark is not found. Thai has no marks and sets the same space
between sentences as between clauses, so that a Thai paragraph is one sentence: of rules that chose among the spaces by
length and by the word behind them, the best was wrong about every other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import normalize

from macaronic.orthography import Orthography, orthography

Span = tuple[int, int]

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
ENDS = ".!?" + ELLIPSIS  # ambiguous unless a space follows
FULL_STOPS = ".\N{FULLWIDTH FULL STOP}\N{SMALL FULL STOP}"
# Sentence_Terminal (Unicode Character Database, PropList.txt), less those above, those of scripts no longer in use and
# the Burmese little section, a comma today. Added are the Tibetan shads, for want of any other mark.
SCRIPT_ENDS = (
    "\N{ARMENIAN FULL STOP}\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}"
    "\N{SYRIAC END OF PARAGRAPH}\N{SYRIAC SUPRALINEAR FULL STOP}\N{SYRIAC SUBLINEAR FULL STOP}"
    "\N{NKO EXCLAMATION MARK}\N{DEVANAGARI DANDA}\N{DEVANAGARI DOUBLE DANDA}"
    "\N{TIBETAN MARK SHAD}\N{TIBETAN MARK NYIS SHAD}\N{MYANMAR SIGN SECTION}"
    "\N{ETHIOPIC FULL STOP}\N{ETHIOPIC QUESTION MARK}\N{ETHIOPIC PARAGRAPH SEPARATOR}"
    "\N{CANADIAN SYLLABICS FULL STOP}\N{KHMER SIGN KHAN}\N{KHMER SIGN BARIYOOSAN}"
    "\N{MONGOLIAN FULL STOP}\N{MONGOLIAN MANCHU FULL STOP}"
    "\N{OL CHIKI PUNCTUATION MUCAAD}\N{OL CHIKI PUNCTUATION DOUBLE MUCAAD}"
    "\N{JAVANESE PADA LINGSA}\N{JAVANESE PADA LUNGSI}\N{MEETEI MAYEK CHEIKHEI}"
    "\N{DOUBLE EXCLAMATION MARK}\N{INTERROBANG}"
    "\N{DOUBLE QUESTION MARK}\N{QUESTION EXCLAMATION MARK}\N{EXCLAMATION QUESTION MARK}"
    "\N{IDEOGRAPHIC FULL STOP}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}"
    "\N{FULLWIDTH FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
    "\N{SMALL FULL STOP}\N{SMALL QUESTION MARK}\N{SMALL EXCLAMATION MARK}"
)
CLOSING_QUOTES = (
    "\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{RIGHT CORNER BRACKET}\N{RIGHT WHITE CORNER BRACKET}"
)
CLOSING_BRACKETS = (
    ")]}\N{FULLWIDTH RIGHT PARENTHESIS}\N{FULLWIDTH RIGHT SQUARE BRACKET}\N{RIGHT BLACK LENTICULAR BRACKET}"
    "\N{RIGHT ANGLE BRACKET}\N{RIGHT DOUBLE ANGLE BRACKET}\N{RIGHT TORTOISE SHELL BRACKET}"
)
# Marks of direction and invisible spaces close nothing, but the annex has them ignored where they stand.
INVISIBLE = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{POP DIRECTIONAL FORMATTING}\N{ZERO WIDTH SPACE}"
CLOSERS = CLOSING_QUOTES + CLOSING_BRACKETS + INVISIBLE
# These open in one language and close in another (“ in English and in German). Right before a letter they open.
EITHER_WAY = (
    "\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
)
OPENERS = (
    "([{\N{INVERTED QUESTION MARK}\N{INVERTED EXCLAMATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "-\N{EN DASH}\N{EM DASH}\N{BULLET}" + EITHER_WAY
)
# SContinue of the annex, less the dashes, which begin a line of dialogue; and brackets that close.
CONTINUERS = frozenset(
    ",;:\N{ARABIC COMMA}\N{ARABIC SEMICOLON}"
    "\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{FULLWIDTH COLON}\N{FULLWIDTH SEMICOLON}" + CLOSING_BRACKETS
)
EMOJI = (
    "\N{BLACK SUN WITH RAYS}-\N{DOUBLE CURLY LOOP}\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}"
    "\N{MAHJONG TILE EAST WIND}-\U0001faff"
)
EAST_ASIAN, HANGUL = "\N{CJK RADICAL REPEAT}", "\N{HANGUL SYLLABLE GA}"  # where Han and kana begin, and end
JAPANESE_PARTICLES = frozenset("とっのはがを")  # to, tte, no, ha, ga, wo: right behind a quotation, they go on

_closers, _either = re.escape(CLOSERS), re.escape(EITHER_WAY)
_TERMINAL = re.compile(
    rf"""
    (?P<mark>
        [{ENDS}{SCRIPT_ENDS};:|\u037e\u1361]             # one set in front: the engine scans for it at C speed
        (?: (?<! [{ENDS};:|\u037e\u1361] )
          | (?<= [{ENDS}] ) (?! [0-9a-z] )               # not in 3.14, example.org, page?id=1
            (?<! [\u0531-\u0587]\. )                     # an Armenian full stop is a colon ...
          | (?<= [\u0531-\u0587]: )                      # ... and a colon is a full stop
          | (?<= [\u0370-\u03ff\u1f00-\u1fff][;\u037e] )    # the Greek question mark, typed as either character
          | (?<= [\u0900-\u0dff]\| ) | (?<= [\u0900-\u0dff][ ]\| )  # the Indic danda, typed as a bar
          | (?<= [\u1200-\u135f][:\u1361] ) [:\u1361]    # the Ethiopic full stop, typed as two word spaces or colons
        )
        (?: [{ENDS}{SCRIPT_ENDS}{_closers}{EMOJI}] | [{_either}] (?! \w ) )*
        (?: [ ]* (?: [{ENDS}]+ [{_closers}"']* | [{_closers}"'`´]+ | [{EMOJI}]+ | [:;]-?[()DP] ) (?= \s | \Z ) )*
    )
    (?P<gap> \s* )
    (?= [^\w\s]{{0,3}} \s?                              # what begins next, behind the marks that open it, and
        (?: (?<= ['’‘] ) [nst]\s )?                      # behind ’n, ’s, ’t: Afrikaans and Dutch capitalise none
        (?P<letter> \w? ) )
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\W{0,4}(?:\d{1,3}|[^\W\d_]|[IVXLC]+)[.)\N{FULLWIDTH FULL STOP}]+")
_ITEM = re.compile(r"\W{0,4}(\d{1,3})[.)]")
_NEXT_ITEM = re.compile(r"\s+(?=(?:[^\w\s]\s?)?(\d{1,3})\Z)")
_MONTH_AND_DAY = re.compile(r"\d{1,2}\.[ ]?\d{1,2}\.")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WORD_BEHIND = re.compile(rf"\W?{_WORD.pattern}[,;:.]?(?=\s|\Z)")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ROMAN = re.compile(r"[IVXLC]{2,}")
_BOUND = re.compile(r"[.'’-]")  # between an abbreviation and what it leans on: l'Avv., Tuesday.Mr.

# A lone vowel is a word and so may end a sentence (Ukrainian є, Portuguese é, Russian я, Vietnamese ạ); a lone
# consonant is an abbreviation.
_VOWELS = "aeiouyæøœəıаеиіоуыэюяєαεηιουω"
# Languages in which a number of one or two digits hardly ends a sentence. In German every noun has a capital, so that
# one after an ordinal says nothing; in Hungarian, Korean and Turkish the verb comes last, and dates (2020. 3. 1.) and
# names (2. Dünya Savaşı, II. Rákóczi) have such numbers inside a sentence.
_ORDINALS = frozenset(("als", "bar", "de", "frr", "hu", "ko", "lb", "nds", "pfl", "tr"))
_REACH = 40  # how far to look back for the word before a mark
_PHRASE = 20  # what is shorter, "W 1955 r." or "At 5 p.m.", begins a sentence
_NARROW, _WIDE = 30, 120  # the widths of hard-wrapped text


def split(text: str, language: str) -> list[Span]:
    """The spans of a text's sentences, in order, without the white space around them, and leaving out nothing else.

    `language` says which abbreviations and ordinals to expect. The marks of every script are known in every language,
    for texts are mixed. Linear in the length of the text.

    >>> text = "Dr. Li met J. Doe at 5 p.m. in Rome. Why? Nobody knows."
    >>> [text[start:end] for start, end in split(text, "en")]
    ['Dr. Li met J. Doe at 5 p.m. in Rome.', 'Why?', 'Nobody knows.']
    >>> text = "Sie kam am 3. Mai.. „Es regnet.“ sagte er"
    >>> [text[start:end] for start, end in split(text, "de")]
    ['Sie kam am 3. Mai..', '„Es regnet.“ sagte er']
    """
    facts = orthography(language)
    spans: list[Span] = []
    for paragraph, stop in _paragraphs(text):
        start = paragraph
        for terminal in _TERMINAL.finditer(text, start, stop):
            if terminal.end() == stop:
                break
            if terminal["gap"] and (item := _next_item(text, start, terminal.start())):
                spans.append((start, item.start()))
                start = item.end()
            elif _ends(text, start, terminal, facts):
                spans.append((start, terminal.end("mark")))
                start = terminal.end()
        spans.append((start, stop))
    return spans


def is_label(text: str) -> bool:
    """Whether a text is what an item of a list is numbered with, white space included.

    >>> [is_label(text) for text in ("2. ", "(b) ", "IV.", "Mr. ", "1984. ")]
    [True, True, True, False, False]
    """
    return _NUMBER.fullmatch(text.strip()) is not None


def _paragraphs(text: str) -> Iterator[Span]:
    """The spans of the lines that are not blank, hard-wrapped ones joined."""
    block: list[Span] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if content := line.strip():
            start = at + line.index(content[0])
            block.append((start, start + len(content)))
        else:
            yield from _unwrapped(text, block)
            block = []
        at += len(line)
    yield from _unwrapped(text, block)


def _unwrapped(text: str, block: list[Span]) -> list[Span]:
    """Lines that follow each other, joined where the next word had no room left on the line.

    The longest line says how much room there was. That alone would join a list of headlines at the longest of them,
    so it counts only where one such line goes on with a lower-case letter.
    """
    if len(block) < 2:
        return block
    width = max(end - start for start, end in block)
    if not _NARROW <= width <= _WIDE:
        return block
    full = {
        start
        for (above, above_end), (start, end) in pairwise(block)
        if above_end - above + 1 + len(text[start:end].split(maxsplit=1)[0]) > width
    }
    if not any(_small(text[start]) for start in full):
        return block
    joined: list[Span] = []
    for start, end in block:
        joined.append((joined.pop()[0], end) if start in full else (start, end))
    return joined


def _next_item(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The white space before the number that ends at `stop`, if it is the next after the one the sentence begins with.

    >>> text = "1. Salt 2. Pepper"
    >>> [text[start:end] for start, end in split(text, "en")]
    ['1. Salt', '2. Pepper']
    """
    if not text[stop - 1 : stop].isdecimal():
        return None
    this, following = _ITEM.match(text, start), _NEXT_ITEM.search(text, max(start, stop - 8), stop)
    return following if this and following and int(this[1]) + 1 == int(following[1]) else None


def _ends(text: str, start: int, terminal: re.Match[str], facts: Orthography) -> bool:
    """Whether the sentence that begins at `start` ends with the mark."""
    mark, gap, letter = terminal.groups()
    after = terminal.end()
    if text[after] in CONTINUERS and not text.startswith(",,", after):  # ,, is typed for „
        return False
    if mark[0] in FULL_STOPS and _NUMBER.fullmatch(text, start, terminal.end("mark")):
        return False
    if not gap:
        return _ends_without_space(text, start, terminal, facts)
    if _small(letter) and (len(mark) > 1 or mark == ELLIPSIS or not _begins_small(text, start)):
        return False
    return mark != "." or not _abbreviated(text, start, terminal, facts)


def _small(letter: str) -> bool:
    """Whether it is a small letter that has a capital to begin a sentence with (Unicode's title case).

    Georgian letters have capitals for headlines, but not for this.
    """
    return letter != letter.title()


def _begins_small(text: str, start: int) -> bool:
    return _small(text[start : start + 4].lstrip(OPENERS)[:1])


def _ends_without_space(text: str, start: int, terminal: re.Match[str], facts: Orthography) -> bool:
    """Whether a sentence ends where no space follows: as a rule in East Asia, elsewhere by mistake.

    >>> [len(split(text, "en")) for text in ("It was late.Then he came.", "See www.example.org.Thanks", "Node.js!")]
    [2, 1, 1]
    """
    mark, _, letter = terminal.groups()
    first, last = mark[0], mark[-1]
    if last in SCRIPT_ENDS:
        return last not in FULL_STOPS or not letter.isdecimal()
    before, after = text[terminal.start() - 1 : terminal.start()], text[terminal.end()]
    if first in SCRIPT_ENDS:
        return last not in CLOSING_QUOTES or after not in JAPANESE_PARTICLES
    if EAST_ASIAN <= letter < HANGUL:
        return first in "!?" and EAST_ASIAN <= before < HANGUL
    if not letter.isupper() or last not in ENDS:
        return letter.isupper() and last in CLOSING_QUOTES
    word = _last_word(text, start, terminal.start())
    return (
        len(word) > 2
        and word[-1].islower()
        and word.lower() not in facts.abbreviations
        and _WORD.fullmatch(word) is not None
        and _WORD_BEHIND.match(text, terminal.end()) is not None
    )


def _abbreviated(text: str, start: int, terminal: re.Match[str], facts: Orthography) -> bool:
    """Whether a full stop and the space behind it belong to an abbreviation, an initial or an ordinal.

    >>> [len(split(text, "pl")) for text in ("W 1955 r. Ewa tu była.", "Ewa wyjechała stąd w maju 1955 r. Jan nie.")]
    [1, 2]
    """
    stop, letter = terminal.start(), terminal["letter"]
    word = _last_word(text, start, stop)
    if _listed(word.lower(), letter, facts.abbreviations):
        return True
    if word.isdecimal():
        ordinal = len(word) < 3 and (facts.language in _ORDINALS or letter.isdecimal())
        return ordinal or _MONTH_AND_DAY.match(text, terminal.end()) is not None
    single = len(word) == 1 and word.isalpha() and word < EAST_ASIAN
    if single or _DOTTED.fullmatch(word):
        return _letters(text, start, stop, word)
    return facts.language in _ORDINALS and _ROMAN.fullmatch(word) is not None


def _last_word(text: str, start: int, stop: int) -> str:
    """The word that ends at `stop`, without what opens it: empty if there is none right there."""
    words = text[max(start, stop - _REACH) : stop].rsplit(None, 1)
    return words[-1].lstrip(OPENERS) if words and not text[stop - 1].isspace() else ""


def _listed(word: str, letter: str, abbreviations: frozenset[str]) -> bool:
    """Whether the word, or the part of it behind an apostrophe or the like, is an abbreviation before that letter."""
    if word in abbreviations or (letter.isdecimal() and f"{word}#" in abbreviations):
        return True
    part = word if word.isalpha() else _BOUND.split(word)[-1]
    return 1 < len(part) < len(word) and _listed(part, letter, abbreviations)


def _letters(text: str, start: int, stop: int, word: str) -> bool:
    """Whether the letter before the full stop, or the letters with stops, are short for something inside a sentence.

    Behind a number they are a unit, a year or a time of day, which may end a sentence unless that would be too short
    for one, and so may small letters with stops. Capitals are initials, but not the second half of `a. C.`.
    """
    before = text[max(start, stop - _REACH) : stop - len(word)].rstrip()
    number = before[-1:].isdecimal()
    if word.isupper() and (len(word) == 1 or not number):
        return not (before[-1:] == "." and before[-2:-1].islower() and not before[-3:-2].isalnum())
    if number or len(word) > 1:
        return stop - start < _PHRASE
    return normalize("NFD", word)[0] not in _VOWELS
