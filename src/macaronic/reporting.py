"""What a run says to the person who started it, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

import click

from macaronic.work import Outcome

LONG = 1 << 21  # bytes of input from which progress is worth showing
EXAMPLES = 3  # of unknown languages, and of places, that are named


def say(message: str) -> None:
    """One line."""
    click.echo(message.encode("utf-8", "backslashreplace"), err=True)


@dataclass(slots=True)
class Tally:
    """What a run has to say at its end."""

    unreadable: int = 0
    unknown: int = 0
    unknown_examples: list[str] = field(default_factory=list)
    held_back: int = 0
    held_back_examples: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Takes in what there is to say about a chunk, and names the records in it that could not be read."""
        notices = outcome.notices
        for problem in notices.problems:
            say(problem)
        self.unreadable += len(notices.problems)
        self.unknown += len(notices.unknown)
        self.held_back += len(notices.held_back)
        _add_examples(self.unknown_examples, notices.unknown)
        _add_examples(self.held_back_examples, notices.held_back)

    def tell(self) -> None:
        """Says it."""
        languages, places = ", ".join(self.unknown_examples), ", ".join(self.held_back_examples)
        notes = {
            f"records that could not be read: {self.unreadable}": self.unreadable,
            f"records with an unknown language, which was inferred ({languages}): {self.unknown}": self.unknown,
            f"edits left out, for which the file's encoding, line or markup has no room ({places}): {self.held_back}": (
                self.held_back
            ),
        }
        for note, count in notes.items():
            if count:
                say(f"macaronic: {note}")


def _add_examples(examples: list[str], found: Sequence[str]) -> None:
    fresh = [example for example in dict.fromkeys(found) if example not in examples]
    examples += fresh[: EXAMPLES - len(examples)]


def with_progress(outcomes: Iterable[Outcome], size: int, elsewhere: bool) -> Iterator[Outcome]:
    """The outcomes for `size` bytes of input, with progress on a terminal if it takes long enough to be looked at.

    A terminal that shows the output, too, because that goes not `elsewhere`, has no place for it.
    """
    if size < LONG or not _is_terminal(sys.stderr) or not (elsewhere or not _is_terminal(sys.stdout)):
        yield from outcomes
        return
    with click.progressbar(length=size, file=sys.stderr) as bar:
        for outcome in outcomes:
            yield outcome
            bar.update(outcome.chunk_size)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
