"""Batches (what was imported) and segments (the folders of Parquet files that hold them)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("segment_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("release_basis", sa.String(16), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("segment_id", name="pk_segment"),
    )
    op.create_index("ix_segment_position", "segment", ["position"])
    op.create_table(
        "batch",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.String(64), nullable=False),
        sa.Column("release_basis", sa.String(16), nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("segment_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_batch"),
        sa.UniqueConstraint("batch_id", name="uq_batch_batch_id"),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.segment_id"], name="fk_batch_segment_id_segment"
        ),
    )
    op.create_index("ix_batch_segment_id", "batch", ["segment_id"])


def downgrade() -> None:
    op.drop_table("batch")
    op.drop_table("segment")
