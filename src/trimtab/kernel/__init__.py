"""The words every room shares: time, identities, quantities, errors. Imports nothing of Trimtab."""

from trimtab.kernel.codes import Code, Industry, Occupation, OccupationLevel, Region
from trimtab.kernel.errors import (
    ConfigurationError,
    EnvironmentLackingError,
    InputRejectedError,
    NotAllowedError,
    Problem,
    StateError,
    TableContractError,
    TrimtabError,
    UnknownCodeError,
    UsageError,
)
from trimtab.kernel.estimate import Basis, Estimate
from trimtab.kernel.series import ObsStatus, SeasonalAdjustment, SeriesKey
from trimtab.kernel.time import Frequency, Period, end_instant, parse_instant, utc
from trimtab.kernel.wording import NO_WORDING, Wording

__all__ = [
    "NO_WORDING",
    "Basis",
    "Code",
    "ConfigurationError",
    "EnvironmentLackingError",
    "Estimate",
    "Frequency",
    "Industry",
    "InputRejectedError",
    "NotAllowedError",
    "ObsStatus",
    "Occupation",
    "OccupationLevel",
    "Period",
    "Problem",
    "Region",
    "SeasonalAdjustment",
    "SeriesKey",
    "StateError",
    "TableContractError",
    "TrimtabError",
    "UnknownCodeError",
    "UsageError",
    "Wording",
    "end_instant",
    "parse_instant",
    "utc",
]
