"""The worker's wallet: whose it is, what of it was shown to whom, and once only."""

from trimtab.credentials.wallet.choosing import CLAIMS, LEAST, WEIGHTY, choose
from trimtab.credentials.wallet.types import (
    AUDIENCE_LONGEST,
    CLAIM_LASTS,
    LONGEST_SHARE,
    REQUEST_LASTS,
    Share,
    ShareState,
    VerifierRequest,
    WalletLink,
    check_audience,
)

__all__ = [
    "AUDIENCE_LONGEST",
    "CLAIMS",
    "CLAIM_LASTS",
    "LEAST",
    "LONGEST_SHARE",
    "REQUEST_LASTS",
    "WEIGHTY",
    "Share",
    "ShareState",
    "VerifierRequest",
    "WalletLink",
    "check_audience",
    "choose",
]
