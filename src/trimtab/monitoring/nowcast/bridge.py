"""The bridge equation: robust ridge regression, refitted at every origin on what was known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.nowcast.types import NowcastSettings

Matrix = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

_ROUNDS = 5
_STANDARD_PER_MEDIAN_ABSOLUTE = 1.4826


def predict_changes(features: Matrix, outcomes: Matrix, settings: NowcastSettings) -> Floats:
    """The change the equation predicts at each origin, fitted on outcomes known at that origin.

    Model        change = b' x, no intercept (no change where nothing moves); b by ridge with
                 Huber weights; features in units of their root mean square at the origins fitted on
    Inputs       features (O, K), NaN where unknown; outcomes (O, O) as ``TargetViews.outcomes``
    Returns      (O,); NaN with fewer than ``pairs_needed`` outcomes or unknown features
    Simplifies   coefficients are the same in calm and turning months; the ridge is fixed
    References   Baffigi, Golinelli and Parigi (2004), "Bridge models to forecast the euro area
                 GDP", International Journal of Forecasting 20; Huber and Ronchetti (2009), ch. 7
    """
    predicted = np.full(len(features), np.nan)
    complete = ~np.isnan(features).any(axis=1)
    for origin in np.flatnonzero(complete):
        fitted = complete & ~np.isnan(outcomes[origin])
        if fitted.sum() >= settings.pairs_needed:
            slope = _robust_ridge(features[fitted], outcomes[origin, fitted], settings)
            predicted[origin] = float((slope * features[origin]).sum())
    return predicted


def trusted_share(predicted: Floats, outcomes: Matrix, settings: NowcastSettings) -> Floats:
    """How much of the predicted change past errors warrant at each origin, 0 to 1.

    Model        w = sum(p d) / sum(p^2) over past origins whose outcome d was known, held to
                 [0, 1]: the share that would have made their squared error least. 0 says that the
                 equation has not beaten the last value
    Returns      (O,); NaN with fewer than ``errors_needed`` such origins
    References   Bates and Granger (1969), "The combination of forecasts", Operational Research
                 Quarterly 20
    """
    known = ~np.isnan(outcomes) & ~np.isnan(predicted)[None, :]
    product = np.where(known, predicted * outcomes, 0.0).sum(axis=1)
    square = np.where(known, predicted**2, 0.0).sum(axis=1)
    share = np.clip(product / np.maximum(square, np.finfo(float).tiny), 0.0, 1.0)
    return np.where(known.sum(axis=1) >= settings.errors_needed, share, np.nan)


def _robust_ridge(features: Matrix, changes: Floats, settings: NowcastSettings) -> Floats:
    """Slopes (K,) in the unit of change per unit of feature."""
    spread = np.sqrt((features**2).mean(axis=0))
    unit = np.where(spread > 0, spread, 1.0)
    scaled = features / unit
    penalty = settings.ridge * np.eye(features.shape[1])
    weight: Floats = np.ones(len(changes))
    slope: Floats = np.zeros(features.shape[1])
    for _ in range(_ROUNDS):
        weighted = scaled * weight[:, None]
        slope = np.asarray(
            np.linalg.solve(weighted.T @ scaled + penalty, weighted.T @ changes), dtype=np.float64
        )
        size = np.abs(changes - scaled @ slope)
        limit = settings.clip * _STANDARD_PER_MEDIAN_ABSOLUTE * float(np.median(size))
        held = limit / np.maximum(size, np.finfo(float).tiny)
        weight = np.asarray(np.where(size <= limit, 1.0, held), dtype=np.float64)
    return np.asarray(slope / unit)
