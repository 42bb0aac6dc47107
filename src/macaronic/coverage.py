"""Which languages macaronic knows, by what evidence, and how well: what `macaronic languages` prints.

How well was measured by benchmarks/languages.py, on news; what was not measured is not known, and is shown so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from macaronic import evidence
from macaronic.languages import NAMES

HEADER: Final = ("code", "name", "words", "n-grams", "reliable", "inferred", "found", "false alarms")
LEFT: Final = 2  # so many columns are text, and stand at the left; the others are figures
UNMEASURED: Final = "-"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is of one language.

    - `words`: how many its list has (None: no list), and `reliable`: whether they come from running text;
    - `inferred`: in how many texts it was inferred, of how many in it;
    - `found`: of what was left in other languages where it is expected, the share of letters that was flagged;
    - `alarms`: of what was flagged, the share of letters that are not foreign.
    """

    code: str
    name: str
    words: int | None = None
    reliable: bool = False
    inferred: tuple[int, int] | None = None
    found: float | None = None
    alarms: float | None = None

    def cells(self) -> list[str]:
        """The row of the table."""
        listed = self.words is not None
        return [
            self.code,
            self.name,
            str(self.words) if listed else UNMEASURED,
            "yes" if listed else UNMEASURED,
            ("yes" if self.reliable else "no") if listed else UNMEASURED,
            "/".join(map(str, self.inferred)) if self.inferred else UNMEASURED,
            _share(self.found),
            _share(self.alarms),
        ]


def coverage() -> list[Coverage]:
    """What there is of every language, by code."""
    known = evidence.load()
    data = files("macaronic") / "data" / "accuracy.json"
    measured = json.loads(data.read_text(encoding="utf-8"))
    found = []
    for code, name in sorted(NAMES.items()):
        row = known.row.get(evidence.SHARED.get(code, code))
        figures = measured.get(code, {})
        found.append(
            Coverage(
                code,
                name,
                None if row is None else int(known.words[row]),
                row is not None and bool(known.reliable[row]),
                tuple(figures["inferred"]) if "inferred" in figures else None,
                figures.get("found"),
                figures.get("alarms"),
            )
        )
    return found


def aligned(languages: Iterable[Coverage]) -> list[str]:
    """The table for a terminal, line by line."""
    table = [list(HEADER), *(language.cells() for language in languages)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [_justified(row, widths) for row in table]


def markdown(languages: Iterable[Coverage]) -> list[str]:
    """The table for the documentation, line by line."""
    rule = ["---"] * LEFT + ["---:"] * (len(HEADER) - LEFT)
    table = [list(HEADER), rule, *(language.cells() for language in languages)]
    return [f"| {' | '.join(row)} |" for row in table]


def _justified(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.ljust(width) if i < LEFT else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells)


def _share(share: float | None) -> str:
    return UNMEASURED if share is None else f"{share:.1%}"
