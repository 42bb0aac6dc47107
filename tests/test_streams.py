"""Files as streams: compressed, damaged, and left half done."""

from __future__ import annotations

import gzip
import json
import lzma
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import BROKEN, ENGLISH, MACARONIC, MENDED, POSIX, output, run

RECORDS = f'{{"text":"{BROKEN}"}}\n{{"text":"{ENGLISH}"}}\n'.encode()


def zstd_compress(data: bytes) -> bytes:
    return bytes(zstd().compress(data))


def zstd_decompress(data: bytes) -> bytes:
    return bytes(zstd().decompress(data))


def zstd() -> Any:
    return pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": zstd_compress,
}
DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.decompress,
    ".xz": lzma.decompress,
    ".zst": zstd_decompress,
}
COMPRESSED = [".gz", ".xz", ".zst"]


@pytest.mark.parametrize("end", COMPRESSED)
class TestCompressed:
    def test_what_is_in_a_file_is_cleaned_and_written_in_the_manner_of_its_name(self, end: str, tmp_path: Path) -> None:
        path, place, edits = (tmp_path / f"{name}.jsonl{end}" for name in ("in", "out", "edits"))
        path.write_bytes(COMPRESS[end](RECORDS[:20]) + COMPRESS[end](RECORDS[20:]))  # as two members
        output("clean", "--jsonl", "--expect", "en", "--edits", edits, "--output", place, path)
        assert DECOMPRESS[end](place.read_bytes()) == output("clean", "--jsonl", "--expect", "en", stdin=RECORDS)
        assert output("undo", "--edits", edits, place) == RECORDS

    def test_the_same_input_gives_the_same_bytes(self, end: str, tmp_path: Path) -> None:
        places = [tmp_path / f"{name}.txt{end}" for name in "ab"]
        for place in places:
            output("clean", "--expect", "en", "--output", place, stdin=BROKEN)
        assert DECOMPRESS[end](places[0].read_bytes()).decode() == MENDED
        assert places[0].read_bytes() == places[1].read_bytes()

    def test_nothing_is_compressed_too(self, end: str, tmp_path: Path) -> None:
        place = tmp_path / f"out{end}"
        output("clean", "--lines", "--output", place)
        assert place.stat().st_size
        assert DECOMPRESS[end](place.read_bytes()) == b""

    def test_a_file_is_cleaned_in_its_place(self, end: str, tmp_path: Path) -> None:
        path = tmp_path / f"in.txt{end}"
        path.write_bytes(COMPRESS[end](BROKEN.encode()))
        output("clean", "--expect", "en", "--in-place", path)
        assert DECOMPRESS[end](path.read_bytes()).decode() == MENDED

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_what_stands_before_a_damage_comes_out_and_the_damage_is_named(
        self, end: str, jobs: int, tmp_path: Path
    ) -> None:
        path = tmp_path / f"in.jsonl{end}"
        noise = random.Random(7)
        lines = [json.dumps({"text": "It rained.", "more": noise.randbytes(20_000).hex()}) for _ in range(50)]
        path.write_bytes(COMPRESS[end]("\n".join(lines).encode())[:-200_000])
        done = run("clean", "--jsonl", "--expect", "en", "--jobs", jobs, path)
        written = done.stdout.decode().splitlines()
        assert 25 < len(written) < len(lines)
        assert all(line.startswith(given[:-1]) for given, line in zip(lines, written, strict=False))
        assert done.returncode == 2
        assert done.stderr.decode().startswith(f"macaronic: {path}: damaged after line {len(written)}: ")
        assert done.stderr.count(b"\n") == 1

    def test_a_file_that_only_has_the_name_is_refused(self, end: str, tmp_path: Path) -> None:
        path = tmp_path / f"in.txt{end}"
        path.write_bytes(RECORDS)
        done = run("clean", "--in-place", path)
        assert done.returncode == 2
        assert done.stderr.decode().startswith(f"macaronic: {path}: damaged: ")
        assert path.read_bytes() == RECORDS


