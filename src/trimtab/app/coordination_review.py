"""Reviews from the store: what was known of a series at an instant, and the evidence they leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trimtab.coordination import (
    Comparison,
    Decision,
    EvidenceEntry,
    ExpectedEffect,
    Known,
    compare,
)
from trimtab.evidence import COLUMNS
from trimtab.kernel import Period, SeriesKey, StateError, UnknownCodeError, UsageError, end_instant
from trimtab.kernel.files import write_csv
from trimtab.office.rights import Right, require
from trimtab.ports import PanelStore, Reading, SeriesQuery
from trimtab.tables import Panel

if TYPE_CHECKING:
    from trimtab.stores.office.store import SqlOfficeStore

Vector = npt.NDArray[np.float64]
REVISED_MOST = 36
"""So many earlier figures are asked how they were revised; each is one look into the store."""
EVIDENCE_FILE = Path("evidence") / "reviews.csv"


def compare_with_store(store: PanelStore, decision: Decision, known_at: datetime) -> Comparison:
    """Hold what the store knew at an instant against what a decision expected.

    Nothing released later is looked at, and no instant later than now is. Raises StateError
    COORDINATION-097 (the decision is not in force or expects nothing), UnknownCodeError
    COORDINATION-096 (the series is not held).
    """
    expected = ExpectedEffect.from_plain(decision.expected)
    if decision.signed_at is None or expected is None:
        raise StateError("COORDINATION-097", case=decision.case_id)
    return compare(expected, known_of(store, expected, min(known_at, datetime.now(UTC))))


def known_of(store: PanelStore, expected: ExpectedEffect, known_at: datetime) -> Known:
    """One series as it was known at an instant, and how its figures had been revised by then.

    Model        the newest figure is as old as ``known_at`` is after its period's end; each of the
                 earlier figures is compared with what was known of it at that age
    Raises       UnknownCodeError COORDINATION-096
    """
    key = SeriesKey.parse(expected.series)
    by = Period.parse(expected.by)
    panel = _panel(store, key, known_at)
    if panel is None:
        raise UnknownCodeError("COORDINATION-096", series=expected.series)
    values = panel.values[0]
    age = max(known_at - end_instant(by), timedelta(0))
    revisions = np.array([*_revisions(store, key, panel, by, age)], dtype=float)
    return Known(panel.first, values, revisions, known_at)


def _revisions(
    store: PanelStore, key: SeriesKey, panel: Panel, by: Period, age: timedelta
) -> Iterator[float]:
    """Last figure known less the figure known at this age, as a share of the latter's size."""
    for back in range(1, REVISED_MOST + 1):
        period = by + -back
        place = panel.column(period)
        if not 0 <= place < panel.values.shape[1]:
            return
        early = _panel(store, key, end_instant(period) + age, period)
        if early is None:
            continue
        then, now = float(early.values[0][0]), float(panel.values[0][place])
        if np.isfinite(then) and np.isfinite(now) and then != 0:
            yield (now - then) / abs(then)


def _panel(
    store: PanelStore, key: SeriesKey, instant: datetime, period: Period | None = None
) -> Panel | None:
    """The one series as known at an instant, in one period or all; None if not held."""
    query = SeriesQuery(
        indicators=(key.indicator,),
        regions=(str(key.region),),
        industries=(str(key.industry),) if key.industry else (),
        occupations=(str(key.occupation),) if key.occupation else (),
        frequency=key.frequency,
        since=period,
        until=None if period is None else period + 1,
    )
    try:
        found = store.as_of(instant, query)
    except UnknownCodeError:  # no series has such a code
        return None
    return found.select([found.series.index(key)]) if key in found.series else None


def write_evidence_file(office: SqlOfficeStore, folder: Path, actor: str) -> tuple[Path, int]:
    """Write every entry reviews made as a register file of the workspace, whole: the file and how
    many rows. The records are the truth, the file can be made again at any time.

    Raises UsageError COORDINATION-095, NotAllowedError OFFICE-010.
    """
    with office.reading() as reading:
        require(reading, actor, Right.CASES_SEE, None)
        rows = evidence_rows(reading)
    path = folder / EVIDENCE_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The byte-order mark makes Excel read the file as UTF-8.
        write_csv(path, COLUMNS, rows, encoding="utf-8-sig")
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise UsageError("COORDINATION-095", file=str(path), reason=reason) from failure
    return path, len(rows)


def evidence_rows(reading: Reading) -> Sequence[list[str]]:
    """The entries in the columns of a register file, oldest first."""
    entries = sorted(reading.find(EvidenceEntry), key=lambda one: (one.written_at, one.evidence_id))
    return [[one.row.get(column, "") for column in COLUMNS] for one in entries]
