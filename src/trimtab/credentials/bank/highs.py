"""HiGHS, the solver of linear and integer programs, as scipy brings it (MIT licence).

scipy offers it to the public for one program at a time (``milp``). Here linear programs are solved
by the hundred, each a bound away from the one before: the binding under ``milp`` keeps the factors
between them, which takes a tenth of the time. It has the same names as the package ``highspy``,
whose release 1.16.0 gave wrong answers to our integer programs (1.12 did not): so no second HiGHS
in one process, and answers are checked (``whole.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from trimtab.credentials.bank.columns import Stacked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.float64]"


def binding() -> Any:
    """The names of HiGHS."""
    from scipy.optimize._highspy import _core

    return _core


def started(
    rows: Stacked,
    bounds: tuple[Numbers, Numbers],
    weights: Numbers,
    *,
    whole: bool,
    options: Mapping[str, str | float | bool],
) -> Any:
    """HiGHS with a program: least ``weights x columns`` within rows and bounds."""
    core = binding()
    starts, columns, values, low, high = rows
    model = core.HighsLp()
    model.num_col_, model.num_row_ = len(weights), len(low)
    model.col_cost_ = weights
    model.col_lower_, model.col_upper_ = bounds
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.format_ = core.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = starts, columns, values
    if whole:
        model.integrality_ = [core.HighsVarType.kInteger] * len(weights)
    solver = core._Highs()
    for name, value in {"output_flag": False, "threads": 1, **options}.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver
