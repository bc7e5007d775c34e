"""The back-test's promises: nothing after the training period is used, nothing is left blank."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Period, UsageError
from trimtab.messages import Language, explain_error
from trimtab.monitoring.backtest import BacktestResult, run_backtest, scores_table
from trimtab.monitoring.backtest.truncation import truncate_inputs
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.monitoring.compute.named_rules import MICHEZ, SAHM
from trimtab.monitoring.compute.pooled_detector import PooledDetector

TRAIN_UNTIL, TEST_FROM = Period.parse("1999-12"), Period.parse("2000-01")
DETECTORS = (PooledDetector(), SAHM)


def backtest(inputs: DetectorInputs, downturns: list[Downturn]) -> BacktestResult:
    return run_backtest(inputs, downturns, None, DETECTORS, TRAIN_UNTIL, TEST_FROM)


def with_values(inputs: DetectorInputs, values: np.ndarray) -> DetectorInputs:
    return DetectorInputs(replace(inputs.unemployment, values=values))


def scrambled_after(inputs: DetectorInputs, month: Period) -> DetectorInputs:
    """The same panel with every value after ``month`` replaced by noise."""
    values = inputs.unemployment.values.copy()
    after = inputs.unemployment.column(month) + 1
    values[:, after:] = np.random.default_rng(3).uniform(0.02, 0.2, values[:, after:].shape)
    return with_values(inputs, values)


def until(result: BacktestResult, month: Period) -> list[tuple[object, ...]]:
    """What each detector said up to a month: thresholds, alarms, probabilities."""
    said: list[tuple[object, ...]] = []
    for one in result.detectors:
        columns = month - one.track.first + 1
        alarms = tuple(a for a in one.alarms if a.reference <= month)
        entering = one.track.p_within_6_months[:, :columns].tolist()
        current = one.track.p_in_downturn[:, :columns].tolist()
        said.append((one.detector, one.thresholds, alarms, current, entering))
    return said


@pytest.mark.parametrize("month", ["2000-06", "2002-09", "2004-12"])
def test_scrambling_the_future_changes_nothing_said_before(
    inputs: DetectorInputs, downturns: list[Downturn], month: str
) -> None:
    at = Period.parse(month)
    expected = until(backtest(inputs, downturns), at)
    assert until(backtest(scrambled_after(inputs, at), downturns), at) == expected


@pytest.mark.parametrize("month", ["2000-06", "2002-09", "2004-12"])
def test_cutting_the_future_off_changes_nothing_said_before(
    inputs: DetectorInputs, downturns: list[Downturn], month: str
) -> None:
    at = Period.parse(month)
    expected = until(backtest(inputs, downturns), at)
    assert until(backtest(truncate_inputs(inputs, at), downturns), at) == expected


def test_thresholds_and_models_rest_on_training_alone(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    """Other values and other dates after the training period: the same thresholds."""
    known = [d for d in downturns if d.start <= TRAIN_UNTIL]
    invented = Downturn(inputs.regions[0], Period.parse("2001-02"), Period.parse("2001-09"))
    first = backtest(inputs, downturns)
    second = backtest(scrambled_after(inputs, TRAIN_UNTIL), [*known, invented])
    assert until(first, TRAIN_UNTIL) == until(second, TRAIN_UNTIL)


def test_dates_after_training_change_no_probability(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    known = [d for d in downturns if d.start <= TRAIN_UNTIL]
    last = inputs.unemployment.last
    assert until(backtest(inputs, downturns), last) == until(backtest(inputs, known), last)


def test_the_present_does_change_what_is_said(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    """The tests above could pass if nothing ever mattered: training data do."""
    before = until(backtest(inputs, downturns), TRAIN_UNTIL)
    values = inputs.unemployment.values.copy()
    values[:, 40:60] += np.random.default_rng(4).normal(0, 0.004, (3, 20))
    changed = until(backtest(with_values(inputs, values), downturns), TRAIN_UNTIL)
    assert changed[0][3] != before[0][3]  # its few calm years borrow thresholds, not probabilities


def test_every_region_and_month_has_both_probabilities(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    values = inputs.unemployment.values.copy()
    values[0] = np.nan  # a region without any data
    values[1, 130:150] = np.nan
    result = backtest(with_values(inputs, values), downturns)
    for one in result.detectors:
        for probability in (one.track.p_in_downturn, one.track.p_within_6_months):
            assert probability.shape == values.shape
            assert ((probability >= 0.002) & (probability <= 0.998)).all()
        silent = one.track.p_in_downturn[0]
        assert len(np.unique(silent)) == 1  # the base rate of the training months
        assert 0.05 < silent[0] < 0.25


def test_a_detector_without_its_inputs_is_named_and_skipped(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    result = run_backtest(inputs, downturns, None, (SAHM, MICHEZ), TRAIN_UNTIL, TEST_FROM)
    assert [one.detector for one in result.detectors] == ["sahm"]
    assert result.skipped == ("michez",)


def test_scores_and_alarms_of_the_test_part(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    """Three downturns start after 1999, all steep: Sahm's rule finds each."""
    result = backtest(inputs, downturns)
    sahm = next(one for one in result.detectors if one.detector == "sahm")
    assert sahm.scores is not None
    assert (sahm.scores.downturns, sahm.scores.hits) == (3, 3)
    assert sahm.scores.series_years == pytest.approx(3 * 96 / 12)
    assert 0 < sahm.scores.median_lag_reference.value <= 4
    lag = sahm.scores.median_lag_known.value - sahm.scores.median_lag_reference.value
    assert lag == 1  # released the month after
    assert all(alarm.reference >= TEST_FROM for alarm in sahm.alarms)
    assert sahm.scores.in_downturn.auc.value > 0.9
    rows = {row.detector: row for row in scores_table(result)}
    assert rows["sahm"].measures["hit_rate"].value == 1.0


def test_only_a_fitted_threshold_promises_a_rate(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    ours, sahm = backtest(inputs, downturns).detectors
    assert sahm.promised_rate is None
    assert sahm.false_alarms is None
    assert ours.false_alarms is not None
    assert ours.false_alarms.promised == 0.05
    assert ours.scores is not None
    ratio = ours.realised_to_promised
    assert ratio is not None
    assert ratio.value == pytest.approx(ours.scores.calm_false_alarm_rate.value / 0.05)
    assert ratio.low <= ratio.value <= ratio.high


def test_without_a_downturn_in_the_test_part_there_is_no_score(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    known = [d for d in downturns if d.start <= TRAIN_UNTIL]
    for one in backtest(inputs, known).detectors:
        assert one.scores is None
        assert one.realised_to_promised is None
        assert one.track.p_in_downturn.shape[1] == 216


@pytest.mark.parametrize(
    ("train_until", "test_from"),
    [("1999-12", "1999-12"), ("1989-12", "2000-01"), ("1999-12", "2012-01")],
)
def test_periods_that_do_not_fit_are_refused(
    inputs: DetectorInputs, downturns: list[Downturn], train_until: str, test_from: str
) -> None:
    with pytest.raises(UsageError, match="MONITORING-021") as refused:
        run_backtest(
            inputs, downturns, None, (SAHM,), Period.parse(train_until), Period.parse(test_from)
        )
    for language in Language:
        assert train_until in explain_error(refused.value, language)
