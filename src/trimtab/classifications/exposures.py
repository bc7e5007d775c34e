"""Published AI exposure of occupation groups: figures to be compared, none to be trusted alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from trimtab.classifications.reading import read_csv
from trimtab.classifications.types import GroupExposure
from trimtab.kernel import Occupation

SOC_MEASURES = ("eloundou_gpt4_beta", "eloundou_human_beta", "eloundou_gpt4_alpha", "felten_aioe")
ISCO_MEASURES = ("ilo_mean_2023", "ilo_mean_2025", "ilo_min_2025", "ilo_max_2025")


@cache
def exposure_by_major_group() -> Mapping[Occupation, GroupExposure]:
    """Exposure of the 22 civilian major groups of SOC 2018, employment-weighted means.

    Measures: ``eloundou_gpt4_beta``, ``eloundou_human_beta``, ``eloundou_gpt4_alpha`` (share of
    tasks, 0 to 1) and ``felten_aioe`` (standardised, about -2 to 2). Source: the entry
    ``exposure_soc2018_major.csv`` of ``source_of``.
    """
    return _table("exposure_soc2018_major.csv", "soc_major", "SOC@2018", SOC_MEASURES)


@cache
def exposure_by_submajor_group() -> Mapping[Occupation, GroupExposure]:
    """Exposure of the ISCO-08 sub-major groups, plain means over their occupations, 0 to 1.

    Measures: ``ilo_mean_2023``, ``ilo_mean_2025``, and the lowest and highest occupation of 2025,
    ``ilo_min_2025`` and ``ilo_max_2025``.
    """
    return _table("exposure_isco08_submajor.csv", "isco2", "ISCO@08", ISCO_MEASURES)


@cache
def unrated_occupations() -> frozenset[str]:
    """Occupations of OEWS (``SOC@2018:...``) on which the embedded means of Eloundou et al. do not
    rest: residual ones that were not rated, and those that OEWS publishes only joined."""
    return frozenset(f"SOC@2018:{row['soc2018']}" for row in read_csv("exposure_unrated.csv"))


def _table(
    file: str, code: str, classification: str, measures: tuple[str, ...]
) -> Mapping[Occupation, GroupExposure]:
    found = {}
    for row in read_csv(file):
        occupation = Occupation(f"{classification}:{row[code]}")
        values = {measure: float(row[measure]) for measure in measures}
        found[occupation] = GroupExposure(
            occupation, int(row["occupations"]), MappingProxyType(values)
        )
    return MappingProxyType(found)
