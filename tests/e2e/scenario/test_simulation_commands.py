"""`trimtab simulation` as a person and a program use it, on two small generated towns."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.cli.simulation import application
from trimtab.kernel import InputRejectedError, UnknownCodeError, UsageError

LANGUAGES = ["en", "zh"]
QUICK = ("--mode", "mean-field", "--draws", "24")
SYNTHETIC = {"en": "SYNTHETIC", "zh": "合成数据"}


@pytest.fixture
def scenario(repository: Path, tmp_path: Path) -> Path:
    shutil.copytree(repository / "tests/unit/scenario/toy", tmp_path / "toy")
    return tmp_path / "toy" / "scenario.yaml"


def _run(*arguments: object, lang: str = "en") -> str:
    told = {"TRIMTAB_LANG": lang, "COLUMNS": "140", "NO_COLOR": "1"}
    ran = CliRunner().invoke(application, [str(one) for one in arguments], env=told)
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_check_says_in_words_what_would_run(scenario: Path, lang):
    said = _run("check", scenario, lang=lang)
    words = {
        "en": ("Toy towns", "Hiring subsidy", "800 jobs", "50% [30% to 70%]", "is sound"),
        "zh": ("两镇示例", "用工补贴", "50%", "方案文件无误"),
    }
    assert all(word in said for word in (*words[lang], SYNTHETIC[lang]))


def test_check_refuses_what_this_economy_cannot_carry_with_its_line(scenario: Path):
    """The file is sound in itself; the towns have no exposure to adopt AI by."""
    text = scenario.read_text(encoding="utf-8")
    shock = "- ai_adoption: {pace_years: 5, automation_share: 0.2, new_work_share: 0}"
    scenario.write_text(text.replace("shocks:\n", f"shocks:\n  {shock}\n"), encoding="utf-8")
    with pytest.raises(InputRejectedError) as refused:
        _run("check", scenario)
    assert [(one.code, one.row) for one in refused.value.problems] == [("SIMULATION-070", 12)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_run_shows_outcomes_with_both_uncertainties(scenario: Path, lang):
    said = _run("run", scenario, "--draws", 2, "--replicates", 2, "--processes", 1, lang=lang)
    heads = {
        "en": ("Monte-Carlo", "Parameters (90% interval)"),
        "zh": ("蒙特卡洛误差", "参数（90%"),
    }
    assert all(word in said for word in (*heads[lang], SYNTHETIC[lang], "±"))


def test_run_as_json_answers_by_mix_and_keeps_what_it_depends_on(scenario: Path):
    found = json.loads(_run("run", scenario, *QUICK, "--json"))
    assert [mix["name"] for mix in found["mixes"]] == ["nothing", "serve", "hire"]
    head = found["scenario"]
    assert (head["economy"]["basis"], head["mode"], head["draws"]) == (
        "synthetic",
        "mean_field",
        25,
    )
    assert len(head["scenario_sha256"]) == len(head["economy_sha256"]) == 64
    unemployment = found["mixes"][0]["outcomes"]["unemployment"]
    assert 0 < unemployment["parameters"]["low"] < unemployment["value"] < 0.2
    assert unemployment["unit"] == "share" and unemployment["monte_carlo"] is None
    assert found["costs"]["hiring_subsidy"]["nothing"] == 0
    assert found["costs"]["hiring_subsidy"]["hire"] > 1e6


def test_options_stand_above_the_file(scenario: Path):
    found = json.loads(
        _run("run", scenario, *QUICK, "--mix", "serve", "--seed", 3, "--outcome", "hires", "--json")
    )
    assert [mix["name"] for mix in found["mixes"]] == ["serve"]
    assert list(found["mixes"][0]["outcomes"]) == ["hires"]
    assert found["scenario"]["seed"] == 3
    with pytest.raises(UnknownCodeError, match="SIMULATION-111"):
        _run("run", scenario, "--mix", "servee")
    with pytest.raises(UnknownCodeError, match="SIMULATION-114"):
        _run("run", scenario, "--mode", "agents")
    with pytest.raises(UnknownCodeError, match="SIMULATION-131"):
        _run("run", scenario, *QUICK, "--outcome", "wages")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compare_tells_differences_rankings_groups_and_assumptions(scenario: Path, lang):
    said = _run("compare", scenario, *QUICK, lang=lang)
    words = {
        "en": (
            "Difference from: As it is",
            "Extra cost per extra job-year",
            "Over 24 draws",
            "Who gains and who loses, by region",
            "Which assumptions matter",
            "Search intensity",
        ),
        "zh": ("与“维持现状”的差额", "新增费用", "24 次参数抽样", "的得失", "哪些假设", "求职强度"),
    }
    missing = [word for word in (*words[lang], SYNTHETIC[lang]) if word not in said]
    assert missing == []


def test_compare_as_json_and_in_a_folder_are_the_same_and_repeat_byte_for_byte(scenario: Path):
    out = scenario.parent / "out"
    printed = json.loads(_run("compare", scenario, *QUICK, "--out", out, "--json"))
    written = (out / "results.json").read_bytes()
    assert json.loads(written) == printed
    files = {one.name: one.read_bytes() for one in out.rglob("*") if one.is_file()}
    assert {"results.json", "scenario.yaml", "levels.csv", "about.csv"} <= files.keys()
    assert files["scenario.yaml"] == scenario.read_bytes()
    _run("compare", scenario, *QUICK, "--out", out)
    assert {one.name: one.read_bytes() for one in out.rglob("*") if one.is_file()} == files
    assert printed["compared_with"] == "nothing"
    assert [one["mix"] for one in printed["differences"]["unemployment"]] == ["serve", "hire"]
    assert printed["rankings"]["unemployment"]["central_best"] == "hire"
    assert set(printed["winners_and_losers"]) == {"region", "occupation_group"}
    assert printed["sensitivity"]["employment_years"][0]["influences"]


def test_compare_needs_something_to_compare_with(scenario: Path):
    with pytest.raises(UsageError, match="SIMULATION-113"):
        _run("compare", scenario, "--mix", "serve")


def test_a_budget_that_is_not_kept_is_said(scenario: Path):
    kept = _run("run", scenario, *QUICK, "--mix", "serve")
    assert "No mix costs more than the budget of 30.0 million USD in any draw." in kept
    text = scenario.read_text(encoding="utf-8").replace("jobs: 800", "jobs: 80")
    scenario.write_text(text.replace("amount: 30000000", "amount: 2000000"), encoding="utf-8")
    said = _run("run", scenario, *QUICK, "--mix", "serve")
    assert "Services costs more than the budget of 2.00 million USD in 100% of the draws" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_best_estimates_alone_are_never_judged(scenario: Path, lang):
    """Without draws there is no interval, so no verdict; with draws both figures stand named."""
    best = _run("compare", scenario, "--mode", "mean-field", "--draws", 0, lang=lang)
    drawn = _run("compare", scenario, *QUICK, lang=lang)
    words = {
        "en": ("Verdict", "Mean over draws", "90% interval"),
        "zh": ("判断", "参数抽样均值", "90% 区间"),
    }
    assert all(word in drawn and word not in best for word in words[lang])
    both = {"en": "Best estimates", "zh": "最佳估计"}[lang]
    assert both in drawn and both in best


def test_one_run_of_counts_is_never_judged(scenario: Path):
    once = ("--mode", "counts", "--draws", 0, "--replicates", 1, "--processes", 1)
    said = _run("compare", scenario, *once)
    assert "Verdict" not in said and "the Monte-Carlo error is not known" in said


def test_sums_say_which_years_they_cover(scenario: Path):
    """Two years are 15 whole steps."""
    said = _run("compare", scenario, *QUICK)
    assert "15 steps of 6.75 weeks, which is 1.94 years" in said
    assert "sums over all 1.94 years" in said


def test_few_draws_say_that_quantiles_are_not_reached(scenario: Path):
    few = _run("compare", scenario, "--mode", "mean-field", "--draws", 12)
    assert "12 draws are fewer than the 19" in few
    assert "are fewer than" not in _run("compare", scenario, *QUICK)


def test_an_outcome_that_is_refused_is_refused_before_the_run(scenario: Path, monkeypatch):
    monkeypatch.setattr("trimtab.cli.simulation_running.run_prepared", None)
    with pytest.raises(UnknownCodeError, match="SIMULATION-131"):
        _run("compare", scenario, "--outcome", "wages")


def test_a_file_named_as_another_kind_is_refused(scenario: Path):
    with pytest.raises(UsageError, match="SIMULATION-119"):
        _run("run", scenario, *QUICK, "--excel", scenario.parent / "book.txt")


def test_a_floor_for_a_fund_that_is_not_followed_is_refused(scenario: Path):
    with pytest.raises(UsageError, match="SIMULATION-112"):
        _run("frontier", scenario, "--draws", 2, "--least-reserve", 5)


def test_a_currency_of_somewhere_else_is_refused(scenario: Path):
    text = scenario.read_text(encoding="utf-8").replace(
        "30000000, currency: USD", "3e7, currency: CNY"
    )
    scenario.write_text(text, encoding="utf-8")
    with pytest.raises(InputRejectedError) as refused:
        _run("check", scenario)
    assert [one.code for one in refused.value.problems] == ["SIMULATION-103"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_frontier_offers_several_mixes(scenario: Path, lang):
    said = _run("frontier", scenario, "--draws", 6, "--budget", 16_000_000, lang=lang)
    words = {
        "en": ("9 mixes tried of 9", "Hiring subsidy: 400 jobs"),
        "zh": ("试算 9 个", "招用补贴：400个岗位"),
    }
    assert all(word in said for word in words[lang]), said


def test_frontier_as_json_keeps_to_budget_and_sample(scenario: Path):
    found = json.loads(_run("frontier", scenario, "--draws", 6, "--budget", 1e7, "--json"))
    mixes = {one["mix"]: one for one in found["frontier"]["mixes"]}
    assert (found["possible"], found["tried"], len(mixes)) == (9, 9, 9)
    assert mixes["nothing"]["verdict"] == "on_frontier" and mixes["nothing"]["cost"] == 0
    dear = [one for one in mixes.values() if one["cost"] > 1e7]
    assert dear and {one["verdict"] for one in dear} == {"over_budget"}
    assert all(0 <= one["share_on_frontier"] <= one["share_allowed"] <= 1 for one in mixes.values())
    few = json.loads(_run("frontier", scenario, "--draws", 2, "--mixes", 4, "--json"))
    assert (few["possible"], few["tried"]) == (9, 4)
    again = json.loads(_run("frontier", scenario, "--draws", 2, "--mixes", 4, "--json"))
    assert few == again


@pytest.mark.parametrize("lang", LANGUAGES)
def test_examples_are_sound_files_that_replace_nothing(tmp_path: Path, monkeypatch, lang):
    from trimtab.app.simulation_examples import EXAMPLES
    from trimtab.simulation.scenario import read_scenario

    monkeypatch.chdir(tmp_path)
    listed = _run("example", lang=lang)
    for name in EXAMPLES:
        assert name in listed
        _run("example", name, lang=lang)
        assert len(read_scenario(Path(f"{name}.yaml")).mixes) == 3
    with pytest.raises(UsageError, match="SIMULATION-116"):
        _run("example", EXAMPLES[0])
    with pytest.raises(UnknownCodeError, match="SIMULATION-115"):
        _run("example", "atlantis")
    with pytest.raises(UsageError, match="SIMULATION-109"):
        _run("example", EXAMPLES[0], "--out", "no/such/folder.yaml")


def test_the_quick_example_compares_ohio(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _run("example", "ohio")
    found = json.loads(_run("compare", "ohio.yaml", "--draws", 12, "--json"))
    assert found["scenario"]["economy"]["regions"] == 1
    assert found["scenario"]["economy"]["basis"] == "modelled"
    serve = found["differences"]["unemployment"][0]
    assert serve["mix"] == "serve" and serve["spread"]["value"] < 0
    assert found["mixes"][0]["outcomes"]["unemployment"]["value"] > 0.03


def test_a_region_that_is_not_there_is_refused_with_its_line(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _run("example", "ohio")
    text = Path("ohio.yaml").read_text(encoding="utf-8")
    line = text[: text.index("regions:")].count("\n") + 1
    Path("bad.yaml").write_text(text.replace("[US-OH]", "[US-ZZ]"), "utf-8")
    with pytest.raises(InputRejectedError) as refused:
        _run("check", "bad.yaml")
    assert [(one.code, one.row) for one in refused.value.problems] == [("SIMULATION-117", line)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_check_names_codes_baseline_and_seats_beyond_the_budget(tmp_path: Path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    _run("example", "ohio")
    text = Path("ohio.yaml").read_text(encoding="utf-8")
    said = _run("check", "ohio.yaml", lang=lang)
    words = {
        "en": ("Healthcare Support (31)", "60% [50% to 70%]"),
        "zh": ("（31）", "60%［50%至70%］"),
    }
    assert all(word in said for word in words[lang]) and "SIMULATION-118" not in said
    Path("poor.yaml").write_text(text.replace("amount: 400000000", "amount: 1000"), "utf-8")
    assert "SIMULATION-118" in _run("check", "poor.yaml", lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_network_assumed_is_said_and_can_be_changed(tmp_path: Path, monkeypatch, lang):
    """A larger share of applications to the own occupation is another network: other figures."""
    monkeypatch.chdir(tmp_path)
    _run("example", "ohio")
    said = _run("check", "ohio.yaml", lang=lang)
    word = {"en": "Share of applications to the own occupation 0.5", "zh": "应聘本职业的份额 0.5"}
    assert word[lang] in said
    text = Path("ohio.yaml").read_text(encoding="utf-8")
    assert "network: {stay_share: 0.5" in text
    Path("stay.yaml").write_text(text.replace("stay_share: 0.5", "stay_share: 0.8"), "utf-8")
    assert word[lang].replace("0.5", "0.8") in _run("check", "stay.yaml", lang=lang)
    few = ("--draws", "0", "--mix", "nothing", "--json")
    first, other = (json.loads(_run("run", name, *few)) for name in ("ohio.yaml", "stay.yaml"))
    assert first["scenario"]["network"]["stay_share"] == 0.5
    assert other["scenario"]["network"]["stay_share"] == 0.8
    assert first["scenario"]["economy_sha256"] != other["scenario"]["economy_sha256"]
    levels = [one["mixes"][0]["outcomes"]["long_term_unemployment"] for one in (first, other)]
    assert levels[0]["value"] != levels[1]["value"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outcomes_lists_what_is_answered_and_what_is_refused(lang):
    said = _run("outcomes", lang=lang)
    assert all(name in said for name in ("unemployment", "employment_years", "SIMULATION-131"))
    listed = json.loads(_run("outcomes", "--json", lang=lang))
    assert {"wages", "participation", "gdp"} <= {one["name"] for one in listed["refused"]}
    assert all(one["help"] for one in listed["outcomes"])
    assert all(one["why"] for one in listed["refused"])


def test_resume_needs_a_folder(scenario: Path):
    with pytest.raises(UsageError, match="SIMULATION-110"):
        _run("run", scenario, "--resume")


def test_a_place_that_cannot_be_written_is_refused_before_the_run(scenario: Path):
    with pytest.raises(UsageError, match="SIMULATION-109"):
        _run("run", scenario, *QUICK, "--html", scenario.parent / "none" / "report.html")


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_run_that_was_ended_goes_on_where_it_was(scenario: Path, ending, code):
    """Ctrl-C and a killed process alike leave finished tasks, and no half-written one."""
    keep = scenario.parent / "keep"
    text = scenario.read_text(encoding="utf-8").replace("draws: 4", "draws: 6")
    scenario.write_text(text.replace("years: 2", "years: 0.5"), encoding="utf-8")
    command = [
        *(sys.executable, "-c", "from trimtab.cli import main; main()", "simulation", "run"),
        *(str(scenario), "--keep", str(keep), "--processes", "2", "--json"),
    ]
    running = subprocess.Popen(
        command,
        env={**os.environ, "TRIMTAB_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not list(keep.glob("task-*.npz")):
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    running.send_signal(ending)
    _, said = running.communicate(timeout=60)  # ends when the workers have closed the pipes too
    assert running.returncode == code, said
    assert b"Traceback" not in said
    assert (b"Repeat the command with --resume" in said) is (ending is signal.SIGINT)
    assert 0 < len(list(keep.glob("task-*.npz"))) < 8
    again = json.loads(
        _run("run", scenario, "--keep", keep, "--resume", "--processes", 1, "--json")
    )
    assert again == json.loads(_run("run", scenario, "--processes", 1, "--json"))
    assert not keep.exists()
