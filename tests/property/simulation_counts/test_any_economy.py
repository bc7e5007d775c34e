"""What holds for every network, policy and shock: nobody appears, vanishes or is hired twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from trimtab.simulation.counts import Stream, routes, simulate_counts
from trimtab.simulation.counts.start import whole_persons
from trimtab.simulation.types import (
    Cells,
    Conversion,
    Kinds,
    Model,
    Network,
    Rates,
    Recording,
    Start,
    Statuses,
    StepInputs,
    Stock,
    Tally,
    Trajectory,
    Transfer,
)

STEPS = 5


@dataclass(frozen=True)
class Size:
    """Axes of a random economy."""

    cells: int
    spells: int
    statuses: int
    kinds: int
    layers: int
    persons: float
    seed: int


sizes = st.builds(
    Size,
    cells=st.integers(1, 7),
    spells=st.integers(1, 6),
    statuses=st.integers(1, 3),
    kinds=st.integers(1, 3),
    layers=st.integers(1, 2),
    persons=st.sampled_from([0.3, 4.0, 60.0, 3e4, 4e7]),
    seed=st.integers(0, 2**32 - 1),
)


def economy(size: Size, batch: int = 1) -> Model:
    """A model in which everything that can act in a step may act."""
    random = np.random.default_rng(size.seed)
    shape = (size.cells, size.spells, size.statuses, size.kinds)

    def sometimes(*axes: int) -> npt.NDArray[np.float64]:
        """Values of 0..1, many of them 0 or 1."""
        return np.clip(random.uniform(-0.4, 1.3, axes), 0.0, 1.0)

    stock = [random.poisson(random.uniform(0, size.persons, axes)) for axes in (shape, shape[::3])]
    row_class = tuple(int(x) for x in random.integers(0, 2, size.statuses - 1))
    row_class = (0, *row_class)
    classes = max(row_class) + 1
    layers = tuple(
        sparse.csr_array(sometimes(size.cells, size.cells) * (random.random(size.cells) < 0.9))
        for _ in range(size.layers)
    )
    steps = []
    for _ in range(STEPS):
        demand = sometimes(size.cells, batch) * size.persons * 3 * size.kinds
        transfers = [
            Transfer("one", 0, size.statuses - 1, sometimes(size.cells, 1, size.kinds, batch)),
            Transfer("two", size.statuses - 1, 0, sometimes(1, size.spells, 1, 1), np.array([9.0])),
        ]
        steps.append(
            StepInputs(
                target=demand,
                retained=sometimes(size.cells, size.kinds, batch),
                search=sometimes(*shape[1:], batch),
                weights=sometimes(classes, size.layers, batch) if random.random() < 0.7 else None,
                transfers=tuple(transfers),
                conversions=(Conversion("one", 0, size.kinds - 1, sometimes(size.cells, batch)),),
                entrants=random.uniform(0, size.persons / 3, (size.cells, size.kinds, batch)),
                exits=sometimes(size.cells, size.kinds, batch) / 2,
            )
        )
    return Model(
        cells=Cells(
            ("R",), tuple(map(str, range(size.cells))), np.zeros(size.cells, dtype=np.intp),
            np.arange(size.cells), (), np.full(size.cells, -1), np.full(size.cells, np.nan),
        ),
        kinds=Kinds(("k",), tuple((str(x),) for x in range(size.kinds))),
        statuses=Statuses(tuple(map(str, range(size.statuses))), row_class),
        network=Network(("a", "b")[: size.layers], layers),
        rates=Rates(*(sometimes(batch) for _ in range(3))),
        start=Start(
            stock[1].astype(float), stock[0].astype(float),
            random.poisson(size.persons, size.cells).astype(float),
        ),
        inputs=lambda t: steps[t],
        batch=batch,
        tallies=tuple(Tally(one.value, one) for one in Stock),
    )  # fmt: skip


def run(model: Model, replicate: int = 0, column: int = 0, threads: int = 1) -> Trajectory:
    everything = Recording(
        groupings={"cell": np.arange(len(model.cells))}, cells=True, moves="cell"
    )
    return simulate_counts(
        model, STEPS, Stream(1, replicate), everything, column=column, threads=threads
    )


def same(one: Trajectory, other: Trajectory) -> bool:
    """Whether two runs agree in every stock, flow, tally and move."""
    return (
        all(
            np.array_equal(getattr(one.by["cells"], name), getattr(other.by["cells"], name))
            and np.array_equal(getattr(one.kinds, name), getattr(other.kinds, name))
            for name in ("employed", "unemployed", "long_term")
        )
        and np.array_equal(one.by["cells"].vacancies, other.by["cells"].vacancies)
        and np.array_equal(one.tallies, other.tallies)
        and np.array_equal(one.moves, other.moves)
        and one.transfers.keys() == other.transfers.keys()
    )


@settings(max_examples=60)
@given(sizes)
def test_persons_and_jobs_are_conserved_and_never_negative(size: Size) -> None:
    result = run(economy(size))
    cells = result.by["cells"]
    for stock in (cells.employed, cells.unemployed, cells.long_term, cells.vacancies):
        assert np.all(stock >= 0)
        assert np.array_equal(stock, np.rint(stock))
    persons = (result.whole.employed + result.whole.unemployed)[:, 0, 0]
    change = (result.entrants - result.exits)[:, 0]
    assert np.array_equal(persons[1:], persons[:-1] + change)
    jobs = result.whole.vacancies[:, 0, 0]
    assert np.array_equal(jobs[1:], jobs[:-1] + (result.openings - result.hires)[:, 0])
    moves = result.moves
    assert moves is not None
    assert moves.sum() == result.hires.sum()
    hired = [tally.name for tally in economy(size).tallies].index("hired")
    assert np.array_equal(result.tallies[:, hired], result.hires)
    assert np.all(np.isfinite(result.tallies))
    assert np.array_equal(result.statuses.sum(axis=1), result.whole.unemployed[:, 0])


@settings(max_examples=25)
@given(sizes)
def test_the_same_stream_gives_the_same_run_on_any_number_of_threads(size: Size) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(routes, "SMALLEST_TO_SHARE", 1)
        small.setattr(routes, "EDGES_A_PART", 3)
        once = run(economy(size))
        assert same(once, run(economy(size)))
        assert same(once, run(economy(size), threads=3))


@settings(max_examples=25)
@given(sizes)
def test_a_column_of_a_batch_is_the_run_of_its_own(size: Size) -> None:
    batch = economy(size, batch=2)

    def second(t: int) -> StepInputs:
        both = batch.inputs(t)
        one = {
            name: None if (given := getattr(both, name)) is None else given[..., 1:]
            for name in ("target", "retained", "search", "weights", "entrants", "exits")
        }
        return replace(
            both,
            **one,
            transfers=tuple(replace(x, share=x.share[..., -1:]) for x in both.transfers),
            conversions=tuple(replace(x, share=x.share[..., 1:]) for x in both.conversions),
        )

    rates = Rates(
        *(getattr(batch.rates, name)[1:] for name in ("separation", "opening", "adjustment"))
    )
    alone = replace(batch, inputs=second, batch=1, rates=rates)
    assert same(run(batch, column=1), run(alone))


def test_another_replicate_is_another_run() -> None:
    size = Size(6, 4, 2, 2, 2, 60.0, 5)
    assert not same(run(economy(size)), run(economy(size), replicate=1))


@given(st.lists(st.floats(0, 1e9) | st.integers(0, 10**9).map(float), min_size=1, max_size=40))
def test_start_stocks_become_whole_without_losing_anybody(stock: list[float]) -> None:
    given = np.array(stock)
    whole = whole_persons(given)
    assert np.all(whole >= 0)
    assert np.all(np.abs(whole - given) < 1 + 1e-6)
    assert abs(int(whole.sum()) - given.sum()) <= 0.5 + 1e-6
    if np.array_equal(given, np.rint(given)):
        assert np.array_equal(whole, given)
