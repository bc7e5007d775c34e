"""Who may do what, where: the rights of each role, and the question whether one is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType

from trimtab.classifications import region as region_entry
from trimtab.kernel import NotAllowedError, Region, StateError, UnknownCodeError
from trimtab.office.types import OPERATOR, Actor, Department, Grant, Role
from trimtab.ports import Reading


class Right(StrEnum):
    """Something that may be done by some and not by others."""

    OFFICE_SEE = "office.see"
    PEOPLE_MANAGE = "people.manage"
    ROLES_GRANT = "roles.grant"
    AUDIT_READ = "audit.read"
    TASKS_OPEN = "tasks.open"
    TASKS_WORK = "tasks.work"
    TASKS_ASSIGN = "tasks.assign"
    JOBS_SEE = "jobs.see"
    JOBS_RUN = "jobs.run"
    CHANNELS_MANAGE = "channels.manage"
    OBSERVATIONS_IMPORT = "observations.import"
    STORES_MAINTAIN = "stores.maintain"
    CLAIMS_DECIDE = "claims.decide"
    BACKUP_MAKE = "backup.make"
    BACKUP_RESTORE = "backup.restore"
    OBSERVATIONS_SEE = "observations.see"
    ALERTS_HANDLE = "alerts.handle"
    CASES_SEE = "cases.see"
    CASES_COMMENT = "cases.comment"
    CASES_ASSIGN = "cases.assign"
    CASES_CONFIGURE = "cases.configure"
    ASSESSMENTS_WRITE = "assessments.write"
    DECISIONS_DRAFT = "decisions.draft"
    DECISIONS_COSIGN = "decisions.cosign"
    DECISIONS_SIGN = "decisions.sign"
    ACTIONS_WORK = "actions.work"
    REVIEWS_WRITE = "reviews.write"
    EVIDENCE_WRITE = "evidence.write"
    CREDENTIALS_SEE = "credentials.see"
    CREDENTIALS_ISSUE = "credentials.issue"
    CREDENTIALS_APPROVE = "credentials.approve"
    CREDENTIALS_REVOKE = "credentials.revoke"
    CREDENTIALS_ACCREDIT = "credentials.accredit"
    CREDENTIAL_KEYS_KEEP = "credential_keys.keep"
    CREDITS_SEE = "credits.see"
    CREDITS_REVIEW = "credits.review"
    CREDIT_RULES_EDIT = "credit_rules.edit"
    CREDIT_APPEALS_DECIDE = "credit_appeals.decide"
    RECOGNITIONS_SIGN = "recognitions.sign"
    WALLET_OWN = "wallet.own"


_SEES = {
    Right.OFFICE_SEE,
    Right.JOBS_SEE,
    Right.OBSERVATIONS_SEE,
    Right.CASES_SEE,
    Right.CREDENTIALS_SEE,
    Right.CREDITS_SEE,
}
_WORKS = _SEES | {Right.TASKS_OPEN, Right.CASES_COMMENT}
_DECIDES = {
    Right.CLAIMS_DECIDE,
    Right.ALERTS_HANDLE,
    Right.ASSESSMENTS_WRITE,
    Right.DECISIONS_DRAFT,
    Right.DECISIONS_COSIGN,
    Right.DECISIONS_SIGN,
    Right.ACTIONS_WORK,
    Right.REVIEWS_WRITE,
    Right.EVIDENCE_WRITE,
    Right.CREDENTIALS_ISSUE,
    Right.CREDENTIALS_APPROVE,
    Right.CREDENTIALS_REVOKE,
    Right.CREDENTIALS_ACCREDIT,
    Right.CREDITS_REVIEW,
    Right.CREDIT_RULES_EDIT,
    Right.CREDIT_APPEALS_DECIDE,
    Right.RECOGNITIONS_SIGN,
    Right.WALLET_OWN,
}
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.ANALYST: frozenset(
            _WORKS
            | {
                Right.JOBS_RUN,
                Right.OBSERVATIONS_IMPORT,
                Right.TASKS_WORK,
                Right.ALERTS_HANDLE,
                Right.ASSESSMENTS_WRITE,
                Right.DECISIONS_COSIGN,
                Right.REVIEWS_WRITE,
            }
        ),
        Role.POLICY_DESIGNER: frozenset(
            _WORKS
            | {
                Right.JOBS_RUN,
                Right.TASKS_WORK,
                Right.ASSESSMENTS_WRITE,
                Right.DECISIONS_DRAFT,
                Right.DECISIONS_COSIGN,
                Right.REVIEWS_WRITE,
                Right.EVIDENCE_WRITE,
                Right.CREDIT_RULES_EDIT,
            }
        ),
        Role.CASEWORKER: frozenset(
            _WORKS
            | {
                Right.TASKS_WORK,
                Right.CLAIMS_DECIDE,
                Right.DECISIONS_COSIGN,
                Right.ACTIONS_WORK,
                Right.CREDENTIALS_ISSUE,
                Right.CREDITS_REVIEW,
            }
        ),
        Role.APPROVER: frozenset(
            _WORKS
            | {
                Right.TASKS_WORK,
                Right.TASKS_ASSIGN,
                Right.CASES_ASSIGN,
                Right.DECISIONS_COSIGN,
                Right.DECISIONS_SIGN,
                Right.EVIDENCE_WRITE,
                Right.CREDENTIALS_APPROVE,
                Right.CREDENTIALS_REVOKE,
                Right.CREDENTIALS_ACCREDIT,
                Right.CREDIT_APPEALS_DECIDE,
            }
        ),
        Role.AUDITOR: frozenset(_SEES | {Right.TASKS_OPEN, Right.AUDIT_READ}),
        # Whoever decides who may do what decides nothing else, nor judges the trail alone.
        Role.ADMINISTRATOR: frozenset(set(Right) - _DECIDES),
        # Schools and assessment bodies: a recognition of credits is advice until they sign it.
        Role.AWARDING_BODY: frozenset(
            {
                Right.OFFICE_SEE,
                Right.JOBS_SEE,
                Right.CREDENTIALS_SEE,
                Right.CREDENTIALS_ISSUE,
                Right.CREDENTIALS_APPROVE,
                Right.CREDENTIALS_REVOKE,
                Right.CREDITS_SEE,
                Right.RECOGNITIONS_SIGN,
            }
        ),
        Role.HOLDER: frozenset({Right.WALLET_OWN}),
        Role.PUBLIC: frozenset(),
    }
)

SYSTEM_PREFIX = "system:"
"""Ids of Trimtab's own programs (a worker of jobs), which nobody can give to a person."""

