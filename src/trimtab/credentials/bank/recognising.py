"""Recognition cases: opened with a frozen decision, reviewed by another, signed by the school.

Schools and awarding bodies own credit decisions. Until theirs has signed, a recognition is advice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trimtab.credentials.bank.book import Book
from trimtab.credentials.bank.deciding import decide, decision_content, decision_holds, freeze
from trimtab.credentials.bank.document import recognition_document
from trimtab.credentials.bank.ledger import redeem, usable_entries
from trimtab.credentials.bank.moving import (
    department_of,
    get_case,
    leave_step,
    move,
    refuse_same_person,
    require_for,
)
from trimtab.credentials.bank.records import (
    Appeal,
    CaseState,
    LedgerEntry,
    RecognitionCase,
    RecognitionStep,
)
from trimtab.credentials.types import Issuer
from trimtab.credentials.wallet.types import WalletLink
from trimtab.kernel import NotAllowedError, StateError
from trimtab.office.canonical import canonical
from trimtab.office.people import check_region, find_active
from trimtab.office.rights import Right, holds, require
from trimtab.office.types import Department
from trimtab.ports import Reading, Work

Sign = Callable[[dict[str, Any]], Mapping[str, Any]]
"""Adds the awarding body's proofs (and, if it keeps them, status entries) to a document."""

_ADDED = frozenset({"proof", "credentialStatus"})


def open_case(
    work: Work,
    *,
    holder_id: str,
    qualification_id: str,
    region: str,
    department_id: str,
    book: Book,
    awarding_department_id: str | None = None,
    on: date | None = None,
    suspended: Collection[str] = (),
    as_holder: bool = False,
    follows: str | None = None,
) -> RecognitionCase:
    """Ask what a holder's credits count for: computed and frozen at once, with what is known now.

    ``on``: the day whose rules and shelf lives count, today if not given. ``suspended``: ids of
    certificates whose credits do not count now. ``as_holder``: asked by the worker, whose account
    must be linked to this holder. Raises UnknownCodeError CREDITS-024,
    OFFICE-006; StateError CREDITS-029 (a case of this is under way), -033 (no credits);
    NotAllowedError OFFICE-010, CREDITS-034; InputRejectedError CODE-001.
    """
    check_region(region)
    find_active(work, Department, department_id)
    _require_to_ask(work, holder_id, region, department_id, as_holder)
    day = on or work.at.date()
    qualification = book.qualification(qualification_id, day, work.at)
    _refuse_second(work, holder_id, qualification_id)
    usable = usable_entries(work, holder_id, day)
    entries = tuple(one for one in usable if one.certificate_id not in suspended)
    if not entries:
        raise StateError("CREDITS-033", holder=holder_id)
    result, _, content = decide(entries, qualification, book, on=day, known=work.at)
    case_id = _next_id(work)
    text, digest = freeze({"case_id": case_id, "holder_id": holder_id, **content})
    case = RecognitionCase(
        case_id=case_id,
        holder_id=holder_id,
        qualification_key=qualification.key,
        region=region,
        department_id=department_id,
        awarding_body=qualification.awarding_body,
        awarding_department_id=awarding_department_id
        or _department(work, qualification.awarding_body),
        opened_by=work.actor,
        opened_at=work.at,
        decided_on=day,
        known_at=work.at,
        decision=text,
        digest=digest,
        satisfied=result.satisfied,
        shortfall=result.shortfall,
        follows=follows,
    )
    work.add(case)
    leave_step(work, case, "open", "", "")
    return case


def _require_to_ask(
    work: Work, holder_id: str, region: str, department_id: str, as_holder: bool
) -> None:
    if not as_holder:
        require(work, work.actor, Right.CREDITS_REVIEW, region, department_id)
        return
    require(work, work.actor, Right.WALLET_OWN, region, shared=True)
    refuse_other_holder(work, holder_id)


def refuse_other_holder(work: Work, holder_id: str) -> None:
    """Refuse an account that is not linked to a holder. Raises NotAllowedError CREDITS-034."""
    link = work.get(WalletLink, work.actor)
    if link is None or link.holder_id != holder_id:
        raise NotAllowedError("CREDITS-034", actor=work.actor)


def _department(work: Work, awarding_body: str) -> str | None:
    issuer = work.get(Issuer, awarding_body)
    return issuer.department_id if issuer else None


def _refuse_second(work: Work, holder_id: str, qualification_id: str) -> None:
    for one in work.find(RecognitionCase, holder_id=holder_id):
        same = one.qualification_key.rpartition("@")[0] == qualification_id
        if same and not one.state.is_final:
            raise StateError("CREDITS-029", case=one.case_id, state=one.state.value)


def review_case(work: Work, case_id: str, note: str = "") -> RecognitionCase:
    """Agree with a computed case; by another person than who opened it.

    Raises UnknownCodeError CREDITS-025, StateError CREDITS-028, -035 (the decision is not the
    frozen one), NotAllowedError CREDITS-027, OFFICE-010.
    """
    case = _intact(work, case_id)
    refuse_same_person(case, work.actor, {"open": case.opened_by})
    return move(work, case, "review", note, reviewer=work.actor, reviewed_at=work.at)


