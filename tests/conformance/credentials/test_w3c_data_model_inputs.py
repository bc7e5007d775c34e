"""The inputs of the W3C suite for the data model 2.0, sent to the server as the suite sends them.

Unsigned credentials go to the issuing endpoint: accepted or refused as their names say.
Presentations are signed by their holder first, with every credential in them, and go to the
verifying endpoint.
"""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from trimtab.app.credentials_signing import throw_away_key
from trimtab.app.vc_api_contexts import suite_contexts
from trimtab.app.vc_api_issuer import DEFAULT_SUITES, OpenIssuer
from trimtab.credentials.securing import CRYPTOSUITES, secure
from trimtab.ports import Signer
from trimtab.web.vc_api import create_conformance_application

AT = datetime(2026, 11, 20, tzinfo=UTC)
SUITE_HOLDER = "did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"
ANYBODY = "did:example:issuer"
"""The suite's own key signs for these; it is ours to choose another."""

FILLED_IN = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2099-01-01T00:00:00Z"}
"""Blanks of the inputs that the suite fills in as it runs."""

NOBODYS_KEY = "presentation-enveloped-vc-ok.json"
"""Its form is good, but the key that signed the token in it is published nowhere."""

EITHER_WAY = "-fail-or-inject"  # an issuer may mend the document or refuse it


@pytest.fixture(scope="module")
def inputs(shared_data: Path) -> Path:
    return shared_data.parent / "vectors/w3c-vc-data-model-2.0-inputs/tests/input"


@pytest.fixture(scope="module")
def client() -> TestClient:
    issuer = OpenIssuer.new(suite_contexts(), at=AT)
    return TestClient(create_conformance_application(issuer), base_url="https://localhost:8765")


def _read(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    for blank, day in FILLED_IN.items():
        text = text.replace(blank, day)
    return json.loads(text)


def _named(inputs: Path, presentations: bool) -> dict[str, Any]:
    return {
        path.relative_to(inputs).as_posix(): _read(path)
        for path in sorted(inputs.rglob("*.json"))
        if path.name.startswith("presentation-") is presentations
    }


@pytest.mark.parametrize("suite", [None, *DEFAULT_SUITES])
def test_credentials_are_issued_or_refused_as_named(
    inputs: Path, client: TestClient, suite: str | None
):
    address = f"/issuers/{suite}/credentials/issue" if suite else "/credentials/issue"
    found = {}
    for name, credential in _named(inputs, presentations=False).items():
        if EITHER_WAY not in name:
            answer = client.post(address, json={"credential": credential})
            found[name] = answer.status_code
    assert len(found) > 80
    wrong = {
        name: status
        for name, status in found.items()
        if status != (400 if name.removesuffix(".json").endswith("-fail") else 201)
    }
    assert wrong == {}


def test_what_is_issued_verifies(inputs: Path, client: TestClient):
    for name, credential in _named(inputs, presentations=False).items():
        if not name.endswith("-ok.json") or "proof" in credential:
            continue  # an input that bears a made-up proof cannot verify
        issued = client.post("/credentials/issue", json={"credential": credential}).json()
        body = {**issued, "options": {"checks": ["proof"]}}
        answer = client.post("/credentials/verify", json=body)
        assert answer.status_code == 200, (name, answer.text)


def _signed(presentation: dict[str, Any], signer: Signer) -> dict[str, Any]:
    """As the suite signs: credentials of no issuer in particular become the signer's own."""
    own = signer.key_id.partition("#")[0]
    text = json.dumps(presentation).replace(SUITE_HOLDER, own)
    drafted = json.loads(text)
    suites = [(CRYPTOSUITES["eddsa-rdfc-2022"], signer)]
    held = drafted.get("verifiableCredential", [])
    for place, credential in enumerate(held if isinstance(held, list) else []):
        if isinstance(credential, dict) and credential.get("issuer") == ANYBODY:
            credential = {**credential, "issuer": own}
            held[place] = secure(credential, suites, AT, contexts=suite_contexts())
    return secure(
        drafted,
        suites,
        AT,
        purpose="authentication",
        challenge="u7sY1p4wW0cM",
        domain="suite.example",
        contexts=suite_contexts(),
    )


def test_presentations_verify_or_are_refused_as_named(inputs: Path, client: TestClient):
    (_, signer), found = throw_away_key(AT), {}
    for name, presentation in _named(inputs, presentations=True).items():
        try:
            shown = _signed(presentation, signer)
        except Exception as error:
            assert "-fail" in name or "mismatch" in name, (name, error)
            shown = presentation  # what cannot even be signed is sent as it stands
        body = {"verifiablePresentation": shown, "options": {"checks": []}}
        found[name] = client.post("/presentations/verify", json=body).status_code
    assert len(found) > 20
    wrong = {
        name: status
        for name, status in found.items()
        if status != (200 if name.endswith("-ok.json") and name != NOBODYS_KEY else 400)
    }
    assert wrong == {}


def test_a_presentation_changed_after_signing_is_refused(inputs: Path, client: TestClient):
    _, signer = throw_away_key(AT)
    shown = _signed(json.loads((inputs / "presentation-vc-ok.json").read_text()), signer)

    def status(document: dict[str, Any]) -> int:
        body = {"verifiablePresentation": document, "options": {"checks": []}}
        return client.post("/presentations/verify", json=body).status_code

    assert status(shown) == 200
    for context in ("https://example.com", "https ://not-a-url/contexts/example/v1", 123192875):
        changed = deepcopy(shown)
        changed["@context"] = [changed["@context"][0], context]
        assert status(changed) == 400, context
    for change in ({"@context": None}, {"type": ["NonconformingDocument"]}, {"proof": None}):
        changed = {name: value for name, value in {**shown, **change}.items() if value is not None}
        assert status(changed) == 400, change
    examples = "https://www.w3.org/ns/credentials/examples/v2"
    unordered = {**shown, "@context": [examples, "https://www.w3.org/ns/credentials/v2"]}
    assert status(unordered) == 400
    broken = deepcopy(shown)
    broken["proof"]["proofValue"] = "z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh"
    assert status(broken) == 400
