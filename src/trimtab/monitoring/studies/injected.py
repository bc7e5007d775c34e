"""The study of injected shocks: how soon each is found, by which level, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution import LevelScan
from trimtab.monitoring.compute.attribution.decomposition import nodes_of_rows
from trimtab.monitoring.compute.attribution.layout import Layout
from trimtab.monitoring.compute.thresholds import ALARM_INDEX
from trimtab.monitoring.studies.design import LATEST_SCORED_MONTH, StudySettings
from trimtab.monitoring.studies.null import refuse_short
from trimtab.monitoring.studies.panels import (
    PanelSource,
    StudyPanel,
    first_months,
    replicate_generator,
)
from trimtab.monitoring.studies.replicates import run_replicates
from trimtab.monitoring.studies.shocks import SIZES, Shape, Shock, inject, viewpoint
from trimtab.monitoring.studies.signals import (
    StudiedDetector,
    StudiedSignal,
    level_signals,
    pooled_signal,
    pooled_statistic,
    scan_again,
    scan_panel,
)
from trimtab.monitoring.studies.tally import (
    ALREADY,
    NEVER,
    Reaction,
    confusion_rows,
    detection_rows,
)
from trimtab.monitoring.studies.types import (
    CANNOT_TELL,
    VERDICT_MONTHS,
    Moment,
    ShockStudy,
)
from trimtab.ports import Progress, no_progress

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

_WIDEST_FIRST = (
    Component.CYCLE,
    Component.EXPOSURE,
    Component.REGION,
    Component.INDUSTRY,
    Component.OWN,
)


def run_shock_study(
    source: PanelSource,
    settings: StudySettings,
    sizes: tuple[float, ...] = SIZES,
    workers: int = 1,
    progress: Progress = no_progress,
) -> ShockStudy:
    """Inject every kind, shape and size of shock into every replicate, one at a time.

    Model        thresholds from the first ``training_months`` of each replicate; the shock begins
                 ``onset`` months later and lasts; found = the node it belongs to reaches the alarm
                 threshold, from the shock's first month on. Nodes already over it before the
                 shock are left out. The same panels carry all sizes, and none: the row of size 0
                 is what chance alone finds
    Returns      ShockStudy
    Raises       InputRejectedError MONITORING-053 when fewer than 24 months follow the onset
    Simplifies   one shock at a time, in a calm panel, that lasts
    """
    job = partial(_react_replicate, source, settings, sizes)
    found = run_replicates(job, settings.replicates, workers, "studies.step.shocks", progress)
    reactions = [one for replicate in found for one in replicate]
    return ShockStudy(
        source.name,
        source.basis,
        settings,
        tuple(detection_rows(reactions, source.basis)),
        tuple(confusion_rows(reactions, source.basis)),
    )


def _react_replicate(
    source: PanelSource, settings: StudySettings, sizes: tuple[float, ...], replicate: int
) -> tuple[Reaction, ...]:
    panel = source.draw(settings.seed, replicate)
    needed = settings.onset + LATEST_SCORED_MONTH
    refuse_short(panel, settings.training_months, needed)
    seen = first_months(panel, settings.training_months + needed)
    return tuple(_Replicate(seen, settings, replicate).reactions(sizes))


class _Replicate:
    """One panel, and what all its shocks have in common."""

    def __init__(self, panel: StudyPanel, settings: StudySettings, replicate: int) -> None:
        self.panel, self.settings = panel, settings
        self.onset = settings.training_months + settings.onset
        self.generator = replicate_generator(settings.seed, replicate, stream=1)
        pooled = pooled_signal(panel, settings.training_months, settings.promised_rate)
        self.pooled_threshold = pooled.thresholds[ALARM_INDEX]

    def reactions(self, sizes: tuple[float, ...]) -> Iterator[Reaction]:
        unmoved = scan_panel(self.panel, self.settings.training_months, self.settings.promised_rate)
        watched = {signal.component for signal in unmoved.signals}
        kinds = [kind for kind in _WIDEST_FIRST if kind in watched]
        rows = {kind: viewpoint(self.panel, kind, self.generator) for kind in kinds}
        for kind in kinds:
            for shape in Shape:
                for size in (0.0, *sizes):
                    shock = Shock(kind, rows[kind], size, shape, self.onset)
                    yield from self._react(shock, unmoved)

    def _react(self, shock: Shock, unmoved: LevelScan) -> Iterator[Reaction]:
        level = inject(self.panel, shock) if shock.size else self.panel.level
        scan = scan_again(unmoved, self.panel, level) if shock.size else unmoved
        delays = {
            signal.component: self._delay(signal, scan.layout, shock)
            for signal in level_signals(scan)
        }
        delay = delays.get(shock.component, NEVER)
        first = min((one for one in delays.values() if one != ALREADY), default=NEVER)
        found_by = next((one for one in _WIDEST_FIRST if delays.get(one) == first), None)
        yield Reaction(
            detector=StudiedDetector.LEVELS,
            shock=shock,
            delay=delay,
            first=found_by if first < NEVER else None,
            verdicts=dict(self._verdicts(scan, shock, first, delay)),
        )
        yield self._react_pooled(shock, level)

    def _delay(self, signal: StudiedSignal, layout: Layout, shock: Shock) -> int:
        """Months from onset until the node that holds the shock's own series is in alarm."""
        node = int(nodes_of_rows(signal.component, layout)[shock.row])
        return self._reached(signal.statistic[node], signal.thresholds[ALARM_INDEX])

    def _react_pooled(self, shock: Shock, level: Matrix) -> Reaction:
        """The pooled detector watches series: the shock's own one stands for all it affects."""
        statistic = pooled_statistic(self.panel, level)[shock.row]
        delay = self._reached(statistic, self.pooled_threshold)
        return Reaction(StudiedDetector.POOLED, shock, delay)

    def _reached(self, statistic: Vector, threshold: float) -> int:
        if statistic[self.onset - 1] >= threshold:
            return ALREADY
        months = np.flatnonzero(statistic[self.onset :][:LATEST_SCORED_MONTH] >= threshold)
        return int(months[0]) if months.size else NEVER

    def _verdicts(
        self, scan: LevelScan, shock: Shock, first: int, delay: int
    ) -> Iterator[tuple[Moment, str]]:
        asked = {Moment.FIRST: first, Moment.FOUND: delay}
        if first < NEVER:
            asked[Moment.LATER] = VERDICT_MONTHS
        for moment, months in asked.items():
            if ALREADY < months < NEVER:
                verdict = scan.attribution(shock.row, self.onset + months).verdict
                yield moment, CANNOT_TELL if verdict is None else verdict.value
