"""Latin word forms and how frequent they are, from the dictionary of Whitaker's Words.

The dictionary gives the stems of each word, its paradigm and how usual it is; a second table has the endings. What
comes out are all forms that a text is likely to have, with a frequency estimated from the three: the word's, shared
among its forms by what they are used for.
"""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "whitakers-words-data"
FOLDER = "./usr/share/whitakers-words/"

# Both files are dumps of Ada records of a fixed size.
ENTRY, STEM, STEMS = 180, 18, 4
ENDING = 40
NOUN, PRONOUN, PACKON, ADJECTIVE, ADVERB, VERB, PARTICIPLE, PREPOSITION, CONJUNCTION = 1, 2, 3, 4, 6, 7, 8, 10, 11
ACTIVE, DEPONENT = 1, 9
MASCULINE, FEMININE, COMMON = 1, 2, 4
ABBREVIATION = (9, 8)
ARCHAIC = (1, 2)  # by the code of the age
ESSE = (5, 1)  # the one verb with an empty stem

# Zipf frequency of a word by the dictionary's code, "A" (among the first thousand or two) to "D"; rarer ones are left
# out. Such as are no nouns, adjectives or verbs are few, and all the more frequent.
FREQUENCIES = {1: 5.5, 2: 4.9, 3: 4.4, 4: 3.8, 5: 3.1, 6: 2.5}
FUNCTION_WORD = {PRONOUN: 1.4, PREPOSITION: 0.9, CONJUNCTION: 0.7, ADVERB: 0.2}
OUTDATED = 1.0  # so much less frequent is what is archaic, and v written u
RAREST = 2.4  # Zipf: forms below are left out

# The share of its forms in the running words of each paradigm, about: what grammars and treebanks agree upon.
CASES = {1: 0.27, 2: 0.02, 3: 0.19, 4: 0.01, 5: 0.07, 6: 0.21, 7: 0.26}  # nom, voc, gen, loc, dat, abl, acc
NUMBERS = {1: 0.7, 2: 0.3}
COMPARISONS = {1: 0.9, 2: 0.06, 3: 0.04}
TENSES = {1: 0.60, 2: 0.13, 3: 0.05, 4: 0.18, 5: 0.03, 6: 0.01}  # pres, impf, fut, perf, plup, futp
VOICES = {1: 0.75, 2: 0.25}
MOODS = {1: 0.5, 2: 0.16, 3: 0.06, 4: 0.25}  # indicative, subjunctive, imperative, infinitive
PERSONS = {0: 0.8, 1: 0.15, 2: 0.1, 3: 0.75}
PARTICIPLES = {1: 0.1, 3: 0.03, 4: 0.2}  # by tense
USAGE = {1: 1.0, 2: 0.1, 3: 0.03}  # of an ending among others for the same, by the code of its frequency

WITH = ("me", "te", "se", "nobis", "vobis", "quo", "qua", "quibus")  # these take "cum" behind them
TACKED_ON = re.compile(r"\(w/-(\w+)\)")


@dataclass(frozen=True)
class Entry:
    """A word of the dictionary: up to four stems (None where it has not got one), and its paradigm."""

    part: int
    stems: tuple[str | None, ...]
    paradigm: tuple[int, int]
    kind: int  # of a noun the gender, of an adjective its comparison, of a verb whether it is a deponent
    archaic: bool
    frequency: int
    meaning: str


@dataclass(frozen=True)
class Ending:
    """An ending: of which words, after which of their stems, and the share of its forms among a word's."""

    part: int
    paradigm: tuple[int, int]
    gender: int  # of a noun
    voice: int
    stem: int
    text: str
    share: float


def frequencies(folder: Path) -> dict[str, float]:
    """The frequency of each Latin form, estimated."""
    files = unpacked(next(folder.glob(f"{PACKAGE}_*.deb")))
    endings = list(read_endings(files["INFLECTS.SEC"]))
    found: dict[str, float] = {}
    for entry in read_entries(files["DICTFILE.GEN"]):
        if entry.frequency in FREQUENCIES:
            add(found, inflected(entry, endings))
    add(found, dict(read_irregular(files["UNIQUES.LAT"].decode("latin-1"))))
    add(found, {f"{form}cum": found[form] / 10 for form in WITH})
    return {form: f for form, f in found.items() if f >= per_word(RAREST)}


def add(found: dict[str, float], forms: dict[str, float]) -> None:
    """Adds forms in all their spellings; one that is of several words is as frequent as in the most usual of them."""
    for form, frequency in forms.items():
        for spelling, share in spellings(form).items():
            found[spelling] = max(found.get(spelling, 0), frequency * share)


def per_word(zipf: float) -> float:
    return float(10 ** (zipf - 9))


