"""What a person sees: frames, changes, progress, help and completion, on a real terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command import BROKEN, ENGLISH, MACARONIC, MENDED, MIXED, POSIX, SPANISH, heed_interrupts, output, run
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("pty", reason="there are no terminals here")
from terminal import COLOR, opened, read, screen, shown, shown_in_shell, typed

from macaronic.differences import unified
from macaronic.edits import Edit, apply
from macaronic.examples import EXAMPLES
from macaronic.findings import JOINERS, Line, excerpt
from macaronic.frames import Row, cells, row, rows, visible
from macaronic.languages import NAMES

ROOT = Path(__file__).parent.parent
ARTICLE = "examples/article.txt"
GAUGE = "Der Ausflug war schön, und alle kamen spät nach Hause."
HOSTILE = (
    "It rained.. \x1b]0;title\x07\x1b[2J\x1b[31m \x9b31m \u202eno.. \u2066one\u2069 \x08\x08 \x7f "
    f"\u200b\ufeff\x85 {SPANISH} \x1bPq\x1b\\ It rained. ."
)
WIDE = (
    "会議は東京で開かれ、多くの人が参加した。La compañía naviera había advertido durante meses. "
    "次の会議は春です。。\n"
    "The caf\u0301e\u0301 was full\N{PARTY POPPER}\N{PARTY POPPER} , and\tso it was. "
    "Öffnen Sie danach die App und halten Sie das Telefon. 👩\u200d💻 We left.. "
    "\N{REGIONAL INDICATOR SYMBOL LETTER D}\n"
)
PARTS = st.lists(
    st.sampled_from(
        [
            *"abc .,", "漢", "字", "ｱ", "e\u0301", "\u0301", "\u0327", "🎉", "👩\u200d💻", "❤\ufe0f", "🇩🇪",
            "👍🏽", "\t", "\n", "\x1b[31m", "\x9b", "\x00", "\u202e", "\u2066", "\u200b", "\ufeff", "\u3000", "\xad",
            "\ud800", "می\u200cخواهم", "क्षि",
        ]
    ),
    max_size=60,
).map("".join)  # fmt: skip


class TestFrames:
    """Cells are counted by a terminal that knows nothing of how they were counted here."""

    @given(PARTS, PARTS, PARTS, st.integers(15, 120))
    @example("漢", "\u0301", "", 15)
    @settings(deadline=None)
    def test_the_marks_stand_below_the_cells_of_the_passage(
        self, before: str, passage: str, after: str, width: int
    ) -> None:
        found = row(before, passage, after, width)
        plain = screen(found.before, width + 2)
        drawn = screen(f"{found.before}\x1b[4m{found.passage}\x1b[0m", width + 2)
        changed = [x for x in range(width + 2) if drawn.buffer[0][x] != plain.buffer[0][x]]
        start, end = found.marked
        if changed:
            second_half = (
                plain.buffer[0][changed[0]].data == ""
            )  # of a wide letter: there this terminal keeps its marks
            assert (changed[0] - second_half, changed[-1] + 1) == (start, end)
        else:
            assert end == start + 1
            assert not cells(found.passage)
        assert found.marks() == " " * start + "^" * (end - start)

    @given(PARTS, PARTS, PARTS, st.integers(15, 120))
    @settings(deadline=None)
    def test_a_row_fits_and_shows_the_beginning_of_the_passage(
        self, before: str, passage: str, after: str, width: int
    ) -> None:
        found = row(before, passage, after, width)
        text = found.before + found.passage + found.after
        assert screen(text, width + 2).cursor.x == cells(text) <= width
        assert all(char.isprintable() or char in JOINERS for char in text)
        whole = visible(passage)
        assert found.passage == whole or (
            found.passage.endswith("…") and whole.startswith(found.passage[:-1]) and len(found.passage) > 1
        )

    @given(PARTS, st.lists(PARTS, min_size=2, max_size=2), PARTS, st.integers(15, 120))
    def test_what_is_and_what_would_be_stand_below_each_other(
        self, before: str, passages: list[str], after: str, width: int
    ) -> None:
        one, other = rows(before, passages, after, width)
        assert one.before == other.before
        assert all(cells("".join(found)) <= width for found in (one, other))

    @pytest.mark.parametrize(
        ("before", "passage", "marks"),
        [
            pytest.param("漢字", "漢", "    ^^", id="wide"),
            pytest.param("cafe\u0301 ", "e\u0301", "     ^", id="combining"),
            pytest.param("cafe", "\u0301", "   ^", id="a mark alone: its letter"),
            pytest.param("漢", "\u0301", "^^", id="a mark on a wide letter"),
            pytest.param("🎉", "x", "  ^", id="emoji"),
            pytest.param("👩\u200d💻", "x", " " * 10 + "^", id="joined emoji: no two terminals agree on them"),
            pytest.param("\t", "x", "  ^", id="tab"),
            pytest.param("\x1b", "x", "    ^", id="control"),
            pytest.param("می\u200cخ", "x", "   ^", id="zero-width non-joiner between letters"),
            pytest.param("ab", "", "  ^", id="nothing: where something is missing"),
        ],
    )
    def test_marks(self, before: str, passage: str, marks: str) -> None:
        assert row(before, passage, " after", 40).marks() == marks

    def test_a_long_line_is_cut_around_the_passage(self) -> None:
        assert row("x" * 900 + " ", "casa", " " + "y" * 900, 30) == Row("…xxxxxxxxxxx ", "casa", " yyyyyyyyyyy…")

    def test_a_passage_of_many_lines_shows_some_and_counts_the_rest(self) -> None:
        text = "It is.\nUno.\n\nDos.\r\nTres.\nCuatro.\nCinco. It is."
        found = excerpt(text, 7, text.index(" It is.", 7), lambda place: (1 + text.count("\n", 0, place), 1))
        assert found.lines == (Line(2, "", "Uno.", ""), Line(4, "", "Dos.", ""), Line(5, "", "Tres.", ""))
        assert found.more == 2


def shell(folder: Path) -> dict[str, str]:
    """The environment of a shell in which the command is installed."""
    program = folder / "bin" / "macaronic"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m macaronic "$@"\n')
    program.chmod(0o755)
    return os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}


def marked(lines: list[str]) -> list[str]:
    """What stands above the marks, cell by cell."""
    found = []
    for above, below in pairwise(lines):
        if match := re.fullmatch(r" *│ +(\^+)", below):
            cell = screen(above, len(above) * 2).buffer[0]
            found.append("".join(cell[x].data for x in range(*match.span(1))))
    return found


@POSIX
class TestCheck:
    @pytest.mark.parametrize("columns", [80, 40])
    def test_findings_stand_in_frames_that_fit(self, columns: int, tmp_path: Path) -> None:
        (tmp_path / "wide.txt").write_text(WIDE)
        found = shown("check", "--expect=ja,en", "--quiet", "wide.txt", columns=columns, cwd=tmp_path)
        known = [
            json.loads(line)
            for line in run("check", "--expect=ja,en", "--format=jsonl", "wide.txt", cwd=tmp_path).stdout.splitlines()
        ]
        assert found.status == 1
        heads = [line for line in found.lines if line.startswith("wide.txt:")]
        assert [head.split(":")[1:3] for head in heads] == [[str(f["line"]), str(f["column"])] for f in known]
        passages = marked(found.lines)
        assert len(passages) == len(known) >= 4
        for passage, finding in zip(passages, known, strict=True):
            assert visible(finding["text"]).startswith(passage.removesuffix("…")) or finding["kind"] == "repair"
            assert passage.removesuffix("…") in visible(finding["text"])

    def test_frames_can_be_had_without_a_terminal(self) -> None:
        plain = output("check", "--expect=en", "--format=frames", ARTICLE, status=1, cwd=ROOT).decode()
        on_terminal = shown("check", "--expect=en", "--quiet", ARTICLE, cwd=ROOT)
        assert COLOR.sub("", on_terminal.written).replace("\r\n", "\n") == plain
        assert "\x1b" in on_terminal.written
        assert "\x1b" not in plain
        assert max(map(cells, plain.splitlines())) <= 80

    def test_a_program_reads_what_it_always_did(self) -> None:
        piped = output("check", "--expect=en", ARTICLE, status=1, cwd=ROOT)
        assert piped == output("check", "--expect=en", "--format=text", ARTICLE, status=1, cwd=ROOT)
        lines = piped.decode().splitlines()
        assert len(lines) == 12
        assert all(re.fullmatch(r"\S+:\d+:\d+: [a-z]+ (-|[a-z]+) [01]\.\d\d .+", line) for line in lines)

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_colours_can_be_refused(self, environment: dict[str, str]) -> None:
        found = shown("check", "--expect=en", "--quiet", ARTICLE, cwd=ROOT, environment=environment)
        codes = {code for match in COLOR.findall(found.written) for code in match[2:-1].split(";")}
        assert codes <= {"0", "1", "2", "4"}  # bold, dim and underlined are none
        assert len(marked(found.lines)) >= 12
        with_colours = shown("check", "--expect=en", "--quiet", ARTICLE, cwd=ROOT)
        assert with_colours.lines == found.lines
        assert {"31", "32", "35"} <= {code for m in COLOR.findall(with_colours.written) for code in m[2:-1].split(";")}

    def test_colours_can_be_forced(self) -> None:
        command = [sys.executable, "-m", "macaronic", "check", "--expect=en", ARTICLE]
        environment = os.environ | {"FORCE_COLOR": "1"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
        assert b"\x1b[1;31m" in done.stdout
        assert done.stderr == b""


@POSIX
class TestHostile:
    @pytest.mark.parametrize("command", ["check", "clean --diff", "explain"])
    def test_nothing_in_a_text_is_obeyed(self, command: str, tmp_path: Path) -> None:
        name = "evil\x1b[31m.txt"
        (tmp_path / name).write_text(HOSTILE)
        found = shown(*command.split(), "--encoding=utf-8", "--expect=en", name, cwd=tmp_path)
        rest = COLOR.sub("", found.written).replace("\r\n", "\n").replace("\n", "")
        assert SPANISH[:20] in rest or "It rained" in rest
        assert all(char.isprintable() for char in rest), sorted({char for char in rest if not char.isprintable()})

    def test_nor_in_what_is_said_of_it(self, tmp_path: Path) -> None:
        (tmp_path / "in.jsonl").write_text(json.dumps({"text": ENGLISH, "lang": "\x1b[31mKlingon"}) + "\n{\x1b[31m\n")
        found = shown("clean", "--jsonl", "--expect-key=lang", "in.jsonl", piped="stdout", cwd=tmp_path)
        assert found.status == 3
        assert r"\x1b[31mKlingon" in "".join(found.lines)
        assert "\x1b" not in found.written


class TestDiff:
    @pytest.fixture
    def page(self, tmp_path: Path) -> Path:
        path = tmp_path / "page.txt"
        path.write_bytes(f"{BROKEN}\r\n\n{ENGLISH}\nIt rained. . {MIXED}".encode())
        return path

    @pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")
    @pytest.mark.parametrize("options", [[], ["--drop=untranslated"], ["--mark"]])
    def test_it_is_what_clean_does(self, options: list[str], page: Path) -> None:
        diff = output("clean", "--expect=en", "--diff", *options, page.name, cwd=page.parent)
        cleaned = output("clean", "--expect=en", *options, page)
        subprocess.run(["patch", "--binary", "-p0"], input=diff, cwd=page.parent, capture_output=True, check=True)
        assert page.read_bytes() == cleaned
        assert output("clean", "--expect=en", "--diff", *options[:1], page) == b"" or "--mark" in options

    @pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")
    @given(st.data())
    @settings(deadline=None)
    def test_every_diff_is_one_that_patch_takes(self, data: st.DataObject) -> None:
        text = data.draw(st.text("ab\n", max_size=14))
        edits: list[Edit] = []
        for start, new in data.draw(st.lists(st.tuples(st.integers(0, 14), st.text("xa\n", max_size=3)), max_size=4)):
            at = max(start, edits[-1].end + 1 if edits else 0)
            end = data.draw(st.integers(at, max(at, len(text))))
            if end <= len(text) and text[at:end] != new:
                edits.append(Edit(at, end, text[at:end], new, ("rule",)))
        diff = unified("in", text, tuple(edits))
        assert bool(diff) == bool(edits)
        assert patched(text, diff) == apply(text, edits)

    def test_rules_are_named_and_nothing_is_written(self, page: Path) -> None:
        before = page.read_bytes()
        diff = output("clean", "--expect=en", "--diff", page.name, cwd=page.parent).decode()
        assert diff.startswith("--- page.txt\n+++ page.txt\n@@ -1,1 +1,1 @@ doubled_period\n-")
        assert f"-{BROKEN}\r\n+{MENDED}\r\n" in diff
        assert page.read_bytes() == before
        assert list(page.parent.iterdir()) == [page]

    @pytest.mark.parametrize("option", ["--in-place", "--edits=edits", "--rejects=bad", "--checkpoint=state"])
    def test_it_does_not_go_with_what_writes(self, option: str, page: Path) -> None:
        done = run("clean", "--expect=en", "--diff", option, page.name, cwd=page.parent)
        assert done.returncode == 2
        assert b"--diff shows what would be changed and writes nothing else" in done.stderr
        assert list(page.parent.iterdir()) == [page]

    def test_it_can_go_to_a_file(self, page: Path) -> None:
        assert output("clean", "--expect=en", "--diff", "--output=page.diff", page.name, cwd=page.parent) == b""
        written = (page.parent / "page.diff").read_bytes()
        assert written == output("clean", "--expect=en", "--diff", page.name, cwd=page.parent)

    def test_records_are_named_by_their_lines(self) -> None:
        given = json.dumps({"text": ENGLISH}) + "\n" + json.dumps({"text": BROKEN})
        diff = output("clean", "--jsonl", "--expect=en", "--jobs=2", "--diff", stdin=given).decode()
        assert diff.startswith("--- -:2\n+++ -:2\n@@ -1,1 +1,1 @@ doubled_period\n")

    @POSIX
    @pytest.mark.parametrize("columns", [80, 40])
    def test_on_a_terminal_each_change_stands_by_itself(self, columns: int) -> None:
        found = shown(
            "clean", "--diff", "--drop=duplicate", "--expect=en", "--quiet", ARTICLE, columns=columns, cwd=ROOT
        )
        text = "\n".join(found.lines)
        assert "misread_code_page\n 21 │ - The cafÃ© at" in text or columns == 40
        assert "\n    │       ^^^^^\n    │ + The café at" in text
        assert {"cafÃ©", "café", "..", ". "} <= set(marked(found.lines))


def patched(text: str, diff: str) -> str:
    """The text as `patch` leaves it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "in")
        path.write_bytes(text.encode())
        subprocess.run(["patch", "--binary", "-s", "-p0"], input=diff.encode(), cwd=folder, check=True)
        return path.read_bytes().decode() if path.exists() else ""


