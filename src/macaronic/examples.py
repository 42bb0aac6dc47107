"""The examples at the end of each command's help, which the tests run as they are printed."""

from __future__ import annotations

from typing import Final, NamedTuple


class Example(NamedTuple):
    """What somebody wants, and the commands that do it."""

    wish: str
    commands: tuple[str, ...]


def _example(wish: str, *commands: str) -> Example:
    return Example(wish, commands)


EXAMPLES: Final = {
    "macaronic": (
        _example("What strays in this page, and what would be repaired?", "macaronic check --expect en page.txt"),
        _example(
            "Repair it, and have it back as it was",
            "macaronic clean --expect en --in-place --edits edits.jsonl page.txt",
            "macaronic undo --edits edits.jsonl --in-place page.txt",
        ),
        _example("Why was that flagged?", "macaronic explain --expect en page.txt"),
    ),
    "clean": (
        _example(
            "Look first: what would be changed, and by which rules?", "macaronic clean --expect en --diff page.txt"
        ),
        _example("Repair a page; its language is inferred", "macaronic clean page.txt > clean.txt"),
        _example(
            "Take out what was left untranslated or is of no language",
            "macaronic clean --expect en --drop untranslated,garbled page.txt > clean.txt",
        ),
        _example(
            "Repair a crawl, each record in the language that it names",
            "macaronic clean --jsonl --expect-key lang --jobs 2 crawl.jsonl > clean.jsonl",
        ),
        _example(
            "Straighten quotes, too, but leave spaces alone",
            "macaronic clean --enable quotes --skip spacing page.txt > clean.txt",
        ),
        _example(
            "Write files back to their places, and keep the way back",
            "macaronic clean --expect en --in-place --edits edits.jsonl docs/*.md",
        ),
    ),
    "check": (
        _example("What strays in this page?", "macaronic check --expect en page.txt"),
        _example(
            "Only what is almost certain, for a program",
            "macaronic check --expect en --threshold 0.95 --format jsonl docs/*.md",
        ),
        _example("Leave my own terms alone", "macaronic check --expect en --allow terms.txt page.txt"),
        _example(
            "From now on, report only what is new",
            "macaronic check --expect en --format jsonl docs/*.md > known.jsonl",
            "macaronic check --expect en --baseline known.jsonl docs/*.md",
        ),
    ),
    "explain": (
        _example("Tell a page's story", "macaronic explain page.txt"),
        _example("That of the record in the second line", "macaronic explain --jsonl --line 2 crawl.jsonl"),
    ),
    "report": (
        _example("A page to look at, in a browser", "macaronic report --expect en docs/*.md --output page.html"),
        _example(
            "What was done to a crawl",
            "macaronic clean --jsonl --expect-key lang crawl.jsonl > clean.jsonl",
            "macaronic report --jsonl clean.jsonl --output page.html",
        ),
    ),
    "undo": (
        _example(
            "Clean a page, and have it back as it was",
            "macaronic clean --expect en --in-place --edits edits.jsonl page.txt",
            "macaronic undo --edits edits.jsonl --in-place page.txt",
        ),
    ),
    "languages": (_example("How well is Portuguese known?", "macaronic languages | grep -e code -e Portuguese"),),
}


def epilog(command: str) -> str:
    """A command's examples as click prints them: `\\\\b` keeps the lines."""
    lines = [line for wish, commands in EXAMPLES[command] for line in (f"# {wish}", *commands)]
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
