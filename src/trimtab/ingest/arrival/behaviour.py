"""Series that behave oddly by their own past: rescaled, frozen, stale.

Thresholds are deliberately wide: these are questions to a person, not corrections.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.ingest.arrival.history import aligned
from trimtab.kernel import Frequency
from trimtab.tables import Finding, Panel, Severity

_FROZEN_RUN = {
    Frequency.DAILY: 28,
    Frequency.WEEKLY: 8,
    Frequency.MONTHLY: 6,
    Frequency.QUARTERLY: 4,
    Frequency.ANNUAL: 3,
}
_STALE_AFTER = 2  # periods behind the other series of the indicator
_LEAST_COMMON = 3  # figures; a tenfold revision of one or two is INGEST-211
_POWERS = np.array([0.001, 0.01, 0.1, 10.0, 100.0, 1_000.0, 10_000.0])

Matrix = npt.NDArray[np.float64]


def find_rescaled(panel: Panel, before: Panel) -> list[Finding]:
    """INGEST-204: figures known before come back multiplied by a power of ten."""
    common, now, then = aligned(panel, before)
    if not common:
        return []
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((then != 0) & (now != 0), now / then, np.nan)
    findings = []
    for row in np.flatnonzero(np.isfinite(ratio).sum(axis=1) >= _LEAST_COMMON):
        typical = float(np.nanmedian(ratio[row]))
        power = float(_POWERS[np.abs(np.log10(np.abs(typical) / _POWERS)).argmin()])
        if typical > 0 and abs(typical / power - 1) < 0.02:
            findings.append(
                Finding("INGEST-204", Severity.WARNING, common[row], {"factor": f"{power:g}"})
            )
    return findings


def find_frozen(panel: Panel) -> list[Finding]:
    """INGEST-205: the last figures are all equal, longer than the series ever stood still."""
    run = _FROZEN_RUN[panel.frequency]
    findings = []
    for row, values in enumerate(panel.values):
        known = values[~np.isnan(values)]
        if known.size < 2 * run:
            continue
        lengths = _run_lengths(known)
        if lengths[-1] >= run and lengths[-1] > 1.5 * max(lengths[:-1], default=0):
            params: dict[str, object] = {"periods": int(lengths[-1]), "value": float(known[-1])}
            findings.append(Finding("INGEST-205", Severity.WARNING, panel.series[row], params))
    return findings


def _run_lengths(values: Matrix) -> list[int]:
    changes = np.flatnonzero(np.diff(values)) + 1
    return [int(n) for n in np.diff(np.concatenate([[0], changes, [values.size]]))]


def find_stale(panel: Panel) -> list[Finding]:
    """INGEST-206: a series ends before the others of its indicator."""
    known = ~np.isnan(panel.values)
    width = known.shape[1]
    last = np.where(known.any(axis=1), width - 1 - known[:, ::-1].argmax(axis=1), -1)
    names = np.array([key.indicator for key in panel.series])
    findings = []
    for name in np.unique(names):
        group = names == name
        newest = int(last[group].max())
        for row in np.flatnonzero(group & (last >= 0) & (last <= newest - _STALE_AFTER)):
            params: dict[str, object] = {
                "last": str(panel.first + int(last[row])), "others": str(panel.first + newest)
            }  # fmt: skip
            findings.append(Finding("INGEST-206", Severity.WARNING, panel.series[row], params))
    return findings
