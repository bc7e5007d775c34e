"""Generated panels without any shock: SYNTHETIC, the same for the same seed and replicate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from trimtab.kernel import Basis, Period
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.compute.thresholds import CALM_MARGIN_MONTHS
from trimtab.monitoring.studies.design import PanelDesign

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FIRST_MONTH = Period.parse("2001-01")
_CYCLE = (1.0, -1.90, 0.905)  # AR(2): complex roots, a period of about ten years
_BURN_IN = 600
_RECESSION_MONTHS, _RECESSION_SIZE, _RECOVERY_MONTHS = 12, 3.0, 36
_RECESSIONS_EVERY = 96


@dataclass(frozen=True, slots=True)
class StudyPanel:
    """A panel without shocks, ready for a detector.

    ``level`` (S, T): adjusted for season, up is bad, gaps NaN; ``regions``, ``industries`` (S,);
    ``exposure`` (S,) share, the same within an industry; ``noise_deviation`` (S,): the
    standard deviation of each series' monthly irregular noise, the unit of every injected shock;
    ``calm`` (T,).
    """

    level: Matrix
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    exposure: Vector | None
    noise_deviation: Vector
    calm: Mask


class PanelSource(Protocol):
    """Where replicates come from. ``draw`` depends on seed and replicate number alone."""

    @property
    def basis(self) -> Basis: ...

    @property
    def name(self) -> str: ...

    def draw(self, seed: int, replicate: int) -> StudyPanel: ...


def replicate_generator(seed: int, replicate: int, stream: int = 0) -> np.random.Generator:
    """A stream of one replicate: any replicate can be drawn again alone."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(replicate, stream)))


def first_months(panel: StudyPanel, months: int) -> StudyPanel:
    """The panel without its later months."""
    return replace(panel, level=panel.level[:, :months], calm=panel.calm[:months])


@dataclass(frozen=True, slots=True)
class GeneratedPanels:
    """Synthetic panels of one design."""

    design: PanelDesign

    @property
    def basis(self) -> Basis:
        return Basis.SYNTHETIC

    @property
    def name(self) -> str:
        return f"{self.design.regions} x {self.design.industries} x {self.design.months}"

    def draw(self, seed: int, replicate: int) -> StudyPanel:
        return generate_panel(self.design, replicate_generator(seed, replicate))


def generate_panel(design: PanelDesign, generator: np.random.Generator) -> StudyPanel:
    """One synthetic panel of ``design``; cells in order of region, then industry.

    With a season, the panel is adjusted as monitoring adjusts it: from the past only.
    """
    region = np.repeat(np.arange(design.regions), design.industries)
    industry = np.tile(np.arange(design.industries), design.regions)
    cells, months = len(region), design.months
    cycle, calm = _cycle(design, generator)
    loading = _evenly(1 - design.loading_spread, 1 + design.loading_spread, design, generator)
    by_region = design.region_size * _autoregression(
        design.regions, months, design.persistence, generator
    )
    by_industry = design.industry_size * _autoregression(
        design.industries, months, design.persistence, generator
    )
    noise_deviation = np.exp(design.noise_spread * generator.standard_normal(cells))
    level = loading[industry, None] * cycle + by_region[region] + by_industry[industry]
    level += noise_deviation[:, None] * _noise(cells, design, generator)
    level = _with_gaps(level, design, generator)
    if design.season_size:
        level = _through_seasons(level, industry, design, generator)
    exposure = generator.beta(2.0, 3.0, design.industries)
    return StudyPanel(
        level=level,
        regions=tuple(f"synthetic-region-{one + 1:02d}" for one in region),
        industries=tuple(f"synthetic-industry-{one + 1:02d}" for one in industry),
        exposure=exposure[industry],
        noise_deviation=noise_deviation,
        calm=calm,
    )


def _cycle(design: PanelDesign, generator: np.random.Generator) -> tuple[Vector, Mask]:
    """The common cycle (T,) and the calm months."""
    raw = lfilter([1.0], _CYCLE, generator.standard_normal(design.months + _BURN_IN))
    cycle = design.cycle_size * raw[_BURN_IN:] / _stationary_deviation(-_CYCLE[1], -_CYCLE[2])
    calm = np.ones(design.months, dtype=bool)
    if not design.recessions:
        return cycle, calm
    start = int(generator.integers(_RECESSIONS_EVERY))
    while start < design.months:
        since = np.arange(design.months) - start
        rise = np.clip(since / _RECESSION_MONTHS, 0, 1)
        fall = 0.5 ** (np.maximum(since - _RECESSION_MONTHS, 0) / _RECOVERY_MONTHS)
        cycle = cycle + _RECESSION_SIZE * rise * fall
        margin = _RECESSION_MONTHS + CALM_MARGIN_MONTHS
        calm &= (since < -CALM_MARGIN_MONTHS) | (since > margin)
        start += int(generator.integers(_RECESSIONS_EVERY // 2, _RECESSIONS_EVERY * 3 // 2))
    return cycle, calm


def _stationary_deviation(first: float, second: float) -> float:
    """Standard deviation of x_t = first x_{t-1} + second x_{t-2} + a unit shock (Hamilton 3.4)."""
    return float(np.sqrt((1 - second) / ((1 + second) * ((1 - second) ** 2 - first**2))))


def _autoregression(
    series: int, months: int, persistence: float, generator: np.random.Generator
) -> Matrix:
    """AR(1) movements (series, months) with variance 1, started in their stationary state."""
    shocks = generator.standard_normal((series, months)) * np.sqrt(1 - persistence**2)
    before = generator.standard_normal((series, 1))
    made, _ = lfilter([1.0], [1.0, -persistence], shocks, axis=1, zi=persistence * before)
    return np.asarray(made)


def _noise(cells: int, design: PanelDesign, generator: np.random.Generator) -> Matrix:
    white = generator.standard_normal((cells, design.months))
    lasting = _autoregression(cells, design.months, design.noise_persistence, generator)
    return np.asarray(
        np.sqrt(design.white_share) * white + np.sqrt(1 - design.white_share) * lasting
    )


def _evenly(low: float, high: float, design: PanelDesign, generator: np.random.Generator) -> Vector:
    return generator.permutation(np.linspace(low, high, design.industries))


def _with_gaps(level: Matrix, design: PanelDesign, generator: np.random.Generator) -> Matrix:
    if not design.gap_share:
        return level
    return np.where(generator.random(level.shape) < design.gap_share, np.nan, level)


def _through_seasons(
    level: Matrix,
    industry: npt.NDArray[np.int64],
    design: PanelDesign,
    generator: np.random.Generator,
) -> Matrix:
    pattern = generator.standard_normal((design.industries, 12))
    pattern -= pattern.mean(axis=1, keepdims=True)
    month = np.arange(design.months) % 12
    seasonal = level + design.season_size * pattern[industry][:, month]
    return adjust_seasonally(seasonal, FIRST_MONTH, multiplicative=False).adjusted
