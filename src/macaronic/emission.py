"""What each word says for each of the languages that its text may be in, as log-odds.

A word's evidence is a log-likelihood: how frequent the word is in the language, and how probable its spelling. The
weights are those of a logistic regression on windows of five words from 40 languages and their neighbours, so that
sums of evidence are log-odds. All is computed for the words of many texts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from macaronic.languages import CAPITALIZED_NOUNS
from macaronic.vocabulary import Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Weights(NamedTuple):
    """What the log-frequency of a word counts, and the log-probability of its spelling where a candidate knows it
    and where none does.
    """

    frequency: float
    spelling_known: float
    spelling_unknown: float


RELIABLE: Final = Weights(0.55, 0.06, 0.30)
UNRELIABLE: Final = Weights(0.36, 0.09, 0.15)  # where a candidate's words come from a few translations

CAPITAL: Final = 0.08  # names say next to nothing: the regression gives capitalised words this share
# Where nouns have capitals, too, a word that the expected language lacks may be one; and names in other letters than
# Latin ones stand in languages that write these.
TELLING: Final = 0.5
LATIN_END: Final = 0x24F
FIRST: Final = 0.5  # the first word of a sentence has a capital anyhow
IDEOGRAPH: Final = 0.7  # a character is less than a word
TECHNICAL: Final = 0.05
UNWRITTEN: Final = -8.0  # per character: the language does not write these letters
CLIP: Final = 7.0  # no word alone proves more than this, in log-odds
LONGEST_WORD: Final = 24  # a longer run of letters is several words of a language without spaces
MEAN_WORD: Final = 6
CLIP_CAPITAL: Final = 1.0
NOWHERE: Final = np.float32(-np.inf)  # the evidence for a state that a text does not have


@dataclass(frozen=True)
class Prose:
    """The words of a batch, with which of them a sentence begins, and which look like parts of names."""

    vocabulary: Vocabulary
    begins: Bools
    named: Bools

    def words(self, texts: Sequence[int]) -> tuple[Ints, Ints]:
        """The words of some texts, end to end, and where those of each begin and the last ones end."""
        spans = [self.vocabulary.of(text) for text in texts]
        bounds = np.cumsum([0, *(span.stop - span.start for span in spans)])
        return np.concatenate([np.arange(span.start, span.stop) for span in spans]), bounds

    def share(self, words: Ints) -> Floats:
        """What share of its evidence each word counts."""
        running = self.vocabulary.words
        found = np.where(self.named[words], np.where(self.begins[words], FIRST, CAPITAL), 1.0)
        found[running.ideograph[words]] = IDEOGRAPH
        found[running.technical[words]] = TECHNICAL
        return found.astype(np.float32)


@dataclass(frozen=True)
class States:
    """The languages that each of some texts may be in, [states, texts], as rows of the evidence, the expected ones
    first. `home` says how many are expected; `weights` [3, states, texts] how much the words' evidence counts between
    each and the first.
    """

    rows: Ints
    home: Ints
    weights: Floats


def emission(prose: Prose, words: Ints, text: Ints, states: States) -> Floats:
    """The evidence of each word for each state of its text against the first, as log-odds: 0 for the best.

    `text` is the place of each word's text among those that `states` are of. What is found is [states, words]: to take
    a few states together for all words side by side costs a tenth of taking them word by word. A word that a language
    does not write, such as an English one in the Russian list, shows that Russian text may quote it, not that it is
    Russian. A name in letters other than Latin ones is in a language that writes these. A word that the expected
    language knows speaks for none that does not, however little is known of that.
    """
    vocabulary, evidence = prose.vocabulary, prose.vocabulary.evidence
    rows, types = states.rows[:, text], vocabulary.type[words]
    zipf = vocabulary.zipf[types, rows]
    strange = zipf == 0
    known = ~strange.all(axis=0)
    frequency = evidence.log_frequency(zipf, rows)
    spelling = vocabulary.spellings(rows, types)
    length = vocabulary.words.end[words] - vocabulary.words.start[words]
    quoted = spelling < UNWRITTEN * length
    quoted &= np.arange(len(rows))[:, None] >= states.home[text]
    np.copyto(frequency, evidence.floor[rows], where=quoted)
    np.minimum(frequency, frequency[0], out=frequency, where=strange & ~strange[0])
    by_frequency, spelling_known, spelling_unknown = states.weights[:, :, text]
    found = by_frequency * (frequency - frequency[0]) * known
    found += np.where(known, spelling_known, spelling_unknown) * (spelling - spelling[0])
    named = prose.named[words] & ~prose.begins[words]
    noun = _with_capital_nouns(evidence.languages)[rows] & evidence.reliable[rows] & ~strange & (named & strange[0])
    telling = noun | quoted & named & (vocabulary.words.codes[vocabulary.words.start[words]] > LATIN_END)
    found *= np.where(telling, np.float32(TELLING), prose.share(words))
    np.clip(found, -CLIP_CAPITAL, CLIP_CAPITAL, out=found, where=named & ~telling)
    found -= found.max(axis=0)
    room = np.where(length > LONGEST_WORD, length / MEAN_WORD, 1)
    clipped: Floats = np.maximum(found, -CLIP * room).astype(np.float32)
    return clipped


@cache
def _with_capital_nouns(languages: Sequence[str]) -> Bools:
    """Those languages that write nouns with a capital."""
    return np.isin(languages, list(CAPITALIZED_NOUNS))
