"""The honest back-test: fit on the past, match alarms one to one, score with intervals.

``run_backtest`` is what the command ``trimtab monitoring backtest`` runs;
``leave_one_episode_out`` gives development scores that are never in-sample.
"""

from trimtab.monitoring.backtest.development import leave_one_episode_out
from trimtab.monitoring.backtest.episodes import NationalEpisode, find_national_episodes
from trimtab.monitoring.backtest.files import write_alarms_csv, write_probabilities_csv
from trimtab.monitoring.backtest.matching import Clock, Matching, Outcome, match_alarms
from trimtab.monitoring.backtest.protocol import run_backtest
from trimtab.monitoring.backtest.sensitivity import rescore
from trimtab.monitoring.backtest.study import BacktestStudy, study_result
from trimtab.monitoring.backtest.table import ScoreRow, scores_table
from trimtab.monitoring.backtest.timeline import Timeline
from trimtab.monitoring.backtest.types import (
    BacktestResult,
    Detection,
    DetectorResult,
    ProbabilityScores,
    Scores,
    Track,
)
from trimtab.monitoring.probable import ReliabilityBin

__all__ = [
    "BacktestResult",
    "BacktestStudy",
    "Clock",
    "Detection",
    "DetectorResult",
    "Matching",
    "NationalEpisode",
    "Outcome",
    "ProbabilityScores",
    "ReliabilityBin",
    "ScoreRow",
    "Scores",
    "Timeline",
    "Track",
    "find_national_episodes",
    "leave_one_episode_out",
    "match_alarms",
    "rescore",
    "run_backtest",
    "scores_table",
    "study_result",
    "write_alarms_csv",
    "write_probabilities_csv",
]
