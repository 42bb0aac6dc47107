"""The most probable sequence of states, for many sequences at once (Viterbi, 1967)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TOGETHER: Final = 256  # windows that go through their steps together
WINDOW: Final = 768  # steps of a longer sequence that are decided at a time, with others on both sides of them:
MARGIN: Final = (
    128  # what is further away does not change the best path (none of 314 half-translated documents differs)
)


class Windows(NamedTuple):
    """Parts of sequences: the sequence of each, its first step and the one behind its last, and how many steps at its
    ends only lead up to what it decides.
    """

    sequence: Ints
    first: Ints
    after: Ints
    before: Ints
    behind: Ints


def best_paths(emission: Floats, bounds: Ints, cost: Floats, start: Floats) -> Ints:
    """The best state at each step of each sequence.

    `emission` [states, steps] has all sequences end to end, `bounds` where each begins and the last ends; a step that
    changes the state costs what `cost` [steps] says; `start` [states, sequences] is what the states count before the
    first step. Long sequences are cut into windows, and windows of like length go together, a step of all of them at
    a time.
    """
    path = np.zeros(emission.shape[1], np.int64)
    windows = _windows(bounds)
    order = np.argsort(windows.after - windows.first, kind="stable")
    for at in range(0, len(order), TOGETHER):
        group = Windows(*(field[order[at : at + TOGETHER]] for field in windows))
        step = np.arange(int((group.after - group.first).max()))[:, None]
        inside = step < group.after - group.first
        place = np.where(inside, group.first + step, 0)
        score = np.where(group.first > bounds[group.sequence], np.float32(0), start[:, group.sequence])
        decided = inside & (step >= group.before) & (step < group.after - group.first - group.behind)
        path[place[decided]] = _paths(emission, cost, place, inside, score)[decided]
    return path


def _windows(bounds: Ints) -> Windows:
    """The sequences, in windows where they are long."""
    count = np.maximum(1, -(-np.diff(bounds) // WINDOW))
    sequence = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(sequence)) - np.repeat(np.cumsum(count) - count, count)
    begin, end = bounds[sequence], bounds[sequence + 1]
    decided, last = begin + number * WINDOW, np.minimum(begin + (number + 1) * WINDOW, end)
    first, after = np.maximum(decided - MARGIN, begin), np.minimum(last + MARGIN, end)
    return Windows(sequence, first, after, decided - first, after - last)


def _paths(emission: Floats, cost: Floats, place: Ints, inside: Bools, start: Floats) -> Ints:
    """The paths of windows whose steps are at `place` [steps, windows]; behind its end one stays where it is.

    States come before windows, so that the best state is found for all windows side by side, and only what each step
    needs of the one before is done a step at a time: half the time of windows first.
    """
    score = np.empty((len(place) + 1, len(emission), place.shape[1]), np.float32)
    for state, evidence in enumerate(emission):
        score[1:, state] = np.where(inside, evidence[place], np.float32(0))
    costs = np.where(inside, cost[place], np.float32(np.inf))
    change = np.empty(place.shape, np.float32)
    score[0] = start
    for t, before in enumerate(score[:-1]):
        np.subtract(before.max(axis=0), costs[t], out=change[t])
        score[t + 1] += np.maximum(before, change[t])
    changed, best = score[:-1] < change[:, None], _best(score)
    path = np.zeros(place.shape, np.int64)
    state, every = best[-1], np.arange(place.shape[1])
    for t in range(len(place) - 1, -1, -1):
        path[t] = state
        state = np.where(changed[t, state, every], best[t], state)
    return path


def _best(score: Floats) -> Ints:
    """The first of the best states, of [steps, states, windows]."""
    best, most = np.zeros((len(score), score.shape[2]), np.int64), score[:, 0].copy()
    for state in range(1, score.shape[1]):
        here = score[:, state]
        best[here > most] = state
        np.maximum(most, here, out=most)
    return best
