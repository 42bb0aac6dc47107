"""Which language each passage is in, given the one it should be in: detectors, evidence and flags together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.config import Config
from macaronic.detectors import UNKNOWN, Detector, Identified, detector
from macaronic.edits import Places
from macaronic.flags import (
    duplicate_flags,
    mojibake_flags,
    passage_flags,
)
from macaronic.languages import NAMES, alike
from macaronic.nonsense import Nonsense, garbled_flags, garbled_words, trimmed
from macaronic.passages import Passage, Task, candidates, decode, row_of
from macaronic.records import UNDETERMINED, Document, Flag, Sentence
from macaronic.vocabulary import Vocabulary

Span = tuple[int, int]
Ints = NDArray[np.int64]

WRITTEN: Final = re.compile(r"[^\W\d_]")
LEAST_CONFIDENCE: Final = 0.3  # a text of which the detector is less sure does not say which language it is in
SUGGESTED: Final = 0.4  # a sentence's language becomes a candidate when the detector is this sure
ENOUGH_LETTERS: Final = 12  # of less a detector says anything
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


@dataclass(frozen=True)
class View:
    """One text of a batch, with all that is known about it before its passages are found."""

    vocabulary: Vocabulary
    text: int
    sentences: Sequence[Span]
    identified: Sequence[Identified]
    expected: tuple[str, ...]
    source: str | None

    @property
    def starts(self) -> Ints:
        """Where the text's words begin."""
        words = self.vocabulary.words
        starts: Ints = words.start[self.vocabulary.of(self.text)] - words.base[self.text]
        return starts

    @property
    def known(self) -> list[str]:
        """The expected languages of which there is evidence."""
        return [code for code in self.expected if row_of(self.vocabulary, code) is not None]

    def strange(self) -> list[str]:
        """Of each sentence the words that the expected language does not know, as one text each: what is foreign in
        a sentence shows better without the rest. Sentences with too little of it are left out.
        """
        vocabulary, words = self.vocabulary, self.vocabulary.of(self.text)
        rows = [row for code in self.known if (row := row_of(vocabulary, code)) is not None]
        home = (vocabulary.zipf[vocabulary.type[words]][:, rows] > 0).any(axis=1)
        unknown = np.flatnonzero(~home & ~vocabulary.words.named[words])
        ends = (vocabulary.words.end[words] - vocabulary.words.base[self.text])[unknown]
        starts, text = self.starts[unknown], vocabulary.texts[self.text]
        pieces: dict[int, list[str]] = {}
        for sentence, start, end in zip(
            np.searchsorted([a for a, _ in self.sentences], starts, "right").tolist(),
            starts.tolist(),
            ends.tolist(),
            strict=True,
        ):
            pieces.setdefault(sentence, []).append(text[start:end])
        return [" ".join(words) for words in pieces.values() if sum(map(len, words)) >= ENOUGH_LETTERS]

    def suggested(self, strange: Sequence[Identified]) -> list[str]:
        """The languages that the detector saw most, and the one that the text was translated from."""
        long_enough = (b - a >= ENOUGH_LETTERS for a, b in self.sentences)
        whole = (found for found, enough in zip(self.identified, long_enough, strict=True) if enough)
        votes = Counter(code for code, p in (*whole, *strange) if p >= SUGGESTED and code in NAMES)
        return [code for code, _ in votes.most_common(4)] + ([self.source] if self.source else [])


def expectations(texts: Sequence[str], documents: Sequence[Document], config: Config) -> list[tuple[str, ...]]:
    """The languages that each text should be in: given, or inferred from it ("und" if it does not say)."""
    open_ = [
        i for i, (text, d) in enumerate(zip(texts, documents, strict=True)) if not d.expect and WRITTEN.search(text)
    ]
    found = detector(config.detector, config.model).identify([texts[i] for i in open_]) if open_ else []
    inferred = dict(zip(open_, found, strict=True))
    return [document.expect or _inferred(inferred.get(i, UNKNOWN)) for i, document in enumerate(documents)]


def _inferred(identified: Identified) -> tuple[str, ...]:
    language, probability = identified
    return (language if probability >= LEAST_CONFIDENCE and language in NAMES else UNDETERMINED,)


