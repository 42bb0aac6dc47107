"""What a user can choose: one frozen record, checked when it is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from macaronic.languages import canonical
from macaronic.records import KINDS

if TYPE_CHECKING:
    from macaronic.detectors import Detector
    from macaronic.fix import Fix


class ConfigError(ValueError):
    """A choice that cannot be; the message says which, and what can be chosen."""


@dataclass(frozen=True)
class Config:
    """The choices of one run. Immutable and picklable.

    expect: the language the text should be in, or several of which each is right; none: inferred from the text.
    source: the language it was translated from, if known: a strong hint for leftovers.
    enable: rules or groups of rules to apply besides the default ones. only: these rules or groups and no others.
    skip: rules or groups not to apply. rules: repair rules of your own (`macaronic.fix.Fix`), applied after the others
    of their stage.
    drop: kinds of flags whose passages are removed. allow: terms that are never flagged.
    threshold: flags that score less are not reported.
    detector: a detector's name, or an object with a `Detector`'s method. model: a fastText model file for the
    detector `fasttext`.
    encoding: how bytes are to be decoded; "auto" finds out.

    Raises UnknownLanguageError for a language that is not known and ConfigError for any other bad choice.
    """

    expect: str | Collection[str] | None = ()
    source: str | None = None
    enable: Collection[str] = ()
    only: Collection[str] = ()
    skip: Collection[str] = ()
    rules: Collection[Fix] = ()
    drop: Collection[str] = ()
    allow: Collection[str] = ()
    threshold: float = 0.7
    detector: str | Detector = "lid.176"
    model: str | None = None
    encoding: str = "auto"

    def __post_init__(self) -> None:
        """Brings every choice into its canonical form, so that equal choices are equal records, and pickled alike in
        every process: caches of other programs compare that.
        """
        put = object.__setattr__
        put(self, "expect", tuple(dict.fromkeys(canonical(code) for code in _items(self.expect or ()))))
        put(self, "source", canonical(self.source) if self.source else None)
        for name in ("enable", "only", "skip", "drop", "allow"):
            put(self, name, tuple(sorted(set(_items(getattr(self, name))))))
        if unknown := set(self.drop) - set(KINDS):
            raise ConfigError(f"unknown kind {', '.join(sorted(unknown))}; kinds are {', '.join(KINDS)}")
        if not 0 <= self.threshold <= 1:
            raise ConfigError(f"threshold {self.threshold} is not a probability from 0 to 1")
        put(self, "rules", tuple(self.rules))
        if self.enable or self.only or self.skip or self.rules:
            from macaronic.fixes import choose  # the rules, which need tables, only where some are named

            choose(self)

    @property
    def expected(self) -> tuple[str, ...]:
        """The canonical codes of `expect`."""
        assert isinstance(self.expect, tuple)
        return self.expect


def _items(value: str | Collection[str]) -> Collection[str]:
    return (value,) if isinstance(value, str) else value
