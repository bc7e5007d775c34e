"""``/api/v1/operations``: the server's condition, for those who keep it running."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab import __version__
from trimtab.app.workbench.operations import condition
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import PROBLEMS

router = APIRouter(prefix="/operations", tags=["operations"], responses=PROBLEMS)

Keeper = Annotated[Viewer, needs(Right.STORES_MAINTAIN)]


class Workers(BaseModel):
    """Processes that do jobs."""

    wanted: int
    alive: int
    restarts: int = Field(description="How often one had to be started again.")


class ConditionAnswer(BaseModel):
    """What answers and what waits."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ready": True,
                    "version": "0.6.0",
                    "database": True,
                    "store": True,
                    "workers": {"wanted": 1, "alive": 1, "restarts": 0},
                    "jobs": {"queued": 0, "running": 1, "done": 12, "failed": 0, "cancelled": 0},
                    "batches": 3,
                }
            ]
        }
    )

    ready: bool
    version: str
    database: bool
    store: bool
    workers: Workers
    jobs: dict[str, int]
    batches: int


@router.get("/condition", summary="The server's condition")
def show(request: Request, _viewer: Keeper) -> ConditionAnswer:
    """The same that `/ready` and `/metrics` tell, in one document."""
    found = condition(bench(request))
    workers = found.workers
    return ConditionAnswer(
        ready=found.ready,
        version=__version__,
        database=found.database,
        store=found.store,
        workers=Workers(wanted=workers.wanted, alive=workers.alive, restarts=workers.restarts),
        jobs=dict(found.jobs),
        batches=found.batches,
    )
