"""Choices of typography, each on request: quotation marks, dashes, ligatures, compatibility forms, plain ASCII.

Nothing here is an error. These rules make texts alike that were set by different hands, for those who count or
compare words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from unicodedata import combining, normalize

from macaronic.edits import Edit
from macaronic.fix import Fix
from macaronic.orthography import Orthography
from macaronic.prose import CLOSING, OPENING, SPACE, edit, quotations


def uniform_quotes(text: str, facts: Orthography) -> Iterator[Edit]:
    """Quotation marks of every style become those that the language of the passage prefers.

    Left alone: single marks, one of which is the apostrophe; marks without a partner in the line; a quotation with
    another inside it; inches.

    >>> from macaronic.fixes import repaired
    >>> repaired('Er sagte "Ja", sie sagte »Nein«, und es waren 5".', uniform_quotes, "de")
    'Er sagte „Ja“, sie sagte „Nein“, und es waren 5".'
    >>> repaired("Il a dit “oui” au 'chef'.", uniform_quotes, "fr").replace("\\N{NO-BREAK SPACE}", "~")
    "Il a dit «~oui~» au 'chef'."
    """
    if facts.quotes is None:
        return
    left, right = facts.quotes
    for start, end in _not_nested(sorted(quotations(text))):
        inside = text[start + 1 : end]
        if inside.strip(SPACE):
            first, last = end - len(inside.lstrip(SPACE)), start + 1 + len(inside.rstrip(SPACE))
            yield from _replaced(text, start, first, left)
            yield from _replaced(text, last, end + 1, right)


def _not_nested(pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those pairs, in order of their starts, that stand inside no other and have no other inside."""
    reach = -1
    for at, (start, end) in enumerate(pairs):
        if start > reach and (at + 1 == len(pairs) or pairs[at + 1][0] > end):
            yield start, end
        reach = max(reach, end)


def _replaced(text: str, start: int, end: int, new: str) -> Iterator[Edit]:
    if text[start:end] != new:
        yield Edit(start, end, text[start:end], new, (uniform_quotes.__name__,))


FREE_DASH = re.compile(rf"(?<=[\w,.;:!?…{CLOSING}][{SPACE}])(?:-{{1,3}}|[–—])(?=[{SPACE}][\w{OPENING}])")


def uniform_dashes(text: str, facts: Orthography) -> Iterator[Edit]:
    """Hyphens and dashes between spaces become the dash that the language sets between clauses.

    Left alone: whatever touches a word or stands at the end of a line, differences (`7 - 3`), and languages in which
    the dash touches the clause that it sets off, as in Spanish.

    >>> from macaronic.fixes import repaired
    >>> repaired("Well - perhaps -- who knows — a well-known case: 7 - 3 = 4", uniform_dashes)
    'Well – perhaps – who knows – a well-known case: 7 - 3 = 4'
    """
    if facts.dash is None:
        return
    for match in FREE_DASH.finditer(text):
        difference = text[match.start() - 2].isdigit() and text[match.end() + 1].isdigit()
        if match[0] != facts.dash and not difference:
            yield edit(uniform_dashes, match, facts.dash)


LIGATURES = {
    "\N{LATIN SMALL LIGATURE FF}": "ff",
    "\N{LATIN SMALL LIGATURE FI}": "fi",
    "\N{LATIN SMALL LIGATURE FL}": "fl",
    "\N{LATIN SMALL LIGATURE FFI}": "ffi",
    "\N{LATIN SMALL LIGATURE FFL}": "ffl",
    "\N{LATIN SMALL LIGATURE LONG S T}": "ſt",
    "\N{LATIN SMALL LIGATURE ST}": "st",
}
LIGATURE = re.compile(f"[{''.join(LIGATURES)}]")


def latin_ligatures(text: str, _: Orthography) -> Iterator[Edit]:
    """Ligatures that are a matter of type become letters; `æ`, `œ` and the like are letters already.

    >>> from macaronic.fixes import repaired
    >>> repaired("o\N{LATIN SMALL LIGATURE FFI}ce, œuvre", latin_ligatures)
    'office, œuvre'
    """
    for match in LIGATURE.finditer(text):
        yield edit(latin_ligatures, match, LIGATURES[match[0]])


