"""The Scrapy pipeline, in crawls of a site of damaged pages that stands on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from corpus import SPANISH

from macaronic import Cleaner, Config

KINDS = ("dict", "item", "dataclass", "attrs")
BROKEN = ("The cafÃ© was closed.. Nobody knew why.", f"The owner had left a note. {SPANISH} It was hard to read.")
GERMAN = "Das Café bleibt geschlossen.. Niemand weiß, warum der Besitzer so früh gegangen ist."


@dataclass(frozen=True)
class Crawl:
    """What became of a crawl."""

    items: dict[str, dict[str, Any]]
    dropped: dict[str, str]
    stats: dict[str, int]
    log: str


class Quiet(SimpleHTTPRequestHandler):
    """A server that does not log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Callable[..., Crawl]]:
    """Crawls a site of these pages under these settings, with these attributes of the spider."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))

    def crawl(pages: dict[str, str], settings: dict[str, Any], **attributes: Any) -> Crawl:
        for name, page in pages.items():
            (tmp_path / name).write_text(page, "utf-8")
        links = "".join(f'<a href="{name}">{name}</a>' for name in pages)
        (tmp_path / "index.html").write_text(links, "utf-8")
        site = f"http://127.0.0.1:{server.server_port}/"
        command = [sys.executable, str(Path(__file__).parent / "crawl.py"), site]
        command += [json.dumps(settings), json.dumps(attributes)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        items = {item.pop("page"): item for item in found["items"]}
        return Crawl(items, dict(found["dropped"]), found["stats"], done.stderr)

    thread = Thread(target=server.serve_forever)
    thread.start()
    yield crawl
    server.shutdown()
    thread.join()
    server.server_close()


def page(*paragraphs: str, kind: str = "dict", lang: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><body class="{kind}">{body}</body></html>'


def test_items_of_every_kind_are_cleaned(crawl: Callable[..., Crawl]) -> None:
    pages = {kind: page(*BROKEN, kind=kind) for kind in KINDS}
    done = crawl(pages, {"MACARONIC_EXPECT": "en", "MACARONIC_FIELDS": ["text", "paragraphs", "absent"]})
    cleaner = Cleaner(Config(expect="en"))
    text, *parts = [cleaner.clean(text) for text in ("\n".join(BROKEN), *BROKEN)]
    notes = {"text": text.to_dict(False), "paragraphs": [part.to_dict(False) for part in parts]}
    for kind in KINDS:
        assert done.items[kind]["text"] == text.text
        assert done.items[kind]["paragraphs"] == [part.text for part in parts]
        assert done.items[kind].get("macaronic") == (None if kind == "dataclass" else notes)
    results = [text, *parts]
    once = Counter(f"macaronic/flags/{flag.kind}" for result in results for flag in result.flags)
    once += Counter(f"macaronic/edits/{rule}" for result in results for edit in result.edits for rule in edit.rules)
    assert {"macaronic/flags/untranslated", "macaronic/edits/doubled_period"} <= once.keys()
    assert done.stats == {"macaronic/texts": 12, **{name: 4 * count for name, count in once.items()}}
    assert "MacaronicPipeline.process_item" not in done.log  # as Scrapy names methods that it will not call any more


@pytest.mark.parametrize(
    ("lang", "settings", "attributes", "expected"),
    [
        pytest.param("", {"MACARONIC_EXPECT": "de"}, {}, "de", id="the project's"),
        pytest.param("", {"MACARONIC_EXPECT": "en"}, {"macaronic_expect": "de,fr"}, "de", id="the spider's"),
        pytest.param("de-AT", {"MACARONIC_EXPECT_FIELD": "lang"}, {"macaronic_expect": "en"}, "de", id="the item's"),
        pytest.param("x-none", {"MACARONIC_EXPECT_FIELD": "lang"}, {"macaronic_expect": "en"}, "de", id="unknown"),
        pytest.param("", {}, {}, "de", id="inferred"),
    ],
)
def test_expects(
    crawl: Callable[..., Crawl], lang: str, settings: dict[str, Any], attributes: dict[str, Any], expected: str
) -> None:
    done = crawl({"page": page(GERMAN, lang=lang)}, settings, **attributes)
    assert done.items["page"]["macaronic"]["text"]["expected"] == expected
    assert done.items["page"]["macaronic"]["text"]["flags"] == []
    assert done.stats.get("macaronic/unknown_languages") == (1 if lang == "x-none" else None)


def test_items_of_which_too_much_is_flagged_are_dropped(crawl: Callable[..., Crawl]) -> None:
    pages = {"sound": page("Nobody was told."), "foreign": page(SPANISH), "mixed": page(*BROKEN)}
    done = crawl(pages, {"MACARONIC_EXPECT": "en", "MACARONIC_MAX_FLAGGED": 0.6})
    assert done.items.keys() == {"sound", "mixed"}
    assert done.dropped == {"foreign": "flagged: untranslated 100%"}
    assert done.stats["macaronic/dropped"] == 1


def test_only_some_kinds_count(crawl: Callable[..., Crawl]) -> None:
    copied = "Nobody knew of the plan until May. Nobody knew of the plan until May."
    settings = {"MACARONIC_MAX_FLAGGED": 0, "MACARONIC_MAX_FLAGGED_KINDS": "duplicate,garbled"}
    done = crawl({"foreign": page(SPANISH), "copied": page(copied)}, settings, macaronic_expect="en")
    assert done.items.keys() == {"foreign"}
    assert done.dropped.keys() == {"copied"}


def test_settings_are_choices_of_the_cleaner(crawl: Callable[..., Crawl]) -> None:
    settings = {
        "MACARONIC_EXPECT": "en",
        "MACARONIC_DROP": "untranslated",
        "MACARONIC_SKIP": ["doubled_period"],
        "MACARONIC_THRESHOLD": "0.9",
        "MACARONIC_NOTE_FIELD": "",
    }
    done = crawl({"page": page(*BROKEN)}, settings)
    assert done.items["page"]["text"] == (
        "The café was closed.. Nobody knew why.\nThe owner had left a note. It was hard to read."
    )
    assert "macaronic" not in done.items["page"]


def test_a_wrong_setting_stops_the_crawl(crawl: Callable[..., Crawl]) -> None:
    done = crawl({"page": page(*BROKEN)}, {"MACARONIC_EXPECT": "german"})
    assert done.items == {}
    assert "unknown language 'german'; did you mean de (German)?" in done.log
