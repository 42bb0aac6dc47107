"""Several processes, signals and pipes: nothing is lost, doubled or left behind, however a run ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from operator import length_hint
from pathlib import Path

import pytest
from command import BROKEN, ENGLISH, MACARONIC, MENDED, MIXED, POSIX, run, started

from macaronic import Cleaner, Config
from macaronic.cleaner import BATCH_CHARACTERS, batches
from macaronic.lines import CHUNK
from macaronic.records import Document
from macaronic.workers import AHEAD

PROC = Path("/proc/self/task")


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that a process has started, where that can be known."""
    place = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in place.read_text().split()] if PROC.exists() else []


def gone(pid: int) -> bool:
    """Whether a process is gone, or will be in a moment."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@POSIX
class TestSignals:
    LINE = f"{ENGLISH} {BROKEN}"
    CLEAN = ("clean", "--lines", "--expect", "en", "--jobs")

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_a_closed_pipe_ends_the_run_without_a_word(self, jobs: int) -> None:
        with started(*self.CLEAN, jobs, endless=self.LINE) as process:
            assert process.stdout
            assert process.stderr
            assert process.stdout.readline().decode() == f"{ENGLISH} {MENDED}\n"
            process.stdout.close()
            assert process.wait(timeout=60) == 141
            assert process.stderr.read() == b""

    def test_a_closed_pipe_ends_a_listing_without_a_word(self) -> None:
        buffered = os.environ | {"PYTHONUNBUFFERED": ""}
        command = [*MACARONIC, "languages"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=buffered) as process:
            assert process.stdout
            process.stdout.close()
            assert process.wait(timeout=60) == 141
            assert process.stderr
            assert process.stderr.read() == b""

    @pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_an_interrupt_ends_the_run_at_once_with_whole_lines(self, jobs: int, sent: int, status: int) -> None:
        with started("clean", "--jsonl", "--expect", "en", "--jobs", jobs, endless='{"text":"It rained."}') as process:
            assert process.stdout
            first = process.stdout.read(1)
            workers = children(process)
            os.killpg(process.pid, sent)  # while what is written waits for somebody to read it
            out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (status, b"")
        assert all(gone(worker) for worker in workers)
        *whole, last = (first + out).split(b"\n")
        assert last == b""
        assert {json.loads(line)["text"] for line in whole} == {"It rained."}

    def test_workers_do_not_outlive_a_parent_that_is_killed(self) -> None:
        with started(*self.CLEAN, 2, endless=self.LINE) as process:
            assert process.stdout
            assert process.stdout.read(1)
            workers = children(process)
            process.kill()
            process.communicate(timeout=60)
        assert len(workers) == 2 or not PROC.exists()
        assert all(gone(worker) for worker in workers)


@pytest.mark.skipif(not PROC.exists(), reason="finds the workers through /proc")
class TestWorkersThatDie:
    def test_have_their_work_done_again(self, tmp_path: Path) -> None:
        path = tmp_path / "in.jsonl"
        path.write_text("".join(f'{{"text":"It rained. . ","more":"{"x" * (i % 7 * 5000)}"}}\n' for i in range(900)))
        command = [*MACARONIC, "clean", "--jsonl", "--expect", "en"]
        whole = subprocess.run([*command, path], capture_output=True, check=True).stdout
        with subprocess.Popen(
            [*command, "--jobs=2", path], bufsize=0, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout
            first = process.stdout.read(1)
            for worker in children(process):
                os.kill(worker, signal.SIGKILL)
            out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, b"")
        assert first + out == whole

    def test_twice_on_the_same_are_told_of_and_what_was_before_is_done(self) -> None:
        done = subprocess.run([sys.executable, "-c", DEADLY], capture_output=True, timeout=60, check=False)
        assert done.stdout.decode().split() == [
            "0",
            "1",
            "2",
            "3",
            "item-4:",
            "a",
            "worker",
            "process",
            "died",
            "twice",
        ]

    def test_while_they_hand_over_a_result_are_replaced(self, tmp_path: Path) -> None:
        program = [sys.executable, "-c", HALF_HANDED_OVER, str(tmp_path / "died")]
        done = subprocess.run(program, capture_output=True, timeout=60, check=False)
        assert done.stdout.split() == [b"%d" % i for i in range(6)]


DEADLY = """
import os, signal
from macaronic.errors import RunError
from macaronic.workers import ordered

