"""Which levels of a panel are in alarm: the nation's cycle, regions, industries, exposure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Period
from trimtab.monitoring.attributed import Component, LevelSignal
from trimtab.monitoring.compute.crossings import levels_reached
from trimtab.monitoring.compute.episodes import open_spans
from trimtab.monitoring.compute.thresholds import ALARM_INDEX, ALARM_LEVEL
from trimtab.monitoring.types import Level, MonitoringPass


@dataclass(frozen=True, slots=True)
class LevelAlarm:
    """A node in alarm in the last month: one region's common movement, one industry's, ...

    ``since`` is the month in which it crossed the alarm threshold (level 3), or level 1 for a
    confirmed node that has not; ``confirmed`` whether it survives false-discovery control from the
    nation down.
    """

    component: Component
    node: str
    level: Level
    since: Period
    statistic: float
    threshold: float
    promised_rate: float
    confirmed: bool


def level_alarms(found: MonitoringPass) -> tuple[LevelAlarm, ...]:
    """Open nodes above the single series, highest level first.

    A node is open from the threshold it crossed until it falls to 40 % of that.
    """
    alarms = [
        alarm
        for signal in found.levels
        if signal.component is not Component.OWN
        for alarm in _alarms_of(signal, found.signal.first)
    ]
    return tuple(sorted(alarms, key=lambda alarm: (-alarm.level, alarm.since, alarm.node)))


def _alarms_of(signal: LevelSignal, first: Period) -> list[LevelAlarm]:
    nodes = len(signal.nodes)
    thresholds = np.tile(signal.thresholds, (nodes, 1))
    reached = levels_reached(signal.statistic, thresholds)
    found = []
    below_alarm = signal.confirmed & (reached[:, -1] < ALARM_LEVEL)
    crossed = np.where(below_alarm, thresholds[:, 0], thresholds[:, ALARM_INDEX])
    for span in open_spans(signal.statistic, crossed):
        last = np.flatnonzero(~np.isnan(signal.statistic[span.row]))[-1]
        if span.end is None and last == signal.statistic.shape[1] - 1:
            level = Level(max(int(reached[span.row, last]), 1))
            found.append(
                LevelAlarm(
                    signal.component,
                    signal.nodes[span.row],
                    level,
                    first + span.start,
                    float(signal.statistic[span.row, last]),
                    signal.thresholds[level - 1],
                    signal.promised_rate,
                    bool(signal.confirmed[span.row]),
                )
            )
    return found
