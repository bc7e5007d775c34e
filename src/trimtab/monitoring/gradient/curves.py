"""Power and error curves over the correlation of an unmeasured confounder. Synthetic figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log1p, sqrt

import numpy as np
import numpy.typing as npt
from scipy import stats

from trimtab.kernel import Basis, Estimate, InputRejectedError
from trimtab.monitoring.gradient.cells import Cells, check_cells
from trimtab.monitoring.gradient.clustered import ClusteredDesign, fit_clustered
from trimtab.monitoring.gradient.estimation import slope_design
from trimtab.monitoring.gradient.shocks import ShockPool
from trimtab.monitoring.gradient.types import COVERAGE, FEWEST_INDUSTRIES, Matrix, Vector
from trimtab.monitoring.gradient.variants import agreed_side, permutation_p_values, robust_slopes

CORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

_BLOCK = 50  # replicates that share one draw of industries
_PERMUTATIONS = 199


class Rule(StrEnum):
    """What is asked before a gradient is called seen, each stricter than the one before."""

    INTERVAL = "interval"  # the clustered interval excludes nought
    AGREED = "agreed"  # permutation, robust variant and leaving one out say the same
    HISTORY = "history"  # and earlier windows did not move as far


@dataclass(frozen=True, slots=True)
class CurveSetting:
    """What is simulated.

    ``industries`` drawn from the pool (with replacement beyond its size), ``regions`` in each;
    ``confounder``: log change over the window for one standard deviation of the unmeasured
    industry characteristic; ``effect``: relative change, top less bottom fifth, when there is one;
    ``cell_shock``: lasting shock of one region's industry over the industry's own, as a ratio;
    ``windows``: independent earlier windows the history rule knows.
    Raises InputRejectedError MONITORING-066 for a setting outside its range.
    """

    industries: int
    regions: int = 1
    confounder: float = 0.02
    effect: float = -0.06
    cell_shock: float = 1.0
    windows: int = 10
    replicates: int = 400
    seed: int = 1
    correlations: tuple[float, ...] = CORRELATIONS

    def __post_init__(self) -> None:
        fine = (
            self.industries >= FEWEST_INDUSTRIES
            and self.regions >= 1
            and self.confounder >= 0
            and -1 < self.effect < 1
            and self.cell_shock >= 0
            and self.windows >= 4
            and self.replicates >= 1
            and all(0 <= one < 1 for one in self.correlations)
        )
        if not fine:
            raise InputRejectedError(
                "MONITORING-066",
                industries=self.industries,
                fewest=FEWEST_INDUSTRIES,
                regions=self.regions,
                replicates=self.replicates,
                effect=self.effect,
            )


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Rates at one correlation, with Wilson intervals: ``false_positive`` with no effect (either
    sign), ``power`` to see the effect with its sign, by rule; ``coverage``: how often the clustered
    interval held the effect."""

    correlation: float
    false_positive: Mapping[Rule, Estimate]
    power: Mapping[Rule, Estimate]
    coverage: Estimate


def error_curves(pool: ShockPool, setting: CurveSetting) -> tuple[CurvePoint, ...]:
    """False-positive rate and power of the gradient over the correlation of a confounder.

    Model        change_i = b x_i + size a z_i + v_i + c_i; z = r x + sqrt(1 - r^2) u, x exposure
                 and u standard normal, both in deviations; v_i the residual of the real industry in
                 a randomly drawn calm window with a random sign; c_i the mean over the regions of
                 lasting cell shocks. Now a = +-1; in earlier windows a is standard normal
    Inputs       pool of real residuals; setting
    Returns      one CurvePoint for each correlation; the same draws serve all of them
    Simplifies   equally weighted regions, whose effects then drop out and leave industry means
                 exactly; short-run noise is inside the residuals; industries independent of each
                 other apart from z; the real mix of exposure, size and controls
    """
    counts = np.zeros((len(setting.correlations), 2, len(Rule)))
    covered = np.zeros(len(setting.correlations))
    generator = np.random.default_rng(setting.seed)
    for size in _blocks(setting.replicates):
        block = _draw_block(pool, setting, size, generator)
        for at, correlation in enumerate(setting.correlations):
            found, holds = _judge_block(block, setting, correlation)
            counts[at] += found
            covered[at] += holds
    return tuple(
        CurvePoint(
            correlation,
            {rule: _wilson(counts[at, 0, i], setting.replicates) for i, rule in enumerate(Rule)},
            {rule: _wilson(counts[at, 1, i], setting.replicates) for i, rule in enumerate(Rule)},
            _wilson(covered[at], setting.replicates),
        )
        for at, correlation in enumerate(setting.correlations)
    )


def _blocks(replicates: int) -> Iterator[int]:
    whole, rest = divmod(replicates, _BLOCK)
    yield from [_BLOCK] * whole + [rest] * (rest > 0)


