"""The id that ties a database to its workspace folder."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "store",
        sa.Column("store_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("store_id", name="pk_store"),
    )


def downgrade() -> None:
    op.drop_table("store")
