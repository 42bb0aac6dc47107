"""The report in a real browser: headless Chromium, driven by playwright, looked at by axe-core."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from macaronic.edits import Edit, apply
from macaronic.records import Decoded, Flag, Result
from macaronic.report import described, page

playwright = pytest.importorskip("playwright.sync_api", reason="needs pip install 'macaronic[test-browser]'")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs pip install 'macaronic[test-browser]'")
expect = playwright.expect

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HOSTILE = (
    "<script>window.taken = 1</script></script></textarea><img src=x onerror='window.taken = 1'> "
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING} a\0b \ud800 <!-- &amp; --> javascript:alert(1)"
)
LONG = "x" * 1_000_000
SPANISH = "Nadie sabe por qué."
TEXT = f"The fee rose again.. {SPANISH} We paid for it at café Zeitgeist."
AFTER = TEXT.replace("..", ".")


def result(text: str, *found: Flag | Edit) -> Result:
    flags = tuple(f for f in found if isinstance(f, Flag))
    edits = tuple(f for f in found if isinstance(f, Edit))
    return Result(apply(text, edits), "en", flags, edits, (), Decoded(text), "macaronic test")


def flag(text: str, passage: str, kind: str = "untranslated", language: str | None = "es", score: float = 0.97) -> Flag:
    start = text.index(passage)
    return Flag(start, start + len(passage), kind, language, score, f"reads as {language}: por, qué")


def edit(text: str, old: str, new: str) -> Edit:
    start = text.index(old)
    return Edit(start, start + len(old), old, new, ("doubled_period",), "two full stops")


def line(file: str, number: int, found: Result) -> bytes:
    return described(file, number, found, lambda offset: (number, offset + 1))


MIXED = result(
    TEXT,
    edit(TEXT, "..", "."),
    flag(TEXT, SPANISH),
    flag(TEXT, "Zeitgeist", kind="quotation", language="de", score=0.6),
)
CORPUS = [
    line("a.jsonl", 1, MIXED),
    line("a.jsonl", 2, result("Nobody came to the harbour.")),
    line("b.jsonl", 1, result(HOSTILE, flag(HOSTILE, HOSTILE, "garbled", None, 0.8))),
    line("b.jsonl", 2, result(LONG, flag(LONG, LONG, "mojibake", None, 0.7))),
    line("b.jsonl", 3, result("We met. We met.", flag("We met. We met.", "We met. We met.", "duplicate", None, 0.5))),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as engine:
        own = engine.chromium.executable_path
        chromium = own if Path(own).exists() else shutil.which("chromium") or shutil.which("google-chrome")
        if chromium is None:
            pytest.skip("needs Chromium: apt-get install chromium, or playwright install chromium")
        with engine.chromium.launch(executable_path=chromium, args=QUIET) as browser:
            yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "page.html"
    path.write_bytes(b"".join(page(CORPUS)))
    return path.as_uri()


class Tab:
    """A tab that keeps account of what goes wrong in it and of what it asks for."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.page = browser.new_page(**options)
        self.address = address
        self.troubles: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: self.troubles.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url.partition("#")[0]))

    def open(self, anchor: str = "") -> Any:
        self.page.goto(self.address + anchor)
        expect(self.page.locator("#text")).not_to_be_empty()
        return self.page

    def violations(self) -> list[str]:
        found = axe.Axe().run(self.page).response["violations"]
        return [f"{v['id']}: {node['html']}" for v in found for node in v["nodes"]]


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Tab]:
    tab = Tab(browser, address, viewport={"width": 1280, "height": 900})
    yield tab
    tab.page.close()
    assert tab.troubles == []
    assert set(tab.requests) == {address}


def shown_text(page: Any) -> str:
    """The text without the labels that stand in it."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => {
          const copy = document.getElementById("text").cloneNode(true);
          copy.querySelectorAll(".tag").forEach((tag) => tag.remove());
          return copy.textContent;
        }"""
    )


