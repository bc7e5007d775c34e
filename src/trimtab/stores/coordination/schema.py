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
    Text,
    UniqueConstraint,
)

from trimtab.coordination.types import Stage
from trimtab.stores.office.schema import IDENTITY
from trimtab.stores.schema import UtcInstant, metadata, store

_WORD = String(16)
_DIGEST = String(64)


def _key(name: str) -> Column[str]:
    return Column(name, IDENTITY, primary_key=True)


def _id(name: str, *, null: bool = False, index: bool = False) -> Column[str]:
    return Column(name, IDENTITY, nullable=null, index=index)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _instant(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, UtcInstant, nullable=null)


def _release() -> tuple[Column[Any], ...]:
    return (
        Column("classification", _WORD, nullable=False),
        _id("approver", null=True),
        Column("release_on", Date, nullable=True),
    )


coordination_case = Table(
    "coordination_case",
    metadata,
    _key("case_id"),
    Column("title", JSON, nullable=False),
    Column("region", String(32), nullable=False, index=True),
    _id("department_id"),
    Column("level", Integer, nullable=False),
    _id("opened_by"),
    _instant("opened_at"),
    _instant("entered_at"),
    Column("stage", _WORD, nullable=False, index=True),
    _id("alert_id", null=True, index=True),
    Column("alert", JSON, nullable=False),
    Column("departments", JSON, nullable=False),
    _id("assignee", null=True),
    Column("due", Date, nullable=True),
    Column("moves", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    _id("escalated_to", null=True),
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
    _key("step_id"),
    _id("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("move", _WORD, nullable=False),
    Column("stage_from", _WORD, nullable=False),
    Column("stage_to", _WORD, nullable=False),
    _id("actor"),
    _instant("at"),
    _text("note"),
    UniqueConstraint("case_id", "number"),
)

assessment = Table(
    "assessment",
    metadata,
    _key("assessment_id"),
    _id("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("writers", JSON, nullable=False),
    _instant("started_at"),
    _text("situation"),
    _text("causes"),
    _text("advice"),
    # Canonical JSON as text: PostgreSQL's own JSON type would not give the same bytes back.
    _text("basis"),
    Column("revision", Integer, nullable=False),
    Column("digest", _DIGEST, nullable=True),
    _instant("frozen_at", null=True),
    _id("frozen_by", null=True),
    *_release(),
    UniqueConstraint("case_id", "number"),
)

decision = Table(
    "decision",
    metadata,
    _key("decision_id"),
    _id("case_id", index=True),
    Column("number", Integer, nullable=False),
    _id("assessment_id"),
    _id("department_id"),
    Column("drafters", JSON, nullable=False),
    _instant("started_at"),
    _text("title"),
    _text("text"),
    _text("document_number"),
    Column("expected", JSON, nullable=False),
    Column("measures", JSON, nullable=False),
    Column("cosigners", JSON, nullable=False),
    Column("review_on", Date, nullable=True),
    Column("revision", Integer, nullable=False),
    Column("submission", Integer, nullable=False),
    _instant("submitted_at", null=True),
    _id("submitted_by", null=True),
    Column("digest", _DIGEST, nullable=True),
    _instant("signed_at", null=True),
    *_release(),
    UniqueConstraint("case_id", "number"),
)

approval = Table(
    "approval",
    metadata,
    _key("approval_id"),
    _id("case_id", index=True),
    _id("decision_id", index=True),
    Column("submission", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", _WORD, nullable=False),
    _id("department_id"),
    _id("actor_id", null=True),
)

signature = Table(
    "signature",
    metadata,
    _key("signature_id"),
    _id("approval_id"),
    _id("case_id", index=True),
    _id("decision_id", index=True),
    Column("submission", Integer, nullable=False),
    Column("kind", _WORD, nullable=False),
    _id("actor"),
    _instant("at"),
    Column("digest", _DIGEST, nullable=False),
    _text("note"),
    _id("on_behalf_of", null=True),
    UniqueConstraint("approval_id"),
    UniqueConstraint("decision_id", "submission", "actor"),
)

case_action = Table(
    "case_action",
    metadata,
    _key("action_id"),
    _id("case_id", index=True),
    Column("number", Integer, nullable=False),
    _text("title"),
    _id("department_id"),
    Column("due", Date, nullable=False),
    _id("added_by"),
    _instant("added_at"),
    _id("owner", null=True),
    Column("state", _WORD, nullable=False),
    _instant("finished_at", null=True),
    _id("finished_by", null=True),
    _text("note"),
    UniqueConstraint("case_id", "number"),
)

case_review = Table(
    "case_review",
    metadata,
    _key("review_id"),
    _id("case_id", index=True),
    _id("decision_id"),
    Column("number", Integer, nullable=False),
    _id("written_by"),
    _instant("written_at"),
    _instant("known_at"),
    _text("comparison"),
    _text("lessons"),
    Column("digest", _DIGEST, nullable=False),
    UniqueConstraint("case_id", "number"),
)

case_comment = Table(
    "case_comment",
    metadata,
    _key("comment_id"),
    _id("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("stage", _WORD, nullable=False),
    _id("actor"),
    _instant("at"),
    _text("text"),
    UniqueConstraint("case_id", "number"),
)

attachment = Table(
    "attachment",
    metadata,
    _key("attachment_id"),
    _id("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("name", String(160), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    _id("added_by"),
    _instant("added_at"),
    _text("note"),
    UniqueConstraint("case_id", "number"),
)

# The bytes, in base64 so that a backup's lines hold them. The trail tells of the attachment with
# its hash, not of these rows: they would double every file.
attachment_part = Table(
    "attachment_part",
    metadata,
    _key("part_id"),
    _id("attachment_id", index=True),
    Column("number", Integer, nullable=False),
    _text("content"),
)

delegation = Table(
    "delegation",
    metadata,
    _key("delegation_id"),
    _id("giver", index=True),
    _id("receiver", index=True),
    Column("right", String(64), nullable=False),
    Column("region", String(32), nullable=False),
    _id("department_id"),
    _instant("given_at"),
    Column("until", Date, nullable=False),
    _instant("ended_at", null=True),
)

escalation = Table(
    "escalation",
    metadata,
    _key("escalation_id"),
    _id("case_id", index=True),
    Column("stage", _WORD, nullable=False),
    _id("department_from"),
    _id("department_to"),
    Column("automatic", Boolean, nullable=False),
    _id("actor"),
    _instant("at"),
    Column("due", Date, nullable=True),
    _text("note"),
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
    _key("evidence_id"),
    _id("case_id", index=True),
    _id("review_id"),
    _id("written_by"),
    _instant("written_at"),
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
