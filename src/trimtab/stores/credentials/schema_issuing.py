"""Tables of ``credentials.issuing`` (SQLAlchemy Core), one for each of its record types.

A column has the name of the record's field. The first seven are written through ``ports.Work`` and
audited row by row; the others by ``stores.credentials.issuing``, which tells the trail of them.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from trimtab.stores.columns import ADDRESS, DIGEST, IDENTITY, address, identity, instant
from trimtab.stores.schema import UtcInstant, metadata

_WORD = String(32)


credential_issuer = Table(
    "credential_issuer",
    metadata,
    Column("issuer_id", IDENTITY, primary_key=True),
    Column("title", JSON, nullable=False),
    Column("region", String(32), nullable=False),
    identity("department_id", null=True),
    Column("trusted", Boolean, nullable=False),
)

credential_key = Table(
    "credential_key",
    metadata,
    Column("key_id", IDENTITY, primary_key=True),
    address("issuer_id", index=True),
    Column("algorithm", _WORD, nullable=False),
    Column("public_key_multibase", Text, nullable=False),
    instant("valid_from"),
    instant("expires", null=True),
    instant("revoked_at", null=True),
    Column("end", _WORD, nullable=True),
    Column("held_in", Text, nullable=True),
)

accreditation = Table(
    "accreditation",
    metadata,
    Column("accreditation_id", IDENTITY, primary_key=True),
    address("issuer_id", index=True),
    address("standard_id"),
    Column("highest_level", Integer, nullable=False),
    Column("region", String(32), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=True),
    Column("authority", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
)

achievement = Table(
    "achievement",
    metadata,
    Column("achievement_id", IDENTITY, primary_key=True),
    address("standard_id", index=True),
    Column("title", JSON, nullable=False),
    Column("criteria", JSON, nullable=False),
    Column("level", Integer, nullable=True),
    Column("occupations", JSON, nullable=False),
    Column("hours", Double, nullable=True),
    Column("credits", Double, nullable=True),
    Column("framework_levels", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
)

status_list = Table(
    "status_list",
    metadata,
    Column("list_id", IDENTITY, primary_key=True),
    address("issuer_id", index=True),
    Column("purpose", _WORD, nullable=False),
    Column("size", Integer, nullable=False),
    instant("opened_at"),
    Column("edition", Integer, nullable=False),
    Column("digest", DIGEST, nullable=True),
)

certificate_batch = Table(
    "certificate_batch",
    metadata,
    Column("batch_id", IDENTITY, primary_key=True),
    address("issuer_id"),
    Column("region", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("source_digest", DIGEST, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("faulty", Integer, nullable=False),
    identity("drafted_by"),
    instant("drafted_at"),
    Column("state", _WORD, nullable=False, index=True),
    identity("decided_by", null=True),
    instant("decided_at", null=True),
    Column("decision_note", Text, nullable=False),
    identity("job_id", null=True),
    Column("issued", Integer, nullable=False),
    instant("finished_at", null=True),
)

batch_revocation = Table(
    "batch_revocation",
    metadata,
    Column("revocation_id", IDENTITY, primary_key=True),
    identity("batch_id", index=True),
    Column("reason", _WORD, nullable=False),
    Column("note", Text, nullable=False),
    Column("certificates", Integer, nullable=False),
    identity("asked_by"),
    instant("asked_at"),
    Column("state", _WORD, nullable=False, index=True),
    identity("decided_by", null=True),
    instant("decided_at", null=True),
    Column("decision_note", Text, nullable=False),
    identity("job_id", null=True),
    Column("revoked", Integer, nullable=False),
    instant("finished_at", null=True),
)

holder = Table(
    "holder",
    metadata,
    Column("holder_id", IDENTITY, primary_key=True),
    Column("name", Text, nullable=True),
    Column("identity_number", String(64), nullable=True, unique=True),
    Column("salt", DIGEST, nullable=True),
    instant("registered_at"),
    instant("forgotten_at", null=True),
)

certificate = Table(
    "certificate",
    metadata,
    Column("certificate_id", IDENTITY, primary_key=True),
    Column("kind", _WORD, nullable=False),
    address("issuer_id"),
    address("achievement_id", null=True, index=True),
    identity("holder_id", null=True, index=True),
    Column("region", String(32), nullable=False),
    Column("awarded_on", Date, nullable=False),
    instant("valid_from"),
    instant("valid_until", null=True),
    Column("issued_at", UtcInstant, nullable=False, index=True),
    address("key_id", index=True),
    Column("digest", DIGEST, nullable=False),
    Column("edition", Integer, nullable=False),
    address("revocation_list", null=True),
    Column("revocation_index", Integer, nullable=True),
    address("suspension_list", null=True),
    Column("suspension_index", Integer, nullable=True),
    Column("content_key", DIGEST, nullable=False, unique=True),
    identity("drafted_by"),
    Column("state", _WORD, nullable=False, index=True),
    instant("state_since", null=True),
    identity("approved_by", null=True),
    Column("number", IDENTITY, nullable=True, index=True),
    Column("score", Text, nullable=True),
    identity("batch_id", null=True),
    Column("row_number", Integer, nullable=True),
    # A row of a batch is issued once, and no two certificates share a bit.
    UniqueConstraint("batch_id", "row_number"),
    UniqueConstraint("revocation_list", "revocation_index"),
    UniqueConstraint("suspension_list", "suspension_index"),
    Index("ix_certificate_issuer_id", "issuer_id", "region"),
    # The order in which they are listed.
    Index("ix_certificate_awarded_on", "awarded_on", "issued_at", "certificate_id"),
)

# Of twins for selective disclosure, each with places of its own; nothing of who was shown one.
twin_place = Table(
    "twin_place",
    metadata,
    Column("revocation_list", IDENTITY, primary_key=True),
    Column("revocation_index", Integer, primary_key=True),
    Column("suspension_list", IDENTITY, nullable=False),
    Column("suspension_index", Integer, nullable=False),
    identity("certificate_id", index=True),
    UniqueConstraint("suspension_list", "suspension_index"),
)

certificate_document = Table(
    "certificate_document",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    identity("certificate_id", index=True),
    Column("edition", Integer, nullable=False),
    address("key_id"),
    instant("made_at"),
    Column("content", Text, nullable=False),
)

certificate_step = Table(
    "certificate_step",
    metadata,
    Column("step_id", IDENTITY, primary_key=True),
    identity("certificate_id", index=True),
    Column("number", Integer, nullable=False),
    Column("move", _WORD, nullable=False),
    instant("at"),
    identity("actor"),
    Column("reason", _WORD, nullable=True),
    Column("note", Text, nullable=False),
    UniqueConstraint("certificate_id", "number"),
)

status_list_edition = Table(
    "status_list_edition",
    metadata,
    Column("edition_id", ADDRESS, primary_key=True),
    address("list_id"),
    Column("edition", Integer, nullable=False),
    instant("signed_at"),
    instant("valid_until"),
    Column("content", Text, nullable=False),
    UniqueConstraint("list_id", "edition"),
)

issue_entry = Table(
    "issue_entry",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    address("issuer_id"),
    Column("sequence", Integer, nullable=False),
    identity("certificate_id", index=True),
    instant("entered_at"),
    Column("previous", DIGEST, nullable=False),
    Column("hash", DIGEST, nullable=False),
    UniqueConstraint("issuer_id", "sequence"),
)

issue_day = Table(
    "issue_day",
    metadata,
    Column("day_id", ADDRESS, primary_key=True),
    address("issuer_id"),
    Column("day", Date, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("head", DIGEST, nullable=False),
    instant("signed_at"),
    Column("content", Text, nullable=False),
)

batch_row = Table(
    "batch_row",
    metadata,
    Column("row_id", IDENTITY, primary_key=True),
    identity("batch_id"),
    Column("row_number", Integer, nullable=False),
    identity("holder_id", null=True, index=True),
    address("achievement_id", null=True),
    Column("awarded_on", Date, nullable=True),
    Column("valid_until", Date, nullable=True),
    Column("number", IDENTITY, nullable=True),
    Column("score", Text, nullable=True),
    Column("content_key", DIGEST, nullable=True),
    Column("state", _WORD, nullable=False),
    Column("findings", JSON, nullable=False),
    identity("certificate_id", null=True),
    Column("document", Text, nullable=True),
    UniqueConstraint("batch_id", "row_number"),
)
