"""The plain records that every stage takes and returns.

All offsets are half-open, in Unicode code points. In a `Result` they always point into the caller's original
text (for bytes: into the decoded text), whatever was repaired since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from macaronic.edits import Edits

KINDS = ("untranslated", "quotation", "garbled", "mojibake", "duplicate")
UNDETERMINED = "und"  # BCP-47: the text does not say which language it is in


@dataclass(frozen=True, slots=True)
class Flag:
    """A passage that strays: where, what kind of straying, in which language, how surely, and why.

    `kind` is one of `KINDS`; `language` is a BCP-47 code, or None for a kind that has no language;
    `score` is the probability that the flag is right.
    """

    start: int
    end: int
    kind: str
    language: str | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, without the white space around it, the language it is in, and how surely."""

    start: int
    end: int
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Document:
    """One text to work on, as str or as bytes, and what its caller knows about it.

    `expect` are the languages that it should be in (none: inferred), `source` the language that it was
    translated from, `encoding` the one that its bytes were declared to be in. Codes are canonical
    (`languages.canonical`).
    """

    text: str | bytes
    expect: tuple[str, ...] = ()
    source: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it came from bytes: `encoding` is None where it came as str; `bom` stood in front of it."""

    text: str
    encoding: str | None = None
    bom: bytes = b""

    def restore(self, text: str) -> str | bytes:
        """Any text in the form in which this one came.

        Bytes that were no text in their encoding are lone surrogates in `text` (PEP 383) and come out as they were.
        """
        return text if self.encoding is None else self.bom + text.encode(self.encoding, "surrogateescape")


@dataclass(frozen=True, slots=True)
class Result:
    """What `clean` or `check` found in one text.

    `text` is the repaired text (for `check`: the text as it was). `edits` lead from the original to the repaired
    text, in order and without overlap.
    """

    text: str
    expected: str
    flags: tuple[Flag, ...]
    edits: Edits
    sentences: tuple[Sentence, ...]
    decoded: Decoded
    signature: str

    def original(self) -> str | bytes:
        """The input again, exactly."""
        return self.decoded.restore(self.decoded.text)

    def explain(self) -> str:
        """A readable account: a line for the text, for each flag and for each edit, in the order of the text."""
        findings = [(f.start, f.end, _flag_line(f, self.decoded.text)) for f in self.flags]
        findings += [
            (
                e.start,
                e.end,
                f"{e.start}-{e.end} repair {','.join(e.rules)}: {e.old!r} -> {e.new!r}{_because(e.reason)}",
            )
            for e in self.edits
        ]
        head = f"expected {self.expected}; {len(self.flags)} flags, {len(self.edits)} edits"
        return "\n".join([head, *(line for *_, line in sorted(findings))])

    def to_dict(self, sentences: bool = True) -> dict[str, Any]:
        """The record that `clean --jsonl` writes, with the sentences or without."""
        text = self.decoded.text
        record: dict[str, Any] = {
            "expected": self.expected,
            "flags": [
                {
                    "start": f.start,
                    "end": f.end,
                    "kind": f.kind,
                    "language": f.language,
                    "score": round(f.score, 4),
                    "reason": f.reason,
                    "text": text[f.start : f.end],
                }
                for f in self.flags
            ],
            "edits": [
                {"start": e.start, "end": e.end, "old": e.old, "new": e.new, "rules": list(e.rules)}
                | ({"reason": e.reason} if e.reason else {})
                for e in self.edits
            ],
        }
        if sentences:
            record["sentences"] = [
                {"start": s.start, "end": s.end, "language": s.language, "score": round(s.score, 4)}
                for s in self.sentences
            ]
        return record | {"signature": self.signature}


def _flag_line(flag: Flag, text: str) -> str:
    language = f" {flag.language}" if flag.language else ""
    return (
        f"{flag.start}-{flag.end} {flag.kind}{language} {flag.score:.2f}: "
        f"{text[flag.start : flag.end]!r}{_because(flag.reason)}"
    )


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""
