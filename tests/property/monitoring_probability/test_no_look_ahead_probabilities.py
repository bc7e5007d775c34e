"""A statement rests on nothing later: cutting the future off, or scrambling it, changes no bit."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import Frequency, Period, Region, SeriesKey
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.compute.pooled import baseline_statistic
from trimtab.monitoring.probability import downturn_probabilities
from trimtab.monitoring.probability.movement import movements
from trimtab.monitoring.probability.origins import state_at_origins

FIRST = Period.parse("1980-01")
MONTHS = 300
NAMES = ("AL", "AK", "AZ", "CA", "CO", "CT")
SERIES = tuple(
    SeriesKey("unemployment_rate", Region(f"US-{n}"), None, None, Frequency.MONTHLY, "share")
    for n in NAMES
)
REGIONS = (Region("US"), *(key.region for key in SERIES))


def world(seed: int) -> tuple[np.ndarray, tuple[Downturn, ...]]:
    """Levels with gaps, and a downturn of all regions about every four years."""
    generator = np.random.default_rng(seed)
    starts = np.cumsum(generator.integers(36, 60, 8))
    rise = np.zeros(MONTHS)
    for start in starts[starts < MONTHS - 8]:
        rise[start : start + 8] = 0.3
    level = np.cumsum(rise - rise.mean() + generator.normal(0, 0.1, (6, MONTHS)), axis=1)
    level[generator.random(level.shape) < 0.02] = np.nan
    downturns = [
        Downturn(region, FIRST + int(start), FIRST + int(start) + 7)
        for region in REGIONS
        for start in starts[starts < MONTHS - 8]
    ]
    return level, tuple(downturns)


def dated_from(downturns):
    """Dated, start and end, nine months after the end."""

    def dated(country: str, instant: datetime):
        month = Period.containing(instant.date(), Frequency.MONTHLY)
        return [one for one in downturns if one.end + 9 <= month]

    return dated


def read(level):
    return movements(SERIES, FIRST, level, baseline_statistic(level, ["US"] * 6))


@settings(max_examples=3)
@given(seed=st.integers(0, 10_000), cut=st.integers(150, MONTHS - 1))
def test_past_statements_are_the_same_when_the_future_is_cut_off_or_scrambled(seed, cut):
    level, downturns = world(seed)
    generator = np.random.default_rng(seed + 1)
    other = level.copy()
    other[:, cut:] = generator.normal(0, 50, (6, MONTHS - cut))
    moved = tuple(
        one if one.end + 9 <= FIRST + cut else Downturn(one.region, one.start, one.end + 3)
        for one in downturns
    )
    for whole, short, noise in zip(read(level), read(level[:, :cut]), read(other), strict=True):
        said = state_at_origins(whole, dated_from(downturns))
        for again in (
            state_at_origins(short, dated_from(downturns)),
            state_at_origins(noise, dated_from(moved)),
        ):
            for name in ("raw", "inside", "starts"):
                kept, repeated = (getattr(one, name)[:, :cut] for one in (said, again))
                assert np.array_equal(kept, repeated[:, :cut], equal_nan=True)
        assert np.isfinite(said.inside).any() or cut < 200


@settings(max_examples=3)
@given(seed=st.integers(0, 10_000), cut=st.integers(230, MONTHS - 1))
def test_the_present_statement_rests_on_no_downturn_that_begins_later(seed, cut):
    level, downturns = world(seed)
    given_level = level[:, :cut]
    statistic = baseline_statistic(given_level, ["US"] * 6)
    day = (FIRST + cut).start
    instant = datetime(day.year, day.month, 5, tzinfo=UTC)
    later = [Downturn(region, FIRST + cut + 2, FIRST + cut + 9) for region in REGIONS]
    told = [
        downturn_probabilities(SERIES, FIRST, given_level, statistic, dated, instant)
        for dated in (lambda c, at: downturns_until(downturns, cut),
                      lambda c, at: [*downturns_until(downturns, cut), *later])
    ]  # fmt: skip
    assert told[0] == told[1] != ()
    for one in told[0]:
        for stated in (one.in_downturn, one.within_6_months):
            assert 0.002 <= stated.low <= stated.value <= stated.high <= 0.998


def downturns_until(downturns, cut):
    return [one for one in downturns if one.end < FIRST + cut]
