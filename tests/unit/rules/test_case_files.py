"""Case files: what they may say, how they fail, and that nothing wrong in them passes silently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.rules import RuleBook, load_rulebook
from trimtab.rules.cases import CaseResult, find_case_files, read_cases, run_cases
from trimtab.rules.columns import Column, Columns, Labels
from trimtab.rules.computation import Computation, Input, Kind, Output


def _run(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    wage, rate = np.asarray(columns["wage"]), np.asarray(columns["rate"])
    region = columns["region"]
    assert isinstance(region, Labels)
    return {
        "tax": np.where(np.asarray(columns["exempt"]), 0.0, wage * rate),
        "place": region,
        "year": np.asarray(columns["on"]).astype("datetime64[Y]").astype(float) + 1970,
    }


TAX = Computation(
    "tax",
    "demo",
    (
        Input("region", Kind.REGION),
        Input("on", Kind.DATE),
        Input("wage", low=0),
        Input("rate", required=False, default=0.1),
        Input("exempt", Kind.FLAG, required=False, default=False),
    ),
    (Output("tax"), Output("place", Kind.TEXT), Output("year")),
    _run,
)


def _other(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    return {"tax": np.zeros(1), "levy": np.asarray(columns["wage"]) * 0.01}


LEVY = Computation("levy", "demo", (Input("wage"),), (Output("tax"), Output("levy")), _other)

Cases = Callable[[str], tuple[CaseResult, ...]]


@pytest.fixture
def run(tmp_path: Path) -> Cases:
    def run_text(text: str, computations: tuple[Computation, ...] = (TAX,)):
        file = tmp_path / "case.yaml"
        file.write_text(text, encoding="utf-8")
        return run_cases(read_cases(file), computations, load_rulebook())

    return run_text


PERSON_WITHOUT_INPUT = """\
- period: 2026-01
  input: {persons: {a: {wage: 1}}}
  output:
    persons:
      b: {tax: 1}
