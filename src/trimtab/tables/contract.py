"""A table contract names every column with its Arrow type, unit, range and privacy level."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from trimtab.kernel import Problem, TableContractError


class PrivacyLevel(StrEnum):
    """Who may see a column: anyone, the bureau, or nobody without a case right."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``low`` and ``high`` are inclusive; ``unit`` is a word of GLOSSARY.md or None."""

    name: str
    type: pa.DataType
    nullable: bool = False
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    privacy: PrivacyLevel = PrivacyLevel.INTERNAL


@dataclass(frozen=True, slots=True)
class TableContract:
    """Columns in order and the key that must be unique."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    def check_schema(self, schema: pa.Schema) -> None:
        """Raise TableContractError TABLE-001 unless names, order and types are the contract's."""
        if schema.names == self.schema.names and schema.types == self.schema.types:
            return
        got = dict(zip(schema.names, schema.types, strict=True))
        problems = [
            Problem(
                "TABLE-002",
                column=c.name,
                params={"got": str(got.get(c.name, "-")), "expected": str(c.type)},
            )
            for c in self.columns
            if got.get(c.name) != c.type
        ]
        raise TableContractError("TABLE-001", problems=problems, table=self.name)
