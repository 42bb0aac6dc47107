"""The command line, run as people run it: in a process of its own."""

from __future__ import annotations

import codecs
import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from command import BROKEN, ENGLISH, MACARONIC, MENDED, MIXED, SPANISH, output, run


def records(*arguments: object, stdin: str | bytes = b"") -> list[dict[str, Any]]:
    return [json.loads(line) for line in output(*arguments, stdin=stdin).splitlines()]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


Write = Callable[[str, "str | bytes"], Path]


class TestText:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            pytest.param(b"", b"", id="nothing"),
            pytest.param(f"{BROKEN}\r\n\r\nIt rained.\r", f"{MENDED}\r\n\r\nIt rained.\r", id="line ends stay"),
            pytest.param(codecs.BOM_UTF8 + BROKEN.encode(), codecs.BOM_UTF8 + MENDED.encode(), id="BOM stays"),
            pytest.param(
                codecs.BOM_UTF16_LE + BROKEN.encode("utf-16-le"),
                codecs.BOM_UTF16_LE + MENDED.encode("utf-16-le"),
                id="UTF-16 stays",
            ),
        ],
    )
    def test_a_file_is_one_document(self, given: str | bytes, expected: str | bytes) -> None:
        wanted = expected.encode() if isinstance(expected, str) else expected
        assert output("clean", "--expect", "en", stdin=given) == wanted

    def test_files_come_one_after_another_and_a_dash_is_standard_input(self, write: Write) -> None:
        first, last = write("first.txt", "It rained.\n"), write("last.txt", "It snowed.\n")
        cleaned = output("clean", "--expect", "en", first, "-", last, stdin=f"{BROKEN}\n")
        assert cleaned == f"It rained.\n{MENDED}\nIt snowed.\n".encode()

    def test_bytes_that_are_no_utf_8_come_out_as_they_were(self, tmp_path: Path) -> None:
        given = f"{ENGLISH} {BROKEN} The café was closed.\n".encode("latin-1")
        edits = tmp_path / "edits"
        cleaned = output("clean", "--expect", "en", "--edits", edits, stdin=given)
        assert cleaned == given.replace(b"..", b".")
        assert output("undo", "--edits", edits, stdin=cleaned) == given

    def test_a_declared_encoding_is_kept(self) -> None:
        given = f"{BROKEN} Встреча прошла в Москве.\n"
        cleaned = output("clean", "--expect", "en", "--encoding", "cp1251", stdin=given.encode("cp1251"))
        assert cleaned.decode("cp1251").startswith(MENDED)

    @pytest.mark.parametrize("option", ["--jsonl", "--lines", "--quiet"])
    def test_nothing_gives_an_empty_file(self, option: str, write: Write, tmp_path: Path) -> None:
        place = write("cleaned", "of an earlier run")
        assert output("clean", option, "--output", place, "--edits", tmp_path / "edits") == b""
        assert place.read_bytes() == b""

    def test_output_goes_to_a_file(self, tmp_path: Path) -> None:
        place = tmp_path / "cleaned.txt"
        assert output("clean", "--expect", "en", "--output", place, stdin=BROKEN) == b""
        assert place.read_text() == MENDED

    def test_rules_can_be_chosen(self) -> None:
        rule = json.loads(output("clean", "--jsonl", "--expect=en", stdin=json.dumps({"text": BROKEN})))
        (name,) = {name for edit in rule["macaronic"]["edits"] for name in edit["rules"]}
        assert output("clean", "--expect", "en", "--skip", name, stdin=BROKEN) == BROKEN.encode()
        assert output("clean", "--expect", "en", "--only", name, stdin=BROKEN) == MENDED.encode()

    def test_what_is_flagged_can_be_dropped_and_had_back(self, tmp_path: Path) -> None:
        edits = tmp_path / "edits"
        cleaned = output("clean", "--expect", "en", "--drop", "untranslated", "--edits", edits, stdin=MIXED)
        assert cleaned.decode() == MIXED.replace(f"{SPANISH} ", "")
        assert output("undo", "--edits", edits, stdin=cleaned).decode() == MIXED

    def test_what_is_flagged_can_be_marked_and_had_back(self, tmp_path: Path) -> None:
        edits = tmp_path / "edits"
        cleaned = output("clean", "--expect", "en", "--mark", "--edits", edits, stdin=MIXED)
        assert f"⟦untranslated:es {SPANISH[:-1]}" in cleaned.decode()
        assert output("undo", "--edits", edits, stdin=cleaned).decode() == MIXED

    def test_marks_that_the_encoding_does_not_have_are_left_out(self) -> None:
        given = MIXED.encode("cp1252")
        done = run("clean", "--expect", "en", "--mark", "--encoding", "cp1252", stdin=given)
        assert (done.returncode, done.stdout) == (0, given)
        assert b"edits left out" in done.stderr
        assert b"(-:1): 1\n" in done.stderr


