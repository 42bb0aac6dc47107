"""The quality gate: what was reached once may not be lost.

    MACARONIC_DATA=DATA pytest tests/quality_gate.py
    MACARONIC_DATA=DATA python tests/quality_gate.py --raise

DATA is a folder as `benchmarks/quality.py` reads it. `quality_floors.json` says how good each figure must be. `--raise`
sets the floors to what is measured now, where that is better; nothing lowers one but a hand, with a reason in the
commit. To guard another figure, add it as `{"at_least": 0}` or `{"at_most": 1}` and raise.

The name keeps this file out of an ordinary test run, which has no data and less patience.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

from measures import Figure
from quality import load, measure
from systems import SYSTEMS

Floor = dict[str, float]

FLOORS_FILE = Path(__file__).with_name("quality_floors.json")
FLOORS: dict[str, Floor] = json.loads(FLOORS_FILE.read_text(encoding="utf-8"))


def file_of(name: str) -> str:
    """The data file that a figure comes from."""
    return name.split(".", maxsplit=1)[0]


def measured(folder: Path, file: str) -> dict[str, Figure]:
    """The figures of one data file."""
    project = SYSTEMS["macaronic"]
    return measure(file, load(folder, file), project.ability, project.load())


def keeps(value: float, floor: Floor) -> bool:
    """Whether a figure is as good as its floor.

    >>> keeps(0.97, {"at_least": 0.95}), keeps(0.97, {"at_most": 0.95})
    (True, False)
    """
    return floor.get("at_least", value) <= value <= floor.get("at_most", value)


def raised(floor: Floor, value: float) -> Floor:
    """The floor at the measured value, rounded to the safe side, if that is better.

    >>> raised({"at_least": 0.95}, 0.98765), raised({"at_least": 0.95}, 0.9)
    ({'at_least': 0.987}, {'at_least': 0.95})
    >>> raised({"at_most": 0.05}, 0.0121), raised({"at_most": 0.05}, 0.1)
    ({'at_most': 0.013}, {'at_most': 0.05})
    """
    if "at_least" in floor:
        return {"at_least": max(floor["at_least"], math.floor(value * 1000) / 1000)}
    return {"at_most": min(floor["at_most"], math.ceil(value * 1000) / 1000)}


def shortfalls(figures: Mapping[str, Figure], floors: Mapping[str, Floor]) -> list[str]:
    """What a reader of a failed gate wants to know: which figure, how good it is, how good it must be.

    >>> shortfalls({"a.found": 0.5, "a.wrong": 0.1}, {"a.found": {"at_least": 0.6}, "a.wrong": {"at_most": 0.2}})
    ['a.found is 0.5000, must be at least 0.6']
    """
    return [
        f"{name} is {float(figures[name]):.4f}, must be {bound.replace('_', ' ')} {limit}"
        for name, floor in floors.items()
        for bound, limit in floor.items()
        if not keeps(float(figures[name]), floor)
    ]


@pytest.mark.parametrize("file", dict.fromkeys(map(file_of, FLOORS)))
def test_figures_keep_their_floors(file: str) -> None:
    folder = os.environ.get("MACARONIC_DATA")
    if not folder:
        pytest.skip("MACARONIC_DATA names no folder of data")
    try:
        figures = measured(Path(folder), file)
    except FileNotFoundError as error:
        pytest.skip(f"no {error.filename}")
    short = shortfalls(figures, {name: floor for name, floor in FLOORS.items() if file_of(name) == file})
    assert not short, "\n".join(short)


def main() -> None:
    """The command line: raises the floors. Those of a file that is not there stay."""
    parser = argparse.ArgumentParser(description="Raises the floors of the quality gate to what is measured now.")
    parser.add_argument("--raise", action="store_true", required=True, help="rewrite quality_floors.json")
    parser.parse_args()
    folder = os.environ.get("MACARONIC_DATA") or parser.error("MACARONIC_DATA names no folder of data")
    floors = dict(FLOORS)
    for file in dict.fromkeys(map(file_of, FLOORS)):
        try:
            figures = measured(Path(folder), file)
        except FileNotFoundError as error:
            print(f"{file}: no {error.filename}", file=sys.stderr)
            continue
        floors |= {n: raised(floor, float(figures[n])) for n, floor in FLOORS.items() if file_of(n) == file}
    for name in [name for name in FLOORS if floors[name] != FLOORS[name]]:
        print(f"{name}: {FLOORS[name]} -> {floors[name]}")
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(floor)}" for name, floor in floors.items())
    FLOORS_FILE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
