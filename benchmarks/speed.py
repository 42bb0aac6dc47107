"""Measures how fast the project is, beside its peers, and what it takes: to start, in memory, with more text or jobs.

    python benchmarks/speed.py DATA
    python benchmarks/speed.py DATA --write               # and writes the tables and plots of docs/speed.md
    python benchmarks/speed.py DATA --only memory --size 1000 --line-size 50 --write

DATA is a folder with texts: `.txt`, each line a text, or `.jsonl` with a member `text`, and if it is known with
`expected` or `lang`. Processor time counts, where nothing else is said, of whole processes, start-up included. For
Linux.

Each peer reads as many of the texts as it gets through in a few seconds, and the project reads the same ones in turns
with it, on the same core. A peer that cannot be run is named with the reason, and left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import growth as growing
import plots
from inputs import MB, in_language, most_frequent_language, record, size, texts
from memory import measured, write_line, write_records
from peers import PEERS
from systems import MissingPackageError, Text, known_language
from usage import Usage, machine, significant, succeeded, used

DOCS = Path(__file__).parent.parent / "docs" / "speed.md"
PYTHON = sys.executable
CLEAN = (PYTHON, "-m", "macaronic", "clean")
RECORDS = ("--jsonl", "--expect-key", "expected")
CORES = os.sched_getaffinity(0)
FIRST_CORE = {min(CORES)}
GREETING = Text("Hola mundo", "en")
STARTS = 4  # of each command, in each round
TRIAL = 1 * MB  # to find how much is enough


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured on, for how long, and a folder for files that are made on the way. Sizes are in megabytes."""

    texts: Sequence[Text]
    folder: Path
    peers: Sequence[str]
    rounds: int
    seconds: float
    size: float
    line_size: float
    length: int

    def records(self, given: Sequence[Text]) -> Path:
        """A new file with these texts as JSONL."""
        place = self.folder / f"{len(list(self.folder.iterdir()))}.jsonl"
        place.write_bytes(b"".join(map(record, given)))
        return place


@dataclass(frozen=True, slots=True)
class Section:
    """What is written of one measurement."""

    lines: Sequence[str]
    plot: Callable[[], Any] | None = None  # makes a figure


# ---- throughput ----

Command = Callable[[Path], Sequence[str]]  # that reads a file of records


@dataclass(frozen=True, slots=True)
class Race:
    """Rounds of a tool and of the project on the same texts, and what the tool alone takes for two words."""

    name: str
    asked: str
    texts: Sequence[Text]
    start: float
    turns: Sequence[tuple[Usage, Usage]]

    @property
    def seconds(self) -> float:
        """What the tool takes for the texts."""
        return median(theirs.seconds for theirs, _ in self.turns)

    def row(self) -> str:
        """As a row of the table."""
        length = size(self.texts)
        return row(
            self.name,
            self.asked,
            significant(length / MB),
            f"{self.start:.2f}",
            rate(length, self.seconds),
            rate(length, self.seconds - self.start),
            rate(length, median(ours.seconds for _, ours in self.turns)),
            spread(theirs.seconds / ours.seconds for theirs, ours in self.turns),
        )


def throughput(setting: Setting) -> Section:
    """The project beside its peers."""
    races = [_run("macaronic", "all that it does", setting.texts, setting, own_command)]
    left_out = []
    for name in setting.peers:
        trial = used(peer_command(name, setting.records(setting.texts), setting.seconds), cores=FIRST_CORE)
        if trial.status:
            left_out.append(f"{name} is left out: {trial.complaint.splitlines()[-1]}.")
            continue
        read = setting.texts[: trial.output.count(b"\n")]
        races.append(_run(name, PEERS[name].asked, read, setting, partial(peer_command, name)))
    english = in_language(setting.texts, "en")
    if english and any(race.name == "naive" for race in races):
        asked = PEERS["naive"].asked
        races.append(_run("naive, on English alone", asked, english, setting, partial(peer_command, "naive")))
    rates = {race.name: size(race.texts) / MB / race.seconds for race in races}
    columns = ("tool", "asked for", "MB", "start-up, s", "MB/s", "once started")
    lines = [
        *head(*columns, "macaronic, MB/s", "times as fast", words=2),
        *(race.row() for race in races),
        "",
        f"Read: {described(setting.texts)}, or as many of them as `MB` says; {setting.rounds} rounds.",
        f"Packages: {'; '.join(_edition(name) for name in PEERS if name in rates)}.",
        *left_out,
    ]
    return Section(lines, lambda: plots.rates(rates, "macaronic"))


