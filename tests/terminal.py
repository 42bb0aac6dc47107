"""A terminal for the command to run on, with a screen that can be read."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pyte
from command import MACARONIC

COLOR = re.compile(r"\x1b\[[0-9;]*m")


class Shown(NamedTuple):
    """What was written to a terminal, what it showed at the end, and the exit status."""

    written: str
    lines: list[str]
    status: int


@contextmanager
def opened(columns: int) -> Iterator[tuple[int, int]]:
    """A terminal: the side to read from, and the one for a program."""
    terminal, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    try:
        yield terminal, side
    finally:
        os.close(terminal)


def read(terminal: int, data: bytes = b"") -> str:
    """All that is written before the last program closes its side, behind what was read before."""
    with suppress(OSError):  # how Linux says that nobody holds the other side any more
        while more := os.read(terminal, 1 << 16):
            data += more
    return data.decode()


def screen(written: str, columns: int, rows: int = 2000) -> pyte.Screen:
    """What a terminal shows."""
    drawn = pyte.Screen(columns, rows)
    stream = pyte.Stream(drawn)
    for character in written:  # one by one, because pyte forgets what follows a character without width
        stream.feed(character)
    return drawn


def shown(
    *arguments: object,
    columns: int = 80,
    piped: str = "",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Shown:
    """A run on a terminal; the stream that is `piped` (`stdin`, `stdout`) is not on it."""
    return run_shown([*MACARONIC, *map(str, arguments)], columns, piped, cwd, environment or {})


def shown_in_shell(command: str) -> str:
    """What a shell's command writes to a terminal."""
    return run_shown(["sh", "-c", command], 80, "", None, {}).written


def run_shown(command: list[str], columns: int, piped: str, cwd: Path | None, environment: Mapping[str, str]) -> Shown:
    """A program on a terminal."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "LINES")}
    with opened(columns) as (terminal, side):
        stdin, stdout = (subprocess.DEVNULL if name == piped else side for name in ("stdin", "stdout"))
        with subprocess.Popen(
            command,
            cwd=cwd,
            env=inherited | {"TERM": "xterm-256color", **environment},
            stdin=stdin,
            stdout=stdout,
            stderr=side,
        ) as process:
            os.close(side)
            written = read(terminal)
            status = process.wait(timeout=60)
    return Shown(written, [line.rstrip() for line in screen(written, columns).display], status)


def typed(keys: str, *arguments: object) -> list[str]:
    """The lines on the screen when a run on a terminal was given keys and has ended."""
    with (
        opened(80) as (terminal, side),
        subprocess.Popen([*MACARONIC, *map(str, arguments)], stdin=side, stdout=side, stderr=side) as process,
    ):
        os.close(side)
        begun = os.read(terminal, 1 << 16)
        os.write(terminal, keys.encode())
        written = read(terminal, begun)
        process.wait(timeout=60)
    return [line.rstrip() for line in screen(written, 80).display]
