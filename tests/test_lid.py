"""The numpy reader of lid.176.ftz beside the real fastText binding."""

from __future__ import annotations

import json
import random
from pathlib import Path

import fasttext
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macaronic import lid

SENTENCES: dict[str, list[str]] = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))
FLAWS = ["", "…", "12,5 %", "(AFP)", "https://example.org/a?b=c", "«", "\N{GRINNING FACE}", "\N{NO-BREAK SPACE}x"]


@pytest.fixture(scope="module")
def binding() -> fasttext.FastText._FastText:
    return fasttext.load_model(str(lid.bundled()))


def invented(count: int) -> list[str]:
    """Sentences of shuffled words of up to three languages, whole and in pieces, with things that are no words."""
    rng = random.Random(0)
    words = {code: " ".join(texts).split() for code, texts in SENTENCES.items()}
    made = []
    for _ in range(count):
        pool = [word for code in rng.sample(sorted(words), rng.choice((1, 1, 1, 2, 3))) for word in words[code]]
        made.append(" ".join([*rng.choices(pool, k=rng.randint(1, 25)), rng.choice(FLAWS)]))
    return made


def test_agrees_with_the_binding(binding: fasttext.FastText._FastText) -> None:
    texts = [text for pair in SENTENCES.values() for text in pair] + invented(12_000)
    ours = lid.load().best(texts)
    labels, scores = [], []
    for text in texts:
        (label,), (score,) = binding.predict(text, k=1)
        labels.append(label.removeprefix("__label__"))
        scores.append(min(1.0, score))
    assert [found[0] if found else None for found in ours] == labels
    assert np.abs(np.array([found[1] if found else 0 for found in ours]) - np.array(scores)).max() < 1e-5


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: "\n" not in text))
def test_agrees_on_any_text(binding: fasttext.FastText._FastText, text: str) -> None:
    (found,) = lid.load().best([text])
    labels, scores = binding.predict(text.replace("\0", " "), k=1)
    if found is None:
        assert not text.strip(" \t\n\v\f\r\0")
    else:
        assert abs(found[1] - min(1.0, scores[0])) < 1e-5
        assert labels[0] == f"__label__{found[0]}" or scores[0] < 0.5  # rounding decides between equals


@settings(deadline=None)  # the model loads in the first example
@given(st.lists(st.text(max_size=20), max_size=5))
def test_a_batch_says_what_each_text_alone_says(texts: list[str]) -> None:
    alone = [lid.load().best([text])[0] for text in texts]
    together = lid.load().best(texts)
    for one, many in zip(alone, together, strict=True):
        assert (one is None) == (many is None)
        assert one is None or many is None or abs(one[1] - many[1]) < 1e-6


def test_a_span_is_the_difference_of_prefix_sums() -> None:
    model = lid.load()
    words = SENTENCES["de"][0].split()
    vectors, counts = model.vectors([word.encode() for word in words])
    total = np.hstack([np.zeros((len(vectors), 1)), np.cumsum(vectors, axis=1)])
    end, one = model.end()
    hidden = (total[:, 9] - total[:, 2] + end) / (counts[2:9].sum() + one)
    probability = float(np.exp(model.log_probabilities(hidden[:, None].astype(np.float32)).max()))
    (found,) = model.best([" ".join(words[2:9])])
    assert found is not None
    assert probability == pytest.approx(found[1], abs=1e-5)


@pytest.mark.parametrize("content", [b"", b"no model", b"\x00" * 100])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(lid.ModelError, match=r"model\.bin"):
        lid.read(path)
