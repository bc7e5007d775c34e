"""AI exposure of industries, from their occupation mix and published measures by occupation."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.classifications import MatchType
from trimtab.exposure import exposure_of_mix
from trimtab.kernel import Industry, InputRejectedError

Vector = npt.NDArray[np.float64]

SHARE_MEASURES = ("eloundou_gpt4_beta", "eloundou_human_beta", "eloundou_gpt4_alpha")
"""Shares of tasks, so that they can stand on one scale; AIOE is standardised and cannot."""

LEAST_COVERAGE = 0.5
"""Share of an industry's jobs that must be published by group for its figure to count."""

_SECTOR_RANGES = {"31-33": ("31", "32", "33"), "44-45": ("44", "45"), "48-49": ("48", "49")}
_PUBLIC_SECTOR = {"92": "OEWS@2025:99-100"}  # OEWS names public administration by owner

# CES divides schools, hospitals and government by owner; NAICS does not, the OEWS designations do.
_BY_OWNER = {
    "CES@2017:65610000": "OEWS@2025:611005",
    "CES@2017:65622000": "OEWS@2025:622005",
    "CES@2017:90911000": "OEWS@2025:999100",
    "CES@2017:90921611": "OEWS@2025:611002",
    "CES@2017:90922000": "OEWS@2025:999200",
    "CES@2017:90931611": "OEWS@2025:611003",
    "CES@2017:90932000": "OEWS@2025:999300",
}


class JoinKind(StrEnum):
    """How an industry found its occupation mix."""

    DIRECT = "direct"  # published for exactly or nearly this industry
    PARTS = "parts"  # summed over the published industries it consists of
    BROADER = "broader"  # the nearest broader industry that is published
    UNKNOWN = "unknown"  # none, or too few of its jobs published


@dataclass(frozen=True, slots=True)
class IndustryExposure:
    """Exposure of industries, all arrays (I,), NaN where unknown.

    ``middle``, ``low``, ``high``: median, lowest and highest published measure, shares of tasks
    0 to 1; the spread is between measures, not a sampling interval. ``coverage``: share of the
    industry's jobs whose occupation group is published. ``kind``: how each found its mix.
    """

    industries: tuple[str, ...]
    middle: Vector
    low: Vector
    high: Vector
    coverage: Vector
    kind: tuple[JoinKind, ...]

    @property
    def joins(self) -> Mapping[JoinKind, int]:
        """How many industries were joined in each way; what is lost is under ``UNKNOWN``."""
        return Counter(self.kind)


def industry_exposure(industries: Sequence[Industry | str | None]) -> Vector:
    """AI exposure of each industry, share of tasks 0 to 1 (I,); NaN where unknown.

    The median over the published measures; see ``exposure_of_industries``, which also gives the
    spread between measures and counts the losses of the join. None ("all industries") is unknown:
    a total lies on no gradient.

    >>> industry_exposure(["NAICS@2022:5415", "CES@2017:70722000", None]).round(2)
    array([0.51, 0.16,  nan])
    """
    return exposure_of_industries(industries).middle


def exposure_of_industries(industries: Sequence[Industry | str | None]) -> IndustryExposure:
    """Exposure of each industry with its spread, coverage and the way it was joined.

    Model        employment-weighted mean over the industry's SOC major groups (``exposure_of_mix``)
    Inputs       NAICS (2017 or 2022), CES@2017 or OEWS@2025 codes; others are unknown
    Returns      IndustryExposure
    Simplifies   a mix of May 2025 stands for every year; an industry that is not published takes
                 the mix of the nearest broader one; a major group's score for all its jobs; the
                 self-employed are not covered
    References   BLS, Occupational Employment and Wage Statistics, May 2025 (public domain);
                 Eloundou, Manning, Mishkin and Rock (2023), GPTs are GPTs, arXiv:2303.10130
    """
    names = tuple("" if one is None else str(one) for one in industries)
    distinct = tuple(dict.fromkeys(names))
    mixes = _mixes()
    found = [_published_parts(name, mixes.row) for name in distinct]
    employment = np.zeros((len(distinct), mixes.employment.shape[1]))
    total = np.full(len(distinct), np.nan)
    for at, (rows, _) in enumerate(found):
        if rows:
            employment[at] = np.nansum(mixes.employment[list(rows)], axis=0)
            total[at] = mixes.total[list(rows)].sum()
    coverage = employment.sum(axis=1) / total
    known = coverage >= LEAST_COVERAGE
    table = np.full((4, len(distinct)), np.nan)
    mix = exposure_of_mix(employment[known], total[known], mixes.scores)
    table[:, known] = (mix.middle, mix.low, mix.high, mix.coverage)
    place = {name: at for at, name in enumerate(distinct)}
    spread = table[:, [place[name] for name in names]]
    kinds = [
        kind if fine else JoinKind.UNKNOWN for (_, kind), fine in zip(found, known, strict=True)
    ]
    return IndustryExposure(
        names, spread[0], spread[1], spread[2], spread[3], tuple(kinds[place[n]] for n in names)
    )


