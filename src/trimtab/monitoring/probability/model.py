"""The model: one bounded logistic line, entry rates, and the same fitted without each episode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from trimtab.kernel import Basis, Estimate
from trimtab.monitoring.backtest.episodes import cut_folds
from trimtab.monitoring.backtest.features import Spread, measure_spread, probability_features
from trimtab.monitoring.backtest.probability import (
    CEILING,
    FLOOR,
    EntryRates,
    fit_entry_rates,
    fit_logistic,
)
from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.probability.labels import Labels, episodes_seen
from trimtab.monitoring.probability.movement import Cube, Movement

Vector = npt.NDArray[np.float64]

RIDGE = 30.0
GROUPS = 6
"""Stretches of time left out one after the other: more would be finer than the evidence."""

COVERAGE = 0.90
UNIT = "share"


@dataclass(frozen=True, slots=True)
class Line:
    """P(in a downturn) = logistic(intercept + coefficients * features), and the entry rates.

    ``start_rate`` is the share of all months that a start follows within six months.
    """

    coefficients: Vector
    intercept: float
    entry: EntryRates
    start_rate: float

    def inside(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """P(in a downturn) of features (..., K); NaN where they are."""
        # A sum, not a matrix product: the same bits however many months are read at once.
        logit = np.clip((features * self.coefficients).sum(axis=-1) + self.intercept, -30, 30)
        return np.asarray(np.clip(1 / (1 + np.exp(-logit)), FLOOR, CEILING))

    def starts(self, inside: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """P(one starts within six months) given P(in a downturn)."""
        return self.entry.predict(inside)


@dataclass(frozen=True, slots=True)
class ProbabilityModel:
    """A fitted model with what it rests on.

    ``without``: the line fitted again without each group of episodes, for the interval.
    """

    spread: Spread
    line: Line
    without: tuple[Line, ...]
    calibration: Calibration
    rests_on: str

    def features(self, movement: Movement) -> Cube:
        """(R, T, K), each within -1 to 1, of a month and earlier ones only."""
        return probability_features(movement.statistic, movement.changes, self.spread)


def fit_model(movement: Movement, labels: Labels, replicate: bool = True) -> ProbabilityModel:
    """Fit on the months whose labels are known.

    Model        ``backtest.features`` of the statistic and of the 3- and 6-month changes of the
                 level, a ridge logistic line pooled over the regions, and the entry rates of
                 ``backtest.probability``
    Returns      ProbabilityModel; without both labels its line is the base rate
    Simplifies   every region has the same line; months of one episode count as independent in the
                 fit, not in the interval
    """
    used = labels.inside_known & ~np.isnan(movement.statistic)
    seen = np.asarray(used.any(axis=0))
    spread = measure_spread(movement.statistic, movement.changes, seen)
    features = probability_features(movement.statistic, movement.changes, spread)
    line = _fit_line(features, labels, used)
    without: tuple[Line, ...] = ()
    if replicate:
        others = kept_without_each_group(movement, labels, used)
        without = tuple(_fit_line(features, labels, kept) for kept in others)
    return ProbabilityModel(
        spread, line, without, Calibration.OWN, _rests_on(movement, labels, used)
    )


def _fit_line(features: Cube, labels: Labels, used: npt.NDArray[np.bool_]) -> Line:
    """The line in terms of the features themselves, standardisation folded in."""
    model = fit_logistic(features[used], labels.inside[used], RIDGE)
    coefficients = model.coefficients / model.scale
    entered = used & labels.starts_known
    starts, inside = labels.starts[entered], labels.inside[entered]
    return Line(
        coefficients,
        float(model.intercept - model.centre @ coefficients),
        fit_entry_rates(starts, inside),
        float(starts.mean()) if starts.size else 0.0,
    )


def kept_without_each_group(
    movement: Movement, labels: Labels, used: npt.NDArray[np.bool_]
) -> Iterator[npt.NDArray[np.bool_]]:
    """The months used, less each stretch of time: an episode with its margin, or the time between.

    Where there are more stretches than groups, neighbours are left out together.
    """
    episodes = episodes_seen(movement, labels)
    last = movement.first + movement.statistic.shape[1] + -1
    folds = cut_folds(episodes, movement.first, last)
    begins = np.array([fold.scored_from.ordinal for fold in folds])
    number_of = np.searchsorted(begins, movement.months, side="right") - 1
    present = np.unique(number_of[used.any(axis=0)])
    groups = min(len(present), GROUPS)
    if not episodes or groups < 2:
        return
    group = np.searchsorted(present, number_of) * groups // len(present)
    for number in range(groups):
        yield used & (group != number)


def _rests_on(movement: Movement, labels: Labels, used: npt.NDArray[np.bool_]) -> str:
    """``US 1992-07/2009-06``: whose months, from which to which; ``US-*`` for its parts."""
    whose = movement.country if movement.national else f"{movement.country}-*"
    columns = np.flatnonzero(used.any(axis=0))
    if not columns.size:
        return whose
    first, last = movement.first + int(columns[0]), movement.first + int(columns[-1])
    return f"{whose} {first}/{last}"


def jackknife_interval(value: float, without: Vector) -> Estimate:
    """A probability with the interval of a delete-a-group jackknife on the log-odds.

    Model        se^2 = (n - 1) / n * sum (l_i - mean l)^2 over the n fits without one group each;
                 value +- t(n - 1) se on the log-odds. Where there are fewer than two such fits the
                 interval is the whole range
    References   Kott (2001), Journal of Official Statistics 17(4), the delete-a-group jackknife
    """
    if np.isnan(value):
        return Estimate(np.nan, np.nan, np.nan, UNIT, COVERAGE, Basis.MODELLED)
    number = len(without)
    if number < 2:
        return Estimate(value, FLOOR, CEILING, UNIT, COVERAGE, Basis.MODELLED)
    logits = log_odds(without)
    error = np.sqrt((number - 1) / number * ((logits - logits.mean()) ** 2).sum())
    margin = float(student.ppf((1 + COVERAGE) / 2, number - 1)) * error
    middle = log_odds(np.array(value))
    low, high = (float(1 / (1 + np.exp(-np.clip(middle + m, -30, 30)))) for m in (-margin, margin))
    return Estimate(
        value,
        min(max(low, FLOOR), value),
        max(min(high, CEILING), value),
        UNIT,
        COVERAGE,
        Basis.MODELLED,
    )


def log_odds(probability: Vector) -> Vector:
    inside = np.clip(probability, FLOOR, CEILING)
    return np.asarray(np.log(inside / (1 - inside)))
