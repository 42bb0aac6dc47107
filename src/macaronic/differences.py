"""What `clean --diff` prints: what cleaning would change, by which rules.

For a program it is a unified diff without lines around the changes, which `patch` takes; the rules stand where other
diffs name a function. For a person each change stands by itself, cut to the terminal's width and marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from macaronic.config import Config
from macaronic.edits import Edit, Edits, apply, shift
from macaronic.findings import inert
from macaronic.formats import Chunk, Position, Record
from macaronic.records import Result
from macaronic.work import Notices, Outcome, examined, marked, shown

if TYPE_CHECKING:
    from macaronic.terminal import Screen

NO_LINE_END = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Diff:
    """The work of `clean --diff`. Callable and picklable, so that any process can do it.

    `marks`: whether flagged passages would be marked; `screen`: on what it is shown, None for a program to read.
    """

    config: Config
    marks: bool = False
    screen: Screen | None = None

    def __call__(self, chunk: Chunk) -> Outcome:
        """What would be changed in the chunk."""
        notices = Notices()
        differences = [
            self._shown(chunk, record, marked(result, chunk, record, notices) if self.marks else result, position)
            for record, results in examined(chunk, self.config, notices)
            for result, position in shown(chunk.format, record, results)
        ]
        output = "".join(differences).encode("utf-8", "backslashreplace")
        return Outcome(len(chunk.data), chunk.file, chunk.after, notices, output=output)

    def _shown(self, chunk: Chunk, record: Record, result: Result, position: Position) -> str:
        if self.screen:
            from macaronic.terminal import changes

            return changes(chunk.file, result.decoded.text, result.edits, position, self.screen)
        name = chunk.file if chunk.format.whole else f"{chunk.file}:{record.line}"
        return unified(inert(name), result.decoded.text, result.edits)


class Hunk(NamedTuple):
    """Lines that change together: the first one's number before and after, what they were and become, by which
    rules.
    """

    line: int
    new_line: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    rules: tuple[str, ...]

    def __str__(self) -> str:
        """As a unified diff has it."""
        ranges = f"@@ -{_range(self.line, self.old)} +{_range(self.new_line, self.new)} @@ {', '.join(self.rules)}\n"
        return ranges + "".join([*_signed("-", self.old), *_signed("+", self.new)])


def _range(line: int, lines: Sequence[str]) -> str:
    """Where no line is left, diffs name the one before."""
    return f"{line if lines else line - 1},{len(lines)}"


def _signed(sign: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n{NO_LINE_END}"


def unified(name: str, text: str, edits: Edits) -> str:
    """The diff of one document, or nothing where nothing changes.

    >>> print(unified("a.txt", "It rained. .\\nNo one came.", (Edit(9, 12, ". .", ".", ("doubled_period",)),)), end="")
    --- a.txt
    +++ a.txt
    @@ -1,1 +1,1 @@ doubled_period
    -It rained. .
    +It rained.
    """
    return "".join([f"--- {name}\n+++ {name}\n", *map(str, hunks(text, edits))]) if edits else ""


def hunks(text: str, edits: Edits) -> Iterator[Hunk]:
    """The whole lines that edits change, each edit in one hunk. Lines end at a line feed, as they do for `patch`."""
    line = new_line = 1
    at = 0
    for start, end, group in _regions(text, edits):
        line, new_line, at = line + (passed := text.count("\n", at, start)), new_line + passed, start
        old = text[start:end]
        before, after = _lines(old), _lines(apply(old, shift(group, -start)))
        rules = tuple(dict.fromkeys(rule for edit in group for rule in edit.rules))
        yield Hunk(line, new_line, before, after, rules)
        line, new_line, at = line + len(before), new_line + len(after), end


def _lines(text: str) -> tuple[str, ...]:
    """A text's lines with their ends; the last one may have none."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return tuple([*lines, last] if last else lines)


def _regions(text: str, edits: Edits) -> Iterator[tuple[int, int, Edits]]:
    """The whole lines that edits touch, and these edits."""
    start = end = 0
    group: list[Edit] = []
    for edit in edits:
        if group and edit.start >= end and text[end - 1] == "\n":
            yield start, end, tuple(group)
            group = []
        if not group:
            start = end = text.rfind("\n", end, edit.start) + 1 or end
        group.append(edit)
        if edit.end >= end:
            end = _end(text, start, edit)
    if group:
        yield start, end, tuple(group)


def _end(text: str, start: int, edit: Edit) -> int:
    """Where the last line ends that an edit touches. One that takes out or replaces whole lines does not touch the
    next.
    """
    whole = start == edit.start < edit.end and text[edit.end - 1] == "\n" and (not edit.new or edit.new[-1] == "\n")
    return edit.end if whole else text.find("\n", edit.end) + 1 or len(text)
