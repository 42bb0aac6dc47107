"""How much a piece of text looks like a language: the evidence on which a repair of its characters is accepted or not.

Words count most. Beside them stand the spelling of unknown words and what no language writes: signs and control
characters inside words, words of two scripts, capitals after small letters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

import numpy as np

from macaronic import evidence
from macaronic.codepages import daily, letters
from macaronic.hashing import hashed

UNSPACED = frozenset({"ja", "ko", "wuu", "yue", "zh"})  # not split into words: their characters are weighed
JOINING = frozenset({"az", "ca", "co", "fr", "it", "lmo", "mt", "nap", "oc", "pms", "sc", "scn", "tr", "vec", "wa"})
UNSEGMENTED = frozenset({"km", "lo", "my", "th"})  # written without spaces, and with too many characters for the same
DOTTED = frozenset({"az", "tr"})

# Signs that stand beside words in good text, besides those of ASCII.
TYPOGRAPHY = (
    "“”„‟‘’‚‛«»‹›–—―‐‑…•€£°%№§©®™¡¿′″−ªº´،؛؟۔।॥։"
    "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\u3000-\u303f\u30fb\uff00-\uff65"
)
FIGURES = "²³¹¼½¾"
MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0900-\u0dff\u200c\u200d"
)
LETTER = rf"[^\W\d_ªº{FIGURES}]"
WORD = re.compile(rf"{LETTER}(?:{LETTER}|[{MARKS}'’·])*")
UNIT = re.compile("(?<=m)[²³]")
CHUNK = re.compile(rf"[^\s\x00-&(-/:-@\[-`{{-~{TYPOGRAPHY.replace('’', '')}]+")
SIGN = re.compile(rf"[^\w’'·{MARKS}]|[{FIGURES}]")
IDEOGRAPH = re.compile("[\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
KANA = re.compile("[\u3041-\u3096]")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\ufff0-\uffff]")
INSIDE = re.compile(rf"(?<={LETTER})[“”„‚‛«»‹›€£§©®™¡¿°•№%…‘ªº´—–]+(?={LETTER})")
MISPLACED = re.compile(
    rf"""
    (?<={LETTER}) [€£§•№]      # right after a word
  | (?<={LETTER}{LETTER}) °
  | [€£§•№®™] (?={LETTER})     # right before one
  | (?<={LETTER}) [„‚¿¡] (?!{LETTER})  # an opening mark after a word
    """,
    re.VERBOSE,
)
SCRIPTS = re.compile(
    "([A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ])|([Ͱ-Ͽἀ-῿])|([Ѐ-ԯ])|([א-תװ-ײ])|([ء-ۿ])|([ก-๎])"
    "|([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff66-\uff9d])"
)

Chunk = tuple[str, list[str]]  # what signs and words stick together, and the words

# What a known word says, and how frequent it must be to be known (Zipf scale), by its length: 1, 2, 3, 4 and more.
WEIGHT = (0.7, 1.1, 1.6, 2.0)
FREQUENT = (6.0, 4.0, 3.0, 2.0)
ELSEWHERE = (6.0, 5.0, 4.5, 3.0)  # the same for a word of another language
USUAL_SPELLING = -3.3  # natural log-probability a character, between that of words and of what is none


def lower(word: str, language: str) -> str:
    """The word in lower case as its language has it, in the characters that word lists have.

    >>> lower("DIŞI", "tr"), lower("DIŞI", "en"), lower("Don’t", "en"), lower("ţară", "ro")
    ('dışı', 'dişi', "don't", 'țară')
    """
    if language in DOTTED:
        word = word.replace("I", "ı").replace("İ", "i")
    elif language == "ro":
        word = word.translate({0x163: "ț", 0x162: "ț", 0x15F: "ș", 0x15E: "ș"})
    return word.lower().replace("’", "'").strip("'")


def key(low: str) -> str:
    """What a lower-case word is looked up by: word lists are case-folded, and know neither `ß` nor a final `ς`.

    >>> key("straße"), key("της")
    ('strasse', 'τησ')
    """
    return low.replace("ß", "ss").replace("ς", "σ")


def words(piece: str, language: str) -> list[str]:
    """The words of a piece of text; of a language without spaces between words, the characters.

    >>> words("n’est pas «là»", "fr"), words("東京の café", "ja")
    (['n’est', 'pas', 'là'], ['東', '京', 'の', 'café'])
    """
    if language in UNSPACED:
        return IDEOGRAPH.findall(piece) + WORD.findall(IDEOGRAPH.sub(" ", piece))
    return WORD.findall(piece)


def has_words(language: str) -> bool:
    """Whether known words can be asked for in texts of the language."""
    return language not in UNSEGMENTED and evidence.SHARED.get(language, language) in evidence.load().row


def known(candidates: Sequence[str], language: str) -> list[bool]:
    """Whether each word is one of the language's: the shorter it is, the more frequent it must be.

    >>> known(["Straße", "Strasze"], "de")
    [True, False]
    """
    if not candidates:
        return []
    lowered = [lower(word, language) for word in candidates]
    parts = [part for word in lowered if "'" in word for part in word.split("'")] if language in JOINING else []
    every = [*lowered, *parts]
    enough = {
        word: zipf >= _least(word, language)
        for word, zipf in zip(every, evidence.load().frequency(list(map(key, every)), language), strict=True)
    }
    return [
        enough[word] or ("'" in word and language in JOINING and all(enough[part] for part in word.split("'")))
        for word in lowered
    ]


def frequencies(candidates: Sequence[str], language: str) -> list[float]:
    """How frequent each word is in the language (Zipf scale), 0 if it is unknown."""
    return evidence.load().frequency([key(lower(word, language)) for word in candidates], language)


def common(candidates: Sequence[str]) -> list[str]:
    """Those that are frequent words of some language, as they are written.

    >>> common(["mañana", "größer", "yýlýnda"])
    ['mañana', 'größer']
    """
    if not candidates:
        return []
    zipf = evidence.load().zipf(hashed([key(word.lower()) for word in candidates])).max(axis=1)
    return [
        word
        for word, most in zip(candidates, zipf.tolist(), strict=True)
        if most >= max(4.0, ELSEWHERE[min(len(word), 4) - 1])
    ]


SAMPLE = 80  # words that are enough to know a language by
SELDOM = 0.8  # what the word counts of a language count that is known from few texts: they name common words alone


def inferred_language(*versions: str) -> str:
    """The language that knows most of the first words of a text, or "und" where none knows most of them.

    Of several versions of a text, the language of the one that is known best.

    >>> inferred_language("Wir waren gestern im Kino und haben uns sehr gefreut.")
    'de'
    >>> inferred_language("оПХБЕР, ЛХП!", "Привет, мир!")
    'ru'
    """
    known_well = [found for found in map(_knowledge, versions) if found.share > 0.5]
    return max(known_well, key=attrgetter("frequency"), default=NOTHING).language


def best_known(versions: Sequence[str]) -> int:
    """Which of several versions of a text looks most like a language, in the first of its words that tell.

    >>> best_known(["la fenкtre", "la fenêtre", "la fen\u02c6tre"])
    1
    """
    samples = [" ".join(word for word in version.split() if not word.isascii())[: 12 * SAMPLE] for version in versions]
    found = [_knowledge(version) for version in versions]
    merits = [score([sample], known_by.language)[0] for sample, known_by in zip(samples, found, strict=True)]
    return max(range(len(versions)), key=lambda index: (merits[index], -index))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The language that knows a text best, the share of words that it knows, and how frequent they are (Zipf scale)."""

    language: str
    share: float
    frequency: float


