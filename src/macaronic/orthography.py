"""How languages are written: facts that sentence splitting and punctuation repair need, one record a language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Orthography:
    """The writing habits of one language.

    `abbreviations` are words that are followed by a full stop inside a sentence, in lower case, without the stop.
    """

    language: str
    abbreviations: frozenset[str] = frozenset()


DEFAULT = Orthography("und")
ORTHOGRAPHIES: dict[str, Orthography] = {}


def orthography(language: str) -> Orthography:
    """The record of a language, or the cautious default where there is none."""
    return ORTHOGRAPHIES.get(language, DEFAULT)
