"""Contrasts of the exposure gradient by quarter: path, average, slope before the event, placebos.

Every contrast is a row over the quarters of a gradient that is zero in the quarter before the
event; seasonal patterns of the gradient are removed by the rows themselves, so that intervals
allow for their estimation.
"""

from __future__ import annotations

import numpy as np

from trimtab.monitoring.event_study.cells import Array

YEAR = 4


def quarter_basis(quarters: int, event: int) -> Array:
    """(T, T - 1): one column for each quarter but the one before the event."""
    return np.delete(np.eye(quarters), event - 1, axis=1)


def seasons_removed(quarters: int, before: int, season: int, seasonal: bool) -> Array:
    """(T, T): takes the gradient's usual seasonal pattern out of every quarter.

    Model        g_t = level + slope t + s_{q(t)}, sum of s zero, by least squares over the first
                 ``before`` quarters; s_{q(t)} is subtracted in all quarters
    Inputs       season: quarter of the year of column 0, 0 to 3. Unchanged unless ``seasonal``
    Simplifies   the pattern is taken as stable; two years are the least that tell it from a trend
    """
    identity = np.eye(quarters)
    if not seasonal:
        return identity
    terms = _season_terms(quarters, season)
    design = np.column_stack([np.ones(before), np.arange(before), terms[:before]])
    pattern = np.linalg.pinv(design)[2:]
    removed = identity.copy()
    removed[:, :before] -= terms @ pattern
    return removed


def _season_terms(quarters: int, season: int) -> Array:
    """(T, 3): seasonal effects that add up to zero over a year."""
    of_year = (np.arange(quarters) + season) % YEAR
    return np.asarray(np.vstack([np.eye(3), -np.ones(3)])[of_year])


def path_rows(removed: Array, event: int) -> Array:
    """(T, T): every quarter less the quarter before the event."""
    return np.asarray(removed - removed[event - 1])


def average_row(removed: Array, event: int, span: int) -> Array:
    """(T,): mean of ``span`` quarters from the event on, less the mean of the year before it."""
    return np.asarray(
        removed[event : event + span].mean(axis=0) - removed[event - YEAR : event].mean(axis=0)
    )


def slope_row(quarters: int, before: int, season: int, seasonal: bool) -> Array:
    """(T,): least-squares slope of the gradient before the event, per quarter."""
    columns = [np.ones(before), np.arange(before)]
    if seasonal:
        columns.append(_season_terms(before, season))
    row = np.zeros(quarters)
    row[:before] = np.linalg.pinv(np.column_stack(columns))[1]
    return row


def departure_rows(quarters: int, before: int, season: int, seasonal: bool) -> Array:
    """(Q, T): all contrasts of the quarters before the event that a gradient with no more than a
    level (and a season) leaves at zero."""
    columns = [np.ones((before, 1))]
    if seasonal:
        columns.append(_season_terms(before, season))
    level = np.column_stack(columns)
    left, sizes, _ = np.linalg.svd(level)
    rank = int((sizes > 1e-10).sum())
    rows = np.zeros((before - rank, quarters))
    rows[:, :before] = left[:, rank:].T
    return rows


def placebo_events(before: int) -> range:
    """Earlier dates with a year before and a year from them on, wholly before the event."""
    return range(YEAR, before - YEAR + 1)
