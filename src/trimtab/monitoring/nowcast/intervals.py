"""Regimes of past origins, intervals from past errors in them, and how often they held."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

from trimtab.kernel import Estimate
from trimtab.monitoring.nowcast.types import Coverage, NowcastSettings, Regime
from trimtab.stats import median_along

Matrix = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_SHARE = "share"
_TAIL = 0.05  # each side of the interval of a coverage


def turning_origins(restlessness: Matrix, settings: NowcastSettings) -> Mask:
    """(O,) Whether each origin is turning: its fast series moved more than they usually had.

    Model        a = mean over series of |change over 13 weeks| / its median at origins so far;
                 turning if a is above the (1 - turning_share) quantile of a at origins so far
    Inputs       restlessness (O, P), NaN where unknown
    Returns      (O,); False (calm) while fewer than ``errors_needed`` origins have passed
    """
    origins = len(restlessness)
    activity = np.full(origins, np.nan)
    turning = np.zeros(origins, dtype=bool)
    for origin in range(origins):
        exists = ~np.isnan(restlessness[origin])
        usual = median_along(restlessness[: origin + 1, exists], 0)
        usable = usual > 0
        if usable.any():
            activity[origin] = float((restlessness[origin, exists][usable] / usual[usable]).mean())
        so_far = activity[: origin + 1]
        so_far = so_far[~np.isnan(so_far)]
        if len(so_far) >= settings.errors_needed and not np.isnan(activity[origin]):
            limit = np.quantile(so_far, 1 - settings.turning_share)
            turning[origin] = bool(activity[origin] > limit)
    return turning


def half_widths(
    errors: Matrix, changes: Matrix, turning: Mask, carried: Mask, settings: NowcastSettings
) -> Floats:
    """Half the width of the interval at each origin, from errors that were known at it.

    Model        the k-th smallest |error| of n past origins of the same regime, with
                 k = ceil((n + 1) coverage), which covers at least that often when errors are
                 exchangeable; of all past origins where the regime has fewer than
                 ``errors_needed``; of past changes of the target (errors of the last value) where
                 these are too few as well or the last value is carried. A turning interval is
                 never narrower than that of all origins
    Inputs       errors, changes (O, O): entry (a, b) of origin b as known at origin a, NaN if not;
                 turning, carried (O,)
    Returns      (O,) in the unit of the errors; NaN where nothing is long enough
    Simplifies   symmetric; errors of two and more steps overlap, so n counts too many
    References   Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World, ch. 2
    """
    return np.array(
        [
            _half_width(
                np.full_like(errors[origin], np.nan) if carried[origin] else errors[origin],
                changes[origin],
                turning,
                origin,
                settings,
            )
            for origin in range(len(errors))
        ]
    )


def _half_width(
    errors: Floats, changes: Floats, turning: Mask, origin: int, settings: NowcastSettings
) -> float:
    whole = _conformal(errors, settings)
    if np.isnan(whole):
        return _conformal(changes, settings)
    own = _conformal(errors[turning == turning[origin]], settings)
    if np.isnan(own):
        return whole
    return max(own, whole) if turning[origin] else own


def count_coverage(inside: Mask, step: int, regime: Regime | None) -> Coverage | None:
    """Share of past outcomes inside their interval with its own 90 % interval; None without any.

    Exact binomial interval (Clopper and Pearson 1934) on n / step outcomes, because intervals of
    ``step`` months overlap.
    """
    if not len(inside):
        return None
    trials = len(inside) / step
    share = float(inside.mean())
    hits = share * trials
    low = float(beta.ppf(_TAIL, hits, trials - hits + 1)) if hits > 0 else 0.0
    high = float(beta.ppf(1 - _TAIL, hits + 1, trials - hits)) if hits < trials else 1.0
    realised = Estimate(share, min(low, share), max(high, share), unit=_SHARE)
    return Coverage(step, regime, len(inside), realised)


def _conformal(errors: Floats, settings: NowcastSettings) -> float:
    sizes = np.abs(errors[~np.isnan(errors)])
    if len(sizes) < settings.errors_needed:
        return float("nan")
    rank = int(np.ceil((len(sizes) + 1) * settings.coverage))
    return float(np.sort(sizes)[min(rank, len(sizes)) - 1])
