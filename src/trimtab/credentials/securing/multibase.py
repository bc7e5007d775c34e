"""Multibase text of bytes and Multikey text of public keys (Controlled Identifiers 1.0)."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache

from trimtab.credentials.types import Algorithm
from trimtab.kernel import InputRejectedError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Two characters at a time, and on the way out five of those, which fit a machine word.
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_PAIR_VALUES = {pair: value for value, pair in enumerate(_PAIRS)}
_PAIR = 58 * 58
_CHUNK = _PAIR**5
TEXT_LIMIT = 4096  # characters of base58, whose reading takes the square of its length
_URL_SAFE = re.compile(r"[A-Za-z0-9_-]*")

# Multicodec prefixes (two bytes, variable-length integers) and lengths of the raw keys.
_PREFIXES: dict[Algorithm, bytes] = {
    Algorithm.ED25519: b"\xed\x01",
    Algorithm.P256: b"\x80\x24",
    Algorithm.SM2: b"\x86\x24",
}
_LENGTHS = {Algorithm.ED25519: 32, Algorithm.P256: 33, Algorithm.SM2: 33}
_ALGORITHMS = {prefix: algorithm for algorithm, prefix in _PREFIXES.items()}


def base58_encode(raw: bytes) -> str:
    """Base58 in Bitcoin's alphabet, without the multibase letter."""
    number = int.from_bytes(raw, "big")
    pieces: list[str] = []
    while number:
        number, chunk = divmod(number, _CHUNK)
        for _ in range(5):
            chunk, pair = divmod(chunk, _PAIR)
            pieces.append(_PAIRS[pair])
    digits = "".join(reversed(pieces)).lstrip(_ALPHABET[0])
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return _ALPHABET[0] * zeros + digits


def base58_decode(text: str) -> bytes:
    """Bytes of base58 text; CREDENTIALS-017 when it is not base58."""
    if len(text) > TEXT_LIMIT:
        raise InputRejectedError("CREDENTIALS-017", text=text[:24])
    number = 0
    try:
        for start in range(0, len(text) - 1, 2):
            number = number * _PAIR + _PAIR_VALUES[text[start : start + 2]]
        if len(text) % 2:
            number = number * 58 + _ALPHABET.index(text[-1])
    except (KeyError, ValueError) as error:
        raise InputRejectedError("CREDENTIALS-017", text=text[:24]) from error
    zeros = len(text) - len(text.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase_encode(raw: bytes, base: str = "z") -> str:
    """Multibase text: ``z`` base58btc, ``u`` base64url without padding."""
    if base == "z":
        return "z" + base58_encode(raw)
    if base == "u":
        return "u" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
    raise InputRejectedError("CREDENTIALS-017", text=base)


def multibase_decode(text: str) -> bytes:
    """Bytes of multibase text, base58btc or base64url; one text for each value of bytes."""
    if text.startswith("z"):
        return base58_decode(text[1:])
    body = text[1:]
    if text.startswith("u") and _URL_SAFE.fullmatch(body):
        try:
            raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        except binascii.Error as error:
            raise InputRejectedError("CREDENTIALS-017", text=text[:24]) from error
        if multibase_encode(raw, "u") == text:
            return raw
    raise InputRejectedError("CREDENTIALS-017", text=text[:24])


def public_key_multibase(algorithm: Algorithm | str, raw: bytes) -> str:
    """Multikey text of a raw public key: 32 bytes of Ed25519, 33 of a compressed point."""
    kind = Algorithm(algorithm)
    if len(raw) != _LENGTHS[kind]:
        raise InputRejectedError("CREDENTIALS-019", algorithm=kind.value, length=len(raw))
    return multibase_encode(_PREFIXES[kind] + raw)


@lru_cache(maxsize=1024)
def raw_key(multibase: str) -> tuple[Algorithm, bytes]:
    """Algorithm and raw bytes of a public key in Multikey text."""
    content = multibase_decode(multibase)
    algorithm = _ALGORITHMS.get(content[:2])
    if algorithm is None:
        raise InputRejectedError("CREDENTIALS-018", text=multibase[:24])
    if len(content) != 2 + _LENGTHS[algorithm]:
        raise InputRejectedError(
            "CREDENTIALS-019", algorithm=algorithm.value, length=len(content) - 2
        )
    return algorithm, content[2:]
