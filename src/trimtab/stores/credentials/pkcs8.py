"""A private key as encrypted PKCS#8 text, which other programs can open.

The passphrase is stretched by scrypt with 16 MiB and five passes, so that each guess costs (with
more memory openssl would refuse to open the file); the key then lies under AES-256. The library
that reads such files cannot write them with scrypt, so the envelope (four nested records) is put
together here.

References   RFC 5958 section 3; RFC 8018 appendix A (PBES2); RFC 7914 sections 2, 6 and 7; OWASP,
             Password Storage Cheat Sheet (scrypt N=2^14, r=8, p=5)
"""

from __future__ import annotations

import base64
import os
import textwrap

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
"""What a file can hold: Ed25519, or elliptic on P-256."""

COST, BLOCK, PASSES = 1 << 14, 8, 5
_BEGIN, _END = "-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----END ENCRYPTED PRIVATE KEY-----"
_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_SCRYPT = bytes.fromhex("06092b06010401da47040b")
_CIPHER_NAME = bytes.fromhex("060960864801650304012a")


def encrypt_pkcs8(key: PrivateKey, passphrase: bytes) -> str:
    """The key as PEM text that only the passphrase opens; each call draws a new salt."""
    plain = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    salt, start = os.urandom(16), os.urandom(16)
    stretched = Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=PASSES).derive(passphrase)
    filling = padding.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES256(stretched), modes.CBC(start)).encryptor()
    sealed = cipher.update(filling.update(plain) + filling.finalize()) + cipher.finalize()
    stretching = _record(
        _SCRYPT,
        _record(_octets(salt), _number(COST), _number(BLOCK), _number(PASSES), _number(32)),
    )
    scheme = _record(_PBES2, _record(stretching, _record(_CIPHER_NAME, _octets(start))))
    written = base64.b64encode(_record(scheme, _octets(sealed))).decode("ascii")
    return "\n".join((_BEGIN, *textwrap.wrap(written, 64), _END, ""))


def decrypt_pkcs8(text: str, passphrase: bytes) -> PrivateKey | None:
    """The key in the text; None when the passphrase does not open it or it is no such key."""
    if _BEGIN not in text:
        return None
    try:
        key = serialization.load_pem_private_key(text.encode(), passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    return None


def _tagged(tag: int, content: bytes) -> bytes:
    """A DER value: tag, length, content."""
    if len(content) < 128:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _record(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _octets(content: bytes) -> bytes:
    return _tagged(0x04, content)


def _number(value: int) -> bytes:
    return _tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))
