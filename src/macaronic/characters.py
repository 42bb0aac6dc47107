"""Characters that cannot be seen, and letters that are taken for others.

Invisible characters are left where a script needs them: joiners in Persian and in Indic scripts and between emoji,
direction marks in lines with right-to-left letters, zero-width spaces in scripts without spaces between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from macaronic.codepages import letters
from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.orthography import Orthography
from macaronic.plausibility import UNSPACED, common, known
from macaronic.records import UNDETERMINED
from macaronic.suspicion import looks_damaged

# Scripts that shape their letters by the neighbours, and so need joiners: Arabic and its relatives, the scripts of
# South and South East Asia, Mongolian.
SHAPED = (
    "\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1700-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
)
WITHOUT_SPACES = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
PICTURES = "©®‼-㊙\ufe0f\U0001f000-\U0001faff"  # what emoji are joined from, skin tones and selectors too

ZERO_WIDTH_SPACE, WORD_JOINER, BYTE_ORDER_MARK = "\u200b", "\u2060", "\ufeff"
NON_JOINER, JOINER = "\u200c", "\u200d"
SOFT_HYPHEN = "\u00ad"
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e" + "".join(map(chr, range(0x2066, 0x2070)))
CONTROLS = "".join(map(chr, (*range(8), *range(0x0E, 0x1B), 0x7F)))  # without those that programs use in texts

LETTER = r"[^\W\d_]"
SPACES = re.compile(
    rf"""
    (?<![{WITHOUT_SPACES}]) {ZERO_WIDTH_SPACE}+ (?![{WITHOUT_SPACES}])
  | (?<={LETTER}) {WORD_JOINER}+ (?={LETTER})
  | (?<!\A) {BYTE_ORDER_MARK}+
    """,
    re.VERBOSE,
)
JOINERS = re.compile(
    rf"(?<![{SHAPED}{NON_JOINER}{JOINER}]) {NON_JOINER} (?![{SHAPED}{NON_JOINER}{JOINER}])"
    rf"|(?<![{SHAPED}{PICTURES}{NON_JOINER}{JOINER}]) {JOINER} (?![{SHAPED}{PICTURES}{NON_JOINER}{JOINER}])",
    re.VERBOSE,
)
SOFT_HYPHENS = re.compile(rf"(?<=[^\W\d_À-ß]) {SOFT_HYPHEN}+ (?={LETTER})", re.VERBOSE)
DIRECTION = re.compile(f"[{DIRECTIONS}]+")
STRONG = re.compile(f"[{RIGHT_TO_LEFT}]")
CONTROL = re.compile(f"[{re.escape(CONTROLS)}]+")


def zero_width_spaces(text: str, facts: Orthography) -> Iterable[Edit]:
    """Removes zero-width spaces, byte-order marks inside a text, and word joiners inside words.

    In Thai, Lao, Khmer, Burmese and Tibetan zero-width spaces say where words end, and stay; so does a byte-order mark
    that begins the text, and a word joiner beside a sign, where it forbids a line break.

    >>> [e.start for e in zero_width_spaces("one \\u200btwo, ไทย\\u200bไทย", Orthography("en"))]
    [4]
    """
    return _removed(SPACES.finditer(text), "zero_width_spaces")


def joiners(text: str, facts: Orthography) -> Iterable[Edit]:
    """Removes zero-width joiners and non-joiners that join nothing.

    They stay beside letters of Arabic, Indic and other scripts that are shaped by their neighbours, and a joiner
    stays between emoji.

    >>> [e.start for e in joiners("Auf\\u200clage, می\\u200cروم, 👩\\u200d🔬", Orthography("de"))]
    [3]
    """
    return _removed(JOINERS.finditer(text), "joiners")


def soft_hyphens(text: str, facts: Orthography) -> Iterable[Edit]:
    """Removes soft hyphens inside words: search and word lists do not see through them.

    A soft hyphen after a capital with an accent is left: it is a part of UTF-8 that was misread (`Ã\\xad` is `í`).

    >>> [e.start for e in soft_hyphens("Donau\\xaddampf\\xadschiff, aquÃ\\xad", Orthography("de"))]
    [5, 11]
    """
    return _removed(SOFT_HYPHENS.finditer(text), "soft_hyphens")


def direction_marks(text: str, facts: Orthography) -> Iterable[Edit]:
    """Removes marks, embeddings and isolates of writing direction from lines that have no right-to-left letter.

    >>> [e.old for e in direction_marks("left \\u200fright\\nשלום\\u200f!", Orthography("en"))]
    ['\\u200f']
    """
    for match in DIRECTION.finditer(text):
        begin, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
        if not STRONG.search(text, begin, end if end >= 0 else len(text)):
            yield _edit("direction_marks", match)


def control_characters(text: str, facts: Orthography) -> Iterable[Edit]:
    """Removes stray control characters.

    Left alone are white space, backspace (manual pages print bold with it), escape sequences of terminals, the
    separators of records and fields, and a text that has so many controls that it is no text.

    >>> [e.old for e in control_characters("One\\x00 two\\x07, \\x1b[31mred\\x1b[0m", Orthography("en"))]
    ['\\x00', '\\x07']
    """
    found = list(CONTROL.finditer(text))
    share = 50 * sum(len(match.group()) for match in found)
    return () if share > max(100, len(text)) else _removed(found, "control_characters")


def _removed(matches: Iterable[re.Match[str]], name: str) -> Iterator[Edit]:
    return (_edit(name, match) for match in matches)


def _edit(name: str, match: re.Match[str], new: str = "", reason: str = "") -> Edit:
    return Edit(match.start(), match.end(), match.group(), new, (name,), reason)


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
MIXED = re.compile(r"[A-Za-z](?:(?<=[Ͱ-ԯ].)|(?=[Ͱ-ԯ]))")
NOT_LATIN = frozenset("αж")
WORD = re.compile(rf"[{LATIN}Ͱ-ԯἀ-῿]+")
LONGEST = 40  # letters of a word


def confusable_letters(text: str, facts: Orthography) -> Iterable[Edit]:
    """Puts a word that mixes Latin letters with Cyrillic or Greek look-alikes into one script, where that makes a word.

    It must be a word of the language (where that is not known, of any). What no script makes a word of is left
    alone: formulas, names of products, `β-carotene`; in a language that is not known also words in capitals, in which
    names mix scripts on purpose.

    >>> [(e.old, e.new) for e in confusable_letters("Your pаypal acсount", Orthography("en"))]
    [('pаypal', 'paypal'), ('acсount', 'account')]
    """
    if not letters(facts.language) & NOT_LATIN and not looks_damaged(text, facts.language):
        return
    found = list(_mixed_words(text, facts.language))
    versions = {word: _versions(word) for word in {match.group() for match in found}}
    every = list({version for some in versions.values() for version in some})
    if facts.language == UNDETERMINED:
        words = set(common(every))
    else:
        words = {version for version, yes in zip(every, known(every, facts.language), strict=True) if yes}
    for match in found:
        right = versions[match.group()] & words
        if len(right) == 1:
            (word,) = right
            yield _edit("confusable_letters", match, word, "a word in one script")


def _mixed_words(text: str, language: str) -> Iterator[re.Match[str]]:
    at = 0
    while match := MIXED.search(text, at):
        start = max(at, match.start() - LONGEST)
        word = next(word for word in WORD.finditer(text, start) if word.end() > match.start())
        at = word.end()
        if 2 < len(word.group()) < LONGEST and not (word.group().isupper() and language == UNDETERMINED):
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
    for match in FULL_WIDTH_RUN.finditer(text):
        begin, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
        new = match.group().translate(TO_ASCII)
        parts = [part for part in new.split() if not part.isdigit()]
        eastern = EAST_ASIAN.search(text, begin, end if end >= 0 else len(text))
        if (
            set(VOWELS).intersection(match.group())
            and not eastern
            and (all(known(parts, facts.language)) or len(common(parts)) == len(parts))
        ):
            yield _edit("full_width_letters", match, new)


FIXES = (
    Fix(
        zero_width_spaces,
        "characters",
        "mend",
        "certain",
        (ZERO_WIDTH_SPACE, WORD_JOINER, BYTE_ORDER_MARK),
        "Zero-width spaces, byte-order marks inside a text, and word joiners inside words are removed.",
        "Zero-width spaces in Thai, Lao, Khmer, Burmese and Tibetan, a byte-order mark at the beginning, word joiners "
        "beside signs.",
        "Permitted line breaks in long words and addresses are lost.",
    ),
    Fix(
        joiners,
        "characters",
        "mend",
        "certain",
        (NON_JOINER, JOINER),
        "Zero-width joiners and non-joiners that join nothing are removed.",
        "Those beside letters of Arabic, Indic and other shaped scripts, and joiners between emoji.",
        "A non-joiner that keeps a Latin ligature from forming is lost.",
    ),
    Fix(
        soft_hyphens,
        "characters",
        "mend",
        "certain",
        (SOFT_HYPHEN,),
        "Soft hyphens inside words are removed.",
        "Soft hyphens between spaces or beside signs.",
        "Permitted hyphenations are lost.",
    ),
    Fix(
        direction_marks,
        "characters",
        "mend",
        "certain",
        tuple(DIRECTIONS),
        "Marks, embeddings and isolates of writing direction are removed from lines without right-to-left letters.",
        "Lines with Hebrew, Arabic or other right-to-left letters.",
        "A deliberate override of left-to-right text is lost.",
    ),
    Fix(
        control_characters,
        "characters",
        "mend",
        "certain",
        tuple(CONTROLS),
        "Stray control characters are removed.",
        "White space, backspace, terminal escapes, record separators, and texts full of controls.",
        "None known.",
    ),
    Fix(
        confusable_letters,
        "characters",
        "mend",
        "evident",
        (),
        "A word that mixes Latin letters with Cyrillic or Greek look-alikes gets letters of one script.",
        "Mixtures that are no word in any one script.",
        "A name that no word list has stays mixed.",
    ),
    Fix(
        full_width_letters,
        "characters",
        "mend",
        "evident",
        VOWELS,
        "Full-width Latin letters and digits become ASCII in lines of other than East Asian scripts.",
        "Chinese, Japanese and Korean lines, and what is no word afterwards.",
        "Words in full width for effect lose it.",
    ),
)
