"""The computations of this room, by named columns: for cases, decisions, interfaces, simulation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from trimtab.coverage import bounds, provision
from trimtab.coverage.bounds import Bound, find_bounds
from trimtab.coverage.service import Sized, size_subsidies
from trimtab.coverage.types import OUTCOMES, VERIFICATIONS, Applications, Group
from trimtab.rules.columns import Column, Columns, Labels, Positions, Situations
from trimtab.rules.computation import Computation, Input, Kind, Output
from trimtab.rules.unknowns import Lookup, shortfall, weakest

if TYPE_CHECKING:
    from trimtab.rules.book import RuleBook

HIGHEST_BASE = 1_000_000.0

_OUTCOME_WORDS = tuple(one.value for one in OUTCOMES)
_VERIFICATION_WORDS = tuple(one.value for one in VERIFICATIONS)

_PLACE_AND_DAY = (Input("region", Kind.REGION), Input("date", Kind.DATE))
_VERIFIED = (Output("error", Kind.TEXT), Output("verification", Kind.TEXT))

SUBSIDY_INPUTS = (
    *_PLACE_AND_DAY,
    Input("group", Kind.TEXT, choices=tuple(group.value for group in Group)),
    Input("contribution_base_cny_month", unit="cny_month", low=0, high=HIGHEST_BASE),
    Input("months_received", unit="months", required=False, default=0.0, low=0, high=600),
    Input("months_to_retirement", unit="months", required=False, low=0, high=1200),
    Input("months_since_graduation", unit="months", required=False, low=0, high=1200),
)


def size_columns(lookup: Lookup, columns: Columns, known_on: date | None) -> Sized:
    """Size subsidies given as the columns of ``SUBSIDY_INPUTS``."""
    region, group = columns["region"], columns["group"]
    assert isinstance(region, Labels) and isinstance(group, Labels)
    applications = Applications(
        Situations.of(region, np.asarray(columns["date"])),
        group,
        *(np.asarray(columns[entry.name]) for entry in SUBSIDY_INPUTS[3:]),
    )
    return size_subsidies(lookup, applications, known_on)


def _labels(words: tuple[str, ...], codes: npt.NDArray[np.uint8]) -> Labels:
    """Codes as positions of words, as they are: one byte for each person."""
    return Labels(words, cast("Positions", codes))


def columns_of(sized: Sized) -> dict[str, Column]:
    """Subsidies as the outputs of the computation."""
    made = sized.subsidies
    return {
        "subsidy_cny_month": made.subsidy_cny_month,
        "max_months": made.max_months,
        "error": _labels(_OUTCOME_WORDS, made.outcome),
        "verification": _labels(_VERIFICATION_WORDS, made.verification),
        "provisional": made.verification > 0,
    }


def _run_subsidy(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    return columns_of(size_columns(book, columns, known_on))


FLEXIBLE_SUBSIDY = Computation(
    "flexible_subsidy",
    "coverage",
    SUBSIDY_INPUTS,
    (
        Output("subsidy_cny_month", unit="cny_month"),
        Output("max_months", unit="months"),
        *_VERIFIED,
        Output("provisional", Kind.FLAG),
    ),
    _run_subsidy,
    keys=(*provision.KEYS, *bounds.KEYS),
)


def _run_base(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    region = columns["region"]
    assert isinstance(region, Labels)
    situations = Situations.of(region, np.asarray(columns["date"]))
    found = [find_bounds(book, place, day, known_on) for place, day in situations.pairs]
    index = situations.index
    return {
        "base_floor_cny_month": np.array([one.floor.amount for one in found])[index],
        "base_cap_cny_month": np.array([one.cap.amount for one in found])[index],
        "error": Labels.choose([_error(one.floor) or _error(one.cap) for one in found], index),
        "verification": Labels.choose(
            [weakest((*one.floor.answers, *one.cap.answers)).value for one in found], index
        ),
    }


def _error(bound: Bound) -> str:
    return "" if bound.missing is None else shortfall(bound.missing)


CONTRIBUTION_BASE = Computation(
    "contribution_base",
    "coverage",
    _PLACE_AND_DAY,
    (
        Output("base_floor_cny_month", unit="cny_month"),
        Output("base_cap_cny_month", unit="cny_month"),
        *_VERIFIED,
    ),
    _run_base,
    keys=bounds.KEYS,
)

COMPUTATIONS = (CONTRIBUTION_BASE, FLEXIBLE_SUBSIDY)
