"""The demonstration: a workspace from the embedded real data, a pass, a replay, the brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trimtab.app.briefing import write_brief
from trimtab.app.embedded import stage_payroll, stage_state_occupations
from trimtab.app.workspace import Workspace, open_workspace
from trimtab.monitoring import MonitoringPass
from trimtab.office.rights import Right
from trimtab.office.types import OPERATOR
from trimtab.ports import Progress, no_progress

INDICATOR = "employment"


@dataclass(frozen=True, slots=True)
class DemoResult:
    """The pass on all that is embedded, the replay of an earlier day, and the brief written."""

    now: MonitoringPass
    replay: MonitoringPass
    brief: Path


def run_demo(
    folder: Path, replay_at: datetime, progress: Progress = no_progress, actor: str = OPERATOR
) -> DemoResult:
    """Build (or reuse) the workspace in ``folder`` and write ``brief.html`` there.

    Idempotent: publishing the same embedded data again changes nothing. Raises NotAllowedError
    OFFICE-010, OFFICE-016.
    """
    workspace = open_workspace(folder / "workspace", create=True, actor=actor)
    fill_workspace(workspace, progress)
    (now,) = workspace.monitor(datetime.now(UTC), (INDICATOR,), progress=progress)
    (replay,) = workspace.monitor(replay_at, (INDICATOR,), progress=progress)
    brief = (folder / "brief.html").resolve()
    progress("app.step.brief", 0, None)
    write_brief(now, brief, workspace.store.batches(), replay)
    return DemoResult(now, replay, brief)


def fill_workspace(workspace: Workspace, progress: Progress = no_progress) -> None:
    """Publish the embedded payroll employment and the state occupation figures.

    Raises NotAllowedError OFFICE-010.
    """
    workspace.require(Right.OBSERVATIONS_IMPORT)
    stages = (stage_payroll, stage_state_occupations)
    for done, stage in enumerate(stages):
        progress("app.step.import", done, len(stages))
        staged = stage(workspace.staging)
        try:
            workspace.publish(staged)
        finally:
            staged.path.unlink(missing_ok=True)
