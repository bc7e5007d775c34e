"""Importing and merging ask for a right, at the command line and in a job, and are told by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.cli.commands import application
from trimtab.kernel import TrimtabError
from trimtab.office import Actor, Department, Role
from trimtab.office.people import add_actor, add_department
from trimtab.office.people_grants import give_grant
from trimtab.stores.office.store import open_office

SHANGHAI = "CN-310000"
HEADER = "region,period,released,unemployment_rate"
MAPPING = """
version: 1
layout: {format: csv, encoding: utf-8, delimiter: ','}
form: long
period: {frequency: M, columns: [period]}
region: {columns: [region], scheme: CN}
measures:
- {source: unemployment_rate, indicator: unemployment_rate, unit: share, written_as: percent}
release: {kind: column, column: released}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of one province with a person of each of some roles, and two files to import."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIMTAB_WORKSPACE", str(tmp_path / "workspace"))
    with (
        open_office(tmp_path / "workspace", create=True) as office,
        office.work("operator", "set up") as work,
    ):
        add_department(work, Department("dept:monitoring", "监测处", SHANGHAI))
        for role in (Role.ANALYST, Role.POLICY_DESIGNER, Role.ADMINISTRATOR):
            add_actor(work, Actor(role.value, role.value))
            give_grant(work, role.value, role, SHANGHAI)
    for month in (1, 2):
        row = f"上海市,2024-0{month},2024-0{month + 1}-15,5.{month}"
        (tmp_path / f"month{month}.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> str:
    done = CliRunner().invoke(application, arguments)
    if isinstance(done.exception, TrimtabError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(code: str, *arguments: str) -> None:
    with pytest.raises(TrimtabError, match=code) as failure:
        run(*arguments)
    assert failure.value.exit_code == 8


def load(month: int, *arguments: str) -> tuple[str, ...]:
    return ("ingest", "run", f"month{month}.csv", "--mapping", "mapping.yaml", *arguments)


def held() -> list[str]:
    return [one["source"] for one in json.loads(run("stores", "list", "--json"))["batches"]]


def told(*arguments: str) -> set[tuple[str, str]]:
    entries = json.loads(run("audit", "list", *arguments, "--json"))["entries"]
    return {(entry["actor"], entry["action"]) for entry in entries}


def test_an_analyst_imports_and_the_trail_says_so(folder):
    run(*load(1, "--actor", "analyst"))
    assert held() == ["month1.csv"]
    assert told("--entity", "batch") == {("analyst", "add")}


@pytest.mark.parametrize("actor", ["policy_designer", "stranger"])
def test_who_may_not_import_stores_nothing(folder, actor):
    refused("OFFICE-01[07]", *load(1, "--actor", actor))
    assert held() == []
    assert list((folder / "workspace" / "staging").iterdir()) == []
    run(*load(1, "--actor", actor, "--check-only"))  # looking at a file changes nothing
    assert held() == []


def test_the_right_is_asked_for_before_the_source_is_read(folder):
    refused("OFFICE-017", "ingest", "run", "nowhere.csv", "--actor", "stranger")


def test_an_analyst_of_one_province_does_not_import_for_an_office_of_two(folder):
    with open_office(folder / "workspace") as office, office.work("operator", "grows") as work:
        add_department(work, Department("dept:suzhou", "苏州", "CN-320500"))
    refused("OFFICE-010", *load(1, "--actor", "analyst"))


def test_the_actor_of_the_session_counts(folder, monkeypatch):
    monkeypatch.setenv("TRIMTAB_ACTOR", "policy_designer")
    refused("OFFICE-010", *load(1))
    refused("OFFICE-010", "stores", "compact")
    monkeypatch.setenv("TRIMTAB_ACTOR", "administrator")
    run(*load(1))
    assert told("--entity", "batch") == {("administrator", "add")}


def test_merging_is_for_those_who_maintain_the_store(folder):
    for month in (1, 2):
        run(*load(month))
    refused("OFFICE-010", "stores", "compact", "--actor", "analyst")
    assert ("analyst", "replace") not in told("--entity", "batch")
    run("stores", "compact", "--actor", "administrator")
    assert told("--entity", "batch") == {("operator", "add"), ("administrator", "replace")}


def test_a_job_has_the_rights_of_who_asked_for_it(folder):
    asked = ("jobs", "add", "ingest.import", "-p", "mapping=mapping.yaml", "--json")
    for month, actor in ((1, "analyst"), (2, "policy_designer")):
        run(*asked, "-p", f"source=month{month}.csv", "--actor", actor)
    run("jobs", "add", "stores.compact", "--actor", "analyst")
    run("jobs", "work", "--until-idle", "--quiet")
    jobs = json.loads(run("jobs", "list", "--json"))["jobs"]
    ended = {
        (job["asked_by"], job["kind"]): (job["state"], (job["error"] or {}).get("code"))
        for job in jobs
    }
    assert ended == {
        ("analyst", "ingest.import"): ("done", None),
        ("policy_designer", "ingest.import"): ("failed", "OFFICE-010"),
        ("analyst", "stores.compact"): ("failed", "OFFICE-010"),
    }
    assert {job["attempt"] for job in jobs} == {1}  # a refusal is not tried again
    assert held() == ["month1.csv"]
    assert told("--entity", "batch") == {("analyst", "add")}


def test_only_the_operator_makes_a_workspace(folder):
    refused("OFFICE-016", *load(1, "-w", "another", "--actor", "administrator"))
    refused("OFFICE-016", "demo", "--out", "another", "--actor", "administrator")
    assert not (folder / "another").exists()
