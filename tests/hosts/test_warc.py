"""Web archives, real ones, through the real command."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trafilatura")
pytest.importorskip("warcio")

# warcio leaves the temporary files of its writer to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

BROKEN = "The envoys left the capital in 2015.. Nobody was told why."
MENDED = BROKEN.replace("..", ".")
SPANISH = "El gobierno anunció ayer que las nuevas medidas entrarán en vigor la próxima semana en todo el país."
ENGLISH = "The café was closed for the whole day, and nobody in the town had expected that."
PAGE = (
    "<html><head><title>News</title></head><body><nav><a href='/'>Home</a> <a href='/about'>About</a></nav>"
    f"<article><h1>News of the day</h1><p>{BROKEN} {ENGLISH}</p><p>{SPANISH}</p></article></body></html>"
)
TEXT = f"{BROKEN}\n{SPANISH}\n".encode()


def run(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "macaronic", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def archive(path: Path, fill: Callable[[Any], None]) -> Path:
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        fill(writer)
    return path


def wet(writer: Any) -> None:
    for number in range(3):
        headers = {"WARC-Identified-Content-Language": "eng"}
        uri, body = f"http://example.org/{number}", TEXT if number else b"caf\xe9 of no known encoding"
        record = writer.create_warc_record(
            uri, "conversion", BytesIO(body), warc_content_type="text/plain", warc_headers_dict=headers
        )
        writer.write_record(record)


def response(writer: Any, media: str, body: bytes, **more: str) -> None:
    from warcio.statusandheaders import StatusAndHeaders

    headers = [("Content-Type", media), *((name.replace("_", "-"), value) for name, value in more.items())]
    http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record("http://example.org/", "response", BytesIO(body), http_headers=http))


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    from warcio.archiveiterator import ArchiveIterator

    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            found.append((record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read()))
    return found


@pytest.mark.parametrize("end", ["", ".gz"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_texts_of_wet_files_are_cleaned(end: str, jobs: int, tmp_path: Path) -> None:
    path = archive(tmp_path / f"in.warc.wet{end}", wet)
    out, back, edits = (tmp_path / name for name in (f"out.warc.wet{end}", f"back.warc.wet{end}", "edits"))
    key = "--expect-key=WARC-Identified-Content-Language"
    done = run("clean", key, "--jobs", jobs, "--edits", edits, "--output", out, path)
    assert (done.returncode, done.stderr) == (0, b"")
    before, after = records(path), records(out)
    assert [body for *_, body in after] == [body.replace(b"2015..", b"2015.") for *_, body in before]
    changed = {"Content-Length", "WARC-Block-Digest", "WARC-Payload-Digest"}
    for (_, old, _), (_, new, _) in zip(before, after, strict=True):
        assert {k: v for k, v in old.items() if k not in changed} == {k: v for k, v in new.items() if k not in changed}
    assert run("undo", "--edits", edits, "--output", back, out).returncode == 0
    raw = gzip.decompress if end else bytes
    assert raw(back.read_bytes()) == raw(path.read_bytes())


def test_each_record_is_a_member(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    path, out = archive(tmp_path / "in.warc.gz", wet), tmp_path / "out.warc.gz"
    run("clean", "--expect=en", "--output", out, path)
    data = out.read_bytes()
    with out.open("rb") as file:
        offsets = [iterator.get_record_offset() for iterator in [ArchiveIterator(file)] for _ in iterator]
    assert len(offsets) == 4
    for offset, (*_, body) in zip(offsets, records(out), strict=True):
        assert body in gzip.GzipFile(fileobj=BytesIO(data[offset:])).read()


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    path = archive(tmp_path / "in.warc.wet", wet)
    lines = path.read_bytes().split(b"\n")
    done = run("check", "--expect=en", path)
    assert done.returncode == 1
    repairs = [line.split(b":")[1:3] for line in done.stdout.splitlines() if b"doubled_period" in line]
    assert [lines[int(line) - 1].decode()[int(column) - 1 :][:2] for line, column in repairs] == ["..", ".."]


ENCODED = [
    pytest.param("text/html; charset=ISO-8859-1", PAGE.encode("latin-1"), {}, id="declared by HTTP"),
    pytest.param(
        "text/html", PAGE.replace("<head>", "<head><meta charset=cp1252>").encode("cp1252"), {}, id="declared by itself"
    ),
    pytest.param("text/html", gzip.compress(PAGE.encode()), {"Content_Encoding": "gzip"}, id="compressed"),
    pytest.param(
        "text/html; charset=utf-8",
        b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE.encode()), PAGE.encode()),
        {"Transfer_Encoding": "chunked"},
        id="chunked",
    ),
]


@pytest.mark.parametrize(("media", "body", "headers"), ENCODED)
def test_of_a_page_the_main_text_is_cleaned(media: str, body: bytes, headers: dict[str, str], tmp_path: Path) -> None:
    def fill(writer: Any) -> None:
        response(writer, media, body, **headers)
        response(writer, "image/png", b"\x89PNG")

    path, out, again = archive(tmp_path / "in.warc", fill), tmp_path / "out.warc", tmp_path / "again.warc"
    done = run("clean", "--expect=en", "--output", out, path)
    assert (done.returncode, done.stderr) == (0, b"")
    before = records(path)
    (info, *_), (kind, head, text), image = records(out)
    assert (info, image) == (before[0][0], before[2])
    assert kind == "conversion"
    assert head["WARC-Refers-To"] == before[1][1]["WARC-Record-ID"]
    assert head["WARC-Target-URI"] == "http://example.org/"
    assert f"{MENDED} {ENGLISH}\n{SPANISH}" in text.decode()
    assert b"Home" not in text
    run("clean", "--expect=en", "--output", again, path)
    assert again.read_bytes() == out.read_bytes()
    report = run("check", "--expect=en", path).stdout.decode()
    assert "untranslated es" in report


@pytest.mark.parametrize("damage", [b"no record at all\r\n\r\n", b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\n"])
def test_what_is_no_record_passes_through_and_is_named(damage: bytes, tmp_path: Path) -> None:
    path = archive(tmp_path / "in.wet", wet)
    data = path.read_bytes()
    at = data.index(b"WARC/1.0", 1)
    path.write_bytes(data[:at] + damage + data[at:-30])
    done = run("clean", "--expect=en", path)
    assert done.returncode == 3
    line = data.count(b"\n", 0, at) + 1
    assert f"{path}:{line}: not a WARC record" in done.stderr.decode()
    assert "the file ends before the record does" in done.stderr.decode()
    assert damage in done.stdout
    assert done.stdout.endswith(data[-200:-30])
    assert done.stdout.count(b"2015. ") == 1


def test_a_run_that_was_broken_goes_on(tmp_path: Path) -> None:
    """Chunks from a place on are those of the whole file."""
    from macaronic.formats import BEGINNING, make

    def fill(writer: Any) -> None:
        for size in (10, 900_000, 300_000, 2_500_000, 20, 700_000):
            writer.write_record(writer.create_warc_record("http://example.org/", "resource", BytesIO(b"a\n" * size)))

    data = archive(tmp_path / "in.warc", fill).read_bytes()
    chunks = list(make("warc").chunks(BytesIO(data), "-", BEGINNING))
    assert b"".join(chunk.data for chunk in chunks) == data
    for i in range(len(chunks) - 1):
        assert list(make("warc").chunks(BytesIO(data), "-", chunks[i].after)) == chunks[i + 1 :]


@pytest.mark.parametrize("module", ["warcio", "trafilatura"])
def test_a_missing_extra_says_what_to_install(module: str, tmp_path: Path) -> None:
    path = archive(tmp_path / "in.warc", lambda writer: response(writer, "text/html", PAGE.encode()))
    (tmp_path / f"{module}.py").write_text(f"raise ImportError(\"No module named '{module}'\")")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from macaronic.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", program, "check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"macaronic: No module named '{module}'; install it with: pip install 'macaronic[warc]'\n"
