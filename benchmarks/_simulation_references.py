"""Other ways to the same answers for benchmarks/simulation.py: dense numpy, agents one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from trimtab.simulation.types import Model


def dense_mean_field(model: Model, steps: int) -> float:
    """Unemployed at the end: vectorised numpy over a dense network, our algebra, spells kept."""
    A = model.network.layers[0].toarray()
    d_u, d_v, gamma = model.rates.separation, model.rates.opening, model.rates.adjustment
    e, v = model.start.employed[:, 0].copy(), model.start.vacancies.copy()
    u = model.start.unemployed[:, :, 0, 0].T.copy()  # (spells, cells)
    unemployed = 0.0
    for t in range(steps):
        gap = e + v - model.inputs(t).target[:, 0]
        closed = d_u * e + (1 - d_u) * np.minimum(e, gamma * np.maximum(0, gap))
        opened = d_v * e + (1 - d_v) * np.minimum(e, gamma * np.maximum(0, -gap))
        reach = A @ v
        s = v * (A.T @ (u.sum(axis=0) / reach))
        p = v / s * (1 - np.exp(-s / v))
        stay = 1 - A @ (v * p) / reach
        u *= stay
        u[-1] += u[-2]
        u[1:-1] = u[:-2]
        u[0] = closed
        hires = s * p
        e, v = e - closed + hires, v + opened - hires
        unemployed = u.sum()
    return float(unemployed)


def dense_equations(model: Model, steps: int) -> float:
    """The same with the paper's equations as they stand: q_ij and flows f_ij as dense matrices."""
    A = model.network.layers[0].toarray()
    d_u, d_v, gamma = model.rates.separation, model.rates.opening, model.rates.adjustment
    e, v = model.start.employed[:, 0].copy(), model.start.vacancies.copy()
    u = model.start.unemployed[:, :, 0, 0].T.copy()
    unemployed = 0.0
    for t in range(steps):
        gap = e + v - model.inputs(t).target[:, 0]
        closed = d_u * e + (1 - d_u) * np.minimum(e, gamma * np.maximum(0, gap))
        opened = d_v * e + (1 - d_v) * np.minimum(e, gamma * np.maximum(0, -gap))
        q = A * v
        q /= q.sum(axis=1, keepdims=True)
        searching = u.sum(axis=0)
        s = searching @ q
        p = v / s * (1 - np.exp(-s / v))
        flow = searching[:, None] * q * p
        u *= 1 - flow.sum(axis=1) / searching
        u[-1] += u[-2]
        u[1:-1] = u[:-2]
        u[0] = closed
        hires = flow.sum(axis=0)
        e, v = e - closed + hires, v + opened - hires
        unemployed = u.sum()
    return float(unemployed)


def edge_mean_field(model: Model, steps: int) -> float:
    """Vectorised numpy over the edges of a large network: gathers and ``bincount``."""
    both = sum(model.network.layers[1:], start=model.network.layers[0]).tocoo()
    row, column, A, size = both.row, both.col, both.data, len(model.cells)
    d_u, d_v, gamma = model.rates.separation, model.rates.opening, model.rates.adjustment
    e, v = model.start.employed[:, 0].copy(), model.start.vacancies.copy()
    u = model.start.unemployed[:, :, 0, 0].T.copy()
    unemployed = 0.0
    for t in range(steps):
        gap = e + v - model.inputs(t).target[:, 0]
        closed = d_u * e + (1 - d_u) * np.minimum(e, gamma * np.maximum(0, gap))
        opened = d_v * e + (1 - d_v) * np.minimum(e, gamma * np.maximum(0, -gap))
        weighed = A * v[column]
        searching = u.sum(axis=0)
        applying = weighed * (searching / np.bincount(row, weighed, size))[row]
        s = np.bincount(column, applying, size)
        p = v / s * (1 - np.exp(-s / v))
        flow = applying * p[column]
        u *= 1 - np.bincount(row, flow, size) / searching
        u[-1] += u[-2]
        u[1:-1] = u[:-2]
        u[0] = closed
        hires = np.bincount(column, flow, size)
        e, v = e - closed + hires, v + opened - hires
        unemployed = u.sum()
    return float(unemployed)


def dense_mixes(model: Model, steps: int, mixes: int) -> float:
    """Unemployed at the end of the first mix; ``mixes`` mixes are run one at a time."""
    layers = [layer.toarray() for layer in model.network.layers]
    first, *_ = [_dense_mix(model, layers, steps, mix) for mix in range(mixes)]
    return first


