"""Where the language changes: each word of a text given a language, by a Viterbi pass over the evidence of all.

The states are the language that the text should be in and the few that the text itself brings up. A word's evidence
is a log-likelihood: how frequent the word is in the language, and how probable its spelling; changing the language
costs, and costs half at the end of a sentence, at a quotation mark and at a bracket. The weights are those of a
logistic regression on windows of five words from 40 languages and their neighbours, so that sums of evidence are
log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.evidence import SHARED
from macaronic.languages import CAPITALIZED_NOUNS, alike, neighbours, neighbours_of
from macaronic.vocabulary import Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LN10: Final = float(np.log(10))


class Weights(NamedTuple):
    """What the log-frequency of a word counts, and the log-probability of its spelling where a candidate knows it
    and where none does.
    """

    frequency: float | Floats
    spelling_known: float | Floats
    spelling_unknown: float | Floats


RELIABLE: Final = Weights(0.55, 0.06, 0.30)
UNRELIABLE: Final = Weights(0.36, 0.09, 0.15)  # where a candidate's words come from a few translations

CAPITAL: Final = 0.08  # names say next to nothing: the regression gives capitalised words this share
NOUN: Final = 0.5  # where nouns have capitals, too, a word that the expected language lacks may be one
FIRST: Final = 0.5  # the first word of a sentence has a capital anyhow
IDEOGRAPH: Final = 0.7  # a character is less than a word
TECHNICAL: Final = 0.05
UNWRITTEN: Final = -8.0  # per character: the language does not write these letters
CLIP: Final = 7.0  # no word alone proves more than this, in log-odds
LONGEST_WORD: Final = 24  # a longer run of letters is several words of a language without spaces
MEAN_WORD: Final = 6
CLIP_CAPITAL: Final = 1.0
SWITCH: Final = 2.0
SWITCH_AGAIN: Final = 1.0
CERTAIN: Final = 8.0  # the evidence, in log-odds, of a passage without doubt
PROPOSED: Final = 3.0  # the evidence that some run of words must give for a language to become a candidate
CANDIDATES: Final = 9
ENOUGH_TO_NAME: Final = 4  # words
SMOOTHED: Final = 3  # so many words in a neighbour of the language around them are in that
TOGETHER: Final = 64  # texts decoded at a time


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words (indices into the batch's words, `last` included) in one language; `gain` is the evidence for
    it over the expected language, in log-odds.
    """

    first: int
    last: int
    language: str
    gain: float


Scored = tuple[Passage, float]  # a passage and the probability that it strays


def row_of(vocabulary: Vocabulary, language: str) -> int | None:
    """The evidence's row of a language, None where there is no evidence."""
    return vocabulary.evidence.row.get(SHARED.get(language, language))


def far_languages(vocabulary: Vocabulary, codes: Sequence[str]) -> Bools:
    """The languages, by row, that have full word lists and are neither among some languages nor close to them."""
    evidence = vocabulary.evidence
    far = [not any(alike(code, other) or neighbours(code, other) for other in codes) for code in evidence.languages]
    found: Bools = np.array(far) & evidence.reliable
    return found


def candidates(
    vocabulary: Vocabulary, text: int, expected: Sequence[str], suggested: Sequence[str], begins: Bools
) -> list[str]:
    """The languages that a text may contain: the expected ones, those suggested, and those that some run of words
    speaks for more than for any expected one.
    """
    evidence = vocabulary.evidence
    rows = [row for code in expected if (row := row_of(vocabulary, code)) is not None]
    languages = [code for code in expected if row_of(vocabulary, code) is not None]
    proposals = list(suggested)
    if rows:
        words = vocabulary.of(text)
        log = _log_frequency(vocabulary, words)
        known = vocabulary.zipf[vocabulary.type[words]] > 0
        lead = log - log[:, rows].max(axis=1, keepdims=True)
        lead = np.where(known, lead, np.minimum(lead, 0) * known[:, rows].any(axis=1, keepdims=True))
        lead *= RELIABLE.frequency
        lead = np.clip(lead * _weight(vocabulary, words, begins)[:, None], -5, 5)
        total = np.vstack([np.zeros(lead.shape[1]), np.cumsum(lead, axis=0)])
        gain = (total - np.minimum.accumulate(total, axis=0)).max(axis=0)
        proposals += [evidence.languages[row] for row in np.argsort(-gain)[:5] if gain[row] > PROPOSED]
    for code in chain.from_iterable(_siblings(vocabulary, code) for code in proposals):
        if row_of(vocabulary, code) is not None and not any(alike(code, other) for other in languages):
            languages.append(code)
    return languages[: len(expected) + CANDIDATES]


