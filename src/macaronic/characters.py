"""Characters that cannot be seen, and letters that are taken for others.

Invisible characters are left where a script needs them: joiners in Persian and in Indic scripts and between emoji,
direction marks in lines with right-to-left letters, zero-width spaces in scripts without spaces between words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial

from macaronic.codepages import letters
from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.orthography import Orthography
from macaronic.plausibility import UNSPACED, common, known
from macaronic.prose import LETTER, WORDLY, edit, find, token
from macaronic.records import UNDETERMINED
from macaronic.suspicion import looks_damaged

# Scripts that shape their letters by the neighbours, and so need joiners: Arabic and its relatives, the scripts of
# South and South East Asia, Mongolian.
SHAPED = (
    "\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1700-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
)
# Scripts without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, Tai, Balinese, Javanese.
WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1b7f\ua980-\ua9ff\uaa60-\uaadf]"
)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
PICTURES = "©®‼-㊙\ufe0f\U0001f000-\U0001faff"  # what emoji are joined from, skin tones and selectors too

ZERO_WIDTH_SPACE, WORD_JOINER, BYTE_ORDER_MARK = "\u200b", "\u2060", "\ufeff"
NON_JOINER, JOINER = "\u200c", "\u200d"
SOFT_HYPHEN = "\u00ad"
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(map(chr, (*range(8), *range(0x0E, 0x1B), 0x7F)))  # without those that programs use in texts
TAGS = "\U000e0001\U000e0020-\U000e007f"

# As in `prose`, a pattern begins with its mark: where marks are many, that makes a search ten times as fast.
SPACES = {ZERO_WIDTH_SPACE: f"{ZERO_WIDTH_SPACE}+"}
WORD_JOINERS = {
    WORD_JOINER: rf"{WORD_JOINER}(?<=(?:{LETTER}|{WORD_JOINER}).)(?={LETTER}|{WORD_JOINER})",
    BYTE_ORDER_MARK: rf"{BYTE_ORDER_MARK}(?<!\A.)",
}
BESIDE = f"{SHAPED}{PICTURES}{NON_JOINER}{JOINER}"
JOINERS = {mark: f"{mark}(?<![{BESIDE}].)[{NON_JOINER}{JOINER}]*(?![{BESIDE}])" for mark in (NON_JOINER, JOINER)}
SOFT_HYPHENS = {
    SOFT_HYPHEN: rf"{SOFT_HYPHEN}(?<=[{WORDLY}{SOFT_HYPHEN}].)(?<![\d_À-ß].)(?=[{WORDLY}{SOFT_HYPHEN}])(?![\d_])"
}
DIRECTION = {mark: f"{mark}+" for mark in DIRECTIONS}
CONTROL = re.compile(f"[{re.escape(CONTROLS)}]+")
TAG_RUN = re.compile(f"[{TAGS}](?<![{PICTURES}{TAGS}].)[{TAGS}]*")
TELLING_TAGS = tuple(chr(0xE0000 + ord(char)) for char in "\x01 aeiouyAEIOUY\x7f")  # what is a text has one


def zero_width_spaces(text: str, _: Orthography) -> Iterable[Edit]:
    """Removes zero-width spaces.

    They stay in lines with Thai, Lao, Khmer, Burmese, Tibetan and other letters of scripts in which they say where
    words end.

    >>> [e.start for e in zero_width_spaces("one \\u200btwo\\nไทย\\u200bไทย", Orthography("en"))]
    [4]
    """
    return (edit(zero_width_spaces, match, "") for match in _on_lines_without(WITHOUT_SPACES, find(SPACES, text)))


def word_joiners(text: str, _: Orthography) -> Iterable[Edit]:
    """Removes word joiners between letters, and byte-order marks inside a text, which once were word joiners, too.

    A word joiner beside a sign stays, where it forbids a line break; so does a byte-order mark that begins the text.

    >>> [e.start for e in word_joiners("\\ufeffone \\ufefft\\u2060wo\\u2060/three", Orthography("en"))]
    [5, 7]
    """
    return (edit(word_joiners, match, "") for match in find(WORD_JOINERS, text))


def joiners(text: str, _: Orthography) -> Iterable[Edit]:
    """Removes zero-width joiners and non-joiners that join nothing.

    They stay beside letters of Arabic, Indic and other scripts that are shaped by their neighbours, and between emoji.

    >>> [e.start for e in joiners("Auf\\u200clage, می\\u200cروم, 👩\\u200d🔬", Orthography("de"))]
    [3]
    """
    return (edit(joiners, match, "") for match in find(JOINERS, text))


def soft_hyphens(text: str, _: Orthography) -> Iterable[Edit]:
    """Removes soft hyphens inside words: search and word lists do not see through them.

    A soft hyphen after a capital with an accent is left: it is a part of UTF-8 that was misread (`Ã\\xad` is `í`). So
    is one beside a digit: there, old texts have it for a hyphen.

    >>> [e.start for e in soft_hyphens("Donau\\xaddampf\\xadschiff, aquÃ\\xad, 5\\xad7", Orthography("de"))]
    [5, 11]
    """
    return (edit(soft_hyphens, match, "") for match in find(SOFT_HYPHENS, text))


def direction_marks(text: str, _: Orthography) -> Iterable[Edit]:
    """Removes marks, embeddings and isolates of writing direction from lines that have no right-to-left letter.

    >>> [e.start for e in direction_marks("left \\u200fright\\nשלום\\u200f!", Orthography("en"))]
    [5]
    """
    return (edit(direction_marks, match, "") for match in _on_lines_without(RIGHT_TO_LEFT, find(DIRECTION, text)))


def control_characters(text: str, _: Orthography) -> Iterable[Edit]:
    """Removes stray control characters.

    Left alone are white space, backspace (manual pages print bold with it), escape sequences of terminals, the
    separators of records and fields, and a text that has so many controls that it is no text.

    >>> [e.old for e in control_characters("One\\x00 two\\x07, \\x1b[31mred\\x1b[0m", Orthography("en"))]
    ['\\x00', '\\x07']
    """
    found = list(CONTROL.finditer(text))
    share = 50 * sum(len(match.group()) for match in found)
    return () if share > max(100, len(text)) else (edit(control_characters, match, "") for match in found)


def tag_characters(text: str, _: Orthography) -> Iterable[Edit]:
    """Removes tag characters: a second, invisible ASCII, in which text is hidden from readers.

    They stay after an emoji, where they name the region of a flag, and if they can be no text.

    >>> hidden = "".join(chr(0xE0000 + ord(char)) for char in "ignore this")
    >>> [len(e.old) for e in tag_characters(f"Good{hidden} morning", Orthography("en"))]
    [11]
    """
    telling = set(TELLING_TAGS)
    return (edit(tag_characters, match, "") for match in TAG_RUN.finditer(text) if telling.intersection(match[0]))


def _on_lines_without(letter: re.Pattern[str], matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those matches of one text, in order, that are on a line without such a letter. No line is searched twice."""
    line_end, spared = -1, False
    for match in matches:
        if match.start() > line_end:
            text, start = match.string, match.string.rfind("\n", 0, match.start()) + 1
            line_end = end if (end := text.find("\n", match.end())) >= 0 else len(text)
            spared = letter.search(text, start, line_end) is not None
        if not spared:
            yield match


