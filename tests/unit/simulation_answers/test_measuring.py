"""What is read off a run: against sums done by hand, and against the mean field itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy import sparse

from trimtab.kernel import InputRejectedError
from trimtab.simulation.answers import Frame, Piece, Window, gather, measure, measure_run, recording
from trimtab.simulation.answers.axes import MOVES, axis_labels, measure_moves
from trimtab.simulation.mean_field import simulate_mean_field
from trimtab.simulation.types import (
    WEEKS_A_YEAR,
    Cells,
    DataBasis,
    Economy,
    Kinds,
    Model,
    Network,
    Rates,
    Start,
    Statuses,
    StepInputs,
)

REGIONS, OCCUPATIONS, STEPS = 2, 3, 20
CODES = ("SOC@2018:11-1011", "SOC@2018:11-1021", "SOC@2018:43-1011")


@dataclass(frozen=True)
class _Compiled:
    model: Model
    step_weeks: float = 6.75


@dataclass(frozen=True)
class _Costs:
    items: dict
    windfall: np.ndarray
    reserve: np.ndarray | None


def _economy() -> Economy:
    count = REGIONS * OCCUPATIONS
    generator = np.random.default_rng(1)
    rows = generator.random((count, count)) + np.eye(count) * count
    rows /= rows.sum(1, keepdims=True)
    cells = Cells(
        regions=("US-OH", "US-MI"),
        occupations=CODES,
        region_of=np.repeat(np.arange(REGIONS), OCCUPATIONS),
        occupation_of=np.tile(np.arange(OCCUPATIONS), REGIONS),
        tiers=("low", "high"),
        tier_of=np.tile(np.array([0, 1, 1]), REGIONS),
        wage_year=np.full(count, np.nan),
    )
    kinds = Kinds(("age", "insured"), (("young", "yes"), ("young", "no"), ("old", "yes")))
    employed = generator.uniform(1_000, 9_000, (count, 3))
    return Economy(
        "made-up", cells, kinds, Network(("all",), (sparse.csr_array(rows),)), employed,
        DataBasis.SYNTHETIC,
    )  # fmt: skip


def _model(economy: Economy, batch: int = 1) -> Model:
    employed = economy.employed
    unemployed = np.zeros((len(employed), 5, 3, 3))
    unemployed[:, 0, 0] = 0.05 * employed
    unemployed[:, 1, 1] = 0.01 * employed  # on a course
    target = (1.04 * employed.sum(1))[:, None] * np.linspace(0.9, 1.1, batch)
    return Model(
        economy.cells,
        economy.kinds,
        Statuses(("ordinary", "training/2", "training/trained"), (0, 0, 0)),
        economy.network,
        Rates(),
        Start(employed, unemployed, 0.02 * employed.sum(1)),
        inputs=lambda t: StepInputs(target=target),
        batch=batch,
    )


@pytest.fixture(scope="module")
def run():
    economy = _economy()
    compiled = _Compiled(_model(economy, batch=2))
    return economy, compiled, simulate_mean_field(
        compiled.model, STEPS, recording(economy, moves=True)
    )  # fmt: skip


def test_outcomes_are_the_sums_their_definitions_say(run):
    _, compiled, path = run
    found = measure(compiled, path)
    last = slice(STEPS + 1 - 8, STEPS + 1)  # a year is 7.73 steps
    employed, unemployed = path.whole.employed[:, 0], path.whole.unemployed[:, 0]
    wanted = unemployed[last].sum(0) / (employed + unemployed)[last].sum(0)
    assert found["unemployment"] == pytest.approx(wanted)
    years = 6.75 / WEEKS_A_YEAR
    by_hand = sum((employed[t] + employed[t + 1]) / 2 * years for t in range(STEPS))
    assert found["employment_years"] == pytest.approx(by_hand)
    assert found["hires"] == pytest.approx(path.hires.sum(0))
    assert found["in_training"] == pytest.approx(path.statuses[last, 1].mean(0))
    insured = path.kinds.employed[last][:, [0, 2]].sum((0, 1))
    assert found["coverage"] == pytest.approx(insured / path.kinds.employed[last].sum((0, 1)))
    assert "cost" not in found


def test_money_is_summed_over_the_horizon(run):
    _, compiled, path = run
    items = {"training": np.full((STEPS, 2), 3.0), "benefits": np.full((STEPS, 2), 1.0)}
    reserve = np.linspace([10.0, 10.0], [4.0, 20.0], STEPS + 1)
    found = measure_run(compiled, path, _Costs(items, np.full((STEPS, 2), 0.5), reserve))
    assert found.outcomes["cost"] == pytest.approx(4.0 * STEPS)
    assert found.outcomes["windfall"] == pytest.approx(0.5 * STEPS)
    assert found.outcomes["fund_reserve_end"] == pytest.approx([4.0, 20.0])
    assert found.outcomes["fund_reserve_lowest"] == pytest.approx([4.0, 10.0])
    assert found.costs["training"] == pytest.approx(3.0 * STEPS)


def test_groups_add_up_to_the_whole(run):
    economy, compiled, path = run
    found = measure_run(compiled, path)
    assert set(found.by) == {"region", "tier", "occupation_group", "age", "insured"}
    whole = found.outcomes["employment_years"]
    for axis, measured in found.by.items():
        assert len(measured["employment_years"]) == len(axis_labels(economy)[axis])
        assert measured["employment_years"].sum(0) == pytest.approx(whole)
    assert axis_labels(economy)["occupation_group"] == ("SOC@2018:11-0000", "SOC@2018:43-0000")


def test_moves_add_up_to_the_hires(run):
    economy, compiled, path = run
    found = measure_run(compiled, path)
    assert {axis: table.shape for axis, table in found.moves.items()} == {
        "region": (2, 2, 2),
        "occupation_group": (2, 2, 2),
    }
    for table in found.moves.values():
        assert table.sum((0, 1)) == pytest.approx(path.hires.sum(0))
    assert len(path.by[MOVES].employed[0]) == 4
    too_fine = replace(economy.cells, occupations=tuple(f"own{n}" for n in range(300)))
    kept = measure_moves(too_fine, np.ones((300, 300, 1)))
    assert list(kept) == ["occupation_group"]


def test_a_window_outside_the_run_is_refused(run):
    _, compiled, path = run
    with pytest.raises(InputRejectedError, match="SIMULATION-143"):
        measure(compiled, path, window=Window(5, STEPS + 2))


def test_pieces_find_their_places_and_none_may_be_missing(run):
    economy, compiled, path = run
    measured = measure_run(compiled, path)
    frame = Frame(("a", "b"), 1, 1, STEPS, 6.75, axis_labels(economy))
    pieces = [Piece(0, 0, 0, measured, 1), Piece(1, 0, 0, measured, 0)]
    runs = gather(frame, pieces)
    wanted = measured.outcomes["unemployment"][[1, 0]]
    assert runs.outcomes["unemployment"][:, 0, 0] == pytest.approx(wanted)
    assert runs.by["age"]["labour_force"].shape == (2, 1, 1, 2)
    assert runs.moves["region"].shape == (2, 2, 2)
    with pytest.raises(InputRejectedError, match="SIMULATION-144"):
        gather(frame, pieces[:1])
