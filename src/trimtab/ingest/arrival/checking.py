"""Run the arrival checks over a staged file, a slice of regions at a time."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from trimtab.ingest.arrival.behaviour import find_frozen, find_rescaled, find_stale
from trimtab.ingest.arrival.calendar import Newest, find_overdue, note_newest
from trimtab.ingest.arrival.changes import find_jumps, find_revised
from trimtab.ingest.arrival.history import Shrinkage, find_renamed, find_vanished
from trimtab.ingest.engine import open_engine, quoted
from trimtab.ingest.matrices import panel_of
from trimtab.kernel import Frequency, ObsStatus, SeriesKey
from trimtab.ports import PanelStore, SeriesQuery
from trimtab.tables import Finding, Panel, Severity, StagedObservations, Vintage

_ROWS_AT_ONCE = 1_000_000
_SHOWN_OF_A_CODE = 20
_COLUMNS = [
    "indicator", "region", "industry", "occupation", "frequency", "unit", "seasonal_adjustment",
    "period", "release_time", "value", "obs_status",
]  # fmt: skip


def check_arrival(
    staged: StagedObservations, store: PanelStore, now: datetime, *, accept_shrunk: bool = False
) -> tuple[Finding, ...]:
    """Findings about a staged file against what the store knew at ``now``.

    History that shrank is ``Severity.REFUSE`` unless ``accept_shrunk``; all else is a note or a
    warning. At most 20 findings of a code name their series; one more says how many others.
    """
    earlier = [batch for batch in store.batches() if batch.source == staged.source]
    shrinkage = Shrinkage(came_before=bool(earlier), rows_before=earlier[-1].rows if earlier else 0)
    findings: list[Finding] = []
    held: list[SeriesKey] = []
    arrived: set[SeriesKey] = set()
    newest: Newest = {}
    for table, regions in _slices(staged):
        panel = panel_of(table, Vintage(staged.release_basis))
        query = SeriesQuery(
            indicators=tuple(sorted({key.indicator for key in panel.series})),
            regions=regions,
            frequency=panel.frequency,
        )
        arrived |= set(panel.series)
        before = _known_before(store, now, query, panel)
        held += before.series
        findings += _of_slice(table, panel, before)
        shrinkage.add(panel, before)
        note_newest(panel, newest)
    if arrived:
        findings += find_renamed(arrived, held)
        findings += find_overdue(newest, now)
        findings += find_vanished(arrived, store, staged, shrinkage, accept_shrunk)
    findings += shrinkage.findings(staged, accept_shrunk)
    return _capped(findings)


def _known_before(store: PanelStore, now: datetime, query: SeriesQuery, arriving: Panel) -> Panel:
    """What the store knew of the arriving series; no series when it never held any of them.

    The store refuses codes it never held, so only those it holds are asked for.
    """
    held = store.series(SeriesQuery(frequency=query.frequency))
    indicators = sorted({key.indicator for key in held} & set(query.indicators))
    regions = sorted({str(key.region) for key in held} & set(query.regions))
    if not indicators or not regions:
        return arriving.select([])
    known = replace(query, indicators=tuple(indicators), regions=tuple(regions))
    return store.as_of(now, known)


def _slices(staged: StagedObservations) -> Iterator[tuple[pa.Table, tuple[str, ...]]]:
    """The staged rows in slices of whole regions, so that memory stays bounded."""
    scan = f"read_parquet({quoted(str(staged.path))})"
    with (
        tempfile.TemporaryDirectory(prefix="trimtab-") as folder,
        open_engine(Path(folder)) as connection,
    ):
        counted = connection.execute(
            f"SELECT region, count(*) FROM {scan} GROUP BY region ORDER BY region"
        ).fetchall()
        for regions in _grouped(counted):
            wanted = ", ".join(map(quoted, regions))
            table = connection.sql(
                f"SELECT {', '.join(_COLUMNS)} FROM {scan} WHERE region IN ({wanted})"
            ).to_arrow_table()
            yield table, regions


def _grouped(counted: list[tuple[str, int]]) -> list[tuple[str, ...]]:
    """Regions in groups of at most ``_ROWS_AT_ONCE`` rows, or one region."""
    groups: list[list[str]] = []
    rows = 0
    for region, count in counted:
        if not groups or rows + count > _ROWS_AT_ONCE:
            groups.append([])
            rows = 0
        groups[-1].append(region)
        rows += count
    return [tuple(group) for group in groups]


def _of_slice(table: pa.Table, panel: Panel, before: Panel) -> list[Finding]:
    return [
        *find_rescaled(panel, before),
        *find_frozen(panel),
        *find_stale(panel),
        *find_jumps(panel, before),
        *find_revised(panel, before),
        *_suppressed(table, panel.frequency),
    ]


def _suppressed(table: pa.Table, frequency: Frequency) -> list[Finding]:
    withheld = table.filter(pc.equal(table["obs_status"], ObsStatus.SUPPRESSED.value))
    if not withheld.num_rows:
        return []
    names = _COLUMNS[:7]
    counted = withheld.group_by(names).aggregate([("period", "count")]).to_pylist()
    return [
        Finding(
            "INGEST-207",
            Severity.NOTE,
            SeriesKey.parse("|".join(str(row[name]) for name in names)),
            {"count": row["period_count"]},
        )
        for row in counted
    ]


def _capped(findings: list[Finding]) -> tuple[Finding, ...]:
    counts: Counter[str] = Counter()
    kept: list[Finding] = []
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= _SHOWN_OF_A_CODE:
            kept.append(finding)
    for code, count in counts.items():
        if count > _SHOWN_OF_A_CODE:
            last = max(i for i, finding in enumerate(kept) if finding.code == code)
            more = Finding("INGEST-210", Severity.NOTE, None,
                           {"code": code, "more": count - _SHOWN_OF_A_CODE})  # fmt: skip
            kept.insert(last + 1, more)
    return tuple(kept)
