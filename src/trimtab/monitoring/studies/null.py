"""The null study: no shock, and how often each level alarms all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Basis, InputRejectedError
from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.thresholds import RATE_FACTORS
from trimtab.monitoring.studies.design import StudySettings
from trimtab.monitoring.studies.intervals import rate_estimate
from trimtab.monitoring.studies.panels import PanelSource, StudyPanel
from trimtab.monitoring.studies.replicates import run_replicates
from trimtab.monitoring.studies.signals import (
    StudiedDetector,
    StudiedSignal,
    alarms_at,
    level_signals,
    pooled_signal,
    scan_panel,
)
from trimtab.monitoring.studies.types import NullRow, NullStudy, Outcome
from trimtab.monitoring.types import Level
from trimtab.ports import Progress, no_progress

Vector = npt.NDArray[np.float64]
_YEAR = 12
_UNIT = "alarms per node-year"


def run_null_study(
    source: PanelSource,
    settings: StudySettings,
    workers: int = 1,
    progress: Progress = no_progress,
) -> NullStudy:
    """False alarms of each level on panels without shock, out of sample.

    Model        each replicate is a new panel; thresholds from its first ``training_months``,
                 alarms counted in its later calm months; the realised rate is alarms per node-year
                 over all replicates, its interval from the spread between them
    Returns      NullStudy: one row for each detector, component and alert level
    Raises       InputRejectedError MONITORING-053 when training leaves less than a year to score
    """
    job = partial(_count_replicate, source, settings)
    found = run_replicates(job, settings.replicates, workers, "studies.step.null", progress)
    rows: list[NullRow] = []
    for position, first in enumerate(found[0]):
        counts = [replicate[position] for replicate in found]
        rows += _rows(first, counts, source.basis, settings.promised_rate)
    return NullStudy(source.name, source.basis, settings, tuple(rows))


@dataclass(frozen=True, slots=True)
class _Count:
    """False alarms (4,) of one signal at the four thresholds, in so many node-years."""

    detector: StudiedDetector
    component: Component
    nodes: int
    events: Vector
    years: float


def refuse_short(panel: StudyPanel, training: int, needed: int) -> None:
    """Raise InputRejectedError MONITORING-053 unless ``needed`` months follow training."""
    months = panel.level.shape[1]
    if months - training < needed:
        raise InputRejectedError("MONITORING-053", months=months, training=training, needed=needed)


def _count_replicate(
    source: PanelSource, settings: StudySettings, replicate: int
) -> tuple[_Count, ...]:
    panel = source.draw(settings.seed, replicate)
    training = settings.training_months
    refuse_short(panel, training, _YEAR)
    scan = scan_panel(panel, training, settings.promised_rate)
    signals = [*level_signals(scan), pooled_signal(panel, training, settings.promised_rate)]
    return tuple(_count(signal, panel, training) for signal in signals)


def _count(signal: StudiedSignal, panel: StudyPanel, training: int) -> _Count:
    """Alarms at the four thresholds in calm months after training."""
    scored = ~np.isnan(signal.statistic) & panel.calm
    scored[:, :training] = False
    alarms = alarms_at(signal.statistic, np.asarray(signal.thresholds)) & scored
    return _Count(
        signal.detector,
        signal.component,
        len(signal.nodes),
        alarms.sum(axis=(1, 2)).astype(float),
        float(scored.sum()) / _YEAR,
    )


def _rows(
    first: _Count, counts: Sequence[_Count], basis: Basis, promised_rate: float
) -> Iterator[NullRow]:
    events = np.array([one.events for one in counts])
    years = np.array([one.years for one in counts])
    for level in Level:
        promised = RATE_FACTORS[level - 1] * promised_rate
        seen = events[:, level - 1]
        realised = rate_estimate(seen, years, _UNIT, basis)
        yield NullRow(
            detector=first.detector,
            component=first.component,
            level=level,
            promised=promised,
            realised=realised,
            outcome=Outcome.of(realised, promised),
            over_twice=float(np.mean(seen > 2 * promised * years)),
            nodes=first.nodes,
            node_years=float(years.sum()),
        )
