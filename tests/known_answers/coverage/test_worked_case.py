"""The worked case of the evaluation data for flexible employment comes out as expected."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from trimtab.cli.coverage import application


def test_the_worked_case_of_the_flexible_employment_subsidy(shared_data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = shared_data.parent / "rules" / "golden_cases_flexible.csv"
    result = CliRunner().invoke(
        application, ["subsidy", "--input", str(source), "--check", "--json"]
    )
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.output)["cases"]
    assert (found["subsidy_cny_month"], found["max_months"]) == (1131.9, 36)
    assert found["verification"] == "verified" and not found["provisional"]
