"""What `check` reports, in the forms in which people and their tools read it."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from macaronic import jsonl
from macaronic.edits import Edit
from macaronic.errors import RunError
from macaronic.formats import Position
from macaronic.records import Result

REPAIR = "repair"
INFORMATION = frozenset({"quotation"})  # reported, but no error: it does not make `check` fail
EXCERPT = 60  # code points
CONTEXT = 20  # code points of the words around a repair: `2015.. -> 2015.` says more than `.. -> .`
REACH = 500  # code points of a line on each side of a passage that a frame may show
ROWS = 3  # lines of a passage that a frame shows
LINE_END = re.compile(r"\r\n?|\n")
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # part of how Persian and Hindi are written


class Meaning(NamedTuple):
    """What a kind of finding is, and what to do about one."""

    description: str
    advice: str


MEANING = {
    "untranslated": Meaning(
        "A passage in another language than expected.",
        "Translate it. Terms that are meant to be there go into a file of terms, one a line, for `--allow`.",
    ),
    "quotation": Meaning(
        "A foreign phrase or title set off in a sentence of the expected language.",
        "Nothing has to be done: this is for information.",
    ),
    "garbled": Meaning(
        "Words of no language, symbol soup or a repetition loop.",
        "Write it anew from its source, or take it out.",
    ),
    "mojibake": Meaning(
        "Encoding damage that could not be undone.",
        "Take the passage again from its source, read in the right encoding: too little is left of it here.",
    ),
    "duplicate": Meaning(
        "A line or sentence repeated right after itself.",
        "Take the second copy out, or let `macaronic clean --drop duplicate` do it.",
    ),
    REPAIR: Meaning(
        "A fault that `macaronic clean` would repair.",
        "Run `macaronic clean --in-place` on the file, or `--skip` the rule that the message names.",
    ),
}


class Line(NamedTuple):
    """A line with a passage in it: its number, and what stands before, in and after the passage."""

    number: int
    before: str
    passage: str
    after: str


class Excerpt(NamedTuple):
    """The first lines of a passage, for a frame around it; so many `more` are left out."""

    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `check` found: a flag, or a repair that `clean` would make.

    Lines and columns are from 1, columns in code points, ends exclusive. `text` is the passage, for a repair with
    the words that it is in, and `new` what it would become; `rules` are those of a repair. The `excerpt` is there
    where it was asked for.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    kind: str
    language: str | None
    score: float
    reason: str
    text: str
    new: str | None = None
    rules: tuple[str, ...] = ()
    excerpt: Excerpt | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What a finding is known by in a baseline: not its line, which changes with every edit above it."""
        return from_here(self.path), self.kind, self.text

    @property
    def message(self) -> str:
        """The passage, shortened, on one line, with nothing in it that a terminal would obey."""
        if self.new is None:
            return inert(shortened(" ".join(self.text.split())))
        return f"{inert(shortened(self.text))} -> {inert(shortened(self.new))} ({', '.join(self.rules)})"


def from_here(path: str) -> str:
    """A path as tools that share a repository know it: from the working directory, with forward slashes.

    >>> from_here("./docs/guide.md")
    'docs/guide.md'
    """
    place = Path(path)
    with suppress(ValueError):  # it is somewhere else, or relative as it is
        place = place.relative_to(Path.cwd())
    return place.as_posix()


def of_result(path: str, result: Result, position: Position, excerpts: bool = False) -> list[Finding]:
    """The findings of a document, in the order of its text, with excerpts if they are asked for."""
    text = result.decoded.text

    def place(start: int, end: int) -> tuple[str, int, int, int, int]:
        return path, *position(start), *position(end)

    def seen(start: int, end: int) -> Excerpt | None:
        return excerpt(text, start, end, position) if excerpts else None

    flags = [
        Finding(
            *place(f.start, f.end),
            f.kind,
            f.language,
            f.score,
            f.reason,
            text[f.start : f.end],
            excerpt=seen(f.start, f.end),
        )
        for f in result.flags
    ]
    repairs = [
        Finding(
            *place(e.start, e.end),
            REPAIR,
            None,
            1.0,
            e.reason,
            *in_words(text, e),
            e.rules,
            excerpt=seen(e.start, e.end),
        )
        for e in result.edits
    ]
    return sorted(flags + repairs, key=lambda finding: (finding.line, finding.column))


def excerpt(text: str, start: int, end: int, position: Position) -> Excerpt:
    """The lines of a passage that are not blank, with no more of each than a terminal may have room for. A passage of
    white space alone is one line, whatever line ends are in it.

    >>> excerpt("It rained.\\nNo one came.\\n", 3, 17, lambda offset: (1 + (offset > 10), 1)).lines[1]
    Line(number=2, before='', passage='No one', after=' came.')
    """
    before, after = beside(text, start, end)
    shown = text[start : min(end, start + ROWS * REACH)]
    if shown.isspace() or not shown:
        return Excerpt((Line(position(start)[0], before, shown, after),), 0)
    ends = [(match.start(), match.end()) for match in LINE_END.finditer(shown)]
    spans = zip([0, *(b for _, b in ends)], [*(a for a, _ in ends), len(shown)], strict=True)
    filled = [(a, b) for a, b in spans if shown[a:b].strip()]
    lines = tuple(
        Line(
            position(start + a)[0],
            "" if a else before,
            shown[a:b],
            after if start + b == end else "",
        )
        for a, b in filled[:ROWS]
    )
    rest = text[start + filled[:ROWS][-1][1] : end]
    return Excerpt(lines, sum(bool(line.strip()) for line in LINE_END.split(rest)[1:]))


