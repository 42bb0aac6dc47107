"""What is shown on a terminal: findings in frames, in the colours that it has.

Colour only repeats what words and signs say, and is one of the terminal's own sixteen, which its theme makes readable.
Nothing in a text reaches the terminal but what it shows: see `frames.visible`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TextIO, cast

from rich.console import Console
from rich.text import Text

from macaronic.edits import Edit
from macaronic.findings import REPAIR, Excerpt, Finding, beside, inert, shortened
from macaronic.formats import Position
from macaronic.frames import cells, row, rows, visible

Colors = Literal["standard", "256", "truecolor", "windows"] | None

NARROWEST = 30  # columns for which frames are made; on a terminal with fewer they wrap
STYLES = {  # blue is not seen on black, yellow not on white
    "untranslated": "bold red",
    "garbled": "bold magenta",
    "mojibake": "bold magenta",
    "duplicate": "bold magenta",
    "quotation": "bold",
    REPAIR: "bold green",
}
REMOVED, ADDED = "bold red", "bold green"
PLACE = PASSAGE = "bold"


@dataclass(frozen=True, slots=True)
class Screen:
    """How wide a terminal is, and how it shows colours. Picklable, so that any process can write for it."""

    width: int = 80
    color_system: Colors = None
    no_color: bool = False

    @classmethod
    def of(cls, stream: TextIO) -> Screen:
        """That on which a stream is shown, or one without colours: NO_COLOR, FORCE_COLOR, TERM and COLUMNS count."""
        console = Console(file=stream)
        return cls(console.width, cast(Colors, console.color_system), console.no_color)

    def painted(self, lines: Iterable[Text]) -> str:
        """What to write to show lines. They are not broken; see `wrapped`."""
        console = self._console()
        for line in lines:
            console.print(line, soft_wrap=True)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    def wrapped(self, head: str, text: str) -> Iterator[Text]:
        """A text broken into lines that stand behind a head, which the first one shows."""
        width = max(NARROWEST, self.width) - cells(head)
        for line in Text(visible(text)).wrap(self._console(), width, overflow="fold"):
            line.rstrip()
            yield Text.assemble(head, line)
            head = " " * cells(head)

    def _console(self) -> Console:
        return Console(
            file=io.StringIO(),
            force_terminal=self.color_system is not None,
            color_system=self.color_system,
            no_color=self.no_color,
            legacy_windows=False,
            highlight=False,
        )


def as_frames(findings: Iterable[Finding], screen: Screen) -> Iterator[str]:
    """Each finding with its place, as linters write it, its lines with the passage marked, and the reason."""
    for finding in findings:
        yield screen.painted([*_framed(finding, screen), Text()])


def _framed(f: Finding, screen: Screen) -> Iterator[Text]:
    style = STYLES[f.kind]
    rules = f" {', '.join(f.rules)}" if f.rules else ""
    yield Text.assemble(
        (f"{inert(f.path)}:{f.line}:{f.column}: ", PLACE),
        (f.kind, style),
        f" {f.language or '-'} {f.score:.2f}{rules}",
    )
    left = len(str(f.line)) + 1
    if f.excerpt:
        left = gutter(f.excerpt)
        yield from excerpt_lines(f.excerpt, style, screen)
    repair = f"{shortened(f.text)} -> {shortened(f.new)}" if f.new is not None else ""
    for note in filter(None, (repair, f.reason)):
        yield from screen.wrapped(f"{'':>{left}} = ", note)


def gutter(excerpt: Excerpt) -> int:
    """How wide the column of line numbers is."""
    return len(str(excerpt.lines[-1].number)) + 1


def excerpt_lines(excerpt: Excerpt, style: str, screen: Screen) -> Iterator[Text]:
    """The lines of a passage, each with its number, and marks below it."""
    left = gutter(excerpt)
    for line in excerpt.lines:
        shown = row(line.before, line.passage, line.after, max(NARROWEST, screen.width) - left - 3)
        yield Text.assemble((f"{line.number:>{left}} │ ", "dim"), shown.before, (shown.passage, PASSAGE), shown.after)
        yield Text.assemble((f"{'':>{left}} │ ", "dim"), (shown.marks(), style))
    if excerpt.more:
        yield Text(f"{'':>{left}} ⋮ {excerpt.more} more line{'s' * (excerpt.more > 1)}")


def changes(file: str, text: str, edits: Iterable[Edit], position: Position, screen: Screen) -> str:
    """Each edit of a document with its place and rules: the line as it is, and as it would be."""
    return "".join(screen.painted([*_changed(file, text, edit, position, screen), Text()]) for edit in edits)


def _changed(file: str, text: str, edit: Edit, position: Position, screen: Screen) -> Iterator[Text]:
    line, column = position(edit.start)
    yield Text.assemble((f"{inert(file)}:{line}:{column}: ", PLACE), (", ".join(edit.rules), STYLES[REPAIR]))
    left = len(str(line)) + 1
    before, after = beside(text, edit.start, edit.end)
    shown = rows(before, [edit.old, edit.new], after, max(NARROWEST, screen.width) - left - 5)
    for sign, style, number, part in zip("-+", (REMOVED, ADDED), (f"{line}", ""), shown, strict=True):
        passage = (part.passage, f"{style} underline")
        yield Text.assemble((f"{number:>{left}} │ ", "dim"), (f"{sign} ", style), part.before, passage, part.after)
        if part.passage:
            yield Text.assemble((f"{'':>{left}} │   ", "dim"), (part.marks(), style))
    if edit.reason:
        yield from screen.wrapped(f"{'':>{left}} = ", edit.reason)
