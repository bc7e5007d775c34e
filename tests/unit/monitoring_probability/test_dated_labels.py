"""What is known of the past at an instant: dated, still open, or not dated yet."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from trimtab.kernel import Period, Region
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.probability.labels import DATING_DELAY_MONTHS, labels_at
from trimtab.monitoring.probability.movement import Movement

FIRST = Period.parse("2000-01")
US = Region("US")


def movement(months: int = 120) -> Movement:
    return Movement((US,), FIRST, np.zeros((1, months)), np.zeros((1, months, 2)), national=True)


def downturn(start: str, end: str) -> Downturn:
    return Downturn(US, Period.parse(start), Period.parse(end))


def known(labels, month: str) -> tuple[bool, bool, bool, bool]:
    """Inside, known, starts soon, known."""
    column = Period.parse(month) - FIRST
    return (
        bool(labels.inside[0, column]),
        bool(labels.inside_known[0, column]),
        bool(labels.starts[0, column]),
        bool(labels.starts_known[0, column]),
    )


def test_months_of_the_last_year_carry_no_label():
    labels = labels_at(movement(), [], datetime(2005, 6, 10, tzinfo=UTC))
    limit = Period.parse("2005-06") + -DATING_DELAY_MONTHS
    assert known(labels, str(limit))[1]
    assert not known(labels, str(limit + 1))[1]
    assert known(labels, str(limit + -6))[3]
    assert not known(labels, str(limit + -5))[3]


def test_a_dated_end_makes_the_downturn_known_sooner_than_the_delay():
    given = [downturn("2004-06", "2005-02")]
    labels = labels_at(movement(), given, datetime(2005, 6, 10, tzinfo=UTC))
    assert known(labels, "2005-02")[:2] == (True, True)
    assert not known(labels, "2005-03")[1]


def test_of_an_open_downturn_only_the_months_before_it_are_known():
    given = [downturn("2004-12", "2005-06")]  # announced, its end is the month of the instant
    labels = labels_at(movement(), given, datetime(2005, 6, 10, tzinfo=UTC))
    assert known(labels, "2004-11") == (False, True, True, True)
    assert not known(labels, "2004-12")[1]
    assert not known(labels, "2005-03")[1]
    assert labels.episodes == ()


def test_a_downturn_that_starts_later_does_not_exist():
    at = datetime(2005, 6, 10, tzinfo=UTC)
    later = [downturn("2005-07", "2006-02")]
    with_it, without = labels_at(movement(), later, at), labels_at(movement(), [], at)
    assert np.array_equal(with_it.inside, without.inside)
    assert np.array_equal(with_it.inside_known, without.inside_known)
    assert np.array_equal(with_it.starts & with_it.starts_known, without.starts)
