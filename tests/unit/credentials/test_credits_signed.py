"""A recognition signed with a real key verifies as a certificate, and is revoked on appeal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_signing import Keyring
from trimtab.app.credits import deposit_certificate, verify_here
from trimtab.app.credits_signing import revoke_recognition, send_recognition, sign_recognition
from trimtab.credentials.bank import (
    CaseState,
    LineKind,
    lines_of,
    recognition_id,
    review_case,
)
from trimtab.credentials.issuing.identity import new_holder
from trimtab.credentials.securing import read_document
from trimtab.credentials.types import Outcome
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.office.store import open_office

COLLEGE = "did:web:college.example"


@pytest.fixture(scope="session")
def credit_offices(load_builder):
    return load_builder("unit/credentials/credit_office.py")


@pytest.fixture
def college(tmp_path: Path, credit_offices, monkeypatch) -> Iterator[tuple[object, object]]:
    """An office whose college has a key, and a holder with credits."""
    monkeypatch.setenv("TRIMTAB_KEY_PASSPHRASE", "a passphrase of a test")
    clock = credit_offices.Clock()
    with open_office(tmp_path / "workspace", create=True, now=clock) as office:
        with office.work("operator", "set up") as work:
            credit_offices.furnish(work)
            holder = new_holder("李雷", "110101199003070011", work.at)
            SqlCertificates().add_holders(work, [holder])
        bank = credit_offices.CreditOffice(office, clock)
        desk = CredentialDesk(office, Keyring.of(tmp_path / "workspace"), "operator", now=clock)
        desk.enter_issuer(
            {"zh": "示例学院", "en": "College"}, credit_offices.REGION, COLLEGE, "college"
        )
        bank.deposit("courier", **credit_offices.COURIER, holder_id=holder.holder_id)
        bank.deposit("one", holder_id=holder.holder_id)
        bank.holder = holder
        yield bank, desk


def _sent(bank, desk):
    case = bank.open(holder_id=bank.holder.holder_id, awarding_department_id=None)
    assert case.awarding_department_id == "college"  # that of the issuer's record
    bank.do("reviewer", review_case, case.case_id)
    return send_recognition(replace(desk, actor="opener"), case.case_id)


def test_what_the_school_signs_is_a_valid_certificate_until_it_is_revoked(college):
    bank, desk = college
    sent = _sent(bank, desk)
    assert "110101199003070011" not in sent.document and "李雷" not in sent.document
    signed = sign_recognition(replace(desk, actor="dean"), sent.case_id)
    assert signed.state is CaseState.SIGNED
    document = read_document(signed.document)
    assert {one["cryptosuite"] for one in document["proof"]} == {
        "eddsa-rdfc-2022",
        "eddsa-jcs-2022",
    }
    assert document["id"] == recognition_id(signed) and document["credentialStatus"]
    store = desk.store

    def outcome(given):
        return bank.read(lambda r: verify_here(r, store, bank.clock())(given).outcome)

    assert outcome(document) is Outcome.VALID
    more = json.loads(signed.document)
    more["credentialSubject"]["creditsEarned"] = 70
    assert outcome(more) is Outcome.INVALID
    kinds = [one.kind for one in bank.read(lines_of, bank.holder.holder_id)]
    assert kinds.count(LineKind.REDEEM) == 2
    with pytest.raises(StateError, match="CREDITS-028"):
        revoke_recognition(desk, signed.case_id, "nobody overturned it")
    assert outcome(document) is Outcome.VALID
    bank.overturned(signed.case_id)
    revoke_recognition(desk, signed.case_id, "overturned on appeal")
    assert outcome(document) is Outcome.REVOKED


def test_nothing_is_signed_where_a_credit_is_gone(college, credit_offices):
    from trimtab.credentials.bank import decision_content, withdraw_entry

    bank, desk = college
    sent = _sent(bank, desk)
    entry = decision_content(sent)["result"]["assignments"][0]["entry_ids"][0]
    bank.do("opener", withdraw_entry, credit_offices.REGION, entry, "revoked meanwhile")
    with pytest.raises(StateError, match="CREDITS-020"):
        sign_recognition(replace(desk, actor="dean"), sent.case_id)
    known = bank.read(lambda r: desk.store.certificate(r, recognition_id(sent)))
    assert known is None  # neither signed nor entered in the register


def test_an_erased_holder_cannot_be_named(college):
    bank, desk = college
    bank.deposit("other", holder_id="nobody")
    case = bank.open(holder_id="nobody")
    bank.do("reviewer", review_case, case.case_id)
    with pytest.raises(StateError, match="CREDITS-060"):
        send_recognition(replace(desk, actor="opener"), case.case_id)


def test_only_certificates_of_the_register_are_deposited(college):
    bank, desk = college
    with pytest.raises(UnknownCodeError, match="CREDITS-058"):
        bank.do("opener", deposit_certificate, desk.store, "urn:uuid:nothing", lambda _: None)
