"""AI adoption: work removed, work helped, work created, along a logistic path.

    d*(t) = D0 + L(t) (-R + G + N),  L(t) = 1 / (1 + exp(-k (t - t0)))
    R_i = D0_i w_i a x_i automation      work removed (exposure x, adoption a, industry share w)
    G_i = D0_i w_i a x_i augmentation    demand for work that is helped, more or less
    N   = new work as a share of sum R, placed in the same occupation group, in high-skill work or
          over all work, always in the region where work was removed

k and t0 as in del Rio-Chanona et al. (2021): 0.01 % at the start, 99.99 % after ``pace_years``.
New work can exceed what is removed. Published measures of exposure disagree: where none is named,
each draw takes one of those that are shares, and the best estimate is their mean.

Simplifies: one path for all cells; a cell without an exposure score has the mean of those with one,
weighted by jobs; adoption does not depend on wages.
"""

from __future__ import annotations

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.contribution import Contribution, DemandChange, DemandPart
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.levers.selection import major_group
from trimtab.simulation.types import Economy, Index, Matrix, Vector

HIGH_SKILL_FROM = 0.75
"""High-skill work: jobs from this quantile of the wages of their region on (assumption)."""


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """Demand of every cell, and the three parts in jobs at full adoption.

    Raises SIMULATION-070 (exposure measure), 071 (industry), 061 (selector).
    """
    economy = ground.economy
    reached = acts.cells(economy.cells) * _industry_shares(acts, economy)
    touched = (
        ground.demand[:, None]
        * reached
        * _exposures(acts, economy)
        * acts.numbers("adoption_share")
    )
    removed = touched * acts.numbers("automation_share")
    helped = touched * acts.numbers("augmentation_change")
    created = _placed(acts, ground, removed * acts.numbers("new_work_share"))
    change = helped + created - removed
    columns = acts.columns
    return Contribution(
        demand=(DemandChange(columns, change, adoption_path(acts)),),
        parts=(
            DemandPart(columns, "automated", -removed.sum(axis=0)),
            DemandPart(columns, "augmented", helped.sum(axis=0)),
            DemandPart(columns, "new_work", created.sum(axis=0)),
        ),
    )


def adoption_path(acts: Acts) -> Matrix:
    """(T, n) logistic path; demand of the step from t to t+1 is that of t+1."""
    half = np.maximum(acts.numbers("pace_years") / acts.step_years / 2, 0.5)
    steepness = -np.log(1 / 0.9999 - 1) / half
    since = np.arange(acts.steps)[:, None] + 1 - acts.steps_of("from_year")
    path: Matrix = acts.on() / (1 + np.exp(-np.clip(steepness * (since - half), -700, 700)))
    return path


def _exposures(acts: Acts, economy: Economy) -> Matrix:
    """(C, n) exposure 0 to 1: by the measure a policy names; where it names none, by the one that
    its quantile draws, or the mean of all measures as the best estimate."""
    usable = _usable_measures(economy)
    made: dict[tuple[str, ...], Vector] = {}
    chosen = []
    for policy, uniforms in zip(acts.policies, acts.uniforms, strict=True):
        asked = policy.codes("measure")
        u = uniforms.get(policy.path("measure"))
        if not asked:
            drawn = 0 if u is None else min(int(u * len(usable)), len(usable) - 1)
            asked = usable if u is None else usable[drawn : drawn + 1]
        if not asked or not set(asked) <= set(usable):
            raise InputRejectedError(
                "SIMULATION-070", lever=policy.form, value=", ".join(asked) or "-",
                held=", ".join(usable) or "-", economy=economy.name, line=policy.line or "-",
            )  # fmt: skip
        if asked not in made:
            made[asked] = np.mean([_exposure(one, economy) for one in asked], axis=0)
        chosen.append(made[asked])
    return np.stack(chosen, axis=1)


def _usable_measures(economy: Economy) -> tuple[str, ...]:
    """Measures that are shares of 0 to 1; a standardised score says nothing of how much work."""
    scores = economy.exposure
    return tuple(
        name
        for at, name in enumerate(economy.measures)
        if np.isfinite(scores[:, at]).any()
        and np.nanmin(scores[:, at]) >= 0
        and np.nanmax(scores[:, at]) <= 1
    )


def _exposure(measure: str, economy: Economy) -> Vector:
    score = economy.exposure[:, economy.measures.index(measure)]
    known = np.isfinite(score)
    weight = economy.employed.sum(axis=1) * known
    mean = float(np.where(known, score, 0.0) @ weight / weight.sum()) if weight.any() else 0.0
    return np.where(known, score, mean)


def _industry_shares(acts: Acts, economy: Economy) -> Matrix:
    """(C, n) or (C, 1): share of a cell's jobs in the industries asked for; 1 where none are."""
    shares = []
    for policy in acts.policies:
        share = np.ones(len(economy.cells))
        if wanted := policy.codes("industries"):
            unknown = [one for one in wanted if one not in economy.industries]
            if unknown:
                raise InputRejectedError(
                    "SIMULATION-071", lever=policy.form, value=", ".join(unknown),
                    held=", ".join(economy.industries[:12]) or "-", line=policy.line or "-",
                )  # fmt: skip
            share = economy.industry_mix[:, [economy.industries.index(one) for one in wanted]].sum(
                axis=1
            )
        shares.append(share)
    if all(one is shares[0] or np.array_equal(one, shares[0]) for one in shares):
        return shares[0][:, None]
    return np.stack(shares, axis=1)


def _placed(acts: Acts, ground: Ground, created: Matrix) -> Matrix:
    """(C, n) where new jobs appear; sums over cells are kept."""
    cells, demand = ground.economy.cells, ground.demand
    region = cells.region_of
    groups = np.array([major_group(one) for one in cells.occupations])
    group = np.unique(groups, return_inverse=True)[1].astype(np.intp)[cells.occupation_of]
    high = demand * _is_high_skill(ground)
    placed: Matrix = (
        acts.chosen("new_work_place", "same_group")
        * _shared(created, region * (int(group.max()) + 1) + group, demand)
        + acts.chosen("new_work_place", "high_skill") * _shared(created, region, high)
        + acts.chosen("new_work_place", "spread") * _shared(created, region, demand)
    )
    return placed


def _shared(jobs: Matrix, group: Index, weight: Vector) -> Matrix:
    """Jobs of each group over its cells in proportion to ``weight``; where a group has no weight,
    they stay in the cells where work was removed."""
    count = int(group.max()) + 1
    total = np.bincount(group, weights=weight, minlength=count)
    sums = np.zeros((count, jobs.shape[1]))
    np.add.at(sums, group, jobs)
    has = (total > 0)[group]
    share = np.where(has, weight / np.where(total > 0, total, 1.0)[group], 0.0)
    return np.where(has[:, None], share[:, None] * sums[group], jobs)


def _is_high_skill(ground: Ground) -> Vector:
    """(C,) 1 where the wage is at or above the quantile of the jobs of the region; 1 everywhere in
    a region where no wage is known."""
    cells, wage, demand = ground.economy.cells, ground.wage, ground.demand
    high = np.ones(len(cells))
    if np.isnan(wage).any():
        return high
    for region in range(len(cells.regions)):
        here = np.flatnonzero(cells.region_of == region)
        if here.size:
            order = here[np.argsort(wage[here], kind="stable")]
            below = np.cumsum(demand[order]) / max(demand[order].sum(), 1e-200)
            at = min(int(np.searchsorted(below, HIGH_SKILL_FROM)), order.size - 1)
            edge = wage[order][at]
            high[here] = wage[here] >= edge
    return high
