"""Damage that cannot be undone: where it is, and which word it may have been.

Characters were lost as U+FFFD, as question marks inside words, or as bytes dropped out of UTF-8 that was read as
Windows-1252. `damage` finds the places; `lost_letters`, which is applied only when asked for, puts in letters where a
word list leaves a single choice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from macaronic.codepages import LANGUAGES, backwards, letters
from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.orthography import Orthography
from macaronic.plausibility import LETTER, UNSPACED, frequencies, inferred_language, known
from macaronic.suspicion import EDGES, LATER, SEQUENCE, looks_damaged, spoken_of, tokens_matching

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
IN_WORD = rf"(?:{LETTER}|['’-](?={LETTER}|[?{REPLACEMENT}]))"
REPLACED = re.compile(rf"{IN_WORD}{{0,60}}{REPLACEMENT}(?:{IN_WORD}|{REPLACEMENT}){{0,60}}")
QUESTIONED = re.compile(rf"(?<![^\s(“„\"'»«-]){LETTER}{{1,40}}\?+{LETTER}(?:{LETTER}|\?(?={LETTER})){{0,40}}")
NO_END = r"[,;:]|\s+[a-zà-ÿа-я]"  # behind a question mark that ends no question
EDGE = re.compile(rf"\?(?:(?<={LETTER}{LETTER}\?)(?={NO_END})|(?<![^\s(“„\"'»«-]\?)(?={LETTER}{LETTER}))")
AT_EDGE = re.compile(rf"(?<![^\s(“„\"'»«-])(?:\?{LETTER}{{2,40}}|{LETTER}{{2,40}}\?(?={NO_END}))")
INSIDE = re.compile(rf"\?(?<={LETTER}\?)\?*(?={LETTER})")
NOTHING_ELSE = re.compile(r'\?\?(?<![^\s"«(]\?\?)\?*(?:[ ,.;:–—"«»()-]+\?+){3,}')  # all letters of a passage were lost
LEFT_OVER = re.compile(rf"€(?<=â€)|[{LATER}](?:{SEQUENCE})")
LEAD = "[Â-ß×]"  # the first byte of two, as Windows-1252 has it
OTHER_SCRIPT = r"[Ͱ-Ͽ\u0400-\u04ffא-תء-ي]"  # what such pairs of bytes stand for
HALF = re.compile(rf"{LEAD}(?:(?<={OTHER_SCRIPT}.)|(?={OTHER_SCRIPT}))")
QUOTES = frozenset("\"'“”„‘’‚«»()[]`")
LOST_BYTES = "\x81\x8d\x8f\x90\x9d"  # what Windows-1252 has no character for

Damage = tuple[int, int, str]


def damage(text: str, language: str) -> list[Damage]:
    """The words that were damaged beyond repair: (start, end, reason), in order.

    >>> damage("Le caf\\ufffd est ferm\\ufffd.", "fr")
    [(3, 7, 'U+FFFD stands for lost characters'), (12, 17, 'U+FFFD stands for lost characters')]
    >>> damage("Pod koniec dnia odnie?li sukces, prawda?", "pl")
    [(16, 24, 'a question mark stands for a lost letter')]
    """
    found: list[Damage] = []
    if REPLACEMENT in text:
        found += _replaced(text)
    if "?" in text and language not in UNSPACED:
        found += _questioned(text, language)
    if looks_damaged(text, language):
        found += _left_over(text)
    return _apart(sorted(found))


def _replaced(text: str) -> Iterator[Damage]:
    for match in REPLACED.finditer(text):
        start, end = match.span()
        around = text[max(0, start - 1) : start], text[end : end + 1]
        talked_about = len(match.group()) == 1 and all(mark in QUOTES for mark in around)
        if not talked_about:
            yield start, end, "U+FFFD stands for lost characters"


def _questioned(text: str, language: str) -> list[Damage]:
    """Words with a question mark inside or at an edge that makes no sense there, and passages of nothing else.

    One word proves it only if its letters are no two words without the mark; where two do, all are damaged.
    """
    reason = "a question mark stands for a lost letter"
    inside = list(QUESTIONED.finditer(text)) if INSIDE.search(text) else []
    two_words = _two_words({match.group() for match in inside}, language)
    proven = [match for match in inside if match.group() not in two_words]
    edges = list(AT_EDGE.finditer(text)) if letters(language) and EDGE.search(text) else []
    lost = {word for word in {match.group() for match in edges} if _misses_a_letter(word, language)}
    words = [*(inside if len(proven) > 1 else proven), *(match for match in edges if match.group() in lost)]
    found = [(*match.span(), reason) for match in words]
    return found + [(*match.span(), "question marks stand for lost letters") for match in NOTHING_ELSE.finditer(text)]


def _two_words(tokens: Collection[str], language: str) -> set[str]:
    """The tokens that are two words of the language which only miss a space (`ready?yes`), or may be."""
    parts = {token: token.split("?") for token in tokens}
    if language not in LANGUAGES:
        return set(parts)
    new_sentences = {token for token, found in parts.items() if any(part[:1].isupper() for part in found[1:])}
    pairs = [token for token, found in parts.items() if len(found) == 2 and token not in new_sentences]
    words = iter(known([part for token in pairs for part in parts[token]], language))
    both = [token for token, first, second in zip(pairs, words, words, strict=True) if first and second]
    return new_sentences | {token for token in both if not _choices(token, "?", language)}


def _misses_a_letter(token: str, language: str) -> bool:
    """Whether a token with a question mark at its edge is a word with a letter there, far rather than without."""
    choices, (without,) = _choices(token, "?", language), frequencies([token.strip("?")], language)
    return bool(choices) and choices[0][0] - without >= CLEARLY


def _left_over(text: str) -> Iterator[Damage]:
    """What is left of UTF-8 that was read as Windows-1252 and lost bytes."""
    from ftfy.badness import is_bad

    reason = "UTF-8 that was misread and has lost bytes"
    for start, token in tokens_matching(text, HALF):
        yield start, start + len(token), reason
    for start, token in tokens_matching(text, LEFT_OVER):
        if is_bad(token) and not _spoken_of(text, start, token):
            yield start, start + len(token), reason


def _spoken_of(text: str, start: int, token: str) -> bool:
    as_bytes = token.strip(EDGES).translate(backwards("cp1252"))
    right = _utf8(as_bytes) if max(as_bytes, default="") <= "\xff" else None
    return bool(right) and spoken_of(text, start, token, right or "")


def _apart(found: Sequence[Damage]) -> list[Damage]:
    """The places without those that begin inside another."""
    kept: list[Damage] = []
    for each in found:
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return kept


# ---- what it may have been --------------------------------------------------------------------------------------

MOST_MARKS = 3
MOST_CANDIDATES = 6000
CLEARLY = 2.0  # the single choice is a hundred times as frequent as the next


def lost_letters(text: str, facts: Orthography) -> Iterable[Edit]:
    """Puts letters in the place of U+FFFD or `?` in a word, where a single word fits.

    >>> [(e.old, e.new) for e in lost_letters("Le caf\\ufffd est tr\\ufffds cher.", Orthography("fr"))]
    [('caf�', 'café'), ('tr�s', 'très')]
    """
    language = facts.language if facts.language in LANGUAGES else inferred_language(text)
    if language not in LANGUAGES:
        return
    for start, end, reason in damage(text, language):
        old = text[start:end]
        new = _bytes_completed(old, language) or _halves_completed(old, language)
        if new := new or _completed(text, start, end, language):
            yield Edit(start, end, old, new, ("lost_letters",), f"{reason}; only one word fits")


def _bytes_completed(token: str, language: str) -> str | None:
    """The token with the bytes that Windows-1252 could not show put back, if that makes one word or quotation mark."""
    lost = token.count(REPLACEMENT)
    as_bytes = token.replace(REPLACEMENT, "\x1a").translate(backwards("cp1252"))
    if not 0 < lost <= MOST_MARKS or as_bytes.isascii() or max(as_bytes) > "\xff":
        return None
    template = as_bytes.replace("%", "%%").replace("\x1a", "%s")
    versions = {version for put in product(LOST_BYTES, repeat=lost) if (version := _utf8(template % put))}
    good = [version for version in versions if version in "”" or known([version], language)[0]]
    return good[0] if len(good) == 1 else None


def _utf8(as_bytes: str) -> str | None:
    try:
        return as_bytes.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return None


def _halves_completed(token: str, language: str) -> str | None:
    """The token with the second bytes back that Windows-1252 has no character for, if that makes a single word."""
    halves = HALF.findall(token)
    if not 0 < len(halves) <= MOST_MARKS:
        return None
    parts = HALF.split(token)
    whole = [[new for byte in LOST_BYTES if (new := _utf8(half + byte))] for half in halves]
    return _clearly(_known_best(_filled(parts, whole), language))


def _completed(text: str, start: int, end: int, language: str) -> str | None:
    """The one word that fits where letters were lost.

    A mark at the edge of a word may also stand for a quotation mark, and a question mark behind one may end a question
    or stand for a letter more: where that makes words, too, there is more than one.
    """
    token = text[start:end]
    mark = REPLACEMENT if REPLACEMENT in token else "?"
    choices, bare = _choices(token, mark, language), token.strip(mark)
    if not bare or (mark not in bare and choices and frequencies([bare], language)[0] > choices[0][0]):
        return None
    if text[end : end + 1] == "?" and (token.count("?") == MOST_MARKS or _choices(token + "?", mark, language)):
        return None
    return _clearly(choices)


def _choices(token: str, mark: str, language: str) -> list[tuple[float, str]]:
    """The words in which each mark stands for a letter of the language beyond ASCII, the most frequent first."""
    small = sorted(letter for letter in letters(language) if letter.islower())
    words: list[str] = []
    for width in {1, 2} if mark == REPLACEMENT else {1}:  # UTF-8 has two bytes for most letters
        parts = token.replace(mark * width, "\x1a").split("\x1a")
        lost = len(parts) - 1
        if mark not in "".join(parts) and 0 < lost <= MOST_MARKS and len(small) ** lost <= MOST_CANDIDATES:
            found = _filled(parts, [small] * lost)
            initial = parts[0] == "" and lost == 1
            words += [word.capitalize() if initial and word[1:2].isupper() else word for word in found]
    return _known_best(words, language)


def _filled(parts: Sequence[str], choices: Sequence[Sequence[str]]) -> list[str]:
    """What the parts of a word make with each combination of the choices between them."""
    return ["".join(map("".join, zip(parts, (*put, ""), strict=True))) for put in product(*choices)]


def _known_best(words: Sequence[str], language: str) -> list[tuple[float, str]]:
    """Those that are words of the language, with how frequent they are, the most frequent first."""
    are_known = known(words, language)
    good = zip(frequencies(words, language), words, are_known, strict=True)
    return sorted(((zipf, word) for zipf, word, is_known in good if is_known), reverse=True)


def _clearly(found: Sequence[tuple[float, str]]) -> str | None:
    """The first, if there is no other or it is far more frequent than the next."""
    return found[0][1] if found and (len(found) == 1 or found[0][0] - found[1][0] >= CLEARLY) else None


FIXES = (
    Fix(
        lost_letters,
        "guess",
        "mend",
        "requested",
        (),
        "A letter takes the place of U+FFFD, of a question mark inside a word, or of half a letter of another script, "
        "where a single word fits.",
        "Words that several letters would fit, and those with more than three letters lost.",
        "A rare word is taken for a frequent one.",
    ),
)
