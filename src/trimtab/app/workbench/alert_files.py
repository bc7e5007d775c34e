"""Alerts as plain values: what the API answers and what a file of them holds."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from trimtab.app.alerts import Alert
from trimtab.app.workbench.alert_card import AlertView
from trimtab.app.workbench.alerts import AlertRow
from trimtab.app.workbench.live_questions import Judgement
from trimtab.kernel import Estimate
from trimtab.kernel.files import guard_formula

_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def alert_record(row: AlertRow) -> dict[str, Any]:
    """One alert by names that do not change: codes, plain numbers, titles in one language."""
    return {
        "alert_id": row.alert_id,
        "title": row.title,
        "indicator": row.indicator,
        "region": row.region,
        "industry": row.industry,
        "place": row.place,
        "level": row.level,
        "peak_level": row.peak_level,
        "opened": str(row.opened),
        "known": str(row.known),
        "ended": str(row.ended) if row.ended else None,
        "statistic": _known(row.statistic.value),
        "statistic_low": _known(row.statistic.low),
        "statistic_high": _known(row.statistic.high),
        "threshold": _known(row.threshold),
        "promised_rate": _known(row.promised_rate),
        "belongs_to": row.belongs_to or None,
        "confirmed": row.confirmed,
    }


def alert_detail(alert: Alert, view: AlertView, judgement: Judgement | None) -> dict[str, Any]:
    """Everything on the card: the record, the whole evidence series, what would clear it."""
    found, episode = alert
    row = found.signal.series.index(episode.series)
    clearing = judgement.clearing if judgement else None
    shares = episode.attribution.shares if episode.attribution else {}
    return {
        **alert_record(view.row),
        "change": view.change,
        "summary": view.summary,
        "known_on": found.known_day,
        "last_period": str(found.last_period),
        "vintage": found.vintage.value,
        "basis": view.basis.value,
        "unit": episode.series.unit,
        "false_alarms_promised": found.false_alarms.promised,
        "false_alarms_realised": _interval(found.false_alarms.realised),
        "calm_series_years": found.false_alarms.series_years,
        "verdict": view.belonging.verdict,
        "shares": {component.value: _interval(share) for component, share in shares.items()},
        "in_downturn": _interval(view.in_downturn),
        "clears_below": _known(episode.clears_below),
        "clearing_known": clearing is not None,
        "next_value": clearing.next_value if clearing else None,
        "flat_periods": clearing.flat_periods if clearing else None,
        "earlier": view.past_words,
        "sources": list(view.sources),
        "thresholds": [float(one) for one in found.signal.thresholds[row]],
        "periods": [str(found.signal.first + at) for at in range(found.adjusted.shape[1])],
        "adjusted": [_known(float(one)) for one in found.adjusted[row]],
        "statistics": [_known(float(one)) for one in found.signal.statistic[row]],
    }


def _interval(estimate: Estimate | None) -> dict[str, float | None] | None:
    if estimate is None:
        return None
    ends = (("value", estimate.value), ("low", estimate.low), ("high", estimate.high))
    return {name: _known(value) for name, value in ends} | {"coverage": estimate.coverage}


def alerts_csv(rows: Sequence[AlertRow]) -> str:
    """The alerts as CSV with a header; what a spreadsheet would compute is quoted."""
    written = StringIO()
    writer = csv.writer(written)
    for place, row in enumerate(rows):
        record = alert_record(row)
        if place == 0:
            writer.writerow(record)
        writer.writerow([guard_formula(value) for value in record.values()])
    return _MARK + written.getvalue()


def _known(value: float) -> float | None:
    """JSON has no NaN."""
    return None if value != value else value
