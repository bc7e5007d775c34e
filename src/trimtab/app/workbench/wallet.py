"""A worker's wallet: their certificates, each with how it stands, and one of them in full.

Whoever asks sees what belongs to the holder that their account is linked to, and nothing of anybody
else: a certificate of another is answered like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trimtab.app.credentials_twins import twin_claims
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import document_title, issuer_title, title_of
from trimtab.app.workbench.verification_words import claim_value, last_day, level_words
from trimtab.app.workbench.wallet_claims import holder_of
from trimtab.app.workbench.wallet_presenting import can_share
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateRecord,
    CertificateState,
    ChangeReason,
    Holder,
)
from trimtab.credentials.types import Issuer
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.messages import Language, text
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates

_MOST = 500


@dataclass(frozen=True, slots=True)
class WalletCertificate:
    """A certificate as its holder sees it. ``claims``: what can be shown one by one, in words."""

    key: str
    certificate_id: str
    title: str
    level: str
    issuer: str
    awarded_on: date
    valid_until: date | None  # the last day
    state: str
    note: str
    shareable: bool
    claims: Mapping[str, str]


def _person(reading: Reading, holder_id: str) -> Holder:
    found = SqlCertificates().holder(reading, holder_id)
    assert found is not None  # erased holders stay, without name and number
    return found


def owner(reading: Reading, actor: str) -> str:
    """The holder an account belongs to. Raises StateError WEB-162."""
    found = holder_of(reading, actor)
    if found is None:
        raise StateError("WEB-162")
    return found


def my_certificates(
    bench: Workbench, actor: str, language: Language, at: datetime
) -> tuple[WalletCertificate, ...]:
    """The certificates of an account's holder, the latest first. Raises StateError WEB-162."""
    store = SqlCertificates()
    with bench.office.reading() as reading:
        holder_id = owner(reading, actor)
        person = _person(reading, holder_id)
        records = store.certificates(reading, CertificateQuery(holder_id=holder_id), limit=_MOST)
        records = tuple(sorted(records, key=lambda one: one.awarded_on, reverse=True))
        return tuple(_seen(reading, one, person, language, at) for one in records)


def my_certificate(
    bench: Workbench, actor: str, key: str, language: Language, at: datetime
) -> tuple[WalletCertificate, CertificateRecord]:
    """One of them by the key in an address.

    Raises UnknownCodeError WEB-163 for one of another holder as for none, StateError WEB-162.
    """
    store = SqlCertificates()
    with bench.office.reading() as reading:
        holder_id = owner(reading, actor)
        record = store.certificate(reading, f"urn:uuid:{key.lower()}")
        if record is None or record.holder_id != holder_id:
            raise UnknownCodeError("WEB-163")
        person = _person(reading, holder_id)
        return _seen(reading, record, person, language, at), record


def _seen(
    reading: Reading,
    record: CertificateRecord,
    person: Holder,
    language: Language,
    at: datetime,
) -> WalletCertificate:
    store = SqlCertificates()
    achievement = reading.get(AchievementRecord, record.achievement_id or "")
    title = title_of(achievement, language, "") or document_title(
        reading, record.digest, record.kind, language
    )
    level = str(achievement.level) if achievement and achievement.level else None
    issuer = issuer_title(reading.get(Issuer, record.issuer_id), language, record.issuer_id)
    steps = store.steps(reading, record.certificate_id)
    changed = record.state is not CertificateState.ISSUED and bool(steps)
    return WalletCertificate(
        key=address_key(record.certificate_id),
        certificate_id=record.certificate_id,
        title=title,
        level=level_words(level, language),
        issuer=issuer,
        awarded_on=record.awarded_on,
        valid_until=last_day(record.valid_until) if record.valid_until else None,
        state=state_at(record, at),
        note=_why(steps[-1].reason, language) if changed else "",
        shareable=person.name is not None and can_share(reading, record, at),
        claims={
            name: claim_value(name, value, language)
            for name, value in twin_claims(reading, store, record, person).items()
        },
    )


def _why(reason: ChangeReason | None, language: Language) -> str:
    return text(f"web.certificates.reason.{reason.value}", language) if reason else ""


def state_at(record: CertificateRecord, at: datetime) -> str:
    """How a certificate stands for its holder."""
    if record.state is CertificateState.REVOKED:
        return "revoked"
    if record.state is CertificateState.SUSPENDED:
        return "suspended"
    if at < record.valid_from:
        return "not_yet_valid"
    over = record.valid_until is not None and record.valid_until <= at
    return "expired" if over else "valid"
