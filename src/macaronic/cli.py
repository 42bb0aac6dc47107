"""The command line: options in, exit status out. What is done stands in `work`, how files are read in `io`."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import TextIO

import click

from macaronic import __version__
from macaronic.config import Config, ConfigError
from macaronic.errors import RunError
from macaronic.findings import FORMS, INFORMATION, Finding, new, read_baseline
from macaronic.io import STANDARD, Format, TextFormat, chunks, refusals
from macaronic.languages import UnknownLanguageError
from macaronic.options import FILE, SHARED, Choices, gathered, names
from macaronic.output import Sink, abandon_standard_output, in_place, to_file, to_standard_output
from macaronic.sidecar import belonging, read, undone
from macaronic.work import Check, Clean, Outcome

DONE, FOUND, FAILED, UNREADABLE = range(4)  # exit statuses
INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 and the number of the signal, as shells report it
LONG = 1 << 21  # bytes of input from which progress is worth showing
EXAMPLES = 3  # of unknown languages that are named


class Program(click.Group):
    """Commands whose failures become one line for a person and an exit status."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command that was chosen."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            abandon_standard_output()
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        except (ConfigError, OSError, RunError, UnknownLanguageError) as error:
            raise click.ClickException(str(error)) from error
        except MemoryError:
            raise click.ClickException(
                "a document is longer than memory allows; --lines or --jsonl reads smaller ones, fewer --jobs take less"
            ) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and gives its exit status."""
    status = _run(arguments)
    if status not in (DONE, FOUND, UNREADABLE) and "macaronic.workers" in sys.modules:
        os._exit(status)  # without waiting for workers that are gone, see there
    return status


def _run(arguments: Sequence[str] | None) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core a process; --jobs says how many
    try:
        return program.main(arguments, "macaronic", standalone_mode=False) or DONE
    except click.ClickException as error:
        hint = f"; see `{error.ctx.command_path} --help`" if isinstance(error, click.UsageError) and error.ctx else ""
        _say(f"macaronic: {error.format_message().rstrip('.')}{hint}")
        return FAILED
    except click.Abort:
        return INTERRUPTED
    except Exception:  # a fault of the program is no finding, which is what Python's own status would say
        traceback.print_exc()
        return FAILED


def _say(message: str) -> None:
    click.echo(message.encode("utf-8", "backslashreplace"), err=True)


@click.group(cls=Program, no_args_is_help=False)
@click.version_option(__version__, message="macaronic %(version)s")
def program() -> None:
    """Finds what strays in a text and mends what is broken.

    \b
    Exit status: 0 done; 1 `check` found something; 2 wrong use or a file that
    cannot be read or written; 3 done, but some records could not be read.
    """


@dataclass(frozen=True)
class Changes:
    """What only `clean` is told: what to change besides repairs, and where the results go."""

    drop: tuple[str, ...]
    mark: bool
    sentences: bool
    output: str | None
    in_place: bool
    edits: str | None
    rejects: str | None


CHANGES = (
    names("--drop", "KIND,...", "Remove flagged passages of these kinds."),
    click.option("--mark", is_flag=True, help="Wrap flagged passages in ⟦kind:lang …⟧."),
    click.option("--sentences", is_flag=True, help="Write the sentences into the record, too (--jsonl)."),
    click.option("--output", metavar="FILE", help="Write there instead of to standard output."),
    click.option("--in-place", is_flag=True, help="Write each file back to its place, all at once."),
    click.option("--edits", metavar="FILE", help="Write every edit there, for `undo`."),
    click.option("--rejects", metavar="FILE", help="Write records that cannot be read there, not to the output."),
)


@program.command()
@gathered(Choices, "choices", SHARED)
@gathered(Changes, "changes", CHANGES)
def clean(choices: Choices, changes: Changes) -> int:
    """Repairs texts and flags what strays in them.

    Repaired text or records go to standard output. Without FILE, or for -, standard input is read.
    """
    config, fmt = _prepared(choices, changes.drop)
    _check_places(choices.files, changes.in_place, changes.output, changes.edits, changes.rejects)
    work = Clean(config, fmt, changes.sentences, changes.mark, edits=bool(changes.edits), rejects=bool(changes.rejects))
    tally = Tally()
    with ExitStack() as stack:
        edits, rejects = (
            stack.enter_context(to_file(path)) if path else None for path in (changes.edits, changes.rejects)
        )
        outcomes = _outcomes(work, choices, tally, bool(changes.output) or changes.in_place)
        stack.enter_context(closing(outcomes))
        if changes.in_place:
            for file, group in groupby(outcomes, lambda outcome: outcome.file):
                with in_place(file) as sink:
                    _write(group, fmt, sink, edits, rejects)
        else:
            with _place(changes.output) as sink:
                _write(outcomes, fmt, sink, edits, rejects)
    return tally.told(choices.quiet)


def _write(outcomes: Iterable[Outcome], fmt: Format, sink: Sink, edits: Sink | None, rejects: Sink | None) -> None:
    """Writes what became of chunks; their edits first, so that nothing is written that could not be undone."""
    for outcome in outcomes:
        for place, data in ((edits, outcome.edits), (rejects, outcome.rejects), (sink, outcome.output)):
            if place:
                place.write(data, fmt.separator)
                place.flush()


def _place(output: str | None) -> AbstractContextManager[Sink]:
    return to_file(output) if output else to_standard_output()


def _check_places(files: Sequence[str], write_back: bool, output: str | None, *others: str | None) -> None:
    """Refuses places that would destroy what is read, or each other."""
    if write_back and output:
        raise click.UsageError("--in-place and --output are two places; choose one")
    if write_back and not all(Path(file).is_file() for file in files or [STANDARD]):
        raise click.UsageError("--in-place needs files to write back to")
    outputs = [Path(path).resolve() for path in (output, *others) if path]
    inputs = {Path(file).resolve() for file in files if Path(file).is_file()}
    for path in outputs:
        if path in inputs or outputs.count(path) > 1:
            raise click.UsageError(f"{path} would be written over while it is in use; --in-place is safe")


@program.command()
@gathered(Choices, "choices", SHARED)
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="text", help="How findings are written.")
@click.option("--baseline", type=FILE, metavar="FILE", help="Known findings, from --format jsonl: not reported.")
@click.option("--output", metavar="FILE", help="Write there instead of to standard output.")
def check(choices: Choices, form: str, baseline: Path | None, output: str | None) -> int:
    """Reports what strays in texts, and what `clean` would repair.

    A line a finding: path:line:column: kind language score excerpt. Quotations are reported as information; for
    anything else the exit status is 1.
    """
    config, fmt = _prepared(choices)
    _check_places(choices.files, False, output)
    known = read_baseline(baseline) if baseline else None
    tally = Tally()
    with _place(output) as sink, closing(_outcomes(Check(config, fmt), choices, tally, bool(output))) as outcomes:
        findings: Iterable[Finding] = chain.from_iterable(outcome.findings for outcome in outcomes)
        for line in FORMS[form](tally.counted(new(findings, known) if known else findings)):
            sink.write(line.encode("utf-8", "backslashreplace"))
    return tally.told(choices.quiet)


@program.command()
@click.option("--edits", type=FILE, required=True, metavar="FILE", help="What `clean --edits` wrote.")
@click.option("--output", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--in-place", "write_back", is_flag=True, help="Write the file back to its place.")
@click.argument("file", default=STANDARD)
def undo(edits: Path, output: str | None, write_back: bool, file: str) -> None:
    """Gives back what `clean` was given.

    The edits file may have the edits of several files: then FILE's name says which.
    """
    name = belonging(edits, file)
    fmt = next((entry.format for entry in read(edits) if entry.file == name), TextFormat())
    entries = (entry for entry in read(edits) if entry.file == name)
    _refuse_unreadable([file], fmt)
    _check_places([file], write_back, output)
    with in_place(file) if write_back else _place(output) as sink:
        for chunk in chunks([file], fmt):
            sink.write(undone(chunk, fmt, entries), fmt.separator)
        if next(entries, None):
            raise RunError(f"{file}: fewer records than the edits file has")


@program.command()
def languages() -> None:
    """Lists the languages it knows: by what evidence, and how well.

    \b
    words         how many its list has (-: the detector alone knows it)
    n-grams       whether its spelling is known
    reliable      whether its words come from much running text
    inferred      in how many news segments it was inferred, of how many
    found         of what was left in other languages, the share flagged
    false alarms  of what was flagged, the share that is not foreign
    """
    from macaronic.coverage import aligned, coverage

    for line in aligned(coverage()):
        click.echo(line)


def _prepared(choices: Choices, drop: tuple[str, ...] = ()) -> tuple[Config, Format]:
    """The configuration and the format, once it is certain that there is something to run them on."""
    config = choices.cleaning(drop)
    if config.enable or config.only or config.skip:
        from macaronic.fixes import choose

        choose(config)  # refuses unknown names before anything is read
    fmt = choices.format_for(config)
    _refuse_unreadable(choices.files, fmt)
    return config, fmt


def _refuse_unreadable(files: Sequence[str], fmt: Format) -> None:
    reasons = list(refusals(files, fmt))
    for reason in reasons:
        _say(f"macaronic: {reason}")
    if reasons:
        raise click.exceptions.Exit(FAILED)


@dataclass(slots=True)
class Tally:
    """What a run has to say at its end."""

    unreadable: int = 0
    unknown: int = 0
    unknown_examples: list[str] = field(default_factory=list)
    held_back: int = 0
    errors: int = 0

    def add(self, outcome: Outcome) -> None:
        """Takes in what there is to say about a chunk, and names the records in it that could not be read."""
        notices = outcome.notices
        for problem in notices.problems:
            _say(problem)
        self.unreadable += len(notices.problems)
        self.unknown += len(notices.unknown)
        self.held_back += notices.held_back
        fresh = [name for name in dict.fromkeys(notices.unknown) if name not in self.unknown_examples]
        self.unknown_examples += fresh[: EXAMPLES - len(self.unknown_examples)]

    def counted(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings, with those counted that are errors."""
        for finding in findings:
            self.errors += finding.kind not in INFORMATION
            yield finding

    def told(self, quiet: bool) -> int:
        """Says it, and gives the exit status."""
        examples = ", ".join(self.unknown_examples)
        notes = {
            f"records that could not be read: {self.unreadable}": self.unreadable,
            f"records with an unknown language, which was inferred ({examples}): {self.unknown}": self.unknown,
            f"edits left out, which the encoding or the line could not hold: {self.held_back}": self.held_back,
        }
        for note, count in notes.items():
            if count and not quiet:
                _say(f"macaronic: {note}")
        return UNREADABLE if self.unreadable else FOUND if self.errors else DONE


def _outcomes(work: Clean | Check, choices: Choices, tally: Tally, elsewhere: bool) -> Generator[Outcome, None, None]:
    """What became of each chunk of the files, in order; `elsewhere` than on standard output it will be written."""
    outcomes = _worked(work, choices)
    size = sum(Path(file).stat().st_size for file in choices.files if Path(file).is_file())
    free = elsewhere or not _is_terminal(sys.stdout)  # a terminal that shows the output has no place for a bar
    if size >= LONG and free and _is_terminal(sys.stderr) and not choices.quiet:
        outcomes = _with_progress(outcomes, size)
    for outcome in outcomes:
        tally.add(outcome)
        yield outcome


def _worked(work: Clean | Check, choices: Choices) -> Iterator[Outcome]:
    pieces = chunks(choices.files or [STANDARD], work.fmt)
    if choices.jobs == 1:
        return map(work, pieces)
    from macaronic.workers import ordered

    return ordered(work, pieces, choices.jobs)


def _with_progress(outcomes: Iterator[Outcome], size: int) -> Iterator[Outcome]:
    with click.progressbar(length=size, file=sys.stderr) as bar:
        for outcome in outcomes:
            yield outcome
            bar.update(outcome.chunk_size)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
