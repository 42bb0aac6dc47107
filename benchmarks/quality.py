"""Measures what the project and its peers find, miss, wrongly flag, repair and spoil, on a folder of labelled data.

    python benchmarks/quality.py DATA [--systems macaronic,naive] [--sets mixed_news,mojibake] [--limit N] [--markdown]

DATA holds one JSONL file a set; README.md, beside this file, says what is in them and where such data come from.
One system prints lines `set.figure value`, several print a table.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measures import Counts, Figure, Ratio, Span, covered, letters, overlap, pinpointed, pooled, tallied
from systems import SYSTEMS, Ability, Answer, Ask, MissingPackageError, System, Text, macrolanguage, same_language

Row = dict[str, Any]
Figures = Mapping[str, Figure]
Pair = tuple[Row, Answer]


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is measured on one file: the figures' common name, what a system must be able to do, the measuring.

    Several may share a file: what comes before the first full stop of the name names it.
    """

    name: str
    needs: Ability
    measure: Callable[[Sequence[Row], Ask], Figures]

    @property
    def file(self) -> str:
        """The data file's name without its ending."""
        return self.name.split(".", maxsplit=1)[0]


# ---- passages in another language than expected ----


def mixed_news(rows: Sequence[Row], ask: Ask) -> Figures:
    """Spliced sentences and parts of sentences: letters found, language named right, false alarms."""
    pairs = _answered(rows, ask)
    counts = [(row["group"], _letter_counts(row, answer, "untranslated")) for row, answer in pairs]
    total = sum((count for _, count in counts), Counts())
    overlaps = [
        (overlap((start, end), (finding.start, finding.end)), same_language(finding.language, language))
        for row, answer in pairs
        for start, end, language, *_ in row["spans"]
        for finding in answer.of("untranslated")
    ]
    return {
        "all.f1": total.f1,
        **{f"{group}.f1": count.f1 for group, count in pooled(counts).items() if group != "clean"},
        "all.precision": total.precision,
        "all.recall": total.recall,
        "language_named_right": sum(n * right for n, right in overlaps) / max(1, sum(n for n, _ in overlaps)),
        "clean_docs_flagged": _false_alarms(pairs, "untranslated"),
    }


def partly_translated(rows: Sequence[Row], ask: Ask) -> Figures:
    """Documents that translators left partly in the source language: passages found."""
    joined = [row | {"text": PASSAGE_BREAK.join(passage["text"] for passage in row["passages"])} for row in rows]
    total = Counts()
    for row, answer in _answered(joined, ask):
        flagged = letters(row["text"], answer.spans("untranslated"))
        judged = [(span, gold) for span, gold in _passages(row) if gold != "ambiguous"]
        total += Counts.between(
            {span for span, gold in judged if gold == "untranslated"},
            {span for span, _ in judged if covered(row["text"], span, flagged)},
        )
    return {"f1": total.f1, "precision": total.precision, "recall": total.recall}


PASSAGE_BREAK = "\n\n"


def _passages(row: Row) -> Iterator[tuple[Span, str]]:
    """Where the passages stand in the joined text, and what each was labelled."""
    start = 0
    for passage in row["passages"]:
        end = start + len(passage["text"])
        yield (start, end), passage["gold"]
        start = end + len(PASSAGE_BREAK)


def foreign_phrases(rows: Sequence[Row], ask: Ask) -> Figures:
    """Foreign phrases in novels, meant to be there: flagged as a quotation or as untranslated, either is right."""
    kinds = ("untranslated", "quotation")
    pairs = _answered(rows, ask)
    long = [
        covered(row["text"], span, letters(row["text"], answer.spans(*kinds)))
        for row, answer in pairs
        for span in _gold(row)
        if len(row["text"][slice(*span)].split()) >= 3
    ]
    return {
        "recall_3plus_words": float(Ratio.of(long)),
        "char_f1": sum((_letter_counts(row, answer, *kinds) for row, answer in pairs), Counts()).f1,
        "clean_paragraphs_flagged": _false_alarms(pairs, *kinds),
    }


LEFTOVER = ("untranslated", "garbled")


def mt_leftovers(rows: Sequence[Row], ask: Ask) -> Figures:
    """Words that machine translation left in the source language: segments in which they were found."""
    pairs = _answered(rows, ask)
    faulty = [(row, answer) for row, answer in pairs if row["spans"]]
    found = tallied((row["label"], _found(row, answer, *LEFTOVER)) for row, answer in faulty)
    return {
        **_leftovers_found(pairs),
        "char_f1": sum((_letter_counts(row, answer, *LEFTOVER) for row, answer in faulty), Counts()).f1,
        **{f"found.{label}": ratio for label, ratio in found.items()},
    }


