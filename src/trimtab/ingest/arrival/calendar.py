"""Is a figure overdue by the release calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from trimtab.ingest.releases import usual_release
from trimtab.kernel import Period, SeriesKey
from trimtab.tables import Finding, Panel, Severity

Newest = dict[str, tuple[Period, SeriesKey]]


def note_newest(panel: Panel, newest: Newest) -> None:
    """Keep the newest period with a figure of each indicator, and a series that has it."""
    known = ~np.isnan(panel.values)
    for row in np.flatnonzero(known.any(axis=1)):
        key = panel.series[row]
        last = panel.first + int(np.flatnonzero(known[row])[-1])
        if key.indicator not in newest or last > newest[key.indicator][0]:
            newest[key.indicator] = (last, key)


def find_overdue(newest: Mapping[str, tuple[Period, SeriesKey]], now: datetime) -> list[Finding]:
    """INGEST-208: by ``now`` the calendar had a later period than the newest one in the file.

    Only indicators with a documented release lag are judged, and only more than one period beyond
    the newest counts, so that an ordinary delay is not a finding.
    """
    findings = []
    for indicator, (last, key) in sorted(newest.items()):
        lag = usual_release(indicator, key.region, key.frequency)
        if lag is None or now.date() <= last.end:
            continue
        due = Period.containing(now.date(), key.frequency)
        while due > last and lag.release(due) > now:
            due += -1
        if due - last > 1:
            params: dict[str, object] = {
                "indicator": indicator, "last": str(last), "due": str(due)
            }  # fmt: skip
            findings.append(Finding("INGEST-208", Severity.NOTE, None, params))
    return findings
