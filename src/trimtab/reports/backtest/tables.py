"""Tables of the report beside its charts: differences, episodes, the second truth, files."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from trimtab.monitoring.backtest import BacktestResult, scores_table
from trimtab.monitoring.backtest.curves import EpisodeOutcome
from trimtab.monitoring.backtest.differences import Difference
from trimtab.reports.backtest.measures import measure_table
from trimtab.reports.backtest.verdicts import verdict_on
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.figure import Column, TableView

COMPARED = (
    ("hit_rate", Kind.POINTS, True),
    ("median_lag_known", Kind.MORE_MONTHS, False),
    ("false_alarms_per_series_year", Kind.MORE_RATE, False),
)
"""Measure, form, and whether more is better."""


def difference_table(differences: Sequence[Difference], wording: ReportWording) -> TableView | None:
    """Ours minus each rule, with what the interval allows to be said."""
    if not differences:
        return None
    names = ("rule", "downturns", "more_found", "later", "more_false")
    words = [wording.tell(f"column.{name}") for name in names]
    rows = tuple(
        (
            wording.detector(one.other),
            wording.count(one.downturns),
            *(
                _difference_cell(one, name, kind, better, wording)
                for name, kind, better in COMPARED
            ),
        )
        for one in differences
    )
    columns = tuple(Column(word, at > 0) for at, word in enumerate(words))
    return TableView(columns, rows, len(rows))


def _difference_cell(
    one: Difference, name: str, kind: Kind, more_is_better: bool, wording: ReportWording
) -> str:
    difference = getattr(one, name)
    if isnan(difference.value):
        return wording.figure(difference, kind)
    verdict = verdict_on(one, name, more_is_better=more_is_better)
    return wording.tell(
        "difference.cell",
        figure=wording.figure(difference, kind),
        verdict=wording.tell(f"standing.{verdict}"),
    )


def episode_table(outcomes: Sequence[EpisodeOutcome], wording: ReportWording) -> TableView:
    """Each national episode by itself: the pieces of evidence the intervals rest on."""
    names = ("episode", "detector", "found_of", "lag_reference", "lag_known")
    words = [wording.tell(f"column.{name}") for name in names]
    ordered = sorted(outcomes, key=lambda one: one.episode.start)
    dash = wording.shared("table.no_figure")
    rows = tuple(
        (
            wording.shared(
                "number.range",
                low=wording.period(one.episode.start),
                high=wording.period(one.episode.end),
            ),
            wording.detector(one.detector),
            wording.tell("found_of", hits=one.hits, total=one.downturns),
            *(
                wording.value(lag, Kind.MONTHS) if one.hits else dash
                for lag in (one.median_lag_reference, one.median_lag_known)
            ),
        )
        for one in ordered
    )
    return TableView(tuple(Column(word, at > 1) for at, word in enumerate(words)), rows, len(rows))


def truth_table(result: BacktestResult, wording: ReportWording) -> TableView | None:
    """The whole table against another set of dated downturns; None when none is scored."""
    rows = scores_table(result)
    return measure_table(rows, result.detectors, wording) if rows else None


def file_table(wording: ReportWording) -> TableView:
    """The files the test read, each with the digest of its bytes."""
    words = [wording.tell(f"column.{name}") for name in ("role", "file", "digest")]
    rows = tuple(
        (wording.tell(f"role.{one.role}"), one.name, one.digest[:16])
        for one in wording.report.files
    )
    return TableView(tuple(Column(word, False) for word in words), rows, len(rows))
