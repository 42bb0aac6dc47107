"""Measures how well each language is known, and writes the table that `macaronic languages` and the docs show.

    python benchmarks/languages.py DATA

DATA holds `one_language.jsonl` and `mixed_news.jsonl` as README.md, beside this file, describes them. Of the first,
how often each language is inferred rightly is counted; of the second, for each expected language, how many of the
letters left in others are found, and how many of those flagged are none of them. Written are the figures, to
src/macaronic/data/accuracy.json, and the table, to docs/languages.md.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measures import Counts, Ratio, letters, pooled
from quality import Row, load
from systems import SYSTEMS, Ask, Text, same_language

from macaronic.coverage import coverage, markdown
from macaronic.languages import NAMES, canonical

ROOT = Path(__file__).parent.parent
ACCURACY = ROOT / "src" / "macaronic" / "data" / "accuracy.json"
TABLE = ROOT / "docs" / "languages.md"

INTRODUCTION = """\
# Languages

What `macaronic languages` prints: the languages that can be expected and found, by what evidence, and how well.

- **words**: how many words its list has; **n-grams**: whether its spelling is known. Without both, a language is
  known to the detector alone: whole sentences of it are found, single words are not.
- **reliable**: whether the words come from much running text. Where they come from a few translations, a passage in
  a close neighbour of the language is flagged on strong evidence only.
- **inferred**: in how many news segments, mostly single sentences, the language was inferred rightly, of how many.
- **found**: where the language is expected, the share of letters left in another language that is flagged;
  **false alarms**: the share of flagged letters that are not.

Bosnian, Croatian and Serbian have one word list and count as one, as do the two Norwegians. A dash says that there is
no such evidence, or that nothing was measured. The figures are made by `benchmarks/languages.py`.
"""

Figures = dict[str, Any]


def inferred(rows: Sequence[Row], ask: Ask) -> dict[str, Ratio]:
    """How often each language is inferred rightly."""
    outcomes: defaultdict[str, list[bool]] = defaultdict(list)
    for row, answer in zip(rows, ask([Text(row["text"]) for row in rows]), strict=True):
        outcomes[canonical(row["lang"])].append(same_language(answer.expected, row["lang"]))
    return {code: Ratio.of(outcome) for code, outcome in outcomes.items()}


def found(rows: Sequence[Row], ask: Ask) -> dict[str, Counts]:
    """The letters found, wrongly flagged and missed where each language is expected."""
    answers = ask([Text(row["text"], row["expected"]) for row in rows])
    return pooled(
        (
            canonical(row["expected"]),
            Counts.between(
                letters(row["text"], [(start, end) for start, end, *_ in row["spans"]]),
                letters(row["text"], answer.spans("untranslated")),
            ),
        )
        for row, answer in zip(rows, answers, strict=True)
    )


def measured(folder: Path) -> dict[str, Figures]:
    """The figures of every language of which there are any."""
    ask = SYSTEMS["macaronic"].load()
    figures: defaultdict[str, Figures] = defaultdict(dict)
    for code, ratio in inferred(load(folder, "one_language"), ask).items():
        figures[code]["inferred"] = list(ratio)
    for code, counts in found(load(folder, "mixed_news"), ask).items():
        figures[code] |= {"found": round(counts.recall, 4), "alarms": round(1 - counts.precision, 4)}
    return {code: figures[code] for code in sorted(NAMES) if code in figures}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA", help="a folder with one_language.jsonl and mixed_news.jsonl")
    figures = measured(parser.parse_args().data)
    lines = ",\n".join(f"  {json.dumps(code)}: {json.dumps(figure)}" for code, figure in figures.items())
    ACCURACY.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text("\n".join([INTRODUCTION, *markdown(coverage())]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
