"""What is foreign in the sentences of a batch, against the same looked up text by text, sentence by sentence."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from macaronic.sentences import split
from macaronic.view import ENOUGH_LETTERS, View, strange
from macaronic.vocabulary import Vocabulary

SENTENCES: dict[str, list[str]] = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))
PIECES = st.sampled_from([sentence for pair in SENTENCES.values() for sentence in pair]) | st.text(max_size=20)
TEXTS = st.lists(PIECES, min_size=1, max_size=5).map(" ".join)
EXPECTED = st.sampled_from([("en",), ("de",), ("en", "ru"), ("zh",), ("hi", "en", "fr")])


def plainly(view: View) -> list[str]:
    """The unknown words of each sentence, one by one."""
    vocabulary, found = view.vocabulary, []
    base = int(vocabulary.words.base[view.text])
    for start, end in view.sentences:
        unknown = [
            vocabulary.written(int(vocabulary.words.start[i]), int(vocabulary.words.end[i]))
            for i in range(len(vocabulary.type))
            if start + base <= vocabulary.words.start[i] < end + base
            and not vocabulary.words.named[i]
            and not any(vocabulary.zipf[vocabulary.type[i], vocabulary.row(code)] > 0 for code in view.known)
        ]
        if sum(map(len, unknown)) >= ENOUGH_LETTERS:
            found.append(" ".join(unknown))
    return found


@given(st.lists(st.tuples(TEXTS, EXPECTED), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_a_batch_has_what_each_sentence_has(texts: list[tuple[str, tuple[str, ...]]]) -> None:
    vocabulary = Vocabulary([text for text, _ in texts])
    views = [
        View(vocabulary, i, split(text, expected[0]), [], expected, None) for i, (text, expected) in enumerate(texts)
    ]
    able = [view for view in views if len(view.starts)]
    assert not able or strange(able) == [plainly(view) for view in able]
