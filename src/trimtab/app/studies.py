"""Studies of the detector: on generated panels, or on the calm history of a workspace's panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from trimtab.app.calendar import dated_downturns
from trimtab.app.exposure_source import industry_exposure
from trimtab.app.workspace import open_workspace
from trimtab.kernel import Region
from trimtab.monitoring import MonitoringPass, meaning_of
from trimtab.monitoring.compute.pooled import signed_level
from trimtab.monitoring.compute.thresholds import calm_months
from trimtab.monitoring.studies import CalmHistory, learn_history
from trimtab.ports import Progress, no_progress


def workspace_history(
    folder: Path,
    database: str | None,
    indicator: str,
    months: int,
    progress: Progress = no_progress,
) -> CalmHistory:
    """Calm history of one indicator of a workspace, to draw panels of ``months`` from.

    Raises StateError STORE-002 without a workspace, UnknownCodeError STORE-014 when the indicator
    has no monthly series, InputRejectedError MONITORING-052 when its calm history is too short.
    """
    workspace = open_workspace(folder, database)
    (found,) = workspace.monitor(None, (indicator,), progress=progress)
    return history_of(found, months)


def history_of(found: MonitoringPass, months: int) -> CalmHistory:
    """Calm history of the panel of a pass: away from the downturns dated by then."""
    meaning = meaning_of(found.indicator)
    keys, first = found.signal.series, found.signal.first
    country = Region(keys[0].region.country)
    calm = calm_months(
        dated_downturns(country.country, found.known_at),
        [country],
        first,
        found.adjusted.shape[1],
    )[0]
    exposure = industry_exposure([key.industry for key in keys])
    return learn_history(
        found.indicator,
        signed_level(found.adjusted, meaning.direction, meaning.logarithmic),
        calm,
        [str(key.region) for key in keys],
        ["" if key.industry is None else str(key.industry) for key in keys],
        exposure if np.isfinite(exposure).any() else None,
        months,
    )
