"""Applications, matching and hires of a step, without an array per edge of the network.

With W_q the network that directs applicants of row class q, v vacancies and a_(q,k,i) applicants:

    reach_(q,i) = sum_j W_(q,ij) v_j                    vacancies weighed by their reach
    pull_(k,j)  = sum_(q,i) W_(q,ij) a_(q,k,i) / reach_(q,i)      applicants per vacancy of j
    offer_j     = v_j (1 - exp(-pull_j)) / pull_j       what a unit of pull is hired with
    hires_(k,j) = offer_j pull_(k,j)
    hired share of the applicants of (q,i) = sum_j W_(q,ij) offer_j / reach_(q,i)

which is p_j = (v_j / s_j) (1 - exp(-s_j / v_j)) with s_j = v_j pull_j of del Rio-Chanona et al.
(2021), without a division by v_j or s_j: no vacancy or no applicant needs no case of its own.
Applicants with no vacancy in reach do not apply.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import _sparsetools

from trimtab.simulation.types import Matrix, Network, Tensor, Vector

TINY = 1e-200
"""Stands for zero in denominators: far below any stock, and its inverse is still finite."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A square sparse matrix by rows, as scipy keeps it: the arrays its products are given."""

    indptr: npt.NDArray[np.integer]
    indices: npt.NDArray[np.integer]
    data: Vector

    def __matmul__(self, values: Matrix) -> Matrix:
        """Times values (C, b).

        One column of 539 cells is multiplied in 14 microseconds; scipy's own operator spends as
        much again on finding out what it was given, thousands of times in a run.
        """
        cells, width = values.shape
        product: Matrix = np.zeros((cells, width))
        arrays = (self.indptr, self.indices, self.data, values.ravel(), product.ravel())
        if width == 1:
            _sparsetools.csr_matvec(cells, cells, *arrays)
        else:
            _sparsetools.csr_matvecs(cells, cells, width, *arrays)
        return product


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the network and its transpose, both by rows."""

    forward: Rows
    backward: Rows


def layers_of(network: Network) -> tuple[Layer, ...]:
    """The layers with their transposes, made once for a run."""
    return tuple(Layer(_compact(one), _compact(one.T)) for one in network.layers)


def _compact(matrix: sparse.sparray) -> Rows:
    """By rows, with indices of 32 bits where they fit: half the memory to read in a product."""
    rows = sparse.csr_array(matrix)
    fits = max(rows.nnz, *rows.shape) < 2**31
    index = np.int32 if fits else np.int64
    return Rows(rows.indptr.astype(index), rows.indices.astype(index), rows.data.astype(np.float64))


@dataclass(slots=True)
class Matched:
    """hires (K, C, b) by destination; share (Q, C, b) of applicants hired, by row class and origin.

    ``rate`` (Q, K, C, b) applicants per unit of reach and ``offer`` (C, b): the flow over an edge
    of row class q is ``rate_i W_(q,ij) offer_j``.
    """

    hires: Tensor
    share: Tensor
    rate: Tensor
    offer: Matrix


def match(
    layers: tuple[Layer, ...], weights: Tensor | None, applicants: Tensor, vacancies: Matrix
) -> Matched:
    """Match applicants (Q, K, C, b) with vacancies (C, b).

    ``weights`` (Q, L, 1, b): weight of each layer in W_q; None for layer 0 alone.
    """
    reach = _spread(layers, weights, vacancies)  # (Q, C, b)
    np.maximum(reach, TINY, out=reach)
    rate = applicants / reach[:, None]
    pull = _gather(layers, weights, rate)  # (K, C, b)
    negative = np.maximum(pull[0] if len(pull) == 1 else pull.sum(axis=0), TINY)
    np.negative(negative, out=negative)
    offer = np.expm1(negative)
    offer *= vacancies
    offer /= negative
    share = _spread(layers, weights, offer)
    share /= reach
    return Matched(pull * offer, share, rate, offer)


def _spread(layers: tuple[Layer, ...], weights: Tensor | None, values: Matrix) -> Tensor:
    """W_q values for every row class: (Q, C, b)."""
    if weights is None:
        return (layers[0].forward @ values)[None]
    total: Tensor = np.zeros((len(weights), *values.shape))
    for position, layer in enumerate(layers):
        if (weight := weights[:, position]).any():
            _add_weighed(total, weight, layer.forward @ values)
    return total


def _gather(layers: tuple[Layer, ...], weights: Tensor | None, rate: Tensor) -> Tensor:
    """Sum over q of W_q' rate_q: (K, C, b)."""
    if weights is None:
        return _product(layers[0].backward, rate[0])
    pull: Tensor | None = None
    for position, layer in enumerate(layers):
        if (weight := weights[:, position]).any():
            part = _product(layer.backward, _weighed_sum(weight, rate))
            pull = part if pull is None else pull + part
    return np.zeros(rate.shape[1:]) if pull is None else pull


def _add_weighed(total: Tensor, weight: Tensor, part: Matrix) -> None:
    """Add weight_q part to total_q, leaving out the classes the layer does not concern."""
    for row, of_row in enumerate(weight):
        if of_row.any():
            total[row] += part if (of_row == 1.0).all() else of_row * part


def _weighed_sum(weight: Tensor, rate: Tensor) -> Tensor:
    """Sum over q of weight_q rate_q: (K, C, b)."""
    load: Tensor | None = None
    for of_row, of_class in zip(weight, rate, strict=True):
        if of_row.any():
            part = of_class if (of_row == 1.0).all() else of_row * of_class
            load = part if load is None else load + part
    assert load is not None  # the caller leaves out layers without weight
    return load


def _product(matrix: Rows, values: Tensor) -> Tensor:
    """Matrix times values (K, C, b) along their cells."""
    kinds, cells, width = values.shape
    moved: Tensor
    if kinds == 1:
        moved = (matrix @ values[0])[None]
        return moved
    flat = values.transpose(1, 0, 2).reshape(cells, kinds * width)
    moved = (matrix @ flat).reshape(cells, kinds, width)
    return moved.transpose(1, 0, 2)
