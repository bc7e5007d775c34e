"""Every measure of the protocol, detector by detector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest import DetectorResult, ScoreRow, Scores
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.figure import Column, TableView

MEASURES = (
    ("hit_rate", Kind.PERCENT),
    ("hit_rate_known", Kind.PERCENT),
    ("median_lag_reference", Kind.MONTHS),
    ("median_lag_known", Kind.MONTHS),
    ("mean_lag_reference", Kind.MONTHS),
    ("mean_lag_known", Kind.MONTHS),
    ("hits_before_start", Kind.PERCENT),
    ("false_alarms_per_series_year", Kind.RATE),
    ("calm_false_alarm_rate", Kind.RATE),
    ("realised_to_promised", Kind.DECIMAL),
    ("auc_in_downturn", Kind.DECIMAL),
    ("auc_within_folds_in_downturn", Kind.DECIMAL),
    ("brier_in_downturn", Kind.DECIMAL),
    ("calibration_slope_in_downturn", Kind.DECIMAL),
    ("auc_within_6_months", Kind.DECIMAL),
    ("auc_within_folds_within_6_months", Kind.DECIMAL),
    ("brier_within_6_months", Kind.DECIMAL),
    ("calibration_slope_within_6_months", Kind.DECIMAL),
)
_COUNTS: tuple[tuple[str, Callable[[Scores], float]], ...] = (
    ("downturns", lambda scores: scores.downturns),
    ("hits", lambda scores: scores.hits),
    ("alarms", lambda scores: scores.alarms),
    ("false_alarms", lambda scores: scores.false_alarms),
    ("repeats", lambda scores: scores.repeats),
    ("late", lambda scores: scores.late),
    ("series_years", lambda scores: scores.series_years),
    ("calm_series_years", lambda scores: scores.calm_series_years),
)


def measure_table(
    rows: Sequence[ScoreRow], results: Sequence[DetectorResult], wording: ReportWording
) -> TableView:
    """Measures down, detectors across; a dash where a measure does not apply."""
    dash = wording.shared("table.no_figure")
    scored = [one for one in results if one.scores is not None]
    counts = [
        (wording.tell(f"count.{name}"), *(wording.count(of(s)) for s in _scores(scored)))
        for name, of in _COUNTS
    ]
    promised = (
        wording.tell("measure.promised_rate"),
        *(dash if o.promised_rate is None else wording.constant(o.promised_rate) for o in scored),
    )
    measured = []
    for name, kind in MEASURES:
        if any(name in row.measures for row in rows):
            cells = (row.measures.get(name) for row in rows)
            shown = (dash if cell is None else _shown(name, cell, kind, wording) for cell in cells)
            measured.append((wording.tell(f"measure.{name}"), *shown))
        if name == "calm_false_alarm_rate":
            measured.append(promised)
        if name.startswith("brier"):
            of = name.removeprefix("brier_")
            told = (
                wording.value(getattr(s, of).brier_of_base_rate, Kind.DECIMAL)
                for s in _scores(scored)
            )
            measured.append((wording.tell("measure.brier_of_base_rate"), *told))
    headers = (wording.tell("column.measure"), *(wording.detector(row.detector) for row in rows))
    table = (*counts, *measured)
    return TableView((Column(headers[0], False), *map(Column, headers[1:])), table, len(table))


def _shown(name: str, cell: Estimate, kind: Kind, wording: ReportWording) -> str:
    """A share of the hits needs a hit, as a delay does."""
    if name == "hits_before_start" and isnan(cell.value):
        return wording.unknown(Kind.MONTHS)
    return wording.figure(cell, kind)


def _scores(results: Sequence[DetectorResult]) -> list[Scores]:
    return [one.scores for one in results if one.scores is not None]


def budget_table(results: Sequence[DetectorResult], wording: ReportWording) -> TableView | None:
    """What each statistic could find within 0.02, 0.05 and 0.10 false alarms per series-year."""
    rows = [
        (
            wording.value(detection.budget, Kind.RATE),
            wording.detector(one.detector),
            wording.figure(detection.hit_rate, Kind.PERCENT),
            wording.figure(detection.median_lag_reference, Kind.MONTHS),
            wording.value(detection.false_alarms_per_series_year, Kind.RATE),
        )
        for one in results
        if one.scores
        for detection in one.scores.detection
    ]
    if not rows:
        return None
    names = ("budget", "detector", "found", "lag", "used")
    words = [wording.tell(f"column.{name}") for name in names]
    columns = tuple(Column(word, at > 1) for at, word in enumerate(words))
    return TableView(columns, tuple(sorted(rows, key=lambda row: row[0])), len(rows))
