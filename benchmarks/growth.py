"""How the time to clean a text grows with its length, for ordinary text and for text made to be slow."""

from __future__ import annotations

import time
from collections.abc import Sequence
from multiprocessing import get_context

from systems import Text, known_language

from macaronic import Cleaner, Config

SLOW = {
    "one letter": "a",
    "quotation marks": '"',
    "full stops": ".",
    "open brackets": "(",
    "combining marks": "\N{COMBINING ACUTE ACCENT}",
    "mojibake": "cafÃ© Ã la crÃ¨me ",
    "alternating scripts": "aбв",
}


def documents(given: Sequence[Text], length: int) -> dict[str, str]:
    """Texts of so many characters: an ordinary one, made of all that are given, and slow ones."""
    pieces = {"ordinary text": "\n\n".join(text.text for text in given) + "\n\n", **SLOW}
    return {name: (piece * (1 + length // len(piece)))[:length] for name, piece in pieces.items()}


def times(text: str, language: str | None, lengths: Sequence[int]) -> list[float]:
    """The processor time to clean the beginnings of a text, each in a process that has seen no other text."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        return pool.starmap(_seconds, [(text[:length], language) for length in lengths], chunksize=1)


def _seconds(text: str, language: str | None) -> float:
    """Loading not counted."""
    cleaner = Cleaner(Config(expect=known_language(language) or None))
    cleaner.clean("It rained.. Nadie sabe por qué. cafÃ©")
    began = time.process_time()
    cleaner.clean(text)
    return time.process_time() - began