NOTHING = Knowledge("und", 0.0, 0.0)


def _knowledge(text: str) -> Knowledge:
    """Words of ASCII letters help to find the language; only the others speak for this version of the text."""
    tables = evidence.load()
    lowered = dict.fromkeys(map(str.lower, words(text[: 12 * SAMPLE], "ja")))
    found = [word for word in lowered if len(word) > 1 or IDEOGRAPH.match(word)][:SAMPLE]
    if not found:
        return NOTHING
    zipf = tables.zipf(hashed(list(map(key, found)))) * np.where(tables.reliable, 1.0, SELDOM)
    row = int(zipf.sum(axis=0).argmax())
    telling = [i for i, word in enumerate(found) if not word.isascii()] or list(range(len(found)))
    language = "ja" if KANA.search(text) else tables.languages[row]
    return Knowledge(language, float((zipf[:, row] >= 2).mean()), float(zipf[telling, row].mean()))


def score(pieces: Sequence[str], language: str, elsewhere: float = 0.0) -> list[float]:
    """How much each piece looks like the language: the higher the better, 0 for what says nothing.

    `elsewhere` is what a frequent word of another language says.

    >>> before, after = score(["Ïðèâåò", "Привет"], "ru")
    >>> before < 0 < after
    True
    """
    parsed = [None if _is_word(piece) else _parsed(piece, language) for piece in pieces]
    every = {word for chunks in parsed if chunks for _, found in chunks for word in found}
    every.update(piece for piece, chunks in zip(pieces, parsed, strict=True) if chunks is None)
    weights = _weights(every, language, elsewhere)
    return [
        weights[piece] if chunks is None else _score_of(piece, chunks, weights)
        for piece, chunks in zip(pieces, parsed, strict=True)
    ]


def _is_word(piece: str) -> bool:
    """Whether a piece is one word and nothing else, as most are: that need not be searched for words and signs."""
    return piece.isalpha() and max(piece) < "\u3000" and "ª" not in piece and "º" not in piece


