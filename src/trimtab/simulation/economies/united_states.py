"""The United States as an economy: states by occupations, with a modelled network of moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from trimtab import classifications
from trimtab.kernel import Region, UnknownCodeError, Wording
from trimtab.messages import Language, text
from trimtab.simulation.economies.assumptions import MobilityAssumptions
from trimtab.simulation.economies.group_moves import GROUPS_FILE, us_transitions
from trimtab.simulation.economies.mobility import application_weights
from trimtab.simulation.economies.regional import BETWEEN, WITHIN, regional_layers
from trimtab.simulation.economies.us_groups import (
    COEFFICIENTS_FILE,
    NATION,
    UsGroups,
    us_coefficients,
    us_groups,
)
from trimtab.simulation.economies.us_occupations import us_occupations
from trimtab.simulation.economies.us_states import state_jobs
from trimtab.simulation.types import (
    Cells,
    DataBasis,
    Economy,
    Index,
    Kinds,
    Matrix,
    Network,
    Vector,
)

TIERS = ("low", "middle", "high")
SOURCES = (
    "oews_state_occupation.parquet",
    "oews_industry_occupation.parquet",
    COEFFICIENTS_FILE,
    GROUPS_FILE,
    "tile_grid_us.csv",
)
_LANGUAGES = (Language.EN, Language.ZH)  # the order of a Wording

ExposureOf = Callable[[Sequence[str]], tuple[tuple[str, ...], Matrix]]
"""Occupations (``SOC@2018:15-1252``) to names of measures (M,) and scores (O, M)."""


def us_economy(
    regions: Sequence[str] | None = None,
    level: str = "detailed",
    assumptions: MobilityAssumptions | None = None,
    exposure: ExposureOf | None = None,
    coefficients: Mapping[str, float] | None = None,
) -> Economy:
    """Build the United States, or some of its states, from the embedded OEWS of May 2025.

    Model        jobs as published, unreleased cells as ``state_jobs``; moves within a state as
                 ``destination_shares`` with the embedded coefficients, scaled by the size of each
                 occupation in the state; moves between states in the own occupation, by size and
                 distance on the tile grid; vacancies weigh as in ``application_weights``
    Inputs       regions, ``US-OH``; None for all states and DC; ("US",) for the nation as one
                 region; level detailed (830 occupations), minor or major;
                 coefficients of the mobility model by term, in place of those embedded
    Returns      Economy, basis modelled; tiers are thirds of the nation's jobs by the mean wage of
                 the occupation; industry mix is the nation's for each occupation; the unemployment
                 rate is the CPS mean of 2019 to 2022, the vacancy rate the model's own
    Raises       UnknownCodeError SIMULATION-021 (region), SIMULATION-022 (level)
    Simplifies   the self-employed are not covered; with some states only, moves to the others are
                 closed; no worker traits, tasks or licences: see the page on the mobility network
    """
    chosen = assumptions or MobilityAssumptions()
    held = us_groups(level)
    names = _regions(regions)
    jobs, wage = held.in_regions(names)
    region_of, occupation_of = np.nonzero(jobs)
    employed = jobs[region_of, occupation_of]
    economy = Economy(
        name=names[0] if len(names) == 1 else NATION,
        cells=Cells(
            regions=names,
            occupations=held.codes,
            region_of=region_of,
            occupation_of=occupation_of,
            tiers=TIERS,
            tier_of=held.tier[occupation_of],
            wage_year=wage[region_of, occupation_of],
            currency="USD",
            occupation_titles=held.titles,
        ),
        kinds=Kinds(),
        network=_network(held, names, region_of, occupation_of, employed, chosen, coefficients),
        employed=employed[:, None],
        basis=DataBasis.MODELLED,
        sources=SOURCES,
        note=Wording(*(text("economies.us_note", language) for language in _LANGUAGES)),
        unemployment_rate=us_transitions().unemployment_rate,
        industries=us_occupations().industries,
        industry_mix=held.industry_mix[occupation_of],
    )
    return with_exposure(economy, exposure) if exposure else economy


def with_exposure(economy: Economy, exposure: ExposureOf) -> Economy:
    """The economy with the published exposure of each cell's occupation."""
    measures, scores = exposure(economy.cells.occupations)
    return replace(economy, measures=measures, exposure=scores[economy.cells.occupation_of])


def _regions(asked: Sequence[str] | None) -> tuple[str, ...]:
    held = state_jobs().regions
    chosen = tuple(dict.fromkeys(asked)) if asked else held
    if chosen == (NATION,):
        return chosen
    for region in chosen:
        if region not in held:
            raise UnknownCodeError("SIMULATION-021", value=region, known=", ".join(held))
    return chosen


def _network(
    held: UsGroups,
    regions: tuple[str, ...],
    region_of: Index,
    occupation_of: Index,
    employed: Vector,
    assumptions: MobilityAssumptions,
    coefficients: Mapping[str, float] | None,
) -> Network:
    occupations = held.network(assumptions.stay_share, assumptions.kept_edges, coefficients)
    alone = len(regions) == 1
    layers = regional_layers(
        occupations,
        region_of,
        occupation_of,
        employed,
        np.ones((1, 1)) if alone else _proximity(regions, assumptions.distance_elasticity),
        0.0 if alone else assumptions.between_share,
        (coefficients or us_coefficients())["size"],
    )
    names = (WITHIN,) if alone else (WITHIN, BETWEEN)
    return Network(names, application_weights(layers[: len(names)], employed))


def _proximity(regions: tuple[str, ...], elasticity: float) -> Matrix:
    """(R, R): distance in tiles to the power of minus the elasticity, 0 on the diagonal."""
    tiles = classifications.tile_grid("US")
    places = np.array([tiles[Region(region)] for region in regions], dtype=np.float64)
    distance = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    np.fill_diagonal(distance, 1.0)
    return np.asarray(distance**-elasticity * (1.0 - np.eye(len(regions))))
