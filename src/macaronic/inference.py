"""Which language a text is in, where its caller does not say.

The detector lid.176 names the language of a news paragraph nine times out of ten, and errs where it has seen little:
Somali is read as English, Yoruba as Russian, Malay as Indonesian, and a short Polish headline may be Volapük. What
single words say (how frequent they are, how they are spelled) errs elsewhere. So both are added up, as log-odds, for
every language; on news paragraphs of some 90 languages that leaves a quarter of the errors.

A sample of the text is enough, and the spelling, which is dear to look up, is looked up only for the languages that
are still in the running. What the evidence cannot tell apart is left open: the languages that a text may as well be
in are expected along with the likeliest, so that it is not flagged as one of them; a text that says too little is in
none; and a text whose passages turn out to be in several languages, none of which is the text's, is in none either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.config import Config
from macaronic.detection import Findings
from macaronic.detectors import Identified, Ranking, detector
from macaronic.evidence import LN10, SHARED
from macaronic.languages import NAMES, alike, neighbours
from macaronic.records import UNDETERMINED, Document
from macaronic.vocabulary import Vocabulary

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CODES: Final = tuple(NAMES)  # the languages that are considered, one a column of every table of scores
UNSAID: Final = (UNDETERMINED,)

PIECES: Final = 8  # a longer text is judged by so many pieces, evenly spread
PIECE: Final = 9  # words a piece
LONGEST_EXCERPT: Final = 4000  # characters
LONGEST_WORD: Final = 200  # a longer run of letters is data, and its spelling is not looked up
TOGETHER: Final = 512  # pieces summed at a time

# What a word's evidence counts; the share of names and code is theirs in `passages`, too.
FREQUENCY: Final = 0.36
SPELLING_KNOWN: Final = 0.09  # of a word that some language's list has
SPELLING_UNKNOWN: Final = 0.15
RANKED: Final = 0.7  # what the detector's log-probability counts
NAMED: Final = 0.08
FIRST: Final = 0.5  # the first word of a text has a capital anyhow
IDEOGRAPH: Final = 0.7
TECHNICAL: Final = 0.05

CONTESTED: Final = 7.0  # log-odds that spelling can make up for; chosen on news, and a third more or less is as good
HEARD: Final = 0.1  # a language that the detector finds this probable is in the running, too
SURE: Final = 0.5  # a language without evidence is only considered when the detector prefers it to all others together
UNPROVEN: Final = 1.0  # its evidence then is taken to be that of the best language, and so much better
PIECE_CLIP: Final = 12.0  # a piece says no more than this against a language: what most pieces are in, the text is in
UNHEARD: Final = -12.0  # the log-probability of a language that the detector does not have
IMPOSSIBLE: Final = -1e9
TEMPERATURE: Final = 2.0  # words are not independent: so much less than their sum says is what they are worth
LEAST_LEAD: Final = 0.9  # log-odds over the next language, below which a text does not say which it is in
LEAST_LEAD_OF_NAMES: Final = 1.3  # the same of a text of nothing but names, or of addresses
LEAST_CONFIDENCE: Final = 0.3  # the same of a detector that is taken at its word
PLAUSIBLE: Final = 0.02  # a language this probable is no error in the text
TELLING: Final = 3  # pieces, from which on any two languages can be told apart that are not close neighbours

SURELY: Final = 0.95  # the score from which a passage in a close neighbour of an inferred language is flagged
SYLLABLES: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")
LETTERS_OF_SYLLABLE: Final = 3
MIXED: Final = 0.4  # with this share of other languages a text has no language of its own


def expectations(vocabulary: Vocabulary, documents: Sequence[Document], config: Config) -> list[tuple[str, ...]]:
    """The languages that each text should be in: given, or inferred from it, the likeliest first."""
    sizes = np.diff(vocabulary.bounds)
    open_ = [i for i, document in enumerate(documents) if not document.expect and sizes[i]]
    inferred = dict(zip(open_, _inferred(vocabulary, open_, config), strict=True)) if open_ else {}
    return [document.expect or inferred.get(i, UNSAID) for i, document in enumerate(documents)]


def settled(findings: Findings, text: str) -> Findings:
    """Findings in a text whose language was inferred: that is no ground to tell close neighbours apart, if not very
    surely; and where too much of the text is in other languages it has none, and no passage of it is an error.
    """
    flags = [f for f in findings.flags if f.score >= SURELY or not _close(f.language, findings.expected)]
    away = sum(_length(text[flag.start : flag.end]) for flag in flags if flag.language)
    if not away or away < MIXED * _length(text):
        return replace(findings, flags=tuple(flags))
    return replace(findings, expected=UNDETERMINED, flags=tuple(flag for flag in flags if not flag.language))


def _close(language: str | None, expected: str) -> bool:
    return language is not None and neighbours(language, expected)


def _length(text: str) -> int:
    """How much a text says: an ideograph, a kana or a syllable of Hangul as much as a few letters."""
    return len(text) + (LETTERS_OF_SYLLABLE - 1) * sum(map(len, SYLLABLES.findall(text)))


def likelihoods(text: str, config: Config) -> list[tuple[str, float]]:
    """The languages that one text may be in, the likeliest first, each with its probability as inference sees it.

    None for a text without words.
    """
    vocabulary = Vocabulary([text])
    if not np.diff(vocabulary.bounds)[0]:
        return []
    identifier = detector(config.detector, config.model)
    samples, excerpts = _sampled(vocabulary, [0])
    if not isinstance(identifier, Ranking):
        return list(identifier.identify(excerpts))
    log_odds = _scores(_Pieces.of(vocabulary, samples), _ranked(identifier, excerpts))[0] / TEMPERATURE
    odds = np.exp(log_odds - log_odds.max())
    order = np.argsort(-odds, kind="stable").tolist()
    return [(CODES[i], float(odds[i] / odds.sum())) for i in order]


def _inferred(vocabulary: Vocabulary, texts: Sequence[int], config: Config) -> list[tuple[str, ...]]:
    """The languages of some texts. A detector that cannot rank all of its languages is taken at its word: it was
    chosen for what it says, and may know languages better than the evidence here.
    """
    identifier = detector(config.detector, config.model)
    samples, excerpts = _sampled(vocabulary, texts)
    if not isinstance(identifier, Ranking):
        return [_taken(identified) for identified in identifier.identify(excerpts)]
    scores = _scores(_Pieces.of(vocabulary, samples), _ranked(identifier, excerpts))
    abroad = vocabulary.words.named | vocabulary.words.technical
    names = [all(abroad[piece].all() for piece in pieces) for pieces in samples]
    long = [len(pieces) >= TELLING for pieces in samples]
    return [_decided(*decision) for decision in zip(scores, names, long, strict=True)]


def _sampled(vocabulary: Vocabulary, texts: Sequence[int]) -> tuple[list[list[slice]], list[str]]:
    """The pieces of some texts, and for a detector the text that each text's pieces make."""
    samples = [_pieces(vocabulary, text) for text in texts]
    return samples, [_excerpt(vocabulary, text, pieces) for text, pieces in zip(texts, samples, strict=True)]


