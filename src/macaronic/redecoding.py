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
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice, pairwise

from macaronic.codepages import LANGUAGES, backwards, letters, page, pages, writes_latin
from macaronic.plausibility import (
    LETTER,
    SAMPLE,
    UNSEGMENTED,
    UNSPACED,
    WORD,
    common,
    has_words,
    inferred_language,
    known,
    score,
)
from macaronic.readings import ALPHABET_IN_UTF8, EASTERN, Candidates, Reading, candidates, may_be_damaged
from macaronic.records import UNDETERMINED
from macaronic.suspicion import EDGES, Token, looks_damaged, suspicion, tokens_matching

TOKEN = re.compile(r"[^ \t\r\n]+")
SOUP = re.compile("[\x80-\xffŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{3}")
SCRIPT_PAGES = (
    "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp866", "gb18030", "cp950", "cp932", "euc_jp", "cp949",
)  # fmt: skip
ANY, FREQUENT = 100, 10  # ranks of readings: what may be thought of where the language is sure, and where it is not
NEIGHBOURHOOD = 60  # characters
FEW, MOST = 2, 0.6  # how many of the words around must be the language's
QUOTED = re.compile(r"""["'(\[“„‘«]""")  # a letter that is talked about
SPACED = re.compile("(?<=[0-9«»:;!?])\xa0|\xa0(?=[«»:;!?%])")  # a no-break space where one may stand
MARKS = frozenset("“”„‘’‚«»–—…")
PAIRS = frozenset({"“”", "„“", "„”", "””", "‘’", "‚‘", "‚’", "’’", "«»", "»«", "»»"})
ENDS = ".,:;!?()[]…"  # what stands beside a quotation mark
STOP = re.compile(r"[.!?…]\W*\Z")
LETTER_OR_OPENING = re.compile(f"{LETTER}|[¿¡]")
GREEK = re.compile("[Ͱ-Ͽ]")


@dataclass(frozen=True, slots=True)
class Redecoded:
    """One token decoded again, and what spoke for it."""

    start: int
    old: str
    new: str
    reading: Reading
    support: str
    language: str


@dataclass(frozen=True, slots=True)
class Option:
    """What a reading makes of a token, and how much better that is."""

    new: str
    gain: float
    before: float
    after: float


Options = dict[Reading, Option]


@lru_cache(maxsize=2)  # the two rules that ask this of a text ask one after the other
def redecoded(text: str, language: str) -> tuple[Redecoded, ...]:
    """The tokens of a text (what stands between white space) that were decoded wrongly, in order.

    A language that is not known (`und`) is inferred, but only from a text in which something looks wrong in any.

    >>> [(r.old, r.new, str(r.reading)) for r in redecoded("Il est ŕ la maison, ŕ Paris", "fr")]
    [('ŕ', 'à', 'cp1252 read as cp1250'), ('ŕ', 'à', 'cp1252 read as cp1250')]
    """
    if not looks_damaged(text, language):
        return ()
    rarest = ANY
    if language not in LANGUAGES:
        language, rarest = inferred_language(text), FREQUENT
    found = _in_language(text, language, rarest) if language in LANGUAGES else []
    done = {each.start for each in found}
    soup = list(islice((token for start, token in tokens_matching(text, SOUP) if start not in done), SAMPLE))
    # Where the language's own words cannot be told, that the soup is theirs cannot be told either.
    other = _language_of_soup(soup) if soup and language not in UNSEGMENTED else UNDETERMINED
    if other in LANGUAGES and other != language:
        found += [each for each in _in_language(text, other, FREQUENT) if each.start not in done]
    return tuple(sorted(found, key=lambda each: each.start))


def _language_of_soup(soup: Sequence[str]) -> str:
    """The language of words in another script that were read as Windows-1252, or "und"."""
    as_bytes = " ".join(soup)[: 12 * SAMPLE].translate(backwards("cp1252")).encode("latin-1", "replace")
    names = ["utf-8"] if ALPHABET_IN_UTF8.search(as_bytes.decode("latin-1")) else SCRIPT_PAGES
    return inferred_language(*(as_bytes.decode(name, "ignore") for name in names))


