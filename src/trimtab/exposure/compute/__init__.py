"""Arithmetic on scores: arrays in, arrays out."""

from trimtab.exposure.compute.common_scale import on_scale_of
from trimtab.exposure.compute.consensus import Consensus, consensus
from trimtab.exposure.compute.groups import GroupMeans, means_of_groups
from trimtab.exposure.compute.mix import ExposureOfMix, exposure_of_mix
from trimtab.exposure.compute.splitting import split_by_shares

__all__ = [
    "Consensus",
    "ExposureOfMix",
    "GroupMeans",
    "consensus",
    "exposure_of_mix",
    "means_of_groups",
    "on_scale_of",
    "split_by_shares",
]
