"""Social insurance coverage outside employment: contribution bases, flexible-employment subsidy.

``size_subsidies`` works on columns of applications and asks the rule book once for each place and
day. The same computations by named columns are ``COMPUTATIONS``.
"""

from trimtab.coverage.bounds import Bound, Bounds, find_bounds
from trimtab.coverage.computations import (
    COMPUTATIONS,
    CONTRIBUTION_BASE,
    FLEXIBLE_SUBSIDY,
    columns_of,
    size_columns,
)
from trimtab.coverage.service import Sized, size_subsidies
from trimtab.coverage.types import (
    OUTCOMES,
    VERIFICATIONS,
    Applications,
    Group,
    Outcome,
    Subsidies,
)

__all__ = [
    "COMPUTATIONS",
    "CONTRIBUTION_BASE",
    "FLEXIBLE_SUBSIDY",
    "OUTCOMES",
    "VERIFICATIONS",
    "Applications",
    "Bound",
    "Bounds",
    "Group",
    "Outcome",
    "Sized",
    "Subsidies",
    "columns_of",
    "find_bounds",
    "size_columns",
    "size_subsidies",
]
