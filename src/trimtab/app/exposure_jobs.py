"""Jobs by group and occupation: regions and industries of OEWS.

The axis of OEWS occupations is the detailed ones and, after them, what remains of each major group
beside its published occupations: suppressed cells are not lost, they stand at their major group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.app.exposure_scores import embedded_scores
from trimtab.exposure import split_by_shares
from trimtab.kernel import Basis, UnknownCodeError

if TYPE_CHECKING:
    import pyarrow as pa

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]

PUBLIC_SECTOR = "OEWS@2025:99-100"


@dataclass(frozen=True, slots=True)
class Jobs:
    """``counts`` (G, A) jobs of ``groups`` by the codes of ``axis``; ``totals`` (G,) published for
    the group, as much as is known of it; ``basis`` of the counts; ``source`` entry or file."""

    groups: tuple[str, ...]
    axis: tuple[str, ...]
    counts: Matrix
    totals: Vector
    basis: Basis
    source: str


@cache
def oews_axis() -> tuple[str, ...]:
    """Detailed occupations, then the major groups for what remains of them."""
    detailed = embedded_scores().occupations
    majors = dict.fromkeys(f"{code[:11]}-0000" for code in detailed)
    return (*detailed, *majors)


def jobs_of_regions(regions: Sequence[str]) -> Jobs:
    """OEWS jobs of regions. Raises UnknownCodeError EXPOSURE-012 for one that has none."""
    table = classifications.oews_state_occupation()
    found = _by_group(table, "region", set(regions))
    lacking = [region for region in regions if region not in found]
    if lacking:
        held = _held_regions()
        raise UnknownCodeError("EXPOSURE-012", region=lacking[0], held=f"{held[0]} ... {held[-1]}")
    return _arranged(tuple(regions), found, Basis.OBSERVED, "oews_state_occupation.parquet")


def _held_regions() -> tuple[str, ...]:
    import pyarrow.compute as pc

    return tuple(sorted(pc.unique(classifications.oews_state_occupation()["region"]).to_pylist()))


def states() -> tuple[str, ...]:
    """Regions of OEWS below the nation."""
    return tuple(region for region in _held_regions() if region != "US")


def jobs_of_industries() -> Jobs:
    """OEWS jobs of the 20 sectors and the public sector in the nation."""
    table = classifications.oews_industry_occupation()
    found = _by_group(table, "industry", set(sectors()))
    return _arranged(sectors(), found, Basis.OBSERVED, "oews_industry_occupation.parquet")


@cache
def sectors() -> tuple[str, ...]:
    """Industries that partition the jobs of OEWS: NAICS sectors and, by owner, government."""
    import pyarrow.compute as pc

    table = classifications.oews_industry_occupation()
    names = pc.unique(table.filter(pc.equal(table["industry_level"], "sector"))["industry"])
    found = [name for name in names.to_pylist() if name.startswith("NAICS@")]
    return (*found, PUBLIC_SECTOR)


def jobs_of_industries_in(region: str) -> Jobs:
    """MODELLED jobs of a state by industry: its occupations spread as they are in the nation.

    See ``split_by_shares``. What the nation does not publish of an occupation by industry is spread
    as its major group is.
    """
    nation, own = jobs_of_industries(), jobs_of_regions([region])
    majors = np.array([code[:11] for code in nation.axis])
    spread = nation.counts.copy()
    for at in np.flatnonzero(~nation.counts.any(axis=0)):
        spread[:, at] = nation.counts[:, majors == majors[at]].sum(axis=1)
    counts = split_by_shares(spread, own.counts[0])
    return Jobs(
        nation.groups,
        nation.axis,
        counts,
        counts.sum(axis=1),
        Basis.MODELLED,
        f"{own.source}, {nation.source}",
    )


_Row = tuple[dict[str, float], dict[str, float], float]


def _by_group(table: pa.Table, column: str, wanted: set[str]) -> Mapping[str, _Row]:
    """Of each group: detailed jobs, major jobs, and the published total."""
    import pyarrow as arrow
    import pyarrow.compute as pc

    kept = table.filter(pc.is_in(table[column], arrow.array(sorted(wanted))))
    names = kept[column].to_pylist()
    levels, codes = kept["occupation_level"].to_pylist(), kept["occupation"].to_pylist()
    jobs = kept["employment"].to_pylist()
    found: dict[str, tuple[dict[str, float], dict[str, float], list[float]]] = {}
    for name, level, code, count in zip(names, levels, codes, jobs, strict=True):
        detailed, majors, total = found.setdefault(name, ({}, {}, []))
        if count is None:
            continue
        if level == "detailed":
            detailed[code] = float(count)
        elif level == "major":
            majors[code] = float(count)
        elif level == "total":
            total.append(float(count))
    return {
        name: (detailed, majors, total[0] if total else sum(majors.values()))
        for name, (detailed, majors, total) in found.items()
    }


def _arranged(
    groups: tuple[str, ...], found: Mapping[str, _Row], basis: Basis, source: str
) -> Jobs:
    axis = oews_axis()
    place = {code: at for at, code in enumerate(axis)}
    counts = np.zeros((len(groups), len(axis)))
    totals = np.zeros(len(groups))
    for at, group in enumerate(groups):
        detailed, majors, totals[at] = found[group]
        published: dict[str, float] = {}
        for code, jobs in detailed.items():
            counts[at, place[code]] = jobs
            published[f"{code[:11]}-0000"] = published.get(f"{code[:11]}-0000", 0.0) + jobs
        for code, jobs in majors.items():
            if code in place:
                counts[at, place[code]] = max(0.0, jobs - published.get(code, 0.0))
    return Jobs(groups, axis, counts, totals, basis, source)
