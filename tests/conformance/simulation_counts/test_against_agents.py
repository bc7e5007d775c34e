"""The counts engine has the law of one agent per worker: 126 statistics over 1,000 replicates.

``run_agents`` is the reference: one array element per worker and per vacancy, each of whom draws on
its own. It shares no code with the engine but the model it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pytest
from scipy import sparse, stats

from trimtab.simulation.counts import Stream, matching, simulate_counts
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
    Transfer,
)

CELLS, SPELLS, STATUSES, KINDS = 6, 4, 2, 2
STEPS, HALF = 4, 2
REPLICATES = 1000
RATES = Rates(separation=0.05, opening=0.04, adjustment=0.3)
Array = npt.NDArray[np.float64]


def _layers() -> tuple[Array, Array]:
    """Everyday mobility, most of it within the cell, and what a training opens."""
    random = np.random.default_rng(11)
    everyday = random.uniform(0.02, 0.15, (CELLS, CELLS))
    everyday[random.random((CELLS, CELLS)) < 0.3] = 0.0
    everyday[np.diag_indices(CELLS)] = 0.6
    trained = np.zeros((CELLS, CELLS))
    trained[:, 4:] = random.uniform(0.2, 0.5, (CELLS, 2))
    return everyday / everyday.sum(axis=1, keepdims=True), trained


EVERYDAY, TRAINED = _layers()
EMPLOYED = np.array([[60, 25], [35, 10], [20, 20], [48, 9], [12, 3], [30, 30]])
VACANCIES = np.array([6, 3, 1, 9, 14, 4])
DEMAND = np.array([[80, 40], [60, 55], [44, 60], [60, 75], [40, 50], [90, 55]])  # early, late


def _inputs(step: int) -> StepInputs:
    """All that can act in a step: retention, search by spell, status and kind, two classes of rows,
    a transfer with seats, a conversion, entrants and exits."""
    search = np.array([0.95, 0.85, 0.7, 0.5])[:, None, None] * np.array([1.0, 0.8])[None, :, None]
    search = search * np.array([1.0, 0.9])[None, None, :]
    return StepInputs(
        target=DEMAND[:, step // HALF][:, None].astype(float),
        retained=np.array([0.0, 0.4])[None, :, None],
        search=search[..., None],
        weights=np.array([[1.0, 0.0], [0.5, 1.0]])[..., None],
        transfers=(Transfer("training", 0, 1, np.full((1, 1, 1, 1), 0.3), seats=np.array([12.0])),),
        conversions=(Conversion("insured", 0, 1, np.full((1, 1), 0.05)),),
        entrants=np.tile(np.array([1.0, 2.0])[None, :, None], (CELLS, 1, 1)),
        exits=np.array([0.02, 0.03])[None, :, None],
    )


def _model() -> Model:
    unemployed = np.zeros((CELLS, SPELLS, STATUSES, KINDS))
    unemployed[:, :, 0, :] = np.array([5, 3, 2, 3])[None, :, None]
    unemployed[:, 1, 1, 0] = 2
    return Model(
        cells=Cells(
            regions=("R",),
            occupations=tuple(f"o{number}" for number in range(CELLS)),
            region_of=np.zeros(CELLS, dtype=np.intp),
            occupation_of=np.arange(CELLS),
            tiers=(),
            tier_of=np.full(CELLS, -1),
            wage_year=np.full(CELLS, np.nan),
        ),
        kinds=Kinds(("insured",), (("no",), ("yes",))),
        statuses=Statuses(("ordinary", "trained"), (0, 1)),
        network=Network(
            ("mobility", "training"), (sparse.csr_array(EVERYDAY), sparse.csr_array(TRAINED))
        ),
        rates=RATES,
        start=Start(EMPLOYED.astype(float), unemployed, VACANCIES.astype(float)),
        inputs=_inputs,
        tallies=tuple(
            Tally(f"spell {spell}", Stock.UNEMPLOYED, np.eye(SPELLS)[spell][:, None, None, None])
            for spell in range(SPELLS)
        ),
    )


# --- the reference: workers and vacancies one by one ---------------------------------------------


def run_agents(model: Model, random: np.random.Generator) -> list[float]:
    """One run; per worker: cell, kind, whether at work, spell, status. Returns the 42 figures."""
    cell, kind, spell, status = (np.array(part) for part in _people(model.start))
    at_work = spell < 0
    jobs = np.repeat(np.arange(CELLS), model.start.vacancies.astype(int))  # cell of each vacancy
    figures: list[float] = []
    flows: list[float] = []
    for step in range(STEPS):
        inputs = model.inputs(step)
        if step == STEPS - 1:
            figures += [float(np.sum(~at_work & (spell == number))) for number in range(SPELLS)]
        # everybody may retire
        exits = inputs.exits[0, :, 0]
        here = random.random(len(cell)) >= exits[kind]
        cell, kind, spell, status, at_work = (
            part[here] for part in (cell, kind, spell, status, at_work)
        )
        # each employer compares with the demand
        workers = np.bincount(cell[at_work], minlength=CELLS)
        gap = workers + np.bincount(jobs, minlength=CELLS) - inputs.target[:, 0]
        crowd = np.maximum(workers, 1)
        too_many = np.minimum(workers, RATES.adjustment * np.maximum(gap, 0)) / crowd
        too_few = np.minimum(workers, RATES.adjustment * np.maximum(-gap, 0)) / crowd
        # each worker may lose the job: at random, or, if not, as the cell shrinks
        chance = random.random(len(cell)) < RATES.separation
        shrinks = random.random(len(cell)) < too_many[cell] * (1 - inputs.retained[0, kind, 0])
        lost = at_work & (chance | (~chance & shrinks))
        # each place of work may open another
        chance = random.random(len(cell)) < RATES.opening
        grows = random.random(len(cell)) < too_few[cell]
        opened = cell[at_work & (chance | (~chance & grows))]
        opened = np.concatenate((opened, np.flatnonzero((workers == 0) & (gap < 0))))
        # each unemployed person may write one letter, each vacancy takes one letter at random
        seeks = ~at_work & (random.random(len(cell)) < inputs.search[spell, status, kind, 0])
        seeker, letter = _write_letters(np.flatnonzero(seeks), cell, status, jobs, random)
        shuffled = random.permutation(len(seeker))
        filled, first = np.unique(letter[shuffled], return_index=True)
        hired = seeker[shuffled][first]
        # a step passes
        stays = ~at_work
        stays[hired] = False
        spell[stays] = np.minimum(spell[stays] + 1, SPELLS - 1)
        cell[hired], at_work[hired], spell[hired], status[hired] = jobs[filled], True, -1, 0
        at_work[lost], spell[lost], status[lost] = False, 0, 0
        jobs = np.concatenate((np.delete(jobs, filled), opened))
        # newcomers
        arriving = inputs.entrants[:, :, 0].astype(int)
        new_cell = np.repeat(np.arange(CELLS), arriving.sum(axis=1))
        new_kind = np.concatenate([np.repeat(np.arange(KINDS), row) for row in arriving])
        cell, kind = np.concatenate((cell, new_cell)), np.concatenate((kind, new_kind))
        spell = np.concatenate((spell, np.zeros(len(new_cell), dtype=int)))
        status = np.concatenate((status, np.zeros(len(new_cell), dtype=int)))
        at_work = np.concatenate((at_work, np.zeros(len(new_cell), dtype=bool)))
        # some begin a training, some workers become insured
        course = inputs.transfers[0]
        waiting = np.flatnonzero(~at_work & (status == 0))
        share = float(course.share.flat[0])
        share *= min(1.0, float(course.seats[0]) / max(share * len(waiting), 1e-9))
        trained = waiting[random.random(len(waiting)) < share]
        status[trained] = 1
        working = np.flatnonzero(at_work & (kind == 0))
        kind[working[random.random(len(working)) < inputs.conversions[0].share.flat[0]]] = 1
        if step == HALF - 1:
            figures += _by_cell(cell[~at_work]) + _by_cell(jobs)
        if step == 0:
            figures.append(float(len(hired)))
        flows = [float(np.sum(lost)), float(len(hired)), float(len(trained))]
    figures += _by_cell(cell[at_work]) + _by_cell(cell[~at_work]) + _by_cell(jobs)
    figures += [float(np.sum(~at_work & (status == number))) for number in range(STATUSES)]
    figures += [float(np.sum(at_work & (kind == number))) for number in range(KINDS)]
    return figures + flows


def _people(start: Start) -> Iterator[list[int]]:
    """Columns of persons: cell, kind, spell (-1 at work), status."""
    rows = [
        (at, kind, -1, 0)
        for (at, kind), count in np.ndenumerate(start.employed)
        for _ in range(int(count))
    ]
    rows += [
        (at, kind, spell, status)
        for (at, spell, status, kind), count in np.ndenumerate(start.unemployed)
        for _ in range(int(count))
    ]
    return (list(column) for column in zip(*rows, strict=True))


def _write_letters(
    seekers: npt.NDArray[np.intp],
    cell: npt.NDArray[np.intp],
    status: npt.NDArray[np.intp],
    jobs: npt.NDArray[np.intp],
    random: np.random.Generator,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Who writes and to which vacancy: vacancies drawn by their weight for the person's row."""
    writers, letters = [], []
    rows = (EVERYDAY, 0.5 * EVERYDAY + TRAINED)
    for person in seekers:
        reach = np.cumsum(rows[status[person]][cell[person]][jobs])
        if len(jobs) and reach[-1] > 0:
            writers.append(person)
            letters.append(np.searchsorted(reach, random.random() * reach[-1], side="right"))
    return np.array(writers, dtype=np.intp), np.array(letters, dtype=np.intp)


