"""A region's jobs by occupation, divided over industries by the nation's staffing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


def split_by_shares(nation: Matrix, region: Vector) -> Matrix:
    """MODELLED jobs of a region by industry and occupation.

    Model        n_io = r_o N_io / sum_i N_io
    Inputs       nation (I, O) jobs, NaN where suppressed; region (O,) jobs, NaN where suppressed
    Returns      (I, O) jobs; occupations whose national jobs are known in no industry are left out
                 (0), so that the sum can be below that of the region
    Simplifies   every occupation works in the industries it works in nationally: a region with
                 another industrial structure gets too little of what is special to it. The jobs of
                 the region by occupation are kept, those by industry are a consequence

    >>> split_by_shares(np.array([[30.0, 0.0], [10.0, 5.0]]), np.array([8.0, 2.0]))
    array([[6., 0.],
           [2., 2.]])
    """
    known = np.nan_to_num(nation)
    total = known.sum(axis=0)
    shares = np.divide(known, total, np.zeros(known.shape), where=total > 0)
    split: Matrix = shares * np.nan_to_num(region)
    return split
