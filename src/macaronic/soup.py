"""What cannot be read: runs of signs without words, encoded data, letters of one script inside a word of another.

Signs are looked for only where no word of three letters stands for a while, data only where no space does, and mixed
words only where a Latin letter touches a Greek or Cyrillic one; all of it vectorised, so that prose costs little.
Much that has few words is meant: tables, code, formulas, art made of characters, lists of characters. False alarms are
worse than misses here, so each test asks for several signs of disorder at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.characters import AS_CYRILLIC, CYRILLIC_AS_LATIN
from macaronic.confidence import logistic
from macaronic.records import Flag
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Found = tuple[int, int, float, str]  # start and end in the code points of the whole batch, score, reason

# ---- signs -------------------------------------------------------------------------------------------------------

WORD: Final = 3  # letters of what may be read
LEAST_SIGNS: Final = 12
LEAST_DIFFERENT: Final = 9  # art and dividers make do with fewer
LEAST_CLUSTERS: Final = 3  # a list of characters is one cluster (`!@#$%^&*`) or none (`! @ # $`)
MOST_READABLE: Final = 0.2  # letters and digits among what is no space: formulas have more
MOST_DOUBLED: Final = 0.2  # signs that repeat the one before: dividers and art have more
MOST_OPERATORS: Final = 0.15

# Signs that keyboards and faulty decoding give. Others (mathematics, boxes, arrows, emoji) are there on purpose.
PLAIN: Final = re.compile(r"[\x00-\x08\x0e-\x1a!-/:-@\[-`{-~\x7f¡-ÿ‐-‧‰-›€™Œœ]")
CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a]")  # so far as programs do not use them in texts
LEAST_CONTROLS: Final = 3  # binary data has no clusters
SIGN: Final = re.compile(r"[^A-Za-z0-9\s]")
SHORT_WORDS: Final = re.compile(r"\A\s*(?:[.,;:]?[^\W_]+[.,;:]?\s+)*")  # beside the signs, from either side
DAMAGE: Final = "\N{REPLACEMENT CHARACTER}"  # encoding damage, which is told apart
EMOTICON: Final = re.compile(r"(?<!\S)[<>]?[:;=8xX][-'^o~]?[()\[\]/\\|*@$<>PDOpdo3]+(?!\S)|[\^>-][_.-]+[\^<-]")
OPERATOR: Final = re.compile(
    r"""
      \(\) | \[\] | \{\} | "" | '' | [-=]> | <- | [=!<>+*/|&:-]= | && | \|\| | // | :: | << | >> | \+\+ | -- | \.\.\.
    | </ | /> | \$[({] | \\[\\.\[(] | \[\^ | \(\? | \.\* | \.\+ | \{\{ | \}\} | \);
    """,
    re.VERBOSE,
)
BRACKET: Final = re.compile(r"[()\[\]{}]")
PAIRS: Final = {"(": ")", "[": "]", "{": "}"}
SURE_AT: Final = 12.0  # signs more than the least that make soup twice as sure, in log-odds


def _signs(vocabulary: Vocabulary) -> Iterator[Found]:
    """Runs of signs, each on its line, between the words that can be read."""
    words = vocabulary.words
    readable = np.flatnonzero((words.end - words.start >= WORD) | words.ideograph)
    begins = np.concatenate([[0], words.end[readable]])
    ends = np.concatenate([words.start[readable], [len(words.codes)]])
    for place in np.flatnonzero(ends - begins >= LEAST_SIGNS).tolist():
        at = int(begins[place])
        for line in vocabulary.written(at, int(ends[place])).split("\n"):
            if len(SIGN.findall(line)) >= LEAST_SIGNS:
                lead = len(line) - len(SHORT_WORDS.sub("", line))
                soup = SHORT_WORDS.sub("", line[lead:][::-1])[::-1]
                if _is_soup(soup):
                    score = logistic(1.2 + (len(SIGN.findall(soup)) - LEAST_SIGNS) / SURE_AT)
                    yield at + lead, at + lead + len(soup), score, "signs that make no words"
            at += len(line) + 1


def _is_soup(text: str) -> bool:
    """Whether signs without words are in such disorder that nobody can mean them.

    >>> [_is_soup(text) for text in ("§$ %&/( )=?` *'_ :;#~", "-=-=-= *** -=-=-= ***", "! @ # $ % ^ & * ( ) _ + { }")]
    [True, False, False]
    """
    if DAMAGE in text:
        return False
    text = EMOTICON.sub(" ", text)
    signs = SIGN.findall(text)
    clusters = [cluster for cluster in text.split() if len(SIGN.findall(cluster)) > 1]
    solid = len("".join(text.split()))
    return (
        len(signs) >= LEAST_SIGNS
        and len(set(signs)) >= LEAST_DIFFERENT
        and (len(clusters) >= LEAST_CLUSTERS or len(set(CONTROL.findall(text))) >= LEAST_CONTROLS)
        and solid - len(signs) <= MOST_READABLE * solid
        and len(PLAIN.findall(text)) >= 0.9 * len(signs)
        and sum(a == b for a, b in pairwise(signs)) <= MOST_DOUBLED * len(signs)
        and len(OPERATOR.findall(text)) <= MOST_OPERATORS * len(signs)
        and not _balanced(text)
    )


def _balanced(text: str) -> bool:
    """Whether brackets open and close in order, as in code, more than once."""
    opened: list[str] = []
    closed = 0
    for bracket in BRACKET.findall(text):
        if bracket in PAIRS:
            opened.append(PAIRS[bracket])
        elif not opened or opened.pop() != bracket:
            return False
        else:
            closed += 1
    return closed > 1 and not opened


# ---- encoded data ------------------------------------------------------------------------------------------------

LEAST_DATA: Final = 48  # characters; shorter are keys and fingerprints, which people quote
BASE64: Final = re.compile(r"[A-Za-z0-9+/]{48,}={0,2}")
CHANGE: Final = re.compile(r"[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|[0-9](?=[A-Za-z])")
MOST_ORDERLY: Final = 0.45  # changes of case or to digits: names like `ThisIsAName` have fewer, chance has 0.65
ARMOUR: Final = re.compile(r"-----BEGIN|ssh-|AAAA[BC]3|base64")  # keys and attachments that say what they are
LOOK_BACK: Final = 8000  # where an armour may begin


def _data(vocabulary: Vocabulary) -> Iterator[Found]:
    """Lines of data in letters and digits."""
    codes = vocabulary.words.codes
    spaces = np.flatnonzero(codes <= 0x20)
    begins = np.concatenate([[0], spaces + 1])[: len(spaces)]
    for place in np.flatnonzero(spaces - begins >= LEAST_DATA).tolist():
        start, end = int(begins[place]), int(spaces[place])
        chunk = vocabulary.written(start, end)
        cases = {chunk, chunk.lower(), chunk.upper()}  # checksums have one
        if len(cases) == 3 and BASE64.fullmatch(chunk) and len(CHANGE.findall(chunk)) > MOST_ORDERLY * len(chunk):
            text = int(np.searchsorted(vocabulary.words.base, start, "right")) - 1
            before = vocabulary.written(max(int(vocabulary.words.base[text]), start - LOOK_BACK), start + 6)
            if not ARMOUR.search(before):
                yield start, end, 0.9, "encoded data, no text"


# ---- letters of one script in a word of another ------------------------------------------------------------------

SHORTEST_MIXED: Final = 4  # letters: shorter are units, formulas, abbreviations
LONGEST_MIXED: Final = 40
SHORTEST_CAPITALS: Final = 5
MOST_STRANGE: Final = 2  # letters that nobody takes for others
HABIT: Final = 0.02  # mixed words: where they are more, this is how the language is typed

# Greek letters that cannot be told from Latin ones; others (`κ`, `χ`) are symbols of science in Latin words (`NFκB`).
GREEK_LOOK_ALIKES: Final = frozenset("ονόΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
LATIN_AS_GREEK: Final = frozenset("ovóABEZHIKMNOPTYX")
LATIN_AS_CYRILLIC: Final = frozenset(map(chr, AS_CYRILLIC))
CYRILLIC_LOOK_ALIKES: Final = frozenset(CYRILLIC_AS_LATIN)
LOOK_ALIKES: Final = {
    ("Latin", "Cyrillic"): LATIN_AS_CYRILLIC,
    ("Latin", "Greek"): LATIN_AS_GREEK,
    ("Cyrillic", "Latin"): CYRILLIC_LOOK_ALIKES,
    ("Greek", "Latin"): GREEK_LOOK_ALIKES,
}
JERS: Final = frozenset("ьъ")  # reconstructed words have them among Latin letters: `dьnь`
ABBREVIATION: Final = re.compile(r"[A-Z]{2,}[а-яё]+|[A-Za-z]{2,}[аеиоуыюямв]{1,3}")  # with an ending: `PCшник`


def _mixed(vocabulary: Vocabulary) -> Iterator[Found]:
    """Words that mix Latin letters with Greek or Cyrillic ones, and were not mended."""
    words, codes = vocabulary.words, vocabulary.words.codes
    other = codes - np.uint32(0x370) < 0x1C0
    if not other.any():
        return
    edges = np.flatnonzero(other[1:] != other[:-1])
    beside = np.where(other[edges], codes[edges + 1], codes[edges])
    latin = ((beside | np.uint32(0x20)) - np.uint32(0x61) < 26) | (beside - np.uint32(0xC0) < 0x190)
    touching = edges[latin] + 1
    found: dict[int, list[Found]] = {}
    for word in np.unique(np.searchsorted(words.start, touching, "right") - 1).tolist():
        start, end, text = int(words.start[word]), int(words.end[word]), int(words.text[word])
        if SHORTEST_MIXED <= end - start <= LONGEST_MIXED and not words.technical[word]:
            reason = _strange_letters(vocabulary.written(start, end))
            if reason:
                found.setdefault(text, []).append((start, end, *reason))
    for text, mixtures in found.items():
        here = vocabulary.of(text)
        habit = sum(reason.startswith("Latin") for *_, reason in mixtures)
        if habit <= max(MOST_STRANGE, HABIT * (here.stop - here.start)):
            yield from mixtures


def _script(letter: str) -> str:
    return "Latin" if letter < "\u0370" else "Greek" if letter < "\u0400" else "Cyrillic"


def _strange_letters(word: str) -> tuple[float, str] | None:
    """Which letters of a word do not belong there, as a reason, and how sure that is.

    >>> [_strange_letters(word) for word in ("Mосква", "pаypal", "слоbо", "Яndex", "IFNγ", "PCшник")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [(0.95, 'Latin letter M in a Cyrillic word'), (0.95, 'Cyrillic letter а in a Latin word'),
     (0.8, 'Latin letter b in a Cyrillic word'), None, None, None]
    """
    scripts = [_script(letter) for letter in word if letter.isalpha()]
    if len(set(scripts)) != 2 or (word.isupper() and len(word) < SHORTEST_CAPITALS) or ABBREVIATION.fullmatch(word):
        return None
    main = max(sorted(set(scripts)), key=scripts.count)
    (guest,) = set(scripts) - {main}
    places = [i for i, letter in enumerate(word) if letter.isalpha() and _script(letter) == guest]
    letters = [word[i] for i in places]
    score = 0.0
    if LOOK_ALIKES.get((guest, main), frozenset()).issuperset(letters) and 2 * len(letters) < len(scripts):
        score = 0.95
    elif len(letters) <= MOST_STRANGE and all(_slipped_in(word, i, main) for i in places) and "Greek" not in scripts:
        score = 0.8
    names = ", ".join(dict.fromkeys(letters))
    return (score, f"{guest} letter{'s' * (len(set(letters)) > 1)} {names} in a {main} word") if score else None


def _slipped_in(word: str, place: int, main: str) -> bool:
    """Whether a small letter stands between two of the word's own script, as in no brand name and no inflected one."""
    before, letter, after = word[max(0, place - 1) : place], word[place], word[place + 1 : place + 2]
    around = [each for each in (before, after) if each.isalpha() and _script(each) == main]
    plain = letter.isascii() if main == "Cyrillic" else letter not in JERS
    return letter.islower() and len(around) == 2 and plain and word[1:].islower()


# ---- all of it ---------------------------------------------------------------------------------------------------


def soup_flags(vocabulary: Vocabulary) -> list[list[Flag]]:
    """`garbled`: what cannot be read in each text of a batch, in order and apart; lines of the same are one."""
    flags: list[list[Flag]] = [[] for _ in vocabulary.texts]
    base = vocabulary.words.base
    for start, end, score, reason in sorted([*_signs(vocabulary), *_data(vocabulary), *_mixed(vocabulary)]):
        text = int(np.searchsorted(base, start, "right")) - 1
        flag = Flag(start - int(base[text]), end - int(base[text]), "garbled", None, score, reason)
        before = flags[text].pop() if flags[text] else flag
        if before.reason == reason and vocabulary.texts[text][before.end : flag.start].isspace():
            flag = replace(before, end=flag.end, score=max(before.score, score))
        elif flag.end <= before.end:
            flag = before
        elif before.start < flag.start:
            flags[text].append(replace(before, end=min(before.end, flag.start)))
        flags[text].append(flag)
    return flags