def unpacked(package: Path) -> dict[str, bytes]:
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = [member for member in archive.getmembers() if member.name.startswith(FOLDER) and member.isfile()]
        return {m.name.removeprefix(FOLDER): archive.extractfile(m).read() for m in members}  # type: ignore[union-attr]


def read_entries(data: bytes) -> Iterator[Entry]:
    for at in range(0, len(data), ENTRY):
        record = data[at : at + ENTRY]
        stems = [record[i * STEM : (i + 1) * STEM].decode("latin-1").strip() for i in range(STEMS)]
        yield Entry(
            part=record[72],
            stems=tuple(None if stem == "zzz" else stem.lower() for stem in stems),
            paradigm=(record[76], record[80]),
            kind=record[84],
            archaic=record[92] in ARCHAIC,
            frequency=record[95],
            meaning=record[97:].decode("latin-1"),
        )


def read_endings(data: bytes) -> Iterator[Ending]:
    for at in range(0, len(data), ENDING):
        record = data[at : at + ENDING]
        part, age, usage = record[0], record[36], record[37]
        if part and age not in ARCHAIC and usage in USAGE:
            stem, size = record[20], record[24]
            yield Ending(
                part=part,
                paradigm=(record[4], record[8]),
                gender=record[14] if part == NOUN else 0,
                voice=record[13] if part == VERB else 0,
                stem=stem,
                text=record[28 : 28 + size].decode("latin-1"),
                share=USAGE[usage] * share(part, record[12:20]),
            )


def share(part: int, form: bytes) -> float:
    """The share of a form among the forms of its word."""
    if part == VERB:
        tense, voice, mood, person, number = form[:5]
        of_tense = TENSES.get(tense, 0) * MOODS.get(mood, 0)
        return of_tense * VOICES.get(voice, 1) * PERSONS[person] * NUMBERS.get(number, 1)
    declined = CASES.get(form[0], 0) * NUMBERS.get(form[1], 1)
    if part == PARTICIPLE:
        return declined * PARTICIPLES.get(form[3], 0)
    return declined * (COMPARISONS.get(form[3], 1) if part == ADJECTIVE else 1)


def read_irregular(text: str) -> Iterator[tuple[str, float]]:
    """Forms that follow no paradigm, with their frequencies."""
    lines = text.splitlines()
    for form, grammar in zip(lines[::3], lines[1::3], strict=False):
        code = "XABCDEF".index(grammar.split()[-2])
        yield form.strip().lower(), per_word(FREQUENCIES[code] - OUTDATED)


def inflected(entry: Entry, endings: list[Ending]) -> dict[str, float]:
    """The forms of a word with their frequencies."""
    frequency = per_word(FREQUENCIES[entry.frequency] + FUNCTION_WORD.get(entry.part, 0) - OUTDATED * entry.archaic)
    tacked = TACKED_ON.search(entry.meaning) if entry.part == PACKON else None
    shares: defaultdict[str, float] = defaultdict(float)
    for stem, ending in forms(entry, endings):
        shares[stem + ending.text + (tacked[1] if tacked else "")] += ending.share
    if entry.part == ADVERB:
        shares.update({stem: part for stem, part in zip(entry.stems, COMPARISONS.values(), strict=False) if stem})
    elif not shares and entry.stems[0] and entry.paradigm != ABBREVIATION:
        shares[entry.stems[0]] = 1.0
    total = sum(shares.values())
    return {form: frequency * part / total for form, part in shares.items() if part}


def forms(entry: Entry, endings: list[Ending]) -> Iterator[tuple[str, Ending]]:
    """The stems and endings of a word's forms."""
    for ending in endings:
        if fits(entry, ending):
            stem = entry.stems[ending.stem - 1] if ending.stem else entry.stems[0]
            if stem or (stem is not None and entry.paradigm == ESSE):
                yield stem, ending


def fits(entry: Entry, ending: Ending) -> bool:
    """Whether an ending is one of the word's: 0 in the paradigm of an ending stands for all."""
    part = VERB if ending.part == PARTICIPLE else ending.part
    if part != (PRONOUN if entry.part == PACKON else entry.part):
        return False
    (class_, variant), (of_class, of_variant) = entry.paradigm, ending.paradigm
    if of_class not in (0, class_) or of_variant not in (0, variant):
        return False
    if part == NOUN:
        return ending.gender in (0, entry.kind) or (ending.gender == COMMON and entry.kind in (MASCULINE, FEMININE))
    return not (ending.part == VERB and ending.voice == ACTIVE and entry.kind == DEPONENT)


def spellings(form: str) -> dict[str, float]:
    """A form as texts write it: with j and v, with i for j, and now and then with u for v as well.

    >>> spellings("juvat")
    {'iuuat': 0.1, 'iuvat': 1.0, 'juvat': 1.0}
    """
    plain = form.replace("j", "i")
    return {plain.replace("v", "u"): 10**-OUTDATED, plain: 1.0, form: 1.0}
