"""Status lists as they are published: signed again whenever a bit changes, and before they end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from trimtab.credentials.issuing.making import Seal, to_json
from trimtab.credentials.issuing.storage import CertificateReading, CertificateStore
from trimtab.credentials.issuing.types import (
    CertificateRecord,
    StatusListEdition,
    StatusListRecord,
)
from trimtab.credentials.status import StatusList, status_list_credential
from trimtab.credentials.types import Issuer
from trimtab.ports import Reading, Work

LIST_HOLDS = timedelta(days=7)
"""How long an edition counts: a list that is held back hides a revocation no longer than this."""

RENEWED_BEFORE = timedelta(days=3)
"""So long before its end a list is signed again even if nothing changed."""

READER_KEEPS = timedelta(minutes=15)


def publish_list(
    work: Work, store: CertificateStore, record: StatusListRecord, issuer: Issuer, seal: Seal
) -> StatusListRecord:
    """Sign the next edition of a list, with the bits of the certificates as they stand now."""
    edition = sign_edition(work, store, record, issuer, seal, work.at)
    store.add_edition(work, edition)
    published = replace(
        record,
        edition=edition.edition,
        digest=sha256(edition.content.encode()).hexdigest(),
    )
    work.replace(published)
    return published


def sign_edition(
    reading: Reading,
    store: CertificateReading,
    record: StatusListRecord,
    issuer: Issuer,
    seal: Seal,
    at: datetime,
) -> StatusListEdition:
    """The next edition, not kept."""
    raised = store.raised(reading, record.list_id, record.purpose)
    return list_edition(record, StatusList.of(raised.tolist(), record.size), issuer, seal, at)


def list_edition(
    record: StatusListRecord, bits: StatusList, issuer: Issuer, seal: Seal, at: datetime
) -> StatusListEdition:
    """A signed edition with these bits."""
    until = at + LIST_HOLDS
    unsigned = status_list_credential(
        record.list_id, issuer.issuer_id, record.purpose, bits, at, until, READER_KEEPS
    )
    number = record.edition + 1
    return StatusListEdition(
        f"{record.list_id}#{number}",
        record.list_id,
        number,
        at,
        until,
        to_json(seal.sign(unsigned, at)),
    )


def lists_of(reading: Reading, certificates: Iterable[CertificateRecord]) -> list[StatusListRecord]:
    """The lists on which certificates have their bits; those of their twins apart."""
    ids = {
        list_id
        for one in certificates
        for list_id in (one.revocation_list, one.suspension_list)
        if list_id is not None
    }
    found = (reading.get(StatusListRecord, list_id) for list_id in sorted(ids))
    return [record for record in found if record is not None]


def lists_to_sign(
    reading: Reading, store: CertificateReading, certificates: Sequence[CertificateRecord]
) -> list[StatusListRecord]:
    """The lists that must be signed again after a change of certificates: theirs, and those on
    which their twins have bits."""
    ids = store.lists_of_twins(reading, [one.certificate_id for one in certificates])
    found = (reading.get(StatusListRecord, list_id) for list_id in sorted(ids))
    return lists_of(reading, certificates) + [record for record in found if record is not None]


def ending(
    reading: Reading, store: CertificateReading, issuer_id: str, at: datetime
) -> list[StatusListRecord]:
    """The lists of an issuer that must be signed again: never signed, or ending soon."""
    found = []
    for record in reading.find(StatusListRecord, issuer_id=issuer_id):
        edition = store.edition(reading, record.list_id)
        if edition is None or edition.valid_until - at < RENEWED_BEFORE:
            found.append(record)
    return found
