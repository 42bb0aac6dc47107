"""Where the language changes: each word of a text given a language, by a Viterbi pass over the evidence of all.

The states are the language that the text should be in and the few that the text itself brings up. Changing the
language costs, and costs half at the end of a sentence, at a quotation mark and at a bracket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.emission import NOWHERE, RELIABLE, UNRELIABLE, States, emission
from macaronic.evidence import load
from macaronic.languages import alike, neighbours
from macaronic.viterbi import best_paths
from macaronic.vocabulary import Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SWITCH: Final = 2.0
SWITCH_AGAIN: Final = 1.0
CERTAIN: Final = 8.0  # the evidence, in log-odds, of a passage without doubt
ENOUGH_TO_NAME: Final = 4  # words
SMOOTHED: Final = 3  # so many words in a neighbour of the language around them are in that


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


@lru_cache(maxsize=1 << 12)
def far_languages(codes: tuple[str, ...]) -> Bools:
    """The languages, by row, that have full word lists and are neither among some languages nor close to them."""
    evidence = load()
    far = [not any(alike(code, other) or neighbours(code, other) for other in codes) for code in evidence.languages]
    found: Bools = np.array(far) & evidence.reliable
    found.flags.writeable = False
    return found


@dataclass(frozen=True, slots=True)
class Task:
    """One text to decode: the languages it may contain, the first of which, as many as `home` says, are expected."""

    text: int
    languages: Sequence[str]
    home: int


def decode(vocabulary: Vocabulary, tasks: Sequence[Task], begins: Bools) -> list[list[Passage]]:
    """For each text the passages that are in none of the expected languages; `begins` says of the words of the batch
    with which a sentence begins.

    A text that is seen to change its language in the midst of a sentence does so again: it is decoded a second time,
    at a lower cost, between the languages that were found in it.
    """
    found = _decoded(vocabulary, tasks, begins, SWITCH)
    again = {
        i: task
        for i, task in enumerate(_switching(vocabulary, *each, begins) for each in zip(tasks, found, strict=True))
        if task
    }
    for i, passages in zip(again, _decoded(vocabulary, list(again.values()), begins, SWITCH_AGAIN), strict=True):
        found[i] = passages
    return found


def _switching(vocabulary: Vocabulary, task: Task, passages: Sequence[Passage], begins: Bools) -> Task | None:
    """The task with the languages found only, if there is no doubt that one of them is in the midst of a sentence."""
    behind = vocabulary.of(task.text).stop
    certain = any(
        passage.gain >= CERTAIN
        and not (begins[passage.first] or passage.last + 1 == behind or begins[passage.last + 1])
        and not any(neighbours(passage.language, code) for code in task.languages[: task.home])
        for passage in passages
    )
    languages = list(dict.fromkeys(passage.language for passage in passages))
    return Task(task.text, [*task.languages[: task.home], *languages], task.home) if certain else None


def _decoded(vocabulary: Vocabulary, tasks: Sequence[Task], begins: Bools, switch: float) -> list[list[Passage]]:
    found: list[list[Passage]] = [[] for _ in tasks]
    if not tasks:
        return found
    words = np.concatenate([np.arange(*vocabulary.bounds[task.text : task.text + 2]) for task in tasks])
    bounds = np.cumsum([0, *(vocabulary.bounds[task.text + 1] - vocabulary.bounds[task.text] for task in tasks)])
    owner = np.repeat(np.arange(len(tasks)), np.diff(bounds))
    home = np.array([task.home for task in tasks])
    weighed = _weighed(vocabulary, tasks, words, owner, begins)
    cost = np.where((begins | vocabulary.words.marked)[words], np.float32(switch / 2), np.float32(switch))
    start = np.where(np.arange(weighed.shape[1]) < home[:, None], np.float32(0), np.float32(-SWITCH / 2))
    path = best_paths(weighed, bounds, cost, start)
    for i in np.unique(owner[path >= home[owner]]).tolist():
        here = slice(*bounds[i : i + 2])
        found[i] = _away(vocabulary, tasks[i], _smoothed(path[here], tasks[i].languages), weighed[here], begins)
    return found


def _weighed(vocabulary: Vocabulary, tasks: Sequence[Task], words: Ints, owner: Ints, begins: Bools) -> Floats:
    """The evidence of each word for each language of its task; where a task has fewer than others, there is none."""
    count = np.array([len(task.languages) for task in tasks])
    found = np.full((len(words), count.max()), NOWHERE)
    for most in np.unique(count).tolist():
        chosen = np.flatnonzero(count == most)
        here = np.flatnonzero(count[owner] == most)
        states = _states(vocabulary, [tasks[i] for i in chosen.tolist()])
        text = np.searchsorted(chosen, owner[here])
        found[here, :most] = emission(vocabulary, words[here], text, states, begins)
    return found


def _states(vocabulary: Vocabulary, tasks: Sequence[Task]) -> States:
    """The languages of tasks that have as many each, with the weights that fit each of them and the first."""
    rows = np.array([[vocabulary.row(code) for code in task.languages] for task in tasks], np.int64)
    reliable = vocabulary.evidence.reliable[rows]
    weights = np.where(reliable & reliable[:, :1], *(np.array(w)[:, None, None] for w in (RELIABLE, UNRELIABLE)))
    return States(rows, np.array([task.home for task in tasks]), weights)


def _equal_states(vocabulary: Vocabulary, task: Task) -> States:
    """The languages of one task, with the weights that fit all of them."""
    states = _states(vocabulary, [task])
    weights = RELIABLE if vocabulary.evidence.reliable[states.rows].all() else UNRELIABLE
    return States(states.rows, states.home, np.broadcast_to(np.array(weights)[:, None, None], states.weights.shape))


def _away(vocabulary: Vocabulary, task: Task, path: Ints, weighed: Floats, begins: Bools) -> list[Passage]:
    """The runs of a path that are not at home, with those side by side in a sentence taken together."""
    home, offset = task.home, vocabulary.of(task.text).start
    runs = [(first, after) for first, after in _runs(np.maximum(path, home - 1)) if path[first] >= home]
    joined: list[tuple[int, int]] = []
    for first, after in runs:
        if joined and joined[-1][1] == first and not begins[offset + first]:
            joined[-1] = joined[-1][0], after
        else:
            joined.append((first, after))
    if not joined:
        return []
    named = _named(vocabulary, task, path, joined, begins)
    gains = [
        weighed[a:b, state].sum() - weighed[a:b, :home].max(axis=1).sum()
        for (a, b), state in zip(joined, named, strict=True)
    ]
    return [
        Passage(offset + first, offset + after - 1, task.languages[state], float(gain))
        for (first, after), state, gain in zip(joined, named, gains, strict=True)
    ]


def _named(vocabulary: Vocabulary, task: Task, path: Ints, runs: Sequence[tuple[int, int]], begins: Bools) -> list[int]:
    """The language of each run: that of its words, or, where there are enough of them, the one that weighs most among
    the candidates, all of them by the same weights: a path prefers those of which much is known.
    """
    states = _equal_states(vocabulary, task)
    offset = vocabulary.of(task.text).start

    def named(first: int, after: int) -> int:
        if after - first < ENOUGH_TO_NAME:
            return int(path[first])
        words = np.arange(offset + first, offset + after)
        weighed = emission(vocabulary, words, np.zeros(len(words), np.int64), states, begins)
        return task.home + int(weighed[:, task.home :].sum(axis=0).argmax())

    return [named(first, after) for first, after in runs]


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
