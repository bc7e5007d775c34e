"""Recognitions between bureau and awarding body: sent, signed, suspended and revoked after an
appeal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from trimtab.app.credentials_issuing import Changed, CredentialDesk, issue_draft
from trimtab.app.credits_standing import refuse_fallen
from trimtab.credentials.bank import (
    Appeal,
    CaseState,
    RecognitionCase,
    get_case,
    judge_appeal,
    recognition_id,
    send_case,
    sign_case,
)
from trimtab.credentials.issuing.changing import suspend_overturned
from trimtab.credentials.issuing.given import draft_given
from trimtab.credentials.issuing.identity import IDENTITY_TYPE, badge_hash
from trimtab.credentials.issuing.keys import current_key
from trimtab.credentials.issuing.registry import get_record
from trimtab.credentials.issuing.types import CertificateKind, ChangeReason, Move
from trimtab.credentials.types import Issuer
from trimtab.kernel import StateError


def send_recognition(desk: CredentialDesk, case_id: str, note: str = "") -> RecognitionCase:
    """Lay a reviewed case before the awarding body. The document names its holder by a salted
    hash, as certificates do.

    Raises what ``send_case`` raises; StateError CREDITS-060 where the holder was erased.
    """
    with desk.work(note) as work:
        case = get_case(work, case_id)
        holder = desk.store.holder(work, case.holder_id)
        if holder is None or holder.salt is None:
            raise StateError("CREDITS-060", case=case_id)
        subject = {
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": badge_hash(holder, recognition_id(case)),
                    "identityType": IDENTITY_TYPE,
                }
            ]
        }
        return send_case(work, case_id, subject, note)


def sign_recognition(desk: CredentialDesk, case_id: str, note: str = "") -> RecognitionCase:
    """Sign as the awarding body, with its key that this workspace keeps: credits used up, document
    signed and entered in the register, or nothing of it.

    Raises what ``refuse_fallen``, ``sign_case`` and ``current_key`` raise.
    """
    with desk.office.reading() as reading:
        key = current_key(reading, get_case(reading, case_id).awarding_body, desk.now())
    seal = desk.keyring.seal(key)
    with desk.work(note) as work:
        case = get_case(work, case_id)
        issuer = get_record(work, Issuer, case.awarding_body)

        def sign(document: dict[str, Any]) -> Mapping[str, Any]:
            refuse_fallen(work, desk.store, case)
            draft = draft_given(
                document,
                issuer,
                case.region,
                work.at,
                kind=CertificateKind.RECOGNITION,
                holder_id=case.holder_id,
            )
            issued = issue_draft(work, desk.store, issuer, seal, draft)
            signed: dict[str, Any] = json.loads(issued.document.content)
            return signed

        return sign_case(work, case_id, sign, note)


def judge_recognition(
    desk: CredentialDesk, appeal_id: str, *, overturn: bool, reason: str
) -> Appeal:
    """Decide an appeal. The signed document of what is overturned is suspended in the same
    transaction, so that nobody is told that it is valid before the awarding body revokes it.

    Raises what ``judge_appeal`` raises.
    """
    with desk.work() as work:
        judged = judge_appeal(work, appeal_id, overturn=overturn, reason=reason)
        case = get_case(work, judged.case_id)
        if overturn and case.signed_at is not None:
            document = recognition_id(case)
            changed = suspend_overturned(work, desk.store, document, judged.appeal_id)
            if changed is not None:
                desk.publish(work, changed)
    return judged


def revoke_recognition(desk: CredentialDesk, case_id: str, note: str) -> Changed:
    """Revoke the signed document of a case that an appeal overturned.

    Raises StateError CREDITS-028 for a case in any other state, and what ``change`` raises.
    """
    with desk.office.reading() as reading:
        case = get_case(reading, case_id)
    if case.state is not CaseState.OVERTURNED:
        state, allowed = case.state.value, CaseState.OVERTURNED.value
        raise StateError("CREDITS-028", case=case_id, state=state, move="revoke", allowed=allowed)
    document = recognition_id(case)
    return desk.change(document, Move.REVOKE, ChangeReason.REQUIREMENTS_NOT_MET, note)