def work(item):
    if item == "item-4":
        os.kill(os.getpid(), signal.SIGKILL)
    return item[5:]

try:
    for result in ordered(work, (f"item-{i}" for i in range(9)), 2):
        print(result, flush=True)
except RunError as error:
    print(str(error).partition(" on ")[0], flush=True)
    os._exit(0)
"""

HALF_HANDED_OVER = """
import os, signal, sys
from multiprocessing.connection import Connection
from pathlib import Path
from macaronic.workers import ordered

died = Path(sys.argv[1])

def half(connection, data):
    os.write(connection.fileno(), memoryview(data)[: len(data) // 2])
    if len(data) > 1000:
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)

def work(item):
    if item == 2 and not died.exists():
        Connection._send = half
    return str(item) + " " * 1_000_000

for result in ordered(work, range(6), 2):
    print(result.strip(), flush=True)
os._exit(0)
"""

READ_AHEAD = """
from macaronic.workers import AHEAD, ordered

read = []
results = ordered(str, (read.append(i) or i for i in range(100)), 2)
for i, result in enumerate(results):
    assert result == str(i), (result, i)
    assert len(read) <= i + AHEAD * 2, (read, i)
"""


class TestManyProcesses:
    def test_several_processes_give_what_one_gives(self, tmp_path: Path) -> None:
        texts = [f"{BROKEN} {ENGLISH}", MIXED]
        lines = [json.dumps({"id": i, "text": texts[i % 2]}) if i % 300 else "bad" for i in range(1200)]
        runs = []
        for jobs in (1, 2):
            edits = tmp_path / f"edits{jobs}"
            arguments = ["clean", "--jsonl", "--expect", "en", "--jobs", jobs, "--edits", edits]
            done = run(*arguments, stdin="\n".join(lines))  # from a pipe, which gives a few lines at once
            runs.append((done.returncode, done.stdout, done.stderr, edits.read_bytes()))
        assert runs[0] == runs[1]
        assert runs[0][0] == 3
        assert runs[0][1].count(b"\n") == len(lines) - 1

    def test_no_more_is_read_than_can_be_worked_on(self) -> None:
        subprocess.run([sys.executable, "-c", READ_AHEAD], timeout=60, check=True)

    def test_the_library_reads_no_further_ahead_than_a_batch(self) -> None:
        texts = iter([Document("x" * 99)] * 1000)
        for number, batch in enumerate(batches(texts, 1000), 1):
            assert (batch.first, len(batch.documents)) == (10 * (number - 1), 10)
            assert length_hint(texts) == 1000 - 10 * number

    def test_the_library_gives_the_same_from_two_processes(self) -> None:
        texts = [f"{number} {ENGLISH} {BROKEN} " * 100 for number in range(BATCH_CHARACTERS // 5000)]
        cleaner = Cleaner(Config(expect="en"))
        assert list(cleaner.clean_many(texts, jobs=2)) == list(cleaner.clean_many(texts))

    @POSIX
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_a_reader_that_waits_stops_the_reading(self, jobs: int) -> None:
        line = b'{"text":"It rained.","more":"' + b"x" * 65_000 + b'"}\n'
        command = [*MACARONIC, "clean", "--jsonl", "--expect", "en", "--jobs", str(jobs)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin
            taken = taken_in(process.stdin.fileno(), line * 1000)
            process.kill()
        assert 0 < taken < (AHEAD * jobs + 3) * CHUNK


def taken_in(pipe: int, data: bytes) -> int:
    """How many bytes a pipe takes until nobody reads from it for two seconds."""
    os.set_blocking(pipe, False)
    taken, last = 0, time.monotonic()
    while taken < len(data) and time.monotonic() < last + 2:
        try:
            taken += os.write(pipe, data[taken : taken + 65_536])
            last = time.monotonic()
        except BlockingIOError:
            time.sleep(0.05)
    return taken
