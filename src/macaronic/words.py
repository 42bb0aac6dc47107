"""Words of a batch of texts, found with numpy over the code points of all texts at once.

A word is a run of letters and marks (an apostrophe or a Catalan middle dot inside it belongs to it); an ideograph
or a kana is a word of its own, because East Asian text has no spaces and the language shows in single characters.
Numbers and punctuation are no words. This is coarser than UAX #29 word segmentation, and vectorised: some 40 ns a
word on one core, where an object per word costs ten times that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.hashing import U64, Polynomial, hashed

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

# Classes of characters, as scripts/build_characters.py writes them.
OTHER, SPACE, LETTER, UPPER, IDEOGRAPH, DIGIT, JOINER, CODE = range(8)
MARKS: Final = '"“”„‟«»‹›‘‚()[]（）「」『』《》〈〉【】'  # the apostrophe's marks stand in words, too
APART: Final = MARKS + "`'<>=*_/|-–:\n"
JOINING: Final = "'’‘-‐‑"
SPACES: Final = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
PLANES: Final = 0x20000  # the table covers planes 0 and 1; above stand only ideographs and private use
LONGEST_PARTICLE: Final = 4
TITLE_WORDS: Final = 4  # a line of fewer is as often a name
SHOUTED_WORDS: Final = 4  # so many words in capitals side by side are no names
RULE: Final = 10  # times
IDEOGRAPHS_END: Final = 0x40000
# What English writes small in titles; style guides differ on the longer ones.
SMALL_IN_TITLES: Final = (
    "a", "an", "and", "are", "as", "at", "but", "by", "for", "from", "if", "in", "into", "is", "nor", "of", "off", "on",
    "or", "out", "over", "per", "than", "the", "to", "up", "via", "when", "with", "your",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The words of a batch. `start` and `end` are offsets into `codes`, the texts' code points laid end to end with
    a line feed after each; `lower` are these in lower case, and `hashes` of all slices of them; `text` is the index of
    the text, `base` where each text begins.

    `key` hashes the word in lower case. `capital`: some letter is upper case; `shouted`: the first two are;
    `technical`: the word stands inside something that is no prose (a URL, an address, an identifier, a
    code, backticks) or rules a line.
    """

    codes: NDArray[np.uint32]
    lower: NDArray[np.uint32]
    hashes: Polynomial
    base: Ints
    start: Ints
    end: Ints
    text: Ints
    key: U64
    capital: Bools
    shouted: Bools
    technical: Bools
    ideograph: Bools

    @cached_property
    def named(self) -> Bools:
        """Which words look like part of a name: those with a capital, and one or two short words between such, like
        the particles in "Ursula von der Leyen". In a line that is all in capitals these say nothing.
        """
        found = self.capital & ~self._in_capitals()
        short = self.end - self.start <= LONGEST_PARTICLE
        particle = np.zeros(len(found), np.bool_)
        for n in (1, 2):
            open_ = found[: -n - 1] & found[n + 1 :] & (self.text[: -n - 1] == self.text[n + 1 :])
            for k in range(1, n + 1):
                open_ &= short[k : len(short) - n - 1 + k]
            for k in range(1, n + 1):
                particle[k : len(short) - n - 1 + k] |= open_
        return found | particle

    @cached_property
    def titled(self) -> Bools:
        """Which words stand in a line that is an English heading: all have a capital but those that English writes
        small, of which there are some. A line with quotation marks, brackets, commas, or full stops behind letters is
        none: so are works quoted, and addresses written.
        """
        lines = np.cumsum(self.codes == ord("\n"))
        line = lines[self.start]
        small = ~self.capital & np.isin(self.key, hashed(list(SMALL_IN_TITLES)))
        count = np.bincount(line)
        title = (np.bincount(line, small) > 0) & (np.bincount(line, small | self.capital) == count)
        marks = holding(self.codes, MARKS + "_,;")
        marks[self.end] |= self.codes[self.end] == ord(".")
        title &= (count >= TITLE_WORDS) & (np.bincount(lines, marks)[: len(count)] == 0)
        found: Bools = title[line]
        return found

    @cached_property
    def marked(self) -> Bools:
        """Which words have a quotation mark or a bracket between them and the word before."""
        return self._behind(MARKS)

    @cached_property
    def apart(self) -> Bools:
        """Which words have between them and the word before what sets terms, titles and values apart: quotation marks,
        brackets, hyphens and other marks, or the end of a line.
        """
        return self._behind(APART)

    @cached_property
    def begins_line(self) -> Bools:
        """Which words are the first of a line, but not of their text."""
        found = self._behind("\n")
        found[1:] &= self.text[1:] == self.text[:-1]
        return found

    @cached_property
    def joined(self) -> Bools:
        """Which words have a hyphen or an apostrophe inside or right beside them."""
        marks = _counted(self.codes, JOINING)
        found: Bools = marks[np.minimum(self.end + 1, len(self.codes))] > marks[np.maximum(self.start - 1, 0)]
        return found

    @cached_property
    def following_name(self) -> Bools:
        """Which words stand right behind one with a capital, as the second word of a species does."""
        found = np.zeros(len(self.start), np.bool_)
        beside = (self.start[1:] - self.end[:-1] == 1) & (self.text[1:] == self.text[:-1])
        found[1:] = self.capital[:-1] & ~self.capital[1:] & beside
        return found

    @cached_property
    def measured(self) -> Bools:
        """Which words stand right behind a number, as units do: 190 miles."""
        before = self.codes[np.maximum(self.start - 1, 0)]
        spaced = holding(before, SPACES)
        number = classes_of(self.codes[np.maximum(self.start - 1 - spaced, 0)]) == DIGIT
        found: Bools = number & (self.start > 0)
        return found

    @cached_property
    def tagged(self) -> Bools:
        """Which words are hashtags."""
        found: Bools = (self.codes[np.maximum(self.start - 1, 0)] == ord("#")) & (self.start > 0)
        return found

    def _behind(self, marks: str) -> Bools:
        """Which words have one of some characters between them and the word before."""
        counted = _counted(self.codes, marks)
        found = np.zeros(len(self.start), np.bool_)
        found[1:] = counted[self.start[1:]] > counted[self.end[:-1]]
        return found

    def _in_capitals(self) -> Bools:
        """Which words stand among several in capitals with nothing but a space between them."""
        beside = (self.start[1:] - self.end[:-1] == 1) & (self.codes[self.end[:-1]] == ord(" "))
        spaced = np.concatenate([[False], beside])
        first = self.shouted & ~(spaced & np.concatenate([[False], self.shouted[:-1]]))
        run = np.where(self.shouted, np.cumsum(first), 0)
        found: Bools = (np.bincount(run)[run] >= SHOUTED_WORDS) & self.shouted
        return found


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """The class of each character, and the lower case of each."""
    with as_file(files("macaronic") / "data") as folder:
        classes = np.load(folder / "classes.npy")
        pairs = np.load(folder / "lower.npy")
    lower = np.arange(PLANES, dtype=np.uint32)
    lower[pairs[0]] = pairs[1]
    return classes, lower


