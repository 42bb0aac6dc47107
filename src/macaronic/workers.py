"""The same work in several processes, with the results in order and no more read ahead than can be held."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from macaronic.errors import RunError

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2  # items in work or waiting, a process: one to work on, one to go on with


def ordered(function: Callable[[T], R], items: Iterable[T], jobs: int) -> Iterator[R]:
    """`map` over `jobs` processes. When one of them dies, RunError is raised, and nothing of its work is given."""
    waiting: deque[Future[R]] = deque()
    try:
        with _pool(jobs) as pool:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) >= AHEAD * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool:
        message = "a worker process died, perhaps for want of memory; fewer --jobs take less of it"
        raise RunError(message) from None


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that do not outlive the block: when it fails, they end at once.

    The executor is not waited for then, because before Python 3.11.5 it can wait forever to hand a dead worker the
    rest of its work (gh-94777, gh-107219). For the same reason the interpreter's own wait, at its end, is to be left
    out after a failure: `os._exit`.
    """
    pool = ProcessPoolExecutor(jobs, initializer=_begin)
    try:
        yield pool
    except BaseException:  # interrupts, too, and the end of a consumer that wants no more
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _begin() -> None:
    """Makes a worker leave Ctrl-C to its parent, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
