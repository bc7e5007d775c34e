"""The exposure gradient of one window: estimate, variants, bounds, verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from trimtab.kernel import Estimate, InputRejectedError
from trimtab.monitoring.gradient.bounds import confounder_limits
from trimtab.monitoring.gradient.cells import Cells, check_cells
from trimtab.monitoring.gradient.clustered import ClusteredDesign, fit_clustered, prepare_design
from trimtab.monitoring.gradient.types import (
    COVERAGE,
    FEWEST_INDUSTRIES,
    UNIT,
    Gradient,
    HistoryBand,
    Matrix,
    ShareBounds,
    Unclear,
    Vector,
    Verdict,
)
from trimtab.monitoring.gradient.variants import (
    agreed_side,
    permutation_p_values,
    robust_slopes,
)

_LEAST = 4
_PERMUTATIONS = 999
_SEED = 20240607


def exposure_gradient(
    change: Vector,
    exposure: Vector,
    industry: Sequence[str] | npt.NDArray[np.str_],
    weight: Vector | None = None,
    controls: Matrix | None = None,
    region: Sequence[str] | npt.NDArray[np.str_] | None = None,
    permutations: int = _PERMUTATIONS,
    seed: int = _SEED,
) -> Gradient:
    """How change over a window varies with AI exposure across cells: co-movement, never a cause.

    Model        change_ri = a_r + b exposure_i + c' controls_ri + e_ri, weighted; errors of one
                 industry correlated in any way: CR2 errors, Satterthwaite degrees of freedom
    Inputs       change (N,) log change over the window; exposure (N,) share, one value for each
                 industry; industry (N,) labels; weight (N,) at the window's start, persons, 1 if
                 not given; controls (N, K) known at the window's start; region (N,) for region
                 effects. A cell with a gap anywhere is left out and counted
    Returns      Gradient, relative changes as shares, 95 % intervals. ``history`` is None: see
                 ``compare_with_history``. Below 8 industries, or where the clustered interval, the
                 permutation test, the robust variant and leaving one industry out do not agree, the
                 verdict is "cannot tell"
    Raises       InputRejectedError MONITORING-060 shapes, 061 exposure differs within an industry,
                 062 fewer than 4 industries or no variation of exposure, 063 weight not positive,
                 064 controls explain exposure fully or leave nothing over
    Simplifies   a line in exposure; industries independent of each other given the controls, which
                 history contradicts: compare with it
    References   Bell and McCaffrey (2002); Imbens and Kolesar (2016); Cinelli and Hazlett (2020)
    """
    cells = check_cells(change, exposure, industry, weight, controls, region, _LEAST)
    design = slope_design(cells)
    fit = fit_clustered(design, cells.change[:, None])
    slope, error = float(fit.value[0]), float(fit.error_cr2[0])
    if not error > 0:
        raise InputRejectedError("MONITORING-064", parameters=int(design.rows.shape[1]))
    gap, deviation = cells.exposure_gap, cells.exposure_deviation
    robust, robust_error = (float(one[0]) for one in robust_slopes(design, cells.change[:, None]))
    freedom = design.degrees_of_freedom
    generator = np.random.default_rng(seed)
    dealt = permutation_p_values(design, cells.change[:, None], permutations, generator)
    left_out = np.expm1(fit.left_out[:, 0] * gap)
    whole = float(np.expm1(slope * gap))
    found = Gradient(
        per_deviation=_relative(slope * deviation, error * deviation, freedom),
        top_minus_bottom=_relative(slope * gap, error * gap, freedom),
        fifths=_fifths(cells),
        robust=_relative(robust * gap, robust_error * gap, freedom),
        leave_one_out=(float(left_out.min()), float(left_out.max())),
        most_influential=cells.labels[int(np.argmax(np.abs(left_out - whole)))],
        p_value=float(2 * stats.t.sf(abs(slope / error), freedom)),
        permutation_p=float(dealt[0]),
        degrees_of_freedom=freedom,
        exposure_gap=gap,
        exposure_deviation=deviation,
        industries=len(cells.labels),
        cells=len(cells.change),
        dropped=cells.dropped,
        confounder=confounder_limits(slope, error, cells.industry_freedom, gap),
        shares=_shares(cells, slope),
        verdict=Verdict.NOT_SEEN,
    )
    verdict, unclear = _decide(found, left_out)
    return replace(found, verdict=verdict, unclear=unclear)


def slope_design(cells: Cells) -> ClusteredDesign:
    """The regression of change on exposure, controls and region effects.

    Raises InputRejectedError MONITORING-064 where they cannot be told apart.
    """
    return _design(cells, cells.exposure[:, None], cells.fixed)


def _design(cells: Cells, regressors: Matrix, fixed: Matrix) -> ClusteredDesign:
    """The regression with its last regressor as the coefficient of interest."""
    columns = np.column_stack([fixed, regressors])
    largest = np.abs(columns).max(axis=0)
    rank = np.linalg.matrix_rank(columns / np.where(largest > 0, largest, 1.0))
    if rank < columns.shape[1] or len(cells.labels) <= cells.parameters:
        raise InputRejectedError("MONITORING-064", parameters=int(columns.shape[1]))
    return prepare_design(columns, cells.industry, cells.weight, columns.shape[1] - 1)


def _relative(value: float, error: float, freedom: float) -> Estimate:
    """A log change with its interval, as a relative change."""
    reach = float(stats.t.ppf((1 + COVERAGE) / 2, freedom)) * error
    middle, low, high = np.expm1([value, value - reach, value + reach])
    return Estimate(float(middle), float(low), float(high), UNIT, COVERAGE)


def _fifths(cells: Cells) -> Estimate:
    """Top less bottom fifth, the three between on their own; not a number where it cannot be."""
    between = (cells.fifth > 0) & (cells.fifth < 4)
    middle = np.equal.outer(cells.fifth, np.unique(cells.fifth[between])).astype(float)
    top = (cells.fifth == 4).astype(float)
    try:
        design = _design(cells, np.column_stack([middle, top]), cells.fixed)
    except InputRejectedError:
        return Estimate(np.nan, np.nan, np.nan, UNIT, COVERAGE)
    fit = fit_clustered(design, cells.change[:, None])
    return _relative(float(fit.value[0]), float(fit.error_cr2[0]), design.degrees_of_freedom)


def _shares(cells: Cells, slope_after_controls: float) -> ShareBounds:
    total = cells.spread(cells.change, cells.regions)
    alone = _design(cells, cells.exposure[:, None], cells.regions)
    fit = fit_clustered(alone, cells.change[:, None])
    own = cells.spread(cells.exposure, cells.regions)
    value, error = float(fit.value[0]), float(fit.error_cr2[0])
    reach = float(stats.t.ppf((1 + COVERAGE) / 2, alone.degrees_of_freedom)) * error
    ends = np.sort(np.abs([value - reach, value + reach]))
    nearest = 0.0 if abs(value) <= reach else ends[0]
    first, low, high = (min(one**2 * own / total, 1.0) for one in (value, nearest, ends[1]))
    left = cells.spread(cells.exposure, cells.fixed)
    after = min(slope_after_controls**2 * left / total, 1.0)
    dummies = np.equal.outer(cells.industry, np.arange(len(cells.labels))).astype(float)
    remaining = cells.spread(cells.change, np.column_stack([cells.regions, dummies[:, 1:]]))
    return ShareBounds(
        lowest=0.0,
        exposure_first=Estimate(first, low, high, "share", COVERAGE),
        after_controls=after,
        highest=max(first, after),
        industries=float(np.clip(1 - remaining / total, 0, 1)),
    )


def _decide(found: Gradient, left_out: Vector) -> tuple[Verdict, Unclear | None]:
    """Every variant must say the same; few industries say nothing."""
    if found.industries < FEWEST_INDUSTRIES:
        return Verdict.CANNOT_TELL, Unclear.FEW_INDUSTRIES
    level = 1 - COVERAGE
    own, robust = _side(found.top_minus_bottom), _side(found.robust)
    dealt = np.array([found.permutation_p])
    (side,) = agreed_side(np.array([own]), np.array([robust]), dealt, left_out[:, None], level)
    if side:
        return (Verdict.FALLS if side < 0 else Verdict.RISES), None
    if own == robust == 0 and found.permutation_p > level:
        return Verdict.NOT_SEEN, None
    return Verdict.CANNOT_TELL, Unclear.VARIANTS_DISAGREE


def _side(estimate: Estimate) -> float:
    """-1 or 1 where the interval lies on one side of nought, else 0."""
    return float(estimate.low > 0) - float(estimate.high < 0)


def compare_with_history(found: Gradient, band: HistoryBand | None) -> Gradient:
    """The gradient with its history: one that earlier windows reached without cause proves nothing.

    A verdict of ``FALLS`` or ``RISES`` stands only where the estimate lies outside the band of
    earlier windows; without a band it becomes "cannot tell".
    """
    if found.verdict not in (Verdict.FALLS, Verdict.RISES):
        return replace(found, history=band)
    unclear = None
    if band is None:
        unclear = Unclear.NO_HISTORY
    elif band.low <= found.top_minus_bottom.value <= band.high:
        unclear = Unclear.WITHIN_HISTORY
    verdict = Verdict.CANNOT_TELL if unclear else found.verdict
    return replace(found, history=band, verdict=verdict, unclear=unclear)
