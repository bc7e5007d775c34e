"""Answers from an ensemble of runs: what was measured, compared, and how far it can be trusted.

``recording`` says what a run must keep, ``measure_run`` reads it, ``gather`` puts runs together;
``compare``, ``flips``, ``winners_and_losers``, ``sensitivity``, ``frontier`` and ``bands`` answer.
"""

from trimtab.simulation.answers.answering import HEADLINES, Answers, answer
from trimtab.simulation.answers.axes import axis_labels, recording
from trimtab.simulation.answers.bands import bands, difference_bands
from trimtab.simulation.answers.comparing import compare
from trimtab.simulation.answers.flips import flips
from trimtab.simulation.answers.frontier import frontier, policy_cost
from trimtab.simulation.answers.gathering import Frame, Piece, gather, swing_table
from trimtab.simulation.answers.influences import LEAST_FELT, Influence, Sensitivity
from trimtab.simulation.answers.measuring import Measured, Window, measure, measure_run
from trimtab.simulation.answers.outcomes import (
    OUTCOMES,
    REFUSED,
    REFUSED_HEADS,
    Direction,
    Outcome,
    OutcomeUnit,
    Span,
    outcome,
)
from trimtab.simulation.answers.sensitivity import sensitivity
from trimtab.simulation.answers.types import (
    COVERAGE,
    SWING,
    Band,
    Comparison,
    Components,
    CostRatio,
    Difference,
    Flips,
    Frontier,
    FrontierMix,
    GroupChange,
    Interval,
    Pair,
    RatioReason,
    Runs,
    Share,
    Spread,
    Standing,
    Verdict,
    WinnersLosers,
)
from trimtab.simulation.answers.winners import winners_and_losers

__all__ = [
    "COVERAGE",
    "HEADLINES",
    "LEAST_FELT",
    "OUTCOMES",
    "REFUSED",
    "REFUSED_HEADS",
    "SWING",
    "Answers",
    "Band",
    "Comparison",
    "Components",
    "CostRatio",
    "Difference",
    "Direction",
    "Flips",
    "Frame",
    "Frontier",
    "FrontierMix",
    "GroupChange",
    "Influence",
    "Interval",
    "Measured",
    "Outcome",
    "OutcomeUnit",
    "Pair",
    "Piece",
    "RatioReason",
    "Runs",
    "Sensitivity",
    "Share",
    "Span",
    "Spread",
    "Standing",
    "Verdict",
    "Window",
    "WinnersLosers",
    "answer",
    "axis_labels",
    "bands",
    "compare",
    "difference_bands",
    "flips",
    "frontier",
    "gather",
    "measure",
    "measure_run",
    "outcome",
    "policy_cost",
    "recording",
    "sensitivity",
    "swing_table",
    "winners_and_losers",
]
