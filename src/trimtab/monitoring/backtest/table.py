"""The scores of a back-test as a table: one row for each detector, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest.types import BacktestResult, Scores


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One detector's measures; their words are catalogue entries ``backtest.measure.<name>``."""

    detector: str
    downturns: int
    alarms: int
    false_alarms: int
    measures: Mapping[str, Estimate]


def scores_table(result: BacktestResult) -> tuple[ScoreRow, ...]:
    """Rows in the order the detectors were given; those without scores are left out."""
    return tuple(
        ScoreRow(
            one.detector,
            one.scores.downturns,
            one.scores.alarms,
            one.scores.false_alarms,
            _measures(one.scores)
            | ({"realised_to_promised": ratio} if (ratio := one.realised_to_promised) else {}),
        )
        for one in result.detectors
        if one.scores is not None
    )


def _measures(scores: Scores) -> dict[str, Estimate]:
    names = (
        "hit_rate",
        "hit_rate_known",
        "median_lag_reference",
        "median_lag_known",
        "mean_lag_reference",
        "mean_lag_known",
        "hits_before_start",
        "false_alarms_per_series_year",
        "calm_false_alarm_rate",
    )
    measures: dict[str, Estimate] = {name: getattr(scores, name) for name in names}
    for name in ("in_downturn", "within_6_months"):
        probability = getattr(scores, name)
        measures[f"auc_{name}"] = probability.auc
        if probability.auc_within_folds != probability.auc:  # several fits read the months
            measures[f"auc_within_folds_{name}"] = probability.auc_within_folds
        measures[f"brier_{name}"] = probability.brier
        measures[f"calibration_slope_{name}"] = probability.calibration_slope
    return measures
