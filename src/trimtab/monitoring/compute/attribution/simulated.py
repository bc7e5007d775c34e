"""Panels without any shock, simulated, and what the evidence of their nodes reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution.contrasts import WINDOWS, measure_contrasts
from trimtab.monitoring.compute.attribution.decomposition import decompose
from trimtab.monitoring.compute.attribution.evidence import accumulate
from trimtab.monitoring.compute.attribution.layout import lay_out
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.thresholds import settled_months

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

REGIONS, INDUSTRIES, MONTHS = 10, 12, 360
THRESHOLDS = np.arange(0.3, 5.0, 0.05)
RATES = (0.01, 0.02, 0.05, 0.10, 0.20, 0.40)
QUANTILES = (0.5, 0.75, 0.9, 0.95)
_PERSISTENCE, _PART_DEVIATION = 0.95, 0.3
_NOISE_PERSISTENCE, _LASTING_SHARE = 0.7, 0.3


@dataclass(frozen=True, slots=True)
class NullTable:
    """What evidence of one component reaches without a shock: ``thresholds`` (6,) that it crosses
    ``RATES`` times a node-year, ``quantiles`` (4,) at ``QUANTILES`` and the mean excess over the
    last of them. SYNTHETIC."""

    thresholds: tuple[float, ...]
    quantiles: tuple[float, ...]
    mean_excess: float

    def p_values(self, values: Vector) -> Vector:
        """Probability of a value as large without a shock; NaN is kept."""
        high = self.quantiles[-1]
        below = np.interp(values, self.quantiles, 1 - np.array(QUANTILES), left=1.0)
        tail = np.exp(-np.minimum(np.fmax(values - high, 0.0) / self.mean_excess, 600.0))
        return np.where(np.isnan(values), np.nan, below * tail)


def simulate_null(panels: int, seed: int) -> dict[Component, NullTable]:
    """Tables of each component from simulated panels of 10 regions by 12 industries, 30 years.

    Model        30 % of the variance of each series' noise lasts (AR(1), 0.7 a month), the rest is
                 independent; nation, regions and industries move by AR(1) processes of 0.95 a month
                 with deviations of 1, 0.3 and 0.3 noise deviations, industries following the nation
                 with loadings from 0.5 to 1.5
    Returns      NullTable of each component
    Simplifies   real panels differ in how long movements last. Evidence is measured against each
                 node's own past, which takes up most of that, not all: of independent noise without
                 any common movement a threshold for 0.05 is crossed about twice as often
    """
    regions = np.repeat(np.arange(REGIONS), INDUSTRIES)
    industries = np.tile(np.arange(INDUSTRIES), REGIONS)
    layout = lay_out(list(map(str, regions)), list(map(str, industries)))
    reached: dict[Component, list[Matrix]] = {component: [] for component in Component}
    for panel in range(panels):
        generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(panel,)))
        level = _panel(regions, industries, generator)
        exposure = generator.beta(2.0, 3.0, INDUSTRIES)[industries]
        windows = [
            decompose(change, layout, exposure, months)
            for change, months in zip(measure_contrasts(level).values, WINDOWS, strict=True)
        ]
        for component, found in reached.items():
            found.append(accumulate(windows, component))
    return {component: _table(np.concatenate(found)) for component, found in reached.items()}


def _panel(
    regions: npt.NDArray[np.int64],
    industries: npt.NDArray[np.int64],
    generator: np.random.Generator,
) -> Matrix:
    """(T, S) levels."""
    white = generator.standard_normal((MONTHS, len(regions)))
    lasting = _autoregression(len(regions), _NOISE_PERSISTENCE, generator)
    nation = _autoregression(1, _PERSISTENCE, generator)
    loading = generator.permutation(np.linspace(0.5, 1.5, INDUSTRIES))
    parts = [
        _PART_DEVIATION * _autoregression(count, _PERSISTENCE, generator)[:, node_of]
        for count, node_of in ((REGIONS, regions), (INDUSTRIES, industries))
    ]
    noise = np.sqrt(1 - _LASTING_SHARE) * white + np.sqrt(_LASTING_SHARE) * lasting
    return np.asarray(loading[industries] * nation + parts[0] + parts[1] + noise)


def _autoregression(count: int, persistence: float, generator: np.random.Generator) -> Matrix:
    """(T, count) AR(1) movements of variance 1, in their stationary state."""
    shocks = generator.standard_normal((MONTHS, count)) * np.sqrt(1 - persistence**2)
    shocks[0] /= np.sqrt(1 - persistence**2)
    return np.asarray(lfilter([1.0], [1.0, -persistence], shocks, axis=0))


def _table(statistic: Matrix) -> NullTable:
    counted = ~np.isnan(statistic) & settled_months(statistic)
    years = counted.sum() / 12
    rates = [
        (alarm_months(statistic, np.array([one])) & counted).sum() / years for one in THRESHOLDS
    ]
    above = [int(np.flatnonzero(np.array(rates) > rate).max(initial=-1)) + 1 for rate in RATES]
    values = statistic[counted]
    quantiles = np.quantile(values, QUANTILES)
    excess = float((values[values > quantiles[-1]] - quantiles[-1]).mean())
    lowest = [float(THRESHOLDS[min(one, len(THRESHOLDS) - 1)]) for one in above]
    return NullTable(tuple(lowest), tuple(map(float, quantiles)), excess)