def mt_leftovers_source_known(rows: Sequence[Row], ask: Ask) -> Figures:
    """The same when the language that the text was translated from is told."""
    answers = ask([Text(row["text"], row["expected"], row["source_lang"]) for row in rows])
    return _leftovers_found(list(zip(rows, answers, strict=True)))


def _leftovers_found(pairs: Sequence[Pair]) -> Figures:
    return {
        "segments_found": Ratio.of(_found(row, answer, *LEFTOVER) for row, answer in pairs if row["spans"]),
        "clean_segments_flagged": _false_alarms(pairs, *LEFTOVER),
    }


def clean_news(rows: Sequence[Row], ask: Ask) -> Figures:
    """Human translations with foreign names in them: false alarms."""
    kinds = ("untranslated", "garbled", "mojibake")
    pairs = _answered(rows, ask)
    flagged = sum(len(letters(row["text"], answer.spans(*kinds))) for row, answer in pairs)
    return {
        "docs_flagged": Ratio.of(bool(answer.of(*kinds)) for _, answer in pairs),
        "letters_flagged_per_million": 1e6 * flagged / max(1, sum(sum(map(str.isalpha, row["text"])) for row in rows)),
    }


def code_switch_tr_de(rows: Sequence[Row], ask: Ask) -> Figures:
    """Transcribed Turkish speech with German in it: tokens told apart."""
    right = []
    for row, answer in _answered([row | {"expected": "tr"} for row in rows], ask):
        flagged = letters(row["text"], answer.spans("untranslated", "quotation"))
        right += [
            covered(row["text"], (start, end), flagged) == (language == "de")
            for start, end, language in row["tokens"]
            if language in ("tr", "de")
        ]
    return {"token_accuracy": float(Ratio.of(right))}


# ---- findings that no peer makes ----


def clean_news_quotations(rows: Sequence[Row], ask: Ask) -> Figures:
    """Human translations in which a quotation is reported: information, and mostly right."""
    return {"docs_with_quotation_flags": Ratio.of(bool(answer.of("quotation")) for _, answer in _answered(rows, ask))}


def garble(rows: Sequence[Row], ask: Ask) -> Figures:
    """Machine translation that repeats itself without end, and fluent machine translation."""
    gold = _answered([row for row in rows if row["gold"] in ("garbled", "ok")], ask)
    return {
        "found": Ratio.of(bool(answer.of("garbled")) for row, answer in gold if row["gold"] == "garbled"),
        "fluent_flagged": Ratio.of(bool(answer.of("garbled")) for row, answer in gold if row["gold"] == "ok"),
    }


def nonsense(rows: Sequence[Row], ask: Ask) -> Figures:
    """Words of no language, by the way they were made, and the sentences that they were put into."""
    kinds = ("garbled", "mojibake", "untranslated")
    found = [(row["how"], _found(row, answer, *kinds)) for row, answer in _answered(rows, ask)]
    return {
        "all": Ratio.of(outcome for _, outcome in found),
        **tallied(found),
        "clean_flagged": Ratio.of(bool(answer.of(*kinds)) for _, answer in _answered(rows, ask, text="clean")),
    }


def dropped_diacritics(rows: Sequence[Row], ask: Ask) -> Figures:
    """Words that lost their accented letters: noticed is flagged or repaired."""
    noticed = []
    elsewhere = Counts()
    for row, answer in _answered(rows, ask):
        text = row["text"]
        damaged = [(start, end) for start, end, _ in row["damaged"]]
        found = letters(text, [*answer.spans("mojibake", "garbled"), *answer.edited])
        noticed += [covered(text, span, found) for span in damaged]
        elsewhere += Counts.between(letters(text, [(0, len(text))]) - letters(text, damaged), found)
    return {"words_noticed": Ratio.of(noticed), "other_letters_flagged": elsewhere.recall}


def sentences(rows: Sequence[Row], ask: Ask) -> Figures:
    """Sentence ends inside running text, white space left out. A text's own end is free, so it does not count."""
    counts = [
        (row["lang"], Counts.between(_ends(row["text"], row["sentence_ends"]), _ends(row["text"], answer.ends)))
        for row, answer in _answered(rows, ask, language="lang")
    ]
    return {
        "all.f1": sum((count for _, count in counts), Counts()).f1,
        **{f"{language}.f1": count.f1 for language, count in pooled(counts).items()},
    }


