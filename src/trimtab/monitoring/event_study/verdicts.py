"""What may be said, from intervals, tests and placebos alone."""

from __future__ import annotations

import numpy as np

from trimtab.monitoring.event_study.inference import ContrastEstimate
from trimtab.monitoring.event_study.placebos import PlaceboExposures
from trimtab.monitoring.event_study.types import (
    FEWEST_CLUSTERS,
    Doubt,
    LeaveOneOut,
    PriorTrend,
    StudySettings,
    Verdict,
)


def decide(
    average: ContrastEstimate,
    prior_trend: PriorTrend,
    placebo: PlaceboExposures,
    one_out: LeaveOneOut,
    clusters: int,
    settings: StudySettings,
) -> tuple[Verdict, tuple[Doubt, ...]]:
    """The verdict on one scope and the doubts it carries.

    A pre-trend comes first: then there is no verdict. Co-movement needs an interval off zero, at
    least ten industries, and an observed exposure that random ones rarely match. "None seen" needs
    an interval that includes zero and rules the smallest effect of interest out on both sides.
    Everything else is "cannot tell".
    """
    if prior_trend.rejected:
        return Verdict.PRIOR_TREND, (Doubt.PRIOR_TREND,)
    if clusters < FEWEST_CLUSTERS:
        return Verdict.CANNOT_TELL, (Doubt.FEW_INDUSTRIES,)
    if average.low > 0 or average.high < 0:
        if placebo.p_value > 1 - settings.coverage:
            return Verdict.CANNOT_TELL, (Doubt.PLACEBO_EXPOSURES,)
        found = Verdict.COMOVEMENT_DOWN if average.high < 0 else Verdict.COMOVEMENT_UP
        return found, (Doubt.ONE_INDUSTRY,) * one_out.swing
    worth = settings.smallest_effect
    if average.low > np.log1p(-worth) and average.high < np.log1p(worth):
        return Verdict.NONE_SEEN, ()
    return Verdict.CANNOT_TELL, (Doubt.WIDE,)