def _run(name: str, asked: str, given: Sequence[Text], setting: Setting, command: Command) -> Race:
    greeting, place = setting.records([GREETING]), setting.records(given)
    start = median(_pinned(command(greeting)).seconds for _ in range(setting.rounds))
    turns = [(_pinned(command(place)), _pinned(own_command(place))) for _ in range(setting.rounds)]
    return Race(name, asked, given, start, turns)


def _pinned(command: Sequence[str], stdin: bytes = b"") -> Usage:
    return succeeded(used(command, stdin, FIRST_CORE))


def own_command(place: Path) -> Sequence[str]:
    """The project on a file of records."""
    return (*CLEAN, *RECORDS, "--jobs", "1", "--quiet", str(place))


def peer_command(name: str, place: Path, seconds: float = float("inf")) -> Sequence[str]:
    """A peer on a file of records."""
    return PYTHON, str(Path(__file__).with_name("peers.py")), name, str(place), "--seconds", str(seconds)


def _edition(name: str) -> str:
    peer = PEERS[name]
    return f"{name}: {peer.package} {version(peer.package)} ({peer.licence})"


# ---- start-up ----


def startup(setting: Setting) -> Section:
    """The project on next to nothing, and the interpreter without it."""
    commands = {
        '`echo "Hola mundo" \\| macaronic clean --expect en`': (*CLEAN, "--expect", "en"),
        '`python -c "import macaronic"`': (PYTHON, "-c", "import macaronic"),
        '`python -c ""`, the interpreter alone': (PYTHON, "-c", ""),
    }
    runs = [
        [_pinned(command, b"Hola mundo\n") for command in commands.values()] for _ in range(STARTS * setting.rounds)
    ]
    lines = head("command", "processor time, s", "elapsed, s")
    for name, usages in zip(commands, zip(*runs, strict=True), strict=True):
        lines.append(row(name, spread(u.seconds for u in usages), f"{median(u.elapsed for u in usages):.2f}"))
    imports = (loaded.seconds - alone.seconds for _, loaded, alone in runs)
    return Section([*lines, row("`import macaronic`, less the interpreter", spread(imports), "-")])


# ---- memory ----


def memory(setting: Setting) -> Section:
    """All processes together: on many records, and on one line without a full stop."""
    records, line = setting.folder / "many.jsonl", setting.folder / "line.txt"
    language = most_frequent_language(setting.texts)
    write_records(records, setting.texts, int(setting.size * MB))
    write_line(line, in_language(setting.texts, language), int(setting.line_size * MB))
    expect = ("--expect", language) if language else ()
    runs = {
        "JSONL, `--jobs 2`": (records, measured(records, (*RECORDS, "--jobs", "2"))),
        "one line": (line, measured(line, expect)),
    }
    lines = head("input", "MB", "peak, MB", "peak in each quarter of the time, MB", "elapsed, s", "processor time, s")
    for name, (place, run) in runs.items():
        if run.status:
            raise RuntimeError(f"macaronic ended with status {run.status} on {name}")
        quarters = ", ".join(f"{sample.size / MB:.0f}" for sample in run.peaks(4))
        length = significant(place.stat().st_size / MB)
        lines.append(row(name, length, f"{run.peak / MB:.0f}", quarters, f"{run.elapsed:.0f}", f"{run.seconds:.0f}"))
    return Section(lines, lambda: plots.courses({name.replace("`", ""): run for name, (_, run) in runs.items()}))


# ---- scaling ----


def scaling(setting: Setting) -> Section:
    """Several jobs against one, on as much as keeps one job busy for the seconds that are set."""
    place = setting.folder / "scaling.jsonl"
    write_records(place, setting.texts, TRIAL)
    trial = succeeded(used((*CLEAN, *RECORDS, "--quiet", str(place))))
    write_records(place, setting.texts, int(place.stat().st_size * setting.seconds / trial.seconds))
    jobs = [n for n in (1, 2, 4, 8, 16) if n <= len(CORES)]
    command = (*CLEAN, *RECORDS, "--quiet", str(place), "--jobs")
    runs = [{n: succeeded(used((*command, str(n)))) for n in jobs} for _ in range(setting.rounds)]
    lines = head("jobs", "MB", "elapsed, s", "processor time, s", "times as fast as one job")
    for n in jobs:
        lines.append(
            row(
                str(n),
                significant(place.stat().st_size / MB),
                f"{median(run[n].elapsed for run in runs):.1f}",
                f"{median(run[n].seconds for run in runs):.1f}",
                spread(run[1].elapsed / run[n].elapsed for run in runs),
            )
        )
    gains = {n: median(run[1].elapsed / run[n].elapsed for run in runs) for n in jobs}
    return Section(lines, lambda: plots.scaling(gains))


