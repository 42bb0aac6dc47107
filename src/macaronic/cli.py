"""The command line: options in, exit status out. What is done stands in `work`, how files are read in `io`."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from macaronic import __version__
from macaronic.checkpoint import Checkpoint, State
from macaronic.config import Config, ConfigError
from macaronic.errors import RunError
from macaronic.examples import epilog
from macaronic.findings import FORMS, INFORMATION, Finding, new, read_baseline
from macaronic.formats import Format, Target, TextFormat
from macaronic.interrupts import Terminated, heed_termination
from macaronic.languages import UnknownLanguageError
from macaronic.options import CHANGES, FILE, SHARED, Changes, Choices, gathered
from macaronic.output import Sink, abandon_standard_output, in_place, to_file, to_standard_output
from macaronic.progress import Meter, meter
from macaronic.reading import STANDARD, Formats, Input
from macaronic.reporting import Tally, is_shown, on_terminal, say, say_wrapped
from macaronic.sidecar import belonging, read, undone
from macaronic.work import Check, Clean, Outcome, Work

if TYPE_CHECKING:
    from macaronic.terminal import Screen

FRAMES = "frames"  # the form of findings for a person
DONE, FOUND, FAILED, UNREADABLE = range(4)  # exit statuses
INTERRUPTED, BROKEN_PIPE, TERMINATED = 130, 141, 143  # 128 and the number of the signal, as shells report it


class Program(click.Group):
    """Commands whose failures become one line for a person and an exit status."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command that was chosen."""
        try:
            return super().invoke(ctx)
        except Terminated:
            raise click.exceptions.Exit(TERMINATED) from None
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
    if "macaronic.workers" in sys.modules:
        os._exit(status)  # without waiting for workers that are gone, see there; all is written by now
    return status


def _run(arguments: Sequence[str] | None) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core a process; --jobs says how many
    heed_termination()
    try:
        return program.main(arguments, "macaronic", standalone_mode=False) or DONE
    except click.ClickException as error:
        command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "macaronic"
        hint = f"; see `{command} --help`" if isinstance(error, click.UsageError) else ""
        say(f"macaronic: {error.format_message().rstrip('.')}{hint}")
        return FAILED
    except click.Abort:
        return INTERRUPTED
    except Exception:  # a fault of the program is no finding, which is what Python's own status would say
        traceback.print_exc()
        return FAILED


@click.group(cls=Program, no_args_is_help=False, epilog=epilog("macaronic"))
@click.version_option(__version__, message="macaronic %(version)s")
def program() -> None:
    """Finds what strays in a text and mends what is broken.

    \b
    Exit status: 0 done; 1 `check` found something; 2 wrong use, a file that
    cannot be read to its end or written, or work that cannot be done; 3 done,
    but some records could not be read; 130, 141 and 143 stopped by Ctrl-C, a
    closed pipe or SIGTERM, with whole records written.

    Files whose names end in .gz, .xz or .zst are read and written compressed.
    """


@program.command(epilog=epilog("clean"))
@gathered(Choices, "choices", SHARED)
@gathered(Changes, "changes", CHANGES)
def clean(choices: Choices, changes: Changes) -> int:
    """Repairs texts and flags what strays in them.

    Repaired text or records go to standard output. Without FILE, or for -, standard input is read.
    """
    config, given = _prepared(choices, changes.drop)
    _check_places(choices.files, changes.in_place, changes.output, changes.edits, changes.rejects, changes.checkpoint)
    cleaning = Clean(config, changes.sentences, changes.mark, edits=bool(changes.edits), rejects=bool(changes.rejects))
    work = _diff(cleaning, changes) if changes.diff else cleaning
    fmt = None if changes.in_place or changes.diff else _common(given)
    checkpoint = _checkpoint(cleaning, given, changes) if changes.checkpoint else None
    state = checkpoint.load() if checkpoint else State()
    tally = Tally(**state.tally)
    with ExitStack() as stack:
        sinks = {
            part: stack.enter_context(to_file(path, state.kept.get(part))) for part, path in changes.places.items()
        }
        if changes.to_standard_output:
            sinks["output"] = stack.enter_context(to_standard_output())
        targets: dict[str, Target] = {**sinks}
        if fmt:
            targets["output"] = stack.enter_context(fmt.packed(sinks["output"], changes.sentences))
        given = given._replace(begin=state.place, joined=bool(fmt))
        outcomes = _outcomes(work, given, choices, tally, not changes.to_standard_output)
        stack.enter_context(closing(outcomes))
        if changes.in_place:
            _write_back(outcomes, given.formats, targets, changes.sentences)
        for outcome in outcomes:
            _write(outcome, targets)
            if checkpoint:
                kept = {part: sink.keep() for part, sink in sinks.items()}
                checkpoint.save(State(outcome.after, kept, asdict(tally)))
    if checkpoint:
        checkpoint.remove()
    return _told(tally, choices.quiet)


