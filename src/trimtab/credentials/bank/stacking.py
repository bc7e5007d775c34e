"""What entries count for in a qualification: the best assignment, said in words that can be shown.

The aim is lexicographic: least shortfall, then fewest credits used up. Every entry is used once;
source caps, residency, recency and exclusive groups hold. Of assignments that are equally good the
first in one order is the answer (``ordering.py``), so neither the order of a list nor the solver
decides between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from trimtab.credentials.bank.columns import Capped, Program
from trimtab.credentials.bank.entries import Entry
from trimtab.credentials.bank.equivalences import EquivalenceRule
from trimtab.credentials.bank.frameworks import Frameworks
from trimtab.credentials.bank.judging import Asked, Fed, Judged, feed, in_order, judge
from trimtab.credentials.bank.program import build
from trimtab.credentials.bank.qualifications import Qualification
from trimtab.credentials.bank.solving import aim_short, aim_used, solve
from trimtab.kernel import InputRejectedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_ENTRIES = 400


@dataclass(frozen=True, slots=True)
class Assigned:
    """Credits that count for a need, and where they come from. ``need_id`` is empty for what adds
    to the total only; ``rule_key`` names the rule that turned the entries into this."""

    need_id: str
    hundredths: int
    entry_ids: tuple[str, ...]
    rule_key: str | None = None


@dataclass(frozen=True, slots=True)
class NeedResult:
    """One need: wanted, got and short, in hundredths; ``asked`` False: a choice left it out."""

    need_id: str
    title: Mapping[str, str]
    wanted: int
    got: int
    short: int
    asked: bool = True


@dataclass(frozen=True, slots=True)
class LimitResult:
    """The total or the residency: wanted, got and short, in hundredths."""

    name: str
    wanted: int
    got: int
    short: int


@dataclass(frozen=True, slots=True)
class Unused:
    """An entry that is not used, and why."""

    entry_id: str
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StackResult:
    """What the entries count for. ``proven``: no better assignment exists, and none that is as good
    comes before it (False only where the time ran out)."""

    qualification_key: str
    satisfied: bool
    shortfall: int
    used: int
    needs: tuple[NeedResult, ...]
    limits: tuple[LimitResult, ...]
    assignments: tuple[Assigned, ...]
    unused: tuple[Unused, ...]
    rules: tuple[str, ...]  # keys of the rules that were applied
    proven: bool = True

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The entries that are used up."""
        return tuple(sorted({name for one in self.assignments for name in one.entry_ids}))


def stack(
    entries: Iterable[Entry],
    qualification: Qualification,
    frameworks: Frameworks,
    *,
    on: date,
    known: datetime,
    rules: Iterable[EquivalenceRule] = (),
) -> StackResult:
    """The best use of entries for a qualification, on a day, with what was known at an instant.

    Raises InputRejectedError CREDITS-031 (two entries of one id, or more than 400), StateError
    CREDITS-030 (nothing was found in 20 seconds), CREDITS-063 (the solver failed a check).
    """
    ordered = in_order(entries)
    refuse_many([one.entry_id for one in ordered])
    asked = Asked(qualification, frameworks, on, known)
    judged = judge(ordered, asked)
    fed = feed(judged, rules, asked)
    program = build(qualification, judged, fed, on)
    worths = [program.worths[position] for position in range(len(judged))]
    solved = solve(program, [aim_short(program), aim_used(program, worths)])
    found = told(program, solved.values, qualification, judged, fed)
    return replace(found, proven=solved.proven)


def refuse_many(names: Sequence[str]) -> None:
    """Refuse what cannot be answered. Raises InputRejectedError CREDITS-031."""
    if len(names) > MOST_ENTRIES or len(set(names)) < len(names):
        raise InputRejectedError("CREDITS-031", n=len(names), most=MOST_ENTRIES)