def test_what_is_missing_for_zstandard_is_said(tmp_path: Path) -> None:
    (tmp_path / "backports.py").write_text("")  # stands before the package, and has nothing in it
    path = tmp_path / "in.txt.zst"
    path.write_bytes(b"")
    done = subprocess.run([*MACARONIC, "clean", path], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode() == "macaronic: files in .zst need one more package: pip install 'macaronic[zstd]'\n"


class Job:
    """A run with a checkpoint, over a file of several chunks."""

    def __init__(self, folder: Path, input_end: str = "", end: str = "", jobs: int = 1) -> None:
        self.folder, self.jobs = folder, jobs
        self.input = folder / f"in.jsonl{input_end}"
        self.outputs = [folder / f"{name}{end}" for name in ("output", "edits", "rejects")]
        self.checkpoint = folder / "checkpoint"
        lines = [json.dumps({"id": i, "text": BROKEN, "more": "x" * (i * i % 30_000)}) for i in range(300)]
        lines[::97] = ["bad"] * len(lines[::97])
        self.input.write_bytes(COMPRESS[input_end]("\n".join(lines).encode()))

    def command(self, *more: object) -> list[str]:
        places = [f"--{place.name.partition('.')[0]}={place}" for place in [*self.outputs, self.checkpoint]]
        options = ["--expect=en", f"--jobs={self.jobs}", *places, *map(str, more)]
        return [*MACARONIC, "clean", "--jsonl", "--quiet", *options, str(self.input)]

    def unbroken(self) -> list[bytes]:
        """What a run gives that nothing comes between."""
        assert subprocess.run(self.command(), stderr=subprocess.DEVNULL, check=False).returncode == 3
        assert not self.checkpoint.exists()
        return [place.read_bytes() for place in self.outputs]

    def broken(self, number: int, after: float) -> int | None:
        """Runs, for so many seconds after the first thing is noted at the most; the exit status, if it got there."""
        with subprocess.Popen(self.command(), stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and not self.checkpoint.exists():
                pass
            try:
                return process.wait(after)
            except subprocess.TimeoutExpired:
                process.send_signal(number)
        return None


@POSIX
class TestCheckpoint:
    @pytest.mark.parametrize(
        ("number", "input_end", "end", "jobs"),
        [
            (signal.SIGKILL, "", "", 1),
            (signal.SIGKILL, ".gz", ".zst", 2),
            (signal.SIGTERM, ".zst", ".gz", 1),
        ],
    )
    def test_a_broken_run_goes_on_to_what_an_unbroken_one_gives(
        self, number: int, input_end: str, end: str, jobs: int, tmp_path: Path
    ) -> None:
        job = Job(tmp_path, input_end, end, jobs)
        wanted = job.unbroken()
        for place in job.outputs:
            place.write_bytes(b"of another run")
        moment = random.Random(jobs)
        broken = 0
        while job.broken(number, moment.uniform(0, 0.3) * broken) != 3:
            broken += 1
        assert broken
        assert [place.read_bytes() for place in job.outputs] == wanted
        assert not job.checkpoint.exists()

    def test_another_run_is_refused(self, tmp_path: Path) -> None:
        job = Job(tmp_path)
        assert job.broken(signal.SIGKILL, 0) is None
        before = [place.read_bytes() for place in job.outputs]

        def refused(*more: object) -> str:
            done = subprocess.run(job.command(*more), capture_output=True, check=False)
            assert done.returncode == 2
            assert [place.read_bytes() for place in job.outputs] == before
            return done.stderr.decode()

        assert "checkpoint: of a run with other options; remove it" in refused("--threshold=0.9")
        assert "of a run with other inputs;" in refused(job.input)
        assert "of a run with other options;" in refused("--expect=de")
        job.input.write_bytes(job.input.read_bytes() + b"{}")
        assert "of a run with other inputs;" in refused()
        job.checkpoint.write_text("{}")
        assert "checkpoint: not a checkpoint" in refused()

    def test_an_output_that_lost_something_is_refused(self, tmp_path: Path) -> None:
        job = Job(tmp_path)
        assert job.broken(signal.SIGKILL, 0) is None
        job.outputs[0].write_bytes(b"")
        done = subprocess.run(job.command(), capture_output=True, check=False)
        assert done.returncode == 2
        assert "output: shorter than" in done.stderr.decode()

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ("--output {}/out {}/in", "goes with --lines or --jsonl"),
            ("--lines {}/in", "needs --output"),
            ("--lines --output {}/out", "needs files to read"),
            ("--lines --output /dev/null {}/in", "needs files to write"),
            ("--lines --output {}/checkpoint {}/in", "would be written over"),
        ],
    )
    def test_what_cannot_go_on_is_refused(self, arguments: str, complaint: str, tmp_path: Path) -> None:
        (tmp_path / "in").write_text(ENGLISH)
        given = arguments.replace("{}", str(tmp_path)).split()
        done = run("clean", "--checkpoint", tmp_path / "checkpoint", *given)
        assert done.returncode == 2
        assert complaint in done.stderr.decode()
