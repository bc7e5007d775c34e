"""The economies a workspace can try policies on, kept in memory: whole, and quick to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np

from trimtab.app.economies import PROVINCE, UNITED_STATES, open_economy
from trimtab.app.province_economy import COUNTS, SETTINGS
from trimtab.kernel import UnknownCodeError, Wording
from trimtab.messages import Language
from trimtab.reports.simulation.titles import group_title
from trimtab.simulation.answers.axes import occupation_group
from trimtab.simulation.levers.selection import INSURED
from trimtab.simulation.types import Economy, Kinds, Vector

DETAIL = "major"
"""Occupations of the United States in the simulator: 22 groups."""

_OPENING = Lock()  # two people who ask at once wait for one reading


@dataclass(frozen=True, slots=True)
class Ground:
    """An economy by name, ``province`` or ``us``; ``folder`` holds the demonstration province."""

    name: str
    folder: Path | None = None


def grounds_of(workspace: Path) -> tuple[Ground, ...]:
    """What this workspace can be asked about, its own economy first.

    The demonstration's workspace lies in the folder of its province; every other one starts from
    the United States.
    """
    folder = workspace.absolute().parent
    own = (folder / SETTINGS).is_file() and (folder / COUNTS).is_file()
    return (*((Ground("province", folder),) if own else ()), Ground("us"))


def ground_named(workspace: Path, name: str) -> Ground:
    """The ground of that name; the first for an empty name. Raises UnknownCodeError WEB-092."""
    known = grounds_of(workspace)
    if not name:
        return known[0]
    for ground in known:
        if ground.name == name:
            return ground
    raise UnknownCodeError("WEB-092", name=name, known=", ".join(one.name for one in known))


def open_ground(ground: Ground, region: str = "") -> Economy:
    """The whole economy, or one region of it. Raises what ``open_economy`` raises."""
    with _OPENING:
        return _opened(ground.name, ground.folder, _written(ground), region)


def open_quick(ground: Ground, region: str = "") -> Economy:
    """The same economy with persons told apart by insurance alone.

    No lever of the builder asks for ages or forms of employment, so the totals are those of the
    whole economy; only winners and losers by those traits are lacking.
    """
    with _OPENING:
        return _quick(ground.name, ground.folder, _written(ground), region)


def _written(ground: Ground) -> int:
    """Changes when the province is generated anew."""
    return (ground.folder / COUNTS).stat().st_mtime_ns if ground.folder else 0


@lru_cache(maxsize=4)
def _opened(name: str, folder: Path | None, _written: int, region: str) -> Economy:
    regions = (region,) if region else ()
    if folder is None:
        return open_economy(UNITED_STATES, regions=regions, occupations=DETAIL)
    economy = open_economy(f"{PROVINCE}{folder}", regions=regions)
    named = tuple(SETTINGS if one == str(folder) else one for one in economy.sources)
    return replace(economy, sources=named)  # pages do not tell where a folder lies


@lru_cache(maxsize=8)
def _quick(name: str, folder: Path | None, written: int, region: str) -> Economy:
    return pool_kinds(_opened(name, folder, written, region), (INSURED,))


def pool_kinds(economy: Economy, kept: Sequence[str]) -> Economy:
    """The economy with persons told apart by the axes ``kept`` alone (those that it has)."""
    axes = tuple(axis for axis in kept if axis in economy.kinds.axes)
    at = [economy.kinds.axes.index(axis) for axis in axes]
    traits = [tuple(one[place] for place in at) for one in economy.kinds.values]
    pooled = tuple(dict.fromkeys(traits))
    into = np.zeros((len(traits), len(pooled)))
    into[np.arange(len(traits)), [pooled.index(one) for one in traits]] = 1.0
    return replace(economy, kinds=Kinds(axes, pooled), employed=economy.employed @ into)


@dataclass(frozen=True, slots=True)
class Scale:
    """How large an economy is: what sliders of seats, jobs and money reach to."""

    jobs: float
    wage_year: float
    currency: str


def scale_of(economy: Economy) -> Scale:
    """Jobs, mean yearly pay where it is known, currency."""
    jobs: Vector = economy.employed.sum(axis=1)
    known = np.isfinite(economy.cells.wage_year)
    pay = (
        float(np.average(economy.cells.wage_year[known], weights=jobs[known])) if known.any() else 0
    )
    return Scale(float(jobs.sum()), float(pay), economy.cells.currency)


def occupation_groups(economy: Economy) -> tuple[str, ...]:
    """Groups of occupations, those with most jobs first."""
    cells, jobs = economy.cells, economy.employed.sum(axis=1)
    held: dict[str, float] = {}
    by_occupation = np.bincount(cells.occupation_of, jobs, len(cells.occupations))
    for code, count in zip(cells.occupations, by_occupation.tolist(), strict=True):
        group = occupation_group(code)
        held[group] = held.get(group, 0.0) + count
    return tuple(sorted(held, key=lambda one: -held[one]))


def region_titles(ground: Ground) -> dict[str, Wording]:
    """The regions that a mix may be tried in, with their names."""
    cells = open_ground(ground).cells
    own = cells.occupation_titles
    return {
        code: Wording(
            group_title("region", code, own, Language.EN),
            group_title("region", code, own, Language.ZH),
        )
        for code in cells.regions
    }
