"""The two files of a back-test and its JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from trimtab.kernel import InputRejectedError, Period, Region, UsageError
from trimtab.messages import Language, explain_error, has_text
from trimtab.monitoring.backtest import (
    BacktestResult,
    Outcome,
    Timeline,
    run_backtest,
    scores_table,
    write_alarms_csv,
    write_probabilities_csv,
)
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.monitoring.compute.named_rules import MCKELVEY, SAHM


@pytest.fixture
def result(inputs: DetectorInputs, downturns: list[Downturn]) -> BacktestResult:
    until, since = Period.parse("1999-12"), Period.parse("2000-01")
    return run_backtest(inputs, downturns, None, (SAHM, MCKELVEY), until, since)


def test_alarms_file(result: BacktestResult, tmp_path: Path) -> None:
    path = tmp_path / "alarms.csv"
    count = write_alarms_csv(result, path)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["detector", "region", "reference_month", "known_month", "level"]
    assert len(rows) == count == sum(len(one.alarms) for one in result.detectors) > 0
    assert {row["detector"] for row in rows} == {"sahm", "mckelvey"}
    assert all("2000-01" <= row["reference_month"] < row["known_month"] for row in rows)
    assert {row["level"] for row in rows} <= {"3", "4"}


def test_probabilities_file_holds_every_region_and_month(
    result: BacktestResult, tmp_path: Path
) -> None:
    path = tmp_path / "probabilities.csv"
    count = write_probabilities_csv(result, path)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    months = [str(m) for m in Period.parse("2000-01").range_until(Period.parse("2008-01"))]
    expected = {
        (detector, region, month)
        for detector in ("sahm", "mckelvey")
        for region in ("US-AK", "US-AL", "US-AZ")
        for month in months
    }
    found = [(row["detector"], row["region"], row["reference_month"]) for row in rows]
    assert len(found) == count == len(expected)
    assert set(found) == expected
    assert all(0 < float(row["p_in_downturn"]) < 1 for row in rows)
    assert all(0 < float(row["p_within_6_months"]) < 1 for row in rows)


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    result: BacktestResult, tmp_path: Path
) -> None:
    target = tmp_path / "alarms.csv"
    target.mkdir()  # renaming onto a folder fails at the very last step
    (target / "old").write_text("kept")
    with pytest.raises(UsageError, match="MONITORING-023") as refused:
        write_alarms_csv(result, target)
    assert [entry.name for entry in tmp_path.iterdir()] == ["alarms.csv"]
    assert (target / "old").read_text() == "kept"
    with pytest.raises(UsageError, match="MONITORING-023"):
        write_probabilities_csv(result, tmp_path / "absent" / "p.csv")
    for language in Language:
        assert "alarms.csv" in explain_error(refused.value, language)


def test_json_is_plain_and_says_what_the_test_rests_on(result: BacktestResult) -> None:
    document = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert document["label"] == "final vintage + release lag"
    assert (document["train_until"], document["test_from"]) == ("1999-12", "2000-01")
    sahm = document["detectors"][0]
    assert sahm["detector"] == "sahm"
    assert sahm["scores"]["hit_rate"]["value"] == 1.0
    assert sahm["scores"]["episodes"][0]["downturns"] == 3
    # one episode says nothing about the next: the whole range a hit can have, or none at all
    lag = sahm["scores"]["median_lag_reference"]
    assert (lag["low"], lag["high"]) == (-6.0, 18.0)
    assert sahm["scores"]["in_downturn"]["calibration_slope"]["low"] is None


def test_every_word_of_the_table_exists_in_both_languages(result: BacktestResult) -> None:
    names = {name for row in scores_table(result) for name in row.measures}
    keys = {f"backtest.measure.{name}" for name in names}
    keys |= {f"backtest.outcome.{outcome.value}" for outcome in Outcome}
    keys |= {f"backtest.label.{result.vintage.value}"}
    for language in Language:
        assert [key for key in keys if not has_text(key, language)] == []


@pytest.mark.parametrize(
    "spans",
    [[("1990-05", "1990-01")], [("1990-01", "1990-09"), ("1990-09", "1991-02")]],
    ids=["ends before it starts", "overlap"],
)
def test_impossible_downturns_are_refused(spans: list[tuple[str, str]]) -> None:
    downturns = [Downturn(Region("US"), *map(Period.parse, span)) for span in spans]
    with pytest.raises(InputRejectedError, match="MONITORING-020") as refused:
        Timeline.of(downturns, [Region("US")])
    for language in Language:
        assert "US" in explain_error(refused.value, language)
