"""What is said again: the loops that machine translation falls into, and copies of the line or sentence before.

A loop is a stretch of words that equals itself some words further on: `mucous mucous mucous ...` one word on, `Val di
Fassa, Val di Fassa, ...` three. With the words of a whole batch as integers, each distance is one comparison of two
vectors, and clean text costs no more than that. In scripts without spaces, and in compounds run together, the same is
done with the letters of long words.

Much repetition is meant: laughs, chants, refrains, counting, intensifying. How often something must be said again
until nobody can mean it depends on how long it is and how it is joined (`NEEDED`, `JOINED`); what stands on lines or
in columns of its own, or between exclamation marks, is never taken for a loop.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.confidence import logistic
from macaronic.prose import UNSPACED
from macaronic.records import Flag
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]
Ints = NDArray[np.int64]

LEAST: Final = 3  # times; nobody would call anything less a loop
MOST_WORDS: Final = 32  # in what is said again
MOST_LETTERS: Final = 40  # the same, inside a word
LONG_WORD: Final = 24  # letters: whatever a shorter word repeats may be meant
SHORTEST_PART: Final = 3  # letters of a word said again: `hahaha`, `xoxoxo` and long vowels are meant
GRAM: Final = 4  # so many symbols are compared at once, as one hash: single words recur everywhere
BASE: Final = np.uint32(0x9E3779B1)
REACH: Final = 1  # strange words between a loop and more of the same
FAINT: Final = 0.3  # less probable loops are none
UNIT_SHOWN: Final = 40  # code points

# ---- stretches that equal themselves some places further on ------------------------------------------------------

Run = tuple[int, int, int]  # first place, place after the last, period


def periodic(symbols: Ints, longest: int) -> Iterator[Run]:
    """Where a sequence repeats itself at least `LEAST` times, shortest periods first; no stretch twice.

    >>> list(periodic(np.array([7, 1, 2, 1, 2, 1, 2, 1, 2, 9]), 8))
    [(1, 9, 2)]
    """
    grams = single = symbols.astype(np.uint32)
    width = 1
    covered = np.zeros(len(symbols), np.bool_)
    for period in range(1, min(longest, len(symbols) // LEAST) + 1):
        if width < min(period, GRAM):
            grams, width = grams[:-1] * BASE + single[width:], width + 1
        same = grams[period:] == grams[:-period]
        if same.any():
            for first, last in _stretches(np.flatnonzero(same)):
                after = last + width + period
                if after - first >= LEAST * period and not covered[first:after].all():
                    covered[first:after] = True
                    yield first, after, period


def _stretches(places: Ints) -> Iterator[Span]:
    """The first and the last of the places of each unbroken row of them."""
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts, lasts = places[np.append(0, breaks + 1)], places[np.append(breaks, len(places) - 1)]
    return zip(firsts.tolist(), lasts.tolist(), strict=True)


# ---- which of them nobody can mean -------------------------------------------------------------------------------

# What may stand between the words of a loop. Anything else (marks of exclamation, digits, columns) ends it.
JOINT: Final = re.compile(
    r"""
      (?P<line> [ ]?[-,;.،؛、，；。।۔]?[ ]?\r?\n )
    | (?P<space> [ \N{NO-BREAK SPACE}]? )          # none between ideographs
    | (?P<hyphen> [-\N{HYPHEN}\N{NON-BREAKING HYPHEN}] )
    | (?P<comma> [ ]?[,;،؛、，；][ ]? | [ ][-–—][ ] )
    | (?P<stop> [.。।۔][ ]? )
    """,
    re.VERBOSE,
)

# The times after which a loop is as good as certain, by what joins it, where something long is joined by spaces: a
# hyphen hardly ever joins the same twice, commas and full stops are where people pause to say something again.
JOINED: Final = {"space": 3.2, "hyphen": 2.6, "comma": 3.8, "stop": 5.1}
ATTACHED: Final = 1.9  # hyphens, one of them to something else: `knee-knee-knee-vascular`
SHORT: Final = 24.0  # the shorter, the likelier meant: what is needed grows by SHORT / letters² of itself
CAPITALS: Final = 1.5  # the cells of a table that lost its lines: `Yes Yes No Yes Yes`
EVEN: Final = 0.85  # log-odds where something is said just as often as needed: the threshold of 0.7
SLOPE: Final = 4.0  # log-odds for each time that it is said e times as often
SUREST: Final = 0.995

TWO_LETTERS: Final = re.compile("[\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")  # say a syllable
PARTICLES: Final = frozenset("的了之与和のをがに")  # these cannot stand twice
PARTICLES_NEEDED: Final = 5.0
# Most Chinese interjections and sounds are written with the radical "mouth", whose characters stand together.
SOUND: Final = re.compile("[\u53e3-\u56d6]{1,2}")
BASES: Final = re.compile("[ACGTUN ]+")  # of DNA and RNA
# Prefixes of ancestors, one for each generation.
GENERATIONS: Final = frozenset({"great", "arrière", "пра", "ur", "bis", "tátara", "iso", "tip", "tipp", "bet", "pra"})
GENERATIONS_NEEDED: Final = 8.0


@dataclass(frozen=True, slots=True)
class Loop:
    """A passage (code points of the whole batch) that says the same, its unit, again and again."""

    start: int
    end: int
    unit: str
    times: int
    score: float


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of a loop, as indices into those of the batch, `after` the last; and how many the unit has."""

    first: int
    after: int
    period: int
    loop: Loop


