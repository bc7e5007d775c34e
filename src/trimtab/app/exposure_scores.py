"""Scores of every measure that is held, for the occupations that OEWS publishes.

Without files these are the embedded figures of groups; a publisher's file replaces the measures it
holds by scores of occupations. What a file cannot be joined to stays unknown: the two grains are
never mixed within a measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.exposure import (
    MEASURES,
    REFERENCE_MEASURE,
    Grain,
    Joining,
    Measure,
    Modes,
    Scale,
    Scores,
    on_scale_of,
)
from trimtab.kernel import InputRejectedError

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
SOC, ISCO = "SOC@2018", "ISCO@08"

OCCUPATIONS = 830  # detailed occupations of OEWS, May 2025

_AIOE_MATCHED = 673  # behind the embedded means; their jobs are not stated


@dataclass(frozen=True, slots=True)
class HeldMeasure:
    """A measure with what was joined: ``matched`` of the ``ScoreBook.occupations`` have a score of
    their own, or one behind the mean of their group; they hold ``jobs_share`` of the nation's jobs,
    NaN where the source of the means does not say. ``joining`` is None for embedded figures."""

    measure: Measure
    grain: Grain
    source: str
    matched: int
    jobs_share: float
    joining: Joining | None = None


@dataclass(frozen=True, slots=True)
class ScoreBook:
    """Scores of O occupations (SOC 2018 as OEWS publishes it) by M measures.

    ``raw`` (O, M) on each measure's own scale; ``common`` (O, M) where standardised measures took
    the scale of the reference measure; NaN where unknown. ``behind`` (O, M): 1 for an occupation
    that a score rests on, 0 for one that has that of its group alone, NaN where the source of
    embedded means does not say. ``jobs`` (O,) of the nation. ``isco``: for measures published for
    ISCO-08, their scores by ISCO code. ``automation`` (O,) share of the use of AI that hands the
    task over, NaN where no source says.
    """

    occupations: tuple[str, ...]
    jobs: Vector
    held: tuple[HeldMeasure, ...]
    raw: Matrix
    common: Matrix
    behind: Matrix
    isco: Mapping[str, Mapping[str, float]]
    automation: Vector
    automation_source: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(one.measure.name for one in self.held)

    @property
    def counted(self) -> list[int]:
        """Columns of the measures whose median and spread are shown."""
        return [at for at, one in enumerate(self.held) if one.measure.counted]


@cache
def embedded_scores() -> ScoreBook:
    """The embedded figures of groups alone."""
    return score_book(())


def score_book(files: Sequence[Path]) -> ScoreBook:
    """Embedded figures, with the publishers' files laid over them.

    Raises InputRejectedError EXPOSURE-001 to -009 for a file that cannot be used.
    """
    found: dict[str, Scores] = {}
    modes: Modes | None = None
    if files:
        from trimtab.app.exposure_files import read_score_files

        scores, modes = read_score_files(files)
        found = {one.measure.name: one for one in scores}
    occupations, jobs = _occupations()
    groups = {
        name: _embedded(measure) if name not in found else found[name].by_code()
        for name, measure in MEASURES.items()
    }
    held, columns = [], []
    for name, scores_by_code in groups.items():
        if scores_by_code:
            measure = MEASURES[name]
            columns.append(_of_occupations(occupations, scores_by_code, measure))
            held.append(_held(measure, found.get(name), columns[-1], jobs))
    raw = np.column_stack(columns)
    return ScoreBook(
        occupations,
        jobs,
        tuple(held),
        raw,
        _common_scale(held, raw, jobs),
        np.column_stack([_behind(one, raw[:, at]) for at, one in enumerate(held)]),
        {
            name: one
            for name, one in groups.items()
            if one and MEASURES[name].classification == ISCO
        },
        _automation(occupations, modes),
        modes.source if modes else "",
    )


def _automation(occupations: Sequence[str], modes: Modes | None) -> Vector:
    if modes is None:
        return np.full(len(occupations), np.nan)
    return _joined(occupations, dict(zip(modes.codes, modes.automation.tolist(), strict=True)))


def _held(measure: Measure, own: Scores | None, values: Vector, jobs: Vector) -> HeldMeasure:
    known = np.isfinite(values)
    matched, share = int(known.sum()), float(jobs[known].sum() / jobs.sum())
    if own is not None:
        if not matched:
            raise InputRejectedError("EXPOSURE-008", file=own.source)
        return HeldMeasure(measure, Grain.OCCUPATION, own.source, matched, share, own.joining)
    if measure.scale is Scale.STANDARDISED:
        matched, share = _AIOE_MATCHED, float("nan")
    elif measure.classification != ISCO:
        rated = _rated()
        matched, share = int(rated.sum()), float(jobs[rated].sum() / jobs.sum())
    return HeldMeasure(measure, Grain.GROUP, _embedded_file(measure), matched, share)


def _behind(held: HeldMeasure, values: Vector) -> Vector:
    if held.grain is Grain.OCCUPATION or held.measure.classification == ISCO:
        return np.isfinite(values).astype(float)
    if held.measure.scale is not Scale.TASK_SHARE:
        return np.full(values.shape, np.nan)
    return _rated().astype(float)


@cache
def _rated() -> npt.NDArray[np.bool_]:
    """Occupations (O,) that the embedded means of Eloundou et al. rest on."""
    unrated = classifications.unrated_occupations()
    return np.array([code not in unrated for code in _occupations()[0]])


def _common_scale(held: Sequence[HeldMeasure], raw: Matrix, jobs: Vector) -> Matrix:
    reference = [one.measure.name for one in held].index(REFERENCE_MEASURE)
    common = raw.copy()
    for at, one in enumerate(held):
        if one.measure.scale is Scale.STANDARDISED:
            common[:, at] = on_scale_of(raw[:, at], jobs, raw[:, reference], jobs)
    return common


@cache
def _occupations() -> tuple[tuple[str, ...], Vector]:
    """Detailed occupations with the jobs of the nation."""
    import pyarrow.compute as pc

    table = classifications.oews_state_occupation()
    chosen = pc.and_(
        pc.equal(table["region"], "US"), pc.equal(table["occupation_level"], "detailed")
    )
    kept = table.filter(chosen)
    jobs = np.nan_to_num(kept["employment"].to_numpy().astype(float))
    return tuple(kept["occupation"].to_pylist()), jobs


def _embedded_file(measure: Measure) -> str:
    if measure.classification == ISCO:
        return "exposure_isco08_submajor.csv"
    return "exposure_soc2018_major.csv"


_EMBEDDED_COLUMNS = {"ilo_2025": "ilo_mean_2025", "ilo_2023": "ilo_mean_2023"}


def _embedded(measure: Measure) -> Mapping[str, float]:
    """Group figures of a measure; empty where none are embedded."""
    if measure.classification == ISCO:
        table, column = (
            classifications.exposure_by_submajor_group(),
            _EMBEDDED_COLUMNS[measure.name],
        )
    else:
        table, column = classifications.exposure_by_major_group(), measure.name
    return {
        str(code): group.measures[column]
        for code, group in table.items()
        if column in group.measures
    }


def _of_occupations(
    occupations: Sequence[str], scores: Mapping[str, float], measure: Measure
) -> Vector:
    if measure.classification == ISCO:
        return _through_isco(occupations, scores)
    if any(code.endswith("-0000") for code in scores):  # groups, of which each is a member
        return np.array([scores.get(f"{code[:11]}-0000", np.nan) for code in occupations])
    return _joined(occupations, scores)


def _joined(occupations: Sequence[str], scores: Mapping[str, float]) -> Vector:
    """Scores by SOC 2018 code; those of occupations that OEWS publishes joined are averaged."""
    parts: dict[str, list[float]] = {}
    for code, value in scores.items():
        whole = classifications.published_occupation(code.partition(":")[2])
        parts.setdefault(f"{SOC}:{whole}", []).append(value)
    return np.array([np.mean(parts[code]) if code in parts else np.nan for code in occupations])


def _through_isco(occupations: Sequence[str], scores: Mapping[str, float]) -> Vector:
    """Mean over the ISCO groups of each occupation, by the weights of the crosswalk."""
    table = classifications.crosswalk(SOC, ISCO)
    values = {link.target: isco_score(link.target, scores) for link in table.links}
    found = []
    for code in occupations:
        pairs = [(link.weight, values[link.target]) for link in table.forward(code)]
        known = [(weight, value) for weight, value in pairs if np.isfinite(value)]
        total = sum(weight for weight, _ in known)
        found.append(sum(w * v for w, v in known) / total if total else np.nan)
    return np.array(found)


def isco_score(code: str, scores: Mapping[str, float]) -> float:
    """Score of an ISCO code: its own, the mean of the finer ones, or that of the nearest broader
    group; NaN where there is none of these."""
    if code in scores:
        return scores[code]
    finer = [value for one, value in scores.items() if one.startswith(code)]
    if finer:
        return float(np.mean(finer))
    broader = (code[:length] for length in range(len(code) - 1, len(ISCO) + 1, -1))
    return next((scores[one] for one in broader if one in scores), float("nan"))
