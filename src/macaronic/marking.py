"""Marks around flagged passages, for the eye: edits like any other, so that they can be taken back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from macaronic.edits import Edit, Places, apply, compose, invert
from macaronic.records import Flag, Result

OPEN, CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"


def mark(result: Result) -> Result:
    """The result with each flagged passage in white square brackets, behind the passage's kind and language.

    What was flagged and is gone from the text (dropped, or repaired away) gets no mark. Passages inside others are
    marked inside them.

    >>> from macaronic.records import Decoded
    >>> text = "He said hola to all.."
    >>> flags = (Flag(8, 12, "untranslated", "es", 0.9, ""),)
    >>> edits = (Edit(19, 21, "..", ".", ("doubled_period",)),)
    >>> marked = mark(Result("He said hola to all.", "en", flags, edits, (), Decoded(text), ""))
    >>> print(marked.text)
    He said ⟦untranslated:es hola⟧ to all.
    >>> apply(marked.text, invert(marked.edits)) == text
    True
    """
    places = Places(invert(result.edits))
    spans = [(places.original_start(flag.start), places.original_end(flag.end), flag) for flag in result.flags]
    opening: dict[int, str] = defaultdict(str)
    closing: dict[int, str] = defaultdict(str)
    for start, end, flag in sorted(spans, key=lambda span: (span[0], -span[1])):  # the longer passage opens first
        if start < end:
            opening[start] += f"{OPEN}{_label(flag)} "
            closing[end] += CLOSE
    marks = tuple(
        Edit(place, place, "", closing[place] + opening[place], ("mark",)) for place in sorted({*opening, *closing})
    )
    return replace(result, text=apply(result.text, marks), edits=compose(result.edits, marks))


def _label(flag: Flag) -> str:
    return f"{flag.kind}:{flag.language}" if flag.language else flag.kind
