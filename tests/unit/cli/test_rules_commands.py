"""`trimtab rules ...`: what is printed, in both forms and languages, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trimtab.cli.rules import application
from trimtab.kernel import TrimtabError, UnknownCodeError, UsageError

MINIMUM_WAGE = ("minimum_wage_cny_month", "--region", "310000", "--on", "2026-09-01")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(application, list(arguments))


def run_json(*arguments: str) -> dict:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def error_of(done: Result) -> TrimtabError:
    assert isinstance(done.exception, TrimtabError), done.output
    return done.exception


def test_show_gives_value_clause_layer_and_history():
    found = run_json("show", *MINIMUM_WAGE)
    assert (found["value"], found["unit"], found["layer"]) == (2740, "cny_month", "CN-310000")
    assert found["reason"] == "" and found["provisional"] is False
    assert found["rule"]["reference"]["title"] == "沪人社规〔2025〕10号"
    assert found["rule"]["id"] in [entry["id"] for entry in found["history"]]
    assert next(layer["standing"] for layer in found["layers"]) == "answers"


def test_show_takes_the_day_of_knowledge():
    done = run("show", *MINIMUM_WAGE, "--known-on", "2020-01-01", "--json")
    found = json.loads(done.stdout)
    assert (found["value"], found["reason"], found["known_on"]) == (
        None, "not_recorded", "2020-01-01")  # fmt: skip
    assert error_of(done).exit_code == 4


def test_no_value_prints_the_reason_and_ends_with_4():
    done = run("show", "contribution.base_floor_cny_month", "--region", "CN-310000",
               "--on", "2028-01-01", "--json")  # fmt: skip
    found = json.loads(done.stdout)
    assert (found["value"], found["reason"]) == (None, "unknown_after")
    assert found["last_known"]["value"] == 7546
    error = error_of(done)
    assert (error.exit_code, error.code) == (4, "RULES-006")


def test_an_unknown_key_names_near_ones():
    error = error_of(run("show", "minimum_wage_month", "--region", "CN"))
    assert isinstance(error, UnknownCodeError)
    assert "minimum_wage_cny_month" in str(error.params["suggestions"])


def test_show_in_words_marks_what_stands(monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "zh")
    done = run("show", *MINIMUM_WAGE)
    assert "2,740 元/月" in done.stdout and "→ 2025-07-01" in done.stdout
    assert "沪人社规〔2025〕10号" in done.stdout


def test_show_says_what_is_known_instead_of_a_value(monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    done = run("show", *MINIMUM_WAGE[:-1], "2025-03-01")
    assert "in force from" not in done.stdout
    assert "Last known value: 2,690 CNY per month, from 2024-01-01" in done.stdout
    assert "Next known value: 2,690 CNY per month, from 2025-04-01" in done.stdout


def test_names_are_never_broken(monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    monkeypatch.setenv("COLUMNS", "40")
    key = "hiring_subsidy.contribution_months_min"
    lines = run("list", key).stdout.splitlines()
    assert key in lines and max(map(len, lines)) <= 40


def test_what_is_not_verified_is_marked_provisional(monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    asked = ("unemployment.benefit_duration_months", "--region", "CN-310000", "--on", "2026-08-15")
    assert run_json("show", *asked)["provisional"] is True
    assert "Provisional" in run("show", *asked).stdout
    assert "Provisional" in run("explain", *asked).stdout


def test_explain_tells_each_layer_and_each_reading(monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    asked = ("unemployment.benefit_duration_months", "--region", "CN-440100", "--on", "2026-09-01")
    lines = run_json("explain", *asked)["sentences"]
    assert lines[1].startswith("Guangzhou (CN-440100): no rule of its own")
    assert lines[2].startswith(
        "Guangdong (CN-440000): its entry from 2025-01-12 leaves that day open: "
    )
    assert sum(line.startswith("one reading:") for line in lines) == 2
    assert any("statutory" in line for line in lines)


def test_explain_tells_what_a_later_recording_replaced(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    _write_rulebook(tmp_path, "2,800: later reading", value=2800, recorded="2026-11-23")
    asked = (*MINIMUM_WAGE, "--rulebook", str(tmp_path))
    found = run_json("explain", *asked)
    assert found["value"] == 2800
    assert [entry["value"] for entry in found["superseded"]] == [2740]
    assert any(line.startswith("It replaces") and "2,740" in line for line in found["sentences"])
    assert run_json("show", *asked, "--known-on", "2026-11-22")["value"] == 2740


def test_diff_of_a_folder_of_ones_own(tmp_path):
    _write_rulebook(tmp_path, "note", value=2800, recorded="2026-11-23")
    (one,) = run_json("diff", "--rulebook", str(tmp_path))["differences"]
    assert (one["change"], one["before"]["value"], one["after"]["value"]) == (
        "changed", 2740, 2800)  # fmt: skip
    assert isinstance(error_of(run("diff")), UsageError)


def test_diff_between_two_days():
    found = run_json("diff", "--in-force", "2026-06-30", "2026-07-01")["differences"]
    started = {(one["key"], one["region"]): one for one in found}
    floor = started["contribution.base_floor_cny_month", "CN-310000"]
    assert floor["after"]["value"] == 7546
    assert run_json("diff", "--known", "2026-11-23", "2026-11-23")["differences"] == []


def test_list_expiring_lint_and_schema():
    keys = [one["key"] for one in run_json("list", "最低工资", "--region", "CN-310000")["keys"]]
    assert "minimum_wage_cny_month" in keys
    lapses = run_json("expiring", "--on", "2027-06-15", "--days", "30")["lapses"]
    assert ("contribution.base_floor_cny_month", "2027-07-01") in [
        (one["key"], one["lapses_on"]) for one in lapses
    ]
    assert run_json("lint")["clean"] is True
    schema = json.loads(run("schema").stdout)
    assert "parameters" in schema["properties"]


@pytest.mark.parametrize("command", [("list",), ("expiring", "--days", "400"), ("lint",)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_are_shown_in_both_languages(command, language, monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", language)
    done = run(*command)
    assert done.exit_code == 0 and len(done.stdout.splitlines()) > 5


def test_a_folder_with_a_problem_ends_lint_with_3(tmp_path):
    _write_rulebook(tmp_path, "note", value=-1, recorded="2026-11-23")
    done = run("lint", str(tmp_path), "--json")
    assert done.exit_code == 3
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["code"] == "RULES-018" and problem["line"] == 10


CASE = """\
- name: minimum wage
  computation: rules.parameter
  region: CN-310000
  date: 2026-09-01
  input: {key: minimum_wage_cny_month}
  output:
    value: VALUE
  clause: 沪人社规〔2025〕10号
