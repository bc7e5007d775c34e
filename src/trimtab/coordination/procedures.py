"""How a region's offices work together: deadlines by level, the approval chain, working days.

The deadlines given here are this software's own proposal, not those of a law: an office states its
own with ``set_procedure``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from trimtab.coordination.types import ApprovalKind, Procedure, Stage
from trimtab.kernel import InputRejectedError
from trimtab.office.people import check_region, find_active
from trimtab.office.rights import Right, covers, require
from trimtab.office.types import Actor, Department
from trimtab.ports import Reading, Work

LEVELS = (1, 2, 3, 4)
TIMED = (Stage.ALERT, Stage.ASSESSMENT, Stage.DRAFTING, Stage.SIGNING, Stage.ACTION, Stage.REVIEW)
"""Stages that have a deadline. In the stage of action it is the day of the review, in the stage
of review never before that day."""
DAYS_MOST, PEOPLE_MOST, CHAIN_MOST, CALENDAR_MOST = 365, 20, 10, 400

_PROPOSED: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {1: (5, 20, 20, 10, 60, 20), 2: (3, 10, 10, 5, 60, 20), 3: (2, 5, 5, 3, 60, 15),
     4: (1, 2, 3, 2, 60, 10)}
)  # fmt: skip
"""Level -> working days for each stage of ``TIMED``."""


def default_procedure(region: str) -> Procedure:
    """What counts where nobody stated a procedure: draft, co-sign, sign; two people at least."""
    deadlines = {
        str(level): {stage.value: days for stage, days in zip(TIMED, row, strict=True)}
        for level, row in _PROPOSED.items()
    }
    chain = tuple({"kind": kind.value, "department_id": None} for kind in ApprovalKind)
    return Procedure(region, deadlines, chain)


def procedure_of(reading: Reading, region: str) -> Procedure:
    """The procedure that counts in a region: its own, or the nearest above it."""
    stated = [one for one in reading.find(Procedure) if covers(one.region, region)]
    nearest = sorted(stated, key=lambda one: sum(covers(other.region, one.region)
                                                 for other in stated))  # fmt: skip
    return nearest[-1] if nearest else default_procedure(region)


def set_procedure(work: Work, procedure: Procedure) -> Procedure:
    """State how a region's offices work together; cases keep the deadlines they were given.

    Raises InputRejectedError COORDINATION-040 (deadlines), -041 (chain: it ends with a signature
    that decides), -042 (people, reopening), -043 (calendar); UnknownCodeError OFFICE-006 (a
    department or person of the chain); NotAllowedError OFFICE-010.
    """
    check_region(procedure.region)
    require(work, work.actor, Right.CASES_CONFIGURE, procedure.region)
    _check_deadlines(procedure.deadlines)
    _check_chain(work, procedure)
    _check_limits(procedure)
    if work.get(Procedure, procedure.region) is None:
        work.add(procedure)
    else:
        work.replace(procedure)
    return procedure


def _check_deadlines(deadlines: Mapping[str, Mapping[str, int]]) -> None:
    levels = {str(level) for level in LEVELS}
    stages = {stage.value for stage in TIMED}
    sound = set(deadlines) == levels and all(
        set(row) == stages
        and all(type(days) is int and 1 <= days <= DAYS_MOST for days in row.values())
        for row in deadlines.values()
    )
    if not sound:
        raise InputRejectedError(
            "COORDINATION-040", stages=", ".join(stage.value for stage in TIMED), most=DAYS_MOST
        )


def _check_chain(work: Work, procedure: Procedure) -> None:
    chain, kinds = procedure.chain, {kind.value for kind in ApprovalKind}
    sound = (
        0 < len(chain) <= CHAIN_MOST
        and all(one.get("kind") in kinds for one in chain)
        and all(set(one) <= {"kind", "department_id", "actor_id"} for one in chain)
        and chain[-1]["kind"] == ApprovalKind.SIGN.value
    )
    if not sound:
        raise InputRejectedError("COORDINATION-041", most=CHAIN_MOST)
    for one in chain:
        if one.get("department_id") is not None:
            find_active(work, Department, one["department_id"])
        if one.get("actor_id") is not None:
            find_active(work, Actor, one["actor_id"])


def _check_limits(procedure: Procedure) -> None:
    sound = (
        2 <= procedure.people_least <= PEOPLE_MOST
        and 0 <= procedure.reopen_days <= DAYS_MOST
        and 0 <= procedure.reopen_times <= PEOPLE_MOST
    )
    if not sound:
        raise InputRejectedError("COORDINATION-042", most=PEOPLE_MOST, days=DAYS_MOST)
    days = (*procedure.holidays, *procedure.workdays)
    try:
        known = [date.fromisoformat(day) for day in days]
    except ValueError:
        known = []
    if len(days) > CALENDAR_MOST or len(set(known)) != len(days):
        raise InputRejectedError("COORDINATION-043", most=CALENDAR_MOST)


def add_working_days(day: date, days: int, procedure: Procedure) -> date:
    """The working day that lies so many working days after a day.

    Simplifies   Monday to Friday, corrected by the holidays and working weekends the procedure
                 names; without them public holidays count as working days

    >>> friday = date(2026, 11, 20)
    >>> add_working_days(friday, 1, default_procedure("CN"))
    datetime.date(2026, 11, 23)
    """
    holidays, workdays = set(procedure.holidays), set(procedure.workdays)
    left = days
    while left > 0:
        day += timedelta(days=1)
        name = day.isoformat()
        left -= name in workdays or (day.weekday() < 5 and name not in holidays)
    return day


def deadline(
    procedure: Procedure, level: int, stage: Stage, today: date, review_on: date | None
) -> date | None:
    """By when a stage entered today must be left; None for an end."""
    if stage not in TIMED:
        return None
    days: int = procedure.deadlines[str(level)][stage.value]
    due = add_working_days(today, days, procedure)
    if review_on is not None and stage is Stage.ACTION:
        return review_on
    if review_on is not None and stage is Stage.REVIEW:
        return max(due, add_working_days(review_on, days, procedure))
    return due


def chain_of(procedure: Procedure, lead: str, concerned: tuple[str, ...]) -> tuple[
    tuple[int, ApprovalKind, str, str | None], ...
]:  # fmt: skip
    """Position, kind, department and person (None: anyone with the right there) of every
    approval that a decision of ``lead`` needs, which concerns other departments."""
    found: list[tuple[int, ApprovalKind, str, str | None]] = []
    for position, one in enumerate(procedure.chain):
        kind, named = ApprovalKind(one["kind"]), one.get("department_id")
        given: Any = concerned if kind is ApprovalKind.COSIGN else (lead,)
        departments = (named,) if named is not None else given
        found += [(position, kind, department, one.get("actor_id")) for department in departments]
    return tuple(found)
