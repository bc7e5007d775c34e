"""Exposure of any occupation code, for what counts people by occupation: economies, provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.app.exposure_scores import ISCO, SOC, ScoreBook, embedded_scores, isco_score
from trimtab.exposure import means_of_groups

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
CSCO = "CSCO@2022"


def exposure_of_occupations(
    occupations: Sequence[str], book: ScoreBook | None = None
) -> tuple[tuple[str, ...], Matrix]:
    """Exposure by each counted measure, on the common scale of 0 to 1.

    Model        SOC 2018, any level: mean over its detailed occupations weighted by the jobs of the
                 nation. ISCO-08, any level: measures published for ISCO directly, the others
                 through the crosswalk, weighted by US jobs. CSCO 2022: equal split over the ISCO
                 sub-major groups of its group
    Inputs       occupations, ``SOC@2018:15-0000``, ``ISCO@08:25``, ``CSCO@2022:4-04-00-00``; book,
                 the embedded figures unless given
    Returns      names of the measures (M,), scores (O, M), NaN where unknown: military occupations,
                 "not elsewhere classified" of CSCO, codes of other classifications or no code
    Simplifies   work of the same name is taken to be the same everywhere
    References   ``trimtab.exposure.MEASURES``; crosswalks, see ``classifications.crosswalk``

    >>> names, scores = exposure_of_occupations(["SOC@2018:15-0000", "CSCO@2022:4-04-05-00"])
    >>> names
    ('eloundou_gpt4_beta', 'eloundou_human_beta', 'felten_aioe', 'ilo_2025')
    >>> scores.shape, bool((scores > 0.4).all())
    ((2, 4), True)
    """
    chosen = book or embedded_scores()
    columns = chosen.counted
    names = tuple(chosen.measures[at] for at in columns)
    return names, scores_of_codes(occupations, chosen, chosen.common)[:, columns]


def scores_of_codes(codes: Sequence[str], book: ScoreBook, scores: Matrix) -> Matrix:
    """Scores (N, M) of any codes: ``scores`` is ``book.common`` or ``book.raw`` (O, M). Measures
    published for ISCO-08 are looked up where the code leads there."""
    found = means_of_codes(codes, book, scores)
    for name, published in book.isco.items():
        column = book.measures.index(name)
        for at, code in enumerate(codes):
            if groups := _isco_groups(code):
                parts = np.array([[isco_score(group, published)] for group in groups])
                shares = np.array([list(groups.values())])
                found[at, column] = means_of_groups(shares, parts).means[0, 0]
    return found


def means_of_codes(codes: Sequence[str], book: ScoreBook, values: Matrix) -> Matrix:
    """Means (N, K) over the occupations of each code of any values (O, K) of the book's."""
    distinct = {code: at for at, code in enumerate(dict.fromkeys(codes))}
    if not distinct:
        return np.empty((0, values.shape[1]))
    weights = np.array([occupation_weights(code, book) for code in distinct])
    found = means_of_groups(weights, values).means
    return found[[distinct[code] for code in codes]]


def occupation_weights(code: str, book: ScoreBook) -> Vector:
    """Weight of each occupation of the book (O,) in a code; all 0 where it stands for none.

    Jobs of the nation, and for an ISCO or CSCO code shares of its groups.
    """
    total = np.zeros(len(book.occupations))
    if code.startswith(f"{SOC}:"):
        whole = f"{SOC}:{classifications.published_occupation(code.partition(':')[2])}"
        inside = _members(book.occupations).get(whole, [])
        total[inside] = book.jobs[inside]
        return total
    for group, share in _isco_groups(code).items():
        jobs = jobs_in_isco(group, book)
        total += share * jobs / max(jobs.sum(), 1.0)
    return total


def _isco_groups(code: str) -> Mapping[str, float]:
    """ISCO groups that stand for an ISCO or CSCO code, with shares; empty for other codes."""
    if code.startswith(f"{ISCO}:"):
        return {code: 1.0}
    return csco_groups(code) if code.startswith(f"{CSCO}:") else {}


def csco_groups(code: str) -> Mapping[str, float]:
    """ISCO sub-major groups of a CSCO code with their shares: of its small or middle group, or of
    the middle groups below a major one; empty where the crosswalk has none."""
    table = classifications.crosswalk(CSCO, ISCO)
    local = code.partition(":")[2]
    if local.endswith("-00-00-00"):
        within, below = f"{CSCO}:{local[:2]}", "-00-00"
        found = [
            link
            for link in table.links
            if link.source.startswith(within) and link.source.endswith(below)
        ]
    else:
        small, middle = f"{CSCO}:{local[:7]}-00", f"{CSCO}:{local[:4]}-00-00"
        found = list(table.forward(small) or table.forward(middle))
    total = sum(link.weight for link in found)
    shares: dict[str, float] = {}
    for link in found:
        shares[link.target] = shares.get(link.target, 0.0) + link.weight / total
    return shares


def jobs_in_isco(code: str, book: ScoreBook) -> Vector:
    """Jobs of each occupation of the book (O,), US, that belong to an ISCO code of any level."""
    soc, targets, shares = _isco_links(book.occupations)
    mine = np.char.startswith(targets, code)
    parts = np.bincount(soc[mine], shares[mine], minlength=len(book.occupations))
    jobs: Vector = parts.astype(float) * book.jobs
    return jobs


@cache
def _members(occupations: tuple[str, ...]) -> Mapping[str, list[int]]:
    """SOC code of any level to the positions of the detailed occupations within it."""
    listed = classifications.code_list(SOC)
    within: dict[str, list[int]] = {}
    for at, code in enumerate(occupations):
        local = code.partition(":")[2]
        for group in (local, *listed.ancestors(local)):
            within.setdefault(f"{SOC}:{group}", []).append(at)
    return within


@cache
def _isco_links(
    occupations: tuple[str, ...],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.str_], Vector]:
    """Links from SOC: position of the occupation, ISCO code, share of the occupation."""
    place = {code: at for at, code in enumerate(occupations)}
    links = [link for link in classifications.crosswalk(SOC, ISCO).links if link.source in place]
    return (
        np.array([place[link.source] for link in links], dtype=np.intp),
        np.array([link.target for link in links], dtype=np.str_),
        np.array([link.weight for link in links]),
    )
