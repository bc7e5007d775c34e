"""`trimtab simulation network` on a small network: what it says, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trimtab.app.network_run import (
    Emptied,
    Mode,
    NetworkRequest,
    Shock,
    run_network,
    write_path,
)
from trimtab.cli.simulation_network import simulate_network
from trimtab.kernel import InputRejectedError, TrimtabError, UnknownCodeError, UsageError

OCCUPATIONS = """code,title,employment,p_auto_synthetic,full,other
a,Farming,50000,0.1,1,0.5
b,Office,80000,0.9,0,
c,Care,30000,0.2,0,0.2
"""
EDGES = """src,dst,prob
a,a,0.8
a,b,0.2
b,a,0.1
b,b,0.7
b,c,0.2
c,b,0.4
c,c,0.6
"""


@pytest.fixture
def request_(tmp_path: Path) -> NetworkRequest:
    occupations, edges = tmp_path / "occupations.csv", tmp_path / "edges.csv"
    occupations.write_text(OCCUPATIONS, encoding="utf-8")
    edges.write_text(EDGES, encoding="utf-8")
    return NetworkRequest(edges, occupations, steps=400)


@pytest.mark.parametrize("mode", Mode)
def test_shares_of_both_modes_are_shares(request_, mode):
    found = run_network(replace(request_, mode=mode, seed=4))
    assert set(found.figures) == {
        "unemployment_steady", "unemployment_transition", "long_term_steady",
        "long_term_transition", "vacancy_steady",
    }  # fmt: skip
    assert all(0 < value < 0.5 for value in found.figures.values())
    assert found.workers == pytest.approx(160_000 * 1.016, abs=3)
    assert found.figures["unemployment_transition"] > found.figures["unemployment_steady"]


def test_counts_of_a_seed_are_the_same_again_and_of_another_are_not(request_):
    request = replace(request_, mode=Mode.COUNTS, seed=4)
    first, again, other = (
        run_network(one).figures for one in (request, request, replace(request, seed=5))
    )
    assert first == again
    assert first != other


def test_an_emptied_occupation_is_stated(request_):
    found = run_network(replace(request_, automation_column="full"))
    assert [(one.occupation, one.region) for one in found.emptied] == [("a", "ALL")]
    assert 100 < found.emptied[0].step < 400
    assert all(np.isfinite(list(found.figures.values())))
    assert not found.illustrated
    assert isinstance(found.emptied[0], Emptied)


REFUSED = [
    ({"steps": 330}, "SIMULATION-043", UsageError),
    ({"steps": 205, "shock": Shock.CYCLE}, "SIMULATION-043", UsageError),
    ({"seed": -1}, "SIMULATION-043", UsageError),
    ({"separation": 1.01}, "SIMULATION-043", UsageError),
    ({"opening": float("nan")}, "SIMULATION-043", UsageError),
    ({"adjustment": -0.1}, "SIMULATION-043", UsageError),
    ({"workers": 2}, "SIMULATION-043", UsageError),
    ({"workers": 10**11}, "SIMULATION-043", UsageError),
    ({"automation_column": "absent"}, "SIMULATION-044", UnknownCodeError),
    ({"automation_column": "other"}, "SIMULATION-042", InputRejectedError),
]


@pytest.mark.parametrize(("options", "code", "kind"), REFUSED)
def test_what_no_run_can_use_is_refused(request_, options, code, kind):
    with pytest.raises(kind) as refused:
        run_network(replace(request_, **options))
    assert refused.value.code == code


@pytest.mark.parametrize(("separation", "opening", "adjustment"), [(0, 0, 0), (1, 1, 1), (0, 1, 0)])
@pytest.mark.parametrize("shock", Shock)
@pytest.mark.parametrize("mode", Mode)
def test_extreme_rates_give_numbers(request_, separation, opening, adjustment, shock, mode):
    rates = {"separation": separation, "opening": opening, "adjustment": adjustment}
    found = run_network(replace(request_, shock=shock, mode=mode, **rates))
    assert np.isfinite(list(found.figures.values())).all()


def test_the_time_path_says_the_same_as_the_figures(request_, tmp_path):
    found = run_network(request_)
    path = tmp_path / "path.csv"
    write_path(found, path)
    table = np.genfromtxt(path, delimiter=",", names=True)
    window = table[25:75]
    pooled = window["unemployed"].sum() / (window["employed"] + window["unemployed"]).sum()
    assert pooled == pytest.approx(found.figures["unemployment_steady"])
    with pytest.raises(UsageError) as refused:
        write_path(found, tmp_path / "no folder" / "path.csv")
    assert refused.value.code == "SIMULATION-045"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_and_the_json_hold_every_figure(request_, language, capsys, monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", language)
    files = (request_.edges, request_.occupations)
    simulate_network(*files, shock=Shock.CYCLE, steps=206, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    names = {"unemployment_min", "unemployment_max", "vacancy_min", "vacancy_max", "loop_area_pp2"}
    assert names <= set(printed)
    assert printed["parameters"]["period"] == 103
    simulate_network(*files, shock=Shock.CYCLE, steps=206)
    shown = capsys.readouterr().out
    assert f"{100 * printed['unemployment_max']:.3f}%" in shown


def test_a_wrong_network_is_refused_whole(request_):
    request_.edges.write_text(EDGES.replace("c,c,0.6", "c,c,-0.6"), encoding="utf-8")
    with pytest.raises(TrimtabError) as refused:
        run_network(request_)
    assert refused.value.code == "SIMULATION-001"
