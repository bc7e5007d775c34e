"""Tiny workbenches for the tests of the web: a synthetic panel, the demonstration office."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from trimtab.app.demonstration import furnish
from trimtab.app.province_panel import SYNTHETIC
from trimtab.app.serving import open_services
from trimtab.app.workbench import Workbench, open_workbench
from trimtab.kernel import Frequency, Period
from trimtab.messages import Language
from trimtab.tables import OBSERVATIONS, StagedObservations
from trimtab.web import create_application
from trimtab.web.access import SESSION_COOKIE
from trimtab.web.rendering import LANGUAGE_COOKIE
from trimtab.web.settings import ServerSettings

REGIONS = ("CN-980100", "CN-980200", "CN-980300")
INDUSTRIES = ("GBT4754@2017:C", "GBT4754@2017:I")
INDICATORS = ("employment", "registered_unemployment")
FIRST, MONTHS = Period.parse("2016-01"), 120
FALL_BEGINS = 112  # months from the first
FALLING = (0, 0)  # employment of the first region's first industry
RELEASE_DAYS = 14


def panel_values(seed: int = 7) -> np.ndarray:
    """Shape (indicator, region, industry, month): trend, season, noise, and one fall at the end.

    A count of people; the fall takes 2 % a month.
    """
    random = np.random.default_rng(seed)
    shape = (len(INDICATORS), len(REGIONS), len(INDUSTRIES), MONTHS)
    months = np.arange(MONTHS)
    level = np.log(20_000 * (1 + np.arange(np.prod(shape[:3])))).reshape(shape[:3])
    season = 0.02 * np.sin(2 * np.pi * months / 12)
    noise = random.normal(0, 0.004, shape).cumsum(-1) * 0.3 + random.normal(0, 0.003, shape)
    values = level[..., None] + 0.001 * months + season + noise
    fall = 0.02 * np.clip(months - FALL_BEGINS, 0, None)
    values[0, *FALLING] -= fall
    values[1, *FALLING] += fall
    return np.exp(values).round()


def write_panel(path: Path, values: np.ndarray | None = None) -> StagedObservations:
    """The panel as a staged file; its source says that it is synthetic."""
    values = panel_values() if values is None else values
    rows = []
    for (i, r, k, month), value in np.ndenumerate(values):
        period = FIRST + month
        released = datetime.combine(period.end + timedelta(days=RELEASE_DAYS), time(), UTC)
        rows.append(
            (INDICATORS[i], REGIONS[r], INDUSTRIES[k], "", Frequency.MONTHLY.value, "count", "N",
             period.ordinal, released, float(value), "A")
        )  # fmt: skip
    columns = [
        pa.array(column, field.type)
        for column, field in zip(zip(*rows, strict=True), OBSERVATIONS.schema, strict=True)
    ]
    pq.write_table(pa.Table.from_arrays(columns, schema=OBSERVATIONS.schema), path)
    source = f"{SYNTHETIC}tiny panel"
    return StagedObservations(path, len(rows), source, "7" * 64, "lag")


def fill_workspace(folder: Path, database_url: str | None = None) -> Path:
    """A workspace with the panel and the demonstration office, titles in Chinese."""
    bench = open_workbench(folder, database_url, create=True)
    try:
        staged = write_panel(folder / "staging" / "panel.parquet")
        bench.store.publish(staged)
        furnish(bench, Language.ZH)
    finally:
        bench.close()
    return folder


def copy_of(filled: Path, to: Path) -> Path:
    """A workspace of one's own, quickly (SQLite)."""
    shutil.copytree(filled, to)
    return to


@contextmanager
def opened(folder: Path, database_url: str | None = None) -> Iterator[Workbench]:
    """A workbench as a server has it, but for the processes beside it."""
    bench = open_workbench(folder, database_url)
    try:
        open_services(bench, demonstration=True)
        yield bench
    finally:
        bench.close()


def settings_of(bench: Workbench) -> ServerSettings:
    """Settings of a demonstration on loopback."""
    return ServerSettings(bench.folder, bench.database_url, demonstration=True, workers=0)


_ROUTES: list[object] = []
"""Of the first application: FastAPI reads the signatures of all routes at the first request, which
takes longer than most tests, and they are the same in every application."""


def application_of(bench: Workbench, settings: ServerSettings | None = None):
    """The application over a workbench."""
    made = create_application(bench, settings or settings_of(bench))
    if not _ROUTES:
        _ROUTES.extend(made.router.routes)
    made.router.routes[:] = _ROUTES
    return made


def routes_of(application) -> list[tuple[str, APIRoute]]:
    """Address and route of everything that is routed."""

    def walk(given, prefix: str) -> Iterator[tuple[str, APIRoute]]:
        for one in given:
            if isinstance(one, APIRoute):
                yield prefix + one.path, one
            elif hasattr(one, "original_router"):
                yield from walk(one.original_router.routes, prefix + one.include_context.prefix)

    return list(walk(application.routes, ""))


def client_of(application, role: str | None, language: str = "zh") -> TestClient:
    """A browser signed in by role, nobody for None; errors of the server are answers.

    Forms need ``csrf_token``: ``client.csrf`` (also sent as a header by ``client.csrf_headers``).
    """
    client = TestClient(
        application, base_url="http://127.0.0.1", raise_server_exceptions=False,
        follow_redirects=False, client=("127.0.0.1", 50000),
    )  # fmt: skip
    client.cookies.set(LANGUAGE_COOKIE, language, domain="127.0.0.1")
    client.csrf, client.csrf_headers = "", {}
    if role is not None:
        accounts = application.state.bench.services["accounts"]
        secret = accounts.demonstrate(role)
        client.cookies.set(SESSION_COOKIE, secret, domain="127.0.0.1")
        client.csrf = accounts.viewer(secret, None).csrf_token
        client.csrf_headers = {"X-CSRF-Token": client.csrf}
    return client
