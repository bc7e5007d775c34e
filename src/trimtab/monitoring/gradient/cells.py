"""The cells a gradient is estimated on: checked, gaps left out, industries put into fifths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.gradient.types import Matrix, Vector

_SAME = 1e-9  # exposures nearer than this are one value


@dataclass(frozen=True, slots=True)
class Cells:
    """N cells in G industries. ``regions`` (N, R) holds the intercept and region effects,
    ``fixed`` (N, R + K) the controls as well; ``fifth`` (N,) 0 to 4, from the least to the most
    exposed fifth of the weight."""

    change: Vector
    exposure: Vector
    industry: npt.NDArray[np.int64]
    labels: tuple[str, ...]
    weight: Vector
    regions: Matrix
    fixed: Matrix
    fifth: npt.NDArray[np.int64]
    dropped: int

    @property
    def parameters(self) -> int:
        """Coefficients that vary between industries: intercept, controls, exposure."""
        return int(self.fixed.shape[1] - self.regions.shape[1] + 2)

    @property
    def industry_freedom(self) -> float:
        """Industries less the coefficients that vary between them."""
        return float(len(self.labels) - self.parameters)

    @property
    def exposure_gap(self) -> float:
        """Mean exposure of the most exposed fifth less that of the least exposed."""
        top, bottom = self.fifth == 4, self.fifth == 0
        high = np.average(self.exposure[top], weights=self.weight[top])
        return float(high - np.average(self.exposure[bottom], weights=self.weight[bottom]))

    @property
    def exposure_deviation(self) -> float:
        """Weighted standard deviation of exposure over the cells."""
        mean = np.average(self.exposure, weights=self.weight)
        return float(np.sqrt(np.average((self.exposure - mean) ** 2, weights=self.weight)))

    def spread(self, values: Vector, cleared_of: Matrix) -> float:
        """Weighted sum of squares of what the columns leave over."""
        root = np.sqrt(self.weight)
        basis, _ = np.linalg.qr(cleared_of * root[:, None])
        scaled = values * root
        return float(((scaled - basis @ (basis.T @ scaled)) ** 2).sum())


def check_cells(
    change: Vector,
    exposure: Vector,
    industry: Sequence[str] | npt.NDArray[np.str_],
    weight: Vector | None,
    controls: Matrix | None,
    region: Sequence[str] | npt.NDArray[np.str_] | None,
    fewest: int,
) -> Cells:
    """Cells without gaps. Raises InputRejectedError MONITORING-060 to 063."""
    change, exposure = np.asarray(change, float), np.asarray(exposure, float)
    names, places = np.asarray(industry, str), np.asarray(region if region is not None else [], str)
    weights = np.ones_like(change) if weight is None else np.asarray(weight, float)
    others = np.empty((len(change), 0)) if controls is None else np.asarray(controls, float)
    _check_shapes(change, exposure, names, weights, others, places if region is not None else None)
    whole = np.isfinite(change) & np.isfinite(exposure) & np.isfinite(others).all(axis=1)
    whole &= np.isfinite(weights)
    if (weights[whole] <= 0).any():
        raise InputRejectedError("MONITORING-063", cells=int((weights[whole] <= 0).sum()))
    labels, group = np.unique(names[whole], return_inverse=True)
    scores = _one_exposure_each(exposure[whole], group, labels)
    if len(labels) < fewest or np.ptp(scores) <= _SAME:
        raise InputRejectedError(
            "MONITORING-062", industries=len(labels), fewest=fewest, cells=int(whole.sum())
        )
    regions = np.ones((int(whole.sum()), 1))
    if region is not None:
        kinds, at = np.unique(places[whole], return_inverse=True)
        regions = np.column_stack([regions, np.equal.outer(at, np.arange(1, len(kinds)))])
    mass = np.bincount(group, weights=weights[whole]).astype(np.float64)
    return Cells(
        change=change[whole],
        exposure=scores[group],
        industry=group.astype(np.int64),
        labels=tuple(str(one) for one in labels),
        weight=weights[whole] / weights[whole].mean(),
        regions=regions,
        fixed=np.column_stack([regions, others[whole]]),
        fifth=_fifths(scores, mass)[group],
        dropped=int((~whole).sum()),
    )


def _check_shapes(change: Vector, exposure: Vector, names: npt.NDArray[np.str_], weights: Vector,
                  others: Matrix, places: npt.NDArray[np.str_] | None) -> None:  # fmt: skip
    lengths = [len(one) for one in (exposure, names, weights, others)]
    lengths += [] if places is None else [len(places)]
    flat = change.ndim == exposure.ndim == weights.ndim == names.ndim == 1 and others.ndim == 2
    if not flat or set(lengths) != {len(change)}:
        raise InputRejectedError("MONITORING-060", change=len(change), others=lengths)


def _one_exposure_each(
    exposure: Vector, group: npt.NDArray[np.intp], labels: npt.NDArray[np.str_]
) -> Vector:
    low, high = np.full(len(labels), np.inf), np.full(len(labels), -np.inf)
    np.minimum.at(low, group, exposure)
    np.maximum.at(high, group, exposure)
    apart = high - low > _SAME
    if apart.any():
        first = str(labels[np.argmax(apart)])
        raise InputRejectedError("MONITORING-061", industry=first, industries=int(apart.sum()))
    return high


def _fifths(scores: Vector, mass: Vector) -> npt.NDArray[np.int64]:
    """Fifth of each industry by the middle of its weight; the ends are never empty."""
    order = np.argsort(scores, kind="stable")
    total = np.cumsum(mass[order])
    middle = (total - mass[order] / 2) / total[-1]
    fifth = np.empty(len(scores), dtype=np.int64)
    fifth[order] = np.minimum((middle * 5).astype(np.int64), 4)
    fifth[order[0]], fifth[order[-1]] = 0, 4
    return fifth