@dataclass(frozen=True, slots=True)
class _Mixes:
    """Published occupation mixes: ``row`` of an industry in ``employment`` (I, G) and ``total``."""

    row: Mapping[str, int]
    employment: npt.NDArray[np.float64]
    total: Vector
    scores: npt.NDArray[np.float64]


@cache
def _mixes() -> _Mixes:
    import pyarrow.compute as pc

    measures = classifications.exposure_by_major_group()
    column = {str(group): at for at, group in enumerate(measures)}
    table = classifications.oews_industry_occupation()
    level = table["occupation_level"]
    kept = table.filter(pc.or_(pc.equal(level, "major"), pc.equal(level, "total")))
    rows = kept.select(["industry", "occupation", "employment"]).to_pylist()
    row = {name: at for at, name in enumerate(dict.fromkeys(one["industry"] for one in rows))}
    employment = np.full((len(row), len(column)), np.nan)
    total = np.full(len(row), np.nan)
    for one in rows:
        at, jobs = row[one["industry"]], one["employment"]
        if one["occupation"] in column:
            employment[at, column[one["occupation"]]] = np.nan if jobs is None else jobs
        elif jobs is not None:
            total[at] = jobs
    scores = np.array(
        [[one.measures[name] for name in SHARE_MEASURES] for one in measures.values()]
    )
    return _Mixes(row, employment, total, scores)


def _published_parts(name: str, row: Mapping[str, int]) -> tuple[tuple[int, ...], JoinKind]:
    """Rows of the published industries that make up, or hold, an industry."""
    if name in _BY_OWNER:
        return (row[_BY_OWNER[name]],), JoinKind.DIRECT
    links = classifications.crosswalk("CES@2017", "NAICS@2022").forward(name)
    targets = [link.target for link in links] if name.startswith("CES@2017:") else [name]
    nearest = [next(_upwards(target, row), None) for target in targets]
    published = [one for one in nearest if one is not None]
    if not published or len(published) < len(nearest):
        return (), JoinKind.UNKNOWN
    rows = tuple(dict.fromkeys(row[one] for one in published))
    found = all(one in _names_of(asked) for asked, one in zip(targets, published, strict=True))
    if not found or any(link.match is MatchType.BROAD for link in links):
        return rows, JoinKind.BROADER
    return rows, JoinKind.PARTS if len(rows) > 1 else JoinKind.DIRECT


def _upwards(code: str, row: Mapping[str, int]) -> Iterator[str]:
    """Published industries that hold a code, itself first, then nearest first."""
    classification, _, local = code.partition(":")
    shortest = 2 if classification.startswith("NAICS@") else len(local)
    for length in range(len(local), shortest - 1, -1):
        yield from (one for one in _names_of(f"{classification}:{local[:length]}") if one in row)


def _names_of(code: str) -> tuple[str, ...]:
    """What OEWS calls a NAICS code of any version: sectors may be ranges or designations."""
    classification, _, local = code.partition(":")
    if not classification.startswith("NAICS@"):
        return (code,)
    ranges = [f"NAICS@2022:{name}" for name, parts in _SECTOR_RANGES.items() if local in parts]
    return (_PUBLIC_SECTOR.get(local, f"NAICS@2022:{local}"), *ranges)


def read_exposures(path: Path) -> Mapping[str, float]:
    """Exposure by industry code from a CSV file with the columns ``industry`` and ``exposure``.

    For classifications whose industries are not published with us. Raises InputRejectedError
    MONITORING-068, naming the row, unless every row has a code and a share of 0 to 1, once.
    """
    found: dict[str, float] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            try:
                code, share = str(Industry((row["industry"] or "").strip())), float(row["exposure"])
            except (KeyError, TypeError, ValueError, InputRejectedError):
                code, share = "", float("nan")
            if not 0 <= share <= 1 or code in found:
                raise InputRejectedError("MONITORING-068", file=path.name, row=number)
            found[code] = share
    return found
