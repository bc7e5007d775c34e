"""Every way a cell can be wrong, as one SQL condition each over the view ``typed``.

All conditions are counted in one pass. Only when a count is not zero are the first places looked
up and their rows named, so a clean file of any size costs one scan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trimtab.ingest.cells import Places
from trimtab.ingest.mapping import Mapping
from trimtab.ingest.source import PROBLEMS_SHOWN, Source
from trimtab.kernel import Problem


@dataclass(frozen=True, slots=True)
class Check:
    """A code, its condition, the column at fault, and what its sentence is told."""

    code: str
    condition: str
    at: Callable[[Places, int], int | None]
    params: str = "{}"


def _value(places: Places, k: int) -> int | None:
    return places.values[k]


def _dimension(name: str) -> Callable[[Places, int], int | None]:
    def at(places: Places, k: int) -> int | None:
        column = places.dimensions[name]
        return places.values[k] if column is None else column

    return at


_NUMBER = "blank IS NULL AND number IS NOT NULL"
_ROWS_NAMED = 5  # other rows of an equal problem
_EMPTY_CELL = {"INGEST-034": "period", "INGEST-035": "region"}  # INGEST-057 says it better
_BOUNDS = "{'value': raw, 'low': low, 'high': high}"

CHECKS = (
    Check("INGEST-034", "period IS NULL", _dimension("period"), "{'word': period_word}"),
    Check("INGEST-035", "region IS NULL", _dimension("region"), "{'word': region_word}"),
    Check("INGEST-036", "industry IS NULL", _dimension("industry"), "{'word': industry_word}"),
    Check("INGEST-037", "occupation IS NULL", _dimension("occupation"),
          "{'word': occupation_word}"),
    Check("INGEST-039", "indicator IS NULL", lambda places, _: places.measure,
          "{'word': measure_word}"),
    Check("INGEST-040", "release_time IS NULL AND period IS NOT NULL",
          lambda places, _: places.release, "{'word': release_word}"),
    Check("INGEST-041", "release_time < starts::TIMESTAMP::TIMESTAMPTZ",
          lambda places, _: places.release, "{'word': release_word, 'period': period_word}"),
    Check("INGEST-046", "obs_status IS NULL", lambda places, _: places.status,
          "{'word': status_word}"),
    Check("INGEST-045", "blank IS NULL AND (number IS NULL OR NOT isfinite(number)) "
          "AND prefix(raw, '#')", _value, "{'value': raw}"),
    Check("INGEST-030", "blank IS NULL AND (number IS NULL OR NOT isfinite(number)) "
          "AND NOT prefix(raw, '#') AND indicator IS NOT NULL", _value, "{'value': raw}"),
    Check("INGEST-031", f"{_NUMBER} AND unit = 'count' AND number < 0", _value, "{'value': raw}"),
    Check("INGEST-032", f"{_NUMBER} AND unit = 'share' AND number > 1 AND number <= 100", _value,
          "{'value': raw}"),
    Check("INGEST-033", f"{_NUMBER} AND isfinite(number) AND (number < low OR number > high) "
          "AND NOT (unit = 'count' AND number < 0) "
          "AND NOT (unit = 'share' AND number > 1 AND number <= 100)", _value, _BOUNDS),
)  # fmt: skip


def find_problems(source: Source, mapping: Mapping, places: Places) -> tuple[list[Problem], int]:
    """The first problems in row order, and how many cells are wrong.

    Equal words or figures in one column are one problem, at the first of its rows; INGEST-056 after
    it says in which other rows it stands. A wrong region is one wrong cell however many measures
    stand beside it.
    """
    counts = source.connection.execute(
        "SELECT " + ", ".join(f"count_if({check.condition})" for check in CHECKS) + " FROM typed"
    ).fetchone()
    failing = [check for check, count in zip(CHECKS, counts or (), strict=False) if count]
    if not failing:
        return [], 0
    found: list[_Group] = []
    total = 0
    for check in failing:
        groups, cells = _groups(source, check, places)
        found += groups
        total += cells
    found = sorted(found, key=lambda group: (group.rows[0], group.k))[:PROBLEMS_SHOWN]
    lines = source.locate([row for group in found for row in group.rows])
    return [problem for group in found for problem in _named(source, places, group, lines)], total


@dataclass(frozen=True, slots=True)
class _Group:
    """Cells that are wrong in the same way: how many, and the first of their rows."""

    check: Check
    k: int
    params: dict[str, object]
    count: int
    rows: list[int]


def _groups(source: Source, check: Check, places: Places) -> tuple[list[_Group], int]:
    """The first groups of a check, and the number of wrong cells in all."""
    words = ", ".join(
        f"{name} AS {name}_word"
        for name in (
            "period", "region", "industry", "occupation", "measure", "release", "status"
        )
    )  # fmt: skip
    columns = {check.at(places, k) for k in range(len(places.values))}
    k = "t.k" if len(columns) > 1 else "0"
    rows = source.connection.execute(
        f"SELECT k, params, count(*), min(r, {_ROWS_NAMED + 1}), sum(count(*)) OVER () FROM ("
        f"SELECT DISTINCT t.r AS r, {k} AS k, {check.params} AS params FROM typed t "
        f"JOIN (SELECT r, k, {words} FROM cells) c ON t.r = c.r AND t.k = c.k "
        f"WHERE {check.condition}) GROUP BY k, params ORDER BY min(r), k LIMIT {PROBLEMS_SHOWN}"
    ).fetchall()
    groups = [_Group(check, int(k), dict(params), int(n), list(first))
              for k, params, n, first, _ in rows]  # fmt: skip
    return groups, int(rows[0][-1]) if rows else 0


def _named(source: Source, places: Places, group: _Group, lines: dict[int, int]) -> list[Problem]:
    column = group.check.at(places, group.k)
    first, *others = [lines.get(row, row) for row in group.rows]
    empty = _EMPTY_CELL.get(group.check.code) if group.params.get("word") == "" else None
    if empty:
        problems = [source.problem("INGEST-057", first, column, dimension=empty)]
    else:
        problems = [source.problem(group.check.code, first, column, **group.params)]
    if others:
        shown = [str(row) for row in others[:_ROWS_NAMED]]
        shown += ["…"] if group.count - 1 > len(shown) else []
        more = {"n": group.count - 1, "rows": ", ".join(shown)}
        problems.append(source.problem("INGEST-056", first, column, **more))
    return problems
