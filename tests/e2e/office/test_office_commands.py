"""A bureau set up, its people at work, its trail read and proved, from the command line."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.cli.commands import application
from trimtab.kernel import TrimtabError
from trimtab.messages import preferred_language, text
from trimtab.office.tasks import open_task
from trimtab.office.types import Role
from trimtab.stores.office.store import open_office

SHANGHAI = "CN-310000"
Run = Callable[..., str]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """One command on the workspace; what it printed, or the error it ended with."""
    monkeypatch.setenv("TRIMTAB_WORKSPACE", str(workspace))
    monkeypatch.setenv("COLUMNS", "200")
    return _run


def _run(*arguments: object, reason: str | None = "set up") -> str:
    given = [str(argument) for argument in arguments]
    if reason and given[0] == "office" and given[2] != "list":
        given += ["--reason", reason]
    done = CliRunner().invoke(application, given)
    if isinstance(done.exception, TrimtabError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One department, an administrator, a caseworker and an auditor; to be copied."""
    folder = tmp_path_factory.mktemp("bureau") / "workspace"
    open_office(folder, create=True).close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRIMTAB_WORKSPACE", str(folder))
        _run("office", "departments", "add", "claims", "--title", "处", "--region", SHANGHAI)
        for name, role in (("wang", "administrator"), ("li", "caseworker"), ("zhao", "auditor")):
            _run("office", "actors", "add", name, "--title", name, "--department", "claims")
            _run("office", "grants", "give", name, role, "--region", SHANGHAI)
    return folder


@pytest.fixture
def bureau(set_up: Path, workspace: Path, run: Run) -> Run:
    shutil.copytree(set_up, workspace)
    return run


def refused(run: Run, code: str, exit_code: int, *arguments: object, **given: object) -> None:
    with pytest.raises(TrimtabError, match=code) as failure:
        run(*arguments, **given)
    assert failure.value.exit_code == exit_code


def test_people_are_set_up_and_listed(bureau):
    grants = json.loads(bureau("office", "grants", "list", "--of", "li", "--json"))["grants"]
    assert [grant["role"] for grant in grants] == ["caseworker"]
    actors = json.loads(bureau("office", "actors", "list", "--json"))["actors"]
    assert [(actor["actor_id"], actor["active"]) for actor in actors] == [
        ("li", True), ("wang", True), ("zhao", True)
    ]  # fmt: skip
    assert "处" in bureau("office", "departments", "list", "--actor", "li")
    assert "claims.decide" in bureau("office", "rights", reason=None)


def test_rights_hold_at_the_command_line_too(bureau):
    give = ("office", "grants", "give", "li", "analyst", "--region")
    refused(bureau, "OFFICE-010", 8, *give, SHANGHAI, "--actor", "li")
    refused(bureau, "OFFICE-010", 8, *give, "CN-320000", "--actor", "wang")
    refused(bureau, "OFFICE-015", 2, *give, SHANGHAI, reason=None)
    refused(bureau, "OFFICE-012", 5, "office", "actors", "close", "wang")
    refused(bureau, "OFFICE-010", 8, "audit", "list", "--actor", "li")


def test_every_change_is_undone_by_its_reverse_and_the_trail_keeps_both(bureau):
    bureau("office", "grants", "give", "zhao", "analyst", "--region", SHANGHAI)
    bureau("office", "grants", "withdraw", f"zhao:analyst:{SHANGHAI}", reason="not needed")
    bureau("office", "actors", "close", "li", reason="leaves")
    bureau("office", "actors", "add", "li", "--title", "Li", "--department", "claims")
    bureau("office", "departments", "add", "second", "--title", "二处", "--region", SHANGHAI)
    bureau("office", "departments", "close", "second")
    found = json.loads(bureau("audit", "list", "--actor", "zhao", "--limit", "6", "--json"))
    told = [(e["action"], e["entity"], e["entity_id"]) for e in reversed(found["entries"])]
    assert told == [
        ("add", "role_grant", f"zhao:analyst:{SHANGHAI}"),
        ("remove", "role_grant", f"zhao:analyst:{SHANGHAI}"),
        ("replace", "actor", "li"),
        ("replace", "actor", "li"),
        ("add", "department", "second"),
        ("replace", "department", "second"),
    ]


