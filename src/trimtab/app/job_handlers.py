"""What a worker does for each kind of job. All of it may be done twice without harm: a batch is
known by its content, a brief is written over itself, a message carries its id."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from trimtab.app.delivery import sender_for
from trimtab.app.workspace import Workspace, open_workspace
from trimtab.kernel import UsageError, parse_instant
from trimtab.office.notifications import SENDING
from trimtab.office.notifications_sending import send_message
from trimtab.ports.jobs import JobHandler, JobOutcome, JobRun
from trimtab.stores.office.store import SqlOfficeStore


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace a worker serves."""

    folder: Path
    database_url: str | None
    office: SqlOfficeStore

    @contextmanager
    def workspace(self, run: JobRun) -> Iterator[Workspace]:
        """The workspace, open for one job, with the rights and in the name of who asked for it."""
        opened = open_workspace(self.folder, self.database_url, actor=run.asked_by)
        with opened.store:
            yield opened


def handlers_of(place: Place) -> Mapping[str, JobHandler]:
    """A handler for every kind of job."""
    ours = {
        "ingest.import": _import,
        "monitoring.run": _monitor,
        "simulation.run": _simulate,
        "coordination.deadlines": _check_deadlines,
        "credentials.issue_batch": _issue_batch,
        "credentials.revoke_batch": _revoke_batch,
        "credentials.reissue": _reissue,
        "credentials.upkeep": _keep_credentials,
        "stores.verify": _verify_store,
        "stores.compact": _compact_store,
        "audit.verify": _verify_trail,
        "backup.create": _back_up,
    }
    handlers: dict[str, JobHandler] = {kind: partial(do, place) for kind, do in ours.items()}
    senders = partial(sender_for, environment=os.environ)
    handlers[SENDING] = partial(send_message, store=place.office, senders=senders)
    return handlers


def _import(place: Place, run: JobRun) -> JobOutcome:
    from trimtab.app.imports import import_source

    mapping = run.params.get("mapping")
    with place.workspace(run) as workspace:
        outcome = import_source(
            workspace,
            run.params["source"],
            mapping=Path(mapping) if mapping else None,
            connector=run.params.get("connector"),
            accept_shrunk=run.params.get("accept_shrunk", False),
            progress=run.progress,
        )
    assert outcome.batch is not None  # only checking was not asked for
    return JobOutcome(
        {
            "batch_id": outcome.batch.batch_id,
            "rows": outcome.batch.rows,
            "was_there": outcome.was_there,
            "findings": len(outcome.findings),
        }
    )


def _monitor(place: Place, run: JobRun) -> JobOutcome:
    """The instant is fixed by the first attempt: a later one must not know more."""
    from trimtab.app.alert_news import tell_of_alerts

    asked = run.params.get("as_of")
    if run.checkpoint is None:
        instant = parse_instant(asked) if asked else datetime.now(UTC)
        run.save({"as_of": instant.isoformat()})
    else:
        instant = datetime.fromisoformat(run.checkpoint["as_of"])
    brief = run.params.get("brief")
    with place.workspace(run) as workspace:
        passes = workspace.monitor(
            instant,
            tuple(run.params.get("indicators", ())),
            run.params.get("promised_rate", 0.05),
            run.progress,
        )
        if brief:
            workspace.write_brief(passes, Path(brief))
    result: dict[str, Any] = {
        "as_of": instant.isoformat(),
        "indicators": [one.indicator for one in passes],
        "open_alerts": sum(alert.ended is None for one in passes for alert in one.episodes),
        "brief": brief,
    }
    if asked:
        return JobOutcome(result)  # a look at the past is no news
    return JobOutcome(result, partial(tell_of_alerts, passes=passes))


def _simulate(place: Place, run: JobRun) -> JobOutcome:
    """Reads no workspace: a scenario names its own economy."""
    from trimtab.app.simulation_job import run_simulation_job

    return run_simulation_job(run)


def _check_deadlines(place: Place, run: JobRun) -> JobOutcome:
    from trimtab.app.coordination_job import check_deadlines_job

    return check_deadlines_job(run, place.office)


def _issue_batch(place: Place, run: JobRun) -> JobOutcome:
    from trimtab.app.credentials_batch import issue_batch_job
    from trimtab.app.credentials_signing import Keyring

    return issue_batch_job(run, place.office, Keyring.of(place.folder))


def _revoke_batch(place: Place, run: JobRun) -> JobOutcome:
    from trimtab.app.credentials_revoking import revoke_batch_job
    from trimtab.app.credentials_signing import Keyring

    return revoke_batch_job(run, place.office, Keyring.of(place.folder))


def _reissue(place: Place, run: JobRun) -> JobOutcome:
    from trimtab.app.credentials_handlers import reissue_job
    from trimtab.app.credentials_signing import Keyring

    return reissue_job(run, place.office, Keyring.of(place.folder))


def _keep_credentials(place: Place, run: JobRun) -> JobOutcome:
    from trimtab.app.credentials_handlers import upkeep_job
    from trimtab.app.credentials_signing import Keyring
    from trimtab.app.credits_standing import settle_bank

    settle_bank(place.office, run.asked_by, datetime.now(UTC).date())
    return upkeep_job(run, place.office, Keyring.of(place.folder))


def _verify_store(place: Place, run: JobRun) -> JobOutcome:
    with place.workspace(run) as workspace:
        return JobOutcome({"batches": workspace.verify_store(run.progress)})


def _compact_store(place: Place, run: JobRun) -> JobOutcome:
    with place.workspace(run) as workspace:
        return JobOutcome({"merged": workspace.compact_store(run.progress)})


def _verify_trail(place: Place, run: JobRun) -> JobOutcome:
    from trimtab.app.audit import verify_trail

    verdict = verify_trail(place.office, progress=run.progress)
    head = verdict.head.hash if verdict.head else None
    return JobOutcome({"entries": verdict.entries, "head": head})


def _back_up(place: Place, run: JobRun) -> JobOutcome:
    """The first attempt settles which file; a later one may write over what it left there."""
    from trimtab.stores.backup import create_backup

    out = Path(run.params["out"])
    if run.checkpoint is None:
        file = out / f"trimtab-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip" if out.is_dir() else out
        if file.exists():
            raise UsageError("BACKUP-001", file=str(file))
        run.save({"file": str(file)})
    else:
        file = Path(run.checkpoint["file"])
    info = create_backup(
        place.folder,
        place.database_url,
        file,
        run.progress,
        actor=run.asked_by,
        reason=f"job {run.job_id}",
        replace=True,
    )
    return JobOutcome({"file": str(info.file), "bytes": info.bytes, "batches": info.batches})
