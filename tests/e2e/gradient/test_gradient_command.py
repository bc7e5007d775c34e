"""`trimtab monitoring gradient` on the workspace of the demonstration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.app.demo import fill_workspace
from trimtab.app.workspace import open_workspace
from trimtab.cli.gradient import application
from trimtab.kernel import InputRejectedError, UnknownCodeError


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("gradient") / "workspace"
    fill_workspace(open_workspace(folder, create=True))
    return str(folder)


def _run(*arguments: str, lang: str = "en") -> str:
    ran = CliRunner().invoke(
        application, arguments, env={"TRIMTAB_LANG": lang, "COLUMNS": "140", "NO_COLOR": "1"}
    )
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_show_gives_estimate_bounds_verdict_and_the_rule_on_payments(workspace: str):
    shown = json.loads(_run("show", "-w", workspace, "--json"))
    found = shown["gradient"]
    assert shown["end"] == "2019-09"
    assert found["industries"] == 113
    assert found["top_minus_bottom"]["low"] < found["top_minus_bottom"]["value"]
    assert found["shares"]["lowest"] == 0 < found["shares"]["highest"] < 1
    assert found["history"]["independent"] >= 4
    assert len(shown["past"]) == found["history"]["windows"]
    assert "No payment may be triggered" in shown["no_payment"]


def test_show_as_of_a_day_knows_no_later_month(workspace: str):
    shown = json.loads(_run("show", "-w", workspace, "--as-of", "2010-02", "--json"))
    assert shown["end"] == "2010-01"
    assert shown["gradient"]["unclear"] == "within_history"
    assert all(one["end"] <= "2008-01" for one in shown["past"])


@pytest.mark.parametrize(
    ("lang", "name", "rule"),
    [
        ("en", "Exposure-related co-movement", "No payment may be triggered by it"),
        ("zh", "与人工智能暴露度相关的同向变动", "不得据此触发任何支付"),
    ],
)
def test_both_languages_name_the_component_and_the_rule(workspace, lang, name, rule):
    printed = _run("show", "-w", workspace, lang=lang)
    assert name in printed and rule in printed
    assert "caused" not in printed and "AI 导致" not in printed


def test_curves_print_both_tables_and_say_that_they_are_synthetic():
    printed = _run("curves", "--industries", "20", "--replicates", "20")
    assert printed.count("synthetic") == 2
    assert "False positives" in printed and "Power" in printed


def test_curves_for_a_program():
    drawn = json.loads(_run("curves", "--industries", "20", "--replicates", "20", "--json"))
    assert [point["correlation"] for point in drawn["points"]] == [at / 10 for at in range(10)]
    rate = drawn["points"][0]["false_positive"]["interval"]
    assert rate["basis"] == "synthetic" and rate["low"] <= rate["value"] <= rate["high"]


def test_what_the_store_does_not_hold_is_said(workspace: str):
    with pytest.raises(UnknownCodeError):
        _run("show", "-w", workspace, "--indicator", "vacancies")


def test_a_window_that_seasons_would_distort_is_refused(workspace: str):
    with pytest.raises(InputRejectedError) as caught:
        _run("show", "-w", workspace, "--months", "18")
    assert caught.value.code == "MONITORING-065"