@POSIX
class TestProgress:
    @pytest.fixture
    def long(self, tmp_path: Path) -> Path:
        path = tmp_path / "long.txt"
        path.write_text(f"{ENGLISH} The harbour was closed on Sunday, and the ferry did not run.{' ' * 900}\n" * 6000)
        return path

    @pytest.mark.parametrize("columns", [80, 40])
    def test_long_work_shows_how_far_it_is_how_fast_and_for_how_long(self, columns: int, long: Path) -> None:
        found = shown("clean", "--lines", "--expect=en", long, piped="stdout", columns=columns)
        bars = [COLOR.sub("", bar) for bar in re.split(r"\x1b\[2K|\r", found.written) if "B/s" in bar and "%" in bar]
        assert len(bars) > 2
        assert re.search(r"━ +\d+% \d+\.\d/\d+\.\d MB \d+\.\d [kM]B/s \d:\d\d:\d\d$", bars[-1].rstrip()), bars[-1]
        assert all(cells(bar.rstrip()) <= columns for bar in bars)
        assert found.lines[0].startswith("macaronic: documents: 6,000, 6.") or columns == 40
        assert found.written.count("\x1b[?25l") == found.written.count("\x1b[?25h") == 1  # the cursor is there again
        assert "38;" not in found.written

    def test_a_pipe_shows_how_much_is_done(self, long: Path) -> None:
        command = f"head -c 3000000 {long} | {sys.executable} -m macaronic clean --lines --expect=en > /dev/null"
        found = shown_in_shell(command)
        assert re.search(r"\d+\.\d/\? [kM]B \d+\.\d [kM]B/s 0:00:\d\d", COLOR.sub("", found)), found

    def test_what_is_quick_shows_none_and_quiet_is_quiet(self, long: Path, tmp_path: Path) -> None:
        short = tmp_path / "short.txt"
        short.write_text(f"{BROKEN}\n")
        found = shown("clean", "--expect=en", short, piped="stdout")
        assert found.lines[0].startswith("macaronic: documents: 1, ")
        assert "\x1b" not in found.written
        assert shown("clean", "--lines", "--expect=en", "--quiet", long, piped="stdout").written == ""

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_what_is_broken_off_leaves_the_terminal_as_it_was(self, jobs: int, long: Path) -> None:
        with opened(80) as (terminal, side):
            command = [*MACARONIC, "clean", "--lines", "--expect=en", f"--jobs={jobs}", str(long)]
            with subprocess.Popen(
                command,
                stdout=subprocess.DEVNULL,
                stderr=side,
                start_new_session=True,
                preexec_fn=heed_interrupts,  # noqa: PLW1509
            ) as process:
                os.close(side)
                begun = os.read(terminal, 4096)
                os.killpg(process.pid, signal.SIGINT)
                written = read(terminal, begun)
                assert process.wait(timeout=60) == 130
        assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1
        assert "".join(screen(written, 80).display).strip() == ""

    def test_what_is_said_meanwhile_stands_above(self, tmp_path: Path) -> None:
        path = tmp_path / "long.jsonl"
        lines = [json.dumps({"text": ENGLISH, "more": "x" * 900})] * 6000
        lines[5990] = "bad"
        path.write_text("\n".join(lines))
        found = shown("clean", "--jsonl", "--expect=en", path, piped="stdout", columns=200)
        assert found.status == 3
        assert "%" in found.written
        assert found.lines[0] == f"{path}:5991:1: invalid JSON: Expecting value"
        assert found.lines[1].startswith("macaronic: documents: 5,999, ")


