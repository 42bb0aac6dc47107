"""The batched search for the best path, against a plain one that takes a sequence and a state at a time."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from macaronic import viterbi
from macaronic.viterbi import best_paths

Floats = list[float]
HALVES = st.integers(-8, 8).map(lambda n: n / 2)  # exact in any order of addition


def value(path: tuple[int, ...], emission: list[Floats], cost: Floats, start: Floats) -> float:
    """What a path counts: the start of its first state, its states' evidence, less what its changes cost."""
    changes = sum(cost[t] for t in range(1, len(path)) if path[t] != path[t - 1])
    first = max(start[path[0]], max(start) - cost[0])
    return first + sum(emission[t][state] for t, state in enumerate(path)) - changes


@st.composite
def sequences(draw: st.DrawFn) -> tuple[list[list[Floats]], list[Floats], list[Floats]]:
    states = draw(st.integers(1, 3))
    lengths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    row = st.lists(HALVES, min_size=states, max_size=states)
    emissions = [[draw(row) for _ in range(length)] for length in lengths]
    costs = [[draw(st.sampled_from([0.5, 1.0, 2.0])) for _ in range(length)] for length in lengths]
    return emissions, costs, [draw(row) for _ in lengths]


@given(sequences())
def test_no_other_path_counts_more(drawn: tuple[list[list[Floats]], list[Floats], list[Floats]]) -> None:
    emissions, costs, starts = drawn
    bounds = np.cumsum([0, *map(len, emissions)])
    found = best_paths(
        np.array([row for rows in emissions for row in rows], np.float32).T,
        bounds,
        np.array([cost for some in costs for cost in some], np.float32),
        np.array(starts, np.float32).T,
    )
    for i, (emission, cost, start) in enumerate(zip(emissions, costs, starts, strict=True)):
        path = tuple(found[bounds[i] : bounds[i + 1]].tolist())
        every = product(range(len(start)), repeat=len(emission))
        assert value(path, emission, cost, start) == max(value(other, emission, cost, start) for other in every)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_a_long_sequence_is_decided_in_windows_as_it_is_in_one_piece(seed: int) -> None:
    random = np.random.default_rng(seed)
    length = 3 * viterbi.WINDOW + int(random.integers(0, viterbi.WINDOW))
    states = np.cumsum(random.random(length) < 0.02) % 3  # languages change every fifty words
    emission = random.normal(-1, 1.5, (length, 3)).astype(np.float32)
    emission[np.arange(length), states] += 2
    cost = np.full(length, 2, np.float32)
    arguments = emission.T, np.array([0, length]), cost, np.zeros((3, 1), np.float32)
    windowed = best_paths(*arguments)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(viterbi, "WINDOW", length)
        whole = best_paths(*arguments)
    weights = [counted(path, emission, 2.0) for path in (windowed, whole)]
    assert weights[0] == pytest.approx(weights[1], abs=0.01)  # of paths as good as each other, rounding decides
    assert (windowed == whole).mean() > 0.99


def counted(path: NDArray[np.int64], emission: NDArray[np.float32], cost: float) -> float:
    """What a path counts, to more digits than it was found by."""
    return float(emission[np.arange(len(path)), path].sum(dtype=np.float64) - cost * np.count_nonzero(np.diff(path)))
