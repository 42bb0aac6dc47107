"""Formats: what is not touched comes out byte for byte, and what is found is found where it stands in the file."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest
from command import BROKEN, ENGLISH, MENDED, SPANISH, output, run
from hypothesis import example, given, settings
from hypothesis import strategies as st

from macaronic import jsonl, sidecar
from macaronic.config import Config
from macaronic.edits import Edit, apply, invert
from macaronic.errors import RunError
from macaronic.formats import BEGINNING, Chunk, Format, make
from macaronic.formats.delimited import CsvFormat, rows
from macaronic.formats.embedded import EmbeddedFormat
from macaronic.reading import Input
from macaronic.records import Decoded, Result
from macaronic.work import Check, Clean

DAMAGED = "Nobody came.. "
GERMAN = "Die Sitzung wurde am Abend ohne ein Ergebnis vertagt."


def cleaned(fmt: Format, data: bytes, **choices: Any) -> bytes:
    return Clean(Config(expect="en"), **choices)(Chunk("-", 1, data, fmt)).output


def found(fmt: Format, text: str, expect: str | None = "en") -> list[tuple[int, int, str]]:
    outcome = Check(Config(expect=expect))(Chunk("-", 1, text.encode(), fmt))
    return [(f.line, f.column, f.kind) for f in outcome.findings]


class TestJsonl:
    NESTED = st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.dictionaries(st.sampled_from(["a", "b", "a.b", "c\n"]), inner, max_size=3),
        max_leaves=6,
    )

    @settings(max_examples=200)
    @given(st.dictionaries(st.sampled_from(["a", "b", "a.b", "c\n"]), NESTED), st.booleans(), st.text())
    @example({"a": {"b": "x"}, "a.b": {"b": "y"}}, False, "z")
    @example({"a.b": {"b": "y"}, "a": {"b": {"b": "x"}}}, False, "z")
    def test_a_key_with_dots_is_a_way_into_objects(self, record: dict[str, Any], ascii_: bool, new: str) -> None:
        line = json.dumps(record, ensure_ascii=ascii_, indent=None).encode()
        old = jsonl.member(record, "a.b.b")
        if not isinstance(old, str):
            return
        written = jsonl.rewritten(line, {"a.b.b": new}, None)
        after = json.loads(written)
        assert jsonl.member(after, "a.b.b") == new
        assert (
            jsonl.rewritten(written, {"a.b.b": old}, None)
            == line.replace(json.dumps(old, ensure_ascii=ascii_).encode(), jsonl.dumps(old))
            or json.loads(jsonl.rewritten(written, {"a.b.b": old}, None)) == record
        )

    def test_of_one_key_the_note_is_the_record_s(self) -> None:
        line = json.dumps({"page": {"text": BROKEN, "n": 1.10}})
        record = json.loads(output("clean", "--jsonl", "--expect=en", "--text-key=page.text", stdin=line))
        assert record["page"] == {"text": MENDED, "n": 1.1}
        assert list(record["macaronic"]) == ["expected", "flags", "edits", "signature"]

    @pytest.mark.parametrize("keys", [["--text-key", "title,page.body"], ["--text-key=title", "--text-key=page.body"]])
    def test_of_several_keys_each_has_its_note(self, keys: list[str], tmp_path: Path) -> None:
        given = "\n".join(
            [
                json.dumps({"title": "It rained.", "page": {"body": BROKEN}}),
                json.dumps({"title": None, "page": {"body": SPANISH}}),
                json.dumps({"title": BROKEN}),
            ]
        )
        edits = tmp_path / "edits"
        out = output("clean", "--jsonl", "--expect=en", *keys, "--edits", edits, stdin=given)
        first, second, third = map(json.loads, out.splitlines())
        assert first["page"]["body"] == third["title"] == MENDED
        assert first["macaronic"]["title"]["edits"] == []
        assert len(first["macaronic"]["page.body"]["edits"]) == 1
        assert [flag["kind"] for flag in second["macaronic"]["page.body"]["flags"]] == ["untranslated"]
        assert list(third["macaronic"]) == ["title"]
        assert output("undo", "--edits", edits, stdin=out).decode() == given

    @pytest.mark.parametrize(
        ("record", "complaint"),
        [
            ('{"title": 1, "body": "It rained."}', "'title' is a number, not a string"),
            ('{"other": "It rained."}', "no key 'title' or 'body'"),
            ('{"title": null, "body": null}', "'title' is null, not a string"),
        ],
    )
    def test_a_record_without_a_text_passes_through_and_is_named(self, record: str, complaint: str) -> None:
        done = run("clean", "--jsonl", "--text-key", "title,body", stdin=record)
        assert (done.returncode, done.stdout.decode()) == (3, record)
        assert complaint in done.stderr.decode()


CELLS = st.text(st.sampled_from("ab\"',;|\n \xe9")) | st.sampled_from([DAMAGED, f'"{DAMAGED}"'])
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)


class TestCsv:
    @settings(max_examples=200)
    @given(
        ROWS,
        st.sampled_from([",", ";", "|"]),
        st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
        st.sampled_from(["\n", "\r\n"]),
    )
    def test_cells_are_those_of_the_csv_module(
        self, table: list[list[str]], delimiter: str, quoting: Any, end: str
    ) -> None:
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
        data = stream.getvalue().encode()
        cut = [
            [cell.text(data[start:stop]).decode() for cell in cells]
            for start, stop, _, cells in rows(data, delimiter.encode())
        ]
        assert cut == table

    @settings(max_examples=200)
    @given(st.text(st.sampled_from('ab",\t\n\r')), st.sampled_from([b",", b"\t"]))
    @example('"a\n"b",\n"', b",")
    def test_rows_are_the_data_whatever_it_is(self, text: str, delimiter: bytes) -> None:
        data, at = text.encode(), 0
        for start, stop, after, cells in rows(data, delimiter):
            assert start == at
            assert delimiter.join(data[start:stop][c.start : c.end] for c in cells) == data[start:stop]
            at = after
        assert at == len(data)

    @settings(max_examples=100)
    @given(st.lists(CELLS, min_size=3, max_size=3), CELLS, st.integers(0, 2), st.booleans())
    @example(["", "", ""], '"', 0, False)
    def test_only_the_cell_that_changes_is_written_anew(
        self, cells: list[str], new: str, column: int, quoted: bool
    ) -> None:
        stream = io.StringIO(newline="")
        csv.writer(stream, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerow(cells)
        data = stream.getvalue().encode()
        fmt = CsvFormat(text_key=(str(column + 1),), delimiter=",")
        (record,) = fmt.records(Chunk("-", 1, data, fmt))
        written = fmt.written(record, [new.encode()], None)
        (cell,) = record.detail
        assert written.startswith(data[: cell.start])
        assert written.endswith(data[cell.end :])
        assert next(csv.reader(io.StringIO(written.decode(), newline=""))) == [
            new if i == column else old for i, old in enumerate(cells)
        ]

    @given(ROWS)
    def test_chunks_are_cut_between_rows(self, table: list[list[str]]) -> None:
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([["text", "more"], *table])
        data = stream.getvalue().encode()

        class Slow(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                return super().read(min(7, size or 7))

        chunks = list(CsvFormat().chunks(Slow(data), "-", BEGINNING))
        assert b"".join(chunk.data for chunk in chunks) == data
        cut = [record for chunk in chunks for record in chunk.format.records(chunk)]
        (whole,) = CsvFormat().chunks(io.BytesIO(data), "-", BEGINNING)
        assert [(r.line, r.raw) for r in cut] == [(r.line, r.raw) for r in whole.format.records(whole)]

    TABLE = (
        '\ufeffid;text;"n"\r\n'
        '1;"It was signed in 2015.. Nobody ""came"".";x\r\n'
        "\r\n"
        f'2;{BROKEN};" y"\r\n'
        f'3;"{ENGLISH}\n{SPANISH}";\r\n'
        '4;"Nobody came.. ;"; z'
    )

    def test_a_column_is_cleaned_and_the_rest_stays_as_it_was(self, tmp_path: Path) -> None:
        path, edits = tmp_path / "in.csv", tmp_path / "edits"
        path.write_bytes(self.TABLE.encode())
        out = output("clean", "--expect", "en", "--edits", edits, path)
        assert out.decode() == self.TABLE.replace("2015..", "2015.").replace("came.. ", "came. ")
        assert output("undo", "--edits", edits, stdin=out).decode() == self.TABLE
        lines = output("check", "--expect", "en", path, status=1).decode().splitlines()
        assert [line.removeprefix(f"{path}:").split()[:2] for line in lines[:3]] == [
            ["2:25:", "repair"],
            ["4:38:", "repair"],
            ["6:1:", "untranslated"],
        ]
        assert path.read_bytes().decode() == self.TABLE

    def test_a_column_has_a_number_where_there_is_no_header(self) -> None:
        given = f"1|{BROKEN}\n2|{BROKEN}\n"
        out = output("clean", "--input-format=csv", "--text-key=2", "--expect=en", stdin=given)
        assert out.decode() == given.replace(BROKEN, MENDED)

    def test_tsv_that_knows_no_quoting_is_cut_at_its_tabs(self, tmp_path: Path) -> None:
        path = tmp_path / "in.tsv"
        path.write_text(f'text\tid\n"Stay," he said. {BROKEN}\t"1\n"{BROKEN}\t2\n"{BROKEN}"\t"3"\n')
        assert output("clean", "--expect=en", path).decode() == path.read_text().replace(BROKEN, MENDED)

    def test_a_row_says_which_language_it_is_in(self, tmp_path: Path) -> None:
        path = tmp_path / "in.csv"
        path.write_text(f"text,lang\n{GERMAN},de\n{GERMAN},en\n{GERMAN},xx\n")
        done = run("check", "--expect-key=lang", path)
        assert [line.split(":")[1] for line in done.stdout.decode().splitlines()] == ["3"]
        assert b"unknown language" in done.stderr

    def test_a_row_without_the_column_passes_through_and_is_named(self, tmp_path: Path) -> None:
        path, rejects = tmp_path / "in.csv", tmp_path / "rejects"
        path.write_text(f"id,text\n1\n2,{BROKEN}\n")
        done = run("clean", "--expect=en", path)
        assert (done.returncode, done.stdout.decode()) == (3, f"id,text\n1\n2,{MENDED}\n")
        assert f"{path}:2: the row ends before the column 'text'" in done.stderr.decode()
        done = run("clean", "--expect=en", "--rejects", rejects, path)
        assert (done.stdout.decode(), rejects.read_text()) == (f"id,text\n2,{MENDED}\n", "1\n")

    def test_a_column_that_is_not_there_is_said_with_those_that_are(self, tmp_path: Path) -> None:
        path = tmp_path / "in.csv"
        path.write_text("id,body\n1,It rained.\n")
        done = run("clean", path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert "no column 'text', there are: id, body; --text-key" in done.stderr.decode()

    def test_rows_before_a_damage_are_written(self, tmp_path: Path) -> None:
        path = tmp_path / "in.csv.gz"
        packed = gzip.compress(f"text\n{BROKEN}\n".encode() + os.urandom(5000).hex().encode())
        path.write_bytes(packed[:-500])
        done = run("clean", "--expect=en", path)
        assert (done.returncode, done.stdout.decode()) == (2, f"text\n{MENDED}\n")
        assert f"{path}: damaged after line 2" in done.stderr.decode()

    def test_what_needs_quotation_marks_gets_them(self) -> None:
        fmt = CsvFormat(text_key=("1",), delimiter=",")
        (record,) = fmt.records(Chunk("-", 1, b"one,two\n", fmt))
        assert fmt.written(record, [b"one, or 2"], None) == b'"one, or 2",two\n'
        assert fmt.written(record, [b'1"'], None) == b'1",two\n'

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_of_files_that_are_written_into_one_the_first_has_the_header(self, jobs: int, tmp_path: Path) -> None:
        head, row = "id;text\n".encode("utf-8-sig"), f"1;{BROKEN}\n".encode()
        paths = [tmp_path / name for name in ("0.csv", "a.csv", "b.csv.gz", "c.csv", "d.csv")]
        for path, data in zip(
            paths, [b"", head + row[:-1], gzip.compress(head[3:] + row), head, head + row], strict=True
        ):
            path.write_bytes(data)
        assert output("clean", "--expect=en", "--jobs", jobs, *paths) == head + 3 * row.replace(b"..", b".")
        output("clean", "--expect=en", "--jobs", jobs, "--in-place", *paths)
        assert [path.read_bytes() for path in paths[3:]] == [head, head + row.replace(b"..", b".")]
        assert paths[0].read_bytes() == b""

    def test_of_files_without_a_header_every_row_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(f"\ufeff{BROKEN},1\n", "utf-8")
        out = output("clean", "--expect=en", "--text-key=1", path, path)
        assert out.decode() == f"\ufeff{MENDED},1\n{MENDED},1\n"

    def test_rows_may_end_as_on_old_computers(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(f"id,text\r1,{BROKEN}\r2,It rained.\r".encode())
        out = output("clean", "--expect=en", path, path).decode()
        table = [*csv.reader(io.StringIO(out, newline=""))]
        assert table == [["id", "text"], *2 * [["1", MENDED], ["2", "It rained."]]]

    @pytest.mark.parametrize("head", ["text,id", "id;text", "id,text,more"])
    def test_files_with_other_columns_are_not_written_into_one(self, head: str, tmp_path: Path) -> None:
        first, second = tmp_path / "a.csv", tmp_path / "b.csv"
        first.write_text(f"id,text\n1,{BROKEN}\n")
        second.write_text(f"{head}\n1,1,1\n")
        done = run("clean", "--expect=en", first, second)
        assert (done.returncode, done.stdout.decode()) == (2, f"id,text\n1,{MENDED}\n")
        assert f"{second}: other columns than those of the first file" in done.stderr.decode()

    def test_a_run_over_several_files_that_was_broken_goes_on(self, tmp_path: Path) -> None:
        """In the second file, and between the two, where the third has other columns."""
        table = "text,id\n" + "It rained all day.,1\n" * 120_000
        paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
        for path in paths:
            path.write_text(table)
        paths[2].write_text("id,text\n")
        whole = Input([*map(str, paths)], lambda _: CsvFormat(), joined=True)
        chunks: list[Chunk] = []
        with pytest.raises(RunError, match="other columns"):
            chunks.extend(whole.chunks())
        assert b"".join(chunk.data for chunk in chunks).decode() == table + table.partition("\n")[2]
        for done, chunk in enumerate(chunks, 1):
            rest: list[Chunk] = []
            with pytest.raises(RunError, match="other columns"):
                rest.extend(whole._replace(begin=chunk.after).chunks())
            assert rest == chunks[done:]

    def test_a_run_that_was_broken_goes_on(self) -> None:
        """Chunks from a place on are those of the whole file."""
        data = b"text,n\n" + b"".join(b'"It rained,\nall day.",%d\n' % i for i in range(150_000))
        chunks = list(CsvFormat().chunks(io.BytesIO(data), "-", BEGINNING))
        assert len(chunks) > 2
        rest = list(CsvFormat().chunks(io.BytesIO(data), "-", chunks[0].after))
        assert rest == chunks[1:]


EMBEDDED = {
    "markdown": [
        "The report was late. ", "a word ", "**bold** ", "*", "_", "`x..y` ", "```\n", "\n", "\n\n", "# ", "> ", "- ",
        "1986. ", "| a | b |\n|---|---|\n| c | d\\|e |\n", "[a page](http://x.org/a..b) ", "![", "](", "&amp;",
        "\\*", "<b>", "</b>", "<!-- x -->", "    ", "\t", "---\n", "<div>\n", "\r\n", "\xe9", "  \n", "{{ x }}",
        "[![a label](b.svg)](c) ", "<br>", "<li>", "</li>",
    ],
    "html": [
        "The report was late. ", "a word ", "<b>", "</b>", "<p>", "</p>", "<p lang=es>", "<i lang=fr>", "</i>", "<br>",
        "<script>", "</script>", "<pre>", "</pre>", "<!--", "-->", "&amp;", "&eacute;", "&lt", "&#x41;", "&", "<", ">",
        "  ", "\n", "\r\n", "\xe9", "<code>x..</code>", '<a title="a..">', "</a>", "<title>", "</title>", "<li>",
        "&NotEqualTilde;", "<textarea>", "</textarea>", "]]>", "<!doctype html>",
    ],
    "po": [
        'msgid "Save the file"\n', 'msgid ""\n', 'msgstr ""\n', '"Language: de\\n"\n', 'msgstr "Die Datei.. %s"\n',
        'msgstr[0] "eine"\n', 'msgid_plural "many"\n', 'msgctxt "c"\n', "#~ msgid \"x\"\n", "# x\n", "\n", "\r\n",
        '"mehr\\"\\n\\t\\x41\\101"\n', 'msgid "&Open"\n', 'msgstr "&\xd6ffnen {x}"\n',
    ],
}  # fmt: skip
NEW = st.sampled_from(["", "x", " ", "<b>", "&", '"', "\\", "\n", "1. ", "* ", "`", "|", "\n\n", "# ", "a & b < c"])


class TestEmbedded:
    """Files whose prose stands in markup, edited in all ways at once."""

    @pytest.mark.parametrize("name", EMBEDDED)
    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def test_no_edit_of_the_prose_changes_the_markup(self, name: str, data: st.DataObject) -> None:
        fmt = make(name)
        assert isinstance(fmt, EmbeddedFormat)
        file = data.draw(st.lists(st.sampled_from(EMBEDDED[name]), max_size=25).map("".join))
        (record,) = fmt.records(Chunk("-", 1, file.encode(), fmt))
        extract = fmt.extract(file)
        for strand in extract.strands:
            for piece in strand.pieces:
                if not piece.fixed and len(piece.text) == piece.end - piece.start and piece.text.strip():
                    assert file[piece.start : piece.end] == piece.text
        results = tuple(self.edited(data, strand.text) for strand in extract.strands)
        (result,), left_out = fmt.results(record, results)
        assert result.decoded.text == file
        assert apply(file, result.edits) == result.text
        assert apply(result.text, invert(result.edits)) == file
        assert fmt.extract(result.text).markup(result.text) == extract.markup(file)
        for flag in result.flags:
            assert 0 <= flag.start <= flag.end <= len(file)
        meant = [
            s.left_out(e) for s, r in zip(extract.strands, results, strict=True) for e in r.edits if e.old != e.new
        ]
        if {*meant} - {None}:
            assert result.edits or left_out
        assert all(0 <= place <= len(file) for place in left_out)

    def edited(self, data: st.DataObject, text: str) -> Result:
        edits: list[Edit] = []
        at = 0
        for _ in range(data.draw(st.integers(0, 3))):
            start = data.draw(st.integers(at, len(text)))
            end = min(len(text), start + data.draw(st.integers(0, 4)))
            edits.append(Edit(start, end, text[start:end], data.draw(NEW), ("any",)))
            at = end + 1
            if at > len(text):
                break
        return Result(apply(text, edits), "en", (), tuple(edits), (), Decoded(text), "")

    @pytest.mark.parametrize("name", EMBEDDED)
    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def test_what_was_done_can_be_undone(
        self, name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        fmt = make(name, expect=("en",))
        damaged = [f'msgid "x"\nmsgstr "{text}"\n' if name == "po" else text for text in (DAMAGED, "caf\xc3\xa9 ")]
        pieces = [*EMBEDDED[name], *damaged]
        file = data.draw(st.lists(st.sampled_from(pieces), max_size=15).map("".join)).encode()
        outcome = Clean(Config(expect="en", drop={"untranslated"}), marks=True, edits=True)(Chunk("-", 1, file, fmt))
        path = tmp_path_factory.getbasetemp() / "edits"
        path.write_bytes(outcome.edits)
        (entry,) = sidecar.read(path)
        assert sidecar.undone(Chunk("-", 1, outcome.output, entry.format), sidecar.read(path)) == file


class TestMarkdown:
    PAGE = (
        "---\ntitle: Nobody , he said\n---\n# The  *report*..\n\n"
        f'{BROKEN} See [this](http://x.org/a,,b "a , b") `x , y`.\n'
        "> It was caf\xc3\xa9\n> night , said\n\n"
        "```\ncode , x\n```\n\n    code , x\n\n"
        f"| {BROKEN} | b |\n|---|---|\n| {SPANISH} | one\\|two , three |\n\n"
        f"<div>\nraw , html\n</div>\n\n[ref]: http://x.org/a,,b\n- {BROKEN}\n  and more\n"
    )

    def test_prose_is_cleaned_and_nothing_else(self, tmp_path: Path) -> None:
        path, edits = tmp_path / "page.md", tmp_path / "edits"
        path.write_text(self.PAGE, "utf-8")
        out = output("clean", "--expect=en", "--edits", edits, path)
        expected = self.PAGE.replace(BROKEN, MENDED).replace("The  *report*..", "The *report*.")
        assert out.decode() == expected.replace("caf\xc3\xa9", "caf\xe9").replace("night ,", "night,")
        assert output("undo", "--edits", edits, stdin=out).decode() == self.PAGE

    def test_places_are_those_of_the_file(self) -> None:
        kinds = found(make("markdown", expect=("en",)), self.PAGE)
        assert [(line, column) for line, column, kind in kinds if kind == "untranslated"] == [(18, 3)]

    @pytest.mark.parametrize(
        ("file", "text"),
        [
            (
                "# A [![build](b.svg)](x) B\n\n[![one](1.svg)](y) [![two][2]][y]\n\nC",
                "A \N{OBJECT REPLACEMENT CHARACTER} B\n\nC",
            ),
            ("![A map](m.png) of [the ![old](o.png) town](t)", "A map of the old town"),
            ("| a | b |\n|---|---|\n| x | Y<ul><li>A *b*</li><li>c</li></ul> |", "a\n\nb\n\nx\n\nY\n\nA b\n\nc\n\n"),
            ("One<BR/>two <b>three</b> <!-- br --> <url>four", "One\ntwo three  four"),
        ],
    )
    def test_what_is_read_of_pictures_and_tags(self, file: str, text: str) -> None:
        fmt = make("markdown")
        assert isinstance(fmt, EmbeddedFormat)
        assert fmt.extract(file).strands[0].text == text

    def test_cells_of_a_table_are_found_one_behind_the_other(self) -> None:
        fmt = make("markdown")
        assert isinstance(fmt, EmbeddedFormat)
        file = "| b | ab | b |\n|---|---|---|\n| 1 | 21 | 1 |\n"
        (strand,) = fmt.extract(file).strands
        assert [piece.start for piece in strand.pieces if not piece.fixed] == [2, 6, 11, 31, 35, 40]

    def test_a_repair_that_would_make_a_list_of_a_paragraph_is_left_out(self) -> None:
        fmt = make("markdown")
        assert isinstance(fmt, EmbeddedFormat)
        (record,) = fmt.records(Chunk("-", 1, b"1986 . A great year, and a wet one\n", fmt))
        text = fmt.extract("1986 . A great year, and a wet one\n").strands[0].text
        edits = (Edit(4, 5, " ", "", ("space",)), Edit(len(text), len(text), "", ".", ("stop",)))
        (result,), left_out = fmt.results(record, (Result(apply(text, edits), "en", (), edits, (), Decoded(text), ""),))
        assert (result.text, left_out) == ("1986 . A great year, and a wet one.\n", (4,))

    def test_repairs_that_are_left_out_are_counted_with_their_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "page.md"
        path.write_text(f"{ENGLISH}\n\nThe caf\xc3<b>\xa9</b> was `closed , they` said.\n", "utf-8")
        told = f"macaronic: edits left out, for which the file's encoding, line or markup has no room ({path}:3): 1\n"
        for arguments in (["clean"], ["clean", "--in-place"], ["check"], ["check", "--jobs=2"]):
            done = run(*arguments, "--expect=en", path)
            assert (done.returncode, done.stderr.decode()) == (0, told)
        assert run("check", "--expect=en", "--quiet", path).stderr == b""


class TestHtml:
    PAGE = (
        '<!doctype html>\n<html lang="en"><head><title>Nobody came..</title><style>p , b{}</style></head>\n'
        '<body title="a , b"><p class=",,">The <b>envoys</b> left the\n   capital in <i>2015</i>.. Nobody was told '
        "why. Caf&eacute; &amp; bar.\n"
        f"<p>{ENGLISH} {SPANISH[:30]}<b>{SPANISH[30:]}</b>\n"
        f'<p lang="es">{GERMAN}</p><pre>x , y</pre><script>if (a , b) {{}}</script><!-- Nobody , -->\n'
        '<p>He felt <i lang="fr">d\xe9j\xe0 , vu</i> again, and ran <code>x , y</code>.</p></body></html>\n'
    )

    def test_text_is_cleaned_and_nothing_else(self, tmp_path: Path) -> None:
        path, edits = tmp_path / "page.html", tmp_path / "edits"
        path.write_text(self.PAGE, "utf-8")
        out = output("clean", "--edits", edits, path)
        assert out.decode() == self.PAGE.replace("</i>..", "</i>.").replace("came..", "came.")
        assert output("undo", "--edits", edits, stdin=out).decode() == self.PAGE

    def test_a_passage_is_in_the_language_that_its_element_says(self) -> None:
        untranslated = [place for *place, kind in found(make("html"), self.PAGE, None) if kind == "untranslated"]
        assert untranslated == [[5, 5 + len(ENGLISH)], [6, 14]]
        strict = [place[0] for *place, kind in found(make("html", expect=("en",)), self.PAGE) if kind == "untranslated"]
        assert strict == [5, 6]

    def test_what_is_dropped_leaves_its_tags(self) -> None:
        page = f"<p>{ENGLISH} {SPANISH[:30]}<b>{SPANISH[30:]}</b></p>"
        out = output("clean", "--input-format=html", "--expect=en", "--drop=untranslated", stdin=page)
        assert out.decode() == f"<p>{ENGLISH}<b></b></p>"

    def test_entities_stay_and_what_would_be_markup_becomes_one(self) -> None:
        fmt = make("html")
        assert isinstance(fmt, EmbeddedFormat)
        page = "<p>Caf&eacute; a b &lt; c</p>"
        (record,) = fmt.records(Chunk("-", 1, page.encode(), fmt))
        text = fmt.extract(page).strands[0].text
        assert text == "Caf\xe9 a b < c"
        edits = (Edit(5, 6, "a", "A & <B>", ("any",)),)
        (result,), left_out = fmt.results(record, (Result(apply(text, edits), "en", (), edits, (), Decoded(text), ""),))
        assert (result.text, left_out) == ("<p>Caf&eacute; A &amp; &lt;B&gt; b &lt; c</p>", ())

    @pytest.mark.parametrize("name", ["html", "markdown"])
    def test_code_is_no_part_of_the_sentence_around_it(self, name: str) -> None:
        page = f"{ENGLISH} Press the <kbd>?</kbd> (or the <code>!</code>) to see it.. We left."
        marks = {"markdown": re.sub(r"</?(kbd|code|var)>", "`", page), "html": f"<p>{page}</p>"}
        assert cleaned(make(name, expect=("en",)), marks[name].encode()).decode() == marks[name].replace("it..", "it.")

    @pytest.mark.parametrize("declared", ['<meta charset="windows-1251">', '<?xml version="1.0" encoding="cp1251"?>'])
    def test_a_declared_encoding_counts(self, declared: str) -> None:
        page = f"{declared}<p>Встреча прошла.. Все были.</p>".encode("cp1251")
        assert cleaned(make("html", expect=("ru",)), page) == page.replace(b"..", b".")

    @pytest.mark.parametrize(("declared", "real"), [("gb2312", "gb18030"), ("utf-8", "cp1252"), ("utf-16", "utf-8")])
    def test_a_declared_encoding_is_understood_as_browsers_do(self, declared: str, real: str) -> None:
        words = "他说\u9555.." if real == "gb18030" else "The caf\xe9 was closed.. We went to the other caf\xe9."
        (record,) = make("html").records(
            Chunk("-", 1, f'<meta charset="{declared}"><p>{words}</p>'.encode(real), make("html"))
        )
        assert record.documents[0].text == words

    def test_an_unknown_language_is_counted(self) -> None:
        done = run("clean", "--input-format=html", stdin=f"<p lang=klingon>{ENGLISH}</p>")
        assert done.returncode == 0
        assert b"unknown language, which was inferred (klingon)" in done.stderr


class TestPo:
    FILE = (
        '# Nobody.. \nmsgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#: a.c:1\nmsgid "Save the file to the folder"\nmsgstr "Save the file to the folder"\n\n'
        '#, c-format\nmsgid "Files were copied.. %s\\n"\nmsgstr ""\n"%d Dateien wurden in den "\n'
        '"Ordner kopiert..\\n"\n\n'
        'msgid "&Open"\nmsgstr "\xd6&ffnen"\n\nmsgctxt "menu"\nmsgid "Empty"\nmsgstr ""\n\n'
        'msgid "one"\nmsgid_plural "%d many"\nmsgstr[0] "eine"\nmsgstr[1] ""\n\n#~ msgid "old"\n#~ msgstr ""\n'
    )

    def test_translations_are_repaired_and_nothing_else(self, tmp_path: Path) -> None:
        path, edits = tmp_path / "de.po", tmp_path / "edits"
        path.write_text(self.FILE, "utf-8", newline="\r\n")
        out = output("clean", "--edits", edits, path)
        assert out == path.read_bytes().replace(b"kopiert..", b"kopiert.")
        assert output("undo", "--edits", edits, stdin=out) == path.read_bytes()

    def test_untranslated_entries_are_found_at_their_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "de.po"
        path.write_text(self.FILE, "utf-8")
        report = output("check", path, status=1).decode()
        assert [line.removeprefix(f"{path}:").split()[:3] for line in report.splitlines()] == [
            ["9:9:", "untranslated", "en"],
            ["15:16:", "repair", "-"],
            ["20:1:", "untranslated", "en"],
            ["24:1:", "untranslated", "en"],
        ]
        assert 'msgctxt "menu" msgid "Empty" msgstr ""' in report

    def test_half_translated_entries_are_found(self) -> None:
        half = f'msgid "x"\nmsgstr "{GERMAN} "\n"{ENGLISH}"\n'
        assert found(make("po", expect=("de",)), half, "de") == [(3, 2, "untranslated")]

    @pytest.mark.parametrize("old", ["%(name)s", "%s", "{count}", "%1", "%-5.2f"])
    def test_placeholders_stay(self, old: str) -> None:
        fmt = make("po")
        assert isinstance(fmt, EmbeddedFormat)
        file = f'msgid "x"\nmsgstr "Von {old} kopiert"\n'
        (record,) = fmt.records(Chunk("-", 1, file.encode(), fmt))
        text = fmt.extract(file).strands[0].text
        edits = (Edit(4, 4 + len(old), old, "X", ("any",)), Edit(0, 3, "Von", "Aus", ("any",)))[::-1]
        (result,), _ = fmt.results(record, (Result(apply(text, edits), "de", (), edits, (), Decoded(text), ""),))
        assert result.text == file.replace("Von", "Aus")

    def test_an_entry_without_the_place_for_a_translation_is_found(self) -> None:
        assert found(make("po", expect=("de",)), 'msgid "x"\n\nmsgid "y"\nmsgstr "Ja"\n\nmsgid "z"\n', "de") == [
            (1, 1, "untranslated"),
            (6, 1, "untranslated"),
        ]

    @pytest.mark.parametrize(
        ("line", "column"),
        [
            ('msgstr "Der Hafen.. ', 1),
            ('  "Der" Hafen', 3),
            ("Hafen", 1),
            ("msgid", 1),
            ('msgstr "a" "b"', 1),
            ('"\\"', 1),
        ],
    )
    def test_a_broken_file_passes_through_and_the_line_is_named(self, line: str, column: int, tmp_path: Path) -> None:
        path = tmp_path / "de.po"
        path.write_text(f'msgid "x"\nmsgstr "{GERMAN}. "\n{line}\n', "utf-8")
        done = run("clean", "--expect=de", path)
        assert (done.returncode, done.stdout) == (3, path.read_bytes())
        assert f"{path}:3:{column}: neither a comment nor a string" in done.stderr.decode()
        assert run("check", "--expect=de", path).returncode == 3

    @pytest.mark.parametrize("end", ["\n", "\r\n", ""])
    @pytest.mark.parametrize("line", ['domain "a"', "#", "  # x", '#~ msgid "x', "", " ", '\tmsgid "a\\"" ', '"\\\\"'])
    def test_what_gettext_knows_is_read(self, line: str, end: str) -> None:
        (record,) = make("po").records(Chunk("-", 1, f'msgid "x"\nmsgstr "y"\n{line}{end}'.encode(), make("po")))
        assert record.problem is None

    def test_names_in_programs_are_no_words(self) -> None:
        entry = 'msgid "the option needs_of_x"\nmsgstr "Die Option needs_of_x und das _Fens_ter der Datei"\n'
        fmt = make("po")
        assert isinstance(fmt, EmbeddedFormat)
        (strand,) = fmt.extract(entry).strands
        assert [piece.text for piece in strand.pieces if piece.fixed] == ["needs_of_x"]
        (strand,) = fmt.extract(entry.replace("the", "_the")).strands
        assert strand.text == "Die Option needs_of_x und das Fenster der Datei"

    def test_marks_are_not_put_around_what_is_not_there(self, tmp_path: Path) -> None:
        path = tmp_path / "de.po"
        path.write_text('msgid "Empty"\nmsgstr ""\n', "utf-8")
        assert output("clean", "--mark", "--drop=untranslated", "--expect=de", path) == path.read_bytes()


class TestChoice:
    FILES: ClassVar = {
        "page.md": f"# It rained.\n\n{SPANISH}\n",
        "page.html": f"<p>It rained.</p><p>{SPANISH}</p>",
        "rows.csv": f"text\n{SPANISH}\n",
        "records.jsonl": json.dumps({"text": SPANISH}),
        "plain.txt": f"It rained.\n\n{SPANISH}\n",
    }

    def write(self, folder: Path) -> list[Path]:
        for name, text in self.FILES.items():
            (folder / name).write_text(text.replace("It rained.", "It rained.. We left."), "utf-8")
        return [folder / name for name in self.FILES]

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_each_file_is_of_the_format_that_its_name_says(self, jobs: int, tmp_path: Path) -> None:
        done = run("check", "--expect=en", "--jobs", jobs, *self.write(tmp_path))
        lines = done.stdout.decode().splitlines()
        found = [tuple(Path(line).name.split(":")[:3]) for line in lines if "untranslated" in line]
        assert found == [
            ("page.md", "3", "1"), ("page.html", "1", "31"), ("rows.csv", "2", "1"), ("records.jsonl", "1", "1"),
            ("plain.txt", "3", "1"),
        ]  # fmt: skip

    def test_files_are_cleaned_in_their_places(self, tmp_path: Path) -> None:
        paths = self.write(tmp_path)
        output("clean", "--expect=en", "--in-place", *paths)
        assert paths[0].read_text() == self.FILES["page.md"].replace("It rained.", "It rained. We left.")
        assert paths[1].read_text() == self.FILES["page.html"].replace("It rained.", "It rained. We left.")

    def test_files_of_several_formats_are_not_written_into_one(self, tmp_path: Path) -> None:
        place = tmp_path / "out"
        place.write_text("kept")
        done = run("clean", "--output", place, *self.write(tmp_path))
        assert (done.returncode, place.read_text()) == (2, "kept")
        assert b"files of several formats (markdown, html, csv, jsonl, text) need --in-place" in done.stderr

    def test_a_compressed_file_has_its_format_too(self, tmp_path: Path) -> None:
        path = tmp_path / "page.html.gz"
        page = f"<p>{BROKEN}</p><pre>The end , x</pre>"
        path.write_bytes(gzip.compress(page.encode()))
        assert output("clean", "--expect=en", path).decode() == page.replace(BROKEN, MENDED)

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            (["--input-format=xml"], "'xml' is not one of 'text', 'lines', 'jsonl'"),
            (["--input-format=csv", "--jsonl"], "two formats"),
            (["--expect-key=lang"], "need --jsonl, CSV, Parquet or WARC"),
            (["--input-format=po", "--expect-key=lang"], "need --jsonl, CSV, Parquet or WARC"),
            (["--input-format=csv", "--encoding=utf-16"], "cannot be cut into rows"),
            (["--input-format=csv", "--delimiter=ab"], "'ab' cannot be between cells"),
            (["--input-format=warc", "--encoding=cp1252"], "warc says how it is encoded"),
        ],
    )
    def test_what_does_not_go_together_is_refused(self, arguments: list[str], complaint: str) -> None:
        done = run("clean", *arguments, stdin="It rained.")
        assert (done.returncode, done.stdout) == (2, b"")
        assert complaint in done.stderr.decode()


@pytest.mark.skipif(os.name != "posix", reason="the page is for a POSIX shell")
def test_the_page_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(__file__).parent.parent
    page = (root / "docs" / "hosts" / "formats.md").read_text("utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    commands, printed = ([text for kind, text in blocks if kind == wanted] for wanted in ("sh", "text"))
    folder = tmp_path / "formats"
    shutil.copytree(root / "examples" / "formats", folder)
    program = f'macaronic() {{ "{sys.executable}" -m macaronic "$@"; }}\n'
    outputs = [
        subprocess.run(["sh", "-c", program + command], cwd=folder, capture_output=True, check=True).stdout.decode()
        for command in commands
    ]
    assert [text.replace("\r\n", "\n") for text in outputs] == printed
    monkeypatch.chdir(folder)
    (code,) = (text for kind, text in blocks if kind == "python")
    exec(code, {})
    assert capsys.readouterr().out == "5 47 repair\n6 27 untranslated\n"
    assert b"closed. Use" in (folder / "clean.csv").read_bytes()