@dataclass(frozen=True, slots=True)
class Task:
    """One text to decode: the languages it may contain, those it should be in, and with which words a sentence
    begins.
    """

    text: int
    languages: Sequence[str]
    expected: Sequence[str]
    begins: Bools


def _siblings(vocabulary: Vocabulary, code: str) -> list[str]:
    """A proposed language; where little is known of it, its neighbours, too: one of these may have been meant."""
    row = row_of(vocabulary, code)
    return [code] if row is None or vocabulary.evidence.reliable[row] else [code, *neighbours_of(code)]


def decode(vocabulary: Vocabulary, tasks: Sequence[Task]) -> list[list[Passage]]:
    """For each text the passages that are in none of the expected languages.

    A text that is seen to change its language in the midst of a sentence does so again: it is decoded a second time,
    at a lower cost, between the languages that were found in it.
    """
    _look_up_spelling(vocabulary, tasks)
    found = _decoded(vocabulary, tasks, SWITCH)
    again = {
        i: task
        for i, task in enumerate(_switching(vocabulary, *each) for each in zip(tasks, found, strict=True))
        if task
    }
    for i, passages in zip(again, _decoded(vocabulary, list(again.values()), SWITCH_AGAIN), strict=True):
        found[i] = passages
    return found


def _switching(vocabulary: Vocabulary, task: Task, passages: Sequence[Passage]) -> Task | None:
    """The task with the languages found only, if there is no doubt that one of them is in the midst of a sentence."""
    first = vocabulary.of(task.text).start
    begins = np.append(task.begins, True)
    certain = any(
        passage.gain >= CERTAIN
        and not (begins[passage.first - first] or begins[passage.last + 1 - first])
        and not any(neighbours(passage.language, code) for code in task.expected)
        for passage in passages
    )
    languages = list(dict.fromkeys(passage.language for passage in passages))
    return replace(task, languages=[*task.languages[: len(task.expected)], *languages]) if certain else None


def _decoded(vocabulary: Vocabulary, tasks: Sequence[Task], switch: float) -> list[list[Passage]]:
    emissions = [_emission(vocabulary, task, _pairwise(vocabulary, task)) for task in tasks]
    marked = vocabulary.words.marked
    costs = [np.where(t.begins | marked[vocabulary.of(t.text)], switch / 2, switch) for t in tasks]
    paths = _viterbi(emissions, [range(len(task.expected)) for task in tasks], costs)
    return [
        _away(vocabulary, task, _smoothed(path, task.languages), emission)
        for path, emission, task in zip(paths, emissions, tasks, strict=True)
    ]


def _away(vocabulary: Vocabulary, task: Task, path: Ints, emission: Floats) -> list[Passage]:
    """The runs of a path that are not at home, with those side by side in a sentence taken together."""
    home, offset = len(task.expected), vocabulary.of(task.text).start
    runs = [(first, after) for first, after in _runs(np.maximum(path, home - 1)) if path[first] >= home]
    joined: list[tuple[int, int]] = []
    for first, after in runs:
        if joined and joined[-1][1] == first and not task.begins[first]:
            joined[-1] = joined[-1][0], after
        else:
            joined.append((first, after))
    if not joined:
        return []
    states = _named(vocabulary, task, path, joined)
    gains = [
        emission[a:b, state].sum() - emission[a:b, :home].max(axis=1).sum()
        for (a, b), state in zip(joined, states, strict=True)
    ]
    return [
        Passage(offset + first, offset + after - 1, task.languages[state], float(gain))
        for (first, after), state, gain in zip(joined, states, gains, strict=True)
    ]


