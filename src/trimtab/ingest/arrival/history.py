"""Did history shrink, did series vanish, did a series change its unit or adjustment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Period, SeriesKey
from trimtab.ports import PanelStore, SeriesQuery
from trimtab.tables import Finding, Panel, Severity, StagedObservations

_WHOLE_HISTORY = 0.5  # share of what was known that a file must repeat to be more than an update


@dataclass
class Shrinkage:
    """Adds up, slice by slice, what was known before and is absent from the file.

    A file that repeats at least half of the known history, or that comes from a source delivered
    before and is shorter than its last delivery, is taken for a whole history; anything else is an
    update, which need not repeat the past.
    """

    came_before: bool
    rows_before: int
    known: int = 0
    repeated: int = 0
    lost: int = 0
    series: int = 0
    worst: tuple[int, SeriesKey] | None = None
    first: Period | None = None
    last: Period | None = None

    def add(self, panel: Panel, before: Panel) -> None:
        """Compare the series that stand in both."""
        common, now, then = aligned(panel, before)
        if not common:
            return
        was, missing = ~np.isnan(then), ~np.isnan(then) & np.isnan(now)
        self.known += int(was.sum())
        self.repeated += int((was & ~missing).sum())
        lost = missing.sum(axis=1)
        self.lost += int(lost.sum())
        self.series += int((lost > 0).sum())
        if not lost.any():
            return
        row = int(lost.argmax())
        if self.worst is None or lost[row] > self.worst[0]:
            self.worst = (int(lost[row]), common[row])
            columns = np.flatnonzero(missing[row])
            self.first, self.last = before.first + int(columns[0]), before.first + int(columns[-1])

    def is_whole_history(self, rows: int) -> bool:
        """Whether the file claims to hold the whole history."""
        shorter = self.came_before and rows < self.rows_before
        return shorter or (self.known > 0 and self.repeated >= _WHOLE_HISTORY * self.known)

    def findings(self, staged: StagedObservations, accept_shrunk: bool) -> list[Finding]:
        """INGEST-201 with the series that lost most."""
        if not self.lost or self.worst is None or not self.is_whole_history(staged.rows):
            return []
        severity = Severity.WARNING if accept_shrunk else Severity.REFUSE
        params: dict[str, object] = {
            "lost": self.lost, "series": self.series,
            "first": str(self.first), "last": str(self.last),
        }  # fmt: skip
        return [Finding("INGEST-201", severity, self.worst[1], params)]


def aligned(panel: Panel, before: Panel) -> tuple[list[SeriesKey], np.ndarray, np.ndarray]:
    """Series in both panels, and their values over the periods of ``before``: (S, T), (S, T)."""
    position = {key: i for i, key in enumerate(panel.series)}
    rows_before = [i for i, key in enumerate(before.series) if key in position]
    common = [before.series[i] for i in rows_before]
    then = before.values[rows_before]
    now = np.full(then.shape, np.nan)
    if not common or not then.shape[1]:
        return [], now, then
    columns = np.arange(then.shape[1]) + (before.first - panel.first)
    inside = (columns >= 0) & (columns < panel.values.shape[1])
    rows = np.array([position[key] for key in common])
    now[:, inside] = panel.values[np.ix_(rows, columns[inside])]
    return common, now, then


def find_renamed(arrived: set[SeriesKey], held: Iterable[SeriesKey]) -> list[Finding]:
    """INGEST-203: the same figure was held in another unit or with another adjustment."""
    known: dict[tuple[object, ...], SeriesKey] = {_what(key): key for key in held}
    findings = []
    for key in sorted(arrived, key=str):
        other = known.get(_what(key))
        if other is None or (other.unit, other.seasonal_adjustment) == (
            key.unit, key.seasonal_adjustment,
        ):  # fmt: skip
            continue
        params: dict[str, object] = {
            "before": f"{other.unit} {other.seasonal_adjustment.value}",
            "now": f"{key.unit} {key.seasonal_adjustment.value}",
        }
        findings.append(Finding("INGEST-203", Severity.WARNING, key, params))
    return findings


def _what(key: SeriesKey) -> tuple[object, ...]:
    return (key.indicator, key.region, key.industry, key.occupation, key.frequency)


def find_vanished(
    arrived: set[SeriesKey],
    store: PanelStore,
    staged: StagedObservations,
    shrinkage: Shrinkage,
    accept_shrunk: bool,
) -> list[Finding]:
    """INGEST-202: a source that came before with more series no longer has some of them."""
    if not shrinkage.came_before or not shrinkage.is_whole_history(staged.rows):
        return []
    indicators = tuple(sorted({key.indicator for key in arrived}))
    countries = {key.region.country for key in arrived}
    frequency = next(iter(arrived)).frequency
    held = store.series(SeriesQuery(indicators=indicators, frequency=frequency))
    whats = {_what(key) for key in arrived}
    shapes = {_shape(key) for key in arrived}
    severity = Severity.WARNING if accept_shrunk else Severity.REFUSE
    return [
        Finding("INGEST-202", severity, key)
        for key in held
        if key.region.country in countries and _shape(key) in shapes and _what(key) not in whats
    ]


def _shape(key: SeriesKey) -> tuple[bool, bool, bool]:
    """By state, by industry or by occupation: files of one name may hold different breakdowns."""
    return key.region.is_country, key.industry is None, key.occupation is None
