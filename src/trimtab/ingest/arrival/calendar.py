"""Is a figure overdue by the release calendar."""

from __future__ import annotations

from datetime import datetime

import pyarrow.parquet as pq

from trimtab.ingest.releases import usual_release
from trimtab.kernel import Frequency, Period, Region
from trimtab.tables import Finding, Severity, StagedObservations


def find_overdue(staged: StagedObservations, now: datetime) -> list[Finding]:
    """INGEST-208: by ``now`` the calendar had a later period than the newest one in the file.

    Only indicators with a documented release lag are judged, and only one period beyond the usual
    counts, so that an ordinary delay is not a finding.
    """
    table = pq.read_table(staged.path, columns=["indicator", "region", "frequency", "period"])
    newest = table.group_by(["indicator", "frequency"]).aggregate(
        [("period", "max"), ("region", "min")]
    )
    findings = []
    for row in newest.to_pylist():
        frequency = Frequency(row["frequency"])
        last = Period(frequency, row["period_max"])
        lag = usual_release(row["indicator"], Region(row["region_min"]), frequency)
        if lag is None or now.date() <= last.end:
            continue
        due = Period.containing(now.date(), frequency)
        while due.ordinal > last.ordinal and lag.release(due) > now:
            due += -1
        if due - last > 1:
            params: dict[str, object] = {
                "indicator": row["indicator"], "last": str(last), "due": str(due)
            }  # fmt: skip
            findings.append(Finding("INGEST-208", Severity.NOTE, None, params))
    return findings