class TestLines:
    def test_each_line_is_a_document_and_lines_keep_their_number_and_ends(self) -> None:
        given = f"{BROKEN}\r\n\n{ENGLISH}\n\u2028{ENGLISH}\n  \n{BROKEN}"
        cleaned = output("clean", "--lines", "--expect", "en", stdin=given).decode()
        assert cleaned == given.replace(BROKEN, MENDED)

    def test_a_dropped_line_stays_empty(self) -> None:
        given = f"{ENGLISH}\n{SPANISH}\n{ENGLISH}\n"
        cleaned = output("clean", "--lines", "--expect", "en", "--drop", "untranslated", stdin=given)
        assert cleaned.decode() == f"{ENGLISH}\n\n{ENGLISH}\n"

    def test_a_last_line_without_end_does_not_run_into_the_next_file(self, write: Write) -> None:
        first, last = write("first.txt", BROKEN), write("last.txt", BROKEN)
        assert output("clean", "--lines", "--expect", "en", first, last) == f"{MENDED}\n{MENDED}".encode()


class TestJsonl:
    def test_a_record_comes_out_with_its_keys_in_order_and_what_was_done(self) -> None:
        line = json.dumps({"id": 7, "text": BROKEN, "more": {"text": BROKEN}})
        (record,) = records("clean", "--jsonl", "--expect", "en", stdin=line)
        assert list(record) == ["id", "text", "more", "macaronic"]
        assert (record["text"], record["more"]) == (MENDED, {"text": BROKEN})
        report = record["macaronic"]
        assert list(report) == ["expected", "flags", "edits", "signature"]
        (edit,) = report["edits"]
        assert BROKEN[edit["start"] : edit["end"]] == edit["old"]
        assert BROKEN[: edit["start"]] + edit["new"] + BROKEN[edit["end"] :] == MENDED

    def test_sentences_are_given_when_asked_for(self) -> None:
        line = json.dumps({"text": f"{ENGLISH} It rained."})
        (record,) = records("clean", "--jsonl", "--expect", "en", "--sentences", stdin=line)
        places = [(sentence["start"], sentence["end"]) for sentence in record["macaronic"]["sentences"]]
        assert places == [(0, len(ENGLISH)), (len(ENGLISH) + 1, len(ENGLISH) + 11)]

    # What a parser cannot hold, and a serializer would write otherwise.
    SPELLINGS = (
        '{"text":"It rained.","n":123456789012345678901234567890}',
        '{ "n" : 1.10 , "n": 1.0e5, "text" : "It rained.", "e":"\\u00e9\\/" }',
        '{"n":1e999,"text":"It rained.","list":[1.50,{"text":"a.. b"}]}',
        '{"text":"first","text":"It rained."}',
        '{"text":"It rained.","surrogate":"\\ud800"}',
        '{"text":"It rained.\\u2028It snowed."}',
        '{"te\\u0078t":"It rained."}',
    )

    def test_everything_else_in_a_record_is_spelled_as_it_was(self) -> None:
        lines = output("clean", "--jsonl", "--expect", "en", stdin="\n".join(self.SPELLINGS)).decode().split("\n")
        for given, written in zip(self.SPELLINGS, lines, strict=True):
            assert written.startswith(given[:-1] + ',"macaronic":{')

    def test_where_the_text_changes_nothing_else_does(self) -> None:
        given = [line.replace("It rained.", BROKEN) for line in self.SPELLINGS]
        wanted = [line.replace("It rained.", MENDED) for line in self.SPELLINGS]
        lines = output("clean", "--jsonl", "--expect", "en", stdin="\n".join(given)).decode().split("\n")
        for expected, written in zip(wanted, lines, strict=True):
            plain = expected.replace("\\u2028", "\u2028")
            assert written.startswith((expected[:-1] + ',"macaronic":{', plain[:-1] + ',"macaronic":{'))

    def test_records_are_separated_by_lf_alone_in_utf_8(self) -> None:
        given = codecs.BOM_UTF8 + '{"text":"Ça va."}\r\n \n{"text":"\u0085"}\r\n'.encode()
        written = output("clean", "--jsonl", "--expect", "fr", stdin=given)
        lines = written.split(b"\n")
        assert lines[0].startswith('{"text":"Ça va.","macaronic":{'.encode())
        assert [lines[1], lines[3]] == [b" ", b""]
        assert b"\r" not in written

    def test_a_note_of_an_earlier_run_is_replaced(self) -> None:
        line = '{"macaronic":{"expected":"de"},"text":"It rained.","id":1}'
        (record,) = records("clean", "--jsonl", "--expect", "en", stdin=line)
        assert list(record) == ["macaronic", "text", "id"]
        assert record["macaronic"]["expected"] == "en"

    def test_the_text_can_be_under_another_key(self) -> None:
        (record,) = records("clean", "--jsonl", "--text-key", "body", "--expect=en", stdin=json.dumps({"body": BROKEN}))
        assert record["body"] == MENDED

    BAD: ClassVar = {
        b"{": ":2:2: invalid JSON",
        b'{"text": "a" "b": 1}': ":3:14: invalid JSON",
        b'{"text": NaN}': ":4: invalid JSON",
        b'["text"]': ":5: the record is an array, not an object",
        b'{"id": 1}\r': ":6: no key 'text'",
        b'{"text": null}': ":7: 'text' is null",
        b'{"text": 15}': ":8: 'text' is a number",
        b'{"id": "\xc3\xa9\xff", "text": "a"}': ":9:10: not UTF-8",
        b"[" * 100_000: ":10: invalid JSON",
    }

    def test_records_that_cannot_be_read_pass_through_and_are_named(self, write: Write) -> None:
        good = b'{"text":"It rained."}'
        path = write("in.jsonl", b"\n".join([good, *self.BAD, good]))
        done = run("clean", "--jsonl", "--expect", "en", path)
        assert done.returncode == 3
        first, *passed, last = done.stdout.split(b"\n")
        assert passed == list(self.BAD)
        assert first == last
        assert first.startswith(b'{"text":"It rained.","macaronic":{')
        *named, total = done.stderr.decode().splitlines()
        assert [line.startswith(f"{path}{place}") for line, place in zip(named, self.BAD.values(), strict=True)]
        assert total == f"macaronic: records that could not be read: {len(self.BAD)}"

    def test_records_that_cannot_be_read_can_go_elsewhere(self, tmp_path: Path) -> None:
        rejects = tmp_path / "rejects"
        done = run("clean", "--jsonl", "--quiet", "--rejects", rejects, stdin=b'{"text":1}\n\n{"text":"A"}\n\xff')
        assert done.returncode == 3
        assert rejects.read_bytes() == b'{"text":1}\n\xff'
        assert [line[:11] for line in done.stdout.split(b"\n")] == [b"", b'{"text":"A"', b""]
        assert len(done.stderr.splitlines()) == 2

    def test_records_say_what_to_expect(self) -> None:
        claims = ["es", None, "", "pt-BR", ["es"], "und"]
        lines = [json.dumps({"text": SPANISH, "lang": claim}) for claim in claims] + [json.dumps({"text": SPANISH})]
        found = records("clean", "--jsonl", "--expect-key", "lang", stdin="\n".join(lines))
        assert [record["macaronic"]["expected"] for record in found] == ["es", "es", "es", "pt", "es", "es", "es"]

    def test_claims_of_unknown_languages_are_counted_and_the_language_inferred(self) -> None:
        lines = [json.dumps({"text": SPANISH, "lang": claim}) for claim in ("xx", "es", 7, "xx", "")]
        done = run("clean", "--jsonl", "--expect", "en", "--expect-key", "lang", stdin="\n".join(lines))
        assert done.returncode == 0
        assert done.stderr.decode() == (
            "macaronic: records with an unknown language, which was inferred (xx, 7): 3; "
            "`macaronic languages` lists those it knows\n"
        )
        expected = [json.loads(line)["macaronic"]["expected"] for line in done.stdout.splitlines()]
        assert expected == ["es", "es", "es", "es", "en"]

    def test_a_lone_surrogate_survives_a_repair(self) -> None:
        written = output("clean", "--jsonl", "--expect", "en", stdin=f'{{"text":"\\ud800 {BROKEN}"}}')
        assert json.loads(written)["text"] == f"\ud800 {MENDED}"


