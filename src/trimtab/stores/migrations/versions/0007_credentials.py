"""Issuers, keys, accreditations, certificates, status lists, batches, the register of issues."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.String(128)
ADDRESS = sa.String(200)
DIGEST = sa.String(64)
WORD = sa.String(32)

AUDITED = (
    "certificate_batch",
    "status_list",
    "achievement",
    "accreditation",
    "credential_key",
    "credential_issuer",
)
UNAUDITED = (
    "batch_row",
    "issue_day",
    "issue_entry",
    "status_list_edition",
    "certificate_step",
    "certificate_document",
    "certificate",
    "holder",
)


def upgrade() -> None:
    from trimtab.stores.credentials.guards import put_on

    _create_registers()
    _create_batches()
    _create_certificates()
    _create_status_lists()
    _create_register_of_issues()
    put_on(op.get_bind())


def downgrade() -> None:
    """The trail tells of every audited row that goes: keep a backup."""
    from trimtab.stores.credentials.guards import take_off

    take_off(op.get_bind())
    _tell_of_removal()
    for name in (*UNAUDITED, *AUDITED):
        op.drop_table(name)


def _tell_of_removal() -> None:
    from trimtab.office.canonical import canonical
    from trimtab.office.types import OPERATOR, AuditAction
    from trimtab.stores.backup.rows import known_tables, rows_of
    from trimtab.stores.office.audit import Trail

    connection = op.get_bind()
    forms = {form.name: form for form in known_tables(connection)}
    trail = Trail(connection, OPERATOR, "schema below 0007", datetime.now(UTC))
    for name in AUDITED:
        form = forms[name]
        for row in connection.execute(rows_of(form, connection.dialect.name)):
            values = row._asdict()
            trail.append(AuditAction.REMOVE, name, values[form.key[0]], canonical(values), None)
    trail.flush()


def _column(name: str, kind: sa.types.TypeEngine[Any], null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def _create(name: str, key: str, *columns: sa.schema.SchemaItem, index: tuple[str, ...]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(key, name=f"pk_{name}"))
    for column in index:
        op.create_index(f"ix_{name}_{column}", name, [column])


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{columns[0]}")


def _create_registers() -> None:
    _create(
        "credential_issuer",
        "issuer_id",
        _column("issuer_id", IDENTITY),
        _column("title", sa.JSON()),
        _column("region", sa.String(32)),
        _column("department_id", IDENTITY, null=True),
        _column("trusted", sa.Boolean()),
        index=(),
    )
    _create(
        "credential_key",
        "key_id",
        _column("key_id", IDENTITY),
        _column("issuer_id", ADDRESS),
        _column("algorithm", WORD),
        _column("public_key_multibase", sa.Text()),
        _column("valid_from", INSTANT),
        _column("expires", INSTANT, null=True),
        _column("revoked_at", INSTANT, null=True),
        _column("end", WORD, null=True),
        _column("held_in", sa.Text(), null=True),
        index=("issuer_id",),
    )
    _create(
        "accreditation",
        "accreditation_id",
        _column("accreditation_id", IDENTITY),
        _column("issuer_id", ADDRESS),
        _column("standard_id", ADDRESS),
        _column("highest_level", sa.Integer()),
        _column("region", sa.String(32)),
        _column("since", sa.Date()),
        _column("until", sa.Date(), null=True),
        _column("authority", sa.Text()),
        _column("legal_basis", sa.Text()),
        index=("issuer_id",),
    )
    _create(
        "achievement",
        "achievement_id",
        _column("achievement_id", IDENTITY),
        _column("standard_id", ADDRESS),
        _column("title", sa.JSON()),
        _column("criteria", sa.JSON()),
        _column("level", sa.Integer(), null=True),
        _column("occupations", sa.JSON()),
        _column("hours", sa.Double(), null=True),
        _column("credits", sa.Double(), null=True),
        _column("framework_levels", sa.JSON()),
        _column("active", sa.Boolean()),
        index=("standard_id",),
    )


def _create_batches() -> None:
    _create(
        "certificate_batch",
        "batch_id",
        _column("batch_id", IDENTITY),
        _column("issuer_id", ADDRESS),
        _column("region", sa.String(32)),
        _column("title", sa.Text()),
        _column("source_digest", DIGEST),
        _column("rows", sa.Integer()),
        _column("faulty", sa.Integer()),
        _column("drafted_by", IDENTITY),
        _column("drafted_at", INSTANT),
        _column("state", WORD),
        _column("decided_by", IDENTITY, null=True),
        _column("decided_at", INSTANT, null=True),
        _column("decision_note", sa.Text()),
        _column("job_id", IDENTITY, null=True),
        _column("issued", sa.Integer()),
        _column("finished_at", INSTANT, null=True),
        index=("state",),
    )
    _create(
        "batch_row",
        "row_id",
        _column("row_id", IDENTITY),
        _column("batch_id", IDENTITY),
        _column("row_number", sa.Integer()),
        _column("holder_id", IDENTITY, null=True),
        _column("achievement_id", ADDRESS, null=True),
        _column("awarded_on", sa.Date(), null=True),
        _column("valid_until", sa.Date(), null=True),
        _column("number", IDENTITY, null=True),
        _column("score", sa.Text(), null=True),
        _column("content_key", DIGEST, null=True),
        _column("state", WORD),
        _column("findings", sa.JSON()),
        _column("certificate_id", IDENTITY, null=True),
        _column("document", sa.Text(), null=True),
        _unique("batch_row", "batch_id", "row_number"),
        index=("holder_id",),
    )


def _create_certificates() -> None:
    _create(
        "holder",
        "holder_id",
        _column("holder_id", IDENTITY),
        _column("name", sa.Text(), null=True),
        _column("identity_number", sa.String(64), null=True),
        _column("salt", DIGEST, null=True),
        _column("registered_at", INSTANT),
        _column("forgotten_at", INSTANT, null=True),
        _unique("holder", "identity_number"),
        index=(),
    )
    _create_certificate()
    _create(
        "certificate_document",
        "digest",
        _column("digest", DIGEST),
        _column("certificate_id", IDENTITY),
        _column("edition", sa.Integer()),
        _column("key_id", ADDRESS),
        _column("made_at", INSTANT),
        _column("content", sa.Text()),
        index=("certificate_id",),
    )
    _create(
        "certificate_step",
        "step_id",
        _column("step_id", IDENTITY),
        _column("certificate_id", IDENTITY),
        _column("number", sa.Integer()),
        _column("move", WORD),
        _column("at", INSTANT),
        _column("actor", IDENTITY),
        _column("reason", WORD, null=True),
        _column("note", sa.Text()),
        _unique("certificate_step", "certificate_id", "number"),
        index=("certificate_id",),
    )


def _create_certificate() -> None:
    _create(
        "certificate",
        "certificate_id",
        _column("certificate_id", IDENTITY),
        _column("kind", WORD),
        _column("issuer_id", ADDRESS),
        _column("achievement_id", ADDRESS, null=True),
        _column("holder_id", IDENTITY, null=True),
        _column("region", sa.String(32)),
        _column("awarded_on", sa.Date()),
        _column("valid_from", INSTANT),
        _column("valid_until", INSTANT, null=True),
        _column("issued_at", INSTANT),
        _column("key_id", ADDRESS),
        _column("digest", DIGEST),
        _column("edition", sa.Integer()),
        _column("revocation_list", ADDRESS, null=True),
        _column("revocation_index", sa.Integer(), null=True),
        _column("suspension_list", ADDRESS, null=True),
        _column("suspension_index", sa.Integer(), null=True),
        _column("content_key", DIGEST),
        _column("drafted_by", IDENTITY),
        _column("state", WORD),
        _column("state_since", INSTANT, null=True),
        _column("approved_by", IDENTITY, null=True),
        _column("number", IDENTITY, null=True),
        _column("score", sa.Text(), null=True),
        _column("batch_id", IDENTITY, null=True),
        _column("row_number", sa.Integer(), null=True),
        _unique("certificate", "content_key"),
        _unique("certificate", "batch_id", "row_number"),
        _unique("certificate", "revocation_list", "revocation_index"),
        _unique("certificate", "suspension_list", "suspension_index"),
        index=(
            "issuer_id",
            "achievement_id",
            "holder_id",
            "key_id",
            "state",
            "number",
            "issued_at",
        ),
    )


def _create_status_lists() -> None:
    _create(
        "status_list",
        "list_id",
        _column("list_id", IDENTITY),
        _column("issuer_id", ADDRESS),
        _column("purpose", WORD),
        _column("size", sa.Integer()),
        _column("opened_at", INSTANT),
        _column("edition", sa.Integer()),
        _column("digest", DIGEST, null=True),
        index=("issuer_id",),
    )
    _create(
        "status_list_edition",
        "edition_id",
        _column("edition_id", ADDRESS),
        _column("list_id", ADDRESS),
        _column("edition", sa.Integer()),
        _column("signed_at", INSTANT),
        _column("valid_until", INSTANT),
        _column("content", sa.Text()),
        _unique("status_list_edition", "list_id", "edition"),
        index=(),
    )


def _create_register_of_issues() -> None:
    _create(
        "issue_entry",
        "digest",
        _column("digest", DIGEST),
        _column("issuer_id", ADDRESS),
        _column("sequence", sa.Integer()),
        _column("certificate_id", IDENTITY),
        _column("entered_at", INSTANT),
        _column("previous", DIGEST),
        _column("hash", DIGEST),
        _unique("issue_entry", "issuer_id", "sequence"),
        index=("certificate_id",),
    )
    _create(
        "issue_day",
        "day_id",
        _column("day_id", ADDRESS),
        _column("issuer_id", ADDRESS),
        _column("day", sa.Date()),
        _column("first", sa.Integer()),
        _column("last", sa.Integer()),
        _column("head", DIGEST),
        _column("signed_at", INSTANT),
        _column("content", sa.Text()),
        index=(),
    )