# ---- letters that look like others ------------------------------------------------------------------------------

LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
# Look-alikes, as in Unicode's confusables.txt (UTS #39), of letters that a reader cannot tell apart in common type.
CYRILLIC_AS_LATIN = dict(zip("аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅёїЁЇ", "aeopcyxijshdqwABEKMHOPCTXYIJSëïËÏ", strict=True))
GREEK_AS_LATIN = dict(zip("ονικρυχϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧόΰϊ", "ovikpuxcjABEZHIKMNOPTYXóüï", strict=True))
AS_LATIN = str.maketrans(CYRILLIC_AS_LATIN | GREEK_AS_LATIN)
AS_CYRILLIC = str.maketrans({latin: cyrillic for cyrillic, latin in CYRILLIC_AS_LATIN.items()})
AS_GREEK = str.maketrans({latin: greek for greek, latin in GREEK_AS_LATIN.items()})
SCRIPTS = {
    re.compile(rf"[{LATIN}'’-]+"): AS_LATIN,
    re.compile("[Ѐ-ԯ'’-]+"): AS_CYRILLIC,
    re.compile("[Ͱ-Ͽἀ-῿'’-]+"): AS_GREEK,
}
MIXED_LATIN = re.compile(rf"[Ͱ-ԯ](?:(?<=[{LATIN}].)|(?=[{LATIN}]))")  # in a text that is mostly Latin
MIXED_OTHER = re.compile("[A-Za-z](?:(?<=[Ͱ-ԯ].)|(?=[Ͱ-ԯ]))")
NOT_LATIN = frozenset("αж")
WORD = re.compile(rf"[{LATIN}Ͱ-ԯἀ-῿]+")
LONGEST = 40  # letters of a word
ADDRESS = re.compile(r"://|@|\w\.\w")


