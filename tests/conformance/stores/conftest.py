"""Stores of each kind, and staged files written row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trimtab.kernel import Period
from trimtab.stores import ObservationStore
from trimtab.tables import OBSERVATIONS, StagedObservations

Row = tuple[str, str, str, float | None, str]
"""Series key, period, day of release, value, status."""
Stage = Callable[..., StagedObservations]


def write_staged(path: Path, rows: Iterable[Row], basis: str = "vintage") -> StagedObservations:
    columns: list[list[object]] = [[] for _ in OBSERVATIONS.columns]
    for key, period, day, value, status in rows:
        released = datetime.fromisoformat(day).replace(tzinfo=UTC)
        cells = [*key.split("|"), Period.parse(period).ordinal, released, value, status]
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    table = pa.Table.from_arrays(
        [pa.array(c, f.type) for c, f in zip(columns, OBSERVATIONS.schema, strict=True)],
        schema=OBSERVATIONS.schema,
    )
    pq.write_table(table, path)
    return StagedObservations(path, table.num_rows, path.name, "0" * 64, basis)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Write rows as a staged file."""
    numbers = count(1)

    def write(rows: Iterable[Row], basis: str = "vintage") -> StagedObservations:
        return write_staged(tmp_path / f"staged{next(numbers)}.parquet", rows, basis)

    return write


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def store(workspace: Path, database_url: str | None) -> Iterator[ObservationStore]:
    """An empty store on each operational database."""
    with ObservationStore.open(workspace, database_url) as opened:
        yield opened
