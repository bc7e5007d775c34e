"""Every row of the minimum wage table is answered by the rule book, on its day and not beyond.

``effective`` rows begin to hold on their day; ``status_on`` rows were seen to hold on that day
only. A row without a figure says that nobody knows.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from trimtab.kernel import Region
from trimtab.rules import RuleBook, load_rulebook
from trimtab.rules.types import Reason, Validity, Verification

MONTH, HOUR = "minimum_wage_cny_month", "minimum_wage_cny_hour"
DAY = timedelta(days=1)

Row = dict[str, str]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook()


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[Row]:
    with (shared_data.parent / "rules" / "min_wage.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    for before, row in pairwise(listed):
        if row["source"].startswith("same"):
            row["source"] = before["source"] + row["source"].removeprefix("same")
    assert len(listed) > 70
    return listed


def _region(row: Row) -> Region:
    return Region(f"CN-{row['gbt2260']}")


def _day(row: Row) -> date:
    return date.fromisoformat(row["date"])


def _figures(row: Row, key: str) -> tuple[float, ...]:
    names = [f"{'m' if key == MONTH else 'h'}{tier}" for tier in range(1, 5)]
    return tuple(float(row[name]) for name in names if row[name])


def _confirms(row: Row, rows: list[Row]) -> bool:
    """Whether a status row repeats a figure that an earlier row brought into force."""
    return row["kind"] == "status_on" and any(
        other["kind"] == "effective"
        and other["gbt2260"] == row["gbt2260"]
        and _day(other) <= _day(row)
        for other in rows
    )


@pytest.mark.parametrize("key", [MONTH, HOUR])
def test_every_row_is_answered_with_its_figures(book: RuleBook, rows: list[Row], key: str) -> None:
    answered = {
        (row["name"], row["date"]): book.at(key, _region(row), _day(row)).value
        for row in rows
        if _figures(row, key)
    }
    figures = {place: None if value is None else value.numbers for place, value in answered.items()}
    assert figures == {
        (row["name"], row["date"]): _figures(row, key) for row in rows if _figures(row, key)
    }


def test_confidence_and_source_are_carried(book: RuleBook, rows: list[Row]) -> None:
    for row in rows:
        if not _figures(row, MONTH) or _confirms(row, rows):
            continue
        rule = book.at(MONTH, _region(row), _day(row)).rule
        assert rule is not None
        sure = row["confidence"] == "high" and "second-hand" not in row["source"]
        wanted = Verification.VERIFIED if sure else Verification.UNVERIFIED
        assert rule.verification is wanted, row
        assert rule.reference.url in row["source"], row


def test_a_status_holds_on_its_day_only(book: RuleBook, rows: list[Row]) -> None:
    for row in rows:
        if row["kind"] != "status_on" or not _figures(row, MONTH) or _confirms(row, rows):
            continue
        after = book.at(MONTH, _region(row), _day(row) + DAY)
        assert after.value is None and after.reason is Reason.KNOWN_ONLY_ON, row
        assert after.last_known is not None
        assert after.last_known.in_force_from == _day(row)


def test_an_effective_figure_holds_until_the_next(book: RuleBook, rows: list[Row]) -> None:
    effective = [row for row in rows if row["kind"] == "effective"]
    for row in effective:
        later = [
            _day(other)
            for other in effective
            if other["gbt2260"] == row["gbt2260"] and _day(other) > _day(row)
        ]
        last = min(later) - DAY if later else _day(row) + 30 * DAY
        for on in (_day(row) + DAY, last):
            answer = book.at(MONTH, _region(row), on)
            assert answer.value is not None and answer.validity is Validity.IN_FORCE, row
            assert answer.value.numbers == _figures(row, MONTH), row
        before = book.at(MONTH, _region(row), _day(row) - DAY)
        assert before.value is None or before.value.numbers != _figures(row, MONTH), row


def test_a_row_without_figure_gives_none(book: RuleBook, rows: list[Row]) -> None:
    blank = [row for row in rows if not _figures(row, MONTH)]
    assert {row["name"] for row in blank} == {"广西", "青海"}
    for row in blank:
        answer = book.at(MONTH, _region(row), _day(row))
        assert answer.value is None and answer.reason is Reason.UNKNOWN_AFTER
        assert answer.rule is not None and answer.rule.note.zh


def test_classes_of_the_cities_of_guangdong(book: RuleBook, rows: list[Row]) -> None:
    source = next(row["source"] for row in reversed(rows) if row["gbt2260"] == "440000")
    on = date(2026, 9, 1)
    classes = {
        str(region): book.at("minimum_wage_class", region, on).number
        for region in book.regions("minimum_wage_class")
    }
    two = {"珠海": "CN-440400", "佛山": "CN-440600", "东莞": "CN-441900", "中山": "CN-442000"}
    assert f"class 2 = {' '.join(two)}; class 3 = other 15 cities" in source
    assert {region for region, number in classes.items() if number == 2} == set(two.values())
    assert sum(number == 3 for number in classes.values()) == 15
    assert classes["CN-440100"] == 1
