"""Intervals of shares and rates over independent replicates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Basis, Estimate

_TWO_SIDED_90 = 1.6449
_NONE_SEEN = float(-np.log(0.05))  # Poisson events that stay unseen one time in twenty


def share_estimate(found: int, tried: int, basis: Basis) -> Estimate:
    """A share with its 90 % Wilson interval; NaN where nothing was tried.

    References   Wilson (1927), Journal of the American Statistical Association 22

    Examples
    --------
    >>> share_estimate(9, 10, Basis.SYNTHETIC).low > 0.65
    True
    """
    if not tried:
        return Estimate(float("nan"), float("nan"), float("nan"), "share", basis=basis)
    share, square = found / tried, _TWO_SIDED_90**2
    centre = (share + square / (2 * tried)) / (1 + square / tried)
    spread = share * (1 - share) / tried + square / (4 * tried**2)
    half = _TWO_SIDED_90 * spread**0.5 / (1 + square / tried)
    low, high = max(min(centre - half, share), 0.0), min(max(centre + half, share), 1.0)
    return Estimate(share, low, high, "share", basis=basis)


def rate_estimate(
    events: npt.NDArray[np.float64], years: npt.NDArray[np.float64], unit: str, basis: Basis
) -> Estimate:
    """Events per year over replicates (R,) with a 90 % interval: the ratio of two means.

    Model        rate = sum(events) / sum(years); its standard error is that of the residuals
                 events - rate * years over replicates, which are independent of each other while
                 nodes and months within one are not. Without any event the upper end is the
                 Poisson one
    Returns      NaN with NaN bounds where no year was seen
    References   Cochran, Sampling Techniques (1977), 2.11: the ratio estimator
    """
    total = float(years.sum())
    if total <= 0:
        return Estimate(float("nan"), float("nan"), float("nan"), unit, basis=basis)
    rate = float(events.sum()) / total
    residual = events - rate * years
    half = _TWO_SIDED_90 * float(np.sqrt(residual.var(ddof=1) * len(events))) / total
    half = max(half, _NONE_SEEN / total) if not rate else half
    return Estimate(rate, max(rate - half, 0.0), rate + half, unit, basis=basis)
