"""Reviews: what happened is written beside what was expected, and may become evidence."""

from __future__ import annotations

import json
from datetime import datetime

from trimtab.coordination.comparing import Comparison
from trimtab.coordination.deciding import decision_of
from trimtab.coordination.digests import digest_of, review_content
from trimtab.coordination.evidence_rows import EvidenceWords, effect_of_review
from trimtab.coordination.moving import (
    get_case,
    get_record,
    move,
    next_number,
    require_reopening,
    require_stage,
)
from trimtab.coordination.types import (
    ActionState,
    Case,
    CaseAction,
    CaseReview,
    Decision,
    EvidenceEntry,
    Stage,
)
from trimtab.coordination.values import TEXT_LONGEST, checked_text
from trimtab.evidence import row_of_effect
from trimtab.kernel import InputRejectedError, StateError
from trimtab.office.canonical import canonical
from trimtab.office.rights import Right, require
from trimtab.ports import Reading, Work


def begin_review(work: Work, case_id: str) -> Case:
    """Begin to review once every measure is done or dropped.

    Raises StateError COORDINATION-091 (some are open), and what ``move`` raises.
    """
    case = get_case(work, case_id)
    still = work.find(CaseAction, case_id=case_id, state=ActionState.OPEN)
    if still and case.stage is Stage.ACTION:
        open_ones = ", ".join(one.action_id for one in still[:5])
        raise StateError("COORDINATION-091", case=case_id, n=len(still), open=open_ones)
    return move(work, case, "review")


def act_again(work: Work, case_id: str, reason: str) -> Case:
    """Go back to the measures. Raises what ``move`` raises."""
    return move(work, get_case(work, case_id), "act_again", reason)


def write_review(work: Work, case_id: str, comparison: Comparison, lessons: str) -> CaseReview:
    """Keep a comparison with what was learnt from it; a later review counts instead.

    Raises InputRejectedError COORDINATION-011 (no lessons), -092 (the comparison is of another
    expectation or knows more than is known now); StateError COORDINATION-002, NotAllowedError
    OFFICE-010, UnknownCodeError COORDINATION-001.
    """
    case = get_case(work, case_id)
    require_stage(case, Stage.REVIEW)
    require(work, work.actor, Right.REVIEWS_WRITE, case.region, case.department_id)
    decision = decision_of(work, case_id)
    assert decision is not None
    known_at = _known_at(work, decision, comparison)
    number = next_number(one.number for one in work.find(CaseReview, case_id=case_id))
    text = canonical(comparison.to_plain())
    kept = checked_text("lessons", lessons, TEXT_LONGEST, wanted=True)
    review = CaseReview(
        review_id=f"{case_id}:r{number}",
        case_id=case_id,
        decision_id=decision.decision_id,
        number=number,
        written_by=work.actor,
        written_at=work.at,
        known_at=known_at,
        comparison=text,
        lessons=kept,
        digest=digest_of(review_content(text, kept, decision.decision_id)),
    )
    work.add(review)
    return review


def close_case(work: Work, case_id: str) -> Case:
    """End a case after its review. Raises StateError COORDINATION-093 (no review since this stage
    was entered), and what ``move`` raises."""
    case = get_case(work, case_id)
    last = latest_review(work, case_id)
    if case.stage is Stage.REVIEW and (last is None or last.written_at < case.entered_at):
        raise StateError("COORDINATION-093", case=case_id)
    return move(work, case, "close")


def review_again(work: Work, case_id: str, reason: str) -> Case:
    """Open a closed case for another review. Raises StateError COORDINATION-004, -005, and what
    ``move`` raises."""
    case = get_case(work, case_id)
    require_reopening(work, case, work.at.date())
    return move(work, case, "review_again", reason)


def latest_review(reading: Reading, case_id: str) -> CaseReview | None:
    """The review of a case that counts; None before the first."""
    found = reading.find(CaseReview, case_id=case_id)
    return max(found, key=lambda one: one.number, default=None)


def comparison_of(review: CaseReview) -> Comparison:
    """The comparison a review rests on."""
    return Comparison.from_plain(json.loads(review.comparison))


def write_evidence(work: Work, review_id: str, words: EvidenceWords) -> EvidenceEntry:
    """Make a review one row of the office's own evidence, once.

    The row is descriptive: it can be read beside a lever and never is a default of a simulation,
    since one series before and after is no study. Raises StateError COORDINATION-094 (written
    already), InputRejectedError EVIDENCE-... for what the register would not accept,
    NotAllowedError OFFICE-010, UnknownCodeError COORDINATION-001.
    """
    review = get_record(work, CaseReview, review_id)
    case = get_case(work, review.case_id)
    require(work, work.actor, Right.EVIDENCE_WRITE, case.region, case.department_id)
    if work.find(EvidenceEntry, review_id=review_id):
        raise StateError("COORDINATION-094", review=review_id)
    effect = effect_of_review(review, comparison_of(review), case, words)
    entry = EvidenceEntry(
        evidence_id=effect.id,
        case_id=case.case_id,
        review_id=review_id,
        written_by=work.actor,
        written_at=work.at,
        row=row_of_effect(effect),
    )
    work.add(entry)
    return entry


def _known_at(work: Work, decision: Decision, comparison: Comparison) -> datetime:
    """The instant of a comparison, which must be of this decision and not of the future."""
    known_at = datetime.fromisoformat(comparison.known_at)
    if dict(comparison.expected) != dict(decision.expected) or known_at > work.at:
        raise InputRejectedError(
            "COORDINATION-092", decision=decision.decision_id, known_at=comparison.known_at
        )
    return known_at