def _needed(unit: str, joint: str, attached: bool) -> float:
    """How often something must be said in a row to be as likely a loop as meant; 0 where it is never a loop."""
    longest = max(len(word) + len(TWO_LETTERS.findall(word)) for word in unit.split())
    letters = longest + len(unit.split()) - 1  # many short words make a rhythm: `left right left right`
    if unit in PARTICLES:
        return PARTICLES_NEEDED
    if longest == 1 or SOUND.fullmatch(unit) or BASES.fullmatch(unit):
        return 0.0
    if joint == "hyphen" and unit.lower() in GENERATIONS:
        return GENERATIONS_NEEDED
    need = ATTACHED if attached else JOINED[joint]
    if joint == "space" and unit.istitle():
        need *= CAPITALS
    return need * (1 + SHORT / letters**2)


def _loop(start: int, end: int, unit: str, times: float, need: float) -> Loop | None:
    score = min(SUREST, logistic(EVEN + SLOPE * log(times / need))) if need else 0.0
    return Loop(start, end, unit, int(times), score) if score >= FAINT else None


def _word_loops(vocabulary: Vocabulary) -> Iterator[Loop]:
    """Loops of words, with what varies them before, between and after."""
    found = sorted(_runs_of_words(vocabulary), key=lambda words: words.first)
    before = 0
    for words, behind in zip(found, [*(words.first for words in found[1:]), len(vocabulary.type)], strict=False):
        yield _extended(vocabulary, words, before, behind)
        before = max(before, words.after)


def _runs_of_words(vocabulary: Vocabulary) -> Iterator[Worded]:
    for first, after, period in periodic(vocabulary.type, MOST_WORDS):
        for begin, end, kinds in _joined(vocabulary, first, after):
            if end - begin >= LEAST * period and (loop := _weighed(vocabulary, begin, end, period, kinds)):
                yield Worded(begin, end, period, loop)


def _joined(vocabulary: Vocabulary, first: int, after: int) -> Iterator[tuple[int, int, list[str]]]:
    """The parts of a run of words that are of one text, and joined as prose is; with the kinds of what joins them."""
    words = vocabulary.words
    texts = words.text[first:after].tolist()
    starts, ends = words.start[first:after].tolist(), words.end[first:after].tolist()
    string = vocabulary.written(starts[0], ends[-1])
    begin, kinds = 0, list[str]()
    for i in range(1, after - first):
        joint = JOINT.fullmatch(string, ends[i - 1] - starts[0], starts[i] - starts[0])
        if joint and joint.lastgroup and texts[i] == texts[i - 1]:
            kinds.append(joint.lastgroup)
        else:
            yield first + begin, first + i, kinds
            begin, kinds = i, []
    yield first + begin, after, kinds


