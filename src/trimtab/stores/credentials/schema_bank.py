"""Tables of the credit bank (SQLAlchemy Core), one for each of its record types.

A column has the name of the record's field. What may not change is kept by triggers as well
(``stores.credentials.bank_guards``).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    String,
    Table,
    UniqueConstraint,
)

from trimtab.credentials.bank.entries import Entry
from trimtab.credentials.bank.records import (
    Appeal,
    LedgerEntry,
    QualificationVersion,
    RecognitionCase,
    RecognitionStep,
    RuleVersion,
)
from trimtab.stores.columns import DIGEST, address, identity, instant, key, whole, words
from trimtab.stores.schema import metadata, store

_WORD = String(32)


credit_entry = Table(
    "credit_entry",
    metadata,
    key("entry_id"),
    address("holder_id", index=True),
    address("certificate_id"),
    address("issuer_id"),
    address("standard_id"),
    Column("title", JSON, nullable=False),
    identity("framework_id"),
    Column("earned_on", Date, nullable=False),
    Column("level", _WORD, nullable=False),
    address("module_id"),
    identity("nature"),
    whole("hundredths", null=True),
    whole("hours", null=True),
    whole("grade", null=True),
    Column("origin", _WORD, nullable=False),
    Column("assessed", Boolean, nullable=False),
    Column("expires_on", Date, nullable=True),
    address("exclusive_group", null=True),
    Column("digest", DIGEST, nullable=True),
    instant("deposited_at", null=True),
    Column("basis", JSON, nullable=False),
    UniqueConstraint("certificate_id"),
)

credit_line = Table(
    "credit_line",
    metadata,
    Column("ledger_id", String(160), primary_key=True),
    identity("entry_id"),
    address("holder_id", index=True),
    whole("number"),
    Column("kind", _WORD, nullable=False),
    whole("hundredths"),
    identity("framework_id"),
    instant("at"),
    identity("actor"),
    identity("case_id", null=True, index=True),
    words("note"),
    # Who redeems, expires or withdraws an entry takes its next number, and only one can.
    UniqueConstraint("entry_id", "number"),
)

credit_rule = Table(
    "credit_rule",
    metadata,
    key("rule_key"),
    identity("rule_id"),
    whole("version"),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=True),
    instant("recorded"),
    identity("recorded_by"),
    words("content"),
    Column("digest", DIGEST, nullable=False),
    words("note"),
    UniqueConstraint("rule_id", "version"),
)

credit_qualification = Table(
    "credit_qualification",
    metadata,
    key("qualification_key"),
    identity("qualification_id"),
    whole("version"),
    address("awarding_body"),
    identity("department_id", null=True),
    Column("region", _WORD, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=True),
    instant("recorded"),
    identity("recorded_by"),
    words("content"),
    Column("digest", DIGEST, nullable=False),
    UniqueConstraint("qualification_id", "version"),
)

recognition_case = Table(
    "recognition_case",
    metadata,
    key("case_id"),
    address("holder_id", index=True),
    identity("qualification_key"),
    Column("region", _WORD, nullable=False),
    identity("department_id"),
    address("awarding_body"),
    identity("awarding_department_id", null=True),
    identity("opened_by"),
    instant("opened_at"),
    Column("decided_on", Date, nullable=False),
    instant("known_at"),
    # Canonical JSON as text: PostgreSQL's own JSON type would not give the same bytes back.
    words("decision"),
    Column("digest", DIGEST, nullable=False),
    Column("satisfied", Boolean, nullable=False),
    whole("shortfall"),
    Column("state", _WORD, nullable=False, index=True),
    whole("moves"),
    identity("follows", null=True),
    identity("reviewer", null=True),
    instant("reviewed_at", null=True),
    identity("signer", null=True),
    instant("signed_at", null=True),
    words("document", null=True),
)

recognition_step = Table(
    "recognition_step",
    metadata,
    key("step_id"),
    identity("case_id"),
    whole("number"),
    Column("move", _WORD, nullable=False),
    Column("state_from", _WORD, nullable=False),
    Column("state_to", _WORD, nullable=False),
    identity("actor"),
    instant("at"),
    words("note"),
    UniqueConstraint("case_id", "number"),
)

recognition_appeal = Table(
    "recognition_appeal",
    metadata,
    key("appeal_id"),
    identity("case_id"),
    whole("number"),
    identity("lodged_by"),
    instant("lodged_at"),
    words("grounds"),
    Column("state", _WORD, nullable=False, index=True),
    identity("judge", null=True),
    instant("judged_at", null=True),
    words("reason"),
    Column("rules", JSON, nullable=False),
    UniqueConstraint("case_id", "number"),
)

CREDIT_BANK: Mapping[type, Table] = {
    Entry: credit_entry,
    LedgerEntry: credit_line,
    RuleVersion: credit_rule,
    QualificationVersion: credit_qualification,
    RecognitionCase: recognition_case,
    RecognitionStep: recognition_step,
    Appeal: recognition_appeal,
}
"""Which record is kept in which table: the lines of the mapper."""

for _table in CREDIT_BANK.values():
    # A backup fills tables in the order of their dependencies; guards of new rows hold in a store
    # that has its id, so the id comes last.
    store.add_is_dependent_on(_table)
