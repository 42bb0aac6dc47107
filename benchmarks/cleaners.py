"""Shows what text cleaners do to the same lines: to lines that are right, and to lines that are broken.

    python benchmarks/cleaners.py
    python benchmarks/cleaners.py --write   # and writes docs/cleaners.md

The lines are those of cleaners.jsonl, beside this file: `what` it shows, `language`, `text`, and if the text is broken,
what is `right`. A cleaner that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from display import visible
from measures import Ratio
from systems import MissingPackageError, imported

ROOT = Path(__file__).parent.parent
LINES = Path(__file__).with_name("cleaners.jsonl")
DOCS = ROOT / "docs" / "cleaners.md"

Clean = Callable[[str, str], str]  # of a text and its language


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and what a cleaner should make of it: nothing, where nothing else is said to be right."""

    what: str
    language: str
    text: str
    right: str | None = None

    @property
    def wanted(self) -> str:
        """What should come out."""
        return self.text if self.right is None else self.right


@dataclass(frozen=True, slots=True)
class Cleaner:
    """A cleaner: its name on the page, its package, what is called, and how that is loaded."""

    name: str
    package: str
    licence: str
    call: str
    load: Callable[[], Clean]


def macaronic() -> Clean:
    """This project, told the language."""
    package = imported("macaronic")
    return lambda text, language: str(package.clean(text, expect=language).text)


def ftfy() -> Clean:
    """Ftfy as it comes."""
    package = imported("ftfy")
    return lambda text, _: str(package.fix_text(text))


def datatrove() -> Clean:
    """The step of datatrove's pipelines that calls ftfy, with fewer of its options on."""
    formatter = imported("datatrove.pipeline.formatters", "datatrove").FTFYFormatter()
    return lambda text, _: str(formatter.format(text))


def clean_text() -> Clean:
    """clean-text as it comes."""
    package = imported("cleantext", "clean-text")
    return lambda text, language: str(package.clean(text, lang="de" if language == "de" else "en"))


def clean_text_gently() -> Clean:
    """clean-text without its two options that change every text on purpose."""
    package = imported("cleantext", "clean-text")
    return lambda text, _: str(package.clean(text, to_ascii=False, lower=False))


def bifixer() -> Clean:
    """What the command `monofixer` does to a sentence before it looks for duplicates, told the language."""
    cleaning = imported("bifixer.restorative_cleaning", "bifixer")

    def clean(text: str, language: str) -> str:
        fixed = cleaning.fix(text, language, *cleaning.getCharsReplacements(language))
        plain = cleaning.remove_html_tags(fixed)
        normal = cleaning.normalize(plain, language, *cleaning.getNormalizedPunctReplacements(language))
        replacements, joints = cleaning.getReplacements(language), cleaning.getDetokenizations(language)
        return str(cleaning.ortho_detok_fix(normal, replacements, joints))

    return clean


def sacremoses() -> Clean:
    """The punctuation normalizer of Moses, told the language."""
    package = imported("sacremoses")
    return lambda text, language: str(package.MosesPunctNormalizer(lang=language).normalize(text))


def textacy() -> Clean:
    """A pipeline of all of textacy's normalizers that need no argument."""
    preprocessing = imported("textacy.preprocessing", "textacy")
    names = ("unicode", "quotation_marks", "bullet_points", "hyphenated_words", "whitespace")
    pipeline = preprocessing.make_pipeline(*(getattr(preprocessing.normalize, name) for name in names))
    return lambda text, _: str(pipeline(text))


def unidecode() -> Clean:
    """Unidecode, which is often called to clean."""
    package = imported("unidecode", "Unidecode")
    return lambda text, _: str(package.unidecode(text))


def trafilatura() -> Clean:
    """What trafilatura does to the text that it has taken from a page."""
    utils = imported("trafilatura.utils", "trafilatura")
    return lambda text, _: str(utils.sanitize(text))


CLEANERS = (
    Cleaner("macaronic", "macaronic", "Apache-2.0", "clean(text, expect=language)", macaronic),
    Cleaner("ftfy", "ftfy", "Apache-2.0", "fix_text(text)", ftfy),
    Cleaner("datatrove", "datatrove", "Apache-2.0", "FTFYFormatter().format(text)", datatrove),
    Cleaner("clean-text", "clean-text", "Apache-2.0", "clean(text)", clean_text),
    Cleaner(
        "clean-text (gentle)", "clean-text", "Apache-2.0", "clean(text, to_ascii=False, lower=False)", clean_text_gently
    ),
    Cleaner("bifixer", "bifixer", "GPL-3.0", "monofixer LANGUAGE, without segmentation", bifixer),
    Cleaner("sacremoses", "sacremoses", "MIT", "MosesPunctNormalizer(language).normalize(text)", sacremoses),
    Cleaner("textacy", "textacy", "Apache-2.0", "make_pipeline(all normalizers without arguments)(text)", textacy),
    Cleaner("Unidecode", "Unidecode", "GPL-2.0+", "unidecode(text)", unidecode),
    Cleaner("trafilatura", "trafilatura", "Apache-2.0", "utils.sanitize(text)", trafilatura),
)

