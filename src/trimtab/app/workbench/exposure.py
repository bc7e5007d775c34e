"""The exposure explorer: groups of jobs by exposure to AI, and how much the measure decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from trimtab import classifications
from trimtab.app.exposure_choices import By
from trimtab.app.exposure_groups import GroupExposures, Request, exposure_of_groups
from trimtab.app.exposure_jobs import states
from trimtab.app.exposure_scores import HeldMeasure, embedded_scores
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.exposure_jobs import basis_of_jobs, own_jobs, regions_of_jobs
from trimtab.kernel import Basis, OccupationLevel, UnknownCodeError
from trimtab.office.rights import Right, require

_NATION = "US"
_LEAST_GROUPS = 4  # that a comparison of orders is made of
_TOP = 5


@dataclass(frozen=True, slots=True)
class ExposureAsked:
    """What is asked for, as text: an empty region is the first that is offered."""

    region: str = ""
    by: str = By.INDUSTRY.value
    level: str = OccupationLevel.MAJOR.value
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a measure orders the groups, against the median of all.

    ``correlation``: Spearman's, of the two orders. ``top_shared``: how many of the five most
    exposed groups by the median are among its five. ``mover``: the group whose place differs most,
    by ``places`` (positive: more exposed by this measure).
    """

    measure: str
    correlation: float
    top_shared: int
    mover: str
    places: int


@dataclass(frozen=True, slots=True)
class Exposures:
    """Exposures as found, in order, and what the choice of the measure would change."""

    found: GroupExposures
    basis: Basis
    order: tuple[int, ...]
    agreement: tuple[Agreement, ...]

    @property
    def own(self) -> bool:
        """Whether the jobs are the bureau's own."""
        return self.found.request.jobs is not None


def regions_offered(bench: Workbench) -> tuple[str, ...]:
    """Regions whose jobs by occupation are held: the bureau's own first."""
    path = own_jobs(bench.folder)
    own = _own_regions(path, _stamp(path)) if path else ()
    return (*own, _NATION, *states())


def measures_offered() -> tuple[HeldMeasure, ...]:
    """The measures that are held."""
    return embedded_scores().held


def find_exposures(bench: Workbench, actor: str, asked: ExposureAsked) -> Exposures:
    """Exposures of the groups of a region.

    Raises UnknownCodeError WEB-083 for a region without jobs by occupation, EXPOSURE-013 for a
    measure; NotAllowedError OFFICE-010 for the bureau's own jobs of a region of others; errors of
    the bureau's file of jobs.
    """
    offered = regions_offered(bench)
    region = asked.region or offered[0]
    if region not in offered:
        near = [match.code for match in classifications.search_regions(region, 40)]
        shown = [one for one in near if one in offered][:3] or list(offered[:3])
        raise UnknownCodeError("WEB-083", region=region[:40], near=", ".join(shown))
    path = own_jobs(bench.folder)
    own = path is not None and region in _own_regions(path, _stamp(path))
    if own:
        with bench.office.reading() as reading:
            require(reading, actor, Right.OBSERVATIONS_SEE, region, shared=True)
    request = Request(
        region,
        By(asked.by),
        OccupationLevel(asked.level),
        asked.measure,
        jobs=path if own else None,
    )
    return _found(request, _stamp(path) if own else 0)


@lru_cache(maxsize=256)
def _found(request: Request, stamp: int) -> Exposures:
    """``stamp`` changes with the file, so that an answer is kept as long as it is right."""
    found = exposure_of_groups(request)
    basis = basis_of_jobs(request.jobs) if request.jobs else found.basis
    found = replace(found, basis=basis)
    return Exposures(found, basis, tuple(found.order()), _agreement(found))


@lru_cache(maxsize=8)
def _own_regions(path: Path, stamp: int) -> tuple[str, ...]:
    """The places of a file of jobs, the whole of them first."""
    named = regions_of_jobs(path)
    above = {_parent(one) for one in named} - {None}
    whole = tuple(sorted(str(one) for one in above)) if len(above) == 1 else ()
    return (*whole, *named)


def _parent(region: str) -> str | None:
    try:
        above = classifications.region(region).parent
    except UnknownCodeError:
        return None
    return None if above is None else str(above)


def _stamp(path: Path | None) -> int:
    return 0 if path is None else path.stat().st_mtime_ns


def _agreement(found: GroupExposures) -> tuple[Agreement, ...]:
    """What each measure would change about the order; none with one measure or few groups."""
    whole = np.isfinite(found.by_measure).all(axis=1)
    if found.request.measure or found.by_measure.shape[1] < 2 or whole.sum() < _LEAST_GROUPS:
        return ()
    rows = np.flatnonzero(whole)
    middle = _places(found.found.middle[rows])
    return tuple(
        _agrees(held.measure.name, middle, _places(found.by_measure[rows, at]), rows, found)
        for at, held in enumerate(found.held)
    )


def _places(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Places from the most exposed (1) down; ties share one."""
    return np.asarray(rankdata(-values))


def _agrees(
    measure: str,
    middle: npt.NDArray[np.float64],
    places: npt.NDArray[np.float64],
    rows: npt.NDArray[np.intp],
    found: GroupExposures,
) -> Agreement:
    moved = middle - places
    most = int(np.argmax(np.abs(moved)))
    shared = int(((middle <= _TOP) & (places <= _TOP)).sum())
    correlation = float(np.corrcoef(middle, places)[0, 1])
    return Agreement(
        measure, correlation, shared, found.groups[rows[most]], int(np.rint(moved[most]))
    )
