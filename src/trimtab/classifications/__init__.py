"""Code lists, regions, crosswalks, dated facts and the embedded data, each with its source.

Everything loads when first asked for; importing this room reads no file and imports no pyarrow.
Languages are ``zh`` and ``en``. Codes are those of ``trimtab.kernel``.
"""

from trimtab.classifications.code_lists import (
    CodeList,
    code_list,
    code_lists,
    industry_title,
    occupation_title,
)
from trimtab.classifications.crosswalks import Crosswalk, crosswalk
from trimtab.classifications.dated_facts import (
    recessions,
    release_lag,
    release_lags,
    spring_festival,
)
from trimtab.classifications.embedded import (
    oews_industry_occupation,
    oews_state_occupation,
    payroll_employment,
    payroll_sectors,
    payroll_total,
)
from trimtab.classifications.exposures import (
    exposure_by_major_group,
    exposure_by_submajor_group,
    unrated_occupations,
)
from trimtab.classifications.occupation_links import published_occupation
from trimtab.classifications.reading import source_of, sources
from trimtab.classifications.region_lists import (
    region,
    region_title,
    regions,
    retirements,
    search_regions,
    subregions,
    tile_grid,
)
from trimtab.classifications.resolving import recognise_region, resolve_region
from trimtab.classifications.types import (
    CodeEntry,
    GroupExposure,
    Link,
    Match,
    MatchType,
    Recession,
    RegionEntry,
    ReleaseLag,
    ResolvedRegion,
    Retirement,
    Source,
    Weighting,
)

__all__ = [
    "CodeEntry",
    "CodeList",
    "Crosswalk",
    "GroupExposure",
    "Link",
    "Match",
    "MatchType",
    "Recession",
    "RegionEntry",
    "ReleaseLag",
    "ResolvedRegion",
    "Retirement",
    "Source",
    "Weighting",
    "code_list",
    "code_lists",
    "crosswalk",
    "exposure_by_major_group",
    "exposure_by_submajor_group",
    "industry_title",
    "occupation_title",
    "oews_industry_occupation",
    "oews_state_occupation",
    "payroll_employment",
    "payroll_sectors",
    "payroll_total",
    "published_occupation",
    "recessions",
    "recognise_region",
    "region",
    "region_title",
    "regions",
    "release_lag",
    "release_lags",
    "resolve_region",
    "retirements",
    "search_regions",
    "source_of",
    "sources",
    "spring_festival",
    "subregions",
    "tile_grid",
    "unrated_occupations",
]