def _weighed(vocabulary: Vocabulary, first: int, after: int, period: int, kinds: Sequence[str]) -> Loop | None:
    """A run of words as a loop, if it is one."""
    words = vocabulary.words
    times = (after - first) / period
    start, end = int(words.start[first]), int(words.end[after - 1])
    count = Counter(kinds)
    if words.technical[first:after].any() or count["line"] >= int(times) - 1:
        return None  # equal lines are a refrain, or a table
    pauses = (kind for kind in ("stop", "comma") if count[kind] >= int(times) - 1)
    joint = next(pauses, "hyphen" if count["hyphen"] == len(kinds) else "space")
    before, behind = vocabulary.written(max(0, start - 1), start), vocabulary.written(end, end + 2)
    attached = joint == "hyphen" and (before == "-" or (behind[:1] == "-" and behind[1:].isalpha()))
    unit = vocabulary.written(start, int(words.end[first + period - 1]))
    return _loop(start, end, unit, times, _needed(unit, joint, attached))


def _extended(vocabulary: Vocabulary, found: Worded, before: int, behind: int) -> Loop:
    """A loop with its pairs of words (or its single word) again, no more than `REACH` other words further on each
    time; as far as the loops before and behind it, which it may join.
    """
    words, types = vocabulary.words, vocabulary.type
    text = vocabulary.of(int(words.text[found.first]))
    width = min(found.period, 2)
    sequence = types[found.first : found.first + found.period + 1].tolist()
    members = {tuple(sequence[i : i + width]) for i in range(found.period)}
    first = found.first - _reach(
        types[max(before, text.start) : found.first][::-1], {pair[::-1] for pair in members}, width
    )
    after = found.after + _reach(types[found.after : min(behind, text.stop)], members, width)
    if after <= behind < text.stop and behind - after <= REACH:
        after = behind + 1
    return replace(found.loop, start=int(words.start[first]), end=int(words.end[after - 1]))


def _reach(types: Ints, members: set[tuple[int, ...]], width: int) -> int:
    """How many of the words that follow belong to a loop."""
    reach = at = 0
    while at <= reach + REACH and at + width <= len(types):
        if tuple(types[at : at + width].tolist()) in members:
            reach = at + width
        at += 1
    return reach


def _letter_loops(vocabulary: Vocabulary) -> Iterator[Loop]:
    """Loops inside words: `Schutzschutzschutzschutz`, and all loops of scripts that set no spaces."""
    words = vocabulary.words
    chosen = np.flatnonzero((words.end - words.start >= LONG_WORD) & ~words.technical)
    length = words.end[chosen] - words.start[chosen] + 1  # with the place behind the word
    after = np.cumsum(length)
    places = np.arange(after[-1] if len(after) else 0) + np.repeat(words.start[chosen] - after + length, length)
    letters = vocabulary.lower[places].astype(np.int64)
    letters[after - 1] = -1 - np.arange(len(after))  # no two words go on in each other
    for first, last, period in periodic(letters, MOST_LETTERS):
        start, end = int(places[first]), int(places[last - 1]) + 1
        unit = vocabulary.written(start, start + period)
        found = _loop(start, end, unit, (end - start) / period, _needed(unit, "space", False))
        if found and period >= SHORTEST_PART:
            yield found


def loop_flags(vocabulary: Vocabulary) -> list[list[Flag]]:
    """`garbled`: the loops of each text of a batch; those that touch are one."""
    found: list[Loop] = []
    for loop in sorted((*_word_loops(vocabulary), *_letter_loops(vocabulary)), key=lambda loop: loop.start):
        if found and loop.start <= found[-1].end:
            best = max(found[-1], loop, key=lambda loop: (loop.score, loop.times))
            found[-1] = replace(best, start=found[-1].start, end=max(found[-1].end, loop.end))
        else:
            found.append(loop)
    flags: list[list[Flag]] = [[] for _ in vocabulary.texts]
    base = vocabulary.words.base
    for loop in found:
        text = int(np.searchsorted(base, loop.start, "right")) - 1
        start, end = loop.start - int(base[text]), loop.end - int(base[text])
        flags[text].append(Flag(start, end, "garbled", None, loop.score, _reason(loop)))
    return flags


