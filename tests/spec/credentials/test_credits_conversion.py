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
        (1200, None, "HKQF", "SCQF", 1200, "credits_converted"),  # ten hours each
        (None, 120, "CN-GRADES", "CN-OUCHN", None, "hours_unstated"),
        (400, None, "CN-OUCHN", "ECTS", None, "hours_unstated"),
        (400, None, "nobody's", "ECTS", None, "hours_unstated"),
        (400, None, "ECTS", "nobody's", None, "hours_unstated"),
        (None, None, "CN-GRADES", "ECTS", None, "workload_absent"),
    ],
)
def test_credits_and_hours(credits, hours, said_in, wanted, worth, why):
    found = convert_credits(load_book().frameworks, credits, hours, said_in, wanted)
    assert (found.number, found.reason) == (worth, why)


@pytest.mark.parametrize(
    ("level", "said_in", "wanted", "code", "why"),
    [
        # held        in            wanted      counts as  why
        ("3", "CN-GRADES", "CN-GRADES", "3", "level_own"),
        ("9", "CN-GRADES", "CN-GRADES", None, "level_unknown"),
        ("", "CN-GRADES", "CN-GRADES", None, "level_absent"),
        ("3", "CN-GRADES", "EQF", None, "level_unmapped"),  # nobody published such a map
        ("5", "EQF", "SAQA", None, "level_unmapped"),
        ("8", "IE-NFQ", "EQF", "6", "level_mapped"),  # honours bachelor
        ("6", "EQF", "IE-NFQ", "7", "level_mapped"),  # 7 and 8 answer to it: the lower
        ("10", "SCQF", "EQF", "6", "level_mapped"),
        ("2", "SCQF", "EQF", None, "level_unmapped"),  # published as having no counterpart
        ("4", "HKQF", "NZQCF", "5", "level_mapped"),  # 5 and 6 answer to it: the lower
        ("8", "NZQCF", "EQF", None, "level_unmapped"),  # left unlevelled by agreement
        ("7", "HKQF", "EQF", None, "level_unmapped"),  # never through a third framework
        ("8", "AQF", "NZQCF", "8", "level_mapped"),
        ("6", "DE-DQR", "EQF", "6", "level_mapped"),
        ("5", "CN-GRADES", "CN-TITLES", None, "level_by_assessment"),  # may apply for it
        ("2", "CN-TECHNICAL", "CN-EDUCATION", None, "level_by_assessment"),  # treated alike
        ("2", "CN-EDUCATION", "CN-TECHNICAL", None, "level_unmapped"),  # and not the other way
        ("4.5", "NCRF", "NCRF", "4.5", "level_own"),
    ],
)
def test_levels_are_never_guessed_nor_raised(level, said_in, wanted, code, why):
    frameworks = load_book().frameworks
    found = level_number(frameworks, said_in, level, wanted, DAY, DAY)
    held = frameworks.get(wanted).numbered(found.number) if found.number is not None else None
    assert (held.code if held else None, found.reason) == (code, why)


@pytest.mark.parametrize(
    ("on", "known", "level"),
    [
        # decided for        as known on        counts as
        (date(2026, 7, 1), date(2026, 7, 1), 4),  # of 4 and 5 the lower
        (date(2026, 1, 1), date(2026, 6, 1), 4),  # the first day of each
        (date(2025, 12, 31), date(2026, 7, 1), None),  # not in force yet
        (date(2026, 7, 1), date(2026, 5, 31), None),  # not recorded yet
        (date(2027, 12, 31), date(2026, 7, 1), 4),  # the last day
        (date(2028, 1, 1), date(2026, 7, 1), None),  # ended
    ],
)
def test_a_map_counts_on_its_days_and_from_when_it_was_recorded(on, known, level):
    since, recorded, until = date(2026, 1, 1), date(2026, 6, 1), date(2028, 1, 1)
    invented = tuple(
        LevelMap("CN-GRADES", "4", "EQF", to, since, recorded, "invented", until)
        for to in ("5", "4")
    )
    maps = Frameworks(load_book().frameworks.frameworks, invented)
    assert level_number(maps, "CN-GRADES", "4", "EQF", on, known).number == level


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
