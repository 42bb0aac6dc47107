"""Findings as other tools read them: annotations, code scanning, baselines; and the page that shows how."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macaronic.findings import JOINERS, MEANING, Finding, as_github, as_jsonl, as_sarif, new, read_baseline
from macaronic.records import KINDS

FOUND = Finding("docs/a.md", 3, 5, 3, 17, "untranslated", "es", 0.98, "reads as Spanish", "Nadie sabe..")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def scanned(*found: Finding) -> dict[str, Any]:
    """The one run of a SARIF log."""
    (run,) = json.loads("".join(as_sarif(found)))["runs"]
    assert isinstance(run, dict)
    return run


def fingerprints(*found: Finding) -> list[str]:
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in scanned(*found)["results"]]


class TestSarif:
    def test_every_kind_is_a_rule_that_says_what_it_is_and_what_to_do(self) -> None:
        rules = scanned()["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == [*KINDS, "repair"]
        for rule in rules:
            texts = [rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")]
            assert all(text.endswith(".") for text in texts)
            assert texts[1] == f"{texts[0]} {texts[2]}"
        levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
        assert levels == dict.fromkeys(levels, "warning") | {"quotation": "note"}

    def test_a_result_points_to_its_rule_and_place(self) -> None:
        (result,) = scanned(FOUND)["results"]
        assert list(MEANING)[result["ruleIndex"]] == result["ruleId"] == "untranslated"
        assert result["message"]["text"] == "Nadie sabe.. (reads as Spanish)"
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "docs/a.md"}
        assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 17}
        assert result["properties"] == {"language": "es", "score": 0.98}

    def test_a_fingerprint_stays_when_the_finding_moves_and_its_score_changes(self) -> None:
        moved = replace(FOUND, line=90, column=1, end_line=91, end_column=2, score=0.8, reason="")
        assert fingerprints(FOUND) == fingerprints(moved)

    def test_findings_that_differ_have_other_fingerprints_and_so_have_copies(self) -> None:
        others = [replace(FOUND, path="b.md"), replace(FOUND, kind="garbled"), replace(FOUND, text="Nadie")]
        found = fingerprints(FOUND, *others, FOUND)
        assert len(set(found)) == 5
        assert fingerprints(FOUND, FOUND) == [found[0], found[4]]

    @pytest.mark.parametrize("path", ["./docs/a.md", "docs//a.md", str(Path("docs/a.md").absolute())])
    def test_paths_are_those_of_the_repository_however_they_are_typed(self, path: str) -> None:
        found = replace(FOUND, path=path)
        (result,) = scanned(found)["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "docs/a.md"
        assert fingerprints(found) == fingerprints(FOUND)
        assert "".join(as_github([found])) == "".join(as_github([FOUND]))

    @given(TEXT.filter(lambda path: path and "\0" not in path and not path.startswith("/")))
    def test_uris_are_relative_and_have_nothing_in_them_that_a_uri_cannot(self, path: str) -> None:
        (result,) = scanned(replace(FOUND, path=path))["results"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", uri, re.ASCII)
        assert unquote(uri) == Path(path).as_posix()


def obeyed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: the name, the properties, the message."""
    match = re.fullmatch(r"::(\w+) ([^\r\n]*?)::([^\r\n]*)\n", line)
    assert match
    name, properties, message = match.groups()
    pairs = (pair.split("=", 1) for pair in properties.split(","))
    return name, {key: unescaped(value) for key, value in pairs}, unescaped(message)


def unescaped(value: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        value = value.replace(code, character)
    return value


class TestGithub:
    def test_a_finding_is_an_annotation(self) -> None:
        (line,) = as_github([FOUND])
        place = {"file": "docs/a.md", "line": "3", "endLine": "3", "col": "5", "endColumn": "16"}
        title = {"title": "macaronic untranslated [es]"}
        assert obeyed(line) == ("warning", place | title, "Nadie sabe.. (reads as Spanish)")

    def test_information_is_a_notice(self) -> None:
        (line,) = as_github([replace(FOUND, kind="quotation")])
        assert obeyed(line)[0] == "notice"

    def test_more_than_a_line_has_no_columns(self) -> None:
        (line,) = as_github([replace(FOUND, end_line=4)])
        assert set(obeyed(line)[1]) == {"file", "line", "endLine", "title"}

    @given(TEXT.filter(lambda path: path and not path.startswith("/")), TEXT, TEXT)
    def test_the_runner_reads_what_was_meant_and_no_command_of_the_text(
        self, path: str, text: str, reason: str
    ) -> None:
        (line,) = as_github([replace(FOUND, path=path, text=text, reason=reason)])
        _, properties, message = obeyed(line)
        assert properties["file"] == Path(path).as_posix()
        assert list(properties) == ["file", "line", "endLine", "col", "endColumn", "title"]
        assert message.translate(dict.fromkeys(map(ord, JOINERS))).isprintable()


class TestBaseline:
    @pytest.fixture
    def known(self, tmp_path: Path) -> Counter[tuple[str, str, str]]:
        path = tmp_path / "baseline.jsonl"
        path.write_text("".join(as_jsonl([FOUND, FOUND, replace(FOUND, path="b.md")])))
        return read_baseline(path)

    def test_what_was_written_is_known(self, known: Counter[tuple[str, str, str]]) -> None:
        moved = replace(FOUND, path="./docs/a.md", line=7, score=0.7)
        assert list(new([FOUND, moved], known)) == []

    def test_one_more_is_new_and_so_is_what_differs(self, known: Counter[tuple[str, str, str]]) -> None:
        other = replace(FOUND, text="Nadie")
        assert list(new([FOUND, other, FOUND, FOUND], known)) == [other, FOUND]
        assert list(new([FOUND], known)) == []
