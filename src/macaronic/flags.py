"""What strays in a text, and why: passages, words and lines turned into flags of the contract's kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.confidence import LONGEST_WORD, Setting, confidence, logistic
from macaronic.hashing import hashed
from macaronic.languages import NAMES
from macaronic.lost import damage
from macaronic.passages import Passage, row_of
from macaronic.records import Flag
from macaronic.view import View
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]
Ints = NDArray[np.int64]

OPENING: Final = "\"'“„‟«‹‘‚(（[「『《〈【"
CLOSING: Final = "\"'”“»›’)）]」』》〉】"
SENTENCE_MARKS: Final = re.compile(r"[.!?…。！？؟।]")
HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}](?=[^\W\d_])")
LONGEST_INITIAL: Final = 2  # of words no longer than that nothing can be said
QUOTED_WORDS: Final = 6  # a longer quotation is direct speech, and should have been translated

TYPICAL_UNKNOWN: Final = 0.012  # the share of unknown words in the languages that the weights were fitted on
WELL_KNOWN: Final = 0.1  # where more words are unknown, "unknown" says nothing
SHORTEST_NONSENSE: Final = 5
LONGEST_NONSENSE: Final = 26  # longer ones are chemistry, German compounds, or data
SHORTEST_OF_TWO: Final = 3
SHORTEST_OF_MANY: Final = 4


def passage_flags(view: View, passages: Iterable[Passage]) -> Iterator[Flag]:
    """`untranslated` and `quotation`: passages in another language than expected."""
    for passage in passages:
        if _telling(view.vocabulary, passage):
            score = confidence(view.vocabulary, passage, view.expected, _setting(view, passage))
            yield _passage_flag(view, passage, score)


def word_flags(view: View, words: Iterable[tuple[Passage, float]]) -> Iterator[Flag]:
    """`untranslated` and `quotation`: single words left over from another language."""
    for word, score in words:
        yield _passage_flag(view, word, score)


def _passage_flag(view: View, passage: Passage, score: float) -> Flag:
    text = view.vocabulary.texts[view.text]
    start, end = _span(view, passage)
    reason = _passage_reason(view.vocabulary, passage)
    if _set_off(text, start, end, view.sentences):
        return Flag(start, end, "quotation", passage.language, score, reason)
    begin, after = _to_sentence_ends(text, start, end, view.sentences)
    start, end = start if begin is None else begin, end if after is None else after
    return Flag(start, end, "untranslated", passage.language, score, reason)


def _span(view: View, passage: Passage) -> Span:
    """Where a passage is in its text."""
    words = view.vocabulary.words
    base = int(words.base[view.text])
    return int(words.start[passage.first]) - base, int(words.end[passage.last]) - base


def _setting(view: View, passage: Passage) -> Setting:
    text = view.vocabulary.texts[view.text]
    start, end = _span(view, passage)
    begin, after = _to_sentence_ends(text, start, end, view.sentences)
    return Setting(
        begins=begin is not None,
        ends=after is not None,
        hyphens=len(HYPHEN.findall(text, start, end)) / max(1, passage.last - passage.first),
        quoted=start > 0 and end < len(text) and text[start - 1] in OPENING and text[end] in CLOSING,
        detected=_detected(view, start, end),
        source=view.source,
    )


def _detected(view: View, start: int, end: int) -> dict[str, float]:
    """The detector's word on the sentences that a passage is in: each counts by the share of it that is in the passage
    and by the share of the passage that it is.
    """
    found: dict[str, float] = {}
    for (a, b), (code, probability) in zip(view.sentences, view.identified, strict=True):
        shared = min(b, end) - max(a, start)
        if shared > 0:
            found[code] = found.get(code, 0.0) + probability * shared / (b - a) * shared / (end - start)
    return found


def _telling(vocabulary: Vocabulary, passage: Passage) -> bool:
    """Whether a passage has words that can say anything: not initials and interjections only, and more than one word
    if the language's words are known from a few translations.
    """
    words, running = slice(passage.first, passage.last + 1), vocabulary.words
    if running.ideograph[words].any():
        return True
    length = (running.end[words] - running.start[words])[~(running.named[words] | running.technical[words])]
    row = row_of(vocabulary, passage.language)
    reliable = row is not None and bool(vocabulary.evidence.reliable[row])
    enough = reliable or len(length) > 1 or passage.last - passage.first > 1
    return (not len(length) or bool(length.max() > LONGEST_INITIAL)) and (
        enough or bool(length.max(initial=0) > LONGEST_WORD)
    )


def _passage_reason(vocabulary: Vocabulary, passage: Passage) -> str:
    """Which language, and the words that say so most: those most frequent in it."""
    words = slice(passage.first, passage.last + 1)
    row = row_of(vocabulary, passage.language)
    name = NAMES[passage.language]
    if row is None:
        return f"reads as {name}"
    types = np.unique(vocabulary.type[words])
    frequency = vocabulary.zipf[types, row]
    telling = types[np.argsort(-frequency, kind="stable")[:4]]
    known = [vocabulary.string(int(t)) for t in telling if vocabulary.zipf[t, row] > 0]
    return f"reads as {name}: {', '.join(known)}" if known else f"spelled like {name}"


def _set_off(text: str, start: int, end: int, sentences: Sequence[Span]) -> bool:
    """Whether a passage is a phrase or title between quotation marks or brackets inside a longer sentence."""
    inside = any(
        a <= start and end <= b and (text[a : start - 1].strip() or text[end + 1 : b].strip(" .,;:!?"))
        for a, b in sentences
    )
    phrase = text[start:end]
    return (
        inside
        and start > 0
        and end < len(text)
        and text[start - 1] in OPENING
        and text[end] in CLOSING
        and len(phrase.split()) <= QUOTED_WORDS
        and not SENTENCE_MARKS.search(phrase)
    )


def _to_sentence_ends(text: str, start: int, end: int, sentences: Sequence[Span]) -> tuple[int | None, int | None]:
    """Where the sentence begins that a passage begins, and where the one ends that it ends; None if in its midst."""
    begins = (a for a, b in sentences if a <= start < b and not any(map(str.isalnum, text[a:start])))
    ends = (b for a, b in sentences if a < end <= b and not any(map(str.isalnum, text[end:b])))
    return next(begins, None), next(ends, None)


def garbled_words(
    vocabulary: Vocabulary, text: int, passages: Sequence[Passage], expected: str
) -> list[tuple[int, float]]:
    """Words of no language, as indices into the batch's words, each with the probability that it is one.

    A word counts that no word list has, that is no compound of known words, and whose spelling is improbable; two
    of them side by side are worth much more than one. Names (capitals), code and languages with many unknown
    words are left alone. The weights are a logistic regression's on unknown words of clean and of garbled news.
    """
    words, running = vocabulary.of(text), vocabulary.words
    types = vocabulary.type[words]
    rows = _rows(vocabulary, words, passages, expected)
    length = running.end[words] - running.start[words]
    plain = ~(running.capital[words] | running.technical[words] | running.ideograph[words]) & (rows >= 0)
    unknown = plain & (vocabulary.zipf[types].max(axis=1, initial=0) == 0)
    unknown &= (length >= SHORTEST_NONSENSE) & (length <= LONGEST_NONSENSE)
    found = []
    for place in np.flatnonzero(unknown).tolist():
        row, distinct = int(rows[place]), types[place : place + 1]
        per_character = float(vocabulary.spelling(row, distinct)[0]) / int(length[place])
        beside = int(unknown[max(0, place - 1) : place + 2].sum()) > 1
        word = vocabulary.string(int(distinct[0]))
        odds = -7.7 - 0.58 * per_character + 4.0 * beside - 0.73 * _compound(vocabulary, word, row)
        odds -= (1 + beside) * log(float(vocabulary.evidence.unknown[row]) / TYPICAL_UNKNOWN)
        found.append((words.start + place, logistic(odds + 0.42 * min(len(word), 14))))
    return found


def _rows(vocabulary: Vocabulary, words: slice, passages: Sequence[Passage], expected: str) -> Ints:
    """The row of the language that each word should be of; -1 where the language has no word list that says enough."""
    languages = [(words.start, words.stop - 1, expected)] + [(p.first, p.last, p.language) for p in passages]
    rows = np.full(words.stop - words.start, -1)
    for first, last, language in languages:
        row = row_of(vocabulary, language)
        usable = row is not None and vocabulary.evidence.unknown[row] <= WELL_KNOWN
        rows[first - words.start : last + 1 - words.start] = row if usable else -1
    return rows


def trimmed(passages: Iterable[Passage], garbled: Iterable[int]) -> list[Passage]:
    """The passages without garbled words at their ends: these are of no language."""
    found = []
    of_none = set(garbled)
    for passage in passages:
        first, last = passage.first, passage.last
        while first <= last and first in of_none:
            first += 1
        while last >= first and last in of_none:
            last -= 1
        if first <= last:
            found.append(replace(passage, first=first, last=last))
    return found


def garbled_flags(vocabulary: Vocabulary, text: int, found: Sequence[tuple[int, float]]) -> Iterator[Flag]:
    """`garbled`: one flag for garbled words that follow each other."""
    base = int(vocabulary.words.base[text])
    i = 0
    while i < len(found):
        j = i
        while j + 1 < len(found) and found[j + 1][0] == found[j][0] + 1:
            j += 1
        start, end = int(vocabulary.words.start[found[i][0]]), int(vocabulary.words.end[found[j][0]])
        score = max(score for _, score in found[i : j + 1])
        what = "words" if j > i else "a word"
        yield Flag(start - base, end - base, "garbled", None, score, f"{what} of no known language")
        i = j + 1


def _compound(vocabulary: Vocabulary, word: str, row: int) -> float:
    """How frequent the rarest part of a word is, where it is best parted; 0 where no known words make it up.

    Two parts may be as short as three letters; more than two must be longer, because short words make up anything.
    """
    spans = [(i, j) for i in range(len(word)) for j in range(i + SHORTEST_OF_TWO, len(word) + 1) if j - i < len(word)]
    if not spans:
        return 0.0
    zipf = vocabulary.evidence.zipf(hashed([word[i:j] for i, j in spans]))[:, row].tolist()
    frequency = dict(zip(spans, zipf, strict=True))
    end = len(word)
    two = max((min(frequency.get((0, i), 0.0), frequency.get((i, end), 0.0)) for i in range(1, end)), default=0.0)
    best = [0.0] * (end + 1)
    best[0] = 9.0
    for j in range(1, end + 1):
        options = (min(best[i], frequency.get((i, j), 0.0)) for i in range(max(0, j - SHORTEST_OF_MANY + 1)))
        best[j] = max(options, default=0.0)
    return max(two, best[end])


def mojibake_flags(text: str, language: str) -> Iterator[Flag]:
    """`mojibake`: encoding damage that no repair could undo."""
    for start, end, reason in damage(text, language):
        yield Flag(start, end, "mojibake", None, 0.95, reason)
