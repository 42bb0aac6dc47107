"""The options that commands share, and the file from which they can be read."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from macaronic import completion
from macaronic.config import Config
from macaronic.formats import FORMATS, Format, Keyed, by_ending, by_name, make

F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

# The groups of rules, as in `fixes`, which takes too long to import for a page of help.
APPLIED = ("encoding", "characters", "punctuation", "spacing")
REQUESTED = (
    "guess", "escapes", "structure", "no_break", "full_width", "quotes", "dashes", "ligatures", "compatibility",
    "ascii",
)  # fmt: skip


def _split(_ctx: click.Context, _option: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def names(option: str, metavar: str, explanation: str, **more: Any) -> Callable[[F], F]:
    """An option that takes names, several at once with commas or one after another; `more` is what it has besides."""
    return click.option(option, multiple=True, callback=_split, metavar=metavar, help=explanation, **more)


def _read_config(ctx: click.Context, _option: click.Parameter, path: Path | None) -> None:
    """Makes the settings of a file the defaults, so that the command line wins. Its paths are relative to it."""
    if path is None:
        return
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path}: {error}") from None
    if "tool" in table:
        table = table["tool"].get("macaronic") if isinstance(table["tool"], dict) else None
    if not isinstance(table, dict):
        raise click.BadParameter(f"{path}: no table [tool.macaronic]; put the options under that heading")
    known = _settings(ctx.find_root().command)
    for name in sorted(set(table) - set(known)):
        near = get_close_matches(name, known, n=3)
        raise click.BadParameter(
            f"{path}: unknown setting {name!r}{'; did you mean ' if near else ''}{', '.join(near)}"
        )
    ctx.default_map = {
        option.name: _value(path, option, table[name]) for name, option in known.items() if name in table
    }


def _settings(program: click.Command) -> dict[str, click.Option]:
    """The options of all commands, as they are written on the command line: one file can serve every command."""
    commands = program.commands.values() if isinstance(program, click.Group) else ()
    options = [option for command in commands for option in command.params if isinstance(option, click.Option)]
    return {name.removeprefix("--"): option for option in options for name in option.opts}


def _value(path: Path, option: click.Option, value: Any) -> Any:
    """A setting as it would be typed, so that it is understood and refused in the same way."""
    if option.multiple:
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return str(path.parent / str(value)) if isinstance(option.type, click.Path) else str(value)


@dataclass(frozen=True)
class Choices:
    """What the shared options say."""

    files: tuple[str, ...]
    expect: tuple[str, ...]
    expect_key: str | None
    source: str | None
    source_key: str | None
    enable: tuple[str, ...]
    only: tuple[str, ...]
    skip: tuple[str, ...]
    allow: Path | None
    threshold: float | None
    detector: str | None
    model: Path | None
    encoding: str
    lines: bool
    jsonl: bool
    input_format: str | None
    text_key: tuple[str, ...]
    delimiter: str | None
    jobs: int
    quiet: bool

    def __post_init__(self) -> None:
        """Refuses what does not go together."""
        if self.lines + self.jsonl + bool(self.input_format) > 1:
            options = "--lines and --jsonl" if self.lines and self.jsonl else "--input-format and --lines or --jsonl"
            raise click.UsageError(f"{options} are two formats; choose one")
        if self.delimiter and not (
            self.delimiter.isascii() and len(self.delimiter) == 1 and self.delimiter not in '\r\n"'
        ):
            raise click.UsageError(f"{self.delimiter!r} cannot be between cells; a single character such as ; can")
        kinds = {name: by_name(name) for name in map(self._format_name, self.files or ["-"])}
        if (self.expect_key or self.source_key) and not all(issubclass(kind, Keyed) for kind in kinds.values()):
            raise click.UsageError(
                "--expect-key and --source-key name members of records, so they need --jsonl, CSV, Parquet or WARC"
            )
        if self.encoding != "auto":
            self._check_encoding(kinds)

    def _check_encoding(self, kinds: Mapping[str, type[Any]]) -> None:
        try:
            name = codecs.lookup(self.encoding).name
            line_feed = "\n".encode(self.encoding)
        except (LookupError, UnicodeError):
            raise click.UsageError(
                f"unknown encoding {self.encoding!r}; `auto` finds out, or name one such as utf-8, cp1252 or gb18030"
            ) from None
        for kind_name, kind in kinds.items():
            if name != "utf-8" and "encoding" not in {field.name for field in fields(kind)}:
                label = {"jsonl": "JSON lines are UTF-8"}.get(kind_name, f"{kind_name} says how it is encoded")
                raise click.UsageError(f"{label}; --encoding is for text")
            if kind_name in ("lines", "csv", "tsv") and line_feed != b"\n":
                raise click.UsageError(
                    f"--{kind_name} cannot cut {self.encoding} text into lines; convert it to UTF-8 first"
                    if kind_name == "lines"
                    else f"{self.encoding} text cannot be cut into rows; convert it to UTF-8 first"
                )

    def _format_name(self, file: str) -> str:
        """The name of a file's format: the one that was chosen, or that by its ending."""
        return ("lines" if self.lines else "jsonl" if self.jsonl else self.input_format) or by_ending(file)

    def cleaning(self, drop: tuple[str, ...] = ()) -> Config:
        """The cleaner's configuration."""
        given: dict[str, Any] = {"threshold": self.threshold, "detector": self.detector}
        return Config(
            expect=self.expect,
            source=self.source,
            enable=self.enable,
            only=self.only,
            skip=self.skip,
            drop=drop,
            allow=_terms(self.allow) if self.allow else (),
            model=str(self.model) if self.model else None,
            encoding=self.encoding,
            **{name: value for name, value in given.items() if value is not None},
        )

    def format_of(self, config: Config, file: str) -> Format:
        """The format of a file."""
        return make(
            self._format_name(file),
            expect=config.expected,
            source=config.source,
            encoding=self.encoding,
            text_key=tuple(dict.fromkeys(self.text_key)),
            expect_key=self.expect_key,
            source_key=self.source_key,
            **({"delimiter": self.delimiter} if self.delimiter else {}),
        )


