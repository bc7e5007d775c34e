"""Case files: one case or a list of them, in the form of OpenFisca's test YAML.

Beside OpenFisca's keywords a case may name ``region``, ``date``, ``known_on``, ``computation`` and
``clause``. A file with anything wrong is refused whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from trimtab.kernel import InputRejectedError, Problem
from trimtab.rules.cases.types import Case, Expectation, Given, Margin
from trimtab.rules.cases.values import first_day, read_number, read_scalar
from trimtab.rules.reading.located import Located, read_located

KEYWORDS = (
    *("name", "computation", "region", "date", "period", "known_on", "input", "output", "clause"),
    *("absolute_error_margin", "relative_error_margin", "parameters", "description", "keywords"),
    *("only_variables", "ignore_variables", "max_spiral_loops"),
)
_PERSONS = "persons"
_EVERYBODY = ""


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file.

    Raises InputRejectedError RULES-050 with file and line of every problem; a file without a case
    is one of them, for it would prove nothing.
    """
    document, problems = read_located(path)
    found: list[Case] = []
    if not problems:
        listed = document if isinstance(document, list) else [document]
        found = _cases(path, [entry for entry in listed if entry is not None], problems)
    if problems:
        raise InputRejectedError("RULES-050", file=str(path), n=len(problems), problems=problems)
    return tuple(found)


def _cases(path: Path, entries: list[Any], problems: list[Problem]) -> list[Case]:
    found = []
    for entry in entries:
        if not isinstance(entry, Located):
            detail = repr(entry)[:60]
            problems.append(Problem("RULES-051", file=str(path), params={"detail": detail}))
            continue
        reader = _CaseReader(entry, str(path))
        case = reader.read()
        problems += reader.problems
        if case is not None:
            found.append(case)
    if not found and not problems:
        problems.append(Problem("RULES-061", file=str(path)))
    return found


def find_case_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files themselves and every ``.yaml`` or ``.yml`` below the folders, in order.

    Raises InputRejectedError RULES-062 for a path that does not exist or a folder without any.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.suffix in (".yaml", ".yml"))
        if path.is_file():
            inside = [path]
        if not inside:
            raise InputRejectedError("RULES-062", path=str(path))
        found |= dict.fromkeys(inside)
    return tuple(found)


