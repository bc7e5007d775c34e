"""Which rule sets the amount at a place: a schedule in CNY, or a share of the minimum wage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from trimtab.kernel import Region
from trimtab.rules.minimum_wage import find_minimum_wage
from trimtab.rules.types import Answer, Computable, Reason
from trimtab.rules.unknowns import (
    Lookup,
    is_past_the_known,
    last_known_value,
    readings_of,
)

AMOUNT = "unemployment.benefit_amount_cny_month"
SHARE = "unemployment.benefit_share_of_minimum_wage"
CLAIM_CITY = "claim_city"

Readings = tuple[tuple[Computable, float], ...]


@dataclass(frozen=True)
class AmountRule:
    """``readings`` (rule, base in CNY) as in ``compute.amount``, none where nobody knows.

    ``continued`` is what was last known, for payments that go on. ``missing`` is the answer that
    lacks; ``answers`` are what the amount rests on. ``city_needed``: the province alone does not
    decide it.
    """

    answers: tuple[Answer, ...]
    readings: Readings = ()
    continued: Readings = ()
    missing: Answer | None = None
    city_needed: bool = False


def find_amount_rule(lookup: Lookup, region: Region, on: date, known_on: date | None) -> AmountRule:
    """The schedule of the place; where it has none, its share of the minimum wage."""
    schedule = lookup.at(AMOUNT, region, on, known_on)
    if schedule.reason is not Reason.NO_RULE:
        return _scheduled(schedule)
    share = lookup.at(SHARE, region, on, known_on)
    if share.reason is Reason.NO_RULE:
        return AmountRule((schedule,), missing=schedule)
    return _shared(share, lookup, region, on, known_on)


def _scheduled(schedule: Answer) -> AmountRule:
    readings = tuple((reading, 1.0) for reading in readings_of(schedule))
    last = last_known_value(schedule) if is_past_the_known(schedule) else None
    continued: Readings = () if last is None else ((last, 1.0),)
    missing = schedule if schedule.value is None else None
    return AmountRule((schedule,), readings, continued, missing)


def _shared(
    share: Answer, lookup: Lookup, region: Region, on: date, known_on: date | None
) -> AmountRule:
    parameter = share.parameter
    by_city = parameter is not None and parameter.of_place == CLAIM_CITY
    if by_city and _is_province(region):
        return AmountRule((share,), city_needed=True)
    wage = find_minimum_wage(lookup, region, on, known_on)
    if wage.class_needed and _is_province(region):
        return AmountRule((share, *wage.answers), city_needed=True)
    answers = (share, *wage.answers)
    base_known = not math.isnan(wage.wage)
    readings = tuple((one, wage.wage) for one in readings_of(share)) if base_known else ()
    missing = share if share.value is None else wage.missing
    return AmountRule(answers, readings, _continued(share, wage.wage, wage.last, missing), missing)


def _continued(share: Answer, wage: float, last_wage: float, missing: Answer | None) -> Readings:
    """The last known share of the last known minimum wage."""
    last = share.value if isinstance(share.value, Computable) else last_known_value(share)
    base = last_wage if math.isnan(wage) else wage
    if missing is None or not is_past_the_known(missing) or last is None or math.isnan(base):
        return ()
    return ((last, base),)


def _is_province(region: Region) -> bool:
    """A province that is no municipality: its cities are places of their own."""
    local = region.text[3:]
    return local.endswith("0000") and local[:2] not in ("11", "12", "31", "50")
