"""Proof chains of the W3C test suite: a proof may rest on earlier ones only if they are there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from trimtab.app.vc_api_contexts import suite_contexts
from trimtab.app.vc_api_issuer import OpenIssuer
from trimtab.web.vc_api import create_conformance_application


def test_chains_are_accepted_or_refused_as_named(shared_data: Path):
    folder = shared_data.parent / "vectors/w3c-di-proof-chain-inputs/inputs/eddsa-rdfc-2022"
    issuer = OpenIssuer.new(suite_contexts(), at=datetime(2026, 11, 20, tzinfo=UTC))
    client = TestClient(create_conformance_application(issuer), base_url="https://localhost:8765")
    found = {}
    for path in sorted(folder.glob("*.json")):
        body = {
            "verifiableCredential": json.loads(path.read_text(encoding="utf-8")),
            "options": {"checks": ["proof"]},
        }
        found[path.name] = client.post("/credentials/verify", json=body).status_code
    assert len(found) == 12
    assert found == {name: 200 if "Ok-" in name else 400 for name in found}
