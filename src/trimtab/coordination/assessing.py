"""Assessments: drafted by several, resting on parts that are kept, frozen as a whole."""

from __future__ import annotations

from dataclasses import replace

from trimtab.coordination.digests import assessment_content, digest_of, parts_of
from trimtab.coordination.moving import (
    get_case,
    get_record,
    move,
    next_number,
    require_revision,
    require_stage,
)
from trimtab.coordination.types import Assessment, Case, Stage
from trimtab.coordination.values import TEXT_LONGEST, BasisKind, BasisPart, checked_text
from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError
from trimtab.office.canonical import canonical
from trimtab.office.rights import Right, require
from trimtab.ports import Reading, Work

PARTS_MOST = 50


def latest_assessment(reading: Reading, case_id: str) -> Assessment | None:
    """The assessment of a case that counts; None before the first."""
    found = reading.find(Assessment, case_id=case_id)
    return max(found, key=lambda one: one.number, default=None)


def begin_assessment(work: Work, case_id: str) -> Assessment:
    """Begin to assess a case; a draft that an earlier attempt left is gone on with.

    Raises what ``move`` raises.
    """
    case = move(work, get_case(work, case_id), "assess")
    return _draft(work, case)


def reassess(work: Work, case_id: str, reason: str) -> Assessment:
    """Go back from drafting to assessing: a new assessment that begins with the text and basis of
    the last. Raises what ``move`` raises."""
    case = move(work, get_case(work, case_id), "reassess", reason)
    return _draft(work, case)


def _draft(work: Work, case: Case) -> Assessment:
    last = latest_assessment(work, case.case_id)
    if last is not None and last.frozen_at is None:
        return last
    number = next_number([last.number] if last else [])
    begun = Assessment(
        assessment_id=f"{case.case_id}:a{number}",
        case_id=case.case_id,
        number=number,
        writers=(work.actor,),
        started_at=work.at,
        situation=last.situation if last else "",
        causes=last.causes if last else "",
        advice=last.advice if last else "",
        basis=last.basis if last else "[]",
    )
    work.add(begun)
    return begun


def write_assessment(
    work: Work, assessment_id: str, revision: int, *, situation: str, causes: str, advice: str
) -> Assessment:
    """Write the text of a draft: the situation, what is behind it, what is advised.

    ``revision``: of the draft that was read. Raises StateError COORDINATION-006 (somebody changed
    it meanwhile), -002 (frozen), InputRejectedError COORDINATION-010, NotAllowedError OFFICE-010,
    UnknownCodeError COORDINATION-001.
    """
    draft = _writable(work, assessment_id)
    require_revision(draft.revision, revision, assessment_id)
    return _write(
        work,
        replace(
            draft,
            situation=checked_text("situation", situation, TEXT_LONGEST),
            causes=checked_text("causes", causes, TEXT_LONGEST),
            advice=checked_text("advice", advice, TEXT_LONGEST),
        ),
    )


def add_basis(work: Work, assessment_id: str, part: BasisPart) -> Assessment:
    """Rest a draft on something, as it is now; the same thing again takes the place of the old.

    Raises StateError COORDINATION-002, InputRejectedError COORDINATION-016 (too many parts),
    NotAllowedError OFFICE-010, UnknownCodeError COORDINATION-001.
    """
    draft = _writable(work, assessment_id)
    others = [one for one in parts_of(draft) if (one.kind, one.id) != (part.kind, part.id)]
    if len(others) >= PARTS_MOST:
        raise InputRejectedError("COORDINATION-016", most=PARTS_MOST)
    return _write(work, replace(draft, basis=_basis_text([*others, part])))


def remove_basis(work: Work, assessment_id: str, kind: BasisKind, part_id: str) -> Assessment:
    """Rest a draft on something no longer. Raises UnknownCodeError COORDINATION-001,
    StateError COORDINATION-002, NotAllowedError OFFICE-010."""
    draft = _writable(work, assessment_id)
    kept = [one for one in parts_of(draft) if (one.kind, one.id) != (kind, part_id)]
    if len(kept) == len(parts_of(draft)):
        raise UnknownCodeError("COORDINATION-001", key=part_id[:100])
    return _write(work, replace(draft, basis=_basis_text(kept)))


def complete_assessment(work: Work, assessment_id: str) -> Assessment:
    """Freeze an assessment with all it rests on, and let the decision be drafted.

    Raises InputRejectedError COORDINATION-011 (no text), -017 (rests on nothing), and what
    ``write_assessment`` and ``move`` raise.
    """
    draft = _writable(work, assessment_id)
    for field in ("situation", "advice"):
        checked_text(field, getattr(draft, field), TEXT_LONGEST, wanted=True)
    if not parts_of(draft):
        raise InputRejectedError("COORDINATION-017", assessment=assessment_id)
    frozen = replace(
        draft,
        digest=digest_of(assessment_content(draft)),
        frozen_at=work.at,
        frozen_by=work.actor,
    )
    work.replace(frozen)
    move(work, get_case(work, draft.case_id), "complete")
    return frozen


def find_nothing(work: Work, case_id: str, reason: str) -> Case:
    """End an assessment that found no matter, and say why. Raises what ``move`` raises."""
    return move(work, get_case(work, case_id), "find_nothing", reason)


def _writable(work: Work, assessment_id: str) -> Assessment:
    draft = get_record(work, Assessment, assessment_id)
    case = get_case(work, draft.case_id)
    require_stage(case, Stage.ASSESSMENT)
    require(work, work.actor, Right.ASSESSMENTS_WRITE, case.region, case.department_id)
    if draft.frozen_at is not None:
        raise StateError("COORDINATION-018", key=assessment_id)
    return draft


def _write(work: Work, changed: Assessment) -> Assessment:
    writers = tuple(dict.fromkeys((*changed.writers, work.actor)))
    written = replace(changed, writers=writers, revision=changed.revision + 1)
    work.replace(written)
    return written


def _basis_text(parts: list[BasisPart]) -> str:
    ordered = sorted(parts, key=lambda one: (list(BasisKind).index(one.kind), one.id))
    return canonical([one.to_plain() for one in ordered])
