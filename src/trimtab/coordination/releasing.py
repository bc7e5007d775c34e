"""Who may see a case, an assessment or a decision: an approver releases it from a day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from trimtab.coordination.moving import get_case, get_record
from trimtab.coordination.types import Assessment, Case, Classification, Decision
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError
from trimtab.office.rights import Right, require
from trimtab.ports import Work

Releasable: TypeAlias = Case | Assessment | Decision


class ReleaseKind(StrEnum):
    """What can be released."""

    CASE = "case"
    ASSESSMENT = "assessment"
    DECISION = "decision"


def release(work: Work, kind: ReleaseKind, key: str, on: date) -> Releasable:
    """Let everybody see something from a day on. Whoever wrote it cannot release it.

    Raises StateError COORDINATION-100 (not frozen, or not in force), InputRejectedError
    COORDINATION-101 (the day has passed), NotAllowedError COORDINATION-102 (one's own), OFFICE-010;
    UnknownCodeError COORDINATION-001.
    """
    found, case = _found(work, kind, key)
    require(work, work.actor, Right.DECISIONS_SIGN, case.region, case.department_id)
    if not _is_final(found):
        raise StateError("COORDINATION-100", key=key)
    if on < work.at.date():
        raise InputRejectedError("COORDINATION-101", on=on)
    if work.actor in _writers(found):
        raise NotAllowedError("COORDINATION-102", actor=work.actor, key=key)
    released = replace(
        found, classification=Classification.PUBLIC, approver=work.actor, release_on=on
    )
    work.replace(released)
    return released


def withdraw_release(work: Work, kind: ReleaseKind, key: str) -> Releasable:
    """Keep something inside again; what people have read they have read.

    Raises NotAllowedError OFFICE-010, UnknownCodeError COORDINATION-001.
    """
    found, case = _found(work, kind, key)
    require(work, work.actor, Right.DECISIONS_SIGN, case.region, case.department_id)
    kept = replace(found, classification=Classification.INTERNAL, approver=None, release_on=None)
    work.replace(kept)
    return kept


def is_public(found: Releasable, on: date) -> bool:
    """Whether everybody may see it on a day."""
    released = found.classification is Classification.PUBLIC and found.release_on is not None
    return released and (found.release_on or on) <= on


def _found(work: Work, kind: ReleaseKind, key: str) -> tuple[Releasable, Case]:
    match kind:
        case ReleaseKind.CASE:
            case = get_case(work, key)
            return case, case
        case ReleaseKind.ASSESSMENT:
            assessment = get_record(work, Assessment, key)
            return assessment, get_case(work, assessment.case_id)
        case ReleaseKind.DECISION:
            decision = get_record(work, Decision, key)
            return decision, get_case(work, decision.case_id)


def _is_final(found: Releasable) -> bool:
    match found:
        case Assessment():
            return found.frozen_at is not None
        case Decision():
            return found.signed_at is not None
        case Case():
            return True


def _writers(found: Releasable) -> tuple[str, ...]:
    match found:
        case Assessment():
            return found.writers
        case Decision():
            return found.drafters
        case Case():
            return (found.opened_by,)
