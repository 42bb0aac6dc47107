"""The command, run as people run it: in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MACARONIC = [sys.executable, "-m", "macaronic"]
BROKEN = "The envoys left the capital in 2015.. Nobody was told why."
MENDED = "The envoys left the capital in 2015. Nobody was told why."
SPANISH = "El gobierno anunció ayer que las nuevas medidas entrarán en vigor la próxima semana en todo el país."
MIXED = f"The minister spoke to the press on Monday. {SPANISH} Nobody in the opposition had seen the plan before."
ENGLISH = "Nobody in the opposition had seen the plan before."
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")


def run(*arguments: object, stdin: str | bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """A run to its end."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [*MACARONIC, *map(str, arguments)], input=data, capture_output=True, cwd=cwd, timeout=60, check=False
    )


def output(*arguments: object, stdin: str | bytes = b"", status: int = 0, cwd: Path | None = None) -> bytes:
    """What a run that has nothing to complain about writes."""
    done = run(*arguments, stdin=stdin, cwd=cwd)
    assert (done.returncode, done.stderr.decode()) == (status, "")
    return done.stdout


def heed_interrupts() -> None:
    """As in a terminal, where Ctrl-C reaches what is run; what is run in a script's background is born deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(*arguments: object, endless: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run that is under way, on a line that is repeated without end; as in a terminal, with a group of its own."""
    with (
        subprocess.Popen(["yes", endless], stdout=subprocess.PIPE) as source,
        subprocess.Popen(
            [*MACARONIC, *map(str, arguments)],
            bufsize=0,
            stdin=source.stdout,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=heed_interrupts,  # noqa: PLW1509
        ) as process,
    ):
        assert source.stdout
        source.stdout.close()
        try:
            yield process
        finally:
            process.kill()
