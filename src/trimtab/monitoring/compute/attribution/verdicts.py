"""Which component a rise belongs to: a posterior over which of them have really moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from trimtab.kernel import Estimate
from trimtab.monitoring.attributed import Attribution, Component, Undecided
from trimtab.monitoring.compute.attribution.contrasts import WINDOWS
from trimtab.monitoring.compute.attribution.decomposition import Decomposition, nodes_of_rows
from trimtab.monitoring.compute.attribution.layout import Layout

Array = npt.NDArray[np.float64]

DRAWS = 400
SEED = 20261123
CERTAINTY_AT_LEAST = 0.60
EXPOSURE_CERTAINTY = 0.80
"""An exposure-related verdict needs to be surer than any other."""
RISING_AT_LEAST = 2.0
"""Evidence, in usual sizes, that the clearest component needs: about that of level 1."""
PRIOR_MOVED = 0.10
"""Probability, before looking, that a component has lastingly moved in a window."""
MOVE_DEVIATION = 5.0
"""Standard deviation of a lasting movement when there is one, in usual sizes of the component."""
GRADIENT_EVIDENCE = 2.0
_LEAST_REACH = 1e-6  # of an industry as exposed as the mean: its share is nil, not undefined
_NORMAL_90 = 1.6449
_UNIT = "standard deviations"
_CELLS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Readings:
    """What the components of some cells say, in one window each.

    ``value``, ``usual`` (C, n): movement and its usual size for each of ``components``, NaN where
    unknown; ``strength`` (n,): the largest of one over the other; ``ambiguous`` (n,): common
    movement counted with the exposure gradient that the cycle may claim as well; ``window`` (n,):
    number of the window.
    """

    components: tuple[Component, ...]
    value: Array
    usual: Array
    strength: Array
    ambiguous: Array
    window: npt.NDArray[np.int64]


def read_cells(
    windows: Sequence[Decomposition],
    layout: Layout,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
) -> Readings:
    """Movements of cells (row, column) in the window in which one of them is clearest."""
    components = tuple(c for c in Component if c in windows[0].movements)
    read = [_read_window(window, components, layout, rows, columns) for window in windows]
    value, usual = (np.stack([one[part] for one in read]) for part in (0, 1))  # (W, C, n)
    ambiguous = np.stack([one[2] for one in read])
    clearest = np.where(usual > 0, value / np.where(usual > 0, usual, 1.0), -np.inf)
    complete = ~np.isnan(value).all(axis=1)
    strength = np.where(complete, clearest.max(axis=1), -np.inf)
    window = strength.argmax(axis=0)
    cells = np.arange(len(rows))
    return Readings(
        components,
        value[window, :, cells].T,
        usual[window, :, cells].T,
        strength[window, cells],
        ambiguous[window, cells],
        window,
    )


def _read_window(
    window: Decomposition,
    components: tuple[Component, ...],
    layout: Layout,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
) -> tuple[Array, Array, Array]:
    value = np.full((len(components), len(rows)), np.nan)
    usual = np.full_like(value, np.nan)
    for number, component in enumerate(components):
        if component in (Component.CYCLE, Component.EXPOSURE):
            continue
        node = nodes_of_rows(component, layout)[rows]
        value[number] = window.movements[component].value[columns, node]
        usual[number] = window.movements[component].usual[columns, node]
    ambiguous = np.zeros(len(rows))
    rest = window.change[columns, rows] - np.nansum(value, axis=0)
    if Component.EXPOSURE in components:
        number = components.index(Component.EXPOSURE)
        movement = window.movements[Component.EXPOSURE]
        exposure = window.exposure[layout.industries.node_of[rows]]
        slope, doubt = movement.value[columns, 0], movement.usual[columns, 0]
        value[number] = slope * (exposure - window.centre)
        usual[number] = doubt * np.maximum(np.abs(exposure - window.centre), _LEAST_REACH)
        rest = rest - np.nan_to_num(value[number], nan=0.0)
        sure = (slope >= GRADIENT_EVIDENCE * doubt) & (value[number] > 0)
        ambiguous = np.where(sure, np.clip(rest, 0, slope * window.centre), 0.0)
        value[number] += ambiguous
        rest = rest - ambiguous
    if Component.CYCLE in components:
        number = components.index(Component.CYCLE)
        value[number] = rest
        usual[number] = window.movements[Component.CYCLE].usual[columns, 0]
    value[:, np.isnan(window.change[columns, rows])] = np.nan
    return value, usual, ambiguous


def judge(readings: Readings) -> tuple[Attribution, ...]:
    """Attribution of each cell.

    Model        each component has moved up lastingly with probability 0.1 before looking, then by
                 a half-normal amount of 5 usual sizes; otherwise its value is noise of its usual
                 size. Given that at least one has moved, 400 draws of which have and by how much;
                 the verdict is the component that is largest in at least 60 % of them (80 % for
                 the exposure gradient)
    Returns      one Attribution for each cell: NOT_RISING where none has risen by 2 usual sizes
    Simplifies   components are taken as independent, their noise as normal
    References   Mitchell and Beauchamp (1988), JASA 83 (spike and slab)
    """
    result: list[Attribution] = []
    for start in range(0, readings.value.shape[1], _CELLS_AT_ONCE):
        cells = slice(start, start + _CELLS_AT_ONCE)
        result += _judge_some(
            Readings(
                readings.components,
                readings.value[:, cells],
                readings.usual[:, cells],
                readings.strength[cells],
                readings.ambiguous[cells],
                readings.window[cells],
            )
        )
    return tuple(result)


def _judge_some(readings: Readings) -> list[Attribution]:
    moved, mean, deviation = posterior(readings.value, readings.usual)
    drawn = draw_movements(moved, mean, deviation)
    total = drawn.sum(axis=0)
    shares = np.divide(drawn, total, out=np.zeros_like(drawn), where=total > 0)
    largest = np.argmax(drawn, axis=0)
    winning = np.stack([(largest == c).mean(axis=0) for c in range(len(readings.components))])
    rising = readings.strength
    middle = shares.mean(axis=1)
    low, high = np.quantile(shares, (0.05, 0.95), axis=1)
    return [
        _attribution(
            readings,
            cell,
            middle,
            np.minimum(low, middle),
            np.maximum(high, middle),
            winning[:, cell],
            float(rising[cell]),
        )
        for cell in range(readings.value.shape[1])
    ]


def posterior(value: Array, usual: Array) -> tuple[Array, Array, Array]:
    """(C, n) probability that a component has moved up, and mean and deviation if it has."""
    known = ~np.isnan(value) & ~np.isnan(usual)
    noise = np.where(known, usual, 1.0)
    evidence = np.where(known, value, 0.0) / noise
    weight = MOVE_DEVIATION**2 / (1 + MOVE_DEVIATION**2)
    exponent = np.minimum(0.5 * evidence**2 * weight, 300.0)
    ratio = 2 * np.sqrt(1 - weight) * np.exp(exponent) * ndtr(evidence * np.sqrt(weight))
    odds = PRIOR_MOVED / (1 - PRIOR_MOVED) * ratio
    moved = np.where(known, odds / (1 + odds), 0.0)
    return moved, evidence * noise * weight, noise * np.sqrt(weight)


def draw_movements(moved: Array, mean: Array, deviation: Array) -> Array:
    """(C, draws, n): positive lasting movements, given that at least one component has moved."""
    generator = np.random.default_rng(SEED)
    count, cells = moved.shape
    chance = generator.random((count, DRAWS, 1))
    normal = generator.standard_normal((count, DRAWS, 1))
    drawn = np.zeros((count, DRAWS, cells))
    none_yet = np.ones((DRAWS, cells), dtype=bool)
    for number in range(count):
        left = 1 - np.prod(1 - moved[number:], axis=0)
        if_none = np.divide(moved[number], left, out=np.zeros(cells), where=left > 0)
        active = chance[number] < np.where(none_yet, if_none, moved[number])
        amount = np.maximum(mean[number] + deviation[number] * normal[number], 1e-9)
        drawn[number] = np.where(active, amount, 0.0)
        none_yet &= ~active
    return drawn


def _attribution(
    readings: Readings,
    cell: int,
    middle: Array,
    low: Array,
    high: Array,
    winning: Array,
    rising: float,
) -> Attribution:
    value, usual = readings.value[:, cell], readings.usual[:, cell]
    names = readings.components
    known = [n for n in range(len(names)) if not np.isnan(value[n] + usual[n])]
    unidentified = tuple(c for c in Component if c not in {names[n] for n in known})
    contributions = {}
    for n in known:
        margin = _NORMAL_90 * usual[n]
        less = readings.ambiguous[cell] * (names[n] is Component.EXPOSURE)
        more = readings.ambiguous[cell] * (names[n] is Component.CYCLE)
        contributions[names[n]] = Estimate(
            float(value[n]), float(value[n] - margin - less), float(value[n] + margin + more), _UNIT
        )
    verdict, undecided, certainty = None, None, 0.0
    if len(names) == 1:
        undecided = Undecided.ALONE
    elif not known:
        undecided = Undecided.SHORT
    elif rising < RISING_AT_LEAST:
        undecided = Undecided.NOT_RISING
    else:
        best = int(np.argmax(winning))
        certainty = float(winning[best])
        exposure = names[best] is Component.EXPOSURE
        if certainty >= (EXPOSURE_CERTAINTY if exposure else CERTAINTY_AT_LEAST):
            verdict = names[best]
        else:
            undecided = Undecided.TOO_CLOSE
    shares = (
        {}
        if undecided in (Undecided.ALONE, Undecided.SHORT, Undecided.NOT_RISING)
        else {
            names[n]: Estimate(
                float(middle[n, cell]), float(low[n, cell]), float(high[n, cell]), "share"
            )
            for n in known
        }
    )
    return Attribution(
        contributions,
        shares,
        unidentified,
        WINDOWS[int(readings.window[cell])],
        verdict,
        certainty,
        undecided,
    )
