"""What a scenario file may not say: each row one change of a sound file, and what is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES, explain_problem
from trimtab.simulation.scenario import inspect_scenario, read_scenario

SOUND = """\
title: {en: Offices, zh: 办公室}
economy: us
regions: [US-OH]
occupations: major
years: 5
mode: counts
replicates: 4
draws: 3
seed: 7
baseline: {search_intensity: {low: 0.7, best: 0.8, high: 0.9}}
shocks:
  - ai_adoption: {pace_years: 5, automation_share: 0.2, new_work_share: 0.05}
mixes:
  nothing: []
  serve:
    - reemployment_service: {share: 0.5, cost_person: 290, search_lift: 0.1}
  cluster:
    title: {en: A cluster, zh: 产业集群}
    levers:
      - cluster_support: {jobs: 100, ramp_years: 1, displaced_share: 0.3, cost_year: 1000}
budget: {amount: 500000000, currency: USD}
frontier:
  reemployment_service.share: [0, 0.25, 0.5]
"""

BAD = Path(__file__).with_name("bad_scenarios.txt")
"""Rows of one change each: what stands in the file, what it becomes, then the answer."""


def _rows() -> list[tuple[str, str, str, int, str]]:
    rows = []
    for line in BAD.read_text(encoding="utf-8").splitlines()[1:]:
        was, becomes, code, row, path = (part.strip() for part in line.split("|"))
        rows.append((was, becomes, code, int(row), path))
    return rows


@pytest.mark.parametrize(
    ("was", "becomes", "code", "row", "path"), _rows(), ids=[f"{r[2]}-{r[1][:30]}" for r in _rows()]
)
def test_each_problem_names_its_code_line_and_key(was, becomes, code, row, path, tmp_path: Path):
    assert SOUND.count(was) >= 1
    file = tmp_path / "scenario.yaml"
    file.write_text(SOUND.replace(was, becomes, 1), encoding="utf-8")
    _, problems = inspect_scenario(file)
    assert [(one.code, one.row, one.column or "") for one in problems] == [(code, row, path)]
    for language in LANGUAGES:
        said = explain_problem(problems[0], language)
        assert said.startswith(f"{file}:{row}")
        assert code in said and len(said) > len(str(file)) + 35


def test_the_sound_file_is_sound(tmp_path: Path):
    """Were it not, the rows above could hold for another reason."""
    file = tmp_path / "scenario.yaml"
    file.write_text(SOUND, encoding="utf-8")
    scenario = read_scenario(file)
    assert [mix.name for mix in scenario.mixes] == ["nothing", "serve", "cluster"]
    assert (scenario.replicates, scenario.draws, scenario.seed) == (4, 3, 7)
    assert scenario.mixes[2].title.zh == "产业集群"
    assert scenario.shocks[0].line == 12


def test_all_problems_are_told_together_in_the_order_of_lines(tmp_path: Path):
    file = tmp_path / "scenario.yaml"
    broken = SOUND.replace("seed: 7", "seed: x").replace("ai_adoption", "ai").replace("USD", "$")
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(InputRejectedError) as refused:
        read_scenario(file)
    assert refused.value.code == "SIMULATION-090"
    assert [one.row for one in refused.value.problems] == [9, 12, 21]


def test_a_mix_written_twice_under_two_names_is_refused(tmp_path: Path):
    file = tmp_path / "scenario.yaml"
    again = (
        "  again:\n    - reemployment_service: {search_lift: 0.1, share: 0.5, cost_person: 290}\n"
    )
    file.write_text(SOUND.replace("  cluster:\n", again + "  cluster:\n"), encoding="utf-8")
    _, problems = inspect_scenario(file)
    assert [(one.code, one.row) for one in problems] == [("SIMULATION-097", 17)]
    assert problems[0].params["other"] == "serve"


@pytest.mark.parametrize(
    ("second", "refused"),
    [
        ("", True),
        (", from_year: 2", True),
        (", regions: [US-OH], occupations: ['43']", True),
        (", from_year: 3", False),
        (", regions: [US-PA]", False),
        (", occupations: ['11']", False),
    ],
)
def test_levers_that_set_one_level_twice_are_contradictory(second, refused, tmp_path: Path):
    """The first acts in years 0 to 3, in Ohio, on office work."""
    lever = (
        "    - retention_subsidy: {retained_share: 0.2, windfall_share: 0.5, weeks: 20, "
        "cost_job_year: 1%s}\n"
    )
    first = lever % ", until_year: 3, regions: [US-OH], occupations: [43-1000]"
    file = tmp_path / "scenario.yaml"
    file.write_text(SOUND.replace("  cluster:\n", f"  keep:\n{first}{lever % second}  cluster:\n"),
                    encoding="utf-8")  # fmt: skip
    _, problems = inspect_scenario(file)
    assert [(one.code, one.row) for one in problems] == [("SIMULATION-064", 19)] * refused


def test_an_empty_or_missing_file_says_so(tmp_path: Path):
    empty = tmp_path / "empty.yaml"
    empty.write_text("", encoding="utf-8")
    assert [one.code for one in inspect_scenario(empty)[1]] == ["RULES-013"]
    assert [one.code for one in inspect_scenario(tmp_path / "none.yaml")[1]] == ["SIMULATION-095"]
    (tmp_path / "gbk.yaml").write_bytes("title: {zh: 办公室}".encode("gbk"))
    assert [one.code for one in inspect_scenario(tmp_path / "gbk.yaml")[1]] == ["RULES-078"]
