"""What the evidence says of many words at once, against a plain reading that takes one word and language at a time."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macaronic import candidates, emission, evidence, ngrams
from macaronic.emission import Prose, States, Weights
from macaronic.hashing import hashed
from macaronic.vocabulary import Vocabulary

SENTENCES: dict[str, list[str]] = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))
KNOWN = [code for code in SENTENCES if code in evidence.load().row]
WORDS = st.sampled_from(sorted({word for code in KNOWN for text in SENTENCES[code] for word in text.split()}))
ODD = st.sampled_from(
    ["a1b", "Ltd", "losonensesa", "KABUL", "x" * 30, "l'eau", "中文", "groß", "İstanbul", "e.g.", "12"]
)
TEXTS = st.lists(WORDS | ODD, max_size=40).map(" ".join)


def spelling(word: str, row: int) -> float:
    """The log-probability of a word's letters, each after the longest context that the table has."""
    table = evidence.load().ngrams
    total = 0.0
    for end in range(1, len(word) + 1):
        context = min(end, ngrams.ORDER)
        best = ngrams.UNSEEN
        for n in range(context, 0, -1):
            value = int(table.map.find(table.keys(hashed([word[end - n : end]]), row))[0])
            if value >= 0:
                best = max(value * -ngrams.STEP + (context - n) * ngrams.BACKOFF, ngrams.UNSEEN)
            if best != ngrams.UNSEEN:
                break
        total += best
    return total


@given(st.lists(st.tuples(WORDS.map(str.lower) | st.text(max_size=12), st.sampled_from(KNOWN)), max_size=8))
@settings(deadline=None)
def test_spelling(pairs: list[tuple[str, str]]) -> None:
    known = evidence.load()
    words = [word for word, _ in pairs]
    rows = np.array([known.row[code] for _, code in pairs], np.int64)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    end = np.cumsum([len(word) for word in words], dtype=np.int64)
    start = end - np.array([len(word) for word in words], np.int64)
    found = known.spelling(codes, start, end, rows)
    assert found == pytest.approx([spelling(w, int(row)) for w, row in zip(words, rows, strict=True)], abs=1e-3)


def log_frequency(zipf: float, row: int) -> float:
    return max((zipf - 9) * math.log(10), float(evidence.load().floor[row]))


class Plain:
    """The words of one text of a batch, one at a time."""

    def __init__(self, prose: Prose, text: int) -> None:
        vocabulary = prose.vocabulary
        words = np.arange(*vocabulary.of(text).indices(len(vocabulary.type)))
        self.share = prose.share(words).tolist()
        self.named = (vocabulary.words.named[words] & ~prose.begins[words]).tolist()
        self.zipf = vocabulary.zipf[vocabulary.type[words]].astype(float)
        self.words = [vocabulary.string(int(kind)) for kind in vocabulary.type[words]]

    def lead(self, i: int, row: int, home: Sequence[int]) -> float:
        """How much more a word speaks for a language than for any expected one."""
        at_home = max(log_frequency(float(self.zipf[i, each]), each) for each in home)
        lead = log_frequency(float(self.zipf[i, row]), row) - at_home
        if not self.zipf[i, row]:
            lead = min(lead, 0.0) * any(self.zipf[i, each] for each in home)
        return lead * emission.RELIABLE.frequency * float(self.share[i])

    def best_run(self, row: int, home: Sequence[int]) -> float:
        best = run = 0.0
        for i in range(len(self.words)):
            clip = candidates.MOST_OF_A_WORD
            run = max(run, 0.0) + min(max(self.lead(i, row, home), -clip), clip)
            best = max(best, run)
        return best

    def evidence(self, i: int, rows: Sequence[int], home: int, weights: Sequence[Weights]) -> list[float]:
        """What a word says for each of some languages against the best of them."""
        zipf = [float(self.zipf[i, row]) for row in rows]
        spelled = [spelling(self.words[i], row) for row in rows]
        frequency = [log_frequency(z, row) for z, row in zip(zipf, rows, strict=True)]
        length = len(self.words[i])
        capitals = emission._with_capital_nouns(evidence.load().languages)
        found = []
        for k, row in enumerate(rows):
            unwritten = k >= home and spelled[k] < emission.UNWRITTEN * length
            if unwritten:
                frequency[k] = float(evidence.load().floor[row])
            if zipf[0] and not zipf[k]:
                frequency[k] = min(frequency[k], frequency[0])
            if any(zipf):
                gain = weights[k].frequency * (frequency[k] - frequency[0])
                gain += weights[k].spelling_known * (spelled[k] - spelled[0])
            else:
                gain = weights[k].spelling_unknown * (spelled[k] - spelled[0])
            noun = self.named[i] and capitals[row] and evidence.load().reliable[row] and zipf[k] and not zipf[0]
            telling = noun or (self.named[i] and unwritten and ord(self.words[i][0]) > emission.LATIN_END)
            gain *= emission.TELLING if telling else self.share[i]
            if self.named[i] and not telling:
                gain = min(max(gain, -emission.CLIP_CAPITAL), emission.CLIP_CAPITAL)
            found.append(gain)
        room = length / emission.MEAN_WORD if length > emission.LONGEST_WORD else 1
        return [max(gain - max(found), -emission.CLIP * room) for gain in found]


