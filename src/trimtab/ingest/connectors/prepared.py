"""What a connector makes of a loaded table: the table (with derived columns) and its mapping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from trimtab.ingest.engine import quoted
from trimtab.ingest.mapping import Layout, Mapping
from trimtab.ingest.source import Source
from trimtab.tables import Finding


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table ready to stage."""

    source: Source
    mapping: Mapping
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Connector:
    """A known form. ``recognises`` is asked with the header in lower case."""

    name: str
    recognises: Callable[[frozenset[str]], bool]
    prepare: Callable[[Source, Layout], Prepared]


def find_column(source: Source, *names: str) -> str | None:
    """The first of several spellings that the header has, as the file writes it."""
    lowered = {text.lower(): text for text in source.header}
    return next((lowered[name] for name in names if name in lowered), None)


def derive_column(source: Source, name: str, expression: str) -> Source:
    """The same table with one more text column, computed by SQL over ``c0, c1, ...``."""
    relation = f"{source.relation}_{len(source.header)}"
    source.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {relation} AS SELECT *, CAST({expression} AS VARCHAR) "
        f"AS c{len(source.header)} FROM {source.relation}"
    )
    return replace(source, relation=relation, header=(*source.header, name))


def keep_rows(source: Source, condition: str) -> Source:
    """The same table with only the rows a condition holds for."""
    relation = f"{source.relation}_kept"
    source.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {relation} AS SELECT * FROM {source.relation} "
        f"WHERE coalesce({condition}, false)"
    )
    return replace(source, relation=relation)


def words_of(source: Source, name: str) -> list[str]:
    """The distinct texts of a column, sorted."""
    column = f"c{source.position(name)}"
    rows = source.connection.execute(
        f"SELECT DISTINCT trim({column}) AS w FROM {source.relation} "
        f"WHERE {column} IS NOT NULL ORDER BY w"
    ).fetchall()
    return [str(row[0]) for row in rows]


def number(source: Source, name: str) -> str:
    """SQL that reads a column as a number (NULL when it is none)."""
    return f"TRY_CAST(nullif(trim(c{source.position(name)}), 'NaN') AS DOUBLE)"


def text_list(words: list[str]) -> str:
    """SQL list of literals for ``IN``."""
    return "(" + ", ".join(map(quoted, words or [""])) + ")"
