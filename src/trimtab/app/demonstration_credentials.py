"""Certificates and credits of the demonstration: invented, and labelled so wherever they are read.

An issuer that is no real school, three standards, some thirty certificates in every state, a list
that waits for approval, and one case of recognition in every state.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType

from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_signing import Keyring
from trimtab.app.demonstration_credits import furnish_credits
from trimtab.app.workbench.bench import Workbench
from trimtab.credentials.issuing.batch_types import CertificateBatch
from trimtab.credentials.issuing.batches import approve_batch, draft_batch
from trimtab.credentials.issuing.checking import RowDraft
from trimtab.credentials.issuing.keys import add_key
from trimtab.credentials.issuing.registry import add_accreditation, add_achievement, add_issuer
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateRecord,
    ChangeReason,
    Move,
)
from trimtab.credentials.types import Accreditation, Algorithm, Issuer
from trimtab.messages import LANGUAGES, Language, text
from trimtab.office.types import OPERATOR, Role
from trimtab.stores.credentials.key_files import Passphrase
from trimtab.stores.credentials.passphrase import VARIABLE
from trimtab.stores.office.store import SqlOfficeStore

ISSUER = "did:web:college.example"
"""A name of a domain that exists nowhere (RFC 2606)."""

COLLEGE = "college"
REGION = "CN-980000"
HOLDER_NUMBER = "EXAMPLE0000"
"""The paper of the person whose wallet the holder's account owns; no real one is of this form."""

_REASON = "demonstration"
_SEED = 7
_PEOPLE = 9
_EXPIRED = 3  # issued long ago for a time that is over
_PAST = timedelta(days=420)


@dataclass(frozen=True, slots=True)
class _Standard:
    """A standard of the demonstration with its grades."""

    code: str
    occupation: str
    grades: tuple[int, ...]


STANDARDS = MappingProxyType(
    {
        "express": _Standard("CN:postal-express-clerk", "CSCO@2022:4-02-07-08", (2,)),
        "rider": _Standard("CN:online-delivery-rider", "CSCO@2022:4-10-08-01", (2, 3, 4)),
        "marketer": _Standard("CN:internet-marketer", "CSCO@2022:4-01-06-02", (2, 3)),
        "electrician": _Standard("EXAMPLE:electrician", "CSCO@2022:6-31-01-03", (3, 4, 5)),
    }
)
"""Titles stand in the catalogue: ``demonstration.standard.<id>``."""


def demonstration_secret() -> Passphrase:
    """What opens the keys of a demonstration. It protects nothing: everybody knows it."""
    return Passphrase("demonstration keys protect nothing")


def open_demonstration_keys() -> None:
    """Let this process and the workers it starts open the keys of a demonstration, unless a
    passphrase is given."""
    os.environ.setdefault(VARIABLE, demonstration_secret().revealed)


def furnish_credentials(bench: Workbench) -> None:
    """Fill the register and the credit bank of a demonstration. Done again, it adds nothing.

    The operator enters issuer and standards; the accounts of the demonstration draft, approve,
    suspend and revoke, so that the pages show who did what.
    """
    with bench.office.reading() as reading:
        if reading.get(Issuer, ISSUER) is not None:
            return
    keyring = Keyring(bench.folder / "keys", demonstration_secret)
    now = datetime.now(UTC)
    earlier = SqlOfficeStore(bench.office.engine, lambda: now - _PAST)
    _enter_issuer(CredentialDesk(earlier, keyring, OPERATOR, _REASON, now=lambda: now - _PAST))
    old, new = _rows(now.date())
    _issue(CredentialDesk(earlier, keyring, OPERATOR, _REASON, now=lambda: now - _PAST), old, "old")
    desk = CredentialDesk(bench.office, keyring, OPERATOR, _REASON)
    _issue(desk, new, "new")
    _change(desk)
    _leave_waiting(desk, now.date())
    bench.services["keyring"] = keyring
    furnish_credits(bench, desk, ISSUER)


def _enter_issuer(desk: CredentialDesk) -> None:
    with desk.work() as work:
        title = {one.value: text("demonstration.issuer", one) for one in LANGUAGES}
        add_issuer(work, Issuer(ISSUER, title, REGION, COLLEGE))
        made = desk.keyring.make(ISSUER, work.at)
        twins = desk.keyring.make(ISSUER, work.at, Algorithm.P256)  # of certificates shown in parts
        for key in (made, twins):
            add_key(work, replace(key, expires=work.at + 3 * timedelta(days=365)))
        for name, standard in STANDARDS.items():
            for grade in standard.grades:
                add_achievement(work, _achievement(name, standard, grade), REGION)
            add_accreditation(
                work,
                Accreditation(
                    f"demonstration-{name}", ISSUER, standard.code, max(standard.grades), REGION,
                    date(2024, 1, 1), date(work.at.year + 3, 1, 1),
                    text("demonstration.authority", Language.ZH),
                    text("demonstration.basis", Language.ZH),
                ),
            )  # fmt: skip


def achievement_id(name: str, grade: int) -> str:
    """The id of a standard at a grade."""
    return f"https://college.example/achievements/{name}-{grade}"