class TestUndo:
    @pytest.mark.parametrize(
        ("options", "given"),
        [
            pytest.param([], codecs.BOM_UTF8 + f"{BROKEN}\r\n{BROKEN}".encode(), id="text"),
            pytest.param(["--lines"], f"{BROKEN}\r\n\n{MIXED}\n{BROKEN}".encode(), id="lines"),
            pytest.param(["--drop", "untranslated", "--lines"], f"{MIXED}\n{SPANISH}\n".encode(), id="dropped"),
            pytest.param(["--encoding", "utf-16-be"], BROKEN.encode("utf-16-be"), id="UTF-16"),
            pytest.param([], b"", id="nothing"),
        ],
    )
    def test_text_comes_back_byte_for_byte(self, options: list[str], given: bytes, tmp_path: Path) -> None:
        edits = tmp_path / "edits"
        cleaned = output("clean", "--expect", "en", "--edits", edits, *options, stdin=given)
        assert (cleaned != given) == bool(given)
        assert output("undo", "--edits", edits, stdin=cleaned) == given

    def test_records_come_back_with_their_text_and_without_the_note(self, write: Write, tmp_path: Path) -> None:
        given = f'{{"n":1.10,"text":"{BROKEN}"}}\nbad\n\n{{"text":"It rained.","m":[1, 2] }}\n'
        path, edits, cleaned = write("in.jsonl", given), tmp_path / "edits", tmp_path / "out.jsonl"
        done = run("clean", "--jsonl", "--expect", "en", "--edits", edits, "--output", cleaned, path)
        assert done.returncode == 3
        assert MENDED in cleaned.read_text()
        assert output("undo", "--edits", edits, cleaned).decode() == given

    def test_the_edits_file_has_an_object_a_document(self, write: Write, tmp_path: Path) -> None:
        paths = [write("one.txt", f"{BROKEN}\n{ENGLISH}\n"), write("two.txt", ENGLISH.encode("utf-16"))]
        output("clean", "--expect", "en", "--edits", tmp_path / "edits", *paths)
        entries = [json.loads(line) for line in (tmp_path / "edits").read_text().splitlines()]
        assert [entry["file"] for entry in entries] == list(map(str, paths))
        assert [entry["encoding"][:6] for entry in entries] == ["utf-8", "utf-16"]
        assert [[edit["new"] for edit in entry["edits"]] for entry in entries] == [["."], []]

    def test_one_edits_file_serves_several_files_by_their_names(self, write: Write, tmp_path: Path) -> None:
        given = {"one.txt": f"{BROKEN}\n", "two.txt": f"{ENGLISH} {BROKEN}\n"}
        for name, text in given.items():
            write(name, text)
        output("clean", "--expect", "en", "--in-place", "--edits", "edits", *given, cwd=tmp_path)
        for name, text in given.items():
            assert output("undo", "--edits", "edits", f"./{name}", cwd=tmp_path).decode() == text
            output("undo", "--edits", "edits", "--in-place", name, cwd=tmp_path)
            assert (tmp_path / name).read_text() == text
        done = run("undo", "--edits", "edits", cwd=tmp_path)
        assert done.returncode == 2
        assert b"one.txt, two.txt" in done.stderr

    @pytest.mark.parametrize(
        ("options", "cleaned", "complaint"),
        [
            pytest.param([], "Something else altogether.", "changed since", id="another text"),
            pytest.param(["--lines"], f"{MENDED}\n{MENDED}\n{MENDED}\n", "more records", id="a line more"),
            pytest.param(["--lines"], f"{MENDED}\n", "fewer records", id="a line less"),
        ],
    )
    def test_what_does_not_fit_is_refused(
        self, options: list[str], cleaned: str, complaint: str, write: Write, tmp_path: Path
    ) -> None:
        path = write("in.txt", f"{BROKEN}\n{BROKEN}\n")
        output("clean", "--expect", "en", "--edits", tmp_path / "edits", *options, path)
        path.write_text(cleaned)
        done = run("undo", "--edits", tmp_path / "edits", "--in-place", path)
        assert done.returncode == 2
        assert complaint in done.stderr.decode()
        assert path.read_text() == cleaned

    def test_an_edits_file_that_is_none_is_refused(self, write: Write) -> None:
        done = run("undo", "--edits", write("edits", '{"file":"a"}\n'), stdin="A")
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"edits:1: not a line that" in done.stderr


