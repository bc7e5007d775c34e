"""Invented employers: a sample of firms of every prefecture and industry, with their months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trimtab.kernel import Period
from trimtab.province.figures import Figures
from trimtab.province.panel import MonthlyPanel
from trimtab.province.types import Array, Counts, Index, Vector

FIRM_MONTHS = 24
_MEDIAN_SIZE, _SPREAD, _LARGEST = 22.0, 1.25, 6000
_NOISE = 0.015  # of log employment, a month
_PAID_MONTHS = 60  # mean of the months in a row with contributions
_LEAST = 2  # firms in a cell that has any employees
SMALL = 30
"""Firms of at most so many employees have a layoff limit of their own in the refund rules."""


@dataclass(frozen=True, slots=True)
class Firms:
    """N firms, sorted by prefecture and industry.

    ``cell`` (N,) = prefecture * I + industry; ``employees`` (N, M) at the end of the last M months;
    ``separations`` (N, M); ``insured`` (N,) employees insured at the end; ``paid`` (N,) months in
    a row with contributions; ``represented`` (N,):
    how many employees of the cell one of the firm's stands for.
    """

    ids: npt.NDArray[np.str_]
    cell: Index
    industries: int
    employees: Counts
    separations: Counts
    insured: Counts
    paid: Counts
    wage: Vector
    adopted: npt.NDArray[np.bool_]
    represented: Vector

    def assign(self, place: Index, industry: Index, generator: np.random.Generator) -> Index:
        """An employer in each person's own prefecture and industry, likelier the larger it is.

        -1 where the sample has no firm there.
        """
        size = np.maximum(self.employees[:, -1], 1).astype(float)
        ends = np.cumsum(size)
        wanted = place * self.industries + industry
        low, high = (np.searchsorted(self.cell, wanted, side=side) for side in ("left", "right"))
        start = np.where(low > 0, ends[low - 1], 0.0)
        end = np.where(high > 0, ends[high - 1], 0.0)
        drawn = start + generator.uniform(size=len(wanted)) * (end - start)
        found = np.clip(np.searchsorted(ends, drawn, side="right"), low, np.maximum(high - 1, low))
        return np.where(high > low, found, -1).astype(np.intp)


def draw_firms(
    figures: Figures,
    panel: MonthlyPanel,
    employees: Counts,
    insured_share: Array,
    exposure: Array,
    wages: Array,
    firms: int,
    generator: np.random.Generator,
) -> Firms:
    """A sample of about so many firms.

    ``employees`` (P, I) standard employees; ``insured_share`` of them (P, I); ``exposure`` (P, I)
    to AI, which makes adoption likelier; ``wages`` (P, I) CNY a month. Sizes are lognormal; each
    firm moves with its prefecture and industry, and a little on its own.
    """
    places, sections = employees.shape
    wanted = np.rint(firms * employees / employees.sum()).astype(int)
    number = np.where(employees > 0, np.maximum(wanted, _LEAST), 0).ravel()
    cell = np.repeat(np.arange(places * sections), number)
    total = len(cell)
    size = np.exp(generator.normal(np.log(_MEDIAN_SIZE), _SPREAD, total)).clip(1, _LARGEST)
    employment = panel.values["employment"].reshape(places * sections, -1)
    months = min(FIRM_MONTHS, panel.months)
    moved = np.log(np.maximum(employment[:, -months:], 1) / np.maximum(employment[:, -1:], 1))[cell]
    own = np.cumsum(generator.normal(0.0, _NOISE, (total, months)), axis=1)
    staff = np.maximum(np.rint(size[:, None] * np.exp(moved + own - own[:, -1:])), 1).astype(int)
    rate = (panel.values["separations"].reshape(employment.shape) / np.maximum(employment, 1))[
        :, -months:
    ].clip(0, 0.9)
    left = generator.binomial(staff, rate[cell])
    fallen = -np.diff(staff, axis=1, prepend=staff[:, :1])
    counts = np.bincount(cell, staff[:, -1], places * sections)
    return Firms(
        np.char.add("SYN-F-", np.char.zfill(np.arange(1, total + 1).astype(str), 6)),
        cell.astype(np.intp),
        sections,
        staff,
        np.maximum(left, fallen),
        generator.binomial(staff[:, -1], insured_share.ravel()[cell]),
        np.minimum(generator.geometric(1 / _PAID_MONTHS, total), 240),
        wages.ravel()[cell] * np.exp(generator.normal(0.0, 0.15, total)),
        generator.uniform(size=total) < 0.1 + 0.8 * exposure.ravel()[cell],
        employees.ravel()[cell] / counts[cell],
    )


def firm_table(figures: Figures, firms: Firms) -> pa.Table:
    """One row a firm: what a subsidy asks about it, over its last twelve months."""
    place, industry = np.divmod(firms.cell, firms.industries)
    year = min(12, firms.employees.shape[1])
    before = firms.employees[:, -year].astype(float)
    codes = np.array(figures.prefectures.codes)
    return pa.table(
        {
            "firm": firms.ids,
            "prefecture": codes[place],
            "industry": np.array(figures.industries.codes)[industry],
            "employees": firms.employees[:, -1].astype(np.int32),
            "employees_year_ago": firms.employees[:, -year].astype(np.int32),
            "separations_year": firms.separations[:, -year:].sum(axis=1).astype(np.int32),
            "reduction_rate": np.maximum(1 - firms.employees[:, -1] / before, 0.0),
            "insured": firms.insured.astype(np.int32),
            "contribution_months": firms.paid.astype(np.int32),
            "small": firms.employees[:, -1] <= SMALL,
            "wage_cny_month": np.rint(firms.wage).astype(np.int32),
            "ai_adopted": firms.adopted,
            "employees_represented": firms.represented,
        }
    )


def firm_month_table(firms: Firms, last: Period) -> pa.Table:
    """One row a firm and month: employees at its end, separations in it."""
    total, months = firms.employees.shape
    names = np.array([str(last + (step - months + 1)) for step in range(months)])
    return pa.table(
        {
            "firm": np.repeat(firms.ids, months),
            "month": np.tile(names, total),
            "employees": firms.employees.ravel().astype(np.int32),
            "separations": firms.separations.ravel().astype(np.int32),
        }
    )