def status(page: Any, findings: int, documents: int) -> None:
    expect(page.locator("#status")).to_have_text(
        f"{findings} finding{'' if findings == 1 else 's'} in {documents} of 5 documents"
    )


class TestReader:
    def test_views_are_the_text_before_and_after(self, tab: Tab) -> None:
        page = tab.open()
        page.get_by_label("Before").check()
        assert shown_text(page) == TEXT
        page.get_by_label("After").check()
        assert shown_text(page) == AFTER
        page.get_by_label("Difference").check()
        assert page.locator("#text del").all_inner_texts() == [".."]
        assert page.locator("#text ins").all_inner_texts() == ["."]

    def test_a_passage_says_its_kind_language_and_score(self, tab: Tab) -> None:
        page = tab.open()
        assert page.locator("#text .tag").all_inner_texts() == ["untranslated es 0.97", "quotation de 0.60"]
        assert page.locator("#text mark").first.get_attribute("lang") == "es"

    def test_pointing_at_a_passage_tells_why(self, tab: Tab) -> None:
        page = tab.open()
        page.locator("#text mark").first.hover()
        tip = page.get_by_role("tooltip")
        expect(tip).to_contain_text("untranslated Spanish (es) · score 0.97")
        expect(tip).to_contain_text("reads as es: por, qué")
        tip.hover()
        page.wait_for_timeout(400)
        expect(tip).to_be_visible()
        page.locator("h1").hover()
        expect(tip).to_be_hidden()

    def test_reaching_a_repair_by_keyboard_tells_its_rule_and_escape_ends_it(self, tab: Tab) -> None:
        page = tab.open()
        page.get_by_label("Difference").focus()
        page.keyboard.press("Tab")
        tip = page.get_by_role("tooltip")
        expect(tip).to_contain_text("doubled_period: A full stop after a full stop")
        expect(tip).to_contain_text("two full stops")
        assert page.evaluate("() => document.activeElement.getAttribute('aria-describedby')") == "tip"
        page.keyboard.press("Escape")
        expect(tip).to_be_hidden()

    def test_each_finding_has_an_address(self, tab: Tab) -> None:
        page = tab.open("#d1f2")
        expect(page.locator("#mark-1")).to_be_focused()
        expect(page.locator("#card-1")).to_have_class("finding here")
        page.get_by_role("link", name="Show finding 3 in the text").click()
        expect(page).to_have_url(re.compile(r"#d1f3$"))
        expect(page.locator("#mark-2")).to_be_focused()
        page.go_back()
        expect(page.locator("#mark-1")).to_be_focused()

    def test_steps_lead_through_findings_and_documents(self, tab: Tab) -> None:
        page = tab.open()
        for number in (1, 2, 3, 1):
            page.get_by_role("button", name="Finding →").click()
            expect(page).to_have_url(re.compile(f"#d1f{number}$"))
        page.get_by_role("button", name="← Finding").click()
        expect(page).to_have_url(re.compile("#d1f3$"))
        expect(page.get_by_role("button", name="← Document")).to_be_disabled()
        page.get_by_role("button", name="Document →").click()
        expect(page.locator("#name")).to_have_text("a.jsonl:2")
        expect(page.get_by_role("button", name="Finding →")).to_be_disabled()
        page.get_by_role("button", name="← Document").click()
        expect(page.locator("#name")).to_have_text("a.jsonl:1")

    def test_hostile_text_is_inert_and_seen(self, tab: Tab) -> None:
        page = tab.open("#d3")
        expect(page.locator("#name")).to_have_text("b.jsonl:1")
        assert page.evaluate("() => window.taken") is None
        assert page.locator("#text img, #text script, #findings img, .row script").count() == 0
        expect(page.locator("#text")).to_contain_text("</textarea><img src=x onerror='window.taken = 1'>")
        assert page.locator("#text .control").all_inner_texts() == ["RLO", "PDF", "NUL", "U+D800"]

    def test_a_megabyte_comes_piece_by_piece(self, tab: Tab) -> None:
        page = tab.open("#d4")
        more = page.locator("#text .more")
        expect(more).to_have_text("… 997,600 more characters …")
        more.click()
        expect(more).to_have_text("… 977,600 more characters …")
        expect(more).to_be_focused()
        assert shown_text(page).count("x") == 22_400

    def test_ten_thousand_findings_come_in_part_and_each_has_its_address(self, browser: Any, tmp_path: Path) -> None:
        text = "word.. " * 10_000
        edits = [Edit(at + 4, at + 6, "..", ".", ("doubled_period",)) for at in range(0, len(text), 7)]
        path = tmp_path / "page.html"
        path.write_bytes(b"".join(page([line("a.txt", 1, result(text, *edits)), line("b.txt", 1, result(""))])))
        tab = Tab(browser, path.as_uri()).open("#d1f9999")
        expect(tab.locator("#mark-9998")).to_be_focused()
        assert tab.locator("#text a").count() < 2500
        tab.locator("#text .more").first.click()
        expect(tab.locator("#text .more")).to_have_count(1)
        tab.goto(f"{path.as_uri()}#d2")
        expect(tab.locator("#text")).to_have_text("(empty)")
        tab.close()


