"""Whole files cleaned and checked, in any format, as the command line does it.

>>> from tempfile import TemporaryDirectory
>>> from pathlib import Path
>>> from macaronic import Config, io
>>> with TemporaryDirectory() as folder:
...     page = Path(folder, "page.html")
...     _ = page.write_text("<p>It rained. . We <b>stayed</b> at home.</p>")
...     found = [(f.line, f.column, f.kind) for f in io.check(page, Config(expect="en"))]
...     problems = io.clean(page, page, Config(expect="en"))
...     found, page.read_text()
([(1, 14, 'repair')], '<p>It rained. We <b>stayed</b> at home.</p>')
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from os import PathLike, fspath
from typing import Any

from macaronic.config import Config
from macaronic.findings import Finding
from macaronic.formats import by_ending, make
from macaronic.output import in_place, to_file
from macaronic.reading import Input
from macaronic.work import Check, Clean

ANY = Config()


def check(path: str | PathLike[str], config: Config = ANY, **choices: Any) -> Iterator[Finding]:
    """What strays in a file, and what `clean` would repair, as it is found. Raises RunError.

    `choices` are those of the format: `input_format`, its name, else by the file's; `text_key`, the members or columns
    that hold texts, as a tuple; `expect_key`, `source_key`; `delimiter`, for CSV.
    """
    for chunk in _input(path, config, choices).chunks():
        yield from Check(config)(chunk).findings


def clean(
    path: str | PathLike[str],
    output: str | PathLike[str],
    config: Config = ANY,
    edits: str | PathLike[str] | None = None,
    sentences: bool = False,
    **choices: Any,
) -> list[str]:
    """Repairs a file into another, or the same; says which records could not be read. Raises RunError.

    What it takes to undo that is written to the file `edits`. `sentences` and `choices` as in `check` and on the
    command line.
    """
    given = _input(path, config, choices)
    work = Clean(config, sentences, edits=edits is not None)
    problems: list[str] = []
    with ExitStack() as stack:
        notes = stack.enter_context(to_file(fspath(edits))) if edits is not None else None
        same = fspath(path) == fspath(output)
        sink = stack.enter_context(in_place(fspath(path)) if same else to_file(fspath(output)))
        target = stack.enter_context(given.formats(fspath(path)).packed(sink, sentences))
        for chunk in given.chunks():
            outcome = work(chunk)
            if notes:
                notes.write(outcome.edits)
            target.write(outcome.output, outcome.separator)
            problems += outcome.notices.problems
    return problems


def _input(path: str | PathLike[str], config: Config, choices: dict[str, Any]) -> Input:
    name = choices.pop("input_format", None) or by_ending(fspath(path))
    known = {"expect": config.expected, "source": config.source, "encoding": config.encoding}
    return Input([fspath(path)], lambda _: make(name, **known, **choices))
