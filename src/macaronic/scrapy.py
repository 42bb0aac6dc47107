"""Scrapy: an item pipeline that cleans fields of items."""

from __future__ import annotations

from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Any

from macaronic.cleaner import Cleaner
from macaronic.config import Config
from macaronic.hosts import ERRORS, Note, extra, flagged
from macaronic.jsonl import NOTE
from macaronic.languages import claimed
from macaronic.records import Document

with extra("scrapy"):
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from typing_extensions import Self

LISTS = ("expect", "enable", "only", "skip", "drop", "allow")  # the members of a Config that hold several


class MacaronicPipeline:
    """Repairs the texts of items, notes what was found, and drops items of which too much is flagged.

    In the settings of a project, or in a spider's `custom_settings`, it is put into ITEM_PIPELINES by its name,
    `macaronic.scrapy.MacaronicPipeline`, and told by:

    MACARONIC_FIELDS: the fields with texts, or with lists of texts; by default `text`.
    MACARONIC_NOTE_FIELD: the field for the notes (field: note), where an item can have it; by default `macaronic`.
    MACARONIC_EXPECT: the language to expect; a spider's own is its attribute `macaronic_expect`.
    MACARONIC_EXPECT_FIELD: the item's own field that says so; where it is empty, the spider or the setting does.
    MACARONIC_MAX_FLAGGED: items of which a larger share is flagged are dropped; by default none are.
    MACARONIC_MAX_FLAGGED_KINDS: the kinds of flags that count for that; by default all but quotations.
    MACARONIC_SOURCE, _ENABLE, _ONLY, _SKIP, _DROP, _ALLOW, _THRESHOLD, _DETECTOR, _MODEL: as in `Config`.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Reads the settings and the spider's attribute."""
        settings = crawler.settings
        self.stats = crawler.stats
        self.config = _config(settings, getattr(crawler.spider, "macaronic_expect", None))
        self.fields = settings.getlist("MACARONIC_FIELDS", ["text"])
        self.note_field = settings.get("MACARONIC_NOTE_FIELD", NOTE)
        self.expect_field = settings.get("MACARONIC_EXPECT_FIELD", "")
        self.max_flagged = settings.getfloat("MACARONIC_MAX_FLAGGED", inf)
        self.kinds = settings.getlist("MACARONIC_MAX_FLAGGED_KINDS", list(ERRORS))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """What Scrapy calls."""
        return cls(crawler)

    def process_item(self, item: Any, *_spider: object) -> Any:
        """The item with its texts repaired. The spider is what Scrapy before 2.14 passes."""
        adapter = ItemAdapter(item)
        expect, unknown = claimed(adapter.get(self.expect_field), self.config.expected)
        if unknown:
            self._count("unknown_languages")
        texts = {name: _texts(adapter.get(name)) for name in self.fields}
        results = Cleaner(self.config).clean_documents(
            Document(text, expect, self.config.source) for some in texts.values() for text in some
        )
        notes: dict[str, Any] = {}
        noted: list[tuple[Note, str]] = []
        for name, some in texts.items():
            found = [(result.to_dict(sentences=False), result.text) for result in islice(results, len(some))]
            noted += found
            if isinstance(adapter.get(name), str):
                (notes[name], adapter[name]) = found[0]
            elif found:
                notes[name], adapter[name] = map(list, zip(*found, strict=True))
        if self.note_field and (isinstance(item, dict) or self.note_field in adapter.field_names()):
            adapter[self.note_field] = notes
        self._judge(noted)
        return item

    def _judge(self, noted: list[tuple[Note, str]]) -> None:
        """Counts what was found, and drops the item if it is too much."""
        for note, _ in noted:
            self._count("texts")
            for flag in note["flags"]:
                self._count(f"flags/{flag['kind']}")
            for rule in (rule for edit in note["edits"] for rule in edit["rules"]):
                self._count(f"edits/{rule}")
        shares = flagged(noted, self.kinds)
        if sum(shares.values()) > self.max_flagged:
            self._count("dropped")
            raise DropItem("flagged: " + ", ".join(f"{kind} {share:.0%}" for kind, share in shares.items()))

    def _count(self, what: str) -> None:
        if self.stats:
            self.stats.inc_value(f"macaronic/{what}")


def _texts(value: object) -> list[str]:
    """The texts in a field, if it has nothing else."""
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) and all(isinstance(text, str) for text in value) else []


def _config(settings: BaseSettings, expect: object) -> Config:
    choices: dict[str, Any] = {name: settings.getlist(f"MACARONIC_{name.upper()}") for name in LISTS}
    for name in ("source", "detector", "model"):
        if value := settings.get(f"MACARONIC_{name.upper()}"):
            choices[name] = value
    if expect:
        choices["expect"] = expect.split(",") if isinstance(expect, str) else expect
    return Config(threshold=settings.getfloat("MACARONIC_THRESHOLD", Config.threshold), **choices)
