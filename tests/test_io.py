"""Reading, writing, marking and undoing: what must hold for any input."""

from __future__ import annotations

import io
import json
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from macaronic import findings, jsonl, sidecar
from macaronic.config import Config
from macaronic.edits import Edit, apply, invert
from macaronic.findings import Finding
from macaronic.formats import Chunk, Format, JsonlFormat, LineFormat, TextFormat
from macaronic.lines import lines, whole_lines
from macaronic.marking import mark
from macaronic.records import Decoded, Flag, Result
from macaronic.work import Clean, carried

ANY_TEXT = st.text(st.characters())  # lone surrogates included
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
FAULTY = st.lists(st.sampled_from(["The year 2015.. was dry.", "It rained. . ", " \n", "\r\n", "\r", "\xe9", "\ufeff"]))

# JSON as others write it: spellings of one value that no serializer gives back.
NUMBERS = st.sampled_from(["0", "-0", "-0.0", "1.10", "1.0e5", "1E+5", "123456789012345678901234567890", "1E400"])
STRINGS = st.builds(json.dumps, st.text(), ensure_ascii=st.booleans()) | st.sampled_from(
    [r'"\/\u0041\""', r'"\\"', r'"\ud800"', r'"{\\\"["']
)
SPACE = st.sampled_from(["", " ", "\t "])


