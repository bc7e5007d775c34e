"""Where a movement belongs: nation, region, industry, exposure-related, or the series' own."""

from trimtab.monitoring.compute.attribution.contrasts import WINDOWS
from trimtab.monitoring.compute.attribution.scan import (
    LevelScan,
    Weighed,
    scan_levels,
    weigh_evidence,
)

__all__ = ["WINDOWS", "LevelScan", "Weighed", "scan_levels", "weigh_evidence"]
