"""Months, amount and outcome of every claim, from tables by place and day.

A claim's result depends on few things with few values: the provision of its place and day, its
months of contributions, its month of the spell, and some yes or no. Each rule is therefore worked
out once for every value (``Tables``), and persons look their results up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.unemployment.compute.duration import NOT_KNOWN
from trimtab.unemployment.compute.retirement import REACHED, UNKNOWN
from trimtab.unemployment.types import OUTCOMES, Claims, Entitlements, Flags, Money, Outcome

Codes = npt.NDArray[np.uint8]

_CHUNK = 1 << 16  # persons whose columns stay in the processor's cache


def code(outcome: Outcome) -> int:
    """The outcome as columns hold it."""
    return OUTCOMES.index(outcome)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What holds in each of P provisions, for every value of an argument.

    ``least``, ``most``, ``gate``, ``duration`` by months of contributions (P, M); ``amount`` and
    ``continued`` by month of the spell, the extension last (P, S); the others (P,).
    ``gate``: too few contributions, or nothing can be said. ``duration``: why months are not fixed.
    ``verification`` by extended or not and by outcome (P, 2, outcomes).
    """

    least: npt.NDArray[np.int16]
    most: npt.NDArray[np.int16]
    gate: Codes
    duration: Codes
    amount: Money
    continued: Money
    amount_outcome: Codes
    asks_involuntary: Flags
    asks_registration: Flags
    city_needed: Flags
    combined: npt.NDArray[np.int16]
    extension_within: npt.NDArray[np.int16]
    extension_lacking: Codes
    verification: Codes

    @property
    def provisions(self) -> int:
        """P."""
        return len(self.city_needed)

    @property
    def some_open(self) -> bool:
        """Whether any number of months is not fixed."""
        return bool(self.duration.any())

    @property
    def verified_alike(self) -> np.uint8 | None:
        """The one verification of every result; None where they differ."""
        first: np.uint8 = self.verification.flat[0]
        return first if bool((self.verification == first).all()) else None


def decide_entitlements(
    tables: Tables, provision: npt.NDArray[np.intp], claims: Claims
) -> tuple[Entitlements, Flags]:
    """What each claim is entitled to; and which outcomes each provision led to (P, outcomes).

    Model       least(c) + unused months, at most the combined ceiling; amount(s) while the month of
                the spell s is within it, or the extension's amount after it; first refusal that
                applies
    Inputs      provision: the row of ``tables`` for each situation of the claims
    Simplifies  whoever has fewer contributions than needed has no claim, also with months left over
                from an earlier spell
    References  Unemployment Insurance Regulations Art. 14, 17, 18; Social Insurance Law Art. 45, 46
    """
    n = len(claims)
    made = Entitlements(
        months=np.empty(n, np.int16),
        months_undisputed=np.empty(n, np.int16),
        months_most=np.empty(n, np.int16),
        amount_cny_month=np.empty(n),
        outcome=np.empty(n, np.uint8),
        verification=np.empty(n, np.uint8),
        extended=np.empty(n, np.bool_),
        back_pay_due=np.empty(n, np.bool_),
    )
    seen = np.zeros((tables.provisions, len(OUTCOMES)), np.bool_)
    for start in range(0, n, _CHUNK):
        here = slice(start, min(start + _CHUNK, n))
        row = None if tables.provisions == 1 else provision[claims.situations.index[here]]
        _Part(tables, row, claims, here).write(made)
        place = made.outcome[here] if row is None else row * len(OUTCOMES) + made.outcome[here]
        seen |= np.bincount(place, minlength=seen.size).reshape(seen.shape) > 0
    return made, seen