# ---- growth ----


def growth(setting: Setting) -> Section:
    """The time to clean a text by its length."""
    lengths = (setting.length // 10, 3 * setting.length // 10, setting.length)
    language = most_frequent_language(setting.texts)
    documents = growing.documents(in_language(setting.texts, language), setting.length)
    lines = head("text", *(f"{length:,} characters, s" for length in lengths), "longest by shortest")
    times = {}
    for name, text in documents.items():
        runs = [growing.times(text, language, lengths) for _ in range(setting.rounds)]
        times[name] = [median(run[at] for run in runs) for at in range(len(lengths))]
        lines.append(
            row(name, *(f"{seconds:.3f}" for seconds in times[name]), spread(run[-1] / run[0] for run in runs))
        )
    return Section(lines, lambda: plots.growth(lengths, times))


# ---- the page ----

SECTIONS = {
    "throughput": throughput,
    "startup": startup,
    "memory": memory,
    "scaling": scaling,
    "growth": growth,
}


def head(*columns: str, words: int = 1) -> list[str]:
    """The head of a table, the first columns of which hold words and the others numbers."""
    return [row(*columns), row(*(["---"] * words + ["---:"] * (len(columns) - words)))]


def row(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def rate(length: int, seconds: float) -> str:
    """Megabytes a second; a dash where there is no telling."""
    return significant(length / MB / seconds) if seconds > 0.01 else "-"


def spread(values: Iterable[float]) -> str:
    """The median, and the least and the most.

    >>> spread([1, 12.34, 3])
    '3.00 (1.00 to 12.3)'
    """
    listed = sorted(values)
    middle, least, most = (significant(max(value, 0.001), 3) for value in (median(listed), listed[0], listed[-1]))
    return f"{middle} ({least} to {most})"


def described(given: Sequence[Text]) -> str:
    """How many texts, languages and megabytes."""
    languages = len({text.expected for text in given if text.expected})
    middle = median(len(text.text) for text in given)
    extent = f"{significant(size(given) / MB)} MB, half of them longer than {middle:.0f} characters"
    return f"{len(given)} texts in {languages} languages, {extent}"


def replaced(page: str, name: str, lines: Iterable[str]) -> str:
    """The page with these lines between the marks of a section.

    >>> replaced("a <!-- x --> b <!-- /x --> c", "x", ["1", "2"])
    'a <!-- x -->\\n\\n1\\n2\\n\\n<!-- /x --> c'
    """
    first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(first)
    _, found, after = rest.partition(last)
    if not found:
        raise ValueError(f"the page has no section {name}")
    return "\n".join([before + first, "", *lines, "", last + after])


def write(page: Path, name: str, section: Section) -> None:
    """Writes a section into the page, and its plot beside it. Without matplotlib, the plot stays as it was."""
    page.write_text(replaced(page.read_text("utf-8"), name, [*section.lines, "", f"Machine: {machine()}."]), "utf-8")
    if section.plot:
        try:
            plots.save(section.plot(), page.with_name(f"speed-{name}.svg"))
        except MissingPackageError as error:
            print(f"the plot of {name} is left out: it {error}", file=sys.stderr)


def known(text: Text) -> Text:
    """The text with its language as the project names it; without one that the project does not know."""
    return Text(text.text, next(iter(known_language(text.expected)), None))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--only", default=",".join(SECTIONS), metavar="NAME,...", help=f"of {', '.join(SECTIONS)}")
    parser.add_argument("--peers", default=",".join(PEERS), metavar="NAME,...", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8, help="of a round of a peer or of one job")
    parser.add_argument("--size", type=float, default=60, help="megabytes of JSONL to measure memory on")
    parser.add_argument("--line-size", type=float, default=20, help="megabytes of one line to measure memory on")
    parser.add_argument("--length", type=int, default=1_000_000, help="characters of the texts that show growth")
    parser.add_argument("--write", type=Path, nargs="?", const=DOCS, metavar="PAGE", help="by default docs/speed.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(
            [known(text) for text in texts(arguments.data)],
            Path(folder),
            arguments.peers.split(","),
            arguments.rounds,
            arguments.seconds,
            arguments.size,
            arguments.line_size,
            arguments.length,
        )
        for name in arguments.only.split(","):
            section = SECTIONS[name](setting)
            print(f"\n{name}\n", *section.lines, sep="\n", flush=True)
            if arguments.write:
                write(arguments.write, name, section)


if __name__ == "__main__":
    main()
