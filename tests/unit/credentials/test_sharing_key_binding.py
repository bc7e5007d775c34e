"""Key binding: an answer of the holder, for one question of one verifier, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trimtab.credentials.sharing import holder_jwk, issue_sd_jwt, key_of_jwk, present
from trimtab.kernel import InputRejectedError


@pytest.fixture(scope="module")
def b(load_builder):
    return load_builder("unit/credentials/sharing_builders.py")


def test_a_presentation_is_for_one_question_and_one_verifier(b):
    text = b.shown()
    b.refused(b.checked(text, nonce="another"), "CREDENTIALS-221")
    b.refused(b.checked(text, audience="https://thief.example"), "CREDENTIALS-221")


def test_without_the_holders_signature_there_is_no_answer(b):
    b.refused(b.checked(b.issued()), "CREDENTIALS-220")
    assert not b.checked(b.issued(), None, None).key_bound
    unbound = issue_sd_jwt(b.CLAIMS, b.PLACES, b.ISSUING)
    text = present(unbound, [], b.HOLDING, b.NONCE, b.AUDIENCE, b.NOW)
    b.refused(b.checked(text), "CREDENTIALS-220")


def test_a_thief_cannot_sign_for_the_holder(b):
    text = present(b.issued(), [("name",)], b.STRANGER, b.NONCE, b.AUDIENCE, b.NOW)
    b.refused(b.checked(text), "CREDENTIALS-056")
    b.refused(b.checked(text, None, None), "CREDENTIALS-056")  # also when nobody asked


def test_disclosures_cannot_be_added_or_taken_from_a_presentation(b):
    text = b.shown([("name",), ("identity_number",)])
    parts = text.split("~")
    b.refused(b.checked("~".join(parts[:1] + parts[2:])), "CREDENTIALS-222")
    more = next(one for one in b.issued().split("~")[1:-1])
    assert not b.checked("~".join([*parts[:-1], more, parts[-1]])).holds


def test_an_old_or_future_presentation_is_refused(b):
    text = b.shown()
    assert b.checked(text, at=b.NOW + timedelta(minutes=10)).holds
    b.refused(b.checked(text, at=b.NOW + timedelta(minutes=11)), "CREDENTIALS-223")
    ahead = b.shown(at=b.NOW + timedelta(minutes=5))
    b.refused(b.checked(ahead), "CREDENTIALS-223")


def _bound(b, payload=None, header=None) -> str:
    """A presentation whose key binding the test makes by itself."""
    text = present(b.issued(), [], None, None, None, b.NOW)
    held = {"iat": int(b.NOW.timestamp()), "aud": b.AUDIENCE, "nonce": b.NONCE,
            "sd_hash": b.digest(text)} | (payload or {})  # fmt: skip
    named = {"alg": "ES256", "typ": "kb+jwt"} | (header or {})
    message = f"{b.packed(named)}.{b.packed(held)}"
    return f"{text}{message}.{b.packed(b.HOLDING.sign(message.encode()))}"


def test_a_key_binding_made_by_hand_is_read(b):
    assert b.checked(_bound(b)).key_bound


@pytest.mark.parametrize(
    ("payload", "header", "code"),
    [
        ({}, {"typ": "JWT"}, "CREDENTIALS-053"),
        ({}, {"alg": "none"}, "CREDENTIALS-055"),
        ({}, {"alg": "HS256"}, "CREDENTIALS-055"),
        ({"sd_hash": "x"}, {}, "CREDENTIALS-222"),
        ({"sd_hash": None}, {}, "CREDENTIALS-222"),
        ({"iat": "now"}, {}, "CREDENTIALS-053"),
        ({"aud": ["https://employer.example"]}, {}, "CREDENTIALS-221"),
        ({"nonce": None}, {}, "CREDENTIALS-221"),
    ],
)
def test_a_key_binding_of_a_wrong_form_is_refused(b, payload, header, code):
    b.refused(b.checked(_bound(b, payload, header)), code)


def test_only_public_keys_of_the_curve_bind_a_certificate(b):
    jwk = holder_jwk(b.HOLDING.public_key)
    assert key_of_jwk(jwk) == b.HOLDING.public_key
    for wrong in (jwk | {"crv": "P-384"}, jwk | {"kty": "RSA"}, jwk | {"d": "AA"},
                  jwk | {"x": jwk["y"]}, jwk | {"x": "AA"}, "key", None):  # fmt: skip
        with pytest.raises(InputRejectedError, match="CREDENTIALS-057"):
            key_of_jwk(wrong)
    text = b.signed(b.CLAIMS | {"cnf": {"jwk": jwk | {"crv": "P-384"}}})
    bound = present(text, [], b.HOLDING, b.NONCE, b.AUDIENCE, b.NOW)
    b.refused(b.checked(bound), "CREDENTIALS-057")
