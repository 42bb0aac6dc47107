"""What is done to one chunk of a file, in whichever process: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from macaronic import sidecar
from macaronic.cleaner import Cleaner
from macaronic.config import Config
from macaronic.edits import Edit, Edits, apply
from macaronic.findings import Finding, of_result
from macaronic.formats import Chunk, Format, Place, Record
from macaronic.marking import mark
from macaronic.records import Result


@dataclass(slots=True)
class Notices:
    """What there is to say about a chunk besides its results.

    `problems` are the records that could not be read, a line each; `unknown` the languages that records claim and
    that are none; `held_back` counts the edits that a file's encoding or line could not hold.
    """

    problems: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    held_back: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a chunk: how many bytes of input it was, which place is behind it, what to say, what to write
    where.
    """

    chunk_size: int
    file: str
    after: Place
    notices: Notices
    output: bytes = b""
    edits: bytes = b""
    rejects: bytes = b""
    findings: tuple[Finding, ...] = ()


class Work(Protocol):
    """What a command does to a chunk."""

    @property
    def fmt(self) -> Format:
        """The format of the files."""
        ...

    def __call__(self, chunk: Chunk, /) -> Outcome:
        """What became of a chunk."""
        ...


@dataclass(frozen=True, slots=True)
class Clean:
    """The work of `clean`. Callable and picklable, so that any process can do it.

    `sentences`: whether they are written; `marks`: whether flagged passages are marked; `edits`: whether the edits
    file is wanted; `rejects`: whether records that could not be read go there instead of into the output.
    """

    config: Config
    fmt: Format
    sentences: bool = False
    marks: bool = False
    edits: bool = False
    rejects: bool = False

    def __call__(self, chunk: Chunk) -> Outcome:
        """The chunk cleaned."""
        output: list[bytes] = []
        edits: list[bytes] = []
        rejects: list[bytes] = []
        notices = Notices()
        for record, found in examined(chunk, self.fmt, self.config, notices):
            if found is None:
                (rejects if self.rejects and record.problem else output).append(record.whole())
                continue
            result = self._marked(found, notices) if self.marks else found
            text = result.decoded.restore(result.text)
            output.append(self.fmt.written(record, text, partial(result.to_dict, self.sentences)))
            if self.edits:
                edits.append(sidecar.written(chunk.file, self.fmt, record, result))
        return Outcome(
            len(chunk.data), chunk.file, chunk.after, notices, b"".join(output), b"".join(edits), b"".join(rejects)
        )

    def _marked(self, result: Result, notices: Notices) -> Result:
        """The result with marks, if its encoding has them."""
        marked = mark(result)
        if carried(marked, self.fmt.single_line) is marked:
            return marked
        notices.held_back += len(result.flags)
        return result


@dataclass(frozen=True, slots=True)
class Check:
    """The work of `check`. Callable and picklable, so that any process can do it."""

    config: Config
    fmt: Format

    def __call__(self, chunk: Chunk) -> Outcome:
        """The findings in the chunk."""
        findings: list[Finding] = []
        notices = Notices()
        for record, result in examined(chunk, self.fmt, self.config, notices):
            if result is not None:
                position = self.fmt.position(record, result.decoded.text)
                findings += of_result(chunk.file, result, position)
        return Outcome(len(chunk.data), chunk.file, chunk.after, notices, findings=tuple(findings))


def examined(
    chunk: Chunk,
    fmt: Format,
    config: Config,
    notices: Notices,
    known: Callable[[Record], Result | None] = lambda _: None,
) -> Iterator[tuple[Record, Result | None]]:
    """The records of a chunk, in order, each with what was found in it and can be done to it; with None where there
    was nothing to read. What is `known` of a record is not looked for again.
    """
    records = [(record, known(record)) for record in fmt.records(chunk)]
    results = Cleaner(config).clean_documents(
        record.document for record, result in records if record.document and not result
    )
    for record, result in records:
        if record.problem:
            column = f":{record.problem.column}" if record.problem.column else ""
            notices.problems.append(f"{chunk.file}:{record.line}{column}: {record.problem}")
        if record.unknown:
            notices.unknown.append(record.unknown)
        if result or not record.document:
            yield record, result
        else:
            yield record, _carried(next(results), record, fmt, notices)


def _carried(result: Result, record: Record, fmt: Format, notices: Notices) -> Result:
    kept = carried(result, fmt.single_line, ended=bool(record.end))
    notices.held_back += len(result.edits) - len(kept.edits)
    return kept


def carried(result: Result, single_line: bool, ended: bool = True) -> Result:
    """The result less the edits that its file cannot hold: letters that its encoding does not have, line ends where
    a line is a document, bytes that would be read back as other characters than they were written for, and, where a
    line is a document, nothing at all on a last line that has no end (`ended` is false).
    """
    encoding = result.decoded.encoding
    edits: Edits = tuple(edit for edit in result.edits if _holds(edit, encoding, single_line))
    text = result.text if edits == result.edits else apply(result.decoded.text, edits)
    lost = single_line and (text.endswith("\r") or not (text or ended))
    if edits and (lost or not _survives(text, encoding)):
        edits, text = (), result.decoded.text
    return result if edits == result.edits else replace(result, text=text, edits=edits)


def _holds(edit: Edit, encoding: str | None, single_line: bool) -> bool:
    breaks = single_line and ("\n" in edit.new or "\r" in edit.new)
    return not breaks and _survives(edit.new, encoding)


def _survives(text: str, encoding: str | None) -> bool:
    """Whether a text comes back from being written in an encoding (None: it is not)."""
    if encoding is None:
        return True
    try:
        return text.encode(encoding, "surrogateescape").decode(encoding, "surrogateescape") == text
    except UnicodeError:
        return False