def _named(vocabulary: Vocabulary, task: Task, path: Ints, runs: Sequence[tuple[int, int]]) -> list[int]:
    """The language of each run: that of its words, or, where there are enough of them, the one that weighs most among
    the candidates, all of them by the same weights: a path prefers those of which much is known.
    """
    home = len(task.expected)
    emission = _emission(vocabulary, task, _equal(vocabulary, task))
    return [
        home + int(emission[a:b, home:].sum(axis=0).argmax()) if b - a >= ENOUGH_TO_NAME else int(path[a])
        for a, b in runs
    ]


def _runs(path: Ints) -> list[tuple[int, int]]:
    """The runs of equal states, as half-open spans."""
    changes = np.flatnonzero(np.diff(path, prepend=-1)).tolist()
    return list(zip(changes, [*changes[1:], len(path)], strict=True))


def _smoothed(path: Ints, languages: Sequence[str]) -> Ints:
    """The path with a few words that are taken for a close neighbour of the language around them given to that."""
    runs = _runs(path)
    for before, (first, after), behind in zip(runs, runs[1:], runs[2:], strict=False):
        around = path[before[0]]
        close = neighbours(languages[int(path[first])], languages[int(around)])
        if close and around == path[behind[0]] and after - first <= SMOOTHED:
            path[first:after] = around
    return path


def _look_up_spelling(vocabulary: Vocabulary, tasks: Sequence[Task]) -> None:
    """Looks up the spelling of the words of all texts that share a candidate at once: one look-up costs as much as
    a thousand words.
    """
    wanted: dict[int, list[Ints]] = {}
    for task in tasks:
        types = vocabulary.type[vocabulary.of(task.text)]
        for code in task.languages:
            row = row_of(vocabulary, code)
            if row is not None:
                wanted.setdefault(row, []).append(types)
    for row, parts in wanted.items():
        vocabulary.spelling(row, np.concatenate(parts))


def _weight(vocabulary: Vocabulary, words: slice, begins: Bools) -> Floats:
    """What share of its evidence each word counts."""
    running = vocabulary.words
    share = np.where(running.named[words], np.where(begins, FIRST, CAPITAL), 1.0)
    share[running.ideograph[words]] = IDEOGRAPH
    share[running.technical[words]] = TECHNICAL
    return share.astype(np.float32)


def _log_frequency(vocabulary: Vocabulary, words: slice) -> Floats:
    """The log-frequency of each word in every language: the language's floor where it does not know the word."""
    zipf = vocabulary.zipf[vocabulary.type[words]]
    frequency: Floats = np.maximum((zipf - 9) * np.float32(LN10), vocabulary.evidence.floor)
    return frequency


def _rows(vocabulary: Vocabulary, task: Task) -> list[int]:
    return [row for code in task.languages if (row := row_of(vocabulary, code)) is not None]


def _pairwise(vocabulary: Vocabulary, task: Task) -> Weights:
    """For each of a task's languages the weights that fit it and the first."""
    reliable = vocabulary.evidence.reliable[_rows(vocabulary, task)]
    return Weights(*np.where(reliable & reliable[0], np.array(RELIABLE)[:, None], np.array(UNRELIABLE)[:, None]))


def _equal(vocabulary: Vocabulary, task: Task) -> Weights:
    """The weights that fit all of a task's languages."""
    return RELIABLE if vocabulary.evidence.reliable[_rows(vocabulary, task)].all() else UNRELIABLE


