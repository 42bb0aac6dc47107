"""The edit algebra: its laws, on random texts and edit lists."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macaronic.edits import Edit, Edits, Places, apply, compose, invert, shift

TEXTS = st.text(st.sampled_from("abc \N{COMBINING ACUTE ACCENT}\N{GRINNING FACE}\ud800"), max_size=14)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> Edits:
    """A valid edit list of a text."""
    edits, at = [], 0
    for _ in range(draw(st.integers(0, 4))):
        if at > len(text):
            break
        start = draw(st.integers(at, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        edits.append(Edit(start, end, text[start:end], draw(TEXTS), ("rule",)))
        at = max(end, start + 1)
    return tuple(edits)


@st.composite
def text_and_edits(draw: st.DrawFn) -> tuple[str, Edits]:
    text = draw(TEXTS)
    return text, draw(edits_of(text))


@st.composite
def text_and_two_lists(draw: st.DrawFn) -> tuple[str, Edits, Edits]:
    text, first = draw(text_and_edits())
    return text, first, draw(edits_of(apply(text, first)))


def valid(edits: Edits, text: str) -> bool:
    ordered = all(a.end <= b.start for a, b in pairwise(edits))
    return ordered and all(text[e.start : e.end] == e.old for e in edits)


@given(text_and_two_lists())
@settings(max_examples=3000)
def test_composition_equals_one_after_the_other(case: tuple[str, Edits, Edits]) -> None:
    text, first, second = case
    composed = compose(first, second)
    assert apply(text, composed) == apply(apply(text, first), second)
    assert valid(composed, text)


@given(text_and_edits())
@settings(max_examples=1000)
def test_inversion_restores(case: tuple[str, Edits]) -> None:
    text, edits = case
    edited = apply(text, edits)
    assert valid(invert(edits), edited)
    assert apply(edited, invert(edits)) == text
    assert invert(invert(edits)) == edits


@given(text_and_edits())
def test_composing_with_the_inverse_changes_nothing(case: tuple[str, Edits]) -> None:
    text, edits = case
    assert apply(text, compose(edits, invert(edits))) == text
    assert compose(edits, ()) == edits == compose((), edits)


@given(text_and_edits(), TEXTS)
def test_shifted_edits_apply_behind_a_prefix(case: tuple[str, Edits], prefix: str) -> None:
    text, edits = case
    assert apply(prefix + text, shift(edits, len(prefix))) == prefix + apply(text, edits)


@given(text_and_edits())
def test_places_outside_of_edits_point_at_the_same_character(case: tuple[str, Edits]) -> None:
    text, edits = case
    edited, places = apply(text, edits), Places(edits)
    replaced = {at for e in invert(edits) for at in range(e.start, e.end)}
    for at, char in enumerate(edited):
        if at not in replaced:
            assert text[places.original_start(at)] == char
            assert text[places.original_end(at + 1) - 1] == char


@given(text_and_edits())
def test_places_keep_their_order_and_stay_inside(case: tuple[str, Edits]) -> None:
    text, edits = case
    edited, places = apply(text, edits), Places(edits)
    starts = [places.original_start(at) for at in range(len(edited) + 1)]
    ends = [places.original_end(at) for at in range(len(edited) + 1)]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= at <= len(text) for at in starts + ends)


def test_a_place_in_a_replacement_covers_all_of_it() -> None:
    places = Places([Edit(3, 9, "sixsix", "ab", ("rule",))])
    assert (places.original_start(4), places.original_end(4)) == (3, 9)


def test_edits_of_another_text_are_refused() -> None:
    with pytest.raises(ValueError, match="not an edit of this text"):
        apply("abc", [Edit(0, 1, "x", "y", ("rule",))])


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="not an edit of this text"):
        apply("abc", [Edit(0, 2, "ab", "", ("rule",)), Edit(1, 3, "bc", "", ("rule",))])
