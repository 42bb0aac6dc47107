"""What a repair rule is. The rules themselves stand in `mojibake`, `characters`, `punctuation`,
`spacing`, `structure` and `typography`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from macaronic.edits import Edit
from macaronic.orthography import Orthography

Stage = Literal["mend", "tidy"]
Rule = Callable[[str, Orthography], Iterable[Edit]]


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair rule: what the command line, the edits and the documentation know it by.

    `find` takes a text and the orthography of its language, and gives valid edits of that text, in order; its
    name is the rule's name. `needles` are an exact gate: where none of them is in a text, the rule changes nothing
    (no needles: the rule looks at every text). `default` rules are applied unless skipped, the others when enabled
    by name or by `group`. `stage` says when: `mend` before the text is split and identified, `tidy` after, passage
    by passage.
    """

    find: Rule
    group: str
    stage: Stage
    default: bool
    needles: tuple[str, ...]
    changes: str
    keeps: str
    cost: str
    languages: str = "all"

    @property
    def name(self) -> str:
        """The rule's name: that of its function."""
        return self.find.__name__
