"""Texts of any folder, for the benchmarks that need no gold."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from systems import Text

MB = 1_000_000


def texts(folder: Path) -> list[Text]:
    """The distinct texts of a folder, shuffled the same way each time, so that the first few are a sample.

    They are the lines of its `.txt` files, and the member `text` of the records in its `.jsonl` files. A record's
    `expected` or `lang` says which language its text should be in; where neither does, it is left open.
    """
    found = list({text.text: text for text in _all(folder) if text.text.strip()}.values())
    random.Random(0).shuffle(found)
    return found


def _all(folder: Path) -> Iterator[Text]:
    for path in sorted(folder.glob("*.txt")):
        yield from map(Text, path.read_text(encoding="utf-8").splitlines())
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for record in map(json.loads, file):
                if isinstance(record.get("text"), str):
                    yield Text(record["text"], record.get("expected") or record.get("lang"))


def size(given: Sequence[Text]) -> int:
    """How many bytes of UTF-8 the texts are."""
    return sum(len(text.text.encode()) for text in given)


def most_frequent_language(given: Sequence[Text]) -> str | None:
    """The language that most of the texts should be in, of those that say."""
    counts = Counter(text.expected for text in given if text.expected)
    return max(counts, key=lambda code: (counts[code], code), default=None)


def in_language(given: Sequence[Text], code: str | None) -> list[Text]:
    """The texts that should be in a language."""
    return [text for text in given if text.expected == code]


def record(text: Text) -> bytes:
    """A text as a line of JSONL, with its language if that is known."""
    known = {"expected": text.expected} if text.expected else {}
    return json.dumps({"text": text.text, **known}, ensure_ascii=False).encode() + b"\n"
