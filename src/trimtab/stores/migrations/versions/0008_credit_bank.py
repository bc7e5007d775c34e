"""The credit bank: entries, ledger, versions of rules and qualifications, recognitions, appeals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.String(128)
ADDRESS = sa.String(200)
DIGEST = sa.String(64)
WORD = sa.String(32)

TABLES = (
    "recognition_appeal",
    "recognition_step",
    "recognition_case",
    "credit_qualification",
    "credit_rule",
    "credit_line",
    "credit_entry",
)


def upgrade() -> None:
    from trimtab.stores.credentials.bank_guards import put_on

    _create_entries()
    _create_versions()
    _create_recognitions()
    put_on(op.get_bind())


def downgrade() -> None:
    """The trail tells of every row that goes: keep a backup."""
    from trimtab.stores.credentials.bank_guards import take_off

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
    trail = Trail(connection, OPERATOR, "schema below 0008", datetime.now(UTC))
    for name in TABLES:
        form = forms[name]
        for row in connection.execute(rows_of(form, connection.dialect.name)):
            values = row._asdict()
            trail.append(AuditAction.REMOVE, name, values[form.key[0]], canonical(values), None)
    trail.flush()


def _column(name: str, kind: sa.types.TypeEngine[Any], null: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=null)


def _create(
    name: str, key: sa.Column[Any], *columns: sa.schema.SchemaItem, index: tuple[str, ...] = ()
) -> None:
    op.create_table(name, key, *columns, sa.PrimaryKeyConstraint(key.name, name=f"pk_{name}"))
    for column in index:
        op.create_index(f"ix_{name}_{column}", name, [column])


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{columns[0]}")


def _create_entries() -> None:
    _create(
        "credit_entry",
        _column("entry_id", IDENTITY),
        *(_column(name, ADDRESS) for name in
          ("holder_id", "certificate_id", "issuer_id", "standard_id")),
        _column("title", sa.JSON()),
        _column("framework_id", IDENTITY),
        _column("earned_on", sa.Date()),
        _column("level", WORD),
        _column("module_id", ADDRESS),
        _column("nature", IDENTITY),
        *(_column(name, sa.Integer(), null=True) for name in ("hundredths", "hours", "grade")),
        _column("origin", WORD),
        _column("assessed", sa.Boolean()),
        _column("expires_on", sa.Date(), null=True),
        _column("exclusive_group", ADDRESS, null=True),
        _column("digest", DIGEST, null=True),
        _column("deposited_at", INSTANT, null=True),
        _column("basis", sa.JSON()),
        _unique("credit_entry", "certificate_id"),
        index=("holder_id",),
    )  # fmt: skip
    _create(
        "credit_line",
        _column("ledger_id", sa.String(160)),
        _column("entry_id", IDENTITY),
        _column("holder_id", ADDRESS),
        _column("number", sa.Integer()),
        _column("kind", WORD),
        _column("hundredths", sa.Integer()),
        _column("framework_id", IDENTITY),
        _column("at", INSTANT),
        _column("actor", IDENTITY),
        _column("case_id", IDENTITY, null=True),
        _column("note", sa.Text()),
        _unique("credit_line", "entry_id", "number"),
        index=("holder_id", "case_id"),
    )


def _create_versions() -> None:
    kept = (
        ("since", sa.Date(), False),
        ("until", sa.Date(), True),
        ("recorded", INSTANT, False),
        ("recorded_by", IDENTITY, False),
        ("content", sa.Text(), False),
        ("digest", DIGEST, False),
    )
    _create(
        "credit_rule",
        _column("rule_key", IDENTITY),
        _column("rule_id", IDENTITY),
        _column("version", sa.Integer()),
        *(_column(*one) for one in kept),
        _column("note", sa.Text()),
        _unique("credit_rule", "rule_id", "version"),
    )
    _create(
        "credit_qualification",
        _column("qualification_key", IDENTITY),
        _column("qualification_id", IDENTITY),
        _column("version", sa.Integer()),
        _column("awarding_body", ADDRESS),
        _column("department_id", IDENTITY, null=True),
        _column("region", WORD),
        *(_column(*one) for one in kept),
        _unique("credit_qualification", "qualification_id", "version"),
    )


def _create_recognitions() -> None:
    _create(
        "recognition_case",
        _column("case_id", IDENTITY),
        _column("holder_id", ADDRESS),
        _column("qualification_key", IDENTITY),
        _column("region", WORD),
        _column("department_id", IDENTITY),
        _column("awarding_body", ADDRESS),
        _column("awarding_department_id", IDENTITY, null=True),
        _column("opened_by", IDENTITY),
        _column("opened_at", INSTANT),
        _column("decided_on", sa.Date()),
        _column("known_at", INSTANT),
        _column("decision", sa.Text()),
        _column("digest", DIGEST),
        _column("satisfied", sa.Boolean()),
        _column("shortfall", sa.Integer()),
        _column("state", WORD),
        _column("moves", sa.Integer()),
        _column("follows", IDENTITY, null=True),
        _column("reviewer", IDENTITY, null=True),
        _column("reviewed_at", INSTANT, null=True),
        _column("signer", IDENTITY, null=True),
        _column("signed_at", INSTANT, null=True),
        _column("document", sa.Text(), null=True),
        index=("holder_id", "state"),
    )
    _create(
        "recognition_step",
        _column("step_id", IDENTITY),
        _column("case_id", IDENTITY),
        _column("number", sa.Integer()),
        *(_column(name, WORD) for name in ("move", "state_from", "state_to")),
        _column("actor", IDENTITY),
        _column("at", INSTANT),
        _column("note", sa.Text()),
        _unique("recognition_step", "case_id", "number"),
    )
    _create(
        "recognition_appeal",
        _column("appeal_id", IDENTITY),
        _column("case_id", IDENTITY),
        _column("number", sa.Integer()),
        _column("lodged_by", IDENTITY),
        _column("lodged_at", INSTANT),
        _column("grounds", sa.Text()),
        _column("state", WORD),
        _column("judge", IDENTITY, null=True),
        _column("judged_at", INSTANT, null=True),
        _column("reason", sa.Text()),
        _column("rules", sa.JSON()),
        _unique("recognition_appeal", "case_id", "number"),
        index=("state",),
    )
