"""relatedResource: digests of documents a credential leans on (VC Data Model 2.0, 5.3)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trimtab.credentials.securing.contexts import STANDARD, Contexts
from trimtab.credentials.securing.multibase import multibase_decode
from trimtab.credentials.types import Answer
from trimtab.kernel import InputRejectedError

Fetch = Callable[[str], bytes | None]

RESOURCE_LIMIT = 50
# Multihash prefixes: code and length of the digest.
_MULTIHASHES = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_BARE = {32: "sha256", 48: "sha384", 64: "sha512"}  # a multihash of these is two bytes longer
_STRENGTH = ("sha512", "sha384", "sha256")


class RelatedReason(StrEnum):
    """What was found; each has its sentence ``verification.reason.<reason>``."""

    AGREES = "related_agrees"
    DIFFERS = "related_differs"
    MALFORMED = "related_malformed"
    NOT_SEEN = "related_not_seen"


@dataclass(frozen=True, slots=True)
class RelatedFinding:
    """What was found of one related resource."""

    address: str
    answer: Answer
    reason: RelatedReason


def check_related(
    document: Mapping[str, Any], fetch: Fetch, *, contexts: Contexts = STANDARD
) -> tuple[RelatedFinding, ...]:
    """Every related resource: whether what ``fetch`` gives has the digest the document states.

    Pinned contexts are known without fetching. A resource that cannot be seen is UNKNOWN; one
    without address or digest, or named twice, FAILED.
    """
    if "relatedResource" not in document:
        return ()
    stated = document["relatedResource"]
    entries = stated if isinstance(stated, list) else [stated]
    if len(entries) > RESOURCE_LIMIT:
        raise InputRejectedError("CREDENTIALS-026", count=len(entries), limit=RESOURCE_LIMIT)
    seen: set[str] = set()
    found = []
    for entry in entries:
        address = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(address, str) or address in seen:
            reason = RelatedReason.MALFORMED
        else:
            seen.add(address)
            reason = _compared(address, entry, fetch, contexts)
        answer = {
            RelatedReason.AGREES: Answer.PASSED,
            RelatedReason.NOT_SEEN: Answer.UNKNOWN,
        }.get(reason, Answer.FAILED)
        found.append(RelatedFinding(str(address), answer, reason))
    return tuple(found)


def _compared(
    address: str, entry: Mapping[str, Any], fetch: Fetch, contexts: Contexts
) -> RelatedReason:
    try:
        stated = _stated(entry)
    except (InputRejectedError, binascii.Error, ValueError):
        return RelatedReason.MALFORMED
    if not stated:
        return RelatedReason.MALFORMED
    answers = [_agrees(address, name, digests, fetch, contexts) for name, digests in stated]
    if False in answers:
        return RelatedReason.DIFFERS
    return RelatedReason.NOT_SEEN if None in answers else RelatedReason.AGREES


def _agrees(
    address: str, name: str, digests: frozenset[bytes], fetch: Fetch, contexts: Contexts
) -> bool | None:
    pin = contexts.pins.get(address)
    published = getattr(pin, f"published_{name}", None)
    if isinstance(published, str):
        actual = bytes.fromhex(published)
    else:
        content = fetch(address)
        if content is None:
            return None
        actual = hashlib.new(name, content).digest()
    return any(hmac.compare_digest(actual, digest) for digest in digests)


def _stated(entry: Mapping[str, Any]) -> list[tuple[str, frozenset[bytes]]]:
    """Digests by algorithm: the strongest of ``digestSRI``, and ``digestMultibase``."""
    found: list[tuple[str, frozenset[bytes]]] = []
    if "digestSRI" in entry:
        by_name: dict[str, set[bytes]] = {}
        for part in str(entry["digestSRI"]).split():
            name, _, text = part.partition("-")
            by_name.setdefault(name, set()).add(base64.b64decode(text, validate=True))
        strongest = next((name for name in _STRENGTH if name in by_name), None)
        if strongest is None:
            raise InputRejectedError("CREDENTIALS-017", text=str(entry["digestSRI"])[:24])
        found.append((strongest, frozenset(by_name[strongest])))
    if "digestMultibase" in entry:
        content = multibase_decode(str(entry["digestMultibase"]))
        name, digest = _unpacked(content)
        if not name:
            raise InputRejectedError("CREDENTIALS-017", text=str(entry["digestMultibase"])[:24])
        found.append((name, frozenset({digest})))
    return found


def _unpacked(content: bytes) -> tuple[str, bytes]:
    """Algorithm and digest of a multihash, or of a bare digest, as the W3C's own test suite writes
    it; no algorithm where it is neither."""
    if bare := _BARE.get(len(content)):
        return bare, content
    name = _MULTIHASHES.get(content[:2], "")
    return (name, content[2:]) if _BARE.get(len(content) - 2) == name else ("", b"")
