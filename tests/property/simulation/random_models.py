"""Random models with every feature the engines share, and the equations written out plainly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from trimtab.simulation.types import (
    Cells,
    Conversion,
    Kinds,
    Model,
    Network,
    Rates,
    Start,
    Statuses,
    StepInputs,
    Stock,
    Tally,
    Transfer,
)


@dataclass(frozen=True)
class Shape:
    cells: int = 5
    spells: int = 4
    statuses: int = 3
    kinds: int = 2
    layers: int = 2
    batch: int = 3
    persons: float = 1000.0
    """Largest number of persons in a group of a cell."""


def random_model(seed: int, shape: Shape = Shape(), steps: int = 4) -> Model:
    """A model in which every group, layer, lever and flow is present; some cells may be empty."""
    rng = np.random.default_rng(seed)
    classes = tuple(int(row) for row in rng.integers(0, 2, shape.statuses))
    given = [_random_inputs(rng, shape) for _ in range(steps)]
    hired = (shape.cells, 1, shape.statuses, 1, 1)
    return Model(
        cells=_cells(shape.cells),
        kinds=Kinds(("kind",), tuple((str(kind),) for kind in range(shape.kinds))),
        statuses=Statuses(tuple(f"s{at}" for at in range(shape.statuses)), (0, *classes[1:])),
        network=_random_network(rng, shape),
        rates=Rates(rng.uniform(0, 0.1), rng.uniform(0, 0.1, shape.batch), rng.uniform(0, 0.5)),
        start=_random_start(rng, shape),
        inputs=lambda t: given[t],
        batch=shape.batch,
        tallies=(
            Tally("all unemployed", Stock.UNEMPLOYED),
            Tally("some hired", Stock.HIRED, rng.uniform(size=hired)),
            Tally("retained", Stock.RETAINED, rng.uniform(size=(shape.kinds, shape.batch))),
        ),
    )  # fmt: skip


def column_of(model: Model, column: int) -> Model:
    """The model with that column of its batch alone."""

    def only(value):
        ragged = not isinstance(value, np.ndarray) or value.ndim == 0 or value.shape[-1] == 1
        return value if ragged else value[..., column : column + 1]

    def inputs(t: int) -> StepInputs:
        given = model.inputs(t)
        return StepInputs(
            only(given.target), only(given.retained), only(given.search), only(given.weights),
            tuple(replace(one, share=only(one.share), seats=only(one.seats))
                  for one in given.transfers),
            tuple(replace(one, share=only(one.share)) for one in given.conversions),
            only(given.entrants), only(given.exits),
        )  # fmt: skip

    rates = model.rates
    return replace(
        model,
        batch=1,
        inputs=inputs,
        rates=Rates(only(rates.separation), only(rates.opening), only(rates.adjustment)),
        tallies=tuple(replace(tally, weight=only(tally.weight)) for tally in model.tallies),
    )


def _cells(size: int) -> Cells:
    return Cells(
        regions=("here",),
        occupations=tuple(f"o{at}" for at in range(size)),
        region_of=np.zeros(size, dtype=np.intp),
        occupation_of=np.arange(size),
        tiers=("",),
        tier_of=np.zeros(size, dtype=np.intp),
        wage_year=np.full(size, np.nan),
    )


def _random_network(rng: np.random.Generator, shape: Shape) -> Network:
    layers = []
    for _ in range(shape.layers):
        dense = rng.uniform(size=(shape.cells, shape.cells))
        dense *= rng.uniform(size=dense.shape) < 0.5
        layers.append(sparse.csr_array(dense))
    return Network(tuple(f"layer{at}" for at in range(shape.layers)), tuple(layers))


def _random_start(rng: np.random.Generator, shape: Shape) -> Start:
    groups = (shape.cells, shape.spells, shape.statuses, shape.kinds)
    employed = np.rint(rng.uniform(0, 4 * shape.persons, (shape.cells, shape.kinds)))
    employed *= rng.uniform(size=(shape.cells, 1)) < 0.9
    return Start(
        employed,
        np.rint(rng.uniform(0, shape.persons / 10, groups)),
        np.rint(rng.uniform(0, shape.persons, shape.cells)) * (rng.uniform(size=shape.cells) < 0.9),
    )


def _random_inputs(rng: np.random.Generator, shape: Shape) -> StepInputs:
    cells, spells, statuses, kinds, batch = (
        shape.cells, shape.spells, shape.statuses, shape.kinds, shape.batch,
    )  # fmt: skip
    transfers = tuple(
        Transfer(
            f"transfer{at}",
            int(rng.integers(statuses)),
            int(rng.integers(statuses)),
            rng.uniform(0, 1, (cells, 1, kinds, 1) if at else (1, spells, 1, batch)),
            rng.uniform(0, shape.persons, batch) if at else None,
        )
        for at in range(2)
    )
    return StepInputs(
        target=np.rint(rng.uniform(0, 5 * shape.persons * kinds, (cells, batch))),
        retained=rng.uniform(0, 1, (cells, kinds, 1)),
        search=rng.uniform(0, 1, (spells, statuses, 1, batch)),
        weights=rng.uniform(0, 1, (2, shape.layers, batch)),
        transfers=transfers,
        conversions=(Conversion("conversion", 0, kinds - 1, rng.uniform(0, 0.1, (cells, 1))),),
        entrants=np.rint(rng.uniform(0, shape.persons / 10, (cells, kinds, 1))),
        exits=rng.uniform(0, 0.1, (cells, kinds, batch)),
    )


def plain_step(model: Model, t: int, stocks):
    """One step of the first column, equation by equation over cells: the slow, obvious way.

    ``stocks`` and what is returned: employed (C, K), unemployed (C, S, P, K), vacancies (C,), and
    the flows that the recorder sums.
    """
    e, u, v = (stock.copy() for stock in stocks)
    given = column_of(model, 0).inputs(t)
    d_u, d_v, gamma = (float(np.atleast_1d(rate)[0]) for rate in (
        model.rates.separation, model.rates.opening, model.rates.adjustment))  # fmt: skip
    cells, spells, statuses, kinds = u.shape
    axes = {"e": (cells, kinds), "u": (cells, spells, statuses, kinds)}
    exits = np.broadcast_to(given.exits[..., 0], axes["e"])
    left = (e * exits).sum() + (u * exits[:, None, None]).sum()
    e = e * (1 - exits)
    u = u * (1 - exits[:, None, None])
    retained = np.broadcast_to(given.retained[..., 0], axes["e"])
    separations, openings, kept = np.zeros_like(e), np.zeros_like(v), np.zeros_like(e)
    for i in range(cells):
        jobs = e[i].sum()
        gap = jobs + v[i] - given.target[i, 0]
        too_many = min(jobs, gamma * max(0.0, gap))
        too_few = min(jobs, gamma * max(0.0, -gap))
        for k in range(kinds):
            part = e[i, k] / jobs if jobs else 0.0
            kept[i, k] = (1 - d_u) * too_many * part * retained[i, k]
            separations[i, k] = d_u * e[i, k] + (1 - d_u) * too_many * part - kept[i, k]
        openings[i] = d_v * jobs + (1 - d_v) * too_few
        if jobs == 0 and gap < 0:
            openings[i] = min(1.0, -gap)
    search = np.broadcast_to(given.search[..., 0], axes["u"][1:])
    dense = [layer.toarray() for layer in model.network.layers]
    W = [sum(w * one for w, one in zip(row[:, 0], dense, strict=True)) for row in given.weights]
    row_class = model.statuses.row_class
    q = np.zeros((len(W), cells, cells))
    for c, network in enumerate(W):
        for i in range(cells):
            reach = (v * network[i]).sum()
            q[c, i] = v * network[i] / reach if reach else 0.0
    s = np.zeros(cells)
    applying = u * search
    for p in range(statuses):
        s += applying[:, :, p].sum(axis=(1, 2)) @ q[row_class[p]]
    p_fill = np.array([
        v[j] / s[j] * (1 - np.exp(-s[j] / v[j])) if s[j] and v[j] else 0.0 for j in range(cells)
    ])  # fmt: skip
    hired, hires = np.zeros_like(u), np.zeros_like(e)
    for p in range(statuses):
        flow = q[row_class[p]] * p_fill
        hired[:, :, p] = applying[:, :, p] * flow.sum(axis=1)[:, None, None]
        hires += flow.T @ applying[:, :, p].sum(axis=1)
    stay = u - hired
    grown = np.zeros_like(u)
    for spell in range(spells):
        grown[:, min(spell + 1, spells - 1)] += stay[:, spell]
    grown[:, 0, 0] += separations + given.entrants[..., 0]
    e = e - separations + hires
    v = v + openings - hires.sum(axis=1)
    moved = {}
    for one in given.transfers:
        share = np.broadcast_to(one.share[..., 0], (cells, spells, kinds))
        moving = grown[:, :, one.source] * share
        if one.seats is not None and moving.sum() > one.seats[0]:
            moving *= one.seats[0] / moving.sum()
        grown[:, :, one.source] -= moving
        grown[:, :, one.target] += moving
        moved[one.name] = moving.sum()
    for one in given.conversions:
        moving = e[:, one.source] * one.share[:, 0]
        e[:, one.source] -= moving
        e[:, one.target] += moving
        moved[one.name] = moving.sum()
    flows = {
        "separations": separations.sum(), "openings": openings.sum(), "hires": hires.sum(),
        "exits": left, "kept": kept, "hired": hired, "search": applying, **moved,
    }  # fmt: skip
    return (e, grown, v), flows
