"""Questions to the rule book: what holds and why, what changed, and whether its cases pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from trimtab.app.computations import computations
from trimtab.kernel import InputRejectedError, Problem, Region, UsageError
from trimtab.rules import Answer, DatedValue, Parameter, RuleBook, load_rulebook
from trimtab.rules.cases import CaseResult, find_case_files, read_cases, run_cases
from trimtab.rules.diff import Difference, diff_books, diff_in_force, diff_known
from trimtab.rules.places import layers_of


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key with the parameters that apply where it was asked."""

    key: str
    parameters: tuple[Parameter, ...]


def list_keys(book: RuleBook, words: str = "", region: Region | None = None) -> list[ListedKey]:
    """Keys whose name or title holds the words; with a region, only those with a rule for it."""
    layers = None if region is None else set(layers_of(region))
    found = []
    names = book.keys()
    for key in names:
        held = tuple(p for p in book.parameters(key) if layers is None or p.region in layers)
        named = " ".join((key, *(" ".join(parameter.title) for parameter in held))).casefold()
        if held and words.casefold() in named:
            found.append(ListedKey(key, held))
    return found


class Standing(StrEnum):
    """What a layer had to say to a question."""

    ANSWERS = "answers"
    OVERRULED = "overruled"
    NOT_BEGUN = "not_begun"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class Layer:
    """A place from the one asked for up to the nation, with its entry of that day."""

    region: Region
    standing: Standing
    entry: DatedValue | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer, how each layer stood to it, and what was recorded about the layer that answered.

    ``history`` holds every entry of that layer known by then, in order of force and recording;
    ``superseded`` those of the same first day that a later recording replaced.
    """

    answer: Answer
    layers: tuple[Layer, ...]
    history: tuple[DatedValue, ...]
    superseded: tuple[DatedValue, ...]


def explain_answer(
    book: RuleBook, key: str, region: Region, on: date, known_on: date | None = None
) -> Explanation:
    """Look a key up and keep the way to the answer. Raises UnknownCodeError RULES-001."""
    answer = book.at(key, region, on, known_on)
    layers = tuple(_layers(book, answer))
    history: tuple[DatedValue, ...] = ()
    if answer.parameter is not None:
        known = (
            entry
            for entry in answer.parameter.values
            if known_on is None or entry.recorded <= known_on
        )
        history = tuple(sorted(known, key=lambda entry: (entry.in_force_from, entry.recorded)))
    rule = answer.rule
    superseded = tuple(
        entry
        for entry in history
        if rule is not None
        and entry.in_force_from == rule.in_force_from
        and entry.recorded < rule.recorded
    )
    return Explanation(answer, layers, history, superseded)


def _layers(book: RuleBook, answer: Answer) -> list[Layer]:
    made = []
    answered = False
    for region in layers_of(answer.region):
        if book.parameter(answer.key, region) is None:
            made.append(Layer(region, Standing.NO_RULE))
            continue
        view = book.view(answer.key, region, answer.known_on)
        begun = view.standing(answer.on)
        if begun is None:
            coming = view.entries[0] if view.entries else None
            made.append(Layer(region, Standing.NOT_BEGUN, coming))
            continue
        standing = Standing.OVERRULED if answered else Standing.ANSWERS
        made.append(Layer(region, standing, begun.entry))
        answered = True
    return made


Days = tuple[date, date]


def find_differences(
    folders: Sequence[Path], *, known: Days | None = None, in_force: Days | None = None
) -> tuple[Difference, ...]:
    """What was learnt between two days; else what is in force on one and not on the other; else
    what the folders change of the embedded book.

    Raises UsageError RULES-069 when there is nothing to compare.
    """
    book = load_rulebook(*folders)
    if known is not None:
        return diff_known(book, *known)
    if in_force is not None:
        return diff_in_force(book, *in_force)
    if not folders:
        raise UsageError("RULES-069")
    return diff_books(load_rulebook(), book)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A case file that could not be read."""

    file: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What became of the cases of several files."""

    files: int
    results: tuple[CaseResult, ...]
    refused: tuple[RefusedFile, ...]

    @property
    def failed(self) -> int:
        """How many cases did not pass."""
        return sum(not result.passed for result in self.results)

    @property
    def passed(self) -> bool:
        """Every file was read and every case passed."""
        return not self.refused and not self.failed


def run_case_files(paths: Sequence[Path], book: RuleBook | None = None) -> CaseReport:
    """Run the cases of files and folders against every computation.

    A refused file does not stop the others. Raises InputRejectedError RULES-062 for a path that
    does not exist or a folder without a YAML file.
    """
    files = find_case_files(paths)
    book = book or load_rulebook()
    results: list[CaseResult] = []
    refused = []
    for file in files:
        try:
            results += run_cases(read_cases(file), computations(), book)
        except InputRejectedError as error:
            refused.append(RefusedFile(str(file), error.problems))
    return CaseReport(len(files), tuple(results), tuple(refused))
