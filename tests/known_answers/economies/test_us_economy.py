"""The United States as published: totals of BLS OEWS May 2025, and the fit that the page states."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from trimtab import classifications
from trimtab.app.economies import open_economy
from trimtab.simulation.economies import (
    MobilityAssumptions,
    aggregate,
    application_shares,
    destination_shares,
    thin_moves,
    us_coefficients,
    us_economy,
)
from trimtab.simulation.economies.group_moves import group_moves, pairs_for_fit, us_transitions
from trimtab.simulation.economies.mobility_fit import (
    GroupModel,
    estimate_coefficients,
    score,
)
from trimtab.simulation.economies.occupation_pairs import FEATURES
from trimtab.simulation.economies.us_occupations import us_occupations
from trimtab.simulation.economies.us_states import fill_suppressed, state_jobs


def test_states_add_up_to_what_bls_publishes():
    states = state_jobs()
    assert states.totals.sum() == 155_495_750  # sum of the published state totals, May 2025
    held = states.jobs.sum(axis=1)
    assert abs(held / states.totals - 1).max() < 0.012
    assert abs(held.sum() / states.totals.sum() - 1) < 0.001
    assert states.modelled.sum() == 1281
    assert states.jobs[states.modelled].sum() / held.sum() < 0.008


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hidden_cells_come_back_within_a_factor_of_two_mostly(seed):
    """Published cells hidden at random, as many as BLS hides: the error the page states."""
    states, occupations = state_jobs(), us_occupations()
    names = sorted(set(occupations.major))
    group_of = np.array([names.index(code) for code in occupations.major])
    groups = states.jobs @ (group_of[:, None] == np.arange(len(names)))
    known = np.flatnonzero((states.jobs > 0) & ~states.modelled)
    hidden = np.random.default_rng(seed).choice(known, 1281, replace=False)
    seen = np.where(states.modelled, np.nan, states.jobs)
    seen.ravel()[hidden] = np.nan
    filled = fill_suppressed(seen, groups, occupations.jobs, group_of).ravel()[hidden]
    error = np.abs(np.log(np.maximum(filled, 1) / states.jobs.ravel()[hidden]))
    assert 0.2 < np.median(error) < 0.35
    assert 0.7 < (error < np.log(2)).mean() < 0.8


def test_published_cells_are_left_as_they_are():
    table = classifications.oews_state_occupation().to_pydict()
    place = {
        (region, code): jobs
        for region, code, jobs in zip(
            table["region"], table["occupation"], table["employment"], strict=True
        )
    }
    economy = us_economy(["US-OH", "US-VT"])
    cells = economy.cells
    compared = 0
    for at in range(0, len(cells), 37):
        key = cells.regions[cells.region_of[at]], cells.occupations[cells.occupation_of[at]]
        if place[key] is not None:
            assert economy.employed[at, 0] == place[key]
            compared += 1
    assert compared > 20


def test_levels_of_detail_are_sums_of_each_other():
    """The groups' own network is that of the detailed occupations, summed."""
    fine = us_economy(["US"], assumptions=MobilityAssumptions(kept_edges=100_000))
    major = [f"SOC@2018:{code[9:11]}-0000" for code in fine.cells.occupations]
    summed, direct = aggregate(fine, major), us_economy(["US"], "major")
    assert summed.cells.occupations == direct.cells.occupations
    np.testing.assert_allclose(summed.employed, direct.employed)
    np.testing.assert_allclose(
        summed.network.layers[0].toarray(), direct.network.layers[0].toarray(), rtol=1e-5
    )
    np.testing.assert_allclose(summed.cells.wage_year, direct.cells.wage_year)
    np.testing.assert_allclose(summed.industry_mix, direct.industry_mix)


def test_every_cell_of_the_nation_can_be_reached_and_left():
    economy = us_economy(None, "minor", MobilityAssumptions(between_share=0.05))
    assert len(economy.cells.regions) == 51
    total = economy.network.layers[0] + economy.network.layers[1]
    np.testing.assert_allclose(np.asarray(total.sum(axis=1)).ravel(), 1.0)
    assert np.bincount(total.tocsr().indices, minlength=len(economy.cells)).min() > 1
    jobs = economy.employed.sum(axis=1)
    away = np.asarray(application_shares(economy.network.layers, jobs)[1].sum(axis=1)).ravel()
    assert np.quantile(away, 0.5) == pytest.approx(0.05)


def test_tiers_are_thirds_of_jobs_in_order_of_wages():
    economy = us_economy(["US"])
    share = np.bincount(economy.cells.tier_of, economy.employed[:, 0]) / economy.employed.sum()
    np.testing.assert_allclose(share, 1 / 3, atol=0.02)
    wages = economy.cells.wage_year
    highest = [wages[economy.cells.tier_of == tier].max() for tier in range(3)]
    assert highest == sorted(highest)


def test_exposure_and_industries_come_with_the_cells():
    economy = open_economy("us", regions=("US-OH",), occupations="major")
    assert len(economy.measures) == 4
    assert np.isfinite(economy.exposure).all()
    np.testing.assert_allclose(economy.industry_mix.sum(axis=1), 1.0)
    # Teachers work in education; the sector is the nation's, not the state's.
    teachers = economy.cells.occupations.index("SOC@2018:25-0000")
    assert economy.industry_mix[teachers].argmax() == economy.industries.index("NAICS@2022:61")


