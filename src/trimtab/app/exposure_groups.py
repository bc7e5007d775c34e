"""Exposure of a region's occupations, industries, tiers or parts, with spread and join losses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.app.exposure_cells import means_of_codes, scores_of_codes
from trimtab.app.exposure_choices import By
from trimtab.app.exposure_jobs import (
    Jobs,
    jobs_of_industries,
    jobs_of_industries_in,
    jobs_of_regions,
    states,
)
from trimtab.app.exposure_scores import SOC, HeldMeasure, ScoreBook, score_book
from trimtab.app.exposure_tiers import SkillTier, tiers_of_occupations
from trimtab.exposure import Consensus, Scale, consensus, means_of_groups
from trimtab.kernel import Basis, OccupationLevel, UnknownCodeError

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
NO_TIER = "none"
LEAST_KNOWN = 0.005
"""Share of a group's jobs for which automation must be known to be shown at all."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. ``measure``: one by name on its own scale, empty for the median of those
    that are counted. ``assumed``: share of automation where no source says, None for unknown."""

    region: str = "US"
    by: By = By.INDUSTRY
    level: OccupationLevel = OccupationLevel.MAJOR
    measure: str = ""
    scores: tuple[Path, ...] = ()
    jobs: Path | None = None
    assumed: float | None = None


@dataclass(frozen=True, slots=True)
class GroupExposures:
    """Exposure of G groups.

    ``found``: median and spread over the measures, or the one measure asked for. ``by_measure``
    (G, M) of the ``held`` measures, each on the scale shown; ``matched`` (G,) share of the group's
    jobs that the measure covering least rests on. ``automation`` (G,) share of the use of AI that
    hands the task over, NaN unknown, ``known`` (G,) the share of jobs for which a source says so.
    ``axis``: the occupations behind the groups.
    """

    request: Request
    groups: tuple[str, ...]
    jobs: Vector
    found: Consensus
    held: tuple[HeldMeasure, ...]
    by_measure: Matrix
    matched: Vector
    automation: Vector
    known: Vector
    automation_source: str
    basis: Basis
    source: str
    axis: tuple[str, ...]

    def order(self) -> list[int]:
        """Positions from the most exposed down, unknown ones last."""
        middle = np.where(np.isfinite(self.found.middle), self.found.middle, -np.inf)
        return [int(at) for at in np.argsort(-middle, kind="stable")]

    @property
    def through_crosswalk(self) -> bool:
        """Whether occupations of another classification than SOC were scored by crosswalk."""
        return any(not code.startswith(f"{SOC}:") for code in self.axis)


def exposure_of_groups(request: Request) -> GroupExposures:
    """Exposure as asked for: each measure averaged over jobs, then their median and spread.

    Model        ``means_of_groups`` by measure, on the common scale, then ``consensus``; with a
                 measure named, that one on its own scale
    Raises       UnknownCodeError EXPOSURE-012 (no jobs by occupation are held for the region), -013
                 (no such measure); errors of the files, see ``score_book`` and ``read_jobs``
    Simplifies   a state's jobs by industry are MODELLED (``split_by_shares``); the mix of May 2025;
                 the self-employed are not covered; without files the scores are those of groups
    """
    book = score_book(request.scores)
    columns = _columns(request.measure, book)
    jobs = _jobs(request)
    raw = book.raw if request.measure else book.common
    scores = scores_of_codes(jobs.axis, book, raw)
    means = means_of_groups(jobs.counts, scores[:, columns], jobs.totals)
    stated = [at for at in columns if np.isfinite(book.behind[:, at]).any()]
    covered = _covered(jobs, means_of_codes(jobs.axis, book, book.behind[:, stated]))
    automation, known = _automation(jobs, book)
    if request.assumed is not None:
        automation = np.nan_to_num(automation) * known + request.assumed * (1 - known)
    return GroupExposures(
        request,
        jobs.groups,
        jobs.totals,
        consensus(means.means),
        tuple(book.held[at] for at in columns),
        means.means,
        covered,
        automation,
        known,
        book.automation_source,
        jobs.basis,
        jobs.source,
        jobs.axis,
    )


def _automation(jobs: Jobs, book: ScoreBook) -> tuple[Vector, Vector]:
    """Share of automation of each group and the share of its jobs that this is known for; unknown
    below ``LEAST_KNOWN``."""
    told = np.isfinite(book.automation)
    values = means_of_codes(jobs.axis, book, book.automation[:, None])
    parts = means_of_codes(jobs.axis, book, told[:, None].astype(float))
    weights = np.nan_to_num(jobs.counts) * np.nan_to_num(parts[:, 0])
    total = np.fmax(jobs.totals, np.nansum(jobs.counts, axis=1))
    known = np.divide(weights.sum(axis=1), total, np.zeros(total.shape), where=total > 0)
    found = means_of_groups(weights, values).means[:, 0]
    return np.where(known >= LEAST_KNOWN, found, np.nan), known


def _covered(jobs: Jobs, behind: Matrix) -> Vector:
    """Share of each group's jobs that the measure covering least rests on, of those whose source
    says so; NaN where that is none of them. A code without a score is not covered."""
    counts = np.nan_to_num(jobs.counts)
    if not behind.shape[1]:
        return np.full(len(jobs.groups), np.nan)
    total = np.fmax(jobs.totals, counts.sum(axis=1))[:, None]
    rest = counts @ np.nan_to_num(behind)
    shares: Vector = np.divide(rest, total, np.zeros(rest.shape), where=total > 0).min(axis=1)
    return shares


def _columns(measure: str, book: ScoreBook) -> list[int]:
    if not measure:
        return book.counted
    if measure not in book.measures:
        raise UnknownCodeError("EXPOSURE-013", measure=measure, held=", ".join(book.measures))
    return [book.measures.index(measure)]


def _jobs(request: Request) -> Jobs:
    if request.jobs is not None:
        return _own_jobs(request)
    if not request.region.startswith("US"):
        raise UnknownCodeError("EXPOSURE-012", region=request.region, held="US, US-AL ... US-WY")
    match request.by:
        case By.REGION:
            below = states() if request.region == "US" else (request.region,)
            return jobs_of_regions(tuple(dict.fromkeys(("US", *below))))
        case By.INDUSTRY:
            nation = request.region == "US"
            return jobs_of_industries() if nation else jobs_of_industries_in(request.region)
        case By.TIER:
            return by_tier(jobs_of_regions([request.region]))
    return by_occupation(jobs_of_regions([request.region]), request.level)


def _own_jobs(request: Request) -> Jobs:
    from trimtab.app.exposure_own_jobs import read_jobs

    assert request.jobs is not None
    if request.by in (By.INDUSTRY, By.REGION):
        return read_jobs(request.jobs, request.region, request.by.value)
    if request.by is By.OCCUPATION:
        return read_jobs(request.jobs, request.region, "occupation")
    return by_tier(read_jobs(request.jobs, request.region, None))


def by_tier(jobs: Jobs) -> Jobs:
    """The jobs of one group divided over the tiers of their occupations; what has no tier (armed
    forces, not elsewhere classified) stands apart. Tiers without jobs are left out."""
    tiers = tiers_of_occupations(jobs.axis)
    shares = np.column_stack([np.nan_to_num(tiers), np.isnan(tiers).any(axis=1)])
    counts = shares.T * np.nan_to_num(jobs.counts[0])
    totals = counts.sum(axis=1)
    names = np.array([*(tier.value for tier in SkillTier), NO_TIER])
    some = totals > 0
    return replace(
        jobs, groups=tuple(names[some].tolist()), counts=counts[some], totals=totals[some]
    )


def by_occupation(jobs: Jobs, level: OccupationLevel) -> Jobs:
    """The jobs of one region by occupation groups: major ones whole, minor and detailed ones as far
    as the cells of their detailed occupations are published."""
    listed = classifications.code_list(SOC)
    group = {}
    for code in jobs.axis:
        local = code.partition(":")[2]
        above = (local, *listed.ancestors(local))
        group[code] = next((one for one in above if listed.entry(one).level == level), None)
    names = dict.fromkeys(name for name in group.values() if name is not None)
    place = {name: at for at, name in enumerate(names)}
    counts = np.zeros((len(names), len(jobs.axis)))
    for at, code in enumerate(jobs.axis):
        name = group[code]
        if name is not None:
            counts[place[name], at] = jobs.counts[0, at]
    some = counts.sum(axis=1) > 0
    kept = tuple(f"{SOC}:{name}" for name, is_kept in zip(names, some, strict=True) if is_kept)
    return replace(jobs, groups=kept, counts=counts[some], totals=counts[some].sum(axis=1))


def scale_of(found: GroupExposures) -> Scale:
    """Scale of the figures: of the one measure, or the share of tasks that all were brought to."""
    return found.held[0].measure.scale if found.request.measure else Scale.TASK_SHARE