class TestFilters:
    def test_kinds(self, tab: Tab) -> None:
        page = tab.open()
        status(page, 6, 5)
        page.get_by_role("checkbox", name="repair").uncheck()
        status(page, 5, 5)
        assert shown_text(page) == TEXT
        expect(page.locator("#about")).to_contain_text("1 of them hidden")
        page.get_by_role("button", name="None of kind").click()
        status(page, 0, 5)
        page.get_by_label("garbled").check()
        page.get_by_label("also without findings").uncheck()
        status(page, 1, 1)
        page.get_by_role("button", name="All of kind").click()
        status(page, 6, 4)

    def test_languages_and_files(self, tab: Tab) -> None:
        page = tab.open()
        page.get_by_role("button", name="None of language").click()
        page.get_by_label("German").check()
        status(page, 1, 5)
        page.get_by_role("button", name="All of language").click()
        page.get_by_label("b.jsonl").check()
        status(page, 3, 3)
        page.get_by_label("All files").check()
        status(page, 6, 5)

    def test_the_score_acts_at_once(self, tab: Tab) -> None:
        page = tab.open()
        slider = page.get_by_label("Score from")
        slider.focus()
        for _ in range(61):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#score-value")).to_have_text("0.61")
        status(page, 4, 5)
        assert page.locator("#text .tag").all_inner_texts() == ["untranslated es 0.97"]
        assert page.locator("#findings .finding").count() == 2

    def test_search_finds_texts_names_and_reasons(self, tab: Tab) -> None:
        page = tab.open()
        cases = {"harbour": (0, 1), "b.jsonl:": (3, 3), "TWO FULL stops": (3, 1), "zz": (0, 0)}
        for query, (findings, documents) in cases.items():
            page.get_by_role("searchbox").fill(query)
            status(page, findings, documents)
        page.get_by_role("searchbox").fill("zeitgeist")
        status(page, 3, 1)
        assert page.evaluate("() => CSS.highlights.get('search').size") == 1

    def test_reset_and_order(self, tab: Tab) -> None:
        page = tab.open()
        page.get_by_role("checkbox", name="repair").uncheck()
        page.get_by_label("Score from").fill("0.9")
        page.get_by_label("b.jsonl").check()
        page.get_by_role("searchbox").fill("met")
        status(page, 0, 1)
        page.get_by_role("button", name="Reset").click()
        status(page, 6, 5)
        page.get_by_label("Order").select_option("most findings")
        assert page.locator(".row bdi:first-child").first.inner_text() == "a.jsonl:1"
        assert page.locator(".row .count").all_inner_texts() == ["3 findings", *["1 finding"] * 3, "nothing"]

    def test_the_plot_follows(self, tab: Tab) -> None:
        page = tab.open()
        assert page.locator("#plot rect:not(.bin)").count() == 6
        expect(page.locator("#plot-caption")).to_contain_text("Findings over the corpus, most (")
        page.get_by_role("button", name="None of kind").click()
        assert page.locator("#plot rect:not(.bin)").count() == 0


