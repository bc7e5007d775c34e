"""A bureau with an issuer that may certify up to technician, keys in memory, and its people."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from trimtab.app.credentials_batch import BatchRun
from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_signing import Keyring
from trimtab.credentials.issuing.batch_types import CertificateBatch
from trimtab.credentials.issuing.batches import approve_batch, draft_batch
from trimtab.credentials.issuing.checking import RowDraft
from trimtab.credentials.issuing.keys import add_key
from trimtab.credentials.issuing.registry import add_accreditation, add_achievement, add_issuer
from trimtab.credentials.issuing.types import AchievementRecord, Grade
from trimtab.credentials.securing import public_key_multibase
from trimtab.credentials.types import Accreditation, Algorithm, Issuer, KeyRecord
from trimtab.ingest.identity_numbers import has_right_check_digit
from trimtab.office.types import Actor, Department, Grant, Role
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.credentials.key_files import LocalSigner
from trimtab.stores.office.store import SqlOfficeStore, open_office

ISSUER = "did:web:college.example"
REGION = "CN-310000"
SENIOR, TECHNICIAN = "urn:example:nanny-senior", "urn:example:nanny-technician"
AWARDED = date(2026, 11, 1)
NAME = "欧阳试验"
ACTORS = {"li": Role.CASEWORKER, "wang": Role.APPROVER, "zhao": Role.APPROVER}


@dataclass(frozen=True)
class Bureau:
    """The office of a test."""

    office: SqlOfficeStore
    keyring: Keyring
    store: SqlCertificates

    def desk(self, actor: str = "operator") -> CredentialDesk:
        return CredentialDesk(self.office, self.keyring, actor, "test", self.store)

    def draft(self, rows: Sequence[RowDraft], actor: str = "li") -> CertificateBatch:
        with self.office.work(actor, "draft") as work:
            return draft_batch(work, self.store, ISSUER, "list", "0" * 64, rows)

    def approve(self, batch: CertificateBatch, actor: str = "wang") -> CertificateBatch:
        with self.office.work(actor, "approve") as work:
            return approve_batch(work, batch.batch_id)

    def issue(self, rows: Sequence[RowDraft]) -> CertificateBatch:
        """Drafted by one, approved by another, issued."""
        batch = self.approve(self.draft(rows))
        self.desk("wang").issue(batch.batch_id)
        return batch

    def run(self, actor: str = "wang") -> BatchRun:
        return BatchRun(self.office, self.keyring, actor, self.store)

    def certificates(self):
        from trimtab.credentials.issuing.storage import CertificateQuery

        with self.office.reading() as reading:
            return self.store.certificates(reading, CertificateQuery())

    def add_key(
        self, algorithm: Algorithm = Algorithm.ED25519, at: datetime | None = None
    ) -> KeyRecord:
        """A key whose private part lives in this process."""
        name = f"{algorithm.value.lower()}-{len(self.keyring._open)}"
        signer = LocalSigner.generate(algorithm, lambda *_: f"{ISSUER}#{name}")
        key = KeyRecord(
            signer.key_id,
            ISSUER,
            algorithm,
            public_key_multibase(algorithm, signer.public_key),
            at or datetime(2026, 1, 1, tzinfo=UTC),
            held_in=f"file:{name}",
        )
        self.keyring._open[key.key_id] = signer
        with self.office.work("operator", "key") as work:
            add_key(work, key)
        return key


@cache
def _furnished() -> tuple[Path, Keyring]:
    """A workspace made once, and the keys of its issuer."""
    folder = Path(tempfile.mkdtemp(prefix="trimtab-bureau-")) / "workspace"
    bureau = furnish(folder)
    bureau.office.close()
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    return folder, bureau.keyring


def open_bureau(folder: Path) -> Bureau:
    """A copy of a furnished workspace in a new folder."""
    template, keyring = _furnished()
    shutil.copytree(template, folder)
    keys = Keyring(folder / "keys", _open=dict(keyring._open))
    return Bureau(open_office(folder), keys, SqlCertificates())


def furnish(folder: Path, database_url: str | None = None) -> Bureau:
    """A new office with an issuer, one key, two achievements, and people in their roles."""
    office = open_office(folder, database_url, create=True)
    bureau = Bureau(office, Keyring.of(folder), SqlCertificates())
    with office.work("operator", "set up") as work:
        work.add(Department("college", "学院", REGION))
        for name, role in ACTORS.items():
            work.add(Actor(name, name.title(), department_id="college"))
            work.add(Grant(f"{name}:role", name, role, REGION))
        add_issuer(work, Issuer(ISSUER, {"zh": "试验学院", "en": "College"}, REGION))
        criteria = {"zh": "通过评价"}
        for key, level in ((SENIOR, Grade.SENIOR), (TECHNICIAN, Grade.TECHNICIAN)):
            made = AchievementRecord(key, "STD-1", {"zh": f"育婴员{level.value}"}, criteria, level)
            add_achievement(work, made, REGION)
        add_accreditation(work, accreditation())
    bureau.add_key()
    return bureau


def accreditation(**changed: object) -> Accreditation:
    """Standard STD-1 up to technician since 2020."""
    made = Accreditation(
        "accreditation", ISSUER, "STD-1", 5, REGION, date(2020, 1, 1), None, "省厅", "文件"
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def identity_number(number: int) -> str:
    """A synthetic identity number with the right check character."""
    body = f"110101{1950 + number % 60}01{1 + number // 60 % 28:02d}{number // 1680 % 1000:03d}"
    return next(body + last for last in "0123456789X" if has_right_check_digit(body + last))


def rows(count: int, achievement: str = SENIOR, start: int = 0) -> list[RowDraft]:
    """So many different persons."""
    return [
        RowDraft(
            number + 2,
            f"{NAME}{start + number}",
            identity_number(start + number),
            achievement,
            AWARDED,
            number=f"S{start + number:05d}",
        )
        for number in range(count)
    ]
