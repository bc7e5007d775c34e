"""Synthetic panels with a known exposure gradient, for trying the study out and for judging it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Basis, InputRejectedError, Period
from trimtab.monitoring.event_study.cells import Array
from trimtab.monitoring.event_study.panel import (
    ExposureScores,
    IndustryPanel,
    Outcome,
    without_controls,
)

AGES = ("22-24", "25-34", "35-54", "55-64")
_AGE_SHARES = np.array([0.08, 0.25, 0.45, 0.22])
_FIRST, _EVENT = Period.parse("2017Q1"), Period.parse("2022Q4")
_PERSISTENCE = 0.8  # of industries' own shocks, quarter to quarter
_HIRE_RATE = np.array([0.30, 0.16, 0.09, 0.08])  # per quarter and age, of employment
_HIRES_FOLLOW = 4  # times the logarithm of what is planted in employment


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """What is planted in a synthetic panel. Sizes are shares or logarithms; all invented.

    ``effect``: lasting change of employment in the most exposed fifth of industries relative to
    the least exposed, from ``event`` plus ``delay`` quarters on, reached evenly over ``ramp``
    quarters (1 is a step), in ``ages_hit`` (all if empty). ``prior_trend``: the same gap opening
    every year, before and after, from another cause. ``cycle``: standard deviation of a common
    cycle's quarterly innovations; ``downturn``: a fall that begins with the event by chance;
    industries load on both with loadings whose correlation with exposure is ``correlation``.
    ``shock``: standard deviation of an industry's own quarterly shocks; ``season``: of its
    seasonal pattern.
    """

    industries: int = 60
    regions: int = 4
    first: Period = _FIRST
    quarters: int = 32
    event: Period = _EVENT
    effect: float = -0.06
    delay: int = 0
    ramp: int = 1
    ages_hit: tuple[str, ...] = ()
    prior_trend: float = 0.0
    cycle: float = 0.01
    downturn: float = 0.0
    correlation: float = 0.0
    shock: float = 0.01
    season: float = 0.02
    mean_count: float = 400.0
    size_spread: float = 1.0

    def __post_init__(self) -> None:
        before = self.event - self.first
        ages = set(self.ages_hit) <= set(AGES)
        fine = self.industries >= 5 and self.regions >= 1 and 0 < before < self.quarters
        if not (fine and ages and self.effect > -1 and abs(self.correlation) <= 1):
            raise InputRejectedError(
                "EVENT-015", industries=self.industries, regions=self.regions,
                before=before, quarters=self.quarters, effect=self.effect,
                correlation=self.correlation,
            )  # fmt: skip


def fifths_gap(scores: Array) -> float:
    """Mean score of the most exposed fifth of industries less that of the least exposed fifth.

    Examples
    --------
    >>> fifths_gap(np.arange(10.0))
    8.0
    """
    ordered = np.sort(scores)
    fifth = max(round(ordered.size / 5), 1)
    return float(ordered[-fifth:].mean() - ordered[:fifth].mean())


def hires_change(effect: float) -> float:
    """Change of hires, as a share, that goes with a change of employment in a synthetic panel.

    Examples
    --------
    >>> round(hires_change(-0.06), 3)
    -0.219
    """
    return float((1 + effect) ** _HIRES_FOLLOW - 1)


def simulate_panel(
    design: SampleDesign, generator: np.random.Generator
) -> tuple[IndustryPanel, ExposureScores]:
    """A synthetic panel of employment, hires and separations, and the exposure behind it.

    Model        y_irat ~ Poisson(exp(level_ira + cycle_t l_i + u_it + season_iq + v_rt + g_t e_i)),
                 u autoregressive (0.8), l_i with the stated correlation with exposure e_i, sizes of
                 industries log-normal. Hires carry four times the logarithm of the effect of their
                 age group's employment; separations none
    Simplifies   industries' shocks are the same in all regions and ages, so the clusters of the
                 study are the true ones; no births or deaths of industries
    """
    exposure = np.clip(generator.beta(2, 3, design.industries), 0.02, 0.98)
    standard = (exposure - exposure.mean()) / exposure.std()
    common = _common_movements(design, standard, generator)
    regional = np.cumsum(generator.normal(0, 0.005, (design.regions, design.quarters)), axis=1)
    level = (
        np.log(design.mean_count)
        + generator.normal(0, design.size_spread, (design.industries, 1, 1))
        + generator.normal(0, 0.7, (1, design.regions, 1))
        + generator.normal(0, 0.3, (design.industries, design.regions, len(AGES)))
        + np.log(_AGE_SHARES)
    )
    hit = np.isin(AGES, design.ages_hit or AGES).astype(float)
    effect = np.log1p(design.effect) * _path(design)[None, :] * standard[:, None]
    effect = effect / fifths_gap(standard)
    movement = common[:, None, None, :] + regional[None, :, None, :]
    planted = effect[:, None, None, :] * hit[:, None]
    logarithm = level[..., None] + movement + planted
    flows = level[..., None] + np.log(_HIRE_RATE)[:, None] + movement
    counts = {
        Outcome.EMPLOYMENT: generator.poisson(np.exp(logarithm)).astype(float),
        Outcome.HIRES: generator.poisson(np.exp(flows + _HIRES_FOLLOW * planted)).astype(float),
        Outcome.SEPARATIONS: generator.poisson(np.exp(flows)).astype(float),
    }
    panel = IndustryPanel(
        industries=tuple(f"SYN{one:03d}" for one in range(1, design.industries + 1)),
        regions=tuple(f"SYN-R{one:02d}" for one in range(1, design.regions + 1)),
        ages=AGES,
        first=design.first,
        counts=counts,
        basis=Basis.SYNTHETIC,
    )
    return panel, without_controls(exposure, "synthetic", "synthetic")


def _path(design: SampleDesign) -> Array:
    """(T,): how much of the effect has been reached."""
    since = np.arange(design.quarters) - (design.event - design.first) - design.delay + 1
    return np.clip(since / design.ramp, 0, 1)


def _common_movements(
    design: SampleDesign, standard: Array, generator: np.random.Generator
) -> Array:
    """(I, T): cycle, downturn, pre-trend, the industries' own shocks and seasons."""
    quarters, event = design.quarters, design.event - design.first
    aside = generator.normal(size=design.industries)
    loading = design.correlation * standard + np.sqrt(1 - design.correlation**2) * aside
    fall = np.clip((np.arange(quarters) - event + 1) / 4, 0, 1)
    cycle = design.cycle * _autoregression(generator.normal(size=(1, quarters)), 0.9)[0]
    trend = np.log1p(design.prior_trend) * np.arange(quarters) / 4 / fifths_gap(standard)
    shocks = design.shock * _autoregression(
        generator.normal(size=(design.industries, quarters)), _PERSISTENCE
    )
    season = generator.normal(0, design.season, (design.industries, 4))
    own = shocks + season[:, np.arange(quarters) % 4]
    shared = (1 + loading)[:, None] * (cycle - design.downturn * fall)
    return np.asarray(shared + standard[:, None] * trend + own)


def _autoregression(innovations: Array, persistence: float) -> Array:
    """Stationary from the first quarter; standard deviation of the innovations kept as given."""
    made = np.empty_like(innovations)
    made[:, 0] = innovations[:, 0] / np.sqrt(1 - persistence**2)
    for quarter in range(1, innovations.shape[1]):
        made[:, quarter] = persistence * made[:, quarter - 1] + innovations[:, quarter]
    return made
