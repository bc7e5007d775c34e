"""The worked cases of the evaluation data come out as expected, every column of them."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from trimtab.cli.unemployment import application

EXPECTED = {
    "SH-10y": (20, 1872, None, "verified"),
    "SH-12y": (24, 2340, None, "verified"),
    "SH-extended": (None, 1690, None, "verified"),
    "GZ-3y": (None, 2412, "months_disputed", "disputed"),
    "GD-no-city": (None, None, "claim_city_needed", "verified"),
}


def test_every_worked_case_of_unemployment_insurance(shared_data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = shared_data.parent / "rules" / "golden_cases_ui.csv"
    asked = ["entitlement", "--input", str(source), "--check", "--json"]
    result = CliRunner().invoke(application, asked)
    assert result.exit_code == 0, result.output
    found = {
        one["case"]: (one["months"], one["amount_cny_month"], one["error"], one["verification"])
        for one in json.loads(result.output)["cases"]
    }
    assert found == EXPECTED
