"""Development record of a lender: every stretch of its history judged by a fit without it."""

from __future__ import annotations

import numpy as np

from trimtab.monitoring.probability.labels import Labels
from trimtab.monitoring.probability.model import fit_model, kept_without_each_group
from trimtab.monitoring.probability.movement import Movement
from trimtab.monitoring.probability.record import PastRecord, score_record


def left_out_record(movement: Movement, labels: Labels) -> PastRecord:
    """Scores of leave-one-stretch-out statements; not of what could have been known at the time.

    Simplifies   no margin is hidden around the stretch left out: labels of neighbouring months are
                 part of the fit
    """
    inside = np.full(movement.statistic.shape, np.nan)
    starts = inside.copy()
    used = labels.inside_known & ~np.isnan(movement.statistic)
    for kept in kept_without_each_group(movement, labels, used):
        model = fit_model(movement, labels.limited_to(kept), replicate=False)
        here = used & ~kept
        stated = model.line.inside(model.features(movement))
        inside[here] = stated[here]
        starts[here] = model.line.starts(stated)[here]
    known = (labels.inside, labels.inside_known, labels.starts, labels.starts_known)
    return score_record(inside, starts, known, movement.months)
