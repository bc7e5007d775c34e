"""Poisson pseudo-maximum likelihood with cell and group-by-quarter effects, absorbed exactly.

Both sets of fixed effects are eliminated from each Newton step in closed form: the cell effects
one by one, the quarter effects group by group. Nothing is iterated but Newton's method itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.event_study.cells import Array, CellBlock

_MOST_STEPS = 60
_MOST_HALVINGS = 30
_RIDGE = 1e-11  # of a group's largest weight: fixes the level that cell effects already carry
_PIVOT_SMALL = 1e-5  # of a unit diagonal: below it a coefficient is not told from the others
_STEP_SMALL = 1e-9
_GAIN_SMALL = 1e-13


@dataclass(frozen=True, slots=True)
class NormalEquations:
    """What is left of the information and the score when the cell effects are eliminated.

    ``quarter`` (G, T, T) among quarter effects; ``crossed`` (G, T, P) with the coefficients;
    ``direct`` (P, P) among coefficients; ``quarter_score`` (G, T); ``score`` (P,).
    """

    quarter: Array
    crossed: Array
    direct: Array
    quarter_score: Array
    score: Array

    def absorbed(self) -> Array:
        """(G, T, P + 1): coefficients of regressors, and of the score, on the quarter effects."""
        right = np.concatenate([self.crossed, self.quarter_score[..., None]], axis=2)
        return np.asarray(np.linalg.solve(self.quarter + self.ridge(), right))

    def ridge(self) -> Array:
        """(G, T, T): what makes the quarter effects of a group unique."""
        largest = np.maximum(self.quarter.diagonal(axis1=1, axis2=2).max(axis=1), 1e-300)
        return np.asarray(_RIDGE * largest[:, None, None] * np.eye(self.quarter.shape[1]))

    def information(self, absorbed: Array) -> Array:
        """(P, P): information on the coefficients with both sets of effects eliminated."""
        return np.asarray(
            self.direct - np.einsum("gtp,gtq->pq", self.crossed, absorbed[..., :-1], optimize=True)
        )

    def reduced_score(self, absorbed: Array) -> Array:
        """(P,): the score with both sets of effects eliminated."""
        return np.asarray(self.score - np.einsum("gtp,gt->p", self.crossed, absorbed[..., -1]))


@dataclass(frozen=True, slots=True)
class Fit:
    """A converged fit. ``coefficients`` (P,), P = K * Q, regressor by regressor.

    ``weight`` and ``residual`` (G, N, T): variance of the model and count less fitted count, at
    the solution; ``absorbed`` (G, T, P): the regressors' projection on the quarter effects.
    """

    coefficients: Array
    information: Array
    weight: Array
    residual: Array
    absorbed: Array
    equations: NormalEquations
    steps: int


def fit_block(block: CellBlock, regressors: Array, basis: Array) -> Fit:
    """Fit counts (Poisson, log link) or shares of totals (binomial, logit link).

    Model        E[y_ct] = exp(a_c + d_{g(c)t} + sum_kq z_ck basis_tq b_kq), or the logit of the
                 share of the total; the binomial form equals a Poisson model of both parts with
                 effects of every total
    Inputs       block; regressors (G, N, K); basis (T, Q) in quarters: Q = 0 fits the effects alone
    Converges    when no coefficient moves by more than 1e-9 and the step would raise the
                 quasi-likelihood by less than 1e-13 of the total count
    Raises       InputRejectedError EVENT-012 when it does not: a coefficient is not identified
    References   Gourieroux, Monfort and Trognon (1984), Econometrica 52: consistent whatever the
                 variance; Santos Silva and Tenreyro (2006), REStat 88; elimination of nested
                 effects as in Guimaraes and Portugal (2010), Stata Journal 10, here exact
    """
    size = regressors.shape[2] * basis.shape[1]
    predictor = _start(block)
    fitted = _fitted(block, predictor)
    likelihood = _likelihood(block, predictor, fitted)
    coefficients = np.zeros(size)
    scale = max(float(block.counts.sum()), 1.0)
    for step in range(1, _MOST_STEPS + 1):
        weight, residual = _weight(block, fitted), np.where(block.used, block.counts - fitted, 0.0)
        equations = normal_equations(weight, residual, regressors, basis)
        absorbed = equations.absorbed()
        change, effect_change = _newton_step(equations, absorbed)
        move = _predictor_change(weight, residual, regressors, basis, change, effect_change)
        gain = float((residual * move).sum())
        if not np.isfinite(gain):
            break
        if np.abs(change).max(initial=0.0) < _STEP_SMALL and gain < _GAIN_SMALL * scale:
            information = equations.information(absorbed)
            return Fit(coefficients, information, weight, residual, absorbed[..., :-1],
                       equations, step)  # fmt: skip
        length = 1.0
        for _ in range(_MOST_HALVINGS):
            tried = predictor + length * move
            fitted = _fitted(block, tried)
            reached = _likelihood(block, tried, fitted)
            if reached >= likelihood - 1e-12 * abs(likelihood):
                break
            length /= 2
        predictor, likelihood = tried, reached
        coefficients = coefficients + length * change
    raise InputRejectedError("EVENT-012", steps=_MOST_STEPS)


def normal_equations(
    weight: Array, residual: Array, regressors: Array, basis: Array
) -> NormalEquations:
    """The weighted normal equations of one step with the cell effects eliminated."""
    share = weight / np.maximum(weight.sum(axis=2, keepdims=True), 1e-300)
    net = residual - share * residual.sum(axis=2, keepdims=True)
    quarters, kinds = basis.shape[0], regressors.shape[2]
    weighted = [weight * regressors[..., k, None] for k in range(kinds)]
    crossed = [spread_of_weights(one, share) @ basis for one in weighted]
    width = basis.shape[1]
    direct = np.zeros((kinds * width, kinds * width))
    for k in range(kinds):
        for other in range(k, kinds):
            both = weighted[k] * regressors[..., other, None]
            if (kinds > 1 and other != k and not both.any()) or not width:
                continue
            summed = np.diag(both.sum(axis=(0, 1)))
            flat = (weighted[k].reshape(-1, quarters),
                    (share * regressors[..., other, None]).reshape(-1, quarters))  # fmt: skip
            part = basis.T @ (summed - flat[0].T @ flat[1]) @ basis
            rows, columns = (
                slice(k * width, (k + 1) * width),
                slice(other * width, (other + 1) * width),
            )
            direct[rows, columns] = part
            direct[columns, rows] = part.T
    scores = [np.einsum("gn,gnt->t", regressors[..., k], net) @ basis for k in range(kinds)]
    return NormalEquations(
        quarter=spread_of_weights(weight, share),
        crossed=np.concatenate(crossed, axis=2) if crossed else np.zeros((*net.shape[::2], 0)),
        direct=direct,
        quarter_score=net.sum(axis=1),
        score=np.concatenate(scores) if scores else np.zeros(0),
    )


def spread_of_weights(weighted: Array, share: Array) -> Array:
    """(G, T, T): sum over cells of diag(v) - v s', v the weights and s their shares of a cell."""
    made = -np.matmul(weighted.transpose(0, 2, 1), share)
    quarters = np.arange(weighted.shape[2])
    made[:, quarters, quarters] += weighted.sum(axis=1)
    return np.asarray(made)


