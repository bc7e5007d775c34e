"""Multibase, Multikey, did:key and raw signatures, against published values."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from trimtab.credentials.securing import (
    did_key,
    did_key_method,
    ed25519_holds,
    multibase_decode,
    multibase_encode,
    p256_holds,
    public_key_multibase,
    raw_key,
    resolve_did_key,
)
from trimtab.credentials.types import Algorithm
from trimtab.kernel import InputRejectedError

# From the examples of the did:key method and of Controlled Identifiers 1.0.
MULTIKEYS = {
    "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK": Algorithm.ED25519,
    "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv": Algorithm.P256,
}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (b"The quick brown fox jumps over the lazy dog.",
         "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"),
        (b"\x00\x00\x28\x7f\xb4\xcd", "z11233QC4"),
        (b"", "z"),
        (b"\x00\x00", "z11"),
    ],
)  # fmt: skip
def test_base58_of_the_draft(raw: bytes, text: str) -> None:
    assert multibase_encode(raw) == text
    assert multibase_decode(text) == raw


@given(st.binary(max_size=80), st.sampled_from("zu"))
def test_multibase_there_and_back(raw: bytes, base: str) -> None:
    assert multibase_decode(multibase_encode(raw, base)) == raw


@given(st.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", max_size=90))
def test_each_base58_text_is_the_text_of_its_bytes(text: str) -> None:
    assert multibase_encode(multibase_decode(f"z{text}")) == f"z{text}"


@pytest.mark.parametrize(
    "text", ["", "x", "z0", "zO", "z I", "uA", "uQUJD=", "uQUI+", "mQUJD", "uQUJ", "z" + "2" * 5000]
)
def test_other_text_is_refused(text: str) -> None:
    """``uQUJ`` would read as the bytes of ``uQUI``: one value has one text."""
    with pytest.raises(InputRejectedError, match="CREDENTIALS-017"):
        multibase_decode(text)


@pytest.mark.parametrize(("text", "algorithm"), MULTIKEYS.items())
def test_published_multikeys(text: str, algorithm: Algorithm) -> None:
    found, raw = raw_key(text)
    assert found is algorithm
    assert public_key_multibase(algorithm, raw) == text
    key = resolve_did_key(f"did:key:{text}#{text}")
    assert key is not None
    assert (key.issuer_id, key.algorithm) == (f"did:key:{text}", algorithm)
    assert did_key(algorithm, raw) == key.issuer_id
    assert did_key_method(algorithm, raw) == key.key_id


def test_a_key_of_sm2_has_its_place() -> None:
    text = public_key_multibase(Algorithm.SM2, b"\x02" + b"\x07" * 32)
    assert raw_key(text) == (Algorithm.SM2, b"\x02" + b"\x07" * 32)


@pytest.mark.parametrize(
    "key_id",
    [
        "",
        "did:web:example.org#key-1",
        "did:key:",
        "did:key:invalidVm",
        "did:key:@invalidVm@",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#other",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do",
        "did:key:z2NEpo7TZRRrLZSi2U",
    ],
)
def test_what_is_no_did_key_is_unknown(key_id: str) -> None:
    assert resolve_did_key(key_id) is None


def test_wrong_kinds_and_lengths_of_keys() -> None:
    with pytest.raises(InputRejectedError, match="CREDENTIALS-018"):
        raw_key(multibase_encode(b"\xec\x01" + b"k" * 32))
    with pytest.raises(InputRejectedError, match="CREDENTIALS-019"):
        raw_key(multibase_encode(b"\xed\x01" + b"k" * 31))
    with pytest.raises(InputRejectedError, match="CREDENTIALS-019"):
        public_key_multibase("ES256", b"k" * 65)


def test_ed25519_signatures() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    raw, signature = key.public_key().public_bytes_raw(), key.sign(b"message")
    assert ed25519_holds(raw, signature, b"message")
    assert not ed25519_holds(raw, signature, b"massage")
    assert not ed25519_holds(raw, signature[:-1], b"message")
    assert not ed25519_holds(b"k" * 31, signature, b"message")


def test_p256_signatures_are_r_and_s_and_never_der() -> None:
    key = ec.derive_private_key(12345, ec.SECP256R1())
    raw = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    der = key.sign(b"message", ec.ECDSA(SHA256()))
    signature = b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(der))
    assert p256_holds(raw, signature, b"message")
    assert not p256_holds(raw, signature, b"massage")
    assert not p256_holds(raw, der, b"message")
    assert not p256_holds(raw, b"\0" * 64, b"message")
    assert not p256_holds(b"\x05" + raw[1:], signature, b"message")
