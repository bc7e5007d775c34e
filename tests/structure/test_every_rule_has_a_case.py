"""Every rule that computes has a worked case a caseworker can read, and every case passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from trimtab.app.computations import computations
from trimtab.app.rules import CaseReport, run_case_files
from trimtab.kernel import Region
from trimtab.messages import LANGUAGES, Language, has_text
from trimtab.rules import load_rulebook
from trimtab.rules.computation import Computation
from trimtab.rules.units import units


@pytest.fixture(scope="module")
def report(repository: Path) -> CaseReport:
    return run_case_files([repository / "tests/rules"])


def _without_case(known: Iterable[Computation], report: CaseReport) -> list[str]:
    proved = {name for result in report.results if result.passed for name in result.computations}
    return [one.full_name for one in known if one.full_name not in proved]


def test_every_computation_has_a_passing_case(report: CaseReport):
    assert _without_case(computations(), report) == []


def test_a_computation_without_a_case_would_be_found(report: CaseReport):
    invented = replace(computations()[0], name="invented")
    assert _without_case([invented], report) == ["rules.invented"]


def test_every_case_passes(report: CaseReport):
    assert report.refused == ()
    wrong = [
        f"{result.case.file}:{failure.line} {failure.variable}: {failure.expected} {failure.got}"
        for result in report.results
        for failure in result.failures
    ]
    wrong += [f"{r.case.file}:{r.case.line} {r.error}" for r in report.results if r.error]
    assert wrong == []


def test_every_case_can_be_read_and_checked_by_a_person(report: CaseReport):
    """A name, a place that exists, and the clause it rests on."""
    lacking = [
        f"{case.file}:{case.line}"
        for case in (result.case for result in report.results)
        if not (case.name and case.clause and case.region and Region(case.region))
    ]
    assert lacking == []


def test_columns_are_in_units_of_the_rule_book():
    wrong = [
        f"{one.full_name}: {column.name} in {column.unit}"
        for one in computations()
        for column in (*one.inputs, *one.outputs)
        if column.unit and column.unit not in units()
    ]
    assert wrong == []


def test_names_of_computations_are_unique():
    names = [one.full_name for one in computations()]
    assert len(names) == len(set(names))


def test_parameters_a_computation_reads_exist():
    held = set(load_rulebook().keys())
    assert {key for one in computations() for key in one.keys} - held == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_computations_and_their_columns_have_titles(language: Language):
    wanted = {f"computation.{one.full_name}" for one in computations()}
    wanted |= {
        f"column.{column.name}" for one in computations() for column in (*one.inputs, *one.outputs)
    }
    assert sorted(key for key in wanted if not has_text(key, language)) == []
