"""What each statistic could find within a budget of false alarms: a sweep over thresholds."""

from __future__ import annotations

import numpy as np

from trimtab.monitoring.backtest.matching import first_hits
from trimtab.monitoring.backtest.stage import Stage
from trimtab.monitoring.backtest.types import Detection
from trimtab.monitoring.compute.crossings import alarm_months

BUDGETS = (0.02, 0.05, 0.10)  # false alarms per series-year
_SWEEP_STEPS = 120


def detect_at_budgets(stage: Stage) -> tuple[Detection, ...]:
    """For each budget the threshold with most hits, then least median lag, within the budget."""
    ratio = stage.track.ratio
    positive = ratio[stage.scored & (ratio > 0)]
    if len(positive) == 0:
        return ()
    shares = 1 - np.geomspace(0.5, 1 / max(len(positive), 2), _SWEEP_STEPS)
    thresholds = np.unique(np.append(np.quantile(positive, shares), 1.0))
    alarms = alarm_months(ratio, thresholds[:, None]) & stage.scored
    rate = (alarms & stage.calm).sum(axis=(1, 2)) / (stage.scored.sum() / 12)
    found = first_hits(
        alarms, int(stage.track.months[0]), stage.timeline, stage.rule.hit_lead_months
    )
    lag = np.where((found >= 0) & stage.events, found - stage.timeline.start, np.nan)
    hits = (~np.isnan(lag)).sum(axis=1)
    medians = np.array([np.median(row[~np.isnan(row)]) if n else np.inf
                        for row, n in zip(lag, hits, strict=True)])  # fmt: skip
    chosen = []
    for budget in BUDGETS:
        within = np.flatnonzero(rate <= budget)
        if len(within):
            best = within[np.lexsort((medians[within], -hits[within]))[0]]
            chosen.append(
                Detection(
                    budget,
                    float(thresholds[best]),
                    float(rate[best]),
                    stage.share(~np.isnan(lag[best]), stage.events),
                    stage.median(lag[best]),
                )
            )
    return tuple(chosen)
