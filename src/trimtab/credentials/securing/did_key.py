"""did:key: an identifier that is its own public key, for tests, trials and holders."""

from __future__ import annotations

from datetime import UTC, datetime

from trimtab.credentials.securing.multibase import public_key_multibase, raw_key
from trimtab.credentials.types import Algorithm, KeyRecord
from trimtab.kernel import InputRejectedError

PREFIX = "did:key:"
# Such a key has no history: it has always been valid, and can neither expire nor be revoked.
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def did_key(algorithm: Algorithm | str, raw: bytes) -> str:
    """The identifier of a public key."""
    return PREFIX + public_key_multibase(algorithm, raw)


def did_key_method(algorithm: Algorithm | str, raw: bytes) -> str:
    """The address of its one verification method: ``did:key:z6Mk...#z6Mk...``."""
    text = public_key_multibase(algorithm, raw)
    return f"{PREFIX}{text}#{text}"


def resolve_did_key(key_id: str) -> KeyRecord | None:
    """The key a did:key address contains, or None when it is not one."""
    if not key_id.startswith(PREFIX):
        return None
    identifier, _, fragment = key_id.partition("#")
    text = identifier[len(PREFIX) :]
    if fragment and fragment != text:
        return None
    try:
        algorithm, _ = raw_key(text)
    except InputRejectedError:
        return None
    return KeyRecord(
        key_id=f"{identifier}#{text}",
        issuer_id=identifier,
        algorithm=algorithm,
        public_key_multibase=text,
        valid_from=_ALWAYS,
    )
