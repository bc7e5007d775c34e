"""Dating a person's own file: which indicator is read, what is written, what is refused."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from trimtab.app.dating import date_downturns_file
from trimtab.ingest import read_downturns
from trimtab.kernel import InputRejectedError, Period, UsageError
from trimtab.messages import LANGUAGES, explain_error
from trimtab.monitoring.backtest.dating import DatingRule

STATES = ("Alabama", "Alaska")


def _file(path, months=120):
    """Employment by state in the LAUS form: a fall in months 40 to 55, and one still going on."""
    level = np.interp(np.arange(months), [0, 40, 55, 100, 119], [1e6, 1.1e6, 1e6, 1.2e6, 1.1e6])
    season = 1 + 0.02 * np.sin(2 * np.pi * np.arange(months) / 12)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("fips", "state", "year", "month", "clf", "emp", "unem", "unem_rate"))
        for fips, state in enumerate(STATES, start=1):
            for month in range(months):
                employed = round(level[month] * season[month] * fips)
                force = round(employed / 0.95)
                row = (f"{fips:02d}", state, 2000 + month // 12, f"{month % 12 + 1:02d}")
                writer.writerow((*row, force, employed, force - employed, 5.0))
    return path


def test_what_is_written_is_what_a_back_test_reads(tmp_path):
    out = tmp_path / "events.csv"
    dated = date_downturns_file(_file(tmp_path / "p.csv"), out, None, None, DatingRule())
    assert (dated.indicator, dated.regions, dated.adjusted_here) == ("employed", 2, True)
    assert len(dated.downturns) == 4 and dated.going_on == 2
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert [row["end"] == "" for row in rows] == [False, True, False, True]
    last = dated.downturns[-1].start + 12
    read = read_downturns(out, "US", last)
    assert [(one.region, one.start) for one in read] == [
        (one.region, one.start) for one in dated.downturns
    ]
    found = dated.downturns[0]
    assert abs(found.start - Period.month(2003, 6)) <= 2
    assert abs(found.end - Period.month(2004, 8)) <= 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"indicator": "insured_employees"}, "BACKTEST-010"),
        ({"months": 10}, "BACKTEST-011"),
        ({"out": "nowhere/events.csv"}, "BACKTEST-012"),
    ],
)
def test_refusals_say_what_to_do(tmp_path, change, code):
    panel = _file(tmp_path / "p.csv", change.get("months", 120))
    out = tmp_path / change.get("out", "events.csv")
    with pytest.raises((InputRejectedError, UsageError)) as caught:
        date_downturns_file(panel, out, None, change.get("indicator"), DatingRule())
    assert caught.value.code == code
    assert all(code in explain_error(caught.value, language) for language in LANGUAGES)
    assert not out.exists()
