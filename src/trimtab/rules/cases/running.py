"""Run worked cases against the computations and say, for each, what is not as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from trimtab.kernel import InputRejectedError, Region, TrimtabError, UnknownCodeError
from trimtab.rules.book import RuleBook
from trimtab.rules.cases.types import Case, CaseResult, Expectation, Failure, Given, Margin
from trimtab.rules.cases.values import read_number
from trimtab.rules.columns import Column, Labels
from trimtab.rules.computation import Computation, Input, Kind, Scalar, column_of
from trimtab.rules.types import DatedValue, Number, Reference

_SINGLE_PRECISION = 1e-7


def run_cases(
    cases: Iterable[Case], computations: Sequence[Computation], book: RuleBook
) -> tuple[CaseResult, ...]:
    """Every case's result, in order. A case that cannot be computed has failed, with its error."""
    return tuple(run_case(case, computations, book) for case in cases)


def run_case(case: Case, computations: Sequence[Computation], book: RuleBook) -> CaseResult:
    """Compute each expected output on its day and compare."""
    try:
        chosen = choose_computations(case, computations)
        _refuse_unused_inputs(case, tuple(chosen))
        book = _reformed(book, case)
        failures: list[Failure] = []
        for computation, expectations in chosen.items():
            for day in dict.fromkeys(one.day for one in expectations):
                columns = _columns(case, computation, case.day if day is None else day)
                found = computation.compute(book, columns, case.known_on)
                for expectation in expectations:
                    if expectation.day == day:
                        failures += _compare(case, computation, expectation, found)
    except TrimtabError as error:
        return CaseResult(case, error=error)
    return CaseResult(case, tuple(one.full_name for one in chosen), tuple(failures))


def _reformed(book: RuleBook, case: Case) -> RuleBook:
    """The book with the case's own figures, in force at its place at all times."""
    if not case.parameters:
        return book
    if case.region is None:
        raise InputRejectedError("RULES-053", keyword="region")
    region = Region(case.region)
    source = Reference(case.clause or case.name or case.file)
    return book.with_values(
        {
            (key, region): [DatedValue(key, region, date.min, date.min, source, Number(figure))]
            for key, figure in case.parameters.items()
        }
    )


def choose_computations(
    case: Case, computations: Sequence[Computation]
) -> dict[Computation, list[Expectation]]:
    """Which computation gives which expected output.

    The one the case names; else the only one with every output; else for each output the only one
    that has it. Raises UnknownCodeError RULES-054 (none has it), RULES-055 (several have it).
    """
    if case.computation is not None:
        computations = _named(case.computation, computations)
    wanted = {one.variable for one in case.expectations}
    whole = [one for one in computations if wanted <= _outputs(one)]
    if len(whole) == 1:
        return {whole[0]: list(case.expectations)}
    chosen: dict[Computation, list[Expectation]] = {}
    for expectation in case.expectations:
        giving = [one for one in computations if expectation.variable in _outputs(one)]
        names = ", ".join(one.full_name for one in giving)
        if not giving:
            known = sorted(set().union(*map(_outputs, computations)))
            raise UnknownCodeError("RULES-054", output=expectation.variable, known=", ".join(known))
        if len(giving) > 1:
            raise UnknownCodeError("RULES-055", output=expectation.variable, computations=names)
        chosen.setdefault(giving[0], []).append(expectation)
    return chosen


def _named(name: str, computations: Sequence[Computation]) -> list[Computation]:
    found = [one for one in computations if name in (one.full_name, one.name)]
    if not found:
        known = ", ".join(one.full_name for one in computations)
        raise UnknownCodeError("RULES-068", computation=name, known=known)
    return found


def _outputs(computation: Computation) -> set[str]:
    return {output.name for output in computation.outputs}


def _refuse_unused_inputs(case: Case, computations: tuple[Computation, ...]) -> None:
    known = {entry.name for one in computations for entry in one.inputs}
    unknown = [name for name in case.inputs if name not in known]
    if unknown:
        raise InputRejectedError(
            "RULES-042", column=", ".join(unknown), allowed=", ".join(sorted(known))
        )


def _columns(case: Case, computation: Computation, day: date) -> dict[str, Column]:
    """The inputs on a day as columns; place and day are the case's unless an input gives them."""
    given: dict[str, Given] = {}
    for entry in computation.inputs:
        if entry.name in case.inputs:
            given[entry.name] = _on_day(case.inputs[entry.name], day, entry.name)
    for kind, value in ((Kind.REGION, case.region), (Kind.DATE, day.isoformat())):
        place = computation.input_of_kind(kind)
        if place is not None and place.name not in given and value is not None:
            given[place.name] = value
    length = _persons(case, given)
    inputs = {entry.name: entry for entry in computation.inputs}
    return {name: _column(inputs[name], value, length) for name, value in given.items()}


