"""datatrove: a step that cleans documents, and a filter that drops those of which too much is flagged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from macaronic.cleaner import Cleaner
from macaronic.config import Config
from macaronic.hosts import ERRORS, extra, flagged
from macaronic.jsonl import NOTE
from macaronic.languages import claimed
from macaronic.records import UNDETERMINED, Sentence
from macaronic.records import Document as Text

with extra("datatrove"):
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from datatrove.utils.batching import batched
    from datatrove.utils.typeshelper import StatHints


class MacaronicFormatter(PipelineStep):
    """Repairs the text of documents and writes what was found into their metadata.

    `macaronic` is what `macaronic clean --jsonl` writes under that key; `language` is the language of most of the
    text, and `language_score` the share of the text that is in it, weighted by how sure that is.
    """

    type = "✂️ - FORMAT"
    name = "🧹 macaronic"

    def __init__(
        self,
        expect: str | Collection[str] | None = None,
        expect_key: str | None = None,
        config: Config | None = None,
        sentences: bool = False,
        batch_size: int = 256,
    ) -> None:
        """What to expect, and how to work.

        Args:
            expect: the language that documents should be in, or several of which each is right; none: inferred
            expect_key: the metadata that says so for each document; where there is none, `expect` holds
            config: all other choices
            sentences: whether `macaronic` has the sentences, too
            batch_size: how many documents are cleaned at once, which is faster than one by one
        """
        super().__init__()
        config = config or Config()
        self.config = replace(config, expect=expect) if expect else config
        self.expect_key = expect_key
        self.sentences = sentences
        self.batch_size = batch_size

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:  # noqa: ARG002
        """The documents, cleaned."""
        for batch in batched(data, self.batch_size):
            with self.track_time("batch"):
                results = list(Cleaner(self.config).clean_documents(map(self._text, batch)))
            for document, result in zip(batch, results, strict=True):
                document.text = result.text
                document.metadata[NOTE] = result.to_dict(self.sentences)
                document.metadata["language"], document.metadata["language_score"] = _language(result.sentences)
                self.stat_update(StatHints.total)
                self.stat_update(*(f"flag_{flag.kind}" for flag in result.flags))
                self.stat_update(*(f"edit_{rule}" for edit in result.edits for rule in edit.rules))
                yield document

    def _text(self, document: Document) -> Text:
        claim = document.metadata.get(self.expect_key) if self.expect_key else None
        return Text(document.text, claimed(claim, self.config.expected)[0], self.config.source)


def _language(sentences: Iterable[Sentence]) -> tuple[str, float]:
    length = 0
    sure: dict[str, float] = {UNDETERMINED: 0.0}
    for sentence in sentences:
        size = sentence.end - sentence.start
        length += size
        sure[sentence.language] = sure.get(sentence.language, 0.0) + size * sentence.score
    language = max(sure, key=sure.__getitem__)
    return language, round(sure[language] / max(length, 1), 4)


class MacaronicFilter(BaseFilter):
    """Drops documents of which too much is flagged, with the kind that is most of it as the reason.

    It reads the metadata `macaronic`, which `MacaronicFormatter` writes, and `macaronic clean --jsonl`, too.
    """

    name = "🧹 macaronic"

    def __init__(
        self,
        max_flagged: float = 0.2,
        kinds: Collection[str] = ERRORS,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        """How much is too much.

        Args:
            max_flagged: the largest share of a document's characters that may be flagged; 0: any flag is too much
            kinds: the kinds of flags that count; by default all but quotations
            exclusion_writer: optionally a writer for the dropped documents
        """
        super().__init__(exclusion_writer)
        self.max_flagged = max_flagged
        self.kinds = tuple(kinds)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Whether to keep the document, or why not."""
        if NOTE not in doc.metadata:
            raise KeyError(f"no metadata {NOTE!r}: MacaronicFilter has to come after MacaronicFormatter")
        shares = flagged([(doc.metadata[NOTE], doc.text)], self.kinds)
        return (False, next(iter(shares))) if sum(shares.values()) > self.max_flagged else True
