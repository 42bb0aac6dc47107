"""What holds of every flag: it points at a passage, says what strays there, how surely, and why."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from flag_cases import CASES, Case, parsed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from macaronic import Cleaner, Config, Flag, Result
from macaronic.languages import NAMES
from macaronic.records import KINDS, UNDETERMINED, Document

LONGEST_REASON = 120  # characters: a reason stands at the end of a line
PROOF = re.compile(r"^reads as [^:]+: (?P<words>.+)$")

TEXTS = [parsed(case.text)[0] for case in CASES.values()]
FRAGMENTS = st.sampled_from(TEXTS) | st.text(max_size=12) | st.sampled_from(["\n", "“", "”", "(", "#", "\ud800", "\0"])
MIXTURES = st.lists(FRAGMENTS, max_size=5).map(" ".join)
EXPECTATIONS = st.sampled_from([(), ("en",), ("de", "fr"), ("ru",), ("ar",), ("hi",), ("ja",), ("th",), ("tt",)])


def flags_of(case: Case, threshold: float = 0.0) -> tuple[str, tuple[Flag, ...]]:
    text, _ = parsed(case.text)
    return text, Cleaner(replace(case.config, threshold=threshold)).check(text).flags


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_reason_is_a_short_phrase_and_names_words_of_the_passage(case: Case) -> None:
    text, flags = flags_of(case)
    for flag in flags:
        assert 0 < len(flag.reason) < LONGEST_REASON
        assert flag.reason == " ".join(flag.reason.split())
        assert not flag.reason.endswith(".")
        if flag.language is not None:
            assert NAMES[flag.language] in flag.reason
        if proof := PROOF.match(flag.reason):
            passage = text[flag.start : flag.end].lower().replace("’", "'")
            assert all(word in passage for word in proof["words"].split(", "))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("whole_passages: a sentence left in Spanish", {"el", "la", "los"}),
        ("whole_passages: a sentence left in English, in Russian", {"the", "of", "in"}),
        ("quotations: an Arabic phrase in a French sentence", {"بكم", "في"}),
        ("transliterations: a whole sentence in Cyrillic after a transliterated name", {"он", "не", "что"}),
    ],
)
def test_a_foreign_passage_is_shown_by_words_that_are_frequent_in_its_language(name: str, words: set[str]) -> None:
    _, (flag,) = flags_of(CASES[name], threshold=0.7)
    proof = PROOF.match(flag.reason)
    assert proof
    assert words & set(proof["words"].split(", "))


def sound(result: Result, threshold: float) -> None:
    """What must hold of flags; only inside a repaired passage, as in "Ã\N{NO-BREAK SPACE}", are their ends blunt."""
    text = result.decoded.text
    for flag in result.flags:
        assert 0 <= flag.start < flag.end <= len(text)
        assert not text[flag.start].isspace() or repaired(result, flag.start, flag.start + 1)
        assert not text[flag.end - 1].isspace() or repaired(result, flag.end - 1, flag.end)
        assert flag.kind in KINDS
        assert flag.language is None or flag.language in NAMES
        assert (flag.language is not None) == (flag.kind in ("untranslated", "quotation"))
        assert threshold <= flag.score <= 1
        assert 0 < len(flag.reason) < LONGEST_REASON
    assert list(result.flags) == sorted(result.flags, key=lambda flag: (flag.start, flag.end))
    for kind in KINDS:
        for one, next_one in pairwise(flag for flag in result.flags if flag.kind == kind):
            assert one.end <= next_one.start or repaired(result, next_one.start, one.end)
    assert result.expected in {*NAMES, UNDETERMINED}


def repaired(result: Result, start: int, end: int) -> bool:
    return any(edit.start <= start and end <= edit.end for edit in result.edits)


# A copy's trailing space is no part of it.
@example("He mends his nets here. \nHe mends his nets here. ", ("en",), None, 0.0)
@example("The caf\N{REPLACEMENT CHARACTER} at the corner is closed.", (), None, 0.0)  # damaged twice over
@given(MIXTURES, EXPECTATIONS, st.sampled_from([None, "es", "en"]), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_flags_are_sound(text: str, expect: tuple[str, ...], source: str | None, threshold: float) -> None:
    cleaner = Cleaner(Config(expect=expect, source=source, threshold=threshold))
    checked, cleaned = cleaner.check(text), cleaner.clean(text)
    sound(checked, threshold)
    assert checked.flags == cleaned.flags


@given(MIXTURES, EXPECTATIONS, st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_higher_threshold_reports_no_passage_that_a_lower_one_does_not(
    text: str, expect: tuple[str, ...], one: float, other: float
) -> None:
    few, many = (
        Cleaner(Config(expect=expect, threshold=threshold)).check(text).flags
        for threshold in (max(one, other), min(one, other))
    )
    assert all(any(m.start < f.end and f.start < m.end for m in many) for f in few)


def test_a_text_is_flagged_alone_as_among_others() -> None:
    cleaner = Cleaner()
    documents = [Document(parsed(c.text)[0], c.config.expected, c.config.source) for c in CASES.values()]
    alone = [next(cleaner.clean_documents([document])).flags for document in documents]
    assert [result.flags for result in cleaner.clean_documents(documents)] == alone
