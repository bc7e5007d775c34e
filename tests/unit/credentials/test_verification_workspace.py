"""Certificates of an office, judged there and elsewhere: issued, revoked, signed by a thief."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from trimtab.app.credentials_public import trust_file_of
from trimtab.app.verification import verify_bytes
from trimtab.app.verification_sources import ListsBeside, outside_sources, workspace_sources
from trimtab.app.verification_trust import read_trust
from trimtab.credentials.badges import qr_png
from trimtab.credentials.issuing.keys import end_key
from trimtab.credentials.issuing.types import ChangeReason, Move
from trimtab.credentials.securing import both_suites, secure
from trimtab.credentials.status import Purpose
from trimtab.credentials.types import KeyEnd, Outcome


@pytest.fixture(scope="module")
def office(load_builder):
    return load_builder("unit/credentials/issuing_office.py")


@pytest.fixture
def bureau(office, tmp_path):
    opened = office.open_bureau(tmp_path / "workspace")
    yield opened
    opened.office.close()


@pytest.fixture
def issued(bureau, office, b):
    """A credential of the plain data model, with its places on both lists."""
    issuer = {"id": office.ISSUER, "type": ["Profile"], "name": "试验学院"}
    document = b.plain(id="urn:uuid:5f1f1b2a-6f0e-4f39-9b61-0c1d2e3f4a5b", issuer=issuer["id"])
    return bureau.desk().issue_document(office.ISSUER, document)


def here(bureau, content: bytes, at: datetime | None = None):
    with bureau.office.reading() as reading:
        sources = workspace_sources(reading, bureau.store)
        return verify_bytes(sources, content, at=at or soon())


def elsewhere(bureau, office, content: bytes, folder, at: datetime | None = None):
    """With nothing but the trust file and the lists as they are served."""
    with bureau.office.reading() as reading:
        trusted = read_trust(json.dumps(trust_file_of(reading, office.ISSUER)).encode(), "t")
        for number, list_id in enumerate(lists_of(content)):
            held = bureau.store.edition(reading, list_id).content
            (folder / f"{number}.json").write_text(held, encoding="utf-8")
    return verify_bytes(outside_sources(trusted, ListsBeside(folder)), content, at=at or soon())


def lists_of(content: bytes) -> list[str]:
    return [one["statusListCredential"] for one in json.loads(content)["credentialStatus"]]


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=3)


def report_theft(bureau, key_id: str) -> None:
    """Two minutes later, because documents write whole seconds."""
    bureau.office._now = lambda: datetime.now(UTC) + timedelta(minutes=2)
    with bureau.office.work("operator", "stolen") as work:
        end_key(work, key_id, KeyEnd.COMPROMISED, work.at)


def test_valid_here_and_elsewhere_until_revoked(bureau, office, issued, tmp_path):
    content = issued.document.content.encode()
    assert here(bureau, content).verdict.outcome is Outcome.VALID
    assert elsewhere(bureau, office, content, tmp_path).verdict.outcome is Outcome.VALID
    certificate_id = issued.certificate.certificate_id
    bureau.desk().change(
        certificate_id, Move.SUSPEND, ChangeReason.ASSESSMENT_UNDER_REVIEW, "under review"
    )
    assert here(bureau, content).verdict.outcome is Outcome.SUSPENDED
    assert elsewhere(bureau, office, content, tmp_path).verdict.outcome is Outcome.SUSPENDED
    bureau.desk().change(certificate_id, Move.REVOKE, ChangeReason.FRAUD, "forged papers")
    assert here(bureau, content).verdict.outcome is Outcome.REVOKED
    found = elsewhere(bureau, office, content, tmp_path)
    assert found.verdict.outcome is Outcome.REVOKED
    assert found.verdict.check("status").params["purpose"] == Purpose.REVOCATION


def test_the_code_on_paper_leads_to_the_certificate_kept_here(bureau, issued):
    key = issued.certificate.certificate_id.removeprefix("urn:uuid:")
    found = here(bureau, qr_png(f"https://college.example/verify/{key}"))
    assert found.verdict.outcome is Outcome.VALID
    assert found.document["id"] == issued.certificate.certificate_id


def test_after_a_theft_only_what_was_entered_counts(bureau, office, issued):
    content = issued.document.content.encode()
    genuine = json.loads(content)
    signer = bureau.keyring._open[issued.certificate.key_id]
    forged = secure(
        {**{n: v for n, v in genuine.items() if n != "proof"}, "name": "another award"},
        both_suites(signer),
        issued.certificate.issued_at,
    )
    found = here(bureau, json.dumps(forged).encode())
    assert found.verdict.check("register").reason == "not_entered"
    assert found.verdict.outcome is Outcome.PENDING, "before the theft is known"
    report_theft(bureau, issued.certificate.key_id)
    found = here(bureau, content)
    assert found.verdict.check("key").reason == "key_compromised_later"
    assert found.verdict.outcome is Outcome.VALID
    found = here(bureau, json.dumps(forged).encode())
    assert found.verdict.check("key").reason == "key_compromised"
    assert found.verdict.outcome is Outcome.INVALID


def test_elsewhere_a_stolen_key_leaves_it_open(bureau, office, issued, tmp_path):
    report_theft(bureau, issued.certificate.key_id)
    content = issued.document.content.encode()
    found = elsewhere(bureau, office, content, tmp_path)
    assert found.verdict.check("key").reason == "key_doubtful"
    assert found.verdict.outcome is Outcome.PENDING
