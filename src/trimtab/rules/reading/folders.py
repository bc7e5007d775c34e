"""Folders of rule files, each laid over those before it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trimtab.kernel import InputRejectedError, Problem, Region
from trimtab.rules.checks import placed, timeline_faults
from trimtab.rules.reading.building import read_file
from trimtab.rules.types import Parameter
from trimtab.rules.whole import book_problems

_SUFFIXES = (".yaml", ".yml")


def read_folders(*folders: Path) -> tuple[Parameter, ...]:
    """The parameters of every YAML file below the folders, in the order of key and place.

    A later folder adds its entries to a parameter that an earlier one holds. Its range stands then;
    title, payment and place of the earlier one stay. Raises InputRejectedError RULES-009 with every
    problem, RULES-039 for a folder that does not exist or holds no rule file.
    """
    parameters, problems = inspect_folders(*folders)
    if problems:
        named = ", ".join(str(folder) for folder in folders)
        raise InputRejectedError("RULES-009", problems=problems, count=len(problems), folder=named)
    return parameters


def inspect_folders(*folders: Path) -> tuple[tuple[Parameter, ...], list[Problem]]:
    """As ``read_folders``, but hands over the problems instead of raising them."""
    held: dict[tuple[str, Region], Parameter] = {}
    problems: list[Problem] = []
    for folder in folders:
        read = _read_folder(folder, problems)
        for place, parameter in read.items():
            held[place] = _laid_over(held.get(place), parameter, problems)
    ordered = tuple(held[place] for place in sorted(held))
    if not problems:
        problems += book_problems(ordered)
    return ordered, problems


def rule_files(folder: Path) -> tuple[Path, ...]:
    """The rule files below a folder, in order; RULES-039 when there are none."""
    found = sorted(
        path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file()
    )
    if not found:
        raise InputRejectedError("RULES-039", folder=str(folder))
    return tuple(found)


def _read_folder(folder: Path, problems: list[Problem]) -> dict[tuple[str, Region], Parameter]:
    held: dict[tuple[str, Region], Parameter] = {}
    for path in rule_files(folder):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        parameters, found = read_file(path, name)
        problems += found
        for parameter in parameters:
            place = (parameter.key, parameter.region)
            if place in held:
                problems.append(_twice(held[place], parameter))
            else:
                held[place] = parameter
    return held


def _twice(first: Parameter, second: Parameter) -> Problem:
    return Problem(
        "RULES-031",
        file=second.file,
        row=second.line,
        column=f"parameters.{second.key}",
        params={
            "key": second.key,
            "region": str(second.region),
            "first": f"{first.file}:{first.line}",
        },
    )


def _laid_over(below: Parameter | None, above: Parameter, problems: list[Problem]) -> Parameter:
    if below is None:
        return above
    joined = replace(below, values=(*below.values, *above.values), range=above.range)
    if (below.unit, below.kind, below.of) != (above.unit, above.kind, above.of):
        problems.append(
            Problem(
                "RULES-033",
                file=above.file,
                row=above.line,
                column=f"parameters.{above.key}.unit",
                params={
                    "got": _shown(above),
                    "held": _shown(below),
                    "region": str(below.region),
                },
            )
        )
    problems += [placed(joined, fault) for fault in timeline_faults(joined)]
    return joined


def _shown(parameter: Parameter) -> str:
    parts = (parameter.unit, parameter.kind.value, parameter.of)
    return " / ".join(part for part in parts if part)