class _Part:
    """The claims of one slice, in the order of working: months, amount, outcome, the rest."""

    def __init__(
        self, tables: Tables, row: npt.NDArray[np.intp] | None, claims: Claims, here: slice
    ) -> None:
        self.tables, self.row, self.claims, self.here = tables, row, claims, here
        self.spell = claims.spell_month[here].astype(np.int16)
        self.by_contributions = self._place(
            tables.least, claims.contribution_months[here].astype(np.intp)
        )

    def write(self, made: Entitlements) -> None:
        here = self.here
        least, most = self._months()
        past = self.spell > most
        extended = past & self.claims.extension[here]
        exhausted = past & ~extended & (most != NOT_KNOWN)
        amount, going_on = self._amount(extended)
        outcome, nothing = self._outcome(extended, exhausted, np.isnan(amount))
        nowhere = nothing | exhausted
        if self.tables.some_open:
            contested = (self.spell > least) & ~past & (least != NOT_KNOWN)
            going_on = going_on | contested
            nowhere |= contested
            made.back_pay_due[here] = going_on & ~nothing & ~exhausted
        else:
            made.back_pay_due[here] = going_on & ~nowhere
        np.copyto(amount, np.nan, where=nowhere)
        np.copyto(least, NOT_KNOWN, where=nothing)
        np.copyto(most, NOT_KNOWN, where=nothing)
        extended &= ~nothing
        made.months_undisputed[here] = least
        made.months_most[here] = most
        np.copyto(least, NOT_KNOWN, where=extended | (least != most))
        made.months[here] = least
        made.amount_cny_month[here] = amount
        made.outcome[here] = outcome
        made.extended[here] = extended
        made.verification[here] = self._verification(extended, outcome)

    def _place(self, table: npt.NDArray[Any], column: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Positions in the flattened table; the column itself where there is one provision."""
        return column if self.row is None else self.row * table.shape[1] + column

    def _of(self, table: npt.NDArray[Any]) -> Any:
        """A table without argument, for each person; one figure where there is one provision."""
        return table[0] if self.row is None else table.take(self.row)

    def _months(self) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
        tables = self.tables
        least = _look_up(tables.least, self.by_contributions)
        most = _look_up(tables.most, self.by_contributions) if tables.some_open else least.copy()
        if self.claims.unused_months is not None:
            unused = self.claims.unused_months[self.here].astype(np.int16)
            ceiling = self._of(tables.combined)
            for months in (least, most):
                np.add(months, unused, out=months, where=months != NOT_KNOWN)
                np.minimum(months, ceiling, out=months)
        return least, most

    def _amount(self, extended: Flags) -> tuple[Money, Flags | np.bool_]:
        """The amount in the month asked about, and whether it goes on past what is known."""
        tables = self.tables
        month = np.where(extended, np.int16(tables.amount.shape[1] - 1), self.spell)
        place = self._place(tables.amount, month.astype(np.intp))
        amount = _look_up(tables.amount, place)
        outcome = self._of(tables.amount_outcome)
        lacking = outcome != 0
        if not np.any(lacking):
            return amount, np.False_
        continued = _look_up(tables.continued, place)
        if self.claims.last_amount is not None:
            paid = self.claims.last_amount[self.here]
            lapsed = outcome == code(Outcome.NOT_IN_FORCE)
            continued = np.where(np.isnan(paid) | lapsed, continued, paid)
        np.copyto(amount, continued, where=lacking & np.isnan(amount))
        return amount, lacking & ~np.isnan(amount)

    def _outcome(self, extended: Flags, exhausted: Flags, unpaid: Flags) -> tuple[Codes, Flags]:
        """The first outcome that applies; and where nothing is awarded at all."""
        tables = self.tables
        outcome = np.empty(len(unpaid), np.uint8)
        outcome[:] = self._of(tables.amount_outcome)
        np.copyto(outcome, code(Outcome.NO_RULE), where=unpaid & (outcome == 0))
        if tables.some_open:
            duration = _look_up(tables.duration, self.by_contributions)
            np.copyto(outcome, duration, where=(duration != 0) & ~extended)
        np.copyto(outcome, code(Outcome.BENEFIT_EXHAUSTED), where=exhausted)
        nothing = self._refuse_extension(outcome, extended)
        city = self._of(tables.city_needed)
        if np.any(city):
            np.copyto(outcome, code(Outcome.CLAIM_CITY_NEEDED), where=city)
            nothing |= city
        gate = _look_up(tables.gate, self.by_contributions)
        closed = gate != 0
        np.copyto(outcome, gate, where=closed)
        nothing |= closed
        for holds, asked, refusal in (
            (self.claims.registered, tables.asks_registration, Outcome.NOT_REGISTERED),
            (self.claims.involuntary, tables.asks_involuntary, Outcome.NOT_INVOLUNTARY),
        ):
            if holds is not None:
                refused = ~holds[self.here] & self._of(asked)
                np.copyto(outcome, code(refusal), where=refused)
                nothing |= refused
        return outcome, nothing

    def _refuse_extension(self, outcome: Codes, extended: Flags) -> Flags:
        nothing = np.zeros(len(outcome), np.bool_)
        if not extended.any():
            return nothing
        lacking = np.broadcast_to(self._of(self.tables.extension_lacking), outcome.shape)
        nothing |= extended & (lacking != 0)
        np.copyto(outcome, lacking, where=nothing)
        if self.claims.months_left is not None:
            left = self.claims.months_left[self.here]
            within = self._of(self.tables.extension_within)
            far = extended & (left != UNKNOWN) & (left >= within)
            reached = extended & (left == REACHED)
            np.copyto(outcome, code(Outcome.NOT_NEAR_RETIREMENT), where=far)
            np.copyto(outcome, code(Outcome.RETIREMENT_REACHED), where=reached)
            nothing |= far | reached
        return nothing

    def _verification(self, extended: Flags, outcome: Codes) -> Codes | np.uint8:
        table = self.tables.verification
        if self.tables.verified_alike is not None:
            return self.tables.verified_alike
        place = outcome.astype(np.intp)
        place += extended * np.intp(table.shape[2])
        flat = table.reshape(len(table), -1)
        found: Codes = _look_up(flat, self._place(flat, place))
        return found


def _look_up(table: npt.NDArray[Any], place: npt.NDArray[np.intp]) -> Any:
    """Entries of a flattened table; positions are known to lie inside, so none is checked."""
    return table.reshape(-1).take(place, mode="clip")
