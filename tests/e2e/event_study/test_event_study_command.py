"""The commands as a person runs them: a sample is written, studied, and its truth found."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from trimtab.cli import event_study as commands
from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.monitoring.event_study import ExposureForm, Outcome, QuarterEffects

SMALL = ("--industries", "40", "--regions", "2")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    application = typer.Typer()
    commands.register(application)

    def invoke(*arguments: object, language: str = "en") -> Result:
        monkeypatch.setenv("TRIMTAB_LANG", language)
        monkeypatch.setenv("COLUMNS", "200")
        return CliRunner().invoke(application, list(map(str, arguments)))

    return invoke


def _sample(run, folder: Path, *planted: object) -> tuple[Path, Path]:
    panel = folder / "sample.csv"
    written = run("event-study-sample", "--out", panel, *SMALL, *planted)
    assert written.exit_code == 0, written.output
    exposure = folder / "sample.exposure.csv"
    assert str(exposure) in written.output
    return panel, exposure


def _studied(run, panel: Path, exposure: Path, *more: object) -> dict:
    ran = run("event-study", "--panel", panel, "--exposure", exposure, "--event", "2022Q4",
              "--draws", 199, "--outcome", "employment", "--json", *more)  # fmt: skip
    assert ran.exit_code == 0, ran.exception
    study = json.loads(ran.stdout)["study"]
    assert study["basis"] == "synthetic"
    return {one["scope"]: one for one in study["results"]}


def test_a_planted_effect_is_found_within_its_interval(run, tmp_path: Path):
    panel, exposure = _sample(run, tmp_path, "--industries", 60, "--seed", 3, "--effect", "-0.06")
    table = tmp_path / "path.csv"
    results = _studied(run, panel, exposure, "--csv", table)
    for scope in ("all", "others"):
        average = results[scope]["average"]
        assert average["low"] <= -0.06 <= average["high"] < 0
        assert results[scope]["verdict"] == "comovement_down"
    triple = results["triple"]["average"]
    assert triple["low"] <= 0 <= triple["high"]  # all ages were hit alike
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4 * 32
    assert {row["basis"] for row in rows} == {"synthetic"}
    reference = [row for row in rows if row["quarter"] == "2022Q3"]
    assert {float(row["change_share"]) for row in reference} == {0.0}


def test_nothing_planted_nothing_found(run, tmp_path: Path):
    results = _studied(run, *_sample(run, tmp_path, "--seed", 6, "--effect", "0"))
    for one in results.values():
        assert one["average"]["low"] <= 0 <= one["average"]["high"]
        assert one["verdict"] in ("none_seen", "cannot_tell")


def test_an_effect_on_the_youngest_shows_in_the_age_comparison(run, tmp_path: Path):
    planted = ("--seed", 7, "--effect", "-0.25", "--age-hit", "22-24")
    results = _studied(run, *_sample(run, tmp_path, *planted))
    for scope in ("young", "triple"):
        average = results[scope]["average"]
        assert average["low"] <= -0.25 <= average["high"] < 0
        assert results[scope]["verdict"] == "comovement_down"
    others = results["others"]["average"]
    assert others["low"] <= 0 <= others["high"]


def test_a_trend_before_the_event_stops_the_verdict(run, tmp_path: Path):
    planted = ("--seed", 8, "--effect", "0", "--prior-trend", "-0.05")
    results = _studied(run, *_sample(run, tmp_path, *planted))
    assert results["all"]["verdict"] == "prior_trend"
    slope = results["all"]["prior_trend"]["slope"]
    assert slope["low"] <= -0.05 <= slope["high"] < 0


def test_other_forms_of_exposure_and_effects_find_it_too(run, tmp_path: Path):
    panel, exposure = _sample(run, tmp_path, "--industries", 60, "--seed", 3, "--effect", "-0.06")
    forms = ("--exposure-form", "quintile"), ("--quarter-effects", "nation", "--adjusted")
    for more in forms:
        average = _studied(run, panel, exposure, *more)["all"]["average"]
        assert average["low"] <= -0.06 <= average["high"] < 0.01, more


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("exposure-related co-movement", "No payment may be triggered", "invented",
                "other populations")),
        ("zh", ("与人工智能暴露度相关的同向变动", "不得依据本结果触发任何资金发放", "虚构",
                "其他人群")),
    ],
)  # fmt: skip
def test_words_say_what_it_is_and_what_it_is_not(run, tmp_path: Path, language: str, words):
    panel, exposure = _sample(run, tmp_path, "--industries", 60, "--seed", 3, "--effect", "-0.06")
    shown = run("event-study", "--panel", panel, "--exposure", exposure, "--event", "2022Q4",
                "--draws", 99, "--outcome", "employment", language=language)  # fmt: skip
    assert shown.exit_code == 0, shown.exception
    plain = " ".join(shown.stdout.split())
    assert [word for word in words if word not in plain.replace("\n", "")] == []
    assert "caused" not in plain
    for size in ("-13%", "-12%", "-9%"):
        assert size in plain


def test_built_in_exposure_of_naics_industries(run, tmp_path: Path):
    """Real codes, invented counts: 54 (professional services) is more exposed than 72 (food)."""
    codes = ("111", "211", "236", "311", "423", "445", "484", "511", "522", "531", "5415", "561",
             "611", "622", "713", "722", "811", "ZZZ")  # fmt: skip
    rows = ["industry,quarter,employment"]
    for place, code in enumerate(codes):
        for quarter in range(16):
            count = 1000 + 37 * place + (quarter * (place + 3)) % 11
            rows.append(f"{code},{2020 + quarter // 4}Q{quarter % 4 + 1},{count}")
    panel = tmp_path / "naics.csv"
    panel.write_text("\n".join(rows) + "\n", encoding="utf-8")
    ran = run("event-study", "--panel", panel, "--event", "2022Q4", "--draws", 99, "--json")
    assert ran.exit_code == 0, ran.exception
    study = json.loads(ran.stdout)["study"]
    assert "ZZZ" in study["left_out"]
    assert 0 < study["left_out_share"] < 0.5
    assert 0.1 < study["scale"] < 0.9
    assert [one["scope"] for one in study["results"]] == ["all"]
    shown = run("event-study", "--panel", panel, "--event", "2022Q4", "--draws", 99)
    assert "comparison of ages needs" in " ".join(shown.stdout.split())


def test_faults_end_with_their_code(run, tmp_path: Path):
    panel, exposure = _sample(run, tmp_path, "--seed", 5)
    early = run("event-study", "--panel", panel, "--exposure", exposure, "--event", "2018Q1")
    assert isinstance(early.exception, InputRejectedError)
    assert early.exception.code == "EVENT-005"
    unmatched = run("event-study", "--panel", panel, "--event", "2022Q4")
    assert unmatched.exception.code == "EVENT-008"
    unknown = run("event-study-exercise", "--design", "none", "--replicates", 2)
    assert isinstance(unknown.exception, UnknownCodeError)
    nowhere = run("event-study-sample", "--out", tmp_path / "absent" / "s.csv")
    assert nowhere.exception.code == "EVENT-017"


def test_exercise_counts_what_it_says(run):
    ran = run("event-study-exercise", "--replicates", 3, "--design", "few_industries", "--json")
    assert ran.exit_code == 0, ran.exception
    (row,) = json.loads(ran.stdout)["designs"]
    assert row["replicates"] == 3
    assert row["design"]["effect"] == 0
    assert row["covered"]["basis"] == "synthetic"
    assert row["covered"]["low"] <= row["covered"]["value"] <= row["covered"]["high"]


@pytest.mark.parametrize(
    ("offered", "known"),
    [
        (commands.Form, ExposureForm),
        (commands.Effects, QuarterEffects),
        (commands.Counted, Outcome),
    ],
)
def test_choices_offered_are_those_there_are(offered, known):
    assert [one.value for one in offered] == [one.value for one in known]
