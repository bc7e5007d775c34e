"""Real-time monitoring and early warning: alarms that state their own false-alarm rate."""

from trimtab.monitoring.indicators import INDICATORS, IndicatorMeaning, meaning_of
from trimtab.monitoring.reasons import reason_sentence
from trimtab.monitoring.service import MonitoringService
from trimtab.monitoring.types import (
    Alarm,
    Calibration,
    Classification,
    Direction,
    Episode,
    EpisodeStatus,
    FalseAlarmRate,
    Level,
    MonitoringPass,
    Signal,
)

__all__ = [
    "INDICATORS",
    "Alarm",
    "Calibration",
    "Classification",
    "Direction",
    "Episode",
    "EpisodeStatus",
    "FalseAlarmRate",
    "IndicatorMeaning",
    "Level",
    "MonitoringPass",
    "MonitoringService",
    "Signal",
    "meaning_of",
    "reason_sentence",
]