def _dense_mix(model: Model, layers: list[np.ndarray], steps: int, mix: int) -> float:
    rates = model.rates
    e, v = model.start.employed[:, 0].copy(), model.start.vacancies.copy()
    u = model.start.unemployed[:, :, :, 0].transpose(1, 2, 0).copy()  # (spells, statuses, cells)
    given = model.inputs(0)
    rows = [sum(w * A for w, A in zip(row[:, mix], layers, strict=True)) for row in given.weights]
    search, kept = given.search[0, :, 0, mix][:, None], given.retained[0, 0, mix]
    classes = [[s for s, row in enumerate(model.statuses.row_class) if row == q] for q in (0, 1)]
    tallied = np.zeros(3)
    for t in range(steps):
        tallied += u.sum(), u[:, 1].sum(), 0
        gap = e + v - model.inputs(t).target[:, 0]
        shrink = (1 - rates.separation) * np.minimum(e, rates.adjustment * np.maximum(0, gap))
        closed = rates.separation * e + (1 - kept) * shrink
        tallied[2] += kept * shrink.sum()
        opened = rates.opening * e + (1 - rates.opening) * np.minimum(
            e, rates.adjustment * np.maximum(0, -gap)
        )
        applying = u.sum(axis=0) * search
        reach = [W @ v for W in rows]
        pull = sum(
            W.T @ (applying[c].sum(axis=0) / r)
            for W, r, c in zip(rows, reach, classes, strict=True)
        )
        offer = v * (1 - np.exp(-pull)) / pull
        share = np.empty(applying.shape)
        for W, r, c in zip(rows, reach, classes, strict=True):
            share[c] = W @ offer / r
        u *= 1 - search * share
        u[-1] += u[-2]
        u[1:-1] = u[:-2]
        u[0] = 0
        u[0, 0] = closed
        e, v = e - closed + offer * pull, v + opened - offer * pull
        for one in given.transfers:
            moving = u[:, one.source] * one.share[0, 0, 0, 0]
            if one.seats is not None:
                moving *= min(1.0, one.seats[mix] / moving.sum())
            u[:, one.source] -= moving
            u[:, one.target] += moving
    return float(u.sum())


def agents(model: Model, steps: int, seed: int) -> float:
    """One agent per worker, vectorised over agents; share of unemployed at the end.

    The occupation, the employment and the spell of every worker are held, every application goes to
    one vacancy, every vacancy takes one of its applicants at random.
    """
    rng = np.random.default_rng(seed)
    both = sum(model.network.layers[1:], start=model.network.layers[0]).tocsr()
    size = len(model.cells)
    d_u, d_v, gamma = model.rates.separation, model.rates.opening, model.rates.adjustment
    jobs = model.start.employed[:, 0].astype(np.int64)
    idle = model.start.unemployed.sum(axis=(1, 2, 3)).astype(np.int64)
    at = np.repeat(np.arange(size), jobs + idle)
    inside = np.concatenate([np.arange(n) for n in jobs + idle])
    works = inside < np.repeat(jobs, jobs + idle)
    spell = np.zeros(len(at), dtype=np.int16)
    v = model.start.vacancies.astype(np.int64)
    row_of_edge = np.repeat(np.arange(size), np.diff(both.indptr))
    for t in range(steps):
        e = np.bincount(at[works], minlength=size)
        gap = e + v - model.inputs(t).target[:, 0]
        per_worker = 1 / np.maximum(e, 1)
        leaving = d_u + (1 - d_u) * np.minimum(e, gamma * np.maximum(0, gap)) * per_worker
        opening = d_v + (1 - d_v) * np.minimum(e, gamma * np.maximum(0, -gap)) * per_worker
        employed, searching = np.flatnonzero(works), np.flatnonzero(~works)
        fired = employed[rng.random(len(employed)) < leaving[at[employed]]]
        opened = np.bincount(at[employed][rng.random(len(employed)) < opening[at[employed]]],
                             minlength=size)  # fmt: skip
        opened += (e == 0) & (gap < 0)
        weighed = both.data * v[both.indices]
        running = np.concatenate([[0.0], np.cumsum(weighed)])
        begin, end = running[both.indptr[:-1]], running[both.indptr[1:]]
        searching = searching[(end > begin)[at[searching]]]
        origin = at[searching]
        point = begin[origin] + rng.random(len(origin)) * (end - begin)[origin]
        edge = np.searchsorted(running, point, side="right") - 1
        edge = np.clip(edge, both.indptr[origin], both.indptr[origin + 1] - 1)
        assert (row_of_edge[edge] == origin).all()
        target = both.indices[edge]
        vacancy = np.concatenate([[0], np.cumsum(v)])[target]
        vacancy = vacancy + (rng.random(len(target)) * v[target]).astype(np.int64)
        order = rng.permutation(len(searching))
        _, first = np.unique(vacancy[order], return_index=True)
        hired = order[first]
        spell[~works] += 1
        works[fired], spell[fired] = False, 0
        works[searching[hired]], at[searching[hired]] = True, target[hired]
        v = v + opened - np.bincount(target[hired], minlength=size)
    return float((~works).mean())
