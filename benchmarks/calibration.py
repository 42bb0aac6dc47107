"""Measures whether scores are probabilities: of the flags that score 0.8, are four in five right?

    python benchmarks/calibration.py DATA [--limit N] [--write]

DATA is a folder with the sets of flags that README.md, beside this file, describes; those that are missing are passed
over. Every flag that scores at least `LOWEST` is judged by the gold of its set. Printed are how many of them are right
by score (the reliability table), the expected calibration error (Naeini et al. 2015), and what thresholds do to each
set. `--write` writes docs/calibration.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from measures import Span, letters
from quality import PASSAGE_BREAK, Row, load
from systems import known_language

from macaronic import Cleaner, Config
from macaronic.records import Document, Flag

DOCS = Path(__file__).parent.parent / "docs" / "calibration.md"
LOWEST = 0.05  # of so low a score nearly every flag is wrong, and there are many
REPORTED = Config().threshold
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
BINS = 10
MOST_FLAGS = 500  # no set counts for more
STRAYING = ("untranslated", "garbled", "mojibake")


@dataclass(frozen=True, slots=True)
class Case:
    """A text of a set, which kinds of flags its gold can judge, where these are right, and where nobody knows.

    `whole` are passages of which the gold speaks as wholes only: it says nothing of a flag on less than half of each.
    """

    name: str
    text: str
    expected: str
    kinds: Sequence[str]
    right: Sequence[Span] = ()
    open: Sequence[Span] = ()
    whole: Sequence[Span] = ()
    source: str | None = None

    def judge(self, flag: Flag) -> bool | None:
        """Whether a flag is right: at least half of its letters are in the gold. None where the gold does not say."""
        there, unclear, right = (self._shared(flag, spans) for spans in ([(0, flag.end)], self.open, self.right))
        if flag.kind not in self.kinds or (there and 2 * unclear >= there):
            return None
        if self.whole and flag.kind == "untranslated" and not self._fills_a_passage(flag):
            return None
        return there > 0 and 2 * right >= there - unclear

    def _shared(self, flag: Flag, spans: Iterable[Span]) -> int:
        """How many of a flag's letters are in some spans."""
        return len(letters(self.text, [(max(start, flag.start), min(end, flag.end)) for start, end in spans]))

    def _fills_a_passage(self, flag: Flag) -> bool:
        touched = [span for span in self.whole if span[0] < flag.end and flag.start < span[1]]
        return any(2 * self._shared(flag, [span]) >= len(letters(self.text, [span])) > 0 for span in touched)


class Judged(NamedTuple):
    """A flag with its weight in the mixture of sets."""

    name: str
    kind: str
    score: float
    right: bool
    weight: float = 1.0


# ---- the sets, and what their gold can judge ----


def with_spans(name: str, *kinds: str, gold: str = "spans") -> Callable[[Row], Iterator[Case]]:
    """Sets whose gold are spans in a text (none: nothing strays), for these kinds of flags."""

    def cases(row: Row) -> Iterator[Case]:
        spans = [(start, end) for start, end, *_ in row.get(gold, ())]
        yield Case(name, row["text"], row["expected"], kinds, spans)

    return cases


def _partly_translated(row: Row) -> Iterator[Case]:
    """Passages, each translated or not as a whole: a name of a button may be left in a translated one."""
    places: dict[str, list[Span]] = {"ok": [], "untranslated": [], "ambiguous": []}
    start = 0
    for passage in row["passages"]:
        end = start + len(passage["text"])
        places[passage["gold"]].append((start, end))
        start = end + len(PASSAGE_BREAK)
    text = PASSAGE_BREAK.join(passage["text"] for passage in row["passages"])
    right, unclear = places["untranslated"], places["ambiguous"]
    whole = [*places["ok"], *right, *unclear]
    yield Case("partly_translated", text, row["expected"], ("untranslated", "garbled"), right, unclear, whole)


def _mt_leftovers(row: Row) -> Iterator[Case]:
    spans = [(start, end) for start, end, *_ in row["spans"]]
    kinds = ("untranslated", "garbled")
    yield Case("mt_leftovers", row["text"], row["expected"], kinds, spans)
    yield Case("mt_leftovers, source known", row["text"], row["expected"], kinds, spans, source=row["source_lang"])