def _reason(loop: Loop) -> str:
    unit = " ".join(loop.unit.split())
    shown = unit if len(unit) <= UNIT_SHOWN else f"{unit[: UNIT_SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"
    return f'"{shown}" {loop.times} times in a row'


# ---- copies ------------------------------------------------------------------------------------------------------

LINE: Final = re.compile(r"\S(?:[^\n]*\S)?")
DUPLICATE_WORDS: Final = 4  # a shorter line or sentence may well be meant twice: "No. No."
COPY: Final = 0.99  # of a line
# Of a sentence inside a paragraph: insisting, speakers and writers say short ones again.
EVEN_WORDS: Final = 3  # as likely meant as not
SPOKEN: Final = re.compile(
    r"[-\N{EN DASH}\N{EM DASH}\"“”„«»‹›「『]"
)  # what begins direct speech, in which this is usual
SPOKEN_WORDS: Final = 3  # more that it takes
LETTERS_OF_A_WORD: Final = 3  # where no space is between words: some two in Chinese, four in Thai


def duplicate_flags(text: str, sentences: Sequence[Span]) -> Iterator[Flag]:
    """`duplicate`: a line or a sentence repeated right after itself; the later copy is flagged."""
    lines = _copies(text, [m.span() for m in LINE.finditer(text)]) if "\n" in text else []
    ends = [end for _, end in lines]
    for start, end in lines:
        score = _copied(text[start:end]) if SPOKEN.match(text, start) else COPY
        yield Flag(start, end, "duplicate", None, score, "the line before it again")
    for start, end in _copies(text, sentences):
        beside = bisect_right(ends, start)
        if beside == len(lines) or end <= lines[beside][0]:
            yield Flag(start, end, "duplicate", None, _copied(text[start:end]), "the sentence before it again")


def _copied(sentence: str) -> float:
    """How probably a sentence that is said twice was copied by mistake: the longer, the likelier."""
    even = EVEN_WORDS + SPOKEN_WORDS * (SPOKEN.match(sentence) is not None)
    return min(COPY, logistic(_length(sentence) - even))


def _copies(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans whose words are those of the span before; none begins with white space.

    To ask for the first letter, and then the first word, spares nearly all of them the splitting into words.
    """
    return [
        (start, end)
        for (before, stop), (start, end) in pairwise(spans)
        if text[before] == text[start] and _same(text[before:stop], text[start:end])
    ]


def _same(first: str, copy: str) -> bool:
    """Whether two passages have the same words, and enough of them."""
    if first.split(maxsplit=1)[:1] != copy.split(maxsplit=1)[:1]:
        return False
    return _length(copy) >= DUPLICATE_WORDS and copy.split() == first.split()


def _length(passage: str) -> int:
    """How many words a passage has: in scripts without spaces, about."""
    return len(passage.split()) + len(UNSPACED.findall(passage)) // LETTERS_OF_A_WORD


def outside(flags: Iterable[Flag], others: Sequence[Flag]) -> list[Flag]:
    """The flags of which no more than half lies in others (in order, and apart), which say already why these stray."""
    if not others:
        return list(flags)
    starts = [other.start for other in others]
    length = [0, *accumulate(other.end - other.start for other in others)]

    def covered(end: int) -> int:
        """How much of the text up to a place is in the others."""
        i = bisect_right(starts, end)
        return length[i] - max(0, others[i - 1].end - end) if i else 0

    return [flag for flag in flags if 2 * (covered(flag.end) - covered(flag.start)) <= flag.end - flag.start]
