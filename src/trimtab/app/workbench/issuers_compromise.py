"""What it means that a key was stolen: how many certificates it signed, what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, func, select

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.issuers import IssuerView, KeyView, see_issuer
from trimtab.credentials.issuing.types import CertificateState
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language
from trimtab.stores.credentials.schema_issuing import certificate, issue_entry


@dataclass(frozen=True, slots=True)
class Affected:
    """Certificates whose present document a key signed, counted in the database.

    ``before``: the register of issues saw the document before the instant, so it still verifies;
    ``good``: not revoked, so it is signed again.
    """

    certificates: int
    before: int
    good: int


def see_compromise(
    bench: Workbench,
    asking: str,
    issuer_key: str,
    key_id: str,
    language: Language,
    since: datetime | None = None,
) -> tuple[IssuerView, KeyView, Affected]:
    """An issuer's key and what it signed; ``since``: the instant of the theft, by default now.

    Raises UnknownCodeError WEB-170 for an issuer not to be seen, WEB-171 for another's key.
    """
    issuer = see_issuer(bench, asking, issuer_key, language)
    key = next((one for one in issuer.keys if one.key.key_id == key_id), None)
    if key is None:
        raise UnknownCodeError("WEB-171", key=key_id[:200])
    at = since or key.key.revoked_at or datetime.now(UTC)
    signed = certificate.c.key_id == key_id
    good = and_(signed, certificate.c.state != CertificateState.REVOKED.value)
    entered = certificate.join(issue_entry, issue_entry.c.digest == certificate.c.digest)
    before = and_(signed, issue_entry.c.entered_at < at)
    with bench.office.reading() as reading:
        counts = [
            reading.connection.execute(
                select(func.count()).select_from(table).where(asked)
            ).scalar_one()
            for table, asked in ((certificate, signed), (entered, before), (certificate, good))
        ]
    return issuer, key, Affected(*counts)
