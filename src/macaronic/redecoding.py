"""Finding out how a text was decoded wrongly, and decoding it again.

Damage is a sequence of wrong readings: bytes written in one encoding were read as another, perhaps more than once.
All pairs of pages that the language makes plausible are tried on each damaged word; words decide. A pair that makes
words of most of a line is applied to the line, because damage is rarely confined to some words; what is left over is
decided word by word.

Only what looks wrong is looked at: `suspicion` is the pattern of what a text in the language does not contain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from macaronic.codepages import EAST_ASIAN, LANGUAGES, MULTI_BYTE, SINGLE_BYTE, backwards, daily, letters, page, pages
from macaronic.plausibility import (
    LETTER,
    TYPOGRAPHY,
    UNSPACED,
    WORD,
    common,
    has_words,
    inferred_language,
    known,
    score,
)
from macaronic.records import UNDETERMINED

TOKEN = re.compile(r"[^ \t\r\n]+")
SPACE = re.compile(r"[ \t\r\n]")
EDGES = "'\"()[]{}<>.,:;!?*_-–—“”„‘’‚«»…/|"
LETTERS = re.compile(rf"{LETTER}+")
SOUP = re.compile("[^ \\t\\r\\n]{0,60}[\x80-\xffŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{3}[^ \\t\\r\\n]{0,60}")
SCRIPT_PAGES = (
    "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp866", "gb18030", "cp950", "cp932", "euc_jp", "cp949",
)  # fmt: skip
PAIR = re.compile("[^\x00-\x7f]{2}")
EASTERN = re.compile("[\u3000-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]")
UTF8 = re.compile(
    """[\xc2-\xdf][\x80-\xbf]
     | \xe0[\xa0-\xbf][\x80-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
     | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3} | \xf4[\x80-\x8f][\x80-\xbf]{2}""",
    re.VERBOSE,
)
INVERTED_MARKS = frozenset({"an", "ast", "ca", "es", "eu", "gl", "tl"})  # write `¿` and `¡`
SIGNS = frozenset("“”„‘’‚«»–—…•\N{NO-BREAK SPACE}°§€£©®™№×½²³،؛؟")  # what a repair may bring forth besides letters
QUOTED = re.compile(r"""["'(\[“„‘«]""")  # a letter that is talked about
SPACED = re.compile("(?<=[0-9«»:;!?])\xa0|\xa0(?=[«»:;!?%])")  # a no-break space where one may stand
MARKS = frozenset("“”„‘’‚«»–—…")
ENOUGH = 1.4  # a word of four letters out of none; one word of three letters is not enough
DEPTH = 3  # text was decoded wrongly three times at most

