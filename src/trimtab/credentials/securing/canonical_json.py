"""The one canonical text of a JSON value: JSON Canonicalization Scheme, RFC 8785.

The library ``rfc8785`` does it in Python. Documents without fractions and without characters beyond
the basic plane - nearly all - are written by the encoder of the standard library instead, whose
output is then the same, byte for byte, and comes ten times sooner. The tests hold the two against
each other.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from trimtab.credentials.securing.reading import DEPTH_LIMIT, INTEGER_LIMIT, kind_of
from trimtab.kernel import InputRejectedError

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)
# Names sort by UTF-16 units; that is the order of code points unless one lies beyond the plane.
_BEYOND_BASIC_PLANE = re.compile("[\U00010000-\U0010ffff]")


def canonical_json(document: Any) -> bytes:
    """RFC 8785 form of a JSON value, UTF-8.

    Raises
    ------
    InputRejectedError
        CREDENTIALS-004 for a number outside what doubles hold exactly, -005 nested too deeply,
        -008 text that is not Unicode, -009 something that is not JSON.
    """
    plain = _is_plain(document, 0)
    try:
        if plain:
            text = _ENCODER.encode(document)
            if text.isascii() or not _BEYOND_BASIC_PLANE.search(text):
                return text.encode("utf-8")
        return _by_library(document)
    except UnicodeEncodeError as error:
        raise InputRejectedError("CREDENTIALS-008") from error


def digest(document: dict[str, Any]) -> str:
    """SHA-256, hexadecimal, of the canonical JSON without ``proof``: names what is certified."""
    return hashlib.sha256(canonical_json(without_proof(document))).hexdigest()


def without_proof(document: dict[str, Any]) -> dict[str, Any]:
    """The document as it was before it was signed; the same object where it bears no proof."""
    if "proof" not in document:
        return document
    return {name: value for name, value in document.items() if name != "proof"}


def _by_library(document: Any) -> bytes:
    import rfc8785

    try:
        return rfc8785.dumps(document)
    except rfc8785.CanonicalizationError as error:
        if isinstance(error.__cause__, UnicodeEncodeError):
            raise InputRejectedError("CREDENTIALS-008") from error
        raise InputRejectedError("CREDENTIALS-004", value=str(error)[:40]) from error


def _is_plain(value: Any, depth: int) -> bool:
    """Whether the standard encoder writes it as RFC 8785 does: no fractions inside."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if depth > DEPTH_LIMIT:
        raise InputRejectedError("CREDENTIALS-005", limit=DEPTH_LIMIT)
    if kind is dict:
        plain = True
        for name, inner in value.items():
            if type(name) is not str:
                raise InputRejectedError("CREDENTIALS-009", kind=kind_of(name))
            if type(inner) is not str and not _is_plain(inner, depth + 1):
                plain = False
        return plain
    if kind is list:
        plain = True  # every value is looked at, also after a fraction: what is no JSON is refused
        for inner in value:
            if type(inner) is not str and not _is_plain(inner, depth + 1):
                plain = False
        return plain
    if kind is int:
        if abs(value) >= INTEGER_LIMIT:
            raise InputRejectedError("CREDENTIALS-004", value=str(value)[:40])
        return True
    if kind is float:
        return False
    raise InputRejectedError("CREDENTIALS-009", kind=kind_of(value))
