"""A recession counts from the day it was announced, and lasts until its end was."""

from __future__ import annotations

import pytest

from trimtab.app.calendar import dated_downturns
from trimtab.kernel import parse_instant


@pytest.mark.parametrize(
    ("day", "last_start", "last_end"),
    [
        ("2008-11-29", "2001-04", "2001-11"),
        ("2008-12-02", "2008-01", "2008-12"),  # start announced 2008-12-01, end not yet
        ("2010-09-21", "2008-01", "2009-06"),
    ],
)
def test_only_what_was_announced_is_known(day, last_start, last_end):
    last = dated_downturns("US", parse_instant(day))[-1]
    assert (str(last.start), str(last.end)) == (last_start, last_end)


def test_a_country_without_a_chronology_has_none():
    assert dated_downturns("CN", parse_instant("2020-01-01")) == ()
