"""The files of a back-test: alarms and probabilities as CSV, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from trimtab.kernel import UsageError
from trimtab.kernel.files import write_csv
from trimtab.monitoring.backtest.timeline import month
from trimtab.monitoring.backtest.types import BacktestResult

ALARM_COLUMNS = ("detector", "region", "reference_month", "known_month", "level")
PROBABILITY_COLUMNS = (
    "detector",
    "region",
    "reference_month",
    "p_in_downturn",
    "p_within_6_months",
)


def write_alarms_csv(result: BacktestResult, path: Path) -> int:
    """Write one row for each alarm from ``test_from`` on; returns the number of rows.

    Raises UsageError MONITORING-023 when the file cannot be written.
    """
    rows = [
        (a.detector, a.series.region, a.reference, a.known, int(a.level))
        for one in result.detectors
        for a in one.alarms
    ]
    _write_whole(path, ALARM_COLUMNS, rows)
    return len(rows)


def write_probabilities_csv(result: BacktestResult, path: Path) -> int:
    """Write both probabilities of every region and month from ``test_from`` on; returns the rows.

    Raises UsageError MONITORING-023 when the file cannot be written.
    """
    rows: list[tuple[object, ...]] = []
    for one in result.detectors:
        track = one.track
        start = result.test_from - track.first
        months = [str(month(ordinal)) for ordinal in track.months[start:]]
        for row, region in enumerate(track.regions):
            current = track.p_in_downturn[row, start:].tolist()
            entering = track.p_within_6_months[row, start:].tolist()
            rows += (
                (track.detector, region, at, f"{p:.6f}", f"{q:.6f}")
                for at, p, q in zip(months, current, entering, strict=True)
            )
    _write_whole(path, PROBABILITY_COLUMNS, rows)
    return len(rows)


def _write_whole(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    try:
        write_csv(path, header, rows)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("MONITORING-023", path=str(path), reason=reason) from error
