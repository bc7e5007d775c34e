"""What holds for every ensemble: nobody's place in a list or number of workers changes a figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.app.economies import read_network
from trimtab.simulation.answers import Runs
from trimtab.simulation.ensemble import (
    Ensemble,
    in_processes,
    pack,
    plan_ensemble,
    run_ensemble,
    run_task,
    tasks_of,
    unpack,
)
from trimtab.simulation.ensemble.draws import draw_quantiles
from trimtab.simulation.scenario import Mode, Scenario, read_scenario
from trimtab.simulation.types import Economy


@pytest.fixture(scope="module")
def toy(repository: Path) -> tuple[Scenario, Economy]:
    folder = repository / "tests" / "unit" / "scenario" / "toy"
    found = read_network(folder / "edges.csv", folder / "occupations.csv", "USD")
    return read_scenario(folder / "scenario.yaml"), found.economy


def _small(toy: tuple[Scenario, Economy], **changes: object) -> Ensemble:
    scenario = replace(toy[0], years=0.5, draws=2, replicates=2, **changes)
    return plan_ensemble(scenario, toy[1])


def _same(first: Runs, second: Runs) -> None:
    """Bit for bit, mix by mix, whatever the order of the mixes."""
    at = [second.mixes.index(mix) for mix in first.mixes]
    for part in ("outcomes", "series", "costs", "moves", "swings"):
        ours, theirs = getattr(first, part), getattr(second, part)
        assert ours.keys() == theirs.keys() and ours
        for name in ours:
            np.testing.assert_array_equal(ours[name], theirs[name][at], err_msg=f"{part}.{name}")
    assert first.by["region"].keys()
    for name, array in first.by["region"].items():
        np.testing.assert_array_equal(array, second.by["region"][name][at])


@pytest.mark.parametrize("mode", Mode)
def test_the_order_of_the_mixes_changes_no_figure(toy, mode: Mode):
    scenario, economy = toy
    turned = replace(scenario, mixes=scenario.mixes[::-1])
    one = run_ensemble(_small((scenario, economy), mode=mode))
    other = run_ensemble(_small((turned, economy), mode=mode))
    assert one.mixes == other.mixes[::-1]
    _same(one, other)


def test_the_number_of_processes_changes_no_figure(toy):
    ensemble = _small(toy)
    assert len(tasks_of(ensemble)) >= 3
    _same(run_ensemble(ensemble), run_ensemble(ensemble, in_processes(2)))


def test_more_replicates_leave_the_first_draws_quantiles_alone(toy):
    few, many = _small(toy), replace(_small(toy), replicates=7)
    assert few.parameters == many.parameters
    np.testing.assert_array_equal(few.points, many.points)


def test_mixes_share_their_streams(toy):
    """A mix that does nothing beside the first one is the first one, run by run."""
    scenario, economy = toy
    twin = replace(scenario.mixes[0], name="twin")
    ensemble = _small((replace(scenario, mixes=(scenario.mixes[0], twin)), economy))
    runs = run_ensemble(ensemble)
    for array in runs.outcomes.values():
        np.testing.assert_array_equal(array[0], array[1])
    chance = runs.outcomes["hires"][0, 0]
    assert chance[0] != chance[1]  # replicates differ, so the equality above says something


@settings(max_examples=30)
@given(
    draws=st.integers(1, 40),
    seed=st.integers(0, 2**63 - 1),
    names=st.lists(st.text("abc.", min_size=1, max_size=6), unique=True, min_size=1, max_size=5),
)
def test_draws_are_a_latin_hypercube_of_named_columns(draws, seed, names):
    points = draw_quantiles(names, draws, seed)
    assert points.shape == (draws, len(names))
    assert ((points > 0) & (points < 1)).all()
    strata = np.floor(points * draws).astype(int)
    for column in strata.T:
        assert sorted(column) == list(range(draws))
    turned = draw_quantiles(names[::-1], draws, seed)
    np.testing.assert_array_equal(points, turned[:, ::-1])


@pytest.mark.parametrize("mode", Mode)
def test_what_is_packed_comes_back(toy, mode: Mode):
    ensemble = _small(toy, mode=mode)
    measured = run_task(ensemble, tasks_of(ensemble)[0])
    back = unpack(pack(measured))
    assert len(back) == len(measured)
    for one, other in zip(measured, back, strict=True):
        assert one.outcomes.keys() == other.outcomes.keys()
        np.testing.assert_array_equal(one.series["employed"], other.series["employed"])
        assert {a: list(b) for a, b in one.by.items()} == {a: list(b) for a, b in other.by.items()}
        assert one.moves.keys() == other.moves.keys()


def test_every_run_is_done_once(toy):
    """Mixes x draws x replicates in counts, and each parameter at both ends in the mean field."""
    for mode in Mode:
        ensemble = _small(toy, mode=mode)
        seen: list[tuple[int, int, int]] = []
        for task in tasks_of(ensemble):
            for mix, point in task.columns:
                for replicate in range(*(task.replicates or (0, 1))):
                    seen.append((mix, point, replicate))
        mixes, swings = len(ensemble.mixes), 2 * len(ensemble.parameters)
        wanted = mixes * (ensemble.draws * ensemble.replicates + swings)
        assert len(seen) == len(set(seen)) == wanted
        assert ensemble.replicates == (1 if mode is Mode.MEAN_FIELD else 2)
