"""Makes src/macaronic/data/classes.npy and lower.npy from Python's Unicode database.

    python scripts/build_characters.py

They are kept in the package, so that words are the same under every version of Python and found without asking
the database for each character.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np

from macaronic.words import CODE, DIGIT, IDEOGRAPH, JOINER, LETTER, OTHER, PLANES, SPACE, UPPER

DATA = Path(__file__).parent.parent / "src" / "macaronic" / "data"
IDEOGRAPHIC = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "YI SYLLABLE")
JOINERS = "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}\N{MIDDLE DOT}"
INSIDE_WORDS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}"
CODE_MARKS = "@_\\={}<>#|^+$`~"


def character_class(code: int) -> int:
    char = chr(code)
    for members, found in ((JOINERS, JOINER), (CODE_MARKS, CODE), (INSIDE_WORDS, LETTER)):
        if char in members:
            return found
    category = unicodedata.category(char)
    if unicodedata.name(char, "").startswith(IDEOGRAPHIC) and category in ("Lo", "Lm"):
        return IDEOGRAPH
    if char.isspace():
        return SPACE
    return {"Lu": UPPER, "Lt": UPPER}.get(category, {"L": LETTER, "M": LETTER, "N": DIGIT}.get(category[0], OTHER))


def lower(code: int) -> int:
    found = chr(code).lower()
    if found == "\u2019":
        return ord("'")
    return ord(found[0])


def main() -> None:
    DATA.mkdir(exist_ok=True)
    np.save(DATA / "classes.npy", np.array([character_class(c) for c in range(PLANES)], np.uint8))
    pairs = [(c, lower(c)) for c in range(PLANES) if lower(c) != c]
    pairs += [(ord("\N{RIGHT SINGLE QUOTATION MARK}"), ord("'"))]
    np.save(DATA / "lower.npy", np.array(pairs, np.uint32).T)


if __name__ == "__main__":
    main()