"""
HEAD = "region: 310000\nperiod: 2026-09\n"


def _only(results: tuple[CaseResult, ...]) -> CaseResult:
    assert len(results) == 1
    return results[0]


def test_a_single_document_is_one_case(run):
    result = _only(run(HEAD + "input: {wage: 100}\noutput: {tax: 10, place: CN-310000}\n"))
    assert result.passed and result.computations == ("demo.tax",)


def test_a_failure_says_line_output_expected_and_got(run):
    result = _only(run("- region: CN\n  date: 2026-09-01\n  input:\n    wage: 100\n"
                       "  output:\n    place: CN\n    tax: 2 * 6\n"))  # fmt: skip
    assert not result.passed
    (failure,) = result.failures
    assert (failure.line, failure.variable, failure.expected, failure.got) == (7, "tax", 12, 10)


@pytest.mark.parametrize(
    ("margins", "passes"),
    [
        ("", False),
        ("absolute_error_margin: 0.5\n", True),
        ("absolute_error_margin: 0.3\n", False),
        ("absolute_error_margin: {default: 0.3, tax: 0.5}\n", True),
        ("absolute_error_margin: {default: 0.5, tax: 0.3}\n", False),
        ("relative_error_margin: 0.05\n", True),
        ("relative_error_margin: 0.01\n", False),
        ("absolute_error_margin: 0.5\nrelative_error_margin: 0.01\n", False),
    ],
)
def test_margins(run, margins, passes):
    result = _only(run(HEAD + margins + "input: {wage: 100}\noutput: {tax: 10.4}\n"))
    assert result.passed is passes


def test_without_margin_single_precision_is_enough_and_no_less(run):
    for expected, passes in ((10.0000001, True), (10.00001, False)):
        result = _only(run(HEAD + f"input: {{wage: 100}}\noutput: {{tax: {expected}}}\n"))
        assert result.passed is passes


def test_a_list_is_one_value_per_person(run):
    result = _only(run(HEAD + "input: {wage: [100, 200]}\noutput: {tax: [10, 21]}\n"))
    (failure,) = result.failures
    assert (failure.person, failure.expected, failure.got) == ("2", 21, 20)


def test_persons_by_name(run):
    result = _only(
        run(
            HEAD + "input:\n  rate: 0.2\n  persons:\n    anna: {wage: 100}\n"
            "    ben: {wage: 100, exempt: true}\n"
            "output:\n  persons:\n    anna: {tax: 20}\n    ben: {tax: 5}\n"
        )
    )
    (failure,) = result.failures
    assert (failure.person, failure.expected, failure.got) == ("ben", 5, 0)


def test_one_expected_value_must_hold_for_everybody(run):
    result = _only(run(HEAD + "input: {wage: [100, 200]}\noutput: {tax: 10}\n"))
    assert [failure.person for failure in result.failures] == ["2"]


def test_values_by_period_are_computed_on_their_day(run):
    text = (
        "region: CN\nperiod: 2026\ninput:\n  wage: {2026-01: 100, 2027-01: 300}\n"
        "output:\n  tax: {2026-01: 10, 2027-01: 30}\n  year: {2026-01: 2026, 2027-01: 2028}\n"
    )
    (failure,) = _only(run(text)).failures
    assert (failure.day, failure.expected, failure.got) == (date(2027, 1, 1), 2028, 2027)


def test_an_input_by_period_lacking_the_day_is_an_error(run):
    text = (
        "region: CN\nperiod: 2026\ninput:\n  wage: {2026-02: 100, 2027-01: 300}\n"
        "output: {tax: {2025-01: 10}}\n"
    )
    result = _only(run(text))
    assert result.error is not None and result.error.code == "RULES-057"


def test_null_means_not_known(run):
    result = _only(run(HEAD + "input: {wage: 100}\noutput: {tax: null}\n"))
    assert [failure.got for failure in result.failures] == [10.0]


def test_left_out_variables_are_not_compared(run):
    text = HEAD + "input: {wage: 100}\noutput: {tax: 99, place: CN-310000}\n"
    assert not _only(run(text)).passed
    assert _only(run(text + "ignore_variables: [tax]\n")).passed
    assert _only(run(text + "only_variables: [place]\n")).passed


def test_unknown_inputs_and_outputs_fail_with_their_names(run):
    result = _only(run(HEAD + "input: {wage: 1, wags: 2}\noutput: {tax: 0.1}\n"))
    assert result.error is not None and result.error.code == "RULES-042"
    result = _only(run(HEAD + "input: {wage: 1}\noutput: {taxx: 0.1}\n"))
    assert result.error is not None and result.error.code == "RULES-054"


def test_an_output_of_two_computations_must_be_named(run):
    both = (TAX, LEVY)
    text = "region: CN\ndate: 2026-01-01\ninput: {wage: 100}\n"
    result = _only(run(text + "output: {tax: 10}\n", both))
    assert result.error is not None and result.error.code == "RULES-055"
    assert _only(run(text + "computation: demo.tax\noutput: {tax: 10}\n", both)).passed
    assert _only(run(text + "output: {levy: 1}\n", both)).computations == ("demo.levy",)
    result = _only(run(text + "computation: demo.no\noutput: {tax: 10}\n", both))
    assert result.error is not None and result.error.code == "RULES-068"


def test_out_of_range_inputs_are_an_error_of_the_case(run):
    result = _only(run(HEAD + "input: {wage: -1}\noutput: {tax: -0.1}\n"))
    assert result.error is not None
    assert [problem.code for problem in result.error.problems] == ["RULES-045"]


def test_parameters_of_a_case_stand_in_place_of_the_book(tmp_path):
    from trimtab.app.computations import computations

    file = tmp_path / "case.yaml"
    file.write_text(
        "region: CN-310000\ndate: 2026-09-01\ncomputation: rules.parameter\n"
        "parameters: {minimum_wage_cny_month: 3000}\n"
        "input: {key: minimum_wage_cny_month}\noutput: {value: 3000}\n"
    )
    (result,) = run_cases(read_cases(file), computations(), load_rulebook())
    assert result.passed
    file.write_text(file.read_text().replace("3000}\ninput", "99999999}\ninput"))
    (result,) = run_cases(read_cases(file), computations(), load_rulebook())
    assert result.error is not None and result.error.code == "RULES-009"


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("- name: a\n  name: b\n", "RULES-011", 2),
        ("- just words\n", "RULES-051", None),
        ("", "RULES-061", None),
        ("- period: 2026-01\n  output: {tax: 1}\n  reforms: [x]\n", "RULES-052", 3),
        ("- output: {tax: 1}\n", "RULES-053", 1),
        ("- period: 2026-01\n  input: {wage: 1}\n", "RULES-053", 1),
        ("- period:\n  output: {tax: 1}\n", "RULES-053", 1),
        ("- period: 2026-01\n  input: {wage: []}\n  output: {tax: 1}\n", "RULES-060", 2),
        ("- period: 2026-01\n  output: {tax: 1}\n  ignore_variables: [tax]\n", "RULES-053", 1),
        ("- period: 2026-13\n  output: {tax: 1}\n", "RULES-056", 1),
        ("- period: 2026-01\n  output:\n    tax: {2026-99: 1}\n", "RULES-056", 3),
        ("- period: 2026-01\n  input:\n    households: {h: {rent: 1}}\n  output: {tax: 1}\n",
         "RULES-058", 3),
        ("- period: 2026\n  input:\n    household: {adults: [1]}\n  output: {tax: 1}\n",
         "RULES-058", 3),
        (PERSON_WITHOUT_INPUT, "RULES-059", 5),
        ("- period: 2026-01\n  relative_error_margin: lots\n  output: {tax: 1}\n", "RULES-060", 2),
        ("- period: 2026-01\n  input: {wage: [[1]]}\n  output: {tax: 1}\n", "RULES-060", 2),
    ],
)  # fmt: skip
def test_a_file_with_anything_wrong_is_refused_whole(tmp_path, text, code, row):
    file = tmp_path / "case.yaml"
    file.write_text(text)
    with pytest.raises(InputRejectedError) as caught:
        read_cases(file)
    assert caught.value.code == "RULES-050"
    problem = caught.value.problems[0]
    assert (problem.code, problem.row) == (code, row)
    assert problem.file == str(file)


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text("- name: a\n  date: [2026\n")
    with pytest.raises(InputRejectedError) as caught:
        read_cases(file)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == ("RULES-010", 3)


def test_cases_share_parts_by_alias_and_merge(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(
        "- &first\n  date: 2026-09-01\n  region: CN-310000\n"
        "  input: &given {wage: 1, name: '12', paid: yes}\n  output: {tax: 1}\n"
        "- <<: *first\n  date: 2026-10-01\n  input:\n    <<: *given\n    wage: 2\n"
    )
    first, second = read_cases(file)
    assert (second.region, second.day.month, second.line) == (first.region, 10, 6)
    assert second.inputs["wage"] == {None: 2}
    assert second.inputs["name"] == {None: "12"}
    assert second.inputs["paid"] == {None: True}
    assert second.expectations[0].line == first.expectations[0].line == 5


def test_files_are_found_in_folders_and_a_missing_one_is_refused(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("b/one.yaml", "two.yml", "notes.txt"):
        (tmp_path / name).write_text("")
    found = find_case_files([tmp_path])
    assert [path.name for path in found] == ["one.yaml", "two.yml"]
    for path in (tmp_path / "absent.yaml", tmp_path / "notes"):
        with pytest.raises(InputRejectedError, match="RULES-062"):
            find_case_files([path])
