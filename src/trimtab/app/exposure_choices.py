"""What exposure can be asked by; apart, so that the command line need not load what computes."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """What the jobs of a region are grouped by."""

    INDUSTRY = "industry"
    OCCUPATION = "occupation"
    TIER = "tier"
    REGION = "region"
