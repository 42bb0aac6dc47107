"""Crawls the pages in examples/pages, which have faults and which it serves itself, and prints their texts cleaned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse

PAGES = Path(__file__).parent / "pages"


class NewsSpider(scrapy.Spider):
    """One item a page."""

    name = "news"
    macaronic_expect = "en"  # what this spider's pages should be in, where they do not say themselves
    custom_settings = {  # noqa: RUF012 (Scrapy's way)
        "ITEM_PIPELINES": {"macaronic.scrapy.MacaronicPipeline": 300},
        "MACARONIC_FIELDS": ["title", "text"],
        "MACARONIC_EXPECT_FIELD": "lang",
        "MACARONIC_MAX_FLAGGED": 0.5,
        "FEEDS": {"stdout:": {"format": "jsonlines", "encoding": "utf-8", "fields": ["title", "text"]}},
        "CONCURRENT_REQUESTS": 1,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }

    def parse(self, response: TextResponse) -> Iterator[Any]:
        """The page's text, or for the first page its links."""
        yield from response.follow_all(css="li a")
        if paragraphs := response.css("p::text").getall():
            yield {
                "title": response.css("title::text").get(),
                "text": "\n".join(paragraphs),
                "lang": response.css("html::attr(lang)").get(),
            }


def main() -> None:
    """Serves the pages, crawls them, and says what was counted."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(PAGES)))
    Thread(target=server.serve_forever, daemon=True).start()
    process = CrawlerProcess()
    crawler = process.create_crawler(NewsSpider)
    process.crawl(crawler, start_urls=[f"http://127.0.0.1:{server.server_port}/"])
    process.start()
    server.shutdown()
    for name, count in sorted(crawler.stats.get_stats().items()):
        if name.startswith("macaronic/"):
            print(name, count)


if __name__ == "__main__":
    main()
