"""What holds of cleaning whatever the text."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import macaronic
from macaronic import Cleaner, Config, Result
from macaronic.edits import apply, invert
from macaronic.records import KINDS

SENTENCES: dict[str, list[str]] = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))
ARTICLE = (Path(__file__).parent.parent / "examples" / "article.txt").read_text("utf-8")

PIECES = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Co", "Mn", "Zs", "Po"]), max_size=6),
    st.sampled_from([sentence for pair in SENTENCES.values() for sentence in pair]),
    st.sampled_from(
        ["..", ". .", " ,", "Ã©", "&amp;", "\n\n", "”the", "rain. against", "wolkentigradas", "\ud800", "\0"]
    ),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join) | st.lists(PIECES, max_size=8).map(" ".join)
LANGUAGES = st.sampled_from([None, "en", "es", "ru", "ar", "zh", "th", "hi", "tt", "qu"])


def sound(result: Result) -> None:
    """Offsets point at what they claim, and the edits lead there and back."""
    source = result.decoded.text
    assert apply(source, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == source
    for flag in result.flags:
        assert 0 <= flag.start < flag.end <= len(source)
        assert flag.kind in KINDS
        assert 0 <= flag.score <= 1
        assert flag.reason
    spans = [(s.start, s.end) for s in result.sentences]
    assert spans == sorted(spans)
    assert all(0 <= a < b <= len(source) for a, b in spans)


@given(TEXTS, LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_cleaning_is_sound_and_idempotent_and_comes_back(text: str, expect: str | None) -> None:
    result = macaronic.clean(text, expect=expect)
    sound(result)
    assert result.original() == text
    again = macaronic.clean(result.text, expect=expect)
    assert again.text == result.text
    assert not again.edits


@given(TEXTS, LANGUAGES)
@settings(max_examples=60, deadline=None)
def test_checking_changes_nothing_and_finds_the_same(text: str, expect: str | None) -> None:
    checked, cleaned = macaronic.check(text, expect=expect), macaronic.clean(text, expect=expect)
    assert checked.text == text
    assert (checked.flags, checked.edits, checked.sentences) == (cleaned.flags, cleaned.edits, cleaned.sentences)


@given(TEXTS, st.sampled_from(KINDS))
@settings(max_examples=100, deadline=None)
def test_dropping_is_an_edit_like_any_other(text: str, kind: str) -> None:
    cleaner = Cleaner(Config(expect="en", drop={kind}))
    result = cleaner.clean(text)
    sound(result)
    assert cleaner.clean(result.text).text == result.text


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_bytes_come_back(data: bytes) -> None:
    result = macaronic.clean(data, expect="en")
    sound(result)
    assert result.original() == data


@given(st.lists(TEXTS, max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_batch_keeps_its_order_and_says_what_each_text_alone_says(texts: list[str]) -> None:
    cleaner = Cleaner(Config(expect="en"))
    assert list(cleaner.clean_many(texts)) == [cleaner.clean(text) for text in texts]


@pytest.mark.parametrize("text", ["", "a", " ", "\n", "\0", "\ud800", "\ufeff", "é" * 1000, "." * 1000, "“" * 1000])
def test_the_least_and_the_oddest(text: str) -> None:
    result = macaronic.clean(text)
    sound(result)
    assert result.original() == text


def test_a_megabyte_without_a_space() -> None:
    text = "ab" * 500_000
    assert macaronic.clean(text, expect="en").original() == text


def test_clean_many_reads_no_further_ahead_than_a_batch() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield "It rained. . We stayed at home. " * 50

    results = Cleaner(Config(expect="en")).clean_many(endless())  # type: ignore[arg-type]
    next(results)
    assert taken < 5000


def test_a_cleaner_can_be_pickled_and_shared_between_threads() -> None:
    cleaner = pickle.loads(pickle.dumps(Cleaner(Config(expect="en", drop={"duplicate"}))))
    alone = cleaner.clean(ARTICLE)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(cleaner.clean, [ARTICLE] * 8)) == {alone}


def test_the_same_in_every_process() -> None:
    program = "import macaronic, sys; print(macaronic.clean(sys.stdin.buffer.read()).to_dict())"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=ARTICLE.encode(),
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


def test_importing_loads_nothing_heavy() -> None:
    program = "import sys, macaronic; print(sorted({'numpy', 'ftfy', 'click', 'orjson'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
