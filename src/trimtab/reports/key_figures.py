"""The few numbers to remember, each with its interval or its usual range."""

from __future__ import annotations

import numpy as np

from trimtab.messages import opening_capital
from trimtab.reports import numbers
from trimtab.reports.key_figure import KeyFigure
from trimtab.reports.reading import (
    beyond_now,
    judged_since,
    levels_by_month,
    months_in,
    shares_at_or_above,
    total_change,
)
from trimtab.reports.wording import Wording


def key_figures(wording: Wording) -> list[KeyFigure]:
    """Share over threshold, total change, strongest statistic, false alarms: those that exist."""
    candidates = (_share(wording), _total(wording), _strongest(wording), _false_alarms(wording))
    return [figure for figure in candidates if figure is not None]


def _calm(wording: Wording) -> np.ndarray:
    signal = wording.brief.current.signal
    return ~months_in(wording.brief.recessions, signal.first, signal.statistic.shape[1])


def _share(wording: Wording) -> KeyFigure | None:
    signal = wording.brief.current.signal
    levels = levels_by_month(signal)
    start = judged_since(levels)
    share = shares_at_or_above(levels)[0, start:]
    if np.isnan(share[-1]):
        return None
    return KeyFigure(
        wording.say("figure.share", things=wording.things(signal.series)),
        numbers.percent(float(share[-1]), wording.language),
        wording.say(
            "figure.share_context",
            lower=numbers.percent(float((share < share[-1]).mean()), wording.language, 0),
            median=numbers.percent(float(np.nanmedian(share)), wording.language),
            first=wording.period(signal.first + start),
        ),
    )


def _total(wording: Wording) -> KeyFigure | None:
    found = wording.brief.current
    change = total_change(found, _calm(wording))
    if change is None:
        return None
    return KeyFigure(
        opening_capital(
            wording.say("figure.total", indicator=wording.indicator(found.signal.series[0]))
        ),
        numbers.percent(change.value, wording.language, 1),
        wording.say(
            "figure.usual" if wording.brief.recessions else "figure.usual_undated",
            range=numbers.range_of(change.usual_low, change.usual_high, wording.language),
        ),
    )


def _strongest(wording: Wording) -> KeyFigure | None:
    episodes = beyond_now(wording.brief.current)
    if not episodes:
        return None
    top = episodes[0]
    value, interval = wording.statistic_parts(top.statistic)
    return KeyFigure(
        wording.say("figure.strongest", name=wording.series(top.series)),
        value,
        wording.say(
            f"figure.strongest_context{'' if numbers.interval_known(top.statistic) else '_alone'}",
            threshold=numbers.significant(top.threshold, wording.language, 2),
            coverage=numbers.percent(top.statistic.coverage, wording.language, 0),
        ),
        interval,
    )


def _false_alarms(wording: Wording) -> KeyFigure:
    rate = wording.brief.current.false_alarms
    promised = numbers.constant(rate.promised, wording.language)
    if rate.realised is None:
        return KeyFigure(
            wording.say("figure.false_alarms_promised"),
            promised,
            wording.say("figure.false_alarms_unmeasured"),
        )
    value, interval = numbers.estimate_parts(rate.realised, wording.language, wording.brief.basis)
    return KeyFigure(
        wording.say("figure.false_alarms"),
        value,
        wording.say(
            "figure.false_alarms_context",
            promised=promised,
            years=numbers.significant(rate.series_years, wording.language),
        ),
        interval,
    )
