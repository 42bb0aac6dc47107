"""Makes src/macaronic/data/dropped.npy: what is left of each word when its letters with diacritics are dropped.

    python scripts/build_dropped.py SOURCES

SOURCES is the folder of scripts/build_evidence.py, whose word lists (and their licences) these are: run that first,
because the rows are those of the evidence.json that it writes. Words with the same remains are one entry, as
frequent as all of them together. Where such remains are also what other words are without their accents, that is a
second entry, under another key (`stripped_keys`).
"""

from __future__ import annotations

import json
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from build_evidence import DATA, all_words

from macaronic.codepages import letters
from macaronic.diacritics import stripped_keys
from macaronic.evidence import ZIPF_STEP, Table
from macaronic.hashing import hashed

# The word lists write a sharp s as two. It is one after a diphthong, and after a long vowel, which only shows in the
# stems: a table of the frequent ones.
LONG_STEMS = "gro|grö|stra|strä|fu|fü|gru|grü|sü|sto|stö|blo|schlo|spa|flo|bu|bü|ma|mä"
REMAINS = re.compile(r"[a-z]{2,}")  # a single letter may be anything
SHARP_S = re.compile(rf"(?:ei|ie|äu|eu|{LONG_STEMS})ss(?!iv)")
PLAIN = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})


def main(folder: Path) -> None:
    lists = all_words(folder)
    languages = json.loads((DATA / "evidence.json").read_text(encoding="utf-8"))["languages"]
    keys, payload = [], []
    for row, language in enumerate(languages):
        left: Counter[str] = Counter()
        stripped: Counter[str] = Counter()
        for word, frequency in lists[language].frequencies.items():
            for remains in set(remains_of(word, language)):
                left[remains] += frequency  # type: ignore[assignment]
                stripped[without_accents(word)] += frequency  # type: ignore[assignment]
        both = {word: frequency for word, frequency in stripped.items() if word in left}
        keys += [hashed(sorted(left)), stripped_keys(hashed(sorted(both)))]
        payload += [row << 8 | quantized(entries[word]) for entries in (left, both) for word in sorted(entries)]
    table = Table.build(np.concatenate(keys), np.array(payload, np.uint32), 16)
    np.save(DATA / "dropped.npy", table.packed())


def quantized(frequency: float) -> int:
    """A frequency on the Zipf scale, as the tables store it."""
    return min(255, max(1, round((math.log10(frequency) + 9) / ZIPF_STEP)))


def without_accents(word: str) -> str:
    """A word in the letters that people make do with where they have no others."""
    return "".join(filter(str.isascii, unicodedata.normalize("NFD", word.translate(PLAIN))))


def remains_of(word: str, language: str) -> Iterator[str]:
    """What is left of a word of a Latin alphabet without the letters that ASCII lacks, if that is a word to look at."""
    spellings = [word]
    if language == "de" and SHARP_S.search(word):
        spellings.append(SHARP_S.sub(lambda match: match.group()[: -len("ss")] + "ß", word))
    for spelling in spellings:
        remains = "".join(filter(str.isascii, spelling))
        if remains != spelling and REMAINS.fullmatch(remains) and set(spelling) - set(remains) <= letters(language):
            yield remains


if __name__ == "__main__":
    main(Path(sys.argv[1]))
