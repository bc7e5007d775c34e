"""What a nowcast says of a past origin is what a run at that origin said, to the last bit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from trimtab.kernel import Frequency, Period, Region, SeasonalAdjustment, SeriesKey, utc
from trimtab.monitoring.nowcast import Method, Nowcast, NowcastService, NowcastSettings, Reason
from trimtab.tables import Panel, Vintage

FIRST = Period.parse("2000-01")
MONTHS = 114
SHORT = NowcastSettings(pairs_needed=30, errors_needed=24)
NOW = utc((FIRST + MONTHS).start) + timedelta(days=20, hours=9)


def series(indicator: str, frequency: Frequency, unit: str, adjusted: bool) -> SeriesKey:
    adjustment = SeasonalAdjustment.PUBLISHER if adjusted else SeasonalAdjustment.NONE
    return SeriesKey(indicator, Region("US"), None, None, frequency, unit, adjustment)


def panel(key: SeriesKey, first: Period, values, days: int, vintage: Vintage) -> Panel:
    """Figures that come out ``days`` after their period ends."""
    ends = np.array([(first + i).end for i in range(len(values))], dtype="datetime64[us]")
    released = (ends + np.timedelta64(days, "D"))[None, :]
    known_at = datetime(2030, 1, 1, tzinfo=UTC)
    return Panel((key,), first, np.asarray(values)[None, :], released, known_at, vintage)


@dataclass
class MemoryStore:
    """A PanelStore of single-series panels; ``revised`` is what the figures become in the end.

    With ``revised`` the figures are true vintages: each is as in ``panels`` when released and as
    in ``revised`` 45 days later.
    """

    panels: tuple[Panel, ...]
    revised: tuple[Panel, ...] = ()

    def series(self, query):
        return tuple(one.series[0] for one in self.panels if one.frequency is query.frequency)

    def as_of(self, instant, query):
        at = [
            i
            for i, one in enumerate(self.panels)
            if one.frequency is query.frequency and one.series[0].indicator in query.indicators
        ]
        known = [self._known(i, instant) for i in at]
        chosen = [one for one in known if not np.isnan(one.values).all()]
        if len(chosen) != 1:
            empty = self.panels[0].select([])
            return replace(empty, first=Period(query.frequency, 0)) if not chosen else 1 / 0
        return chosen[0]

    def _known(self, i: int, instant: datetime) -> Panel:
        first_release = self.panels[i].known_by(instant)
        if not self.revised:
            return first_release
        later = self.revised[i]
        later = replace(later, released=later.released + np.timedelta64(45, "D")).known_by(instant)
        both = np.where(np.isnan(later.values), first_release.values, later.values)
        return replace(first_release, values=both, known_at=instant, vintage=Vintage.TRUE)


def figures(seed: int, adjusted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Monthly rate and the weekly claims that lead it by nothing but their release."""
    generator = np.random.default_rng(seed)
    weeks = MONTHS * 30 // 7 + 12
    claims = 10 + np.cumsum(generator.normal(0, 0.02, weeks))
    season = 0 if adjusted else 0.1 * np.cos(2 * np.pi * np.arange(weeks) / 52.18)
    month_ends = (np.arange(MONTHS) * 30.44 + 16) / 7
    level = np.interp(month_ends, np.arange(weeks), claims)
    months = 0 if adjusted else 0.004 * np.sin(2 * np.pi * np.arange(MONTHS) / 12)
    rate = 0.05 + 0.03 * (level - 10) + generator.normal(0, 0.0005, MONTHS) + months
    return rate, np.exp(claims + season + generator.normal(0, 0.02, weeks))


def store(seed: int, adjusted: bool, true_vintages: bool = False, days: int = 12) -> MemoryStore:
    rate, claims = figures(seed, adjusted)
    keys = (
        series("unemployment_rate", Frequency.MONTHLY, "share", adjusted),
        series("continued_claims", Frequency.WEEKLY, "count", adjusted),
    )
    vintage = Vintage.TRUE if true_vintages else Vintage.FINAL_WITH_LAG
    week = FIRST.to(Frequency.WEEKLY)
    panels = (
        panel(keys[0], FIRST, rate, 6, vintage),
        panel(keys[1], week, claims, days, vintage),
    )
    if not true_vintages:
        return MemoryStore(panels)
    noise = np.random.default_rng(seed + 1)
    first = (
        panel(keys[0], FIRST, rate + noise.normal(0, 0.001, len(rate)), 6, vintage),
        panel(keys[1], week, claims * np.exp(noise.normal(0, 0.03, len(claims))), days, vintage),
    )
    return MemoryStore(first, panels)


