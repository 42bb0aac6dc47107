"""Every page of the documentation does what it says, and those that are generated are what would be generated now."""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import sys
from pathlib import Path

import pages
import pytest
from command import output
from pages import ROOT, agrees, blocks, doctested, outputs, steps

import macaronic
from macaronic.cli import program

sys.path.append(str(ROOT / "scripts"))

import build_cli_reference
import build_figures

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = ROOT / "docs"
README = ROOT / "README.md"
LINTING = DOCS / "hosts" / "linting.md"  # the other pages of hosts are run by the tests of these
PAGES = [README, *sorted({*DOCS.rglob("*.md")} - {*DOCS.glob("hosts/*")} | {LINTING})]
RUN_BY_THE_GATE = "\n".join(block.code for page in (README, ROOT / "CONTRIBUTING.md") for block in blocks(page))
EXTRAS = ("fasttext", "langdetect", "parquet", "report", "warc", "zstd")  # of no host
LANGUAGES = ("console", "python", "sh", "text", "toml", "yaml", "diff")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def test_the_means_of_these_tests_work() -> None:
    assert doctest.testmod(pages).failed == 0


@pytest.mark.skipif(os.name != "posix", reason="the commands are for a POSIX shell")
@every_page
def test_commands_and_programs_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    listed = list(steps(page))
    for step, printed in zip(listed, outputs(listed, tmp_path), strict=True):
        assert agrees(printed, step.printed), f"{step.command}printed:\n{printed}"


@every_page
def test_python_at_a_prompt_prints_what_the_page_shows(page: Path) -> None:
    assert doctested(page).failed == 0


def test_no_block_of_code_is_left_out() -> None:
    of = {
        language: {page for page in PAGES if language in {block.language for block in blocks(page)}}
        for language in LANGUAGES
    }
    assert all(block.language in LANGUAGES for page in PAGES for block in blocks(page))
    assert of["yaml"] == {LINTING}, "tests/hosts/test_linting.py validates that of this page alone"
    assert of["diff"] == {DOCS / "rules.md"}, "tests/test_rules.py compares it"
    assert len(of["console"]) > 10


@every_page
def test_settings_that_a_page_shows_are_understood(page: Path, tmp_path: Path) -> None:
    (tmp_path / "baseline.jsonl").touch()
    for block in blocks(page):
        if block.language == "toml":
            (tmp_path / "settings.toml").write_text(block.code, "utf-8")
            assert output("check", "--config", tmp_path / "settings.toml", stdin="") == b""


@every_page
def test_what_a_page_installs_the_gate_installs(page: Path) -> None:
    for block in blocks(page):
        if block.language == "sh" and "python benchmarks/" not in block.code:
            assert block.code.partition(" && . ")[0].strip() in RUN_BY_THE_GATE


@every_page
def test_commands_that_are_spoken_of_exist(page: Path) -> None:
    code = "\n".join(block.code for block in blocks(page))
    spoken = re.findall(r"^macaronic ([a-z]+)\b(.*)", code, re.MULTILINE)
    spoken += re.findall(r"`macaronic ([a-z]+)\b([^`]*)`", page.read_text("utf-8"))
    for name, rest in spoken:
        options = {option for parameter in program.commands[name].params for option in parameter.opts} | {"--help"}
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", rest)) <= options, f"macaronic {name}{rest}"


def test_the_reference_of_the_command_line_is_that_of_the_commands() -> None:
    shown = build_cli_reference.PAGE.read_text("utf-8")
    assert shown == build_cli_reference.page(), f"the commands have changed: run `{build_cli_reference.COMMAND}`"
    assert all(f"## macaronic {name}\n" in shown for name in program.commands)


def test_the_figures_show_what_the_program_finds() -> None:
    for path, drawing in build_figures.figures():
        assert path.read_text("utf-8") == drawing, f"what is drawn has changed: run `{build_figures.COMMAND}`"
    straying = " ".join(word.text for word in build_figures.words() if word.strays)
    assert straying == "Nadie sabe por qué ha subido tanto"
    assert len(build_figures.reliability()) == 10


def test_the_licence_of_every_dependency_is_told() -> None:
    page = (DOCS / "licences.md").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [project["optional-dependencies"][extra] for extra in EXTRAS]
    needed = {re.split(r"[>=]", need)[0] for needs in (project["dependencies"], *extras) for need in needs}
    assert {*re.findall(r"^\| ([\w.-]+) \| (?:always|before|extra)", page, re.MULTILINE)} == needed


def test_every_table_of_the_package_has_a_licence() -> None:
    page = (DOCS / "licences.md").read_text("utf-8")
    tables = (ROOT / "src" / "macaronic" / "data").iterdir()
    assert all(f"`{table.name}`" in page for table in tables)


def compared() -> dict[str, list[str]]:
    """The figures of the page that compares with peers, by their names in the benchmark."""
    page = (DOCS / "comparison.md").read_text("utf-8")
    return {name: row.split(" | ") for name, row in re.findall(r"^\| .*`(.+)` \| (.*) \|$", page, re.MULTILINE)}


def test_the_figures_of_the_readme_are_those_of_the_comparison() -> None:
    shown = re.findall(r"^\| [\w. ]+ \| (\d.*) \|$", README.read_text("utf-8"), re.MULTILINE)
    names = ("mixed_news.all.f1", "partly_translated.f1", "foreign_phrases.char_f1", "clean_news.docs_flagged")
    columns = [compared()[name] for name in names]
    assert [row.split(" | ") for row in shown] == [list(row) for row in zip(*columns, strict=True)]


def test_the_comparison_promises_no_more_than_the_quality_gate_holds() -> None:
    floors = json.loads((ROOT / "tests" / "quality_floors.json").read_text("utf-8"))
    figures = compared()
    assert len(figures) > 20
    for name, (figure, *_) in figures.items():
        ((bound, held),) = floors[name].items()
        beyond = float(figure) - held if bound == "at_least" else held - float(figure)
        assert beyond <= max(0.005, 0.02 * held), name


def test_what_cites_the_project_names_its_version() -> None:
    version = re.escape(macaronic.__version__)
    assert re.search(rf"^version: {version}$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert re.search(
        rf"^## \[{version}\] - \d{{4}}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