def prose_of(texts: list[str]) -> Prose:
    vocabulary = Vocabulary(texts)
    begins = np.zeros(len(vocabulary.type), np.bool_)
    begins[::7] = True
    return Prose(vocabulary, begins, vocabulary.words.named)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(KNOWN)), min_size=1, max_size=3))
@settings(deadline=None, max_examples=30)
def test_proposed_languages(drawn: list[tuple[str, str]]) -> None:
    prose = prose_of([text for text, _ in drawn])
    row = prose.vocabulary.evidence.row
    texts = [i for i in range(len(drawn)) if prose.vocabulary.of(i).start < prose.vocabulary.of(i).stop]
    found = candidates._proposed(prose, texts, [(drawn[i][1],) for i in texts]) if texts else []
    for text, proposed in zip(texts, found, strict=True):
        plain, home = Plain(prose, text), [row[drawn[text][1]]]
        gains = {code: plain.best_run(each, home) for code, each in row.items()}
        reliable = evidence.load().reliable
        most = max((gain for code, gain in gains.items() if reliable[row[code]]), default=0.0)
        most *= most >= candidates.MOST_OF_A_WORD
        eligible = [gain for code, gain in gains.items() if reliable[row[code]] or gain > most]
        strongest = sorted((gain for gain in eligible if gain > candidates.PROPOSED), reverse=True)
        assert len(proposed) == len(strongest[: candidates.MOST_PROPOSED])
        assert [gains[code] for code in proposed] == pytest.approx(strongest[: len(proposed)], abs=1e-2)


@cache
def _weights(row: int, first: int) -> Weights:
    reliable = evidence.load().reliable
    return emission.RELIABLE if reliable[row] and reliable[first] else emission.UNRELIABLE


@given(TEXTS, st.lists(st.sampled_from(KNOWN), min_size=2, max_size=4, unique=True), st.integers(1, 2))
@settings(deadline=None, max_examples=30)
def test_emission(text: str, languages: list[str], home: int) -> None:
    prose = prose_of([text])
    rows = [prose.vocabulary.evidence.row[code] for code in languages]
    weights = [_weights(row, rows[0]) for row in rows]
    states = States(np.array(rows)[:, None], np.array([home]), np.array(weights, np.float32).T[:, :, None])
    words = np.arange(len(prose.vocabulary.type))
    found = emission.emission(prose, words, np.zeros(len(words), np.int64), states)
    plain = Plain(prose, 0)
    for i in range(len(words)):
        assert found[:, i].tolist() == pytest.approx(plain.evidence(i, rows, home, weights), abs=1e-3), plain.words[i]
