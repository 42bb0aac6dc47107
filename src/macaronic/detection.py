"""Which language each passage is in, given the language that it should be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from macaronic.config import Config
from macaronic.edits import Places
from macaronic.records import UNDETERMINED, Document, Flag, Sentence

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Findings:
    """What detection says of one text: the expected language, given or inferred, the flags, the sentences, and
    the text cut into passages (start, end, language) of one language each.
    """

    expected: str = UNDETERMINED
    flags: tuple[Flag, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    passages: tuple[tuple[int, int, str], ...] = ()

    def located(self, places: Places) -> Findings:
        """The same findings in the offsets of the text that was edited into this one."""
        start, end = places.original_start, places.original_end
        return replace(
            self,
            flags=tuple(replace(f, start=start(f.start), end=end(f.end)) for f in self.flags),
            sentences=tuple(replace(s, start=start(s.start), end=end(s.end)) for s in self.sentences),
        )


def expectations(texts: Sequence[str], documents: Sequence[Document], config: Config) -> list[tuple[str, ...]]:
    """The languages that each text should be in: given, or inferred from it ("und" if it does not say)."""
    return [document.expect or (UNDETERMINED,) for document in documents]


def detect(
    texts: Sequence[str],
    sentences: Sequence[Sequence[Span]],
    expected: Sequence[tuple[str, ...]],
    sources: Sequence[str | None],
    config: Config,
) -> list[Findings]:
    """Findings for a batch of texts that were split into sentences."""
    return [
        Findings(
            languages[0],
            (),
            tuple(Sentence(a, b, languages[0], 0.0) for a, b in spans),
            ((0, len(text), languages[0]),),
        )
        for text, spans, languages in zip(texts, sentences, expected, strict=True)
    ]
