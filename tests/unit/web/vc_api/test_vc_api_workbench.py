"""A workbench verifies for everybody, against its register, and signs for those who may issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from trimtab.app.credentials_signing import seal_of, throw_away_key
from trimtab.app.workbench import certificates_acts
from trimtab.credentials.types import Issuer, KeyEnd
from trimtab.office.types import OPERATOR

AT = datetime(2026, 11, 1, tzinfo=UTC)
CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
    "type": ["VerifiableCredential"],
    "validFrom": "2026-11-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:subject", "name": "Example"},
}


@pytest.fixture
def visitor(client_as):
    return client_as(None, "en")


def _signed() -> tuple[dict[str, Any], Any]:
    key, signer = throw_away_key(AT)
    return seal_of(signer).sign({**CREDENTIAL, "issuer": key.issuer_id}, AT), key


def test_anybody_may_ask_and_a_stranger_is_told_as_one(visitor):
    signed, _ = _signed()
    answer = visitor.post("/credentials/verify", json={"verifiableCredential": signed})
    assert answer.status_code == 200, answer.text
    assert answer.json()["outcome"] == "unknown_issuer"
    signed["credentialSubject"]["name"] = "Somebody else"
    answer = visitor.post("/credentials/verify", json={"verifiableCredential": signed})
    assert (answer.status_code, answer.json()["verified"]) == (400, False)


def test_the_register_says_who_issues_and_whether_the_key_was_revoked(visitor, bench_us_small):
    signed, key = _signed()
    with bench_us_small.office.work(OPERATOR, "test") as work:
        work.add(Issuer(key.issuer_id, {"en": "Example College", "zh": "示例学院"}, "CN-980000"))
        work.add(key)
    body = {"verifiableCredential": signed}
    assert visitor.post("/credentials/verify", json=body).json()["outcome"] == "valid"
    with bench_us_small.office.work(OPERATOR, "test") as work:
        work.replace(replace(key, revoked_at=AT, end=KeyEnd.LOST))
    answer = visitor.post("/credentials/verify", json=body)
    assert (answer.status_code, answer.json()["outcome"]) == (400, "invalid")


def test_only_who_may_issue_issues_and_it_is_entered(client_as, bench_us_small, monkeypatch):
    monkeypatch.setenv("TRIMTAB_KEY_PASSPHRASE", "a passphrase of a test")
    with certificates_acts.desk_of(bench_us_small, OPERATOR) as desk:
        issuer, _ = desk.enter_issuer({"en": "Example College", "zh": "示例学院"}, "CN-980100")
        body = {"credential": {**CREDENTIAL, "issuer": issuer.issuer_id}}
        assert client_as(None).post("/credentials/issue", json=body).status_code == 401
        clerk = client_as("caseworker", "en")
        answer = clerk.post("/credentials/issue", json=body, headers=clerk.csrf_headers)
        assert answer.status_code == 201, answer.text
        issued = answer.json()["verifiableCredential"]
        shown = client_as(None).post("/credentials/verify", json={"verifiableCredential": issued})
        assert shown.json()["outcome"] == "valid", shown.text
        stranger = {"credential": {**CREDENTIAL, "issuer": "did:example:nobody"}}
        answer = clerk.post("/credentials/issue", json=stranger, headers=clerk.csrf_headers)
        assert answer.status_code == 404
        analyst = client_as("analyst")
        refused = analyst.post("/credentials/issue", json=body, headers=analyst.csrf_headers)
        assert refused.status_code == 403


def test_bad_requests_get_plain_reasons(visitor):
    doubled = b'{"verifiableCredential": {"id": "a", "id": "b"}}'
    answer = visitor.post("/credentials/verify", content=doubled)
    assert (answer.status_code, answer.json()["code"]) == (400, "CREDENTIALS-003")
    answer = visitor.post("/presentations/verify", json={"verifiablePresentation": []})
    assert (answer.status_code, answer.json()["code"]) == (400, "CREDENTIALS-121")
    assert "did:key" not in answer.text
    for more, code in (
        ({"more": 1}, "CREDENTIALS-120"),
        ({"options": {"x": 1}}, "CREDENTIALS-123"),
    ):
        answer = visitor.post("/credentials/verify", json={"verifiableCredential": {}, **more})
        assert (answer.status_code, answer.json()["code"]) == (400, code)