class TestInPlace:
    def test_files_are_replaced_with_their_mode_and_links_stay_links(self, write: Write, tmp_path: Path) -> None:
        path, other = write("one.txt", BROKEN), write("two.txt", ENGLISH)
        path.chmod(0o640)
        (tmp_path / "link.txt").symlink_to(path)
        assert output("clean", "--expect", "en", "--in-place", tmp_path / "link.txt", other) == b""
        assert path.read_text() == MENDED
        assert other.read_text() == ENGLISH
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert sorted(p.name for p in tmp_path.iterdir()) == ["link.txt", "one.txt", "two.txt"]
        assert (tmp_path / "link.txt").is_symlink()

    def test_records_are_replaced_in_their_own_files(self, write: Write) -> None:
        paths = [write(f"{name}.jsonl", json.dumps({"id": name, "text": BROKEN}) + "\n") for name in "ab"]
        output("clean", "--jsonl", "--expect", "en", "--in-place", *paths)
        cleaned = [json.loads(path.read_text()) for path in paths]
        assert [(record["id"], record["text"]) for record in cleaned] == [("a", MENDED), ("b", MENDED)]


class TestCheck:
    def test_findings_are_lines_as_of_a_linter(self, write: Write) -> None:
        path = write("in.txt", f"It rained.\r\n\U0001f600 {MIXED}\r\n{BROKEN}\n")
        found = output("check", "--expect", "en", path, status=1).decode().splitlines()
        assert len(found) == 2
        column = 3 + MIXED.index(SPANISH)
        assert found[0].startswith(f"{path}:2:{column}: untranslated es ")
        score, excerpt = found[0].split(" ", 4)[3:]
        assert 0.5 <= float(score) <= 1
        assert excerpt.startswith(SPANISH[:50])
        assert found[1].startswith(f"{path}:3:{BROKEN.index('..') + 1}: repair - 1.00 2015.. -> 2015. (")

    def test_a_text_without_faults_has_no_findings(self) -> None:
        assert output("check", "--expect", "en", stdin=ENGLISH) == b""

    def test_records_are_found_by_their_line_and_columns_of_their_text(self) -> None:
        given = f'{{"id":1,"text":"It rained."}}\n{{"id":2,"text":"It rained.\\n{BROKEN}"}}\n'
        found = output("check", "--jsonl", "--expect", "en", stdin=given, status=1).decode()
        assert found.startswith(f"-:2:{11 + BROKEN.index('..') + 1}: repair ")

    def test_unreadable_records_outweigh_findings(self) -> None:
        done = run("check", "--jsonl", "--expect", "en", stdin=f'{{"text":"{BROKEN}"}}\n{{\n')
        assert done.returncode == 3
        assert done.stdout.startswith(b"-:1:")
        assert done.stderr.startswith(b"-:2:2: invalid JSON")

    def test_known_findings_are_not_reported_wherever_they_stand(self, write: Write) -> None:
        path = write("in.txt", f"{MIXED}\n{BROKEN}\n")
        known = write("known.jsonl", output("check", "--expect", "en", "--format", "jsonl", path, status=1))
        path.write_text(f"It rained.\n\n{BROKEN}\n{MIXED}\n")
        assert output("check", "--expect", "en", "--baseline", known, path) == b""
        path.write_text(f"{BROKEN} {BROKEN}\n{MIXED}\n")
        found = output("check", "--expect", "en", "--baseline", known, path, status=1).splitlines()
        assert len(found) == 1

    def test_code_scanners_are_given_sarif(self, write: Write, tmp_path: Path) -> None:
        write("ein text.txt", f"{MIXED}\n{BROKEN}\n")
        log = json.loads(output("check", "--expect=en", "--format=sarif", "ein text.txt", cwd=tmp_path, status=1))
        assert (log["version"], log["$schema"].rsplit("/", 1)[1]) == ("2.1.0", "sarif-2.1.0.json")
        (run_,) = log["runs"]
        assert run_["tool"]["driver"]["name"] == "macaronic"
        assert run_["columnKind"] == "unicodeCodePoints"
        rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
        for result, line, kind in zip(run_["results"], (1, 2), ("untranslated", "repair"), strict=True):
            assert (result["ruleId"], rules[result["ruleIndex"]], result["level"]) == (kind, kind, "warning")
            assert result["message"]["text"]
            place = result["locations"][0]["physicalLocation"]
            assert place["artifactLocation"]["uri"] == "ein%20text.txt"
            assert place["region"]["startLine"] == line
            assert place["region"]["endColumn"] > place["region"]["startColumn"] >= 1
        assert not json.loads(output("check", "--expect=en", "--format=sarif", stdin=ENGLISH))["runs"][0]["results"]

    def test_github_is_given_workflow_commands(self, write: Write, tmp_path: Path) -> None:
        write("a,b.txt", f"{BROKEN}\n")
        found = output("check", "--expect=en", "--format=github", "a,b.txt", cwd=tmp_path, status=1).decode()
        column = BROKEN.index("..") + 1
        place = f"file=a%2Cb.txt,line=1,endLine=1,col={column},endColumn={column + 1},title=macaronic repair"
        assert found.startswith(f"::warning {place}::2015.. -> 2015. (")

    def test_findings_go_to_a_file(self, tmp_path: Path) -> None:
        assert output("check", "--expect", "en", "--output", tmp_path / "found", stdin=BROKEN, status=1) == b""
        assert (tmp_path / "found").read_text().startswith("-:1:")


