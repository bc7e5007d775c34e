"""Credits of the demonstration: a qualification of the invented school, a case in every state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credits import book_of, deposit_certificate, verify_here
from trimtab.app.credits_standing import open_recognition
from trimtab.app.workbench import credits_acts as acts
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.wallet_claims import link_holder
from trimtab.credentials.bank import (
    Qualification,
    RecognitionCase,
    Residency,
    record_qualification,
)
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.messages import Language, preferred_language, text
from trimtab.office.people import add_actor
from trimtab.office.people_grants import give_grant
from trimtab.office.types import OPERATOR, Actor, Role

if TYPE_CHECKING:
    from trimtab.credentials.issuing.types import CertificateRecord

QUALIFICATION = "example.logistics"
REVIEWER = "reviewer"
"""A second caseworker: whoever opened a case does not review it."""

_REGION, _COLLEGE, _OFFICE = "CN-980000", "college", "insurance"
_REASON = "demonstration"
_CASES = {0: "signed", 1: "open", 2: "reviewed", 3: "sent", 4: "declined", 5: "withdrawn",
          6: "overturned"}  # fmt: skip
"""How far the case of each invented person went."""


def furnish_credits(bench: Workbench, desk: CredentialDesk, issuer_id: str) -> None:
    """Credits and cases; the holder's account gets the wallet of the first invented person."""
    _add_reviewer(bench)
    with bench.office.work(OPERATOR, _REASON) as work:
        book = book_of(work)
        own = _of_school(book.qualification(QUALIFICATION, work.at.date(), work.at), issuer_id)
        record_qualification(
            work, replace(own, since=work.at.date()), region=_REGION, department_id=_COLLEGE,
            book=book,
        )  # fmt: skip
    holders = [_holder(desk, person) for person in _CASES]
    with bench.office.work(OPERATOR, _REASON) as work:
        link_holder(work, Role.HOLDER.value, holders[0], Role.CASEWORKER.value)
    for person, state in _CASES.items():
        _move(bench, _open(bench, desk, holders[person]), state)


def _add_reviewer(bench: Workbench) -> None:
    spoken = preferred_language()
    with bench.office.work(OPERATOR, _REASON) as work:
        title = text("demonstration.account.reviewer", spoken)
        add_actor(work, Actor(REVIEWER, title, department_id=_OFFICE, language=spoken.value))
        give_grant(work, REVIEWER, Role.CASEWORKER, _REGION)


def _of_school(known: Qualification, issuer_id: str) -> Qualification:
    """The embedded example as the school's own; its courses, embedded as well, count as its own."""
    residency = known.residency and Residency(
        (issuer_id, *known.residency.issuers), known.residency.hundredths
    )
    return replace(known, awarding_body=issuer_id, residency=residency, standing="synthetic")


def _holder(desk: CredentialDesk, person: int) -> str:
    number = f"EXAMPLE{person:04d}"
    with desk.office.reading() as reading:
        return desk.store.holders_numbered(reading, [number])[number].holder_id


def _open(bench: Workbench, desk: CredentialDesk, holder: str) -> RecognitionCase:
    """The certificates of a holder that still verify are put into the bank, and computed."""
    with bench.office.work(REVIEWER, _REASON) as work:
        held: tuple[CertificateRecord, ...] = desk.store.certificates(
            work, CertificateQuery(holder_id=holder)
        )
        verify = verify_here(work, desk.store, work.at)
        for one in held:
            deposit_certificate(work, desk.store, one.certificate_id, verify)
        return open_recognition(
            work, desk.store, holder_id=holder, qualification_id=QUALIFICATION, region=_REGION,
            department_id=_OFFICE,
        )  # fmt: skip


def _move(bench: Workbench, case: RecognitionCase, state: str) -> None:
    """Let the people of the demonstration bring a case as far as this state."""
    worker, school, approver = (
        role.value for role in (Role.CASEWORKER, Role.AWARDING_BODY, Role.APPROVER)
    )
    case_id = case.case_id

    def note(name: str) -> str:
        return text(f"demonstration.case.{name}", Language.ZH)

    if state == "open":
        return
    if state == "withdrawn":
        acts.withdraw(bench, worker, case_id, note("withdrawn"))
        return
    acts.review(bench, worker, case_id, "")
    if state == "reviewed":
        return
    acts.send(bench, worker, case_id, "")
    if state == "declined":
        acts.decline(bench, school, case_id, note("declined"))
    elif state in ("signed", "overturned"):
        acts.sign(bench, school, case_id, "")
    if state == "overturned":
        made = acts.appeal(bench, worker, case_id, note("appeal"))
        acts.judge(bench, approver, made.appeal_id, overturn=True, reason=note("overturned"))
