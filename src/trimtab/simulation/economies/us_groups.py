"""The occupations of the United States at a level of detail, with their moves and jobs by state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import sparse

from trimtab import classifications
from trimtab.classifications.reading import read_csv
from trimtab.kernel import OccupationLevel, UnknownCodeError, Wording
from trimtab.simulation.economies.mobility import destination_shares, mobility_network
from trimtab.simulation.economies.us_occupations import CLASSIFICATION, us_occupations
from trimtab.simulation.economies.us_states import state_jobs
from trimtab.simulation.types import Index, Matrix, Vector

LEVELS = tuple(level.value for level in OccupationLevel)
NATION = "US"
COEFFICIENTS_FILE = "mobility_coefficients_us.csv"


@dataclass(frozen=True, slots=True)
class UsGroups:
    """G occupations of one level (``SOC@2018:15-0000``), sums of the detailed ones.

    ``group_of`` (O,) of each detailed occupation; ``jobs`` (G,) of the nation; ``tier`` (G,) third
    of the nation's jobs by mean wage, for a group the third that most of its jobs are in;
    ``industry_mix`` (G, I), rows sum to 1.
    """

    codes: tuple[str, ...]
    titles: Mapping[str, Wording]
    group_of: Index
    jobs: Vector
    tier: Index
    industry_mix: Matrix

    def in_regions(self, regions: tuple[str, ...]) -> tuple[Matrix, Matrix]:
        """Jobs and mean wage (R, G) of states, or of the nation as one region."""
        if regions == (NATION,):
            jobs, wage = us_occupations().jobs[None, :], us_occupations().wage[None, :]
        else:
            states = state_jobs()
            rows = [states.regions.index(region) for region in regions]
            jobs, wage = states.jobs[rows], states.wage[rows]
        held = self._summed(jobs)
        return held, self._summed(jobs * wage) / np.where(held > 0, held, 1.0)

    def network(
        self,
        stay_share: float,
        kept_edges: int | None,
        coefficients: Mapping[str, float] | None = None,
    ) -> sparse.csr_array:
        """Shares of applications (G, G), rows sum to 1, those within a group on the diagonal.

        ``kept_edges`` thins detailed occupations; the moves of groups are summed from all.
        ``coefficients`` in place of those embedded.
        """
        pairs = us_occupations().pairs
        shares = destination_shares(pairs, coefficients) if coefficients else us_shares()
        if len(self.codes) == len(shares):
            return mobility_network(shares, self.jobs, stay_share, kept_edges)
        whole = mobility_network(shares, us_occupations().jobs, stay_share).toarray()
        flows = self._summed(self._summed(whole * us_occupations().jobs[:, None]).T).T
        return sparse.csr_array(flows / self.jobs[:, None])

    def _summed(self, values: Matrix) -> Matrix:
        """Last axis from detailed occupations to groups."""
        member = self.group_of[:, None] == np.arange(len(self.codes))
        summed: Matrix = values @ member.astype(np.float64)
        return summed


@cache
def us_groups(level: str) -> UsGroups:
    """The occupations of a level: detailed (830), minor or major (22).

    Raises UnknownCodeError SIMULATION-022 for another level.
    """
    occupations = us_occupations()
    by_level = {
        "detailed": occupations.codes,
        "minor": tuple(_identity(code) for code in occupations.minor),
        "major": tuple(_identity(code) for code in occupations.major),
    }
    if level not in by_level:
        raise UnknownCodeError("SIMULATION-022", value=level, known=", ".join(LEVELS))
    codes = tuple(dict.fromkeys(by_level[level]))
    place = {code: at for at, code in enumerate(codes)}
    group_of = np.array([place[code] for code in by_level[level]], dtype=np.intp)
    tiers = np.zeros((len(codes), 3))
    np.add.at(tiers, (group_of, wage_thirds(occupations.wage, occupations.jobs)), occupations.jobs)
    industry = np.zeros((len(codes), len(occupations.industries)))
    mix = occupations.industry_jobs / occupations.industry_jobs.sum(axis=1, keepdims=True)
    np.add.at(industry, group_of, mix * occupations.jobs[:, None])
    return UsGroups(
        codes=codes,
        titles=_titles(codes),
        group_of=group_of,
        jobs=np.bincount(group_of, weights=occupations.jobs).astype(np.float64),
        tier=tiers.argmax(axis=1),
        industry_mix=industry / industry.sum(axis=1, keepdims=True),
    )


@cache
def us_coefficients() -> Mapping[str, float]:
    """Coefficients of the mobility model by term; see ``source_of`` of their file."""
    return {row["term"]: float(row["value"]) for row in read_csv(COEFFICIENTS_FILE)}


@cache
def us_shares() -> Matrix:
    """(O, O) shares of leavers by occupation entered, for the nation's detailed occupations."""
    return destination_shares(us_occupations().pairs, us_coefficients())


def wage_thirds(wage: Vector, jobs: Vector) -> Index:
    """Tier 0, 1 or 2 of each occupation: thirds of all jobs in order of the mean wage."""
    order = np.argsort(wage, kind="stable")
    middle = np.cumsum(jobs[order]) - jobs[order] / 2
    tiers = np.empty(len(wage), dtype=np.intp)
    tiers[order] = np.minimum((3 * middle / jobs.sum()).astype(np.intp), 2)
    return tiers


def _identity(code: str) -> str:
    return f"{CLASSIFICATION}:{code.removeprefix(f'{CLASSIFICATION}:')}"


def _titles(codes: tuple[str, ...]) -> dict[str, Wording]:
    listed = classifications.code_list(CLASSIFICATION)
    entries = {code: listed.entry(code) for code in codes}
    return {code: Wording(entry.title_en, entry.title_zh) for code, entry in entries.items()}
