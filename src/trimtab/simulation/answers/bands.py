"""Time paths with bands: what single histories under the random draws do."""

from __future__ import annotations

import numpy as np

from trimtab.simulation.answers.pairing import paired_gap
from trimtab.simulation.answers.types import COVERAGE, Band, Runs
from trimtab.simulation.types import Tensor


def bands(runs: Runs, name: str, coverage: float = COVERAGE) -> tuple[Band, ...]:
    """One band a mix of the series ``name``: mean and quantiles over draws and replicates.

    The band holds both kinds of uncertainty; with the mean field and no draws it has no width.
    """
    return tuple(_band(paths, coverage) for paths in runs.series[name])


def difference_bands(runs: Runs, name: str, coverage: float = COVERAGE) -> tuple[Band, ...]:
    """As ``bands``, of each mix minus the first, run by run: the first band is 0 throughout."""
    paths = runs.series[name]
    return tuple(_band(paired_gap(one, paths[0]), coverage) for one in paths)


def _band(paths: Tensor, coverage: float) -> Band:
    """Of paths (D, R, T + 1), over the random draws; the central one where there is no other."""
    varied = paths[1:] if len(paths) > 1 else paths
    flat = varied.reshape(-1, varied.shape[-1])
    low, high = np.quantile(flat, [(1 - coverage) / 2, (1 + coverage) / 2], axis=0)
    return Band(flat.mean(0), low, high)
