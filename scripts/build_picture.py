"""Makes docs/report-light.png and docs/report-dark.png: what `macaronic report` shows of examples/article.txt.

    python scripts/build_picture.py

It needs what the tests in a browser need: pip install 'macaronic[test-browser]' and Chromium.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from macaronic.cli import main as macaronic

ROOT = Path(__file__).parent.parent
ARTICLE = "examples/article.txt"  # as the picture is to name it: run from the root
SIZE: ViewportSize = {"width": 1200, "height": 1520}
FINDING = 6  # the one whose reason the picture shows


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as engine:
        page = Path(folder) / "page.html"
        if macaronic(["report", "--expect", "en", ARTICLE, "--output", str(page)]):
            raise SystemExit(f"no report of {ARTICLE}; run this from the root of the project")
        own = engine.chromium.executable_path
        chromium = own if Path(own).exists() else shutil.which("chromium")
        with engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
            photograph(browser, page, "light")
            photograph(browser, page, "dark")


def photograph(browser: Browser, page: Path, scheme: Literal["light", "dark"]) -> None:
    """The page with the reason for a finding, and with what stands above it."""
    tab = browser.new_page(viewport=SIZE, color_scheme=scheme)
    tab.goto(page.as_uri())
    tab.locator(f"#mark-{FINDING - 1}").hover()
    tab.get_by_role("tooltip").wait_for()
    tab.screenshot(path=ROOT / "docs" / f"report-{scheme}.png")
    tab.close()


if __name__ == "__main__":
    main()
