"""From reactions of single replicates to shares with intervals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trimtab.kernel import Basis
from trimtab.monitoring.attributed import Component
from trimtab.monitoring.studies.design import LATEST_SCORED_MONTH
from trimtab.monitoring.studies.intervals import share_estimate
from trimtab.monitoring.studies.shocks import Shape, Shock
from trimtab.monitoring.studies.signals import StudiedDetector
from trimtab.monitoring.studies.types import (
    CANNOT_TELL,
    ConfusionRow,
    DetectionRow,
    Moment,
)

FOUND_WITHIN = (3, 6, 12, 24)
NEVER = LATEST_SCORED_MONTH
"""A delay that counts as not found."""
ALREADY = -1
"""No delay: the node was over its threshold before the shock; left out."""
NONE_FIRST = "none"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one detector did after one shock (of size 0: after none).

    ``delay``: months from onset until the node the shock belongs to was in alarm, ``NEVER`` or
    ``ALREADY``.
    ``first``: the component that alarmed first among those of the shock's series. ``verdicts``
    holds those moments that came.
    """

    detector: StudiedDetector
    shock: Shock
    delay: int
    first: Component | None = None
    verdicts: Mapping[Moment, str] = field(default_factory=dict)


def detection_rows(reactions: Sequence[Reaction], basis: Basis) -> Iterator[DetectionRow]:
    """One row for each detector, component, shape and size, in the order they were tried."""
    groups: dict[tuple[StudiedDetector, Component, Shape, float], list[Reaction]]
    groups = defaultdict(list)
    for one in reactions:
        groups[one.detector, one.shock.component, one.shock.shape, one.shock.size].append(one)
    for (detector, component, shape, size), members in groups.items():
        delays = np.array([one.delay for one in members if one.delay != ALREADY], dtype=np.int64)
        curve = tuple(
            share_estimate(int((delays < months).sum()), len(delays), basis)
            for months in range(1, LATEST_SCORED_MONTH + 1)
        )
        found = delays[delays < NEVER]
        yield DetectionRow(
            detector=detector,
            component=component,
            shape=shape,
            size=size,
            replicates=len(delays),
            found={months: curve[months - 1] for months in FOUND_WITHIN},
            curve=curve,
            median_delay=float(np.median(found)) if found.size else float("nan"),
            first=_first(members),
        )


def _first(members: Sequence[Reaction]) -> dict[str, float]:
    """Share of replicates by the component that alarmed first; empty where only one is watched."""
    if members[0].detector is not StudiedDetector.LEVELS:
        return {}
    names = Counter(NONE_FIRST if one.first is None else one.first.value for one in members)
    return {
        name: names[name] / len(members) for name in (*(c.value for c in Component), NONE_FIRST)
    }


def confusion_rows(reactions: Sequence[Reaction], basis: Basis) -> Iterator[ConfusionRow]:
    """One row for each component (None without shock), shape, size and moment of the verdict."""
    groups: dict[tuple[Component | None, Shape, float], list[Reaction]] = defaultdict(list)
    for one in reactions:
        if one.detector is StudiedDetector.LEVELS:
            shock = one.shock
            groups[shock.component if shock.size else None, shock.shape, shock.size].append(one)
    for (component, shape, size), members in groups.items():
        for moment in Moment:
            verdicts = Counter(one.verdicts[moment] for one in members if moment in one.verdicts)
            judged = sum(verdicts.values())
            yield ConfusionRow(
                component=component,
                shape=shape,
                size=size,
                moment=moment,
                judged=judged,
                verdicts={
                    name: share_estimate(verdicts[name], judged, basis)
                    for name in (*(c.value for c in Component), CANNOT_TELL)
                },
            )
