"""The edit algebra: pure functions over sorted, non-overlapping edits of one text.

Every stage says what it would change as edits of the text that it was given; `compose` carries them back to the
text that the first stage was given, `invert` leads the way home. An edit list is *valid* for a text when its
edits are sorted, do not overlap, and each `old` equals the slice that it names.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: `old` at code points `start` to `end` becomes `new`, by the named rules.

    `reason` says in a few words what spoke for it, where the rules' names alone do not.

    >>> Edit(11, 13, "..", ".", ("doubled_period",))
    Edit(start=11, end=13, old='..', new='.', rules=('doubled_period',), reason='')
    """

    start: int
    end: int
    old: str
    new: str
    rules: tuple[str, ...]
    reason: str = ""


Edits = tuple[Edit, ...]


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made.

    Raises ValueError when they are not valid for `text`: an edit list belongs to one text and no other.

    >>> apply("of 2015.. Iraqi", [Edit(7, 9, "..", ".", ("doubled_period",))])
    'of 2015. Iraqi'
    """
    parts: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or text[edit.start : edit.end] != edit.old or edit.end - edit.start != len(edit.old):
            raise ValueError(f"not an edit of this text: {edit}")
        parts += text[at : edit.start], edit.new
        at = edit.end
    return "".join([*parts, text[at:]])


def invert(edits: Iterable[Edit]) -> Edits:
    """The edits that lead back: `apply(apply(t, e), invert(e)) == t`."""
    back: list[Edit] = []
    drift = 0
    for edit in edits:
        start = edit.start + drift
        back.append(replace(edit, start=start, end=start + len(edit.new), old=edit.new, new=edit.old))
        drift += len(edit.new) - len(edit.old)
    return tuple(back)


def shift(edits: Iterable[Edit], offset: int) -> Edits:
    """The same edits of a text that has `offset` more code points in front."""
    return tuple(replace(edit, start=edit.start + offset, end=edit.end + offset) for edit in edits)


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> Edits:
    """One edit list that does what `first` and then `second` do: `second` is of the text that `first` makes.

    Edits that touch become one, under the rules of both, because an insertion and a replacement at one place
    have no order of their own once both are told in the offsets of the first text. Linear in the number of edits
    after sorting.

    >>> mend = [Edit(0, 2, "Ã©", "é", ("fix_encoding",))]
    >>> tidy = [Edit(3, 5, "..", ".", ("doubled_period",))]  # of "été..", which mend made of "Ã©té.."
    >>> [(e.start, e.old, e.new) for e in compose(mend, tidy)]
    [(0, 'Ã©', 'é'), (4, '..', '.')]
    """
    if not first or not second:
        return tuple(first or second)
    back = invert(first)  # the first list as seen from the middle text, which `second` is of, too
    events = sorted([(e.start, e.end, 0, e) for e in back] + [(e.start, e.end, 1, e) for e in second], key=_place)
    composed: list[Edit] = []
    drift = at = 0  # how much longer the middle text is than the first, up to here
    while at < len(events):
        group, reach = [events[at]], events[at][1]
        while at + len(group) < len(events) and events[at + len(group)][0] <= reach:
            group.append(events[at + len(group)])
            reach = max(reach, group[-1][1])
        at += len(group)
        edit, grown = _merged(group, drift)
        drift += grown
        if edit.old != edit.new:
            composed.append(edit)
    return tuple(composed)


Event = tuple[int, int, int, Edit]


def _place(event: Event) -> tuple[int, int]:
    return event[0], event[1]


def _merged(group: list[Event], drift: int) -> tuple[Edit, int]:
    """One edit of the first text for events that touch, and how much the first list grew the text there."""
    start = group[0][0]
    middle = ""
    for at, _, _, edit in group:  # every character of the middle text here is in some edit's `old`
        middle += edit.old[start + len(middle) - at :] if at + len(edit.old) > start + len(middle) else ""
    back = shift((e for _, _, late, e in group if not late), -start)
    late = shift((e for _, _, late, e in group if late), -start)
    old, new = apply(middle, back), apply(middle, late)
    rules = tuple(dict.fromkeys(rule for edit in back + late for rule in edit.rules))
    reason = "; ".join(dict.fromkeys(edit.reason for edit in back + late if edit.reason))
    begin = start - drift
    return Edit(begin, begin + len(old), old, new, rules, reason), len(middle) - len(old)


class Places:
    """Where the places of an edited text are in the text before its edits, and the other way round.

    A place inside a replacement maps to the replacement's near end: a start to its start, an end to its end, so
    that a span never shrinks to nothing that it covered.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        """Takes the edits of one text."""
        self._edits = edits
        self._starts, self._ends, drift = [], [], 0
        for edit in edits:
            self._starts.append(edit.start + drift)
            drift += len(edit.new) - len(edit.old)
            self._ends.append(edit.end + drift)

    def original_start(self, place: int) -> int:
        """The original offset of a span's start in the edited text."""
        i = bisect_right(self._starts, place) - 1
        if i < 0:
            return place
        return self._edits[i].start if place < self._ends[i] else self._edits[i].end + place - self._ends[i]

    def original_end(self, place: int) -> int:
        """The original offset of a span's end in the edited text."""
        i = bisect_left(self._starts, place) - 1
        if i < 0:
            return place
        return self._edits[i].end if place <= self._ends[i] else self._edits[i].end + place - self._ends[i]
