"""What a repair rule is. The rules themselves stand in the modules that `fixes` joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from macaronic.edits import Edit
from macaronic.orthography import Orthography

Stage = Literal["mend", "tidy"]
Safety = Literal["certain", "evident", "requested"]
Rule = Callable[[str, Orthography], Iterable[Edit]]


class Shape(NamedTuple):
    """Where a rule finds a fault: a mark, and what stands in front of it, after it, and behind that.

    `marks` are some characters, each of which is one; a side is some characters, or a class of a regular expression
    (in brackets), or empty for any. The edges of a text count as white space.
    """

    marks: str
    before: str = ""
    after: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair rule: what the command line, the edits and the documentation know it by.

    `find` takes a text and the orthography of its language, and gives valid edits of that text, in order; its
    name is the rule's name. `needles` are an exact gate: where none of them is in a text, the rule changes nothing
    (no needles: the rule looks at every text). `shapes` are a finer one: they say of the marks what stands beside them.
    `stage` says when: `mend` before the text is split and identified, `tidy` after, passage by passage. `safety` says
    how sure a repair is: `certain` where no sound text has what is repaired; `evident` where the words or marks around
    it prove the fault; `requested` where it may be meant, so that the rule is applied only if it is enabled by name or
    by `group`.
    """

    find: Rule
    group: str
    stage: Stage
    safety: Safety
    needles: tuple[str, ...]
    changes: str
    keeps: str
    cost: str
    languages: str = "all"
    shapes: tuple[Shape, ...] = ()

    @property
    def name(self) -> str:
        """The rule's name: that of its function."""
        return self.find.__name__

    @property
    def default(self) -> bool:
        """Whether the rule is applied unless it is skipped."""
        return self.safety != "requested"
