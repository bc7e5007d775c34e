"""Tables of the office (SQLAlchemy Core), one for each record type of ``trimtab.office.types``.

A column has the name of the record's field. The audit trail is append-only: triggers refuse any
UPDATE or DELETE on it (migration 0003).
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, String, Table, Text

from trimtab.stores.columns import IDENTITY
from trimtab.stores.schema import UtcInstant, metadata

audit = Table(
    "audit",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcInstant, nullable=False),
    Column("actor", IDENTITY, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("entity", String(64), nullable=False),
    Column("entity_id", IDENTITY, nullable=False, index=True),
    # Canonical JSON as text: PostgreSQL's own JSON type would not give the same bytes back.
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

department = Table(
    "department",
    metadata,
    Column("department_id", IDENTITY, primary_key=True),
    Column("title", Text, nullable=False),
    Column("region", String(32), nullable=False, index=True),
    Column("parent", IDENTITY, nullable=True),
    Column("active", Boolean, nullable=False),
)

actor = Table(
    "actor",
    metadata,
    Column("actor_id", IDENTITY, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("department_id", IDENTITY, nullable=True),
    Column("address", Text, nullable=True),
    Column("language", String(8), nullable=False),
    Column("active", Boolean, nullable=False),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("grant_id", IDENTITY, primary_key=True),
    Column("actor_id", IDENTITY, nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("region", String(32), nullable=False),
    Column("department_id", IDENTITY, nullable=True),
    Column("granted_at", UtcInstant, nullable=True),
    Column("until", Date, nullable=True),
)

task = Table(
    "task",
    metadata,
    Column("task_id", IDENTITY, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("params", JSON, nullable=False),
    Column("region", String(32), nullable=False, index=True),
    Column("opened_at", UtcInstant, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("department_id", IDENTITY, nullable=True),
    Column("assignee", IDENTITY, nullable=True),
    Column("due", Date, nullable=True),
    Column("closed_at", UtcInstant, nullable=True),
    Column("closing_note", Text, nullable=True),
)

job = Table(
    "job",
    metadata,
    Column("job_id", IDENTITY, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("params", JSON, nullable=False),
    Column("asked_by", IDENTITY, nullable=False),
    Column("queued_at", UtcInstant, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("attempts_max", Integer, nullable=False),
    Column("not_before", UtcInstant, nullable=True),
    Column("once_key", IDENTITY, nullable=True, unique=True),
    Column("worker", IDENTITY, nullable=True),
    Column("started_at", UtcInstant, nullable=True),
    Column("finished_at", UtcInstant, nullable=True),
    Column("cancel_asked", Boolean, nullable=False),
    Column("result", JSON(none_as_null=True), nullable=True),
    Column("error", JSON(none_as_null=True), nullable=True),
)

# Heartbeat and progress change every few seconds and say nothing worth auditing.
job_progress = Table(
    "job_progress",
    metadata,
    Column("job_id", IDENTITY, primary_key=True),
    Column("worker", IDENTITY, nullable=False),
    Column("lease_until", UtcInstant, nullable=False),
    Column("step", String(64), nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=True),
    Column("checkpoint", JSON(none_as_null=True), nullable=True),
)

channel = Table(
    "channel",
    metadata,
    Column("channel_id", IDENTITY, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("target", Text, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("secret_name", String(64), nullable=True),
    Column("active", Boolean, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("message_id", IDENTITY, primary_key=True),
    Column("channel_id", IDENTITY, nullable=False),
    Column("topic", String(64), nullable=False),
    Column("params", JSON, nullable=False),
    Column("written_at", UtcInstant, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("sent_at", UtcInstant, nullable=True),
    Column("failure", Text, nullable=True),
)

rule_decision = Table(
    "rule_decision",
    metadata,
    Column("decision_id", IDENTITY, primary_key=True),
    Column("room", String(32), nullable=False),
    Column("computation", String(64), nullable=False),
    Column("region", String(32), nullable=False, index=True),
    Column("decided_on", Date, nullable=False),
    Column("known_on", Date, nullable=False),
    Column("content", Text, nullable=False),
)
