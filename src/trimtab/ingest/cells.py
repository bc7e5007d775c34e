"""From a source table to cells: one row per value, with the words of its dimensions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trimtab.ingest.engine import quoted
from trimtab.ingest.mapping import DimensionRule, Form, Mapping, PeriodRule
from trimtab.ingest.source import Source, plain

DIMENSIONS = ("period", "region", "industry", "occupation")
_NEVER = "false"


@dataclass(frozen=True, slots=True)
class Places:
    """Which column of the source each part of a cell came from (to name it in a problem)."""

    dimensions: dict[str, int | None]
    values: tuple[int, ...]  # column of the value, by cell ``k``
    names: tuple[str, ...]  # header of the value column, by cell ``k``
    status: int | None
    release: int | None
    measure: int | None
    words: dict[str, str]  # SQL over the source for the word of a part that varies by row
    skipped: str  # SQL condition of the rows that are totals or notes


def filled_down(source: Source, mapping: Mapping) -> Source:
    """The source with empty cells of ``fill_down`` dimensions taking the value above them.

    Rows that are empty throughout stay empty.
    """
    rules = [getattr(mapping, name) for name in DIMENSIONS]
    columns = sorted({i for rule in rules if rule.fill_down for i in _columns(source, rule)})
    if not columns:
        return source
    carried = ", ".join(
        f"CASE WHEN NOT ({_empty(source)}) THEN last_value(nullif(trim(c{i}), '') IGNORE NULLS) "
        f"OVER (ORDER BY r ROWS UNBOUNDED PRECEDING) END AS c{i}"
        for i in columns
    )
    source.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE filled AS SELECT * REPLACE ({carried}) "
        f"FROM {source.relation}"
    )
    return replace(source, relation="filled")


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
    extras = {"status": status, "release": release, "measure": measure}
    words = {name: texts[name] for name in DIMENSIONS if named[name]}
    words |= {name: f"trim(c{i})" for name, i in extras.items() if i is not None}
    skipped = _skipped(source, mapping, named)
    spread = mapping.spread.dimension if mapping.spread else None
    selected = ["r", *_values(values, names, spread)]
    selected += [f"{texts[name]} AS {name}" for name in DIMENSIONS if name != spread]
    selected += [f"{words.get(name, 'NULL::VARCHAR')} AS {name}" for name in extras]
    source.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW cells AS SELECT {', '.join(selected)} "
        f"FROM {source.relation} WHERE NOT ({_empty(source)} OR {skipped})"
    )
    places = {name: (columns[0] if columns else None) for name, columns in named.items()}
    return Places(places, values, names, status, release, measure, words, skipped)


def count_skipped(source: Source, places: Places) -> tuple[int, list[int]]:
    """How many rows the skip patterns left out (totals, notes), and the first of them."""
    if places.skipped == _NEVER:
        return 0, []
    rows = source.connection.execute(
        f"SELECT count(*), min(r, 5) FROM {source.relation} WHERE {places.skipped}"
    ).fetchone()
    return (int(rows[0]), list(rows[1] or [])) if rows else (0, [])


def _values(values: tuple[int, ...], names: tuple[str, ...], spread: str | None) -> list[str]:
    """Number, header word and text of each value cell; several become rows of their own."""
    if len(values) == 1:
        headers, numbers, cells = quoted(names[0]), "0", f"trim(c{values[0]})"
    else:
        headers = f"unnest({_list(map(quoted, names))})"
        numbers = f"unnest(range({len(values)}))::INTEGER"
        cells = f"unnest({_list(f'trim(c{i})' for i in values)})"
    header = [f"{headers} AS {spread}"] if spread else []
    return [f"{numbers} AS k", *header, f"{cells} AS value"]


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


def _skipped(source: Source, mapping: Mapping, named: dict[str, tuple[int, ...]]) -> str:
    """Totals and notes announce themselves in a dimension column or in the first column.

    The patterns are matched once per column here, so that every later pass compares whole words.
    """
    if not mapping.skip:
        return _NEVER
    pattern = quoted("|".join(f"(?:{p})" for p in mapping.skip))
    conditions = []
    for i in sorted({0, *(i for columns in named.values() for i in columns)}):
        found = source.connection.execute(
            f"SELECT DISTINCT trim(c{i}) FROM {source.relation} "
            f"WHERE regexp_full_match(trim(c{i}), {pattern})"
        ).fetchall()
        if found:
            words = ", ".join(quoted(str(row[0])) for row in found)
            conditions.append(f"coalesce(trim(c{i}) IN ({words}), false)")
    return " OR ".join(conditions) or _NEVER


def _empty(source: Source) -> str:
    everything = ", ".join(f"nullif(trim(c{i}), '')" for i in range(len(source.header)))
    return f"coalesce({everything}) IS NULL"
