"""An office on each database, and workers that do not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from trimtab.office.jobs_endings import Delays
from trimtab.office.jobs_worker import Worker, WorkerSettings
from trimtab.ports.jobs import JobHandler
from trimtab.stores.office.jobs import SqlJobQueue
from trimtab.stores.office.store import SqlOfficeStore, open_office

HASTY = WorkerSettings(
    lease_seconds=0.6, beat_seconds=0.05, poll_seconds=0.01, delays=Delays(first=timedelta(0))
)


@pytest.fixture
def office(tmp_path: Path, database_url: str | None) -> Iterator[SqlOfficeStore]:
    with open_office(tmp_path, database_url, create=True) as opened:
        yield opened


@pytest.fixture
def worker_of(office: SqlOfficeStore) -> Callable[..., Worker]:
    def make(handlers: Mapping[str, JobHandler], **given: object) -> Worker:
        return Worker(office, SqlJobQueue(office.engine), handlers, **{"settings": HASTY, **given})

    return make
