"""What a shell can complete in the values of options: languages, rules, kinds, detectors, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click
from click.shell_completion import CompletionItem

Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def names(choices: Callable[[], Mapping[str, str]]) -> Completion:
    """Completes the last of several names between commas; `choices` are names with a few words on each."""

    def complete(_ctx: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, begun = incomplete.rpartition(",")
        taken = before.split(",")
        return [
            CompletionItem(before + comma + name, help=words)
            for name, words in choices().items()
            if name.startswith(begun) and name not in taken
        ]

    return complete


def files(_ctx: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leaves it to the shell, which knows files best."""
    return [CompletionItem(incomplete, type="file")]


def languages() -> Mapping[str, str]:
    """All that are known."""
    from macaronic.languages import NAMES

    return NAMES


def rules() -> Mapping[str, str]:
    """All rules, and their groups."""
    from macaronic.fixes import FIXES

    groups = {fix.group: f"all rules on {fix.group}" for fix in FIXES.values()}
    return groups | {name: f"{fix.group}, {fix.safety}" for name, fix in FIXES.items()}


def kinds() -> Mapping[str, str]:
    """What a flag can be."""
    from macaronic.findings import MEANING
    from macaronic.records import KINDS

    return {kind: MEANING[kind].description for kind in KINDS}


def detectors() -> Mapping[str, str]:
    """The language identifiers."""
    from macaronic.detectors import NAMES

    return dict.fromkeys(NAMES, "")
