"""Tables of accounts: how people and programs prove who they are.

No row of them is in the audit trail, which tells of changes by events without secrets. A secret
itself is never kept: of a password its argon2id hash, of every other secret the HMAC-SHA256 under
the store's id. A restored copy has an id of its own, so it honours no session, link or token of
the store that it was made of.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, String, Table, Text

from trimtab.stores.schema import UtcInstant, metadata

IDENTITY = String(128)
HASH = String(64)

credential = Table(
    "credential",
    metadata,
    Column("actor_id", IDENTITY, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("set_at", UtcInstant, nullable=False),
    Column("link_made_by", IDENTITY, nullable=True),  # None: changed by the person, signed in
)

web_session = Table(
    "web_session",
    metadata,
    Column("session_hash", HASH, primary_key=True),
    Column("session_id", String(32), nullable=False, unique=True),
    Column("actor_id", IDENTITY, nullable=False, index=True),
    Column("entry", String(16), nullable=False),
    Column("device", String(64), nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("seen_at", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False, index=True),
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("link_hash", HASH, primary_key=True),
    Column("actor_id", IDENTITY, nullable=False, index=True),
    Column("made_by", IDENTITY, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False),
)

# Failed and unfinished attempts of the last hours; one that succeeds takes its row away.
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("attempt_id", String(32), primary_key=True),
    Column("account_hash", HASH, nullable=False, index=True),
    Column("address_hash", HASH, nullable=False, index=True),
    Column("at", UtcInstant, nullable=False, index=True),
)

api_token = Table(
    "api_token",
    metadata,
    Column("token_id", String(32), primary_key=True),
    Column("token_hash", HASH, nullable=False, unique=True),
    Column("actor_id", IDENTITY, nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("made_by", IDENTITY, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False),
    Column("used_at", UtcInstant, nullable=True),
)

# What somebody saw when they last looked, for what changed since. Says nothing worth auditing.
VISITS = Table(
    "visits",
    metadata,
    Column("actor_id", IDENTITY, primary_key=True),
    Column("began_at", UtcInstant, nullable=False),
    Column("last_at", UtcInstant, nullable=False),
    Column("before", Text, nullable=False),
    Column("latest", Text, nullable=False),
)
