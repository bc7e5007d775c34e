"""Moves between regions: from a network of occupations to a network of cells, in two layers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from trimtab.kernel import InputRejectedError
from trimtab.simulation.types import Cells, Economy, Index, Matrix, Network, Vector

WITHIN = "within"
BETWEEN = "between"
_PAIRS_AT_ONCE = 512  # a block of regions x regions x pairs of some 10 MB


def regional_layers(
    occupations: sparse.csr_array,
    region_of: Index,
    occupation_of: Index,
    employed: Vector,
    proximity: Matrix,
    between_share: float,
    size_elasticity: float = 1.0,
    across: sparse.csr_array | None = None,
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Layers "within" and "between" of the cells of several regions.

    Model        within region r: off-diagonal P_ij (n_rj / n_j)^b, scaled to the row's own share of
                 leaving; between: (r, i) to (r', j) in proportion to K_rr' X_ij n_r'j^b, r' not r
    Inputs       occupations P (O, O), rows sum to 1, own included; region_of, occupation_of,
                 employed (C,), each pair of region and occupation once; proximity K (R, R) >= 0;
                 between_share 0..1 of a cell's applications that leave the region; size_elasticity
                 b; across X (O, O) >= 0: occupations entered by those who change region, the own
                 one only by default
    Returns      two (C, C) arrays whose rows sum to 1 together; what has nowhere to go (an
                 occupation in one region only, or without neighbours in its region) stays in the
                 own cell
    Raises       SIMULATION-017 for a between_share out of range, a proximity that is negative or
                 not (R, R)
    Simplifies   the share that leaves is the same for every cell; proximity does not depend on
                 the occupation
    """
    regions = int(region_of.max()) + 1
    sound = 0 <= between_share < 1 and proximity.shape >= (regions, regions)
    if not (sound and np.isfinite(proximity).all() and (proximity >= 0).all()):
        raise InputRejectedError("SIMULATION-017", share=between_share, regions=regions)
    size = employed**size_elasticity
    at = _places(region_of, occupation_of, regions, occupations.shape[0])
    mix = across if across is not None else sparse.eye_array(occupations.shape[0], format="csr")
    between = _between(mix, at, size, proximity) * between_share
    left = np.asarray(between.sum(axis=1)).ravel()
    national = np.bincount(occupation_of, weights=employed, minlength=occupations.shape[0])
    local = size / national[occupation_of] ** size_elasticity
    within = _within(occupations, at, occupation_of, local)
    return sparse.csr_array(sparse.diags_array(1.0 - left) @ within), between


def replicated_economy(
    economy: Economy,
    regions: tuple[str, ...],
    weights: npt.ArrayLike,
    between_share: float,
    proximity: Matrix | None = None,
) -> Economy:
    """Copy the network of one region to several, joined by moves in the own occupation.

    Inputs       economy of one region; weights (R,) > 0, made to sum to 1: each region's share of
                 every cell's jobs; proximity (R, R), equal for all pairs by default
    Returns      Economy of R x C cells in order of regions, same total of jobs, layers "within" and
                 "between"; for scale tests and regions known by size only
    Raises       SIMULATION-018 (more than one region, or weights that are none), SIMULATION-017
    """
    shares = np.asarray(weights, dtype=np.float64)
    sound = len(economy.cells.regions) == 1 and shares.shape == (len(regions),)
    if not (sound and np.isfinite(shares).all() and (shares > 0).all()):
        raise InputRejectedError(
            "SIMULATION-018", held=len(economy.cells.regions), regions=len(regions)
        )
    shares = shares / shares.sum()
    count, size = len(regions), len(economy.cells)
    employed = (shares[:, None, None] * economy.employed).reshape(count * size, -1)
    region_of = np.repeat(np.arange(count), size)
    layers = regional_layers(
        economy.network.layers[0],
        region_of,
        np.tile(np.arange(size), count),
        employed.sum(axis=1),
        np.ones((count, count)) if proximity is None else proximity,
        between_share,
    )
    return replace(
        economy,
        cells=_repeated(economy.cells, regions, region_of),
        network=Network((WITHIN, BETWEEN), layers),
        employed=employed,
        exposure=_tiled(economy.exposure, count),
        industry_mix=_tiled(economy.industry_mix, count),
    )


def _tiled(matrix: Matrix, count: int) -> Matrix:
    return np.tile(matrix, (count, 1)) if matrix.size else matrix


def _repeated(cells: Cells, regions: tuple[str, ...], region_of: Index) -> Cells:
    count = len(regions)
    return replace(
        cells,
        regions=regions,
        region_of=region_of,
        occupation_of=np.tile(cells.occupation_of, count),
        tier_of=np.tile(cells.tier_of, count),
        wage_year=np.tile(cells.wage_year, count),
    )


def _places(region_of: Index, occupation_of: Index, regions: int, occupations: int) -> Index:
    """(R, O): the cell of a region and an occupation, -1 where there is none."""
    at = np.full((regions, occupations), -1, dtype=np.intp)
    at[region_of, occupation_of] = np.arange(region_of.size)
    return at


def _within(
    occupations: sparse.csr_array, at: Index, occupation_of: Index, local: Vector
) -> sparse.csr_array:
    """Rows sum to 1: the leaving share of the occupation spread over the cells of the region."""
    moves = occupations.tocoo()
    off = moves.row != moves.col
    source, target, share = moves.row[off], moves.col[off], moves.data[off]
    leaving = np.bincount(source, weights=share, minlength=occupations.shape[0])
    held = [(places[source] >= 0) & (places[target] >= 0) for places in at]
    row = np.concatenate([places[source[kept]] for places, kept in zip(at, held, strict=True)])
    column = np.concatenate([places[target[kept]] for places, kept in zip(at, held, strict=True)])
    value = np.concatenate([share[kept] for kept in held]) * local[column]
    total = np.bincount(row, weights=value, minlength=local.size)
    out = np.where(total > 0, leaving[occupation_of], 0.0)
    scaled = value * (out / np.where(total > 0, total, 1.0))[row]
    own = np.arange(local.size)
    return _assembled(
        np.concatenate([scaled, 1.0 - out]),
        np.concatenate([row, own]),
        np.concatenate([column, own]),
        local.size,
    )


def _between(mix: sparse.csr_array, at: Index, size: Vector, proximity: Matrix) -> sparse.csr_array:
    """Rows sum to 1, or to 0 where an occupation has nowhere to go outside its region."""
    pairs = mix.tocoo()
    regions = at.shape[0]
    distinct = proximity[:regions, :regions] * (1.0 - np.eye(regions))
    parts = []
    for start in range(0, pairs.nnz, _PAIRS_AT_ONCE):
        chosen = slice(start, start + _PAIRS_AT_ONCE)
        source, target = at[:, pairs.row[chosen]], at[:, pairs.col[chosen]]
        weight = distinct[:, :, None] * (size[target] * (target >= 0) * pairs.data[chosen])
        weight *= (source >= 0)[:, None, :]
        origin, destination, pair = np.nonzero(weight)
        value = weight[origin, destination, pair]
        parts.append((value, source[origin, pair], target[destination, pair]))
    value, row, column = map(np.concatenate, zip(*parts, strict=True))
    total = np.bincount(row, weights=value, minlength=size.size)
    return _assembled(value / total[row], row, column, size.size)


def _assembled(value: Vector, row: Index, column: Index, size: int) -> sparse.csr_array:
    places = (row.astype(np.int32), column.astype(np.int32))  # half the memory of 64 bits
    made = sparse.coo_array((value, places), shape=(size, size)).tocsr()
    made.eliminate_zeros()
    return made
