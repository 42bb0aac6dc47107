"""The most probable sequence of states, for many sequences at once (Viterbi, 1967)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TOGETHER: Final = 256  # sequences that go through their steps together


def best_paths(emission: Floats, bounds: Ints, cost: Floats, start: Floats) -> Ints:
    """The best state at each step of each sequence.

    `emission` [steps, states] has all sequences end to end, `bounds` where each begins and the last ends; a step that
    changes the state costs what `cost` [steps] says; `start` [sequences, states] is what the states count before the
    first step. Sequences of like length go together, a step of all of them at a time.
    """
    path = np.zeros(len(emission), np.int64)
    for group in _of_like_length(np.diff(bounds)):
        length = bounds[group + 1] - bounds[group]
        step = np.arange(int(length.max(initial=0)))[:, None]
        inside = step < length
        place = np.where(inside, bounds[group] + step, 0)
        path[place[inside]] = _paths(emission, cost, place, inside, start[group])[inside]
    return path


def _of_like_length(length: Ints) -> Iterator[Ints]:
    order = np.argsort(length, kind="stable")
    for at in range(0, len(order), TOGETHER):
        yield order[at : at + TOGETHER]


def _paths(emission: Floats, cost: Floats, place: Ints, inside: Bools, score: Floats) -> Ints:
    """The paths of sequences whose steps are at `place` [steps, sequences]; behind its end one stays where it is."""
    emissions = np.where(inside[:, :, None], emission[place], np.float32(0))
    costs = np.where(inside, cost[place], np.float32(np.inf))[:, :, None]
    changed = np.zeros(emissions.shape, np.bool_)
    best = np.zeros(place.shape, np.int64)
    for t in range(len(place)):
        best[t] = score.argmax(axis=1)
        change = score.max(axis=1, keepdims=True) - costs[t]
        changed[t] = score < change
        score = np.maximum(score, change) + emissions[t]
    path = np.zeros(place.shape, np.int64)
    state = score.argmax(axis=1)
    every = np.arange(place.shape[1])
    for t in range(len(place) - 1, -1, -1):
        path[t] = state
        state = np.where(changed[t, every, state], best[t], state)
    return path
