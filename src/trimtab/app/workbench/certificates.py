"""One certificate as its page shows it: what it says, where it stands, what may be done with it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from trimtab.app.demonstration_titles import title_in
from trimtab.app.office import place_title
from trimtab.app.workbench.certificates_search import (
    document_title,
    issuer_title,
    standard_titles,
    state_of,
    title_of,
)
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.changing import MOVES
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateDocument,
    CertificateRecord,
    CertificateStep,
    Move,
)
from trimtab.credentials.types import Issuer, KeyRecord, KeyStanding
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language
from trimtab.office.rights import Right, holds
from trimtab.office.types import Actor
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.office.store import SqlOfficeStore


@dataclass(frozen=True, slots=True)
class StepView:
    """One thing that happened, with the person in words."""

    step: CertificateStep
    actor: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate. ``holder`` is empty where the viewer does not read names, ``forgotten``
    where the person was erased; ``moves``: what the viewer may do now."""

    record: CertificateRecord
    key: str
    title: str
    achievement: AchievementRecord | None
    standard: str
    issuer: str
    issuer_key: str
    place: str
    holder: str
    identity: str
    forgotten: bool
    state: str
    drafted_by: str
    approved_by: str
    steps: tuple[StepView, ...]
    documents: tuple[CertificateDocument, ...]
    signing: KeyRecord | None
    standing: KeyStanding | None
    registered_at: datetime | None
    moves: tuple[Move, ...]

    @property
    def content(self) -> str:
        """The present document, JSON as it was signed."""
        return next(one.content for one in self.documents if one.digest == self.record.digest)


def certificate_id_of(reading: Reading, key: str) -> str:
    """The id of a certificate from the key in an address, its number or the id itself.

    Raises UnknownCodeError WEB-172.
    """
    store = SqlCertificates()
    candidates = [key]
    with suppress(ValueError):
        candidates.append(f"urn:uuid:{UUID(key)}")
    for one in candidates:
        if store.certificate(reading, one) is not None:
            return one
    raise UnknownCodeError("WEB-172", certificate=key[:80])


def find_certificate(reading: Reading, asking: str, key: str) -> CertificateRecord:
    """A certificate that the asker may see.

    Raises UnknownCodeError WEB-172 for one that does not exist or is not to be seen.
    """
    record = SqlCertificates().certificate(reading, certificate_id_of(reading, key))
    if record is None or not _holds(reading, asking, Right.CREDENTIALS_SEE, record):
        raise UnknownCodeError("WEB-172", certificate=key[:80])
    return record


def see_certificate(
    office: SqlOfficeStore,
    asking: str,
    key: str,
    language: Language,
    *,
    named: bool,
    now: datetime | None = None,
) -> CertificateView:
    """One certificate. ``named``: the viewer reads the holder's name and number.

    Raises UnknownCodeError WEB-172.
    """
    now = now or datetime.now(UTC)
    store = SqlCertificates()
    with office.reading() as reading:
        record = find_certificate(reading, asking, key)
        achievement = reading.get(AchievementRecord, record.achievement_id or "")
        issuer = reading.get(Issuer, record.issuer_id)
        holder = store.holder(reading, record.holder_id) if record.holder_id else None
        signing = reading.get(KeyRecord, record.key_id)
        entry = store.entry(reading, record.digest)
        people = _People(reading, language)
        return CertificateView(
            record=record,
            key=address_key(record.certificate_id),
            title=title_of(achievement, language, "")
            or document_title(reading, record.digest, record.kind, language),
            achievement=achievement,
            standard=standard_titles(reading, language).get(achievement.standard_id, "")
            if achievement
            else "",
            issuer=issuer_title(issuer, language, record.issuer_id),
            issuer_key=address_key(record.issuer_id) if issuer else "",
            place=place_title(record.region, language),
            holder=(holder.name or "") if holder and named else "",
            identity=_masked(holder.identity_number or "") if holder and named else "",
            forgotten=holder is not None and holder.forgotten_at is not None,
            state=state_of(record.state, record.valid_until, now),
            drafted_by=people(record.drafted_by),
            approved_by=people(record.approved_by) if record.approved_by else "",
            steps=tuple(
                StepView(one, people(one.actor))
                for one in reversed(store.steps(reading, record.certificate_id))
            ),
            documents=tuple(reversed(store.documents(reading, record.certificate_id))),
            signing=signing,
            standing=signing.standing(record.issued_at) if signing else None,
            registered_at=entry.entered_at if entry else None,
            moves=tuple(move for state, move in MOVES if state is record.state)
            if may_change(reading, asking, record)
            else (),
        )


def may_change(reading: Reading, asking: str, record: CertificateRecord) -> bool:
    """Whether somebody may suspend, reinstate or revoke a certificate."""
    return _holds(reading, asking, Right.CREDENTIALS_REVOKE, record)


def _holds(reading: Reading, asking: str, right: Right, record: CertificateRecord) -> bool:
    issuer = reading.get(Issuer, record.issuer_id)
    department = issuer.department_id if issuer else None
    shared = right is Right.CREDENTIALS_SEE
    return holds(reading, asking, right, record.region, department, shared=shared)


class _People:
    """Actors by their titles, each looked up once."""

    def __init__(self, reading: Reading, language: Language) -> None:
        self.reading, self.language = reading, language

    def __call__(self, actor: str) -> str:
        person = self.reading.get(Actor, actor)
        return title_in(person.title, self.language) if person else actor


def _masked(number: str) -> str:
    """An identity number of which only the last four signs are shown.

    >>> _masked("110101199001011234"), _masked("12")
    ('**************1234', '**')
    """
    shown = number[-4:] if len(number) > 8 else ""
    return "*" * (len(number) - len(shown)) + shown