def send_case(
    work: Work, case_id: str, subject: Mapping[str, Any], note: str = ""
) -> RecognitionCase:
    """Lay a reviewed case before the awarding body, with the document it would sign.

    ``subject`` identifies the holder as certificates do (``id`` or ``identifier``). Raises what
    ``review_case`` raises; StateError CREDITS-036 where nothing would be recognised.
    """
    case = _intact(work, case_id)
    content = decision_content(case)
    if not content["result"]["assignments"]:
        raise StateError("CREDITS-036", case=case_id)
    issuer = work.get(Issuer, case.awarding_body)
    document = recognition_document(case, content, subject, issuer)
    return move(work, case, "send", note, document=canonical(document))


def sign_case(work: Work, case_id: str, sign: Sign, note: str = "") -> RecognitionCase:
    """Sign as the awarding body: the document gets its proofs and the credits are used up, both or
    neither.

    Raises what ``review_case`` raises; StateError CREDITS-020 and -022 (a credit was used or ended
    meanwhile), -037 (what came back signed is not what was laid before the awarding body).
    """
    case = _intact(work, case_id)
    require_for(work, work.actor, Right.RECOGNITIONS_SIGN, case)
    refuse_same_person(case, work.actor, {"open": case.opened_by, "review": case.reviewer})
    if case.state is not CaseState.SENT or case.document is None:
        return move(work, case, "sign", note)  # which says why not
    unsigned = json.loads(case.document)
    signed = dict(sign(json.loads(case.document)))
    bare = {name: value for name, value in signed.items() if name not in _ADDED}
    if bare != unsigned or not signed.get("proof"):
        raise StateError("CREDITS-037", case=case_id)
    redeem(work, used_entries(decision_content(case)), case_id)
    return move(
        work,
        case,
        "sign",
        note,
        signer=work.actor,
        signed_at=work.at,
        document=canonical(signed),
    )


def used_entries(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The entries that a decision uses up."""
    names = {name for one in content["result"]["assignments"] for name in one["entry_ids"]}
    return tuple(sorted(names))


def decline_case(work: Work, case_id: str, reason: str) -> RecognitionCase:
    """Decline as the awarding body, for a reason. Raises what ``move`` raises."""
    return move(work, get_case(work, case_id), "decline", reason, signer=work.actor)


def withdraw_case(work: Work, case_id: str, reason: str) -> RecognitionCase:
    """Give a case up that nobody signed, for a reason. Raises what ``move`` raises."""
    return move(work, get_case(work, case_id), "withdraw", reason)


def _intact(work: Reading, case_id: str) -> RecognitionCase:
    case = get_case(work, case_id)
    if not decision_holds(case):
        raise StateError("CREDITS-035", case=case_id)
    return case


def _next_id(work: Work) -> str:
    """``R2026-0007``, in the order of opening within a year; numbers are never taken away."""
    taken, free = 0, 1
    while work.get(RecognitionCase, f"R{work.at:%Y}-{free:04d}") is not None:
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        if work.get(RecognitionCase, f"R{work.at:%Y}-{middle:04d}") is None:
            free = middle
        else:
            taken = middle
    return f"R{work.at:%Y}-{free:04d}"


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A case with everything that belongs to it; ``holds``: its decision is the frozen one."""

    case: RecognitionCase
    content: Mapping[str, Any]
    steps: tuple[RecognitionStep, ...]
    appeals: tuple[Appeal, ...]
    lines: tuple[LedgerEntry, ...]
    holds: bool


def see_cases(
    reading: Reading, actor: str, states: Collection[CaseState] = ()
) -> tuple[RecognitionCase, ...]:
    """Cases somebody may see, in these states or in all; the newest first."""
    known: dict[tuple[str, str], bool] = {}

    def sees(region: str, department_id: str | None) -> bool:
        if department_id is None:
            return False
        place = (region, department_id)
        if place not in known:  # each place is asked once, however long the list
            known[place] = holds(reading, actor, Right.CREDITS_SEE, *place)
        return known[place]

    found = (
        one
        for state in (states or tuple(CaseState))
        for one in reading.find(RecognitionCase, state=state)
        if sees(one.region, one.department_id) or sees(one.region, one.awarding_department_id)
    )
    return tuple(sorted(found, key=lambda one: (one.opened_at, one.case_id), reverse=True))


def _sees(reading: Reading, actor: str, case: RecognitionCase) -> bool:
    places = (case.department_id, case.awarding_department_id)
    return any(
        holds(reading, actor, Right.CREDITS_SEE, case.region, place) for place in places if place
    )


def folder_of(reading: Reading, actor: str, case_id: str) -> CaseFolder:
    """One case. Raises UnknownCodeError CREDITS-025, NotAllowedError OFFICE-010."""
    case = get_case(reading, case_id)
    if not _sees(reading, actor, case):
        department = department_of(case, Right.CREDITS_SEE)
        require(reading, actor, Right.CREDITS_SEE, case.region, department)
    steps = reading.find(RecognitionStep, case_id=case_id)
    appeals = reading.find(Appeal, case_id=case_id)
    return CaseFolder(
        case=case,
        content=decision_content(case),
        steps=tuple(sorted(steps, key=lambda one: one.number)),
        appeals=tuple(sorted(appeals, key=lambda one: one.number)),
        lines=reading.find(LedgerEntry, case_id=case_id),
        holds=decision_holds(case),
    )
