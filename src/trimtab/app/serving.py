"""What lives as long as a server: the open workspace, its services, the processes that do jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trimtab.app.daily import DailyJobs
from trimtab.app.supervision import WorkerSupervisor
from trimtab.app.workbench.accounts import open_accounts
from trimtab.app.workbench.alert_search import alert_finder
from trimtab.app.workbench.bench import Workbench, open_workbench
from trimtab.app.workbench.imports import imports_of
from trimtab.app.workbench.live import start_live
from trimtab.app.workbench.requests import Requests
from trimtab.app.workbench.rules import rule_finder
from trimtab.app.workbench.series_search import series_finder
from trimtab.app.workbench.simulator_search import run_finder


def open_services(bench: Workbench, *, demonstration: bool = False) -> None:
    """Give a workbench all that requests ask for; nothing here starts a process."""
    open_accounts(bench, demonstration=demonstration)
    bench.services["requests"] = Requests(bench)
    imports_of(bench)
    bench.services["search.alerts"] = alert_finder(bench)
    bench.services["search.rules"] = rule_finder
    bench.services["search.series"] = series_finder(bench)
    bench.services["search.simulation"] = run_finder(bench)


@contextmanager
def serving(
    folder: Path,
    database_url: str | None = None,
    *,
    create: bool = False,
    demonstration: bool = False,
    workers: int = 1,
) -> Iterator[Workbench]:
    """A workspace open for a server, with its services and its workers; closed in the end.

    ``demonstration`` adds the demonstration office. Raises what ``open_workbench`` raises.
    """
    bench = open_workbench(folder, database_url, create=create)
    try:
        if demonstration:
            from trimtab.app.demonstration import furnish
            from trimtab.app.demonstration_credentials import open_demonstration_keys

            furnish(bench)
            open_demonstration_keys()
        open_services(bench, demonstration=demonstration)
        live = bench.services["live"] = start_live(bench)
        if bench.store.batches():
            live.now()  # begins to compute, so that the first visitor waits less
        bench.services["workers"] = WorkerSupervisor(folder, database_url, workers).start()
        bench.services["daily"] = DailyJobs(bench.office).start()
        yield bench
    finally:
        bench.close()
