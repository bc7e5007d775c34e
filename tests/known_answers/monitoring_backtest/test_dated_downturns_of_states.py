"""The dating rule against 107 downturns dated on the Philadelphia Fed's coincident indexes."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from trimtab.kernel import Period, Region
from trimtab.monitoring.backtest.dating import DatingRule, date_downturns

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def indexes(shared_data):
    with (shared_data / "us_states" / "coincident_index_1979_1999.csv").open() as file:
        header, *rows = csv.reader(file)
    levels = np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows]).T
    return levels, Period.parse(rows[0][0]), [Region(f"US-{name}") for name in header[1:]]


@pytest.fixture(scope="module")
def published(shared_data):
    with (shared_data / "us_states" / "downturns_1979_1999.csv").open() as file:
        return {(row["state"], row["start"], row["end"]) for row in csv.DictReader(file)}


def _dated(indexes, rule):
    return {
        (str(one.region)[3:], str(one.start), str(one.end))
        for one in date_downturns(*indexes, rule)
    }


def test_all_107_are_dated_and_no_other(indexes, published):
    assert len(published) == 107
    assert _dated(indexes, DatingRule()) == published


def test_a_shortest_cycle_of_15_months_would_merge_or_drop_four(indexes, published):
    found = _dated(indexes, DatingRule(shortest_cycle=15))
    assert published - found == {
        ("ME", "1989-03", "1989-09"),
        ("ME", "1990-04", "1991-03"),
        ("MI", "1989-05", "1990-01"),
        ("OH", "1991-11", "1992-04"),
    }
    assert found - published == {("ME", "1989-03", "1991-03")}
