"""How a badge names its holder: by a hash that nobody can undo without the office.

An identity number of China has about 10^11 likely values: published together with its salt, its
hash is undone in minutes. So the salt stays in the holder's row. Each certificate has a salt of its
own, derived from it, so that two badges of one person do not show that they are; when the row's
salt is destroyed, no badge can be linked to anybody any more.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from trimtab.credentials.issuing.storage import CertificateReading
from trimtab.credentials.issuing.types import Holder
from trimtab.kernel import InputRejectedError
from trimtab.ports import Reading

IDENTITY_TYPE = "nationalIdentityNumber"


NOTE_LONGEST = 1_000
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")


def checked_words(words: str, name: str | None = None) -> str:
    """Words that the register or the trail keeps, which must not say whom they are about.

    Raises InputRejectedError CREDENTIALS-188 for an identity number, the holder's name, or more
    than ``NOTE_LONGEST`` characters.
    """
    found = words.strip()
    if len(found) > NOTE_LONGEST or _IDENTITY.search(found) or (name and name in found):
        raise InputRejectedError("CREDENTIALS-188", longest=NOTE_LONGEST)
    return found


def new_holder(name: str, identity_number: str | None, at: datetime) -> Holder:
    """A holder with a random id and a random salt of 256 bits."""
    return Holder(str(uuid4()), name, identity_number, secrets.token_hex(32), at)


def salt_of(holder_salt: str, certificate_id: str) -> str:
    """The salt of one certificate: HMAC-SHA256 of its id under the holder's salt, in hex."""
    return hmac.new(bytes.fromhex(holder_salt), certificate_id.encode(), sha256).hexdigest()


def identity_hash(identity: str, salt: str) -> str:
    """The hash as Open Badges writes it: ``sha256$`` and the hash of identity and salt.

    Examples
    --------
    >>> identity_hash("a@example.com", "salt")[:15]
    'sha256$ad95c024'
    """
    return "sha256$" + sha256((identity + salt).encode()).hexdigest()


def badge_hash(holder: Holder, certificate_id: str) -> str:
    """What the badge of a certificate says of its holder: the number, or the name without one."""
    assert holder.salt is not None and holder.name is not None
    identity = holder.identity_number or holder.name
    return identity_hash(identity, salt_of(holder.salt, certificate_id))


def holder_matches(
    store: CertificateReading, reading: Reading, certificate_id: str, name: str, number: str
) -> bool | None:
    """Whether a certificate belongs to a person; None when that cannot be told any more.

    ``number`` may be empty for a holder who is known by name alone.
    """
    certificate = store.certificate(reading, certificate_id)
    holder_id = certificate.holder_id if certificate else None
    holder = store.holder(reading, holder_id) if holder_id else None
    if holder is None or holder.salt is None:
        return None
    ours = f"{holder.name}\n{holder.identity_number or ''}".encode()
    return hmac.compare_digest(ours, f"{name.strip()}\n{number.strip().upper()}".encode())
