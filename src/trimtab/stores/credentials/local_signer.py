"""A signer whose private key is in this process: opened from a file, or made to be thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from trimtab.credentials.types import Algorithm
from trimtab.kernel import ConfigurationError
from trimtab.stores.credentials.pkcs8 import PrivateKey

_SHA256 = ec.ECDSA(SHA256())


def generate_private_key(algorithm: Algorithm) -> PrivateKey:
    """A new private key. Raises ConfigurationError CREDENTIALS-067 for SM2 and what else may come:
    such keys live in a device of their own.
    """
    if algorithm is Algorithm.ED25519:
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm is Algorithm.P256:
        return ec.generate_private_key(ec.SECP256R1())
    raise ConfigurationError("CREDENTIALS-067", algorithm=str(algorithm))


def algorithm_of(key: PrivateKey) -> Algorithm:
    """What the key signs with."""
    is_edwards = isinstance(key, ed25519.Ed25519PrivateKey)
    return Algorithm.ED25519 if is_edwards else Algorithm.P256


def raw_public_key(key: PrivateKey) -> bytes:
    """32 bytes of Ed25519, or the compressed point of P-256 (33 bytes)."""
    public = key.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        return public.public_bytes_raw()
    return public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """Implements ``ports.Signer``; neither its text nor its comparison shows the private key."""

    key_id: str
    algorithm: Algorithm
    public_key: bytes
    _key: PrivateKey = field(repr=False, compare=False)

    @classmethod
    def of(cls, key: PrivateKey, key_id: str) -> LocalSigner:
        """The signer of a private key under this address."""
        return cls(key_id, algorithm_of(key), raw_public_key(key), key)

    @classmethod
    def generate(
        cls, algorithm: Algorithm, named: Callable[[Algorithm, bytes], str]
    ) -> LocalSigner:
        """A signer with a new key that exists in memory only; ``named`` gives the address that
        belongs to the raw public key, such as a ``did:key``.
        """
        key = generate_private_key(algorithm)
        return cls.of(key, named(algorithm, raw_public_key(key)))

    def sign(self, message: bytes) -> bytes:
        """64 bytes: EdDSA as it is, ECDSA with SHA-256 as r and s of 32 bytes each."""
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(message)
        r, s = utils.decode_dss_signature(self._key.sign(message, _SHA256))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def __reduce__(self) -> str:
        raise TypeError("a signer is never copied out of its process")
