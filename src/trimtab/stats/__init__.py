"""Pure numerics over matrices (series, month): trailing windows, robust scale, resampling."""

from trimtab.stats.bootstrap import block_columns
from trimtab.stats.robust import (
    leave_one_out_median,
    median_along,
    median_of,
    recursive_scale,
)
from trimtab.stats.rolling import (
    change_over,
    lagged,
    trailing_maximum,
    trailing_mean,
    trailing_minimum,
)

__all__ = [
    "block_columns",
    "change_over",
    "lagged",
    "leave_one_out_median",
    "median_along",
    "median_of",
    "recursive_scale",
    "trailing_maximum",
    "trailing_mean",
    "trailing_minimum",
]
