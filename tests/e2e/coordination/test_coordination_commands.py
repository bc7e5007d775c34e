"""The commands, as people type them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from trimtab.cli.coordination import application
from trimtab.coordination import EvidenceWords, Stage, comment, write_evidence
from trimtab.kernel import NotAllowedError, StateError, UsageError, Wording
from trimtab.kernel.evidence_vocabulary import Lever, Outcome
from trimtab.stores import database
from trimtab.stores.office.store import open_office


@pytest.fixture(scope="module")
def bureaus(load_builder):
    return load_builder("unit/coordination/bureau.py")


@pytest.fixture(scope="module")
def place(tmp_path_factory, bureaus):
    """A workspace with a closed case, one being signed, and one long overdue."""
    folder = tmp_path_factory.mktemp("commands") / "workspace"
    clock = bureaus.Clock()
    with open_office(folder, create=True, now=clock) as office:
        with office.work("operator", "set up") as work:
            bureaus.furnish(work)
        bureau = bureaus.Bureau(office, clock)
        closed = bureau.walk(Stage.CLOSED)
        bureau.run("analyst", comment, closed, "已归档")
        words = EvidenceWords(
            Lever.TRAINING, Outcome.JOBS, Wording("Training", "培训"), Wording("All", "全部")
        )
        bureau.run("designer", write_evidence, f"{closed}:r1", words)
        bureau.walk(Stage.SIGNING)
        late = bureau.begin(alert_id="late")
        with office.work("operator", "x") as work:
            work.replace(replace(late, due=date(2020, 1, 1)))
    return folder


@pytest.fixture
def run(place, monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: str, actor: str = "auditor"):
        given = [*words, "--workspace", str(place), "--actor", actor]
        done = CliRunner().invoke(application, given)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout

    return command


def test_cases_are_listed_by_what_is_due(run):
    shown = run("list")
    assert "2026-0003" in shown and "2026-0001" not in shown  # one has ended
    told = json.loads(run("list", "--all", "--json"))["cases"]
    assert [one["case_id"] for one in told] == ["2026-0003", "2026-0002", "2026-0001"]
    assert "2026-0002" in run("list", "--stage", "signing")
    with pytest.raises(UsageError, match="COORDINATION-009"):
        run("list", "--stage", "nonsense")


def test_a_case_is_shown_with_what_it_rests_on(run):
    shown = run("show", "2026-0001")
    assert "Shanghai manufacturing" in shown and "Review: below what was expected" in shown
    told = json.loads(run("show", "2026-0001", "--json"))
    assert told["case"]["stage"] == "closed" and len(told["signatures"]) == 2
    with pytest.raises(NotAllowedError, match="OFFICE-017"):
        run("show", "2026-0001", actor="nobody")


def test_the_history_is_told_in_order(run):
    shown = run("history", "2026-0001")
    assert shown.index("assessment completed") < shown.index("co-signature")
    assert shown.index("co-signature") < shown.index("closed") < shown.index("commented")
    told = json.loads(run("history", "2026-0001", "--json"))["story"]
    assert [one["at"] for one in told] == sorted(one["at"] for one in told)


def test_a_case_is_written_as_a_file_and_verified(run, tmp_path):
    out = tmp_path / "case.json"
    assert str(out) in run("export", "2026-0001", "--out", str(out))
    assert json.loads(out.read_text("utf-8"))["decision"]["digest"]
    with pytest.raises(UsageError, match="COORDINATION-098"):
        run("export", "2026-0001", "--out", str(tmp_path / "none" / "case.json"))
    assert "as it was" in run("verify", "2026-0001")


def test_deadlines_are_looked_at_and_escalated_once(run, place):
    told = json.loads(run("deadlines", "--json"))
    assert [one["case_id"] for one in told["overdue"]] == ["2026-0003"]
    assert "1 case is past" in run("deadlines")
    assert "1 case was escalated" in run("deadlines", "--escalate", actor="approver")
    with pytest.raises(StateError, match="COORDINATION-081"):
        run("escalate", "2026-0003", "--note", "again", actor="approver")
    assert "bureau" in run("escalate", "2026-0002", "--note", "help", actor="approver")


def test_evidence_is_written_as_a_register(run, place):
    assert "(rows: 1)" in run("evidence")
    assert (place / "evidence" / "reviews.csv").is_file()


def test_what_was_changed_behind_its_back_is_found(run, place):
    """Last: it spoils the workspace."""
    from sqlalchemy import text

    with open_office(place) as office, database.writing(office.engine) as opened:
        found = opened.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decision'")
        )
        for name in found.scalars().all():
            opened.execute(text(f"DROP TRIGGER {name}"))
        opened.execute(text("UPDATE decision SET text = 'forged' WHERE case_id = '2026-0001'"))
    with pytest.raises(StateError, match="COORDINATION-099"):
        run("verify", "2026-0001")
