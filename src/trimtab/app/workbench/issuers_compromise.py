"""What it means that a key was stolen: how many certificates it signed, what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.issuers import IssuerView, KeyView, see_issuer
from trimtab.credentials.issuing.storage import Affected
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language
from trimtab.stores.credentials.bulk import SqlCertificates


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
    with bench.office.reading() as reading:
        return issuer, key, SqlCertificates().count_signed(reading, key_id, at)
