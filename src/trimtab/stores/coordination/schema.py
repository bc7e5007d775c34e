"""Tables of the coordination room (SQLAlchemy Core), one for each of its record types.

A column has the name of the record's field. What the room's services refuse, triggers refuse as
well (``stores.coordination.guards``).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from trimtab.coordination.types import Stage
from trimtab.stores.columns import DIGEST, identity, instant, key, words
from trimtab.stores.schema import metadata, store

_WORD = String(16)


def _release() -> tuple[Column[Any], ...]:
    return (
        Column("classification", _WORD, nullable=False),
        identity("approver", null=True),
        Column("release_on", Date, nullable=True),
    )


coordination_case = Table(
    "coordination_case",
    metadata,
    key("case_id"),
    Column("title", JSON, nullable=False),
    Column("region", String(32), nullable=False, index=True),
    identity("department_id"),
    Column("level", Integer, nullable=False),
    identity("opened_by"),
    instant("opened_at"),
    instant("entered_at"),
    Column("stage", _WORD, nullable=False, index=True),
    identity("alert_id", null=True, index=True),
    Column("alert", JSON, nullable=False),
    Column("departments", JSON, nullable=False),
    identity("assignee", null=True),
    Column("due", Date, nullable=True),
    Column("moves", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    identity("escalated_to", null=True),
    *_release(),
)
# An alert has one case that has not ended, whoever asks at the same moment.
_unfinished = coordination_case.c.stage.not_in(
    tuple(stage.value for stage in Stage if stage.is_final)
)
Index(
    "uq_coordination_case_open_alert",
    coordination_case.c.alert_id,
    unique=True,
    sqlite_where=_unfinished,
    postgresql_where=_unfinished,
)

case_step = Table(
    "case_step",
    metadata,
    key("step_id"),
    identity("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("move", _WORD, nullable=False),
    Column("stage_from", _WORD, nullable=False),
    Column("stage_to", _WORD, nullable=False),
    identity("actor"),
    instant("at"),
    words("note"),
    UniqueConstraint("case_id", "number"),
)

assessment = Table(
    "assessment",
    metadata,
    key("assessment_id"),
    identity("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("writers", JSON, nullable=False),
    instant("started_at"),
    words("situation"),
    words("causes"),
    words("advice"),
    # Canonical JSON as text: PostgreSQL's own JSON type would not give the same bytes back.
    words("basis"),
    Column("revision", Integer, nullable=False),
    Column("digest", DIGEST, nullable=True),
    instant("frozen_at", null=True),
    identity("frozen_by", null=True),
    *_release(),
    UniqueConstraint("case_id", "number"),
)

decision = Table(
    "decision",
    metadata,
    key("decision_id"),
    identity("case_id", index=True),
    Column("number", Integer, nullable=False),
    identity("assessment_id"),
    identity("department_id"),
    Column("drafters", JSON, nullable=False),
    instant("started_at"),
    words("title"),
    words("text"),
    words("document_number"),
    Column("expected", JSON, nullable=False),
    Column("measures", JSON, nullable=False),
    Column("cosigners", JSON, nullable=False),
    Column("review_on", Date, nullable=True),
    Column("revision", Integer, nullable=False),
    Column("submission", Integer, nullable=False),
    instant("submitted_at", null=True),
    identity("submitted_by", null=True),
    Column("digest", DIGEST, nullable=True),
    instant("signed_at", null=True),
    *_release(),
    UniqueConstraint("case_id", "number"),
)

approval = Table(
    "approval",
    metadata,
    key("approval_id"),
    identity("case_id", index=True),
    identity("decision_id", index=True),
    Column("submission", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", _WORD, nullable=False),
    identity("department_id"),
    identity("actor_id", null=True),
)

signature = Table(
    "signature",
    metadata,
    key("signature_id"),
    identity("approval_id"),
    identity("case_id", index=True),
    identity("decision_id", index=True),
    Column("submission", Integer, nullable=False),
    Column("kind", _WORD, nullable=False),
    identity("actor"),
    instant("at"),
    Column("digest", DIGEST, nullable=False),
    words("note"),
    identity("on_behalf_of", null=True),
    UniqueConstraint("approval_id"),
    UniqueConstraint("decision_id", "submission", "actor"),
)

case_action = Table(
    "case_action",
    metadata,
    key("action_id"),
    identity("case_id", index=True),
    Column("number", Integer, nullable=False),
    words("title"),
    identity("department_id"),
    Column("due", Date, nullable=False),
    identity("added_by"),
    instant("added_at"),
    identity("owner", null=True),
    Column("state", _WORD, nullable=False),
    instant("finished_at", null=True),
    identity("finished_by", null=True),
    words("note"),
    UniqueConstraint("case_id", "number"),
)

case_review = Table(
    "case_review",
    metadata,
    key("review_id"),
    identity("case_id", index=True),
    identity("decision_id"),
    Column("number", Integer, nullable=False),
    identity("written_by"),
    instant("written_at"),
    instant("known_at"),
    words("comparison"),
    words("lessons"),
    Column("digest", DIGEST, nullable=False),
    UniqueConstraint("case_id", "number"),
)

case_comment = Table(
    "case_comment",
    metadata,
    key("comment_id"),
    identity("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("stage", _WORD, nullable=False),
    identity("actor"),
    instant("at"),
    words("text"),
    UniqueConstraint("case_id", "number"),
)

attachment = Table(
    "attachment",
    metadata,
    key("attachment_id"),
    identity("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("name", String(160), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", DIGEST, nullable=False),
    identity("added_by"),
    instant("added_at"),
    words("note"),
    UniqueConstraint("case_id", "number"),
)

# The bytes, in base64 so that a backup's lines hold them. The trail tells of the attachment with
# its hash, not of these rows: they would double every file.
attachment_part = Table(
    "attachment_part",
    metadata,
    key("part_id"),
    identity("attachment_id", index=True),
    Column("number", Integer, nullable=False),
    words("content"),
)

delegation = Table(
    "delegation",
    metadata,
    key("delegation_id"),
    identity("giver", index=True),
    identity("receiver", index=True),
    Column("right", String(64), nullable=False),
    Column("region", String(32), nullable=False),
    identity("department_id"),
    instant("given_at"),
    Column("until", Date, nullable=False),
    instant("ended_at", null=True),
)

escalation = Table(
    "escalation",
    metadata,
    key("escalation_id"),
    identity("case_id", index=True),
    Column("stage", _WORD, nullable=False),
    identity("department_from"),
    identity("department_to"),
    Column("automatic", Boolean, nullable=False),
    identity("actor"),
    instant("at"),
    Column("due", Date, nullable=True),
    words("note"),
)

procedure = Table(
    "procedure",
    metadata,
    Column("region", String(32), primary_key=True),
    Column("deadlines", JSON, nullable=False),
    Column("chain", JSON, nullable=False),
    Column("people_least", Integer, nullable=False),
    Column("reopen_days", Integer, nullable=False),
    Column("reopen_times", Integer, nullable=False),
    Column("holidays", JSON, nullable=False),
    Column("workdays", JSON, nullable=False),
)

evidence_entry = Table(
    "evidence_entry",
    metadata,
    key("evidence_id"),
    identity("case_id", index=True),
    identity("review_id"),
    identity("written_by"),
    instant("written_at"),
    Column("row", JSON, nullable=False),
    UniqueConstraint("review_id"),
)

TABLES = (
    coordination_case,
    case_step,
    assessment,
    decision,
    approval,
    signature,
    case_action,
    case_review,
    case_comment,
    attachment,
    attachment_part,
    delegation,
    escalation,
    procedure,
    evidence_entry,
)
for _table in TABLES:
    # A backup fills tables in the order of their dependencies. Guards of new rows hold in a store
    # that has its id, so the id comes last: what a case had become must come back as it was.
    store.add_is_dependent_on(_table)
