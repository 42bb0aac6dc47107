"""Which language each passage is in, given the one it should be in: detectors, evidence and flags together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.candidates import candidates
from macaronic.config import Config
from macaronic.context import Sentences
from macaronic.detectors import Detector, Identified, detector
from macaronic.diacritics import Dropped, dropped_flags, dropped_words, undisputed
from macaronic.edits import Places
from macaronic.emission import UNWRITTEN, Prose
from macaronic.flags import (
    judged,
    mojibake_flags,
    passage_flags,
)
from macaronic.languages import IN_LETTERS_OF, NAMES, alike, neighbours
from macaronic.leftovers import leftovers
from macaronic.nonsense import Nonsense, garbled_flags, garbled_words, trimmed
from macaronic.passages import Passage, Scored, Task, decode
from macaronic.records import UNDETERMINED, Flag, Sentence
from macaronic.repetition import duplicate_flags, loop_flags, outside
from macaronic.soup import soup_flags
from macaronic.view import SUGGESTED, View, named, strange
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]

SENTENCE_ALONE: Final = 0.9  # without evidence for the expected language, only such sentences are called foreign


@dataclass(frozen=True, slots=True)
class Findings:
    """What detection says of one text: the expected language, given or inferred, the flags, the sentences, and
    the text cut into passages (start, end, language) of one language each.
    """

    expected: str = UNDETERMINED
    flags: tuple[Flag, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    passages: tuple[tuple[int, int, str], ...] = ()

    def located(self, places: Places) -> Findings:
        """The same findings in the offsets of the text that was edited into this one."""
        start, end = places.original_start, places.original_end
        return replace(
            self,
            flags=tuple(replace(f, start=start(f.start), end=end(f.end)) for f in self.flags),
            sentences=tuple(replace(s, start=start(s.start), end=end(s.end)) for s in self.sentences),
        )


class Strays(NamedTuple):
    """What was found in one text: flags of foreign passages, of damage, and of loops and signs, words that lost
    letters, and words of no language.
    """

    foreign: list[Flag]
    damaged: list[Flag]
    signs: list[Flag]
    dropped: list[Dropped]
    garbled: list[Nonsense]


def detect(
    vocabulary: Vocabulary,
    sentences: Sequence[Sequence[Span]],
    expected: Sequence[tuple[str, ...]],
    sources: Sequence[str | None],
    config: Config,
) -> list[Findings]:
    """Findings for a batch of texts that were split into sentences."""
    texts = vocabulary.texts
    identifier = detector(config.detector, config.model)
    identified = _identified(texts, sentences, identifier)
    views = [View(vocabulary, i, sentences[i], identified[i], expected[i], sources[i]) for i in range(len(texts))]
    places = Sentences.of(views)
    strays = _strays(views, places, _passages(views, identifier), config)
    single = [_sure(scored, config) for scored in leftovers(views, _taken(vocabulary, strays))]
    left = passage_flags(views, single, places)
    return [_findings(*each, config) for each in zip(views, strays, left, strict=True)]


def _strays(
    views: Sequence[View], sentences: Sentences, passages: Sequence[Sequence[Passage]], config: Config
) -> list[Strays]:
    """All that strays in each text but single words of other languages."""
    vocabulary, home = views[0].vocabulary, [view.expected[0] for view in views]
    dropped = dropped_words(vocabulary, home, passages, config.threshold)
    undamaged = [undisputed(found, lost) for found, lost in zip(passages, dropped, strict=True)]
    foreign = [_sure(scored, config) for scored in judged(views, undamaged, sentences)]
    garbled = garbled_words(vocabulary, [[p for p, _ in scored] for scored in foreign], home, config.threshold)
    garbled = [_without(found, lost) for found, lost in zip(garbled, dropped, strict=True)]
    trim = [trimmed(scored, found) for scored, found in zip(foreign, garbled, strict=True)]
    flags = passage_flags(views, trim, sentences)
    damaged = [list(mojibake_flags(*each)) for each in zip(vocabulary.texts, home, strict=True)]
    signs = [
        outside([flag for flag in _in_order(loops, soup) if flag.score >= config.threshold], damage)
        for loops, soup, damage in zip(loop_flags(vocabulary), soup_flags(vocabulary), damaged, strict=True)
    ]
    free = [outside(found, sign) for found, sign in zip(flags, signs, strict=True)]
    return [Strays(*each) for each in zip(free, damaged, signs, dropped, garbled, strict=True)]


def _without(garbled: Sequence[Nonsense], dropped: Sequence[Dropped]) -> list[Nonsense]:
    """The words of no language without those that only lost letters."""
    lost = {word.place for word in dropped}
    return [word for word in garbled if word.place not in lost]


def _in_order(loops: Sequence[Flag], soup: Sequence[Flag]) -> list[Flag]:
    """Loops, and soup outside these, in the order of the text."""
    return sorted([*loops, *outside(soup, loops)], key=lambda flag: flag.start) if soup else list(loops)


def _sure(scored: Sequence[Scored], config: Config) -> list[Scored]:
    return [each for each in scored if each[1] >= config.threshold]


def _identified(
    texts: Sequence[str], sentences: Sequence[Sequence[Span]], identifier: Detector
) -> list[list[Identified]]:
    """What the detector says of each sentence of each text."""
    flat = iter(
        identifier.identify([text[a:b] for text, spans in zip(texts, sentences, strict=True) for a, b in spans])
    )
    return [[next(flat) for _ in spans] for spans in sentences]


def _passages(views: Sequence[View], identifier: Detector) -> list[list[Passage]]:
    """For each text the passages that are in another language than expected."""
    found = [_by_sentence(view) if not view.known else [] for view in views]
    able = [view for view in views if view.known and len(view.starts)]
    if not able:
        return found
    vocabulary = able[0].vocabulary
    foreign = strange(able)
    says = iter(identifier.identify([text for texts in foreign for text in texts]))
    suggested = [view.suggested([next(says) for _ in texts]) for view, texts in zip(able, foreign, strict=True)]
    prose = Prose(vocabulary, _beginnings(vocabulary, views), named(views))
    texts = [view.text for view in able]
    languages = candidates(prose, texts, [tuple(view.known) for view in able], suggested)
    tasks = [
        Task(view.text, some, len(view.known))
        for view, some in zip(able, languages, strict=True)
        if len(some) > len(view.known)
    ]
    codes = {view.text: some for view, some in zip(able, suggested, strict=True)}
    for task, passages in zip(tasks, decode(prose, tasks), strict=True):
        view, some = views[task.text], list(_renamed(passages, codes[task.text]))
        found[task.text] = _in_other_letters(view, some) if view.letters else some
    return found


def _renamed(passages: Sequence[Passage], suggested: Sequence[str]) -> Iterator[Passage]:
    """The passages, with languages of which only the letters are known named where the detector saw them, and not the
    ones that their letters are taken from.
    """
    names = {IN_LETTERS_OF[code]: code for code in reversed(suggested) if code in IN_LETTERS_OF}
    for passage in passages:
        code = passage.language
        yield replace(passage, language=names[code]) if code in names and code not in suggested else passage


def _in_other_letters(view: View, passages: Sequence[Passage]) -> list[Passage]:
    """What strays in a text in a language of which only the letters are known: passages in others, and beside these
    the sentences that the detector is sure of.
    """
    words, home = view.vocabulary.words, view.vocabulary.evidence.row[view.known[0]]
    found = []
    for passage in passages:
        run = slice(passage.first, passage.last + 1)
        spelling = view.vocabulary.spelling(home, view.vocabulary.type[run])
        if spelling.sum() < UNWRITTEN * (words.end[run] - words.start[run]).sum():
            found.append(passage)
    taken = {word for passage in found for word in range(passage.first, passage.last + 1)}
    alone = [some for some in _by_sentence(view) if taken.isdisjoint(range(some.first, some.last + 1))]
    return sorted([*found, *alone], key=attrgetter("first"))


def _beginnings(vocabulary: Vocabulary, views: Sequence[View]) -> NDArray[np.bool_]:
    """With which words of the batch a sentence begins."""
    words = vocabulary.words
    starts = [words.base[view.text] + start for view in views for start, _ in view.sentences]
    found = np.zeros(len(words.start) + 1, np.bool_)  # a last sentence may have no word
    found[np.searchsorted(words.start, starts)] = True
    return found[:-1]


def _by_sentence(view: View) -> list[Passage]:
    """Foreign sentences by the detector's word alone, for an expected language of which there is no evidence."""
    found: list[Passage] = []
    if view.expected == (UNDETERMINED,):
        return found
    first = view.vocabulary.of(view.text).start
    for (a, b), (code, p) in zip(view.sentences, view.identified, strict=True):
        i, j = np.searchsorted(view.starts, [a, b]).tolist()
        close = any(alike(code, e) or neighbours(code, e) for e in view.expected)
        if i < j and p >= SENTENCE_ALONE and code in NAMES and not close:
            found.append(Passage(first + i, first + j - 1, code, 40.0 * p))
    return found


