"""The office: records, and the audit trail that nobody can change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.String(128)

TABLES = (
    "rule_decision",
    "message",
    "channel",
    "job_progress",
    "job",
    "task",
    "role_grant",
    "actor",
    "department",
    "audit",
)
# What INSERT OR REPLACE takes away, SQLite takes away without a word to the other triggers.
SQLITE_REFUSES = "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
SQLITE_GUARDS = (
    f"CREATE TRIGGER audit_keeps_updates BEFORE UPDATE ON audit {SQLITE_REFUSES}",
    f"CREATE TRIGGER audit_keeps_deletes BEFORE DELETE ON audit {SQLITE_REFUSES}",
    f"""CREATE TRIGGER audit_keeps_replaced BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit WHERE sequence = NEW.sequence) {SQLITE_REFUSES}""",
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$""",
    """CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON audit
       FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit
       FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
)


def upgrade() -> None:
    _create_trail()
    _create_people()
    _create_work()
    _create_messages()
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_GUARDS if postgresql else SQLITE_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """The trail goes with its tables: keep a backup."""
    for name in TABLES:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")


def _create_trail() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", IDENTITY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("entity", sa.String(64), nullable=False),
        sa.Column("entity_id", IDENTITY, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )
    op.create_index("ix_audit_actor", "audit", ["actor"])
    op.create_index("ix_audit_entity_id", "audit", ["entity_id"])


def _create_people() -> None:
    op.create_table(
        "department",
        sa.Column("department_id", IDENTITY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("parent", IDENTITY, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("department_id", name="pk_department"),
    )
    op.create_index("ix_department_region", "department", ["region"])
    op.create_table(
        "actor",
        sa.Column("actor_id", IDENTITY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("department_id", IDENTITY, nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name="pk_actor"),
    )
    op.create_table(
        "role_grant",
        sa.Column("grant_id", IDENTITY, nullable=False),
        sa.Column("actor_id", IDENTITY, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("department_id", IDENTITY, nullable=True),
        sa.Column("granted_at", INSTANT, nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("grant_id", name="pk_role_grant"),
    )
    op.create_index("ix_role_grant_actor_id", "role_grant", ["actor_id"])


def _create_work() -> None:
    op.create_table(
        "task",
        sa.Column("task_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("department_id", IDENTITY, nullable=True),
        sa.Column("assignee", IDENTITY, nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("task_id", name="pk_task"),
    )
    op.create_index("ix_task_region", "task", ["region"])
    op.create_index("ix_task_state", "task", ["state"])
    op.create_table(
        "job",
        sa.Column("job_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("asked_by", IDENTITY, nullable=False),
        sa.Column("queued_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("attempts_max", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("once_key", IDENTITY, nullable=True),
        sa.Column("worker", IDENTITY, nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("job_id", name="pk_job"),
        sa.UniqueConstraint("once_key", name="uq_job_once_key"),
    )
    op.create_index("ix_job_state", "job", ["state"])
    op.create_table(
        "job_progress",
        sa.Column("job_id", IDENTITY, nullable=False),
        sa.Column("worker", IDENTITY, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("checkpoint", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("job_id", name="pk_job_progress"),
    )


def _create_messages() -> None:
    op.create_table(
        "channel",
        sa.Column("channel_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("secret_name", sa.String(64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_channel"),
    )
    op.create_table(
        "message",
        sa.Column("message_id", IDENTITY, nullable=False),
        sa.Column("channel_id", IDENTITY, nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name="pk_message"),
    )
    op.create_index("ix_message_state", "message", ["state"])
    op.create_table(
        "rule_decision",
        sa.Column("decision_id", IDENTITY, nullable=False),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("computation", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_rule_decision"),
    )
    op.create_index("ix_rule_decision_region", "rule_decision", ["region"])
