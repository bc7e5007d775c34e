"""Whether the certificates behind credits still stand: asked when a recognition is opened, again
when it is signed, and every day for the whole bank.

A certificate that was revoked takes its credits out of the bank for good; one that is suspended
keeps them there, unused, until somebody lifts it. What was signed before stays signed: whether it
is revoked as well is for its awarding body to say, and a task asks.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from trimtab.app.credits import book_of, kept_document, not_in_force, verify_here
from trimtab.credentials.bank import (
    Entry,
    LedgerEntry,
    LineKind,
    RecognitionCase,
    decision_content,
    entries_of,
    get_case,
    get_entry,
    has_ended,
    is_there,
    last_lines,
    open_case,
    settle_entries,
    used_entries,
)
from trimtab.credentials.issuing.storage import CertificateQuery, CertificateReading
from trimtab.credentials.issuing.types import CertificateState
from trimtab.credentials.types import Outcome
from trimtab.kernel import StateError
from trimtab.office.tasks import open_task, task_id
from trimtab.office.types import Task
from trimtab.ports import OfficeStore, Work
from trimtab.stores.credentials.issuing import SqlCertificateReading

TASK = "credit_recognition_review"
_REASON = "credits.settle"


def open_recognition(
    work: Work, store: CertificateReading, *, holder_id: str, **asked: Any
) -> RecognitionCase:
    """Open a case with the credits that still stand; ``asked`` as ``open_case`` takes it.

    Raises what ``open_case`` raises.
    """
    settle_holder(work, store, holder_id)
    fallen = not_in_force(work, store, holder_id)
    return open_case(work, holder_id=holder_id, book=book_of(work), suspended=fallen, **asked)


def settle_holder(work: Work, store: CertificateReading, holder_id: str) -> tuple[LedgerEntry, ...]:
    """Write off a holder's credits that can never be used again."""
    fallen = not_in_force(work, store, holder_id)
    revoked = {name for name, state in fallen.items() if state is CertificateState.REVOKED}
    return settle_entries(work, entries_of(work, holder_id), revoked)


def settle_bank(office: OfficeStore, actor: str, today: date) -> int:
    """Write off every holder's credits that can never be used again, each holder in a transaction
    of their own, and ask for the review of what was signed on a certificate revoked since; how many
    entries were written off. Done twice, it finds nothing left to do."""
    store = SqlCertificateReading()
    with office.reading() as reading:
        query = CertificateQuery(state=CertificateState.REVOKED)
        revoked = {one.certificate_id for one in store.certificates(reading, query)}
        last = last_lines(reading.find(LedgerEntry))
        entries = [(one, last[one.entry_id]) for one in reading.find(Entry)]
    due = {
        one.holder_id
        for one, line in entries
        if is_there(line) and (has_ended(one, today) or one.certificate_id in revoked)
    }
    settled = 0
    for holder_id in sorted(due):
        with office.work(actor, _REASON) as work:
            settled += len(settle_holder(work, store, holder_id))
    rested = {
        (line.case_id, one.certificate_id)
        for one, line in entries
        if line.kind is LineKind.REDEEM and line.case_id and one.certificate_id in revoked
    }
    for case_id, certificate_id in sorted(rested):
        with office.work(actor, _REASON) as work:
            _ask_for_review(work, get_case(work, case_id), certificate_id)
    return settled


def _ask_for_review(work: Work, case: RecognitionCase, certificate_id: str) -> None:
    """Once: who closed the task has decided."""
    params = {"case": case.case_id, "certificate": certificate_id}
    if work.get(Task, task_id(TASK, params, case.region)) is None:
        open_task(work, TASK, params, case.region, case.department_id)


def refuse_fallen(work: Work, store: CertificateReading, case: RecognitionCase) -> None:
    """Refuse a case that rests on a certificate which does not verify as valid now.

    Raises StateError CREDITS-090.
    """
    verify = verify_here(work, store, work.at)
    for entry_id in used_entries(decision_content(case)):
        certificate_id = get_entry(work, entry_id).certificate_id
        kept = kept_document(work, store, certificate_id)
        outcome = verify(json.loads(kept.content)).outcome if kept else Outcome.UNKNOWN_ISSUER
        if outcome is not Outcome.VALID:
            raise StateError(
                "CREDITS-090",
                case=case.case_id,
                certificate=certificate_id,
                outcome=outcome.value,
            )
