"""A file and its mapping become one staged Parquet file, or a list of everything wrong with it."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trimtab.ingest.cells import Places, count_skipped, create_cells, filled_down
from trimtab.ingest.checks import find_problems
from trimtab.ingest.containers import detect_container
from trimtab.ingest.engine import open_engine, quoted
from trimtab.ingest.identity_numbers import refuse_identity_numbers
from trimtab.ingest.mapping import Mapping
from trimtab.ingest.resolution import create_typed
from trimtab.ingest.source import PROBLEMS_SHOWN, Source, open_source, rejected
from trimtab.kernel import InputRejectedError, Problem
from trimtab.ports import Progress, no_progress
from trimtab.tables import OBSERVATIONS, Finding, Severity, StagedObservations

_ROWS_PER_PARTITION = 4_000_000
_KEY = [name for name in OBSERVATIONS.key if name != "frequency"]  # one frequency a file


def stage(
    path: Path, mapping: Mapping, staging: Path, progress: Progress = no_progress
) -> StagedObservations:
    """Validate a whole file and write it in the form of OBSERVATIONS.

    Memory stays bounded whatever the size of a delimited or Parquet file; workbooks are held whole.
    Raises InputRejectedError INGEST-049 with the first problems and their number, or the code of
    what made the file unreadable; nothing is left in ``staging`` then.
    """
    path = Path(path)
    progress("ingest.step.inspect", 0, 4)
    container = detect_container(path)
    if container.value != mapping.layout.format:
        raise InputRejectedError(
            "INGEST-009", file=path.name, found=container.value, expected=mapping.layout.format
        )
    with workspace(staging) as work, open_engine(work) as connection:
        progress("ingest.step.read", 1, 4)
        source = open_source(connection, path, mapping.layout, work)
        return stage_source(source, mapping, staging, sha256_of(path), progress)


@contextmanager
def workspace(staging: Path) -> Iterator[Path]:
    """A private folder beside the staged files, gone afterwards whatever happens."""
    staging.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".work-", dir=staging))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def stage_source(
    source: Source,
    mapping: Mapping,
    staging: Path,
    sha256: str,
    progress: Progress = no_progress,
    findings: tuple[Finding, ...] = (),
) -> StagedObservations:
    """Stage a table that is already loaded: what ``stage`` and the connectors share."""
    refuse_identity_numbers(source)
    source = filled_down(source, mapping)
    places = create_cells(source, mapping)
    findings += create_typed(source, mapping, places)
    progress("ingest.step.check", 2, 4)
    problems, total = find_problems(source, mapping, places)
    if total:
        raise rejected(source.file, problems, total)
    progress("ingest.step.write", 3, 4)
    target = staging / f"{uuid.uuid4().hex}.parquet"
    try:
        rows = _write(source, mapping, target)
        _refuse_duplicates(source, mapping, places, target, rows)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    progress("ingest.step.write", 4, 4)
    return StagedObservations(
        path=target,
        rows=rows,
        source=source.file,
        source_sha256=sha256,
        release_basis=mapping.release.basis,
        findings=findings + _skipped_rows(source, places),
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(source: Source, mapping: Mapping, target: Path) -> int:
    frequency = quoted(mapping.period.frequency.value)
    rows = source.connection.execute(
        f"COPY (SELECT indicator, region, industry, occupation, {frequency} AS frequency, unit, "
        f"seasonal_adjustment, period::INTEGER AS period, release_time, "
        f"number::DOUBLE AS value, obs_status FROM typed) TO {quoted(str(target))} "
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    ).fetchone()
    count = int(rows[0]) if rows else 0
    if count == 0:
        raise InputRejectedError("INGEST-007", file=source.file)
    return count


def _refuse_duplicates(
    source: Source, mapping: Mapping, places: Places, target: Path, rows: int
) -> None:
    """Keys are counted by hash, a slice at a time, so that memory does not grow with the file."""
    scan = f"read_parquet({quoted(str(target))})"
    key = f"hash({', '.join(_KEY)})"
    slices = rows // _ROWS_PER_PARTITION + 1
    repeated = 0
    for part in range(slices):
        where = f"WHERE {key} % {slices} = {part}" if slices > 1 else ""
        counted = source.connection.execute(
            f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {scan} {where} "
            f"GROUP BY {key}) WHERE n > 1"
        ).fetchone()
        repeated += int(counted[0]) if counted else 0
    if repeated:
        raise rejected(source.file, _name_duplicates(source, places), repeated)


def _name_duplicates(source: Source, places: Places) -> list[Problem]:
    columns = ", ".join(_KEY)
    found = source.connection.execute(
        f"SELECT min(r) AS first, r2, any_value(k), any_value(region), any_value(indicator) FROM ("
        f"SELECT min(r) OVER w AS r, r AS r2, k, region, indicator, "
        f"row_number() OVER (PARTITION BY {columns} ORDER BY r, k) AS nth FROM typed "
        f"WINDOW w AS (PARTITION BY {columns})) WHERE nth > 1 GROUP BY r2, k "
        f"ORDER BY r2, k LIMIT {PROBLEMS_SHOWN}"
    ).fetchall()
    lines = source.locate([row for first, second, *_ in found for row in (first, second)])
    return [
        source.problem(
            "INGEST-038",
            lines.get(second, second),
            places.values[k],
            first=lines.get(first, first),
            region=region,
            indicator=indicator,
        )
        for first, second, k, region, indicator in found
    ]


def _skipped_rows(source: Source, places: Places) -> tuple[Finding, ...]:
    count, first = count_skipped(source, places)
    count += len(source.notes)
    if not count:
        return ()
    lines = source.locate(first) if first else {}
    named = sorted([lines.get(row, row) for row in first] + list(source.notes))[:5]
    rows = ", ".join(map(str, named))
    return (Finding("INGEST-101", Severity.NOTE, params={"count": count, "rows": rows}),)
