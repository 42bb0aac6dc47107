"""Draws the figures of docs/how-it-works.md, each for a light and for a dark page.

    python scripts/build_figures.py

docs/evidence-*.svg shows what each word of an example says and what the best path makes of it; docs/reliability-*.svg
draws the table of docs/calibration.md. Nothing in them is drawn by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np

from macaronic.emission import RELIABLE, Prose, States, emission
from macaronic.passages import Task, decode
from macaronic.sentences import split
from macaronic.vocabulary import Vocabulary

Point = tuple[float, float]

DOCS = Path(__file__).parent.parent / "docs"
COMMAND = "python scripts/build_figures.py"
TEXT = "The ferry was late. Nadie sabe por qué ha subido tanto. A guard from Sevilla said no."
HOME, AWAY = "en", "es"
ROW = re.compile(r"^\| \d\.\d+ to \d\.\d+ \| (\d+) \| (\d\.\d+) \| (\d\.\d+) \|", re.MULTILINE)


class Theme(NamedTuple):
    """The colours of a page: of what is written, of lines, of what is at home and of what strays."""

    name: str
    ink: str
    line: str
    home: str
    away: str
    band: str


THEMES = (
    Theme("light", "#1f2328", "#8c959f", "#57606a", "#8250df", "#f1e9ff"),
    Theme("dark", "#e6edf3", "#7d8590", "#9ea7b3", "#b083f0", "#352a4d"),
)


class Word(NamedTuple):
    """A word, what it says for Spanish rather than English (log-odds), whether it begins a sentence, and whether the
    best path has it in Spanish.
    """

    text: str
    evidence: float
    begins: bool
    strays: bool


def words() -> list[Word]:
    """The words of the example with their evidence."""
    vocabulary = Vocabulary([TEXT])
    start, end = vocabulary.words.start, vocabulary.words.end
    begins = np.isin(start, [first for first, _ in split(TEXT, HOME)])
    prose = Prose(vocabulary, begins, vocabulary.words.named)
    every = np.arange(len(start))
    rows = np.array([[vocabulary.row(HOME)], [vocabulary.row(AWAY)]], np.int64)
    states = States(rows, np.array([1]), np.array(RELIABLE, np.float32)[:, None, None])
    home, away = emission(prose, every, np.zeros_like(every), states)
    ((passage,),) = decode(prose, [Task(0, [HOME, AWAY], 1)])
    return [
        Word(TEXT[a:b], float(evidence), bool(first), passage.first <= i <= passage.last)
        for i, (a, b, evidence, first) in enumerate(zip(start, end, away - home, begins, strict=True))
    ]


def evidence_figure(theme: Theme) -> str:
    """A bar for each word, up for Spanish and down for English; behind them the passage that the path finds."""
    listed, step, zero = words(), 37, 130
    left = [44 + step * i for i in range(len(listed) + 1)]
    straying = [i for i, word in enumerate(listed) if word.strays]
    first, behind = left[straying[0]], left[straying[-1] + 1]
    parts = [
        f'<rect x="{first}" y="20" width="{behind - first}" height="270" rx="6" fill="{theme.band}"/>',
        _text(((first + behind) / 2, 14), "in Spanish, by the best path", theme.away),
        _line((40, zero), (left[-1], zero), theme.line),
        _text((36, zero - 40), "Spanish", theme.away, turn=-90),
        _text((36, zero + 40), "English", theme.home, turn=-90),
    ]
    for at, word in zip(left, listed, strict=False):
        parts += _bar(word, at + step / 2, zero, theme)
        parts.append(_text((at + step / 2 + 5, 228), word.text, theme.ink, "end", -55))
        if word.begins and at > left[0]:
            parts.append(_line((at, 30), (at, 218), theme.line, "4 4"))
    return _svg(left[-1] + 12, 294, parts, "What each word says for Spanish rather than English, as bars of log-odds")


def _bar(word: Word, middle: float, zero: float, theme: Theme) -> list[str]:
    """A word's bar, and its log-odds at the end of it."""
    up, height = word.evidence > 0, 15 * abs(word.evidence)
    top = zero - height if up else zero
    shape = f'<rect x="{middle - 13:.0f}" y="{top:.0f}" width="26" height="{height:.0f}"'
    number = _text((middle, top - 5 if up else top + height + 14), f"{word.evidence:+.1f}", theme.ink)
    return [f'{shape} fill="{theme.away if up else theme.home}"/>', number]


def reliability() -> list[tuple[int, float, float]]:
    """How many flags, their mean score and the share of them that is right, bin by bin."""
    rows = ROW.findall((DOCS / "calibration.md").read_text("utf-8"))
    return [(int(flags), float(score), float(right)) for flags, score, right in rows]


def reliability_figure(theme: Theme) -> str:
    """A point for each bin of scores; on the diagonal, scores are probabilities."""

    def place(score: float, right: float) -> Point:
        return 60 + 300 * score, 320 - 300 * right

    zero, one = place(0, 0), place(1, 1)
    parts = [_line(zero, one, theme.line, "4 4"), _line(zero, place(1, 0), theme.line)]
    parts += [_line(zero, place(0, 1), theme.line)]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        (x, low), (left, y) = place(tick, 0), place(0, tick)
        parts += [_line((x, low), (x, low + 5), theme.line), _line((left - 5, y), (left, y), theme.line)]
        parts += [
            _text((x, low + 20), f"{tick:.1f}", theme.ink),
            _text((left - 9, y + 4), f"{tick:.1f}", theme.ink, "end"),
        ]
    for flags, score, right in reliability():
        x, y = place(score, right)
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{theme.away}"/>')
        parts.append(_text((x + 8, y + 13), str(flags), theme.ink, "start"))
    parts.append(_text((zero[0] + 150, zero[1] + 42), "mean score", theme.ink))
    parts.append(_text((16, zero[1] - 150), "share that is right", theme.ink, turn=-90))
    return _svg(420, 370, parts, "Share of flags that are right against their mean score; beside each, how many flags")


def _text(place: Point, text: str, colour: str, anchor: str = "middle", turn: int = 0) -> str:
    x, y = map(round, place)
    turned = f' transform="rotate({turn} {x} {y})"' if turn else ""
    return f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}"{turned}>{escape(text)}</text>'


def _line(begin: Point, end: Point, colour: str, dashes: str = "") -> str:
    (x1, y1), (x2, y2) = (map(round, place) for place in (begin, end))
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"{dashed}/>'


def _svg(width: int, height: int, parts: Sequence[str], title: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    font = 'font-family="system-ui, sans-serif" font-size="12" role="img"'
    return "\n".join([f"{head} {font}>", f"<title>{escape(title)}</title>", *parts, "</svg>"]) + "\n"


def figures() -> Iterator[tuple[Path, str]]:
    """Each figure's file, and what it should be."""
    for theme in THEMES:
        yield DOCS / f"evidence-{theme.name}.svg", evidence_figure(theme)
        yield DOCS / f"reliability-{theme.name}.svg", reliability_figure(theme)


if __name__ == "__main__":
    for path, drawing in figures():
        path.write_text(drawing, encoding="utf-8")