Results = Mapping[str, Sequence[str]]  # what each cleaner made of the lines


def lines() -> list[Line]:
    """The lines, those that are right before those that are broken."""
    return [Line(**json.loads(line)) for line in LINES.read_text(encoding="utf-8").splitlines()]


def measured(given: Sequence[Line]) -> dict[str, list[str]]:
    """What each of the cleaners that are installed makes of the lines."""
    results = {}
    for cleaner in CLEANERS:
        try:
            clean = cleaner.load()
        except MissingPackageError as error:
            print(f"{cleaner.name} is left out: it {error}", file=sys.stderr)
            continue
        results[cleaner.name] = [clean(line.text, line.language) for line in given]
    return results


def right(given: Sequence[Line], made: Sequence[str], *, broken: bool) -> Ratio:
    """How many of the lines that are broken, or of those that are not, came out as they should."""
    return Ratio.of(
        result == line.wanted for line, result in zip(given, made, strict=True) if (line.right is not None) == broken
    )


def summary(given: Sequence[Line], results: Results) -> Iterator[str]:
    """A table with a row for each cleaner."""
    yield "| cleaner | version | licence | called as | right lines kept | broken lines repaired |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for cleaner in CLEANERS:
        if made := results.get(cleaner.name):
            kept, repaired = right(given, made, broken=False), right(given, made, broken=True)
            about = f"{version(cleaner.package)} | {cleaner.licence} | `{cleaner.call}`"
            yield f"| {cleaner.name} | {about} | {kept} | {repaired} |"


def account(line: Line, made: Mapping[str, str]) -> Iterator[str]:
    """What became of one line: who did right by it, and what each of the others made of it."""
    groups: dict[str, list[str]] = {}
    for name, result in made.items():
        groups.setdefault(result, []).append(name)
    verb = "Kept" if line.right is None else "Repaired"
    said = f"{verb} by {_listed(groups.pop(line.wanted, []))}."
    if line.right is not None and line.text in groups:
        said += f" Left as it was by {_listed(groups.pop(line.text))}."
    yield f"**{line.what}** ({line.language}). {said}\n\n```text"
    yield f"line: {visible(line.text)}"
    if line.right is not None:
        yield f"right: {visible(line.right)}"
    for result, names in groups.items():
        yield f"{', '.join(names)}: {visible(result)}"
    yield "```\n"


def _listed(names: Sequence[str]) -> str:
    *others, last = names or ["none"]
    return f"{', '.join(others)} and {last}" if others else last


PAGE = """\
# What cleaners do to the same lines

A cleaner may do two kinds of harm: leave what is broken, and break what is right. Of these lines {kept} are right and
{repaired} are broken, each in one way. They were written for this page by those who make macaronic, which may favour
it; where another cleaner does better, the page says so. A cleaner does right by a line if exactly what should come out
of it does.

{summary}

Each is called as its documentation does it to clean a text, and told the language of the line where it can be. Not all
of them mean to do what is counted here. Unidecode promises ASCII, as does clean-text by default, in small letters (its
gentle way is without these two options); ftfy straightens quotation marks and full-width forms unless told not to, as
datatrove tells it; sacremoses and bifixer make translations uniform for training, quotation marks included;
trafilatura makes the text of a page fit for XML. What they are used for, though, is cleaning.

Below is what became of each line: first the line, then what the others made of it. What cannot be seen is shown as
`<U+200B>`. The page is made by `python benchmarks/cleaners.py --write`, in an environment with these packages.

## Lines that are right

{right}
## Lines that are broken

{broken}"""


def page(given: Sequence[Line], results: Results) -> str:
    """The whole page."""
    accounts: dict[bool, list[str]] = {False: [], True: []}
    for at, line in enumerate(given):
        accounts[line.right is not None] += account(line, {name: made[at] for name, made in results.items()})
    return PAGE.format(
        kept=sum(line.right is None for line in given),
        repaired=sum(line.right is not None for line in given),
        summary="\n".join(summary(given, results)),
        right="\n".join(accounts[False]),
        broken="\n".join(accounts[True]).rstrip("\n") + "\n",
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/cleaners.md")
    arguments = parser.parse_args()
    given = lines()
    written = page(given, measured(given))
    print(written)
    if arguments.write:
        DOCS.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
