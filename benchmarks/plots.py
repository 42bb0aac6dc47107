"""The plots of speed.py, as SVG. They need matplotlib, which nothing else does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inputs import MB
from memory import Run
from systems import imported
from usage import significant

WIDTH = 8.0  # inches
OURS, OTHERS, GUIDE = "#c2410c", "#475569", "#94a3b8"
PARTS = 60  # with more, the curves of long runs hide each other
LEAST = 1e-3  # seconds that can be told from none


def figure(height: float) -> tuple[Any, Any]:
    """A figure and its axes, on white, so that it can be read on a dark page."""
    imported("matplotlib").rcParams.update(
        {"svg.fonttype": "none", "svg.hashsalt": "macaronic", "font.family": "sans-serif", "axes.spines.top": False}
    )
    made = imported("matplotlib.figure", "matplotlib").Figure((WIDTH, height), layout="constrained", facecolor="white")
    axes = made.add_subplot()
    axes.spines["right"].set_visible(False)
    return made, axes


def save(made: Any, place: Path) -> None:
    """Writes a figure, without the time at which it was made."""
    made.savefig(place, metadata={"Date": None})


def rates(measured: Mapping[str, float], own: str) -> Any:
    """Throughput by tool, the quickest on top, on a logarithmic scale."""
    made, axes = figure(0.8 + 0.34 * len(measured))
    names = sorted(measured, key=lambda name: measured[name])
    for place, name in enumerate(names):
        color = OURS if name == own else OTHERS
        axes.plot(measured[name], place, marker="o", markersize=8, color=color)
        axes.annotate(
            f"{significant(measured[name])}", (measured[name], place), (9, 0),
            textcoords="offset points", va="center", color=color,
        )  # fmt: skip
    axes.set_yticks(range(len(names)), names)
    axes.grid(color=GUIDE, linewidth=0.4)
    axes.margins(x=0.12)
    _logarithmic(axes, "x")
    axes.set_xlabel("MB a second of processor time, start-up included")
    return made


def courses(runs: Mapping[str, Run]) -> Any:
    """Memory of each run as it went on: the most in each of `PARTS` of its time."""
    made, axes = figure(3.6)
    for name, run in runs.items():
        peaks = run.peaks(PARTS)
        axes.plot([sample.at for sample in peaks], [sample.size / MB for sample in peaks], label=name)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("seconds")
    axes.set_ylabel("MB in all processes")
    axes.legend(frameon=False)
    return made


def scaling(gains: Mapping[int, float]) -> Any:
    """How many times as fast some jobs are as one."""
    made, axes = figure(3.6)
    jobs = list(gains)
    axes.plot(jobs, jobs, color=GUIDE, linestyle="--", label="as many times as there are jobs")
    axes.plot(jobs, [gains[n] for n in jobs], color=OURS, marker="o", label="macaronic clean --jobs")
    axes.set_xticks(jobs)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("jobs")
    axes.set_ylabel("times as fast as one")
    axes.legend(frameon=False)
    return made


def growth(lengths: Sequence[int], times: Mapping[str, Sequence[float]]) -> Any:
    """Seconds by length of each text, beside straight lines of growth in proportion."""
    made, axes = figure(4.8)
    shown = [max(seconds, LEAST) for each in times.values() for seconds in each]
    low, high = math.floor(math.log10(min(shown))), math.ceil(math.log10(max(shown)))
    for power in range(low - 1, high + 1):
        guide = [10.0**power * length / lengths[0] for length in lengths]
        label = "in proportion" if power == high else None
        axes.plot(lengths, guide, color=GUIDE, linewidth=0.8, linestyle=":", label=label)
    for name, seconds in sorted(times.items(), key=lambda item: -item[1][-1]):
        axes.plot(lengths, [max(each, LEAST) for each in seconds], marker="o", label=name)
    _logarithmic(axes, "x")
    _logarithmic(axes, "y")
    axes.set_ylim(10.0**low, 10.0**high)
    axes.set_xticks(lengths, [f"{length:,}" for length in lengths])
    axes.minorticks_off()
    axes.set_xlabel("characters")
    axes.set_ylabel("seconds of processor time")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return made


def _logarithmic(axes: Any, which: str) -> None:
    """A logarithmic scale with plain numbers."""
    axes.set(**{f"{which}scale": "log"})
    getattr(axes, f"{which}axis").set_major_formatter("{x:g}")
