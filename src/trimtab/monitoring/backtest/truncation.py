"""What a fit may see: data and dated downturns up to a month, or all but one stretch of months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from trimtab.kernel import Period
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.tables import Panel


def truncate_inputs(inputs: DetectorInputs, until: Period) -> DetectorInputs:
    """Only periods that end with or before the month ``until``; later columns do not exist."""
    return _each_panel(inputs, lambda panel: _until(panel, until.end))


def mask_inputs(inputs: DetectorInputs, start: Period, end: Period) -> DetectorInputs:
    """Values of periods that touch the months ``start`` to ``end`` become NaN (not known)."""
    return _each_panel(inputs, lambda panel: _masked(panel, start.start, end.end))


def truncate_downturns(downturns: Sequence[Downturn], until: Period) -> tuple[Downturn, ...]:
    """Downturns started by ``until``; one still going on is cut at it, later ones do not exist."""
    return tuple(
        replace(downturn, end=min(downturn.end, until))
        for downturn in downturns
        if downturn.start <= until
    )


def drop_downturns(
    downturns: Sequence[Downturn], start: Period, end: Period
) -> tuple[Downturn, ...]:
    """Downturns outside ``start`` to ``end``; the part of one that reaches inside is cut off.

    One that spans the whole stretch leaves the part before it.
    """
    kept = []
    for downturn in downturns:
        if downturn.end < start or downturn.start > end:
            kept.append(downturn)
        elif downturn.start < start:
            kept.append(replace(downturn, end=start + -1))
        elif downturn.end > end:
            kept.append(replace(downturn, start=end + 1))
    return tuple(kept)


def _each_panel(inputs: DetectorInputs, change: Callable[[Panel], Panel]) -> DetectorInputs:
    optional = (inputs.vacancies, inputs.claims, inputs.postings)
    vacancies, claims, postings = (None if p is None else change(p) for p in optional)
    return DetectorInputs(change(inputs.unemployment), vacancies, claims, postings)


def _until(panel: Panel, day: date) -> Panel:
    count = sum(period.end <= day for period in panel.periods)
    return replace(panel, values=panel.values[:, :count], released=panel.released[:, :count])


def _masked(panel: Panel, start: date, end: date) -> Panel:
    inside = np.array([p.end > start and p.start < end for p in panel.periods], dtype=bool)
    values = np.where(inside, np.nan, panel.values)
    released = np.where(inside, np.datetime64("NaT", "us"), panel.released)
    return replace(panel, values=values, released=released)
