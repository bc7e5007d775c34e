"""The certificate that was signed for a recognition case, as the page of the case shows it."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.app.workbench.certificates import may_change
from trimtab.credentials.bank import CaseState, RecognitionCase, recognition_id
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.types import CertificateState
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """The recognition that was signed for a case. ``stands``: it is not revoked; ``may_revoke``:
    an appeal overturned the case, and the viewer can revoke it."""

    key: str
    stands: bool
    may_revoke: bool


def signed_document(reading: Reading, asking: str, case: RecognitionCase) -> SignedDocument | None:
    """The document of a case, None where none was signed here."""
    record = None
    if case.signed_at is not None:
        record = SqlCertificates().certificate(reading, recognition_id(case))
    if record is None:
        return None
    stands = record.state is not CertificateState.REVOKED
    overturned = stands and case.state is CaseState.OVERTURNED
    return SignedDocument(
        address_key(record.certificate_id),
        stands,
        overturned and may_change(reading, asking, record),
    )