def _taken(vocabulary: Vocabulary, strays: Sequence[Strays]) -> NDArray[np.bool_]:
    """Which of the batch's words are flagged, garbled or damaged."""
    base = vocabulary.words.base.tolist()
    flags = [
        (base[i] + f.start, base[i] + f.end) for i, each in enumerate(strays) for f in (*each.foreign, *each.signs)
    ]
    change = np.zeros(len(vocabulary.words.start) + 1, np.int64)
    first, after = np.searchsorted(vocabulary.words.start, np.array(flags, np.int64).reshape(-1, 2).T)
    np.add.at(change, first, 1)
    np.add.at(change, after, -1)
    taken: NDArray[np.bool_] = np.cumsum(change[:-1]) > 0
    for each in strays:
        taken[[*(word.place for word in each.garbled), *(word.place for word in each.dropped)]] = True
    return taken


def _findings(view: View, strays: Strays, left: Sequence[Flag], config: Config) -> Findings:
    sentences, expected = view.sentences, view.expected
    source = view.vocabulary.texts[view.text]
    foreign = [*strays.foreign, *left]
    away = [(flag.start, flag.end, flag.language or expected[0]) for flag in foreign]
    found = [*garbled_flags(view.vocabulary, view.text, strays.garbled), *duplicate_flags(source, sentences)]
    found = outside(found, strays.signs) + foreign + strays.signs + strays.damaged
    found += outside(dropped_flags(view.vocabulary, view.text, strays.dropped), strays.damaged)
    allowed = {term.lower() for term in config.allow}
    kept = [f for f in found if f.score >= config.threshold and not _allowed(source, f, allowed)]
    return Findings(
        expected[0],
        tuple(sorted(kept, key=lambda f: (f.start, f.end))),
        tuple(_sentences(view, away)),
        tuple(partition(len(source), away, expected[0])),
    )


