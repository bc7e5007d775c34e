"""Departments, actors and the roles they hold. Nothing is deleted but a grant: the trail refers
to departments and actors, so they are switched off, and back on by adding them again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from trimtab.classifications import region as region_entry
from trimtab.classifications import regions
from trimtab.kernel import InputRejectedError, Region, StateError, UnknownCodeError
from trimtab.office.rights import (
    SYSTEM_PREFIX,
    Right,
    grants_of,
    holds,
    refuse_leaving_nobody,
    require,
)
from trimtab.office.types import OPERATOR, Actor, Department, Grant
from trimtab.ports import Reading, Work

_ID = re.compile(r"[a-z0-9][a-z0-9:._@-]{0,39}")
_TITLE_LONGEST = 200
_LANGUAGES = ("zh", "en")

Person = TypeVar("Person", Actor, Department)


def add_department(work: Work, department: Department) -> Department:
    """Add a department, or open a closed one again with what is given.

    Raises InputRejectedError OFFICE-004 (id), OFFICE-005 (title), CODE-001 and
    CLASSIFICATION-003 (region); UnknownCodeError OFFICE-006 (the department above it, absent or
    closed), StateError OFFICE-001 (it is there and open), NotAllowedError OFFICE-010.
    """
    _check_named(department.department_id, department.title)
    check_region(department.region)
    if department.parent is not None:
        find_active(work, Department, department.parent)
    require(work, work.actor, Right.PEOPLE_MANAGE, department.region, department.parent)
    known = work.get(Department, department.department_id)
    if known is not None:
        require(work, work.actor, Right.PEOPLE_MANAGE, known.region, known.department_id)
    return _add_or_reopen(work, department, known)


def close_department(work: Work, department_id: str) -> Department:
    """Switch a department off. Raises StateError OFFICE-007 while somebody or something is in it,
    UnknownCodeError OFFICE-006, NotAllowedError OFFICE-010."""
    known = find_active(work, Department, department_id)
    require(work, work.actor, Right.PEOPLE_MANAGE, known.region, department_id)
    left = [
        *(one.actor_id for one in work.find(Actor, department_id=department_id, active=True)),
        *(one.grant_id for one in work.find(Grant, department_id=department_id)),
        *(one.department_id for one in work.find(Department, parent=department_id, active=True)),
    ]
    if left:
        raise StateError("OFFICE-007", department=department_id, left=", ".join(left[:5]))
    closed = replace(known, active=False)
    work.replace(closed)
    return closed


def add_actor(work: Work, actor: Actor) -> Actor:
    """Add a person or program, or switch one on again with what is given.

    One outside every department is a matter of the whole office. Raises InputRejectedError
    OFFICE-004 (id), OFFICE-005 (title), OFFICE-008 (language); UnknownCodeError OFFICE-006
    (department), StateError OFFICE-001 (is there and active), NotAllowedError OFFICE-010.
    """
    _check_actor(actor)
    if actor.department_id is not None:
        find_active(work, Department, actor.department_id)
    known = work.get(Actor, actor.actor_id)
    _require_over(work, actor)
    if known is not None:
        _require_over(work, known)
    return _add_or_reopen(work, actor, known)


def change_actor(work: Work, actor: Actor) -> Actor:
    """Change title, department, address or language of an actor who is switched on.

    Raises what ``add_actor`` raises but OFFICE-001; UnknownCodeError OFFICE-006 for one who is not
    there. Who moves somebody to another department needs the right in both.
    """
    known = find_active(work, Actor, actor.actor_id)
    if actor.department_id is not None:
        find_active(work, Department, actor.department_id)
    changed = replace(
        known,
        title=actor.title,
        department_id=actor.department_id,
        address=actor.address,
        language=actor.language,
    )
    _check_actor(changed)
    _require_over(work, known)
    _require_over(work, changed)
    work.replace(changed)
    return changed


def close_actor(work: Work, actor_id: str) -> Actor:
    """Switch an actor off: from then on no grant of theirs counts.

    Raises StateError OFFICE-012 if nobody would be left who grants roles where this actor does,
    UnknownCodeError OFFICE-006, NotAllowedError OFFICE-010.
    """
    known = find_active(work, Actor, actor_id)
    _require_over(work, known)
    for grant in grants_of(work, actor_id, Right.ROLES_GRANT):
        refuse_leaving_nobody(work, grant, leaving=actor_id)
    closed = replace(known, active=False)
    work.replace(closed)
    return closed


def see_departments(reading: Reading, actor: str) -> tuple[Department, ...]:
    """The departments that an actor may see, closed ones included."""
    return tuple(
        one
        for one in reading.find(Department)
        if holds(reading, actor, Right.OFFICE_SEE, one.region, one.department_id)
    )


def see_actors(reading: Reading, actor: str) -> tuple[Actor, ...]:
    """The actors that an actor may see: themself, and those of departments they see."""
    seen = {one.department_id for one in see_departments(reading, actor)}
    everything = holds(reading, actor, Right.OFFICE_SEE, None)
    return tuple(
        one
        for one in reading.find(Actor)
        if everything or one.department_id in seen or one.actor_id == actor
    )


def find_active(reading: Reading, kind: type[Person], key: str) -> Person:
    """An actor or department that is there and not switched off.

    Raises UnknownCodeError OFFICE-006 otherwise.
    """
    known = reading.get(kind, key)
    if known is None or not known.active:
        raise UnknownCodeError("OFFICE-006", kind=kind.__name__.lower(), key=key)
    return known


def check_region(text: str) -> None:
    """Refuse what is no region: CODE-001, or CLASSIFICATION-003 in a country whose list is held."""
    place = Region(text)
    try:
        regions(place.country)
    except UnknownCodeError:
        return  # a country whose parts are not listed here
    region_entry(place)


def _check_named(key: str, title: str) -> None:
    reserved = key == OPERATOR or key.startswith(SYSTEM_PREFIX)
    if reserved or not _ID.fullmatch(key):
        raise InputRejectedError("OFFICE-004", key=key)
    if not title.strip() or len(title) > _TITLE_LONGEST:
        raise InputRejectedError("OFFICE-005", key=key, longest=_TITLE_LONGEST)


def _check_actor(actor: Actor) -> None:
    _check_named(actor.actor_id, actor.title)
    if actor.language not in _LANGUAGES:
        raise InputRejectedError(
            "OFFICE-008", language=actor.language, allowed=", ".join(_LANGUAGES)
        )


def _require_over(work: Work, actor: Actor) -> None:
    """The right to manage this actor: where their department is."""
    department = work.get(Department, actor.department_id) if actor.department_id else None
    region = department.region if department else None
    require(work, work.actor, Right.PEOPLE_MANAGE, region, actor.department_id)


def _add_or_reopen(work: Work, given: Person, known: Person | None) -> Person:
    if known is None or known.active:
        work.add(given)  # refuses a key that is taken
    else:
        work.replace(given)
    return given