def run(held: MemoryStore, instant: datetime) -> Nowcast:
    return NowcastService(held).estimate(instant, settings=SHORT)


CASES = [(True, False), (False, False), (True, True)]


@pytest.mark.parametrize(("adjusted", "true_vintages"), CASES)
def test_a_past_estimate_is_what_was_said_then(adjusted, true_vintages):
    held = store(3, adjusted, true_vintages)
    now = run(held, NOW)
    assert len(now.past) >= 20
    for past in now.past[:: len(now.past) // 3]:
        then = run(held, past.origin)
        said = next(month for month in then.months if month.step == past.step)
        assert (said.estimate.value, said.estimate.low, said.estimate.high, said.carried) == (
            past.estimate, past.low, past.high, past.carried,
        )  # fmt: skip
        assert (then.regime, then.last_published) == (past.regime, past.last_published)


@pytest.mark.parametrize(("adjusted", "true_vintages"), CASES)
def test_what_is_released_later_moves_no_estimate(adjusted, true_vintages):
    held = store(4, adjusted, true_vintages)
    cut = run(held, NOW).past[-8].origin
    before = run(held, cut)
    generator = np.random.default_rng(9)

    def scrambled(one: Panel) -> Panel:
        late = one.released + np.timedelta64(45 if true_vintages else 0, "D")
        later = late > np.datetime64(cut.replace(tzinfo=None), "us")
        wild = generator.uniform(0.01, 0.9, one.values.shape)
        return replace(one, values=np.where(later, wild, one.values))

    def first_release(one: Panel) -> Panel:
        later = one.released > np.datetime64(cut.replace(tzinfo=None), "us")
        wild = generator.uniform(0.01, 0.9, one.values.shape)
        return replace(one, values=np.where(later, wild, one.values))

    other = MemoryStore(tuple(map(first_release, held.panels)), tuple(map(scrambled, held.revised)))
    after = run(other, cut)
    assert after.months == before.months
    assert after.past == before.past
    assert after.skills == before.skills
    moved = run(other, NOW)  # the scrambling was real
    assert moved.months != run(held, NOW).months


def test_true_vintages_are_read_again_at_every_origin():
    """A model fitted on revised figures would say something else."""
    revised = store(3, True, True)
    final = MemoryStore(revised.revised)
    assert run(revised, NOW).past[0] != run(final, NOW).past[0]
    assert run(revised, NOW).vintage is Vintage.TRUE


def test_claims_that_carry_the_answer_have_skill_and_noise_has_none():
    known = run(store(5, True), NOW)
    (first,) = (skill for skill in known.skills if skill.step == 1 and skill.regime is None)
    assert first.squared_error.high < 1
    assert known.months[0].method is Method.BRIDGE
    generator = np.random.default_rng(1)
    noise = store(5, True)
    walk = panel(
        noise.panels[0].series[0], FIRST, 0.05 + np.cumsum(generator.normal(0, 0.001, MONTHS)), 6,
        Vintage.FINAL_WITH_LAG,
    )  # fmt: skip
    unrelated = run(MemoryStore((walk, noise.panels[1])), NOW)
    whole = [skill for skill in unrelated.skills if skill.regime is None]
    assert whole and all(skill.squared_error.high >= 1 for skill in whole)
    assert all(0.9 < skill.squared_error.value < 1.15 for skill in whole)


def test_a_fast_series_that_stopped_is_not_used():
    held = store(6, True)
    weekly = held.panels[1]
    stopped = replace(weekly, values=weekly.values.copy())
    stopped.values[:, -40:] = np.nan
    month = run(MemoryStore((held.panels[0], stopped)), NOW).months[0]
    assert (month.method, month.reason) == (Method.CARRIED, Reason.STALE)
    assert month.estimate.value == month.carried
