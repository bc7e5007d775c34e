"""One scan of a panel at every level: evidence, thresholds, discoveries, attribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.attributed import (
    Attribution,
    Component,
    LevelSignal,
    SmallestShock,
)
from trimtab.monitoring.compute.attribution.contrasts import (
    WINDOWS,
    Contrasts,
    measure_contrasts,
)
from trimtab.monitoring.compute.attribution.decomposition import (
    Decomposition,
    decompose,
    nodes_of_rows,
)
from trimtab.monitoring.compute.attribution.evidence import accumulate, calm_nodes
from trimtab.monitoring.compute.attribution.layout import Layout, lay_out
from trimtab.monitoring.compute.attribution.rates import calibrate_nodes, p_values_of, realised_of
from trimtab.monitoring.compute.attribution.sensitivity import smallest_shock
from trimtab.monitoring.compute.attribution.tree import confirm_nodes
from trimtab.monitoring.compute.attribution.verdicts import judge, read_cells
from trimtab.monitoring.compute.thresholds import ALARM_INDEX, promised_rates, settled_months

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class LevelScan:
    """What a panel shows at each level.

    ``signals``: evidence of every component the panel tells apart. ``windows`` hold the parts
    themselves, (T, nodes), one decomposition for each of ``WINDOWS``.
    """

    signals: tuple[LevelSignal, ...]
    smallest_shocks: tuple[SmallestShock, ...]
    windows: tuple[Decomposition, ...]
    layout: Layout

    def confirmed_by(self, component: Component) -> Mask:
        """(S,): whether the node of ``component`` that a series belongs to survives
        false-discovery control; False where the panel does not tell the component apart."""
        for signal in self.signals:
            if signal.component is component:
                return signal.confirmed[nodes_of_rows(component, self.layout)]
        return np.zeros(self.windows[0].change.shape[1], dtype=bool)

    def attribution(self, row: int, column: int) -> Attribution:
        """How the rise of series ``row`` in month ``column`` divides; see ``attribute_cells``."""
        return self.attribute_cells([row], [column])[0]

    def attribute_cells(
        self, rows: Sequence[int], columns: Sequence[int]
    ) -> tuple[Attribution, ...]:
        """Attribution of several cells (row, column) from what was known in their months.

        Raises InputRejectedError MONITORING-045 when a row or column is not in the panel.
        """
        at_rows, at_columns = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        months, series = self.windows[0].change.shape
        for axis, given, size in (("row", at_rows, series), ("column", at_columns, months)):
            if given.size and not (given.min() >= -size and given.max() < size):
                raise InputRejectedError("MONITORING-045", axis=axis, size=size)
        return judge(read_cells(self.windows, self.layout, at_rows, at_columns))


class Weighed(NamedTuple):
    """What a panel shows before thresholds: ``evidence`` (N, T) of each component's nodes."""

    layout: Layout
    contrasts: Contrasts
    windows: tuple[Decomposition, ...]
    evidence: dict[Component, Matrix]


def weigh_evidence(
    level: Matrix,
    regions: Sequence[str],
    industries: Sequence[str],
    exposure: npt.NDArray[np.float64] | None = None,
) -> Weighed:
    """The movements of a panel and the evidence of its nodes; inputs as of ``scan_levels``."""
    layout = lay_out(regions, industries)
    contrasts = measure_contrasts(np.ascontiguousarray(level.T))
    windows = tuple(
        decompose(change, layout, exposure, months)
        for change, months in zip(contrasts.values, WINDOWS, strict=True)
    )
    told_apart = [component for component in Component if component in windows[0].movements]
    evidence = {component: accumulate(windows, component) for component in told_apart}
    return Weighed(layout, contrasts, windows, evidence)


def scan_levels(
    level: Matrix,
    regions: Sequence[str],
    industries: Sequence[str],
    calm: Mask,
    promised_rate: float,
    exposure: npt.NDArray[np.float64] | None = None,
) -> LevelScan:
    """Divide a panel's movements between its levels and weigh the evidence of each node.

    Inputs       level (S, T): adjusted for season, turned so that up is bad (``signed_level``),
                 gaps NaN; regions, industries (S,): one label on an axis means that the panel
                 cannot tell that axis apart; calm (S, T); promised_rate: false alarms per calm
                 node-year; exposure (S,) share or NaN
    Returns      LevelScan; signals and attributions of a month use nothing later, except that
                 thresholds and p-values rest on all calm months given
    Raises       InputRejectedError MONITORING-040 when shapes do not fit or a value is infinite,
                 MONITORING-044 for an exposure outside 0 to 1, MONITORING-012 for the rate
    """
    _check(level, regions, industries, calm, exposure)
    promised_rates(promised_rate)
    layout, contrasts, windows, evidence = weigh_evidence(level, regions, industries, exposure)
    calm_months = np.ascontiguousarray(calm.T)
    signals, shocks = [], []
    for component, statistic in evidence.items():
        settled = calm_nodes(calm_months, component, layout) & settled_months(statistic)
        calibration = calibrate_nodes(component, statistic, settled, promised_rate)
        signals.append(
            LevelSignal(
                component=component,
                nodes=_node_names(component, layout, regions, industries),
                statistic=statistic,
                thresholds=calibration.thresholds,
                promised_rate=promised_rate,
                realised=realised_of(statistic, settled, calibration),
                p_values=p_values_of(component, statistic, settled, calibration),
                confirmed=np.zeros(len(statistic), dtype=bool),
                calibration=calibration.calibration,
            )
        )
        threshold = calibration.thresholds[ALARM_INDEX]
        shocks.append(smallest_shock(component, windows, contrasts, layout, settled, threshold))
    return LevelScan(confirm_nodes(signals, layout), tuple(shocks), windows, layout)


def _node_names(
    component: Component, layout: Layout, regions: Sequence[str], industries: Sequence[str]
) -> tuple[str, ...]:
    """Region or industry codes; both, joined by a space, of single series; "" for the country."""
    if component in (Component.CYCLE, Component.EXPOSURE):
        return ("",)
    if component is layout.residual:
        named = {Component.REGION: regions, Component.INDUSTRY: industries}
        if component in named:
            return tuple(map(str, named[component]))
        return tuple(
            f"{region} {sector}" for region, sector in zip(regions, industries, strict=True)
        )
    return (layout.regions if component is Component.REGION else layout.industries).labels


def _check(
    level: Matrix,
    regions: Sequence[str],
    industries: Sequence[str],
    calm: Mask,
    exposure: npt.NDArray[np.float64] | None,
) -> None:
    series = len(level)
    counts = [len(regions), len(industries), series if exposure is None else len(exposure)]
    fits = level.ndim == 2 and level.size and calm.shape == level.shape
    if not fits or set(counts) != {series} or np.isinf(level).any():
        raise InputRejectedError(
            "MONITORING-040",
            level=str(level.shape),
            calm=str(calm.shape),
            labels=str(counts),
            infinite=int(np.isinf(level).sum()),
        )
    if exposure is not None:
        known = exposure[~np.isnan(exposure)]
        if known.size and not (known.min() >= 0 and known.max() <= 1):
            raise InputRejectedError(
                "MONITORING-044", low=float(known.min()), high=float(known.max())
            )
