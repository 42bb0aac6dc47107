"""Trains the weights of n-grams by which nonsense is told from rare words: src/macaronic/data/nonsense.npy and .json.

    python scripts/build_nonsense.py

Needs the Python packages wordfreq (data CC BY-SA 4.0), msgpack, brotli, scipy and scikit-learn, and the tables that
build_evidence.py has made. A few minutes; the same bytes every time.

For each language in which an unknown word says something (`able`), a logistic regression learns to tell

- words that are right: the language's list down to one in a hundred million, which is ten times rarer than the
  product's own; compounds, as many as the language's own list has; and some words of other languages, which
  novels and terms borrow;
- words that are not: listed words crossed, run into each other with letters lost, stuttered, scrambled, mistyped

by their character n-grams, hashed.
"""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import numpy as np
import wordfreq
from build_evidence import CUT, DATA, canonical
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from macaronic import evidence
from macaronic.damaged_words import LETTERS, SLOTS_BITS, STEP, WELL_KNOWN, slots

WORDS = 120_000  # of each language
RARE = 50_000  # a language of which fewer words are known that the product's list lacks is left out
OTHERS = 0.1  # so many words of other languages for each of the language's own
OTHERS_EACH = 5_000
COMPOUNDS = 0.5  # so many made ones for each in the list
DAMAGED_FROM = 3e-7  # rarer words are not damaged: many of them are noise themselves
COMMONEST = 1e-3

Counts = dict[str, float]


def main() -> None:
    lists = rare_lists()
    weights, facts = [], {}
    for code in able(lists):
        coefficients, bias = trained(code, lists)
        weights.append(np.clip(np.round(coefficients / STEP), -127, 127).astype(np.int8))
        facts[code] = {"bias": round(bias, 3), "letters": letters(lists[code])}
    np.save(DATA / "nonsense.npy", np.stack(weights))
    text = json.dumps({"languages": facts}, ensure_ascii=False, indent=1)
    (DATA / "nonsense.json").write_text(text + "\n", encoding="utf-8")


def rare_lists() -> dict[str, Counts]:
    """wordfreq's words that are of letters alone, as the product's lists write them, rare ones included."""
    lists = {}
    for code in wordfreq.available_languages("best"):
        frequencies = wordfreq.get_frequency_dict(code, "best")
        lists[canonical(code)] = {
            w.replace("ß", "ss"): f for w, f in sorted(frequencies.items()) if w.isalpha() and 4 <= len(w) <= 26
        }
    return lists


def able(lists: dict[str, Counts]) -> list[str]:
    """The languages in which an unknown word says something: few running words are in no list, there are rare words
    to learn from, and names have a capital.
    """
    known = evidence.load()
    return [
        code
        for code, row in sorted(known.row.items())
        if known.unknown[row] <= WELL_KNOWN
        and sum(f < 10 ** (CUT - 9) for f in lists.get(code, {}).values()) >= RARE
        and sum(letter.isupper() for letter in letters(lists[code]).upper()) > LETTERS / 2
    ]


def letters(frequencies: Counts) -> str:
    """The commonest letters of a language, in the order of their code points."""
    counts = Counter(letter for word, f in frequencies.items() if f >= DAMAGED_FROM for letter in word)
    return "".join(sorted(sorted(counts, key=lambda c: (-counts[c], c))[:LETTERS]))


def trained(code: str, lists: dict[str, Counts]) -> tuple[np.ndarray, float]:
    """The weights of a language's n-grams, and the log-odds to start from."""
    random = Random(code)
    own = lists[code]
    right = shuffled([w for w, f in own.items() if f < COMMONEST], random)[:WORDS]
    common = [w for w in right if own[w] >= DAMAGED_FROM]
    right += compounds(right, common, random) + borrowed(code, lists, random)
    wrong = damaged(common, own, len(right), random)
    owner, slot = slots(right + wrong)
    share = 1 / np.sqrt(np.bincount(owner))
    shape = (len(right) + len(wrong), 1 << SLOTS_BITS)
    table = csr_matrix((share[owner].astype(np.float32), (owner, slot)), shape=shape)
    regression = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=6, tol=None, random_state=0, average=True)
    regression.fit(table, np.repeat([0, 1], [len(right), len(wrong)]))
    return regression.coef_[0], float(regression.intercept_[0])


def shuffled(words: list[str], random: Random) -> list[str]:
    return random.sample(words, len(words))


def compounds(words: list[str], common: list[str], random: Random) -> list[str]:
    """Two words put together, for languages that do so, as often as their lists show."""
    parts = set(common)
    long = [w for w in words if len(w) >= 9][:3000]
    found = sum(any(w[:i] in parts and w[i:] in parts for i in range(4, len(w) - 3)) for w in long)
    share = COMPOUNDS * found / max(1, len(long))
    return [random.choice(common) + random.choice(common) for _ in range(int(share * len(words)))]


def borrowed(code: str, lists: dict[str, Counts], random: Random) -> list[str]:
    """Words of other languages that the language could write with its own letters."""
    alphabet = set(letters(lists[code]))
    found = []
    for other in sorted(lists):
        common = [w for w, f in lists[other].items() if f >= 10 ** (CUT - 9)] if other != code else []
        sample = random.sample(common, min(OTHERS_EACH, len(common)))
        found += [w for w in sample if set(w) <= alphabet and w not in lists[code]]
    return shuffled(found, random)[: int(OTHERS * min(WORDS, len(lists[code])))]


# ---- damage ----


def damaged(words: list[str], known: Counts, count: int, random: Random) -> list[str]:
    """Words of no language, made from words of one."""
    kinds = (crossed, crossed, run_together, run_together, scrambled, scrambled, mistyped, stuttered)
    found: list[str] = []
    while len(found) < count:
        word = random.choice(kinds)(random.choice(words), random.choice(words), random)
        if 4 <= len(word) <= 26 and word not in known:
            found.append(word)
    return found


def crossed(one: str, other: str, random: Random) -> str:
    """The head of one word, something of the other or nothing, and the tail of either."""
    i, j = random.randint(1, len(one) - 1), random.randint(1, len(other) - 1)
    return random.choice((one[:i] + other[j:], one[:i] + other[j:], other[:j] + one[i:] + other[j:]))


def run_together(one: str, other: str, random: Random) -> str:
    """One word in the second half of the other; letters at the joints lost or doubled."""
    i = random.randint(len(one) // 2, len(one) - 1)
    inner = other[random.choice((0, 1, 1)) : len(other) - random.choice((0, 0, 1))]
    return one[: max(1, i - random.choice((-1, 0, 1)))] + inner + one[i:]


def scrambled(word: str, _: str, random: Random) -> str:
    """The letters in another order, the first in its place more often than not."""
    kept = random.choice((0, 1, 1))
    return word[:kept] + "".join(shuffled(list(word[kept:]), random))


def mistyped(word: str, other: str, random: Random) -> str:
    """Two or three letters lost, added or swapped."""
    for _ in range(random.choice((2, 2, 3))):
        k = random.randrange(max(1, len(word)))
        edits = (
            word[:k] + word[k + 1 :],
            word[:k] + random.choice(other) + word[k:],
            word[:k] + word[k + 1 : k + 2] + word[k : k + 1] + word[k + 2 :],
        )
        word = random.choice(edits)
    return word


def stuttered(word: str, _: str, random: Random) -> str:
    """The beginning twice or three times."""
    return word[: random.randint(2, max(2, len(word) // 2))] * random.choice((1, 1, 2)) + word


if __name__ == "__main__":
    main()
