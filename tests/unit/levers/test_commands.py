"""``simulation levers`` and ``simulation trial`` on the command line, and evidence in words."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from trimtab.cli.levers import application
from trimtab.messages import LANGUAGES, Language
from trimtab.simulation.levers import (
    FORMS,
    evidence_in_words,
    field_title,
    make_policy,
    parameter_title,
)


def _json(*arguments: str) -> dict:
    answer = CliRunner().invoke(application, [*arguments, "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_every_lever_is_listed_with_what_sets_its_size():
    listed = {one["lever"]: one for one in _json("levers")["levers"]}
    assert set(listed) == set(FORMS)
    calibrated = {name for name, one in listed.items() if not one["evidence"]["is_assumption"]}
    assert calibrated == {"reemployment_service"}
    shocks = {name for name, one in listed.items() if one["is_shock"]}
    assert shocks == {"ai_adoption", "graduates"}


def test_one_lever_shows_every_field_and_its_evidence():
    (one,) = _json("levers", "--lever", "training", "--to", "US")["levers"]
    assert {field["field"] for field in one["fields"]} >= {"seats_year", "weeks", "regions"}
    related = {entry["effect"]: entry["refused"] for entry in one["evidence"]["related"]}
    assert related["sectoral-training-earnings"] == "outcome"
    assert related["ckw-2018-table-training-medium"] == "unusable"
    assert "lock-in" in one["evidence"]["words"]["biewen-2012-training-lock-in"]
    shown = CliRunner().invoke(application, ["levers", "--lever", "training"])
    assert shown.exit_code == 0 and "seats_year" in shown.stdout


def test_a_lever_that_does_not_exist_is_told_its_neighbours():
    answer = CliRunner().invoke(application, ["levers", "--lever", "trainings"])
    assert "SIMULATION-051" in str(answer.exception) and "training" in str(answer.exception)


def test_a_trial_is_run_and_told():
    told = _json("trial", "nevada_2022", "--search-intensity", "0.5")
    assert told["arms"]["difference"] == pytest.approx(-1.91, abs=1e-6)
    assert told["weekly_benefit_implied"] == pytest.approx(668 / 1.91)
    assert told["basis"] == "modelled" and told["search_intensity"] == 0.5
    assert {one["to"]: round(one["factor"], 2) for one in told["transferred"]} == {
        "US": 0.8,
        "CN": 0.48,
    }
    shown = CliRunner().invoke(application, ["trial", "nevada_2022"])
    assert shown.exit_code == 0 and "-1.91" in shown.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_parameter_has_words(language):
    for form in FORMS.values():
        for field in form.fields:
            assert field_title(form.name, field.name, language)
            assert parameter_title(f"{form.name}.{field.name}", language)


def test_evidence_is_told_in_words():
    policy = make_policy("reemployment_service", {"share": 0.5, "cost_person": 290})
    words = dict(evidence_in_words(policy, "CN", Language.EN))
    assert words["effect found"] == "weeks on benefit: -1.91 weeks"
    assert words["transfer discount"] == "48% of the effect is kept"
    subsidy = make_policy(
        "retention_subsidy",
        {"retained_share": 0.5, "windfall_share": 0.5, "weeks": 26, "cost_job_year": 1},
    )
    told = dict(evidence_in_words(subsidy, "CN", Language.EN))
    assert told["basis"].startswith("assumption of the author")
    assert "windfall: found" in told["cahuc-kramarz-nevoux-short-time-work"]
