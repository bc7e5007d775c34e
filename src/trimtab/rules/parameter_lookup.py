"""The look-up itself as a computation: what a parameter says at a place on a day.

So a minimum wage or a contribution base has worked cases like every rule that computes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trimtab.rules.book import RuleBook
from trimtab.rules.columns import Column, Columns, Labels, Numbers, Situations
from trimtab.rules.computation import Computation, Input, Kind, Output
from trimtab.rules.types import Answer


def look_up_parameter(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    """The value of ``key`` for each person's place and day, at her ``argument`` where it varies.

    Returns      value (NaN where none is in force, or where the argument it varies by is missing),
                 why there is none, the layer that answered, how well it is verified
    Raises       UnknownCodeError RULES-001 for a key that does not exist
    """
    keys, regions = columns["key"], columns["region"]
    days, argument = columns["date"], columns["argument"]
    assert isinstance(keys, Labels) and isinstance(regions, Labels)
    assert isinstance(days, np.ndarray) and isinstance(argument, np.ndarray)
    situations = Situations.of(regions, days)
    value: Numbers = np.full(len(keys), np.nan)
    texts: dict[str, list[tuple[NDArray[np.bool_], Labels]]] = {name: [] for name in _TEXTS}
    for key in keys.words:
        mine = keys.is_word(key)
        found = situations.only(mine).look_up(book, key, known_on)
        value[mine] = found.evaluate(argument[mine])
        for name, describe in _TEXTS.items():
            texts[name].append((mine, found.words(describe)))
    assembled = {name: Labels.assemble(parts, len(keys)) for name, parts in texts.items()}
    return {"value": value, **assembled}


def _layer(answer: Answer) -> str:
    return str(answer.layer or "")


def _verification(answer: Answer) -> str:
    return "" if answer.verification is None else answer.verification.value


_TEXTS: dict[str, Callable[[Answer], str]] = {
    "reason": lambda answer: answer.reason.value,
    "layer": _layer,
    "verification": _verification,
}

PARAMETER = Computation(
    name="parameter",
    room="rules",
    inputs=(
        Input("key", Kind.TEXT),
        Input("region", Kind.REGION),
        Input("date", Kind.DATE),
        Input("argument", required=False),
    ),
    outputs=(
        Output("value"),
        *(Output(name, Kind.TEXT) for name in _TEXTS),
    ),
    run=look_up_parameter,
)
