"""What is done to recognition cases: opened from certificates, moved, signed, appealed."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.app.credits import deposit_certificate, verify_here
from trimtab.app.credits_signing import (
    judge_recognition,
    revoke_recognition,
    send_recognition,
    sign_recognition,
)
from trimtab.app.credits_standing import open_recognition
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates import find_certificate
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.credentials.bank import (
    Appeal,
    Considered,
    Entry,
    RecognitionCase,
    decline_case,
    lodge_appeal,
    review_case,
    withdraw_case,
)
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.issuing.types import CertificateKind
from trimtab.kernel import InputRejectedError, StateError
from trimtab.office.rights import Right, grants_of
from trimtab.office.types import Actor
from trimtab.ports import Work
from trimtab.stores.credentials.bulk import SqlCertificates

_REASON = "credits"


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, and what became of the holder's certificates that were not in the bank yet."""

    case: RecognitionCase
    considered: tuple[Considered, ...]


def open_for_holder(
    bench: Workbench, asking: str, certificate_key: str, qualification_id: str
) -> Opened:
    """Ask what the certificates of a holder count for in a qualification.

    ``certificate_key`` is any certificate of the holder. Each is verified, and put into the bank
    unless it is there. Raises UnknownCodeError WEB-172, InputRejectedError WEB-181 for somebody of
    no department, StateError WEB-182 for a certificate without a holder, and what ``deposit`` and
    ``open_recognition`` raise.
    """
    store = SqlCertificates()
    with bench.office.work(asking, _REASON) as work:
        first = find_certificate(work, asking, certificate_key)
        if first.holder_id is None:
            raise StateError("WEB-182", certificate=first.certificate_id)
        verify = verify_here(work, store, work.at)
        region, department = _place_of(work, asking)
        held = store.certificates(work, CertificateQuery(holder_id=first.holder_id))
        considered = tuple(
            deposit_certificate(work, store, one.certificate_id, verify)
            for one in held
            if one.kind is CertificateKind.BADGE
            and one.achievement_id
            and not work.find(Entry, certificate_id=one.certificate_id)
        )
        case = open_recognition(
            work, store, holder_id=first.holder_id, qualification_id=qualification_id,
            region=region, department_id=department,
        )  # fmt: skip
        return Opened(case, considered)


def _place_of(work: Work, asking: str) -> tuple[str, str]:
    """Where the asker reviews: region and department of the case."""
    person = work.get(Actor, asking)
    for grant in grants_of(work, asking, Right.CREDITS_REVIEW):
        department = grant.department_id or (person.department_id if person else None)
        if department:
            return grant.region, department
    raise InputRejectedError("WEB-181", actor=asking)


def review(bench: Workbench, asking: str, case_id: str, note: str) -> RecognitionCase:
    """Agree with a computed case. Raises what ``review_case`` raises."""
    with bench.office.work(asking, note[:200] or _REASON) as work:
        return review_case(work, case_id, note)


def send(bench: Workbench, asking: str, case_id: str, note: str) -> RecognitionCase:
    """Lay a case before the awarding body. Raises what ``send_recognition`` raises."""
    return send_recognition(desk_of(bench, asking, note[:200] or _REASON), case_id, note)


def sign(bench: Workbench, asking: str, case_id: str, note: str) -> RecognitionCase:
    """Sign as the awarding body: the recognition becomes a certificate of the register, in the
    same transaction that uses the credits up. Raises what ``sign_recognition`` raises."""
    return sign_recognition(desk_of(bench, asking, note[:200] or _REASON), case_id, note)


def decline(bench: Workbench, asking: str, case_id: str, note: str) -> RecognitionCase:
    """Decline as the awarding body, for a reason. Raises what ``decline_case`` raises."""
    with bench.office.work(asking, note[:200] or _REASON) as work:
        return decline_case(work, case_id, note)


def withdraw(bench: Workbench, asking: str, case_id: str, note: str) -> RecognitionCase:
    """Give a case up, for a reason. Raises what ``withdraw_case`` raises."""
    with bench.office.work(asking, note[:200] or _REASON) as work:
        return withdraw_case(work, case_id, note)


def revoke(bench: Workbench, asking: str, case_id: str, note: str) -> None:
    """Revoke the document of a case that an appeal overturned. Raises what ``revoke_recognition``
    raises."""
    revoke_recognition(desk_of(bench, asking, note[:200] or _REASON), case_id, note)


def appeal(bench: Workbench, asking: str, case_id: str, grounds: str) -> Appeal:
    """Lodge an appeal for somebody. Raises what ``lodge_appeal`` raises."""
    with bench.office.work(asking, _REASON) as work:
        return lodge_appeal(work, case_id, grounds)


def judge(bench: Workbench, asking: str, appeal_id: str, *, overturn: bool, reason: str) -> Appeal:
    """Decide an appeal, as somebody who had no part in the case. Raises what ``judge_recognition``
    raises."""
    return judge_recognition(
        desk_of(bench, asking, _REASON), appeal_id, overturn=overturn, reason=reason
    )


MOVES = {
    "review": review,
    "send": send,
    "sign": sign,
    "decline": decline,
    "withdraw": withdraw,
}
"""What may be done to a case, by the name of the move."""
