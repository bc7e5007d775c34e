"""Revocations of whole batches; certificates listed by the day of the award without sorting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_IDENTITY, _WORD = sa.String(128), sa.String(32)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "batch_revocation",
        sa.Column("revocation_id", _IDENTITY, nullable=False),
        sa.Column("batch_id", _IDENTITY, nullable=False),
        sa.Column("reason", _WORD, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("certificates", sa.Integer(), nullable=False),
        sa.Column("asked_by", _IDENTITY, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("decided_by", _IDENTITY, nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("job_id", _IDENTITY, nullable=True),
        sa.Column("revoked", sa.Integer(), nullable=False),
        sa.Column("finished_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("revocation_id", name="pk_batch_revocation"),
    )
    for column in ("batch_id", "state"):
        op.create_index(f"ix_batch_revocation_{column}", "batch_revocation", [column])
    op.create_index(
        "ix_certificate_awarded_on",
        "certificate",
        ["awarded_on", "issued_at", "certificate_id"],
    )
    # Each search asks first which issuers and regions there are.
    op.drop_index("ix_certificate_issuer_id", "certificate")
    op.create_index("ix_certificate_issuer_id", "certificate", ["issuer_id", "region"])


def downgrade() -> None:
    op.drop_index("ix_certificate_issuer_id", "certificate")
    op.create_index("ix_certificate_issuer_id", "certificate", ["issuer_id"])
    op.drop_index("ix_certificate_awarded_on", "certificate")
    op.drop_table("batch_revocation")
