"""Studies that prove or disprove a detector: no shock, and shocks of known size and place.

Everything here runs on generated panels (synthetic) or on the calm history of a loaded panel,
drawn again in blocks (modelled); no figure of it is an observation.
"""

from trimtab.monitoring.studies.design import PanelDesign, StudySettings
from trimtab.monitoring.studies.history import CalmHistory, learn_history
from trimtab.monitoring.studies.injected import run_shock_study
from trimtab.monitoring.studies.null import run_null_study
from trimtab.monitoring.studies.panels import GeneratedPanels, PanelSource, StudyPanel
from trimtab.monitoring.studies.shocks import SIZES, Shape, Shock, inject
from trimtab.monitoring.studies.signals import StudiedDetector
from trimtab.monitoring.studies.types import (
    CANNOT_TELL,
    ConfusionRow,
    DetectionRow,
    Moment,
    NullRow,
    NullStudy,
    Outcome,
    ShockStudy,
)

__all__ = [
    "CANNOT_TELL",
    "SIZES",
    "CalmHistory",
    "ConfusionRow",
    "DetectionRow",
    "GeneratedPanels",
    "Moment",
    "NullRow",
    "NullStudy",
    "Outcome",
    "PanelDesign",
    "PanelSource",
    "Shape",
    "Shock",
    "ShockStudy",
    "StudiedDetector",
    "StudyPanel",
    "StudySettings",
    "inject",
    "learn_history",
    "run_null_study",
    "run_shock_study",
]
