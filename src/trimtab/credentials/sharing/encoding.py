"""Base64url, digests and strict JSON: what every part of an SD-JWT is written with."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from typing import Any

from trimtab.credentials.securing.reading import read_document
from trimtab.kernel import InputRejectedError

HASHES: dict[str, Callable[[bytes], Any]] = {
    "sha-256": hashlib.sha256,
    "sha-384": hashlib.sha384,
    "sha-512": hashlib.sha512,
}
"""Hash functions by their name in ``_sd_alg`` (IANA Named Information Hash Algorithm Registry)."""

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# The encoder is set up anew at each call, which takes four times as long as a text itself.
_encode_text = json.encoder.encode_basestring


def packed(raw: bytes) -> str:
    """Base64url without padding."""
    return binascii.b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=").decode("ascii")


def packed_json(value: object) -> str:
    """A JSON value, packed."""
    return packed(_encode(value).encode("utf-8"))


def packed_disclosure(salt: str, name: str | None, value: object) -> str:
    """``[salt, name, value]`` or, of an array element, ``[salt, value]``, packed; ``salt`` is plain
    ASCII."""
    written = _encode_text(value) if type(value) is str else _encode(value)
    middle = "" if name is None else _encode_text(name) + ","
    return packed(f'["{salt}",{middle}{written}]'.encode())


def unpacked(text: object, part: str) -> bytes:
    """The bytes behind base64url text, of which there is one spelling only.

    Raises InputRejectedError CREDENTIALS-053 naming the ``part`` of the SD-JWT.
    """
    try:
        raw = base64.urlsafe_b64decode(str(text) + "=" * (-len(str(text)) % 4))
    except (binascii.Error, ValueError):
        raise InputRejectedError("CREDENTIALS-053", part=part) from None
    if packed(raw) != text:
        raise InputRejectedError("CREDENTIALS-053", part=part)
    return raw


def unpacked_object(text: object, part: str) -> dict[str, Any]:
    """The JSON object behind base64url text.

    Raises InputRejectedError CREDENTIALS-053, and as ``securing.read_document``.
    """
    return read_document(unpacked(text, part))


def unpacked_list(text: str, part: str) -> list[Any]:
    """The JSON array behind base64url text. Raises as ``unpacked_object``."""
    held = read_document(b'{"list":' + unpacked(text, part) + b"}")
    if set(held) != {"list"} or not isinstance(held["list"], list):
        raise InputRejectedError("CREDENTIALS-053", part=part)
    return held["list"]


def digest_of(text: str, name: str = "sha-256") -> str:
    """The packed digest of ASCII text by a hash function of ``HASHES``."""
    return packed(HASHES[name](text.encode("ascii")).digest())
