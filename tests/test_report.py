"""The page that `macaronic report` writes, as far as it shows without a browser; tests/hosts has the rest."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from command import BROKEN, ENGLISH, MENDED, MIXED, SPANISH, output, run
from hypothesis import given
from hypothesis import strategies as st

import macaronic
from macaronic.edits import Edit
from macaronic.formats import Chunk, JsonlFormat
from macaronic.records import Decoded, Flag, Result
from macaronic.report import Report, described, page
from macaronic.report.documents import Piece, pieces
from macaronic.work import Clean

HOSTILE = {
    "script": "<script>document.title = 'taken'</script>",
    "end of script": "</script></textarea></style></title><img src=x onerror=alert(1)>",
    "comment": "<!-- <script> --> ]]> &lt;b&gt; {{ contents }} {% raw %}",
    "override": "safe \N{RIGHT-TO-LEFT OVERRIDE}txt.exe \N{POP DIRECTIONAL FORMATTING}",
    "NUL and surrogates": "a\0b \ud800 \udc80 \udfff\ud800",
    "separators": "line\u2028paragraph\u2029 next\x85 end",
    "quotes": '"\' onmouseover="alert(1)" `${1}` \\',
    "nothing": "",
}


@dataclass
class Page(HTMLParser):
    """What a browser makes of a page: its elements in order, and what is in its scripts and styles."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, data: bytes) -> Page:
        parsed = cls()
        parsed.feed(data.decode("utf-8"))
        parsed.close()
        return parsed

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attributes = self.elements[-1] if self.elements else ("", {})
        if tag in {"script", "style"} and data.strip():
            self.contents.setdefault(attributes.get("id") or tag, data)
        self.words.append(data)

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    @property
    def index(self) -> dict[str, Any]:
        return json.loads(self.contents["index"])  # type: ignore[no-any-return]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        blocks = [text for name, text in self.contents.items() if name.startswith("block-")]
        return [body for block in blocks for body in json.loads(zlib.decompress(b64decode(block)))]

    @property
    def texts(self) -> list[str]:
        return ["".join(piece if isinstance(piece, str) else piece[0] for piece in b["pieces"]) for b in self.bodies]


def found(text: str, flags: Sequence[Flag] = (), edits: Sequence[Edit] = (), file: str = "a.txt") -> bytes:
    result = Result(macaronic.edits.apply(text, edits), "en", tuple(flags), tuple(edits), (), Decoded(text), "test")
    return described(file, 1, result, lambda offset: (1, offset + 1))


def flag(start: int, end: int, reason: str = "reads as Spanish") -> Flag:
    return Flag(start, end, "untranslated", "es", 0.876, reason)


def of(*documents: bytes) -> Page:
    return Page.of(b"".join(page(documents)))


@st.composite
def texts_and_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(max_size=30))
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place).map(lambda span: (min(span), max(span))), max_size=8))
    return text, sorted(spans)


class TestPieces:
    @given(texts_and_spans())
    def test_they_are_the_text_and_each_span_is_its_pieces(self, given: tuple[str, list[tuple[int, int]]]) -> None:
        text, spans = given
        cut = [(piece, []) if isinstance(piece, str) else piece for piece in pieces(text, spans)]
        assert "".join(piece for piece, _ in cut) == text
        for number, (start, end) in enumerate(spans):
            assert "".join(piece for piece, numbers in cut if number in numbers) == text[start:end]
            assert any(number in numbers for _, numbers in cut)

    @pytest.mark.parametrize("text", [BROKEN, MIXED, "The  cafÃ© is open ,we said.. " + SPANISH])
    def test_with_what_is_new_in_them_they_are_the_cleaned_text(self, text: str) -> None:
        result = macaronic.clean(text, expect="en")
        document = json.loads(described("a.txt", None, result, lambda offset: (1, offset + 1)))
        assert cleaned(document["pieces"], document["findings"]) == result.text

    def test_many_findings_take_no_longer_each_than_few(self) -> None:
        spans = [(at, at + 1) for at in range(0, 200_000, 2)]
        assert len(pieces("ab" * 100_000, spans)) == 200_000


