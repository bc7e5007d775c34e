"""What a wallet keeps: whose it is, what its owner has shown to whom, what verifiers asked for.

A link of account and holder is audited. Shares are not: whom a worker showed a certificate to is
theirs alone, and they can delete it. Secrets are never kept, only their keyed hashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from trimtab.kernel import InputRejectedError

AUDIENCE_LONGEST = 120
"""Characters of the name of somebody to whom a certificate is shown."""

LONGEST_SHARE = timedelta(days=30)
REQUEST_LASTS = timedelta(minutes=30)
CLAIM_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WalletLink:
    """That an account belongs to a holder of certificates, whose identity somebody confirmed."""

    KEY: ClassVar[str] = "actor_id"

    actor_id: str
    holder_id: str
    confirmed_by: str
    linked_at: datetime


class ShareState(StrEnum):
    """Whether what was shared can still be opened."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Share:
    """One showing of one certificate to one reader, until an instant, once.

    ``shown`` names the claims (``credentials.wallet.choosing``). ``request_id``: the question of a
    verifier that it answers; a share without one is opened by its link.
    """

    share_id: str
    holder_id: str
    certificate_id: str
    shown: tuple[str, ...]
    audience: str
    made_at: datetime
    until: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    request_id: str | None = None

    def __post_init__(self) -> None:
        """Raises InputRejectedError CREDENTIALS-200, 201."""
        check_audience(self.audience)
        if not timedelta() < self.until - self.made_at <= LONGEST_SHARE:
            raise InputRejectedError("CREDENTIALS-201", days=LONGEST_SHARE.days)

    def state(self, at: datetime) -> ShareState:
        """What it is at an instant."""
        if self.used_at is not None:
            return ShareState.USED
        if self.revoked_at is not None:
            return ShareState.REVOKED
        return ShareState.OPEN if at < self.until else ShareState.OVER


@dataclass(frozen=True, slots=True)
class VerifierRequest:
    """A verifier's question: who asks, what they would like to see, until when.

    The holder comes with a code that may stand on a screen, the verifier with a secret; of both
    the store keeps hashes. ``nonce`` ties the answer to this question.
    """

    request_id: str
    audience: str
    nonce: str
    wanted: tuple[str, ...]
    made_at: datetime
    until: datetime

    def __post_init__(self) -> None:
        """Raises InputRejectedError CREDENTIALS-200."""
        check_audience(self.audience)


def check_audience(audience: str) -> None:
    """Refuse a name that is empty, long or holds signs that nobody sees.

    Raises InputRejectedError CREDENTIALS-200.
    """
    named = audience.strip()
    if not named or len(named) > AUDIENCE_LONGEST or not named.isprintable():
        raise InputRejectedError("CREDENTIALS-200", longest=AUDIENCE_LONGEST)