def _in_language(text: str, language: str, rarest: int) -> list[Redecoded]:
    suspects = _suspects(text, language)
    tried = {token: candidates(token, language, rarest) for token in {token for _, token in suspects}}
    promising = _promising(tried, language)
    options = _options(promising, tried, language)
    hopeful = {token for token, found in options.items() if any(o.gain > 0.5 for o in found.values())}
    found: list[Redecoded] = []
    if hopeful:
        lines = _lines(text, [start for start, token in suspects if token in hopeful])
        others = {token for tokens in lines for _, token in tokens} - promising
        options.update(_options(others, {token: candidates(token, language, rarest) for token in others}, language))
        for tokens in lines:
            found += _whole(tokens, options, language)
        done = {each.start for each in found}
        rest = [(start, token) for start, token in suspects if start not in done]
        found += _singly(rest, options, {each.reading for each in found}, language)
        if not writes_latin(language):
            found += _running_on(lines, found, options, language)
    done = {each.start for each in found}
    found += _at_home(text, [each for each in suspects if each[0] not in done], tried, language)
    found += _beside(text, found, language)
    return sorted(_without_lone_marks(found, language), key=lambda each: each.start)


def _suspects(text: str, language: str) -> list[Token]:
    """The tokens that do not look like the language, may be damaged, and are no words of another language."""
    tokens = list(tokens_matching(text, suspicion(language)))
    words = {word: token for _, token in tokens if (word := token.strip(EDGES)).isalpha()}
    fine = {words[word] for word in common(list(words))}
    damaged = {token for token in {token for _, token in tokens} - fine if may_be_damaged(token, language)}
    return [(start, token) for start, token in tokens if token in damaged]


def _promising(tried: Mapping[str, Candidates], language: str) -> set[str]:
    """The tokens that some reading makes frequent words of."""
    if language in UNSPACED or not has_words(language):
        return {token for token, found in tried.items() if found}
    words: dict[str, str] = {}
    native: set[str] = set()  # what was valid UTF-8 needs no frequent word
    alphabet = letters(language)
    for token, found in tried.items():
        count = max(1, len(WORD.findall(token)))
        for reading, new in found.items():
            parts = WORD.findall(new)
            if not parts and reading.was_utf8:
                native.add(new)
            if parts and len(parts) <= count:
                words[new] = max(parts, key=len)
                if reading.was_utf8 and all(c.isascii() or c in alphabet for c in words[new]):
                    native.add(new)
    good = {new for new, yes in zip(words, known(list(words.values()), language), strict=True) if yes}
    return {token for token, found in tried.items() if not (good | native).isdisjoint(found.values())}


def _lines(text: str, starts: Sequence[int]) -> list[list[Token]]:
    """The lines in which tokens start, as their tokens with other than ASCII characters."""
    lines: list[list[Token]] = []
    end = -1
    for start in starts:
        if start > end:
            begin = text.rfind("\n", 0, start) + 1
            end = line_end(text, start)
            lines.append([(m.start(), m.group()) for m in TOKEN.finditer(text, begin, end) if not m.group().isascii()])
    return lines


# ---- what speaks for a reading ----------------------------------------------------------------------------------


def _options(tokens: Collection[str], tried: Mapping[str, Candidates], language: str) -> dict[str, Options]:
    """What the readings make of each token, if any does."""
    some = {token: found for token in tokens if (found := tried[token])}
    before = dict(zip(some, score(list(some), language, elsewhere=1.0), strict=True))
    results = list({new for found in some.values() for new in found.values()})
    after = dict(zip(results, score(results, language), strict=True))
    return {
        token: {reading: _option(token, new, reading, before[token], after[new]) for reading, new in found.items()}
        for token, found in some.items()
    }


def _option(old: str, new: str, reading: Reading, before: float, after: float) -> Option:
    was_utf8 = reading.was_utf8  # hardly a coincidence
    return Option(new, _gain(old, new, before, after, was_utf8), before, after)


def _gain(old: str, new: str, before: float, after: float, certain: bool) -> float:
    """How much better the new token is.

    No gain is what took words apart or is not good in itself, little what only turned letters into quotation marks
    and the like: names in foreign letters offer that too easily.
    """
    gain = after - before if certain or after < before else min(after - before, max(0.0, 2 * after + 0.5))
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
        symbols = not certain and GREEK.search(old)  # β-carotene
        return min(gain, 0.0 if symbols else (2.0 if certain else 1.2) * max(0, marks))
    return gain - 0.5 * max(0, marks) * (len(new) == len(old))


# ---- what it was ------------------------------------------------------------------------------------------------


