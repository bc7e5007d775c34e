"""The workbench under load: 50 people signed in, on overview and series page, while data come in.

    python benchmarks/web.py [--users 50] [--seconds 20] [--folder DIR] [--json]

A real server (``trimtab.web.serving``, one process for requests and one for jobs, as ``trimtab
serve`` starts it) answers over a workspace of the SYNTHETIC demonstration province, which is
generated first (``--folder`` keeps it for the next run; the batches imported here stay in a copy).
Users ask without pausing, so the times are those of a server that is always busy; the client runs
on the same machine. While they do, another process imports one revised panel of 127,680 rows after
the other into the same workspace; each import makes the server read anew and the monitoring
compute anew.

The reference runs in the same call under the same load, imports included: a bare FastAPI
application whose routes return a constant of the same size, without store, rights, template or
compression. What we need above it is what the pages do. An answer other than 200 is an error and
ends the run.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from _web_load import Heard, fetch, load

REFERENCE = "bare FastAPI route, constant of the same size"
INDICATORS = ("employment", "hires", "separations", "vacancies")
FIRST_PAGE_KB = 500
"""What the first page may weigh, compressed, with all that it loads."""


def make_workspace(out: Path, into: Path) -> Path:
    """A copy of the demonstration province's workspace, generated if ``out`` has none."""
    from trimtab.app.demonstration import demonstration_folder

    return Path(shutil.copytree(demonstration_folder(out), into / "workspace"))


def sign_in(folder: Path, users: int) -> list[str]:
    """So many analysts, each with a session; their cookies."""
    from trimtab.app.demonstration import PROVINCE, furnish
    from trimtab.app.serving import open_services
    from trimtab.app.workbench import open_workbench
    from trimtab.app.workbench.accounts import accounts_of
    from trimtab.office.people import add_actor
    from trimtab.office.people_grants import give_grant
    from trimtab.office.types import OPERATOR, Actor, Role
    from trimtab.web.access import SESSION_COOKIE

    bench = open_workbench(folder)
    try:
        furnish(bench)
        open_services(bench)
        names = [f"user-{number}" for number in range(users)]
        with bench.office.work(OPERATOR, "benchmark") as work:
            for name in names:
                add_actor(work, Actor(name, name))
                give_grant(work, name, Role.ANALYST, PROVINCE)
        accounts = accounts_of(bench)
        return [f"{SESSION_COOKIE}={accounts.begin_session(name)}" for name in names]
    finally:
        bench.close()


def run_server(folder: Path) -> None:
    """In a child: the server, until it is told to stop."""
    from trimtab.web.serving import serve
    from trimtab.web.settings import ServerSettings

    serve(ServerSettings(folder, port=0), told=lambda _bench, address: print(address, flush=True))


def run_reference(sizes: Sequence[int]) -> None:
    """In a child: constants of these sizes, under ``/0``, ``/1`` ..."""
    import uvicorn
    from fastapi import FastAPI, Response

    application = FastAPI()
    bodies = [b"x" * size for size in sizes]

    @application.get("/{number}")
    def constant(number: int) -> Response:
        return Response(bodies[number], media_type="text/html")

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(application, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listening])


def run_imports(folder: Path) -> None:
    """In a child: one revised panel after the other, a line for each."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from trimtab.app.workspace import open_workspace
    from trimtab.kernel import Frequency
    from trimtab.ports import SeriesQuery
    from trimtab.tables import StagedObservations

    with open_workspace(folder).store as store:
        from datetime import UTC, datetime

        rows = store.as_of_table(
            datetime.now(UTC), SeriesQuery(frequency=Frequency.MONTHLY)
        ).read_all()
        for number in range(1_000_000):
            factors = 1 + np.random.default_rng(number).normal(0, 1e-3, rows.num_rows)
            values = pa.array(np.rint(rows["value"].to_numpy() * factors))
            revised = rows.set_column(rows.column_names.index("value"), "value", values)
            path = folder / "staging" / "benchmark.parquet"
            pq.write_table(revised, path)
            source = f"synthetic:revision {number}"
            store.publish(StagedObservations(path, rows.num_rows, source, f"{number:064d}", "lag"))
            print(number + 1, flush=True)


@contextlib.contextmanager
def child(*what: str) -> Iterator[subprocess.Popen[str]]:
    """This program in another process, ended with the block."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, __file__, *what],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def port_of(process: subprocess.Popen[str]) -> int:
    """Where a child says that it listens."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if "http" not in line:
        raise SystemExit("the server did not start")
    port = int(line.rsplit(":", 1)[1])
    for _ in range(600):  # it says so before it listens
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return port
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def peak_mb(process: int) -> int:
    """Largest resident memory of a process."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def children_mb(process: int) -> int:
    """Largest resident memory of the processes that a process started, added up."""
    found = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == process:
                found += peak_mb(int(entry.name)) + children_mb(int(entry.name))
    return found


