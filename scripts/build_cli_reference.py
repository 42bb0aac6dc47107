"""Writes docs/reference/cli.md, the reference of the command line, from the commands themselves.

python scripts/build_cli_reference.py
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from macaronic.cli import program

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "cli.md"
COMMAND = "python scripts/build_cli_reference.py"
VERBATIM = "\b\n"  # click's mark of a paragraph that keeps its lines

INTRODUCTION = f"""\
# Command line

What `--help` says, on one page. [Exit statuses](exit.md), the [configuration file](configuration.md) and the
[records](records.md) that are written have pages of their own.

This page is made by `{COMMAND}`.
"""


def page() -> str:
    """The whole page."""
    top = click.Context(program, info_name="macaronic")
    commands = [click.Context(command, top, name) for name, command in program.commands.items()]
    return "\n".join([INTRODUCTION, *(line for context in (top, *commands) for line in _section(context))])


def _section(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"## {context.command_path}\n"
    yield f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```\n"
    paragraphs = "\n\n".join(inspect.cleandoc(text) for text in (command.help, command.epilog) if text)
    yield from map(_paragraph, paragraphs.split("\n\n"))
    options = (option for option in command.get_params(context) if isinstance(option, click.Option))
    rows = [record for option in options if (record := option.get_help_record(context))]
    yield "| option | meaning |\n| --- | --- |"
    yield from (f"| `{_cell(names)}` | {_cell(meaning)} |" for names, meaning in rows)
    yield ""


def _paragraph(text: str) -> str:
    return f"```text\n{text.removeprefix(VERBATIM)}\n```\n" if text.startswith(VERBATIM) else f"{text}\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
