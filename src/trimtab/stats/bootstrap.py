"""Block bootstrap of a panel: blocks of months, the cross-section kept together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def block_columns(
    months: int, block: int, length: int, generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Columns of one resampled panel: random blocks of consecutive months, joined to ``length``.

    Moving blocks with wrap-around (circular), so that every month is drawn equally often. All
    series take the same columns: their dependence on each other survives the resampling.

    References   Politis and Romano (1992), "A circular block-resampling procedure for stationary
                 data"; Kuensch (1989), Annals of Statistics 17
    """
    block = min(block, months)
    starts = generator.integers(0, months, size=-(-length // block))
    columns = (starts[:, None] + np.arange(block)[None, :]) % months
    return np.asarray(columns.ravel()[:length])
