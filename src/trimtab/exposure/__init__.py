"""How exposed the work of an occupation, region or industry is to AI: structure, never an alarm."""

from trimtab.exposure.compute import (
    Consensus,
    ExposureOfMix,
    GroupMeans,
    consensus,
    exposure_of_mix,
    means_of_groups,
    on_scale_of,
    split_by_shares,
)
from trimtab.exposure.measures import COUNTED, MEASURES, REFERENCE_MEASURE
from trimtab.exposure.types import Grain, Joining, Measure, Modes, Scale, Scores

__all__ = [
    "COUNTED",
    "MEASURES",
    "REFERENCE_MEASURE",
    "Consensus",
    "ExposureOfMix",
    "Grain",
    "GroupMeans",
    "Joining",
    "Measure",
    "Modes",
    "Scale",
    "Scores",
    "consensus",
    "exposure_of_mix",
    "means_of_groups",
    "on_scale_of",
    "split_by_shares",
]
