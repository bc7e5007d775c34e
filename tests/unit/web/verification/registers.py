"""A small register for tests: one issuer with its keys, two holders, certificates in each state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_signing import Keyring
from trimtab.app.workbench import open_workbench
from trimtab.app.workbench.wallet_claims import link_holder
from trimtab.credentials.issuing.batches import approve_batch, draft_batch
from trimtab.credentials.issuing.checking import RowDraft
from trimtab.credentials.issuing.keys import add_key
from trimtab.credentials.issuing.registry import add_accreditation, add_achievement, add_issuer
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.issuing.types import AchievementRecord, ChangeReason, Move
from trimtab.credentials.types import Accreditation, Algorithm, Issuer
from trimtab.office.types import OPERATOR
from trimtab.stores.credentials.key_files import Passphrase
from trimtab.stores.office.store import SqlOfficeStore

ISSUER = "did:web:tests.example"
REGION = "CN-980000"
SECRET = "a passphrase of the tests"
STANDARD = "TEST-4-02-07-08"
ACHIEVEMENT = "https://tests.example/achievements/courier-3"
TITLE = {"zh": "快递员（中级工）", "en": "Courier, intermediate"}
LI, WANG = ("李试", "EXAMPLE00001"), ("王试", "EXAMPLE00002")
LONG_AGO = timedelta(days=420)

CASES = ("valid", "suspended", "revoked", "expired", "other")
"""Certificates by what they are; ``other`` is valid and of the second holder."""


@dataclass(frozen=True)
class Register:
    """Ids of certificates by case, and of their holders."""

    certificates: dict[str, str]
    holders: dict[str, str]

    def key(self, case: str) -> str:
        """The key in the address of a certificate."""
        return self.certificates[case].removeprefix("urn:uuid:")


def furnish_register(folder: Path, database_url: str | None = None) -> Register:
    """Fill a workspace with the register, and give the first holder's wallet to ``holder``."""
    bench = open_workbench(folder, database_url)
    try:
        keyring = Keyring(folder / "keys", lambda: Passphrase(SECRET))
        now = datetime.now(UTC)
        past = SqlOfficeStore(bench.office.engine, lambda: now - LONG_AGO)
        before = CredentialDesk(past, keyring, OPERATOR, "test", now=lambda: now - LONG_AGO)
        _enter(before)
        _issue(before, [_row(2, LI, "expired", now.date() - LONG_AGO, now.date())])
        desk = CredentialDesk(bench.office, keyring, OPERATOR, "test")
        awarded = now.date() - timedelta(days=30)
        rows = [
            _row(at, WANG if case == "other" else LI, case, awarded + timedelta(days=at))
            for at, case in enumerate(("valid", "suspended", "revoked", "other"), 2)
        ]
        _issue(desk, rows)
        with bench.office.reading() as reading:
            query = CertificateQuery(issuer_id=ISSUER)
            found = {one.number: one for one in desk.store.certificates(reading, query)}
        desk.change(
            found["suspended"].certificate_id, Move.SUSPEND,
            ChangeReason.ASSESSMENT_UNDER_REVIEW, "under review",
        )  # fmt: skip
        desk.change(
            found["revoked"].certificate_id, Move.REVOKE, ChangeReason.FRAUD, "forged papers"
        )
        holders = {"li": found["valid"].holder_id, "wang": found["other"].holder_id}
        with bench.office.work(OPERATOR, "test") as work:
            link_holder(work, "holder", holders["li"], "caseworker")
        return Register({name: one.certificate_id for name, one in found.items()}, holders)
    finally:
        bench.close()


def _enter(desk: CredentialDesk) -> None:
    with desk.work() as work:
        add_issuer(work, Issuer(ISSUER, {"zh": "示例学院", "en": "Example College"}, REGION))
        for algorithm in (Algorithm.ED25519, Algorithm.P256):
            add_key(work, desk.keyring.make(ISSUER, work.at, algorithm))
        add_achievement(
            work,
            AchievementRecord(
                ACHIEVEMENT, STANDARD, TITLE, {"zh": "考核合格", "en": "Passed"}, 3, (), 160, 8.0
            ),
            REGION,
        )
        add_accreditation(
            work,
            Accreditation("test", ISSUER, STANDARD, 4, REGION, date(2020, 1, 1), None, "-", "-"),
        )


def _row(
    at: int, person: tuple[str, str], case: str, awarded: date, today: date | None = None
) -> RowDraft:
    until = today - timedelta(days=30) if today else None
    return RowDraft(at, *person, ACHIEVEMENT, awarded, until, case, "88")


def _issue(desk: CredentialDesk, rows: list[RowDraft]) -> None:
    digest = sha256(str(rows).encode()).hexdigest()
    with desk.office.work("caseworker", "test") as work:
        batch = draft_batch(work, desk.store, ISSUER, "test", digest, rows)
    with desk.office.work("approver", "test") as work:
        approve_batch(work, batch.batch_id)
    desk.issue(batch.batch_id)


def fill(workbenches, folder: Path, database_url: str | None = None) -> tuple[Path, Register]:
    """A workspace with the register, to be copied and never written to."""
    with patch("trimtab.app.demonstration.furnish_credentials"):  # its register is not ours
        workspace = workbenches.fill_workspace(folder, database_url)
    return workspace, furnish_register(workspace, database_url)