def test_the_trail_is_filtered_shown_and_written_out(bureau, tmp_path):
    listed = json.loads(bureau("audit", "list", "--entity", "actor", "--search", "ZHAO", "--json"))
    (entry,) = listed["entries"]
    assert entry["after"]["title"] == "zhao" and entry["before"] is None
    shown = bureau("audit", "show", entry["sequence"])
    assert entry["hash"] in shown and "zhao" in shown
    bureau("office", "actors", "close", "li", reason="=leaves")
    out = tmp_path / "trail.csv"
    bureau("audit", "list", "--key", "li", "--since", "2026-01", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["action"] for row in rows] == ["replace", "add"]
    assert [row["reason"] for row in rows] == ["'=leaves", "set up"]  # no formula
    assert bureau("audit", "list", "--until", "2020").strip() == text(
        "cli.audit.none", preferred_language()
    )
    assert json.loads(bureau("audit", "list", "--until", "2020", "--json")) == {"entries": []}
    refused(bureau, "AUDIT-017", 4, "audit", "show", 999)
    refused(bureau, "AUDIT-018", 2, "audit", "list", "--out", tmp_path / "none" / "x.csv")


def test_the_trail_is_proved_and_tampering_named(bureau, workspace, tmp_path):
    anchor = bureau("audit", "anchor").strip()
    kept = tmp_path / "anchors.txt"
    kept.write_text(f"{anchor}\n", encoding="utf-8")
    verdict = json.loads(bureau("audit", "verify", "--anchor", anchor, "--json"))
    assert verdict["intact"] and verdict["anchor"] == anchor and verdict["entries"] == 8
    assert anchor in bureau("audit", "verify", "--anchor-file", kept)
    with sqlite3.connect(workspace / "trimtab.db") as opened:
        opened.execute("UPDATE role_grant SET role = 'administrator' WHERE actor_id = 'li'")
    done = CliRunner().invoke(application, ["audit", "verify", "--json"])
    assert done.exception.exit_code == 5
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["table"] == "role_grant" and problem["key"] == f"li:caseworker:{SHANGHAI}"
    assert problem["code"] == "AUDIT-010" and problem["params"] == {"fields": "role"}
    refused(bureau, "AUDIT-001", 5, "audit", "verify")
    refused(bureau, "AUDIT-008", 2, "audit", "verify", "--anchor", "x")
    refused(bureau, "AUDIT-020", 2, "audit", "verify", "--anchor-file", tmp_path / "none")


def test_tasks_are_listed_taken_and_closed(bureau, workspace):
    with open_office(workspace) as office, office.work("li", "asked") as work:
        params = {"key": "minimum_wage_cny_month", "region": SHANGHAI, "on": "2027-02-01"}
        task = open_task(work, "rule_unknown", params, SHANGHAI).task_id
    (listed,) = json.loads(bureau("tasks", "list", "--json", "--actor", "li"))["tasks"]
    assert listed["task_id"] == task and "minimum_wage_cny_month" in listed["sentence"]
    bureau("tasks", "assign", task, "li", "--actor", "li")
    assert task in bureau("tasks", "list", "--assignee", "li")
    refused(bureau, "OFFICE-010", 8, "tasks", "close", task, "--note", "ok", "--actor", "zhao")
    bureau("tasks", "close", task, "--note", "added to the rule book", "--actor", "li")
    assert "added to the rule book" in bureau("tasks", "show", task)
    assert json.loads(bureau("tasks", "list", "--json"))["tasks"] == []
    refused(bureau, "TASK-002", 5, "tasks", "dismiss", task, "--note", "again")
    refused(bureau, "TASK-001", 4, "tasks", "show", "task:none")


def test_a_workspace_that_is_not_there_is_not_made(run, tmp_path):
    refused(run, "STORE-002", 5, "audit", "verify", "-w", tmp_path / "typo")
    assert not (tmp_path / "typo").exists()


def test_places_may_be_named_and_every_role_is_shown(run, bureau):
    run("office", "departments", "add", "dept:hz", "--title", "Hangzhou", "--region", "杭州")
    listed = json.loads(run("office", "departments", "list", "--json"))["departments"]
    assert {one["department_id"]: one["region"] for one in listed}["dept:hz"] == "CN-330100"
    shown = run("office", "rights", reason=None)
    names = [text(f"office.role.{role}", preferred_language()) for role in Role]
    assert [name for name in names if name.casefold() not in shown.casefold()] == []
