"""Exposure-related co-movement: how change varies with AI exposure, and how little that proves."""

from trimtab.monitoring.gradient.curves import (
    CORRELATIONS,
    CurvePoint,
    CurveSetting,
    Rule,
    error_curves,
)
from trimtab.monitoring.gradient.estimation import compare_with_history, exposure_gradient
from trimtab.monitoring.gradient.history import Window, earlier_slopes, history_band, window_of
from trimtab.monitoring.gradient.shocks import ShockPool, calm_shocks
from trimtab.monitoring.gradient.types import (
    ConfounderBound,
    ConfounderLimits,
    Gradient,
    HistoryBand,
    ShareBounds,
    Unclear,
    Verdict,
)

__all__ = [
    "CORRELATIONS",
    "ConfounderBound",
    "ConfounderLimits",
    "CurvePoint",
    "CurveSetting",
    "Gradient",
    "HistoryBand",
    "Rule",
    "ShareBounds",
    "ShockPool",
    "Unclear",
    "Verdict",
    "Window",
    "calm_shocks",
    "compare_with_history",
    "earlier_slopes",
    "error_curves",
    "exposure_gradient",
    "history_band",
    "window_of",
]
