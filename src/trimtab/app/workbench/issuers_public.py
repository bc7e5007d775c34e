"""Documents that anybody may fetch: keys of issuers, status lists, what is certified.

None of them names a holder, and none says who asks for what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from trimtab.app.credentials_public import (
    achievement_document,
    did_document,
    edition_by_key,
    find_by_key,
    trust_file_of,
)
from trimtab.app.workbench.bench import Workbench
from trimtab.credentials.issuing.lists import READER_KEEPS
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.types import Issuer, KeyRecord
from trimtab.kernel import UnknownCodeError
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates

_DID, _JSON, _LIST = "application/did+json", "application/json", "application/vc"
_KEYS_KEPT = timedelta(hours=1)
_WEB = "did:web:"


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A document, its mark, and how long a reader may keep it."""

    content: bytes
    media_type: str
    mark: str
    seconds: int


def host_document(bench: Workbench, host: str) -> PublicDocument:
    """The DID document of the issuer that is this host. Raises UnknownCodeError WEB-180."""
    with bench.office.reading() as reading:
        issuer = reading.get(Issuer, _WEB + quote(host.lower(), safe=""))
        if issuer is None:
            raise UnknownCodeError("WEB-180", key=host[:80])
        return _keys_of(reading, issuer)


def issuer_document(bench: Workbench, key: str) -> PublicDocument:
    """The DID document of an issuer by the key of its address, or by the end of its ``did:web``.

    Raises UnknownCodeError WEB-180.
    """
    with bench.office.reading() as reading:
        return _keys_of(reading, _find(reading, key))


def trust_document(bench: Workbench, key: str) -> PublicDocument:
    """Issuer, keys with their history and accreditations, for verifiers elsewhere to trust.

    Raises UnknownCodeError WEB-180.
    """
    with bench.office.reading() as reading:
        return _document(trust_file_of(reading, _find(reading, key).issuer_id), _JSON)


def status_list_document(bench: Workbench, key: str) -> PublicDocument:
    """The signed status list, byte for byte. Raises UnknownCodeError WEB-180."""
    with bench.office.reading() as reading:
        edition = edition_by_key(reading, SqlCertificates(), key)
    if edition is None:
        raise UnknownCodeError("WEB-180", key=key[:80])
    kept = int(READER_KEEPS.total_seconds())
    return PublicDocument(edition.content.encode(), _LIST, f'"{edition.edition}"', kept)


def achievement_of_key(bench: Workbench, key: str) -> PublicDocument:
    """What is certified, as Open Badges describes it. Raises UnknownCodeError WEB-180."""
    with bench.office.reading() as reading:
        found = find_by_key(reading, AchievementRecord, key)
    if found is None:
        raise UnknownCodeError("WEB-180", key=key[:80])
    return _document(achievement_document(found), _JSON)


def _find(reading: Reading, key: str) -> Issuer:
    found = find_by_key(reading, Issuer, key) or next(
        (one for one in reading.find(Issuer) if one.issuer_id.endswith(f":issuers:{key}")), None
    )
    if found is None:
        raise UnknownCodeError("WEB-180", key=key[:80])
    return found


def _keys_of(reading: Reading, issuer: Issuer) -> PublicDocument:
    keys = reading.find(KeyRecord, issuer_id=issuer.issuer_id)
    return _document(did_document(issuer, keys), _DID)


def _document(content: Mapping[str, Any], media_type: str) -> PublicDocument:
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    mark = f'"{sha256(written).hexdigest()[:32]}"'
    return PublicDocument(written, media_type, mark, int(_KEYS_KEPT.total_seconds()))
