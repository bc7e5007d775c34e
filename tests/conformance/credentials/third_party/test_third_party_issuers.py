"""Our verifier accepts what others issue, and refuses what others sign wrongly."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from trimtab.app.vc_api_contexts import suite_contexts
from trimtab.app.vc_api_issuer import OpenIssuer
from trimtab.credentials.securing import STANDARD
from trimtab.credentials.types import Outcome
from trimtab.credentials.verifying import (
    PresentationRequest,
    Sources,
    verify_credential,
    verify_presentation,
)
from trimtab.web.vc_api import create_conformance_application

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
SEED = list(range(32))
CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "Example"},
}


def _given(**more: Any) -> dict[str, Any]:
    documents = {address: STANDARD.load(address) for address in STANDARD.pins}
    return {
        "seed": SEED,
        "created": "2026-11-20T00:00:00Z",
        "credential": CREDENTIAL,
        "documents": documents,
        **more,
    }


@pytest.fixture(scope="module")
def issued(third_party: Any) -> dict[str, Any]:
    given = _given(challenge="a challenge", domain="verifier.example")
    found: dict[str, Any] = third_party("issue_credentials.mjs", given)["found"]
    return found


def test_their_credentials_hold_here(issued: dict[str, Any]):
    for name, credential in issued["credentials"].items():
        verdict = verify_credential(credential, Sources(), AT)
        assert verdict.outcome is Outcome.UNKNOWN_ISSUER, (name, verdict)
        assert verdict.proofs_hold
        changed = deepcopy(credential)
        changed["credentialSubject"]["name"] = "Somebody else"
        assert verify_credential(changed, Sources(), AT).outcome is Outcome.INVALID


def test_their_presentation_holds_here_for_its_question_only(issued: dict[str, Any]):
    def outcome(nonce: str, audience: str) -> Outcome:
        request = PresentationRequest(nonce, audience)
        return verify_presentation(issued["presentation"], Sources(), AT, request).outcome

    assert outcome("a challenge", "verifier.example") is Outcome.UNKNOWN_ISSUER
    assert outcome("another", "verifier.example") is Outcome.INVALID
    assert outcome("a challenge", "elsewhere.example") is Outcome.INVALID


@pytest.fixture(scope="module")
def misuse(third_party: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = third_party("misuse.mjs", _given())["found"]["cases"]
    return found


@pytest.fixture(scope="module")
def client() -> TestClient:
    issuer = OpenIssuer.new(suite_contexts(), at=AT)
    return TestClient(create_conformance_application(issuer), base_url="https://localhost:8765")


BINDINGS = {
    "otherDomain": {"domain": "domain.example"},
    "otherChallenge": {"domain": "domain.example", "challenge": "1235abcd6789"},
}


def _status(client: TestClient, credential: dict[str, Any], **options: Any) -> int:
    body = {
        "verifiableCredential": credential,
        "options": {"checks": ["proof"], **options},
    }
    return client.post("/credentials/verify", json=body).status_code


def test_proofs_that_say_something_wrong_are_refused(
    misuse: dict[str, dict[str, Any]], client: TestClient
):
    found = {
        (suite, kind): _status(client, credential, **BINDINGS.get(kind, {}))
        for suite, cases in misuse.items()
        for kind, credential in cases.items()
    }
    wanted = {key: 200 if key[1] == "valid" else 400 for key in found}
    assert len(found) > 20
    assert found == wanted


def test_proofs_that_were_changed_afterwards_are_refused(
    misuse: dict[str, dict[str, Any]], client: TestClient
):
    for suite, cases in misuse.items():
        good = cases["valid"]
        value = good["proof"]["proofValue"]
        for name, proof in {
            "none": None,
            "no type": {**good["proof"], "type": None},
            "no value": {**good["proof"], "proofValue": None},
            "no header": {**good["proof"], "proofValue": value[1:]},
            "too long": {**good["proof"], "proofValue": value + value[1:]},
            "other suite": {**good["proof"], "cryptosuite": "UnknownCryptosuite"},
        }.items():
            assert _status(client, {**good, "proof": proof}) == 400, (suite, name)
        without = {name: value for name, value in good.items() if name != "proof"}
        assert _status(client, without) == 400, suite
        undefined = deepcopy(good)
        undefined["credentialSubject"]["undefinedTerm"] = "IfDroppedWillVerify"
        assert _status(client, undefined) == 400, suite
        assert _status(client, {**good, "type": [*good["type"], "UndefinedType"]}) == 400, suite
        assert _status(client, good, expectedProofPurpose="authentication") == 400, suite
