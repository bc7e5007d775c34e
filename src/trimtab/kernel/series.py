"""What identifies a series, and the status of one observation in it (SDMX words)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b

from trimtab.kernel.codes import Industry, Occupation, Region
from trimtab.kernel.time import Frequency


class SeasonalAdjustment(StrEnum):
    """Not adjusted, adjusted by the publisher, or by us from the past only."""

    NONE = "N"
    PUBLISHER = "S"
    CAUSAL = "C"


class ObsStatus(StrEnum):
    """Status of one observation (SDMX CL_OBS_STATUS)."""

    NORMAL = "A"
    ESTIMATED = "E"
    FORECAST = "F"
    PROVISIONAL = "P"
    SUPPRESSED = "Q"
    MISSING = "M"
    BREAK = "B"


@dataclass(frozen=True)
class SeriesKey:
    """Indicator x region x industry x occupation at a frequency, in a unit, with an adjustment.

    ``industry`` and ``occupation`` are None for "all". ``series_id`` is stable across machines:
    the first 8 bytes of BLAKE2b over the canonical text, as a signed 64-bit integer.

    Examples
    --------
    >>> monthly = Frequency.MONTHLY
    >>> key = SeriesKey("unemployment_rate", Region("US-AL"), None, None, monthly, "share")
    >>> str(key)
    'unemployment_rate|US-AL|||M|share|N'
    >>> SeriesKey.parse(str(key)) == key
    True
    """

    indicator: str
    region: Region
    industry: Industry | None
    occupation: Occupation | None
    frequency: Frequency
    unit: str
    seasonal_adjustment: SeasonalAdjustment = SeasonalAdjustment.NONE

    def __str__(self) -> str:
        return "|".join(
            (
                self.indicator,
                str(self.region),
                str(self.industry or ""),
                str(self.occupation or ""),
                self.frequency.value,
                self.unit,
                self.seasonal_adjustment.value,
            )
        )

    @classmethod
    def parse(cls, text: str) -> SeriesKey:
        """Read the canonical text that ``str`` writes."""
        indicator, region, industry, occupation, frequency, unit, adjustment = text.split("|")
        return cls(
            indicator,
            Region(region),
            Industry(industry) if industry else None,
            Occupation(occupation) if occupation else None,
            Frequency(frequency),
            unit,
            SeasonalAdjustment(adjustment),
        )

    @cached_property
    def series_id(self) -> int:
        digest = blake2b(str(self).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)
