"""The map that keeps no keys."""

from __future__ import annotations

import numpy as np
import pytest

from macaronic.static_map import ABSENT, StaticMap

RANDOM = np.random.default_rng(1)
KEYS = np.unique(RANDOM.integers(0, 1 << 64, 60_000, dtype=np.uint64))
VALUES = RANDOM.integers(0, 256, len(KEYS)).astype(np.uint8)


@pytest.mark.parametrize("count", [0, 1, 2, 1000, len(KEYS)])
def test_every_key_has_its_value(count: int) -> None:
    built = StaticMap.build(KEYS[:count], VALUES[:count])
    np.testing.assert_array_equal(built.find(KEYS[:count]), VALUES[:count])


def test_hardly_any_other_key_has_one() -> None:
    built = StaticMap.build(KEYS, VALUES)
    others = np.setdiff1d(RANDOM.integers(0, 1 << 64, 1_000_000, dtype=np.uint64), KEYS)
    assert (built.find(others) != ABSENT).sum() <= 3  # one in 16 million is expected


def test_equal_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="equal"):
        StaticMap.build(KEYS[[0, 1, 1]], VALUES[:3])