def told(
    program: Program,
    values: NDArray[np.int64],
    qualification: Qualification,
    judged: Sequence[Judged],
    fed: Sequence[Fed],
) -> StackResult:
    """The values of a solved program in words of the room; amounts are summed again here."""
    assignments = tuple(_assignments(program, values, qualification, judged, fed))
    got: dict[str, int] = {}
    for one in assignments:
        got[one.need_id] = got.get(one.need_id, 0) + one.hundredths
    needs = tuple(
        NeedResult(
            need.need_id,
            need.title,
            need.hundredths,
            got.get(need.need_id, 0),
            max(0, need.hundredths - got.get(need.need_id, 0)) if asked else 0,
            asked,
        )
        for position, need in enumerate(qualification.needs())
        for asked in [position not in program.asks or bool(values[program.asks[position]])]
    )
    limits = tuple(_limits(qualification, assignments, judged))
    short = sum(one.short for one in needs) + sum(one.short for one in limits)
    used = {name for one in assignments for name in one.entry_ids}
    return StackResult(
        qualification_key=qualification.key,
        satisfied=short == 0,
        shortfall=short,
        used=sum(one.worth.number or 0 for one in judged if one.entry.entry_id in used),
        needs=needs,
        limits=limits,
        assignments=assignments,
        unused=tuple(_unused(one, fed, n) for n, one in enumerate(judged)
                     if one.entry.entry_id not in used),
        rules=tuple(sorted({one.rule_key for one in assignments if one.rule_key})),
    )  # fmt: skip


def _assignments(
    program: Program,
    values: NDArray[np.int64],
    qualification: Qualification,
    judged: Sequence[Judged],
    fed: Sequence[Fed],
) -> Iterable[Assigned]:
    names = [*(need.need_id for need in qualification.needs()), ""]
    made_by = [(number, one.rule.key) for number, one in enumerate(fed) for _ in one.rule.outputs]
    placed = (place for place, column in program.places.items() if values[column] == 1)
    left: dict[Capped, int] = {
        group: -int(values[column]) for group, column in program.lost.items()
    }
    for place, group in program.capped.items():
        left[group] += program.worths[place[0]] * int(values[program.places[place]])
    for source, need in sorted(placed, key=lambda one: (one[1] % len(names), one[0])):
        amount = program.worths[source]
        if under := program.capped.get((source, need)):
            amount = min(amount, left[under])
            left[under] -= amount
        amount *= program.unit
        if source < len(judged):
            yield Assigned(names[need], amount, (judged[source].entry.entry_id,))
            continue
        number, key = made_by[source - len(judged)]
        consumed = {
            judged[entry].entry.entry_id
            for (rule, _, entry), one in program.consumes.items()
            if rule == number and values[one] == 1
        }
        yield Assigned(names[need], amount, tuple(sorted(consumed)), key)


def _limits(
    qualification: Qualification, assignments: Sequence[Assigned], judged: Sequence[Judged]
) -> Iterable[LimitResult]:
    if qualification.total is not None:
        got = sum(one.hundredths for one in assignments)
        lacks = max(0, qualification.total - got)
        yield LimitResult("total", qualification.total, got, lacks)
    if residency := qualification.residency:
        own = {one.entry.entry_id for one in judged if one.entry.issuer_id in residency.issuers}
        got = sum(
            one.hundredths
            for one in assignments
            if one.rule_key is None and set(one.entry_ids) <= own
        )
        lacks = max(0, residency.hundredths - got)
        yield LimitResult("residency", residency.hundredths, got, lacks)


def _unused(one: Judged, fed: Sequence[Fed], position: int) -> Unused:
    """Why an entry is not used: it cannot be, it fits nothing, or it would add nothing."""
    name = one.entry.entry_id
    if one.refused is not None:
        return Unused(name, one.refused.name, one.refused.params)
    feeds = any(position in found for each in fed for found in each.fed)
    if one.worth.number is None and not feeds:
        return Unused(name, one.worth.reason, one.worth.params)
    if not one.needs and not feeds:
        if one.level.number is None and one.level.reason == "level_unmapped":
            return Unused(name, one.level.reason, one.level.params)
        return Unused(name, "fits_nothing")
    return Unused(name, "adds_nothing")
