"""A certificate suspended, taken up again, or revoked for good; each with its reason.

::

    issued <-> suspended
      |            |
      `--> revoked <'      nothing leads out of it

The words of a reason may be read by the holder. They are kept beside the certificate, never in the
audit trail, and must not name anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from trimtab.credentials.issuing.identity import checked_words
from trimtab.credentials.issuing.registry import get_record, require_at
from trimtab.credentials.issuing.storage import CertificateReading, CertificateStore
from trimtab.credentials.issuing.types import (
    CertificateRecord,
    CertificateState,
    CertificateStep,
    ChangeReason,
    Move,
)
from trimtab.credentials.types import Issuer
from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError
from trimtab.office.rights import Right
from trimtab.ports import Reading, Work

MOVES: Mapping[tuple[CertificateState, Move], CertificateState] = MappingProxyType(
    {
        (CertificateState.ISSUED, Move.SUSPEND): CertificateState.SUSPENDED,
        (CertificateState.SUSPENDED, Move.LIFT): CertificateState.ISSUED,
        (CertificateState.ISSUED, Move.REVOKE): CertificateState.REVOKED,
        (CertificateState.SUSPENDED, Move.REVOKE): CertificateState.REVOKED,
    }
)
REASONS: Mapping[Move, tuple[ChangeReason, ...]] = MappingProxyType(
    {
        Move.SUSPEND: (
            ChangeReason.ASSESSMENT_UNDER_REVIEW,
            ChangeReason.FRAUD,
            ChangeReason.KEY_COMPROMISED,
            ChangeReason.HOLDER_ASKED,
            ChangeReason.ORDERED,
        ),
        Move.LIFT: (ChangeReason.REVIEW_CLEARED, ChangeReason.HOLDER_ASKED, ChangeReason.ORDERED),
        Move.REVOKE: (
            ChangeReason.FRAUD,
            ChangeReason.ISSUED_IN_ERROR,
            ChangeReason.REQUIREMENTS_NOT_MET,
            ChangeReason.KEY_COMPROMISED,
            ChangeReason.ACCREDITATION_WITHDRAWN,
            ChangeReason.HOLDER_ASKED,
            ChangeReason.REPLACED,
            ChangeReason.ORDERED,
        ),
    }
)


def change_state(
    work: Work,
    store: CertificateStore,
    certificate_id: str,
    move: Move,
    reason: ChangeReason,
    note: str,
) -> CertificateRecord:
    """Suspend, lift or revoke a certificate. Its status lists must be signed again (``lists``).

    Raises UnknownCodeError CREDENTIALS-185; StateError CREDENTIALS-186 (this cannot happen to it:
    a revocation is irreversible); InputRejectedError CREDENTIALS-187 (a reason that is not on the
    list for this), 165 (no words), 188 (the words name a person or are too long).
    """
    certificate = find_certificate(work, store, certificate_id)
    require_at(work, Right.CREDENTIALS_REVOKE, get_record(work, Issuer, certificate.issuer_id))
    return _moved(work, store, certificate, move, reason, note)


def suspend_overturned(
    work: Work, store: CertificateStore, certificate_id: str, note: str
) -> CertificateRecord | None:
    """Suspend what an appeal overturned until its issuer revokes it: whoever judges has the right
    to judge, not that to revoke. None where it is not in force."""
    certificate = find_certificate(work, store, certificate_id)
    if certificate.state is not CertificateState.ISSUED:
        return None
    reason = ChangeReason.ASSESSMENT_UNDER_REVIEW
    return _moved(work, store, certificate, Move.SUSPEND, reason, note)


def _moved(
    work: Work,
    store: CertificateStore,
    certificate: CertificateRecord,
    move: Move,
    reason: ChangeReason,
    note: str,
) -> CertificateRecord:
    certificate_id = certificate.certificate_id
    after = MOVES.get((certificate.state, move))
    if after is None:
        raise StateError(
            "CREDENTIALS-186",
            certificate=certificate_id,
            state=certificate.state.value,
            move=move.value,
        )
    if reason not in REASONS[move]:
        able = ", ".join(one.value for one in REASONS[move])
        raise InputRejectedError("CREDENTIALS-187", reason=reason.value, able=able)
    words = _checked_note(work, store, certificate, note)
    changed = replace(certificate, state=after, state_since=work.at)
    step = next_step(work, store, certificate, move, reason, words)
    store.change_certificate(work, changed, step)
    work.note(
        "certificate",
        certificate_id,
        {"move": move.value, "reason": reason.value, "state": after.value},
    )
    return changed


def find_certificate(
    reading: Reading, store: CertificateReading, certificate_id: str
) -> CertificateRecord:
    """A certificate by its id, or by the part of it behind ``urn:uuid:``.

    Raises UnknownCodeError CREDENTIALS-185.
    """
    found = store.certificate(reading, certificate_id)
    found = found or store.certificate(reading, f"urn:uuid:{certificate_id}")
    if found is None:
        raise UnknownCodeError("CREDENTIALS-185", certificate=certificate_id)
    return found


def next_step(
    work: Work,
    store: CertificateReading,
    certificate: CertificateRecord,
    move: Move,
    reason: ChangeReason | None,
    note: str,
) -> CertificateStep:
    """The next step in the history of a certificate."""
    number = len(store.steps(work, certificate.certificate_id)) + 1
    return CertificateStep(
        f"{certificate.certificate_id}:{number}",
        certificate.certificate_id,
        number,
        move,
        work.at,
        work.actor,
        reason,
        note,
    )


def _checked_note(
    work: Work, store: CertificateStore, certificate: CertificateRecord, note: str
) -> str:
    if not note.strip():
        raise InputRejectedError("CREDENTIALS-165")
    holder = store.holder(work, certificate.holder_id) if certificate.holder_id else None
    return checked_words(note, holder.name if holder else None)
