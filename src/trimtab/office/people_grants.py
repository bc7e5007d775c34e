"""Roles given to actors and taken away again: within one's own reach, never to oneself."""

from __future__ import annotations

from datetime import date

from trimtab.kernel import NotAllowedError, UnknownCodeError, UsageError
from trimtab.office.people import check_region, find_active
from trimtab.office.rights import (
    Right,
    gives,
    grants_of,
    holds,
    refuse_leaving_nobody,
    require,
)
from trimtab.office.types import OPERATOR, Actor, Department, Grant, Role
from trimtab.ports import Reading, Work


def give_grant(
    work: Work,
    actor_id: str,
    role: Role,
    region: str,
    department_id: str | None = None,
    until: date | None = None,
) -> Grant:
    """Give an actor a role in a region and all below it; given again, it ends when said now.

    Raises NotAllowedError OFFICE-010 (no right to grant there), OFFICE-011 (to oneself),
    OFFICE-013 (for longer than one's own right lasts); StateError OFFICE-012 (the end of the last
    administrator's role, brought forward); UnknownCodeError OFFICE-006 (actor or
    department), UsageError OFFICE-014 (``until`` has come already), CODE-001, CLASSIFICATION-003.
    """
    find_active(work, Actor, actor_id)
    check_region(region)
    if department_id is not None:
        find_active(work, Department, department_id)
    require(work, work.actor, Right.ROLES_GRANT, region, department_id)
    if actor_id == work.actor:
        raise NotAllowedError("OFFICE-011", actor=actor_id, role=role.value)
    if until is not None and until <= work.at.date():
        raise UsageError("OFFICE-014", until=until.isoformat(), today=work.at.date().isoformat())
    _refuse_outlasting(work, region, department_id, until)
    grant_id = ":".join(filter(None, (actor_id, role.value, region, department_id)))
    grant = Grant(grant_id, actor_id, role, region, department_id, work.at, until)
    known = work.get(Grant, grant_id)
    if known is None:
        work.add(grant)
        return grant
    if known.until == until:
        return known
    if until is not None and known in grants_of(work, actor_id, Right.ROLES_GRANT):
        refuse_leaving_nobody(work, known)
    work.replace(grant)
    return grant


def withdraw_grant(work: Work, grant_id: str) -> Grant:
    """Take a role away from an actor; the trail keeps that it was held.

    Raises StateError OFFICE-012 if nobody would be left who grants roles there, UnknownCodeError
    OFFICE-002, NotAllowedError OFFICE-010.
    """
    grant = work.get(Grant, grant_id)
    if grant is None:
        raise UnknownCodeError("OFFICE-002", entity="role_grant", key=grant_id)
    require(work, work.actor, Right.ROLES_GRANT, grant.region, grant.department_id)
    if grant in grants_of(work, grant.actor_id, Right.ROLES_GRANT):
        refuse_leaving_nobody(work, grant)
    work.remove(grant)
    return grant


def see_grants(reading: Reading, actor: str) -> tuple[Grant, ...]:
    """The grants that an actor may see: their own, and those for matters they see."""
    return tuple(
        one
        for one in reading.find(Grant)
        if one.actor_id == actor
        or holds(reading, actor, Right.OFFICE_SEE, one.region, one.department_id)
    )


def _refuse_outlasting(
    work: Work, region: str, department_id: str | None, until: date | None
) -> None:
    if work.actor == OPERATOR:
        return
    own = [
        grant.until
        for grant in grants_of(work, work.actor, Right.ROLES_GRANT)
        if gives(work, grant, region, department_id)
    ]
    if None in own:
        return
    longest = max(day for day in own if day is not None)
    if until is None or until > longest:
        raise NotAllowedError("OFFICE-013", longest=longest.isoformat())
