"""Where the language changes: each word of a text given a language, by a Viterbi pass over the evidence of all.

The states are the language that the text should be in and the few that the text itself brings up. Changing the
language costs, and costs half at the end of a sentence, at a quotation mark and at a bracket, and half of that at the
end of a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from macaronic.emission import NOWHERE, RELIABLE, UNRELIABLE, Prose, States, emission
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


@cache
def _close(code: str) -> Bools:
    """The languages, by row, that are written like one or are its close neighbours."""
    return np.array([alike(code, other) or neighbours(code, other) for other in load().languages])


@lru_cache(maxsize=1 << 12)
def far_languages(codes: tuple[str, ...]) -> Bools:
    """The languages, by row, that have full word lists and are neither among some languages nor close to them."""
    evidence = load()
    found: Bools = evidence.reliable & ~np.any([_close(code) for code in codes], axis=0)
    found.flags.writeable = False
    return found


@dataclass(frozen=True, slots=True)
class Task:
    """One text to decode: the languages it may contain, the first of which, as many as `home` says, are expected."""

    text: int
    languages: Sequence[str]
    home: int


def decode(prose: Prose, tasks: Sequence[Task]) -> list[list[Passage]]:
    """For each text the passages that are in none of the expected languages.

    A text that is seen to change its language in the midst of a sentence does so again: it is decoded a second time,
    at a lower cost, between the languages that were found in it.
    """
    found = _decoded(prose, tasks, SWITCH)
    again = {
        i: task for i, task in enumerate(_switching(prose, *each) for each in zip(tasks, found, strict=True)) if task
    }
    for i, passages in zip(again, _decoded(prose, list(again.values()), SWITCH_AGAIN), strict=True):
        found[i] = passages
    return found


def _switching(prose: Prose, task: Task, passages: Sequence[Passage]) -> Task | None:
    """The task with the languages found only, if there is no doubt that one of them is in the midst of a sentence."""
    begins, behind = prose.begins, prose.vocabulary.of(task.text).stop
    certain = any(
        passage.gain >= CERTAIN
        and not (begins[passage.first] or passage.last + 1 == behind or begins[passage.last + 1])
        and not any(neighbours(passage.language, code) for code in task.languages[: task.home])
        for passage in passages
    )
    languages = list(dict.fromkeys(passage.language for passage in passages))
    return Task(task.text, [*task.languages[: task.home], *languages], task.home) if certain else None


def _decoded(prose: Prose, tasks: Sequence[Task], switch: float) -> list[list[Passage]]:
    found: list[list[Passage]] = [[] for _ in tasks]
    if not tasks:
        return found
    words, bounds = prose.words([task.text for task in tasks])
    owner = np.repeat(np.arange(len(tasks)), np.diff(bounds))
    home = np.array([task.home for task in tasks])
    weighed = _weighed(prose, tasks, words, owner)
    running = prose.vocabulary.words
    cost = np.where((prose.begins | running.marked)[words], np.float32(switch / 2), np.float32(switch))
    cost[running.begins_line[words]] = switch / 3
    start = np.where(np.arange(len(weighed))[:, None] < home, np.float32(0), np.float32(-SWITCH / 2))
    path = best_paths(weighed, bounds, cost, start)
    runs: dict[int, list[tuple[int, int]]] = {}
    for i in np.unique(owner[path >= home[owner]]).tolist():
        here = slice(*bounds[i : i + 2])
        path[here] = _smoothed(path[here], tasks[i].languages)
        away = _away(path[here], home[i], prose.begins[words[here]])
        runs[i] = [_without_tags(*run, running.tagged[words[here]]) for run in away]
    states = iter(_named(prose, tasks, runs))
    for i, places in runs.items():
        for first, after in places:
            state = next(states) if after - first >= ENOUGH_TO_NAME else int(path[bounds[i] + first])
            weight = weighed[:, bounds[i] + first : bounds[i] + after]
            gain = float(weight[state].sum() - weight[: home[i]].max(axis=0).sum())
            at = int(words[bounds[i]])
            found[i].append(Passage(at + first, at + after - 1, tasks[i].languages[state], gain))
    return found


def _pairwise(reliable: Bools) -> Bools:
    """Each language against the first: what fits both."""
    fit: Bools = reliable & reliable[0]
    return fit


def _all(reliable: Bools) -> Bools:
    """What fits all languages of a task."""
    return np.broadcast_to(reliable.all(axis=0), reliable.shape)


def _weighed(
    prose: Prose, tasks: Sequence[Task], words: Ints, owner: Ints, fit: Callable[[Bools], Bools] = _pairwise
) -> Floats:
    """The evidence of each word for each language of its task [languages, words]; where a task has fewer than others,
    there is none.
    """
    count = np.array([len(task.languages) for task in tasks], np.int64)
    found = np.full((count.max(initial=1), len(words)), NOWHERE)
    for most in np.unique(count).tolist():
        chosen = np.flatnonzero(count == most)
        here = np.flatnonzero(count[owner] == most)
        states = _states(prose.vocabulary, [tasks[i] for i in chosen.tolist()], fit)
        text = np.searchsorted(chosen, owner[here])
        found[:most, here] = emission(prose, words[here], text, states)
    return found


def _states(vocabulary: Vocabulary, tasks: Sequence[Task], fit: Callable[[Bools], Bools]) -> States:
    """The languages of tasks that have as many each; `fit` says where the weights of reliable evidence fit."""
    rows = np.array([[vocabulary.row(code) for code in task.languages] for task in tasks], np.int64).T
    reliable = fit(vocabulary.evidence.reliable[rows])
    weights = np.where(reliable, *(np.array(w)[:, None, None] for w in (RELIABLE, UNRELIABLE)))
    return States(rows, np.array([task.home for task in tasks]), weights.astype(np.float32))


def _away(path: Ints, home: int, begins: Bools) -> list[tuple[int, int]]:
    """The runs of a path that are not at home, with those side by side in a sentence taken together."""
    joined: list[tuple[int, int]] = []
    for first, after in _runs(np.maximum(path, home - 1)):
        if path[first] >= home:
            if joined and joined[-1][1] == first and not begins[first]:
                joined[-1] = joined[-1][0], after
            else:
                joined.append((first, after))
    return joined


def _without_tags(first: int, after: int, tagged: Bools) -> tuple[int, int]:
    """A run without the hashtags at its ends, which are of no language: nearly every post has some."""
    while after - first > 1 and tagged[after - 1]:
        after -= 1
    while after - first > 1 and tagged[first]:
        first += 1
    return first, after


def _named(prose: Prose, tasks: Sequence[Task], runs: Mapping[int, Sequence[tuple[int, int]]]) -> list[int]:
    """The state of each run that has enough words: that which weighs most of those that are not at home, all of them
    by the same weights, since a path prefers those of which much is known.
    """
    long = [(tasks[i], *run) for i, places in runs.items() for run in places if run[1] - run[0] >= ENOUGH_TO_NAME]
    if not long:
        return []
    spans = [np.arange(first, after) + prose.vocabulary.of(task.text).start for task, first, after in long]
    owner = np.repeat(np.arange(len(long)), [len(span) for span in spans])
    weighed = _weighed(prose, [task for task, *_ in long], np.concatenate(spans), owner, _all)
    total = np.stack([np.bincount(owner, each, len(long)) for each in weighed])
    total[np.arange(len(total))[:, None] < [task.home for task, *_ in long]] = -np.inf
    found: list[int] = total.argmax(axis=0).tolist()
    return found


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
