"""Nowcast of the ragged edge: months not yet published, estimated from weekly and daily series."""

from trimtab.monitoring.nowcast.service import NowcastService
from trimtab.monitoring.nowcast.types import (
    Coverage,
    FastSeries,
    Method,
    Nowcast,
    NowcastMonth,
    NowcastSettings,
    PastEstimate,
    Reason,
    Regime,
    Skill,
    Verdict,
)

__all__ = [
    "Coverage",
    "FastSeries",
    "Method",
    "Nowcast",
    "NowcastMonth",
    "NowcastService",
    "NowcastSettings",
    "PastEstimate",
    "Reason",
    "Regime",
    "Skill",
    "Verdict",
]