def _terms(path: Path) -> tuple[str, ...]:
    """One term a line; blank lines and those that begin with # are for the reader."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{path}: a list of terms has to be UTF-8: {error.reason}; convert it") from None
    terms = (line.strip() for line in text.splitlines())
    return tuple(term for term in terms if term and not term.startswith("#"))


LANGUAGES = completion.names(completion.languages)
RULES = completion.names(completion.rules)
KINDS = completion.names(completion.kinds)
DETECTORS = completion.names(completion.detectors)

SHARED = (
    click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=completion.files),
    names(
        "--expect",
        "LANG[,LANG]",
        "The language the text should be in, or several; without it, inferred.",
        shell_complete=LANGUAGES,
    ),
    click.option("--expect-key", metavar="KEY", help="The record's own member or column that says what to expect."),
    click.option("--source", metavar="LANG", help="The language it was translated from.", shell_complete=LANGUAGES),
    click.option("--source-key", metavar="KEY", help="The record's own member or column that says from which."),
    names("--enable", "GROUP,...", f"Rules or groups to apply, too: {', '.join(REQUESTED)}.", shell_complete=RULES),
    names(
        "--only",
        "RULE,...",
        f"Rules or groups to apply, and no others: {', '.join(APPLIED)}, or those above.",
        shell_complete=RULES,
    ),
    names("--skip", "RULE,...", "Rules or groups not to apply.", shell_complete=RULES),
    click.option("--allow", type=FILE, metavar="FILE", help="Terms that are never flagged, one a line."),
    click.option("--threshold", type=float, metavar="P", help="Report flags of at least this probability."),
    click.option("--detector", metavar="NAME", help="The language identifier to use.", shell_complete=DETECTORS),
    click.option("--model", type=FILE, metavar="FILE", help="A fastText model, for --detector fasttext."),
    click.option("--encoding", default="auto", metavar="NAME", help="How bytes become text; `auto` finds out."),
    click.option("--lines", is_flag=True, help="Each line is a document: --input-format lines."),
    click.option("--jsonl", is_flag=True, help="Each line is a JSON object with a text: --input-format jsonl."),
    click.option(
        "--input-format",
        type=click.Choice(list(FORMATS)),
        help="How texts stand in the files; without it their names say so (.csv, .html, ...), and the rest is text.",
    ),
    names(
        "--text-key",
        "KEY,...",
        "What holds the texts, `text` by default: members (JSON) or columns; a.b is b in a; a number, a column of CSV "
        "without a header.",
        default=("text",),
    ),
    click.option("--delimiter", metavar="CHAR", help="What is between cells of CSV; without it, found out."),
    click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Processes to work with."),
    click.option("--quiet", is_flag=True, help="No progress, no summary, no notes; only errors."),
    click.option(
        "--config",
        type=FILE,
        is_eager=True,
        expose_value=False,
        callback=_read_config,
        metavar="FILE",
        help="Options from a TOML file: [tool.macaronic], or its top level. The command line wins.",
    ),
)


@dataclass(frozen=True)
class Changes:
    """What only `clean` is told: what to change besides repairs, and where the results go."""

    drop: tuple[str, ...]
    mark: bool
    diff: bool
    sentences: bool
    output: str | None
    in_place: bool
    edits: str | None
    rejects: str | None
    checkpoint: str | None

    def __post_init__(self) -> None:
        """Refuses what does not go together."""
        if self.diff and (self.in_place or self.edits or self.rejects or self.checkpoint or self.sentences):
            raise click.UsageError(
                "--diff shows what would be changed and writes nothing else; run it again without --diff, or leave out "
                "--in-place, --edits, --rejects, --checkpoint and --sentences"
            )

    @property
    def places(self) -> dict[str, str]:
        """The files to write, by the part of an outcome that goes there; the edits first, so that nothing is written
        that could not be undone.
        """
        places = {"edits": self.edits, "rejects": self.rejects, "output": self.output}
        return {part: path for part, path in places.items() if path}

    @property
    def to_standard_output(self) -> bool:
        """Whether the texts go there."""
        return not (self.output or self.in_place)


CHANGES = (
    names("--drop", "KIND,...", "Remove flagged passages of these kinds.", shell_complete=KINDS),
    click.option("--mark", is_flag=True, help="Wrap flagged passages in ⟦kind:lang …⟧."),
    click.option("--diff", is_flag=True, help="Show what would be changed, by which rules, and write nothing else."),
    click.option("--sentences", is_flag=True, help="Write the sentences into the note, too."),
    click.option(
        "--output", metavar="FILE", shell_complete=completion.files, help="Write there instead of to standard output."
    ),
    click.option("--in-place", is_flag=True, help="Write each file back to its place, all at once."),
    click.option(
        "--edits", metavar="FILE", shell_complete=completion.files, help="Write every edit there, for `undo`."
    ),
    click.option(
        "--rejects",
        metavar="FILE",
        shell_complete=completion.files,
        help="Write records that cannot be read there, not to the output.",
    ),
    click.option(
        "--checkpoint",
        metavar="FILE",
        shell_complete=completion.files,
        help="Note there how far the run is: the same command goes on where a broken run stopped, and takes the file "
        "away when all is done. Needs --output, FILEs, and --lines or --jsonl, CSV or WARC.",
    ),
)


def gathered(
    record: type[Any], name: str, options: Sequence[Callable[[Any], Any]]
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Gives a command these options, as one argument: a record with a field for each."""

    def decorate(command: Callable[..., R]) -> Callable[..., R]:
        @wraps(command)
        def wrapper(**values: Any) -> R:
            values[name] = record(**{field.name: values.pop(field.name) for field in fields(record)})
            return command(**values)

        for option in reversed(options):
            option(wrapper)
        return wrapper

    return decorate