def _ends(text: str, ends: Iterable[int]) -> set[int]:
    return {len(text[:end].rstrip()) for end in ends} - {len(text.rstrip())}


def one_language(rows: Sequence[Row], ask: Ask) -> Figures:
    """Short texts whose language is not told: the language inferred, and texts flagged for nothing."""
    pairs = list(zip(rows, ask([Text(row["text"]) for row in rows]), strict=True))
    right = [(macrolanguage(row["lang"]), same_language(row["lang"], answer.expected)) for row, answer in pairs]
    return {
        "accuracy": float(Ratio.of(outcome for _, outcome in right)),
        "languages_over_90_percent": Ratio.of(float(share) >= 0.9 for share in tallied(right).values()),
        "segments_flagged": Ratio.of(bool(answer.findings) for _, answer in pairs),
    }


# ---- repair: right is the undamaged text, character for character ----


def mojibake(rows: Sequence[Row], ask: Ask) -> Figures:
    """Sentences put through wrong decodings, and the same sentences undamaged."""
    plain = [row for row in rows if row["how"] not in ESCAPES]
    escaped = [row for row in rows if row["how"] in ESCAPES]
    outcomes = _repaired(plain, ask) + _repaired(escaped, ask, enable=("escapes",))
    return {
        "all": Ratio.of(right for _, right in outcomes),
        **tallied(("lossless" if row["lossless"] else "lossy", right) for row, right in outcomes),
        **tallied((f"how:{row['how']}", right) for row, right in outcomes),
        "clean_changed": _spoiled(rows, ask, "clean"),
    }


# Text about programming is full of these, so decoding them has to be asked for.
ESCAPES = ("unicode-escape literal", "quoted-printable", "percent-encoded")


def mojibake_natural(rows: Sequence[Row], ask: Ask) -> Figures:
    """Damage found in the wild, and sound text that looks like damage."""
    return tallied((row["kind"], right) for row, right in _repaired(rows, ask))


def punctuation(rows: Sequence[Row], ask: Ask) -> Figures:
    """One fault of punctuation or spacing a sentence, by fault, and the same sentences without it."""
    outcomes = [(row["how"], right) for row, right in _repaired(rows, ask)]
    return {
        "all": Ratio.of(right for _, right in outcomes),
        **tallied(outcomes),
        "clean_changed": _spoiled(rows, ask, "clean"),
    }


def clean_news_repair(rows: Sequence[Row], ask: Ask) -> Figures:
    """Human translations that a repair changes."""
    return {"docs_changed": _spoiled(rows, ask, "text", "expected")}


SETS = (
    DataSet("mixed_news", Ability.PASSAGES, mixed_news),
    DataSet("partly_translated", Ability.PASSAGES, partly_translated),
    DataSet("foreign_phrases", Ability.PASSAGES, foreign_phrases),
    DataSet("mt_leftovers", Ability.PASSAGES, mt_leftovers),
    DataSet("mt_leftovers.source_known", Ability.FINDINGS, mt_leftovers_source_known),
    DataSet("clean_news", Ability.PASSAGES, clean_news),
    DataSet("clean_news", Ability.FINDINGS, clean_news_quotations),
    DataSet("clean_news", Ability.REPAIR, clean_news_repair),
    DataSet("code_switch_tr_de", Ability.PASSAGES, code_switch_tr_de),
    DataSet("garble", Ability.FINDINGS, garble),
    DataSet("nonsense", Ability.FINDINGS, nonsense),
    DataSet("dropped_diacritics", Ability.FINDINGS, dropped_diacritics),
    DataSet("sentences", Ability.FINDINGS, sentences),
    DataSet("one_language", Ability.FINDINGS, one_language),
    DataSet("mojibake", Ability.REPAIR, mojibake),
    DataSet("mojibake_natural", Ability.REPAIR, mojibake_natural),
    DataSet("punctuation", Ability.REPAIR, punctuation),
)
FILES = tuple(dict.fromkeys(data_set.file for data_set in SETS))


# ---- what the sets share ----


def _answered(rows: Sequence[Row], ask: Ask, text: str = "text", language: str = "expected") -> list[Pair]:
    """Each row with what the system says of its text."""
    return list(zip(rows, ask([Text(row[text], row[language]) for row in rows]), strict=True))


def _gold(row: Row) -> list[Span]:
    """The spans that should be found."""
    return [(start, end) for start, end, *_ in row["spans"]]


