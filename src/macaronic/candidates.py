"""Which languages each text of a batch may contain, besides those that it should be in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.emission import LN10, RELIABLE, Prose
from macaronic.languages import alike, neighbours_of
from macaronic.vocabulary import Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MOST_OF_A_WORD: Final = 5.0  # log-odds
PROPOSED: Final = 3.0  # the evidence that some run of words must give for a language to become a candidate
MOST_PROPOSED: Final = 5
CANDIDATES: Final = 9


def candidates(
    prose: Prose,
    texts: Sequence[int],
    expected: Sequence[tuple[str, ...]],
    suggested: Sequence[Sequence[str]],
) -> list[list[str]]:
    """For each text the expected languages, those suggested, and those that some run of words speaks for more than for
    any expected one; of the others only as many as can be decoded in short time.
    """
    proposed: dict[int, list[str]] = {}
    for home in dict.fromkeys(expected):
        here = [text for text, languages in zip(texts, expected, strict=True) if languages == home]
        proposed.update(zip(here, _proposed(prose, here, home), strict=True))
    return [
        _chosen(prose.vocabulary, home, [*some, *proposed[text]])
        for text, home, some in zip(texts, expected, suggested, strict=True)
    ]


def _chosen(vocabulary: Vocabulary, home: Sequence[str], proposals: Sequence[str]) -> list[str]:
    languages = list(home)
    for code in chain.from_iterable(_siblings(vocabulary, code) for code in dict.fromkeys(proposals)):
        if vocabulary.row(code) is not None and not any(alike(code, other) for other in languages):
            languages.append(code)
    return languages[: len(home) + CANDIDATES]


def _siblings(vocabulary: Vocabulary, code: str) -> list[str]:
    """A proposed language; where little is known of it, its neighbours, too: one of these may have been meant."""
    row = vocabulary.row(code)
    return [code] if row is None or vocabulary.evidence.reliable[row] else [code, *neighbours_of(code)]


def _proposed(prose: Prose, texts: Sequence[int], home: Sequence[str]) -> list[list[str]]:
    """The languages that some run of words of each text speaks for, the most strongly supported first."""
    vocabulary = prose.vocabulary
    words, bounds = prose.words(texts)
    types, place = np.unique(vocabulary.type[words], return_inverse=True)
    lead = _lead(vocabulary, types, home)
    weight = prose.share(words)
    able = _able(lead, place, weight, bounds)
    found = []
    for start, end, columns in zip(bounds[:-1].tolist(), bounds[1:].tolist(), able, strict=True):
        gain = _best_run(lead[place[start:end]][:, columns] * weight[start:end, None])
        order = np.argsort(-gain)[:MOST_PROPOSED]
        found.append([vocabulary.evidence.languages[columns[i]] for i in order if gain[i] > PROPOSED])
    return found


def _lead(vocabulary: Vocabulary, types: Ints, home: Sequence[str]) -> Floats:
    """How much more each distinct word speaks for each language than for any expected one, by its frequency."""
    rows = [row for code in home if (row := vocabulary.row(code)) is not None]
    zipf = vocabulary.zipf[types]
    known = zipf > 0
    log: Floats = np.maximum((zipf - 9) * np.float32(LN10), vocabulary.evidence.floor)
    lead: Floats = log - log[:, rows].max(axis=1, keepdims=True)
    lead = np.where(known, lead, np.minimum(lead, 0) * known[:, rows].any(axis=1, keepdims=True))
    return lead * np.float32(RELIABLE.frequency)


def _able(lead: Floats, place: Ints, weight: Floats, bounds: Ints) -> list[Ints]:
    """The languages of each text whose words speak for them enough in sum, so that a run of them may.

    Few words speak for a language rather than for the expected one, so these are summed up alone.
    """
    word, language = np.nonzero(lead > 0)
    first = np.searchsorted(word, np.arange(len(lead) + 1))
    count = np.diff(first)[place]
    owner = np.repeat(np.arange(len(place)), count)
    entry = np.arange(len(owner)) + np.repeat(first[place] - np.cumsum(count) + count, count)
    text = np.searchsorted(bounds, owner, "right") - 1
    gain = np.minimum(lead[word[entry], language[entry]] * weight[owner], MOST_OF_A_WORD)
    total = np.bincount(text * lead.shape[1] + language[entry], gain, (len(bounds) - 1) * lead.shape[1])
    return [np.flatnonzero(each > PROPOSED) for each in total.reshape(len(bounds) - 1, -1)]


def _best_run(lead: Floats) -> Floats:
    """The sum over the words that speak most for each language, of all runs of words."""
    lead = np.clip(lead, -MOST_OF_A_WORD, MOST_OF_A_WORD)
    total = np.vstack([np.zeros(lead.shape[1]), np.cumsum(lead, axis=0)])
    best: Floats = (total - np.minimum.accumulate(total, axis=0)).max(axis=0)
    return best
