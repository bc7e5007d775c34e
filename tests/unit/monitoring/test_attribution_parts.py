"""The pieces of a level scan on cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution.discovery import (
    claim,
    confirm_top_down,
    leaves,
    simes,
    step_up,
    tail_p_values,
)
from trimtab.monitoring.compute.attribution.gradient import exposure_slope
from trimtab.monitoring.compute.attribution.layout import lay_out
from trimtab.monitoring.compute.attribution.loadings import follow_cycle
from trimtab.monitoring.compute.attribution.polish import polish, spread


def test_a_polish_finds_nation_region_industry_and_rest():
    """Effects of regions and industries with middle zero, and one wild series."""
    region = np.array([-1.0, 0.0, 0.0, 0.0, 2.0])
    industry = np.array([0.0, 0.0, 3.0, 0.0, -1.0])
    table = 0.5 + region[:, None] + industry
    table[1, 3] += 50
    layout = lay_out(list("abcde" * 5), [c for c in "vwxyz" for _ in range(5)])
    found = polish(table.T.reshape(1, -1), layout)
    held = 1.5 / 5  # what the wild series pulls its row and its column: one clipped residual
    assert found.common[0] == pytest.approx(0.5, abs=held)
    np.testing.assert_allclose(found.region[0], region, atol=held)
    np.testing.assert_allclose(found.industry[0], industry, atol=2 * held)
    assert found.rest[0, 3 * 5 + 1] == pytest.approx(50, abs=3 * held)
    again = found.common[:, None] + spread(found.region, layout.regions)
    again += spread(found.industry, layout.industries) + found.rest
    np.testing.assert_allclose(again, table.T.reshape(1, -1))


def test_layout_names_what_remains():
    assert lay_out(["a"] * 9, list("abcdefghi")).residual is Component.INDUSTRY
    assert lay_out(list("abcdefghi"), ["a"] * 9).residual is Component.REGION
    assert lay_out(list("aaabbb"), list("cdecde")).residual is Component.OWN
    few = lay_out(list("aaaabbbb"), list("cdefcdef"))
    assert not few.regions.blocks
    assert not few.industries.blocks


def test_a_loading_is_learnt_from_the_past_and_starts_at_one():
    generator = np.random.default_rng(0)
    common = np.cumsum(generator.standard_normal(400)) / 4
    nodes = np.column_stack([0.8 * common, 0 * common]) + 0.1 * generator.standard_normal((400, 2))
    followed, doubt = follow_cycle(nodes, common, 3, 0.5)
    loading = followed / common[:, None]
    np.testing.assert_array_equal(loading[:3], 0)
    np.testing.assert_allclose(doubt[0], 0.5 * abs(common[0]))
    np.testing.assert_allclose(loading[-1], [0.8, 0.0], atol=0.1)
    assert (doubt[-1] < 0.3 * abs(common[-1])).all()


def test_an_exposure_slope_is_exact_on_a_line_and_robust_to_one_industry():
    exposure = np.linspace(0, 1, 12)
    line = 1 + 2 * exposure
    wild = line.copy()
    wild[-1] += 30
    noise = 0.2 * np.array([1, -1, 1, -1, -1, 1, 1, -1, 1, -1, -1, 1])
    alone = noise.copy()
    alone[-1] += 6
    found = exposure_slope(np.array([line, wild + noise, alone]), exposure)
    assert found.value[0] == pytest.approx(2)
    assert found.error[0] == pytest.approx(0, abs=1e-9)
    assert found.value[1] == pytest.approx(2, abs=0.5)
    assert abs(found.cautious[2]) < 0.3
    assert abs(found.cautious[1]) <= abs(found.value[1])


def test_a_slope_needs_eight_industries():
    found = exposure_slope(np.ones((2, 7)), np.linspace(0, 1, 7))
    assert np.isnan(found.value).all()


def test_simes_and_the_step_up_procedure():
    """Benjamini and Hochberg (1995), section 3.2: 15 p-values, 4 rejected at 0.05."""
    published = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    )  # fmt: skip
    assert step_up(published, 0.05).sum() == 4
    assert simes(published) == pytest.approx(15 * 0.0001)
    assert simes(np.array([np.nan])) == 1.0
    assert not step_up(np.array([np.nan, 0.5]), 0.05).any()


def test_false_discovery_control_goes_down_only_where_something_was_found():
    """Two of three branches stand at 0.10, so their members are tested at 0.0667."""
    quiet, loud = claim(leaves(np.array([0.5, 0.6]))), claim(leaves(np.array([0.03, 0.065])))
    tree = claim((*leaves(np.array([0.001])), quiet, loud))
    assert confirm_top_down(tree, 0.10) == [True, False, False, True, True]
    tight = claim(leaves(np.array([0.03, 0.07])))
    assert confirm_top_down(claim((*leaves(np.array([0.001])), quiet, tight)), 0.10) == [
        True, False, False, True, False,
    ]  # fmt: skip
    assert confirm_top_down(claim((quiet, quiet)), 0.10) == [False] * 4


def test_tail_probabilities_are_counts_and_then_an_exponential():
    calm = np.arange(1000) / 1000
    found = tail_p_values(np.array([0.5, 2.0, np.nan]), calm)
    assert found[0] == pytest.approx(501 / 1001)
    excess = np.mean(calm[calm > np.quantile(calm, 0.95)] - np.quantile(calm, 0.95))
    assert found[1] == pytest.approx(0.05 * np.exp(-(2 - np.quantile(calm, 0.95)) / excess))
    assert np.isnan(found[2])
    assert tail_p_values(np.array([9.0]), calm[:100])[0] == 1.0
