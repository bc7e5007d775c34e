"""The rows that limit what counts: groups, caps, needs and choices, total and residency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from trimtab.credentials.bank.columns import Capped, Program
from trimtab.credentials.bank.judging import Fed, Judged
from trimtab.credentials.bank.qualifications import Choice, Need, Origin, Qualification


def limit_groups(program: Program, judged: Sequence[Judged], fed: Sequence[Fed]) -> None:
    """Of an exclusive group one thing counts: an entry or a rule."""
    members: dict[str, list[int]] = {}
    inside = {n: one.rule.exclusive_group for n, one in enumerate(fed)}
    fed_by = {column: number for (number, _, _), column in program.consumes.items()}
    for used, one in zip(program.uses, judged, strict=True):
        if group := one.entry.exclusive_group:
            members.setdefault(group, []).extend(
                column for column in used if inside.get(fed_by.get(column, -1)) != group
            )
    for number, column in enumerate(program.applies):
        if group := inside[number]:
            members.setdefault(group, []).append(column)
    for group in sorted(members):
        program.at_most_one(members[group])


def limit_caps(
    program: Program, qualification: Qualification, judged: Sequence[Judged], fed: Sequence[Fed]
) -> None:
    """At most so much of some sources counts; where that binds, they count in part."""
    binding = [
        (most, sources)
        for most, sources in _capped_sources(program.unit, qualification, judged, fed)
        if sum(program.worths[source] for source in sources) > most
    ]
    own = _own(qualification, judged)
    members: dict[Capped, list[tuple[int, int]]] = {}
    for place in program.places:
        under = tuple(n for n, (_, sources) in enumerate(binding) if place[0] in sources)
        if under:
            program.capped[place] = (place[1], under, place[0] in own)
            members.setdefault(program.capped[place], []).append(place)
    for group, places in members.items():
        worths = [float(program.worths[source]) for source, _ in places]
        lost = program.lost[group] = program.column(sum(worths))
        placed = [program.places[place] for place in places]
        program.row([lost, *placed], [1.0, *(-worth for worth in worths)], -inf, 0)
    for most, sources in binding:
        capped = [place for place in program.places if place[0] in sources]
        if capped:
            program.row(*_counted(program, capped), 0, most)


def _capped_sources(
    unit: int, qualification: Qualification, judged: Sequence[Judged], fed: Sequence[Fed]
) -> Iterator[tuple[int, frozenset[int]]]:
    """Every cap with the sources under it: of origins, and of what a rule may give."""
    origins: list[Origin] = [one.entry.origin for one in judged]
    by_rule: list[list[int]] = []
    for one in fed:
        by_rule.append([len(origins) + n for n, _ in enumerate(one.rule.outputs)])
        origins += [one.rule.origin] * len(one.rule.outputs)
    for cap in qualification.caps:
        within = frozenset(n for n, origin in enumerate(origins) if origin in cap.origins)
        yield cap.hundredths // unit, within
    for one, sources in zip(fed, by_rule, strict=True):
        if one.rule.cap is not None:
            yield one.rule.cap // unit, frozenset(sources)


def _own(qualification: Qualification, judged: Sequence[Judged]) -> frozenset[int]:
    """The entries earned with the awarding body itself."""
    issuers = qualification.residency.issuers if qualification.residency else ()
    return frozenset(n for n, one in enumerate(judged) if one.entry.issuer_id in issuers)


def _counted(program: Program, places: Sequence[tuple[int, int]]) -> tuple[list[int], list[float]]:
    """The columns that say how much counts at some places, with their weights: what is placed
    less what is lost. This way round the solver sees the entries themselves in every row."""
    amounts = {program.places[place]: float(program.worths[place[0]]) for place in places}
    for place in places:
        if place in program.capped:
            amounts[program.lost[program.capped[place]]] = -1.0
    return list(amounts), list(amounts.values())


def limit_needs(program: Program, qualification: Qualification, needs: Sequence[Need]) -> None:
    """What each need wants, and which needs a choice asks."""
    by_need: dict[int, list[tuple[int, int]]] = {}
    for place in program.places:
        by_need.setdefault(place[1], []).append(place)
    program.short = [program.column(need.hundredths // program.unit) for need in needs]
    _ask(program, qualification.requirement, None, iter(range(len(needs))))
    for position, need in enumerate(needs):
        wanted = need.hundredths // program.unit
        columns, weights = _counted(program, by_need.get(position, []))
        asked = program.asks.get(position)
        if asked is None:
            program.row([*columns, program.short[position]], [*weights, 1], wanted, inf)
            continue
        columns += [program.short[position], asked]
        program.row(columns, [*weights, 1, -float(wanted)], 0, inf)
        for place in by_need.get(position, ()):
            program.row([program.places[place], asked], [1, -1], -1, 0)


def _ask(program: Program, node: Need | Choice, asked: int | None, leaves: Iterator[int]) -> None:
    """Columns that say which parts of a choice are asked; None: asked in any case."""
    if isinstance(node, Need):
        position = next(leaves)
        if asked is not None:
            program.asks[position] = asked
        return
    every = node.least == len(node.parts)
    chosen = [asked if every else program.column(1) for _ in node.parts]
    if not every:
        columns = [one for one in chosen if one is not None]
        ones = [1.0] * len(columns)
        if asked is None:
            program.row(columns, ones, node.least, node.least)
        else:
            program.row([*columns, asked], [*ones, -float(node.least)], 0, 0)
    for part, column in zip(node.parts, chosen, strict=True):
        _ask(program, part, column, leaves)


def limit_whole(program: Program, qualification: Qualification, judged: Sequence[Judged]) -> None:
    """The total and the residency, over everything that counts."""
    if qualification.total is not None:
        _limit(program, "total", qualification.total, list(program.places))
    if residency := qualification.residency:
        own = _own(qualification, judged)
        places = [place for place in program.places if place[0] in own]
        _limit(program, "residency", residency.hundredths, places)


def _limit(program: Program, name: str, hundredths: int, places: list[tuple[int, int]]) -> None:
    wanted = hundredths // program.unit
    program.limits[name] = program.column(wanted)
    columns, weights = _counted(program, places)
    program.row([*columns, program.limits[name]], [*weights, 1], wanted, inf)
