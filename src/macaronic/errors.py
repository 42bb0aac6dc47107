"""Failures of a run."""

from __future__ import annotations

import errno

ADVICE = {
    errno.ENOENT: "check the name, and that its folder is there",
    errno.EACCES: "ask for the right to it, or name another place",
    errno.EPERM: "ask for the right to it, or name another place",
    errno.EROFS: "name a place that can be written to",
    errno.EISDIR: "name a file in it",
    errno.ENOTDIR: "what stands before the last / is no folder",
    errno.ENOSPC: "make room, and run it again",
    errno.EMFILE: "close some, or raise `ulimit -n`",
}


class RunError(Exception):
    """Why a run cannot go on, or has to stop; the message is for the person who can do something about it."""


def explained(error: OSError) -> str:
    """What the system says of a failure, and what to do about it.

    >>> explained(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'No such file or directory; check the name, and that its folder is there'
    """
    advice = ADVICE.get(error.errno or 0)
    return f"{error.strerror or error}{f'; {advice}' if advice else ''}"
