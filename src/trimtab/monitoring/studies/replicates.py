"""Run independent replicates one after the other, or several at a time in processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from trimtab.ports import Progress

Found = TypeVar("Found")

_AT_ONCE = 2  # replicates handed to a process at a time: progress stays smooth


def run_replicates(
    job: Callable[[int], Found], count: int, workers: int, step: str, progress: Progress
) -> tuple[Found, ...]:
    """``job`` of replicates 0 to ``count`` - 1, in their order; the number of ``workers`` changes
    nothing but the time.

    Ctrl-C ends the study after the replicates at work; nothing is kept and nothing was written.
    """
    found: list[Found] = []
    for one in _results(job, count, min(workers, count)):
        progress(step, len(found), count)
        found.append(one)
    progress(step, count, count)
    return tuple(found)


def _results(job: Callable[[int], Found], count: int, workers: int) -> Iterator[Found]:
    if workers <= 1:
        yield from map(job, range(count))
        return
    # Started afresh: a process copied while a thread draws progress could inherit its locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_leave_interrupts) as pool:
        try:
            yield from pool.map(job, range(count), chunksize=_AT_ONCE)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal: only the one that asked answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