def _whole(tokens: Sequence[Token], options: dict[str, Options], language: str) -> list[Redecoded]:
    """The tokens of a line in the reading that makes nearly all of it better, if there is one."""
    gains: dict[Reading, float] = {}
    losses: dict[Reading, float] = {}
    possible = 0.0
    distinct = _distinct(token for _, token in tokens)
    for token in distinct:
        for reading, option in options.get(token, {}).items():
            sums = gains if option.gain > 0 else losses
            sums[reading] = sums.get(reading, 0.0) + abs(option.gain)
        possible += max((0.0, *(option.gain for option in options.get(token, {}).values())))
    if not gains:
        return []

    def merit(reading: Reading) -> tuple[float, ...]:
        made = [options[token][reading] for token in distinct if reading in options.get(token, ())]
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
    return [Redecoded(start, token, option.new, best, support, language) for start, token, option in chosen]


def _distinct(tokens: Iterable[str]) -> list[str]:
    """One token of each word: that a word comes again proves nothing more, a name in foreign letters does so, too."""
    return list({token.strip(EDGES): token for token in tokens}.values())


def _singly(
    tokens: Sequence[Token], options: dict[str, Options], believed: set[Reading], language: str
) -> list[Redecoded]:
    """Tokens that are better in a reading that enough of them speak for, or that was found before."""
    left = {
        token: better
        for _, token in tokens
        if (better := {r: option for r, option in options.get(token, {}).items() if option.gain > 0})
    }
    chosen: dict[str, tuple[Reading, Option]] = {}
    while left:
        totals: Counter[Reading] = Counter()
        for better in map(left.__getitem__, _distinct(left)):
            most = max(option.gain for option in better.values())
            totals.update({r: option.gain for r, option in better.items() if option.gain >= most - 0.01})
        reading = max(totals, key=lambda each: (totals[each], -each.rank, each.steps))
        alone = len(_distinct(token for token, better in left.items() if reading in better)) == 1 and reading.rank > 5
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
        Redecoded(start, token, chosen[token][1].new, chosen[token][0], "makes a word of it", language)
        for start, token in tokens
        if token in chosen
    ]


def _running_on(
    lines: Iterable[Sequence[Token]], found: Sequence[Redecoded], options: dict[str, Options], language: str
) -> list[Redecoded]:
    """The tokens before and after those found that the same reading makes better, one by one, though they look right.

    In KOI8-R read as Windows-1251 small letters are capitals, and a word in capitals is nothing to suspect. That goes
    as far as the sentence, and for languages in which all words are made of such letters: in others it is not known
    what stands between.
    """
    readings = {each.start: each.reading for each in found}
    more: list[Redecoded] = []
    parts = [part for line in lines for part in _between_stops(line)]
    for tokens in chain(parts, (part[::-1] for part in parts)):
        reading: Reading | None = None
        for start, token in tokens:
            option = options.get(token, {}).get(reading) if reading else None
            if start not in readings and reading and option and _runs_on(token, option):
                readings[start] = reading
                more.append(Redecoded(start, token, option.new, reading, "as the words beside it", language))
            reading = readings.get(start)
    return more


def _runs_on(token: str, option: Option) -> bool:
    """Whether a token beside damage is no better than what it may have been. One letter is left, it may be a name."""
    fewer_capitals = _capitals(option.new) <= _capitals(token)
    return fewer_capitals and len(token.strip(EDGES)) > 1 and option.after >= max(0.1, option.before)