def _letter_counts(row: Row, answer: Answer, *kinds: str) -> Counts:
    return Counts.between(letters(row["text"], _gold(row)), letters(row["text"], answer.spans(*kinds)))


def _found(row: Row, answer: Answer, *kinds: str) -> bool:
    return pinpointed(row["text"], _gold(row), letters(row["text"], answer.spans(*kinds)))


def _false_alarms(pairs: Sequence[Pair], *kinds: str) -> Ratio:
    """The texts without anything to find in which something was found."""
    return Ratio.of(bool(answer.of(*kinds)) for row, answer in pairs if not row["spans"])


def _repaired(rows: Sequence[Row], ask: Ask, enable: Sequence[str] = ()) -> list[tuple[Row, bool]]:
    """Each row, and whether its damage was undone."""
    answers = ask([Text(row["broken"], row["lang"]) for row in rows], enable=enable)
    return [(row, answer.text == row["clean"]) for row, answer in zip(rows, answers, strict=True)]


def _spoiled(rows: Sequence[Row], ask: Ask, text: str, language: str = "lang") -> Ratio:
    """The sound texts that come out changed."""
    return Ratio.of(answer.text != row[text] for row, answer in _answered(rows, ask, text, language))


# ---- the measuring, and what is printed ----


def load(folder: Path, file: str, limit: int = 0) -> list[Row]:
    """The rows of a data file: all, or `limit` of them in even steps, because neighbours are alike."""
    with (folder / f"{file}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return rows if not 0 < limit < len(rows) else [rows[i * len(rows) // limit] for i in range(limit)]


def measure(file: str, rows: Sequence[Row], ability: Ability, ask: Ask) -> dict[str, Figure]:
    """Every figure of one file that a system of this ability can be measured by, by its full name."""
    return {
        f"{data_set.name}.{name}": figure
        for data_set in SETS
        if data_set.file == file and data_set.needs in ability
        for name, figure in data_set.measure(rows, ask).items()
    }


def measured(system: System, folder: Path, files: Iterable[str], limit: int) -> Iterator[tuple[str, Figure]]:
    """The figures of one system, file by file. A missing file is said and passed over."""
    ask = system.load()
    for file in files:
        try:
            rows = load(folder, file, limit)
        except FileNotFoundError as error:
            print(f"{file}: no {error.filename}", file=sys.stderr)
            continue
        yield from measure(file, rows, system.ability, ask).items()


def shown(figure: Figure | None) -> str:
    """A figure in a table, where shares are easier to compare than counts."""
    if figure is None:
        return "-"
    return f"{float(figure):.0f}" if float(figure) > 10 else f"{float(figure):.3f}"


def table(columns: Mapping[str, Figures], *, markdown: bool) -> str:
    """A line a figure, a column a system."""
    names = dict.fromkeys(name for figures in columns.values() for name in figures)
    cells = [["figure", *columns], *([name, *(shown(f.get(name)) for f in columns.values())] for name in names)]
    if markdown:
        cells.insert(1, ["---", *("---:" for _ in columns)])
        return "\n".join(f"| {' | '.join(row)} |" for row in cells)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells
    )


def names_from(known: Iterable[str]) -> Callable[[str], list[str]]:
    """An argument type: names joined by commas, each one of the known."""
    choices = list(known)

    def names(argument: str) -> list[str]:
        if unknown := [name for name in argument.split(",") if name not in choices]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known are {', '.join(choices)}")
        return argument.split(",")

    return names


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA", help="a folder with one JSONL file a set")
    parser.add_argument("--systems", type=names_from(SYSTEMS), default=["macaronic"], metavar="A,B")
    parser.add_argument("--sets", type=names_from(FILES), default=FILES, metavar="A,B")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="rows a set, in even steps; 0: all")
    parser.add_argument("--markdown", action="store_true", help="the table in Markdown")
    arguments = parser.parse_args()
    columns: dict[str, Figures] = {}
    for name in arguments.systems:
        try:
            columns[name] = dict(measured(SYSTEMS[name], arguments.data, arguments.sets, arguments.limit))
        except MissingPackageError as error:
            print(f"{name}: {error}", file=sys.stderr)
    if not any(columns.values()):
        sys.exit("nothing was measured")
    if len(arguments.systems) > 1 or arguments.markdown:
        print(table(columns, markdown=arguments.markdown))
        return
    for name, figure in columns[arguments.systems[0]].items():
        print(name, figure if isinstance(figure, Ratio) else f"{figure:.4f}")


if __name__ == "__main__":
    main()
