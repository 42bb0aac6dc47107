"""The README's two commands are two; what else it shows is run with the other pages."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def test_there_are_exactly_two_commands() -> None:
    commands = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert [command.count("\n") for command in commands] == [1, 1]
    assert "examples/article.txt" in commands[0]
    assert "pytest" in commands[1]