def _between_stops(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens of a line, cut where a sentence may end."""
    cuts = [0, *(index for index, (_, token) in enumerate(tokens, 1) if STOP.search(token)), len(tokens)]
    return [tokens[start:end] for start, end in pairwise(cuts)]


def _at_home(text: str, tokens: Sequence[Token], tried: Mapping[str, Candidates], language: str) -> list[Redecoded]:
    """Tokens that nothing but their letters speaks for: those of the language's own page as Windows-1252 has them.

    That is so frequent (`õ` for `ő` in Hungarian) that no word is needed, only that most words around are the
    language's, and the letters afterwards too. Where others of its letters are right, the line was not read so.
    """
    found: list[Redecoded] = []
    right = _right_lines(text, tokens, language) if _home_readings(language) else set()
    for start, token in tokens:
        reading = next((each for each in _home_readings(language) if each in tried[token]), None)
        new = tried[token][reading] if reading else ""
        if reading and new[:1].islower() and _in_letters_of(new, language) and line_start(text, start) not in right:
            words = neighbours(text, start, start + len(token))
            if sum(known(words, language)) >= max(FEW, MOST * len(words)):
                found.append(Redecoded(start, token, new, reading, "its letters are those of the language", language))
    return found


def _right_lines(text: str, tokens: Iterable[Token], language: str) -> set[int]:
    """Where those lines of tokens begin that have letters of the language which Windows-1252 does not have."""
    right = {letter for letter in letters(language) if ord(letter) not in backwards("cp1252")}
    begins = {line_start(text, start) for start, _ in tokens}
    return {begin for begin in begins if not right.isdisjoint(text[begin : line_end(text, begin)])}


def _without_lone_marks(found: Sequence[Redecoded], language: str) -> list[Redecoded]:
    """What is left without words in which letters become marks, in a reading that nothing else speaks for.

    `Štip` as `–tip` and `Óros` as `”ros` are foreign names, however many there are. A reading is proven by a token in
    which letters become letters, by a known word (`don’t`, too), and by quotation marks that open and close.
    """
    marked = {each for each in found if not each.reading.was_utf8 and _makes_marks(each)}
    proven = {each.reading for each in found if each not in marked}
    for reading in {each.reading for each in marked} - proven:
        tokens = [each.new.strip(ENDS) for each in marked if each.reading == reading]
        words = [word for token in tokens for word in WORD.findall(token) if not word.isascii()]
        quoted = not PAIRS.isdisjoint(a + b for a in {t[:1] for t in tokens} for b in {t[-1:] for t in tokens})
        if quoted or any(known(words, language)):
            proven.add(reading)
    return [each for each in found if each.reading in proven]


def _makes_marks(each: Redecoded) -> bool:
    """Whether as many letters of a token become marks as become other letters.

    `¿` and `¡` are as good as letters: no name begins with a small `ż`.
    """
    changes = [(old, new) for old, new in zip(each.old, each.new, strict=False) if old != new and old.isalpha()]
    marks = sum(not LETTER_OR_OPENING.match(new) for _, new in changes)
    return len(each.old) == len(each.new) and marks > 0 and 2 * marks >= len(changes)


def _beside(text: str, found: Sequence[Redecoded], language: str) -> list[Redecoded]:
    """What else in a line is not in the language's letters, where some of it was repaired in a reading `_at_home`.

    The page that the line was written in has no such letters, so that names and single letters are damaged, too.
    """
    done = {each.start for each in found}
    readings = {
        line_start(text, each.start): each.reading for each in found if each.reading in _home_readings(language)
    }
    more: list[Redecoded] = []
    for start, token in tokens_matching(text, suspicion(language)) if readings else ():
        reading = readings.get(line_start(text, start))
        new = candidates(token, language, ANY).get(reading, "") if reading and start not in done else ""
        if reading and new and _in_letters_of(new, language):
            more.append(Redecoded(start, token, new, reading, "as other words of the line", language))
    return more


@cache
def _home_readings(language: str) -> list[Reading]:
    """A language's own pages read as Windows-1252, for the Latin languages that are not at home in that."""
    alphabet = letters(language)
    if "cp1252" in pages(language) or "ж" in alphabet or not alphabet & frozenset(page("cp1250")):
        return []
    return [Reading((("cp1252", name),), 3 * w) for w, name in enumerate(pages(language)[:2])]


def _in_letters_of(token: str, language: str) -> bool:
    return all(char.isascii() or char in letters(language) or char in MARKS for char in token)


def neighbours(text: str, start: int, end: int) -> list[str]:
    """The words around a place, as far as they are whole."""
    begin, stop = max(0, start - NEIGHBOURHOOD), end + NEIGHBOURHOOD
    before, after = text[begin:start].split(), text[end:stop].split()
    around = (each.strip(EDGES) for each in before[begin > 0 :] + (after[:-1] if stop < len(text) else after))
    return [word for word in around if word.isalpha() and len(word) > 1]


def line_start(text: str, place: int) -> int:
    """Where the line of a place begins."""
    return text.rfind("\n", 0, place) + 1


def line_end(text: str, place: int) -> int:
    """Where the line of a place ends."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _capitals(text: str) -> int:
    return sum(map(str.isupper, text))