@POSIX
class TestSummary:
    def test_it_counts(self, tmp_path: Path) -> None:
        place = tmp_path / "clean.txt"
        found = shown("clean", "--expect=en", "--drop=duplicate", "--output", place, ARTICLE, cwd=ROOT)
        first, *rest = [line for line in found.lines if line]
        assert re.fullmatch(r"macaronic: documents: 1, 2\.2 kB in \d+\.\d s \(\d+\.\d kB/s\)", first)
        assert rest[0] == "macaronic: flags: duplicate 1, untranslated 1, garbled 1"
        assert rest[1].startswith("macaronic: repairs: stray_period 3, doubled_period 2, drop_duplicate 1,")
        assert "others 2" in "".join(rest[1:])

    def test_a_program_is_not_told(self) -> None:
        assert run("clean", "--expect=en", ARTICLE, cwd=ROOT).stderr == b""

    def test_of_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "page.txt").write_text(ENGLISH)
        found = shown("check", "--expect=en", "page.txt", cwd=tmp_path)
        assert found.lines[1] == "macaronic: nothing to flag or repair"

    def test_a_run_that_goes_on_sums_up_the_whole(self, tmp_path: Path) -> None:
        place = tmp_path / "in.jsonl"
        place.write_text((json.dumps({"text": BROKEN, "more": "x" * 20_000}) + "\n") * 600)
        arguments = ["clean", "--jsonl", "--expect=en", "--checkpoint=state", "--output=out.jsonl", place.name]
        state = tmp_path / "state"
        with subprocess.Popen([*MACARONIC, *arguments], cwd=tmp_path) as process:
            while not state.exists():
                assert process.poll() is None
            process.kill()
        assert 0 < json.loads(state.read_text())["tally"]["documents"] < 600
        found = shown(*arguments, cwd=tmp_path, piped="stdout")
        assert found.lines[0].startswith("macaronic: documents: 600, ")
        assert found.lines[1] == "macaronic: repairs: doubled_period 600"


