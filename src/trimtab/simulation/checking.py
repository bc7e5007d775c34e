"""What both engines refuse before they compute: NaN, negative stocks, shares outside 0 to 1."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.simulation.types import Model, StepInputs

LIMIT = 2.0**53
"""Above this many persons float64 no longer counts single persons; nothing larger is a stock."""


def check_model(model: Model) -> None:
    """Refuse start stocks, rates or networks that no step can use.

    Raises InputRejectedError SIMULATION-040 naming the part: an array of another shape, a value
    that is not finite or below 0, a rate outside 0..1, a weight of the network below 0.
    """
    start, cells = model.start, len(model.cells)
    kinds, statuses = len(model.kinds), len(model.statuses)
    shapes = (
        ("employed", start.employed, (cells, kinds)),
        ("unemployed", start.unemployed, (cells, model.spells, statuses, kinds)),
        ("vacancies", start.vacancies, (cells,)),
    )
    for name, stock, shape in shapes:
        if stock.shape != shape or not _within(stock, 0.0, LIMIT):
            raise InputRejectedError("SIMULATION-040", part=name, where=_first_bad(stock))
    for name in ("separation", "opening", "adjustment"):
        if not _within(np.asarray(getattr(model.rates, name)), 0.0, 1.0):
            raise InputRejectedError("SIMULATION-040", part=name, where="-")
    for name, layer in zip(model.network.names, model.network.layers, strict=True):
        if layer.shape != (cells, cells) or not _within(layer.data, 0.0, LIMIT):
            raise InputRejectedError("SIMULATION-040", part=name, where="-")


class InputsChecker:
    """Checks the inputs of each step; what was seen in the step before is not read again.

    A slice of a larger array, such as the demand of a step in the demand of all steps, is covered
    by the check of the whole, which is then read once in a run instead of slice by slice.

    Raises InputRejectedError SIMULATION-041 naming the part and the step: a demand that is not
    finite or below 0, a share or probability outside 0..1, negative weights, seats or entrants.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[object, bool]] = {}

    def check(self, inputs: StepInputs, t: int) -> None:
        """Refuse the inputs of the step from t to t+1."""
        seen: dict[str, tuple[object, bool]] = {}
        for name, given, highest in _parts(inputs):
            whole = _whole(given)
            before, sound = self._seen.get(name, (None, False))
            if before is not whole:
                sound = _within(np.asarray(whole), 0.0, highest)
            if not sound and (whole is given or not _within(np.asarray(given), 0.0, highest)):
                raise InputRejectedError("SIMULATION-041", part=name, step=t)
            seen[name] = whole, sound
        self._seen = seen


def _whole(given: object) -> object:
    """The larger array of which this one is a slice, else what was given.

    A view as large as its base stays by itself: it may show a buffer that is filled anew each step.
    """
    if isinstance(given, np.ndarray):
        base = given.base
        if isinstance(base, np.ndarray) and base.size > given.size and base.dtype == given.dtype:
            return base
    return given


def _parts(inputs: StepInputs) -> Iterator[tuple[str, object, float]]:
    """Name, array and highest allowed value of everything a step is given."""
    yield "target", inputs.target, LIMIT
    yield "retained", inputs.retained, 1.0
    yield "search", inputs.search, 1.0
    for name, given, highest in (
        ("weights", inputs.weights, LIMIT),
        ("entrants", inputs.entrants, LIMIT),
        ("exits", inputs.exits, 1.0),
    ):
        if given is not None:
            yield name, given, highest
    for at, transfer in enumerate(inputs.transfers):
        yield f"{transfer.name}[{at}].share", transfer.share, 1.0
        if transfer.seats is not None:
            yield f"{transfer.name}[{at}].seats", transfer.seats, LIMIT
    for at, conversion in enumerate(inputs.conversions):
        yield f"{conversion.name}[{at}].share", conversion.share, 1.0


def _within(values: npt.NDArray[np.float64], lowest: float, highest: float) -> bool:
    """Whether every value lies in the closed interval; NaN does not."""
    least, most = np.minimum.reduce, np.maximum.reduce  # the methods cost twice as much
    return values.size == 0 or bool(
        least(values, axis=None) >= lowest and most(values, axis=None) <= highest
    )


def _first_bad(stock: npt.NDArray[np.float64]) -> str:
    """Position of the first cell with a value no stock can have; the shape when all are right."""
    bad = np.argwhere(~((stock >= 0) & (stock <= LIMIT)))
    return f"cell {int(bad[0][0]) + 1}" if len(bad) else "x".join(map(str, stock.shape))
