"""What an interval allows to be said: better, worse, the same, or cannot tell."""

from __future__ import annotations

from enum import StrEnum
from math import isnan

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest.differences import Difference

FEWEST_EPISODES = 4
"""Four episodes that all agree do so by chance one time in sixteen, three one time in eight."""

_TIMES = 2.0  # an interval that reaches half and twice the promise says little about it


class Standing(StrEnum):
    """Ours against another, by an interval of the difference."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    AHEAD = "ahead"  # better in every episode, and too few episodes to tell
    BEHIND = "behind"
    CANNOT_TELL = "cannot_tell"


class Promise(StrEnum):
    """A promised rate against the interval of the realised one."""

    HELD = "held"
    CANNOT_TELL = "cannot_tell"
    BROKEN = "broken"
    EXCEEDED = "exceeded"


def standing(difference: Estimate, *, more_is_better: bool, enough: bool) -> Standing:
    """Cannot tell where the interval spans 0, unless it is nothing but 0.

    ``enough``: whether the evidence has as many independent pieces as a verdict needs.
    """
    if isnan(difference.value):
        return Standing.CANNOT_TELL
    if difference.low == difference.high == 0:
        return Standing.SAME
    if difference.low <= 0 <= difference.high:
        return Standing.CANNOT_TELL
    better = (difference.low > 0) == more_is_better
    if enough:
        return Standing.BETTER if better else Standing.WORSE
    return Standing.AHEAD if better else Standing.BEHIND


def verdict_on(difference: Difference, measure: str, *, more_is_better: bool) -> Standing:
    """The standing of one measure; false alarms do not wait for national episodes."""
    by_calendar = measure == "false_alarms_per_series_year"
    enough = by_calendar or difference.episodes >= FEWEST_EPISODES
    return standing(getattr(difference, measure), more_is_better=more_is_better, enough=enough)


def promise(promised: float, realised: Estimate) -> Promise:
    """Broken or exceeded where the interval lies wholly on one side; it cannot be told whether it
    was kept where the interval reaches both half and twice the promise."""
    if isnan(realised.value):
        return Promise.CANNOT_TELL
    if realised.low > promised:
        return Promise.BROKEN
    if realised.high < promised:
        return Promise.EXCEEDED
    wide = realised.low <= promised / _TIMES and realised.high >= promised * _TIMES
    return Promise.CANNOT_TELL if wide else Promise.HELD
