"""SD-JWT VCs between us and @sd-jwt/sd-jwt-vc, both ways, bound to the holder's key."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from trimtab.credentials.securing import did_key_method, resolve_did_key
from trimtab.credentials.sharing import holder_jwk, issue_sd_jwt, present, verify_sd_jwt
from trimtab.credentials.types import Algorithm, Outcome
from trimtab.stores.credentials.local_signer import LocalSigner, raw_public_key

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
NONCE, AUDIENCE = "n-0S6_WzA2Mj", "https://verifier.example"
CLAIMS = {
    "vct": "https://issuer.example/credentials/skill",
    "iat": int(AT.timestamp()),
    "name": "张三",
    "identity_number": "110101199003070000",
    "level": 3,
}
HIDDEN = [("name",), ("identity_number",)]


def _jwk(key: ec.EllipticCurvePrivateKey, key_id: str | None = None) -> dict[str, str]:
    number = key.private_numbers().private_value.to_bytes(32, "big")
    secret = urlsafe_b64encode(number).rstrip(b"=").decode()
    named = {"kid": key_id} if key_id else {}
    return {**holder_jwk(raw_public_key(key)), "d": secret, **named}


@pytest.fixture(scope="module")
def keys() -> dict[str, ec.EllipticCurvePrivateKey]:
    return {name: ec.generate_private_key(ec.SECP256R1()) for name in ("issuer", "holder", "other")}


def _signer(key: ec.EllipticCurvePrivateKey) -> LocalSigner:
    return LocalSigner.of(key, did_key_method(Algorithm.P256, raw_public_key(key)))


def _issuer(signer: LocalSigner) -> str:
    return signer.key_id.partition("#")[0]


def _public(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    return holder_jwk(raw_public_key(key))


def _ours(keys: dict[str, Any], holder: str = "holder", **claims: Any) -> str:
    bound = _public(keys["holder"])
    signer = _signer(keys["issuer"])
    said = {**CLAIMS, "iss": _issuer(signer), **claims}
    whole = issue_sd_jwt(said, HIDDEN, signer, bound)
    return present(whole, [("name",)], _signer(keys[holder]), NONCE, AUDIENCE, AT)


def test_they_read_ours_and_refuse_what_is_wrong(keys: dict[str, Any], third_party: Any):
    good = _ours(keys)
    head, _, rest = good.partition("~")
    tampered = head[:-6] + ("AAAAAA" if head[-6:] != "AAAAAA" else "BBBBBB") + "~" + rest
    issuer, other = _public(keys["issuer"]), _public(keys["other"])
    now = int(AT.timestamp())
    asked = {"issuer": issuer, "nonce": NONCE, "now": now}
    given = {
        "verify": [
            {**asked, "name": "good", "text": good},
            {**asked, "name": "tampered", "text": tampered},
            {**asked, "name": "wrong key", "text": good, "issuer": other},
            {**asked, "name": "other nonce", "text": good, "nonce": "another"},
            {**asked, "name": "other holder", "text": _ours(keys, holder="other")},
            {**asked, "name": "expired", "text": _ours(keys, exp=now - 3600)},
        ]
    }
    answers = third_party("selective_disclosure.mjs", given)["found"]["verified"]
    found = {one["name"]: one for one in answers}
    assert found["good"]["accepted"], found["good"]
    assert found["good"]["claims"]["name"] == CLAIMS["name"]
    assert found["good"]["binding"]["aud"] == AUDIENCE
    assert "identity_number" not in found["good"]["claims"], "what was withheld stays withheld"
    refused = {name for name, one in found.items() if not one["accepted"]}
    assert refused == set(found) - {"good"}


def test_we_read_theirs_and_refuse_what_is_wrong(keys: dict[str, Any], third_party: Any):
    signer = _signer(keys["issuer"])
    given = {
        "issue": {
            "issuer": _jwk(keys["issuer"], signer.key_id),
            "holder": _jwk(keys["holder"]),
            "claims": {**CLAIMS, "iss": _issuer(signer)},
            "disclose": [path[0] for path in HIDDEN],
            "show": ["name"],
            "nonce": NONCE,
            "audience": AUDIENCE,
            "at": int(AT.timestamp()),
        }
    }
    text = third_party("selective_disclosure.mjs", given)["found"]["made"]["text"]
    found = verify_sd_jwt(text, resolve_did_key, NONCE, AUDIENCE, AT)
    assert found.holds and found.key_bound, found
    assert found.claims["name"] == CLAIMS["name"]
    assert "identity_number" not in found.claims
    for nonce, audience in (("another", AUDIENCE), (NONCE, "https://elsewhere.example")):
        refused = verify_sd_jwt(text, resolve_did_key, nonce, audience, AT)
        assert (refused.holds, refused.outcome) == (False, Outcome.INVALID)
    shown = json.dumps(text)
    assert CLAIMS["identity_number"] not in shown