@dataclass
class _CaseReader:
    """Reads one case; ``problems`` collects what is wrong with it."""

    entry: Located
    file: str
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> Case | None:
        unknown = [key for key in self.entry if key not in KEYWORDS]
        for key in unknown:
            self._refuse("RULES-052", key, keyword=key, allowed=", ".join(KEYWORDS))
        day = self._day("date") or self._day("period")
        if day is None and not self.problems:
            self._refuse("RULES-053", None, keyword="date")
        persons, inputs = self._inputs()
        expectations = self._expectations(persons)
        if not expectations and not self.problems:
            self._refuse("RULES-053", None, keyword="output")
        case = None if day is None else self._case(day, persons, inputs, expectations)
        return None if self.problems else case

    def _case(
        self,
        day: date,
        persons: tuple[str, ...],
        inputs: dict[str, dict[date | None, Given]],
        expectations: tuple[Expectation, ...],
    ) -> Case:
        entry = self.entry
        return Case(
            name=str(entry.get("name") or ""),
            file=self.file,
            line=entry.line,
            day=day,
            region=None if entry.get("region") is None else region_text(entry["region"]),
            known_on=self._day("known_on"),
            computation=None if entry.get("computation") is None else str(entry["computation"]),
            persons=persons,
            inputs=inputs,
            expectations=expectations,
            absolute_margin=self._margin("absolute_error_margin"),
            relative_margin=self._margin("relative_error_margin"),
            parameters=self._parameters(),
            clause=str(entry.get("clause") or ""),
            description=str(entry.get("description") or ""),
            keywords=tuple(map(str, entry.get("keywords") or ())),
        )

    def _refuse(self, code: str, key: str | None, within: Any = None, **params: object) -> None:
        where = within if isinstance(within, Located) else self.entry
        row = where.line if key is None else where.line_of(key)
        self.problems.append(Problem(code, file=self.file, row=row, column=key, params=params))

    def _day(self, keyword: str) -> date | None:
        if self.entry.get(keyword) is None:
            return None
        return self._first_day(self.entry[keyword], keyword, self.entry)

    def _first_day(self, text: object, key: str, within: Located) -> date | None:
        try:
            return first_day(text)
        except InputRejectedError:
            self._refuse("RULES-056", key, within, text=text)
            return None

    def _margin(self, keyword: str) -> Margin:
        given = self.entry.get(keyword)
        if given is None:
            return Margin({})
        by_variable = given if isinstance(given, Mapping) else {"default": given}
        try:
            return Margin({k: read_number(v) for k, v in by_variable.items() if v is not None})
        except ValueError:
            self._refuse("RULES-060", keyword, value=given)
            return Margin({})

    def _parameters(self) -> dict[str, float]:
        """Figures that stand in place of the book's in this case."""
        made: dict[str, float] = {}
        given = self.entry.get("parameters")
        if given is None:
            return made
        if not isinstance(given, Located):
            self._refuse("RULES-060", "parameters", value=given)
            return made
        for key, value in given.items():
            try:
                made[key] = read_number(value)
            except ValueError:
                self._refuse("RULES-060", key, given, value=value)
        return made

    def _inputs(self) -> tuple[tuple[str, ...], dict[str, dict[date | None, Given]]]:
        """Names of the persons (none when nobody is named) and the inputs by name and day."""
        given = self.entry.get("input")
        if given is None:
            return (), {}
        if not isinstance(given, Located):
            self._refuse("RULES-060", "input", value=given)
            return (), {}
        if _PERSONS not in given:
            return (), {name: self._dated(name, value, given) for name, value in given.items()}
        people = self._people(given)
        inputs: dict[str, dict[date | None, Given]] = {}
        for name, value in given.items():
            if name != _PERSONS:
                inputs[name] = self._dated(name, value, given)
        for name in dict.fromkeys(name for person in people.values() for name in person):
            each: list[dict[date | None, Given]] = [
                self._dated(name, person[name], person) if name in person else {None: None}
                for person in people.values()
            ]
            days = dict.fromkeys(one for values in each for one in values if one is not None)
            inputs[name] = {
                one: tuple(_one(values.get(one, values.get(None))) for values in each)
                for one in days or (None,)
            }
        return tuple(people), inputs

    def _people(self, given: Located) -> dict[str, Located]:
        people = given[_PERSONS]
        if not isinstance(people, Located) or not people:
            self._refuse("RULES-058", _PERSONS, given, entity=_PERSONS)
            return {}
        for name, person in people.items():
            if person is None:
                people[name] = person = Located()
                person.line, person.lines = people.line_of(name), {}
            if not isinstance(person, Located):
                self._refuse("RULES-058", name, people, entity=name)
        return {name: p for name, p in people.items() if isinstance(p, Located)}

    def _dated(self, name: str, value: object, within: Located) -> dict[date | None, Given]:
        """A value, a list of one per person, or either of them by period."""
        if not isinstance(value, Located):
            return {None: self._given(name, value, within)}
        nested = any(isinstance(inner, Located) for inner in value.values())
        if nested or not any(letter.isdigit() for text in value for letter in text):
            self._refuse("RULES-058", name, within, entity=name)
            return {}
        return {
            self._first_day(text, text, value): self._given(name, inner, value)
            for text, inner in value.items()
        }

    def _given(self, name: str, value: object, within: Located) -> Given:
        try:
            if isinstance(value, list) and value:
                return tuple(map(read_scalar, value))
            return read_scalar(value)
        except ValueError:
            self._refuse("RULES-060", name, within, value=value)
            return None

    def _expectations(self, persons: tuple[str, ...]) -> tuple[Expectation, ...]:
        given = self.entry.get("output")
        if given is None:
            return ()
        if not isinstance(given, Located):
            self._refuse("RULES-060", "output", value=given)
            return ()
        wanted = self.entry.get("only_variables")
        left_out = self.entry.get("ignore_variables") or ()
        made = []
        for person, variables in self._outputs_by_person(given, persons):
            for name, value in variables.items():
                if name in left_out or (wanted is not None and name not in wanted):
                    continue
                for day, expected in self._dated(name, value, variables).items():
                    line = variables.line_of(name)
                    made.append(Expectation(name, expected, line, day, person or None))
        return tuple(made)

    def _outputs_by_person(
        self, given: Located, persons: tuple[str, ...]
    ) -> Iterable[tuple[str, Located]]:
        everybody = Located({name: value for name, value in given.items() if name != _PERSONS})
        everybody.line, everybody.lines = given.line, given.lines
        yield _EVERYBODY, everybody
        if _PERSONS in given:
            for name, variables in self._people(given).items():
                if name in persons:
                    yield name, variables
                else:
                    self._refuse("RULES-059", name, given[_PERSONS], person=name)


def _one(given: Given) -> Any:
    """A person's own value: where she is named, a list of one is that one."""
    return given[0] if isinstance(given, tuple) and len(given) == 1 else given


def region_text(text: object) -> str:
    """``CN-310000`` also where only the GB/T 2260 code is written.

    Examples
    --------
    >>> region_text(310000), region_text("US-AL")
    ('CN-310000', 'US-AL')
    """
    written = str(text).strip()
    return f"CN-{written}" if written.isdigit() else written
