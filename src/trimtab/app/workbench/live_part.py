"""The part of monitoring that somebody may see: series and alerts of the regions of their roles.

Who sees every region gets the passes as they are. What an alert of one's own region was judged by
(rates promised and kept, the country's probability of a downturn) is of all series, and shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.live import Live, Passes
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import Period
from trimtab.monitoring import MonitoringPass
from trimtab.office.rights import Right, gives, grants_of, require
from trimtab.office.types import OPERATOR, Grant
from trimtab.ports import Reading


@dataclass(frozen=True, slots=True)
class Part:
    """Passes of the regions seen. ``regions`` is None where that is all of them: what is derived
    from the passes is kept by it."""

    passes: Passes
    regions: frozenset[str] | None = None


def part_of(
    bench: Workbench, live: Live, viewer: Viewer, passes: Passes, month: Period | None = None
) -> Part:
    """What a viewer may see of passes as known today, or at the end of a month.

    Raises NotAllowedError OFFICE-010 for who may see no region of theirs.
    """
    if viewer.name == OPERATOR or not passes:
        return Part(passes)
    regions = live.derived(("regions", month), lambda: _regions(passes))
    with bench.office.reading() as reading:
        grants = grants_of(reading, viewer.name, Right.OBSERVATIONS_SEE)
        held = tuple(sorted({(one.region, one.department_id or "") for one in grants}))
        found = live.derived(
            ("part", month, held),
            lambda: _part(passes, regions, _reached(reading, grants, regions)),
        )
        if not found.passes:
            require(reading, viewer.name, Right.OBSERVATIONS_SEE, min(regions), shared=True)
    return found


def _regions(passes: Passes) -> frozenset[str]:
    return frozenset(str(key.region) for one in passes for key in one.signal.series)


def _reached(reading: Reading, grants: list[Grant], regions: Iterable[str]) -> frozenset[str]:
    return frozenset(
        region
        for region in regions
        if any(gives(reading, grant, region, shared=True) for grant in grants)
    )


def _part(passes: Passes, regions: frozenset[str], seen: frozenset[str]) -> Part:
    if seen == regions:
        return Part(passes)
    kept = (restricted(one, seen) for one in passes)
    return Part(tuple(one for one in kept if one is not None), seen)


def restricted(found: MonitoringPass, regions: frozenset[str]) -> MonitoringPass | None:
    """A pass with the series and episodes of some regions; None where it has none of them."""
    signal = found.signal
    rows = np.flatnonzero([str(key.region) in regions for key in signal.series])
    if not len(rows):
        return None
    return replace(
        found,
        signal=replace(
            signal,
            series=tuple(signal.series[row] for row in rows),
            statistic=signal.statistic[rows],
            thresholds=signal.thresholds[rows],
        ),
        adjusted=found.adjusted[rows],
        episodes=tuple(one for one in found.episodes if str(one.series.region) in regions),
        vacancies=None if found.vacancies is None else found.vacancies[rows],
    )