"""


def test_cases_that_pass_end_with_0(tmp_path):
    (tmp_path / "a.yaml").write_text(CASE.replace("VALUE", "2740"), encoding="utf-8")
    found = run_json("test", str(tmp_path))
    assert (found["passed"], found["cases"], found["failed"]) == (True, 1, 0)


def test_a_case_that_fails_says_where_and_what(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    file = tmp_path / "a.yaml"
    file.write_text(CASE.replace("VALUE", "2800"), encoding="utf-8")
    done = run("test", str(file))
    assert done.exit_code == 3
    first = done.stdout.splitlines()[0]
    assert first.startswith(f"{file}:7: minimum wage: value should be 2800, is 2740")
    (result,) = json.loads(run("test", str(file), "--json").stdout)["results"]
    assert result["failures"] == [{"line": 7, "output": "value", "person": None, "date": None,
                                   "expected": 2800, "got": 2740}]  # fmt: skip


def test_a_refused_file_does_not_hide_the_others(tmp_path):
    (tmp_path / "a.yaml").write_text(CASE.replace("VALUE", "2740"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- nothing: here\n", encoding="utf-8")
    done = run("test", str(tmp_path), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 3
    assert (found["cases"], found["failed"]) == (1, 0)
    assert [Path(one["file"]).name for one in found["refused"]] == ["b.yaml"]


def test_export_writes_parameter_files(tmp_path):
    found = run_json("export", "--region", "310000", "--out", str(tmp_path))
    file = tmp_path / "minimum_wage_cny_month.yaml"
    assert str(file) in found["files"]
    assert "currency-CNY/month" in file.read_text(encoding="utf-8")


def _write_rulebook(folder: Path, note: str, *, value: float, recorded: str) -> None:
    (folder / "own.yaml").write_text(
        f"""\
region: CN-310000
parameters:
  minimum_wage_cny_month:
    title: {{en: Minimum wage, zh: 最低工资}}
    unit: cny_month
    range: [0, 10000]
    kind: value
    values:
      - from: 2025-07-01
        value: {value}
        recorded: {recorded}
        verification: verified
        reference: {{title: 沪人社规〔2025〕10号, article: 一, url: rsj.sh.gov.cn}}
        note: {{en: "{note}", zh: 说明}}
