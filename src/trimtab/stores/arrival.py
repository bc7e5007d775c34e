"""Turns a staged file into sorted, checked rows: the last guard before a batch becomes immutable.

DuckDB sorts in process and in memory up to a limit, then spills into the workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab.kernel import (
    InputRejectedError,
    ObsStatus,
    Problem,
    SeriesKey,
    StateError,
    TableContractError,
    TrimtabError,
)
from trimtab.stores.writing import DIMENSIONS, ROW_GROUP, ROWS_SCHEMA
from trimtab.tables import OBSERVATIONS, StagedObservations

_SHOWN = 20  # problems named in one refusal
_STATUS_NUMBER = " ".join(f"WHEN '{status}' THEN {ord(status)}" for status in ObsStatus)
_NUMBERS = np.array([ord(status) for status in ObsStatus], np.uint8)
_WITHOUT_VALUE = np.array([ord(ObsStatus.SUPPRESSED), ord(ObsStatus.MISSING)], np.uint8)

Engine = duckdb.DuckDBPyConnection


@contextmanager
def engine(spill: Path, memory: str) -> Iterator[Engine]:
    """A DuckDB of our own: in memory, at most ``memory``, spilling into ``spill``.

    Raises StateError STORE-008 when memory or disk do not suffice.
    """
    try:
        with duckdb.connect(
            config={"memory_limit": memory, "temp_directory": str(spill)}
        ) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
    except (duckdb.OutOfMemoryException, OSError) as failure:
        raise StateError("STORE-008", folder=str(spill), reason=str(failure)) from failure


def count_rows(staged: StagedObservations) -> int:
    """Rows of a staged file. Raises unless it is Parquet in the form of OBSERVATIONS with rows."""
    try:
        metadata = pq.read_metadata(staged.path)
    except (OSError, pa.ArrowInvalid) as failure:
        raise InputRejectedError(
            "STORE-006", file=str(staged.path), reason=str(failure)
        ) from failure
    OBSERVATIONS.check_schema(metadata.schema.to_arrow_schema())
    if metadata.num_rows == 0:
        raise InputRejectedError("STORE-007", source=staged.source)
    return int(metadata.num_rows)


def read_series(connection: Engine, staged: StagedObservations) -> pa.Table:
    """The series of a staged file, sorted by canonical key: ``key``, ``series_id``, dimensions.

    Raises TableContractError STORE-009 naming malformed ones, StateError STORE-010 when two keys
    share one id.
    """
    _bind(connection, staged)
    columns = ", ".join(DIMENSIONS)
    found = connection.sql(f"SELECT DISTINCT {columns} FROM staged").to_arrow_table()
    found = found.append_column("key", pc.binary_join_element_wise(*found.columns, "|"))
    found = found.sort_by("key")
    keys, problems = [], []
    for text in found["key"].to_pylist():
        try:
            keys.append(_parse(text))
        except (TrimtabError, ValueError) as failure:
            code = failure.code if isinstance(failure, TrimtabError) else "-"
            problems.append(
                Problem("STORE-009", staged.source, params={"series": text, "reason": code})
            )
    if problems:
        raise _refusal(staged, problems[:_SHOWN], len(problems))
    table = found.append_column("series_id", pa.array([key.series_id for key in keys], pa.int64()))
    refuse_collisions(table)
    return table.select(["key", "series_id", *DIMENSIONS])


def _parse(text: str | None) -> SeriesKey:
    key = SeriesKey.parse(text or "")
    if str(key) != text:
        raise ValueError(text)
    return key


def refuse_collisions(series: pa.Table) -> None:
    """Raise StateError STORE-010 when two different keys have the same series_id."""
    per_id = series.select(["series_id", "key"]).group_by("series_id")
    counted = per_id.aggregate([("key", "count_distinct"), ("key", "min"), ("key", "max")])
    clash = counted.filter(pc.greater(counted["key_count_distinct"], 1))
    if clash.num_rows:
        raise StateError(
            "STORE-010", first=clash["key_min"][0].as_py(), second=clash["key_max"][0].as_py()
        )


def sorted_rows(
    connection: Engine, staged: StagedObservations, series: pa.Table
) -> Iterator[pa.RecordBatch]:
    """The rows of a staged file, sorted by (series, period, release_time), checked on the way.

    Raises TableContractError STORE-011 for a key that occurs twice, STORE-012 for a row whose
    value and status contradict each other, each naming the keys and rows of the staged table.
    """
    _bind(connection, staged)
    numbered = series.select(DIMENSIONS).append_column(
        "series", pa.array(np.arange(series.num_rows, dtype=np.int32))
    )
    connection.register("numbered", numbered)
    reader = connection.sql(
        f"""
        SELECT series, period, epoch_us(release_time) AS release_time, value,
               (CASE obs_status {_STATUS_NUMBER} ELSE 0 END)::UTINYINT AS obs_status
        FROM staged JOIN numbered USING ({", ".join(DIMENSIONS)})
        ORDER BY series, period, release_time
        """
    ).to_arrow_reader(ROW_GROUP)
    last: tuple[int, ...] | None = None
    for chunk in reader:
        if _contradicts(chunk):
            reader.close()  # the connection serves one query at a time
            raise _contradictions(connection, staged)
        rows = chunk.cast(ROWS_SCHEMA)
        key = [rows[name].to_numpy() for name in ("series", "period", "release_time")]
        if _has_repeats(key) or last == tuple(column[0] for column in key):
            reader.close()
            raise _duplicates(connection, staged)
        last = tuple(column[-1] for column in key)
        yield rows


def _contradicts(chunk: pa.RecordBatch) -> bool:
    """Whether a time is absent, a status unknown, or a value does not go with its status."""
    if chunk["period"].null_count or chunk["release_time"].null_count:
        return True
    status = chunk["obs_status"].to_numpy()
    finite = np.isfinite(chunk["value"].to_numpy(zero_copy_only=False))  # null becomes NaN
    without = np.isin(status, _WITHOUT_VALUE)
    null = chunk["value"].is_null().to_numpy(zero_copy_only=False)
    wrong = np.where(without, ~null, ~finite) | ~np.isin(status, _NUMBERS)
    return bool(wrong.any())


def _contradictions(connection: Engine, staged: StagedObservations) -> TableContractError:
    known = ", ".join(f"'{status}'" for status in ObsStatus)
    found = connection.sql(
        f"""
        SELECT file_row_number + 1, concat_ws('|', {", ".join(DIMENSIONS)}), period, value,
               obs_status, count(*) OVER ()
        FROM staged
        WHERE period IS NULL OR release_time IS NULL OR obs_status IS NULL
           OR obs_status NOT IN ({known})
           OR (obs_status IN ('Q', 'M')) != (value IS NULL) OR NOT isfinite(value)
        ORDER BY 1 LIMIT {_SHOWN}
        """
    ).fetchall()
    problems = [
        Problem(
            "STORE-012",
            staged.source,
            params={"row": r[0], "series": r[1], "period": r[2], "value": r[3], "status": r[4]},
        )
        for r in found
    ]
    return _refusal(staged, problems, found[0][5])


def _has_repeats(key: list[np.ndarray]) -> bool:
    same = np.ones(len(key[0]) - 1, bool)
    for column in key:
        same &= column[1:] == column[:-1]
    return bool(same.any())


def _bind(connection: Engine, staged: StagedObservations) -> None:
    # A name bound to the file, so that its path never becomes part of a query's text.
    connection.read_parquet(str(staged.path), file_row_number=True).create_view(
        "staged", replace=True
    )


def _duplicates(connection: Engine, staged: StagedObservations) -> TableContractError:
    columns = ", ".join(OBSERVATIONS.key)
    found = connection.sql(
        f"""
        SELECT concat_ws('|', {", ".join(DIMENSIONS)}), period,
               strftime(release_time AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ'),
               list(file_row_number + 1 ORDER BY file_row_number)[:10], count(*) OVER ()
        FROM staged GROUP BY {columns} HAVING count(*) > 1
        ORDER BY min(file_row_number) LIMIT {_SHOWN}
        """
    ).fetchall()
    problems = [
        Problem(
            "STORE-011",
            staged.source,
            params={
                "series": series,
                "period": period,
                "release_time": released,
                "rows": ", ".join(map(str, rows)),
            },
        )
        for series, period, released, rows, _ in found
    ]
    return _refusal(staged, problems, found[0][4])


def _refusal(staged: StagedObservations, problems: list[Problem], total: int) -> TableContractError:
    return TableContractError("STORE-022", problems=problems, source=staged.source, total=total)
