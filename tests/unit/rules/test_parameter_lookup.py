"""Looking up many persons at once gives each what she gets alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from trimtab.app.computations import computations
from trimtab.kernel import Region, UnknownCodeError
from trimtab.rules import load_rulebook

KEYS = (
    "minimum_wage_cny_month",
    "unemployment.benefit_amount_cny_month",
    "unemployment.benefit_duration_months",
    "contribution.base_floor_cny_month",
)
PLACES = ("CN-310000", "CN-440000", "CN-440100", "CN", "SE")
DAYS = ("2024-01-01", "2024-01-02", "2026-08-15", "2026-09-01", "2028-01-01")
LOOKUP = next(one for one in computations() if one.full_name == "rules.parameter")


def test_columns_give_what_single_answers_give():
    book = load_rulebook()
    asked = list(product(KEYS, PLACES, DAYS, (1.0, 13.0)))
    np.random.default_rng(3).shuffle(asked)
    keys, places, days, arguments = (list(column) for column in zip(*asked, strict=True))
    found = LOOKUP.compute(
        book,
        {
            "key": np.array(keys),
            "region": np.array(places),
            "date": np.array(days, "datetime64[D]"),
            "argument": np.array(arguments, float),
        },
    )
    value = np.asarray(found["value"])
    wanted = []
    for key, place, day, argument in asked:
        answer = book.at(key, Region(str(place)), np.datetime64(day).item())
        wanted.append((answer, float(answer.evaluate(float(argument))[0])))
    np.testing.assert_array_equal(value, [number for _, number in wanted])
    assert found["reason"].tolist() == [answer.reason.value for answer, _ in wanted]
    assert found["layer"].tolist() == [str(answer.layer or "") for answer, _ in wanted]
    assert 0 < np.isnan(value).sum() < len(value)


def test_an_unknown_key_is_an_error_not_a_missing_value():
    columns = {
        "key": np.array(["minimum_wage"]),
        "region": np.array(["CN"]),
        "date": np.array(["2026-09-01"], "datetime64[D]"),
    }
    with pytest.raises(UnknownCodeError, match="RULES-001"):
        LOOKUP.compute(load_rulebook(), columns)
