"""Places of twins on status lists; guesses at a holder, counted; no key of a holder is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_IDENTITY = sa.String(128)


def upgrade() -> None:
    op.create_table(
        "twin_place",
        sa.Column("revocation_list", _IDENTITY, nullable=False),
        sa.Column("revocation_index", sa.Integer(), nullable=False),
        sa.Column("suspension_list", _IDENTITY, nullable=False),
        sa.Column("suspension_index", sa.Integer(), nullable=False),
        sa.Column("certificate_id", _IDENTITY, nullable=False),
        sa.PrimaryKeyConstraint("revocation_list", "revocation_index", name="pk_twin_place"),
        sa.UniqueConstraint(
            "suspension_list", "suspension_index", name="uq_twin_place_suspension_list"
        ),
    )
    op.create_index("ix_twin_place_certificate_id", "twin_place", ["certificate_id"])
    op.create_table(
        "holder_guess",
        sa.Column("guess_id", sa.String(32), nullable=False),
        sa.Column("certificate_hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guess_id", name="pk_holder_guess"),
    )
    for column in ("certificate_hash", "at"):
        op.create_index(f"ix_holder_guess_{column}", "holder_guess", [column])
    op.drop_table("holder_key")


def downgrade() -> None:
    op.create_table(
        "holder_key",
        sa.Column("holder_id", sa.String(200), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("holder_id", name="pk_holder_key"),
    )
    op.drop_table("holder_guess")
    op.drop_table("twin_place")
