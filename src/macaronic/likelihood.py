"""How likely words are in a language: what decides between a text as it stands and as it may have been.

A word is as likely as the word list says, or as its spelling is, whichever is more; signs have a probability of their
own. All are natural logarithms, so that what a text would have to gain by a repair is a difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from macaronic import evidence
from macaronic.hashing import hashed
from macaronic.ngrams import Ngrams
from macaronic.plausibility import CONTROL, LETTER, TYPOGRAPHY, key, lower

Floats = NDArray[np.float32]

# A word is of one script, so that `β-carotene`, `IL-1β` and `VIPах` are two; ideographs and kana are words each.
# Jamo alone and the micro sign are signs.
RUN = re.compile(
    r"""[A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036fḀ-ỿ]+ | [Ͱ-Ͽἀ-῿]+ | [Ѐ-ԯ]+ | [א-ת]+ | [ء-ؿف-يٮ-ۓ]+ | [ก-ฺเ-๎]+ | [가-힣]+
      | [\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]
      | (?:(?![\u02b0-\u02ff\u3131-\u318e])[^\W\d_ªºµ²³¹¼½¾\x00-\u0590])+""",
    re.VERBOSE,
)
POINTS = "\u0591-\u05c7\u064b-\u0652"  # of Hebrew and Arabic: word lists leave them out
SIGN = re.compile(rf"[^\w\s\x00-\x7f\u0300-\u036f]|[\x00-\x08\x0e-\x1f\x7f²³¹¼½¾ªºµ\u02b0-\u02ff\u3131-\u318e{POINTS}]")
IN_WORD = re.compile(
    rf"""
    (?<={LETTER}) [^\w\s\x00-\x7f’·–—\u0300-\u036f{POINTS}]+ (?={LETTER})
  | (?<={LETTER}) [ªº] (?={LETTER})
  | (?<={LETTER}) [ˆ˜¨¸´¶†‡‰¤¦¢]
    """,
    re.VERBOSE,
)
PER_TEN = np.float32(np.log(10))
UNLISTED = -2.0  # that a word is on no list
RARE_LETTER = -5.0  # the log-probability of a letter in such a word, about
NOT_WRITTEN = -7.0  # and what it costs that a language does not write a letter
FOREIGN = -4.0  # what it costs that a word is another language's than the others
LIKELIEST = 8  # languages that are looked at closely
USUAL = frozenset("’–—…\N{NO-BREAK SPACE}")
USUAL_SIGN, TYPOGRAPHIC_SIGN, OTHER_SIGN, SAME_SIGN, NO_SIGN, SIGN_IN_WORD = -2.0, -4.0, -5.0, -0.5, -12.0, -6.0


def gain(changes: Sequence[tuple[str, str]], language: str) -> float:
    """By how much tokens become more likely: after a repair in the language, before it in any.

    >>> gain([("Ïðèâåò", "Привет")], "ru") > 10, gain([("naïve", "naďve")], "cs") < 0
    (True, True)
    """
    olds, news = zip(*changes, strict=True)
    old, new = " ".join(olds), " ".join(news)
    return _likeliest(lower(new, language), language) - max(
        _likeliest(low) for low in {lower(old, known) for known in ("", "ro", "tr")}
    )


def _likeliest(text: str, language: str = "") -> float:
    """The log-likelihood of a lower-case text in a language; if it is not known, in the one where it is highest."""
    tables = evidence.load()
    words = RUN.findall(text)
    signs = _signs(text)
    if not words:
        return signs
    length = np.array([len(word) for word in words])
    zipf = tables.zipf(hashed([key(word) for word in words]))
    listed = np.where(zipf > 0, (zipf - 9) * PER_TEN, -np.inf)
    own = tables.row.get(evidence.SHARED.get(language, language))
    rows = _rows(words, listed, length, own)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    end = np.cumsum(length)
    ngrams, every = Ngrams.of(codes, end - length, end), np.arange(len(words))
    spelled = tables.ngrams.spelling(ngrams, np.tile(every, len(rows)), np.repeat(rows, len(words)))
    spelled = spelled.reshape(len(rows), -1).T + UNLISTED
    found = np.maximum(listed[:, rows], spelled)
    found = np.maximum(found, found.max(axis=1, keepdims=True) + FOREIGN)
    totals = found.sum(axis=0)
    return signs + float(totals[0] if own is not None else totals.max())


def _rows(words: Sequence[str], listed: Floats, length: NDArray[np.int64], own: int | None) -> list[int]:
    """The rows of the languages that words look most like, after that of the language itself."""
    rough = np.maximum(listed, RARE_LETTER * length[:, None]).sum(axis=0)
    for char in "".join(words):
        if char > "\x7f":
            rough = rough + np.where(evidence.writers(char), 0.0, NOT_WRITTEN)
    rows: list[int] = np.argsort(-rough, kind="stable")[:LIKELIEST].tolist()
    return rows if own is None else [own, *(row for row in rows if row != own)]


def _signs(text: str) -> float:
    """The log-likelihood of the signs: the same again is likely, as in a line that is drawn."""
    found = SIGN.findall(text)
    return SIGN_IN_WORD * len(IN_WORD.findall(text)) + sum(map(_sign, found, ["", *found]))


def _sign(sign: str, before: str) -> float:
    if CONTROL.match(sign):
        return NO_SIGN
    if sign == before:
        return SAME_SIGN
    return USUAL_SIGN if sign in USUAL else TYPOGRAPHIC_SIGN if sign in TYPOGRAPHY else OTHER_SIGN
