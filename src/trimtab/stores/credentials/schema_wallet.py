"""Tables of wallets.

``wallet_link`` is an audited record. No row of the others is in the audit trail, which nobody can
erase: whom a worker showed a certificate to is the worker's own. Secrets of links are kept as the
HMAC-SHA256 under the store's id; a key with which a holder shows something is kept nowhere.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, String, Table

from trimtab.stores.schema import UtcInstant, metadata

_IDENTITY = String(128)
_RECORD = String(200)
_HASH = String(64)

wallet_link = Table(
    "wallet_link",
    metadata,
    Column("actor_id", _IDENTITY, primary_key=True),
    Column("holder_id", _RECORD, nullable=False, unique=True),
    Column("confirmed_by", _IDENTITY, nullable=False),
    Column("linked_at", UtcInstant, nullable=False),
)

wallet_claim = Table(
    "wallet_claim",
    metadata,
    Column("code_hash", _HASH, primary_key=True),
    Column("holder_id", _RECORD, nullable=False, unique=True),
    Column("made_by", _IDENTITY, nullable=False),
    Column("region", String(32), nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False),
)

holder_guess = Table(
    "holder_guess",
    metadata,
    Column("guess_id", String(32), primary_key=True),
    Column("certificate_hash", _HASH, nullable=False, index=True),
    Column("at", UtcInstant, nullable=False, index=True),
)

verifier_request = Table(
    "verifier_request",
    metadata,
    Column("request_id", String(32), primary_key=True),
    Column("code_hash", _HASH, nullable=False, unique=True),
    Column("secret_hash", _HASH, nullable=False, unique=True),
    Column("audience", String(240), nullable=False),
    Column("nonce", String(64), nullable=False, unique=True),
    Column("wanted", JSON, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False, index=True),
)

wallet_share = Table(
    "wallet_share",
    metadata,
    Column("share_id", String(32), primary_key=True),
    Column("token_hash", _HASH, nullable=True, unique=True),  # of shares by link
    # One answer to a question, whoever answers it at the same moment.
    Column("request_id", String(32), nullable=True, unique=True),
    Column("holder_id", _RECORD, nullable=False, index=True),
    Column("certificate_id", _RECORD, nullable=False),
    Column("shown", JSON, nullable=False),
    Column("audience", String(240), nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False),
    Column("revoked_at", UtcInstant, nullable=True),
)

# Both keys are unique: a share is opened once, and a nonce proves one presentation.
presentation_use = Table(
    "presentation_use",
    metadata,
    Column("nonce_hash", _HASH, primary_key=True),
    Column(
        "share_id",
        String(32),
        ForeignKey("wallet_share.share_id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("used_at", UtcInstant, nullable=False),
)