def test_waiting_for_the_keyboard_is_said() -> None:
    found = typed("It rained. . We left.\n\x04", "clean", "--expect=en")
    assert found[0] == "macaronic: reading what is typed here; Ctrl-D ends it"
    assert "It rained. We left." in found


@POSIX
class TestExplain:
    @pytest.mark.parametrize("columns", [80, 40])
    def test_the_article(self, columns: int) -> None:
        found = shown("explain", "--expect=en", ARTICLE, columns=columns, cwd=ROOT)
        assert found.status == 0
        text = "\n".join(found.lines)
        stages = ["Decode", "Mend", "Expect", "Sentences", "Passages", "Flags", "Tidy", "Result"]
        assert re.findall(r"^\d (\w+)", text, re.MULTILINE) == stages
        one_line = " ".join(text.split())
        for told in (
            "2,218 bytes, read as utf-8",
            "21:5 misread_code_page cafÃ© -> café",
            "en (English), as it was told.",
            "17:1 es 0.97 La compañía",
            "17:225 garbled - 0.92 entralasbargos",
            "reads as Spanish: de, la, que, el",
            "7:163 stray_period signed. the -> signed the",
            "2,187 characters became 2,179, by 9 edits.",
            "Flagged: 1 duplicate, 1 untranslated, 1 garbled.",
        ):
            assert told in one_line
        assert not re.search(r"\S{" + str(columns) + "}", text)

    def test_how_the_language_was_inferred(self) -> None:
        told = output("explain", stdin="Die Gäste kamen spät. Der Wirt war müde und ging nach Hause.").decode()
        assert "Inferred from its words: de (German). Probabilities: de (German) 1.00." in " ".join(told.split())
        assert "no words to infer it from" in output("explain", stdin="1234").decode()

    @pytest.mark.parametrize(
        ("given", "options", "told"),
        [
            (BROKEN.encode(), [], "valid in it"),
            (b"\xef\xbb\xbf" + BROKEN.encode(), [], "byte order mark"),
            (BROKEN.encode("utf-16"), [], "byte order mark"),
            (BROKEN.encode("cp1252"), ["--encoding=cp1252"], "as --encoding says"),
            ("Le café était fermé, la fenêtre brisée.".encode("cp1252"), [], "because of the words"),
            ("Die Gäste kämen später über die Brücke. ".encode() * 4 + b"\xff", [], "though some are no text"),
        ],
    )
    def test_why_this_encoding(self, given: bytes, options: list[str], told: str) -> None:
        assert told in output("explain", *options, stdin=given).decode().replace("\n  ", " ")

    def test_a_record_can_be_chosen(self) -> None:
        given = "\n".join([json.dumps({"text": ENGLISH}), "bad", "", json.dumps({"text": BROKEN})])
        assert output("explain", "--jsonl", stdin=given).startswith(b"-:1\n")
        assert b"doubled_period" in output("explain", "--jsonl", "--line=4", stdin=given)
        for line, complaint in (2, b"-:2: invalid JSON"), (3, b"no document begins in line 3"), (9, b"in line 9"):
            done = run("explain", "--jsonl", f"--line={line}", stdin=given)
            assert done.returncode == 2
            assert complaint in done.stderr


