"""A key fell into other hands: what it signed is counted, judged and signed again with another.

A thief can write any date. So every certificate of the key becomes doubtful, except those that the
register of issues saw before the theft: those stay good, and are signed again so that verifiers
without the register need not doubt them. What bears the key and is not in the register was made by
somebody else, and is never signed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from trimtab.credentials.issuing.changing import next_step
from trimtab.credentials.issuing.identity import checked_words
from trimtab.credentials.issuing.keys import end_key, require_good
from trimtab.credentials.issuing.making import Seal, renew
from trimtab.credentials.issuing.registry import get_record, require_at
from trimtab.credentials.issuing.storage import Affected, CertificateReading, CertificateStore
from trimtab.credentials.issuing.types import (
    CertificateDocument,
    CertificateRecord,
    CertificateState,
    ChangeReason,
    Move,
)
from trimtab.credentials.types import Issuer, KeyEnd, KeyRecord
from trimtab.kernel import InputRejectedError
from trimtab.office.jobs import enqueue
from trimtab.office.rights import Right
from trimtab.office.types import Job
from trimtab.ports import Work

REISSUE_JOB = "credentials.reissue"


def compromise_key(
    work: Work, store: CertificateReading, key_id: str, since: datetime, note: str
) -> Affected:
    """Mark a key as compromised since an instant; who is affected.

    Raises InputRejectedError CREDENTIALS-165 without words on what happened, 157 for an instant
    ahead; StateError CREDENTIALS-156 when it was marked already.
    """
    if not note.strip():
        raise InputRejectedError("CREDENTIALS-165")
    end_key(work, key_id, KeyEnd.COMPROMISED, since)
    found = store.count_signed(work, key_id, since)
    work.note(
        "credential_key",
        key_id,
        {"compromised_since": since, "note": checked_words(note), "before": found.before,
         "since": found.since},
    )  # fmt: skip
    return found


def ask_for_reissue(work: Work, key_id: str) -> Job:
    """Queue the job that signs the certificates of a key again with the issuer's current one."""
    key = get_record(work, KeyRecord, key_id)
    require_at(work, Right.CREDENTIALS_APPROVE, get_record(work, Issuer, key.issuer_id))
    return enqueue(work, REISSUE_JOB, {"key": key_id})


def to_reissue(certificates: Iterable[CertificateRecord]) -> list[CertificateRecord]:
    """Those that are signed again: a revoked certificate is not."""
    return [one for one in certificates if one.state is not CertificateState.REVOKED]


def reissue(
    work: Work,
    store: CertificateStore,
    certificate: CertificateRecord,
    seal: Seal,
    reason: ChangeReason = ChangeReason.KEY_COMPROMISED,
) -> CertificateRecord:
    """Sign a certificate again under its own id; the earlier documents stay in its history.

    It keeps its places on the status lists, so a later revocation reaches every document of it.
    Raises StateError CREDENTIALS-159 when the key does not sign any more.
    """
    require_good(work, seal.key_id, work.at)
    document = store.document(work, certificate.digest)
    assert document is not None
    found, content = renew(json.loads(document.content), seal, work.at)
    edition = certificate.edition + 1
    renewed = replace(
        certificate, digest=found, edition=edition, key_id=seal.key_id, valid_from=work.at
    )
    step = next_step(work, store, certificate, Move.REISSUE, reason, "")
    written = CertificateDocument(
        found, certificate.certificate_id, edition, seal.key_id, work.at, content
    )
    store.change_certificate(work, renewed, step, written)
    return renewed
