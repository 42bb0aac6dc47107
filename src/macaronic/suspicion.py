"""What damaged text looks like: patterns that good text rarely contains, to know where repair is worth a thought.

In a language that is known this is whatever its texts do not contain, letters of other languages included; in any
language, signs and control characters inside words, capitals after small letters, mixed scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from macaronic.codepages import LANGUAGES, daily, letters, page
from macaronic.plausibility import LETTER, TYPOGRAPHY, UNSPACED

Token = tuple[int, str]
SPACE = re.compile(r"[ \t\r\n]")

INVERTED_MARKS = frozenset({"an", "ast", "ca", "es", "eu", "gl", "tl"})  # languages that write `¿` and `¡`
BETWEEN = "“”„‚«»‹›®™"  # signs that do not stand between two letters
BESIDE = "²³¹¼½¾·€£§©°№•¿¡"  # signs that rarely stand beside a letter
STRAY = "¢¤¥¦¨¬¯±²³µ¶¸¹¼½¾÷×ƒˆ˜†‡‰\u2200-\u22ff\u2500-\u25ff"  # and those that never do
INVISIBLE = "\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0e\ufe0f"  # `characters` sees to these
HEBREW_MARKS = "\u0591-\u05c7\u05f3\u05f4"
ARABIC_MARKS = "\u0600-\u0605\u0610-\u061a\u064b-\u0669\u0670\u06d4-\u06ed\u06f0-\u06f9"
SYMBOLS = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
EAST = dict.fromkeys(UNSPACED, "\uff01-\uff5e") | {"ko": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\uff01-\uff5e"}
CAPITALS = "À-ÖØ-ÞĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĢĤĪĮİĶĹĻĽŁŃŅŇŌŐŔŖŘŚŜŞŠŢŤŨŪŮŰŲŹŻŽЀ-Я"

# UTF-8 as it looks in Windows-1252 or Latin-1: the later bytes, and a whole sequence, seen from its last character but
# one or its second. French sets a no-break space before `»`, so `é »` is none. Capital thorn is the highest first byte
# that is of use, since `ß“` is German.
LATER = "".join(sorted({*page("cp1252")[0x80:0xC0], *map(chr, range(0x80, 0xA0))}))
SEQUENCE = rf"(?<=[Â-Þ][{LATER}])|(?<=[à-ô][{LATER}])(?=[{LATER}])(?!(?<=\xa0)[»”])"
QUOTATION = "(?<=‚Ä|ΓÇ|ÔÇ|тА|Б─|вЂ|вА|β€|ג€)"  # the first two bytes of a quotation mark in UTF-8, in other pages
# UTF-8 in which a no-break space became a space, and of which the last byte was lost: what is in it, to look for first.
BROKEN = ("Ã", "Ã "), ("Â", "Â "), ("â", "â€")

HARMLESS = "".join(char for char in LATER if char >= "\xa0" and char not in STRAY + CAPITALS)  # after ASCII

WRONG = re.compile(
    rf"""
    [{LATER}{STRAY}{CAPITALS}œ]
    (?<![\x00-\x7f][{HARMLESS}])              # the most frequent of these: an apostrophe or a quotation mark,
    (?!(?<=\s[{CAPITALS}])[a-zа-я])            # and a capital at the beginning of a word
    (?:
        {SEQUENCE} | {QUOTATION}
      | (?<=[\x80-\x84\x86-\x9f])              # a control that no text has
      | (?<={LETTER}[{STRAY}]) | (?<=[{STRAY}])(?={LETTER})
      | (?<=[a-zß-öø-ÿа-я][{CAPITALS}])         # a capital after a small letter
      | (?<=[À-Þ])(?=[À-ÿ]{{2}})(?!çü)          # a row of accented letters, not Üçüncü: another script
      | (?<=[Ă-ž][€‚„…‹›™œ]) | (?<=[Ѐ-я][‚‹€])  # UTF-8 in other pages
    )""",
    re.VERBOSE,
)
NOT_LATIN = re.compile("[Ͱ-ӿ]")
MIXED = re.compile("[A-Za-z](?:(?=[Ͱ-ӿ])|(?<=[Ͱ-ӿ][A-Za-z]))")
ASCII = bytes(range(0x80))


@lru_cache(maxsize=2)
def looks_damaged(text: str, language: str) -> bool:
    """Whether a text has what no text in its language has; where that is not known, what none has in any language.

    This is the gate of all repairs of encoding, asked by each of them. It says yes to some good texts (a foreign name
    is enough) and no to hardly any damaged one.

    >>> looks_damaged("Größe, façade", "de"), looks_damaged("GrÃ¶ÃŸe", "de"), looks_damaged("GrÃ¶ÃŸe", "und")
    (False, True, True)
    """
    if text.isascii():
        return False
    if any(lead in text and broken in text for lead, broken in BROKEN):  # one character is found much faster
        return True
    if language in LANGUAGES:
        return bool(suspicion(language).search(text))
    beyond = text.encode("utf-8", "surrogatepass").translate(None, ASCII).decode("utf-8", "surrogatepass")
    mixed = NOT_LATIN.search(beyond) and MIXED.search(text)
    return bool(mixed or WRONG.search(text)) or (4 * len(beyond) < len(text) and not _in_an_alphabet(beyond))


def _in_an_alphabet(beyond: str) -> bool:
    """Whether the Latin letters among characters beyond ASCII are all those of one language."""
    accented = {char for char in set(beyond) if "À" <= char <= "ɏ" or "Ḁ" <= char <= "ỿ"}
    return not accented or any(accented <= alphabet for alphabet in _alphabets())


@cache
def suspicion(language: str) -> re.Pattern[str]:
    """What a text in the language does not contain: letters that it does not write, capitals after small letters,
    signs inside words.

    One class of characters in front, so that a search runs at the speed of C, and conditions behind it: first those
    that let nearly all pass, an apostrophe after a letter of ASCII or a capital at the beginning of a word.
    """
    own = letters(language)
    small = _ranges(letter for letter in own if not letter.isupper())
    capital = _ranges(letter for letter in own if letter.isupper())
    between, beside = _signs(language)
    fine = "".join(sign for sign in TYPOGRAPHY if sign not in between + beside)
    fine += "\\t-\\r -~" + small + INVISIBLE + SYMBOLS + EAST.get(language, "") + _ranges(daily(language))
    fine += HEBREW_MARKS * ("א" in own) + ARABIC_MARKS * ("ب" in own)
    if language in UNSPACED:  # a rare ideograph is nothing, two in a row are; signs stand beside letters
        wrong = [rf"(?<=[^{fine}{between}{beside}]{{2}})"]
    else:
        wrong = [
            rf"(?<=[^{fine}{capital}{between}{beside}])",
            rf"(?<={LETTER}[{between}])(?={LETTER})",
            rf"(?<={LETTER}[{beside}])|(?<=[{beside}])(?={LETTER})",
            rf"(?<={LETTER}[„‚])(?!{LETTER})",
        ]
    if capital:
        wrong.append(rf"(?<=[a-z{small}][{capital}])")
    if "Ж" in own:  # Russian in KOI8 taken for cp1251, or the other way round, is in capitals
        wrong.append(rf"(?<=[{capital}])(?=[{capital}]*[ ,.]+[{capital}]{{2,}}[ ,.]+[{capital}]{{2}})")
    first = fine.translate(dict.fromkeys(map(ord, LATER)))
    usual = rf"(?<![\x00-\x7f][{''.join(char for char in LATER if char in fine)}])"
    if capital:
        usual += rf"(?!(?<=\s[{capital}])[a-z{small}])"
    return re.compile(f"[^{first}]{usual}(?:{'|'.join(wrong)}|{SEQUENCE}|{QUOTATION})")


def _ranges(chars: Iterable[str]) -> str:
    """Characters as in a class of a pattern, neighbours as ranges: they are parsed faster.

    >>> _ranges("zcbay")
    'a-cyz'
    """
    found: list[list[str]] = []
    for char in sorted(chars):
        if found and ord(char) == ord(found[-1][-1]) + 1:
            found[-1].append(char)
        else:
            found.append([char])
    return "".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else "".join(run) for run in found)


def _signs(language: str) -> tuple[str, str]:
    """The signs that a language does not write between two letters, and those that it does not write beside one."""
    between, beside = BETWEEN, BESIDE
    if language in INVERTED_MARKS:
        beside = beside.translate(dict.fromkeys(map(ord, "¿¡")))
    if language in ("ca", "oc"):  # col·legi
        beside = beside.replace("·", "")
    if language in ("he", "yi"):  # gershayim: ארה”ב
        between = between.translate(dict.fromkeys(map(ord, "“”")))
    return between, beside


def tokens_matching(text: str, pattern: re.Pattern[str]) -> Iterator[Token]:
    """The tokens (what stands between white space) in which a pattern matches, with their places."""
    end = 0
    while match := pattern.search(text, end):
        at = match.start()
        start = text.rfind(" ", end, at) + 1 or end
        for space in "\n\t\r":
            start = max(start, text.rfind(space, start, at) + 1)
        stop = SPACE.search(text, at)
        end = stop.start() if stop else len(text)
        yield start, text[start:end]


@cache
def _alphabets() -> tuple[frozenset[str], ...]:
    """The letters of the languages, those of large ones first."""
    large = ("fr", "de", "es", "pt", "it", "pl", "sv", "nl", "cs", "tr", "ro", "hu", "vi")
    return tuple(letters(language) | {"ª", "º"} for language in dict.fromkeys([*large, *LANGUAGES]))


OPENING, CLOSING = frozenset("“„«‹‘‚\"'`「『»"), frozenset("”“»›’‘\"'`」』«")
EDGES = "'\"()[]{}<>.,:;!?*_-–—“”„‘’‚«»…/|"
AROUND = 80  # characters
ANY_WORD = re.compile(rf"{LETTER}+")


def spoken_of(text: str, start: int, old: str, new: str) -> bool:
    """Whether a text speaks of damage instead of being damaged: between quotation marks, beside what it was before.

    >>> spoken_of("é turns into “Ã©”.", 13, "“Ã©”.", "“é”."), spoken_of("The “Ã©” is lost.", 4, "“Ã©”", "“é”")
    (True, False)
    """
    damaged, right = old.strip(EDGES), new.strip(EDGES)
    start = text.find(damaged, start)
    end = start + len(damaged)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if before[-2:].rstrip()[-1:] not in OPENING or after[:2].lstrip()[:1] not in CLOSING:
        return False
    return right in ANY_WORD.findall(before.rpartition("\n")[2]) + ANY_WORD.findall(after.partition("\n")[0])
