"""Accounts: passwords, sessions, one-time links, attempts to sign in, tokens, visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.String(128)
HASH = sa.String(64)
NAME = sa.String(32)

ENDED = ("web_session", "sign_in_link", "api_token", "credential")
_END = " ".join(f"DELETE FROM {name} WHERE actor_id = NEW.actor_id;" for name in ENDED)
# Whoever is switched off is signed out for good, whatever program switched them off.
SQLITE_GUARDS = (
    f"""CREATE TRIGGER actor_closed_signs_out AFTER UPDATE ON actor WHEN NOT NEW.active
        BEGIN {_END} END""",
)
POSTGRESQL_GUARDS = (
    f"""CREATE FUNCTION end_account_of_closed_actor() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN {_END} RETURN NULL; END $$""",
    """CREATE TRIGGER actor_closed_signs_out AFTER UPDATE ON actor
       FOR EACH ROW WHEN (NOT NEW.active) EXECUTE FUNCTION end_account_of_closed_actor()""",
)


def upgrade() -> None:
    op.create_table(
        "credential",
        sa.Column("actor_id", IDENTITY, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("link_made_by", IDENTITY, nullable=True),
        sa.PrimaryKeyConstraint("actor_id", name="pk_credential"),
    )
    _create_sessions()
    _create_links()
    _create_attempts()
    _create_tokens()
    op.create_table(
        "visits",
        sa.Column("actor_id", IDENTITY, nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("latest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name="pk_visits"),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_GUARDS if postgresql else SQLITE_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Nobody can sign in any more: whoever comes back needs a new link."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER actor_closed_signs_out ON actor")
        op.execute("DROP FUNCTION end_account_of_closed_actor()")
    else:
        op.execute("DROP TRIGGER actor_closed_signs_out")
    for name in (
        "visits",
        "api_token",
        "sign_in_attempt",
        "sign_in_link",
        "web_session",
        "credential",
    ):
        op.drop_table(name)


def _create_sessions() -> None:
    op.create_table(
        "web_session",
        sa.Column("session_hash", HASH, nullable=False),
        sa.Column("session_id", NAME, nullable=False),
        sa.Column("actor_id", IDENTITY, nullable=False),
        sa.Column("entry", sa.String(16), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("session_hash", name="pk_web_session"),
        sa.UniqueConstraint("session_id", name="uq_web_session_session_id"),
    )
    op.create_index("ix_web_session_actor_id", "web_session", ["actor_id"])
    op.create_index("ix_web_session_until", "web_session", ["until"])


def _create_links() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("link_hash", HASH, nullable=False),
        sa.Column("actor_id", IDENTITY, nullable=False),
        sa.Column("made_by", IDENTITY, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("link_hash", name="pk_sign_in_link"),
    )
    op.create_index("ix_sign_in_link_actor_id", "sign_in_link", ["actor_id"])


def _create_attempts() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("attempt_id", NAME, nullable=False),
        sa.Column("account_hash", HASH, nullable=False),
        sa.Column("address_hash", HASH, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_sign_in_attempt"),
    )
    for column in ("account_hash", "address_hash", "at"):
        op.create_index(f"ix_sign_in_attempt_{column}", "sign_in_attempt", [column])


def _create_tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("token_id", NAME, nullable=False),
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("actor_id", IDENTITY, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by", IDENTITY, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("token_id", name="pk_api_token"),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
    )
    op.create_index("ix_api_token_actor_id", "api_token", ["actor_id"])