def _code_switch(row: Row) -> Iterator[Case]:
    """Speech: of interjections, names and words with parts of both languages nobody says which they are."""
    german = [(start, end) for start, end, language in row["tokens"] if language == "de"]
    unclear = [(start, end) for start, end, language in row["tokens"] if language not in ("de", "tr")]
    yield Case("code_switch_tr_de", row["text"], "tr", ("untranslated", "quotation"), german, unclear)


def _garble(row: Row) -> Iterator[Case]:
    if row["gold"] in ("garbled", "ok"):
        loops = [(0, len(row["text"]))] if row["gold"] == "garbled" else []
        yield Case("garble", row["text"], row["expected"], ("garbled",), loops)


def _nonsense(row: Row) -> Iterator[Case]:
    spans = [(start, end) for start, end, *_ in row["spans"]]
    yield Case("nonsense", row["text"], row["expected"], STRAYING, spans)
    yield Case("nonsense, clean", row["clean"], row["expected"], STRAYING)


def _one_language(row: Row) -> Iterator[Case]:
    yield Case("one_language", row["text"], row["lang"], STRAYING)


SETS: dict[str, Callable[[Row], Iterator[Case]]] = {
    "mixed_news": with_spans("mixed_news", *STRAYING),
    "partly_translated": _partly_translated,
    "foreign_phrases": with_spans("foreign_phrases", *STRAYING, "quotation"),
    "mt_leftovers": _mt_leftovers,
    "code_switch_tr_de": _code_switch,
    "nonsense": _nonsense,
    "dropped_diacritics": with_spans("dropped_diacritics", "garbled", "mojibake", gold="damaged"),
    "garble": _garble,
    "clean_news": with_spans("clean_news", *STRAYING),
    "one_language": _one_language,
}


def cases_of(folder: Path, limit: int) -> list[Case]:
    """The texts of all sets that are there, of each file no more than `limit` rows, in even steps."""
    files = [file for file in SETS if (folder / f"{file}.jsonl").exists()]
    return [case for file in files for row in load(folder, file, limit) for case in SETS[file](row)]


def judged(cases: Sequence[Case], threshold: float) -> list[Judged]:
    """The flags of the detector with this threshold that can be judged, weighted."""
    documents = (
        Document(case.text, known_language(case.expected), next(iter(known_language(case.source)), None))
        for case in cases
    )
    found = [
        Judged(case.name, flag.kind, flag.score, right)
        for case, result in zip(cases, Cleaner(Config(threshold=threshold)).clean_documents(documents), strict=True)
        for flag in result.flags
        if (right := case.judge(flag)) is not None
    ]
    count = Counter(flag.name for flag in found)
    return [flag._replace(weight=min(1.0, MOST_FLAGS / count[flag.name])) for flag in found]


# ---- how far scores are from the truth ----


class Bin(NamedTuple):
    """Flags of like scores: their scores, from and to; how many, their weight, mean score, and share that is right."""

    start: float
    end: float
    number: int
    weight: float
    score: float
    right: float


def reliability(flags: Iterable[Judged]) -> list[Bin]:
    """The flags by their scores, in bins of equal width; empty bins are left out.

    >>> flags = [Judged("a", "garbled", score, right) for score, right in ((0.72, True), (0.78, False), (0.95, True))]
    >>> [(b.start, b.number, round(b.score, 2), b.right) for b in reliability(flags)]
    [(0.7, 2, 0.75, 0.5), (0.9, 1, 0.95, 1.0)]
    """
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for flag in flags:
        bins[min(int(flag.score * BINS), BINS - 1)].append(flag)
    found = []
    for i, members in enumerate(bins):
        if weight := sum(flag.weight for flag in members):
            score = sum(flag.weight * flag.score for flag in members) / weight
            right = sum(flag.weight * flag.right for flag in members) / weight
            found.append(Bin(i / BINS, (i + 1) / BINS, len(members), weight, score, right))
    return found


def calibration_error(flags: Iterable[Judged]) -> float:
    """Expected calibration error: how far the mean score of a bin is from its share of right flags, on average.

    >>> calibration_error([Judged("a", "garbled", 0.75, right) for right in (True, True, True, False)])
    0.0
    """
    bins = reliability(flags)
    return sum(b.weight * abs(b.score - b.right) for b in bins) / max(1e-9, sum(b.weight for b in bins))


