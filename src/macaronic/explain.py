"""One document's story, stage by stage: what `macaronic explain` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.text import Text

from macaronic.cleaner import Cleaner
from macaronic.config import Config
from macaronic.detection import partition
from macaronic.edits import Edit
from macaronic.errors import RunError
from macaronic.findings import REACH, in_words, inert
from macaronic.fix import Safety
from macaronic.fixes import FIXES
from macaronic.formats import Chunk, Position, Record
from macaronic.frames import beginning
from macaronic.inference import likelihoods
from macaronic.languages import NAMES
from macaronic.pieces import cut
from macaronic.reading import Input
from macaronic.records import UNDETERMINED, Flag, Result
from macaronic.terminal import PLACE, STYLES, Screen
from macaronic.work import Notices, held, shown

HEADING = "bold underline"
RUNNERS_UP = 3  # languages that are named besides the likeliest
LEAST = 0.005  # a probability that is not shown as nothing
SURE: dict[Safety, str] = {
    "certain": "Certain: no sound text has this.",
    "evident": "Evident: what is around it proves the fault.",
    "requested": "Requested: it may be meant, but the rule was enabled.",
}
TAKEN_OUT = "Asked for with --drop."


class Story(NamedTuple):
    """What there is to tell of a document: its name, the languages that it was said to be in, how it was to be cleaned,
    what was found, and where.
    """

    name: str
    expect: tuple[str, ...]
    config: Config
    result: Result
    position: Position


def stories(given: Input, config: Config, line: int | None) -> Iterator[Story]:
    """The documents that begin in some line, or for None, all. Raises RunError for what cannot be read."""
    for chunk in given.chunks():
        for record in chunk.format.records(chunk):
            if line is None or record.line == line:
                yield from _stories(chunk, record, config)


def _stories(chunk: Chunk, record: Record, config: Config) -> Iterator[Story]:
    name = chunk.file if chunk.format.whole else f"{chunk.file}:{record.line}"
    if record.problem:
        raise RunError(f"{name}: {record.problem}; --line N names another record")
    results = tuple(Cleaner(config).clean_documents(record.documents))
    for result, position in shown(chunk.format, record, held(chunk, record, results, Notices())):
        yield Story(name, record.documents[0].expect, config, result, position)


def told(story: Story, screen: Screen) -> str:
    """The story, as it is shown on a screen."""
    return screen.painted(_Teller(story, screen).lines())


class _Teller:
    """Tells a story stage by stage."""

    def __init__(self, story: Story, screen: Screen) -> None:
        self.name, self.expect, self.config, self.result, self._position = story
        self._screen = screen
        self._text = self.result.decoded.text
        result = self.result
        starts = [
            *(s.start for s in result.sentences),
            *(f.start for f in result.flags),
            *(e.start for e in result.edits),
        ]
        self._width = max(map(len, map(self._place, starts)), default=0)

    def lines(self) -> Iterator[Text]:
        """All of it."""
        yield Text(inert(self.name), PLACE)
        early = [edit for edit in self.result.edits if _stage(edit) == "mend"]
        late = [edit for edit in self.result.edits if _stage(edit) != "mend"]
        stages: list[tuple[str, int | None, Iterable[Text]]] = [
            ("Decode: bytes become text", None, self._decoded()),
            ("Mend: damage that misleads", len(early), self._edits(early)),
            ("Expect: the language it should be in", None, self._expected()),
            ("Sentences: the language of each", len(self.result.sentences), self._sentences()),
            ("Passages: one language each", None, self._passages()),
            ("Flags: what strays", len(self.result.flags), self._flags()),
            ("Tidy: punctuation and spaces", len(late), self._edits(late)),
            ("Result", None, self._outcome()),
        ]
        for number, (heading, count, body) in enumerate(stages, 1):
            yield Text()
            yield Text.assemble((f"{number} {heading}", HEADING), "" if count is None else f" ({count})")
            yield from body

    def _decoded(self) -> Iterator[Text]:
        data, text = self.result.original(), f"{len(self._text):,} characters"
        if isinstance(data, str):
            return self._say(f"It came as text: {text}.")
        encoding = self.result.decoded.encoding
        return self._say(f"{len(data):,} bytes, read as {encoding} {self._why_this_encoding()}: {text}.")

    def _why_this_encoding(self) -> str:
        decoded = self.result.decoded
        if self.config.encoding != "auto":
            return "as --encoding says"
        if decoded.bom:
            return "as the byte order mark says"
        if decoded.encoding == "utf-8":
            damaged = any("\udc80" <= char <= "\udcff" for char in self._text)
            return "though some are no text in it, and are kept" if damaged else "because they are valid in it"
        return "because of the words that they make in it"

    def _expected(self) -> Iterator[Text]:
        if self.expect:
            return self._say(f"{_listed(self.expect)}, as it was told.")
        found = likelihoods(self._beginning(), self.config)
        if not found:
            return self._say("It was not told, and there are no words to infer it from.")
        chances = ", ".join(f"{_named(code)} {p:.2f}" for code, p in found[: 1 + RUNNERS_UP] if p >= LEAST)
        said = f"Inferred from its words: {_named(self.result.expected)}."
        if self.result.expected == UNDETERMINED:
            said = "Not told, and its words leave it open: nothing is called untranslated."
        return self._say(f"{said} Probabilities: {chances}. --expect LANG says it.")

    def _beginning(self) -> str:
        """What inference looked at: the repaired text, of a very long one the first piece."""
        start, end = next(cut(self.result.text))
        return self.result.text[start:end]

    def _sentences(self) -> Iterator[Text]:
        for sentence in self.result.sentences:
            home = sentence.language == self.result.expected
            style = "" if home else STYLES["untranslated"]
            label = Text.assemble((f"{sentence.language:<3}", style), f" {sentence.score:.2f}  ")
            yield self._quoted(sentence.start, label, self._text[sentence.start : sentence.end])

    def _passages(self) -> Iterator[Text]:
        foreign = [(f.start, f.end, f.language) for f in self.result.flags if f.language]
        for start, end, language in partition(len(self._text), foreign, self.result.expected):
            style = "" if language == self.result.expected else STYLES["untranslated"]
            if not self._text[start:end].isspace():
                yield self._quoted(start, Text.assemble((f"{language:<3}", style), "  "), self._text[start:end])

    def _flags(self) -> Iterator[Text]:
        for flag in self.result.flags:
            yield self._head(flag.start, Text.assemble((flag.kind, STYLES[flag.kind]), _language_and_score(flag)))
            yield self._short_note(" ".join(self._text[flag.start : flag.end][:REACH].split()))
            yield from self._note(flag.reason)

    def _edits(self, edits: Sequence[Edit]) -> Iterator[Text]:
        for edit in edits:
            old, new = in_words(self._text, edit)
            yield self._head(edit.start, Text(", ".join(edit.rules), STYLES["repair"]))
            yield self._short_note(f"{beginning(old, self._screen.width // 2)} -> {new}")
            for rule in edit.rules:
                yield from self._note(_about(rule))
            yield from self._note(edit.reason)

    def _outcome(self) -> Iterator[Text]:
        result = self.result
        rules = Counter(rule for edit in result.edits for rule in edit.rules)
        size = f"{len(self._text):,} characters became {len(result.text):,}"
        yield from self._say(f"{size}, by {_counted(len(result.edits), 'edit')}." if rules else "Nothing was changed.")
        if result.flags:
            kinds = Counter(flag.kind for flag in result.flags)
            yield from self._say(f"Flagged: {', '.join(f'{n} {kind}' for kind, n in kinds.items())}.")
        yield from self._say(result.signature)

    def _say(self, text: str) -> Iterator[Text]:
        return self._screen.wrapped("  ", text)

    def _note(self, text: str) -> Iterator[Text]:
        if text:
            yield from self._screen.wrapped(" " * (self._width + 4), text)

    def _short_note(self, text: str) -> Text:
        indent = " " * (self._width + 4)
        return Text(indent + beginning(text, self._screen.width - len(indent)))

    def _head(self, start: int, label: Text) -> Text:
        return Text.assemble(f"  {self._place(start):<{self._width}}  ", label)

    def _quoted(self, start: int, label: Text, text: str) -> Text:
        head = self._head(start, label)
        return Text.assemble(head, beginning(" ".join(text[:REACH].split()), self._screen.width - len(head.plain)))

    def _place(self, offset: int) -> str:
        return "{}:{}".format(*self._position(offset))


def _stage(edit: Edit) -> str:
    """The first stage in which a part of an edit was made."""
    stages = {FIXES[rule].stage if rule in FIXES else "drop" for rule in edit.rules}
    return "mend" if "mend" in stages else "tidy"


def _about(rule: str) -> str:
    """What a rule changes, and how safe that is."""
    return f"{FIXES[rule].changes} {SURE[FIXES[rule].safety]}" if rule in FIXES else TAKEN_OUT


def _language_and_score(flag: Flag) -> str:
    return f" {flag.language or '-'} {flag.score:.2f}"


def _named(code: str) -> str:
    return f"{code} ({NAMES[code]})" if code in NAMES else code


def _listed(codes: Sequence[str]) -> str:
    return " or ".join(map(_named, codes))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