class TestChoices:
    def test_terms_can_be_allowed(self, write: Write) -> None:
        terms = write("terms.txt", f"# whole sentences will do\n\n{SPANISH}\n")
        assert output("check", "--expect", "en", stdin=MIXED, status=1)
        assert output("check", "--expect", "en", "--allow", terms, stdin=MIXED) == b""

    def test_flags_below_the_threshold_are_not_reported(self) -> None:
        score = json.loads(output("check", "--expect=en", "--format=jsonl", stdin=MIXED, status=1))["score"]
        assert output("check", "--expect=en", f"--threshold={score - 0.001}", stdin=MIXED, status=1)
        assert output("check", "--expect=en", f"--threshold={(score + 1) / 2}", stdin=MIXED) == b""

    @pytest.mark.parametrize(("name", "table"), [("pyproject.toml", "[tool.macaronic]\n"), ("macaronic.toml", "")])
    def test_a_file_can_hold_the_options_and_the_command_line_wins(self, name: str, table: str, write: Write) -> None:
        given = write("in.jsonl", json.dumps({"body": SPANISH}))
        config = write(name, f'{table}expect = "en"\ntext-key = "body"\njsonl = true\nbaseline = "{given.name}"\n')
        told = run("clean", "--config", config, given)
        assert json.loads(told.stdout)["macaronic"]["expected"] == "en"
        (record,) = records("clean", "--config", config, "--expect", "es", given)
        assert record["macaronic"]["expected"] == "es"

    def test_paths_in_the_file_are_relative_to_it(self, write: Write, tmp_path: Path) -> None:
        write("terms.txt", SPANISH)
        config = write("macaronic.toml", 'allow = "terms.txt"\nexpect = ["en", "de"]\n')
        (tmp_path / "below").mkdir()
        assert output("check", "--config", config, stdin=MIXED, cwd=tmp_path / "below") == b""


