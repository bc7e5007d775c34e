"""What may be said of an interval."""

from __future__ import annotations

import pytest

from trimtab.kernel import Estimate
from trimtab.reports.backtest.verdicts import Promise, Standing, promise, standing

NAN = float("nan")


@pytest.mark.parametrize(
    ("low", "value", "high", "more_is_better", "enough", "said"),
    [
        (0.1, 0.2, 0.3, True, True, Standing.BETTER),
        (0.1, 0.2, 0.3, False, True, Standing.WORSE),
        (-0.3, -0.2, -0.1, False, True, Standing.BETTER),
        (0.1, 0.2, 0.3, True, False, Standing.AHEAD),
        (-0.3, -0.2, -0.1, True, False, Standing.BEHIND),
        (-0.1, 0.2, 0.3, True, True, Standing.CANNOT_TELL),
        (0.0, 0.2, 0.3, True, True, Standing.CANNOT_TELL),
        (0.0, 0.0, 0.0, True, True, Standing.SAME),
        (NAN, NAN, NAN, True, True, Standing.CANNOT_TELL),
        (float("-inf"), 0.2, float("inf"), True, True, Standing.CANNOT_TELL),
    ],
)
def test_standing(low, value, high, more_is_better, enough, said):
    difference = Estimate(value, low, high, "share")
    assert standing(difference, more_is_better=more_is_better, enough=enough) is said


@pytest.mark.parametrize(
    ("low", "value", "high", "said"),
    [
        (0.06, 0.08, 0.12, Promise.BROKEN),
        (0.01, 0.02, 0.04, Promise.EXCEEDED),
        (0.03, 0.06, 0.09, Promise.HELD),
        (0.02, 0.08, 0.17, Promise.CANNOT_TELL),
        (0.0, 0.04, 0.09, Promise.HELD),
        (NAN, NAN, NAN, Promise.CANNOT_TELL),
    ],
)
def test_promise(low, value, high, said):
    assert promise(0.05, Estimate(value, low, high, "per series-year")) is said
