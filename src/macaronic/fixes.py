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
def selected(
    enable: frozenset[str], only: frozenset[str], skip: frozenset[str], rules: tuple[Fix, ...] = ()
) -> tuple[Fix, ...]:
    """The rules that a run applies, in the order of the table, with some of the caller's own behind them.

    Each name is a rule's or a group's. Raises ConfigError for a name that is neither, and for a rule of the caller's
    that is named as another.
    """
    every = [*FIXES.values(), *rules]
    names, groups = [fix.name for fix in every], dict.fromkeys(fix.group for fix in every)
    if twice := [fix.name for fix in rules if names.count(fix.name) > 1]:
        raise ConfigError(f"there is another rule named {twice[0]!r}; name yours otherwise")
    for name in sorted(enable | only | skip):
        if name not in names and name not in groups:
            near = get_close_matches(name, [*names, *groups], n=3)
            hint = f"did you mean {', '.join(near)}?" if near else f"groups are {', '.join(groups)}"
            raise ConfigError(f"unknown rule or group {name!r}; {hint}")

    def chosen(fix: Fix) -> bool:
        own = {fix.name, fix.group}
        wanted = bool(own & only) if only else fix.default or bool(own & enable)
        return wanted and not own & skip

    return tuple(fix for fix in every if chosen(fix))


def choose(config: Config) -> tuple[Fix, ...]:
    """The rules that a configuration selects."""
    return selected(frozenset(config.enable), frozenset(config.only), frozenset(config.skip), tuple(config.rules))


def repaired(text: str, rule: Rule, language: str = "en") -> str:
    """The text as one rule leaves it."""
    return apply(text, tuple(rule(text, orthography(language))))
