"""Trials run inside the model: a lever's parameter is what reproduces its own study.

Calibrating a lever by the trial's estimate itself would count congestion and mobility twice: both
were at work in the trial, and both are in the model.
"""

from trimtab.simulation.trials.calibrating import SCALES, calibrate, sampling_bound
from trimtab.simulation.trials.register import TRIALS, find_trial
from trimtab.simulation.trials.running import TrialMarket
from trimtab.simulation.trials.types import Arms, Calibration, ScaleUp, Trial

__all__ = [
    "SCALES",
    "TRIALS",
    "Arms",
    "Calibration",
    "ScaleUp",
    "Trial",
    "TrialMarket",
    "calibrate",
    "find_trial",
    "sampling_bound",
]
