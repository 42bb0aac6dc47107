"""What a page has to know of each document: one JSON object a line, made in whichever process."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from macaronic.config import Config
from macaronic.edits import Edit, apply, invert
from macaronic.findings import REPAIR, in_words
from macaronic.formats import Chunk, Format, Position, Record
from macaronic.records import KINDS, Decoded, Flag, Result
from macaronic.work import Notices, Outcome, Results, examined, shown

HEADING = 90  # code points of a text by which a list of documents shows it
EXCERPT = 160  # code points of a passage that stand beside the reason for its flag

Span = tuple[int, int]
Piece = str | tuple[str, list[int]]


@dataclass(frozen=True, slots=True)
class Report:
    """The work of `report`. Callable and picklable, so that any process can do it."""

    config: Config

    def __call__(self, chunk: Chunk) -> Outcome:
        """What there is to show of the chunk's documents."""
        notices, fmt = Notices(), chunk.format
        lines = [
            described(chunk.file, None if fmt.whole else record.line, result, position)
            for record, results in examined(chunk, self.config, notices, partial(noted, fmt))
            for result, position in shown(fmt, record, results)
        ]
        return Outcome(len(chunk.data), chunk.file, chunk.after, notices, output=b"".join(lines))


def noted(fmt: Format, record: Record) -> Results:
    """What an earlier run of `clean` found in a record's texts, if the record says so and the notes are of them."""
    try:
        notes = fmt.notes(record)
        return tuple(_noted(str(document.text), note) for document, note in zip(record.documents, notes, strict=True))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return ()


def _noted(cleaned: str, note: Any) -> Result:
    """What a note says of a text as it was cleaned."""
    edits = tuple(
        Edit(e["start"], e["end"], e["old"], e["new"], tuple(map(str, e["rules"])), str(e.get("reason") or ""))
        for e in note["edits"]
    )
    original = apply(cleaned, invert(edits))
    flags = tuple(_flag(flag, original) for flag in note["flags"])
    return Result(cleaned, str(note["expected"]), flags, edits, (), Decoded(original), str(note["signature"]))


def _flag(flag: dict[str, Any], original: str) -> Flag:
    """A flag as a note has it. Raises ValueError where it cannot be one of this text."""
    start, end, kind, score, language = flag["start"], flag["end"], flag["kind"], flag["score"], flag["language"]
    valid = 0 <= start < end and original[start:end] == flag["text"] and kind in KINDS and 0 <= score <= 1
    if not valid:
        raise ValueError(f"not a flag of this text: {flag}")
    return Flag(start, end, kind, None if language is None else str(language), float(score), str(flag["reason"]))


def described(file: str, line: int | None, result: Result, position: Position) -> bytes:
    """The line of JSON for one document; `line` is where it begins in a file of several.

    Its `findings` come in the order of the text, `pieces` is the text cut where they begin and end.
    """
    text = result.decoded.text
    found: list[Flag | Edit] = sorted([*result.flags, *result.edits], key=lambda f: (f.start, -f.end))
    document = {
        "file": file,
        "line": line,
        "heading": " ".join(text[: 4 * HEADING].split())[:HEADING],
        "expected": result.expected,
        "signature": result.signature,
        "findings": [
            _finding(f, text) | {"place": position(f.start), "share": 1000 * f.start // max(1, len(text))}
            for f in found
        ],
        "pieces": pieces(text, [(f.start, f.end) for f in found]),
    }
    return json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n"


def _finding(found: Flag | Edit, text: str) -> dict[str, Any]:
    if isinstance(found, Edit):
        return {
            "kind": REPAIR,
            "language": None,
            "score": 1.0,
            "reason": found.reason,
            "words": [_shortened(words) for words in in_words(text, found)],
            "new": found.new,
            "rules": found.rules,
        }
    return {
        "kind": found.kind,
        "language": found.language,
        "score": round(found.score, 2),
        "reason": found.reason,
        "text": _shortened(text[found.start : found.end]),
    }


def _shortened(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}\N{HORIZONTAL ELLIPSIS}"


def pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The text, cut wherever a span begins or ends; a piece that is in spans with their numbers, in ascending order.

    An empty span is an empty piece: the place of an insertion.

    >>> pieces("we met him, he said", [(3, 19), (10, 11), (14, 14)])
    ['we ', ('met him', [0]), (',', [0, 1]), (' he', [0]), ('', [0, 2]), (' said', [0])]
    """
    beginning: dict[int, list[int]] = defaultdict(list)
    for number, (start, _) in enumerate(spans):
        beginning[start].append(number)
    cuts = sorted({0, len(text), *(place for span in spans for place in span)})
    cut: list[Piece] = []
    within: list[int] = []
    for here, there in pairwise([*cuts, len(text)]):
        within = [number for number in within if spans[number][1] > here]
        for number in beginning[here]:
            if spans[number][1] > here:
                within.append(number)
            else:
                cut.append(("", [*within, number]))
        if here < there:
            cut.append((text[here:there], list(within)) if within else text[here:there])
    return cut
