"""The commands of studies: tables in both languages, JSON, and errors with their code."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from trimtab.cli.studies import application
from trimtab.kernel import InputRejectedError

SMALL = ["--regions", "4", "--industries", "4", "--months", "90", "--training-months", "48"]


def call(monkeypatch: pytest.MonkeyPatch, language: str, *arguments: str) -> str:
    monkeypatch.setenv("TRIMTAB_LANG", language)
    monkeypatch.setenv("COLUMNS", "140")
    given = [arguments[0], *SMALL, *arguments[1:], "--replicates", "2", "--workers", "1", "--quiet"]
    done = CliRunner().invoke(application, given)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


@pytest.mark.parametrize(("language", "label"), [("en", "SYNTHETIC"), ("zh", "合成面板")])
def test_null_tells_what_it_rests_on(monkeypatch, language, label):
    shown = call(monkeypatch, language, "null")
    assert label in shown.splitlines()[0]
    assert "0.0500" in shown


def test_shocks_as_json(monkeypatch):
    kept = json.loads(call(monkeypatch, "en", "shocks", "--size", "2", "--json"))
    assert kept["basis"] == "synthetic"
    assert {row["size"] for row in kept["detection"]} == {0.0, 2.0}


def test_shocks_as_tables(monkeypatch):
    shown = call(monkeypatch, "zh", "shocks", "--size", "2")
    assert "归因结果占比" in shown
    assert "无法判断" in shown


def test_too_short_a_panel_is_an_error_with_its_code(monkeypatch):
    with pytest.raises(InputRejectedError) as refused:
        call(monkeypatch, "en", "null", "--training-months", "85")
    assert refused.value.code == "MONITORING-053"