def _allowed(text: str, flag: Flag, allowed: set[str]) -> bool:
    """Whether all words of a flagged passage are among the user's terms."""
    passage = text[flag.start : flag.end].lower()
    return bool(allowed) and (
        passage in allowed or all(word.strip(".,;:!?\"'()") in allowed for word in passage.split())
    )


def _sentences(view: View, away: Sequence[tuple[int, int, str]]) -> Iterator[Sentence]:
    """Each sentence with its language: that of the foreign passages that make up most of it, else the expected one,
    else the one that the detector is sure of.
    """
    ends = sorted(away, key=itemgetter(1))
    at = 0
    for (a, b), (code, probability) in zip(view.sentences, view.identified, strict=True):
        while at < len(ends) and ends[at][1] <= a:
            at += 1
        language, covered = _mostly(ends, at, a, b) if at < len(ends) and ends[at][0] < b else ("", 0)
        if 2 * covered <= b - a:
            language = _at_home(code, view.expected)
        if language == UNDETERMINED and probability >= SUGGESTED:
            language = code
        yield Sentence(a, b, language, probability if alike(code, language) else 1 - probability)


def _mostly(ends: Sequence[tuple[int, int, str]], at: int, a: int, b: int) -> tuple[str, int]:
    """Which language covers most of a sentence, and how much, by the foreign passages from `at` on that begin in it."""
    foreign: Counter[str] = Counter()
    for start, end, language in takewhile(lambda passage: passage[0] < b, map(ends.__getitem__, range(at, len(ends)))):
        foreign[language] += min(b, end) - max(a, start)
    return foreign.most_common(1)[0]


@cache
def _at_home(code: str, expected: tuple[str, ...]) -> str:
    """The expected language that the detector names, or the first."""
    return next((each for each in expected if alike(each, code)), expected[0])


def partition(length: int, away: Sequence[tuple[int, int, str]], home: str) -> list[tuple[int, int, str]]:
    """The text cut into foreign passages and what is between them."""
    parts, at = [], 0
    for start, end, language in sorted(away):
        if start < at:
            continue
        if at < start:
            parts.append((at, start, home))
        parts.append((start, end, language))
        at = end
    if at < length:
        parts.append((at, length, home))
    return parts
