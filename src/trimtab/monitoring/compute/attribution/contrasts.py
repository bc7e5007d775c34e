"""How far each series has moved in each window, in units of its own monthly noise.

Matrices in this package are (T, S): months first, so that a month is contiguous in memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.attribution.layout import MEMBERS_AT_LEAST
from trimtab.monitoring.compute.attribution.noise import (
    HALF_LIFE_MONTHS,
    monthly_noise,
    unit_of_changes,
)
from trimtab.stats import median_of

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

WINDOWS = (3, 6, 12)
BASE_PER_WINDOW = 2
"""The base a window is compared with is twice as long and lies just before it."""
TREND_HALF_LIFE = 120.0
_PADDING = (1 + BASE_PER_WINDOW) * max(WINDOWS)
_WINDOW_SHARE = 2 / 3  # of a window's months must exist
_PRIOR_MONTHS, _LEAN_MONTHS = 3.0, 36.0
_WIDER = 3.0  # a month's middle deviation counts for at most this many of those before
_HELD = 2.0  # usual deviations; a longer way counts as this much
_STANDARD_PER_MEDIAN = 1.4826  # standard deviations per median absolute value, normal variable


@dataclass(frozen=True, slots=True)
class Contrasts:
    """``values`` per window (T, S): change over the window in standard deviations; ``noise``
    (T, S): standard deviation of the series' monthly noise, in the units of the panel, from the
    months before; ``factor`` per window (T,): standard deviations of a change of the window per
    standard deviation of monthly noise."""

    values: tuple[Matrix, ...]
    noise: Matrix
    factor: tuple[Vector, ...]


def measure_contrasts(level: Matrix) -> Contrasts:
    """Change of each series over each window, in standard deviations.

    Model        d_t = (mean of the last h months - mean of the 2h months before them) / s_{t-h}, s
                 the standard deviation of the series' monthly noise, from its one-month changes;
                 z_t = (d_t - m_{t-h}) / f_{t-h}: m what is usual for the series (its trend), f how
                 far the middle series strays from the others
    Inputs       level (T, S): adjusted, up is bad, gaps NaN
    Returns      Contrasts; NaN until 12 changes and two thirds of window and base exist
    Simplifies   f is one number for the panel; what differs from series to series is taken up by
                 the usual size of each component later. A change of trend passes for a movement
                 until the usual has followed it, over some years
    """
    start = _first_value(level)
    centred = level - start
    change = np.full_like(centred, np.nan)
    change[1:] = centred[1:] - centred[:-1]
    unit, known = unit_of_changes(change)
    centred /= unit
    change /= unit
    deviation = monthly_noise(change, known)
    total, count = _sums(centred)
    values, factors = [], []
    for months in WINDOWS:
        standard, factor = _standardise(total, count, deviation, months)
        values.append(standard)
        factors.append(factor)
    return Contrasts(tuple(values), deviation * unit, tuple(factors))


def shifted(values: Matrix, months: int) -> Matrix:
    """Row of ``months`` earlier; NaN before the first."""
    result = np.full_like(values, np.nan)
    if months < len(values):
        result[months:] = values[: len(values) - months]
    return result


def _first_value(level: Matrix) -> Vector:
    exists = ~np.isnan(level)
    first = exists.argmax(axis=0)
    return np.asarray(level[first, np.arange(level.shape[1])])


def _sums(values: Matrix) -> tuple[Matrix, Matrix]:
    """Running sums and counts under ``_PADDING`` rows of zeros: differences are window sums."""
    exists = ~np.isnan(values)
    total = np.zeros((len(values) + _PADDING, values.shape[1]))
    count = np.zeros_like(total)
    np.cumsum(np.where(exists, values, 0.0), axis=0, out=total[_PADDING:])
    np.cumsum(exists, axis=0, out=count[_PADDING:])
    return total, count


def _contrast(total: Matrix, count: Matrix, month: int, months: int) -> Vector:
    """Mean of the last ``months`` minus the mean of twice as many before them (S,)."""
    end = month + _PADDING
    middle, start = end - months, end - (1 + BASE_PER_WINDOW) * months
    now, base = count[end] - count[middle], count[middle] - count[start]
    needed = _WINDOW_SHARE * months
    recent = (total[end] - total[middle]) / np.maximum(now, 1)
    before = (total[middle] - total[start]) / np.maximum(base, 1)
    return np.where((now >= needed) & (base >= BASE_PER_WINDOW * needed), recent - before, np.nan)


def _standardise(total: Matrix, count: Matrix, noise: Matrix, months: int) -> tuple[Matrix, Vector]:
    """Contrasts around what is usual for each series, in units of the middle series' deviation.

    Model        m_t moves towards d_t by at most 2 f, with weights that halve every 120 months, and
                 leans on the middle series of the panel as on 36 months more; f_t is the recursive
                 median deviation over series from m and from what all share in the month, starting
                 as on 3 months of white noise, sqrt(3 / 2h). Both are used h months later, except
                 in the first 2h months, whose changes would else be in the units of white noise
    """
    length, series = noise.shape
    white = float(np.sqrt((1 + 1 / BASE_PER_WINDOW) / months))
    usual, factor = np.zeros(noise.shape), np.full(length, white)
    location, weight = np.zeros(series), np.zeros(series)
    slow, fast = 1 - 0.5 ** (1 / TREND_HALF_LIFE), 1 - 0.5 ** (1 / HALF_LIFE_MONTHS)
    sizes, mass = white * fast * _PRIOR_MONTHS, fast * _PRIOR_MONTHS
    result, factors = np.full_like(noise, np.nan), np.full(length, white)
    first = length
    for month in range(months, length):
        change = _contrast(total, count, month, months) / noise[month - months]
        exists = ~np.isnan(change)
        if not exists.any():
            usual[month], factor[month] = usual[month - 1], factor[month - 1]
            continue
        first = min(first, month)
        scale = sizes / mass
        weight = np.where(exists, (1 - slow) * weight + slow, weight)
        step = np.clip(change - location, -_HELD * scale, _HELD * scale)
        np.add(location, slow * step / np.maximum(weight, slow), out=location, where=exists)
        usual[month] = _lean(location, weight / slow)
        used = month - months if month - first >= 2 * months else month
        deviation = change - usual[used]
        common = median_of(deviation) if exists.sum() >= MEMBERS_AT_LEAST else 0.0
        middle = median_of(np.abs(deviation - common)) * _STANDARD_PER_MEDIAN
        sizes = (1 - fast) * sizes + fast * min(middle, _WIDER * scale)
        mass = (1 - fast) * mass + fast
        factor[month] = sizes / mass
        factors[month] = factor[used]
        result[month] = deviation / factors[month]
    return result, factors


def _lean(location: Vector, effective: Vector) -> Vector:
    """Locations drawn to the middle one, the more the shorter their history."""
    seen = effective > 0
    middle = median_of(np.where(seen, location, np.nan)) if seen.any() else 0.0
    return np.asarray((effective * location + _LEAN_MONTHS * middle) / (effective + _LEAN_MONTHS))
