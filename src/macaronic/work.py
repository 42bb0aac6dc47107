"""What is done to one chunk of a file, in whichever process: plain values in, plain values out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from macaronic import sidecar
from macaronic.cleaner import Cleaner
from macaronic.config import Config
from macaronic.edits import Edit, Edits, apply
from macaronic.findings import Finding, of_result
from macaronic.formats import Chunk, Format, Place, Position, Record
from macaronic.marking import mark
from macaronic.records import Result

Results = tuple[Result, ...]


@dataclass(slots=True)
class Notices:
    """What there is to say about a chunk besides its results.

    `problems` are the records that could not be read, a line each; `unknown` the languages that records claim and
    that are none; `held_back` are the places of edits for which a file's encoding, line or markup has no room;
    `documents` counts those that were looked at, `flags` what was flagged in them by kind, and `repairs` what was or
    would be repaired by rule.
    """

    problems: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    documents: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)

    def count(self, record: Record, results: Results) -> None:
        """Counts what was found in the documents of a record."""
        self.documents += len(results)
        self.flags.update(flag.kind for flag in record.flags)
        self.flags.update(flag.kind for result in results for flag in result.flags)
        self.repairs.update(rule for result in results for edit in result.edits for rule in edit.rules)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a chunk: how many bytes of input it was, which place is behind it, what to say, what to write
    where.
    """

    chunk_size: int
    file: str
    after: Place
    notices: Notices
    separator: bytes = b""
    output: bytes = b""
    edits: bytes = b""
    rejects: bytes = b""
    findings: tuple[Finding, ...] = ()


Work = Callable[[Chunk], Outcome]  # what a command does to a chunk


@dataclass(frozen=True, slots=True)
class Clean:
    """The work of `clean`. Callable and picklable, so that any process can do it.

    `sentences`: whether they are written; `marks`: whether flagged passages are marked; `edits`: whether the edits
    file is wanted; `rejects`: whether records that could not be read go there instead of into the output.
    """

    config: Config
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
        fmt = chunk.format
        for record, found in examined(chunk, self.config, notices):
            if not found:
                (rejects if self.rejects and record.problem else output).append(record.whole())
                continue
            results = [marked(result, chunk, record, notices) for result in found] if self.marks else found
            texts = [result.decoded.restore(result.text) for result in results]
            output.append(fmt.written(record, texts, [partial(result.to_dict, self.sentences) for result in results]))
            if self.edits:
                edits += [sidecar.written(chunk.file, fmt, record, result) for result in results]
        return Outcome(
            len(chunk.data),
            chunk.file,
            chunk.after,
            notices,
            fmt.separator,
            output=b"".join(output),
            edits=b"".join(edits),
            rejects=b"".join(rejects),
        )


@dataclass(frozen=True, slots=True)
class Check:
    """The work of `check`. Callable and picklable, so that any process can do it.

    `excerpts`: whether the lines of the findings are wanted, too.
    """

    config: Config
    excerpts: bool = False

    def __call__(self, chunk: Chunk) -> Outcome:
        """The findings in the chunk."""
        findings: list[Finding] = []
        notices = Notices()
        for record, results in examined(chunk, self.config, notices):
            for result, position in shown(chunk.format, record, results):
                findings += of_result(chunk.file, result, position, self.excerpts)
        return Outcome(len(chunk.data), chunk.file, chunk.after, notices, findings=tuple(findings))


def shown(fmt: Format, record: Record, results: Results) -> Iterator[tuple[Result, Position]]:
    """The results with what the format itself finds wanting, each with the way from its text to the file's lines."""
    for index, result in enumerate(results):
        flags = sorted(result.flags + record.flags, key=lambda flag: (flag.start, flag.end))
        yield replace(result, flags=tuple(flags)), fmt.position(record, result.decoded.text, index)


def examined(
    chunk: Chunk,
    config: Config,
    notices: Notices,
    known: Callable[[Record], Results] = lambda _: (),
) -> Iterator[tuple[Record, Results]]:
    """The records of a chunk, in order, each with what was found in its texts and can be done to them; with nothing
    where there was nothing to read. What is `known` of a record is not looked for again.
    """
    fmt = chunk.format
    records = [(record, known(record)) for record in fmt.records(chunk)]
    results = Cleaner(config).clean_documents(
        document for record, earlier in records if not earlier for document in record.documents
    )
    for record, earlier in records:
        if record.problem:
            column = f":{record.problem.column}" if record.problem.column else ""
            notices.problems.append(f"{chunk.file}:{record.line}{column}: {record.problem}")
        if record.unknown:
            notices.unknown.append(record.unknown)
        found = earlier or held(chunk, record, tuple(islice(results, len(record.documents))), notices)
        notices.count(record, found)
        yield record, found


def held(chunk: Chunk, record: Record, results: Results, notices: Notices) -> Results:
    """The results with those edits that the file has room for; nothing for what could not be read."""
    if record.problem:
        return ()
    found, left_out = chunk.format.results(record, results)
    kept = tuple(carried(result, chunk.format.single_line, ended=bool(record.end)) for result in found)
    for index, (result, held) in enumerate(zip(found, kept, strict=True)):
        places = sorted({*left_out, *(edit.start for edit in {*result.edits} - {*held.edits})})
        if places:
            position = chunk.format.position(record, result.decoded.text, index)
            notices.held_back += [f"{chunk.file}:{position(place)[0]}" for place in places]
    return kept


def marked(result: Result, chunk: Chunk, record: Record, notices: Notices) -> Result:
    """The result with marks, if its encoding has them."""
    found = mark(result)
    if carried(found, chunk.format.single_line) is found:
        return found
    notices.held_back += [f"{chunk.file}:{record.line}"] * len(result.flags)
    return result


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
