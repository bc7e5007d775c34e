"""``trimtab credits``: what needs no database, and refusals in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.cli.credits import application
from trimtab.kernel import InputRejectedError, StateError, TrimtabError, UnknownCodeError

MINE = {
    "qualification": "example.logistics",
    "entries": [
        {"id": "courier", "framework": "CN-OUCHN", "standard": "CN:postal-express-clerk",
         "earned_on": "2019-06-01"},
        {"id": "rider", "framework": "CN-GRADES", "standard": "CN:online-delivery-rider",
         "level": "3", "earned_on": "2025-05-20"},
        {"id": "eu", "framework": "ECTS", "nature": "general", "credits": 6,
         "earned_on": "2024-07-01"},
    ],
}  # fmt: skip


def _run(*words: str, code: int = 0) -> str:
    ran = CliRunner().invoke(application, [*words], env={"TRIMTAB_LANG": "en"})
    assert ran.exit_code == code, ran.output
    return ran.output


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(MINE), encoding="utf-8")
    return path


def test_simulate_tells_what_counts_what_is_lacking_and_that_it_is_advice(mine):
    told = json.loads(_run("simulate", str(mine), "--on", "2026-11-24", "--json"))
    assert told["advice"] and told["standing"] == "synthetic"
    assert told["result"]["rules"] == ["cn.ouchn.express-clerk@1", "example.rider-to-delivery@1"]
    assert [one["reason"] for one in told["result"]["unused"]] == ["hours_unstated"]
    closed = told["gap"]
    assert closed["remaining"] == "1" and closed["currency"] == "CNY"
    shown = _run("simulate", str(mine), "--on", "2026-11-24")
    assert "This is advice" in shown and "cannot tell" in shown.lower()


def test_rules_of_a_day_and_what_is_wrong_with_them():
    early = json.loads(_run("rules", "--on", "2024-01-01", "--json"))
    assert [one["id"] for one in early["rules"]] == ["cn.ouchn.express-clerk"]
    assert json.loads(_run("rules", "--lint", "--json")) == {"rules": 5, "problems": []}
    assert "nothing wrong" in _run("rules", "--lint")


@pytest.mark.parametrize("verb", ["frameworks", "facts", "skills"])
def test_lists_name_their_sources(verb):
    told = json.loads(_run(verb, "--json"))
    assert "source" in json.dumps(told)
    assert _run(verb).strip()


def test_an_occupation_without_standard_says_that_this_says_nothing():
    assert "says nothing" in _run("skills", "1-01-00-01")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "CREDITS-057"),
        ('{"entries": NaN}', "CREDITS-057"),
        ('{"entries": [], "extra": 1}', "CREDITS-006"),
        ("5", "CREDITS-062"),
        ('{"entries": {}, "qualification": "example.logistics"}', "CREDITS-007"),
        ('{"entries": [{"earned_on": "2026-01-01"}], "qualification": "example.logistics"}',
         "CREDITS-002"),
        (('{"entries": [{"framework": "f", "earned_on": "yesterday"}], '
         '"qualification": "example.logistics"}'), "CREDITS-004"),
        (('{"entries": [{"framework": "f", "earned_on": "2026-01-01", "credits": -1}], '
         '"qualification": "example.logistics"}'), "CREDITS-001"),
        (('{"entries": [{"framework": "f", "earned_on": "2026-01-01", "origin": "dream"}], '
         '"qualification": "example.logistics"}'), "CREDITS-009"),
        (('{"entries": [{"framework": "f", "earned_on": "2026-01-01", "grade": 101}], '
         '"qualification": "example.logistics"}'), "CREDITS-005"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(tmp_path, content, code):
    path = tmp_path / "wrong.json"
    path.write_text(content, encoding="utf-8")
    ran = CliRunner().invoke(application, ["simulate", str(path)])
    assert isinstance(ran.exception, InputRejectedError) and ran.exception.code == code


@pytest.mark.parametrize("verb", ["judge", "revoke"])
def test_what_cannot_be_undone_asks_first(tmp_path, verb):
    """Nothing is opened, let alone changed, before somebody says yes."""
    words = {"judge": ["R2026-0001:appeal1", "--overturn", "--reason", "it was"],
             "revoke": ["R2026-0001", "--note", "overturned"]}[verb]  # fmt: skip
    place = ["--workspace", str(tmp_path / "none")]
    ran = CliRunner().invoke(application, [verb, *words, *place], input="n\n")
    assert ran.exit_code == 1 and not isinstance(ran.exception, TrimtabError)
    agreed = CliRunner().invoke(application, [verb, *words, *place, "--yes"])
    assert isinstance(agreed.exception, StateError)  # only now the workspace is looked for


def test_reasons_are_listed_with_their_meaning(tmp_path):
    from trimtab.cli.credentials_register import certificates

    asked = ["suspend", "x", "--why", "nonsense", "--note", "y", "--workspace", str(tmp_path)]
    ran = CliRunner().invoke(certificates, asked, env={"TRIMTAB_LANG": "en"})
    assert isinstance(ran.exception, InputRejectedError)
    assert ran.exception.code == "CREDENTIALS-187"
    able = str(ran.exception.params["able"])
    assert "assessment_under_review (the assessment is under review)" in able
    assert "issued_in_error" not in able  # that is for revoking


def test_an_unknown_qualification_names_those_there_are(mine):
    ran = CliRunner().invoke(application, ["simulate", str(mine), "--qualification", "none"])
    assert isinstance(ran.exception, UnknownCodeError)
    assert "kr.acbs.bachelor" in str(ran.exception.params["known"])


@pytest.mark.parametrize(
    "tree",
    [
        {"all": []},
        {"any": [{"need": "x", "credits": 1}], "all": [{"need": "y", "credits": 1}]},
        {"at_least": 2, "of": [{"need": "x", "credits": 1}]},
        {"of": [{"need": "x", "credits": 1}]},
        {"all": [{"need": "x", "credits": 1}, {"need": "x", "credits": 2}]},
        {"all": [{"need": "x", "credits": 1, "levle": 3}]},
    ],
)
def test_a_requirement_that_is_not_understood_is_never_passed_over(tmp_path, tree):
    path = tmp_path / "wrong.json"
    qualification = {
        "id": "q", "title": {"zh": "例", "en": "example"}, "framework": "ECTS",
        "awarding_body": "x", "since": "2026-01-01", "requirement": tree,
    }  # fmt: skip
    path.write_text(json.dumps({"entries": [], "qualification": qualification}), encoding="utf-8")
    ran = CliRunner().invoke(application, ["simulate", str(path)])
    assert isinstance(ran.exception, InputRejectedError)
    assert ran.exception.code in {"CREDITS-005", "CREDITS-006", "CREDITS-007", "CREDITS-008",
                                  "CREDITS-010"}  # fmt: skip
