"""``trimtab simulation economy`` as a person uses it: show, export, edit, read again, fit."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from trimtab.app.economies import open_economy, read_network
from trimtab.cli.economies import application
from trimtab.kernel import InputRejectedError, TrimtabError


def _run(*arguments, lang="en"):
    told = {"TRIMTAB_LANG": lang, "COLUMNS": "200", "NO_COLOR": "1"}
    result = CliRunner().invoke(application, list(arguments), env=told)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def _json(*arguments):
    return json.loads(_run(*arguments, "--json"))


def test_show_says_what_is_modelled_and_where_it_comes_from():
    shown = _run("show", "--region", "US-VT", "--level", "major")
    assert "modelled" in shown
    assert "模型推算" in _run("show", "--region", "US-VT", "--level", "major", lang="zh")
    assert "public domain" in shown
    found = _json("show", "--region", "US-VT", "--level", "major")
    assert (found["cells"], found["regions"], found["basis"]) == (22, 1, "modelled")
    assert found["same_cell"] + found["same_region"] == pytest.approx(1.0)
    assert found["assumptions"]["stay_share"] == [0.5, 0.3, 0.85]
    assert {source["file"] for source in found["sources"]} >= {"mobility_coefficients_us.csv"}


def test_an_assumption_can_be_changed():
    given = ("show", "--region", "US-VT", "--region", "US-NH", "--stay-share", "0.8")
    found = _json(*given, "--between-share", "0.1")
    assert found["other_regions"] == pytest.approx(0.1, abs=0.005)
    assert found["same_cell"] == pytest.approx(0.9 * 0.8, abs=0.01)
    with pytest.raises(InputRejectedError, match="SIMULATION-020"):
        _run("show", "--stay-share", "1.5")


def test_an_exported_economy_reads_again_the_same(tmp_path):
    chosen = ("--region", "US-VT", "--region", "US-NH", "--level", "minor")
    written = _json("export", "--to", str(tmp_path / "new"), *chosen)
    before = open_economy("us", regions=("US-VT", "US-NH"), occupations="minor")
    after = read_network(tmp_path / "new" / "edges.csv", tmp_path / "new" / "occupations.csv")
    assert written["occupation_rows"] == len(before.cells)
    np.testing.assert_array_equal(after.economy.employed, before.employed)
    np.testing.assert_allclose(after.economy.cells.wage_year, before.cells.wage_year)
    assert after.economy.network.names == before.network.names
    for one, other in zip(after.economy.network.layers, before.network.layers, strict=True):
        np.testing.assert_array_equal(one.toarray(), other.toarray())
    assert after.economy.basis is before.basis
    reopened = open_economy(
        "network",
        edges=tmp_path / "new" / "edges.csv",
        occupations_file=tmp_path / "new" / "occupations.csv",
        regions=("US-NH",),
    )
    assert reopened.measures == before.measures
    assert len(reopened.cells.regions) == 1


def test_an_edit_that_breaks_the_network_is_named(tmp_path):
    _run("export", "us", "--to", str(tmp_path), "--region", "US-VT", "--level", "major")
    edges = tmp_path / "edges.csv"
    rows = list(csv.reader(edges.open(encoding="utf-8")))
    rows[5][2] = "-0.25"
    with edges.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    files = ("--edges", str(edges), "--occupations", str(tmp_path / "occupations.csv"))
    with pytest.raises(TrimtabError) as refused:
        _run("show", "network", *files)
    assert "edges.csv:6:prob" in {problem.place for problem in refused.value.problems}


def test_fit_states_what_fits_and_what_does_not():
    found = _json("fit")
    simulated = found["moves_between_groups"]["simulated"]
    assert simulated["deviance_explained"] == pytest.approx(0.788, abs=0.01)
    assert found["monthly_rates"]["job_loss"]["model"] == pytest.approx(0.0128, abs=3e-4)
    assert found["monthly_rates"]["job_loss"]["observed"] == pytest.approx(0.0135, abs=1e-4)
    assert found["monthly_rates"]["job_finding"]["model"] == pytest.approx(0.259, abs=0.01)
    shown = _run("fit")
    assert "cannot fit" in shown and "held out" in shown.lower()


def test_fit_on_months_not_trained_on(shared_data):
    """Coefficients of 2019 and 2020, compared with 2021 and 2022."""
    folder = shared_data / "us_occupations"
    found = _json("fit", "--transitions", str(folder / "cps_transitions_2019_2022.csv"))
    assert (found["trained"], found["tested"]) == (["2019-01", "2020-12"], ["2021-01", "2022-12"])
    simulated = found["moves_between_groups"]["simulated"]
    earlier = found["moves_between_groups"]["earlier_months"]
    assert simulated["deviance_explained"] == pytest.approx(0.780, abs=0.01)
    assert simulated["deviance_explained"] < earlier["deviance_explained"]
    assert found["share_of_hires"]["distance"] == pytest.approx(0.18, abs=0.02)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("2019-01,occ22_01,occ22_02,1", "SIMULATION-028"),
        ("2019-01,occ22_01,nowhere,1", "SIMULATION-027"),
        ("2019-01,occ22_01,occ22_02,-1", "SIMULATION-027"),
    ],
)
def test_a_file_of_transitions_that_is_none_is_refused(lines, code, tmp_path):
    path = tmp_path / "months.csv"
    header = "month,origin_state,destination_state,weighted_transition_count"
    path.write_text(f"{header}\n{lines}\n2019-01,nilf,nilf,5\n", encoding="utf-8")
    with pytest.raises(InputRejectedError) as refused:
        _run("fit", "--transitions", str(path))
    assert code in {refused.value.code, *(problem.code for problem in refused.value.problems)}


def test_too_few_months_cannot_be_split(shared_data):
    path = shared_data / "us_occupations" / "cps_transitions_2019_2022.csv"
    with pytest.raises(InputRejectedError, match="SIMULATION-026"):
        _run("fit", "--transitions", str(path), "--train-until", "2022-06")


def test_a_network_in_other_codes_cannot_be_held_against_the_model(tmp_path):
    files = tmp_path / "e.csv", tmp_path / "o.csv"
    files[0].write_text("src,dst,prob\na,a,0.5\na,b,0.5\nb,b,1\n", encoding="utf-8")
    files[1].write_text("code,employment\na,1\nb,1\n", encoding="utf-8")
    with pytest.raises(InputRejectedError, match="SIMULATION-011"):
        _run("fit", "--edges", str(files[0]), "--occupations", str(files[1]))
