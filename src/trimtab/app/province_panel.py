"""The province's panel as observations, published into a workspace of its own."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab.app.workspace import Workspace, open_workspace
from trimtab.kernel import Frequency, ObsStatus, Period, SeasonalAdjustment
from trimtab.province import BASIS, BASIS_KEY, MEASURES, Province, panel_table
from trimtab.tables import OBSERVATIONS, StagedObservations, Vintage

SYNTHETIC = f"{BASIS}:"
"""What the source of a batch of synthetic data begins with."""

_RELEASE_DAYS = 14  # after the month, on the 15th of the next


def released(month: Period) -> datetime:
    """The instant at which a month's figures count as published: the 15th of the next."""
    return datetime.combine(month.end + timedelta(days=_RELEASE_DAYS), time(), UTC)


def panel_observations(province: Province) -> pa.Table:
    """The panel in the form of OBSERVATIONS, its metadata saying that it is synthetic."""
    panel = panel_table(province.figures, province.panel)
    months = [province.panel.first + step for step in range(province.panel.months)]
    names = pa.array([str(month) for month in months])
    at = pc.index_in(panel["month"], value_set=names).to_numpy()
    instants = np.array([released(month).replace(tzinfo=None) for month in months], "M8[us]")
    rows = panel.num_rows
    fixed = {
        "region": panel["prefecture"],
        "industry": panel["industry"],
        "occupation": pa.repeat("", rows),
        "frequency": pa.repeat(Frequency.MONTHLY.value, rows),
        "unit": pa.repeat("count", rows),
        "seasonal_adjustment": pa.repeat(SeasonalAdjustment.NONE.value, rows),
        "period": pa.array(np.array([month.ordinal for month in months])[at], pa.int32()),
        "release_time": pa.array(instants[at], pa.timestamp("us", tz="UTC")),
        "obs_status": pa.repeat(ObsStatus.NORMAL.value, rows),
    }
    parts = [
        pa.table(
            {
                **fixed,
                "indicator": pa.repeat(indicator, rows),
                "value": panel[indicator].cast(pa.float64()),
            }
        ).select(OBSERVATIONS.schema.names)
        for indicator in MEASURES
    ]
    table = pa.concat_tables(parts).cast(OBSERVATIONS.schema)
    return table.replace_schema_metadata({BASIS_KEY: BASIS})


def fill_province_workspace(province: Province, folder: Path, actor: str) -> Workspace:
    """Open or create the workspace and publish the panel as one batch.

    Publishing the same panel again changes nothing. Raises NotAllowedError OFFICE-010, OFFICE-016.
    """
    workspace = open_workspace(folder, create=True, actor=actor)
    workspace.staging.mkdir(parents=True, exist_ok=True)
    path = workspace.staging / "province.parquet"
    table = panel_observations(province)
    try:
        pq.write_table(table, path)
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        source = f"{SYNTHETIC}demonstration province, seed {province.settings.seed}"
        workspace.publish(
            StagedObservations(path, table.num_rows, source, content, Vintage.FINAL_WITH_LAG.value)
        )
    finally:
        path.unlink(missing_ok=True)
    return workspace
