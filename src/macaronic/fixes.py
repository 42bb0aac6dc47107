"""The one table of repair rules, and the choice among them."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from itertools import chain

from macaronic import (
    characters,
    escapes,
    lost,
    missing_spaces,
    mojibake,
    punctuation,
    spaces,
    stray_spaces,
    structure,
    typography,
)
from macaronic.config import Config, ConfigError
from macaronic.edits import apply
from macaronic.fix import Fix, Rule
from macaronic.orthography import orthography

FIXES: dict[str, Fix] = {
    fix.name: fix
    for fix in chain[Fix](
        mojibake.FIXES,
        lost.FIXES,
        escapes.FIXES,
        characters.FIXES,
        structure.FIXES,
        punctuation.FIXES,
        spaces.FIXES,
        stray_spaces.FIXES,
        missing_spaces.FIXES,
        typography.FIXES,
    )
}


@lru_cache(maxsize=64)
def selected(enable: frozenset[str], only: frozenset[str], skip: frozenset[str]) -> tuple[Fix, ...]:
    """The rules that a run applies, in the order of the table.

    Each name is a rule's or a group's. Raises ConfigError for a name that is neither.
    """
    groups = dict.fromkeys(fix.group for fix in FIXES.values())
    for name in sorted(enable | only | skip):
        if name not in FIXES and name not in groups:
            near = get_close_matches(name, [*FIXES, *groups], n=3)
            hint = f"did you mean {', '.join(near)}?" if near else f"groups are {', '.join(groups)}"
            raise ConfigError(f"unknown rule or group {name!r}; {hint}")

    def chosen(fix: Fix) -> bool:
        names = {fix.name, fix.group}
        wanted = bool(names & only) if only else fix.default or bool(names & enable)
        return wanted and not names & skip

    return tuple(fix for fix in FIXES.values() if chosen(fix))


def choose(config: Config) -> tuple[Fix, ...]:
    """The rules that a configuration selects."""
    return selected(frozenset(config.enable), frozenset(config.only), frozenset(config.skip))


def repaired(text: str, rule: Rule, language: str = "en") -> str:
    """The text as one rule leaves it."""
    return apply(text, tuple(rule(text, orthography(language))))
