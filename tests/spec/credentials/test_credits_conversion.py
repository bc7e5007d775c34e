"""How learning is converted: small tables to be read and corrected by those who know the rules."""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.credentials.bank import LevelMap, convert_credits, level_number, load_book
from trimtab.credentials.bank.frameworks import Frameworks
from trimtab.credentials.bank.values import months_after

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("credits", "hours", "said_in", "wanted", "worth", "why"),
    [
        # said              in        wanted   hundredths  why
        (600, None, "ECTS", "ECTS", 600, "credits_own"),
        (None, 300, "ECTS", "ECTS", 1000, "hours_converted"),  # 300 / 30, never / 25
        (None, 299, "ECTS", "ECTS", 996, "hours_converted"),  # 9.9666 rounded down
        (3000, None, "SAQA", "NCRF", 1000, "credits_converted"),  # 30 x 10 hours / 30
        (1000, None, "ECTS", "SAQA", 2500, "credits_converted"),  # 10 x 25 hours / 10
        (1000, None, "SAQA", "ECTS", 333, "credits_converted"),  # 100 hours / 30
        (None, 120, "CN-GRADES", "CN-OUCHN", None, "hours_unstated"),
        (400, None, "CN-OUCHN", "ECTS", None, "hours_unstated"),
        (None, None, "CN-GRADES", "ECTS", None, "workload_absent"),
    ],
)
def test_credits_and_hours(credits, hours, said_in, wanted, worth, why):
    found = convert_credits(load_book().frameworks, credits, hours, said_in, wanted)
    assert (found.number, found.reason) == (worth, why)


@pytest.mark.parametrize(
    ("level", "said_in", "wanted", "number", "why"),
    [
        ("3", "CN-GRADES", "CN-GRADES", 3, "level_own"),
        ("9", "CN-GRADES", "CN-GRADES", None, "level_unknown"),
        ("", "CN-GRADES", "CN-GRADES", None, "level_absent"),
        ("3", "CN-GRADES", "EQF", None, "level_unmapped"),  # nobody published such a map
        ("5", "EQF", "SAQA", None, "level_unmapped"),
    ],
)
def test_levels_are_never_guessed(level, said_in, wanted, number, why):
    found = level_number(load_book().frameworks, said_in, level, wanted, DAY, DAY)
    assert (found.number, found.reason) == (number, why)


def test_a_map_counts_from_its_day_and_from_when_it_was_recorded_and_the_lowest_level_counts():
    held = load_book().frameworks.frameworks
    invented = (
        LevelMap("CN-GRADES", "4", "EQF", "5", date(2026, 1, 1), date(2026, 6, 1), "invented"),
        LevelMap("CN-GRADES", "4", "EQF", "4", date(2026, 1, 1), date(2026, 6, 1), "invented"),
    )
    maps = Frameworks(held, invented)

    def ask(on, known):
        return level_number(maps, "CN-GRADES", "4", "EQF", on, known).number

    assert ask(date(2026, 7, 1), date(2026, 7, 1)) == 4
    assert ask(date(2025, 7, 1), date(2026, 7, 1)) is None
    assert ask(date(2026, 7, 1), date(2026, 5, 1)) is None


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 3, 1), 84, date(2033, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
    ],
)
def test_shelf_lives_in_months(day, months, end):
    assert months_after(day, months) == end