SYSTEM_RIGHTS = frozenset({Right.TASKS_OPEN, Right.JOBS_SEE, Right.JOBS_RUN})

_NAMED = 5


def covers(scope: str, place: str) -> bool:
    """Whether a region is the other one or lies above it.

    >>> covers("CN-310000", "CN-310101"), covers("CN", "CN-310000"), covers("CN-310000", "CN")
    (True, True, False)
    """
    return scope in _upwards(place)


def _upwards(place: str) -> tuple[str, ...]:
    """A region and those above it; a code that no list holds is placed by its digits."""
    found = [place]
    try:
        entry = region_entry(place)
        while entry.parent is not None:
            found.append(str(entry.parent))
            entry = region_entry(entry.parent)
    except UnknownCodeError:
        country, _, local = place.partition("-")
        if country == "CN" and len(local) == 6:
            found += [f"CN-{local[:4]}00", f"CN-{local[:2]}0000"]
        found.append(country)
    return tuple(found)


def today() -> date:
    """The day on which rights are asked for, in UTC."""
    return datetime.now(UTC).date()


def is_current(grant: Grant, on: date) -> bool:
    """Whether a grant is in force; ``until`` is the first day on which it is not."""
    return grant.until is None or on < grant.until


def grants_of(reading: Reading, actor: str, right: Right, on: date | None = None) -> list[Grant]:
    """The grants in force that give an actor this right; none to one who is switched off."""
    person = reading.get(Actor, actor)
    if person is None or not person.active:
        return []
    return [
        grant
        for grant in reading.find(Grant, actor_id=actor)
        if right in RIGHTS[grant.role] and is_current(grant, on or today())
    ]


