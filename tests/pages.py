"""The blocks of code on a page of the documentation, and what they do.

A block of `console` shows commands at a prompt, each with what it prints; a line `...` stands for any lines. A block of
`python` with prompts is a doctest. One without is a program; what it prints is in the block of `text` that comes next,
if one does. A block of `sh` installs something, or takes long, and is not run with the others.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*\n(?:>(?: .*)?\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)
CONTINUED = re.compile(r"^> ?", re.MULTILINE)
PROGRAM = "python - <<'END OF PROGRAM'\n{}END OF PROGRAM\n"


class Block(NamedTuple):
    """A block of code, and the block of text that comes next, if it is one."""

    language: str
    code: str
    printed: str | None


class Step(NamedTuple):
    """Lines for a shell, and what they print."""

    command: str
    printed: str


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in their order."""
    found = BLOCK.findall(page.read_text("utf-8"))
    return [
        Block(language, code, text if following == "text" else None)
        for (language, code), (following, text) in pairwise([*found, ("", "")])
    ]


def doctests(page: Path) -> str:
    """The page's Python with prompts."""
    return "\n".join(block.code for block in blocks(page) if block.code.startswith(">>> "))


def steps(page: Path) -> Iterator[Step]:
    """What the page has for a shell, in order."""
    for language, code, printed in blocks(page):
        if language == "console":
            yield from (Step(CONTINUED.sub("", command), shown) for command, shown in COMMAND.findall(code))
        elif language == "python" and not code.startswith(">>> "):
            yield Step(PROGRAM.format(code), printed or "")


def outputs(listed: list[Step], folder: Path) -> list[str]:
    """What a shell that starts in a folder prints on standard output at each step. It has nothing to complain about."""
    tools = {"python": sys.executable, "macaronic": f"{sys.executable} -m macaronic"}
    script = "".join(f'{name}() {{ {command} "$@"; }}\n' for name, command in tools.items())
    script += "".join(f"{step.command}status=$?; printf '\\0'; (exit $status)\n" for step in listed)
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, check=False)
    assert not done.stderr, done.stderr.decode()
    return done.stdout.decode().split("\0")[:-1]


def agrees(printed: str, shown: str) -> bool:
    r"""Whether a page shows what is printed, where a line of three dots stands for any lines.

    >>> agrees("a\nb\nc\n", "a\n...\n"), agrees("a\n", "...\na\n"), agrees("a\nb\n", "a\n")
    (True, True, False)
    """
    parts = (re.escape(part) for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE))
    return re.fullmatch(r"(?:.*\n)*?".join(parts), printed) is not None


def doctested(page: Path) -> doctest.TestResults:
    """How the page's doctests went, in which names stay from block to block."""
    names: dict[str, Any] = {}
    test = doctest.DocTestParser().get_doctest(doctests(page), names, page.name, str(page), 0)
    return doctest.DocTestRunner().run(test)
