"""From a matrix of levels to a window's change, its controls, and the gradients of earlier windows.

Everything here reads the matrix up to the window's last month and no further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.gradient.cells import check_cells
from trimtab.monitoring.gradient.clustered import fit_clustered
from trimtab.monitoring.gradient.estimation import slope_design
from trimtab.monitoring.gradient.types import (
    COVERAGE,
    FEWEST_INDUSTRIES,
    HistoryBand,
    Matrix,
    Vector,
)

TREND_MONTHS = 60
"""Length of the earlier trend that is a control."""

_YEAR = 12
_LEAST_LOADING = 48  # year-on-year changes needed to know how an industry follows the cycle
_LEAST_KNOWN = 0.8  # share of the cells that must know a control for it to be used
_FEWEST_WINDOWS = 4  # independent earlier windows needed for a band
_STEP = 6  # months between earlier windows
_LIKE = 0.9  # share of the present cells an earlier window must hold to be compared with it


@dataclass(frozen=True, slots=True)
class Window:
    """Cells over a window: ``change`` (S,) log change, ``weight`` (S,) level at its start,
    ``controls`` (S, K) known at its start, ``names`` (K,) of the controls; NaN where unknown."""

    change: Vector
    weight: Vector
    controls: Matrix
    names: tuple[str, ...]


def window_of(levels: Matrix, last: int, months: int) -> Window:
    """The window of ``months`` that ends at column ``last``, from what was known by then.

    Model        change = log n(t) - log n(t - months); controls, all known at t - months:
                 ``recent``: log change of the window before; ``trend``: of the 60 months before,
                 per window; ``cycle``: slope of the cell's year-on-year log change on the weighted
                 mean of all cells
    Inputs       levels (S, T) persons, not adjusted for season (``months`` is a multiple of 12) or
                 adjusted; NaN where unknown
    Returns      Window. A control that fewer than 80 % of the cells with a change know is left out
    Raises       InputRejectedError MONITORING-065 unless months is a positive multiple of 12 and
                 the panel is longer
    """
    known = levels[:, : last + 1]
    start = last - months
    if months <= 0 or months % _YEAR or start < 0:
        raise InputRejectedError("MONITORING-065", months=months, held=int(known.shape[1]))
    logs = np.log(np.where(known > 0, known, np.nan))
    change = logs[:, last] - logs[:, start]
    candidates = {
        "recent": _earlier(logs, start, months),
        "trend": _earlier(logs, start, TREND_MONTHS) * (months / TREND_MONTHS),
        "cycle": _cycle_loading(logs[:, : start + 1], known[:, : start + 1]),
    }
    judged = np.isfinite(change)
    used = {
        name: values
        for name, values in candidates.items()
        if judged.any() and np.isfinite(values[judged]).mean() >= _LEAST_KNOWN
    }
    controls = np.column_stack([*used.values()]) if used else np.empty((len(change), 0))
    return Window(change, known[:, start], controls, tuple(used))


def _earlier(logs: Matrix, start: int, months: int) -> Vector:
    if start < months:
        return np.full(len(logs), np.nan)
    return np.asarray(logs[:, start] - logs[:, start - months])


def _cycle_loading(logs: Matrix, levels: Matrix) -> Vector:
    """Slope of each cell's year-on-year change on the weighted mean; NaN under 48 months."""
    if logs.shape[1] <= _YEAR + _LEAST_LOADING:
        return np.full(len(logs), np.nan)
    growth = logs[:, _YEAR:] - logs[:, :-_YEAR]
    exists = np.isfinite(growth)
    mass = np.where(exists, levels[:, :-_YEAR], 0.0)
    mean = (mass * np.where(exists, growth, 0.0)).sum(axis=0) / np.maximum(mass.sum(axis=0), 1e-300)
    count = exists.sum(axis=1, keepdims=True)
    filled = np.where(exists, growth, 0.0)
    safe = np.maximum(count, 1)
    cycle = np.where(exists, mean - (exists * mean).sum(axis=1, keepdims=True) / safe, 0.0)
    size = (cycle**2).sum(axis=1)
    enough = (count[:, 0] >= _LEAST_LOADING) & (size > 0)
    return np.where(enough, (cycle * filled).sum(axis=1) / np.where(size > 0, size, 1.0), np.nan)


def window_slope(
    window: Window,
    exposure: Vector,
    industry: Sequence[str] | npt.NDArray[np.str_],
    region: Sequence[str] | npt.NDArray[np.str_] | None = None,
) -> float:
    """Top less bottom fifth of one window as a relative change; NaN where it cannot be estimated.

    The estimate of ``exposure_gradient`` without its inference.
    """
    try:
        cells = check_cells(
            window.change, exposure, industry, window.weight, window.controls, region,
            FEWEST_INDUSTRIES,
        )  # fmt: skip
        slope = fit_clustered(slope_design(cells), cells.change[:, None]).value[0]
    except InputRejectedError:
        return float("nan")
    return float(np.expm1(slope * cells.exposure_gap))


def earlier_slopes(
    levels: Matrix,
    last: int,
    months: int,
    exposure: Vector,
    industry: Sequence[str] | npt.NDArray[np.str_],
    region: Sequence[str] | npt.NDArray[np.str_] | None = None,
    present: Window | None = None,
) -> tuple[npt.NDArray[np.int64], Vector]:
    """Gradients of the windows that ended by the start of this one, every six months.

    A window is compared only if it has the controls of the ``present`` one (computed if not given)
    and at least nine in ten of its cells: otherwise it would be another estimate. Returns the
    columns of their last months and the values.
    """
    present = present or window_of(levels, last, months)
    ends = np.arange(last - months, months - 1, -_STEP)[::-1]
    known = (levels[:, ends] > 0) & (levels[:, ends - months] > 0)
    ends = ends[known.sum(axis=0) >= _LIKE * np.isfinite(present.change).sum()]
    found = np.full(len(ends), np.nan)
    for at, end in enumerate(ends):
        window = window_of(levels, int(end), months)
        if window.names == present.names:
            found[at] = window_slope(window, exposure, industry, region)
    kept = np.isfinite(found)
    return ends[kept], found[kept]


def history_band(ends: npt.NDArray[np.int64], values: Vector, months: int) -> HistoryBand | None:
    """A 95 % prediction interval for the gradient of one more ordinary window.

    Model        mean +- t(n - 1) s sqrt(1 + 1 / n), n the number of windows that do not overlap
    Returns      None below 4 independent windows
    Simplifies   gradients of ordinary windows as draws of one normal distribution; the windows are
                 called ordinary whatever happened in them
    """
    if len(values) < 2:
        return None
    independent = int((ends[-1] - ends[0]) // months) + 1
    if independent < _FEWEST_WINDOWS:
        return None
    middle, deviation = float(values.mean()), float(values.std(ddof=1))
    reach = float(stats.t.ppf((1 + COVERAGE) / 2, independent - 1)) * deviation
    reach *= float(np.sqrt(1 + 1 / independent))
    return HistoryBand(middle, middle - reach, middle + reach, len(values), independent)
