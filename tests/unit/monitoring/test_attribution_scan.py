"""A level scan on panels whose answer is known, on degenerate ones and on bad input."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.attributed import Component, Undecided
from trimtab.monitoring.compute.attribution import scan_levels

MONTHS, ONSET = 120, 100
REGIONS, INDUSTRIES = 8, 10
EXPOSURE = np.tile(np.linspace(0.1, 0.9, INDUSTRIES), REGIONS)


def grid_names() -> tuple[list[str], list[str]]:
    regions = [f"r{one}" for one in range(REGIONS)]
    industries = [f"i{one}" for one in range(INDUSTRIES)]
    return list(np.repeat(regions, INDUSTRIES)), industries * REGIONS


def grid(shift=None, seed=1):
    """White noise of deviation 1; ``shift`` (S,) is added from month 100 on."""
    level = np.random.default_rng(seed).standard_normal((REGIONS * INDUSTRIES, MONTHS))
    if shift is not None:
        level[:, ONSET:] += np.asarray(shift, dtype=float)[:, None]
    return level


def scan(level, exposure=EXPOSURE):
    regions, industries = grid_names()
    calm = np.broadcast_to(np.arange(level.shape[1]) < ONSET, level.shape)
    return scan_levels(level, regions, industries, calm, 0.05, exposure)


def cell_of(row):
    return np.arange(REGIONS * INDUSTRIES) == row


SHIFTS = {
    Component.CYCLE: np.full(REGIONS * INDUSTRIES, 2.0),
    Component.REGION: 2.0 * (np.arange(REGIONS * INDUSTRIES) // INDUSTRIES == 4),
    Component.INDUSTRY: 2.0 * (np.arange(REGIONS * INDUSTRIES) % INDUSTRIES == 9),
    Component.EXPOSURE: 2.0 * (EXPOSURE - EXPOSURE.mean()) / (EXPOSURE.max() - EXPOSURE.mean()),
    Component.OWN: 4.0 * cell_of(49),
}


ROWS = {
    Component.CYCLE: range(0, 80, 3),
    Component.REGION: range(40, 50),
    Component.INDUSTRY: range(9, 80, 10),
    Component.EXPOSURE: range(9, 80, 10),
    Component.OWN: range(49, 50),
}


@pytest.mark.parametrize("component", list(SHIFTS))
def test_a_shift_is_attributed_to_its_level(component):
    """Region r4, industry i9 (the most exposed) or cell 49, half a year after a shift of two."""
    found = scan(grid(SHIFTS[component]))
    rows = list(ROWS[component])
    attributions = found.attribute_cells(rows, [ONSET + 5] * len(rows))
    right = [one for one in attributions if one.verdict is component]
    assert len(right) >= 0.75 * len(rows)
    assert all(one.shares[component].value > 0.5 for one in right)
    assert all(one.unidentified == () for one in attributions)
    signal = next(one for one in found.signals if one.component is component)
    node = {Component.REGION: 4, Component.INDUSTRY: 9, Component.OWN: 49}.get(component, 0)
    assert signal.statistic[node, ONSET + 5] > signal.thresholds[2]


def test_shares_add_up_and_hold_their_values():
    attribution = scan(grid(SHIFTS[Component.REGION])).attribution(45, ONSET + 5)
    assert sum(share.value for share in attribution.shares.values()) == pytest.approx(1)
    assert set(attribution.shares) == set(attribution.contributions) == set(Component)


def test_a_shift_in_one_industry_is_not_called_exposure():
    """The most exposed industry alone tilts no line through the industries."""
    found = scan(grid(3 * SHIFTS[Component.INDUSTRY]))
    signal = next(one for one in found.signals if one.component is Component.EXPOSURE)
    assert np.nanmax(signal.statistic[0, ONSET:]) < signal.thresholds[3]
    rows = list(range(9, 80, 10))
    verdicts = {one.verdict for one in found.attribute_cells(rows, [ONSET + 6] * len(rows))}
    assert Component.EXPOSURE not in verdicts


def test_a_movement_in_proportion_to_exposure_is_counted_with_it():
    """A shift of four times the exposure moves the mean as well; that part may be either's, and
    the intervals of both say so."""
    rows = list(range(9, 80, 10))
    found = scan(grid(4 * EXPOSURE)).attribute_cells(rows, [ONSET + 6] * len(rows))
    right = [one for one in found if one.verdict is Component.EXPOSURE]
    assert len(right) >= 0.75 * len(rows)
    for one in right:
        exposure, cycle = (one.contributions[c] for c in (Component.EXPOSURE, Component.CYCLE))
        assert exposure.value - exposure.low > exposure.high - exposure.value
        assert cycle.high - cycle.value > cycle.value - cycle.low


def test_quiet_months_have_mostly_nothing_to_divide():
    found = scan(grid())
    rows, columns = list(range(80)) * 3, [70] * 80 + [85] * 80 + [99] * 80
    attributions = found.attribute_cells(rows, columns)
    quiet = [one for one in attributions if one.undecided is Undecided.NOT_RISING]
    assert len(quiet) > len(rows) / 2
    assert not any(one.shares for one in quiet)


def test_the_largest_shifts_are_confirmed_and_only_they():
    found = scan(grid(4 * SHIFTS[Component.REGION])[:, : ONSET + 6])
    confirmed = {s.component: np.flatnonzero(s.confirmed).tolist() for s in found.signals}
    assert confirmed[Component.REGION] == [4]
    assert confirmed[Component.INDUSTRY] == []
    assert found.confirmed_by(Component.REGION)[40:50].all()
    assert not found.confirmed_by(Component.REGION)[:40].any()


def test_without_exposure_the_gradient_is_not_identified():
    for exposure in (None, np.full(80, np.nan), np.full(80, 0.5)):
        found = scan(grid(SHIFTS[Component.REGION]), exposure)
        assert Component.EXPOSURE not in {signal.component for signal in found.signals}
        assert found.attribution(49, ONSET + 5).unidentified == (Component.EXPOSURE,)


def test_one_region_leaves_cycle_and_industry():
    level = np.random.default_rng(2).standard_normal((30, MONTHS))
    level[7, ONSET:] += 4
    names = [f"i{one:02d}" for one in range(30)]
    found = scan_levels(level, ["CN"] * 30, names, np.ones(level.shape, bool), 0.05)
    assert [one.component for one in found.signals] == [Component.CYCLE, Component.INDUSTRY]
    attribution = found.attribution(7, ONSET + 6)
    assert attribution.verdict is Component.INDUSTRY
    assert attribution.unidentified == (Component.REGION, Component.EXPOSURE, Component.OWN)
    assert found.signals[1].nodes[7] == "i07"


def test_one_industry_leaves_cycle_and_region():
    level = np.random.default_rng(2).standard_normal((20, MONTHS))
    level[:, ONSET:] += 3
    names = [f"r{one:02d}" for one in range(20)]
    found = scan_levels(level, names, ["all"] * 20, np.ones(level.shape, bool), 0.05)
    assert [one.component for one in found.signals] == [Component.CYCLE, Component.REGION]
    assert found.attribution(3, ONSET + 5).verdict is Component.CYCLE


@pytest.mark.parametrize("series", [1, 2, 3])
def test_too_few_series_cannot_be_told_apart(series):
    level = np.random.default_rng(4).standard_normal((series, MONTHS))
    level[:, ONSET:] += 5
    names = [f"r{one}" for one in range(series)]
    found = scan_levels(level, names, ["all"] * series, np.ones(level.shape, bool), 0.05)
    attribution = found.attribution(0, ONSET + 5)
    assert attribution.verdict is None
    assert attribution.undecided is Undecided.ALONE


@pytest.mark.parametrize("months", [1, 3, 20])
def test_a_short_panel_cannot_tell(months):
    found = scan(grid()[:, :months])
    assert found.attribution(0, months - 1).undecided is Undecided.SHORT
    assert all(np.isnan(signal.statistic).all() for signal in found.signals)
    assert all(np.isnan(signal.p_values).all() for signal in found.signals)
    assert not any(found.confirmed_by(component).any() for component in Component)
    assert all(shock.size is None for shock in found.smallest_shocks)


def test_empty_and_constant_series_stay_silent():
    level = grid(SHIFTS[Component.REGION])
    level[3], level[5], level[41, 60:] = np.nan, 2.5, np.nan
    found = scan(level)
    own = next(signal for signal in found.signals if signal.component is Component.OWN)
    assert np.isnan(own.statistic[[3, 5]]).all()
    assert found.attribution(3, MONTHS - 1).undecided is Undecided.SHORT
    assert found.attribution(42, ONSET + 5).verdict is Component.REGION


def test_a_panel_without_any_value_is_silent():
    found = scan(np.full((80, MONTHS), np.nan))
    assert found.attribution(0, 50).undecided is Undecided.SHORT


def test_the_smallest_shock_is_smaller_where_more_series_share_it():
    found = scan(grid())
    sizes = {shock.component: shock.size for shock in found.smallest_shocks}
    assert sizes[Component.REGION] < sizes[Component.OWN]
    assert 0 < sizes[Component.INDUSTRY] < sizes[Component.OWN]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": np.zeros((80, 0))}, "MONITORING-040"),
        ({"level": np.full((80, MONTHS), np.inf)}, "MONITORING-040"),
        ({"regions": ["r"] * 79}, "MONITORING-040"),
        ({"calm": np.ones((80, 3), bool)}, "MONITORING-040"),
        ({"exposure": np.zeros(3)}, "MONITORING-040"),
        ({"exposure": np.full(80, 40.0)}, "MONITORING-044"),
        ({"promised_rate": 0.0}, "MONITORING-012"),
    ],
)
def test_bad_input_is_refused(change, code):
    regions, industries = grid_names()
    given = {
        "level": grid(), "regions": regions, "industries": industries,
        "calm": np.ones((80, MONTHS), bool), "promised_rate": 0.05, "exposure": EXPOSURE,
    } | change  # fmt: skip
    with pytest.raises(InputRejectedError) as refused:
        scan_levels(**given)
    assert refused.value.code == code


def test_a_cell_outside_the_panel_is_refused():
    found = scan(grid()[:, :60])
    for row, column in ((80, 0), (0, 60)):
        with pytest.raises(InputRejectedError) as refused:
            found.attribution(row, column)
        assert refused.value.code == "MONITORING-045"
