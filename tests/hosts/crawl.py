"""A crawl of the site that its arguments name, as a project would set it up; a program of its own, for reactors do
not start twice.

    python crawl.py SITE SETTINGS [ATTRIBUTES]

SETTINGS and ATTRIBUTES (of the spider) are JSON. It prints the items, why others were dropped, and the statistics.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from typing import Any

import attrs
import scrapy
from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse


class Item(scrapy.Item):
    """An item with a field for notes."""

    page = scrapy.Field()
    text = scrapy.Field()
    paragraphs = scrapy.Field()
    lang = scrapy.Field()
    macaronic = scrapy.Field()


@dataclasses.dataclass
class DataclassItem:
    """An item without."""

    page: str
    text: str
    paragraphs: list[str]
    lang: str | None = None


@attrs.define
class AttrsItem:
    """An item with."""

    page: str
    text: str
    paragraphs: list[str]
    lang: str | None = None
    macaronic: dict[str, Any] | None = None


KINDS = {"dict": dict, "item": Item, "dataclass": DataclassItem, "attrs": AttrsItem}


class Pages(scrapy.Spider):
    """Follows the links of the first page; a page says of what kind its item shall be."""

    name = "pages"

    def parse(self, response: TextResponse) -> Iterator[Any]:
        """The page's links and its item."""
        yield from response.follow_all(css="a")
        paragraphs = response.css("p::text").getall()
        if paragraphs:
            yield KINDS[response.css("body::attr(class)").get("dict")](
                page=response.url.rpartition("/")[2],
                text="\n".join(paragraphs),
                paragraphs=paragraphs,
                lang=response.css("html::attr(lang)").get(),
            )


def main(site: str, settings: str, attributes: str = "{}") -> None:
    """Crawls and reports."""
    items: list[dict[str, Any]] = []
    dropped: list[tuple[str, str]] = []
    pipelines = {"ITEM_PIPELINES": {"macaronic.scrapy.MacaronicPipeline": 300}}
    process = CrawlerProcess({**pipelines, **json.loads(settings), "TELNETCONSOLE_ENABLED": False})
    crawler = process.create_crawler(Pages)

    def scraped(item: Any) -> None:
        items.append(ItemAdapter(item).asdict())

    def refused(item: Any, exception: Exception) -> None:
        dropped.append((ItemAdapter(item)["page"], str(exception)))

    crawler.signals.connect(scraped, signals.item_scraped)
    crawler.signals.connect(refused, signals.item_dropped)
    process.crawl(crawler, start_urls=[site], **json.loads(attributes))
    process.start()
    stats = {name: value for name, value in crawler.stats.get_stats().items() if name.startswith("macaronic/")}
    json.dump({"items": items, "dropped": dropped, "stats": stats}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