class TestHelp:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "page.txt").write_text(f"{MIXED}\n{BROKEN}\n")
        (tmp_path / "docs").mkdir()
        for name in ("one", "two"):
            (tmp_path / "docs" / f"{name}.md").write_text(f"# {ENGLISH}\n\n{MIXED}\n")
        records = [{"text": MIXED, "lang": "en"}, {"text": f"{SPANISH} . {SPANISH}..", "lang": "es"}]
        (tmp_path / "crawl.jsonl").write_text("\n".join(map(json.dumps, records)))
        (tmp_path / "terms.txt").write_text(SPANISH)
        return tmp_path

    @pytest.mark.parametrize("command", EXAMPLES)
    def test_the_examples_do_what_they_say(self, command: str, folder: Path) -> None:
        help_ = output(*([] if command == "macaronic" else [command]), "--help").decode()
        assert max(map(len, help_.splitlines())) <= 80
        commands = re.findall(r"^    (macaronic .*)", help_.split("Examples:\n")[1], re.MULTILINE)
        assert commands == [line for example in EXAMPLES[command] for line in example.commands]
        for line in commands:
            done = subprocess.run(["bash", "-c", line], cwd=folder, env=shell(folder), capture_output=True, check=False)
            place = line.partition(" > ")[2] or line.partition("--output ")[2]
            written = (folder / place).read_bytes() if place else done.stdout
            assert (done.returncode, done.stderr) == (line.startswith("macaronic check") and bool(written), b"")
            assert written or "--in-place" in line or "--baseline" in line, line

    def test_every_command_has_some(self) -> None:
        listed = output("--help").decode().split("Commands:\n")[1].split("\n\n")[0]
        assert {"macaronic", *re.findall(r"^  (\w+)", listed, re.MULTILINE)} == set(EXAMPLES)


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
class TestCompletion:
    """What Tab gives in bash, by the function that the documented line defines."""

    def completed(self, line: str, folder: Path) -> list[str]:
        script = f"""
            eval "$(_MACARONIC_COMPLETE=bash_source macaronic)"
            words=({line})
            COMP_WORDS=("${{words[@]}}" {"''" if line.endswith(" ") else ""})
            COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
            _macaronic_completion macaronic
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        done = subprocess.run(["bash", "-c", script], env=shell(folder), capture_output=True, check=True, cwd=folder)
        return done.stdout.decode().split()

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("macaronic ch", ["check"]),
            ("macaronic clean --in-pl", ["--in-place"]),
            ("macaronic check --expect sw", ["sw"]),
            ("macaronic check --expect en,sw", ["en,sw"]),
            ("macaronic check --source por", []),
            ("macaronic clean --drop untranslated,g", ["untranslated,garbled"]),
            ("macaronic clean --enable quo", ["quotes", "quoted_printable"]),
            ("macaronic clean --skip doubled_p", ["doubled_period"]),
            ("macaronic clean --only spacing,space_be", ["spacing,space_before_mark"]),
            ("macaronic clean --detector f", ["fasttext"]),
            ("macaronic check --format s", ["sarif"]),
        ],
    )
    def test_values(self, line: str, found: list[str], tmp_path: Path) -> None:
        assert set(found) <= set(self.completed(line, tmp_path))
        assert found or not self.completed(line, tmp_path)

    def test_all_languages(self, tmp_path: Path) -> None:
        assert self.completed("macaronic check --expect ", tmp_path) == list(NAMES)

    @pytest.mark.parametrize(
        "line", ["macaronic check pa", "macaronic check --allow pa", "macaronic clean --output pa"]
    )
    def test_files_are_left_to_bash(self, line: str, tmp_path: Path) -> None:
        (tmp_path / "page.txt").write_text("")
        assert self.completed(line, tmp_path) in ([], ["page.txt"], ["pa"])


@POSIX
def test_the_page_shows_what_is_shown(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "terminal.md").read_text("utf-8")
    (tmp_path / "page.txt").write_text("".join(re.findall(r"^> (.*\n)", page.partition("> END")[0], re.MULTILINE)))
    printed = re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]
    found = shown("clean", "--expect=en", "--diff", "--quiet", "page.txt", cwd=tmp_path)
    assert COLOR.sub("", found.written).replace("\r\n", "\n").rstrip() == printed.rstrip()
