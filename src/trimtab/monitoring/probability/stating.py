"""The door: probabilities of the present month, with the record of those stated before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Period, SeriesKey
from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.probability.labels import DatedDownturns, labels_at
from trimtab.monitoring.probability.lent import lender_for
from trimtab.monitoring.probability.model import ProbabilityModel, jackknife_interval
from trimtab.monitoring.probability.movement import Matrix, Movement, movements
from trimtab.monitoring.probability.origins import (
    choose_model,
    recalibrated_by,
    speaks_too_early,
    state_at_origins,
)
from trimtab.monitoring.probability.recalibration import Recalibration
from trimtab.monitoring.probability.record import PastRecord, score_record
from trimtab.monitoring.probable import DownturnProbability

NEWEST_AT_MOST_MONTHS_OLD = 3


def downturn_probabilities(
    series: Sequence[SeriesKey],
    first: Period,
    level: Matrix,
    statistic: Matrix,
    dated: DatedDownturns,
    instant: datetime,
) -> tuple[DownturnProbability, ...]:
    """P(in a downturn) and P(one starts within 6 months), by country and by part of a country.

    Model        a bounded ridge logistic line of the statistic and of level changes (``model``),
                 own where three episodes were dated by the instant, else lent (``lent``); stated
                 at every past December as it would have been (``origins``), scored (``record``),
                 and recalibrated from three episodes on (``recalibration``)
    Inputs       level and statistic (S, T): ``Scan.level``, ``Scan.statistic`` of one indicator,
                 column 0 the month ``first``; ``dated(country, instant)``: downturns of the country
                 and of its parts as dated by an instant
    Returns      the country first, then its parts; the newest month with a statistic, at most
                 three months old. None for cells: nobody dates the downturns of a cell. None
                 where the model would be lent and the month is one the lender's data still cover
    Raises       InputRejectedError PROBABILITY-001 when shapes disagree
    Simplifies   parts of a country share one line; the interval is that of the fitted line, not of
                 its transfer to another panel; see docs/explanation/probabilities.md
    """
    return tuple(
        one
        for movement in movements(series, first, level, statistic)
        for one in _of_movement(movement, dated, instant)
    )


def _of_movement(
    movement: Movement, dated: DatedDownturns, instant: datetime
) -> list[DownturnProbability]:
    newest = _newest_columns(movement)
    if not newest.max(initial=-1) >= 0:
        return []
    labels = labels_at(movement, dated(movement.country, instant), instant)
    model = choose_model(movement, labels, replicate=True)
    if model.calibration is Calibration.BORROWED and speaks_too_early(movement, int(newest.max())):
        return []
    past = state_at_origins(movement, dated)
    line = recalibrated_by(past.raw, labels)
    outcomes = (labels.inside, labels.inside_known, labels.starts, labels.starts_known)
    record = score_record(past.inside, past.starts, outcomes, movement.months)
    skilful = _foresees(record, model, movement)
    features = model.features(movement)
    stated = []
    for row, column in enumerate(newest):
        if column >= 0:
            inside, starts = _state(features[row, column], model, line, skilful)
            stated.append(
                DownturnProbability(
                    region=movement.regions[row],
                    period=movement.first + int(column),
                    in_downturn=inside,
                    within_6_months=starts,
                    calibration=model.calibration,
                    rests_on=model.rests_on,
                    origins=past.origins,
                    brier=record.brier,
                    brier_of_base_rate=record.brier_of_base_rate,
                    skill_within_6_months=record.skill_within_6_months,
                    reliability=record.reliability,
                    calibration_slope=record.calibration_slope,
                )
            )
    return stated


def _newest_columns(movement: Movement) -> npt.NDArray[np.int64]:
    """(R,): the newest column with a statistic and at most three months old; -1 without one."""
    recent = ~np.isnan(movement.statistic[:, -NEWEST_AT_MOST_MONTHS_OLD:])
    width, length = recent.shape[1], movement.statistic.shape[1]
    if not width:
        return np.full(len(recent), -1)
    newest = length - 1 - np.argmax(recent[:, ::-1], axis=1)
    return np.where(recent.any(axis=1), newest, -1)


def _foresees(record: PastRecord, model: ProbabilityModel, movement: Movement) -> bool:
    """Whether statements about the next six months beat the base rate: here, else at the lender."""
    skill = record.skill_within_6_months
    if skill is None and model.calibration is Calibration.BORROWED:
        skill = lender_for(movement.national).skill_within_6_months
    return skill is not None and skill.low > 0


def _state(
    features: npt.NDArray[np.float64], model: ProbabilityModel, line: Recalibration, skilful: bool
) -> tuple[Estimate, Estimate]:
    """Both probabilities of one month; without skill the second is the base rate."""
    lines = (model.line, *model.without)
    inside = line.apply(np.array([float(one.inside(features)) for one in lines]))
    rates = [
        float(one.starts(p)) if skilful else one.start_rate
        for one, p in zip(lines, inside, strict=True)
    ]
    starts = np.array(rates)
    return jackknife_interval(float(inside[0]), inside[1:]), jackknife_interval(
        float(starts[0]), starts[1:]
    )
