"""Whether a certificate is about the person who shows it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from trimtab.credentials.types import Answer, Check
from trimtab.credentials.verifying.values import listed

_HASHED = "sha256$"


def check_holder(document: Mapping[str, Any], identifier: str, salt: str | None = None) -> Check:
    """Compare an identifier the verifier was told (an identity number) with a badge's hash.

    Model        Open Badges 3.0 IdentityObject: ``sha256$`` and the hexadecimal SHA-256 of
                 identifier and salt. The salt is the one given, else the badge's own.
    Simplifies   Certificates of this software carry no salt, so that nobody finds a number by
                 trying all of them: then only the office that keeps the salt can compare, and the
                 answer here is NOT_ASKED.
    Returns      a Check called ``holder``: PASSED, FAILED (another person), NOT_ASKED
    """
    asked = False
    for entry in _identifiers(document):
        written, own = entry.get("identityHash"), salt if salt is not None else entry.get("salt")
        if not isinstance(written, str):
            continue
        if entry.get("hashed") is not True:
            computed = identifier.strip()
        elif written.startswith(_HASHED) and isinstance(own, str):
            computed = hash_identifier(identifier, own)
        else:
            continue
        asked = True
        if hmac.compare_digest(computed.encode(), written.encode()):
            return Check("holder", Answer.PASSED, "holder_matches")
    if asked:
        return Check("holder", Answer.FAILED, "holder_differs")
    return Check("holder", Answer.NOT_ASKED, "holder_not_comparable")


def hash_identifier(identifier: str, salt: str) -> str:
    """The ``identityHash`` of an identifier.

    Examples
    --------
    >>> hash_identifier("a@example.edu", "mustard")[:15]
    'sha256$58ab2193'
    """
    return _HASHED + hashlib.sha256((identifier.strip() + salt).encode()).hexdigest()


def _identifiers(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        entry
        for subject in listed(document.get("credentialSubject"))
        if isinstance(subject, Mapping)
        for entry in listed(subject.get("identifier"))
        if isinstance(entry, Mapping)
    ]
