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
    """The first problems in row order, and how many there are."""
    counts = source.connection.execute(
        "SELECT " + ", ".join(f"count_if({check.condition})" for check in CHECKS) + " FROM typed"
    ).fetchone()
    total = sum(count or 0 for count in counts or ())
    if not total:
        return [], 0
    failing = [check for check, count in zip(CHECKS, counts or (), strict=False) if count]
    found = [place for check in failing for place in _places(source, check)]
    found.sort(key=lambda place: place[:2])
    found = found[:PROBLEMS_SHOWN]
    lines = source.locate([row for row, *_ in found])
    return [
        source.problem(check.code, lines.get(row, row), check.at(places, k), **params)
        for row, k, check, params in found
    ], total


def _places(source: Source, check: Check) -> list[tuple[int, int, Check, dict[str, object]]]:
    words = ", ".join(
        f"{name} AS {name}_word"
        for name in (
            "period", "region", "industry", "occupation", "measure", "release", "status"
        )
    )  # fmt: skip
    rows = source.connection.execute(
        f"SELECT t.r, t.k, {check.params} FROM typed t "
        f"JOIN (SELECT r, k, {words} FROM cells) c ON t.r = c.r AND t.k = c.k "
        f"WHERE {check.condition} ORDER BY t.r, t.k LIMIT {PROBLEMS_SHOWN}"
    ).fetchall()
    return [(int(r), int(k), check, dict(params)) for r, k, params in rows]