def detect(
    texts: Sequence[str],
    sentences: Sequence[Sequence[Span]],
    expected: Sequence[tuple[str, ...]],
    sources: Sequence[str | None],
    config: Config,
) -> list[Findings]:
    """Findings for a batch of texts that were split into sentences."""
    identified = _identified(texts, sentences, detector(config.detector, config.model))
    vocabulary = Vocabulary(texts)
    views = [View(vocabulary, i, sentences[i], identified[i], expected[i], sources[i]) for i in range(len(texts))]
    passages = _passages(views, detector(config.detector, config.model))
    garbled = garbled_words(vocabulary, passages, [codes[0] for codes in expected], config.threshold)
    return [_findings(*each, config) for each in zip(views, passages, garbled, strict=True)]


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
    strange = [view.strange() for view in able]
    says = iter(identifier.identify([text for texts in strange for text in texts]))
    tasks = []
    for view, texts in zip(able, strange, strict=True):
        suggested = view.suggested([next(says) for _ in texts])
        begins = np.isin(np.arange(len(view.starts)), np.searchsorted(view.starts, [a for a, _ in view.sentences]))
        languages = candidates(view.vocabulary, view.text, view.expected, suggested, begins)
        if len(languages) > len(view.known):
            tasks.append(Task(view.text, languages, view.known, begins))
    if tasks:
        for task, passages in zip(tasks, decode(views[0].vocabulary, tasks), strict=True):
            found[task.text] = passages
    return found


def _by_sentence(view: View) -> list[Passage]:
    """Foreign sentences by the detector's word alone, for an expected language of which there is no evidence."""
    found: list[Passage] = []
    if view.expected == (UNDETERMINED,):
        return found
    first = view.vocabulary.of(view.text).start
    for (a, b), (code, p) in zip(view.sentences, view.identified, strict=True):
        i, j = np.searchsorted(view.starts, [a, b]).tolist()
        if i < j and p >= SENTENCE_ALONE and code in NAMES and not any(alike(code, e) for e in view.expected):
            found.append(Passage(first + i, first + j - 1, code, 40.0 * p))
    return found


def _findings(view: View, passages: list[Passage], garbled: list[Nonsense], config: Config) -> Findings:
    vocabulary, text, sentences, expected = view.vocabulary, view.text, view.sentences, view.expected
    source = vocabulary.texts[text]
    passages = trimmed(passages, garbled)
    foreign = [f for f in passage_flags(vocabulary, text, passages, sentences, expected) if f.score >= config.threshold]
    away = [(flag.start, flag.end, flag.language or expected[0]) for flag in foreign]
    found = [*foreign, *garbled_flags(vocabulary, text, garbled), *duplicate_flags(source, sentences)]
    found += mojibake_flags(source, expected[0])
    allowed = {term.lower() for term in config.allow}
    kept = [f for f in found if f.score >= config.threshold and not _allowed(source, f, allowed)]
    return Findings(
        expected[0],
        tuple(sorted(kept, key=lambda f: (f.start, f.end))),
        tuple(_sentence(span, says, away, expected) for span, says in zip(sentences, view.identified, strict=True)),
        tuple(_partition(len(source), away, expected[0])),
    )


def _allowed(text: str, flag: Flag, allowed: set[str]) -> bool:
    """Whether all words of a flagged passage are among the user's terms."""
    passage = text[flag.start : flag.end].lower()
    return bool(allowed) and (
        passage in allowed or all(word.strip(".,;:!?\"'()") in allowed for word in passage.split())
    )


def _sentence(
    span: Span, identified: Identified, away: Sequence[tuple[int, int, str]], expected: tuple[str, ...]
) -> Sentence:
    """A sentence's language: that of the foreign passages that make up most of it, else the expected one."""
    a, b = span
    foreign: Counter[str] = Counter()
    for start, end, language in away:
        foreign[language] += max(0, min(b, end) - max(a, start))
    language, covered = foreign.most_common(1)[0] if foreign else ("", 0)
    code, probability = identified
    if 2 * covered <= b - a:
        language = next((e for e in expected if alike(e, code)), expected[0])
    return Sentence(a, b, language, probability if alike(code, language) else 1 - probability)


def _partition(length: int, away: Sequence[tuple[int, int, str]], home: str) -> list[tuple[int, int, str]]:
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
