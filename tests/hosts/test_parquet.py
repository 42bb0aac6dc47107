"""Parquet files, real ones, through the real command."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

BROKEN = "The envoys left the capital in 2015.. Nobody was told why."
MENDED = BROKEN.replace("..", ".")
SPANISH = "El gobierno anunció ayer que las nuevas medidas entrarán en vigor la próxima semana en todo el país."
CODECS = {"id": "GZIP", "text": "ZSTD", "kind": "SNAPPY", "lang": "NONE", "list.list.element": "BROTLI"}


def run(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "macaronic", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    table = pa.table(
        {
            "id": pa.array(range(6), pa.int16()),
            "text": [BROKEN, None, "It rained.", SPANISH, BROKEN, ""],
            "kind": pa.array(["a", BROKEN] * 3).dictionary_encode(),
            "lang": ["en", "en", "en", "es", "en", "en"],
            "list": [[1.5], None, [], [1, 2], [3], [4]],
        }
    ).replace_schema_metadata({"k": "v"})
    path = tmp_path / "in.parquet"
    pq.write_table(table, path, row_group_size=4, compression=CODECS)
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_column_is_repaired_and_the_rest_kept(path: Path, jobs: int) -> None:
    out, edits, back = (path.with_name(name) for name in ("out.parquet", "edits", "back.parquet"))
    done = run("clean", "--expect=en", "--jobs", jobs, "--edits", edits, "--output", out, path)
    assert (done.returncode, done.stderr) == (0, b"")
    before, after = pq.ParquetFile(path), pq.ParquetFile(out)
    assert after.num_row_groups == before.num_row_groups == 2
    assert after.metadata.row_group(1).num_rows == 2
    assert after.schema_arrow.remove(5).equals(before.schema_arrow, check_metadata=True)
    group = after.metadata.row_group(0)
    codecs = {group.column(i).path_in_schema: group.column(i).compression for i in range(group.num_columns)}
    assert {path: codec.replace("UNCOMPRESSED", "NONE") for path, codec in codecs.items()}.items() >= CODECS.items()
    assert {codec for path, codec in codecs.items() if path.startswith("macaronic")} == {"ZSTD"}
    rows, old = after.read().to_pylist(), before.read().to_pylist()
    assert [row["text"] for row in rows] == [MENDED, None, "It rained.", SPANISH, MENDED, ""]
    assert [row["macaronic"] is None for row in rows] == [False, True, False, False, False, False]
    assert rows[0]["macaronic"]["edits"][0]["rules"] == ["doubled_period"]
    assert rows[3]["macaronic"]["flags"][0]["kind"] == "untranslated"
    assert [{**row, "text": 0, "macaronic": 0} for row in rows] == [{**row, "text": 0, "macaronic": 0} for row in old]
    done = run("undo", "--edits", edits, "--output", back, out)
    assert (done.returncode, done.stderr) == (0, b"")
    assert pq.read_table(back).equals(pq.read_table(path), check_metadata=True)


def test_the_notes_are_those_of_json_lines(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    run("clean", "--expect-key=lang", "--sentences", "--output", out, path)
    lines = "".join(json.dumps(row) + "\n" for row in pq.read_table(path).to_pylist() if row["text"] is not None)
    done = run("clean", "--jsonl", "--expect-key=lang", "--sentences", stdin=lines.encode())
    notes = [json.loads(line)["macaronic"] for line in done.stdout.splitlines()]
    for note in notes:
        for edit in note["edits"]:
            edit.setdefault("reason", None)
    assert [row["macaronic"] for row in pq.read_table(out).to_pylist() if row["text"] is not None] == notes


def test_of_several_columns_each_has_its_note(path: Path) -> None:
    done = run("clean", "--expect=en", "--text-key=text,kind", "--in-place", path)
    assert (done.returncode, done.stderr) == (0, b"")
    table = pq.read_table(path)
    assert pa.types.is_dictionary(table.schema.field("kind").type)
    assert table["kind"].to_pylist() == ["a", MENDED] * 3
    assert [field.name for field in table.schema.field("macaronic").type] == ["text", "kind"]
    assert len(table["macaronic"][1].as_py()["kind"]["edits"]) == 1


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """Texts in structs, some of which are null, beside a column whose name has a dot."""
    inner = pa.struct(
        [pa.field("body", pa.large_string(), nullable=False), pa.field("n", pa.int8(), metadata={"m": "n"})]
    )
    page = pa.struct([pa.field("inner", inner), pa.field("title", pa.string())])
    pages = [
        {"inner": {"body": BROKEN, "n": 1}, "title": "It rained.."},
        None,
        {"inner": None, "title": None},
        {"inner": {"body": SPANISH, "n": None}, "title": BROKEN},
    ]
    table = pa.table({"page": pa.array(pages, page), "page.lang": ["en", "en", "de", "en"], "list": [["a"]] * 4})
    path = tmp_path / "nested.parquet"
    pq.write_table(table, path, row_group_size=3)
    return path


def test_a_file_may_come_through_a_pipe_or_compressed(path: Path) -> None:
    packed, out = path.with_name("in.parquet.gz"), path.with_name("out.parquet.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    done = run("clean", "--expect=en", "--output", out, packed)
    assert (done.returncode, done.stderr) == (0, b"")
    piped = run("clean", "--expect=en", "--input-format=parquet", stdin=path.read_bytes())
    assert gzip.decompress(out.read_bytes()) == piped.stdout == run("clean", "--expect=en", path).stdout
    packed.write_bytes(packed.read_bytes()[:-20])
    done = run("check", packed)
    assert done.returncode == 2
    assert f"{packed}: damaged" in done.stderr.decode()


def test_a_key_with_dots_is_a_way_into_structs(nested: Path) -> None:
    out, edits, back = (nested.with_name(name) for name in ("out.parquet", "edits", "back.parquet"))
    keys = ("--text-key=page.inner.body,page.title", "--expect-key=page.lang")
    done = run("clean", *keys, "--edits", edits, "--output", out, nested)
    assert (done.returncode, done.stderr) == (0, b"")
    before, after = pq.read_table(nested), pq.read_table(out)
    assert after.schema.remove(3).equals(before.schema, check_metadata=True)
    rows = before["page"].to_pylist()
    rows[0]["inner"]["body"] = rows[3]["title"] = MENDED
    rows[0]["title"] = "It rained."
    assert after["page"].to_pylist() == rows
    assert after.remove_column(3).remove_column(0).equals(before.remove_column(0))
    notes = after["macaronic"].to_pylist()
    assert [len(notes[0][key]["edits"]) for key in ("page.inner.body", "page.title")] == [1, 1]
    assert notes[1:3] == [None, None]
    assert notes[3]["page.inner.body"]["flags"][0]["kind"] == "untranslated"
    done = run("undo", "--edits", edits, "--output", back, out)
    assert (done.returncode, done.stderr) == (0, b"")
    assert pq.read_table(back).equals(before, check_metadata=True)


def test_what_is_no_text_in_a_struct_is_said(nested: Path) -> None:
    for key, complaint in {
        "page.inner.n": "the column 'page.inner.n' is of int8, not of texts",
        "page.inner": "the column 'page.inner' is of struct<",
        "list": "the column 'list' is of list<",
        "page.text": "no column 'page.text', there are: page.inner.body, page.inner.n, page.title, page.lang, list;",
    }.items():
        done = run("clean", "--text-key", key, nested)
        assert (done.returncode, done.stdout) == (2, b"")
        assert complaint in done.stderr.decode()


@pytest.mark.parametrize("key", ["text", "text,kind"])
def test_a_report_shows_the_rows_as_they_were_cleaned(path: Path, key: str) -> None:
    out = path.with_name("out.parquet")
    run("clean", "--expect=en", "--text-key", key, "--output", out, path)
    keys = ("--text-key", key)
    pages = [
        run("report", *keys, *expect, path_).stdout for path_, *expect in ((path, "--expect=en"), (out, "--expect=de"))
    ]
    index = [json.loads(re.findall(rb'id="index"[^>]*>(.*?)</script>', page, re.DOTALL)[0]) for page in pages]
    assert index[0]["documents"] == index[1]["documents"]
    rows = {line for _, line, *_ in index[0]["documents"]}
    assert rows == ({1, 3, 4, 5, 6} if key == "text" else {*range(1, 7)})


def test_check_says_the_row_and_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    done = run("check", "--expect=en", path)
    assert [line.split(b":")[1:3] for line in done.stdout.splitlines()] == [[b"1", b"36"], [b"4", b"1"], [b"5", b"36"]]
    assert (done.returncode, path.read_bytes()) == (1, before)


def test_a_file_without_rows_keeps_its_schema(path: Path, tmp_path: Path) -> None:
    empty, out = tmp_path / "empty.parquet", tmp_path / "out.parquet"
    pq.ParquetWriter(empty, pq.read_schema(path)).close()
    assert run("clean", "--output", out, empty).returncode == 0
    assert pq.read_schema(out).names == [*pq.read_schema(path).names, "macaronic"]
    assert pq.read_table(out).num_rows == 0


def test_a_text_that_is_not_utf_8_passes_through_and_is_named(tmp_path: Path) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    raw = pa.array([BROKEN.encode(), b"caf\xe9 .."], pa.large_binary()).view(pa.large_string())
    pq.write_table(pa.table({"text": raw}), path)
    done = run("clean", "--expect=en", "--output", out, path)
    assert done.returncode == 3
    assert f"{path}:2: not UTF-8" in done.stderr.decode()
    assert pq.read_table(out)["text"].cast(pa.large_binary()).to_pylist() == [MENDED.encode(), b"caf\xe9 .."]


def test_what_cannot_be_read_is_said(path: Path, tmp_path: Path) -> None:
    def complaint(*arguments: object, stdin: bytes = b"") -> str:
        done = run("clean", *arguments, stdin=stdin)
        assert (done.returncode, done.stdout) == (2, b"")
        return done.stderr.decode()

    assert "no column 'body', there are: id, text," in complaint("--text-key=body", path)
    assert "'id' is of int16, not of texts" in complaint("--text-key=id", path)
    assert "not a parquet file" in complaint("--input-format=parquet", stdin=b"It rained.")
    assert "not a Parquet file" in complaint("--input-format=parquet", __file__)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(path.read_bytes()[:-20])
    assert f"{cut}: " in complaint(cut)
    assert "--checkpoint goes with" in complaint("--checkpoint", tmp_path / "c", "--output", tmp_path / "o", path)


def test_a_missing_extra_says_what_to_install(path: Path, tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError(\"No module named 'pyarrow'\")")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from macaronic.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", program, "check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "macaronic: No module named 'pyarrow'; install it with: pip install 'macaronic[parquet]'\n"
