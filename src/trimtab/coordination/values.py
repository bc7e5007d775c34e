"""What structured fields of the records say, with types that check themselves.

``to_plain`` gives the JSON values a record keeps, ``from_plain`` reads them back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from trimtab.kernel import InputRejectedError, Period, SeriesKey
from trimtab.office.canonical import canonical

TITLE_LONGEST = 200
TEXT_LONGEST = 20_000
NOTE_LONGEST = 2_000


def checked_text(field: str, text: str, longest: int, *, wanted: bool = False) -> str:
    """The text without blanks around it.

    Raises InputRejectedError COORDINATION-010 when it is too long, -011 when it is wanted and
    blank.
    """
    kept = text.strip()
    if len(kept) > longest:
        raise InputRejectedError("COORDINATION-010", field=field, length=len(kept), longest=longest)
    if wanted and not kept:
        raise InputRejectedError("COORDINATION-011", field=field)
    return kept


class ExpectedKind(StrEnum):
    """What an expected effect is about: the level of a series in a period, its change from a base
    period, or that change as a share of the base."""

    LEVEL = "level"
    CHANGE = "change"
    RELATIVE_CHANGE = "relative_change"


@dataclass(frozen=True, slots=True)
class ExpectedEffect:
    """What a decision expects of one series, by one period.

    ``value`` with ``low`` and ``high`` (interval of ``coverage``, share) is the level, the change
    or the relative change (a share) with the decision; ``without_low`` and ``without_high`` the
    range expected without it, where somebody stated one. ``base``: from which period a change is
    counted; empty for a level. Raises InputRejectedError COORDINATION-012 (numbers), -013
    (periods), -028 (no series), CODE-... and TIME-001 for what is no code or period.
    """

    series: str
    kind: ExpectedKind
    by: str
    value: float
    low: float
    high: float
    unit: str
    base: str = ""
    coverage: float = 0.90
    without_low: float | None = None
    without_high: float | None = None

    def __post_init__(self) -> None:
        try:
            key = SeriesKey.parse(self.series)
        except ValueError:
            raise InputRejectedError("COORDINATION-028", series=self.series[:200]) from None
        numbers = (self.value, self.low, self.high, self.coverage)
        range_without = (self.without_low, self.without_high)
        stated = [one for one in range_without if one is not None]
        sound = (
            all(map(math.isfinite, (*numbers, *stated)))
            and self.low <= self.value <= self.high
            and 0 < self.coverage < 1
            and len(stated) != 1
            and stated == sorted(stated)
        )
        if not sound:
            raise InputRejectedError(
                "COORDINATION-012", value=self.value, low=self.low, high=self.high
            )
        by = Period.parse(self.by)
        counted = self.kind is not ExpectedKind.LEVEL
        in_order = not self.base or Period.parse(self.base).start < by.start
        if by.frequency is not key.frequency or bool(self.base) != counted or not in_order:
            raise InputRejectedError("COORDINATION-013", base=self.base or "-", by=self.by)

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ExpectedEffect | None:
        """What ``to_plain`` wrote; None for an empty mapping."""
        if not plain:
            return None
        return cls(**{**plain, "kind": ExpectedKind(plain["kind"])})


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing a decision orders: what, by which department, until (including) which day.
    Raises InputRejectedError COORDINATION-010 or -011 (title)."""

    title: str
    department_id: str
    due: date

    def __post_init__(self) -> None:
        checked_text("measure", self.title, TITLE_LONGEST, wanted=True)

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"due": self.due.isoformat()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Measure:
        """What ``to_plain`` wrote."""
        return cls(plain["title"], plain["department_id"], date.fromisoformat(plain["due"]))


class BasisKind(StrEnum):
    """What an assessment can rest on; ``coordination.basis.<value>``."""

    ALERT = "alert"
    EXPOSURE = "exposure"
    SIMULATION = "simulation"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class BasisPart:
    """One thing an assessment rests on, as it was when it was taken.

    ``content`` holds plain JSON values, enough to see the figures and to ask again; ``id`` names
    it among those of its kind. Raises InputRejectedError COORDINATION-014 for content that is no
    plain JSON or larger than a mebibyte.
    """

    kind: BasisKind
    id: str
    title: Mapping[str, str]
    content: Mapping[str, Any]

    def __post_init__(self) -> None:
        try:
            size = len(canonical(self.content).encode())
        except (TypeError, ValueError) as failure:
            raise InputRejectedError("COORDINATION-014", kind=self.kind, id=self.id) from failure
        if size > 1 << 20:
            raise InputRejectedError("COORDINATION-014", kind=self.kind.value, id=self.id)

    @property
    def sha256(self) -> str:
        """Hash of the content's canonical JSON."""
        return sha256(canonical(self.content).encode()).hexdigest()

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values, the hash among them."""
        return {
            "kind": self.kind.value,
            "id": self.id,
            "title": dict(self.title),
            "content": dict(self.content),
            "sha256": self.sha256,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> BasisPart:
        """What ``to_plain`` wrote; the hash is computed anew."""
        return cls(BasisKind(plain["kind"]), plain["id"], plain["title"], plain["content"])
