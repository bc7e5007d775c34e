"""From a draft to a signed certificate: pure, given a seal and two places on status lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from trimtab.credentials.issuing.badge import TYPES, begins, build_badge, ends, stamp
from trimtab.credentials.issuing.identity import badge_hash
from trimtab.credentials.issuing.storage import Issued
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateDocument,
    CertificateKind,
    CertificateRecord,
    CertificateStep,
    Holder,
    Move,
)
from trimtab.credentials.securing import digest
from trimtab.credentials.status import StatusEntry
from trimtab.credentials.types import Issuer


@dataclass(frozen=True, slots=True)
class Seal:
    """What signs documents in the name of one key: document and instant in, signed document out."""

    key_id: str
    sign: Callable[[Mapping[str, Any], datetime], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the two status bits of a certificate stand."""

    revocation: StatusEntry
    suspension: StatusEntry


@dataclass(frozen=True, slots=True)
class Origin:
    """Who drafted and approved a certificate, and from which row it comes."""

    drafted_by: str
    approved_by: str | None = None
    batch_id: str | None = None
    row_number: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate that is ready to be signed. ``document`` lacks status entries and proofs."""

    certificate_id: str
    kind: CertificateKind
    issuer_id: str
    region: str
    awarded_on: date
    valid_from: datetime
    valid_until: datetime | None
    content_key: str
    document: Mapping[str, Any]
    achievement_id: str | None = None
    holder_id: str | None = None
    number: str | None = None
    score: str | None = None


def content_key(issuer_id: str, achievement_id: str, holder_id: str, awarded_on: date) -> str:
    """What makes two certificates the same: issuer, achievement, holder and day of the award.

    The holder stands in it by a random id, so that the key says nothing about a person.
    """
    parts = (issuer_id, achievement_id, holder_id, awarded_on.isoformat())
    return sha256(json.dumps(parts).encode()).hexdigest()


def correcting_key(key: str, certificate_id: str) -> str:
    """The content key of what corrects a certificate that was revoked because it was wrong."""
    return sha256(json.dumps((key, certificate_id)).encode()).hexdigest()


def document_key(document: Mapping[str, Any]) -> str:
    """What makes two given documents the same: everything in them."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def draft_badge(
    certificate_id: str,
    issuer: Issuer,
    achievement: AchievementRecord,
    holder: Holder,
    region: str,
    awarded_on: date,
    last_day: date | None = None,
    number: str | None = None,
    score: str | None = None,
) -> Draft:
    """The draft of a badge for a holder."""
    valid_from, valid_until = begins(awarded_on), ends(last_day)
    document = build_badge(
        certificate_id,
        issuer,
        achievement,
        badge_hash(holder, certificate_id),
        region,
        valid_from,
        valid_until,
    )
    key = content_key(issuer.issuer_id, achievement.achievement_id, holder.holder_id, awarded_on)
    return Draft(
        certificate_id,
        CertificateKind.BADGE,
        issuer.issuer_id,
        region,
        awarded_on,
        valid_from,
        valid_until,
        key,
        document,
        achievement.achievement_id,
        holder.holder_id,
        number,
        score,
    )


def make(draft: Draft, seal: Seal, places: Places, origin: Origin, at: datetime) -> Issued:
    """Sign a draft; everything that is to be written about it."""
    document = {
        **draft.document,
        "credentialStatus": [places.revocation.document(), places.suspension.document()],
    }
    signed = seal.sign(document, at)
    found = digest(signed)
    return Issued(
        _record(draft, seal.key_id, found, places, origin, at),
        CertificateDocument(found, draft.certificate_id, 1, seal.key_id, at, to_json(signed)),
        CertificateStep(
            f"{draft.certificate_id}:1",
            draft.certificate_id,
            1,
            Move.ISSUE,
            at,
            origin.approved_by or origin.drafted_by,
            None,
            "",
        ),
    )


def _record(
    draft: Draft, key_id: str, found: str, places: Places, origin: Origin, at: datetime
) -> CertificateRecord:
    return CertificateRecord(
        certificate_id=draft.certificate_id,
        kind=draft.kind,
        issuer_id=draft.issuer_id,
        achievement_id=draft.achievement_id,
        holder_id=draft.holder_id,
        region=draft.region,
        awarded_on=draft.awarded_on,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        issued_at=at,
        key_id=key_id,
        digest=found,
        edition=1,
        revocation_list=places.revocation.list_id,
        revocation_index=places.revocation.index,
        suspension_list=places.suspension.list_id,
        suspension_index=places.suspension.index,
        content_key=draft.content_key,
        drafted_by=origin.drafted_by,
        approved_by=origin.approved_by,
        number=draft.number,
        score=draft.score,
        batch_id=origin.batch_id,
        row_number=origin.row_number,
    )


def renew(document: Mapping[str, Any], seal: Seal, at: datetime) -> tuple[str, str]:
    """The same certificate signed anew with another key: digest and JSON of the new document.

    Of two documents with one id and issuer the later ``validFrom`` is the current one, and
    ``awardedDate`` keeps the day of the award (Open Badges 3.0, section B.1.3).
    """
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    if TYPES[1] in unsigned.get("type", ()):
        unsigned.setdefault("awardedDate", document["validFrom"])
    unsigned["validFrom"] = stamp(at)
    signed = seal.sign(unsigned, at)
    return digest(signed), to_json(signed)


def to_json(document: Mapping[str, Any]) -> str:
    """A document as it is kept and handed out."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
