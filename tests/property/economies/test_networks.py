"""What every built network must be, whatever its sizes: stochastic, reachable, conserving."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from trimtab.kernel import InputRejectedError
from trimtab.simulation.economies import (
    OccupationPairs,
    aggregate,
    application_shares,
    application_weights,
    co_staffing,
    destination_shares,
    mobility_network,
    regional_layers,
    replicated_economy,
    select_regions,
    thin_moves,
)
from trimtab.simulation.types import Cells, DataBasis, Economy, Kinds, Network

COEFFICIENTS = {"size": 1.0, "co_staffing": 2.5, "wage_gain": -0.7, "hierarchy": 0.3}
seeds = st.integers(0, 2**32 - 1)


def _pairs(random, size):
    return OccupationPairs(
        size=random.lognormal(8, 2, size),
        co_staffing=co_staffing(random.gamma(0.3, 1.0, (size, 6))),
        wage=random.lognormal(10, 0.5, size),
        high_level=random.integers(0, 3, size),
        manual=random.random(size) < 0.5,
        nearness=np.zeros((size, size)),
    )


def _sums(layers):
    return sum(np.asarray(layer.sum(axis=1)).ravel() for layer in layers)


def _economy(random, regions, occupations):
    """Some cells of a grid, each region and occupation present at least once."""
    present = random.random((regions, occupations)) < 0.7
    present[np.arange(regions), np.arange(regions) % occupations] = True
    present[np.arange(occupations) % regions, np.arange(occupations)] = True
    region_of, occupation_of = np.nonzero(present)
    employed = np.ceil(random.lognormal(5, 2, region_of.size))
    network = mobility_network(
        destination_shares(_pairs(random, occupations), COEFFICIENTS), np.ones(occupations), 0.4
    )
    proximity = random.gamma(1.0, 1.0, (regions, regions)) + 0.01
    layers = regional_layers(network, region_of, occupation_of, employed, proximity, 0.1)
    cells = Cells(
        regions=tuple(f"R{at}" for at in range(regions)),
        occupations=tuple(f"O{at}" for at in range(occupations)),
        region_of=region_of,
        occupation_of=occupation_of,
        tiers=("low", "high"),
        tier_of=occupation_of % 2,
        wage_year=random.lognormal(10, 0.5, region_of.size),
    )
    return Economy(
        name="random",
        cells=cells,
        kinds=Kinds(("age",), (("young",), ("old",))),
        network=Network(("within", "between"), application_weights(layers, employed)),
        employed=np.column_stack([employed, 2 * employed]),
        basis=DataBasis.SYNTHETIC,
        measures=("m",),
        exposure=np.where(random.random((region_of.size, 1)) < 0.2, np.nan, 0.5),
    )


@settings(max_examples=30)
@given(seeds, st.integers(2, 40), st.floats(0, 0.95), st.integers(1, 60))
def test_a_thinned_network_keeps_leavers_and_entrants(seed, size, stay, kept):
    random = np.random.default_rng(seed)
    pairs = _pairs(random, size)
    shares = destination_shares(pairs, COEFFICIENTS)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert (np.diag(shares) == 0).all()
    thinned = thin_moves(shares, pairs.size, kept)
    assert (thinned.data > 0).all()
    np.testing.assert_allclose(np.asarray(thinned.sum(axis=1)).ravel(), 1.0)
    made = mobility_network(shares, pairs.size, stay, kept)
    np.testing.assert_allclose(made.diagonal(), stay)
    np.testing.assert_allclose(_sums([made]), 1.0)


def test_thinning_keeps_the_entrants_of_each_occupation_and_is_repeatable():
    random = np.random.default_rng(3)
    pairs = _pairs(random, 200)
    shares = destination_shares(pairs, COEFFICIENTS)
    thinned = thin_moves(shares, pairs.size, 30)
    assert thinned.nnz < shares.size / 3
    np.testing.assert_allclose(pairs.size @ thinned, pairs.size @ shares, rtol=1e-9)
    np.testing.assert_array_equal(thinned.data, thin_moves(shares, pairs.size, 30).data)


@settings(max_examples=30)
@given(seeds, st.integers(1, 6), st.integers(2, 12))
def test_regional_networks_are_stochastic_and_stay_in_their_layers(seed, regions, occupations):
    economy = _economy(np.random.default_rng(seed), regions, occupations)
    within, between = economy.network.layers
    np.testing.assert_allclose(_sums([within, between]), 1.0)
    region_of = economy.cells.region_of
    for layer, same in ((within, True), (between, False)):
        moves = layer.tocoo()
        assert (moves.data > 0).all()
        assert ((region_of[moves.row] == region_of[moves.col]) == same).all()
    assert (within.diagonal() > 0).all()  # everybody can at least apply to the own cell
    jobs = economy.employed.sum(axis=1)
    away = application_shares(economy.network.layers, jobs)[1]
    assert (np.asarray(away.sum(axis=1)) <= 0.1 + 1e-9).all()


@settings(max_examples=30)
@given(seeds, st.integers(1, 5), st.integers(2, 10), st.integers(1, 4), st.integers(1, 3))
def test_aggregation_conserves_jobs_and_flows(seed, regions, occupations, groups, areas):
    random = np.random.default_rng(seed)
    economy = _economy(random, regions, occupations)
    group_of = [f"G{at}" for at in random.integers(0, groups, occupations)]
    area_of = [f"A{at}" for at in random.integers(0, areas, regions)]
    coarse = aggregate(economy, group_of, area_of)
    np.testing.assert_allclose(coarse.employed.sum(axis=0), economy.employed.sum(axis=0))
    np.testing.assert_allclose(_sums(coarse.network.layers), 1.0)
    jobs = economy.employed.sum(axis=1)
    names = [
        (area_of[r], group_of[o])
        for r, o in zip(economy.cells.region_of, economy.cells.occupation_of, strict=True)
    ]
    cells = coarse.cells
    place = {
        (cells.regions[r], cells.occupations[o]): at
        for at, (r, o) in enumerate(zip(cells.region_of, cells.occupation_of, strict=True))
    }
    at = np.array([place[name] for name in names])
    summing = sparse.csr_array((np.ones(at.size), (at, np.arange(at.size))))
    for fine, made in zip(
        application_shares(economy.network.layers, jobs),
        application_shares(coarse.network.layers, coarse.employed.sum(axis=1)),
        strict=True,
    ):
        flows = summing @ (sparse.diags_array(jobs) @ fine) @ summing.T
        again = sparse.diags_array(coarse.employed.sum(axis=1)) @ made
        np.testing.assert_allclose(flows.toarray(), again.toarray(), rtol=1e-9, atol=1e-9)
    wages = (economy.cells.wage_year * jobs).sum()
    np.testing.assert_allclose((cells.wage_year * coarse.employed.sum(axis=1)).sum(), wages)


@settings(max_examples=30)
@given(seeds, st.integers(2, 5), st.integers(2, 8))
def test_selected_regions_stand_alone(seed, regions, occupations):
    economy = _economy(np.random.default_rng(seed), regions, occupations)
    chosen = economy.cells.regions[1:]
    alone = select_regions(economy, chosen)
    assert alone.cells.regions == chosen
    np.testing.assert_allclose(_sums(alone.network.layers), 1.0)
    kept = economy.cells.region_of > 0
    np.testing.assert_array_equal(alone.employed, economy.employed[kept])
    assert len(alone.exposure) == kept.sum()


@settings(max_examples=30)
@given(seeds, st.integers(2, 6), st.floats(0, 0.9))
def test_copies_share_out_the_jobs(seed, regions, between):
    random = np.random.default_rng(seed)
    base = _economy(random, 1, 5)
    weights = random.gamma(1.0, 1.0, regions) + 0.01
    names = tuple(f"N{at}" for at in range(regions))
    made = replicated_economy(base, names, weights, between)
    np.testing.assert_allclose(made.employed.sum(axis=0), base.employed.sum(axis=0))
    np.testing.assert_allclose(_sums(made.network.layers), 1.0)
    share = np.bincount(made.cells.region_of, made.employed.sum(axis=1))
    np.testing.assert_allclose(share / share.sum(), weights / weights.sum())
    np.testing.assert_allclose(_sums(made.network.layers[1:]), between, atol=1e-12)


@settings(max_examples=30)
@given(seeds, st.integers(2, 12))
def test_weights_and_shares_are_inverse(seed, size):
    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.ones(size), size)
    employed = random.lognormal(6, 3, size)
    layers = (sparse.csr_array(shares * 0.7), sparse.csr_array(shares * 0.3))
    again = application_shares(application_weights(layers, employed), employed)
    for given_layer, found in zip(layers, again, strict=True):
        np.testing.assert_allclose(found.toarray(), given_layer.toarray(), rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda e: replicated_economy(e, ("a", "b"), [1.0], 0.1), "SIMULATION-018"),
        (lambda e: replicated_economy(e, ("a", "b"), [1.0, 0.0], 0.1), "SIMULATION-018"),
        (lambda e: replicated_economy(e, ("a", "b"), [1.0, np.nan], 0.1), "SIMULATION-018"),
        (lambda e: replicated_economy(e, ("a", "b"), [1, 1], 1.0), "SIMULATION-017"),
        (lambda e: replicated_economy(e, ("a", "b"), [1, 1], np.nan), "SIMULATION-017"),
        (
            lambda e: replicated_economy(e, ("a", "b"), [1, 1], 0.1, -np.ones((2, 2))),
            "SIMULATION-017",
        ),
        (lambda e: mobility_network(np.eye(2)[::-1], np.ones(2), 1.0), "SIMULATION-019"),
        (lambda e: mobility_network(np.eye(2)[::-1], np.ones(2), 0.5, 0), "SIMULATION-019"),
    ],
)
def test_impossible_networks_are_refused(call, code):
    base = _economy(np.random.default_rng(1), 1, 4)
    with pytest.raises(InputRejectedError) as refused:
        call(base)
    assert refused.value.code == code
