"""Handing a duty to somebody else for a time: never to one who could not do it anyway."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from trimtab.coordination.moving import get_record, next_number
from trimtab.coordination.types import Delegation
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError, UsageError
from trimtab.office.people import find_active
from trimtab.office.rights import Right, covers, holders, holds, require, today
from trimtab.office.types import Actor, Department
from trimtab.ports import Reading, Work

DELEGABLE = (
    Right.ALERTS_HANDLE,
    Right.ASSESSMENTS_WRITE,
    Right.DECISIONS_DRAFT,
    Right.DECISIONS_COSIGN,
    Right.DECISIONS_SIGN,
    Right.ACTIONS_WORK,
    Right.REVIEWS_WRITE,
)
LONGEST_DAYS = 366


def delegate(
    work: Work, receiver: str, right: Right, region: str, department_id: str, until: date
) -> Delegation:
    """Hand a right of one's own, for a region and department, to somebody until (not including) a
    day. What they do under it names both; the giver keeps the right.

    Raises UsageError COORDINATION-050 (this right cannot be handed on, or to oneself);
    InputRejectedError COORDINATION-051 (the day); NotAllowedError COORDINATION-052 (the receiver
    has no such right), OFFICE-010; UnknownCodeError OFFICE-006.
    """
    require(work, work.actor, right, region, department_id)
    find_active(work, Actor, receiver)
    find_active(work, Department, department_id)
    if right not in DELEGABLE or receiver == work.actor:
        allowed = ", ".join(one.value for one in DELEGABLE)
        raise UsageError("COORDINATION-050", right=right.value, allowed=allowed)
    day = work.at.date()
    if not day < until or (until - day).days > LONGEST_DAYS:
        raise InputRejectedError("COORDINATION-051", until=until, today=day, most=LONGEST_DAYS)
    if not holds(work, receiver, right, region, department_id):
        able = ", ".join(holders(work, right, region, department_id)[:5]) or "-"
        raise NotAllowedError(
            "COORDINATION-052", receiver=receiver, right=right.value,
            department=department_id, able=able,
        )  # fmt: skip
    mine = work.find(Delegation, giver=work.actor)
    number = next_number(int(one.delegation_id.rpartition(":")[2]) for one in mine)
    given = Delegation(
        delegation_id=f"{work.actor}:{number}",
        giver=work.actor,
        receiver=receiver,
        right=right.value,
        region=region,
        department_id=department_id,
        given_at=work.at,
        until=until,
    )
    work.add(given)
    return given


def end_delegation(work: Work, delegation_id: str) -> Delegation:
    """Take a delegation back: whoever gave or received it, or who assigns cases there.

    Raises StateError COORDINATION-053 (ended already), NotAllowedError OFFICE-010,
    UnknownCodeError COORDINATION-001.
    """
    known = get_record(work, Delegation, delegation_id)
    if work.actor not in (known.giver, known.receiver):
        require(work, work.actor, Right.CASES_ASSIGN, known.region, known.department_id)
    if known.ended_at is not None:
        raise StateError("COORDINATION-053", key=delegation_id)
    ended = replace(known, ended_at=work.at)
    work.replace(ended)
    return ended


def delegations_of(reading: Reading, actor: str) -> tuple[Delegation, ...]:
    """What an actor gave and received, ended ones included."""
    return (*reading.find(Delegation, giver=actor), *reading.find(Delegation, receiver=actor))


def giver_of(
    reading: Reading, receiver: str, right: Right, region: str, department_id: str
) -> tuple[str, ...]:
    """Who handed this right to somebody, by delegations in force whose givers still hold it."""
    day = today()
    return tuple(
        one.giver
        for one in reading.find(Delegation, receiver=receiver, right=right.value)
        if one.ended_at is None
        and day < one.until
        and one.department_id == department_id
        and covers(one.region, region)
        and holds(reading, one.giver, right, region, department_id)
    )