def confusable_letters(text: str, facts: Orthography) -> Iterable[Edit]:
    """Puts a word that mixes Latin letters with Cyrillic or Greek look-alikes into one script, where that makes a word.

    It must be a word of the language (where that is not known, of any); one of two letters counts beside a longer one.
    What no script makes a word of is left alone: formulas, names of products, `β-carotene`; in a language that is not
    known also words in capitals, in which names mix scripts on purpose. So are addresses: another one leads elsewhere.

    >>> [(e.old, e.new) for e in confusable_letters("Your pаypal acсount", Orthography("en"))]
    [('pаypal', 'paypal'), ('acсount', 'account')]
    """
    if not letters(facts.language) & NOT_LATIN and not looks_damaged(text, facts.language):
        return
    found = list(_mixed_words(text, facts.language))
    right = _words({match[0] for match in found}, facts.language)
    if any(len(word) > 2 for word in right):
        for match in found:
            if match[0] in right:
                yield replace(edit(confusable_letters, match, right[match[0]]), reason="a word in one script")


def _words(mixed: Collection[str], language: str) -> dict[str, str]:
    """Those of some mixed words that are a word of the language in one script and no other, and that word."""
    versions = {word: _versions(word) for word in mixed}
    every = list({version for some in versions.values() for version in some})
    if language == UNDETERMINED:
        right = set(common(every))
    else:
        right = {version for version, yes in zip(every, known(every, language), strict=True) if yes}
    return {word: (some & right).pop() for word, some in versions.items() if len(some & right) == 1}


def _mixed_words(text: str, language: str) -> Iterator[re.Match[str]]:
    latin = text.encode("ascii", "ignore")
    if latin.upper() == latin.lower():
        return
    mixed = MIXED_LATIN if 2 * len(latin) > len(text) else MIXED_OTHER
    at = 0
    while match := mixed.search(text, at):
        start = max(at, match.start() - LONGEST)
        word = next(word for word in WORD.finditer(text, start) if word.end() > match.start())
        at = word.end()
        name = word[0].isupper() and language == UNDETERMINED
        if 1 < len(word[0]) < LONGEST and not (name or ADDRESS.search(word[0].join(token(word)))):
            yield word


def _versions(word: str) -> set[str]:
    """The word in each script that has all its letters."""
    return {word.translate(table) for script, table in SCRIPTS.items() if script.fullmatch(word.translate(table))}


