"""How texts are shown on a page, so that what cannot be seen is seen."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter


def visible(text: str) -> str:
    r"""The text with code points for what cannot be seen, and for letters in a word of another script.

    >>> print(visible("a\N{ZERO WIDTH SPACE}b\n c \N{NO-BREAK SPACE}, p\N{CYRILLIC SMALL LETTER A}y "))
    a<U+200B>b<U+000A> c <U+00A0>, p<U+0430>y<U+0020>
    """
    text = WORD.sub(lambda word: _one_script(word[0]), text)
    text = "".join(_code_point(c) if c != " " and unicodedata.category(c)[0] in "CZ" else c for c in text)
    return re.sub(" +$", lambda spaces: "<U+0020>" * len(spaces[0]), text)


WORD = re.compile(r"[^\W\d_]+")
ALIKE = {"LATIN", "GREEK", "CYRILLIC"}  # scripts with letters that are taken for each other's


def _one_script(word: str) -> str:
    """A word in which the letters of a less frequent script are shown by their code points."""
    scripts = [unicodedata.name(letter, "").split(" ")[0] for letter in word]
    (main, most), *others = Counter(scripts).most_common()
    if not others or others[0][1] == most or not ALIKE.issuperset(scripts):
        return word
    return "".join(c if script == main else _code_point(c) for c, script in zip(word, scripts, strict=True))


def _code_point(character: str) -> str:
    return f"<U+{ord(character):04X}>"