def gives(
    reading: Reading,
    grant: Grant,
    region: str | Region | None,
    department_id: str | None = None,
    *,
    shared: bool = False,
) -> bool:
    """Whether a grant reaches a matter of this region and department.

    A region of None is a matter of the whole office: it takes a grant for any department that
    covers every region where the office is. ``shared``: every department of the region takes part
    in the matter.
    """
    if region is None:
        everywhere = all(covers(grant.region, place) for place in _extent(reading))
        return grant.department_id is None and everywhere
    if not covers(grant.region, str(region)):
        return False
    if grant.department_id is None or (shared and department_id is None):
        return True
    return grant.department_id in _departments_above(reading, department_id)


def _extent(reading: Reading) -> set[str]:
    """Where the office is: where it has departments, or else where roles are held."""
    places = {one.region for one in reading.find(Department, active=True)}
    return places or {grant.region for grant in reading.find(Grant)}


def _departments_above(reading: Reading, department_id: str | None) -> list[str]:
    """A department and those above it; a circle in the data ends the walk."""
    found: list[str] = []
    while department_id is not None and department_id not in found:
        found.append(department_id)
        department = reading.get(Department, department_id)
        department_id = department.parent if department else None
    return found


def holds(
    reading: Reading,
    actor: str,
    right: Right,
    region: str | Region | None,
    department_id: str | None = None,
    *,
    shared: bool = False,
    on: date | None = None,
) -> bool:
    """Whether an actor holds a right for a matter of this region and department."""
    if actor == OPERATOR or (actor.startswith(SYSTEM_PREFIX) and right in SYSTEM_RIGHTS):
        return True
    return any(
        gives(reading, grant, region, department_id, shared=shared)
        for grant in grants_of(reading, actor, right, on)
    )


def holders(
    reading: Reading,
    right: Right,
    region: str | Region | None,
    department_id: str | None = None,
    *,
    shared: bool = False,
) -> tuple[str, ...]:
    """Registered actors who hold a right for such a matter."""
    return tuple(
        person.actor_id
        for person in reading.find(Actor, active=True)
        if holds(reading, person.actor_id, right, region, department_id, shared=shared)
    )


def require(
    reading: Reading,
    actor: str,
    right: Right,
    region: str | Region | None,
    department_id: str | None = None,
    *,
    shared: bool = False,
) -> None:
    """Refuse whoever does not hold a right for a matter of this region and department.

    Raises NotAllowedError OFFICE-010, which names the right, the place and who holds it; OFFICE-017
    for somebody who is not registered.
    """
    if holds(reading, actor, right, region, department_id, shared=shared):
        return
    able = holders(reading, right, region, department_id, shared=shared)[:_NAMED]
    if not actor.startswith(SYSTEM_PREFIX) and reading.get(Actor, actor) is None:
        raise NotAllowedError("OFFICE-017", actor=actor)
    raise NotAllowedError(
        "OFFICE-010",
        actor=actor,
        right=right.value,
        region="*" if region is None else str(region),
        department=department_id or "*",
        who=", ".join((*able, OPERATOR)),
    )


def refuse_leaving_nobody(reading: Reading, lost: Grant, *, leaving: str | None = None) -> None:
    """Refuse that a grant to grant roles goes when nobody else could grant them there.

    ``leaving`` is an actor all of whose grants go. The operator does not count: a bureau must be
    able to run itself. Raises StateError OFFICE-012.
    """
    left = (
        grant
        for person in reading.find(Actor, active=True)
        if person.actor_id != leaving
        for grant in grants_of(reading, person.actor_id, Right.ROLES_GRANT)
        if grant.grant_id != lost.grant_id
    )
    if not any(gives(reading, grant, lost.region, lost.department_id) for grant in left):
        raise StateError("OFFICE-012", actor=lost.actor_id, region=lost.region)
