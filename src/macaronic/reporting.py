"""What a run says to the person who started it, on standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

import click

from macaronic.findings import inert
from macaronic.work import Outcome

EXAMPLES = 3  # of unknown languages, and of places, that are named
RULES = 5  # that are named in a summary


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees what is written there."""
    return stream is not None and stream.isatty()


def is_shown(stream: TextIO | None) -> bool:
    """Whether what is written there is made for a person: on a terminal, or where FORCE_COLOR says so."""
    return on_terminal(stream) or bool(stream and os.environ.get("FORCE_COLOR"))


def say(message: str) -> None:
    """One line, with nothing in it that a terminal would obey."""
    click.echo(inert(message), err=True)


@dataclass(slots=True)
class Tally:
    """What a run has to say at its end. It can be written as JSON and read again: a run may go on where one stopped."""

    unreadable: int = 0
    unknown: int = 0
    unknown_examples: list[str] = field(default_factory=list)
    held_back: int = 0
    held_back_examples: list[str] = field(default_factory=list)
    documents: int = 0
    size: int = 0
    seconds: float = 0
    flags: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)

    def add(self, outcome: Outcome, seconds: float) -> None:
        """Takes in what there is to say about a chunk that took so long."""
        notices = outcome.notices
        self.unreadable += len(notices.problems)
        self.unknown += len(notices.unknown)
        self.held_back += len(notices.held_back)
        _add_examples(self.unknown_examples, notices.unknown)
        _add_examples(self.held_back_examples, notices.held_back)
        self.documents += notices.documents
        self.size += outcome.chunk_size
        self.seconds += seconds
        _add(self.flags, notices.flags)
        _add(self.repairs, notices.repairs)

    def notes(self) -> Iterator[str]:
        """What went otherwise than it should, and what to do about it."""
        if self.unreadable:
            yield f"records that could not be read: {self.unreadable}"
        if self.unknown:
            named = f"records with an unknown language, which was inferred ({', '.join(self.unknown_examples)})"
            yield f"{named}: {self.unknown}; `macaronic languages` lists those it knows"
        if self.held_back:
            places = ", ".join(self.held_back_examples)
            yield (
                f"edits left out, for which the file's encoding, line or markup has no room ({places}): "
                f"{self.held_back}"
            )

    def summary(self) -> Iterator[str]:
        """How much was done, how fast, and what was found."""
        rate = self.size / max(self.seconds, 1e-3)
        yield f"documents: {self.documents:,}, {_sized(self.size)} in {self.seconds:,.1f} s ({_sized(rate)}/s)"
        if self.flags:
            yield f"flags: {_ranked(self.flags)}"
        if self.repairs:
            yield f"repairs: {_ranked(self.repairs)}"
        if not self.flags and not self.repairs:
            yield "nothing to flag or repair"


def _add_examples(examples: list[str], found: Sequence[str]) -> None:
    fresh = [example for example in dict.fromkeys(found) if example not in examples]
    examples += fresh[: EXAMPLES - len(examples)]


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def _sized(size: float) -> str:
    """So many bytes.

    >>> _sized(2218), _sized(45_670_000)
    ('2.2 kB', '45.7 MB')
    """
    return f"{size / 1e3:.1f} kB" if size < 1e5 else f"{size / 1e6:,.1f} MB"


def _ranked(counts: Mapping[str, int]) -> str:
    """The most frequent first, and how many others there are.

    >>> _ranked({"a": 1, "b": 3})
    'b 3, a 1'
    """
    ranked = Counter(counts).most_common()
    named = [f"{name} {count:,}" for name, count in ranked[:RULES]]
    others = sum(count for _, count in ranked[RULES:])
    return ", ".join([*named, *([f"others {others:,}"] if others else [])])


def say_wrapped(message: str) -> None:
    """One line, or on a terminal that has no room for it, several."""
    from textwrap import wrap

    columns = shutil.get_terminal_size().columns if on_terminal(sys.stderr) else len(message)
    for line in wrap(message, max(columns, 20), subsequent_indent="  "):
        say(line)