def _spelled_container(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.tuples(STRINGS, SPACE, inner).map(lambda parts: f"{parts[0]}{parts[1]}:{parts[2]}")
    return st.lists(inner).map(lambda items: f"[{' , '.join(items)}]") | st.lists(members).map(
        lambda items: f"{{{', '.join(items)} }}"
    )


VALUES = st.recursive(NUMBERS | STRINGS | st.sampled_from(["true", "null"]), _spelled_container, max_leaves=5)
MEMBERS = st.lists(st.tuples(STRINGS, SPACE, VALUES, SPACE).map(lambda p: f"{p[0]}{p[1]}:{p[1]}{p[2]}{p[3]}"))


def spelled(members: list[str]) -> bytes:
    return f"{{{','.join(members)}}}".encode()


@st.composite
def lines_with_text(draw: st.DrawFn) -> bytes:
    before, after = draw(MEMBERS), draw(MEMBERS)
    return spelled([*before, f'"text": {draw(STRINGS)}', *after]).replace(b'"macaronic"', b'"other"')


class TestRecords:
    @settings(max_examples=200)
    @given(MEMBERS, SPACE, STRINGS, MEMBERS, ANY_TEXT)
    @example(['"text":1'], " ", '"a"', ['"a":[{"text":"b"}]', '"a":1'], "b")
    def test_all_but_the_text_and_the_note_are_the_same_bytes(
        self, before: list[str], space: str, old: str, after: list[str], new: str
    ) -> None:
        head = ",".join([*before, f'"text"{space}:{space}'])
        tail = ",".join([space, *after])
        fmt = JsonlFormat()
        (record,) = fmt.records(Chunk("-", 1, f"{{{head}{old}{tail}}}\n".encode(), fmt))
        (document,) = record.documents
        kept = old.encode() if document.text == new else jsonl.dumps(new)
        written = fmt.written(record, [new], [lambda: {"expected": "en"}])
        assert written == b'{%b%b%b,"macaronic":{"expected":"en"}}\n' % (head.encode(), kept, tail.encode())

    @settings(max_examples=50)
    @given(lines_with_text(), ANY_TEXT)
    @example(b'{"text": "a","text" :"b" }', "c")
    def test_only_the_text_is_replaced(self, line: bytes, text: str) -> None:
        before, after = json.loads(line), json.loads(jsonl.rewritten(line, {"text": text}, None))
        assert list(after) == list(before)
        assert after == before | {"text": text}

    @settings(max_examples=50)
    @given(lines_with_text(), st.sampled_from([b"{}", b'{"expected":"en","flags":[]}']))
    def test_a_note_is_put_in_replaced_and_taken_out_again(self, line: bytes, note: bytes) -> None:
        noted = jsonl.rewritten(line, {}, note)
        assert noted == jsonl.appended(line, note)
        assert list(jsonl.parse(noted).items())[-1] == ("macaronic", json.loads(note))
        assert jsonl.rewritten(noted, {}, b"1") == jsonl.appended(line, b"1")
        assert jsonl.rewritten(noted, {}, None) == line

    @pytest.mark.parametrize("line", [b'{"macaronic":1, "text":"a"}', b'{"text":"a" ,"macaronic" :[1]}'])
    def test_a_note_is_taken_out_wherever_it_stands(self, line: bytes) -> None:
        assert jsonl.parse(jsonl.rewritten(line, {}, None)) == {"text": "a"}

    @settings(max_examples=50)
    @given(st.binary() | lines_with_text().flatmap(lambda line: st.integers(0, len(line)).map(lambda i: line[:i])))
    @example(b'{"n":' + b"9" * 5000 + b"}")
    def test_what_is_no_record_is_refused_and_nothing_else_raised(self, line: bytes) -> None:
        with suppress(jsonl.RecordError):
            assert isinstance(jsonl.parse(line), dict)

    @pytest.mark.parametrize("text", ["\\" * 300_001, '"' * 300_000, "\n" * 300_000])
    def test_texts_that_are_all_escapes_are_read_in_linear_time(self, text: str) -> None:
        line = jsonl.dumps({"text": text, "n": 1})
        assert jsonl.parse(jsonl.rewritten(line, {"text": ""}, b"{}")) == {"text": "", "n": 1, "macaronic": {}}


class Slow(io.BytesIO):
    """A pipe: gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(3, size or 3))


class TestChunks:
    @given(st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"bc\n", b"\xff"])).map(b"".join), st.integers(1, 5))
    def test_chunks_are_the_stream_and_end_with_a_line(self, data: bytes, size: int) -> None:
        for stream in (io.BytesIO(data), Slow(data)):
            chunks = list(whole_lines(stream, 0, size))
            assert b"".join(chunks) == data
            assert all(chunk.endswith(b"\n") for chunk in chunks[:-1])

    @given(st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"\r", b"\x85"])).map(b"".join))
    def test_lines_are_the_data(self, data: bytes) -> None:
        assert b"".join(line + end for line, end in lines(data)) == data
        assert not any(b"\n" in line for line, _ in lines(data))
        chunk = Chunk("-", 1, data, LineFormat())
        records = list(LineFormat().records(chunk))
        assert b"".join(record.whole() for record in records) == data
        assert [record.line for record in records] == list(range(1, len(records) + 1))


def result_of(text: str, edits: list[Edit], encoding: str | None = None, flags: tuple[Flag, ...] = ()) -> Result:
    return Result(apply(text, edits), "en", flags, tuple(edits), (), Decoded(text, encoding), "")


class TestEditsThatAFileCannotHold:
    EDITS = (Edit(1, 1, "", "\u0142", ("letter",)), Edit(2, 3, " ", "\n", ("break",)), Edit(4, 5, "!", ".", ("stop",)))

    @pytest.mark.parametrize(
        ("encoding", "single_line", "text"),
        [
            ("utf-8", False, "a\u0142b\nc."),
            (None, False, "a\u0142b\nc."),
            ("cp1252", False, "ab\nc."),
            ("utf-8", True, "a\u0142b c."),
            ("ascii", True, "ab c."),
        ],
    )
    def test_are_left_out(self, encoding: str | None, single_line: bool, text: str) -> None:
        kept = carried(result_of("ab c!", list(self.EDITS), encoding), single_line)
        assert kept.text == text
        assert apply(kept.text, invert(kept.edits)) == "ab c!"

    def test_are_all_left_out_where_bytes_would_be_read_as_another_character(self) -> None:
        broken = b"\xc3\x08\xa9".decode("utf-8", "surrogateescape")
        kept = carried(result_of(broken, [Edit(1, 2, "\x08", "", ("control",))], "utf-8"), False)
        assert (kept.text, kept.edits) == (broken, ())

    def test_a_line_never_ends_in_half_a_line_end(self) -> None:
        kept = carried(result_of("a\r.", [Edit(2, 3, ".", "", ("stop",))], "utf-8"), True)
        assert kept.text == "a\r."


class TestMarks:
    FLAGS = st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([("garbled", None), ("untranslated", "es")]))
    ).map(lambda found: tuple(Flag(min(a, b), max(a, b), *kind, 0.9, "") for a, b, kind in found))

    @given(FLAGS, st.sets(st.integers(0, 8)))
    def test_can_be_taken_back_and_are_as_many_as_flags(self, flags: tuple[Flag, ...], places: set[int]) -> None:
        text = "abcdefghi"
        edits = [Edit(i, i + 1, text[i], text[i].upper(), ("upper",)) for i in sorted(places)]
        marked = mark(result_of(text, edits, flags=flags))
        assert apply(marked.text, invert(marked.edits)) == text
        assert marked.text.count("\u27e6") == marked.text.count("\u27e7") == sum(f.start < f.end for f in flags)

    @pytest.mark.parametrize(
        ("spans", "text"),
        [
            ([(0, 3, "garbled")], "⟦garbled abc⟧defghi"),
            ([(0, 3, "garbled"), (3, 6, "mojibake")], "⟦garbled abc⟧⟦mojibake def⟧ghi"),
            ([(0, 3, "garbled"), (0, 9, "duplicate")], "⟦duplicate ⟦garbled abc⟧defghi⟧"),
            ([(4, 4, "garbled")], "abcdefghi"),
        ],
    )
    def test_stand_around_their_passage(self, spans: list[tuple[int, int, str]], text: str) -> None:
        flags = tuple(Flag(start, end, kind, None, 0.9, "") for start, end, kind in spans)
        assert mark(result_of("abcdefghi", [], flags=flags)).text == text

    def test_are_not_put_where_the_passage_is_gone(self) -> None:
        removal = Edit(2, 6, "cdef", "", ("drop_garbled",))
        assert mark(result_of("abcdefghi", [removal], flags=(Flag(3, 6, "garbled", None, 0.9, ""),))).text == "abghi"


class TestRoundTrip:
    """What `clean` does to a file, `undo` takes back: over the whole pipeline."""

    def undone(self, data: bytes, fmt: Format, tmp_path: Any) -> bytes:
        outcome = Clean(Config(expect="en"), marks=True, edits=True)(Chunk("-", 1, data, fmt))
        path = tmp_path / "edits"
        path.write_bytes(outcome.edits)
        return sidecar.undone(Chunk("-", 1, outcome.output, fmt), sidecar.read(path))

    @pytest.mark.parametrize("cleaned", [b"xyzb", b"\xef\xbb\xbfc", "c"])
    def test_is_not_of_another_text(self, cleaned: str | bytes) -> None:
        entry = sidecar.Entry("-", TextFormat(), 1, "utf-8", b"\xef\xbb\xbf", (Edit(0, 1, "a", "b", ()),))
        assert sidecar.original(b"\xef\xbb\xbfb", entry) == b"\xef\xbb\xbfa"
        with pytest.raises(ValueError, match=r"BOM|edit"):
            sidecar.original(cleaned, entry)

    @settings(max_examples=50, deadline=None)  # models load in the first example
    @given(data=st.binary() | FAULTY.map(lambda parts: "".join(parts).encode("utf-8")))
    @example(data=b"\xff\xfeA\0.\0.\0")
    def test_of_text(self, data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
        assert self.undone(data, TextFormat(), tmp_path_factory.getbasetemp()) == data

    @settings(max_examples=50, deadline=None)  # models load in the first example
    @given(data=st.binary() | FAULTY.map(lambda parts: "".join(parts).encode("latin-1", "ignore")))
    @example(data=b"\0")
    def test_of_lines(self, data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
        assert self.undone(data, LineFormat(), tmp_path_factory.getbasetemp()) == data

    @settings(max_examples=50, deadline=None)
    @given(text=TEXT | FAULTY.map("".join))
    def test_of_records(self, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        data = jsonl.dumps({"id": 1, "text": text}) + b"\nbad\n"
        assert self.undone(data, JsonlFormat(), tmp_path_factory.getbasetemp()) == data


class TestFindings:
    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("ab\ncd", [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]),
            ("\r\na\rb", [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]),
            ("\U0001f600\u2028a", [(1, 1), (1, 2), (1, 3), (1, 4)]),
        ],
    )
    def test_places_are_those_of_editors(self, text: str, places: list[tuple[int, int]]) -> None:
        (record,) = TextFormat().records(Chunk("-", 1, text.encode(), TextFormat()))
        position = TextFormat().position(record, text)
        assert [position(offset) for offset in range(len(text) + 1)] == places

    @pytest.mark.parametrize(
        ("text", "edit", "before", "after"),
        [
            ("in 2015.. Iraq", Edit(7, 9, "..", ".", ()), "2015..", "2015."),
            ("rain , snow", Edit(4, 5, " ", "", ()), "rain ,", "rain,"),
            ("a  b", Edit(1, 3, "  ", " ", ()), "a  b", "a b"),
            ("in  2015", Edit(2, 3, " ", "", ()), "in ", "in"),
            (".", Edit(0, 1, ".", "", ()), ".", ""),
        ],
    )
    def test_repairs_are_shown_with_the_words_they_are_in(self, text: str, edit: Edit, before: str, after: str) -> None:
        (found,) = findings.of_result("-", result_of(text, [edit]), lambda offset: (1, offset + 1))
        assert (found.text, found.new) == (before, after)

    FINDINGS = st.builds(
        Finding,
        TEXT,
        *[st.integers(1, 9)] * 4,
        st.sampled_from(list(findings.MEANING)),
        st.none() | st.just("es"),
        st.floats(0, 1),
        ANY_TEXT,
        ANY_TEXT,
        st.none() | ANY_TEXT,
    )

    @given(FINDINGS)
    def test_every_form_is_a_line_a_finding_whatever_the_text(self, finding: Finding) -> None:
        for form in (findings.as_text, findings.as_github):
            assert "".join(form([finding])).count("\n") == 1 + finding.path.count("\n") * (form is findings.as_text)
        assert json.loads("".join(findings.as_jsonl([finding])))["text"] == finding.text
        (result,) = json.loads("".join(findings.as_sarif([finding])))["runs"][0]["results"]
        assert result["ruleId"] == finding.kind

    def test_a_known_finding_stands_for_one(self) -> None:
        one = Finding("a", 1, 1, 1, 2, "garbled", None, 0.9, "", "xx")
        other = Finding("a", 7, 3, 7, 5, "garbled", None, 0.8, "", "xx")
        known = Counter([one.identity])
        assert list(findings.new([one, other], known)) == [other]
        assert list(findings.new([other], known)) == []
