"""From an alert to a case, and out of it again when there is no matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trimtab.coordination.moving import (
    checked_level,
    first_step,
    get_case,
    move,
    require_reopening,
)
from trimtab.coordination.procedures import deadline, procedure_of
from trimtab.coordination.states import BEGIN
from trimtab.coordination.types import Case
from trimtab.coordination.values import TITLE_LONGEST, checked_text
from trimtab.kernel import InputRejectedError, StateError
from trimtab.messages import LANGUAGES
from trimtab.office.people import check_region, find_active
from trimtab.office.rights import Right, require
from trimtab.office.types import Actor, Department
from trimtab.ports import Reading, Work

_NOTHING: Mapping[str, Any] = {}


def open_case(
    work: Work,
    *,
    title: Mapping[str, str],
    region: str,
    level: int,
    department_id: str | None = None,
    alert_id: str | None = None,
    alert: Mapping[str, Any] = _NOTHING,
) -> Case:
    """Acknowledge an alert (or begin a matter without one): a case in the first stage.

    ``title`` in every language; ``department_id`` leads, the actor's own if not given; ``alert``
    holds the alert's facts as plain JSON. Raises InputRejectedError COORDINATION-010, -011 (title),
    -015 (level), CODE-001 (region); StateError COORDINATION-007 (the alert has a case that has not
    ended), -008 (no department); UnknownCodeError OFFICE-006, NotAllowedError OFFICE-010.
    """
    check_region(region)
    lead = department_id or _own_department(work)
    find_active(work, Department, lead)
    require(work, work.actor, Right.ALERTS_HANDLE, region, lead)
    known = case_of_alert(work, alert_id) if alert_id else None
    if known is not None and not known.stage.is_final:
        raise StateError("COORDINATION-007", alert=alert_id, case=known.case_id)
    today = work.at.date()
    case = Case(
        case_id=_next_id(work),
        title=_checked_title(title),
        region=region,
        department_id=lead,
        level=checked_level(level),
        opened_by=work.actor,
        opened_at=work.at,
        entered_at=work.at,
        alert_id=alert_id,
        alert=dict(alert),
        due=deadline(procedure_of(work, region), level, BEGIN, today, None),
        moves=1,
    )
    work.add(case)
    first_step(work, case)
    return case


def case_of_alert(reading: Reading, alert_id: str) -> Case | None:
    """The case of an alert: the one that has not ended, else the latest; whoever asks."""
    found = reading.find(Case, alert_id=alert_id)
    return max(found, key=lambda one: (not one.stage.is_final, one.case_id), default=None)


def dismiss_case(work: Work, case_id: str, reason: str) -> Case:
    """Say that an alert is no matter, and why. Raises what ``move`` raises."""
    return move(work, get_case(work, case_id), "dismiss", reason)


def reopen_case(work: Work, case_id: str, reason: str) -> Case:
    """Take a dismissal back. Raises what ``move`` raises; StateError COORDINATION-004, -005 (too
    late, too often), -007 (the alert has another case by now)."""
    case = get_case(work, case_id)
    other = case_of_alert(work, case.alert_id) if case.alert_id else None
    if other is not None and other.case_id != case_id and not other.stage.is_final:
        raise StateError("COORDINATION-007", alert=case.alert_id, case=other.case_id)
    require_reopening(work, case, work.at.date())
    return move(work, case, "reopen", reason)


def undo_case(work: Work, case_id: str) -> Case:
    """Take an acknowledgement back before anything came of it. Raises what ``move`` raises."""
    return move(work, get_case(work, case_id), "undo")


def _own_department(work: Work) -> str:
    person = work.get(Actor, work.actor)
    if person is None or person.department_id is None:
        raise StateError("COORDINATION-008", actor=work.actor)
    return person.department_id


def _checked_title(title: Mapping[str, str]) -> dict[str, str]:
    if set(title) != set(LANGUAGES):
        raise InputRejectedError("COORDINATION-011", field="title")
    return {
        language.value: checked_text("title", title[language], TITLE_LONGEST, wanted=True)
        for language in LANGUAGES
    }


def _next_id(work: Work) -> str:
    """``2026-0007``: read out over the telephone, in the order of opening within a year.

    Cases are never taken away, so the numbers of a year have no gap: the first free one is found
    by halving.
    """
    taken, free = 0, 1
    while work.get(Case, _key(work, free)) is not None:
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        if work.get(Case, _key(work, middle)) is None:
            free = middle
        else:
            taken = middle
    return _key(work, free)


def _key(work: Work, number: int) -> str:
    return f"{work.at:%Y}-{number:04d}"