""",
        encoding="utf-8",
    )


def test_an_import_becomes_a_rule_file_that_can_be_used(tmp_path):
    source = tmp_path / "benefit.yaml"
    source.write_text(
        "amount:\n  metadata: {unit: currency-SEK/day}\n  values: {2020-01-01: 365}\n"
        "tax:\n  metadata: {rate_unit: /1}\n  brackets:\n"
        "    - {threshold: {2020-01-01: 0}, rate: {2020-01-01: 0.3}}\n",
        encoding="utf-8",
    )
    rules = tmp_path / "not" / "there yet"
    asked = ("import", str(source), "--region", "SE", "--out", str(rules / "se.yaml"))
    found = run_json(*asked)
    assert [one["code"] for one in found["findings"]] == ["RULES-064", "RULES-064"]
    kept = (rules / "se.yaml").read_text(encoding="utf-8")
    refused = error_of(run(*asked, "--source", "SFS 1997:238"))
    assert (refused.code, refused.exit_code) == ("RULES-075", 5)
    assert (rules / "se.yaml").read_text(encoding="utf-8") == kept
    found = run_json(*asked, "--source", "SFS 1997:238", "--replace")
    assert found["findings"] == []
    shown = run_json("show", "benefit.amount", "--region", "SE", "--on", "2021-01-01",
                     "--rulebook", str(rules))  # fmt: skip
    assert (shown["value"], shown["unit"], shown["provisional"]) == (365, "sek_day", True)
    assert shown["rule"]["reference"]["title"] == "SFS 1997:238"


def test_an_export_comes_back_and_has_nothing_to_correct(tmp_path):
    """Also where the end of a national rule lies beyond the day a local one takes over."""
    shanghai, book = tmp_path / "deep" / "sh", tmp_path / "book"
    run_json("export", "--region", "CN-310000", "--out", str(shanghai))
    run_json("import", str(shanghai), "--region", "CN-310000", "--source", "export",
             "--prefix", "ours", "--out", str(book / "sh.yaml"))  # fmt: skip
    report = run_json("lint", str(book))
    assert report["clean"] and report["problems"] == []
    for day in ("2026-08-15", "2026-08-16", "2039-12-31"):
        asked = ("unemployment.extension_to_retirement", "--region", "CN-310000", "--on", day)
        held = run_json("show", f"ours.{asked[0]}", *asked[1:], "--rulebook", str(book))
        assert held["value"] == run_json("show", *asked)["value"] is True


def test_nothing_of_an_export_is_written_over_unless_told(tmp_path):
    (tmp_path / "minimum_wage_cny_month.yaml").write_text("mine", encoding="utf-8")
    asked = ("export", "--region", "310000", "--out", str(tmp_path))
    assert error_of(run(*asked)).code == "RULES-075"
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["mine"]
    assert len(run_json(*asked, "--replace")["files"]) > 1
    assert (tmp_path / "minimum_wage_cny_month.yaml").read_text(encoding="utf-8") != "mine"


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = error_of(run("export", "--region", "310000", "--out", str(tmp_path / "file")))
    assert (refused.code, isinstance(refused, UsageError)) == ("RULES-076", True)


@pytest.mark.parametrize("named", ["上海", "上海市", "Shanghai", "310000"])
def test_a_place_may_be_named(named):
    found = run_json("show", "minimum_wage_cny_month", "--region", named, "--on", "2026-09-01")
    assert (found["region"], found["value"]) == ("CN-310000", 2740)


def test_a_name_that_no_place_has_is_refused():
    assert isinstance(error_of(run("list", "--region", "Nowhereville")), UnknownCodeError)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "form", [("--in-force", "2026-06-30", "2026-07-01"), ("--known", "2026-11-20", "2026-11-23")]
)
def test_differences_are_shown_in_words(form, language, monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANGUAGE", language)
    done = run("diff", *form)
    assert done.exit_code == 0, done.output
    assert "contribution.base_floor_cny_month" in done.stdout


def test_differences_of_a_folder_are_shown_in_words(tmp_path):
    _write_rulebook(tmp_path, "note", value=2800, recorded="2026-11-23")
    done = run("diff", "--rulebook", str(tmp_path))
    assert done.exit_code == 0 and "2,800" in done.stdout and "2,740" in done.stdout
