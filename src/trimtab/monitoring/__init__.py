"""Real-time monitoring and early warning: alarms that state their own false-alarm rate."""

from trimtab.monitoring.attributed import (
    Attribution,
    Component,
    LevelSignal,
    SmallestShock,
    Undecided,
)
from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.cards import AlertCard, find_alert, make_card
from trimtab.monitoring.indicators import INDICATORS, IndicatorMeaning, meaning_of
from trimtab.monitoring.level_alarms import LevelAlarm, level_alarms
from trimtab.monitoring.probable import DownturnProbability, ReliabilityBin
from trimtab.monitoring.reasons import reason_sentence
from trimtab.monitoring.service import WATCHED, MonitoringService
from trimtab.monitoring.types import (
    Alarm,
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
    "WATCHED",
    "Alarm",
    "AlertCard",
    "Attribution",
    "Calibration",
    "Classification",
    "Component",
    "Direction",
    "DownturnProbability",
    "Episode",
    "EpisodeStatus",
    "FalseAlarmRate",
    "IndicatorMeaning",
    "Level",
    "LevelAlarm",
    "LevelSignal",
    "MonitoringPass",
    "MonitoringService",
    "ReliabilityBin",
    "Signal",
    "SmallestShock",
    "Undecided",
    "find_alert",
    "level_alarms",
    "make_card",
    "meaning_of",
    "reason_sentence",
]