def _newton_step(equations: NormalEquations, absorbed: Array) -> tuple[Array, Array]:
    """Change of the coefficients and of the quarter effects (G, T)."""
    information = equations.information(absorbed)
    change = solve_information(information, equations.reduced_score(absorbed))
    return change, absorbed[..., -1] - absorbed[..., :-1] @ change


def solve_information(information: Array, right: Array) -> Array:
    """Solve for coefficients. Raises InputRejectedError EVENT-012 when one is not identified."""
    if not information.size:
        return np.zeros_like(right)
    scale = np.sqrt(np.maximum(np.diag(information), 0.0))
    if (scale <= 0).any():
        raise InputRejectedError("EVENT-012", steps=0)
    scaled = information / scale[:, None] / scale
    try:
        pivots = np.diag(np.linalg.cholesky(scaled))
    except np.linalg.LinAlgError:
        raise InputRejectedError("EVENT-012", steps=0) from None
    if pivots.min() < _PIVOT_SMALL:
        raise InputRejectedError("EVENT-012", steps=0)
    left = scale.reshape(-1, *[1] * (right.ndim - 1))
    return np.asarray(np.linalg.solve(scaled, right / left) / left)


def _predictor_change(
    weight: Array,
    residual: Array,
    regressors: Array,
    basis: Array,
    change: Array,
    effect_change: Array,
) -> Array:
    """Change of the linear predictor; the cell effects follow from the other changes."""
    per_quarter = change.reshape(regressors.shape[2], basis.shape[1]) @ basis.T
    move = effect_change[:, None, :] + regressors @ per_quarter
    total = np.maximum(weight.sum(axis=2), 1e-300)
    cell = (residual.sum(axis=2) - (weight * move).sum(axis=2)) / total
    return np.asarray(np.where(weight > 0, move + cell[..., None], 0.0))


def _start(block: CellBlock) -> Array:
    """Linear predictor of cell effects and, for counts, of quarter effects by a few row and column
    adjustments (Deming and Stephan 1940)."""
    if block.totals is not None:
        part, total = block.counts.sum(axis=2), block.totals.sum(axis=2)
        share = np.clip(part / np.maximum(total, 1e-300), 1e-6, 1 - 1e-6)
        logit = np.log(share / (1 - share))
        return np.where(block.used, logit[..., None], 0.0)
    used = block.used.astype(float)
    rows, columns = block.counts.sum(axis=2), block.counts.sum(axis=1)
    quarter = np.ones_like(columns)
    for _ in range(8):
        reach = np.matmul(used, quarter[..., None])[..., 0]
        cell = np.divide(rows, reach, out=np.zeros_like(rows), where=reach > 0)
        reach = np.matmul(cell[:, None, :], used)[:, 0, :]
        quarter = np.divide(columns, reach, out=np.zeros_like(columns), where=reach > 0)
    product = cell[..., None] * quarter[:, None, :]
    start: Array = np.zeros_like(product)
    np.log(product, out=start, where=block.used & (product > 0))
    return start


def _fitted(block: CellBlock, predictor: Array) -> Array:
    held = np.clip(predictor, -700, 700)
    if block.totals is None:
        return np.where(block.used, np.exp(held), 0.0)
    return np.where(block.used, block.totals / (1 + np.exp(-held)), 0.0)


def _weight(block: CellBlock, fitted: Array) -> Array:
    if block.totals is None:
        return fitted
    total = np.where(block.totals > 0, block.totals, 1.0)
    return np.asarray(fitted * (1 - fitted / total))


def _likelihood(block: CellBlock, predictor: Array, fitted: Array) -> float:
    gained = block.counts * predictor
    spent = fitted if block.totals is None else block.totals * np.logaddexp(0.0, predictor)
    return float(np.where(block.used, gained - spent, 0.0).sum())
