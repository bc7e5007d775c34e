"""A modelled network of moves between occupations: where leavers go, and who stays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from trimtab.kernel import InputRejectedError
from trimtab.simulation.economies.occupation_pairs import OccupationPairs
from trimtab.simulation.types import Index, Matrix, Vector

HIERARCHY = "hierarchy"
"""Name of the premium of each further shared level, which group tables cannot identify."""


_GOLDEN = (5**0.5 - 1) / 2
_SCALINGS = 60  # margins then agree to about 1e-12


def destination_shares(pairs: OccupationPairs, coefficients: Mapping[str, float]) -> Matrix:
    """Shares of those leaving each occupation by occupation entered.

    Model        s_ij proportional to exp(sum_k b_k x_kij + h nearness_ij), j not i
                 (log-linear gravity, conditional logit of the destination)
    Inputs       coefficients by feature name, ``hierarchy`` (h) among them; absent is zero
    Returns      (O, O), diagonal 0, rows sum to 1
    """
    utility = np.zeros((len(pairs), len(pairs)))
    for name, value in coefficients.items():
        utility += value * (pairs.nearness if name == HIERARCHY else pairs.feature(name))
    np.fill_diagonal(utility, -np.inf)
    weight = np.exp(utility - utility.max(axis=1, keepdims=True))
    shares: Matrix = weight / weight.sum(axis=1, keepdims=True)
    return shares


def mobility_network(
    shares: Matrix, jobs: Vector, stay_share: float, kept_edges: int | None = None
) -> sparse.csr_array:
    """The moves of each occupation and the share who stay, as rows that sum to 1.

    Inputs       shares (O, O) of leavers, diagonal 0, rows sum to 1; jobs (O,) > 0; stay_share 0..1
                 who stay in the occupation; kept_edges: thin the moves, see ``thin_moves``
    Returns      (O, O) CSR: stay_share on the diagonal, (1 - stay_share) x shares beside it
    Raises       SIMULATION-019 for a share or number of edges out of range
    """
    if not 0 <= stay_share < 1 or (kept_edges is not None and kept_edges < 1):
        raise InputRejectedError("SIMULATION-019", stay=stay_share, kept=kept_edges or 0)
    moves = sparse.csr_array(shares) if kept_edges is None else thin_moves(shares, jobs, kept_edges)
    staying = sparse.eye_array(len(shares), format="csr")
    return sparse.csr_array(moves * (1 - stay_share) + staying * stay_share)


def thin_moves(shares: Matrix, jobs: Vector, kept_edges: int) -> sparse.csr_array:
    """Keep some of the moves in place of all, without bias towards the strongest.

    Model        an edge stays with probability min(1, kept_edges x the larger of its share in what
                 leaves i and in what enters j) and then weighs as much more; drawn systematically
                 along each row, with offsets that are multiples of the golden ratio, so that the
                 same network comes out each time; rows and columns are then scaled in turn until
                 leavers of each occupation and entrants of each are those of all moves
    Inputs       shares (O, O), diagonal 0, rows sum to 1; jobs (O,) > 0
    Returns      (O, O) CSR, rows sum to 1; one and a half to two times ``kept_edges`` a row
    Simplifies   which of the weak moves of an occupation stay is by chance; keeping the strongest
                 alone would leave small occupations without anyone who enters them
    References   Deville and Tille (1998), Biometrika 85, on unequal probability sampling
    """
    flows = shares * jobs[:, None]
    leaving, entering = flows.sum(axis=1), flows.sum(axis=0)
    weight = kept_edges * np.maximum(shares, flows / np.where(entering > 0, entering, 1.0))
    chance = np.minimum(1.0, weight)
    upto = np.cumsum(chance, axis=1) + (np.arange(len(jobs)) * _GOLDEN % 1)[:, None]
    row, column = np.nonzero((np.floor(upto) > np.floor(upto - chance)) & (flows > 0))
    kept = flows[row, column] / chance[row, column]
    for _ in range(_SCALINGS):
        kept = kept * (entering / _sums(kept, column, len(jobs)))[column]
        kept = kept * (leaving / _sums(kept, row, len(jobs)))[row]
    places = (row.astype(np.int32), column.astype(np.int32))
    return sparse.coo_array((kept / leaving[row], places), shape=shares.shape).tocsr()


def _sums(values: Vector, places: Index, size: int) -> Vector:
    """Sum by place; 1 where there is nothing, so that it can divide."""
    sums = np.bincount(places, weights=values, minlength=size)
    return np.where(sums > 0, sums, 1.0)


def application_weights(
    layers: tuple[sparse.csr_array, ...], employed: Vector
) -> tuple[sparse.csr_array, ...]:
    """From shares of applications to the weights that the model multiplies with vacancies.

    Model        A_ij proportional to share_ij / e_j: applications go to v_j A_ij, so that with
                 vacancies in proportion to jobs they go to ``share_ij``, and more to an occupation
                 whose vacancy rate is above the others'. Without this, the size of the destination
                 would count twice, in the shares and in its vacancies
    Inputs       layers (C, C) of shares; employed (C,) > 0
    Returns      the layers, rows of all together sum to 1
    """
    scaled = [sparse.csr_array(layer @ sparse.diags_array(1.0 / employed)) for layer in layers]
    total = np.sum([np.asarray(layer.sum(axis=1)).ravel() for layer in scaled], axis=0)
    return tuple(sparse.csr_array(sparse.diags_array(1.0 / total) @ layer) for layer in scaled)


def application_shares(
    layers: tuple[sparse.csr_array, ...], employed: Vector
) -> tuple[sparse.csr_array, ...]:
    """Where applications go when vacancies are in proportion to jobs: e_j A_ij, rows sum to 1.

    The inverse of ``application_weights``, for any network.
    """
    return application_weights(layers, 1.0 / employed)
