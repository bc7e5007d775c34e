"""Ours beside the named rules: the main figures with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.monitoring.backtest import DetectorResult, ScoreRow
from trimtab.reports.backtest.charts.ranges import RangePanel, RangeRow, draw_narrow, draw_wide
from trimtab.reports.backtest.measures import MEASURES, measure_table
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.figure import Figure, csv_link, plain
from trimtab.reports.charts.plot import style_of

_SHOWN = (
    ("hit_rate", Kind.PERCENT),
    ("median_lag_known", Kind.MONTHS),
    ("false_alarms_per_series_year", Kind.RATE),
    ("auc_in_downturn", Kind.DECIMAL),
)
_HEIGHT, _LABELS = 30, 92


def draw_comparison(
    rows: Sequence[ScoreRow],
    results: Sequence[DetectorResult],
    part: str,
    wording: ReportWording,
) -> Figure:
    """Four panels, one row a detector; every measure of the protocol in the table."""
    names = [wording.detector(row.detector) for row in rows]
    panels = [
        RangePanel(
            wording.tell(f"short.{name}"), kind, tuple(row.measures.get(name) for row in rows)
        )
        for name, kind in _SHOWN
    ]
    lines = [RangeRow(name, style_of(place)) for place, name in enumerate(names)]
    finding = _finding(rows, wording)
    kept = [
        (row.detector, name, *map(plain, (e.value, e.low, e.high)))
        for row in rows
        for name, _ in MEASURES
        if (e := row.measures.get(name)) is not None
    ]
    header = tuple(
        wording.tell(f"column.{name}") for name in ("detector", "measure", "value", "low", "high")
    )
    return Figure(
        name="comparison",
        title=wording.tell("comparison.title"),
        finding=finding,
        drawings=(
            draw_wide(lines, panels, _HEIGHT, _LABELS, wording).svg(finding, "wide"),
            draw_narrow(lines, panels, _HEIGHT, _LABELS, wording).svg(finding, "narrow"),
        ),
        table=measure_table(rows, results, wording),
        download=csv_link(header, kept),
        file_name=f"scores-{part}-{wording.language}.csv",
        note=wording.tell("comparison.note"),
    )


def _finding(rows: Sequence[ScoreRow], wording: ReportWording) -> str:
    """What each found, and how often it was wrong."""
    told = [
        wording.tell(
            "comparison.one",
            detector=wording.detector(row.detector),
            found=wording.figure(row.measures["hit_rate"], Kind.PERCENT),
            n=row.downturns,
            false=wording.figure(row.measures["false_alarms_per_series_year"], Kind.RATE),
        )
        for row in rows
    ]
    return wording.tell("comparison.finding", each=wording.shared("list_joint").join(told))
