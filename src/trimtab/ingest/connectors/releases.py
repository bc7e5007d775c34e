"""Release lags of the known sources, from the reference data."""

from __future__ import annotations

from trimtab.ingest.releases import ReleaseRule, usual_release
from trimtab.kernel import ConfigurationError, Frequency, Region

NATION = Region("US")
STATES = Region("US-AL")  # any state: the reference lists one lag for all of them


def documented_release(indicator: str, region: Region, frequency: Frequency) -> ReleaseRule:
    """The documented lag; a connector without one is a defect of the reference data."""
    rule = usual_release(indicator, region, frequency)
    if rule is None:
        raise ConfigurationError(
            "INGEST-074", indicator=indicator, region=str(region), frequency=frequency.value
        )
    return rule
