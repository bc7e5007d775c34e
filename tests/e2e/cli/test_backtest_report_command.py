"""The report and the dates from the command line, on real files."""

from __future__ import annotations

import csv
import json

import pytest

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def made(trimtab, shared_data, tmp_path_factory):
    """Dates on household employment, and a held-out report that is scored on both sets."""
    folder = tmp_path_factory.mktemp("report")
    states = shared_data / "us_states"
    panel = str(states / "labour_force_nsa_1976_1999.csv")
    dated = trimtab(
        "monitoring", "date-downturns", "--panel", panel, "--out", str(folder / "dated.csv"),
        "--json",
    )  # fmt: skip
    assert dated.returncode == 0, dated.stderr
    ran = trimtab(
        "monitoring", "backtest", "--panel", panel,
        "--events", str(states / "downturns_1979_1999.csv"),
        "--other-events", str(folder / "dated.csv"),
        "--train-until", "1988-12", "--test-from", "1989-01",
        "--report", str(folder / "report.html"), "--json",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return folder, json.loads(dated.stdout), json.loads(ran.stdout)


def test_dates_are_written_as_told(made):
    folder, dated, _ = made
    rows = list(csv.DictReader((folder / "dated.csv").open(encoding="utf-8")))
    assert [(row["region"], row["start"], row["end"] or None) for row in rows] == [
        (one["region"], one["start"], one["end"]) for one in dated["downturns"]
    ]
    assert dated["indicator"] == "employed" and dated["seasonally_adjusted_here"]


def test_the_report_states_the_scores_of_the_json(made):
    folder, _, answer = made
    report = (folder / "report.html").read_text(encoding="utf-8")
    ours = answer["detectors"][0]["scores"]
    assert f"On {ours['downturns']} downturns that no threshold had seen" in report
    assert f"found {ours['hits']}:" in report
    assert "final vintage + release lag" in report and "downturns_1979_1999.csv" in report
    assert 'part part-held_out"' in report and 'part part-development"' not in report


def test_the_second_truth_is_scored_beside_the_first(made):
    _, _, answer = made
    first, second = answer["detectors"][0], answer["other_truth"]["detectors"][0]
    assert first["alarms"] == second["alarms"]
    assert first["scores"]["downturns"] != second["scores"]["downturns"]
    assert second["scores"]["hit_rate"]["value"] < first["scores"]["hit_rate"]["value"]
