"""The gate of the repair rules lets every text through in which a rule finds anything."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macaronic.detection import Findings
from macaronic.fix import Fix
from macaronic.fixes import FIXES
from macaronic.gates import EVERY, TOGETHER, UNSEEN, gate
from macaronic.orthography import orthography
from macaronic.pipeline import _Rules, _tidied

GATED = [fix for fix in FIXES.values() if fix.needles]
GATE = gate(tuple(FIXES.values()))
RULES = _Rules.of(tuple(GATED))
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


def bits_of(texts: list[str]) -> list[int]:
    return [seen.bits for seen in GATE.look(texts)]


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_what_is_kept_from_a_text_would_find_nothing_in_it(texts: list[str]) -> None:
    for text, bits in zip(texts, bits_of(texts), strict=True):
        assert bits_of([text]) == [bits]
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
    assert all(bits & GATE.mask(fix) for bits in bits_of(broken))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_rule_of_punctuation_changes_a_letter(text: str) -> None:
    for fix in GATED:
        if fix.stage == "tidy":
            for language in LANGUAGES:
                for edit in fix.find(text, orthography(language)):
                    assert not any(map(str.isalnum, edit.old))
                    assert any(needle in edit.old for needle in fix.needles)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["", " word", "word " * 9]), st.sampled_from(LANGUAGES)), max_size=6))
@settings(max_examples=400, deadline=None)
def test_passages_that_are_spared_would_not_change(parts: list[tuple[str, str, str]]) -> None:
    texts = [f"{more}{text}{more}" for text, more, _ in parts]
    ends = list(accumulate(map(len, texts)))
    passages = tuple(
        (end - len(text), end, language) for end, text, (*_, language) in zip(ends, texts, parts, strict=True) if text
    )
    text, findings = "".join(texts), Findings("en", passages=passages)
    assert list(_tidied(text, findings, RULES.tidy, RULES.gate.look([text])[0])) == list(
        _tidied(text, findings, RULES.tidy, UNSEEN)
    )


def test_passages_without_faults_are_spared() -> None:
    text = "It rained , and then it stopped. " + "Nobody was told why, but we left. " * 4 + "So it goes , they say."
    (seen,) = GATE.look([text])
    assert seen.spares(text, 80, 120)
    assert not seen.spares(text, 0, 40)
    assert not seen.spares(text, 120, len(text))


def test_most_texts_need_hardly_any_rule() -> None:
    text = "The rain had stopped before we left (about noon). “Nobody told us,” she said: “not a word – none.”"
    assert sum(bool(bits & GATE.mask(fix)) for fix in GATED for bits in bits_of([text])) <= 2


def test_a_very_long_text_is_left_to_the_rules() -> None:
    short, long = "It rained.", "It rained. " * TOGETHER
    assert bits_of([short, long, short])[1] == EVERY
    assert bits_of([short, long, short])[::2] == bits_of([short]) * 2
