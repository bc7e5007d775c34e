"""Tasks of an ensemble on other processes or machines, through Dask distributed (extra "cluster").

A task is a pure function of what it is given, so it does not matter who does it, nor how often: a
worker that dies is replaced, what it held is computed again, and the results are the same bits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from trimtab.kernel import EnvironmentLackingError, StateError, TrimtabError, UsageError

if TYPE_CHECKING:
    from trimtab.simulation.ensemble import Ensemble, Runner, Task
    from trimtab.simulation.ensemble.running import Done, Heartbeat

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_PROCESSES = 256
_LOCAL = re.compile(r"local:([0-9]{1,3})")
_ADDRESS = re.compile(r"(tcp|tls)://.+:[0-9]+")
_BEAT_SECONDS = 0.5
_CONNECT_SECONDS = 20

_DEATHS = 3
"""A task whose worker died more often than this is given up: it kills what runs it."""


def on_cluster(where: str) -> Runner:
    """A runner of ensembles on ``local:N`` worker processes or on a scheduler (``tcp://host:port``).

    Raises UsageError SIMULATION-047 for any other place. The runner raises
    EnvironmentLackingError SIMULATION-046 without the extra, StateError SIMULATION-048 when nobody
    answers, 049 when a task killed its workers, 039 when workers run other versions than this
    process, and the error of a task as it was.
    """
    _check_place(where)

    def run(
        ensemble: Ensemble, tasks: Sequence[tuple[int, Task]], heartbeat: Heartbeat
    ) -> Generator[Done, None, None]:
        from trimtab.simulation.ensemble import unpack

        numbers = [at for at, _ in tasks]
        only = [task for _, task in tasks]
        for position, arrays in run_tasks(_do_task, ensemble, only, where, heartbeat):
            yield numbers[position], unpack(arrays)

    return run


def _do_task(ensemble: Ensemble, task: Task) -> dict[str, Any]:
    """In a worker: one task of an ensemble, as arrays."""
    from trimtab.simulation.ensemble import pack, run_task

    return pack(run_task(ensemble, task, threads=1))


def run_tasks(
    function: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    where: str,
    heartbeat: Callable[[], None] = lambda: None,
) -> Generator[tuple[int, Result], None, None]:
    """Compute ``function(shared, item)`` for every item; position and result as they are done.

    The function must be pure and importable by name; ``shared`` goes to a worker once. The
    heartbeat is called while results are awaited and may raise to end all. Errors as in
    ``on_cluster``.
    """
    _check_place(where)
    if not items:
        return
    with _connected(where, len(items)) as client:
        yield from _collect(client, function, shared, items, heartbeat)


def _collect(
    client: Any,
    function: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    heartbeat: Callable[[], None],
) -> Iterator[tuple[int, Result]]:
    distributed = _library()
    # A task, not scattered data: the scheduler can compute it again when its holder dies.
    held = client.submit(_hold, shared, pure=False)
    waiting = {
        client.submit(_guarded, function, held, item, pure=False, retries=0): position
        for position, item in enumerate(items)
    }
    try:
        while waiting:
            heartbeat()
            try:
                done, _ = distributed.wait(
                    list(waiting), timeout=_BEAT_SECONDS, return_when="FIRST_COMPLETED"
                )
            except TimeoutError:
                continue
            for future in done:
                position = waiting.pop(future)
                result, refusal = future.result()
                if refusal is not None:
                    kind, code, problems, params = refusal
                    raise kind(code, problems=problems, **params)
                yield position, result
    except distributed.KilledWorker as error:
        raise StateError("SIMULATION-049", deaths=_DEATHS + 1) from error
    finally:
        client.cancel([*waiting, held], force=True)


def _hold(shared: Shared) -> Shared:
    return shared


def _guarded(
    function: Callable[[Shared, Item], Result], shared: Shared, item: Item
) -> tuple[Result | None, tuple[Any, ...] | None]:
    """In a worker: the result, or the parts of an error of ours, which does not travel whole."""
    try:
        return function(shared, item), None
    except TrimtabError as error:
        return None, (type(error), error.code, error.problems, dict(error.params))


def _check_place(where: str) -> None:
    local = _LOCAL.fullmatch(where)
    fits = 1 <= int(local[1]) <= MOST_PROCESSES if local else bool(_ADDRESS.fullmatch(where))
    if not fits:
        raise UsageError("SIMULATION-047", given=where, most=MOST_PROCESSES)


def _library() -> Any:
    """Dask distributed, which an installation without the extra lacks."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise EnvironmentLackingError("SIMULATION-046") from error


@contextmanager
def _connected(where: str, tasks: int) -> Iterator[Any]:
    """A client of the place; worker processes made for it are ended with it."""
    distributed = _library()
    settings = {
        "distributed.scheduler.allowed-failures": _DEATHS,
        "distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s",
        "distributed.nanny.pre-spawn-environ": _SINGLE_THREADED,
    }
    local = _LOCAL.fullmatch(where)
    with import_module("dask.config").set(settings):
        if local is None:
            with _client(distributed, where) as client:
                yield client
            return
        with (
            distributed.LocalCluster(
                n_workers=min(int(local[1]), tasks),
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client


_SINGLE_THREADED = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


@contextmanager
def _client(distributed: Any, address: str) -> Iterator[Any]:
    try:
        client = distributed.Client(address, timeout=_CONNECT_SECONDS)
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
    except (OSError, TimeoutError) as error:
        raise StateError("SIMULATION-048", address=address, seconds=_CONNECT_SECONDS) from error
    with client:
        ours = _versions()
        for worker, theirs in client.run(_versions).items():
            if theirs != ours:
                raise StateError(
                    "SIMULATION-039", worker=worker, theirs=_listed(theirs), ours=_listed(ours)
                )
        yield client


def _versions() -> dict[str, str]:
    """What must be the same everywhere for results to be the same bits."""
    from importlib.metadata import version

    return {name: version(name) for name in ("trimtab", "numpy", "scipy")}


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())
