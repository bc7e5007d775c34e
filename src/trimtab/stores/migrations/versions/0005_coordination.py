"""Coordination: cases with all that belongs to them, and the guards of their state machine."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.String(128)
DIGEST = sa.String(64)
WORD = sa.String(16)
REGION = sa.String(32)

UNAUDITED = "attachment_part"
TABLES = (
    "evidence_entry",
    "procedure",
    "escalation",
    "delegation",
    UNAUDITED,
    "attachment",
    "case_comment",
    "case_review",
    "case_action",
    "signature",
    "approval",
    "decision",
    "assessment",
    "case_step",
    "coordination_case",
)
OPEN_ALERT = sa.text("stage NOT IN ('closed', 'dismissed', 'withdrawn')")


def upgrade() -> None:
    from trimtab.stores.coordination.triggers import put_on

    _create_case()
    _create_assessment()
    _create_decision()
    _create_signatures()
    _create_afterwards()
    _create_discussion()
    _create_people()
    put_on(op.get_bind())


def downgrade() -> None:
    """The trail tells of every row that goes: keep a backup."""
    from trimtab.stores.coordination.triggers import take_off

    take_off(op.get_bind())
    _tell_of_removal()
    for name in TABLES:
        op.drop_table(name)


def _tell_of_removal() -> None:
    from trimtab.office.canonical import canonical
    from trimtab.office.types import OPERATOR, AuditAction
    from trimtab.stores.backup.rows import known_tables, rows_of
    from trimtab.stores.office.audit import Trail

    connection = op.get_bind()
    forms = {form.name: form for form in known_tables(connection)}
    trail = Trail(connection, OPERATOR, "schema below 0005", datetime.now(UTC))
    for name in TABLES:
        if name == UNAUDITED:
            continue
        form = forms[name]
        for row in connection.execute(rows_of(form, connection.dialect.name)):
            values = row._asdict()
            text = canonical(values)
            trail.append(AuditAction.REMOVE, name, values[form.key[0]], text, None)
    trail.flush()


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, IDENTITY, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _instant(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, INSTANT, nullable=null)


def _maybe(name: str) -> sa.Column[str]:
    return sa.Column(name, IDENTITY, nullable=True)


def _release() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("classification", WORD, nullable=False),
        sa.Column("approver", IDENTITY, nullable=True),
        sa.Column("release_on", sa.Date(), nullable=True),
    )


def _create(name: str, key: str, *columns: sa.schema.SchemaItem, index: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column(key, IDENTITY, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
    )
    for column in index:
        op.create_index(f"ix_{name}_{column}", name, [column])


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{columns[0]}")


def _create_case() -> None:
    _create(
        "coordination_case",
        "case_id",
        _json("title"),
        sa.Column("region", REGION, nullable=False),
        _key("department_id"),
        _number("level"),
        _key("opened_by"),
        _instant("opened_at"),
        _instant("entered_at"),
        sa.Column("stage", WORD, nullable=False),
        _maybe("alert_id"),
        _json("alert"),
        _json("departments"),
        _maybe("assignee"),
        sa.Column("due", sa.Date(), nullable=True),
        _number("moves"),
        _number("reopened"),
        _maybe("escalated_to"),
        *_release(),
        index=("region", "stage", "alert_id"),
    )
    op.create_index(
        "uq_coordination_case_open_alert",
        "coordination_case",
        ["alert_id"],
        unique=True,
        sqlite_where=OPEN_ALERT,
        postgresql_where=OPEN_ALERT,
    )
    _create(
        "case_step",
        "step_id",
        _key("case_id"),
        _number("number"),
        sa.Column("move", WORD, nullable=False),
        sa.Column("stage_from", WORD, nullable=False),
        sa.Column("stage_to", WORD, nullable=False),
        _key("actor"),
        _instant("at"),
        _text("note"),
        _unique("case_step", "case_id", "number"),
        index=("case_id",),
    )


def _create_assessment() -> None:
    _create(
        "assessment",
        "assessment_id",
        _key("case_id"),
        _number("number"),
        _json("writers"),
        _instant("started_at"),
        _text("situation"),
        _text("causes"),
        _text("advice"),
        _text("basis"),
        _number("revision"),
        sa.Column("digest", DIGEST, nullable=True),
        _instant("frozen_at", null=True),
        _maybe("frozen_by"),
        *_release(),
        _unique("assessment", "case_id", "number"),
        index=("case_id",),
    )


def _create_decision() -> None:
    _create(
        "decision",
        "decision_id",
        _key("case_id"),
        _number("number"),
        _key("assessment_id"),
        _key("department_id"),
        _json("drafters"),
        _instant("started_at"),
        _text("title"),
        _text("text"),
        _text("document_number"),
        _json("expected"),
        _json("measures"),
        _json("cosigners"),
        sa.Column("review_on", sa.Date(), nullable=True),
        _number("revision"),
        _number("submission"),
        _instant("submitted_at", null=True),
        _maybe("submitted_by"),
        sa.Column("digest", DIGEST, nullable=True),
        _instant("signed_at", null=True),
        *_release(),
        _unique("decision", "case_id", "number"),
        index=("case_id",),
    )


def _create_signatures() -> None:
    _create(
        "approval",
        "approval_id",
        _key("case_id"),
        _key("decision_id"),
        _number("submission"),
        _number("position"),
        sa.Column("kind", WORD, nullable=False),
        _key("department_id"),
        _maybe("actor_id"),
        index=("case_id", "decision_id"),
    )
    _create(
        "signature",
        "signature_id",
        _key("approval_id"),
        _key("case_id"),
        _key("decision_id"),
        _number("submission"),
        sa.Column("kind", WORD, nullable=False),
        _key("actor"),
        _instant("at"),
        sa.Column("digest", DIGEST, nullable=False),
        _text("note"),
        _maybe("on_behalf_of"),
        _unique("signature", "approval_id"),
        _unique("signature", "decision_id", "submission", "actor"),
        index=("case_id", "decision_id"),
    )


def _create_afterwards() -> None:
    _create(
        "case_action",
        "action_id",
        _key("case_id"),
        _number("number"),
        _text("title"),
        _key("department_id"),
        sa.Column("due", sa.Date(), nullable=False),
        _key("added_by"),
        _instant("added_at"),
        _maybe("owner"),
        sa.Column("state", WORD, nullable=False),
        _instant("finished_at", null=True),
        _maybe("finished_by"),
        _text("note"),
        _unique("case_action", "case_id", "number"),
        index=("case_id",),
    )
    _create(
        "case_review",
        "review_id",
        _key("case_id"),
        _key("decision_id"),
        _number("number"),
        _key("written_by"),
        _instant("written_at"),
        _instant("known_at"),
        _text("comparison"),
        _text("lessons"),
        sa.Column("digest", DIGEST, nullable=False),
        _unique("case_review", "case_id", "number"),
        index=("case_id",),
    )
    _create(
        "evidence_entry",
        "evidence_id",
        _key("case_id"),
        _key("review_id"),
        _key("written_by"),
        _instant("written_at"),
        _json("row"),
        _unique("evidence_entry", "review_id"),
        index=("case_id",),
    )


def _create_discussion() -> None:
    _create(
        "case_comment",
        "comment_id",
        _key("case_id"),
        _number("number"),
        sa.Column("stage", WORD, nullable=False),
        _key("actor"),
        _instant("at"),
        _text("text"),
        _unique("case_comment", "case_id", "number"),
        index=("case_id",),
    )
    _create(
        "attachment",
        "attachment_id",
        _key("case_id"),
        _number("number"),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        _number("bytes"),
        sa.Column("sha256", DIGEST, nullable=False),
        _key("added_by"),
        _instant("added_at"),
        _text("note"),
        _unique("attachment", "case_id", "number"),
        index=("case_id",),
    )
    _create(
        UNAUDITED,
        "part_id",
        _key("attachment_id"),
        _number("number"),
        _text("content"),
        index=("attachment_id",),
    )


def _create_people() -> None:
    _create(
        "delegation",
        "delegation_id",
        _key("giver"),
        _key("receiver"),
        sa.Column("right", sa.String(64), nullable=False),
        sa.Column("region", REGION, nullable=False),
        _key("department_id"),
        _instant("given_at"),
        sa.Column("until", sa.Date(), nullable=False),
        _instant("ended_at", null=True),
        index=("giver", "receiver"),
    )
    _create(
        "escalation",
        "escalation_id",
        _key("case_id"),
        sa.Column("stage", WORD, nullable=False),
        _key("department_from"),
        _key("department_to"),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        _key("actor"),
        _instant("at"),
        sa.Column("due", sa.Date(), nullable=True),
        _text("note"),
        index=("case_id",),
    )
    op.create_table(
        "procedure",
        sa.Column("region", REGION, nullable=False),
        _json("deadlines"),
        _json("chain"),
        _number("people_least"),
        _number("reopen_days"),
        _number("reopen_times"),
        _json("holidays"),
        _json("workdays"),
        sa.PrimaryKeyConstraint("region", name="pk_procedure"),
    )
