"""Invented platforms, and which of them a platform worker works through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trimtab.province.figures import Figures
from trimtab.province.types import FORMS, Counts, Index, Vector

# Assumptions. Kind of orders, middle group of the occupations that take them and the share of its
# platform workers, orders a worker and month, pay an order in CNY. The first three kinds are those
# that the platform injury rules name.
_KINDS = (
    ("delivery", "4-02", 0.30, 620.0, 7.0),
    ("delivery", "4-02", 0.20, 560.0, 7.5),
    ("ride_hailing", "4-02", 0.32, 330.0, 19.0),
    ("freight", "4-02", 0.18, 70.0, 95.0),
    ("live_streaming", "4-01", 1.0, 45.0, 120.0),
    ("home_service", "4-10", 1.0, 42.0, 130.0),
    ("online_tasks", "4-04", 0.5, 60.0, 95.0),
    ("online_tasks", "", 0.0, 55.0, 100.0),
)
_SECOND = 0.22  # of platform workers who work through a second one


@dataclass(frozen=True, slots=True)
class Platforms:
    """N platforms. ``chances`` (O, N): where workers of an occupation work; ``workers`` (N,)."""

    ids: npt.NDArray[np.str_]
    chances: Vector
    workers: Counts

    def join(self, occupation: Index, generator: np.random.Generator) -> npt.NDArray[np.str_]:
        """The platforms of each worker, one or two, joined by a bar."""
        ends = np.cumsum(self.chances, axis=1)
        first, second = (
            (generator.uniform(size=(len(occupation), 1)) > ends[occupation]).sum(axis=1)
            for _ in range(2)
        )
        last = len(self.ids) - 1
        first, second = np.minimum(first, last), np.minimum(second, last)
        two = (generator.uniform(size=len(occupation)) < _SECOND) & (first != second)
        both = np.char.add(np.char.add(self.ids[first], "|"), self.ids[second])
        return np.where(two, both, self.ids[first])


def draw_platforms(figures: Figures, employed: Counts) -> Platforms:
    """The platforms with the platform workers of the counts (P, J, T, F, A, S, U) shared out.

    Occupations without a platform of their own work through the last one.
    """
    codes = figures.occupations.codes
    chances = np.zeros((len(codes), len(_KINDS)))
    for at, (_, group, share, _, _) in enumerate(_KINDS):
        rows = [row for row, code in enumerate(codes) if group and f":{group}-" in code]
        chances[rows, at] = share
    chances[:, -1] += 1 - chances.sum(axis=1)
    form = FORMS.index("platform")
    persons = employed[:, :, :, form].sum(axis=(0, 2, 3, 4, 5))
    by_group = np.bincount(figures.jobs.occupation, persons, len(codes))
    ids = np.array([f"SYN-PL-{number:02d}" for number in range(1, len(_KINDS) + 1)])
    return Platforms(ids, chances, np.rint(by_group @ chances).astype(np.int64))


def platform_table(platforms: Platforms) -> pa.Table:
    """One row a platform; workers by the platform they work through first."""
    orders = np.array([kind[3] for kind in _KINDS])
    pay = np.array([kind[4] for kind in _KINDS])
    return pa.table(
        {
            "platform": platforms.ids,
            "orders_kind": [kind[0] for kind in _KINDS],
            "workers": platforms.workers,
            "orders_month": np.rint(platforms.workers * orders).astype(np.int64),
            "pay_cny_order": pay,
            "pay_cny_worker_month": np.rint(orders * pay).astype(np.int32),
        }
    )
