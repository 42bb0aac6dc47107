"""The library's front door: `clean`, `check` and the `Cleaner` behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from macaronic.config import Config
from macaronic.records import Document, Result

BATCH_CHARACTERS = 1 << 19  # a batch's size: large enough for the vectorised stages, small enough to hold


@dataclass(frozen=True)
class Cleaner:
    """Cleans texts under one configuration. Immutable, thread-safe and picklable; models load at the first use."""

    config: Config = field(default_factory=Config)

    def clean(self, text: str | bytes) -> Result:
        """The text repaired and its findings. Raises TypeError for anything but str and bytes, on no text."""
        return next(self.clean_many([text]))

    def check(self, text: str | bytes) -> Result:
        """The same findings with nothing applied: `edits` are what `clean` would do."""
        result = self.clean(text)
        return replace(result, text=result.decoded.text)

    def clean_many(self, texts: Iterable[str | bytes], jobs: int = 1) -> Iterator[Result]:
        """Results for texts, in their order, read ahead by no more than a few batches; `jobs` processes do the work.

        Raises RunError, once the results before it are out, if a worker process died twice on the same texts.
        """
        config = self.config
        return self.clean_documents((Document(text, config.expected, config.source) for text in texts), jobs)

    def clean_documents(self, documents: Iterable[Document], jobs: int = 1) -> Iterator[Result]:
        """Results for documents that each bring their own expectation."""
        work = partial(_cleaned, self.config)
        if jobs == 1:
            return chain.from_iterable(map(work, batches(documents)))
        from macaronic.workers import ordered  # 30 ms

        return chain.from_iterable(ordered(work, batches(documents), jobs))


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that are cleaned together; `first` is the number of the first one, from 0."""

    first: int
    documents: tuple[Document, ...]

    def __str__(self) -> str:
        return f"text {self.first}"


def _cleaned(config: Config, batch: Batch) -> list[Result]:
    from macaronic.pipeline import run  # numpy and the models, only when there is work

    return run(batch.documents, config)


def batches(documents: Iterable[Document], size: int = BATCH_CHARACTERS) -> Iterator[Batch]:
    """Documents in batches of about `size` characters."""
    batch: list[Document] = []
    first = total = 0
    for document in documents:
        batch.append(document)
        total += len(document.text) + 1
        if total >= size:
            yield Batch(first, tuple(batch))
            first += len(batch)
            batch, total = [], 0
    if batch:
        yield Batch(first, tuple(batch))


def clean(text: str | bytes, expect: str | Collection[str] | None = None) -> Result:
    """Repairs one text and flags what strays in it.

    `expect` is the language the text should be in, or several of which each is right; without it the language is
    inferred from the text. Raises UnknownLanguageError for a code that is not known.

    >>> result = clean("It rained. . We stayed at home.", expect="en")
    >>> result.text
    'It rained. We stayed at home.'
    >>> result.original()
    'It rained. . We stayed at home.'
    """
    return Cleaner(Config(expect=expect)).clean(text)


def check(text: str | bytes, expect: str | Collection[str] | None = None) -> Result:
    """The findings of `clean` with nothing applied: `text` is unchanged, `edits` are what `clean` would do."""
    return Cleaner(Config(expect=expect)).check(text)
