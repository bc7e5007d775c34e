"""Jobs as an administrator uses them: asked for, done by a worker, looked at."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.kernel import TrimtabError


@dataclass(frozen=True)
class Bureau:
    """A folder with a table and its mapping; commands run in this process, which is faster."""

    folder: Path

    def run(self, *arguments: str, lang: str = "en") -> tuple[int, str]:
        """Exit code and what was printed; of a refusal, its code."""
        from trimtab.cli.commands import application

        settings = environment(lang) | {"TRIMTAB_WORKSPACE": str(self.folder / "workspace")}
        done = CliRunner().invoke(application, arguments, env=settings)
        if isinstance(done.exception, TrimtabError):
            return done.exception.exit_code, done.exception.code
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output


@pytest.fixture(scope="module")
def bureau(repository: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("bureau")
    source = repository / "docs/examples/synthetic_registered_unemployment.csv"
    (folder / "figures.csv").write_bytes(source.read_bytes())
    before = Path.cwd()
    os.chdir(folder)
    assert Bureau(folder).run("ingest", "inspect", "figures.csv")[0] == 0
    yield Bureau(folder)
    os.chdir(before)


def environment(lang: str = "en") -> dict[str, str]:
    return {"TRIMTAB_LANG": lang, "COLUMNS": "160", "NO_COLOR": "1", "TRIMTAB_ACTOR": "operator"}


def ask(bureau: Bureau, *arguments: str) -> dict[str, object]:
    return parsed(bureau.run("jobs", "add", *arguments, "--json"))


def parsed(answer: tuple[int, str]) -> dict[str, object]:
    exit_code, printed = answer
    assert exit_code == 0, printed
    return json.loads(printed)


def show(bureau: Bureau, job: dict[str, object]) -> dict[str, object]:
    return parsed(bureau.run("jobs", "show", str(job["job_id"]), "--json"))


def test_an_import_is_asked_for_now_and_done_later(bureau: Bureau):
    told = ("-p", "source=figures.csv", "-p", "mapping=figures.mapping.yaml")
    job = ask(bureau, "ingest.import", *told, "--once", "2026-11", "--reason", "monthly delivery")
    assert (job["state"], job["asked_by"]) == ("queued", "operator")
    # a worker may run in another folder
    assert job["params"]["source"] == str(bureau.folder / "figures.csv")
    assert ask(bureau, "ingest.import", *told, "--once", "2026-11")["job_id"] == job["job_id"]
    exit_code, printed = bureau.run("jobs", "work", "--until-idle")
    assert exit_code == 0
    assert "import of a source: done" in printed
    done = show(bureau, job)
    assert done["state"] == "done"
    assert done["result"]["rows"] > 100
    batches = parsed(bureau.run("stores", "list", "--json"))["batches"]
    assert [batch["batch_id"] for batch in batches] == [done["result"]["batch_id"]]


def test_what_cannot_be_done_says_why_in_both_languages(bureau: Bureau):
    job = ask(bureau, "ingest.import", "-p", "source=nowhere.csv")
    assert bureau.run("jobs", "work", "--until-idle", "--quiet") == (0, "")
    failed = show(bureau, job)
    assert (failed["state"], failed["attempt"]) == ("failed", 1)  # it would fail again
    assert failed["error"]["code"] == "INGEST-001"
    assert "nowhere.csv" in failed["error"]["sentence"]
    _, listed = bureau.run("jobs", "list", "--state", "failed", lang="zh")
    assert job["job_id"] in listed
    assert "数据导入" in listed
    assert "失败" in listed
    assert bureau.run("jobs", "retry", str(job["job_id"]))[0] == 0
    assert bureau.run("jobs", "cancel", str(job["job_id"]))[0] == 0
    assert show(bureau, job)["state"] == "cancelled"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (("add", "no.such.kind"), 4, "JOB-008"),
        (("add", "stores.verify", "-p", "deep=true"), 2, "JOB-009"),
        (("add", "ingest.import"), 2, "JOB-010"),
        (("add", "monitoring.run", "-p", "promised_rate=5%"), 2, "JOB-011"),
        (("add", "ingest.import", "-p", "figures.csv"), 2, "JOB-012"),
        (("cancel", "nowhere"), 4, "JOB-002"),
        (("work", "--kind", "no.such.kind"), 4, "JOB-008"),
        (("work", "--lease", "0"), 2, "JOB-005"),
        (("add", "stores.verify", "--actor", "stranger"), 8, "OFFICE-017"),
        (("list", "--actor", "stranger"), 8, "OFFICE-017"),
    ],
)
def test_a_wrong_call_is_refused_with_its_code(
    bureau: Bureau, arguments, exit_code: int, code: str
):
    assert bureau.run("jobs", *arguments) == (exit_code, code)


def test_every_kind_of_upkeep_is_done(bureau: Bureau):
    kinds = ("stores.verify", "stores.compact", "audit.verify", "backup.create")
    told = {"backup.create": ("-p", "out=backup.zip")}
    jobs = [ask(bureau, kind, *told.get(kind, ())) for kind in kinds]
    assert bureau.run("jobs", "work", "--until-idle", "--quiet") == (0, "")
    ended = [show(bureau, job) for job in jobs]
    assert [(job["state"], job["error"]) for job in ended] == [("done", None)] * 4
    assert (bureau.folder / "backup.zip").stat().st_size > 1000


def test_a_monitoring_pass_leaves_its_brief(bureau: Bureau):
    job = ask(bureau, "monitoring.run", "-p", "brief=brief.html")
    assert bureau.run("jobs", "work", "--once", "--quiet") == (0, "")
    done = show(bureau, job)
    assert done["state"] == "done", done["error"]
    assert done["result"]["indicators"] == ["unemployed"]
    assert "<html" in (bureau.folder / "brief.html").read_text(encoding="utf-8")


def test_a_standing_worker_ends_when_it_is_told_to(bureau: Bureau):
    worker = subprocess.Popen(
        [str(Path(sys.executable).with_name("trimtab")), "jobs", "work"],
        cwd=bureau.folder,
        env=os.environ | environment() | {"TRIMTAB_WORKSPACE": "workspace"},
        stdout=subprocess.PIPE,
    )
    try:
        job = ask(bureau, "stores.verify")
        for _ in range(600):
            if show(bureau, job)["state"] == "done":
                break
            assert worker.poll() is None
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
    finally:
        worker.kill()
        worker.communicate()
    assert show(bureau, job)["state"] == "done"
