"""From the answers of the book to tables that persons look their results up in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trimtab.rules.types import Computable
from trimtab.rules.unknowns import is_past_the_known, last_known_value, readings_of, weakest
from trimtab.unemployment.compute.amount import tabulate_amount
from trimtab.unemployment.compute.duration import DurationTable, tabulate_duration
from trimtab.unemployment.compute.entitlement import Tables, code
from trimtab.unemployment.provision import Provision, is_asked, outcome_of
from trimtab.unemployment.types import OUTCOMES, VERIFICATIONS, Outcome


def tabulate(provisions: Sequence[Provision], contributions: int, spell: int) -> Tables:
    """Tables for 0 to ``contributions`` months paid in and 0 to ``spell`` months drawn."""
    rows = [_rows(provision, contributions, spell) for provision in provisions]
    stacked: dict[str, Any] = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    return Tables(**stacked)


def _rows(provision: Provision, contributions: int, spell: int) -> dict[str, Any]:
    duration = _duration(provision, contributions)
    amount = provision.amount
    return {
        "least": duration.least,
        "most": duration.most,
        "gate": _gate(provision, contributions),
        "duration": _duration_outcome(provision, duration),
        "amount": tabulate_amount(amount.readings, spell).by_month,
        "continued": tabulate_amount(amount.continued, spell).by_month,
        "amount_outcome": _code(None if amount.missing is None else outcome_of(amount.missing)),
        "asks_involuntary": np.bool_(is_asked(provision.involuntary)),
        "asks_registration": np.bool_(is_asked(provision.registration)),
        "city_needed": np.bool_(amount.city_needed),
        "combined": np.int16(np.nan_to_num(provision.combined.number, nan=0.0)),
        "extension_within": np.int16(np.nan_to_num(provision.extension_within.number, nan=0.0)),
        "extension_lacking": _code(provision.extension_lacking),
        "verification": _verification(provision),
    }


def _code(outcome: Outcome | None) -> np.uint8:
    return np.uint8(code(outcome or Outcome.NONE))


def _duration(provision: Provision, contributions: int) -> DurationTable:
    """The award as far as it is known: every reading, or the last known where it goes on."""
    if provision.blocked is not Outcome.NONE:
        nothing = np.full(contributions + 1, -1, np.int16)
        return DurationTable(nothing, nothing)
    ceiling = provision.ceiling.value
    assert isinstance(ceiling, Computable)
    award = provision.award
    readings = readings_of(award)
    known = tabulate_duration(readings, ceiling, contributions)
    if not readings and is_past_the_known(award) and (last := last_known_value(award)):
        before = tabulate_duration((last,), ceiling, contributions)
        return DurationTable(before.least, known.most)
    return known


def _gate(provision: Provision, contributions: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    months = np.arange(contributions + 1)
    if provision.blocked is not Outcome.NONE:
        return np.full(len(months), _code(provision.blocked), np.uint8)
    too_few = months < provision.minimum.number
    return np.where(too_few, _code(Outcome.TOO_FEW_CONTRIBUTIONS), 0).astype(np.uint8)


def _duration_outcome(
    provision: Provision, table: DurationTable
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Why no number of months is fixed; nothing where all readings agree."""
    award = provision.award
    reason = Outcome.NO_RULE if award.value is not None else outcome_of(award)
    open_still = (table.least != table.most) | (table.least < 0)
    if not readings_of(award):
        open_still[:] = True  # the ceiling, or what was known last, agrees by chance
    open_still &= ~(np.arange(len(open_still)) < provision.minimum.number)  # refused anyway
    return np.where(open_still, _code(reason), 0).astype(np.uint8)


def _verification(provision: Provision) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The weakest rule of a result, extended or not, by outcome; most outcomes rest on the same."""
    found: dict[tuple[int, ...], int] = {}

    def code_of(outcome: Outcome, extended: bool) -> int:
        answers = provision.all_resting_on(outcome, extended)
        mark = tuple(map(id, answers))
        if mark not in found:
            found[mark] = VERIFICATIONS.index(weakest(answers))
        return found[mark]

    return np.array(
        [[code_of(one, extended) for one in OUTCOMES] for extended in (False, True)], np.uint8
    )
