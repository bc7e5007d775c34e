"""Keys of issuers and their history: added, superseded, revoked; never taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trimtab.credentials.issuing.registry import get_record, require_at
from trimtab.credentials.types import Algorithm, Issuer, KeyEnd, KeyRecord, KeyStanding
from trimtab.kernel import InputRejectedError, StateError
from trimtab.office.rights import Right
from trimtab.ports import Reading, Work


def add_key(work: Work, key: KeyRecord) -> KeyRecord:
    """Enter a key of an issuer. Raises InputRejectedError CREDENTIALS-155 when its address does
    not belong to the issuer."""
    require_at(work, Right.CREDENTIAL_KEYS_KEEP, get_record(work, Issuer, key.issuer_id))
    if key.key_id.partition("#")[0] != key.issuer_id or "#" not in key.key_id:
        raise InputRejectedError("CREDENTIALS-155", key=key.key_id, issuer=key.issuer_id)
    work.add(key)
    return key


def end_key(work: Work, key_id: str, end: KeyEnd, since: datetime) -> KeyRecord:
    """Revoke a key from an instant on.

    Raises StateError CREDENTIALS-156 when it was revoked, InputRejectedError CREDENTIALS-157 for
    an instant that lies ahead.
    """
    key = get_record(work, KeyRecord, key_id)
    require_at(work, Right.CREDENTIAL_KEYS_KEEP, get_record(work, Issuer, key.issuer_id))
    if key.revoked_at is not None and not (
        end is KeyEnd.COMPROMISED and key.end is not KeyEnd.COMPROMISED
    ):
        raise StateError("CREDENTIALS-156", key=key_id, at=key.revoked_at)
    if since > work.at:
        raise InputRejectedError("CREDENTIALS-157", key=key_id, since=since)
    earlier = since if key.revoked_at is None else min(since, key.revoked_at)
    ended = replace(key, revoked_at=earlier, end=end)
    work.replace(ended)
    return ended


def current_key(
    reading: Reading, issuer_id: str, at: datetime, algorithm: Algorithm = Algorithm.ED25519
) -> KeyRecord:
    """The key an issuer signs with at an instant: the newest good one whose private part is here.

    Raises StateError CREDENTIALS-158 when there is none.
    """
    able = [
        key
        for key in reading.find(KeyRecord, issuer_id=issuer_id, algorithm=algorithm)
        if key.held_in is not None and key.standing(at) is KeyStanding.GOOD
    ]
    if not able:
        raise StateError("CREDENTIALS-158", issuer=issuer_id, algorithm=algorithm.value)
    return max(able, key=lambda key: (key.valid_from, key.key_id))


def require_good(reading: Reading, key_id: str, at: datetime) -> KeyRecord:
    """A key that still signs. Raises StateError CREDENTIALS-159."""
    key = get_record(reading, KeyRecord, key_id)
    if key.standing(at) is not KeyStanding.GOOD:
        raise StateError("CREDENTIALS-159", key=key_id, standing=key.standing(at).value)
    return key
