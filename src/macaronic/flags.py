"""What strays in a text, and why: passages, words and lines turned into flags of the contract's kinds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.confidence import confidence
from macaronic.context import CLOSING, GUILLEMETS, OPENING, Passages, Sentences, context, sentence_ends
from macaronic.emission import LONGEST_WORD
from macaronic.languages import LEARNED, NAMES, alike
from macaronic.lost import damage
from macaronic.passages import Passage, Scored
from macaronic.records import Flag
from macaronic.view import View
from macaronic.vocabulary import Vocabulary
from macaronic.words import SPACES, holding

Span = tuple[int, int]
Bools = NDArray[np.bool_]

QUOTES: Final = "\"'“„‟«‹‘‚「『《〈"
OPENED: Final = re.compile(rf"(?:[{re.escape(OPENING)}]|[{GUILLEMETS}][{SPACES}])\Z")
CLOSED: Final = re.compile(rf"[{re.escape(CLOSING)}]|[{SPACES}][{GUILLEMETS}]")
SENTENCE_MARKS: Final = re.compile(r"[.!?…。！？؟।]")
RARE: Final = 2.5  # Zipf: the second word of a species is no more frequent
LONGEST_INITIAL: Final = 2  # of words no longer than that nothing can be said
BRACKETS: Final = "(（[【"
QUOTED_WORDS: Final = 6  # a longer quotation is direct speech, and should have been translated


def judged(views: Sequence[View], found: Sequence[Sequence[Passage]], sentences: Sentences) -> list[list[Scored]]:
    """The passages of each text that can be judged, each with the probability that it strays."""
    passages = Passages.of(views, found)
    able = _telling(passages, sentences)
    passages = passages.only(able)
    scores = iter(confidence(passages, context(passages, sentences)).tolist())
    telling = iter(able.tolist())
    return [[(passage, next(scores)) for passage in some if next(telling)] for some in found]


def passage_flags(views: Sequence[View], scored: Sequence[Sequence[Scored]], sentences: Sentences) -> list[list[Flag]]:
    """`untranslated` and `quotation`: passages and words of each text in another language than expected."""
    passages = Passages.of(views, [[passage for passage, _ in some] for some in scored])
    ends = zip(*(each.tolist() for each in sentence_ends(passages, sentences)), strict=True)
    return [
        [_passage_flag(view, *each, *next(ends)) for each in some] for view, some in zip(views, scored, strict=True)
    ]


def _passage_flag(view: View, passage: Passage, score: float, begin: int, behind: int) -> Flag:
    """`begin` and `behind` are the ends of the sentences that the passage begins and ends, -1 if in their midst.

    What is quoted in the language that the text was translated from was no foreign phrase there, but should have been
    translated. In brackets it is an original term.
    """
    words, base = view.vocabulary.words, int(view.vocabulary.words.base[view.text])
    start, end = int(words.start[passage.first]) - base, int(words.end[passage.last]) - base
    reason = _passage_reason(view.vocabulary, passage)
    mark = _set_off(view.vocabulary.texts[view.text], start, end, view.sentences)
    at_home = view.source is not None and alike(view.source, passage.language)
    if mark and (mark in BRACKETS or not at_home):
        return Flag(start, end, "quotation", passage.language, score, reason)
    start, end = start if begin < 0 else begin - base, end if behind < 0 else behind - base
    return Flag(start, end, "untranslated", passage.language, score, reason)


def _telling(passages: Passages, sentences: Sentences) -> Bools:
    """Which passages have words that can say anything: not initials and interjections only, nor names of species, and
    more than one word if the language's words are known from a few translations.
    """
    vocabulary, words = passages.vocabulary, passages.words
    running = vocabulary.words
    measured = running.measured[words]
    plain = ~(passages.named | running.technical[words] | measured)
    species = plain & _species(passages, sentences)
    length = np.where(plain & ~species, running.end[words] - running.start[words], 0)
    longest = np.zeros(len(passages), np.int64)
    np.maximum.at(longest, passages.owner, length)
    none = (passages.count(species) == 0) & (passages.count(measured) == 0)
    reliable = (passages.row >= 0) & vocabulary.evidence.reliable[passages.row]
    enough = reliable | (passages.count(length > 0) > 1) | (passages.size > 2) | (longest > LONGEST_WORD)
    found: Bools = np.where(longest > 0, (longest > LONGEST_INITIAL) & enough, none)
    return found | (passages.count(running.ideograph[words]) > 0)


def _species(passages: Passages, sentences: Sentences) -> Bools:
    """Which words of passages may be the second of a species: they stand right behind a capital that neither begins a
    sentence nor a quotation, and are rare or Latin.
    """
    vocabulary, words = passages.vocabulary, passages.words
    before = vocabulary.words.start[np.maximum(words - 1, 0)]
    place = np.minimum(np.searchsorted(sentences.start, before), len(sentences.start) - 1)
    begins = sentences.start[place] == before
    quoted = holding(vocabulary.words.codes[np.maximum(before - 1, 0)], QUOTES)
    row = passages.row[passages.owner]
    rare = (row < 0) | (vocabulary.zipf[vocabulary.type[words], row] < RARE)
    learned = np.array([language in LEARNED for language in passages.language], np.bool_)[passages.owner]
    found: Bools = vocabulary.words.following_name[words] & ~begins & ~quoted & (rare | learned)
    return found


def _passage_reason(vocabulary: Vocabulary, passage: Passage) -> str:
    """Which language, and the words that say so most: those most frequent in it."""
    words = slice(passage.first, passage.last + 1)
    row = vocabulary.row(passage.language)
    name = NAMES[passage.language]
    if row is None:
        return f"reads as {name}"
    types = np.unique(vocabulary.type[words])
    frequency = vocabulary.zipf[types, row]
    telling = types[np.argsort(-frequency, kind="stable")[:4]]
    known = [vocabulary.string(int(t)) for t in telling if vocabulary.zipf[t, row] > 0]
    return f"reads as {name}: {', '.join(known)}" if known else f"spelled like {name}"


def _set_off(text: str, start: int, end: int, sentences: Sequence[Span]) -> str:
    """The quotation mark or bracket that a phrase or title inside a longer sentence is set off by, "" if it is not."""
    opening, closing = OPENED.search(text[max(0, start - 2) : start]), CLOSED.match(text, end)
    if not (opening and closing):
        return ""
    a, b = sentences[max(0, bisect_right(sentences, start, key=itemgetter(0)) - 1)]
    before, behind = text[a : start - len(opening.group())], text[closing.end() : b]
    inside = a <= start and end <= b and (before.strip() or behind.strip(" .,;:!?"))
    phrase = text[start:end]
    fits = inside and len(phrase.split()) <= QUOTED_WORDS and not SENTENCE_MARKS.search(phrase)
    return opening.group()[0] if fits else ""


def mojibake_flags(text: str, language: str) -> Iterator[Flag]:
    """`mojibake`: encoding damage that no repair could undo."""
    for start, end, reason in damage(text, language):
        passage = text[start:end].lstrip()  # some control characters count as white space
        yield Flag(end - len(passage), end - len(passage) + len(passage.rstrip()), "mojibake", None, 0.95, reason)
