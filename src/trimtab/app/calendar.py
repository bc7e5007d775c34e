"""Which recessions had been dated by a given day."""

from __future__ import annotations

from datetime import date, datetime

from trimtab import classifications
from trimtab.classifications import Recession
from trimtab.kernel import Frequency, Period, Region, UnknownCodeError
from trimtab.monitoring.compute.detection import Downturn

_USUAL_DELAY_MONTHS = 24  # before announcements began (1980) a dating counts as known then


def dated_downturns(country: str, instant: datetime) -> tuple[Downturn, ...]:
    """National downturns as they had been dated by ``instant``; none for an undated country.

    A recession whose start was announced but not its end lasts until the month of ``instant``.
    """
    try:
        recessions = classifications.recessions(country)
    except UnknownCodeError:
        return ()
    region, today = Region(country), instant.date()
    dated = (_as_dated(recession, today) for recession in recessions)
    return tuple(Downturn(region, start, end) for start, end in filter(None, dated))


def _as_dated(recession: Recession, today: date) -> tuple[Period, Period] | None:
    start_known = recession.start_announced or (recession.end + _USUAL_DELAY_MONTHS).start
    end_known = recession.end_announced or (recession.end + _USUAL_DELAY_MONTHS).start
    if today < start_known:
        return None
    if today < end_known:
        return recession.start, Period.containing(today, Frequency.MONTHLY)
    return recession.start, recession.end
