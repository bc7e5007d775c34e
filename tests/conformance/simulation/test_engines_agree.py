"""Two engines, one model: exact counts approach the mean field as cells grow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import InputRejectedError
from trimtab.simulation.counts import Stream, simulate_counts
from trimtab.simulation.mean_field import simulate_mean_field
from trimtab.simulation.recording import CELLS
from trimtab.simulation.types import Recording

STEPS = 4
STOCKS = ("employed", "unemployed", "long_term", "vacancies")
FLOWS = ("separations", "openings", "hires", "entrants", "exits")


def _recording(cells: int) -> Recording:
    return Recording(groupings={"parity": np.arange(cells) % 2}, cells=True, moves="parity")


def _everything(found, column: int = 0) -> dict[str, np.ndarray]:
    """Every stock and flow of a run's column."""
    stocks = {
        f"{name} {where}": getattr(table, name)[..., column]
        for where, table in (("cells", found.by[CELLS]), ("parity", found.by["parity"]),
                             ("kinds", found.kinds), ("whole", found.whole))
        for name in STOCKS
        if (where, name) != ("kinds", "vacancies")
    }  # fmt: skip
    moved = {**found.transfers, **found.conversions}
    return {
        **stocks,
        **{name: getattr(found, name)[:, column] for name in FLOWS},
        **{name: persons[:, column] for name, persons in moved.items()},
        "statuses": found.statuses[..., column],
        "tallies": found.tallies[..., column],
        "moves": found.moves[..., column],
    }


def test_large_counts_are_the_mean_field(random_models):
    """With N persons in a group chance is of the order of sqrt(N); 25 of them is far outside."""
    persons = 1e7

    @settings(max_examples=20)
    @given(
        seed=st.integers(0, 2**32 - 1),
        shape=st.builds(
            random_models.Shape,
            cells=st.integers(2, 6),
            spells=st.integers(1, 5),
            statuses=st.integers(1, 3),
            kinds=st.integers(1, 3),
            layers=st.integers(1, 3),
            persons=st.just(persons),
        ),
    )
    def holds(seed, shape):
        model = random_models.random_model(seed, shape, STEPS)
        recording = _recording(shape.cells)
        mean = _everything(simulate_mean_field(model, STEPS, recording))
        drawn = _everything(simulate_counts(model, STEPS, Stream(seed), recording))
        assert mean.keys() == drawn.keys()
        groups = shape.cells * shape.spells * shape.statuses * shape.kinds
        allowed = 25 * np.sqrt(persons * groups)
        for name, expected in mean.items():
            worst = np.abs(drawn[name] - expected).max()
            assert worst < allowed, (name, worst / np.sqrt(persons * groups))

    holds()


@pytest.mark.parametrize("seed", [11, 12])
def test_the_mean_of_small_counts_is_the_mean_field_up_to_a_few_persons(random_models, seed):
    """Each stock, flow and tally: mean of 100 replicates within five standard errors, plus what
    small cells do to a mean (an occupancy of whole jobs, rounding), a few persons a cell."""
    shape = random_models.Shape(cells=4, persons=2000.0)
    model = random_models.random_model(seed, shape, STEPS)
    recording = _recording(shape.cells)
    mean = _everything(simulate_mean_field(model, STEPS, recording))
    runs = [
        _everything(simulate_counts(model, STEPS, Stream(seed, replicate), recording))
        for replicate in range(100)
    ]
    for name, expected in mean.items():
        drawn = np.stack([run[name] for run in runs])
        error = drawn.std(axis=0) / np.sqrt(len(runs))
        worst = (np.abs(drawn.mean(axis=0) - expected) - 5 * error).max()
        assert worst < 4 * shape.cells, (name, worst)


def test_counts_of_a_column_approach_that_column(random_models):
    shape = random_models.Shape(persons=1e7)
    model = random_models.random_model(21, shape, STEPS)
    mean = simulate_mean_field(model, STEPS).whole
    for column in range(shape.batch):
        drawn = simulate_counts(model, STEPS, Stream(1), column=column).whole
        near = np.abs(mean.unemployed[..., column] - drawn.unemployed[..., 0]).max()
        assert near < 1e5
        others = [other for other in range(shape.batch) if other != column]
        far = np.abs(mean.unemployed[..., others] - drawn.unemployed).max()
        assert far > 1e6


@pytest.mark.parametrize("engine", ["mean field", "counts"])
def test_both_refuse_alike(random_models, engine):
    model = random_models.random_model(1, steps=STEPS)
    broken = type(model)(**{
        **{name: getattr(model, name) for name in model.__dataclass_fields__},
        "inputs": lambda t: type(model.inputs(t))(model.inputs(t).target * np.nan),
    })  # fmt: skip
    with pytest.raises(InputRejectedError) as refused:
        if engine == "counts":
            simulate_counts(broken, STEPS, Stream(1))
        else:
            simulate_mean_field(broken, STEPS)
    assert refused.value.code == "SIMULATION-041"
