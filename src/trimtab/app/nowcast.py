"""The nowcast of a workspace, and its past estimates as a file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from trimtab.app.workspace import Workspace
from trimtab.kernel import UsageError
from trimtab.kernel.files import written_whole
from trimtab.monitoring.nowcast import Nowcast, NowcastService

HISTORY_COLUMNS = (
    "known_at",
    "last_published",
    "month",
    "step",
    "regime",
    "estimate",
    "low",
    "high",
    "carried_forward",
    "published",
)


def estimate_ragged_edge(
    workspace: Workspace,
    instant: datetime | None,
    target: str = "unemployment_rate",
    sources: Sequence[str] = (),
    region: str | None = None,
) -> Nowcast:
    """The months not yet published as known at an instant, now if not given."""
    service = NowcastService(workspace.store)
    return service.estimate(instant or datetime.now(UTC), target, sources, region)


def write_history(nowcast: Nowcast, path: Path) -> int:
    """Write one row for each past origin and step, whole or not at all; returns the rows.

    Raises UsageError NOWCAST-006 when the file cannot be written.
    """
    try:
        with written_whole(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HISTORY_COLUMNS)
            for one in nowcast.past:
                writer.writerow(
                    (
                        one.origin.isoformat(),
                        one.last_published,
                        one.month,
                        one.step,
                        one.regime.value,
                        one.estimate,
                        one.low,
                        one.high,
                        one.carried,
                        one.actual,
                    )
                )
    except OSError as error:
        raise UsageError("NOWCAST-006", file=str(path), detail=str(error)) from error
    return len(nowcast.past)
