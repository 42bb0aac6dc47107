"""What strays in a text, and why: passages, words and lines turned into flags of the contract's kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.confidence import Setting, confidence
from macaronic.emission import LONGEST_WORD
from macaronic.languages import LEARNED, NAMES, alike
from macaronic.lost import damage
from macaronic.passages import Passage, Scored
from macaronic.records import Flag
from macaronic.view import View
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]
Bools = NDArray[np.bool_]

OPENING: Final = "\"'“„‟«‹‘‚(（[「『《〈【"
QUOTES: Final = "\"'“„‟«‹‘‚「『《〈"
CLOSING: Final = "\"'”“»›’)）]」』》〉】"
SENTENCE_MARKS: Final = re.compile(r"[.!?…。！？؟।]")
HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}](?=[^\W\d_])")
COMPANION: Final = 5.0  # the evidence, in log-odds, that a passage must have to speak for others
RARE: Final = 2.5  # Zipf: the second word of a species is no more frequent
LONGEST_INITIAL: Final = 2  # of words no longer than that nothing can be said
QUOTED_WORDS: Final = 6  # a longer quotation is direct speech, and should have been translated


def judged(view: View, passages: Iterable[Passage]) -> list[Scored]:
    """The passages that can be judged, each with the probability that it strays."""
    able = [passage for passage in passages if _telling(view, passage)]
    return [
        (passage, confidence(view.vocabulary, passage, view.expected, _setting(view, passage, able)))
        for passage in able
    ]


def passage_flags(view: View, scored: Iterable[Scored]) -> Iterator[Flag]:
    """`untranslated` and `quotation`: passages and words in another language than expected."""
    for passage, score in scored:
        yield _passage_flag(view, passage, score)


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


def _setting(view: View, passage: Passage, passages: Sequence[Passage]) -> Setting:
    text = view.vocabulary.texts[view.text]
    start, end = _span(view, passage)
    begin, after = _to_sentence_ends(text, start, end, view.sentences)
    return Setting(
        begins=begin is not None,
        ends=after is not None,
        hyphens=len(HYPHEN.findall(text, start, end)) / max(1, passage.last - passage.first),
        quoted=start > 0 and end < len(text) and text[start - 1] in OPENING and text[end] in CLOSING,
        detected=_detected(view, start, end),
        company=sum(
            other.last - other.first + 1
            for other in passages
            if other is not passage and other.gain >= COMPANION and alike(other.language, passage.language)
        ),
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


def _telling(view: View, passage: Passage) -> bool:
    """Whether a passage has words that can say anything: not initials and interjections only, nor names of species, and
    more than one word if the language's words are known from a few translations.
    """
    vocabulary = view.vocabulary
    words, running = slice(passage.first, passage.last + 1), vocabulary.words
    if running.ideograph[words].any():
        return True
    row = vocabulary.row(passage.language)
    plain = ~(running.named[words] | running.technical[words] | running.measured[words])
    species = plain & _species(view, passage, row)
    length = (running.end[words] - running.start[words])[plain & ~species]
    if not len(length):
        return not species.any() and not running.measured[words].any()
    reliable = row is not None and bool(vocabulary.evidence.reliable[row])
    enough = reliable or len(length) > 1 or passage.last - passage.first > 1
    return bool(length.max() > LONGEST_INITIAL) and (enough or bool(length.max() > LONGEST_WORD))


def _species(view: View, passage: Passage, row: int | None) -> Bools:
    """Which words of a passage may be the second of a species: they stand right behind a capital that neither begins a
    sentence nor a quotation, and are rare or Latin.
    """
    words, running = slice(passage.first, passage.last + 1), view.vocabulary.words
    base = int(running.base[view.text])
    before = running.start[np.maximum(np.arange(words.start, words.stop) - 1, 0)] - base
    begins = np.isin(before, [start for start, _ in view.sentences])
    quoted = np.isin(running.codes[np.maximum(before + base - 1, 0)], [ord(mark) for mark in QUOTES])
    rare = (
        view.vocabulary.zipf[view.vocabulary.type[words]][:, [] if row is None else [row]].max(axis=1, initial=0) < RARE
    )
    found: Bools = running.following_name[words] & ~begins & ~quoted & (rare | (passage.language in LEARNED))
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


def mojibake_flags(text: str, language: str) -> Iterator[Flag]:
    """`mojibake`: encoding damage that no repair could undo."""
    for start, end, reason in damage(text, language):
        passage = text[start:end].lstrip()  # some control characters count as white space
        yield Flag(end - len(passage), end - len(passage) + len(passage.rstrip()), "mojibake", None, 0.95, reason)