def _ranked(identifier: Ranking, excerpts: Sequence[str]) -> Floats:
    """The detector's log-probability of each language for each excerpt."""
    column = {label: i for i, label in enumerate(identifier.labels)}
    known = [i for i, code in enumerate(CODES) if code in column]
    log_p = np.full((len(excerpts), len(CODES)), UNHEARD)
    log_p[:, known] = identifier.log_probabilities(excerpts)[:, [column[CODES[i]] for i in known]]
    return log_p


def _taken(identified: Identified) -> tuple[str, ...]:
    language, probability = identified
    return (language,) if probability >= LEAST_CONFIDENCE and language in NAMES else UNSAID


def _pieces(vocabulary: Vocabulary, text: int) -> list[slice]:
    """Runs of words of a text: all of a short one; of a longer one some that begin as many characters apart, so that
    a passage counts by its length, whether its language writes words or ideographs.
    """
    words = vocabulary.of(text)
    if words.stop - words.start <= PIECES * PIECE:
        begins = range(words.start, words.stop, PIECE)
    else:
        starts = vocabulary.words.start[words.start : words.stop - PIECE + 1]
        begins = words.start + np.searchsorted(starts, np.linspace(starts[0], starts[-1], PIECES).astype(np.int64))
    return [slice(int(begin), min(int(begin) + PIECE, words.stop)) for begin in begins]


def _excerpt(vocabulary: Vocabulary, text: int, pieces: Sequence[slice]) -> str:
    """The pieces as one text, with what is between their words; a text that is in pieces from end to end as it is."""
    words, source, base = vocabulary.words, vocabulary.texts[text], vocabulary.words.base[text]
    if len(pieces) < PIECES:
        return source[:LONGEST_EXCERPT]
    excerpt = " ".join(source[words.start[piece][0] - base : words.end[piece][-1] - base] for piece in pieces)
    return excerpt[:LONGEST_EXCERPT]


