"""Economies to start from: a user's network, the United States, copies of a network by region."""

from trimtab.simulation.economies.aggregating import aggregate, select_regions
from trimtab.simulation.economies.assumptions import (
    ACT_BETWEEN_REGIONS,
    RANGES,
    MobilityAssumptions,
)
from trimtab.simulation.economies.group_moves import GROUPS_FILE
from trimtab.simulation.economies.mobility import (
    application_shares,
    application_weights,
    destination_shares,
    mobility_network,
    thin_moves,
)
from trimtab.simulation.economies.mobility_fit import (
    Fit,
    GroupMoves,
    Score,
    fit_mobility,
    score,
    score_interval,
)
from trimtab.simulation.economies.occupation_pairs import FEATURES, OccupationPairs, co_staffing
from trimtab.simulation.economies.regional import (
    BETWEEN,
    WITHIN,
    regional_layers,
    replicated_economy,
)
from trimtab.simulation.economies.text_table import TextTable
from trimtab.simulation.economies.united_states import TIERS, us_economy, with_exposure
from trimtab.simulation.economies.us_groups import LEVELS, us_coefficients
from trimtab.simulation.economies.user_network import UserNetwork, network_economy

__all__ = [
    "ACT_BETWEEN_REGIONS",
    "BETWEEN",
    "FEATURES",
    "GROUPS_FILE",
    "LEVELS",
    "RANGES",
    "TIERS",
    "WITHIN",
    "Fit",
    "GroupMoves",
    "MobilityAssumptions",
    "OccupationPairs",
    "Score",
    "TextTable",
    "UserNetwork",
    "aggregate",
    "application_shares",
    "application_weights",
    "co_staffing",
    "destination_shares",
    "fit_mobility",
    "mobility_network",
    "network_economy",
    "regional_layers",
    "replicated_economy",
    "score",
    "score_interval",
    "select_regions",
    "thin_moves",
    "us_coefficients",
    "us_economy",
    "with_exposure",
]