# Arguments ({} is a directory with files in it), standard input, and what the one line on standard error says.
WRONG: dict[str, tuple[str, bytes, str]] = {
    "no command": ("", b"", "Missing command"),
    "unknown command": ("clen", b"", "No such command 'clen'"),
    "unknown option": ("clean --expct en", b"", "--expct"),
    "missing file": ("clean {}/nosuch.txt", b"", "nosuch.txt: No such file"),
    "directory": ("clean {}", b"", "a directory; name the files in it"),
    "binary file": ("clean {}/binary", b"", "binary: a binary file, it has NUL bytes; --encoding"),
    "binary input": ("clean", b"\x7fELF\0\0", "-: a binary file"),
    "binary lines": ("check --lines", b"\x7fELF\0\0", "-: a binary file"),
    "UTF-16 lines": ("clean --lines {}/utf-16", b"", "cannot cut into lines"),
    "UTF-16 lines, declared": ("clean --lines --encoding utf-16", b"", "cannot cut utf-16 text into lines"),
    "UTF-16 records": ("clean --jsonl {}/utf-16", b"", "JSON lines are UTF-8"),
    "records in an encoding": ("clean --jsonl --encoding cp1252", b"", "JSON lines are UTF-8"),
    "unknown language": ("clean --expect englsh", b"A", "unknown language 'englsh'; did you mean en (English)?"),
    "unknown source": ("clean --source zz", b"A", "unknown language 'zz'"),
    "unknown rule": ("clean --skip nosuch", b"", "unknown rule or group 'nosuch'"),
    "unknown kind": ("clean --drop nosuch", b"", "unknown kind nosuch; kinds are untranslated"),
    "unknown detector": ("clean --detector nosuch", b"A", "unknown detector 'nosuch'"),
    "unknown encoding": ("clean --encoding nosuch", b"", "unknown encoding 'nosuch'"),
    "not a text encoding": ("clean --encoding hex", b"", "unknown encoding 'hex'"),
    "impossible threshold": ("clean --threshold 2", b"", "threshold 2.0 is not a probability"),
    "no number": ("clean --threshold high", b"", "'high' is not a valid float"),
    "no jobs": ("clean --jobs 0", b"", "0 is not in the range"),
    "two formats": ("clean --lines --jsonl", b"", "two formats; choose one"),
    "a key of no record": ("clean --expect-key lang", b"", "so they need --jsonl"),
    "in place of nothing": ("clean --in-place", b"", "needs files"),
    "in two places": ("clean --in-place --output {}/out {}/text", b"", "choose one"),
    "over the input": ("clean --output {}/text {}/text", b"", "would be written over"),
    "over the output": ("clean --output {}/out --edits {}/out", b"", "would be written over"),
    "unwritable output": ("clean --output {}/no/out", b"A", "no/out: No such file or directory"),
    "unwritable edits": ("clean --edits {}/no/out", b"A", "no/out: No such file or directory"),
    "missing terms": ("clean --allow {}/nosuch", b"", "nosuch' does not exist"),
    "binary terms": ("clean --allow {}/utf-16", b"", "has to be UTF-8"),
    "unknown setting": ("clean --config {}/unknown.toml", b"", "unknown setting 'expct'; did you mean expect"),
    "no settings": ("clean --config {}/other.toml", b"", "no table [tool.macaronic]"),
    "broken settings": ("clean --config {}/text", b"", "{}/text: "),
    "a baseline that is none": ("check --baseline {}/text", b"", "text:1: not a finding"),
    "unknown form": ("check --format xml", b"", "'xml' is not one of"),
    "undo without edits": ("undo", b"", "Missing option '--edits'"),
    "undo over the input": ("undo --edits {}/empty --output {}/text {}/text", b"", "would be written over"),
    "undo in place of nothing": ("undo --edits {}/empty --in-place", b"", "needs files"),
    "undo of nothing": ("undo --edits {}/empty {}/nosuch.txt", b"", "nosuch.txt: No such file"),
}


