"""Figures that move, or are revised, far more than their series ever did.

The yardstick is the joined series: what was known before, overlaid with what arrives. So a file of
a single new month is judged as strictly as a whole history. Changes are logarithmic where all
figures of the series are positive (people, rates: a factor is a factor), differences elsewhere.
Thresholds are deliberately wide: these are questions to a person, not corrections.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.ingest.arrival.history import aligned
from trimtab.kernel import Period
from trimtab.tables import Finding, Panel, Severity

_SCALE = 8.0  # robust standard deviations
_RECORD = 1.5  # times the largest change seen before
_LEAST_PAST = 24  # changes; with fewer the series is short, and only the grossest are named
_LEAST_PAST_SHORT = 3
_RECORD_SHORT = 3.0
_FACTOR_SHORT = np.log(3.0)  # of a short series: at least threefold
_FACTOR_REVISED = np.log(1.2)  # smaller revisions are what statistical offices do every year
_MAD_TO_SD = 1.4826

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def find_jumps(panel: Panel, before: Panel) -> list[Finding]:
    """INGEST-209: a new figure changes more than the series ever did, by a wide margin.

    A change runs from the last figure before, over gaps. It counts when it exceeds both 8 robust
    standard deviations of the series' changes and 1.5 times the largest change before it, with at
    least 24 changes before it; with 3 to 23, when it is 3 times the largest before it and at least
    threefold. Only periods that were not known before are looked at.
    """
    joined, known, first = _joined(panel, before)
    if joined.shape[1] < 2:
        return []
    levels, positive = _levels(joined)
    previous = _carried(levels)
    changes = levels[:, 1:] - previous[:, :-1]
    size = np.abs(changes)
    past = np.cumsum(~np.isnan(changes), axis=1) - ~np.isnan(changes)
    record = np.maximum.accumulate(np.where(np.isnan(size), 0.0, size), axis=1)
    largest = np.concatenate([np.zeros((len(size), 1)), record[:, :-1]], axis=1)
    jump = _is_extreme(size, past, largest, _robust_scale(changes)[:, None], positive[:, None])
    jump &= ~known[:, 1:]
    last = _carried(joined)
    return [
        Finding(
            "INGEST-209",
            Severity.WARNING,
            panel.series[row],
            {
                "period": str(first + int(column) + 1),
                "before": float(last[row, column]),
                "now": float(joined[row, column + 1]),
            },
        )
        for row, column in np.argwhere(jump)
    ]


def find_revised(panel: Panel, before: Panel) -> list[Finding]:
    """INGEST-211: a figure known before comes back far from what it was.

    A revision counts when it is larger than the series' usual changes as in ``find_jumps``, larger
    than 8 times the median of the other revisions that arrive with it, and more than a fifth.
    A history that is rescaled throughout is INGEST-204, not this.
    """
    common, now, then = aligned(panel, before)
    if not common:
        return []
    (old, positive), (new, new_positive) = _levels(then), _levels(now)
    both = positive & new_positive
    if not both.all():
        old = np.where(both[:, None], old, then)
        new = np.where(both[:, None], new, now)
    size = np.abs(new - old)
    changes = old[:, 1:] - _carried(old)[:, :-1]
    past = (~np.isnan(changes)).sum(axis=1, keepdims=True)
    largest = np.where(np.isnan(changes), 0.0, np.abs(changes)).max(
        axis=1, initial=0.0, keepdims=True
    )
    revised = _is_extreme(size, past, largest, _robust_scale(changes)[:, None], both[:, None])
    revised &= (size > _FACTOR_REVISED) | ~both[:, None]
    revised &= size > _SCALE * _usual(size)[:, None]
    return [
        Finding(
            "INGEST-211",
            Severity.WARNING,
            common[row],
            {
                "period": str(before.first + int(column)),
                "before": float(then[row, column]),
                "now": float(now[row, column]),
            },
        )
        for row, column in np.argwhere(revised)
    ]


def _is_extreme(
    size: Matrix, past: npt.NDArray[np.int64], largest: Matrix, scale: Matrix, positive: Mask
) -> Mask:
    """Whether a change of ``size`` is out of all proportion to the changes before it."""
    with np.errstate(invalid="ignore"):
        beyond = size > _SCALE * scale
        settled = (past >= _LEAST_PAST) & (size > _RECORD * largest)
        short = (past >= _LEAST_PAST_SHORT) & (past < _LEAST_PAST) & positive
        short = short & (size > _RECORD_SHORT * largest) & (size > _FACTOR_SHORT)
    return np.asarray(beyond & (settled | short), bool)


def _joined(panel: Panel, before: Panel) -> tuple[Matrix, Mask, Period]:
    """Known figures overlaid with arriving ones (S, T), which cells were known, and period 0."""
    position = {key: row for row, key in enumerate(before.series)}
    rows = [row for row, key in enumerate(panel.series) if key in position]
    if not rows or not before.values.shape[1]:
        return panel.values, np.zeros(panel.values.shape, bool), panel.first
    first = min(panel.first.ordinal, before.first.ordinal)
    last = max(
        panel.first.ordinal + panel.values.shape[1], before.first.ordinal + before.values.shape[1]
    )
    joined = np.full((len(panel.series), last - first), np.nan)
    start = before.first.ordinal - first
    held = before.values[[position[panel.series[row]] for row in rows]]
    joined[rows, start : start + held.shape[1]] = held
    known = ~np.isnan(joined)
    start = panel.first.ordinal - first
    part = joined[:, start : start + panel.values.shape[1]]
    part[:] = np.where(np.isnan(panel.values), part, panel.values)
    return joined, known, Period(panel.frequency, first)


def _levels(values: Matrix) -> tuple[Matrix, Mask]:
    """Logarithms of series that are positive throughout, the figures themselves of others."""
    positive = np.where(np.isnan(values), np.inf, values).min(axis=1, initial=np.inf) > 0
    logs = np.log(np.where(values > 0, values, np.nan))
    return np.where(positive[:, None], logs, values), positive


def _carried(values: Matrix) -> Matrix:
    """Each gap filled with the last figure before it."""
    columns = np.where(np.isnan(values), -1, np.arange(values.shape[1]))
    columns = np.maximum.accumulate(columns, axis=1)
    taken = np.take_along_axis(values, np.maximum(columns, 0), axis=1)
    return np.where(columns < 0, np.nan, taken)


def _usual(size: Matrix) -> Matrix:
    """The median size of a series' revisions, unrevised figures included; 0 without any."""
    usual = np.zeros(len(size))
    for row in np.flatnonzero((~np.isnan(size)).sum(axis=1) > 2):
        usual[row] = np.median(size[row][~np.isnan(size[row])])
    return usual


def _robust_scale(changes: Matrix) -> Matrix:
    scale = np.zeros(len(changes))
    for row in np.flatnonzero((~np.isnan(changes)).any(axis=1)):
        known = changes[row][~np.isnan(changes[row])]
        scale[row] = _MAD_TO_SD * np.median(np.abs(known - np.median(known)))
    return scale