def cleaned(cut: Sequence[Piece], findings: Sequence[dict[str, Any]]) -> str:
    told: set[int] = set()
    text = ""
    for piece in cut:
        old, numbers = (piece, []) if isinstance(piece, str) else piece
        repairs = [number for number in numbers if findings[number]["kind"] == "repair"]
        text += "".join(findings[n]["new"] for n in repairs if n not in told) if repairs else old
        told.update(repairs)
    return text


class TestPage:
    def test_its_policy_allows_its_own_script_and_style_and_nothing_else(self) -> None:
        parsed = of(found("hola", [flag(0, 4)]))
        (policy,) = [a["content"] for _, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy
        directives = dict(part.split(" ", 1) for part in policy.split("; "))
        assert directives["default-src"] == "'none'"
        for directive, name in {"script-src": "script", "style-src": "style"}.items():
            digest = b64encode(sha256(parsed.contents[name].encode()).digest()).decode()
            assert directives[directive] == f"'sha256-{digest}'"
        assert set(directives.values()) - {directives["script-src"], directives["style-src"]} == {"'none'", "'script'"}

    def test_it_needs_nothing_from_elsewhere(self) -> None:
        data = b"".join(page([found("hola", [flag(0, 4)])]))
        for _, attributes in Page.of(data).elements:
            assert not {"src", "srcset", "action", "style", "data"} & set(attributes)
            assert not [name for name in attributes if name.startswith("on")]
            assert (attributes.get("href") or "#").startswith("#")
        assert not re.search(rb"@import|url\(|fetch\(|XMLHttpRequest|innerHTML|eval\(", data)

    def test_the_script_closes_nothing_that_it_is_in(self) -> None:
        parsed = of(found("hola"))
        assert "</" not in parsed.contents["script"]
        assert "<!--" not in parsed.contents["script"]
        assert "</" not in parsed.contents["style"]

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_hostile_text_is_text_wherever_it_stands(self, text: str) -> None:
        def documents(text: str) -> bytes:
            edits = [Edit(1, 2, "o", text, ("doubled_period",), text)]
            marked = Flag(0, 4, "untranslated", "es", 0.9, text)
            return found("hola" + text, [marked], edits, file=f"x{text}")

        parsed, harmless = of(documents(text)), of(documents("harmless"))
        assert parsed.tags == harmless.tags
        assert [set(a) for _, a in parsed.elements] == [set(a) for _, a in harmless.elements]
        assert parsed.texts == [f"hola{text}"]
        assert parsed.index["files"] == [f"x{text}"]
        assert parsed.bodies[0]["findings"][0]["reason"] == text
        assert "<" not in parsed.contents["index"]

    def test_it_counts_by_kind_language_and_file(self) -> None:
        edits = [Edit(9, 11, "..", ".", ("doubled_period",))]
        parsed = of(
            found("hola todo..", [flag(0, 4), flag(5, 9)], edits, file="b.txt"),
            found("hola", [flag(0, 4)], file="c.txt"),
            found("It rained.", file="c.txt"),
        )
        words = " ".join(" ".join(parsed.words).split())
        assert "3 documents, 2 have findings: 3 flags and 1 repair" in words
        for counts in ("untranslated 3 repair 1", "Spanish 3 no language 1", "All files b.txt 3 c.txt 1"):
            assert counts in words
        kinds = parsed.index["kinds"]
        rows = [row for *_, row in parsed.index["documents"]]
        assert [kinds[kind] for kind in rows[0][::4]] == ["untranslated", "untranslated", "repair"]
        assert rows[0][2::4] == [88, 88, 100]
        assert rows[2] == []
        assert "full stop" in parsed.index["rules"]["doubled_period"]

    def test_each_document_is_found_in_its_block(self) -> None:
        texts = [f"{number} " + "word " * 5000 for number in range(40)]
        parsed = of(*(found(text) for text in texts))
        assert parsed.texts == texts
        blocks = [block for *_, block, _ in parsed.index["documents"]]
        assert blocks == sorted(blocks)
        assert len(set(blocks)) == len([name for name in parsed.contents if name.startswith("block-")]) > 1

    def test_same_documents_same_page(self) -> None:
        documents = [found("hola", [flag(0, 4)]), found("It rained.")]
        assert b"".join(page(documents)) == b"".join(page(documents))

    def test_no_documents_are_a_page_too(self) -> None:
        assert of().index["documents"] == []


class TestCommand:
    def test_a_file_is_a_document(self, tmp_path: Path) -> None:
        source, target = tmp_path / "a.txt", tmp_path / "page.html"
        source.write_text(f"{MIXED}\n\n{BROKEN}\n", encoding="utf-8")
        assert output("report", "--expect", "en", source, "-o", target) == b""
        parsed = Page.of(target.read_bytes())
        assert parsed.texts == [f"{MIXED}\n\n{BROKEN}\n"]
        assert parsed.index["files"] == [str(source)]
        first, repair = parsed.bodies[0]["findings"]
        assert (first["kind"], first["language"]) == ("untranslated", "es")
        assert first["place"] == [1, MIXED.index(SPANISH) + 1]
        assert first["reason"].startswith("reads as Spanish")
        assert (repair["new"], repair["rules"], repair["place"][0]) == (".", ["doubled_period"], 3)
        assert repair["words"] == ["2015..", "2015."]

    def test_lines_are_documents_whoever_works(self) -> None:
        given = f"{BROKEN}\n\n{ENGLISH}\n"
        one, two = (output("report", "--lines", "--expect", "en", "--jobs", jobs, stdin=given) for jobs in (1, 2))
        assert one == two
        assert Page.of(one).texts == [BROKEN, "", ENGLISH]
        assert [line for _, line, *_ in Page.of(one).index["documents"]] == [1, 2, 3]

    @pytest.mark.parametrize(
        ("name", "file", "lines", "places"),
        [
            ("a.csv", f"id,text\n1,{BROKEN}\n2,{SPANISH}\n", [2, 3], [("repair", [2, 38]), ("untranslated", [3, 3])]),
            ("a.md", f"# {BROKEN}\n\n- {SPANISH}\n", [None], [("repair", [1, 38]), ("untranslated", [3, 3])]),
            ("a.html", f"<p>{BROKEN}\n<p>{SPANISH}", [None], [("repair", [1, 39]), ("untranslated", [2, 4])]),
            (
                "en.po",
                f'msgid "x"\nmsgstr "{BROKEN}"\n\nmsgid "y"\nmsgstr ""\n\nmsgid "z"\nmsgstr "{SPANISH}"\n',
                [None],
                [("repair", [2, 44]), ("untranslated", [4, 1]), ("untranslated", [8, 9])],
            ),
        ],
        ids=["csv", "markdown", "html", "po"],
    )
    def test_files_of_any_format_are_shown(
        self, name: str, file: str, lines: list[int | None], places: list[tuple[str, list[int]]], tmp_path: Path
    ) -> None:
        source = tmp_path / name
        source.write_text(file, encoding="utf-8")
        parsed = Page.of(output("report", "--expect=en", source))
        assert [line for _, line, *_ in parsed.index["documents"]] == lines
        assert "".join(parsed.texts) in (file, BROKEN + SPANISH)
        assert [(f["kind"], f["place"]) for body in parsed.bodies for f in body["findings"]] == places

    def test_records_that_cannot_be_read_are_named(self) -> None:
        done = run("report", "--jsonl", "--expect", "en", stdin=f"{json.dumps({'text': BROKEN})}\nno JSON\n")
        assert done.returncode == 3
        assert b"-:2" in done.stderr
        assert Page.of(done.stdout).texts == [BROKEN]

    def test_bytes_that_are_no_text(self) -> None:
        data = b"a \xff b\0 </script>"
        (text,) = Page.of(output("report", "--expect", "en", "--encoding", "utf-8", stdin=data)).texts
        assert text.encode("utf-8", "surrogateescape") == data

    def test_without_the_engine_it_says_what_to_install(self) -> None:
        program = "import sys; sys.modules['jinja2'] = None; from macaronic.cli import main; sys.exit(main(['report']))"
        done = subprocess.run([sys.executable, "-c", program], input=b"", capture_output=True, check=False)
        assert done.returncode == 2
        assert done.stderr == b"macaronic: reports need one more package: pip install 'macaronic[report]'\n"

    def test_the_page_is_not_written_over_what_it_is_made_of(self, tmp_path: Path) -> None:
        source = tmp_path / "a.txt"
        source.write_text(BROKEN, encoding="utf-8")
        assert run("report", source, "-o", source).returncode == 2
        assert source.read_text(encoding="utf-8") == BROKEN


def worked(work: type[Clean] | type[Report], record: dict[str, Any], *keys: str) -> bytes:
    config = macaronic.Config(expect="en")
    fmt = JsonlFormat(config.expected, text_key=keys or ("text",))
    return work(config)(Chunk("-", 1, json.dumps(record).encode(), fmt)).output


class TestCleanedRecords:
    def cleaned(self) -> dict[str, Any]:
        return json.loads(worked(Clean, {"text": f"{BROKEN} {MIXED}"}))  # type: ignore[no-any-return]

    def report(self, record: dict[str, Any]) -> dict[str, Any]:
        parsed = of(worked(Report, record))
        return parsed.bodies[0] | {"text": parsed.texts[0]}

    def test_are_shown_as_they_were_and_not_cleaned_again(self) -> None:
        record = self.cleaned()
        record["macaronic"]["flags"][0]["reason"] = "said so once"
        shown = self.report(record)
        assert shown["text"] == f"{BROKEN} {MIXED}"
        assert [finding["kind"] for finding in shown["findings"]] == ["repair", "untranslated"]
        assert shown["findings"][1]["reason"] == "said so once"

    def test_of_several_texts_are_shown_each_as_it_was(self) -> None:
        keys = ("title", "page.body")
        record = json.loads(worked(Clean, {"title": BROKEN, "page": {"body": MIXED}}, *keys))
        record["macaronic"]["page.body"]["flags"][0]["reason"] = "said so once"
        parsed = of(worked(Report, record, *keys))
        assert parsed.texts == [BROKEN, MIXED]
        assert parsed.bodies[1]["findings"][0]["reason"] == "said so once"
        record["macaronic"].pop("title")
        parsed = of(worked(Report, record, *keys))
        assert parsed.texts == [MENDED, MIXED]
        assert parsed.bodies[1]["findings"][0]["reason"] != "said so once"

    @pytest.mark.parametrize(
        "damage",
        [
            {"text": "It rained all day and nobody came."},
            {"macaronic": None},
            {"macaronic": {"flags": 1, "edits": []}},
            {"macaronic": {"flags": [], "edits": [{"start": 0, "end": 1, "old": "x", "new": "y", "rules": []}]}},
        ],
        ids=["another text", "no note", "no flags", "edits of another text"],
    )
    def test_whose_note_is_not_of_their_text_are_looked_at_afresh(self, damage: dict[str, Any]) -> None:
        record = self.cleaned() | damage
        shown = self.report(record)
        assert shown["text"] == record["text"]
        assert ("untranslated" in {f["kind"] for f in shown["findings"]}) == (MENDED in record["text"])

    @pytest.mark.parametrize(
        "change", [{"kind": "<b>"}, {"start": -1}, {"score": 2}, {"score": "high"}, {"text": "other"}]
    )
    def test_with_a_flag_that_cannot_be_are_looked_at_afresh(self, change: dict[str, Any]) -> None:
        record = self.cleaned()
        record["macaronic"]["flags"][0] |= {"reason": "said so once"} | change
        assert [f["reason"] for f in self.report(record)["findings"]] != ["", "said so once"]
        assert self.report(record)["text"] == record["text"]
