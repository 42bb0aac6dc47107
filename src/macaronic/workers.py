"""The same work in several processes, with the results in order and no more read ahead than can be held."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from macaronic.errors import RunError

T = TypeVar("T")
R = TypeVar("R")

HANDED_OVER = 1.0  # seconds after which a pool that has lost a worker and has not noticed is taken for broken
AHEAD = 2  # items in work or waiting, a process: one to work on, one to go on with


def ordered(function: Callable[[T], R], items: Iterable[T], jobs: int) -> Iterator[R]:
    """`map` over `jobs` processes.

    When one of them dies, what was in work is done again, each item in a process of its own, and the rest in new
    processes; if that one dies, too, RunError names the item. Where items end in a RunError, results of all before it
    come first.
    """
    waiting: deque[tuple[T, Future[R]]] = deque()
    failures: list[RunError] = []
    source = _until_failure(items, failures)
    broken = True
    while broken:
        try:
            with _pool(jobs) as pool:
                for item in source:
                    waiting.append((item, _submitted(pool, function, item)))
                    if len(waiting) >= AHEAD * jobs:
                        yield _first(pool, waiting)
                while waiting:
                    yield _first(pool, waiting)
            broken = False
        except BrokenProcessPool:
            while waiting:
                yield _done_alone(function, *waiting.popleft())
    for failure in failures:
        raise failure


def _until_failure(items: Iterable[T], failures: list[RunError]) -> Iterator[T]:
    try:
        yield from items
    except RunError as failure:
        failures.append(failure)


def _submitted(pool: ProcessPoolExecutor, function: Callable[[T], R], item: T) -> Future[R]:
    """What will become of an item, be it that the pool is broken."""
    try:
        return pool.submit(function, item)
    except BrokenProcessPool as error:
        future: Future[R] = Future()
        future.set_exception(error)
        return future


def _first(pool: ProcessPoolExecutor, waiting: deque[tuple[T, Future[R]]]) -> R:
    """The first result, whose item then waits no longer."""
    result = _result(pool, waiting[0][1])
    waiting.popleft()
    return result


def _result(pool: ProcessPoolExecutor, future: Future[R]) -> R:
    """What became of an item. A worker that dies while it hands over a result leaves the executor waiting for the rest
    of it, and the others for their turn, for ever: that is seen by the worker's being dead.
    """
    died = False
    while not wait_for([future], timeout=HANDED_OVER).done:
        if died:
            raise BrokenProcessPool("a worker died while it handed over a result")
        died = any(not worker.is_alive() for worker in list(pool._processes.values()))
    return future.result()


def _done_alone(function: Callable[[T], R], item: T, future: Future[R]) -> R:
    """The result of an item that may have been done before its pool broke, or else is done in a process of its own."""
    if future.done():
        with suppress(BrokenProcessPool, CancelledError):
            return future.result()
    with suppress(BrokenProcessPool), _pool(1) as pool:
        return _result(pool, pool.submit(function, item))
    message = "a worker process died twice on what begins here, perhaps for want of memory; fewer --jobs take less"
    raise RunError(f"{item}: {message}")


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that do not outlive the block: when it fails, they are told to end, and do whatever they are at.

    They are not waited for then, because before Python 3.11.5 the executor can wait forever to hand a dead worker the
    rest of its work (gh-94777, gh-107219). For the same reason a program should leave out the interpreter's own wait,
    at its end: `os._exit`.
    """
    told, tell = multiprocessing.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(told,))
    try:
        yield pool
    except BaseException:  # interrupts, too, and the end of a consumer that wants no more
        tell.send(None)
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _begin(told: Connection) -> None:
    """Makes a worker leave Ctrl-C to its parent, and end when it is told or its parent ends, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_when_told, args=(told,), daemon=True).start()


def _end_when_told(told: Connection) -> None:
    parent = multiprocessing.parent_process()
    wait([told, parent.sentinel] if parent else [told])  # what was told stays in the pipe, for all to see
    os._exit(1)