Token = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A way in which text was damaged: steps of (read as, written in), to be undone in this order.

    `rank` orders readings by how often they happen in the world.
    """

    steps: tuple[tuple[str, str], ...]
    rank: int

    def __str__(self) -> str:
        return ", ".join(f"{written_in} read as {read_as}" for read_as, written_in in self.steps)

    @property
    def least(self) -> float:
        """The evidence that it takes to believe in it."""
        return ENOUGH + min(self.rank, 30) / 10


@dataclass(frozen=True, slots=True)
class Redecoded:
    """One token decoded again, and what spoke for it."""

    start: int
    old: str
    new: str
    reading: Reading
    support: str


@dataclass(frozen=True, slots=True)
class Option:
    """What a reading makes of a token, and how much better that is."""

    new: str
    gain: float
    before: float
    after: float


Options = dict[Reading, Option]


def redecoded(text: str, language: str) -> list[Redecoded]:
    """The tokens of a text (what stands between white space) that were decoded wrongly, in order.

    A language that is not known (`und`) is inferred, but only from a text in which something looks wrong in any.

    >>> [(r.old, r.new, str(r.reading)) for r in redecoded("Il est ŕ la maison, ŕ Paris", "fr")]
    [('ŕ', 'à', 'cp1252 read as cp1250'), ('ŕ', 'à', 'cp1252 read as cp1250')]
    """
    if not looks_damaged(text, language):
        return []
    rarest = 100
    if language not in LANGUAGES:
        language, rarest = inferred_language(text), 10  # a language that is only probable allows frequent damage only
    found = _in_language(text, language, rarest) if language in LANGUAGES else []
    done = {each.start for each in found}
    soup = [m.group() for m in SOUP.finditer(text) if m.start() not in done]
    other = _language_of_soup(soup) if soup else UNDETERMINED
    if other in LANGUAGES and other != language:
        found += [each for each in _in_language(text, other, 10) if each.start not in done]
    return sorted(found, key=lambda each: each.start)


def _language_of_soup(soup: Sequence[str]) -> str:
    """The language of words in another script that were read as Windows-1252, or "und"."""
    as_bytes = " ".join(soup[:80]).translate(backwards("cp1252")).encode("latin-1", "replace")
    return inferred_language(*(as_bytes.decode(name, "ignore") for name in SCRIPT_PAGES))


def _in_language(text: str, language: str, rarest: int) -> list[Redecoded]:
    suspects = _suspects(text, language)
    candidates = {token: _candidates(token, language, rarest) for token in {token for _, token in suspects}}
    promising = _promising(candidates, language)
    options = _options(promising, candidates, language)
    hopeful = {token for token, found in options.items() if any(o.gain > 0.5 for o in found.values())}
    found: list[Redecoded] = []
    if hopeful:
        lines = _lines(text, [start for start, token in suspects if token in hopeful])
        others = {token for tokens in lines for _, token in tokens} - promising
        options.update(_options(others, {token: _candidates(token, language, rarest) for token in others}, language))
        for tokens in lines:
            found += _whole(tokens, options)
        done = {each.start for each in found}
        rest = [(start, token) for start, token in suspects if start not in done]
        found += _singly(rest, options, {each.reading for each in found})
    done = {each.start for each in found}
    found += _at_home(text, [each for each in suspects if each[0] not in done], candidates, language)
    return sorted(found, key=lambda each: each.start)


def _suspects(text: str, language: str) -> list[Token]:
    """The tokens that do not look like the language, may be damaged, and are no words of another language."""
    tokens = list(tokens_matching(text, suspicion(language)))
    words = {word: token for _, token in tokens if (word := token.strip(EDGES)).isalpha()}
    fine = {words[word] for word in common(list(words))}
    table = _single_byte(language)
    may = {token for token in {token for _, token in tokens} - fine if _may_be_damaged(token, table)}
    return [(start, token) for start, token in tokens if token in may]


def tokens_matching(text: str, pattern: re.Pattern[str]) -> Iterator[Token]:
    """The tokens in which a pattern matches, and where they start."""
    end = 0
    while match := pattern.search(text, end):
        at = match.start()
        start = text.rfind(" ", end, at) + 1 or end
        for space in "\n\t\r":
            start = max(start, text.rfind(space, start, at) + 1)
        stop = SPACE.search(text, at)
        end = stop.start() if stop else len(text)
        yield start, text[start:end]


def _may_be_damaged(token: str, table: _Pages) -> bool:
    return table.bits(token) != 0 or bool(EASTERN.search(token)) or _utf8_bits(token) != 0


def _promising(candidates: dict[str, dict[Reading, str]], language: str) -> set[str]:
    """The tokens that some reading makes frequent words of."""
    if language in UNSPACED or not has_words(language):
        return {token for token, found in candidates.items() if found}
    words: dict[str, str] = {}
    native: set[str] = set()  # what was valid UTF-8 needs no frequent word
    alphabet = letters(language)
    for token, found in candidates.items():
        count = max(1, len(WORD.findall(token)))
        for reading, new in found.items():
            parts = WORD.findall(new)
            if not parts and reading.steps[-1][1] == "utf-8":
                native.add(new)
            if parts and len(parts) <= count:
                words[new] = max(parts, key=len)
                if reading.steps[-1][1] == "utf-8" and all(c.isascii() or c in alphabet for c in words[new]):
                    native.add(new)
    good = {new for new, yes in zip(words, known(list(words.values()), language), strict=True) if yes}
    return {token for token, found in candidates.items() if not (good | native).isdisjoint(found.values())}


def _lines(text: str, starts: Sequence[int]) -> list[list[Token]]:
    """The lines in which tokens start, as their tokens with other than ASCII characters."""
    lines: list[list[Token]] = []
    end = -1
    for start in starts:
        if start > end:
            begin = text.rfind("\n", 0, start) + 1
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            lines.append([(m.start(), m.group()) for m in TOKEN.finditer(text, begin, end) if not m.group().isascii()])
    return lines


# ---- what does not look like the language -----------------------------------------------------------------------

BOTH = "“”„‚«»‹›®™"  # no sign that may stand between two letters
BESIDE = "²³¹¼½¾·€£§©°№•¿¡"  # rarely beside a letter
INVISIBLE = "\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0e\ufe0f"  # `characters` sees to these
HEBREW_MARKS = "\u0591-\u05c7\u05f3\u05f4"
ARABIC_MARKS = "\u0600-\u0605\u0610-\u061a\u064b-\u0669\u0670\u06d4-\u06ed\u06f0-\u06f9"
QUOTES = "‚Ä|ΓÇ|ÔÇ|тА|Б─|вЂ|вА|β€|ג€"  # how the first two bytes of a quotation mark in UTF-8 look in other pages
SYMBOLS = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
EAST = dict.fromkeys(UNSPACED, "\uff01-\uff5e") | {"ko": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\uff01-\uff5e"}


@cache
def suspicion(language: str) -> re.Pattern[str]:
    """What a text in the language does not contain: letters that it does not write, capitals after small letters,
    signs inside words.
    """
    own = letters(language)
    small = "".join(sorted(letter for letter in own if not letter.isupper()))
    capital = "".join(sorted(letter for letter in own if letter.isupper()))
    beside = BESIDE
    if language in INVERTED_MARKS:
        beside = beside.translate({ord("¿"): None, ord("¡"): None})
    if language in ("ca", "oc"):
        beside = beside.replace("·", "")
    fine = "".join(sign for sign in TYPOGRAPHY if sign not in BOTH + beside)
    fine += "\\t-\\r -~" + small + INVISIBLE + SYMBOLS + EAST.get(language, "") + "".join(sorted(daily(language)))
    fine += HEBREW_MARKS * ("א" in own) + ARABIC_MARKS * ("ب" in own)
    wrong = [
        rf"(?<={QUOTES})",
        rf"(?<={LETTER}[„‚])(?!{LETTER})",
        rf"(?<=[^{fine}{capital}{BOTH}{beside}])",
        rf"(?<={LETTER}[{BOTH}])(?={LETTER})",
        rf"(?<={LETTER}[{beside}])",
        rf"(?<=[{beside}])(?={LETTER})",
    ]
    if language in UNSPACED:  # a rare ideograph is nothing, two in a row are; signs stand beside letters
        wrong = [rf"(?<=[^{fine}{BOTH}{beside}]{{2}})"]
    if capital:
        wrong.append(rf"(?<=[a-z{small}][{capital}])")
    if "Ж" in capital:  # Russian in KOI8 taken for cp1251, or the other way round, is in capitals
        wrong.append(rf"(?<=[{capital}])(?=[{capital}]*[ ,.]+[{capital}]{{2,}}[ ,.]+[{capital}]{{2}})")
    never = fine.translate(dict.fromkeys(map(ord, LATER)))
    return re.compile(f"[^{never}](?:{'|'.join(wrong)}|{SEQUENCE})")


# ---- what looks wrong in any language ------------------------------------------------------------------------------

STRAY = "¢¤¥¦¨¬¯±²³µ¶¸¹¼½¾÷×ƒˆ˜†‡‰\u2200-\u22ff\u2500-\u25ff"
CAPITALS = "À-ÖØ-ÞĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĢĤĪĮİĶĹĻĽŁŃŅŇŌŐŔŖŘŚŜŞŠŢŤŨŪŮŰŲŹŻŽЀ-Я"
# The later bytes of UTF-8, as Windows-1252 has them.
LATER = "".join(sorted({*page("cp1252")[0x80:0xC0], *map(chr, range(0x80, 0xA0))}))
SEQUENCE = rf"(?<=[Â-Þ][{LATER}])|(?<=[à-ô][{LATER}])(?=[{LATER}])(?!(?<=\xa0)[»”])"  # French sets a space before `»`
WRONG = re.compile(
    rf"""
    [{LATER}{STRAY}{CAPITALS}œ]
    (?:
        {SEQUENCE}
      | (?<=[\x80-\x84\x86-\x9f])            # a control that no text has
      | (?<={LETTER}[{STRAY}]) | (?<=[{STRAY}])(?={LETTER})
      | (?<=[a-zß-öø-ÿа-я][{CAPITALS}])       # a capital after a small letter
      | (?<=[À-Þ])(?=[À-ÿ]{{2}})              # a row of accented letters: another script
      | (?<=[Ă-ž][€‚„…‹›™œ]) | (?<=[Ѐ-я][‚‹€]) # what UTF-8 looks like in other pages
    )""",
    re.VERBOSE,
)
MIXED = re.compile("[A-Za-z][Ͱ-ӿ]|[Ͱ-ӿ][A-Za-z]")
NOT_LATIN = re.compile("[Ͱ-ӿ]")
ASCII = bytes(range(0x80))


@lru_cache(maxsize=2)
def looks_damaged(text: str, language: str) -> bool:
    """Whether a text has what no text in the language has, or in no language: a test that good text rarely passes.

    >>> looks_damaged("Größe, façade", "de"), looks_damaged("GrÃ¶ÃŸe", "de"), looks_damaged("GrÃ¶ÃŸe", "und")
    (False, True, True)
    """
    if text.isascii():
        return False
    if "Ã " in text or "Â " in text:  # of UTF-8, a no-break space become a space
        return True
    if language in LANGUAGES:
        return bool(suspicion(language).search(text))
    if WRONG.search(text) or (NOT_LATIN.search(text) and MIXED.search(text)):
        return True
    accented = _accented(text)
    return bool(accented) and not any(accented <= alphabet for alphabet in _alphabets())


def _accented(text: str) -> set[str]:
    """The Latin letters of a text that are not in ASCII; none where it is mostly in another script."""
    rare = text.encode("utf-8", "surrogatepass").translate(None, ASCII).decode("utf-8", "surrogatepass")
    if 4 * len(rare) >= len(text):
        return set()
    return {char for char in set(rare) if "À" <= char <= "ɏ" or "Ḁ" <= char <= "ỿ"}


@cache
def _alphabets() -> tuple[frozenset[str], ...]:
    first = ("fr", "de", "es", "pt", "it", "pl", "sv", "nl", "cs", "tr", "ro", "hu", "vi")
    return tuple(letters(language) | {"ª", "º"} for language in dict.fromkeys([*first, *LANGUAGES]))


# ---- what a token may have been -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Pages:
    """The readings between single-byte pages, and for each character the set (as bits) of those it can come from."""

    readings: tuple[Reading, ...]
    tables: tuple[dict[int, str], ...]
    possible: dict[str, int]

    def bits(self, token: str) -> int:
        """The readings in which every character of the token makes sense."""
        bits = (1 << len(self.tables)) - 1
        for char in token:
            if char > "\x7f":
                bits &= self.possible.get(char, 0)
                if not bits:
                    break
        return bits

    def readings_of(self, token: str) -> Iterator[tuple[Reading, str]]:
        """What the token was, by reading."""
        bits = self.bits(token)
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            index = lowest.bit_length() - 1
            new = token.translate(self.tables[index])
            if new != token:
                yield self.readings[index], new


@cache
def _single_byte(language: str) -> _Pages:
    """The readings between single-byte pages that lead to letters of the language."""
    good = letters(language) | SIGNS | (frozenset("¿¡ºª") if language in INVERTED_MARKS else frozenset())
    found: dict[frozenset[tuple[int, str]], Reading] = {}
    for w, written_in in enumerate(name for name in pages(language) if name not in EAST_ASIAN):
        target = page(written_in)
        for r, read_as in enumerate(SINGLE_BYTE):
            table = {code: target[ord(byte)] for code, byte in backwards(read_as).items()}
            kept = frozenset((code, char) for code, char in table.items() if char in good or ord(char) == code)
            if any(char in good and ord(char) != code for code, char in kept):
                reading = Reading(((read_as, written_in),), r + 3 * w)
                found[kept] = min(reading, found.get(kept, reading), key=lambda each: each.rank)
    ordered = sorted(found.items(), key=lambda item: (item[1].rank, item[1].steps))
    possible: Counter[str] = Counter()
    for index, (kept, _) in enumerate(ordered):
        possible.update({chr(code): 1 << index for code, _ in kept})
    return _Pages(tuple(reading for _, reading in ordered), tuple(dict(kept) for kept, _ in ordered), dict(possible))


@cache
def _utf8_bytes() -> tuple[dict[str, int], dict[str, int]]:
    """For each character the set (as bits) of pages in which it is the first byte of a UTF-8 sequence, or a later."""
    first: Counter[str] = Counter()
    later: Counter[str] = Counter()
    for index, name in enumerate(SINGLE_BYTE):
        for code, byte in backwards(name).items():
            (later if byte < "\xc0" else first if "\xc2" <= byte <= "\xf4" else Counter[str]())[chr(code)] |= 1 << index
    return first, later


def _utf8_bits(token: str) -> int:
    """The pages (as bits) in which two characters of the token are the beginning of a UTF-8 sequence."""
    if not PAIR.search(token):
        return 0
    first, later = _utf8_bytes()
    bits = 0
    for a, b in pairwise(token):
        if a > "\x7f" < b:
            bits |= first.get(a, 0) & later.get(b, 0)
    return bits


def _from_utf8(token: str, names: Collection[str] = SINGLE_BYTE, depth: int = DEPTH) -> Iterator[tuple[Reading, str]]:
    """Readings of UTF-8 as single-byte pages: what is no UTF-8 in a token is left as it is."""
    bits = _utf8_bits(token)
    for index, name in enumerate(SINGLE_BYTE):
        if bits >> index & 1 and name in names:
            as_bytes = token.translate(backwards(name))
            new = _replaced(token, as_bytes)
            if new != token:
                yield Reading(((name, "utf-8"),), index), new
                if depth > 1:
                    for reading, newer in _from_utf8(new, {name, "cp1252"}, depth - 1):
                        yield Reading(((name, "utf-8"), *reading.steps), index + reading.rank + 5), newer


def _replaced(token: str, as_bytes: str) -> str:
    parts: list[str] = []
    at = 0
    for match in UTF8.finditer(as_bytes):
        parts += token[at : match.start()], match.group().encode("latin-1").decode("utf-8")
        at = match.end()
    return "".join([*parts, token[at:]])


def _multi_byte(token: str, language: str) -> Iterator[tuple[Reading, str]]:
    """Readings that a multi-byte page has a part in."""
    native = [name for name in pages(language) if name in EAST_ASIAN]
    eastern = EASTERN.search(token)
    if native and not eastern:
        for rank, read_as in enumerate(SINGLE_BYTE):
            as_bytes = token.translate(backwards(read_as))
            if as_bytes.isascii() or max(as_bytes) <= "\xff":
                yield from _decoded(as_bytes.encode("latin-1"), read_as, native, rank)
    if eastern:
        for rank, read_as in enumerate(MULTI_BYTE):
            try:
                data = token.encode(read_as)
            except UnicodeEncodeError:
                continue
            yield from _decoded(data, read_as, ["utf-8", *(native or pages(language)[:1])], rank + 3)


def _decoded(data: bytes, read_as: str, written_in: Sequence[str], rank: int) -> Iterator[tuple[Reading, str]]:
    for index, name in enumerate(written_in):
        if name != read_as:
            try:
                yield Reading(((read_as, name),), rank + index), data.decode(name)
            except UnicodeDecodeError:
                continue


def _candidates(token: str, language: str, rarest: int) -> dict[Reading, str]:
    """What a token may have been, by reading."""
    found = {**dict(_multi_byte(token, language)), **dict(_from_utf8(token))}
    found.update(_single_byte(language).readings_of(token))
    return {reading: new for reading, new in found.items() if new != token and reading.rank <= rarest}


def _options(tokens: Collection[str], every: dict[str, dict[Reading, str]], language: str) -> dict[str, Options]:
    """What the readings make of each token, if any does."""
    candidates = {token: found for token in tokens if (found := every[token])}
    before = dict(zip(candidates, score(list(candidates), language, elsewhere=1.0), strict=True))
    results = list({new for found in candidates.values() for new in found.values()})
    after = dict(zip(results, score(results, language), strict=True))
    return {
        token: {reading: _option(token, new, reading, before[token], after[new]) for reading, new in found.items()}
        for token, found in candidates.items()
    }


def _option(old: str, new: str, reading: Reading, before: float, after: float) -> Option:
    was_utf8 = reading.steps[-1][1] == "utf-8"  # hardly a coincidence
    return Option(new, _gain(old, new, before, after, was_utf8), before, after)


def _gain(old: str, new: str, before: float, after: float, certain: bool) -> float:
    """How much better the new token is.

    No gain is what took words apart or is not good in itself, little what only turned letters into quotation marks
    and the like: names in foreign letters offer that too easily.
    """
    gain = after - before if after < before else min(after - before, max(0.0, 2 * after + 0.5))
    if before > 0.5 * after or (len(old) > 1 and sum(map(str.isalpha, old)) == 1 and QUOTED.match(old)):
        return min(gain, 0.0)
    if certain and after >= 0 > before and not WORD.search(new):
        return min(after - before, 1.6)
    apart = len(WORD.findall(new)) > max(1, len(WORD.findall(old))) and not EASTERN.search(new)
    if apart or after <= 0.4 or not WORD.search(new):
        return min(gain, 0.0)
    marks = sum(char in MARKS for char in new) - (0 if certain else sum(char in MARKS for char in old))
    marks += len(SPACED.findall(new)) - len(SPACED.findall(old))
    if all(char.isascii() or not (char.isalpha() or char in "¿¡") for char in new):
        return min(gain, (2.0 if certain else 1.2) * max(0, marks))
    return gain - 0.5 * max(0, marks) * (len(new) == len(old))


# ---- what it was ------------------------------------------------------------------------------------------------


def _whole(tokens: Sequence[Token], options: dict[str, Options]) -> list[Redecoded]:
    """The tokens of a line in the reading that makes nearly all of it better, if there is one."""
    gains: dict[Reading, float] = {}
    losses: dict[Reading, float] = {}
    possible = 0.0
    for _, token in tokens:
        for reading, option in options.get(token, {}).items():
            sums = gains if option.gain > 0 else losses
            sums[reading] = sums.get(reading, 0.0) + abs(option.gain)
        possible += max((0.0, *(option.gain for option in options.get(token, {}).values())))
    if not gains:
        return []

    def merit(reading: Reading) -> tuple[float, ...]:
        made = [options[token][reading] for _, token in tokens if reading in options.get(token, ())]
        capitals = sum(_capitals(option.new) for option in made)
        better = round(gains[reading] - losses.get(reading, 0.0), 3)
        return better, len(made), round(sum(option.after for option in made), 3), -capitals, -reading.rank

    best = max(gains, key=merit)
    gain, loss = gains[best], losses.get(best, 0.0)
    if gain - loss < best.least or loss > 0.15 * gain or gain < 0.7 * possible:
        return []
    chosen = [(start, token, options[token][best]) for start, token in tokens if best in options.get(token, ())]
    sure = gain - loss >= 6  # then only words are spared
    least = {True: -3.0 if sure else -0.5, False: -1.2 if sure else -0.5}
    chosen = [each for each in chosen if each[2].gain > least[each[2].before < 1.5]]
    support = f"makes {sum(option.gain > 0 for *_, option in chosen)} words of {len(chosen)} in the line"
    return [Redecoded(start, token, option.new, best, support) for start, token, option in chosen]


def _singly(tokens: Sequence[Token], options: dict[str, Options], believed: set[Reading]) -> list[Redecoded]:
    """Tokens that are better in a reading that enough of them speak for, or that was found before."""
    left = {
        token: better
        for _, token in tokens
        if (better := {r: option for r, option in options.get(token, {}).items() if option.gain > 0})
    }
    chosen: dict[str, tuple[Reading, Option]] = {}
    while left:
        totals: Counter[Reading] = Counter()
        for better in left.values():
            most = max(option.gain for option in better.values())
            totals.update({r: option.gain for r, option in better.items() if option.gain >= most - 0.01})
        reading = max(totals, key=lambda each: (totals[each], -each.rank, each.steps))
        alone = sum(reading in better for better in left.values()) == 1 and reading.rank > 5
        if totals[reading] < reading.least + alone:
            break
        believed = believed | {reading}
        slack = min(totals[reading] / 3, 3.0)
        for token, better in list(left.items()):
            if reading in better and better[reading].gain >= max(o.gain for o in better.values()) - slack:
                chosen[token] = reading, left.pop(token)[reading]
    for token, better in left.items():
        if usual := [reading for reading in better if reading in believed]:
            reading = max(usual, key=lambda each: (better[each].gain, -each.rank))
            chosen[token] = reading, better[reading]
    return [
        Redecoded(start, token, chosen[token][1].new, chosen[token][0], "makes a word of it")
        for start, token in tokens
        if token in chosen
    ]


def _at_home(
    text: str, tokens: Sequence[Token], candidates: dict[str, dict[Reading, str]], language: str
) -> list[Redecoded]:
    """Tokens that nothing but their letters speaks for: those of the language's own page as Windows-1252 has them.

    That is so frequent (`õ` for `ő` in Hungarian) that no word is needed, only that the words around are the
    language's, and the letters afterwards too.
    """
    alphabet = letters(language)
    if "cp1252" in pages(language) or "ж" in alphabet or not alphabet & frozenset(page("cp1250")):
        return []
    home = [Reading((("cp1252", name),), 3 * w) for w, name in enumerate(pages(language)[:2])]
    found: list[Redecoded] = []
    for start, token in tokens:
        reading = next((each for each in home if each in candidates[token]), None)
        new = candidates[token][reading] if reading else ""
        if reading and new[:1].islower() and all(c.isascii() or c in alphabet or c in MARKS for c in new):
            around = text[max(0, start - 60) : start].split()[1:] + text[start + len(token) :][:60].split()[:-1]
            words = [word for word in around if word.isalpha() and len(word) > 1]
            if sum(known(words, language)) > max(2, len(words) / 2):
                found.append(Redecoded(start, token, new, reading, "its letters are those of the language"))
    return found


def _capitals(text: str) -> int:
    return sum(map(str.isupper, text))
