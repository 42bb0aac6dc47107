"""Makes docs/terminal-light.png and docs/terminal-dark.png: what docs/terminal.md's first command shows on a terminal.

    python scripts/build_screens.py

It needs pyte, which plays the terminal, and Chromium, which draws what is on its screen.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))  # where there is a terminal to run programs on

import pyte  # noqa: E402
from terminal import screen, shown  # noqa: E402

COLUMNS = 80
LINE = 18  # pixels
THEMES = {
    "light": {"page": "#ffffff", "default": "#24292f", "red": "#cd3131", "green": "#00a000", "magenta": "#bc05bc"},
    "dark": {"page": "#1e1e1e", "default": "#d4d4d4", "red": "#f14c4c", "green": "#23d18b", "magenta": "#d670d6"},
}
STYLE = "div {position: relative; height: 18px; white-space: pre} span {position: absolute; display: inline-block}"


def main() -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        raise SystemExit("no Chromium here: apt-get install chromium")
    page = (ROOT / "docs" / "terminal.md").read_text("utf-8")
    lines = re.findall(r"^> (.*\n)", page.partition("> END")[0], re.MULTILINE)
    with TemporaryDirectory() as folder:
        Path(folder, "page.txt").write_text("".join(lines), "utf-8")
        found = shown("check", "--quiet", "--expect", "en", "page.txt", cwd=Path(folder), columns=COLUMNS)
        drawn = screen(found.written, COLUMNS)
        rows = max(i for i, line in enumerate(drawn.display) if line.strip()) + 1
        for name, theme in THEMES.items():
            source, picture = Path(folder, "page.html"), ROOT / "docs" / f"terminal-{name}.png"
            source.write_text(document(drawn, rows, theme), "utf-8")
            size = f"--window-size={COLUMNS * 17 // 2 + 24},{rows * LINE + 24}"
            options = ["--headless=new", "--no-sandbox", "--hide-scrollbars", size, f"--screenshot={picture}"]
            subprocess.run([browser, *options, source.as_uri()], check=True, capture_output=True)


def document(drawn: pyte.Screen, rows: int, theme: dict[str, str]) -> str:
    """The screen as HTML, each character in its own cells."""
    font = "font: 14px/18px 'DejaVu Sans Mono', monospace"
    body = f"body {{margin: 12px; background: {theme['page']}; {font}}}"
    lines = "".join(f"<div>{''.join(cells(drawn, y, theme))}</div>" for y in range(rows))
    return f"<!doctype html><meta charset=utf-8><style>{body} {STYLE}</style>{lines}"


def cells(drawn: pyte.Screen, y: int, theme: dict[str, str]) -> list[str]:
    """The characters of a line."""
    line = drawn.buffer[y]
    found = []
    for x in range(COLUMNS):
        cell = line[x]
        if cell.data.strip():
            style = f"left: {x}ch; color: {theme[cell.fg]}; font-weight: {'bold' if cell.bold else 'normal'}"
            found.append(f'<span style="{style}">{html.escape(cell.data)}</span>')
    return found


if __name__ == "__main__":
    main()