def _emission(vocabulary: Vocabulary, task: Task, weights: Weights) -> Floats:
    """The evidence of each word for each of a task's languages against the first, as log-odds: 0 for the best.

    A word that a language does not write, such
    as an English one in the Russian list, shows that Russian text may quote it, not that it is Russian. A word that the
    expected language knows speaks for none that does not, however little is known of that.
    """
    words, begins, rows = vocabulary.of(task.text), task.begins, _rows(vocabulary, task)
    types = vocabulary.type[words]
    known = (vocabulary.zipf[types][:, rows] > 0).any(axis=1, keepdims=True)
    frequency = _log_frequency(vocabulary, words)[:, rows]
    spelling = np.stack([vocabulary.spelling(row, types) for row in rows], axis=1)
    length = (vocabulary.words.end[words] - vocabulary.words.start[words])[:, None]
    quoted = spelling < UNWRITTEN * length
    quoted[:, : len(task.expected)] = False
    frequency = np.where(quoted, vocabulary.evidence.floor[rows], frequency)
    strange = vocabulary.zipf[types][:, rows] == 0
    frequency = np.where(strange & ~strange[:, :1], np.minimum(frequency, frequency[:, :1]), frequency)
    evidence = weights.frequency * (frequency - frequency[:, :1]) * known
    evidence += np.where(known, weights.spelling_known, weights.spelling_unknown) * (spelling - spelling[:, :1])
    share = np.repeat(_weight(vocabulary, words, begins)[:, None], len(rows), axis=1)
    named = vocabulary.words.named[words] & ~begins
    noun = (
        named[:, None]
        & np.array([code in CAPITALIZED_NOUNS for code in task.languages])
        & vocabulary.evidence.reliable[rows]
        & ~strange
        & strange[:, :1]
    )
    share[noun] = NOUN
    evidence *= share
    evidence = np.where(named[:, None] & ~noun, np.clip(evidence, -CLIP_CAPITAL, CLIP_CAPITAL), evidence)
    evidence -= evidence.max(axis=1, keepdims=True)
    room = np.where(length > LONGEST_WORD, length / MEAN_WORD, 1)
    clipped: Floats = np.maximum(evidence, -CLIP * room).astype(np.float32)
    return clipped


def _viterbi(emissions: Sequence[Floats], homes: Sequence[Sequence[int]], costs: Sequence[Floats]) -> list[Ints]:
    """The best language of each word of each text. A text begins at home; every change costs what its word says.

    Texts of like length go through the words together, a step of all of them at a time.
    """
    order = sorted(range(len(emissions)), key=lambda i: len(emissions[i]))
    paths: list[Ints] = [np.zeros(0, np.int64)] * len(emissions)
    for at in range(0, len(order), TOGETHER):
        group = order[at : at + TOGETHER]
        found = _viterbi_group([emissions[i] for i in group], [homes[i] for i in group], [costs[i] for i in group])
        for i, path in zip(group, found, strict=True):
            paths[i] = path
    return paths


def _viterbi_group(emissions: Sequence[Floats], homes: Sequence[Sequence[int]], costs: Sequence[Floats]) -> list[Ints]:
    count, longest = len(emissions), max(len(e) for e in emissions)
    states = max(e.shape[1] for e in emissions)
    emission = np.zeros((longest, count, states), np.float32)
    cost = np.full((longest, count, 1), np.inf, np.float32)  # behind its end a text stays where it is
    score = np.full((count, states), -np.inf, np.float32)
    for i, (e, home, c) in enumerate(zip(emissions, homes, costs, strict=True)):
        emission[: len(e), i, : e.shape[1]] = e
        emission[:, i, e.shape[1] :] = -np.inf
        cost[: len(e), i, 0] = c
        score[i, : e.shape[1]] = -SWITCH / 2
        score[i, home] = 0
    changed = np.zeros((longest, count, states), np.bool_)
    best = np.zeros((longest, count), np.int64)
    for t in range(longest):
        best[t] = score.argmax(axis=1)
        change = score.max(axis=1, keepdims=True) - cost[t]
        changed[t] = score < change
        score = np.maximum(score, change) + emission[t]
    path = np.zeros((longest, count), np.int64)
    state = score.argmax(axis=1)
    every = np.arange(count)
    for t in range(longest - 1, -1, -1):
        path[t] = state
        state = np.where(changed[t, every, state], best[t], state)
    return [path[: len(e), i] for i, e in enumerate(emissions)]
