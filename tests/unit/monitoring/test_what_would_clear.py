"""What would clear an episode: said figures, when they come, do clear it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import (
    Frequency,
    Period,
    Region,
    SeasonalAdjustment,
    SeriesKey,
    UnknownCodeError,
)
from trimtab.monitoring import MonitoringService, find_alert
from trimtab.monitoring.clearing import what_would_clear
from trimtab.tables import Panel, Vintage

FIRST, MONTHS, REGIONS = Period.parse("2000-01"), 200, 12


class Held:
    """A PanelStore with one adjusted panel."""

    def __init__(self, values: np.ndarray) -> None:
        keys = tuple(
            SeriesKey("unemployment_rate", Region(f"US-{code}"), None, None, Frequency.MONTHLY,
                      "share", SeasonalAdjustment.CAUSAL)
            for code in ("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID")
        )  # fmt: skip
        ends = [np.datetime64((FIRST + s).end, "us") for s in range(values.shape[1])]
        released = np.tile(np.array(ends), (REGIONS, 1))
        self.panel = Panel(
            keys, FIRST, values, released, datetime(2030, 1, 1, tzinfo=UTC), Vintage.TRUE
        )

    def as_of(self, instant, query):
        asked = query.frequency is Frequency.MONTHLY and "unemployment_rate" in query.indicators
        return self.panel if asked else self.panel.select([])

    def series(self, query):
        return self.panel.series

    def batches(self):
        return ()


def rates() -> np.ndarray:
    """Quiet rates; the first two rise by two points in the last five months."""
    generator = np.random.default_rng(11)
    noise = generator.normal(0, 0.0006, (REGIONS, MONTHS)).cumsum(axis=1) * 0.5
    values = 0.05 + noise + generator.normal(0, 0.0005, (REGIONS, MONTHS))
    values[:2, -5:] += np.linspace(0.004, 0.02, 5)
    return values


def passes(values: np.ndarray):
    service = MonitoringService(Held(values), lambda country, at: ())
    return service.run(datetime(2030, 1, 1, tzinfo=UTC))


def first_open(found):
    return next(e for e in found.open_episodes if str(e.series.region) == "US-AL")


def test_the_figure_it_names_clears_the_episode_and_a_slightly_worse_one_does_not():
    (found,) = passes(rates())
    episode = first_open(found)
    clearing = what_would_clear(found, episode)
    assert clearing.next_value is not None
    assert clearing.next_value < found.adjusted[0, -1]

    def statistic_with(figure: float) -> float:
        still = found.adjusted[:, -1:].copy()
        still[0] = figure
        (later,) = passes(np.concatenate([found.adjusted, still], axis=1))
        return float(later.signal.statistic[0, -1])

    assert statistic_with(clearing.next_value) == pytest.approx(episode.clears_below, abs=1e-6)
    assert statistic_with(clearing.next_value + 0.001) > episode.clears_below


def test_time_alone_clears_it_when_the_window_has_passed():
    (found,) = passes(rates())
    months = what_would_clear(found, first_open(found)).flat_periods
    assert months is not None
    still = np.repeat(found.adjusted[:, -1:], months, axis=1)
    (later,) = passes(np.concatenate([found.adjusted, still], axis=1))
    below = later.signal.statistic[0, -months:] < first_open(found).clears_below
    assert below.tolist() == [False] * (months - 1) + [True]


def test_a_series_that_never_stood_still_before_says_when_it_cannot_be_told():
    (found,) = passes(rates())
    episode = replace(first_open(found), clears_below=-1e9)
    assert what_would_clear(found, episode).flat_periods is None


def test_an_alert_is_found_by_the_beginning_of_its_id():
    found = passes(rates())
    episode = first_open(found[0])
    card = find_alert(found, episode.episode_id[:10])
    assert card.episode == episode
    assert card.clearing is not None
    assert card.clearing.below == episode.clears_below


def test_an_unknown_or_ambiguous_beginning_is_refused():
    found = passes(rates())
    with pytest.raises(UnknownCodeError, match="MONITORING-042"):
        find_alert(found, "nothing")
    with pytest.raises(UnknownCodeError, match="MONITORING-043"):
        find_alert(found, "")
