"""The mean field over random networks, policies and shocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import InputRejectedError
from trimtab.simulation.mean_field import simulate_mean_field
from trimtab.simulation.recording import CELLS
from trimtab.simulation.types import Kinds, Network, Recording, Statuses, StepInputs

STEPS = 4
SEEDS = st.integers(0, 2**32 - 1)


def _shapes(random_models):
    return st.builds(
        random_models.Shape,
        cells=st.integers(1, 6),
        spells=st.integers(1, 5),
        statuses=st.integers(1, 3),
        kinds=st.integers(1, 3),
        layers=st.integers(1, 3),
        batch=st.integers(1, 3),
        persons=st.sampled_from([10.0, 1e4, 1e9]),
    )


def test_it_is_the_equations_written_out(random_models):
    @settings(max_examples=40)
    @given(seed=SEEDS, shape=_shapes(random_models))
    def holds(seed, shape):
        model = random_models.random_model(seed, shape, STEPS)
        found = simulate_mean_field(model, STEPS, Recording(cells=True))
        stocks = (model.start.employed, model.start.unemployed, model.start.vacancies)
        for t in range(STEPS):
            before = stocks
            stocks, flows = random_models.plain_step(model, t, stocks)
            employed, unemployed, vacancies = stocks
            scale = {"rtol": 1e-9, "atol": 1e-9 * shape.persons}
            cells = found.by[CELLS]
            close = np.testing.assert_allclose
            close(cells.employed[t + 1, :, 0], employed.sum(axis=1), **scale)
            close(cells.unemployed[t + 1, :, 0], unemployed.sum(axis=(1, 2, 3)), **scale)
            close(cells.long_term[t + 1, :, 0], unemployed[:, 3:].sum(axis=(1, 2, 3)), **scale)
            close(cells.vacancies[t + 1, :, 0], vacancies, **scale)
            close(found.kinds.employed[t + 1, :, 0], employed.sum(axis=0), **scale)
            close(found.statuses[t + 1, :, 0], unemployed.sum(axis=(0, 1, 3)), **scale)
            for name in ("separations", "openings", "hires", "exits"):
                close(getattr(found, name)[t, 0], flows[name], **scale)
            for name in ("transfer0", "transfer1"):
                close(found.transfers[name][t, 0], flows[name], **scale)
            close(found.conversions["conversion"][t, 0], flows["conversion"], **scale)
            some, kept = model.tallies[1].weight[..., 0], model.tallies[2].weight[..., 0]
            close(found.tallies[t, 0, 0], before[1].sum(), **scale)
            close(found.tallies[t, 1, 0], (flows["hired"] * some).sum(), **scale)
            close(found.tallies[t, 2, 0], (flows["kept"] * kept).sum(), **scale)

    holds()


def test_persons_are_conserved_and_nothing_is_negative(random_models):
    @settings(max_examples=60)
    @given(seed=SEEDS, shape=_shapes(random_models))
    def holds(seed, shape):
        model = random_models.random_model(seed, shape, STEPS)
        found = simulate_mean_field(model, STEPS, Recording(cells=True))
        force = (found.whole.employed + found.whole.unemployed)[:, 0]
        expected = force[:-1] + found.entrants - found.exits
        np.testing.assert_allclose(force[1:], expected, rtol=1e-12)
        jobs = found.whole.vacancies[:, 0]
        np.testing.assert_allclose(
            jobs[1:], jobs[:-1] + found.openings - found.hires, rtol=1e-9, atol=1e-9 * force.max()
        )
        for stocks in (found.whole, found.by[CELLS]):
            for name in ("employed", "unemployed", "long_term", "vacancies"):
                assert getattr(stocks, name).min() >= 0.0
        for kind in ("employed", "unemployed", "long_term"):
            np.testing.assert_allclose(
                getattr(found.kinds, kind).sum(axis=1), getattr(found.whole, kind)[:, 0]
            )
        np.testing.assert_allclose(found.statuses.sum(axis=1), found.whole.unemployed[:, 0])

    holds()


def test_a_column_of_a_batch_is_a_run_of_its_own(random_models):
    @settings(max_examples=25)
    @given(seed=SEEDS, shape=_shapes(random_models))
    def holds(seed, shape):
        model = random_models.random_model(seed, shape, STEPS)
        together = simulate_mean_field(model, STEPS)
        for column in range(shape.batch):
            alone = simulate_mean_field(random_models.column_of(model, column), STEPS)
            for name in ("employed", "unemployed", "long_term", "vacancies"):
                np.testing.assert_allclose(
                    getattr(together.whole, name)[..., column],
                    getattr(alone.whole, name)[..., 0],
                    rtol=1e-10, atol=1e-10 * shape.persons,
                )  # fmt: skip
            np.testing.assert_allclose(
                together.tallies[..., column], alone.tallies[..., 0], rtol=1e-9, atol=1e-6
            )

    holds()


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_no_bit(random_models, threads, monkeypatch):
    monkeypatch.setattr("trimtab.simulation.mean_field.layout._ROW_VALUES", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    shape = random_models.Shape(cells=30, batch=100)  # blocks of eight columns
    model = random_models.random_model(5, shape, STEPS)
    groups = {"parity": np.arange(shape.cells) % 2}
    recording = Recording(groupings=groups, moves="parity", cells=True)
    one = simulate_mean_field(model, STEPS, recording, threads=1)
    more = simulate_mean_field(model, STEPS, recording, threads=threads)
    for stocks in ("employed", "unemployed", "long_term", "vacancies"):
        assert np.array_equal(getattr(one.by[CELLS], stocks), getattr(more.by[CELLS], stocks))
        assert np.array_equal(getattr(one.by["parity"], stocks), getattr(more.by["parity"], stocks))
    assert np.array_equal(one.moves, more.moves)
    assert np.array_equal(one.tallies, more.tallies)
    assert np.array_equal(one.transfers["transfer1"], more.transfers["transfer1"])


def test_moves_are_the_hires_by_origin_and_destination(random_models):
    @settings(max_examples=25)
    @given(seed=SEEDS, shape=_shapes(random_models))
    def holds(seed, shape):
        model = random_models.random_model(seed, shape, STEPS)
        each = np.arange(shape.cells)
        found = simulate_mean_field(model, STEPS, Recording(groupings={"each": each}, moves="each"))
        close = {"rtol": 1e-9, "atol": 1e-9 * shape.persons}
        np.testing.assert_allclose(found.moves.sum(axis=(0, 1)), found.hires.sum(axis=0), **close)
        reachable = sum(layer.toarray() for layer in model.network.layers) > 0
        assert (found.moves[~reachable] == 0).all()
        without = np.where(each == 0, -1, 0)
        less = simulate_mean_field(
            model, STEPS, Recording(groupings={"rest": without}, moves="rest")
        )
        inside = found.moves[1:, 1:].sum(axis=(0, 1))
        np.testing.assert_allclose(less.moves.sum(axis=(0, 1)), inside, **close)

    holds()


def test_seats_are_never_exceeded(random_models):
    @settings(max_examples=25)
    @given(seed=SEEDS)
    def holds(seed):
        model = random_models.random_model(seed, steps=STEPS)
        found = simulate_mean_field(model, STEPS)
        for t in range(STEPS):
            seats = model.inputs(t).transfers[1].seats
            assert (found.transfers["transfer1"][t] <= seats * (1 + 1e-12)).all()

    holds()


BAD = {
    "target": lambda given: replace(given, target=given.target * np.nan),
    "retained": lambda given: replace(given, retained=np.array([1.5])),
    "search": lambda given: replace(given, search=np.nan),
    "weights": lambda given: replace(given, weights=-given.weights),
    "entrants": lambda given: replace(given, entrants=-np.ones_like(given.entrants)),
    "exits": lambda given: replace(given, exits=np.full_like(given.exits, 2.0)),
    "transfer0[0].share": lambda given: replace(
        given, transfers=(replace(given.transfers[0], share=np.array([np.nan])),)
    ),
    "conversion[0].share": lambda given: replace(
        given, conversions=(replace(given.conversions[0], share=np.array([[-0.1]])),)
    ),
}


@pytest.mark.parametrize("part", BAD)
def test_inputs_out_of_range_are_refused_by_name(random_models, part):
    model = random_models.random_model(1, steps=STEPS)
    late = replace(
        model, inputs=lambda t: BAD[part](model.inputs(t)) if t == 2 else model.inputs(t)
    )
    with pytest.raises(InputRejectedError) as refused:
        simulate_mean_field(late, STEPS)
    assert refused.value.code == "SIMULATION-041"
    assert refused.value.params == {"part": part, "step": 2}


@pytest.mark.parametrize("part", ["employed", "unemployed", "vacancies"])
@pytest.mark.parametrize("value", [np.nan, -1.0, np.inf])
def test_stocks_out_of_range_are_refused_by_name(random_models, part, value):
    model = random_models.random_model(1, steps=STEPS)
    stock = getattr(model.start, part).copy()
    stock.reshape(-1)[-1] = value
    with pytest.raises(InputRejectedError) as refused:
        simulate_mean_field(replace(model, start=replace(model.start, **{part: stock})), STEPS)
    assert refused.value.code == "SIMULATION-040"
    assert refused.value.params["part"] == part


def test_rates_networks_and_shapes_out_of_range_are_refused(random_models):
    model = random_models.random_model(1, steps=STEPS)
    layer = model.network.layers[0].copy()
    layer.data[0] = -0.1
    bad = {
        "separation": replace(model, rates=replace(model.rates, separation=1.5)),
        "layer0": replace(model, network=Network(("layer0",), (layer,))),
        "unemployed": replace(model, statuses=Statuses()),
        "employed": replace(model, kinds=Kinds()),
    }
    for part, one in bad.items():
        with pytest.raises(InputRejectedError) as refused:
            simulate_mean_field(one, STEPS)
        assert (refused.value.code, refused.value.params["part"]) == ("SIMULATION-040", part)


def test_progress_is_told_each_step_and_may_stop_the_run(random_models):
    model = random_models.random_model(1, steps=STEPS)
    told = []

    def stop(step: str, done: int, total: int | None = None) -> None:
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_mean_field(model, STEPS, progress=stop)
    assert told == [(1, STEPS), (2, STEPS)]


def test_inputs_of_single_values_are_those_of_full_arrays(random_models):
    model = random_models.random_model(3, steps=STEPS)
    shape = random_models.Shape()

    def short(t: int) -> StepInputs:
        return StepInputs(model.inputs(t).target, retained=0.25, search=0.5)

    def full(t: int) -> StepInputs:
        return StepInputs(
            model.inputs(t).target,
            retained=np.full((shape.cells, shape.kinds, shape.batch), 0.25),
            search=np.full((shape.spells, shape.statuses, shape.kinds, shape.batch), 0.5),
            weights=np.stack([[[1.0] * 3, [0.0] * 3]] * 2),
            exits=np.zeros((shape.cells, shape.kinds, shape.batch)),
        )

    one, other = (simulate_mean_field(replace(model, inputs=f), STEPS) for f in (short, full))
    np.testing.assert_allclose(one.whole.employed, other.whole.employed, rtol=1e-12)
    np.testing.assert_allclose(one.tallies, other.tallies, rtol=1e-12)
