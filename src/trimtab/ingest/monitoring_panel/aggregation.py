"""Firms of the panel added up by region, industry section and month."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trimtab.ingest.monitoring_panel.checks import Column, Counts
from trimtab.ingest.monitoring_panel.fields import ADOPTION, OCCUPATION_GROUPS, REASONS
from trimtab.ingest.releases import ReleaseRule
from trimtab.kernel import Frequency, ObsStatus, Period, SeasonalAdjustment
from trimtab.tables import OBSERVATIONS

_INDICATORS = {
    "staff_base": "panel_employed_base",
    "staff_last": "panel_employed_last",
    "staff_now": "panel_employed",
    "hires": "panel_hires",
    "separations": "panel_separations",
    "ai_posts_created": "panel_ai_posts_created",
    "ai_posts_removed": "panel_ai_posts_removed",
    "platform_workers": "panel_platform_workers",
    "platform_orders": "panel_platform_orders",
} | {f"left_{reason}": f"panel_separations_{reason}" for reason in REASONS}

Words = npt.NDArray[np.str_]


def aggregate(
    months: npt.NDArray[np.int64],
    region: Words,
    industry: Words,
    counts: Counts,
    release: ReleaseRule,
) -> pa.Table:
    """One row per indicator, region, industry (and occupation group) and month.

    Sums over firms that report a field; no row where none does. ``panel_firms`` counts firms,
    ``panel_employment_change`` is the share by which their staff changed on the month before.
    """
    cells = np.stack([months.astype(str), region, industry], axis=1)
    unique, cell = np.unique(cells, axis=0, return_inverse=True)
    cell = cell.ravel()
    size = len(unique)
    columns: list[tuple[str, str, str, Column]] = [
        (name, "", "count", _sums(counts[field], cell, size)) for field, name in _INDICATORS.items()
    ]
    for group in OCCUPATION_GROUPS:
        staff = _sums(counts[f"staff_group_{group}"], cell, size)
        columns.append(("panel_employed", f"CSCO@2022:{group}-00-00-00", "count", staff))
    columns.append(("panel_firms", "", "count", _sums(np.ones(len(cell)), cell, size)))
    columns += _adoption(counts["ai_adoption"], cell, size)
    now, last = (_sums(counts[name], cell, size) for name in ("staff_now", "staff_last"))
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(last > 0, now / last - 1, np.nan)
    columns.append(("panel_employment_change", "", "change_share", change))
    return _table(unique, columns, release)


def _sums(values: Column, cell: npt.NDArray[np.int64], size: int) -> Column:
    """Sums by cell; NaN where no firm reports the field."""
    known = ~np.isnan(values)
    totals = np.bincount(cell, np.where(known, values, 0.0), size)
    return np.where(np.bincount(cell, known, size) > 0, totals, np.nan)


def _adoption(
    choice: Column, cell: npt.NDArray[np.int64], size: int
) -> list[tuple[str, str, str, Column]]:
    """Firms by how far they adopt AI, among those that say."""
    found = []
    for position, name in enumerate(ADOPTION):
        stated = np.where(np.isnan(choice), np.nan, choice == position)
        found.append((f"panel_firms_ai_{name}", "", "count", _sums(stated, cell, size)))
    return found


def _table(
    unique: Words, columns: list[tuple[str, str, str, Column]], release: ReleaseRule
) -> pa.Table:
    ordinals = [int(month) for month in unique[:, 0]]
    released = [release.release(Period(Frequency.MONTHLY, ordinal)) for ordinal in ordinals]
    tables = []
    for indicator, occupation, unit, values in columns:
        count = len(values)
        table = pa.table(
            [
                [indicator] * count,
                unique[:, 1].tolist(),
                unique[:, 2].tolist(),
                [occupation] * count,
                [Frequency.MONTHLY.value] * count,
                [unit] * count,
                [SeasonalAdjustment.NONE.value] * count,
                ordinals,
                released,
                values,
                [ObsStatus.NORMAL.value] * count,
            ],
            schema=OBSERVATIONS.schema,
        )
        tables.append(table.filter(pa.array(~np.isnan(values))))
    return pa.concat_tables(tables)