def _by_cell(cells: npt.NDArray[np.intp]) -> list[float]:
    return [float(count) for count in np.bincount(cells, minlength=CELLS)]


# --- the engine, and what is compared -------------------------------------------------------------


def _run_engine(model: Model, replicate: int) -> list[float]:
    """The same 42 figures from a run of the engine."""
    run = simulate_counts(model, STEPS, Stream(5, replicate), Recording(cells=True), threads=1)
    cells = run.by["cells"]
    last = STEPS - 1
    return [
        run.hires[0, 0],
        *cells.unemployed[HALF, :, 0],
        *cells.vacancies[HALF, :, 0],
        *run.tallies[last, :, 0],
        *cells.employed[STEPS, :, 0],
        *cells.unemployed[STEPS, :, 0],
        *cells.vacancies[STEPS, :, 0],
        *run.statuses[STEPS, :, 0],
        *run.kinds.employed[STEPS, :, 0],
        run.separations[last, 0],
        run.hires[last, 0],
        run.transfers["training"][last, 0],
    ]


def _differences(ours: Array, theirs: Array) -> Array:
    """z of 42 means, 42 variances and 42 covariances of neighbouring figures: 126 statistics."""

    def statistics(sample: Array) -> Array:
        centred = sample - sample.mean(axis=0)
        return np.hstack((sample, centred**2, centred * np.roll(centred, -1, axis=1)))

    first, second = statistics(ours), statistics(theirs)
    error = first.var(axis=0, ddof=1) / len(first) + second.var(axis=0, ddof=1) / len(second)
    return (first.mean(axis=0) - second.mean(axis=0)) / np.sqrt(error)