def test_the_embedded_coefficients_come_out_again():
    """Estimation from the embedded tables gives the embedded coefficients, to their digits."""
    observed = us_transitions()
    found = estimate_coefficients(pairs_for_fit(observed), group_moves(observed), FEATURES)
    held = us_coefficients()
    assert held["hierarchy"] == held["same_high_level"]
    for name, value in found.items():
        assert value == pytest.approx(held[name], abs=5e-4)


def test_a_group_left_out_is_predicted_as_the_page_says():
    """The stated score of groups left out is below that of groups fitted to, and near it."""
    observed = us_transitions()
    moves, pairs = group_moves(observed), pairs_for_fit(observed)
    whole = GroupModel(pairs, moves.group_of, FEATURES)
    inside = whole.shares(np.array([us_coefficients()[name] for name in FEATURES]))
    fitted = score(moves, inside)
    rows = {
        row["measure"]: {key: float(row[key]) for key in ("held_out", "low", "high")}
        for row in classifications.reading.read_csv("mobility_fit_us.csv")
        if row["model"] == "model"
    }
    stated = rows["deviance_explained"]
    assert stated["held_out"] == pytest.approx(0.836, abs=0.001)
    assert stated["low"] < stated["held_out"] < fitted.deviance_explained < 0.86
    assert rows["mean_error_points"]["held_out"] > fitted.mean_error


def test_thinning_keeps_what_cutting_would_lose():
    """Both figures of the page: shares between groups, and occupations that nobody enters."""
    observed = us_transitions()
    moves, pairs = group_moves(observed), pairs_for_fit(observed)
    shares = destination_shares(pairs, us_coefficients())
    thinned = thin_moves(shares, pairs.size, MobilityAssumptions().kept_edges)
    assert thinned.nnz / len(pairs) < 70
    member = (np.arange(22)[:, None] == moves.group_of).astype(float)
    for network, low in ((thinned.toarray(), 0.83), (shares, 0.84)):
        flows = member @ (network * pairs.size[:, None]) @ member.T
        np.fill_diagonal(flows, 0.0)
        found = score(moves, flows / flows.sum(axis=1, keepdims=True))
        assert low < found.deviance_explained < 0.86
    cut = destination_shares(us_occupations().pairs, us_coefficients())
    ordered = -np.sort(-cut, axis=1)
    above = np.cumsum(ordered, axis=1) - ordered < 0.9
    least = np.where(above, ordered, 1.0).min(axis=1)
    kept = cut >= least[:, None]
    assert kept.sum() / len(cut) == pytest.approx(216.8, abs=0.1)
    assert (~kept.any(axis=0)).sum() == 157
    assert (np.diff(thinned.tocsc().indptr) > 0).all()


def test_the_embedded_transitions_are_whole():
    observed = us_transitions()
    assert len(observed.states) == 24
    np.testing.assert_allclose(observed.probability.sum(axis=1), 1.0, atol=5e-6)
    assert observed.unemployment_rate == pytest.approx(0.0507, abs=5e-5)
    assert len(us_occupations()) == 830


def test_the_model_predicts_a_network_it_has_not_seen(shared_data):
    """External check: 539 occupations of del Rio-Chanona and others, CPS 2010 to 2017, CC BY 4.0.

    Codes are of SOC 2010; those found by their stem in SOC 2018 are compared, the rest is lost.
    """
    from trimtab.app.economies import read_network
    from trimtab.simulation.economies.external_check import check_against_network

    folder = shared_data / "us_occupations"
    network = read_network(
        folder / "mobility_network_edges.csv", folder / "mobility_network_occupations.csv"
    )
    found = check_against_network(network.economy)
    assert found.joined == 510 and found.codes == 539
    assert found.flow_lost == pytest.approx(0.247, abs=0.001)
    assert found.model.deviance_explained == pytest.approx(0.354, abs=0.003)
    assert found.size_alone.deviance_explained < 0.27
    assert found.model.correlation > found.size_alone.correlation + 0.05
    # The premium of the hierarchy is an assumption; moves within major groups bear it out.
    assert found.within_major[0] == pytest.approx(found.within_major[1], abs=0.02)


def test_monthly_files_agree_with_the_embedded_table(shared_data):
    from trimtab.app.transition_files import read_months

    months = read_months(shared_data / "us_occupations" / "cps_transitions_2019_2022.csv")
    pooled, held = months.transitions(), us_transitions()
    assert pooled.states == held.states
    assert months.span == ("2019-01", "2022-12")
    np.testing.assert_allclose(pooled.stock, held.stock, rtol=0.03)
    np.testing.assert_allclose(pooled.probability, held.probability, atol=0.004)


def test_source_file_of_the_coefficients_is_what_the_script_writes(repository):
    script = (repository / "scripts" / "derive" / "mobility.py").read_text(encoding="utf-8")
    for name in ("mobility_groups_us.csv", "mobility_coefficients_us.csv", "mobility_fit_us.csv"):
        assert name in script
        assert classifications.source_of(name).derived_by == "scripts/derive/mobility.py"
    held = classifications.source_of("mobility_coefficients_us.csv")
    folder = repository / "src" / "trimtab" / "reference"
    rows = list(csv.DictReader((folder / held.file).open(encoding="utf-8")))
    assert len(rows) == held.rows