class TestFailures:
    @pytest.mark.parametrize("case", WRONG)
    def test_wrong_use_is_one_line_to_act_on(self, case: str, write: Write, tmp_path: Path) -> None:
        write("text", f"{BROKEN}\n")
        write("binary", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        write("utf-16", BROKEN.encode("utf-16"))
        write("unknown.toml", 'expct = "en"\n')
        write("other.toml", '[tool.other]\nexpect = "en"\n')
        write("empty", "")
        arguments, stdin, complaint = WRONG[case]
        done = run(*arguments.replace("{}", str(tmp_path)).split(), stdin=stdin)
        message = done.stderr.decode()
        assert (done.returncode, done.stdout) == (2, b""), message
        assert message.startswith("macaronic: ")
        assert message.count("\n") == 1
        assert complaint.replace("{}", str(tmp_path)) in message
        assert (tmp_path / "text").read_text() == f"{BROKEN}\n"

    def test_every_file_that_cannot_be_read_is_named_before_anything_is_done(self, write: Write) -> None:
        good = write("good.txt", BROKEN)
        done = run("clean", "--expect", "en", "--in-place", good, write("binary", b"\0"))
        assert done.returncode == 2
        assert good.read_text() == BROKEN

    def test_an_encoding_reads_what_looks_binary(self) -> None:
        assert output("clean", "--expect", "en", "--encoding", "utf-8", stdin=b"It rained.\0\n") == b"It rained.\n"

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk_is_said_to_be_full(self) -> None:
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run([*MACARONIC, "clean"], input=b"A", stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 2
        assert (
            done.stderr.decode() == "macaronic: standard output: No space left on device; make room, and run it again\n"
        )

    def test_a_closed_standard_output_is_said_to_be_closed(self) -> None:
        command = " ".join([*MACARONIC, "clean", ">&-"])
        done = subprocess.run(command, shell=True, input=b"A", stderr=subprocess.PIPE, check=False)
        assert done.returncode == 2
        assert done.stderr.decode() == "macaronic: standard output is closed; --output FILE writes to a file\n"


class TestManners:
    def test_languages_are_listed(self) -> None:
        header, *listed = [line.split() for line in output("languages").decode().splitlines()]
        assert header[:3] == ["code", "name", "words"]
        assert ["en", "English"] in [row[:2] for row in listed]
        assert listed == sorted(listed)

    def test_the_version_is_told(self) -> None:
        assert output("--version").startswith(b"macaronic 0.")

    @pytest.mark.parametrize(
        ("stdin", "needless"), [(b"", {"numpy", "orjson", "tomllib", "tomli"}), (b"Hola mundo", {"orjson"})]
    )
    def test_what_a_run_does_not_need_is_not_imported(self, stdin: bytes, needless: set[str]) -> None:
        code = "import sys; from macaronic.cli import main; main(sys.argv[1:]); print(); print(*sys.modules)"
        done = subprocess.run(
            [sys.executable, "-c", code, "clean", "--lines", "--expect", "en"],
            input=stdin,
            capture_output=True,
            check=True,
        )
        loaded = set(done.stdout.decode().splitlines()[-1].split())
        assert "macaronic.cli" in loaded
        assert not loaded & (needless | {"ftfy", "rich", "multiprocessing", "concurrent.futures", "importlib.metadata"})
