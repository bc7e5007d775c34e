"""What the studies give. Frozen, and plain as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from math import isfinite

from trimtab.kernel import Basis, Estimate
from trimtab.monitoring.attributed import Component
from trimtab.monitoring.studies.design import StudySettings
from trimtab.monitoring.studies.shocks import Shape
from trimtab.monitoring.studies.signals import StudiedDetector
from trimtab.monitoring.types import Level

CANNOT_TELL = "cannot_tell"
"""An attribution without a verdict, in a confusion matrix."""

VERDICT_MONTHS = 12


class Moment(StrEnum):
    """When an attribution is asked for; ``studies.moment.<value>``."""

    FIRST = "first"  # any level of the shock's series alarms: chance alarms are among them
    FOUND = "found"  # the level the shock belongs to alarms
    LATER = "later"  # 12 months after onset, whenever any level alarmed within 24


class Outcome(StrEnum):
    """Whether a promised rate was kept; ``studies.outcome.<value>``."""

    KEPT = "kept"  # the realised rate's interval holds the promised one
    EXCEEDED = "exceeded"  # surely more false alarms than promised
    CAUTIOUS = "cautious"  # surely fewer
    UNKNOWN = "unknown"  # no month could be scored

    @classmethod
    def of(cls, realised: Estimate, promised: float) -> Outcome:
        if realised.value != realised.value:
            return cls.UNKNOWN
        if realised.low > promised:
            return cls.EXCEEDED
        return cls.CAUTIOUS if realised.high < promised else cls.KEPT


@dataclass(frozen=True, slots=True)
class NullRow:
    """Alarms per node-year without any shock: promised, and realised out of sample.

    ``over_twice``: share of single panels whose own realised rate is over twice the promised one.
    """

    detector: StudiedDetector
    component: Component
    level: Level
    promised: float
    realised: Estimate
    outcome: Outcome
    over_twice: float
    nodes: int
    node_years: float


@dataclass(frozen=True, slots=True)
class NullStudy:
    """The null study of panels ``panel``, which are of ``basis``."""

    panel: str
    basis: Basis
    settings: StudySettings
    rows: tuple[NullRow, ...]

    def to_json(self) -> dict[str, object]:
        return {"study": "null", **plain_fields(self)}


@dataclass(frozen=True, slots=True)
class DetectionRow:
    """How soon one kind of shock was found by the node it belongs to.

    ``found`` (share of the ``replicates`` in which the node was not over its threshold before)
    within 3, 6, 12 and 24 months of onset, the onset month counted as the first; ``curve`` the
    same for 1 to 24 months; ``median_delay``: months after onset of the median alarm among those
    found within 24, NaN if none. ``first``: share of all replicates in which each component of
    the shock's own series alarmed first, ``none`` where none did; ties go to the wider component.
    """

    detector: StudiedDetector
    component: Component
    shape: Shape
    size: float
    replicates: int
    found: Mapping[int, Estimate]
    curve: tuple[Estimate, ...]
    median_delay: float
    first: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    """Verdicts on one kind of shock. ``component`` None: no shock, the alarms were false.

    ``verdicts``: share of the ``judged`` replicates for each component and for ``cannot_tell``.
    """

    component: Component | None
    shape: Shape
    size: float
    moment: Moment
    judged: int
    verdicts: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class ShockStudy:
    """The study of injected shocks on panels ``panel``, which are of ``basis``."""

    panel: str
    basis: Basis
    settings: StudySettings
    detection: tuple[DetectionRow, ...]
    confusion: tuple[ConfusionRow, ...]

    def to_json(self) -> dict[str, object]:
        return {"study": "shocks", **plain_fields(self)}


def plain_fields(record: object) -> dict[str, object]:
    """A record as a dictionary of plain values; what is not a number becomes None."""
    assert is_dataclass(record)
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return plain_fields(value) if is_dataclass(value) else value