# ---- what is printed ----


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def reliability_table(flags: Sequence[Judged]) -> str:
    """A line a bin: all kinds together, then the share right of each kind."""
    kinds = [kind for kind, _ in Counter(flag.kind for flag in flags).most_common()]
    shares = {kind: {b.start: b for b in reliability(f for f in flags if f.kind == kind)} for kind in kinds}

    def share(found: Bin | None) -> str:
        return f"{found.right:.2f} ({found.number})" if found else "-"

    return _markdown(
        ["score", "flags", "mean score", "right", *kinds],
        [
            [
                f"{max(LOWEST, b.start):.2g} to {b.end:.1f}",
                f"{b.number}",
                f"{b.score:.2f}",
                f"{b.right:.2f}",
                *(share(shares[kind].get(b.start)) for kind in kinds),
            ]
            for b in reliability(flags)
        ],
    )


def error_table(low: Sequence[Judged], default: Sequence[Judged]) -> str:
    """The calibration error overall, and of each kind: of the flags reported by default, and of all."""
    kinds = [kind for kind, _ in Counter(flag.kind for flag in low).most_common()]
    rows = [("all", list(default), list(low))]
    rows += [(kind, [f for f in default if f.kind == kind], [f for f in low if f.kind == kind]) for kind in kinds]
    return _markdown(
        ["kind", f"score of {REPORTED} and more", f"of {LOWEST} and more"],
        [[kind, f"{calibration_error(high):.3f}", f"{calibration_error(every):.3f}"] for kind, high, every in rows],
    )


def threshold_table(flags: Sequence[Judged]) -> str:
    """A line a set: of the flags at each threshold, how many are right, and how many are false alarms."""

    def counts(name: str, threshold: float) -> str:
        right = Counter(flag.right for flag in flags if flag.name == name and flag.score >= threshold)
        return f"{right[True]} / {right[False]}"

    names = dict.fromkeys(flag.name for flag in flags)
    return _markdown(
        ["set", *map(str, THRESHOLDS)], [[name, *(counts(name, least) for least in THRESHOLDS)] for name in names]
    )


PAGE = """\
# Calibration

A flag's `score` is the probability that the flag is right: of a hundred flags that score 0.8, about eighty are.
By default flags that score {reported} and more are reported.

## Choosing a threshold

`--threshold P`, or `Config(threshold=P)`. What each makes of labelled texts: right flags / false alarms, counted among
the flags of one run with the lowest of these thresholds.

{thresholds}

Lower it to find more single words and short phrases, where a person looks at what is found; raise it before passages
are removed unseen. Long passages score near 1 and are found at any threshold. A low threshold may join what a higher
one reports apart, or report a passage in place of a single word in it, so that now and then it gives fewer flags,
which cover more.

## Reliability

All flags of {lowest} and more by score: how many, their mean score, the share of them that is right; then that share
for each kind, with the number of flags in parentheses.

{reliability}

The expected calibration error, the mean distance of score and share right over ten bins of equal width (Naeini,
Cooper and Hauskrecht 2015):

{errors}

Copies (`duplicate`) are not measured: that something is the same twice is a fact.

## How it was measured

    python benchmarks/calibration.py DATA --write

The sets are those of [benchmarks](benchmarks.md). A flag is right if at least half of its letters
are where the gold of its set says that something strays. What the gold says nothing about is not counted: quotations
in news, foreign words in machine translation that is labelled for loops, flags on less than half of a passage of
documentation, words of both languages in speech. What gold leaves out counts as a false alarm: novels hold more foreign
names and naturalised words than their editors tagged.

The mixture: every flag counts the same, except that no set counts for more than {most} flags: where a set has more,
each of them weighs less. How much strays in your texts differs, and so will the shares; where nearly nothing strays
(`clean_news`, `one_language`) the few flags are false alarms, whatever they score. The weights of the detector, a few
dozen numbers, were fitted on documents of these sets.
"""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA", help="a folder with one JSONL file a set")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="rows a file, in even steps; 0: all")
    parser.add_argument("--write", action="store_true", help="write docs/calibration.md")
    arguments = parser.parse_args()
    cases = cases_of(arguments.data, arguments.limit)
    low, usual = judged(cases, LOWEST), judged(cases, min(THRESHOLDS))
    default = [flag for flag in usual if flag.score >= REPORTED]
    page = PAGE.format(
        reported=REPORTED,
        lowest=LOWEST,
        most=MOST_FLAGS,
        thresholds=threshold_table(usual),
        reliability=reliability_table(low),
        errors=error_table(low, default),
    )
    print(page)
    if arguments.write:
        DOCS.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
