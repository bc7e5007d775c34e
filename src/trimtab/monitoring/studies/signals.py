"""What the studied detectors say about a panel, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution import LevelScan, scan_levels
from trimtab.monitoring.compute.attribution.scan import weigh_evidence
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.pooled import baseline_statistic
from trimtab.monitoring.compute.thresholds import settled_months
from trimtab.monitoring.compute.thresholds_borrowed import calibrate_or_borrow
from trimtab.monitoring.studies.panels import StudyPanel

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_POOLED_SEED = 19850101


class StudiedDetector(StrEnum):
    """Which detector a figure is of; ``studies.detector.<value>``."""

    LEVELS = "levels"  # accumulated evidence at each level
    POOLED = "pooled"  # a series' own rise with the middle of its group


@dataclass(frozen=True, slots=True)
class StudiedSignal:
    """One detector's statistic (N, T) of the nodes of one component; ``thresholds`` (4,)."""

    detector: StudiedDetector
    component: Component
    nodes: tuple[str, ...]
    statistic: Matrix
    thresholds: tuple[float, float, float, float]


def scan_panel(panel: StudyPanel, training: int, promised_rate: float) -> LevelScan:
    """The level scan of a panel whose thresholds rest on its first ``training`` months alone."""
    return scan_levels(
        panel.level,
        panel.regions,
        panel.industries,
        calm=training_months(panel, training),
        promised_rate=promised_rate,
        exposure=panel.exposure,
    )


def scan_again(scan: LevelScan, panel: StudyPanel, level: Matrix) -> LevelScan:
    """The same panel with other values after training: its thresholds stay, evidence is new.

    What concerns the last month only (p-values, confirmation, smallest shocks) stays as it was and
    is not read by studies.
    """
    weighed = weigh_evidence(level, panel.regions, panel.industries, panel.exposure)
    signals = tuple(
        replace(signal, statistic=weighed.evidence[signal.component]) for signal in scan.signals
    )
    return replace(scan, signals=signals, windows=weighed.windows)


def training_months(panel: StudyPanel, training: int) -> Mask:
    """(S, T): calm months before the column ``training``."""
    months = panel.calm & (np.arange(len(panel.calm)) < training)
    return np.broadcast_to(months, panel.level.shape).copy()


def level_signals(scan: LevelScan) -> Iterator[StudiedSignal]:
    """The scan's signals, one for each component."""
    for signal in scan.signals:
        yield StudiedSignal(
            StudiedDetector.LEVELS,
            signal.component,
            signal.nodes,
            signal.statistic,
            signal.thresholds,
        )


def pooled_statistic(panel: StudyPanel, level: Matrix) -> Matrix:
    """The pooled detector's statistic; the industries of a region share its middle."""
    many = len(set(panel.industries)) > 1
    return baseline_statistic(level, panel.regions if many else ("",) * len(level))


def pooled_signal(panel: StudyPanel, training: int, promised_rate: float) -> StudiedSignal:
    """The pooled detector on a panel without shock, thresholds from the training months."""
    statistic = pooled_statistic(panel, panel.level)
    calm = training_months(panel, training) & settled_months(statistic)
    thresholds = calibrate_or_borrow(statistic, calm, promised_rate, _POOLED_SEED).thresholds
    nodes = tuple(str(row) for row in range(len(statistic)))
    return StudiedSignal(StudiedDetector.POOLED, Component.OWN, nodes, statistic, thresholds)


def alarms_at(statistic: Matrix, thresholds: Vector) -> Mask:
    """Alarms (K, N, T) at each of K thresholds; none where a threshold does not exist."""
    limits = np.where(np.isfinite(thresholds), thresholds, np.inf)
    return alarm_months(statistic, limits[:, None])
