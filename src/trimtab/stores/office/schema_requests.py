"""The table of keys that requests carry, so that a repeated one is answered and not done again."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from trimtab.stores.columns import IDENTITY
from trimtab.stores.schema import UtcInstant, metadata

KEY_LONGEST = 200

request_key = Table(
    "request_key",
    metadata,
    Column("actor_id", IDENTITY, primary_key=True),
    Column("request_key", String(KEY_LONGEST), primary_key=True),
    Column("digest", String(64), nullable=False),  # SHA-256 of method, address and body
    Column("state", String(16), nullable=False),
    # Until then the request is believed to be at work; a server that died holds it no longer.
    Column("held_until", UtcInstant, nullable=False),
    Column("kept_until", UtcInstant, nullable=False, index=True),
    Column("status", Integer, nullable=True),
    Column("headers", JSON(none_as_null=True), nullable=True),
    Column("content", Text, nullable=True),
)