def first_page_bytes(port: int, cookie: str) -> int:
    """The overview and everything it loads, as sent; charts' scripts where it has a chart."""
    _, body, sent = fetch(port, "/", cookie)
    page = body.decode()
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    if "data-chart=" in page:
        named.update(*(found.split() for found in re.findall(r'data-charting="([^"]+)"', page)))
    return sent + sum(fetch(port, path, cookie)[2] for path in sorted(named))


def series_pages(port: int, cookie: str) -> list[str]:
    """Pages of single series and comparisons, of all indicators and places."""
    found = []
    for indicator in INDICATORS:
        address = f"/api/v1/series?indicator={indicator}&limit=100"
        items = json.loads(fetch(port, address, cookie)[1])["items"]
        pages = [item["page"] for item in items]
        found += pages[:40]
        found += [
            f"{one}&s={other.partition('s=')[2]}&view=index" for one, other in pairwise(pages[:21])
        ]
    return found


def wait_for_overview(port: int, cookie: str, seconds: float = 180) -> None:
    """Until the monitoring has been computed for the first time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        status, body, _ = fetch(port, "/", cookie)
        if status == 200 and b"<progress" not in body:
            return
        time.sleep(1)


def measure(folder: Path, cookies: Sequence[str], seconds: float) -> list[dict[str, Any]]:
    """All rows of the report."""
    with child("--server", str(folder)) as server:
        port = port_of(server)
        wait_for_overview(port, cookies[0])
        weight = first_page_bytes(port, cookies[0])
        pages = {"overview": ["/"], "series page": series_pages(port, cookies[0])}
        load(port, cookies, pages, seconds / 4)  # nobody is first
        quiet = load(port, cookies, pages, seconds / 2)
        with child("--imports", str(folder)) as importing:
            busy = load(port, cookies, pages, seconds)
            done = _imported(importing)
            peak, workers = peak_mb(server.pid), children_mb(server.pid)
    sizes = [busy.bytes[kind] for kind in pages]
    with child("--reference", *map(str, sizes)) as bare:
        port = port_of(bare)
        constants = {kind: [f"/{number}"] for number, kind in enumerate(pages)}
        with child("--imports", str(folder)):
            reference = load(port, cookies, constants, seconds / 2)
    for heard in (quiet, busy, reference):
        if heard.errors:
            raise SystemExit(f"{len(heard.errors)} errors, such as {heard.errors[0]}")
    rows = [*_rows("nothing else going on", quiet, None, peak, len(cookies)),
            *_rows("imports running", busy, reference, peak, len(cookies))]  # fmt: skip
    rows.append(_row("errors while imports ran", "answers", 0, 0, "none allowed", peak))
    rows.append(_row("imports of 127,680 rows done meanwhile", "imports", done, None, "", peak))
    kilobytes = round(weight / 1000, 1)
    most = "required at most"
    rows.append(_row("first page with all it loads", "kB", kilobytes, FIRST_PAGE_KB, most, peak))
    rows.append(_row("memory of the processes beside the server (monitoring, jobs)", "MB",
                     workers, None, "", workers))  # fmt: skip
    return rows


def _imported(importing: subprocess.Popen[str]) -> int:
    importing.terminate()
    assert importing.stdout is not None
    return len(importing.stdout.read().split())


def _rows(
    when: str, ours: Heard, reference: Heard | None, peak: int, users: int
) -> list[dict[str, Any]]:
    found = []
    for kind in ours.seconds:
        for name, of in (("median", Heard.median), ("p95", lambda one, k: one.quantile(k, 0.95))):
            other = None if reference is None else round(of(reference, kind), 1)
            title = f"{kind}, {users} users, {when}: {name}"
            named = "" if reference is None else REFERENCE
            found.append(_row(title, "ms", round(of(ours, kind), 1), other, named, peak))
    other = None if reference is None else round(reference.each_second)
    named = "" if reference is None else REFERENCE
    title = f"both pages, {users} users, {when}: answered"
    found.append(_row(title, "requests/s", round(ours.each_second, 1), other, named, peak))
    return found


def _row(
    name: str, unit: str, ours: float, reference: float | None, reference_name: str, peak: int
) -> dict[str, Any]:
    return {"name": name, "unit": unit, "ours": ours, "reference": reference,
            "reference_name": reference_name, "peak_mb": peak}  # fmt: skip


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--folder", type=Path, help="keep the province here for the next run")
    options.add_argument("--json", action="store_true")
    for name in ("--server", "--imports"):
        options.add_argument(name, type=Path, help=argparse.SUPPRESS)
    options.add_argument("--reference", type=int, nargs="+", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.server:
        run_server(asked.server)
    elif asked.imports:
        run_imports(asked.imports)
    elif asked.reference:
        run_reference(asked.reference)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            folder = make_workspace(asked.folder or Path(scratch) / "province", Path(scratch))
            rows = measure(folder, sign_in(folder, asked.users), asked.seconds)
        if asked.json:
            print(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        for row in rows:
            known = row["reference"] is not None
            beside = f" | {row['reference_name']}: {row['reference']}" if known else ""
            print(f"{row['name']}: {row['ours']} {row['unit']}{beside}")


if __name__ == "__main__":
    main()