@dataclass(frozen=True)
class _Pieces:
    """The pieces of all texts, one after the other: the `text` that each is of; and their words: which distinct word
    each is, in which piece, what share of its evidence counts, whether any language's list has it.
    """

    vocabulary: Vocabulary
    text: Ints
    types: Ints
    piece: Ints
    weight: Floats
    known: Bools

    @classmethod
    def of(cls, vocabulary: Vocabulary, texts: Sequence[Sequence[slice]]) -> _Pieces:
        text = np.repeat(np.arange(len(texts)), [len(pieces) for pieces in texts])
        flat = [piece for pieces in texts for piece in pieces]
        words = np.concatenate([np.arange(piece.start, piece.stop) for piece in flat])
        piece = np.repeat(np.arange(len(flat)), [piece.stop - piece.start for piece in flat])
        running = vocabulary.words
        first = np.isin(words, vocabulary.bounds)
        weight = np.where(running.named[words], np.where(first, FIRST, NAMED), 1.0)
        weight[running.ideograph[words]] = IDEOGRAPH
        weight[running.technical[words]] = TECHNICAL
        types = vocabulary.type[words]
        known: Bools = np.any(vocabulary.zipf > 0, axis=1, keepdims=True)[types, 0]
        return cls(vocabulary, text, types, piece, weight, known)

    def frequency(self) -> Floats:
        """The log-frequency of the words of each piece in every language with a list [pieces, rows]: the language's
        floor where it does not know the word, and nothing for words that no language knows.
        """
        floor = self.vocabulary.evidence.floor
        distinct, place = np.unique(self.types, return_inverse=True)
        zipf = self.vocabulary.zipf[distinct]
        gain = np.where(zipf > 0, (zipf - 9) * np.float32(LN10) - floor, np.float32(0))
        count = len(self.text)
        starts = np.searchsorted(self.piece, np.arange(count + 1))
        total = np.zeros((count, len(floor)))
        for first in range(0, count, TOGETHER):  # so that what is summed fits into the cache
            after = min(first + TOGETHER, count)
            here = slice(starts[first], starts[after])
            weighted = gain[place[here]] * self.weight[here, None].astype(np.float32)
            total[first:after] = np.add.reduceat(weighted, starts[first:after] - starts[first], axis=0)
        known = np.bincount(self.piece, self.weight * self.known, count)
        found: Floats = FREQUENCY * (total + known[:, None] * floor)
        return found

    def spelling(self, contested: Bools, rows: Ints) -> Floats:
        """How probable each contested language [texts, languages] makes the spelling of the words of each piece."""
        weight = self.weight * np.where(self.known, SPELLING_KNOWN, SPELLING_UNKNOWN)
        total = np.zeros((len(self.text), len(rows)))
        owner = self.text[self.piece]
        short = (self.vocabulary.end - self.vocabulary.start)[self.types] <= LONGEST_WORD
        for language in np.flatnonzero(contested.any(axis=0) & (rows >= 0)).tolist():
            here = contested[owner, language] & short
            spelling = self.vocabulary.spelling(int(rows[language]), self.types[here])
            total[:, language] = np.bincount(self.piece[here], weight[here] * spelling, len(self.text))
        return total

    def summed(self, evidence: Floats) -> Floats:
        """The evidence of all pieces of each text [texts, languages]."""
        against = np.maximum(evidence - evidence.max(axis=1, keepdims=True), -PIECE_CLIP)
        found: Floats = np.add.reduceat(against, np.flatnonzero(np.diff(self.text, prepend=-1)), axis=0)
        return found


def _scores(pieces: _Pieces, log_p: Floats) -> Floats:
    """The log-odds of each language for each text [texts, languages], impossible for those not in the running."""
    row = pieces.vocabulary.evidence.row
    rows = np.array([row.get(SHARED.get(code, code), -1) for code in CODES])
    ranked = RANKED * log_p
    evidence = pieces.frequency()[:, rows]
    scores = np.where(rows >= 0, pieces.summed(evidence) + ranked, IMPOSSIBLE)
    contested = (scores > scores.max(axis=1, keepdims=True) - CONTESTED) | ((log_p > np.log(HEARD)) & (rows >= 0))
    evidence += pieces.spelling(contested & (contested.sum(axis=1, keepdims=True) > 1), rows)
    evidence[~contested[pieces.text]] = IMPOSSIBLE
    scores = np.where(contested, pieces.summed(evidence), IMPOSSIBLE)
    unproven = (rows < 0) & (log_p > np.log(SURE))
    return np.where(unproven, scores.max(axis=1, keepdims=True) + UNPROVEN, scores) + ranked


@cache
def _kin(language: str, strict: bool) -> frozenset[str]:
    """The languages that one need not be told apart from: those written alike and, if not strict, its neighbours."""
    return frozenset(c for c in CODES if alike(c, language) or (not strict and neighbours(c, language)))


def _decided(scores: Floats, names: bool, long: bool) -> tuple[str, ...]:
    """The likeliest language and those that the text may as well be in; "und" where none stands out.

    Close neighbours need not be told apart for that, except by a text of names, which are spelled alike abroad, or of
    addresses.
    """
    order = np.argsort(-scores, kind="stable").tolist()
    log_odds = ((scores - scores[order[0]]) / TEMPERATURE).tolist()
    best, *others = [CODES[i] for i in order]
    close = [code in _kin(best, names) for code in others]
    if -log_odds[order[1 + close.index(False)]] < (LEAST_LEAD_OF_NAMES if names else LEAST_LEAD):
        return UNSAID
    least = log(PLAUSIBLE * sum(map(exp, log_odds)))
    plausible = (log_odds[i] > least for i in order[1:])
    return (
        best,
        *(c for c, near, likely in zip(others, close, plausible, strict=True) if likely and (near or not long)),
    )