FULL_WIDTH = "Ａ-Ｚａ-ｚ"
VOWELS = tuple("ＡＥＩＯＵＹａｅｉｏｕｙ")  # what is a word has one
FULL_WIDTH_RUN = re.compile(
    rf"[{FULL_WIDTH}０-９]*[{FULL_WIDTH}][{FULL_WIDTH}０-９]*(?:[\u3000 ][{FULL_WIDTH}０-９]+)*"
)
EAST_ASIAN = re.compile("[\u1100-\u11ff\u3005-\u30ff\u3105-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def full_width_letters(text: str, facts: Orthography) -> Iterable[Edit]:
    """Makes full-width Latin letters and digits ASCII in lines without East Asian letters, where that makes words.

    >>> [(e.old, e.new) for e in full_width_letters("A ｌｏｕｄ ｎｏｉｓｅ", Orthography("en"))]
    [('ｌｏｕｄ ｎｏｉｓｅ', 'loud noise')]
    >>> list(full_width_letters("東京ＤＯＭＥ", Orthography("en")))
    []
    """
    if facts.language in UNSPACED:
        return
    for match in _on_lines_without(EAST_ASIAN, FULL_WIDTH_RUN.finditer(text)):
        new = match[0].translate(TO_ASCII)
        parts = [part for part in new.split() if not part.isdigit()]
        if set(VOWELS).intersection(match[0]) and (
            all(known(parts, facts.language)) or len(common(parts)) == len(parts)
        ):
            yield edit(full_width_letters, match, new)


_rule = partial(Fix, group="characters", stage="mend", safety="certain")

FIXES = (
    _rule(
        zero_width_spaces,
        needles=(ZERO_WIDTH_SPACE,),
        changes="Zero-width spaces are removed.",
        keeps="Lines with Thai, Lao, Khmer, Burmese, Tibetan, Javanese and other letters of scripts without spaces.",
        cost="Permitted line breaks in long words and addresses are lost.",
    ),
    _rule(
        word_joiners,
        needles=tuple(WORD_JOINERS),
        changes="Word joiners between letters, and byte-order marks inside a text, are removed.",
        keeps="A byte-order mark at the beginning, word joiners beside signs.",
        cost="None known.",
    ),
    _rule(
        joiners,
        needles=tuple(JOINERS),
        changes="Zero-width joiners and non-joiners that join nothing are removed.",
        keeps="Those beside letters of Arabic, Indic and other shaped scripts, and beside emoji.",
        cost="A non-joiner that keeps a Latin ligature from forming is lost.",
    ),
    _rule(
        soft_hyphens,
        needles=tuple(SOFT_HYPHENS),
        changes="Soft hyphens inside words are removed.",
        keeps="Soft hyphens between spaces, beside signs or digits.",
        cost="Permitted hyphenations are lost.",
    ),
    _rule(
        direction_marks,
        needles=tuple(DIRECTIONS),
        changes="Marks and isolates of writing direction are removed from lines without right-to-left letters.",
        keeps="Lines with Hebrew, Arabic or other right-to-left letters.",
        cost="A deliberate override of left-to-right text is lost.",
    ),
    _rule(
        control_characters,
        needles=tuple(CONTROLS),
        changes="Stray control characters are removed.",
        keeps="White space, backspace, terminal escapes, record separators, and texts full of controls.",
        cost="None known.",
    ),
    _rule(
        tag_characters,
        needles=TELLING_TAGS,
        changes="Tag characters, an invisible second ASCII, are removed.",
        keeps="Those after an emoji, which make flags of regions.",
        cost="None known.",
    ),
    _rule(
        confusable_letters,
        safety="evident",
        needles=(),
        changes="A word that mixes Latin letters with Cyrillic or Greek look-alikes gets letters of one script.",
        keeps="Mixtures that are no word in any one script.",
        cost="A name that no word list has stays mixed.",
    ),
    _rule(
        full_width_letters,
        safety="evident",
        needles=VOWELS,
        changes="Full-width Latin letters and digits become ASCII in lines of other than East Asian scripts.",
        keeps="Chinese, Japanese and Korean lines, and what is no word afterwards.",
        cost="Words in full width for effect lose it.",
    ),
)