def _diff(work: Clean, changes: Changes) -> Work:
    """The work that shows what cleaning would change."""
    from macaronic.differences import Diff

    return Diff(work.config, work.marks, None if changes.output else _screen())


def _screen() -> Screen | None:
    """What standard output is shown on, or None where a program reads it."""
    if not is_shown(sys.stdout):
        return None
    from macaronic.terminal import Screen

    return Screen.of(sys.stdout)


def _common(given: Input) -> Format:
    """The format of all files that are written into one."""
    by_name = {fmt.name: fmt for fmt in map(given.formats, given.files)}
    if len(by_name) > 1:
        raise click.UsageError(f"files of several formats ({', '.join(by_name)}) need --in-place")
    return next(iter(by_name.values()))


def _write_back(outcomes: Iterable[Outcome], formats: Formats, targets: Mapping[str, Target], sentences: bool) -> None:
    for file, group in groupby(outcomes, lambda outcome: outcome.file):
        with in_place(file) as sink, formats(file).packed(sink, sentences) as target:
            for outcome in group:
                _write(outcome, {**targets, "output": target})


def _write(outcome: Outcome, targets: Mapping[str, Target]) -> None:
    """Writes each part of what became of a chunk to its place."""
    for part, target in targets.items():
        target.write(getattr(outcome, part), outcome.separator)
        target.flush()


def _checkpoint(work: Clean, given: Input, changes: Changes) -> Checkpoint:
    """The checkpoint of a run that can have one."""
    assert changes.checkpoint
    formats = [(file, given.formats(file)) for file in given.files]
    if not all(fmt.resumable for _, fmt in formats):
        raise click.UsageError(
            "--checkpoint goes with --lines or --jsonl, CSV or WARC; a whole document is done at once"
        )
    if not changes.output:
        raise click.UsageError("--checkpoint needs --output, a file that a broken run leaves behind")
    if not all(Path(file).is_file() for file in given.files):
        raise click.UsageError("--checkpoint needs files to read; what came through a pipe is gone")
    if not all(Path(path).is_file() or not Path(path).exists() for path in changes.places.values()):
        raise click.UsageError("--checkpoint needs files to write; what went into a pipe cannot be taken back")
    return Checkpoint.of(changes.checkpoint, work, formats, changes.places)


def _told(tally: Tally, quiet: bool, found: int = DONE) -> int:
    if not quiet:
        lines = [*(tally.summary() if on_terminal(sys.stderr) else ()), *tally.notes()]
        for line in lines:
            say_wrapped(f"macaronic: {line}")
    return UNREADABLE if tally.unreadable else found


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


@program.command(epilog=epilog("check"))
@gathered(Choices, "choices", SHARED)
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMS, FRAMES]),
    help="How findings are written; else with frames around them on a terminal, and as text for a program.",
)
@click.option("--baseline", type=FILE, metavar="FILE", help="Known findings, from --format jsonl: not reported.")
@click.option("--output", metavar="FILE", help="Write there instead of to standard output.")
def check(choices: Choices, form: str | None, baseline: Path | None, output: str | None) -> int:
    """Reports what strays in texts, and what `clean` would repair.

    A line a finding: path:line:column: kind language score excerpt. Quotations are reported as information; for
    anything else the exit status is 1.
    """
    config, given = _prepared(choices)
    _check_places(choices.files, False, output)
    known = read_baseline(baseline) if baseline else None
    tally = Tally()
    kinds: set[str] = set()
    form = form or (FRAMES if is_shown(sys.stdout) and not output else "text")
    found = _outcomes(Check(config, excerpts=form == FRAMES), given, choices, tally, bool(output))
    with _place(output) as sink, closing(found) as outcomes:
        findings: Iterable[Finding] = (finding for outcome in outcomes for finding in outcome.findings)
        for line in _form(form, output)(_noted(new(findings, known) if known else findings, kinds)):
            sink.write(line.encode("utf-8", "backslashreplace"))
    return _told(tally, choices.quiet, FOUND if kinds - INFORMATION else DONE)