def beside(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before a passage on its first line, and after it on its last."""
    return LINE_END.split(text[max(0, start - REACH) : start])[-1], LINE_END.split(text[end : end + REACH])[0]


def in_words(text: str, edit: Edit) -> tuple[str, str]:
    """A repair's text before and after, with what stands around it up to the next white space."""
    before, after = text[max(0, edit.start - CONTEXT) : edit.start], text[edit.end : edit.end + CONTEXT]
    left = "" if not before or before[-1].isspace() else before.split()[-1]
    right = "" if not after or after[0].isspace() else after.split()[0]
    return left + edit.old + right, left + edit.new + right


def shortened(text: str) -> str:
    """The beginning of a text, if it is long."""
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}\N{HORIZONTAL ELLIPSIS}"


def inert(text: str) -> str:
    """A text with everything that a terminal would obey, line ends included, as escapes.

    >>> inert("one\\ntwo \\x1b[31m")
    'one\\\\ntwo \\\\x1b[31m'
    """
    return "".join(c if c.isprintable() or c in JOINERS else ascii(c)[1:-1] for c in text)


def as_text(findings: Iterable[Finding]) -> Iterator[str]:
    """A line a finding, as linters write them."""
    for f in findings:
        yield f"{f.path}:{f.line}:{f.column}: {f.kind} {f.language or '-'} {f.score:.2f} {f.message}\n"


def as_jsonl(findings: Iterable[Finding]) -> Iterator[str]:
    """An object a finding; also the form of a baseline."""
    for f in findings:
        entry = asdict(replace(f, excerpt=None)) | {"score": round(f.score, 4)}
        del entry["excerpt"]
        yield jsonl.dumps(entry).decode() + "\n"


def as_github(findings: Iterable[Finding]) -> Iterator[str]:
    """Workflow commands, which GitHub shows beside the lines of a change."""
    for f in findings:
        place = f"file={_property(from_here(f.path))},line={f.line},endLine={f.end_line}"
        if f.line == f.end_line:  # GitHub does not take columns for more than one line
            place += f",col={f.column},endColumn={max(f.column, f.end_column - 1)}"
        level = "notice" if f.kind in INFORMATION else "warning"
        language = f" [{f.language}]" if f.language else ""
        yield f"::{level} {place},title=macaronic {f.kind}{language}::{_data(_explanation(f))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _explanation(f: Finding) -> str:
    reason = f" ({inert(f.reason)})" if f.reason else ""
    return f"{f.message}{reason}"


def as_sarif(findings: Iterable[Finding]) -> Iterator[str]:
    """SARIF 2.1.0, which code scanners exchange; written as the findings come."""
    from macaronic import __version__

    driver = {"name": "macaronic", "semanticVersion": __version__, "rules": [_sarif_rule(kind) for kind in MEANING]}
    head = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":['
    yield jsonl.dumps(head).decode()[:-1] + ',"results":['
    seen: Counter[tuple[str, str, str]] = Counter()
    for separator, finding in zip(chain(["\n"], repeat(",\n")), findings, strict=False):
        seen[finding.identity] += 1
        yield separator + jsonl.dumps(_sarif_result(finding, seen[finding.identity])).decode()
    yield "\n]}]}\n"


def _sarif_rule(kind: str) -> dict[str, Any]:
    description, advice = MEANING[kind]
    return {
        "id": kind,
        "shortDescription": {"text": description},
        "fullDescription": {"text": f"{description} {advice}"},
        "help": {"text": advice},
        "defaultConfiguration": {"level": _sarif_level(kind)},
    }


def _sarif_level(kind: str) -> str:
    return "note" if kind in INFORMATION else "warning"


def _sarif_result(f: Finding, occurrence: int) -> dict[str, Any]:
    region = {"startLine": f.line, "startColumn": f.column, "endLine": f.end_line, "endColumn": f.end_column}
    properties = {"language": f.language, "score": round(f.score, 4)}
    return {
        "ruleId": f.kind,
        "ruleIndex": list(MEANING).index(f.kind),
        "level": _sarif_level(f.kind),
        "message": {"text": _explanation(f)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(f.path)}, "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(f, occurrence)},
        "properties": {key: value for key, value in properties.items() if value is not None},
    }


def _fingerprint(f: Finding, occurrence: int) -> str:
    """What a finding is known by in other versions of its file, which has several alike.

    Under the one key that GitHub heeds, which it would fill itself by the line: but a paragraph may be one line, and
    all findings in it would be one.
    """
    return f"{blake2b(repr(f.identity).encode(), digest_size=8).hexdigest()}:{occurrence}"


def _uri(path: str) -> str:
    place = Path(from_here(path))
    return place.as_uri() if place.is_absolute() else quote(os.fsencode(place.as_posix()))


FORMS: dict[str, Callable[[Iterable[Finding]], Iterator[str]]] = {
    "text": as_text,
    "jsonl": as_jsonl,
    "sarif": as_sarif,
    "github": as_github,
}


def read_baseline(path: Path) -> Counter[tuple[str, str, str]]:
    """How often each finding is known. Raises RunError."""
    known: Counter[tuple[str, str, str]] = Counter()
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            entry = jsonl.parse(line)
            known[from_here(entry["path"]), entry["kind"], entry["text"]] += 1
        except (jsonl.RecordError, KeyError, TypeError) as error:
            message = f"not a finding ({error}); `macaronic check --format jsonl` writes a baseline"
            raise RunError(f"{path}:{number}: {message}") from None
    return known


def new(findings: Iterable[Finding], known: Counter[tuple[str, str, str]]) -> Iterator[Finding]:
    """The findings that are not known, each known one standing for one."""
    left = Counter(known)
    for finding in findings:
        if left[finding.identity]:
            left[finding.identity] -= 1
        else:
            yield finding
