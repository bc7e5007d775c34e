"""Builds the integer program of a question: what may be placed where, what feeds what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from math import gcd, inf

from trimtab.credentials.bank.columns import Program
from trimtab.credentials.bank.judging import Fed, Judged, need_allows
from trimtab.credentials.bank.limits import (
    limit_caps,
    limit_groups,
    limit_needs,
    limit_whole,
)
from trimtab.credentials.bank.qualifications import Need, Qualification

_FREE = -1  # the place of what only adds to the total


def unit_of(qualification: Qualification, judged: Sequence[Judged], fed: Sequence[Fed]) -> int:
    """The largest number of hundredths of which every amount is a whole multiple."""
    amounts = [need.hundredths for need in qualification.needs()]
    amounts += [qualification.total or 0]
    amounts += [cap.hundredths for cap in qualification.caps]
    amounts += [qualification.residency.hundredths if qualification.residency else 0]
    amounts += [one.worth.number or 0 for one in judged]
    amounts += [out.hundredths for one in fed for out in one.rule.outputs]
    amounts += [one.rule.cap or 0 for one in fed]
    return reduce(gcd, amounts, 0) or 1


def build(
    qualification: Qualification,
    judged: Sequence[Judged],
    fed: Sequence[Fed],
    on: date,
    bought: frozenset[int] = frozenset(),
) -> Program:
    """The program of a question; ``bought`` are positions of courses, which count only if used."""
    program = Program(unit_of(qualification, judged, fed), bought)
    needs = qualification.needs()
    program.uses = [[] for _ in judged]
    _place_entries(program, qualification, judged)
    for position, one in enumerate(fed):
        _place_rule(program, qualification, position, one, judged, needs, on)
    for used in program.uses:
        program.at_most_one(used)
    limit_groups(program, judged, fed)
    limit_caps(program, qualification, judged, fed)
    limit_needs(program, qualification, needs)
    limit_whole(program, qualification, judged)
    return program


def _place(program: Program, source: int, need: int) -> int:
    program.places[source, need] = program.column(1)
    return program.places[source, need]


def _place_entries(
    program: Program, qualification: Qualification, judged: Sequence[Judged]
) -> None:
    """What fits a need that is asked in any case needs no place outside the needs: put there, it
    counts for the total just as well."""
    asked = _always_asked(qualification)
    for position, one in enumerate(judged):
        program.worths.append((one.worth.number or 0) // program.unit)
        free = (
            qualification.total is not None
            and one.refused is None
            and one.worth.number
            and not asked.intersection(one.needs)
        )
        for need in (*one.needs, *((_FREE,) if free else ())):
            program.uses[position].append(_place(program, position, need))


def _always_asked(qualification: Qualification) -> frozenset[int]:
    """The needs that no choice can leave out."""
    numbers = {id(need): position for position, need in enumerate(qualification.needs())}
    waiting, found = [qualification.requirement], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, Need):
            found.add(numbers[id(node)])
        elif node.least == len(node.parts):
            waiting += node.parts
    return frozenset(found)


def _place_rule(
    program: Program,
    qualification: Qualification,
    number: int,
    fed: Fed,
    judged: Sequence[Judged],
    needs: Sequence[Need],
    on: date,
) -> None:
    applied = program.column(1)
    program.applies.append(applied)
    for position, found in enumerate(fed.fed):
        columns = []
        for entry in found:
            column = program.column(1)
            program.consumes[number, position, entry] = column
            program.uses[entry].append(column)
            columns.append(column)
            program.row([column, applied], [1, -1], -1, 0)
        asked = float(fed.asked[position])
        weights = [min(float(amount), asked) for amount in fed.amounts[position]]
        enough = all(weight == asked for weight in weights)  # any one: more would be used in vain
        program.row([*columns, applied], [*weights, -asked], 0, 0 if enough else inf)
    _bridge(program, applied, fed)
    for output, fits in zip(fed.rule.outputs, fed.fits, strict=True):
        source = len(program.worths)
        program.worths.append(output.hundredths // program.unit)
        bad = {n: _not_allowed(fed, judged, needs[n], on) for n in fits}
        good = [n for n in fits if _can_feed(fed, bad[n])]
        free = qualification.total is not None
        placed = [_place(program, source, n) for n in (*good, *((_FREE,) if free else ()))]
        if placed:
            low = 0 if free else -1  # what there is a place for in any case is placed
            program.row([*placed, applied], [*[1.0] * len(placed), -1], low, 0)
        for (rule, _, entry), column in program.consumes.items():
            out = [program.places[source, n] for n in good if entry in bad[n]]
            if rule == number and out:
                program.row([*out, column, applied], [*[1.0] * len(out), 1, -1], -1, 0)


def _bridge(program: Program, applied: int, fed: Fed) -> None:
    """A bridge module that is held is there; one that is still to be learnt must be taken."""
    if not fed.rule.bridge or any(one not in program.bought for one in fed.bridges):
        return
    columns = [applied]
    for one in fed.bridges:
        program.uses[one].append(program.column(1))  # taken as a bridge and for nothing else
        columns += program.uses[one]
    program.row(columns, [1.0, *[-1.0] * (len(columns) - 1)], -inf, 0)


def _not_allowed(fed: Fed, judged: Sequence[Judged], need: Need, on: date) -> frozenset[int]:
    """What a need asks of the learning itself holds for what a rule made of it: where one of these
    entries was used up, the output does not count for the need."""
    found = {entry for each in fed.fed for entry in each}
    return frozenset(one for one in found if not need_allows(need, judged[one].entry, on))


def _can_feed(fed: Fed, without: frozenset[int]) -> bool:
    """Whether every input can be fed without some of the entries."""
    return all(
        sum(amount for one, amount in zip(found, amounts, strict=True) if one not in without)
        >= asked
        for found, amounts, asked in zip(fed.fed, fed.amounts, fed.asked, strict=True)
    )