def holding(codes: NDArray[np.uint32], marks: str) -> Bools:
    """Which of some code points are among some characters."""
    found: Bools = _table(marks)[np.minimum(codes, PLANES - 1)]
    return found


@cache
def _table(marks: str) -> Bools:
    """For each character whether it is among some."""
    table = np.zeros(PLANES, np.bool_)
    table[list(map(ord, marks))] = True
    return table


def _counted(codes: NDArray[np.uint32], marks: str) -> Ints:
    """How many of some characters stand before each place."""
    return np.concatenate([[0], np.cumsum(holding(codes, marks))])


def code_points(texts: Sequence[str]) -> NDArray[np.uint32]:
    """The texts' code points, each text followed by a line feed."""
    data = "".join(f"{text}\n" for text in texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(data, np.uint32)


def classes_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The class of each code point."""
    classes, _ = _tables()
    found = classes[np.minimum(codes, PLANES - 1)]
    beyond = codes >= PLANES
    if beyond.any():
        found[beyond] = np.where(codes[beyond] < IDEOGRAPHS_END, IDEOGRAPH, OTHER)
    return found


def lower_of(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Each code point in lower case, one for one (so `İ` becomes `i`, and offsets stay what they are)."""
    _, lower = _tables()
    return np.where(codes < PLANES, lower[np.minimum(codes, PLANES - 1)], codes)


def tokenize(texts: Sequence[str]) -> Words:
    """All words of all texts."""
    codes = code_points(texts)
    kinds = classes_of(codes)
    letter = (kinds == LETTER) | (kinds == UPPER)
    joiner = kinds == JOINER
    joiner[1:-1] &= letter[:-2] & letter[2:]
    joiner[[0, -1]] = False
    inside = letter | joiner
    ideograph = kinds == IDEOGRAPH
    before = np.concatenate([[False], inside[:-1]])
    begins = np.flatnonzero((inside & ~before) | ideograph)
    ends = np.flatnonzero(np.concatenate([~inside[1:], [True]]) & inside | ideograph) + 1
    base = np.concatenate([[0], np.cumsum([len(text) + 1 for text in texts])])[:-1].astype(np.int64)
    code = _between_backticks(texts, base, len(codes))
    upper = kinds == UPPER
    uppers = np.concatenate([[0], np.cumsum(upper)])
    following = np.minimum(begins + 1, len(codes) - 1)
    lower = lower_of(codes)
    hashes = Polynomial(lower)
    return Words(
        codes=codes,
        lower=lower,
        hashes=hashes,
        base=base,
        start=begins,
        end=ends,
        text=np.searchsorted(base, begins, "right") - 1,
        key=hashes.slices(begins, ends),
        capital=uppers[ends] > uppers[begins],
        shouted=upper[begins] & upper[following],
        technical=(_technical(kinds, codes) | code)[begins] | _ruled(codes, begins, ends),
        ideograph=ideograph[begins],
    )


def _ruled(codes: NDArray[np.uint32], begins: Ints, ends: Ints) -> Bools:
    """Which words are one letter so many times that it rules a line, and is no word of any language."""
    same = np.concatenate([[0], np.cumsum(codes[1:] == codes[:-1])])
    length = ends - begins
    found: Bools = (length >= RULE) & (same[ends - 1] - same[begins] == length - 1)
    return found


def _technical(kinds: NDArray[np.uint8], codes: NDArray[np.uint32]) -> Bools:
    """Which characters stand in a run without white space that has signs of code or an address inside it: a
    character that prose does not use between letters, a digit or a full stop or a slash right between letters; or that
    begins like the option of a command, with two hyphens.
    """
    letter = (kinds == LETTER) | (kinds == UPPER)
    between = np.zeros(len(codes), np.bool_)
    between[1:-1] = letter[:-2] & letter[2:]
    dotted = ((codes == ord(".")) | (codes == ord("/")) | (codes == ord(":"))) & between
    number = kinds == DIGIT
    touching = np.zeros(len(codes), np.bool_)
    touching[1:] |= number[1:] & letter[:-1]
    touching[:-1] |= number[:-1] & letter[1:]
    option = np.zeros(len(codes), np.bool_)
    hyphen, space = codes == ord("-"), np.concatenate([[True], kinds == SPACE])
    option[2:] = letter[2:] & hyphen[1:-1] & hyphen[:-2] & space[:-3]
    marks = (kinds == CODE) | dotted | touching | option
    chunk = np.cumsum(kinds == SPACE)
    marked = np.bincount(chunk, marks, chunk[-1] + 1 if len(chunk) else 1) > 0
    found: Bools = marked[chunk]
    return found


CODE_MARKED: Final = re.compile(
    r"""
    ^[ ]{0,3}```[^\n]*\n (?s:.*?) ^[ ]{0,3}```       # lines between two that begin with three backticks
    # In a line. Backticks are accents and opening quotation marks, too (`like this'), so one opens only where no letter
    # is before and no space behind it, and closes the other way round.
  | (?<![\w`]) (`{1,2}) (?![\s`]) [^`\n]+ (?<!\s) \1 (?![\w`])
    """,
    re.MULTILINE | re.VERBOSE,
)


def _between_backticks(texts: Sequence[str], base: Ints, size: int) -> Bools:
    """Which characters of a batch stand between backticks, as READMEs and forums set code."""
    found = np.zeros(size, np.bool_)
    for text, first in zip(texts, base.tolist(), strict=True):
        if "`" in text:
            for match in CODE_MARKED.finditer(text):
                found[first + match.start() : first + match.end()] = True
    return found
