"""Kept runs of the simulator: each done by a job, renamed, deleted and brought back, shared."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trimtab.app.jobs import Jobs
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.simulator_draft import LONGEST_NAME, Draft, one_line, scenario_text
from trimtab.app.workbench.simulator_folders import (
    FOLDER,
    SCENARIO,
    About,
    abouts_of,
    change_about,
    digest_of,
    has_figures,
    purge,
    read_about,
    read_results,
    write_about,
)
from trimtab.app.workbench.simulator_preview import check_draft, fields_of
from trimtab.kernel import InputRejectedError, Problem, UsageError, Wording
from trimtab.office import Job, JobState
from trimtab.office.jobs import OVER
from trimtab.office.rights import Right, require
from trimtab.office.types import Actor
from trimtab.ports.jobs import JobProgress

DONE, LOST = JobState.DONE.value, "lost"
_KIND = "simulation.run"


@dataclass(frozen=True)
class RunCard:
    """A run as a list shows it. ``state``: that of its job, ``done`` when its figures are there,
    ``lost`` when neither figures nor job are."""

    about: About
    state: str
    maker: str = ""  # title of who made it
    progress: JobProgress | None = None
    error: Mapping[str, Any] | None = None

    @property
    def run_id(self) -> str:
        return self.about.run_id

    @property
    def name(self) -> str:
        """Empty where none was given."""
        return self.about.name

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def is_under_way(self) -> bool:
        return self.state in (JobState.QUEUED.value, JobState.RUNNING.value)


def create_run(bench: Workbench, actor: str, draft: Draft) -> RunCard:
    """Keep a draft as a run and queue the job that does it.

    Raises InputRejectedError WEB-094, UsageError WEB-101 for a draft without any lever or shock,
    NotAllowedError OFFICE-010.
    """
    if not draft.uses:
        raise UsageError("WEB-101")
    check_draft(draft)
    now = datetime.now(UTC)
    purge(bench.folder, now)
    run_id = f"{now:%Y%m%d}-{secrets.token_hex(4)}"
    folder = bench.folder / FOLDER / run_id
    jobs = _jobs(bench, actor, f"simulation {run_id}")
    folder.mkdir(parents=True)
    try:
        written = scenario_text(draft, folder.absolute())
        (folder / SCENARIO).write_text(written, encoding="utf-8")
        given = {"scenario": str(folder / SCENARIO), "out": str(folder)}
        job = jobs.add(_KIND, given, f"{_KIND}:{run_id}")
        levers = tuple(one.form for one in draft.levers)
        about = About(
            run_id, draft.name, now, actor, job.job_id, draft.ground.name, levers, fields_of(draft)
        )
        write_about(folder, about)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return RunCard(about, job.state.value, actor)


def list_runs(bench: Workbench, actor: str, *, deleted: bool = False) -> tuple[RunCard, ...]:
    """Runs of the workspace, newest first; with ``deleted`` those that can be brought back.

    Raises NotAllowedError OFFICE-010.
    """
    found = [one for one in abouts_of(bench.folder) if (one.deleted_at is not None) == deleted]
    found.sort(key=lambda one: (one.made_at, one.run_id), reverse=True)
    return _cards(bench, actor, found)


def find_run(bench: Workbench, actor: str, run_id: str) -> RunCard:
    """One run, also a deleted one. Raises UnknownCodeError WEB-090."""
    return _cards(bench, actor, [read_about(bench.folder, run_id)])[0]


def rename_run(bench: Workbench, actor: str, run_id: str, name: str) -> About:
    """Give a run another name; figures, scenario and digest stay.

    Raises UnknownCodeError WEB-090, InputRejectedError WEB-098, NotAllowedError OFFICE-010.
    """
    _require(bench, actor)
    given = one_line(name)
    if not 0 < len(given) <= LONGEST_NAME:
        params = {"field": "name", "n": len(given), "most": LONGEST_NAME}
        problem = Problem("WEB-098", column="name", params=params)
        raise InputRejectedError("WEB-094", problems=[problem], n=1)
    return change_about(bench.folder, run_id, name=given)


def delete_run(bench: Workbench, actor: str, run_id: str) -> About:
    """Hide a run, to be brought back within ``KEPT_DAYS``; its job is cancelled if it is under way.

    Raises UnknownCodeError WEB-090, NotAllowedError OFFICE-010.
    """
    _require(bench, actor)
    card = find_run(bench, actor, run_id)
    if card.is_under_way:
        cancel_run(bench, actor, run_id)
    return change_about(bench.folder, run_id, deleted_at=datetime.now(UTC), deleted_by=actor)


def restore_run(bench: Workbench, actor: str, run_id: str) -> About:
    """Bring a deleted run back. Raises UnknownCodeError WEB-090, NotAllowedError OFFICE-010."""
    _require(bench, actor)
    return change_about(bench.folder, run_id, deleted_at=None, deleted_by="")


def cancel_run(bench: Workbench, actor: str, run_id: str) -> Job:
    """Cancel the job of a run. Raises StateError JOB-003, NotAllowedError OFFICE-010."""
    about = read_about(bench.folder, run_id)
    return _jobs(bench, actor, f"simulation {run_id}").cancel(about.job_id)


def retry_run(bench: Workbench, actor: str, run_id: str) -> Job:
    """Queue the job of a run again, from where it ended. Raises StateError JOB-004."""
    about = read_about(bench.folder, run_id)
    return _jobs(bench, actor, f"simulation {run_id}").retry(about.job_id)


@dataclass(frozen=True)
class SharedRun:
    """A finished run as an assessment freezes it: ``digest`` is the SHA-256 of its results.

    The same scenario, economy, seed and version give the same bytes, and so the same digest.
    """

    run_id: str
    name: str
    digest: str
    scenario_sha256: str
    economy: str
    basis: str
    version: str
    headlines: tuple[Wording, ...]

    def to_plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        told = [one.to_plain() for one in self.headlines]
        return {**asdict(self), "headlines": told, "path": f"{FOLDER}/{self.run_id}"}


def shared_run(workspace: Path, run_id: str) -> SharedRun:
    """What an assessment freezes of a run.

    Raises UnknownCodeError WEB-090 for a run that does not exist, StateError WEB-091 for one that
    has not ended, WEB-093 for one whose figures are not whole.
    """
    from trimtab.app.workbench.simulator_results import headlines_of

    about = read_about(workspace, run_id)
    results = read_results(workspace, run_id)
    scenario = results["scenario"]
    return SharedRun(
        run_id=run_id,
        name=about.name,
        digest=digest_of(workspace, run_id),
        scenario_sha256=scenario["scenario_sha256"],
        economy=scenario["economy"]["name"],
        basis=scenario["economy"]["basis"],
        version=scenario["version"],
        headlines=headlines_of(workspace, run_id),
    )


def _require(bench: Workbench, actor: str) -> None:
    """Runs are of the whole office, as their jobs are."""
    with bench.office.reading() as reading:
        require(reading, actor, Right.JOBS_RUN, None)


def _cards(bench: Workbench, actor: str, abouts: list[About]) -> tuple[RunCard, ...]:
    jobs = _jobs(bench, actor, "simulation")
    there = {one.run_id: has_figures(bench.folder, one.run_id) for one in abouts}
    known = {job.job_id: job for job in jobs.list()} if not all(there.values()) else {}
    open_jobs = [job for job in known.values() if job.state not in OVER]
    progress = jobs.progress(open_jobs) if open_jobs else {}
    with bench.office.reading() as reading:
        makers = {one.actor_id: one.title for one in reading.find(Actor)}
    cards = []
    for one in abouts:
        job = known.get(one.job_id)
        state = DONE if there[one.run_id] else _state_without_figures(job)
        error = job.error if job else None
        maker = makers.get(one.made_by) or one.made_by
        cards.append(RunCard(one, state, maker, progress.get(one.job_id), error))
    return tuple(cards)


def _state_without_figures(job: Job | None) -> str:
    return LOST if job is None or job.state is JobState.DONE else job.state.value


def _jobs(bench: Workbench, actor: str, reason: str) -> Jobs:
    return Jobs(bench.folder, bench.database_url, bench.office, actor, reason)