def _achievement(name: str, standard: _Standard, grade: int) -> AchievementRecord:
    title, criteria = {}, {}
    for one in LANGUAGES:
        words = {
            "standard": text(f"demonstration.standard.{name}", one),
            "grade": text(f"web.certificates.grade.{grade}", one),
        }
        title[one.value] = text("demonstration.achievement", one, **words)
        criteria[one.value] = text("demonstration.criteria", one, **words)
    return AchievementRecord(
        achievement_id(name, grade), standard.code, title, criteria, grade,
        (standard.occupation,),
    )  # fmt: skip


def _rows(today: date) -> tuple[list[RowDraft], list[RowDraft]]:
    """Invented people with their certificates: what was issued long ago, and what lately."""
    chance = random.Random(_SEED)
    people = text("demonstration.people", Language.ZH).split("|")
    old: list[RowDraft] = []
    new: list[RowDraft] = []
    for person, name in enumerate(people[:_PEOPLE]):
        third = ("marketer", 3) if person % 2 == 0 else ("electrician", 3 + person % 3 // 2)
        held = [("express", 2), ("rider", 3), third]
        if person == 0:
            held.append(("electrician", 4))
        for standard, grade in held:
            number = len(old) + len(new) + 1
            is_old = person >= _PEOPLE - _EXPIRED and (standard, grade) == third
            awarded = today - timedelta(days=(430 if is_old else 20) + 7 * number)
            until = today - timedelta(days=30 + person) if is_old else None
            row = RowDraft(
                number + 1, name, f"EXAMPLE{person:04d}", achievement_id(standard, grade), awarded,
                until, f"EXAMPLE-{awarded.year}-{number:04d}", str(chance.randint(62, 97)),
            )  # fmt: skip
            (old if is_old else new).append(row)
    return old, new


def _draft(desk: CredentialDesk, rows: list[RowDraft], title: str, by: Role) -> CertificateBatch:
    digest = sha256(f"{title}{len(rows)}".encode()).hexdigest()
    with desk.office.work(by.value, _REASON) as work:
        words = text(f"demonstration.batch.{title}", Language.ZH)
        return draft_batch(work, desk.store, ISSUER, words, digest, rows)


def _issue(desk: CredentialDesk, rows: list[RowDraft], title: str) -> None:
    """Drafted by the caseworker, approved by the school, issued here."""
    batch = _draft(desk, rows, title, Role.CASEWORKER)
    with desk.office.work(Role.AWARDING_BODY.value, _REASON) as work:
        approve_batch(work, batch.batch_id)
    desk.issue(batch.batch_id)


def certificate_of(desk: CredentialDesk, person: int, standard: str) -> CertificateRecord:
    """The certificate of a person of the demonstration for a standard."""
    with desk.office.reading() as reading:
        holder = desk.store.holders_numbered(reading, [f"EXAMPLE{person:04d}"])
        held = desk.store.certificates(
            reading, CertificateQuery(holder_id=next(iter(holder.values())).holder_id)
        )
    return next(one for one in held if f"/{standard}-" in (one.achievement_id or ""))


def _change(desk: CredentialDesk) -> None:
    """Three suspended, of which one was taken up again, and two revoked."""
    school = replace(desk, actor=Role.AWARDING_BODY.value)
    acts = (
        (0, "electrician", Move.SUSPEND, ChangeReason.ASSESSMENT_UNDER_REVIEW, "review"),
        (7, "rider", Move.SUSPEND, ChangeReason.ASSESSMENT_UNDER_REVIEW, "review"),
        (7, "rider", Move.LIFT, ChangeReason.REVIEW_CLEARED, "cleared"),
        (7, "express", Move.REVOKE, ChangeReason.ISSUED_IN_ERROR, "error"),
        (8, "rider", Move.REVOKE, ChangeReason.FRAUD, "fraud"),
        (8, "express", Move.SUSPEND, ChangeReason.ORDERED, "ordered"),
    )
    for person, standard, move, reason, words in acts:
        found = certificate_of(desk, person, standard)
        note = text(f"demonstration.note.{words}", Language.ZH)
        school.change(found.certificate_id, move, reason, note)


def _leave_waiting(desk: CredentialDesk, today: date) -> None:
    """A list with two faulty rows and one technician, both drafted by the caseworker."""
    people = text("demonstration.people", Language.ZH).split("|")
    awarded = today - timedelta(days=3)
    listed = [
        RowDraft(at + 2, people[at], f"EXAMPLE{at:04d}", achievement_id("marketer", 2), awarded,
                 None, f"EXAMPLE-LIST-{at + 1:03d}")
        for at in range(6)
    ]  # fmt: skip
    listed[2] = replace(listed[2], awarded_on=today + timedelta(days=40))
    listed[4] = replace(listed[4], achievement_id=achievement_id("marketer", 7))
    _draft(desk, listed, "waiting", Role.CASEWORKER)
    single = RowDraft(1, people[3], "EXAMPLE0003", achievement_id("electrician", 5), awarded)
    _draft(desk, [single], "technician", Role.CASEWORKER)
