"""Applications, filled vacancies and who is hired: the laws of the search of one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

import numpy as np

from trimtab.simulation.counts.occupancy import draw_occupancy
from trimtab.simulation.counts.routes import Part, Routes
from trimtab.simulation.counts.sampling import sample_hypergeometric, sample_multinomial
from trimtab.simulation.counts.splitting import SplitTree, split_hypergeometrically
from trimtab.simulation.counts.streams import Purpose, Stream
from trimtab.simulation.types import Counts, Matrix, Vector

Each: TypeAlias = Callable[[Callable[[int], None], range], Iterable[None]]
"""Runs a function for every number of a range, on one thread or several."""


def match(
    routes: Routes,
    applicants: Counts,
    vacancies: Counts,
    weights: Matrix,
    stream: Stream,
    step: int,
    each: Each,
) -> tuple[Counts, Counts]:
    """Draw who is hired where.

    Inputs      applicants (C, Q) by cell and row class; vacancies (C,); weights (Q, L) of layers
    Returns     hires on the leaves of the routes (E,), and by origin (C, Q)
    Model       every applicant sends one application: S ~ Multinomial(applicants, v_j W_ij / sum);
                each vacancy that gets one or more hires one of them at random: filled vacancies
                M_j ~ occupancy of s_j balls in v_j bins, hires by origin ~ multivariate
                hypergeometric (S_.j; M_j). Applicants without a vacancy in reach do not apply
    """
    sent = np.empty(len(routes.origin), dtype=np.int64)
    hires = np.empty_like(sent)
    totals = applicants.reshape(-1)
    open_jobs = vacancies.astype(np.float64)

    def send(number: int) -> None:
        part = routes.sending[number]
        generator = stream.generator(step, Purpose.APPLICATIONS, number)
        pull = _pull(routes, part, weights, open_jobs)
        sent[part.leaves] = sample_multinomial(generator, part.tree, totals[part.segments], pull)

    def hire(number: int) -> None:
        part = routes.receiving[number]
        leaves = routes.by_destination[part.leaves]
        population = sent[leaves]
        received = part.tree.totals(population)
        generator = stream.generator(step, Purpose.OCCUPANCY, number)
        filled = draw_occupancy(generator, received, vacancies[part.segments])
        generator = stream.generator(step, Purpose.HIRES, number)
        hires[leaves] = sample_hypergeometric(generator, part.tree, filled, population)

    run_all(each, send, len(routes.sending))
    run_all(each, hire, len(routes.receiving))
    by_origin = np.bincount(routes.origin, hires, minlength=len(totals)).astype(np.int64)
    return hires, by_origin.reshape(applicants.shape)


def run_all(each: Each, function: Callable[[int], None], count: int) -> None:
    """Run a function for 0 .. count - 1 and wait; an error of one is raised here."""
    for _ in each(function, range(count)):
        pass


def _pull(routes: Routes, part: Part, weights: Matrix, open_jobs: Vector) -> Vector:
    """Weight of each leaf of a part: vacancies times the layers the origin's class may use."""
    leaves = part.leaves
    pull = np.zeros(leaves.stop - leaves.start)
    for layer, of_classes in enumerate(weights.T):
        if not of_classes.any():
            continue
        value = routes.layers[layer, leaves]
        if routes.classes == 1:
            pull += value * of_classes[0]
        else:
            pull += value * of_classes[routes.origin[leaves] % routes.classes]
    pull *= open_jobs[routes.destination[leaves]]
    return pull


def hired_types(
    applicants: Counts,
    by_origin: Counts,
    row_class: tuple[int, ...],
    trees: tuple[SplitTree, ...],
    stream: Stream,
    step: int,
) -> Counts:
    """Hires by origin, spell, status and kind (C, S, P, K): a sample without replacement.

    Inputs      applicants (C, S, P, K); by_origin (C, Q) hires; a tree for each row class
    """
    classes = np.asarray(row_class)
    hired = np.zeros_like(applicants)
    for number, tree in enumerate(trees):
        statuses = np.flatnonzero(classes == number)
        population = applicants[:, :, statuses]
        drawn = split_hypergeometrically(
            stream.generator(step, Purpose.ORIGINS, number),
            tree,
            by_origin[:, number],
            tree.sums(population.reshape(-1)),
        )
        hired[:, :, statuses] = drawn.reshape(population.shape)
    return hired


def hires_by_kind(
    routes: Routes,
    hires: Counts,
    kinds: Counts,
    cells: int,
    stream: Stream,
    step: int,
    each: Each,
) -> Counts:
    """Hires by destination and kind (C, K).

    Inputs      hires (E,) on the leaves; kinds (origins, K) hired persons by origin and kind
    Model       the hired of an origin are exchangeable: those of one kind are a sample without
                replacement of its hires, kind after kind
    """
    count = kinds.shape[1]
    made = np.empty((cells, count), dtype=np.int64)
    left = hires.copy()
    of_kind = np.empty_like(hires)

    def draw(kind: int, number: int) -> None:
        part = routes.sending[number]
        generator = stream.generator(step, Purpose.KINDS, kind * len(routes.sending) + number)
        of_kind[part.leaves] = sample_hypergeometric(
            generator, part.tree, kinds[part.segments, kind], left[part.leaves]
        )

    for kind in range(count - 1):
        run_all(each, partial(draw, kind), len(routes.sending))
        made[:, kind] = np.bincount(routes.destination, of_kind, minlength=cells)
        left -= of_kind
    made[:, -1] = np.bincount(routes.destination, left, minlength=cells)
    return made
