"""How answers are compared with gold: by letters, by counts, and as shares of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

Span = tuple[int, int]
Item = TypeVar("Item")


class Ratio(NamedTuple):
    """A share of cases, with the cases, so that a small sample shows.

    >>> print(Ratio(3, 4), float(Ratio(3, 4)))
    3/4 0.75
    """

    part: int
    whole: int

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> Ratio:
        """How many of the outcomes are true."""
        listed = list(outcomes)
        return cls(sum(listed), len(listed))

    def __float__(self) -> float:
        """The share; 0 of no cases."""
        return self.part / max(1, self.whole)

    def __str__(self) -> str:
        """Part and whole."""
        return f"{self.part}/{self.whole}"


Figure = float | Ratio


@dataclass(frozen=True, slots=True)
class Counts:
    """True and false positives and false negatives. Sums are micro-averages: every item counts the same.

    >>> total = Counts.between({1, 2, 3}, {2, 3, 4, 5}) + Counts.between({7}, {7})
    >>> total
    Counts(hits=3, strays=2, misses=1)
    >>> total.precision, total.recall, round(total.f1, 4)
    (0.6, 0.75, 0.6667)
    """

    hits: int = 0
    strays: int = 0
    misses: int = 0

    @classmethod
    def between(cls, gold: AbstractSet[Item], found: AbstractSet[Item]) -> Counts:
        """The counts of one comparison of two sets of items."""
        return cls(len(gold & found), len(found - gold), len(gold - found))

    def __add__(self, other: Counts) -> Counts:
        """The counts of both comparisons together."""
        return Counts(self.hits + other.hits, self.strays + other.strays, self.misses + other.misses)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.hits / max(1, self.hits + self.strays)

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, 2 * self.hits + self.strays + self.misses)


def pooled(labelled: Iterable[tuple[str, Counts]]) -> dict[str, Counts]:
    """The sum of the counts under each label, labels in order."""
    sums: defaultdict[str, Counts] = defaultdict(Counts)
    for label, counts in labelled:
        sums[label] += counts
    return dict(sorted(sums.items()))


def tallied(labelled: Iterable[tuple[str, bool]]) -> dict[str, Figure]:
    """The share of true outcomes under each label, labels in order."""
    outcomes: defaultdict[str, list[bool]] = defaultdict(list)
    for label, outcome in labelled:
        outcomes[label].append(outcome)
    return {label: Ratio.of(outcomes[label]) for label in sorted(outcomes)}


def letters(text: str, spans: Iterable[Span]) -> set[int]:
    """Where the letters of the spans stand. White space, digits and marks at a span's rim are nobody's fault.

    >>> sorted(letters("no, 2 go", [(0, 4), (3, 99)]))
    [0, 1, 6, 7]
    """
    return {i for start, end in spans for i in range(start, min(end, len(text))) if text[i].isalpha()}


def covered(text: str, span: Span, found: set[int]) -> bool:
    """Whether at least half of a span's letters were found; a span without letters cannot be."""
    there = letters(text, [span])
    return bool(there) and len(there & found) >= len(there) / 2


def pinpointed(text: str, spans: Sequence[Span], found: set[int]) -> bool:
    """Whether one of the spans was found, and not by flagging the whole sentence around it.

    What is flagged may be three times as long as the spans, or 20 letters longer: a word's neighbours may go with it.
    """
    there = len(letters(text, spans))
    return any(covered(text, span, found) for span in spans) and len(found) <= max(3 * there, there + 20)


def overlap(a: Span, b: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))
