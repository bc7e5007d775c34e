"""Release days of payroll employment that are on record."""

from __future__ import annotations

import pytest

from trimtab.app.embedded import payroll_release
from trimtab.kernel import Period


@pytest.mark.parametrize(
    ("month", "released"), [("2008-02", "2008-03-07"), ("2019-08", "2019-09-06")]
)
def test_first_friday_after_the_month(month, released):
    assert payroll_release(Period.parse(month)).isoformat() == released
