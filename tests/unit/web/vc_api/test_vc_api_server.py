"""The conformance server answers as the W3C CCG VC API says, and refuses in plain words."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from trimtab.app.credentials_signing import throw_away_key
from trimtab.app.vc_api_contexts import suite_contexts
from trimtab.app.vc_api_issuer import DEFAULT_SUITES, OpenIssuer
from trimtab.credentials.securing import CRYPTOSUITES, secure
from trimtab.messages import Language
from trimtab.ports import Signer
from trimtab.web.vc_api import create_conformance_application

BASE = "https://localhost:8765"
MALFORMED = "#MALFORMED_VALUE_ERROR"
AT = datetime(2026, 11, 20, tzinfo=UTC)
CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "Example"},
}


@pytest.fixture
def issuer() -> OpenIssuer:
    return OpenIssuer.new(suite_contexts(), at=AT)


@pytest.fixture
def client(issuer: OpenIssuer) -> TestClient:
    headers = {"accept-language": "en"}
    return TestClient(create_conformance_application(issuer), base_url=BASE, headers=headers)


def _issue(client: TestClient, address: str = "/credentials/issue", **more: Any) -> dict[str, Any]:
    answer = client.post(address, json={"credential": CREDENTIAL, **more})
    assert answer.status_code == 201, answer.text
    issued: dict[str, Any] = answer.json()["verifiableCredential"]
    return issued


def _verify(client: TestClient, credential: dict[str, Any], **options: Any) -> Any:
    body = {"verifiableCredential": credential, "options": options}
    return client.post("/credentials/verify", json=body)


def test_what_is_issued_bears_both_proofs_and_verifies(client: TestClient, issuer: OpenIssuer):
    issued = _issue(client)
    assert issued["issuer"] == issuer.issuer_id
    assert [one["cryptosuite"] for one in issued["proof"]] == list(DEFAULT_SUITES)
    answer = _verify(client, issued)
    assert answer.status_code == 200, answer.text
    assert answer.json()["verified"] is True
    assert answer.json()["outcome"] == "valid"
    assert answer.json()["problemDetails"] == []


def test_problems_have_fitting_statuses_and_titles(client: TestClient):
    """Nothing here is a 'request that contradicts itself'."""
    wrong = client.get("/credentials/issue")
    assert wrong.status_code == 405 and wrong.headers["allow"] == "POST"
    assert (wrong.json()["status"], wrong.json()["code"]) == (405, "WEB-193")
    large = client.post("/credentials/verify", content=b'{"a":"' + b"x" * 2**21 + b'"}')
    assert (large.status_code, large.json()["status"]) == (413, 413)
    missing = client.get("/nothing")
    assert (missing.status_code, missing.json()["title"]) == (404, "Not found")
    broken = client.post("/credentials/issue", content=b"{")
    assert (broken.status_code, broken.json()["title"]) == (400, "The request was refused")
    issued = _issue(client)
    issued["credentialSubject"]["name"] = "Somebody else"
    assert _verify(client, issued).json()["title"] == "Not verified"
    titles = {one.json()["title"] for one in (wrong, large, missing, broken)}
    assert len(titles) == 4


@pytest.mark.parametrize(
    ("started", "asked", "title"),
    [(None, None, "Not found"), (Language.ZH, None, "没有找到"), (None, "zh-CN", "没有找到"),
     (Language.ZH, "en-GB", "Not found")],
)  # fmt: skip
def test_it_speaks_english_unless_told_otherwise(
    issuer: OpenIssuer, started: Language | None, asked: str | None, title: str
):
    chosen = () if started is None else (started,)
    client = TestClient(create_conformance_application(issuer, *chosen), base_url=BASE)
    headers = {"accept-language": asked} if asked else {}
    assert client.get("/nothing", headers=headers).json()["title"] == title


@pytest.mark.parametrize("suite", DEFAULT_SUITES)
def test_an_address_of_a_suite_signs_and_asks_for_that_suite(client: TestClient, suite: str):
    issued = _issue(client, f"/issuers/{suite}/credentials/issue")
    assert issued["proof"]["cryptosuite"] == suite
    other = next(one for one in DEFAULT_SUITES if one != suite)
    body = {"verifiableCredential": issued}
    assert client.post(f"/verifiers/{suite}/credentials/verify", json=body).status_code == 200
    refused = client.post(f"/verifiers/{other}/credentials/verify", json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "CREDENTIALS-129")
    unknown = client.post("/issuers/none-2022/credentials/issue", json={"credential": CREDENTIAL})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "CREDENTIALS-127")


def test_a_changed_credential_does_not_verify_and_says_why(client: TestClient):
    issued = _issue(client)
    issued["credentialSubject"]["name"] = "Somebody else"
    answer = _verify(client, issued)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["verified"], body["outcome"], body["code"]) == (False, "invalid", "WEB-190")
    kinds = [one["type"] for one in body["problemDetails"]]
    assert kinds == ["https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR"]
    assert all(one["title"] and one["detail"] for one in body["problemDetails"])


def test_a_credential_of_a_stranger_verifies_with_a_warning(client: TestClient):
    key, stranger = throw_away_key(AT)
    drafted = {**CREDENTIAL, "issuer": key.issuer_id}
    signed = secure(drafted, [(CRYPTOSUITES["eddsa-jcs-2022"], stranger)], AT)
    answer = _verify(client, signed)
    assert answer.status_code == 200, answer.text
    assert answer.json()["outcome"] == "unknown_issuer"
    assert answer.json()["warnings"]


@pytest.mark.parametrize(
    ("request_body", "code"),
    [
        (b'{"credential": {"a": 1, "a": 2}}', "CREDENTIALS-003"),
        (b'{"credential": {"a": 9007199254740993}}', "CREDENTIALS-004"),
        (b"not json", "CREDENTIALS-002"),
        (b"[]", "CREDENTIALS-006"),
        (b'{"options": {}}', "CREDENTIALS-121"),
        (b'{"credential": {}, "options": []}', "CREDENTIALS-122"),
    ],
)
def test_a_request_that_is_not_understood_is_refused_by_name(
    client: TestClient, request_body: bytes, code: str
):
    answer = client.post("/credentials/issue", content=request_body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["verified"] is False
    assert answer.json()["problemDetails"][0]["detail"]


@pytest.mark.parametrize(
    "change",
    [
        {"@context": ["https://www.w3.org/ns/credentials/v2", "https://example.org/unknown"]},
        {"undefinedTerm": "value"},
        {"statusEntry": {"type": "BitstringStatusListEntry", "statusListIndex": True}},
        {"type": ["VerifiableCredential", "UndefinedType"]},
        {"issuer": "not-an-address"},
    ],
)
@pytest.mark.parametrize("suite", DEFAULT_SUITES)
def test_a_credential_of_bad_form_is_not_signed(
    client: TestClient, change: dict[str, Any], suite: str
):
    body = {"credential": {**CREDENTIAL, **change}}
    answer = client.post(f"/issuers/{suite}/credentials/issue", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "CREDENTIALS-125")
    assert answer.json()["problems"]


def test_options_of_a_verification_are_heeded_or_refused(client: TestClient):
    issued = _issue(client)
    assert _verify(client, issued, checks=["proof"]).status_code == 200
    assert _verify(client, issued, expectedProofPurpose="assertionMethod").status_code == 200
    for options in (
        {"expectedProofPurpose": "authentication"},
        {"domain": "example.org"},
        {"challenge": "1234"},
        {"checks": ["colour"]},
        {"checks": "proof"},
        {"challenge": 7},
    ):
        assert _verify(client, issued, **options).status_code == 400, options
    kept = _verify(client, issued, returnCredential=True).json()
    assert kept["document"] == issued


def test_what_nobody_knows_is_passed_over_here_and_said(client: TestClient):
    """A test suite may send what its configuration says; a workbench refuses it instead."""
    more = {"mandatoryPointers": ["/issuer"], "unheardOf": True}
    issued = _issue(client, options={**more, "credentialId": "urn:x:1"}, presentation=None)
    answer = _verify(client, issued, **more)
    assert answer.status_code == 200, answer.text
    told = [one["detail"] for one in answer.json()["warnings"]]
    assert len(told) == 1 and "mandatoryPointers, unheardOf" in told[0]
    assert _verify(client, issued).json()["warnings"] == []
    body = {"verifiableCredential": issued, "options": None}
    assert client.post("/credentials/verify", json=body).status_code == 200


@pytest.mark.parametrize("issuer_given", ["", {"id": "", "name": "A school"}, {"name": "A school"}])
def test_an_issuer_without_a_name_becomes_this_one(
    client: TestClient, issuer: OpenIssuer, issuer_given: Any
):
    body = {"credential": {**CREDENTIAL, "issuer": issuer_given}}
    issued = client.post("/credentials/issue", json=body).json()["verifiableCredential"]
    held = issued["issuer"]
    assert (held["id"] if isinstance(held, dict) else held) == issuer.issuer_id
    assert isinstance(held, dict) == isinstance(issuer_given, dict)


def test_a_credential_inside_a_signed_token(client: TestClient, issuer: OpenIssuer):
    issued = _issue(client, "/issuers/vc-jwt/credentials/issue")
    assert issued["type"] == "EnvelopedVerifiableCredential"
    assert issued["id"].startswith("data:application/vc+jwt,")
    header, payload, _ = issued["id"].partition(",")[2].split(".")
    assert _unpacked(header) == {
        "alg": "EdDSA",
        "typ": "vc+jwt",
        "cty": "vc",
        "kid": issuer.key.key_id,
    }
    held = _unpacked(payload)
    assert held["issuer"] == issuer.issuer_id and "proof" not in held
    assert _verify(client, issued).json()["outcome"] == "valid"
    wish = {"credentialId": held["id"], "credentialStatus": {"statusPurpose": "revocation"}}
    client.post("/credentials/status", json=wish)
    assert _verify(client, issued).json()["outcome"] == "revoked"
    for change in ({"@context": []}, {"type": "VerifiableCredential"}, {"id": "x"}, {"name": "x"}):
        assert _verify(client, {**issued, **change}).status_code == 400, change
    broken = {"credential": {**CREDENTIAL, "undefinedTerm": 1}}
    answer = client.post("/issuers/vc-jwt/credentials/issue", json=broken)
    assert (answer.status_code, answer.json()["code"]) == (400, "CREDENTIALS-125")


def _unpacked(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@pytest.mark.parametrize(
    ("digest", "signed"),
    [
        ({"digestMultibase": "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}, True),
        ({"digestMultibase": "uM4RgWQc3RUDtjJCSgTJtTfvpZ7SPEg_LNO0ESlovQC0"}, False),
        ({}, False),
    ],
)
def test_the_digest_of_a_published_context_as_the_data_model_suite_writes_it(
    client: TestClient, digest: dict[str, str], signed: bool
):
    related = {"id": "https://www.w3.org/ns/credentials/v2", **digest}
    body = {"credential": {**CREDENTIAL, "relatedResource": [related]}}
    assert client.post("/credentials/issue", json=body).status_code == (201 if signed else 400)


def test_status_is_hosted_signed_and_read(client: TestClient):
    issued = _issue(client)
    entry = issued["credentialStatus"]
    assert entry["statusPurpose"] == "revocation"
    assert entry["statusListCredential"] == f"{BASE}/status-lists/revocation"
    published = client.get("/status-lists/revocation").json()
    assert published["id"] == entry["statusListCredential"]
    assert published["proof"]["cryptosuite"] == DEFAULT_SUITES[0], "one proof, not a set"
    assert _verify(client, published, checks=["proof"]).status_code == 200

    wish = {"credentialId": issued["id"], "credentialStatus": {"statusPurpose": "revocation"}}
    assert client.post("/credentials/status", json=wish).status_code == 200
    answer = _verify(client, issued)
    assert (answer.status_code, answer.json()["outcome"]) == (400, "revoked")
    of_proof = _verify(client, issued, checks=["proof"])
    assert of_proof.status_code == 200, "only the proof was asked for"
    assert of_proof.json()["outcome"] == "revoked", "and what is known is said all the same"
    asked = _verify(client, issued, checks=["proof", "credentialStatus"])
    assert asked.status_code == 400

    client.post("/credentials/status", json={**wish, "status": False})
    assert _verify(client, issued).status_code == 200


def test_both_purposes_on_request_and_none_on_a_server_without():
    wanted = [{"statusPurpose": "revocation"}, {"statusPurpose": "suspension"}]
    plain = OpenIssuer.new(suite_contexts(), at=AT, with_status=False)
    client = TestClient(create_conformance_application(plain), base_url=BASE)
    assert "credentialStatus" not in _issue(client)
    issued = _issue(client, options={"credentialStatus": wanted})
    held = [one["statusPurpose"] for one in issued["credentialStatus"]]
    assert held == ["revocation", "suspension"]
    suspended = {"credentialId": issued["id"], "credentialStatus": wanted[1]}
    assert client.post("/credentials/status", json=suspended).status_code == 200
    assert _verify(client, issued).json()["outcome"] == "suspended"


def test_a_change_of_status_that_makes_no_sense_is_refused(client: TestClient):
    for wish, code, status in (
        ({}, "CREDENTIALS-130", 400),
        ({"credentialId": "urn:x:1"}, "CREDENTIALS-126", 400),
        (
            {"credentialId": "urn:x:1", "credentialStatus": {"statusPurpose": "revocation"}},
            "CREDENTIALS-128",
            404,
        ),
    ):
        answer = client.post("/credentials/status", json=wish)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_status_list_that_cannot_be_had_is_pending_and_never_verified(client: TestClient):
    key, stranger = throw_away_key(AT)
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://elsewhere.example/status/1",
    }
    drafted = {**CREDENTIAL, "issuer": key.issuer_id, "credentialStatus": entry}
    signed = secure(drafted, [(CRYPTOSUITES["eddsa-jcs-2022"], stranger)], AT)
    answer = _verify(client, signed)
    assert (answer.status_code, answer.json()["outcome"]) == (400, "pending")
    kinds = {one["type"] for one in answer.json()["problemDetails"]}
    assert "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR" in kinds
    assert _verify(client, signed, checks=["proof"]).status_code == 200


def _presentation(holder: str, signer: Signer, **more: Any) -> dict[str, Any]:
    drafted = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        **more,
    }
    return secure(
        drafted,
        [(CRYPTOSUITES["eddsa-rdfc-2022"], signer)],
        AT,
        purpose="authentication",
        challenge="a challenge",
        domain="verifier.example",
    )


def test_presentations(client: TestClient):
    issued, (key, signer) = _issue(client), throw_away_key(AT)
    shown = _presentation(key.issuer_id, signer, verifiableCredential=[issued])

    def ask(document: dict[str, Any], **options: Any) -> int:
        body = {"verifiablePresentation": document, "options": options}
        return client.post("/presentations/verify", json=body).status_code

    assert ask(shown) == 200
    assert ask(shown, checks=[]) == 200
    assert ask(shown, challenge="a challenge", domain="verifier.example") == 200
    assert ask(shown, challenge="another") == 400
    assert ask(shown, challenge="another", checks=["proof"]) == 400
    assert ask({**shown, "holder": "did:example:another"}, checks=["proof"]) == 400
    assert ask(shown, domain="elsewhere.example") == 400
    changed = json.loads(json.dumps(shown))
    changed["verifiableCredential"][0]["credentialSubject"]["name"] = "Somebody else"
    assert ask(changed) == 400
    assert ask({"type": ["NonconformingDocument"]}) == 400


def test_documents_of_the_older_model_are_secured_and_only_their_proofs_checked(
    client: TestClient,
):
    older = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
        "type": ["VerifiableCredential"],
        "issuanceDate": "2020-03-16T22:37:26.544Z",
        "credentialSubject": {"id": "did:example:subject"},
    }
    answer = client.post("/credentials/issue", json={"credential": older})
    assert answer.status_code == 201, answer.text
    issued = answer.json()["verifiableCredential"]
    assert "https://w3id.org/security/data-integrity/v2" in issued["@context"]
    found = _verify(client, issued)
    assert found.status_code == 200, found.text
    assert found.json()["warnings"]
    undefined = {**issued, "undefinedTerm": "x"}
    assert _verify(client, undefined).json()["problemDetails"][0]["type"].endswith(MALFORMED)
    issued["credentialSubject"]["id"] = "did:example:another"
    assert _verify(client, issued).status_code == 400


def test_a_proof_of_the_older_model_that_is_over_counts_no_longer(client: TestClient):
    key, stranger = throw_away_key(AT)
    older = {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://w3id.org/security/data-integrity/v2",
        ],
        "type": ["VerifiableCredential"],
        "issuer": key.issuer_id,
        "issuanceDate": "2020-03-16T22:37:26Z",
        "credentialSubject": {"id": "did:example:subject"},
    }
    for expires, status in ((datetime(2199, 1, 1, tzinfo=UTC), 200), (AT, 400)):
        signed = secure(older, [(CRYPTOSUITES["eddsa-jcs-2022"], stranger)], AT, expires=expires)
        assert _verify(client, signed, checks=["proof"]).status_code == status


def test_addresses_are_listed_and_others_are_refused(client: TestClient, issuer: OpenIssuer):
    listed = client.get("/").json()
    assert listed["issuer"] == issuer.issuer_id
    assert f"{BASE}/credentials/issue" in listed["endpoints"]
    assert client.get("/nowhere").json()["code"] == "WEB-191"
    assert client.get("/status-lists/colour").status_code == 404
    assert client.get("/credentials/issue").json()["code"] == "WEB-193"


def test_answers_come_in_the_language_of_the_asker(client: TestClient):
    body = {"credential": CREDENTIAL, "options": []}
    for language, word in (("en", "not a JSON object"), ("zh", "不是 JSON 对象")):
        headers = {"accept-language": language}
        answer = client.post("/credentials/issue", json=body, headers=headers)
        assert word in answer.json()["detail"]
