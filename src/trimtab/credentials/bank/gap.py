"""The gap to a qualification, and the cheapest courses that would close it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from math import gcd

from trimtab.credentials.bank.columns import Program
from trimtab.credentials.bank.entries import Course, Entry
from trimtab.credentials.bank.equivalences import EquivalenceRule
from trimtab.credentials.bank.frameworks import Frameworks
from trimtab.credentials.bank.highs import Numbers
from trimtab.credentials.bank.judging import Asked, feed, in_order, judge
from trimtab.credentials.bank.program import build
from trimtab.credentials.bank.qualifications import Origin, Qualification
from trimtab.credentials.bank.solving import aim_short, aim_used, solve
from trimtab.credentials.bank.stacking import StackResult, refuse_many, told
from trimtab.kernel import InputRejectedError

_MARK = "course:"


@dataclass(frozen=True, slots=True)
class Gap:
    """The cheapest courses after which least is lacking, together with what is held.

    ``remaining`` hundredths would still lack: no course of the list closes them. ``result`` is the
    assignment with the courses passed. ``price`` in hundredths of ``currency``.
    """

    courses: tuple[Course, ...]
    price: int
    currency: str
    remaining: int
    result: StackResult


def close_gap(
    entries: Iterable[Entry],
    qualification: Qualification,
    frameworks: Frameworks,
    courses: Iterable[Course],
    *,
    on: date,
    known: datetime,
    rules: Iterable[EquivalenceRule] = (),
) -> Gap:
    """The cheapest set of courses that leaves the least shortfall, then the fewest credits used.

    A course counts as if it were passed on ``on``; whether somebody would pass it is not said.
    Raises InputRejectedError CREDITS-031, -032 (prices in several currencies); StateError
    CREDITS-030, -063.
    """
    offered = tuple(sorted(courses, key=lambda one: one.course_id))
    currencies = sorted({one.currency for one in offered})
    if len(currencies) > 1:
        raise InputRejectedError("CREDITS-032", currencies=", ".join(currencies))
    held = in_order(entries)
    both = (*held, *(_as_entry(one, on) for one in offered))
    refuse_many([one.entry_id for one in both])
    asked = Asked(qualification, frameworks, on, known)
    judged = judge(both, asked)
    fed = feed(judged, rules, asked)
    bought = frozenset(range(len(held), len(both)))
    program = build(qualification, judged, fed, on, bought)
    worths = program.worths[: len(judged)]
    aims = [aim_short(program), _aim_price(program, len(held), offered), aim_used(program, worths)]
    solved = solve(program, aims)
    result = told(program, solved.values, qualification, judged, fed)
    taken = [
        one
        for position, one in enumerate(offered, len(held))
        if solved.values[program.uses[position]].any()
    ]
    return Gap(
        courses=tuple(taken),
        price=sum(one.price for one in taken),
        currency=currencies[0] if currencies else "",
        remaining=result.shortfall,
        result=result,
    )


def _as_entry(course: Course, on: date) -> Entry:
    return Entry(
        entry_id=_MARK + course.course_id,
        holder_id="",
        certificate_id=_MARK + course.course_id,
        issuer_id=course.issuer_id,
        standard_id="",
        title=course.title,
        framework_id=course.framework_id,
        earned_on=on,
        level=course.level,
        module_id=course.module_id,
        nature=course.nature,
        hundredths=course.hundredths,
        hours=course.hours,
        grade=100,
        origin=Origin.COURSE,
    )


def _aim_price(program: Program, first: int, courses: Sequence[Course]) -> Numbers:
    """Prices in their greatest common divisor, so that the solver's numbers stay small."""
    import numpy as np

    weights = np.zeros(len(program.upper))
    divisor = reduce(gcd, (one.price for one in courses), 0) or 1
    for position, one in enumerate(courses, first):
        weights[program.uses[position]] += one.price // divisor
    return weights
