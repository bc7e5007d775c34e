"""Retirement dates by the decision of the NPC Standing Committee of 2024-09-13.

Month of birth, legal age, month of retirement. The rows are worked out by hand from the rule the
decision states (one month later for every four months of men and women of 55, for every two months
of women of 50, from January 2025 up to 63, 58 and 55 years); they are not copied from its annexed
tables.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from trimtab.rules.book import load_rulebook
from trimtab.rules.decision import plain_outputs
from trimtab.unemployment import RETIREMENT_DATE

TABLES = {
    "men": [
        ("1964-12", (60, 0), "2024-12"),
        ("1965-01", (60, 1), "2025-02"),
        ("1965-04", (60, 1), "2025-05"),
        ("1965-05", (60, 2), "2025-07"),
        ("1966-01", (60, 4), "2026-05"),
        ("1968-12", (60, 12), "2029-12"),
        ("1972-12", (62, 0), "2034-12"),
        ("1976-08", (62, 11), "2039-07"),
        ("1976-09", (63, 0), "2039-09"),
        ("1985-03", (63, 0), "2048-03"),
    ],
    "women55": [
        ("1969-12", (55, 0), "2024-12"),
        ("1970-01", (55, 1), "2025-02"),
        ("1970-05", (55, 2), "2025-07"),
        ("1975-12", (56, 6), "2032-06"),
        ("1981-08", (57, 11), "2039-07"),
        ("1981-09", (58, 0), "2039-09"),
    ],
    "women50": [
        ("1974-12", (50, 0), "2024-12"),
        ("1975-01", (50, 1), "2025-02"),
        ("1975-02", (50, 1), "2025-03"),
        ("1975-03", (50, 2), "2025-05"),
        ("1980-01", (52, 7), "2032-08"),
        ("1984-10", (54, 11), "2039-09"),
        ("1984-11", (55, 0), "2039-11"),
    ],
}


@pytest.mark.parametrize("group", TABLES)
def test_age_and_month_are_those_of_the_table(group):
    rows = TABLES[group]
    n = len(rows)
    made = RETIREMENT_DATE.compute(
        load_rulebook(),
        {
            "region": np.array(["CN-310000"] * n),
            "date": np.array([date(2026, 9, 1)] * n, "datetime64[D]"),
            "birth_date": np.array([f"{birth}-10" for birth, _, _ in rows], "datetime64[D]"),
            "retirement_category": np.array([group] * n),
        },
    )
    found = [plain_outputs(RETIREMENT_DATE, made, row) for row in range(n)]
    ages = [(one["retirement_age_months"], one["retirement_date"]) for one in found]
    assert ages == [(years * 12 + months, f"{month}-10") for _, (years, months), month in rows]
    assert {one["verification"] for one in found} == {"verified"}


def test_before_the_decision_took_force_nothing_is_answered():
    made = RETIREMENT_DATE.compute(
        load_rulebook(),
        {
            "region": np.array(["CN"]),
            "date": np.array(["2024-12-31"], "datetime64[D]"),
            "birth_date": np.array(["1965-01-10"], "datetime64[D]"),
            "retirement_category": np.array(["men"]),
        },
    )
    found = plain_outputs(RETIREMENT_DATE, made, 0)
    assert (found["retirement_date"], found["error"]) == (None, "not_in_force")
