"""Flexible-employment subsidies of applications: the book is asked once for each place and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from trimtab.coverage.compute.subsidy import SubsidyRule, longest_subsidy, size_subsidy
from trimtab.coverage.provision import Provision, find_provision
from trimtab.coverage.types import (
    OUTCOMES,
    VERIFICATIONS,
    Applications,
    Codes,
    Flags,
    Group,
    Money,
    Outcome,
    Subsidies,
)
from trimtab.rules.types import Answer
from trimtab.rules.unknowns import Lookup, OpenQuestion, questions_about

_CHUNK = 1 << 16  # persons whose columns stay in the processor's cache
_ANSWERS = (
    "share",
    "share_max",
    "pension",
    "medical",
    "months_max",
    "until_retirement",
    "graduate_months",
    "graduate_within",
)


@dataclass(frozen=True, eq=False)
class Sized:
    """Applications with their subsidies and the provisions these rest on."""

    applications: Applications
    subsidies: Subsidies
    provisions: tuple[Provision, ...]

    @cached_property
    def grounds(self) -> npt.NDArray[np.int64]:
        """Per application a number; those with equal ones rest on the same answers."""
        mark: npt.NDArray[np.int64] = self.applications.situations.index.astype(np.int64)
        mark = mark * 2 + self.graduates
        return mark * len(OUTCOMES) + self.subsidies.outcome

    @cached_property
    def graduates(self) -> Flags:
        """Per application: it is one of a graduate."""
        return _graduates(self.applications)

    def provision(self, row: int) -> Provision:
        """What the book says at the place and day of an application."""
        return self.provisions[int(self.applications.situations.index[row])]

    def lacking(self, row: int) -> Answer | None:
        """The answer that lacks for an application; None where it is sized or refused."""
        if self.subsidies.outcome[row] == 0 or OUTCOMES[self.subsidies.outcome[row]].is_refusal:
            return None
        return self.provision(row).missing(bool(self.graduates[row]))

    def cited(self, row: int) -> tuple[Answer, ...]:
        """The answers whose clauses decided; where nothing is known, the one that lacks."""
        lacking = self.lacking(row)
        return self.answers(row) if lacking is None else (lacking,)

    def answers(self, row: int) -> tuple[Answer, ...]:
        """The answers of the book that the result of an application rests on."""
        provision = self.provision(row)
        graduate = bool(self.graduates[row])
        match OUTCOMES[int(self.subsidies.outcome[row])]:
            case Outcome.BASE_BELOW_FLOOR:
                return provision.bounds.floor.answers
            case Outcome.BASE_ABOVE_CAP:
                return provision.bounds.cap.answers
            case Outcome.GRADUATED_TOO_LONG_AGO:
                return (provision.graduate_within,)
            case Outcome.MONTHS_USED_UP:
                return provision.months_rest_on(graduate)
        return (*provision.rests_on, *provision.months_rest_on(graduate))


def size_subsidies(
    lookup: Lookup, applications: Applications, known_on: date | None = None
) -> Sized:
    """What each application gets, by the rules as known on a day (None: all that is recorded).

    A discretionary subsidy is refused wherever a rule it needs is not known. Raises
    UnknownCodeError CLASSIFICATION-003 for a region that does not exist.
    """
    pairs = applications.situations.pairs
    provisions = tuple(find_provision(lookup, region, on, known_on) for region, on in pairs)
    graduate = _graduates(applications)
    figures = _Figures.of(provisions)
    n = len(applications)
    made = Subsidies(np.empty(n), np.empty(n), np.empty(n, np.uint8), np.empty(n, np.uint8))
    seen = np.zeros((len(provisions), 2), np.bool_)
    for start in range(0, n, _CHUNK):
        here = slice(start, min(start + _CHUNK, n))
        row = None if len(provisions) == 1 else applications.situations.index[here]
        figures.write(made, applications, graduate[here], row, here)
        seen[0 if row is None else row, graduate[here].view(np.uint8)] = True
    return Sized(applications, replace(made, questions=_questions(provisions, seen)), provisions)


def _graduates(applications: Applications) -> Flags:
    return applications.group.is_word(Group.GRADUATE.value)


def _questions(
    provisions: Sequence[Provision], seen: npt.NDArray[np.bool_]
) -> tuple[OpenQuestion, ...]:
    """What somebody has to find out, for the groups that ask at each place."""
    return questions_about(
        answer
        for at, graduate in np.argwhere(seen).tolist()
        for answer in (
            *provisions[at].rests_on,
            *provisions[at].months_rest_on(bool(graduate)),
            *provisions[at].bounds.missing,
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Figures:
    """The figures of P provisions: numbers by name (P,), codes by group (P, 2)."""

    numbers: dict[str, Money]
    lacking: Codes
    verification: Codes

    @classmethod
    def of(cls, provisions: Sequence[Provision]) -> _Figures:
        numbers = {
            name: np.array([getattr(one, name).number for one in provisions]) for name in _ANSWERS
        }
        numbers["floor"] = np.array([one.bounds.floor.amount for one in provisions])
        numbers["cap"] = np.array([one.bounds.cap.amount for one in provisions])
        of_floor = np.array([one.of_floor for one in provisions])
        numbers["base"] = np.where(of_floor, numbers["floor"], np.nan)
        groups = (False, True)
        lacking = [[OUTCOMES.index(one.lacking(g)) for g in groups] for one in provisions]
        known = [[VERIFICATIONS.index(one.verification(g)) for g in groups] for one in provisions]
        return cls(numbers, np.array(lacking, np.uint8), np.array(known, np.uint8))

    def write(
        self,
        made: Subsidies,
        applications: Applications,
        graduate: Flags,
        row: npt.NDArray[np.int32] | None,
        here: slice,
    ) -> None:
        """Size the subsidies of one slice; ``row`` is None where there is one provision."""
        n = {name: one if row is None else one.take(row) for name, one in self.numbers.items()}
        place = graduate.view(np.uint8) if row is None else row * np.intp(2) + graduate
        base = applications.contribution_base[here]
        rule = SubsidyRule(n["share"], n["share_max"], n["pension"] + n["medical"], n["base"])
        to_retirement = applications.months_to_retirement[here]
        others = longest_subsidy(n["months_max"], n["until_retirement"], to_retirement)
        months = np.where(graduate, n["graduate_months"], others)
        late = applications.months_since_graduation[here] > n["graduate_within"]
        outcome = np.zeros(len(base), np.uint8)
        for applies, word in (
            (applications.months_received[here] >= months, Outcome.MONTHS_USED_UP),
            (graduate & late, Outcome.GRADUATED_TOO_LONG_AGO),
            (base > n["cap"], Outcome.BASE_ABOVE_CAP),
            (base < n["floor"], Outcome.BASE_BELOW_FLOOR),
        ):  # comparisons with what is not known are false
            np.copyto(outcome, OUTCOMES.index(word), where=applies)
        lacking = self.lacking.reshape(-1).take(place)
        np.copyto(outcome, lacking, where=lacking != 0)
        refused = outcome != 0
        amount = size_subsidy(base, rule)
        np.copyto(amount, np.nan, where=refused)
        np.copyto(months, np.nan, where=refused)
        made.subsidy_cny_month[here] = amount
        made.max_months[here] = months
        made.outcome[here] = outcome
        made.verification[here] = self.verification.reshape(-1).take(place)
