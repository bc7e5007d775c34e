"""What happened against what was expected: four answers, and "cannot tell" with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.coordination import Comparison, Known, Outcome, Unclear, compare
from trimtab.coordination.values import ExpectedKind
from trimtab.kernel import InputRejectedError, Period

KNOWN_AT = datetime(2027, 9, 1, tzinfo=UTC)
FIRST = Period.parse("2020-01")
BASE, BY = Period.parse("2026-10"), Period.parse("2027-06")


def known(change: float, noise: float = 0.0, revisions=(), until: Period = BY) -> Known:
    """A series at 100 that moves by a share after the base; its past swings by ``noise``."""
    months = until - FIRST + 1
    swings = np.where(np.arange(months) // 8 % 2 == 0, 1.0, -1.0) * noise
    values = 100.0 * (1 + swings)
    values[BASE - FIRST] = 100.0
    values[BASE - FIRST + 1 :] = 100.0 * (1 + change)
    return Known(FIRST, values, np.array(revisions, dtype=float), KNOWN_AT)


@pytest.fixture
def expected(bureaus):
    """A rise of 2 %, between 1 % and 3 %, from October to June."""
    return bureaus.EXPECTED


@pytest.mark.parametrize(
    ("change", "noise", "outcome", "unclear"),
    [
        (0.02, 0.0, Outcome.AS_EXPECTED, None),
        (0.005, 0.0, Outcome.BELOW, None),
        (0.05, 0.0, Outcome.ABOVE, None),
        (0.02, 0.05, Outcome.CANNOT_TELL, Unclear.USUAL),
        (0.05, 0.05, Outcome.ABOVE, None),
    ],
)
def test_the_answer_follows_from_the_figures(expected, change, noise, outcome, unclear):
    found = compare(expected, known(change, noise))
    assert (found.outcome, found.unclear) == (outcome, unclear)
    assert found.observed == pytest.approx(change)


def test_the_usual_range_is_of_changes_as_long_before_the_base(expected):
    found = compare(expected, known(0.02, noise=0.05))
    changes = [0.95 / 1.05 - 1, 1.05 / 0.95 - 1]  # eight months up, eight months down
    assert (found.usual_low, found.usual_high) == pytest.approx(changes)
    assert found.windows == 81 - 8  # January 2020 to September 2026, less eight months


def test_a_range_stated_without_the_decision_comes_before_what_is_usual(expected):
    stated = replace(expected, without_low=-0.01, without_high=0.015)
    assert compare(stated, known(0.012, noise=0.05)).unclear is Unclear.NO_EFFECT_EXPECTED
    assert compare(stated, known(0.02, noise=0.05)).outcome is Outcome.AS_EXPECTED


def test_revisions_that_could_cross_a_bound_leave_it_open(expected):
    revised = np.linspace(-0.02, 0.02, 25)
    found = compare(expected, known(0.02, revisions=revised))
    assert found.unclear is Unclear.TOO_CLOSE
    assert found.observed_low < 0.01 < 0.03 < found.observed_high
    clear = compare(expected, known(0.02, revisions=revised / 100))
    assert clear.outcome is Outcome.AS_EXPECTED
    assert clear.observed_low < clear.observed < clear.observed_high


def test_without_enough_revisions_there_is_no_interval(expected):
    found = compare(expected, known(0.02, revisions=[0.01] * 11))
    assert found.revisions == 11 and found.observed_low is None and found.observed_high is None


@pytest.mark.parametrize("until", ["2027-05", "2026-09"])
def test_a_figure_that_was_not_released_is_not_guessed(expected, until):
    given = known(0.02)
    cut = given.values[: Period.parse(until) - FIRST + 1]
    found = compare(expected, replace(given, values=cut))
    assert (found.observed, found.unclear) == (None, Unclear.NOT_KNOWN)


def test_a_base_of_zero_has_no_share(expected):
    given = known(0.02)
    given.values[BASE - FIRST] = 0.0
    assert compare(expected, given).unclear is Unclear.NOT_UNIQUE


def test_a_level_and_a_change_are_measured_as_such(expected):
    change = replace(expected, kind=ExpectedKind.CHANGE, value=2.0, low=1.0, high=3.0)
    assert compare(change, known(0.02)).observed == pytest.approx(2.0)
    level = replace(change, kind=ExpectedKind.LEVEL, base="", value=102, low=101, high=103)
    found = compare(level, known(0.02))
    assert found.observed == pytest.approx(102) and found.usual_low is None
    assert found.outcome is Outcome.AS_EXPECTED


def test_a_comparison_is_kept_and_read_again(expected):
    for change in (0.02, 0.05):
        found = compare(expected, known(change, noise=0.05))
        assert Comparison.from_plain(found.to_plain()) == found
    with pytest.raises(InputRejectedError, match="COORDINATION-090"):
        replace(found, unclear=Unclear.USUAL)
