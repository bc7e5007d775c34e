"""The occupations of the United States as the mobility model sees them: BLS OEWS, May 2025."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from trimtab import classifications
from trimtab.simulation.economies.occupation_pairs import OccupationPairs, co_staffing
from trimtab.simulation.types import Index, Matrix, Vector

if TYPE_CHECKING:
    import pyarrow as pa

HIGH_LEVEL = {
    "11": 0, "13": 0, "15": 0, "17": 0, "19": 0, "21": 0, "23": 0, "25": 0, "27": 0, "29": 0,
    "31": 1, "33": 1, "35": 1, "37": 1, "39": 1,
    "41": 2, "43": 2,
    "45": 3, "47": 3, "49": 3,
    "51": 4, "53": 4,
}  # fmt: skip
"""High-level aggregation of each major group: management, business, science and arts; service;
sales and office; natural resources, construction and maintenance; production and transportation.
Standard Occupational Classification Manual 2018, occupational aggregations."""

MANUAL = frozenset({"37", "45", "47", "49", "51", "53"})
"""Major groups of mostly manual work: building and grounds cleaning, farming, construction, repair,
production, transportation. They hold about what ISCO-08 puts into its major groups 6 to 9."""

HOURS_A_YEAR = 2080
"""BLS turns hourly into annual wages with 2,080 hours; used for five occupations without the
latter."""

CLASSIFICATION = "SOC@2018"
_OVERLAPPING = ("OEWS@2025:999101", "OEWS@2025:999201", "OEWS@2025:999301")


@dataclass(frozen=True, slots=True)
class UsOccupations:
    """O detailed occupations of the nation, in order of codes (``SOC@2018:11-1011``).

    jobs (O,) persons; wage (O,) USD per year, mean; industries (I,) sectors that partition
    employment, industry_jobs (O, I); detailed_industry_jobs (O, J) by three-digit industry;
    minor, major (O,) codes without the classification.
    """

    codes: tuple[str, ...]
    jobs: Vector
    wage: Vector
    minor: tuple[str, ...]
    major: tuple[str, ...]
    industries: tuple[str, ...]
    industry_jobs: Matrix
    detailed_industry_jobs: Matrix

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def pairs(self) -> OccupationPairs:
        """What the mobility model knows of each pair of these occupations."""
        major, minor = np.array(self.major), np.array(self.minor)
        digits = [code[:2] for code in self.major]
        same_major = major[:, None] == major[None, :]
        same_minor = minor[:, None] == minor[None, :]
        return OccupationPairs(
            size=self.jobs,
            co_staffing=co_staffing(self.detailed_industry_jobs),
            wage=self.wage,
            high_level=np.array([HIGH_LEVEL[code] for code in digits], dtype=np.intp),
            manual=np.array([code in MANUAL for code in digits]),
            nearness=same_major.astype(np.float64) + same_minor,
        )


@cache
def us_occupations() -> UsOccupations:
    """The detailed occupations of the nation with their pay and where they are employed."""
    import pyarrow.compute as pc

    table = classifications.oews_state_occupation()
    national = pc.and_(
        pc.equal(table["region"], "US"), pc.equal(table["occupation_level"], "detailed")
    )
    table = table.filter(pc.and_(national, pc.is_valid(table["employment"]))).sort_by("occupation")
    codes = tuple(table["occupation"].to_pylist())
    listed = classifications.code_list(CLASSIFICATION)
    above = [listed.ancestors(code) for code in codes]
    industries, by_sector = _by_industry(codes, "sector")
    _, by_detail = _by_industry(codes, "3-digit")
    # A minor group of one occupation is not listed apart from it.
    minor = tuple((code, *groups)[-2] for code, groups in zip(codes, above, strict=True))
    return UsOccupations(
        codes=codes,
        jobs=numbers_of(table, "employment"),
        wage=wages_of(table),
        minor=minor,
        major=tuple(groups[-1] for groups in above),
        industries=industries,
        industry_jobs=_filled_by_group(by_sector, minor),
        detailed_industry_jobs=by_detail,
    )


def numbers_of(table: pa.Table, name: str) -> Vector:
    """A column as floats, NaN where null."""
    import pyarrow as pa

    column = table[name].cast(pa.float64()).combine_chunks()
    return np.array(column.to_numpy(zero_copy_only=False))


def wages_of(table: pa.Table) -> Vector:
    """Mean wage in USD per year; from the hourly one where only that was released."""
    yearly = numbers_of(table, "wage_mean_usd_year")
    hourly = numbers_of(table, "wage_mean_usd_hour") * HOURS_A_YEAR
    return np.where(np.isnan(yearly), hourly, yearly)


def _by_industry(codes: tuple[str, ...], level: str) -> tuple[tuple[str, ...], Matrix]:
    """Jobs (O, I) by industry of a level that partitions employment; unreleased cells are 0."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = classifications.oews_industry_occupation()
    kept = pc.and_(
        pc.and_(
            pc.equal(table["industry_level"], level),
            pc.equal(table["occupation_level"], "detailed"),
        ),
        pc.invert(pc.is_in(table["industry"], value_set=pa.array(_OVERLAPPING))),
    )
    table = table.filter(pc.and_(kept, pc.is_valid(table["employment"])))
    industries = tuple(sorted(pc.unique(table["industry"]).to_pylist()))
    row = positions_of(table["occupation"], codes)
    column = positions_of(table["industry"], industries)
    jobs = np.zeros((len(codes), len(industries)))
    jobs[row, column] = numbers_of(table, "employment")
    return industries, jobs


def positions_of(column: pa.ChunkedArray, known: tuple[str, ...]) -> Index:
    """Place of each text among those known, -1 where it is none of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    at = pc.fill_null(pc.index_in(column, value_set=pa.array(known)), -1).combine_chunks()
    return np.asarray(at.to_numpy()).astype(np.intp)


def _filled_by_group(jobs: Matrix, groups: tuple[str, ...]) -> Matrix:
    """Rows without any released industry get the mix of their minor group."""
    names = np.array(groups)
    filled = jobs.copy()
    for at in np.flatnonzero(jobs.sum(axis=1) == 0):
        filled[at] = jobs[names == names[at]].sum(axis=0)
    return filled
