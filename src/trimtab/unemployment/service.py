"""Entitlement of claims: asks the rule book once for each place and day, then works on columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.rules.types import Answer, Computable
from trimtab.rules.unknowns import (
    Lookup,
    OpenQuestion,
    is_past_the_known,
    questions_about,
    readings_of,
)
from trimtab.unemployment.compute.duration import ceiling_bites
from trimtab.unemployment.compute.entitlement import decide_entitlements
from trimtab.unemployment.provision import Provision, find_provision
from trimtab.unemployment.tabulating import tabulate
from trimtab.unemployment.types import (
    OUTCOMES,
    AwardReading,
    Claims,
    Entitlements,
    Flags,
    Outcome,
)

REFUSAL = np.array([outcome.is_refusal for outcome in OUTCOMES])
NOTHING_DUE = np.array([outcome.is_nothing_due for outcome in OUTCOMES])


@dataclass(frozen=True, eq=False)
class Decided:
    """Claims with their entitlements and the provisions these rest on.

    ``provisions`` are those of the situations of the claims; ``place`` says for each which of the
    ``distinct`` ones, with different rules, it is.
    """

    claims: Claims
    entitlements: Entitlements
    provisions: tuple[Provision, ...]
    distinct: tuple[Provision, ...]
    place: npt.NDArray[np.intp]

    def outcome(self, row: int) -> Outcome:
        return OUTCOMES[int(self.entitlements.outcome[row])]

    def answers(self, row: int) -> tuple[Answer, ...]:
        """The answers of the book that the result of a claim rests on."""
        extended = bool(self.entitlements.extended[row])
        return self.provision(row).resting_on(self.outcome(row), extended)

    def cited(self, row: int) -> tuple[Answer, ...]:
        """The answers whose clauses decided: without the national ceiling where it did not bite;
        where nothing is known, the answer that lacks."""
        if np.isnan(self.entitled[row]) and (lacking := self.lacking(row)) is not None:
            return (lacking,)
        answers = self.answers(row)
        if self.ceiling_bites[row]:
            return answers
        ceiling = self.provision(row).ceiling
        return tuple(answer for answer in answers if answer is not ceiling)

    def lacking(self, row: int) -> Answer | None:
        """The answer of the book that the outcome of a claim speaks of; None for a refusal and
        where nothing lacks."""
        extension = bool(self.claims.extension[row])
        return self.provision(row).lacking(self.outcome(row), extension)

    @cached_property
    def ceiling_bites(self) -> Flags:
        """Per claim: the award alone would be longer than the national ceiling allows."""
        contributions = self.claims.contribution_months.astype(np.intp)
        longest = int(contributions.max(initial=0))
        tables = np.stack([_bites(provision, longest) for provision in self.distinct])
        bites: Flags = tables[self.place[self.claims.situations.index], contributions]
        return bites

    @cached_property
    def entitled(self) -> npt.NDArray[np.float64]:
        """Per claim 1 for something due, 0 for a refusal or nothing left, NaN for nobody knows."""
        made = self.entitlements
        due = (made.months_undisputed > 0) | ~np.isnan(made.amount_cny_month)
        return np.where(NOTHING_DUE[made.outcome], 0.0, np.where(due, 1.0, np.nan))

    @cached_property
    def grounds(self) -> npt.NDArray[np.int64]:
        """Per claim a number; those with equal ones rest on the same answers and cite the same."""
        mark: npt.NDArray[np.int64] = self.claims.situations.index.astype(np.int64)
        for part, size in (
            (self.entitlements.outcome, len(OUTCOMES)),
            (self.entitlements.extended, 2),
            (self.ceiling_bites, 2),
            (self.claims.extension, 2),
            (np.isnan(self.entitled), 2),
        ):
            mark = mark * size + part
        return mark

    def provision(self, row: int) -> Provision:
        """What the book says at the place and day of a claim."""
        return self.provisions[int(self.claims.situations.index[row])]

    def readings(self, row: int) -> tuple[AwardReading, ...]:
        """Each reading of a disputed duration, under the ceilings; none where there is one."""
        award = self.provision(row).award
        values = readings_of(award) if award.alternatives else ()
        return tuple(
            AwardReading(
                self._months(row, value), f"{one.reference.title} {one.reference.article}".strip()
            )
            for value, one in zip(values, award.alternatives, strict=bool(values))
        )

    def _months(self, row: int, reading: Any) -> int:
        provision, claims = self.provision(row), self.claims
        contributions = claims.contribution_months[row]
        limit = provision.ceiling.evaluate(contributions)[0]
        unused = 0 if claims.unused_months is None else int(claims.unused_months[row])
        own = min(reading.evaluate(contributions)[0], limit)
        return int(min(own + unused, provision.combined.number))


def decide(lookup: Lookup, claims: Claims, known_on: date | None = None) -> Decided:
    """What each claim is entitled to, by the rules as known on a day (None: all that is recorded).

    Raises UnknownCodeError CLASSIFICATION-003 for a region that does not exist.
    """
    pairs = claims.situations.pairs
    provisions = tuple(find_provision(lookup, region, on, known_on) for region, on in pairs)
    distinct, place = _distinct(provisions)
    tables = tabulate(
        distinct,
        int(claims.contribution_months.max(initial=0)),
        int(claims.spell_month.max(initial=1)),
    )
    entitlements, seen = decide_entitlements(tables, place, claims)
    questions = _questions(distinct, place, claims, seen)
    made = replace(entitlements, questions=questions)
    return Decided(claims, made, provisions, tuple(distinct), place)


def _bites(provision: Provision, longest: int) -> Flags:
    ceiling, readings = provision.ceiling.value, readings_of(provision.award)
    if not isinstance(ceiling, Computable):
        return np.ones(longest + 1, np.bool_)
    if not readings and not is_past_the_known(provision.award):
        return np.zeros(longest + 1, np.bool_)
    return ceiling_bites(readings, ceiling, longest)


def _distinct(provisions: Sequence[Provision]) -> tuple[list[Provision], Any]:
    """Provisions with different rules, or with none at different places, the earliest day of
    each; and the position of each one's among them."""
    found: dict[tuple[object, ...], int] = {}
    kept: list[Provision] = []
    place = np.empty(len(provisions), np.intp)
    for at, provision in enumerate(provisions):
        mark = tuple(
            (answer.key, answer.reason, *map(id, answer.rules), id(answer.last_known))
            if answer.rules
            else (answer.key, answer.reason, answer.region)
            for answer in provision.answers
        )
        if mark not in found:
            found[mark] = len(kept)
            kept.append(provision)
        place[at] = found[mark]
    return kept, place


def _questions(
    provisions: Sequence[Provision],
    place: npt.NDArray[np.intp],
    claims: Claims,
    seen: npt.NDArray[np.bool_],
) -> tuple[OpenQuestion, ...]:
    """What somebody has to find out for the claims that are not refused anyway."""
    open_ones = seen[:, ~REFUSAL].any(axis=1)
    lacking: list[Answer] = []
    for at in np.flatnonzero(open_ones).tolist():
        provision = provisions[at]
        lacking += [*provision.conditions, *provision.duration, provision.combined]
        lacking += [provision.amount.missing] if provision.amount.missing else []
    if claims.extension.any():
        asked = place[np.unique(claims.situations.index[claims.extension])]
        for at in np.unique(asked).tolist():
            lacking += [provisions[at].extension, provisions[at].extension_within]
    return questions_about(lacking)