class TestKeyboard:
    def test_the_skip_link_comes_first_and_leads_to_the_text(self, tab: Tab) -> None:
        page = tab.open()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#reader")).to_be_focused()

    def test_the_list_is_walked_with_arrows(self, tab: Tab) -> None:
        page = tab.open()
        page.get_by_role("listbox").focus()
        walk = {"ArrowDown": "a.jsonl:2", "End": "b.jsonl:3", "ArrowUp": "b.jsonl:2", "Home": "a.jsonl:1"}
        for key, name in walk.items():
            page.keyboard.press(key)
            expect(page.locator("#name")).to_have_text(name)
            expect(page.locator("[aria-selected=true]")).to_contain_text(name)
        assert page.get_by_role("listbox").get_attribute("aria-activedescendant") == "row-1"

    def test_all_that_can_be_reached_shows_that_it_is(self, tab: Tab) -> None:
        page = tab.open()
        seen: set[str] = set()
        while "end" not in seen:
            page.keyboard.press("Tab")
            name, outline = page.evaluate(
                """() => {
                  const here = document.activeElement, label = here.closest(".views label");
                  const name = here === document.body ? "end" : here.name || here.id || here.className;
                  return [name, getComputedStyle(label ?? here).outlineStyle];
                }"""
            )
            seen.add(name)
            assert name == "end" or outline != "none"
        assert {"theme", "kind", "language", "file", "query", "score", "clean", "order", "list", "view"} <= seen


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [1280, 390])
    def test_axe_finds_nothing(self, browser: Any, address: str, scheme: str, width: int) -> None:
        tab = Tab(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
        for anchor in ("#d1f2", "#d3", "#d4"):
            tab.open(anchor)
            assert tab.violations() == []
        for view in ("Before", "After"):
            tab.open("#d1").get_by_label(view).check()
            assert tab.violations() == []
        tab.page.close()

    def test_a_phone_need_not_scroll_sideways(self, browser: Any, address: str) -> None:
        tab = Tab(browser, address, viewport={"width": 360, "height": 740})
        for anchor in ("#d1", "#d3", "#d4"):
            assert tab.open(anchor).evaluate("() => document.documentElement.scrollWidth") == 360
        tab.page.close()

    def test_the_theme_can_be_chosen(self, tab: Tab) -> None:
        page = tab.open()
        colour = "() => getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(colour)
        page.get_by_role("button", name="Dark theme").click()
        assert page.evaluate(colour) != light
        assert tab.violations() == []
        page.get_by_role("button", name="Light theme").click()
        assert page.evaluate(colour) == light


def test_ten_thousand_documents_open_within_two_seconds(browser: Any, tmp_path: Path) -> None:
    text = f"{TEXT} " + "The harbour was calm and nobody came. " * 40
    found = result(text, edit(text, "..", "."), flag(text, SPANISH), flag(text, "Zeitgeist", "quotation", "de", 0.6))
    path = tmp_path / "page.html"
    path.write_bytes(b"".join(page(line("corpus.jsonl", number, found) for number in range(1, 10_001))))
    tab = Tab(browser, path.as_uri())
    began = time.perf_counter()
    tab.page.goto(tab.address)
    expect(tab.page.locator("#text")).to_contain_text(SPANISH)
    assert time.perf_counter() - began < 2
    expect(tab.page.locator("#status")).to_have_text("30,000 findings in 10,000 of 10,000 documents")
    assert tab.page.locator(".row").count() < 40
    tab.page.get_by_role("listbox").press("End")
    expect(tab.page.locator("#name")).to_have_text("corpus.jsonl:10000")
    expect(tab.page.locator("[aria-selected=true]")).to_be_in_viewport()
    assert tab.troubles == []
    tab.page.close()
