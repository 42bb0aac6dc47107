"""The gate of the repair rules lets every text through in which a rule finds anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macaronic.fix import Fix
from macaronic.fixes import FIXES
from macaronic.gates import EVERY, TOGETHER, gate
from macaronic.orthography import orthography

GATED = [fix for fix in FIXES.values() if fix.needles]
GATE = gate(tuple(FIXES.values()))
MARKS = sorted({char for fix in GATED for needle in fix.needles for char in needle})
PARTS = st.sampled_from(
    [*MARKS, *' \N{NO-BREAK SPACE}\n\vaZéЖא中カ1)(".,', "word", "слово", " a", "amp;", "  ", "..", "”he"]
)
TEXTS = st.lists(PARTS | st.characters(), max_size=30).map("".join)
LANGUAGES = ("en", "fr", "ru", "ar", "zh")


def test_every_rule_with_needles_has_bits_of_its_own() -> None:
    masks = [GATE.mask(fix) for fix in FIXES.values() if fix in GATED]
    assert sum(masks) < 1 << 64
    assert sum(mask.bit_count() for mask in masks) == sum(masks).bit_count()


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_what_is_kept_from_a_text_would_find_nothing_in_it(texts: list[str]) -> None:
    for text, bits in zip(texts, GATE.bits(texts), strict=True):
        assert GATE.bits([text]) == [bits]
        for fix in GATED:
            if not bits & GATE.mask(fix):
                assert not [edit for language in LANGUAGES for edit in fix.find(text, orthography(language))]


CASES = [
    (case["broken"], case.get("language", "en"))
    for path in sorted((Path(__file__).parent / "cases").glob("*.json"))
    if isinstance(found := json.loads(path.read_text("utf-8")), dict)
    for case in found.get("repairs", ())
]


@pytest.mark.parametrize("fix", [fix for fix in GATED if fix.shapes], ids=lambda fix: fix.name)
def test_what_a_rule_repairs_comes_through(fix: Fix) -> None:
    broken = [text for text, language in CASES if tuple(fix.find(text, orthography(language)))]
    assert broken
    assert all(bits & GATE.mask(fix) for bits in GATE.bits(broken))


def test_most_texts_need_hardly_any_rule() -> None:
    text = "The rain had stopped before we left (about noon). “Nobody told us,” she said: “not a word – none.”"
    assert sum(bool(bits & GATE.mask(fix)) for fix in GATED for bits in GATE.bits([text])) <= 2


def test_a_very_long_text_is_left_to_the_rules() -> None:
    short, long = "It rained.", "It rained. " * TOGETHER
    assert GATE.bits([short, long, short])[1] == EVERY
    assert GATE.bits([short, long, short])[::2] == GATE.bits([short]) * 2
