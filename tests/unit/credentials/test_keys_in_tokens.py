"""Keys in a device by PKCS#11, tried with SoftHSM 2, a device made of software."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256

from trimtab.app.credentials_signing import Keyring
from trimtab.app.credentials_tokens import make_token_key
from trimtab.credentials.securing import ed25519_holds, raw_key
from trimtab.credentials.types import Algorithm
from trimtab.kernel import ConfigurationError, EnvironmentLackingError, StateError
from trimtab.stores.credentials.passphrase import Secret
from trimtab.stores.credentials.tokens import Token, open_token, token_pin

PIN = Secret("87654321")
KEY = "did:web:awards.example#token-1"


def _lacking(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")


def _require_package() -> None:
    if find_spec("pkcs11") is None:
        _lacking("python-pkcs11 (trimtab[hsm])")


@pytest.fixture(scope="module")
def module(tmp_path_factory) -> str:
    """The library of an initialised token; its place is set in the environment once."""
    program = shutil.which("softhsm2-util")
    places = sorted(Path("/usr/lib").glob("**/softhsm/libsofthsm2.so"))
    if program is None or not places:
        _lacking("SoftHSM 2 (Debian: apt-get install softhsm2)")
    _require_package()
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    subprocess.run(
        [program, "--init-token", "--free", "--label", "trimtab", "--so-pin", "12345678",
         "--pin", PIN.revealed],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return str(places[0])


@pytest.fixture
def token(module):
    opened = open_token(module, "trimtab", PIN, may_write=True)
    yield opened
    opened.close()


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256])
def test_a_key_made_in_the_token_signs(token: Token, algorithm):
    label = f"issuer {algorithm}"
    public = token.create_key(algorithm, label)
    signer = token.signer(label, KEY, public)
    assert (signer.key_id, signer.algorithm, signer.public_key) == (KEY, algorithm, public)
    message = b"a certificate" * 100
    signature = signer.sign(message)
    if algorithm is Algorithm.ED25519:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    else:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))


def test_the_private_key_does_not_leave_the_token(token: Token):
    import pkcs11

    token.create_key(Algorithm.P256, "kept")
    key = token.signer("kept", KEY)._key
    with pytest.raises(pkcs11.PKCS11Error):
        key[pkcs11.Attribute.VALUE]


def test_a_label_is_taken_once(token: Token):
    token.create_key(Algorithm.P256, "once")
    with pytest.raises(StateError, match="CREDENTIALS-063"):
        token.create_key(Algorithm.P256, "once")


def test_what_the_token_does_not_hold_is_named(token: Token):
    with pytest.raises(StateError, match="CREDENTIALS-248"):
        token.signer("nothing", KEY)
    token.create_key(Algorithm.P256, "other")
    with pytest.raises(StateError, match="CREDENTIALS-068"):
        token.signer("other", KEY, b"\x02" * 33)
    with pytest.raises(ConfigurationError, match="CREDENTIALS-067"):
        token.create_key(Algorithm.SM2, "sm2")


def test_a_closed_token_does_not_sign(module):
    opened = open_token(module, "trimtab", PIN, may_write=True)
    opened.create_key(Algorithm.P256, "closed")
    signer = opened.signer("closed", KEY)
    opened.close()
    with pytest.raises(StateError, match="CREDENTIALS-249"):
        signer.sign(b"x")


def test_a_wrong_pin_or_token_is_refused(module):
    with pytest.raises(ConfigurationError, match="CREDENTIALS-247") as caught:
        open_token(module, "trimtab", Secret("00000000"))
    assert "00000000" not in str(caught.value)
    with pytest.raises(StateError, match="CREDENTIALS-246"):
        open_token(module, "another", PIN)


def test_a_token_opened_twice_shares_the_login(module, token: Token):
    public = token.create_key(Algorithm.P256, "shared")
    second = open_token(module, "trimtab", PIN)
    assert second.signer("shared", KEY, public).sign(b"x")
    second.close()
    assert token.signer("shared", KEY, public).sign(b"x")


def test_a_library_that_is_none_is_refused(tmp_path):
    _require_package()
    nothing = tmp_path / "none.so"
    with pytest.raises(EnvironmentLackingError, match="CREDENTIALS-245"):
        open_token(str(nothing), "trimtab", PIN)


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("trimtab.stores.credentials.tokens.find_spec", lambda name: None)
    with pytest.raises(EnvironmentLackingError, match="CREDENTIALS-244"):
        open_token("/any.so", "trimtab", PIN)


@pytest.mark.parametrize("issuer", [None, "did:web:awards.example"])
def test_the_register_says_where_the_key_lies(module, monkeypatch, tmp_path, issuer):
    """A key made in a token is found again by what its record says, and signs."""
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    monkeypatch.setenv("TRIMTAB_TOKEN_MODULE", module)
    monkeypatch.setenv("TRIMTAB_TOKEN_PIN", PIN.revealed)
    key = make_token_key("trimtab", issuer, at)
    assert key.held_in is not None
    assert key.held_in.startswith("token:trimtab/ed25519-20261123-")
    assert key.issuer_id == issuer or key.issuer_id.startswith("did:key:z")
    signer = Keyring(tmp_path).signer(key)
    assert ed25519_holds(raw_key(key.public_key_multibase)[1], signer.sign(b"x"), b"x")
    assert signer.key_id == key.key_id


def test_without_a_library_it_says_which_variable():
    with pytest.raises(ConfigurationError, match="CREDENTIALS-250"):
        make_token_key("trimtab", None, datetime(2026, 11, 23, tzinfo=UTC), environment={})


def test_the_pin_comes_from_the_environment():
    assert token_pin(None, {"TRIMTAB_TOKEN_PIN": "1234"}).revealed == "1234"
    with pytest.raises(ConfigurationError, match="CREDENTIALS-064") as caught:
        token_pin(None, {})
    assert caught.value.params["variable"] == "TRIMTAB_TOKEN_PIN"
