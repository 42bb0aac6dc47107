"""What strays in a text, and why: passages, words and lines turned into flags of the contract's kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from macaronic.confidence import confidence
from macaronic.languages import NAMES
from macaronic.lost import damage
from macaronic.passages import Passage, row_of
from macaronic.records import Flag
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]

OPENING: Final = "\"'“„‟«‹‘‚(（[「『《〈【"
CLOSING: Final = "\"'”“»›’)）]」』》〉】"
SENTENCE_MARKS: Final = re.compile(r"[.!?…。！？؟।]")
QUOTED_WORDS: Final = 6  # a longer quotation is direct speech, and should have been translated

DUPLICATE_WORDS: Final = 4  # a shorter line or sentence may well be meant twice: "No. No."


def passage_flags(
    vocabulary: Vocabulary, text: int, passages: Iterable[Passage], sentences: Sequence[Span], expected: Sequence[str]
) -> Iterator[Flag]:
    """`untranslated` and `quotation`: passages in another language than expected."""
    source = vocabulary.texts[text]
    base = int(vocabulary.words.base[text])
    for passage in passages:
        start = int(vocabulary.words.start[passage.first]) - base
        end = int(vocabulary.words.end[passage.last]) - base
        begin, after = _to_sentence_ends(source, start, end, sentences)
        score = confidence(vocabulary, passage, expected, begin is not None, after is not None)
        reason = _passage_reason(vocabulary, passage)
        if _set_off(source, start, end, sentences):
            yield Flag(start, end, "quotation", passage.language, score, reason)
        else:
            start, end = start if begin is None else begin, end if after is None else after
            yield Flag(start, end, "untranslated", passage.language, score, reason)


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


def duplicate_flags(text: str, sentences: Sequence[Span]) -> Iterator[Flag]:
    """`duplicate`: a line or a sentence repeated right after itself; the later copy is flagged."""
    lines = [m.span() for m in re.finditer(r"\S[^\n]*", text)]
    flagged: list[Span] = []
    for spans, what in ((lines, "line"), (sentences, "sentence")):
        for (a, b), (c, d) in pairwise(spans):
            copy = text[c:d].split()
            if (
                len(copy) >= DUPLICATE_WORDS
                and text[a:b].split() == copy
                and not any(s < d and c < e for s, e in flagged)
            ):
                flagged.append((c, d))
                yield Flag(c, d, "duplicate", None, 0.99, f"the {what} before it again")


def mojibake_flags(text: str, language: str) -> Iterator[Flag]:
    """`mojibake`: encoding damage that no repair could undo."""
    for start, end, reason in damage(text, language):
        yield Flag(start, end, "mojibake", None, 0.95, reason)
