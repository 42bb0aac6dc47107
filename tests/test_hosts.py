"""What the adapters of all hosts stand on, as far as it can be tested without the hosts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import macaronic
from macaronic import Cleaner, Config, hosts
from macaronic.hosts import results

SOUND = "Nobody in the town had seen the plan before the work began."
SPANISH = "Los vecinos aseguran que nadie les avisó de las obras hasta que llegaron las máquinas."
MIXED = "Nadie sabe por qué ha subido. The fee rose again.. We paid it and went home before the shops closed."


def expected(claims: list[object], config: Config) -> list[str]:
    return [result.expected for result in results([MIXED] * len(claims), claims, config) if result]


def test_rows_are_what_the_library_gives_and_nothing_stays_nothing() -> None:
    config = Config(expect="en")
    assert results([None, MIXED, None, ""], None, config) == [
        None, macaronic.clean(MIXED, expect="en"), None, macaronic.clean("", expect="en"),
    ]  # fmt: skip
    assert results([], None, config) == []


def test_each_row_can_say_what_to_expect() -> None:
    claims: list[object] = ["es", None, "", ["de", "en"], "en,de"]
    assert expected(claims, Config(expect="en")) == ["es", "en", "en", "de", "en"]


def test_an_unknown_language_is_named_and_inferred() -> None:
    with pytest.warns(UserWarning, match="unknown languages, inferred instead: klingon, xx$"):
        assert expected(["xx", "xx", "klingon"], Config(expect="de")) == ["en", "en", "en"]


def test_claims_are_for_as_many_rows_as_there_are() -> None:
    with pytest.raises(ValueError, match="zip"):
        results([MIXED, MIXED], ["en"], Config())


@pytest.mark.parametrize(
    ("texts", "drop", "kinds", "wanted"),
    [
        ([], [], hosts.ERRORS, {}),
        ([""], [], hosts.ERRORS, {}),
        ([SOUND, SPANISH], [], hosts.ERRORS, {"untranslated": len(SPANISH) / len(SOUND + SPANISH)}),
        ([SPANISH], [], ["garbled", "duplicate"], {}),
        ([SPANISH], ["untranslated"], hosts.ERRORS, {"untranslated": 1.0}),
    ],
    ids=["no texts", "no text", "a text of two", "of another kind", "and taken out"],
)
def test_flagged(texts: Sequence[str], drop: Sequence[str], kinds: Sequence[str], wanted: dict[str, float]) -> None:
    results = Cleaner(Config(expect="en", drop=drop)).clean_many(texts)
    found = hosts.flagged([(result.to_dict(), result.text) for result in results], kinds)
    assert found == pytest.approx(wanted)
