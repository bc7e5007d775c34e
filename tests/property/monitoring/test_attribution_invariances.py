"""What must not change a level scan: later months, the order of series, units, levels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution import LevelScan, scan_levels

Matrix = npt.NDArray[np.float64]
MONTHS = 96
SHAPES = {"grid": (5, 9), "one region": (1, 12), "one industry": (8, 1), "few": (2, 2)}


def panel(
    seed: int, shape: tuple[int, int], gaps: float = 0.0
) -> tuple[Matrix, list[str], list[str]]:
    """Noise, a common turn, one region's shift and an outlier; gaps at random."""
    generator = np.random.default_rng(seed)
    regions, industries = shape
    series = regions * industries
    level = generator.standard_normal((series, MONTHS)) * generator.uniform(0.5, 3, (series, 1))
    level += 2 * np.clip((np.arange(MONTHS) - 60) / 12, 0, 1)
    level[:industries, 75:] += 2
    level[0, 30] += 40
    level[generator.random(level.shape) < gaps] = np.nan
    names = [f"r{one}" for one in range(regions)], [f"i{one}" for one in range(industries)]
    return level, list(np.repeat(names[0], industries)), names[1] * regions


def scan(level: Matrix, regions: list[str], industries: list[str]) -> LevelScan:
    exposure = np.array([int(name[1:]) % 7 for name in industries]) / 10
    return scan_levels(level, regions, industries, np.ones(level.shape, bool), 0.2, exposure)


def statistics(found: LevelScan) -> dict[Component, Matrix]:
    return {signal.component: signal.statistic for signal in found.signals}


@settings(max_examples=6, deadline=None)
@given(
    st.integers(0, 2**31),
    st.sampled_from(sorted(SHAPES)),
    st.sampled_from([0.0, 0.1]),
    st.integers(1, MONTHS - 1),
)
def test_nothing_after_a_month_moves_it(seed, shape, gaps, months):
    """Cut and scrambled futures leave evidence and attributions identical to the last bit."""
    level, regions, industries = panel(seed, SHAPES[shape], gaps)
    whole = scan(level, regions, industries)
    scrambled = level.copy()
    scrambled[:, months:] = 5 - 3 * scrambled[:, months:][:, ::-1]
    rows, columns = list(range(0, len(level), 3)), [months - 1] * len(level[::3])
    for other in (level[:, :months], scrambled):
        found = scan(other, regions, industries)
        for component, statistic in statistics(whole).items():
            np.testing.assert_array_equal(
                statistics(found)[component][:, :months], statistic[:, :months]
            )
        assert found.attribute_cells(rows, columns) == whole.attribute_cells(rows, columns)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(sorted(SHAPES)))
def test_the_order_of_series_does_not_matter(seed, shape):
    level, regions, industries = panel(seed, SHAPES[shape], 0.05)
    order = np.random.default_rng(seed).permutation(len(level))
    whole = scan(level, regions, industries)
    mixed = scan(level[order], [regions[n] for n in order], [industries[n] for n in order])
    for signal, other in zip(whole.signals, mixed.signals, strict=True):
        by_name = dict(zip(other.nodes, other.statistic, strict=True))
        again = np.array([by_name[name] for name in signal.nodes])
        np.testing.assert_allclose(again, signal.statistic, rtol=1e-8, atol=1e-8)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(sorted(SHAPES)), st.floats(1e-3, 1e3))
def test_units_and_levels_of_a_series_do_not_matter(seed, shape, factor):
    """Each series is judged in its own noise: its unit and its level change nothing."""
    level, regions, industries = panel(seed, SHAPES[shape], 0.05)
    changed = level.copy()
    changed[0] *= factor
    changed[-1] += 100 * factor
    before, after = scan(level, regions, industries), scan(changed, regions, industries)
    for component, statistic in statistics(before).items():
        np.testing.assert_allclose(statistics(after)[component], statistic, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_parts_add_up_to_the_change(shape):
    level, regions, industries = panel(3, SHAPES[shape])
    found = scan(level, regions, industries)
    for row in range(0, len(level), 5):
        attribution = found.attribution(row, MONTHS - 1)
        window = next(
            one
            for one, months in zip(found.windows, (3, 6, 12), strict=True)
            if months == attribution.window_months
        )
        total = sum(part.value for part in attribution.contributions.values())
        assert total == pytest.approx(window.change[MONTHS - 1, row], abs=1e-9)
