"""Where the stages meet: bytes, text, mended text, languages, sentences, flags, tidied text.

A batch of documents goes through the stages together. A document that a repair changed goes through them again,
until nothing is left to repair: that makes cleaning idempotent by construction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from hashlib import blake2b
from operator import or_
from typing import NamedTuple

from macaronic import __version__
from macaronic.config import Config
from macaronic.detection import Findings, detect
from macaronic.edits import Edit, Edits, Places, apply, compose, shift
from macaronic.encoding import decode
from macaronic.fix import Fix
from macaronic.fixes import choose
from macaronic.gates import ALWAYS, EVERY, UNSEEN, Gate, Seen, gate
from macaronic.inference import expectations, settled
from macaronic.orthography import orthography
from macaronic.pieces import Piece, groups, joined
from macaronic.prose import PAGE
from macaronic.records import UNDETERMINED, Decoded, Document, Flag, Result
from macaronic.sentences import split
from macaronic.vocabulary import Vocabulary

ROUNDS = 8  # a text that has not settled by then is repaired in circles, and is left as it was

NOTHING = Findings()


class _Gated(NamedTuple):
    """The rules of a stage, each with its bits in the gate, and all these bits."""

    rules: Sequence[tuple[Fix, int]]
    bits: int

    @classmethod
    def of(cls, fixes: Sequence[Fix], gated: Gate) -> _Gated:
        """With their bits in the gate."""
        rules = [(fix, gated.mask(fix)) for fix in fixes]
        return cls(rules, reduce(or_, (mask for _, mask in rules), 0))


class _Rules(NamedTuple):
    """The rules of a run by stage, and the gate that says which of them a text may need."""

    gate: Gate
    mend: _Gated
    tidy: _Gated

    @classmethod
    def of(cls, fixes: tuple[Fix, ...]) -> _Rules:
        gated = gate(fixes)
        mend, tidy = ([fix for fix in fixes if fix.stage == stage] for stage in ("mend", "tidy"))
        return cls(gated, _Gated.of(mend, gated), _Gated.of(tidy, gated))


@dataclass(frozen=True, slots=True)
class _State:
    """One document on its way: the text as repaired so far, the edits that led there, the findings in it, and the text
    that they were found in: unlike `text` if that was tidied afterwards.
    """

    document: Document
    decoded: Decoded
    text: str
    edits: Edits = ()
    findings: Findings = NOTHING
    dropped: tuple[Flag, ...] = ()
    searched: str | None = None


def run(documents: Sequence[Document], config: Config) -> list[Result]:
    """Cleans a batch: one result a document, in order."""
    fixes = choose(config)
    rules, signature = _Rules.of(fixes), _signature(fixes, config)
    states = [_start(document, config) for document in documents]
    pending = list(range(len(states)))
    for _ in range(ROUNDS):
        after = _round([states[i] for i in pending], rules, config)
        pending, before = (
            [i for i, s in zip(pending, after, strict=True) if s.text != states[i].text],
            pending,
        )
        for i, state in zip(before, after, strict=True):
            states[i] = state
        if not pending:
            break
    for i in pending:
        states[i] = _round([_start(documents[i], config)], _Rules.of(()), replace(config, drop=()))[0]
    return [_result(state, signature) for state in states]


def _start(document: Document, config: Config) -> _State:
    decoded = decode(document.text, document.encoding or config.encoding)
    return _State(document, decoded, decoded.text)


def _round(states: Sequence[_State], rules: _Rules, config: Config) -> list[_State]:
    """Every stage once, for each document; of one in whose text all was found and tidied before, only the first."""
    seen = rules.gate.look([state.text for state in states])
    after = [_mend(state, rules.mend, some.bits) for state, some in zip(states, seen, strict=True)]
    left = [i for i, state in enumerate(after) if state.text != state.searched]
    for i, findings in zip(left, _found([after[i] for i in left], config), strict=True):
        after[i] = _tidy(after[i], findings, seen[i] if after[i] is states[i] else UNSEEN, rules.tidy, config)
    return after


def _found(states: Sequence[_State], config: Config) -> list[Findings]:
    """The findings in each text, of which a long one is looked at in pieces; the first says what is expected of all."""
    expected: dict[int, tuple[str, ...]] = {}
    found: list[list[tuple[Piece, Findings]]] = [[] for _ in states]
    for group in groups([state.text for state in states]):
        vocabulary = Vocabulary([states[piece.text].text[piece.start : piece.end] for piece in group])
        documents = [
            replace(states[piece.text].document, expect=expected[piece.text])
            if piece.start
            else states[piece.text].document
            for piece in group
        ]
        languages = expectations(vocabulary, documents, config)
        expected |= {piece.text: some for piece, some in zip(group, languages, strict=True) if not piece.start}
        sentences = [split(text, some[0]) for text, some in zip(vocabulary.texts, languages, strict=True)]
        sources = [document.source for document in documents]
        for piece, findings in zip(group, detect(vocabulary, sentences, languages, sources, config), strict=True):
            found[piece.text].append((piece, findings))
    whole = [joined(parts) for parts in found]
    return [f if s.document.expect else settled(f, s.text) for f, s in zip(whole, states, strict=True)]


def _mend(state: _State, rules: _Gated, bits: int) -> _State:
    """Repairs encoding and characters. Only the language given by the caller counts: damage misleads inference."""
    language = (*state.document.expect, UNDETERMINED)[0]
    return _repaired(state, _repairs(state.text, language, rules, bits))


def _tidy(state: _State, findings: Findings, seen: Seen, rules: _Gated, config: Config) -> _State:
    """Repairs the punctuation of each passage by its own language, and takes out what is to be dropped."""
    removals = _removals(state.text, [flag for flag in findings.flags if flag.kind in config.drop])
    repairs = _tidied(state.text, findings, rules, seen)
    located = findings.located(Places(state.edits)) if state.edits else findings
    dropped = tuple(flag for flag in located.flags if flag.kind in config.drop)
    tidied = _repaired(state, _without_overlap(removals, repairs))
    dropped = state.dropped + dropped
    return _State(state.document, state.decoded, tidied.text, tidied.edits, located, dropped, state.text)


def _tidied(text: str, findings: Findings, rules: _Gated, seen: Seen) -> Iterator[Edit]:
    """The repairs of each passage by its own language.

    Rules are shown more than the passage, because it alone does not say whether it stands in code, in a table or
    between quotation marks: at home the whole text, elsewhere what is near, so that many passages take no longer. What
    touches a passage from outside is left alone, because it stands between the customs of two languages.
    """
    at_home = iter(_repairs(text, findings.expected, rules, seen.bits))
    edit = next(at_home, None)
    for start, end, language in findings.passages:
        if language != findings.expected and not (rules.bits < ALWAYS and seen.spares(text, start, end)):
            low = max(0, start - PAGE)
            near = text[low : end + PAGE]
            repairs = shift(_repairs(near, language, rules, seen.bits if near is text else EVERY), low)
            yield from (edit for edit in repairs if start <= edit.start and edit.end <= end)
        while edit and edit.start < end:
            inside = (start < edit.start or not start) and (edit.end < end or end == len(text))
            if language == findings.expected and inside:
                yield edit
            edit = next(at_home, None)


def _repairs(text: str, language: str, rules: _Gated, bits: int) -> Edits:
    """What the rules of one stage change in a text, each working on what the one before left.

    `bits` are those of the text in the gate: they spare it most rules, up to the first that changes it.
    """
    edits: Edits = ()
    if not bits & rules.bits:
        return edits
    facts = orthography(language)
    for fix, mask in rules.rules:
        if bits & mask and (bits != EVERY or not fix.needles or any(map(text.__contains__, fix.needles))):
            found = tuple(fix.find(text, facts))
            if found:
                text, edits, bits = apply(text, found), compose(edits, found), EVERY
    return edits


def _repaired(state: _State, edits: Edits) -> _State:
    return replace(state, text=apply(state.text, edits), edits=compose(state.edits, edits)) if edits else state


def _removals(text: str, flags: Iterable[Flag]) -> list[Edit]:
    """Edits that take out flagged passages, with the weaker of the white spaces that would meet."""
    edits: list[Edit] = []
    at = 0
    for flag in sorted(flags, key=lambda flag: flag.start):
        start, end = max(flag.start, at), flag.end
        if start < end:
            before = len(text[at:start]) - len(text[at:start].rstrip())
            after = len(text[end:]) - len(text[end:].lstrip())
            if _weaker_after(text, start - before, start, end, end + after):
                end += after
            else:
                start -= before
            edits.append(Edit(start, end, text[start:end], "", (f"drop_{flag.kind}",), flag.reason))
            at = end
    return edits


def _weaker_after(text: str, before: int, start: int, end: int, after: int) -> bool:
    """Whether, of the white space on both sides of a passage, that behind it should go with it: the side with fewer
    line feeds goes, at the text's end that in front.
    """
    return before == 0 or (after < len(text) and text.count("\n", end, after) <= text.count("\n", before, start))


def _without_overlap(removals: Sequence[Edit], repairs: Iterable[Edit]) -> Edits:
    """Removals, and the repairs that touch none of them (the next round makes those that are still needed)."""
    starts = [removal.start for removal in removals]
    free = [e for e in repairs if not _touched(e, removals, starts)]
    return tuple(sorted([*removals, *free], key=lambda e: (e.start, e.end)))


def _touched(edit: Edit, removals: Sequence[Edit], starts: Sequence[int]) -> bool:
    """Whether one of the removals, which are in order and apart, touches an edit: the last that begins no later than
    where that ends.
    """
    at = bisect_right(starts, edit.end)
    return at > 0 and edit.start <= removals[at - 1].end


def _result(state: _State, signature: str) -> Result:
    found = state.findings
    flags = sorted(dict.fromkeys((*found.flags, *state.dropped)), key=lambda flag: (flag.start, flag.end, flag.kind))
    return Result(state.text, found.expected, tuple(flags), state.edits, found.sentences, state.decoded, signature)


def _signature(fixes: tuple[Fix, ...], config: Config) -> str:
    """What must be equal for two runs to be comparable: the version, the model, the rules."""
    rules = blake2b(",".join(fix.name for fix in fixes).encode(), digest_size=4).hexdigest()
    detector = config.detector if isinstance(config.detector, str) else type(config.detector).__name__
    return f"macaronic {__version__} model:{config.model or detector} rules:{rules}"
