"""Quarterly exposure event study: do counts move with the AI exposure of industries? No cause."""

from trimtab.monitoring.event_study.panel import (
    ExposureScores,
    IndustryPanel,
    Outcome,
    without_controls,
)
from trimtab.monitoring.event_study.simulation import SampleDesign, simulate_panel
from trimtab.monitoring.event_study.study import run_study
from trimtab.monitoring.event_study.types import (
    Doubt,
    EventStudy,
    ExposureForm,
    QuarterEffects,
    Scope,
    ScopeResult,
    StudySettings,
    Verdict,
)

__all__ = [
    "Doubt",
    "EventStudy",
    "ExposureForm",
    "ExposureScores",
    "IndustryPanel",
    "Outcome",
    "QuarterEffects",
    "SampleDesign",
    "Scope",
    "ScopeResult",
    "StudySettings",
    "Verdict",
    "run_study",
    "simulate_panel",
    "without_controls",
]
