"""Backup and restore as a person types them, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trimtab.cli.backup import application
from trimtab.kernel import StateError, TrimtabError, UsageError
from trimtab.office.types import Task
from trimtab.stores import ObservationStore
from trimtab.stores.office.store import open_office


def run(*words: object, answer: str | None = None) -> Result:
    wide = {"COLUMNS": "160"}  # a narrow terminal breaks long names over lines
    result = CliRunner(env=wide).invoke(application, [str(word) for word in words], input=answer)
    if isinstance(result.exception, TrimtabError):
        raise result.exception
    return result


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    monkeypatch.delenv("TRIMTAB_DATABASE", raising=False)
    ObservationStore.open(tmp_path / "workspace").close()
    with open_office(tmp_path / "workspace") as office, office.work("operator", "x") as work:
        work.add(Task("t", "rule_unknown", {}, "CN", work.at))
    return tmp_path / "workspace"


def test_a_workspace_is_saved_checked_listed_and_brought_back(workspace, tmp_path):
    folder, new = tmp_path / "backups", tmp_path / "new"
    folder.mkdir()
    made = run("create", "-w", workspace, "--out", folder)
    (file,) = folder.iterdir()
    assert made.exit_code == 0 and str(file) in made.stdout.replace("\n", "")
    assert "Head of the audit trail" in made.stdout
    assert "can be restored" in run("verify", file).stdout
    told = json.loads(run("verify", file, "--json").stdout)
    assert told["restorable"] and told["trail_intact"] and told["rows"]["task"] == 1
    assert file.name in run("list", folder).stdout
    (listed,) = json.loads(run("list", folder, "--json").stdout)["backups"]
    assert listed["anchor"] == told["anchor"] and listed["batches"] == 0
    back = run("restore", file, "-w", new, "--reason", "disk failed")
    assert back.exit_code == 0 and "stands again" in back.stdout
    with open_office(new) as office, office.reading() as reading:
        assert reading.get(Task, "t") is not None
    with pytest.raises(StateError, match="BACKUP-013"):
        run("restore", file, "-w", new)


def test_old_backups_go_only_when_somebody_says_yes(workspace, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for number in range(3):
        run("create", "-w", workspace, "--out", folder / f"{number}.zip", "--quiet")
    assert run("prune", folder, "--keep", 1, answer="n\n").exit_code == 1
    with pytest.raises(UsageError, match="BACKUP-024"):
        run("prune", folder, "--keep", 1, "--json")
    assert len(list(folder.iterdir())) == 3
    assert "2 backups removed" in run("prune", folder, "--keep", 1, answer="y\n").stdout
    assert [path.name for path in folder.iterdir()] == ["2.zip"]
    assert "Nothing to remove" in run("prune", folder, "--keep", 1).stdout
    told = json.loads(run("prune", folder, "--keep", 1, "--yes", "--json").stdout)
    assert told == {"kept": [str(folder / "2.zip")], "removed": [], "damaged": []}


def test_the_same_in_chinese(workspace, tmp_path, monkeypatch):
    monkeypatch.setenv("TRIMTAB_LANG", "zh")
    file = tmp_path / "备份.zip"
    assert "已保存并核对" in run("create", "-w", workspace, "--out", file).stdout
    assert "审计记录完整" in run("verify", file).stdout
    assert "结构版本" in run("list", tmp_path).stdout
    assert "已恢复" in run("restore", file, "-w", tmp_path / "新").stdout
