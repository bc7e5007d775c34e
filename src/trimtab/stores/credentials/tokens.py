"""Private keys that never leave a device: tokens and hardware modules by PKCS#11.

The package ``python-pkcs11`` is an extra (``trimtab[hsm]``); the module, a library of the device's
maker, is named by its path. Keys are made in the device, cannot be taken out of it, and are
found by their label.

References   PKCS#11 v3.0 (OASIS): CKM_ECDSA over a digest made here, because many devices hash no
             further; CKM_EDDSA over the whole message
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from trimtab.credentials.types import Algorithm
from trimtab.kernel import ConfigurationError, EnvironmentLackingError, StateError
from trimtab.stores.credentials.passphrase import Secret, token_pin

__all__ = ["Token", "TokenSigner", "open_token", "token_pin"]

# The names of the curves as DER: an object identifier (RFC 5480), a printable string (PKCS#11 3.0).
_CURVES = {
    Algorithm.P256: bytes.fromhex("06082a8648ce3d030107"),
    Algorithm.ED25519: bytes.fromhex("130c656477617264733235353139"),
}
_EDWARDS_NAMES = (_CURVES[Algorithm.ED25519], bytes.fromhex("06032b6570"))


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """Implements ``ports.Signer``; the private key stays in the device. Safe between threads."""

    key_id: str
    algorithm: Algorithm
    public_key: bytes
    _key: Any = field(repr=False, compare=False)
    _lock: threading.Lock = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """64 bytes, as of a key in a file.

        Raises StateError CREDENTIALS-249 when the device does not sign: taken out, or refusing.
        """
        import pkcs11

        is_edwards = self.algorithm is Algorithm.ED25519
        mechanism = pkcs11.Mechanism.EDDSA if is_edwards else pkcs11.Mechanism.ECDSA
        given = message if is_edwards else hashlib.sha256(message).digest()
        try:
            with self._lock:  # a session does one thing at a time
                return bytes(self._key.sign(given, mechanism=mechanism))
        except pkcs11.PKCS11Error as fault:
            raise StateError("CREDENTIALS-249", reason=type(fault).__name__) from None


@dataclass(frozen=True, slots=True)
class Token:
    """An opened token; close it when it is no longer needed."""

    label: str
    _session: Any = field(repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def signer(self, key_label: str, key_id: str, public_key: bytes | None = None) -> TokenSigner:
        """The signer of a key. ``public_key``: what the register says of it.

        Raises StateError CREDENTIALS-248 (no such key, or several, or of another kind),
        CREDENTIALS-068 (another key than the register's).
        """
        import pkcs11

        try:
            private = self._one(pkcs11.ObjectClass.PRIVATE_KEY, key_label)
            algorithm, raw = _public(self._one(pkcs11.ObjectClass.PUBLIC_KEY, key_label))
        except (pkcs11.PKCS11Error, ValueError):
            raise StateError("CREDENTIALS-248", key=key_label, token=self.label) from None
        if public_key is not None and raw != public_key:
            raise StateError("CREDENTIALS-068", file=f"{self.label}/{key_label}", key=key_id)
        return TokenSigner(key_id, algorithm, raw, private, self._lock)

    def create_key(self, algorithm: Algorithm, key_label: str) -> bytes:
        """Make a key pair in the device and give the raw public key.

        Raises ConfigurationError CREDENTIALS-067 (another algorithm than Ed25519 and P-256);
        StateError CREDENTIALS-063 (the label is taken), CREDENTIALS-249 (the device refuses).
        """
        import pkcs11

        if algorithm not in _CURVES:
            raise ConfigurationError("CREDENTIALS-067", algorithm=str(algorithm))
        is_edwards = algorithm is Algorithm.ED25519
        kind = pkcs11.KeyType.EC_EDWARDS if is_edwards else pkcs11.KeyType.EC
        try:
            held = {pkcs11.Attribute.LABEL: key_label}
            if next(iter(self._session.get_objects(held)), None) is not None:
                raise StateError("CREDENTIALS-063", file=f"{self.label}/{key_label}")
            curve = self._session.create_domain_parameters(
                kind, {pkcs11.Attribute.EC_PARAMS: _CURVES[algorithm]}, local=True
            )
            public, _ = curve.generate_keypair(
                store=True,
                label=key_label,
                id=hashlib.sha256(key_label.encode()).digest()[:8],
                mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN if is_edwards else None,
                private_template={
                    pkcs11.Attribute.EXTRACTABLE: False,
                    pkcs11.Attribute.SENSITIVE: True,
                },
            )
            return _public(public)[1]
        except pkcs11.PKCS11Error as fault:
            raise StateError("CREDENTIALS-249", reason=type(fault).__name__) from None

    def close(self) -> None:
        """End the session; signers of this token do not sign any more."""
        self._session.close()

    def _one(self, kind: Any, key_label: str) -> Any:
        return self._session.get_key(object_class=kind, label=key_label)


def open_token(module: str, label: str, pin: Secret, *, may_write: bool = False) -> Token:
    """Open the token with this label through the maker's library at ``module``.

    A process logs in to a token once: what it opens later shares that login, without asking the
    PIN again, and ends when the first one is closed.

    Raises EnvironmentLackingError CREDENTIALS-244 (package python-pkcs11 lacks), CREDENTIALS-245
    (the library cannot be loaded); StateError CREDENTIALS-246 (no such token, or several);
    ConfigurationError CREDENTIALS-247 (the PIN is wrong or locked).
    """
    if find_spec("pkcs11") is None:
        raise EnvironmentLackingError("CREDENTIALS-244")
    import pkcs11

    try:
        library = pkcs11.lib(module)
    except (RuntimeError, pkcs11.PKCS11Error):
        raise EnvironmentLackingError("CREDENTIALS-245", module=module) from None
    try:
        token = library.get_token(token_label=label)
    except pkcs11.PKCS11Error:
        raise StateError("CREDENTIALS-246", token=label) from None
    try:
        try:
            return Token(label, token.open(rw=may_write, user_pin=pin.revealed))
        except pkcs11.UserAlreadyLoggedIn:
            return Token(label, token.open(rw=may_write))
    except pkcs11.PKCS11Error as fault:
        reason = type(fault).__name__
        raise ConfigurationError("CREDENTIALS-247", token=label, reason=reason) from None


def _public(key: Any) -> tuple[Algorithm, bytes]:
    """Algorithm and raw public key: 32 bytes, or a compressed point. ValueError for others."""
    import pkcs11
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    curve = bytes(key[pkcs11.Attribute.EC_PARAMS])
    point = bytes(key[pkcs11.Attribute.EC_POINT])
    if curve in _EDWARDS_NAMES and len(point) in (32, 34):
        return Algorithm.ED25519, point[-32:]
    if curve != _CURVES[Algorithm.P256] or len(point) not in (65, 67):
        raise ValueError(curve)
    held = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point[-65:])
    return Algorithm.P256, held.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