@dataclass(frozen=True, slots=True)
class _Block:
    """Draws of one block: B replicates of G industries; ``past`` (G, B * windows)."""

    cells: Cells
    design: ClusteredDesign
    standard: Vector
    other: Matrix
    shock: Matrix
    sign: Vector
    past: Matrix
    past_amplitude: Vector
    deals: int


def _draw_block(
    pool: ShockPool, setting: CurveSetting, size: int, generator: np.random.Generator
) -> _Block:
    held = len(pool.exposure)
    again = setting.industries > held
    chosen = np.sort(generator.choice(held, setting.industries, replace=again))
    cells = check_cells(
        np.zeros(len(chosen)), pool.exposure[chosen],
        [f"{at:06d}" for at in range(len(chosen))], pool.weight[chosen],
        pool.controls[chosen], None, FEWEST_INDUSTRIES,
    )  # fmt: skip
    mean = np.average(cells.exposure, weights=cells.weight)
    return _Block(
        cells=cells,
        design=slope_design(cells),
        standard=(cells.exposure - mean) / cells.exposure_deviation,
        other=generator.standard_normal((len(chosen), size)),
        shock=_shocks(pool, chosen, size, setting, generator),
        sign=generator.choice([-1.0, 1.0], size),
        past=_shocks(pool, chosen, size * setting.windows, setting, generator),
        past_amplitude=generator.standard_normal(size * setting.windows),
        deals=int(generator.integers(2**32)),
    )


def _shocks(
    pool: ShockPool,
    chosen: npt.NDArray[np.int64],
    size: int,
    setting: CurveSetting,
    generator: np.random.Generator,
) -> Matrix:
    """Real residuals of the chosen industries, each from its own random window, and cell shocks."""
    shape = (len(chosen), size)
    window = generator.integers(0, len(pool.residuals), shape)
    drawn = pool.residuals[window, chosen[:, None]] * generator.choice([-1.0, 1.0], shape)
    if setting.regions == 1:
        return np.asarray(drawn)
    scale = np.sqrt((pool.residuals[:, chosen] ** 2).mean(axis=0)) * setting.cell_shock
    lasting = generator.standard_normal(shape) / sqrt(setting.regions)
    return np.asarray(drawn + scale[:, None] * lasting)


def _judge_block(block: _Block, setting: CurveSetting, correlation: float) -> tuple[Matrix, float]:
    """Counts (2, rules) of what was seen without and with the effect, and of intervals that held
    it."""
    size = block.other.shape[1]
    own, rest = correlation * block.standard[:, None], sqrt(1 - correlation**2) * block.other
    confounder = setting.confounder * (own + rest)
    slope = log1p(setting.effect) / block.cells.exposure_gap
    now = block.shock + confounder * block.sign
    effect = (slope * block.cells.exposure)[:, None]
    past = np.repeat(confounder, setting.windows, axis=1) * block.past_amplitude + block.past
    earlier = fit_clustered(block.design, past).value.reshape(size, setting.windows)
    reach = float(stats.t.ppf((1 + COVERAGE) / 2, setting.windows - 1))
    reach *= sqrt(1 + 1 / setting.windows)
    middle, spread = earlier.mean(axis=1), reach * earlier.std(axis=1, ddof=1)
    counts = np.zeros((2, len(Rule)))
    covered = 0.0
    for with_effect, outcomes in enumerate((now, now + effect)):
        fit = fit_clustered(block.design, outcomes)
        critical = float(stats.t.ppf((1 + COVERAGE) / 2, block.design.degrees_of_freedom))
        side = _side(fit.value, critical * fit.error_cr2)
        robust, error = robust_slopes(block.design, outcomes)
        dealt = permutation_p_values(
            block.design, outcomes, _PERMUTATIONS, np.random.default_rng(block.deals)
        )
        agreed = agreed_side(
            side, _side(robust, critical * error), dealt, fit.left_out, 1 - COVERAGE
        )
        outside = np.where(np.abs(fit.value - middle) > spread, agreed, 0.0)
        for at, sides in enumerate((side, agreed, outside)):
            seen = sides == np.sign(slope) if with_effect else sides != 0
            counts[with_effect, at] = seen.sum()
        if with_effect:
            covered = float((np.abs(fit.value - slope) <= critical * fit.error_cr2).sum())
    return counts, covered


def _side(value: Vector, reach: Vector) -> Vector:
    return np.where(np.abs(value) > reach, np.sign(value), 0.0)


def _wilson(successes: float, trials: int) -> Estimate:
    """A rate with its 95 % Wilson interval (Wilson 1927, JASA 22)."""
    z = float(stats.norm.ppf((1 + COVERAGE) / 2))
    rate = successes / trials
    centre = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials**2))
    low, high = min(rate, max(0.0, centre - half)), max(rate, min(1.0, centre + half))
    return Estimate(rate, low, high, "share", COVERAGE, Basis.SYNTHETIC)
