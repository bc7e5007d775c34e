"""Frozen records and table rows, field by field of the same name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import JSON, Column, Row, String, Table

from trimtab.coordination.types import (
    Approval,
    Assessment,
    Attachment,
    Case,
    CaseAction,
    CaseComment,
    CaseReview,
    CaseStep,
    Decision,
    Delegation,
    Escalation,
    EvidenceEntry,
    Procedure,
    Signature,
)
from trimtab.credentials.issuing.batch_types import BatchRevocation, CertificateBatch
from trimtab.credentials.issuing.types import AchievementRecord, StatusListRecord
from trimtab.credentials.types import Accreditation, Issuer, KeyRecord
from trimtab.credentials.wallet.types import WalletLink
from trimtab.kernel import InputRejectedError
from trimtab.office.canonical import canonical
from trimtab.office.types import (
    Actor,
    Channel,
    Department,
    Grant,
    Job,
    Message,
    RuleDecisionRecord,
    Task,
)
from trimtab.ports import Record
from trimtab.stores.coordination import schema as coordination
from trimtab.stores.credentials import schema_issuing as issuing
from trimtab.stores.credentials import schema_wallet as wallet
from trimtab.stores.credentials.schema_bank import CREDIT_BANK
from trimtab.stores.office import schema

R = TypeVar("R", bound=Record)

_NULL_CHARACTER = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""The NUL character as JSON spells it, and not a backslash followed by "u0000"."""

TABLES: Mapping[type, Table] = {
    Department: schema.department,
    Actor: schema.actor,
    Grant: schema.role_grant,
    Task: schema.task,
    Job: schema.job,
    Channel: schema.channel,
    Message: schema.message,
    RuleDecisionRecord: schema.rule_decision,
    Case: coordination.coordination_case,
    CaseStep: coordination.case_step,
    Assessment: coordination.assessment,
    Decision: coordination.decision,
    Approval: coordination.approval,
    Signature: coordination.signature,
    CaseAction: coordination.case_action,
    CaseReview: coordination.case_review,
    CaseComment: coordination.case_comment,
    Attachment: coordination.attachment,
    Delegation: coordination.delegation,
    Escalation: coordination.escalation,
    Procedure: coordination.procedure,
    EvidenceEntry: coordination.evidence_entry,
    Issuer: issuing.credential_issuer,
    KeyRecord: issuing.credential_key,
    Accreditation: issuing.accreditation,
    AchievementRecord: issuing.achievement,
    StatusListRecord: issuing.status_list,
    CertificateBatch: issuing.certificate_batch,
    BatchRevocation: issuing.batch_revocation,
    WalletLink: wallet.wallet_link,
    **CREDIT_BANK,
}


@dataclass(frozen=True, slots=True)
class Form(Generic[R]):
    """How one type of record is kept."""

    kind: type[R]
    table: Table
    enums: Mapping[str, type[StrEnum]]
    tuples: frozenset[str]

    @property
    def entity(self) -> str:
        """The name under which the audit trail knows it."""
        return self.table.name

    @property
    def key(self) -> Column[Any]:
        """The column that identifies a record."""
        return self.table.c[self.kind.KEY]

    def values(self, record: R) -> dict[str, Any]:
        """The row that keeps a record, in plain values.

        Raises InputRejectedError OFFICE-003 for what the database could not give back unchanged.
        """
        return {column.name: _plain(column, getattr(record, column.name), self.entity)
                for column in self.table.columns}  # fmt: skip

    def record(self, row: Row[Any]) -> R:
        """The record a row keeps."""
        return self.record_of(row._asdict())

    def record_of(self, values: dict[str, Any]) -> R:
        """The record that values by column are kept for; they are taken over."""
        for name, enum in self.enums.items():
            values[name] = None if values[name] is None else enum(values[name])
        for name in self.tuples:
            values[name] = tuple(values[name])
        return self.kind(**values)


@cache
def form_of(kind: type[R]) -> Form[R]:
    """The form of a record type; KeyError for a type that the office does not keep."""
    return make_form(kind, TABLES[kind])


def make_form(kind: type[R], table: Table) -> Form[R]:
    """How records of a type are kept in a table; the audited ones are asked of ``form_of``."""
    hints = get_type_hints(kind)
    names = set(table.c.keys())
    enums = {name: enum for name in names if (enum := _enumeration(hints[name])) is not None}
    tuples = frozenset(name for name in names if get_origin(hints[name]) is tuple)
    return Form(kind, table, enums, tuples)


def _enumeration(hint: Any) -> type[StrEnum] | None:
    """The enumeration that a field holds, if any; the field may also be empty."""
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    found = [one for one in kinds if isinstance(one, type) and issubclass(one, StrEnum)]
    return found[0] if found else None


def _plain(column: Column[Any], value: object, entity: str) -> Any:
    """One value as the database will give it back."""
    if value is None:
        return None
    if isinstance(column.type, JSON):
        return json.loads(_checked(canonical, value, entity, column.name))
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        _checked(str.encode, value, entity, column.name)
        longest = column.type.length if isinstance(column.type, String) else None
        if "\0" in value or (longest is not None and len(value) > longest):
            raise _not_kept(entity, column.name, value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise _not_kept(entity, column.name, value)
    return value


def _checked(write: Any, value: object, entity: str, field: str) -> Any:
    try:
        written = write(value)
        if isinstance(written, str):
            written.encode()
    except (ValueError, TypeError) as failure:
        raise _not_kept(entity, field, value) from failure
    if isinstance(written, str) and _NULL_CHARACTER.search(written):
        raise _not_kept(entity, field, value)
    return written


def _not_kept(entity: str, field: str, value: object) -> InputRejectedError:
    return InputRejectedError("OFFICE-003", entity=entity, field=field, value=repr(value)[:120])
