"""From a source table to cells: one row per value, with the words of its dimensions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trimtab.ingest.engine import quoted
from trimtab.ingest.mapping import DimensionRule, Form, Mapping, PeriodRule
from trimtab.ingest.source import Source, plain

DIMENSIONS = ("period", "region", "industry", "occupation")


@dataclass(frozen=True, slots=True)
class Places:
    """Which column of the source each part of a cell came from (to name it in a problem)."""

    dimensions: dict[str, int | None]
    values: tuple[int, ...]  # column of the value, by cell ``k``
    names: tuple[str, ...]  # header of the value column, by cell ``k``
    status: int | None
    release: int | None
    measure: int | None


def create_cells(source: Source, mapping: Mapping) -> Places:
    """Create the view ``cells``: r, k, measure, period, region, industry, occupation, release,
    status, value; all texts. Rows that are empty or match ``skip`` are left out (see
    ``count_skipped``).

    Raises InputRejectedError INGEST-021 / 023 when a column is absent or ambiguous.
    """
    named = {name: _columns(source, getattr(mapping, name)) for name in DIMENSIONS}
    status = _optional(source, mapping.status_column)
    release = _optional(source, mapping.release.column)
    measure = _optional(source, mapping.measure_column)
    used = {i for columns in named.values() for i in columns}
    used |= {i for i in (status, release, measure) if i is not None}
    values = _value_columns(source, mapping, used)
    names = tuple(source.header[i] for i in values)
    texts = {name: _text(named[name], getattr(mapping, name).constant) for name in DIMENSIONS}
    spread = mapping.spread.dimension if mapping.spread else None
    selected = ["r", f"unnest(range({len(values)}))::INTEGER AS k"]
    selected += [f"{texts[name]} AS {name}" for name in DIMENSIONS if name != spread]
    if spread:
        selected.append(f"unnest({_list(map(quoted, names))}) AS {spread}")
    selected += [
        f"{'NULL' if i is None else f'trim(c{i})'} AS {name}"
        for name, i in (("status", status), ("release", release), ("measure", measure))
    ]
    selected.append(f"unnest({_list(f'trim(c{i})' for i in values)}) AS value")
    first = _first_words(named)
    source.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW cells AS SELECT {', '.join(selected)} "
        f"FROM {source.relation} WHERE NOT ({_empty_or_skipped(source, mapping, first)})"
    )
    places = {name: (columns[0] if columns else None) for name, columns in named.items()}
    return Places(places, values, names, status, release, measure)


def count_skipped(source: Source, mapping: Mapping) -> tuple[int, list[int]]:
    """How many rows the skip patterns left out (totals, notes), and the first of them."""
    named = {name: _columns(source, getattr(mapping, name)) for name in DIMENSIONS}
    condition = _skipped(mapping, _first_words(named))
    rows = source.connection.execute(
        f"SELECT count(*), min_by(r, r, 5) FROM {source.relation} WHERE {condition}"
    ).fetchone()
    return (int(rows[0]), list(rows[1] or [])) if rows else (0, [])


def _columns(source: Source, rule: DimensionRule | PeriodRule) -> tuple[int, ...]:
    return tuple(source.position(name) for name in rule.columns)


def _optional(source: Source, name: str | None) -> int | None:
    return None if name is None else source.position(name)


def _value_columns(source: Source, mapping: Mapping, used: set[int]) -> tuple[int, ...]:
    if mapping.form is Form.WIDE and mapping.spread is not None:
        if mapping.spread.columns:
            return tuple(source.position(name) for name in mapping.spread.columns)
        ignored = {plain(name) for name in mapping.ignore}
        return tuple(
            i
            for i, name in enumerate(source.header)
            if name and i not in used and name not in ignored
        )
    if mapping.value_column is not None:
        return (source.position(mapping.value_column),)
    return tuple(source.position(measure.source) for measure in mapping.measures)


def _text(columns: tuple[int, ...], constant: str | None) -> str:
    if not columns:
        return quoted(constant or "")
    if len(columns) == 1:
        return f"coalesce(trim(c{columns[0]}), '')"
    return "concat_ws('-', " + ", ".join(f"trim(c{i})" for i in columns) + ")"


def _list(items: Iterable[str]) -> str:
    return "[" + ", ".join(items) + "]"


def _first_words(named: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Dimension columns and the first column: where totals and notes announce themselves."""
    return tuple(sorted({0, *(i for columns in named.values() for i in columns)}))


def _skipped(mapping: Mapping, columns: tuple[int, ...]) -> str:
    if not mapping.skip:
        return "false"
    pattern = quoted("|".join(f"(?:{p})" for p in mapping.skip))
    return " OR ".join(
        f"coalesce(regexp_full_match(trim(c{i}), {pattern}), false)" for i in columns
    )


def _empty_or_skipped(source: Source, mapping: Mapping, columns: tuple[int, ...]) -> str:
    everything = ", ".join(f"nullif(trim(c{i}), '')" for i in range(len(source.header)))
    return f"coalesce({everything}) IS NULL OR {_skipped(mapping, columns)}"
