"""Frameworks of levels and credits, maps between their levels, and what may be concluded.

Two rules hold everywhere. Hours become credits at the framework's larger number of hours a credit,
rounded down: nothing is gained by being converted. A level of one framework says something about
another only through a published map of comparable levels; without one the answer is that an
assessment is needed. Maps are never chained: two comparisons do not make a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trimtab.kernel import UnknownCodeError


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a framework; ``number`` orders them, a higher one asks for more."""

    number: int
    code: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework as it was published, with dates and source.

    ``hours_low`` to ``hours_high``: hours of learning in one credit; None where it states none.
    ``shelf_months``: how long a credit may wait at most. ``credits_year``: what a year of full-time
    study is worth, not a limit. ``standing`` says where the figures come from: ``published`` or
    ``recalled``.
    """

    framework_id: str
    title: Mapping[str, str]
    country: str
    since: date | None
    recorded: date
    source: str
    standing: str
    levels: tuple[Level, ...] = ()
    hours_low: int | None = None
    hours_high: int | None = None
    credits_year: int | None = None
    shelf_months: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)

    def level(self, code: str) -> Level | None:
        """The level with this code."""
        return next((one for one in self.levels if one.code == code), None)

    def numbered(self, number: int) -> Level | None:
        """The level with this place in the order."""
        return next((one for one in self.levels if one.number == number), None)


class Relation(StrEnum):
    """What a published map says of two levels; ``credits.relation.<value>``."""

    COMPARABLE = "comparable"  # they answer to one another
    TREATED_AS = "treated_as"  # treated alike for a purpose: says nothing about what was learnt
    MAY_APPLY = "may_apply"  # opens the way to an assessment, and is not its result


@dataclass(frozen=True, slots=True)
class LevelMap:
    """That an authority published what a level of one framework is to a level of another.

    ``since`` until before ``until`` it is in force; it counts in what is decided from ``recorded``.
    Only COMPARABLE ones are computed with. ``note``: conditions the source states.
    """

    from_framework: str
    from_level: str
    to_framework: str
    to_level: str
    since: date
    recorded: date
    source: str
    until: date | None = None
    relation: Relation = Relation.COMPARABLE
    standing: str = "published"
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frameworks:
    """Every framework known, with the maps between their levels."""

    frameworks: tuple[Framework, ...] = ()
    maps: tuple[LevelMap, ...] = ()

    def get(self, framework_id: str) -> Framework | None:
        """The framework of this id."""
        return next((one for one in self.frameworks if one.framework_id == framework_id), None)

    def maps_from(self, framework_id: str, level: str) -> tuple[LevelMap, ...]:
        """What has been published of a level, as recorded; nothing is concluded from it."""
        wanted = (framework_id, level)
        return tuple(one for one in self.maps if (one.from_framework, one.from_level) == wanted)


def chosen_frameworks(frameworks: Frameworks, framework_id: str) -> tuple[Framework, ...]:
    """One framework by its id, or all where none is named. Raises UnknownCodeError CREDITS-047."""
    if not framework_id:
        return frameworks.frameworks
    found = frameworks.get(framework_id)
    if found is None:
        raise UnknownCodeError("CREDITS-047", framework=framework_id[:64])
    return (found,)


@dataclass(frozen=True, slots=True)
class Concluded:
    """A number that was concluded, or why none was: ``credits.reason.<reason>`` with its params."""

    number: int | None
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


def level_number(
    frameworks: Frameworks,
    framework_id: str,
    level: str,
    wanted: str,
    on: date,
    known: date,
) -> Concluded:
    """The number of a level in the framework ``wanted``.

    Through maps in force on ``on`` and recorded by ``known``; where several levels are comparable
    the lowest counts. Never guessed: without a map the number is None, and a map that treats two
    levels alike or opens the way to an assessment raises nobody without that assessment.
    """
    if not level:
        return Concluded(None, "level_absent")
    if framework_id == wanted:
        held = frameworks.get(framework_id)
        found = held.level(level) if held else None
        if found is None:
            return Concluded(None, "level_unknown", {"level": level, "framework": framework_id})
        return Concluded(found.number, "level_own", {"level": level})
    target = frameworks.get(wanted)
    params = {"level": level, "framework": framework_id}
    maps = tuple(
        one
        for one in _in_force(frameworks.maps_from(framework_id, level), on, known)
        if one.to_framework == wanted
    )
    comparable = [
        found.number
        for one in maps
        if one.relation == Relation.COMPARABLE
        and target is not None
        and (found := target.level(one.to_level)) is not None
    ]
    if comparable:
        return Concluded(min(comparable), "level_mapped", params)
    reason = "level_by_assessment" if maps else "level_unmapped"
    return Concluded(None, reason, params | {"wanted": wanted})


def _in_force(maps: Iterable[LevelMap], on: date, known: date) -> Iterable[LevelMap]:
    return (
        one
        for one in maps
        if one.recorded <= known and one.since <= on and (one.until is None or on < one.until)
    )


def convert_credits(
    frameworks: Frameworks,
    hundredths: int | None,
    hours: int | None,
    framework_id: str,
    wanted: str,
) -> Concluded:
    """How many hundredths of a credit of ``wanted`` some learning is worth, rounded down.

    Credits stated in ``wanted`` stand. Hours are divided by the larger number of hours a credit;
    credits of another framework first become hours at its smaller number. Example: 30 credits of
    ten hours are 300 hours and so 10 credits of thirty.
    """
    if hundredths is not None and framework_id == wanted:
        return Concluded(hundredths, "credits_own")
    given, target = frameworks.get(framework_id), frameworks.get(wanted)
    if target is None or target.hours_high is None:
        return Concluded(None, "hours_unstated", {"framework": wanted})
    if hours is None:
        if hundredths is None:
            return Concluded(None, "workload_absent")
        if given is None or given.hours_low is None:
            return Concluded(None, "hours_unstated", {"framework": framework_id or "-"})
        worth = hundredths * given.hours_low // target.hours_high
        params = {"from": framework_id, "hours": str(given.hours_low)}
        return Concluded(worth, "credits_converted", params | {"divisor": str(target.hours_high)})
    params = {"hours": str(hours), "divisor": str(target.hours_high)}
    return Concluded(hours * 100 // target.hours_high, "hours_converted", params)