NOT_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")  # with a letter before it that a mark may combine with


def compatibility_forms(text: str, _: Orthography) -> Iterator[Edit]:
    """Unicode normalization NFKC: half and full widths, circled digits, superscripts, ligatures become plain.

    Costs: `x²` becomes `x2`, `½` becomes `1⁄2`.

    >>> from macaronic.fixes import repaired
    >>> repaired("Ｆｕｌｌ ｗｉｄｔｈ № ①, cafe\N{COMBINING ACUTE ACCENT}", compatibility_forms)
    'Full width No 1, café'
    """
    for match in NOT_ASCII.finditer(text):
        old, new = match[0], normalize("NFKC", match[0])
        if old != new:
            same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
            start = match.start() + same
            yield Edit(start, match.end(), old[same:], new[same:], (compatibility_forms.__name__,))


PLAIN = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{EN SPACE}\N{EM SPACE}", " "),
    "…": "...",
    "Æ": "AE", "Ð": "D", "Ø": "O", "Þ": "Th", "ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "Đ": "D",
    "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ł": "L", "ł": "l", "Ŋ": "N", "ŋ": "n", "Œ": "OE", "œ": "oe",
    "Ŧ": "T", "ŧ": "t", "ẞ": "SS", "·": ".",
}  # fmt: skip


def ascii_folding(text: str, _: Orthography) -> Iterator[Edit]:
    """Latin letters lose their accents, typographic marks become those of a keyboard; other scripts stay.

    Costs: words become one that differ in accents only; German `ä` becomes `a`.

    >>> from macaronic.fixes import repaired
    >>> repaired("“Żółw” – naïve… Ελλάδα, й", ascii_folding)
    '"Zolw" - naive... Ελλάδα, й'
    """
    for match in NOT_ASCII.finditer(text):
        folded, letter = [], False
        for character in match[0]:
            plain = _plain(character, letter)
            folded.append(plain)
            letter = plain[-1:].isascii() if plain else letter
        if (new := "".join(folded)) != match[0]:
            yield edit(ascii_folding, match, new)


def _plain(character: str, after_ascii: bool) -> str:
    """One character in ASCII if it is a Latin letter or a mark of typography, else as it is."""
    if combining(character):
        return "" if after_ascii else character
    base = PLAIN.get(character) or (normalize("NFD", character)[0] if character.isalpha() else character)
    return base if base.isascii() else character


_rule = partial(Fix, safety="requested")

FIXES = (
    _rule(
        uniform_quotes,
        group="quotes",
        stage="tidy",
        needles=tuple('"“”„«»'),
        changes="Quotation marks of every style become those that the language of the passage prefers.",
        keeps="Single marks, marks without a partner in the line, quotations with another inside, inches.",
        cost="Quotation marks that are spoken of change, too.",
        languages="those of which the preferred marks are known",
    ),
    _rule(
        uniform_dashes,
        group="dashes",
        stage="tidy",
        needles=tuple("-–—"),
        changes="Hyphens and dashes between spaces become the dash that the language sets between clauses.",
        keeps="What touches a word or stands at the end of a line, differences of numbers.",
        cost="A minus between two names of quantities becomes a dash.",
        languages="those that set a clause off by a dash between spaces",
    ),
    _rule(
        latin_ligatures,
        group="ligatures",
        stage="mend",
        needles=tuple(LIGATURES),
        changes="Ligatures that are a matter of type become letters.",
        keeps="`æ`, `œ`, `ß`.",
        cost="None known.",
    ),
    _rule(
        compatibility_forms,
        group="compatibility",
        stage="mend",
        needles=(),
        changes="Unicode normalization NFKC.",
        keeps="ASCII.",
        cost="Superscripts, fractions, circled digits and widths lose what tells them from plain ones.",
    ),
    _rule(
        ascii_folding,
        group="ascii",
        stage="tidy",
        needles=(),
        changes="Latin letters lose their accents, typographic marks become those of a keyboard.",
        keeps="Other scripts, symbols.",
        cost="Words become one that differ in accents only.",
    ),
)
