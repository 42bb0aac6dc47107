"""The cases of what is flagged and what is not, as records: `cases/flags/*.json`, a file a topic."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from macaronic import Config

MARKED = re.compile(r"⟦(?P<kind>\w+)(?: (?P<language>\w+))?\|(?P<passage>[^⟧]*)⟧")

Wanted = tuple[str, str | None, str]  # kind, language, the letters of the passage


@dataclass(frozen=True)
class Case:
    """A text in which what should be flagged is marked: `⟦kind language|passage⟧`.

    `expect`, `source` and `allow` are the user's choices; `inferred` is the language that must be inferred; `also` are
    other marked forms of the text that are as right. `reason` says why this is right, where one could doubt, `fails`
    what the program does instead, where it is known to be wrong.
    """

    name: str
    expect: str | list[str] | None
    text: str
    source: str | None = None
    allow: list[str] | tuple[str, ...] = ()
    inferred: str | None = None
    also: list[str] | tuple[str, ...] = ()
    reason: str = ""
    fails: str = ""

    @property
    def config(self) -> Config:
        return Config(expect=self.expect, source=self.source, allow=self.allow)


CASES = {
    f"{file.stem}: {case['name']}": Case(**case)
    for file in sorted((Path(__file__).parent / "cases" / "flags").glob("*.json"))
    for case in json.loads(file.read_text("utf-8"))
}


def parsed(text: str) -> tuple[str, list[Wanted]]:
    """A case's text without its marks, and the flags that these stand for."""
    wanted = [(m["kind"], m["language"], letters(m["passage"])) for m in MARKED.finditer(text)]
    return MARKED.sub(lambda m: m["passage"], text), wanted


def letters(passage: str) -> str:
    """Letters and digits alone: where a flag begins and ends among spaces and signs is not what a case is about."""
    return "".join(filter(str.isalnum, passage))