def _engine_sample(replicates: int) -> Array:
    model = _model()
    return np.array([_run_engine(model, number) for number in range(replicates)])


@pytest.fixture(scope="module")
def agents() -> Array:
    """The figures of 1,000 runs with one agent per worker."""
    model, random = _model(), np.random.default_rng(77)
    return np.array([run_agents(model, random) for _ in range(REPLICATES)])


def test_counts_have_the_law_of_one_agent_per_worker(agents: Array) -> None:
    ours = _engine_sample(REPLICATES)
    z = _differences(ours, agents)
    assert z.size == 126
    assert np.all(np.isfinite(z))
    assert np.abs(z).max() < 4.5
    for figures in (slice(17, 23), slice(23, 29), slice(29, 35)):  # employed, unemployed, vacancies
        both = (ours[:, figures].sum(axis=1), agents[:, figures].sum(axis=1))
        assert stats.ks_2samp(*both).pvalue > 0.001


def _without_chance(
    generator: np.random.Generator, balls: npt.NDArray[np.int64], bins: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """The rounded mean of the filled vacancies, as a mean field would have it."""
    filled = bins * (1 - (1 - 1 / np.maximum(bins, 1)) ** balls)
    return np.minimum(np.rint(filled).astype(np.int64), balls)


def _with_replacement(
    generator: np.random.Generator,
    tree: matching.SplitTree,
    samples: npt.NDArray[np.int64],
    population: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """A letter may be drawn twice; nobody is hired twice, so that vacancies stay open."""
    return np.minimum(
        matching.sample_multinomial(generator, tree, samples, population.astype(float)), population
    )


@pytest.mark.parametrize(
    ("name", "wrong", "replicates"),
    [
        ("draw_occupancy", _without_chance, 200),
        ("sample_hypergeometric", _with_replacement, 500),
    ],
)
def test_a_wrong_engine_is_found_out(
    agents: Array,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    wrong: Callable[..., object],
    replicates: int,
) -> None:
    monkeypatch.setattr(matching, name, wrong)
    z = _differences(_engine_sample(replicates), agents)
    assert np.abs(z).max() > 4.5