def _on_day(by_day: Any, day: date, name: str) -> Given:
    """The value given for the day; for a computation about one day, the only one also serves."""
    for asked in (day, None):
        if asked in by_day:
            value: Given = by_day[asked]
            return value
    if len(by_day) == 1:
        only: Given = next(iter(by_day.values()))
        return only
    known = ", ".join(map(str, by_day))
    raise InputRejectedError("RULES-057", input=name, day=str(day), known=known)


def _persons(case: Case, given: dict[str, Given]) -> int:
    lengths = {name: len(value) for name, value in given.items() if isinstance(value, tuple)}
    length = len(case.persons) or max(lengths.values(), default=1)
    for name, found in lengths.items():
        if found != length:
            raise InputRejectedError("RULES-043", column=name, found=found, length=length)
    return length


def _column(entry: Input, value: Given, length: int) -> Column:
    values = value if isinstance(value, tuple) else (value,) * length
    try:
        return column_of([_scalar(entry, one) for one in values], entry.kind)
    except (ValueError, TypeError) as error:
        raise InputRejectedError(
            "RULES-044", column=entry.name, kind=entry.kind.value, detail=str(error)
        ) from None


def _scalar(entry: Input, value: Scalar) -> Scalar:
    """A value of the input's kind; a person who is not given one gets the default."""
    if value is None:
        value = entry.default
    match entry.kind:
        case Kind.NUMBER:
            return None if value is None else read_number(value)
        case Kind.FLAG:
            if not isinstance(value, bool):
                raise ValueError(str(value))
            return value
        case Kind.REGION:
            text = str(value)
            return f"CN-{text}" if text.isdigit() else text
        case _:
            return value


def _compare(
    case: Case, computation: Computation, wanted: Expectation, found: dict[str, Column]
) -> list[Failure]:
    output = next(one for one in computation.outputs if one.name == wanted.variable)
    got = _plain(found[output.name])
    people: Sequence[int] = range(len(got))
    if wanted.person is not None:
        people = [case.persons.index(wanted.person)]
    expected = wanted.expected
    each = expected if isinstance(expected, tuple) else (expected,) * len(people)
    if len(each) != len(people):
        raise InputRejectedError(
            "RULES-043", column=wanted.variable, found=len(each), length=len(people)
        )
    failures = []
    for position, value in zip(people, each, strict=True):
        value, same = _same(output.kind, value, got[position], case, wanted.variable)
        if not same:
            name = wanted.person or _person(case, position, len(got))
            failures.append(
                Failure(wanted.line, wanted.variable, value, got[position], name, wanted.day)
            )
    return failures


def _person(case: Case, position: int, persons: int) -> str | None:
    if case.persons:
        return case.persons[position]
    return str(position + 1) if persons > 1 else None


def _plain(column: Column) -> list[Scalar]:
    """Values as a case writes them; a number that is not known is None."""
    if isinstance(column, Labels):
        return list(column.tolist())
    values: list[Any] = column.tolist()
    if column.dtype.kind == "f":
        return [None if value != value else value for value in values]
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def _same(
    kind: Kind, wanted: Scalar, got: Scalar, case: Case, variable: str
) -> tuple[Scalar, bool]:
    """What the case expects, its arithmetic done, and whether it was got."""
    if kind is not Kind.NUMBER or wanted is None:
        return wanted, (wanted == got if kind is Kind.FLAG else (wanted or "") == (got or ""))
    try:
        number = read_number(wanted)
    except ValueError:
        raise InputRejectedError("RULES-060", value=wanted) from None
    return number, got is not None and _near(
        number, float(str(got)), case.absolute_margin, case.relative_margin, variable
    )


def _near(wanted: float, got: float, absolute: Margin, relative: Margin, variable: str) -> bool:
    """Within every margin that was given; without any, equal in single precision."""
    margins = []
    if (margin := absolute.of(variable)) is not None:
        margins.append(margin)
    if (margin := relative.of(variable)) is not None:
        margins.append(margin * abs(wanted))
    rounding = _SINGLE_PRECISION * max(abs(wanted), abs(got))
    return abs(wanted - got) <= min(margins, default=0.0) + rounding
