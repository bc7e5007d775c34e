"""The back-test command on real files: what it writes, and that it never reads the future."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from pathlib import Path

import pytest

CUT = (1995, 12)
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def states(shared_data):
    return shared_data / "us_states"


def _run(trimtab, panel: Path, events: Path, out: Path, *more: str) -> dict:
    out.mkdir(exist_ok=True)
    ran = trimtab(
        "monitoring", "backtest", "--panel", str(panel), "--events", str(events),
        "--alarms", str(out / "alarms.csv"), "--probabilities", str(out / "probabilities.csv"),
        "--json", *more,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _until_cut(folder: Path, name: str) -> list[dict[str, str]]:
    return [row for row in _rows(folder / name) if row["reference_month"] <= "1995-12"]


def _panel_with_another_future(source: Path, target: Path, scramble: bool) -> Path:
    """The same panel to 1995-12; afterwards nothing, or figures shuffled between rows."""
    rows = _rows(source)
    past = [row for row in rows if (int(row["year"]), int(row["month"])) <= CUT]
    future = rows[len(past) :]
    columns = ("clf", "emp", "unem", "unem_rate", "pop", "pc_clf", "pc_emp")
    figures = [tuple(row[name] for name in columns) for row in future]
    random.Random(7).shuffle(figures)
    for row, figure in zip(future, figures, strict=True):
        row.update(zip(columns, figure, strict=True))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(past + (future if scramble else []))
    return target


@pytest.fixture(scope="module")
def whole(trimtab, states, tmp_path_factory):
    """The back-test of the states on all data: its folder and its JSON."""
    out = tmp_path_factory.mktemp("whole")
    panel, events = states / "labour_force_nsa_1976_1999.csv", states / "downturns_1979_1999.csv"
    dates = ("--train-until", "1991-12", "--test-from", "1992-01")
    return out, _run(trimtab, panel, events, out, *dates)


def test_every_region_and_month_has_one_probability(whole):
    folder, _ = whole
    rows = _rows(folder / "probabilities.csv")
    keys = [(row["detector"], row["region"], row["reference_month"]) for row in rows]
    assert set(Counter(keys).values()) == {1}
    assert len({key[1] for key in keys}) == 51
    assert Counter(key[0] for key in keys)["trimtab"] == 51 * 96
    assert all(0 < float(row["p_in_downturn"]) < 1 for row in rows)
    assert all(0 < float(row["p_within_6_months"]) < 1 for row in rows)


def test_alarms_are_known_no_earlier_than_their_month(whole):
    folder, _ = whole
    rows = _rows(folder / "alarms.csv")
    header = (folder / "alarms.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "detector,region,reference_month,known_month,level"
    assert {row["detector"] for row in rows} == {"trimtab", "sahm", "mckelvey"}
    assert all(row["known_month"] > row["reference_month"] >= "1992-01" for row in rows)
    assert all(row["region"].startswith("US-") and 1 <= int(row["level"]) <= 4 for row in rows)


@pytest.mark.parametrize("scramble", [False, True], ids=["cut off", "scrambled"])
def test_the_future_changes_nothing_before_it(whole, trimtab, states, tmp_path, scramble):
    folder, answer = whole
    panel = _panel_with_another_future(
        states / "labour_force_nsa_1976_1999.csv", tmp_path / "panel.csv", scramble
    )
    again = _run(
        trimtab, panel, states / "downturns_1979_1999.csv", tmp_path / "again",
        "--train-until", "1991-12", "--test-from", "1992-01",
    )  # fmt: skip
    for name in ("alarms.csv", "probabilities.csv"):
        assert _until_cut(tmp_path / "again", name) == _until_cut(folder, name)
    thresholds = [[one["thresholds"] for one in run["detectors"]] for run in (answer, again)]
    assert thresholds[0] == thresholds[1]
    if scramble:  # the scrambling was real: later months do differ
        later = (_rows(where / "probabilities.csv") for where in (folder, tmp_path / "again"))
        assert next(later) != next(later)


def test_events_after_training_change_no_threshold(whole, trimtab, states, tmp_path):
    _, answer = whole
    events = tmp_path / "events.csv"
    lines = (states / "downturns_1979_1999.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[1] <= "1991-12" or "start" in line]
    assert len(kept) < len(lines)
    events.write_text("\n".join(kept) + "\n", encoding="utf-8")
    again = _run(
        trimtab, states / "labour_force_nsa_1976_1999.csv", events, tmp_path / "again",
        "--train-until", "1991-12", "--test-from", "1992-01",
    )  # fmt: skip
    for before, after in zip(answer["detectors"], again["detectors"], strict=True):
        assert before["thresholds"] == after["thresholds"]


def test_the_nation_runs_every_rule_whose_inputs_exist(trimtab, shared_data, tmp_path):
    nation = shared_data / "us_national"
    answer = _run(
        trimtab, nation / "unemployment_vacancy_1929_1984.csv", nation / "recessions_to_1984.csv",
        tmp_path / "out", "--train-until", "1978-12", "--test-from", "1979-01",
        "--claims", str(nation / "insured_unemployment_rate_weekly_1971_1984.csv"),
    )  # fmt: skip
    names = [one["detector"] for one in answer["detectors"]]
    assert names == ["trimtab", "sahm", "mckelvey", "michez", "sos"]
    assert answer["label"] == "final vintage + release lag"
    found = {row["detector"] for row in _rows(tmp_path / "out" / "alarms.csv")}
    assert found == set(names)
