"""From a panel to the industries a gradient can use."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from trimtab.app.exposed_panel import exposed_panel, payroll_panel
from trimtab.app.exposure_source import JoinKind, read_exposures
from trimtab.app.gradient import gradient_at, payroll_curves, replay_gradient
from trimtab.app.workspace import Workspace
from trimtab.kernel import InputRejectedError, Period, SeriesKey
from trimtab.monitoring.gradient import CurveSetting, Rule
from trimtab.tables import Panel, Vintage


def _panel(*keys: str) -> Panel:
    series = tuple(SeriesKey.parse(key) for key in keys)
    shape = (len(series), 24)
    released = np.full(shape, np.datetime64("2020-01-01", "us"))
    now = datetime(2021, 1, 1, tzinfo=UTC)
    return Panel(series, Period.parse("2018-01"), np.ones(shape), released, now, Vintage.TRUE)


def test_only_counts_by_industry_are_used_and_none_twice():
    panel = _panel(
        "employment|US-AL|NAICS@2022:54||M|count|N",
        "employment|US-AL|NAICS@2022:5415||M|count|N",
        "employment|US-AL|NAICS@2022:23||M|count|N",
        "employment|US-AK|NAICS@2022:23||M|count|N",
        "employment|US-AL|||M|count|N",
        "employment|US-AL|NAICS@2022:23|SOC@2018:11-1011|M|count|N",
        "employment|US-AL|NAICS@2022:31-33||M|index|N",
    )
    found = exposed_panel(panel, "employment")
    assert found.industry == ["NAICS@2022:5415", "NAICS@2022:23", "NAICS@2022:23"]
    assert found.nested == 1
    assert found.region == ["US-AL", "US-AL", "US-AK"]
    assert found.joins == {JoinKind.DIRECT: 2}
    assert found.exposure[1] == found.exposure[2]


def test_a_bureau_brings_its_own_exposures(tmp_path: Path):
    file = tmp_path / "exposure.csv"
    file.write_text("industry,exposure\nGBT4754@2017:I65,0.55\nGBT4754@2017:E47,0.2\n", "utf-8")
    panel = _panel(
        "employment|CN-310000|GBT4754@2017:I65||M|count|N",
        "employment|CN-310000|GBT4754@2017:J66||M|count|N",
    )
    found = exposed_panel(panel, "employment", file)
    np.testing.assert_array_equal(found.exposure, [0.55, np.nan])
    assert found.joins == {JoinKind.DIRECT: 1, JoinKind.UNKNOWN: 1}


@pytest.mark.parametrize(
    "line",
    ["GBT4754@2017:I65,55", "GBT4754@2017:I65,", "I65,0.5", "NAICS@2022:23,0.1", "NAICS@2022:31"],
)
def test_a_wrong_exposure_is_refused_with_its_row(tmp_path: Path, line: str):
    file = tmp_path / "exposure.csv"
    file.write_text(f"industry,exposure\nNAICS@2022:23,0.2\n{line}\n", "utf-8")
    with pytest.raises(InputRejectedError) as caught:
        read_exposures(file)
    assert (caught.value.code, caught.value.params["row"]) == ("MONITORING-068", 3)


def test_a_panel_without_industries_is_refused():
    with pytest.raises(InputRejectedError) as caught:
        exposed_panel(_panel("employment|US-AL|||M|count|N"), "employment")
    assert caught.value.code == "MONITORING-069"


@pytest.mark.parametrize("end", ["2009-12", "2019-09"])
def test_what_is_read_of_a_day_does_not_depend_on_later_figures(end: str):
    panel = payroll_panel()
    last = Period.parse(end) - panel.first
    held = panel.values.copy()
    panel.values[:, last + 1 :] = 1.0
    cut = gradient_at(panel, last, 24)
    panel.values[:] = held
    whole = gradient_at(panel, last, 24)
    assert cut.gradient == whole.gradient
    assert cut.past == whole.past
    assert (str(cut.start), str(cut.end)) == (str(Period.parse(end) + -24), end)


def test_the_credit_crunch_moved_with_exposure_without_any_ai():
    """The lesson of the replay: 2008-2010 shows a gradient that every statistical check confirms,
    and history withholds the verdict."""
    panel = payroll_panel()
    found = gradient_at(panel, Period.parse("2010-01") - panel.first, 24).gradient
    assert found.top_minus_bottom.low > 0
    assert found.permutation_p < 0.05
    assert found.history is not None
    assert (found.verdict, found.unclear) == ("cannot_tell", "within_history")


def test_the_replay_counts_calls_with_and_without_a_planted_effect():
    """Twenty invented industries without any gradient, replayed every six months."""
    draw = np.random.default_rng(12)
    codes = ["23", "311", "321", "322", "331", "334", "423", "445", "484", "493", "513", "517",
             "522", "523", "531", "5411", "5415", "561", "622", "722"]  # fmt: skip
    keys = tuple(SeriesKey.parse(f"employment|US-AL|NAICS@2022:{one}||M|count|N") for one in codes)
    values = 5000 * np.exp(draw.normal(0, 0.002, (20, 300)).cumsum(axis=1))
    released = np.full(values.shape, np.datetime64("2020-01-01", "us"))
    now = datetime(2021, 1, 1, tzinfo=UTC)
    panel = Panel(keys, Period.parse("1990-01"), values, released, now, Vintage.FINAL_WITH_LAG)
    workspace = cast("Workspace", SimpleNamespace(panel=lambda instant, query: panel))
    windows = replay_gradient(workspace, 24, -0.06)
    assert str(windows[-1].end) == "2014-12"
    assert all((b.end - a.end) == 6 for a, b in pairwise(windows))
    called = {rule: sum(one.side[rule] != 0 for one in windows) for rule in Rule}
    found = {rule: sum(one.planted[rule] == -1 for one in windows) for rule in Rule}
    assert called[Rule.INTERVAL] >= called[Rule.AGREED] >= called[Rule.HISTORY]
    assert found[Rule.INTERVAL] > 0.8 * len(windows) > 0.4 * len(windows) > called[Rule.INTERVAL]
    assert windows[0].history is None and windows[-1].history is not None
    assert found[Rule.HISTORY] <= sum(one.history is not None for one in windows)


def test_curves_rest_on_the_calm_history_of_the_payroll_industries():
    found = payroll_curves(CurveSetting(113, replicates=10, correlations=(0.0,)))
    assert found.pool_industries == 113
    assert found.calm_windows > 40
    assert 0.02 < found.dispersion < 0.06
    assert len(found.points) == 1
