"""Presentations inside a signed token, and what is shown of credentials inside envelopes."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from trimtab.credentials.securing import resolve_did_key
from trimtab.credentials.types import Answer, Outcome
from trimtab.credentials.verifying import PresentationRequest, verify_presentation, verify_token

BASE = "https://www.w3.org/ns/credentials/v2"
ASKED = PresentationRequest("nonce-1", "https://bureau.example.org")
CLAIMS = {"nonce": "nonce-1", "aud": "https://bureau.example.org"}


@pytest.fixture(scope="module")
def holder(b):
    return b.did_key_signer("holder")


@pytest.fixture
def asking(b):
    sources = b.sources()
    return replace(sources, resolve=lambda key: sources.resolve(key) or resolve_did_key(key))


def packed(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(signer, payload: dict[str, Any], **header: Any) -> str:
    named = {"alg": "EdDSA", "typ": "vp+jwt", "kid": signer.key_id, **header}
    message = f"{packed(named)}.{packed(payload)}"
    return f"{message}.{packed(signer.sign(message.encode()))}"


def enveloped(text: str, kind: str = "Presentation", media_type: str = "application/vp+jwt"):
    return {
        "@context": [BASE],
        "id": f"data:{media_type},{text}",
        "type": f"EnvelopedVerifiable{kind}",
    }


def presentation(holder, *credentials: dict[str, Any], **more: Any) -> dict[str, Any]:
    document = {
        "@context": [BASE],
        "type": ["VerifiablePresentation"],
        "holder": holder.key_id.partition("#")[0],
        "verifiableCredential": list(credentials),
        **more,
    }
    return {name: value for name, value in document.items() if value not in (None, [])}


def judged(b, asking, text: str):
    return verify_presentation(enveloped(text), asking, b.NOW, ASKED)


def test_a_presentation_in_a_signed_token_counts_like_one_with_a_proof(
    b, holder, asking, certificate
):
    text = token(holder, {**presentation(holder, certificate), **CLAIMS})
    verdict = judged(b, asking, text)
    assert (verdict.outcome, verdict.proofs_hold) == (Outcome.VALID, True)
    assert verdict.holder_id == holder.key_id.partition("#")[0]
    assert verdict.check("request").reason == "answers_untracked"
    assert verdict.documents == (certificate,)


@pytest.mark.parametrize(
    ("claims", "check", "reason"),
    [
        ({"nonce": "nonce-2"}, "request", "other_nonce"),
        ({"nonce": None}, "request", "other_nonce"),
        ({"aud": ["https://other.example.org"]}, "request", "other_audience"),
        ({"holder": "did:example:another"}, "holder", "holder_other_key"),
        ({"exp": 1_772_438_400}, "proofs", "proof_expired"),
        ({"nbf": 1_900_000_000}, "proofs", "proof_created_later"),
        ({"iat": 1_772_438_400, "nbf": 1_900_000_000}, "proofs", "proof_created_later"),
        ({"iss": "did:example:another"}, "form", "form_broken"),
        ({"jti": "urn:x:1", "id": "urn:x:2"}, "form", "form_broken"),
        ({"nonce": 7}, "form", "form_broken"),
        ({"vp": {"type": "VerifiablePresentation"}}, "form", "form_broken"),
        ({"proof": {"type": "DataIntegrityProof"}}, "form", "form_broken"),
        ({"@context": ["https://example.org/other"]}, "form", "form_broken"),
        ({"undefinedTerm": "x"}, "form", "form_broken"),
    ],
)
def test_a_presentation_in_a_token_that_answers_or_says_something_else(
    b, holder, asking, certificate, claims, check, reason
):
    payload = {**presentation(holder, certificate), **CLAIMS, **claims}
    payload = {name: value for name, value in payload.items() if value is not None}
    verdict = judged(b, asking, token(holder, payload))
    assert verdict.check(check).reason == reason
    assert verdict.outcome in (Outcome.INVALID, Outcome.EXPIRED)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"typ": "vc+jwt"}, "form_broken"),
        ({"typ": "JWT"}, "form_broken"),
        ({"kid": None}, "form_broken"),
        ({"kid": "#key-1"}, "form_broken"),
        ({"alg": "none"}, "proof_broken"),
        ({"alg": "ES256"}, "proof_unsuitable_key"),
    ],
)
def test_a_presentation_token_of_another_kind(b, holder, asking, certificate, header, reason):
    text = token(holder, {**presentation(holder, certificate), **CLAIMS}, **header)
    verdict = judged(b, asking, text)
    assert reason in {check.reason for check in verdict.checks}
    assert verdict.outcome is Outcome.INVALID


def test_a_changed_presentation_token(b, holder, asking, certificate):
    head, _, signature = token(holder, presentation(holder, certificate)).split(".")
    payload = packed(presentation(holder, b.signed(b.badge(name="首席技师"))))
    verdict = judged(b, asking, f"{head}.{payload}.{signature}")
    assert verdict.check("proofs").reason == "proof_broken"
    assert (verdict.outcome, verdict.proofs_hold) == (Outcome.INVALID, False)


def test_an_envelope_in_an_envelope_is_refused(b, holder, asking, certificate):
    inside = enveloped(token(holder, presentation(holder, certificate)))
    verdict = verify_presentation(enveloped(token(holder, inside)), asking, b.NOW)
    assert verdict.check("form").params["code"] == "CREDENTIALS-106"
    assert (verdict.outcome, verdict.proofs_hold) == (Outcome.INVALID, False)


def test_other_envelopes_of_presentations_are_refused_by_name(b, holder, asking, certificate):
    text = token(holder, presentation(holder, certificate))
    for envelope in (
        enveloped(text + "~", media_type="application/vp+sd-jwt"),
        enveloped(text, media_type="application/vp+cose;base64"),
    ):
        verdict = verify_presentation(envelope, asking, b.NOW)
        assert verdict.check("form").params["code"].startswith("CREDENTIALS-")
        assert verdict.outcome is Outcome.INVALID


def test_a_key_may_be_named_below_the_issuer_and_claims_may_repeat_the_document(b, asking):
    claims = {"iss": b.COLLEGE, "jti": b.badge()["id"], "iat": int(b.SIGNED.timestamp())}
    text = token(b.KEY, {**b.badge(), **claims}, typ="application/vc+jwt", kid="#key-1")
    verdict, document = verify_token(text, asking, b.NOW)
    assert verdict.outcome is Outcome.VALID
    assert document == b.badge()
    for claim, value in (("iss", b.STRANGER), ("sub", "did:example:x"), ("jti", "urn:x:1")):
        subject = {**b.badge()["credentialSubject"], "id": "did:example:subject"}
        said = {**b.badge(credentialSubject=subject), "iss": b.COLLEGE, claim: value}
        verdict, _ = verify_token(token(b.KEY, said, typ="vc+jwt"), asking, b.NOW)
        assert verdict.check("form").params["code"] == "CREDENTIALS-106", claim


def test_what_is_shown_of_an_enveloped_credential_is_what_was_signed(b, holder, asking):
    inside = token(b.KEY, b.badge(), typ="vc+jwt")
    envelope = enveloped(inside, "Credential", "application/vc+jwt")
    shown = b.signed(presentation(holder, envelope), holder, purpose="authentication")
    verdict = verify_presentation(shown, asking, b.NOW)
    assert verdict.outcome is Outcome.VALID
    assert verdict.documents == (b.badge(),)
    forged = {**envelope, "name": "首席技师"}
    shown = b.signed(presentation(holder, envelope), holder, purpose="authentication")
    shown["verifiableCredential"] = [forged]
    assert verify_presentation(shown, asking, b.NOW).outcome is Outcome.INVALID


def test_a_presentation_of_nothing_vouches_for_nothing(b, holder, asking):
    empty = presentation(holder)
    for shown in (
        b.signed(empty, holder, purpose="authentication"),
        enveloped(token(holder, empty)),
    ):
        verdict = verify_presentation(shown, asking, b.NOW)
        assert (verdict.outcome, verdict.proofs_hold) == (Outcome.UNKNOWN_ISSUER, True)
        told = verdict.check("credentials")
        assert (told.answer, told.reason) == (Answer.WARNED, "no_credential")


def test_the_holders_own_word_with_the_status_list_of_another(b, holder, asking):
    """Nobody vouches for their own word by a list that somebody else keeps."""
    own = b.plain(issuer=holder.key_id.partition("#")[0], credentialStatus=b.entries()[0])
    shown = b.signed(presentation(holder, own), holder, purpose="authentication")
    verdict = verify_presentation(shown, asking, b.NOW)
    status = verdict.credentials[0].check("status")
    assert (status.answer, status.reason) == (Answer.UNKNOWN, "status_other_issuer")
    assert verdict.outcome is Outcome.PENDING
