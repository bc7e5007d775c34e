"""The SD-JWT twin of a certificate, made when its holder asks and kept nowhere.

It carries what the badge must not: name, identity number, certificate number and score, each to be
shown or withheld. Every twin has fresh salts, so two of them cannot be told to be of one person by
their digests; it is bound to the holder's key, ends with the certificate and bears its status.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from trimtab.app.credentials_signing import Keyring
from trimtab.credentials.issuing.addresses import host_of
from trimtab.credentials.issuing.badge import plain_text
from trimtab.credentials.issuing.changing import find_certificate
from trimtab.credentials.issuing.keys import current_key
from trimtab.credentials.issuing.registry import get_record
from trimtab.credentials.issuing.types import AchievementRecord, CertificateRecord, Holder
from trimtab.credentials.sharing import issue_sd_jwt
from trimtab.credentials.types import Algorithm
from trimtab.kernel import StateError
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.office.store import SqlOfficeStore

DISCLOSABLE = (
    "holder_name",
    "identity_number",
    "title",
    "level",
    "standard",
    "issued_on",
    "valid_until",
    "certificate_number",
    "score",
)
"""Claims that the holder shows or withholds."""

TYPE = "urn:trimtab:vct:vocational-skill-certificate"


def issue_twin(
    office: SqlOfficeStore,
    keyring: Keyring,
    certificate_id: str,
    holder_jwk: Mapping[str, str],
    at: datetime,
    actor: str = "system:wallet",
) -> str:
    """A twin bound to a holder's public key. A revoked or suspended certificate has one as well,
    whose status says so. The trail hears that one was made, not what it says.

    Raises UnknownCodeError CREDENTIALS-185, StateError CREDENTIALS-190 (the holder was erased), 158
    (the issuer has no P-256 key here), and what ``issue_sd_jwt`` raises.
    """
    store = SqlCertificates()
    with office.reading() as reading:
        certificate = find_certificate(reading, store, certificate_id)
        holder = store.holder(reading, certificate.holder_id) if certificate.holder_id else None
        if holder is None or holder.name is None:
            gone = holder.forgotten_at if holder else "-"
            raise StateError("CREDENTIALS-190", holder=certificate.holder_id or "-", at=gone)
        key = current_key(reading, certificate.issuer_id, at, Algorithm.P256)
        document = store.document(reading, certificate.digest)
        assert document is not None
        claims = _claims(reading, certificate, holder, json.loads(document.content), at)
    shown = [(name,) for name in DISCLOSABLE if name in claims]
    twin = issue_sd_jwt(claims, shown, keyring.signer(key), holder_jwk)
    with office.work(actor, "credentials.twin") as work:
        work.note("certificate", certificate.certificate_id, {"twin": True, "key": key.key_id})
    return twin


def _claims(
    reading: Reading,
    certificate: CertificateRecord,
    holder: Holder,
    document: Mapping[str, Any],
    at: datetime,
) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "iss": certificate.issuer_id,
        "iat": int(at.timestamp()),
        "nbf": int(certificate.valid_from.timestamp()),
        "vct": _type_of(certificate.issuer_id),
        "credentialStatus": document.get("credentialStatus"),
        "holder_name": holder.name,
        "issued_on": certificate.awarded_on.isoformat(),
    }
    if certificate.valid_until is not None:
        claims["exp"] = int(certificate.valid_until.timestamp())
        last_day = certificate.valid_until - timedelta(microseconds=1)  # half-open
        claims["valid_until"] = last_day.date().isoformat()
    for name, value in (
        ("identity_number", holder.identity_number),
        ("certificate_number", certificate.number),
        ("score", certificate.score),
    ):
        if value is not None:
            claims[name] = value
    if certificate.achievement_id is not None:
        achievement = get_record(reading, AchievementRecord, certificate.achievement_id)
        claims["title"] = plain_text(achievement.title)
        claims["standard"] = achievement.standard_id
        if achievement.level is not None:
            claims["level"] = achievement.level
    return claims


def _type_of(issuer_id: str) -> str:
    """The type of the twin: an address below the issuer's host, or a name without one."""
    host = host_of(issuer_id)
    return f"{host}/credential-types/vocational-skill-certificate" if host else TYPE
