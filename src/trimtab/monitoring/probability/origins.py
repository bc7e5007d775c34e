"""Statements at past origins: what would have been said, knowing only what was dated by then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.probability.labels import (
    DatedDownturns,
    Labels,
    end_of,
    episodes_seen,
    labels_at,
)
from trimtab.monitoring.probability.lent import lender_for
from trimtab.monitoring.probability.model import ProbabilityModel, fit_model
from trimtab.monitoring.probability.movement import Matrix, Movement
from trimtab.monitoring.probability.recalibration import (
    AS_STATED,
    EPISODES_AT_LEAST,
    Recalibration,
    fit_recalibration,
)

OWN_EPISODES_AT_LEAST = 3
"""Fewer dated episodes than this cannot carry nine numbers: the model is borrowed."""

YEAR = 12


@dataclass(frozen=True, slots=True)
class Statements:
    """P(in a downturn) and P(one starts within 6 months), (R, T), made before the outcome.

    ``raw`` is the first of them before recalibration. NaN where no statement could be made.
    """

    raw: Matrix
    inside: Matrix
    starts: Matrix
    origins: int


def choose_model(movement: Movement, labels: Labels, replicate: bool) -> ProbabilityModel:
    """Own where at least three episodes have been dated and seen, else lent."""
    if len(episodes_seen(movement, labels)) >= OWN_EPISODES_AT_LEAST:
        return fit_model(movement, labels, replicate)
    return lender_for(movement.national).model


def state_at_origins(movement: Movement, dated: DatedDownturns) -> Statements:
    """Statements about each calendar year from the model of the December before it.

    Model        at each December the model is chosen, fitted and recalibrated on labels dated by
                 its end, and reads the next twelve months, each from its own past
    Simplifies   the panel is the present vintage: later revisions of early months are in it. A
                 lent model speaks only from the lender's last month on
    """
    raw, inside, starts = (np.full(movement.statistic.shape, np.nan) for _ in range(3))
    origins = 0
    for column in _decembers(movement):
        over = end_of(int(movement.months[column]))
        labels = labels_at(movement, dated(movement.country, over), over)
        model = choose_model(movement, labels, replicate=False)
        if model.calibration is Calibration.BORROWED and speaks_too_early(movement, column):
            continue
        line = recalibrated_by(raw, labels)
        ahead = slice(column + 1, column + 1 + YEAR)
        stated = model.line.inside(model.features(movement)[:, ahead])
        raw[:, ahead] = stated
        inside[:, ahead] = line.apply(stated)
        starts[:, ahead] = model.line.starts(inside[:, ahead])
        origins += 1
    return Statements(raw, inside, starts, origins)


def speaks_too_early(movement: Movement, column: int) -> bool:
    """Whether a lent model would rest on what was not yet known in the month ``column``."""
    return bool(movement.months[column] < lender_for(movement.national).last.ordinal)


def recalibrated_by(raw: Matrix, labels: Labels) -> Recalibration:
    """The line from past raw statements whose outcome is dated; none below three episodes."""
    judged = labels.inside_known & ~np.isnan(raw)
    spoken = judged.any(axis=0)
    if not spoken.any():
        return AS_STATED
    began = np.flatnonzero(np.diff((labels.inside & judged).any(axis=0).astype(int)) == 1)
    if len(began) < EPISODES_AT_LEAST:
        return AS_STATED
    return fit_recalibration(raw, labels.inside, judged)


def _decembers(movement: Movement) -> list[int]:
    """Columns of Decembers with a statistic and at least one later month."""
    exists = np.asarray(~np.isnan(movement.statistic).all(axis=0))
    seen = np.flatnonzero((movement.months % YEAR == YEAR - 1) & exists)
    return [int(column) for column in seen if column + 1 < len(exists)]