def _parsed(piece: str, language: str) -> list[Chunk]:
    """What stands between spaces and punctuation, each with its words."""
    return [(chunk, words(chunk, language)) for chunk in CHUNK.findall(INSIDE.sub("¤", UNIT.sub("", piece)))]


def _score_of(piece: str, chunks: Sequence[Chunk], weights: Mapping[str, float]) -> float:
    return sum(_chunk_score(chunk, [weights[word] for word in found]) for chunk, found in chunks) - 2.0 * (
        len(CONTROL.findall(piece)) + len(MISPLACED.findall(piece))
    )


def _chunk_score(chunk: str, weights: list[float]) -> float:
    """A chunk between spaces and punctuation: words that signs stick to are no words."""
    signs = 0 if chunk.isascii() else len(SIGN.findall(chunk))
    return sum(min(0.0, weight) for weight in weights) - min(signs, 4) if signs else sum(weights)


def _weights(candidates: Collection[str], language: str, elsewhere: float) -> dict[str, float]:
    """What each word says for the language: a known word much, any other by its spelling."""
    tables = evidence.load()
    row = tables.row.get(evidence.SHARED.get(language, language))
    lowered = {word: lower(word, language) for word in candidates}
    every = list({part for low in lowered.values() for part in (low, *low.split("'")) if part})
    if not every:
        return dict.fromkeys(candidates, 0.0)
    zipf = tables.zipf(hashed(list(map(key, every))))
    own = dict(zip(every, zipf[:, row].tolist() if row is not None else [0.0] * len(every), strict=True))
    anywhere = dict(zip(every, zipf.max(axis=1).tolist(), strict=True))
    spelled = dict(zip(every, _spelling(every, row), strict=True)) if row is not None else {}
    alphabet, everyday = letters(language), daily(language)

    def enough(low: str) -> bool:
        return bool(own[low] >= _least(low, language))

    def weigh(word: str, low: str) -> float:
        if not low:
            return 0.0
        if IDEOGRAPH.match(low):
            least = 4 * ("\u3400" <= low <= "\u9fff")
            common = (language in UNSPACED and enough(low)) or (elsewhere and anywhere[low] >= least)
            return 0.4 if common else 0.2 if low in everyday or (language == "ko" and low >= "\uac00") else -0.4
        foreign = 0 if low.isascii() else sum(_is_foreign(char, alphabet) for char in low)
        odd = _oddity(word)
        if enough(low):
            return -0.25 if foreign else WEIGHT[min(len(low), 4) - 1] - odd
        if language in JOINING and "'" in low and not foreign:
            if all(enough(part) for part in low.split("'") if part):
                return 1.2 - odd
            low = max(low.split("'"), key=len)
        if elsewhere and anywhere[low] >= ELSEWHERE[min(len(low), 4) - 1]:
            return elsewhere if anywhere[low] >= 4 else elsewhere / 2
        if low in spelled:
            weight = _by_spelling(low, spelled[low]) - odd
            return min(-0.25 if word[0].isupper() else -0.5, weight) if foreign else weight
        return 0.0 if low.isascii() else _by_letters(low, foreign) - odd

    return {word: weigh(word, low) for word, low in lowered.items()}


def _least(low: str, language: str) -> float:
    return 2.0 if language in UNSPACED else FREQUENT[min(max(len(low), 1), 4) - 1]


def _is_foreign(char: str, alphabet: frozenset[str]) -> bool:
    return not char.isascii() and char not in alphabet and (char.isalpha() or "\u0300" <= char <= "\u036f")


def _by_spelling(low: str, log_probability: float) -> float:
    """The weight of an unknown word, by how its language spells. One letter has no spelling."""
    weight = max(-2.5, log_probability - USUAL_SPELLING)
    if weight < 0:
        return weight if len(low) > 1 else -1.0
    return min(weight, 1.3) * min(1.0, len(low) / 6)


def _by_letters(low: str, foreign: int) -> float:
    """The same where nothing is known of the language but its letters."""
    return -0.75 - 0.25 * min(foreign, 4) if foreign else 0.8 * (len(low) > 2)


def _spelling(lowered: Sequence[str], row: int) -> list[float]:
    length = np.array([len(word) for word in lowered])
    end = np.cumsum(length)
    codes = np.frombuffer("".join(lowered).encode("utf-32-le", "surrogatepass"), np.uint32)
    spelling: list[float] = (evidence.load().spelling(codes, end - length, end, row) / length).tolist()
    return spelling


@lru_cache(maxsize=1 << 12)
def _oddity(word: str) -> float:
    """The weight of what is wrong with a word in any language: two scripts, or a capital after a small letter."""
    if word.isascii():
        return 0.0
    scripts = {match.lastindex for match in SCRIPTS.finditer(word)}
    turn = any(a.islower() and b.isupper() for a, b in pairwise(word))
    return 2.0 * (len(scripts) > 1) + 1.0 * turn
