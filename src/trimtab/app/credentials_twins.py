"""The SD-JWT twin of a certificate, made when its holder asks and kept nowhere.

It carries what the badge must not: name, identity number, certificate number and score, each to be
shown or withheld. Two readers who compare what they were shown of one certificate find nothing that
both have: each twin has fresh salts, a key of its own, places of its own on status lists, and says
of its period only what its holder shows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from trimtab.app.credentials_signing import Keyring
from trimtab.credentials.issuing.addresses import host_of
from trimtab.credentials.issuing.badge import plain_text
from trimtab.credentials.issuing.changing import find_certificate
from trimtab.credentials.issuing.keys import current_key
from trimtab.credentials.issuing.lists import publish_list
from trimtab.credentials.issuing.making import Places
from trimtab.credentials.issuing.places import PlaceGiver
from trimtab.credentials.issuing.registry import get_record
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateKind,
    CertificateRecord,
    CertificateState,
    Holder,
    StatusListRecord,
)
from trimtab.credentials.sharing import issue_sd_jwt
from trimtab.credentials.types import Algorithm, Issuer
from trimtab.credentials.verifying.summary import RECOGNITION_TYPE
from trimtab.credentials.wallet import CLAIMS
from trimtab.kernel import StateError
from trimtab.ports import Reading, Work
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.office.store import SqlOfficeStore

TYPES: Mapping[CertificateKind, str] = {
    CertificateKind.BADGE: "vocational-skill-certificate",
    CertificateKind.RECOGNITION: RECOGNITION_TYPE,
}
"""Of what twins are made, and the last part of the name of their type (``vct``)."""

UNSAID_LASTS = timedelta(days=90)
"""How long a twin counts that does not tell the last day of its certificate."""


def issue_twin(
    office: SqlOfficeStore,
    keyring: Keyring,
    certificate_id: str,
    holder_jwk: Mapping[str, str],
    at: datetime,
    shown: Collection[str] = CLAIMS,
    actor: str = "system:wallet",
) -> str:
    """A twin bound to a holder's public key. A revoked or suspended certificate has one as well,
    whose status says so. ``shown``: the claims that its holder is going to disclose; where
    ``valid_until`` is not among them, the twin ends with the certificate or after 90 days. The
    trail hears that one was made, not what it says.

    Raises UnknownCodeError CREDENTIALS-185, StateError CREDENTIALS-190 (the holder was erased), 158
    (the issuer has no P-256 key here), 145 (asked for twice in the same instant: ask again), and
    what ``issue_sd_jwt`` raises.
    """
    store = SqlCertificates()
    with office.reading() as reading:
        certificate = find_certificate(reading, store, certificate_id)
        key = current_key(reading, certificate.issuer_id, at, Algorithm.P256)
        holder = store.holder(reading, certificate.holder_id or "")
        if holder is None or holder.name is None:
            gone = holder.forgotten_at if holder else "-"
            raise StateError("CREDENTIALS-190", holder=certificate.holder_id or "-", at=gone)
        claims = twin_claims(reading, store, certificate, holder)
    claims |= _frame(certificate, at, "valid_until" in shown)
    signer = keyring.signer(key)
    with office.work(actor, "credentials.twin") as work:
        places = _places(work, store, keyring, certificate_id)
        work.note("certificate", certificate.certificate_id, {"twin": True, "key": key.key_id})
    claims["credentialStatus"] = [places.revocation.document(), places.suspension.document()]
    return issue_sd_jwt(claims, [(one,) for one in CLAIMS if one in claims], signer, holder_jwk)


def twin_claims(
    reading: Reading, store: SqlCertificates, certificate: CertificateRecord, holder: Holder
) -> dict[str, Any]:
    """What the holder of a certificate may show or withhold, in the order of ``wallet.CLAIMS``."""
    if certificate.kind is CertificateKind.RECOGNITION:
        found = _of_recognition(reading, store, certificate)
    else:
        found = _of_achievement(reading, certificate)
    found |= _of_person(certificate, holder)
    return {name: found[name] for name in CLAIMS if found.get(name) not in (None, "")}


def _of_achievement(reading: Reading, certificate: CertificateRecord) -> dict[str, Any]:
    if certificate.achievement_id is None:
        return {}
    achievement = get_record(reading, AchievementRecord, certificate.achievement_id)
    return {
        "title": plain_text(achievement.title),
        "level": achievement.level,
        "standard": achievement.standard_id,
    }


def _of_recognition(
    reading: Reading, store: SqlCertificates, certificate: CertificateRecord
) -> dict[str, Any]:
    """As the signed document says it: what was recognised, and what is lacking."""
    document = store.document(reading, certificate.digest)
    signed = json.loads(document.content) if document else {}
    subject = signed.get("credentialSubject", {})
    return {
        "title": signed.get("name"),
        "credits": subject.get("creditsEarned"),
        "meaning": subject.get("achievement", {}).get("description"),
    }


def _of_person(certificate: CertificateRecord, holder: Holder) -> dict[str, Any]:
    until = certificate.valid_until
    return {
        "issued_on": certificate.awarded_on.isoformat(),
        # The period is half-open: its last day is the one before its end.
        "valid_until": (until - timedelta(microseconds=1)).date().isoformat() if until else None,
        "holder_name": holder.name,
        "identity_number": holder.identity_number,
        "certificate_number": certificate.number,
        "score": certificate.score,
    }


def _frame(certificate: CertificateRecord, at: datetime, tells_end: bool) -> dict[str, Any]:
    """What every reader sees."""
    found: dict[str, Any] = {
        "iss": certificate.issuer_id,
        "iat": int(at.timestamp()),
        "nbf": int(max(at, certificate.valid_from).timestamp()),
        "vct": _type_of(certificate),
    }
    until = certificate.valid_until
    if not tells_end:
        until = min(until or at + UNSAID_LASTS, at + UNSAID_LASTS)
    if until is not None:
        found["exp"] = int(until.timestamp())
    return found


def _type_of(certificate: CertificateRecord) -> str:
    """The type of the twin: an address below the issuer's host, or a name without one."""
    host, name = host_of(certificate.issuer_id), TYPES[certificate.kind]
    return f"{host}/credential-types/{name}" if host else f"urn:trimtab:vct:{name}"


def _places(work: Work, store: SqlCertificates, keyring: Keyring, certificate_id: str) -> Places:
    """Places of its own for a twin, on lists that are signed where they are new or already tell
    something."""
    certificate = find_certificate(work, store, certificate_id)
    giver = PlaceGiver.of(store, work, certificate.issuer_id, work.at, for_twins=True)
    places = giver.draw(1)[0]
    for opened in giver.opened:
        work.add(opened)
    store.add_twin(work, certificate.certificate_id, places.revocation, places.suspension)
    if giver.opened or certificate.state is not CertificateState.ISSUED:
        issuer = get_record(work, Issuer, certificate.issuer_id)
        seal = keyring.seal(current_key(work, issuer.issuer_id, work.at))
        for place in (places.revocation, places.suspension):
            publish_list(
                work, store, get_record(work, StatusListRecord, place.list_id), issuer, seal
            )
    return places
