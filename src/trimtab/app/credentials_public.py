"""What the public may fetch of a register: issuers with their keys, status lists, achievements,
the signed days of the register of issues. Nothing here names a holder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.badge import plain_text, stamp
from trimtab.credentials.issuing.storage import CertificateReading
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    StatusListEdition,
    StatusListRecord,
)
from trimtab.credentials.types import Accreditation, Issuer, KeyEnd, KeyRecord
from trimtab.ports import Reading, Record

R = TypeVar("R", bound=Record)

_DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


def find_by_key(reading: Reading, kind: type[R], key: str) -> R | None:
    """A record by the plain key of its address (``address_key``)."""
    found = (one for one in reading.find(kind) if address_key(getattr(one, kind.KEY)) == key)
    return next(found, None)


def edition_by_key(
    reading: Reading, store: CertificateReading, key: str
) -> StatusListEdition | None:
    """The last signed edition of a status list, whose ``content`` is served byte for byte."""
    record = find_by_key(reading, StatusListRecord, key)
    return store.edition(reading, record.list_id) if record else None


def did_document(issuer: Issuer, keys: tuple[KeyRecord, ...]) -> dict[str, Any]:
    """The DID document of an issuer: every key that was not compromised, since what an old one
    signed stays good; ``expires`` and ``revoked`` say until when it signed."""
    listed = [key for key in keys if key.end is not KeyEnd.COMPROMISED]
    return {
        "@context": list(_DID_CONTEXTS),
        "id": issuer.issuer_id,
        "verificationMethod": [_method(key) for key in listed],
        "assertionMethod": [key.key_id for key in listed],
    }


def _method(key: KeyRecord) -> dict[str, str]:
    found = {
        "id": key.key_id,
        "type": "Multikey",
        "controller": key.issuer_id,
        "publicKeyMultibase": key.public_key_multibase,
    }
    for name, instant in (("expires", key.expires), ("revoked", key.revoked_at)):
        if instant is not None:
            found[name] = stamp(instant)
    return found


def trust_file(
    issuer: Issuer,
    keys: tuple[KeyRecord, ...],
    accreditations: tuple[Accreditation, ...] | None = None,
) -> dict[str, Any]:
    """What a verifier elsewhere may choose to trust: issuer, keys with their history, and the
    accreditations where a register of them is kept."""
    found: dict[str, Any] = {
        "issuer": {
            "id": issuer.issuer_id,
            "title": dict(issuer.title),
            "region": issuer.region,
            "trusted": issuer.trusted,
        },
        "keys": [
            {
                "id": key.key_id,
                "issuer": key.issuer_id,
                "algorithm": key.algorithm.value,
                "publicKeyMultibase": key.public_key_multibase,
                "validFrom": stamp(key.valid_from),
                "expires": stamp(key.expires) if key.expires else None,
                "revokedAt": stamp(key.revoked_at) if key.revoked_at else None,
                "end": key.end.value if key.end else None,
            }
            for key in keys
        ],
    }
    if accreditations is not None:
        found["accreditations"] = [
            {
                "accreditationId": one.accreditation_id,
                "issuerId": one.issuer_id,
                "standardId": one.standard_id,
                "highestLevel": one.highest_level,
                "region": one.region,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
                "authority": one.authority,
                "legalBasis": one.legal_basis,
            }
            for one in accreditations
        ]
    return found


def trust_file_of(reading: Reading, issuer_id: str) -> dict[str, Any]:
    """The trust file of an issuer of the register."""
    issuer = reading.get(Issuer, issuer_id)
    assert issuer is not None
    return trust_file(
        issuer,
        reading.find(KeyRecord, issuer_id=issuer_id),
        reading.find(Accreditation, issuer_id=issuer_id),
    )


def achievement_document(achievement: AchievementRecord) -> Mapping[str, Any]:
    """An achievement as Open Badges describes it, for the address it is named by."""
    narrative = plain_text(achievement.criteria) or plain_text(achievement.title)
    return {
        "@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": achievement.achievement_id,
        "type": ["Achievement"],
        "name": plain_text(achievement.title),
        "description": narrative,
        "criteria": {"narrative": narrative},
    }
