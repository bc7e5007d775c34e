"""Wallets of workers: links of accounts, claims, keys, shares, requests of verifiers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "wallet_link",
        sa.Column("actor_id", sa.String(128), nullable=False),
        sa.Column("holder_id", sa.String(200), nullable=False),
        sa.Column("confirmed_by", sa.String(128), nullable=False),
        sa.Column("linked_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name="pk_wallet_link"),
        sa.UniqueConstraint("holder_id", name="uq_wallet_link_holder_id"),
    )
    op.create_table(
        "wallet_claim",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("holder_id", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_wallet_claim"),
        sa.UniqueConstraint("holder_id", name="uq_wallet_claim_holder_id"),
    )
    op.create_table(
        "holder_key",
        sa.Column("holder_id", sa.String(200), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("holder_id", name="pk_holder_key"),
    )
    op.create_table(
        "verifier_request",
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(240), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_verifier_request"),
        sa.UniqueConstraint("code_hash", name="uq_verifier_request_code_hash"),
        sa.UniqueConstraint("secret_hash", name="uq_verifier_request_secret_hash"),
        sa.UniqueConstraint("nonce", name="uq_verifier_request_nonce"),
    )
    op.create_index("ix_verifier_request_until", "verifier_request", ["until"])
    _create_shares()


def _create_shares() -> None:
    op.create_table(
        "wallet_share",
        sa.Column("share_id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("request_id", sa.String(32), nullable=True),
        sa.Column("holder_id", sa.String(200), nullable=False),
        sa.Column("certificate_id", sa.String(200), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("audience", sa.String(240), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("share_id", name="pk_wallet_share"),
        sa.UniqueConstraint("token_hash", name="uq_wallet_share_token_hash"),
        sa.UniqueConstraint("request_id", name="uq_wallet_share_request_id"),
    )
    op.create_index("ix_wallet_share_holder_id", "wallet_share", ["holder_id"])
    op.create_table(
        "presentation_use",
        sa.Column("nonce_hash", sa.String(64), nullable=False),
        sa.Column("share_id", sa.String(32), nullable=False),
        sa.Column("used_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name="pk_presentation_use"),
        sa.UniqueConstraint("share_id", name="uq_presentation_use_share_id"),
        sa.ForeignKeyConstraint(
            ["share_id"],
            ["wallet_share.share_id"],
            name="fk_presentation_use_share_id_wallet_share",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    for table in (
        "presentation_use",
        "wallet_share",
        "verifier_request",
        "holder_key",
        "wallet_claim",
        "wallet_link",
    ):
        op.drop_table(table)