def _form(name: str, output: str | None) -> Callable[[Iterable[Finding]], Iterator[str]]:
    """The form of that name, for a file or for standard output."""
    if name != FRAMES:
        return FORMS[name]
    from macaronic.terminal import Screen, as_frames

    return partial(as_frames, screen=Screen() if output else Screen.of(sys.stdout))


def _noted(findings: Iterable[Finding], kinds: set[str]) -> Iterator[Finding]:
    """The findings, whose kinds are noted on the way."""
    for finding in findings:
        kinds.add(finding.kind)
        yield finding


@program.command(epilog=epilog("report"))
@gathered(Choices, "choices", SHARED)
@click.option("--output", "-o", metavar="PAGE", help="Write there instead of to standard output.")
def report(choices: Choices, output: str | None) -> int:
    """Writes a page to look at: what strays in texts, why, and what `clean` would make of them.

    The page is one HTML file that needs no network. Records with the note of an earlier `clean` are shown as they
    were cleaned.
    """
    from macaronic.report import Report, page, require_engine

    require_engine()
    if not output and sys.stdout is not None and sys.stdout.isatty():
        raise click.UsageError("a page is for a browser; --output PAGE says where it goes")
    config, given = _prepared(choices)
    _check_places(choices.files, False, output)
    tally = Tally()
    with closing(_outcomes(Report(config), given, choices, tally, bool(output))) as outcomes, _place(output) as sink:
        for part in page(outcome.output for outcome in outcomes):
            sink.write(part)
    return _told(tally, choices.quiet)


@program.command(epilog=epilog("explain"))
@gathered(Choices, "choices", SHARED)
@click.option("--line", type=click.IntRange(min=1), metavar="N", help="The record in that line; else the first one.")
def explain(choices: Choices, line: int | None) -> None:
    """Tells one document's story, from its bytes to the result.

    Which encoding and language it is taken to be in, and why; the language of each sentence and passage; what is
    flagged, for what reason; every repair, by which rule, and how safe that is. Nothing is written elsewhere.
    """
    from macaronic.explain import stories, told
    from macaronic.terminal import Screen

    config, given = _prepared(choices)
    with _place(None) as sink:
        screen = Screen.of(sys.stdout)
        for file in given.files:
            story = next(stories(given._replace(files=[file]), config, line), None)
            if story is None:
                raise RunError(
                    f"{file}: no document {f'begins in line {line}; --line N names another' if line else 'in it'}"
                )
            sink.write(told(story, screen).encode())


@program.command(epilog=epilog("undo"))
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
    given = Input([file], lambda _: fmt)
    _refuse_unreadable(given)
    _check_places([file], write_back, output)
    with in_place(file) if write_back else _place(output) as sink, fmt.packed(sink, None) as target:
        for chunk in given.chunks():
            target.write(undone(chunk, entries), fmt.separator)
        if next(entries, None):
            raise RunError(f"{file}: fewer records than the edits file has; give what that run of `clean` wrote")


@program.command(epilog=epilog("languages"))
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


def _prepared(choices: Choices, drop: tuple[str, ...] = ()) -> tuple[Config, Input]:
    """The configuration and the input, once it is certain that there is something to run them on."""
    config = choices.cleaning(drop)
    if config.enable or config.only or config.skip:
        from macaronic.fixes import choose

        choose(config)  # refuses unknown names before anything is read
    given = Input(choices.files or (STANDARD,), partial(choices.format_of, config))
    _refuse_unreadable(given)
    if on_terminal(sys.stdin) and STANDARD in given.files and not choices.quiet:
        say("macaronic: reading what is typed here; Ctrl-D ends it")
    return config, given


def _refuse_unreadable(given: Input) -> None:
    reasons = list(given.refusals())
    for reason in reasons:
        say(f"macaronic: {reason}")
    if reasons:
        raise click.exceptions.Exit(FAILED)


def _outcomes(
    work: Work, given: Input, choices: Choices, tally: Tally, elsewhere: bool
) -> Generator[Outcome, None, None]:
    """What became of each chunk of the files, in order; `elsewhere` than on standard output it will be written."""
    with nullcontext(Meter()) if choices.quiet else meter(given.left(), elsewhere) as seen:
        before = monotonic()
        for outcome in _worked(work, given, choices.jobs):
            for problem in outcome.notices.problems:
                seen.say(problem)
            now = monotonic()
            tally.add(outcome, now - before)
            before = now
            yield outcome
            seen.advance(outcome.chunk_size)


def _worked(work: Work, given: Input, jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        return map(work, given.chunks())
    from macaronic.workers import ordered

    return ordered(work, given.chunks(), jobs)
