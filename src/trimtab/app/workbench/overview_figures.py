"""Five numbers to remember, each with its interval or what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trimtab.app.briefing import brief_of
from trimtab.kernel import Estimate, Frequency
from trimtab.messages import Language, format_period, opening_capital, text
from trimtab.monitoring import MonitoringPass
from trimtab.ports import BatchInfo
from trimtab.reports import numbers
from trimtab.reports.key_figure import KeyFigure
from trimtab.reports.key_figures import key_figures
from trimtab.reports.wording import Wording

_MOST = 5
_YEAR = 12
_WORK = ("employment", "employed", "insured_employees")
_WITHOUT = ("registered_unemployment", "unemployed", "continued_claims", "initial_claims")


def overview_figures(
    passes: Sequence[MonitoringPass], batches: Sequence[BatchInfo], language: Language
) -> tuple[KeyFigure, ...]:
    """Totals of work and of people without it, the probability of a downturn, then the figures of
    the brief on the main pass; five at most."""
    monthly = [one for one in passes if one.frequency is Frequency.MONTHLY]
    if not monthly:
        return ()
    main = _first(monthly, _WORK) or monthly[0]
    wording = Wording(brief_of(main, batches), language)
    of_brief = key_figures(wording)
    totals = [_year_change(one, language) for one in (main, _first(monthly, _WITHOUT)) if one]
    told = {figure.label for figure in of_brief}
    fresh = [one for one in totals if one is not None and one.label not in told]
    return (*fresh, *_probability(main, wording), *of_brief)[:_MOST]


def _first(passes: Sequence[MonitoringPass], names: Sequence[str]) -> MonitoringPass | None:
    by_name = {one.indicator: one for one in passes}
    return next((by_name[name] for name in names if name in by_name), None)


def _year_change(found: MonitoringPass, language: Language) -> KeyFigure | None:
    """Change over twelve months of the sum of all series, beside the change of a year before.

    Simplifies: only series known in all three months; None unless they are counts.
    """
    if any(key.unit != "count" for key in found.signal.series):
        return None
    length = found.adjusted.shape[1]
    if length <= 2 * _YEAR:
        return None
    columns = found.adjusted[:, [-1 - 2 * _YEAR, -1 - _YEAR, -1]]
    whole = columns[~np.isnan(columns).any(axis=1)]
    if not len(whole):
        return None
    earliest, before, now = whole.sum(axis=0)
    indicator = text(f"indicator.{found.indicator}", language)
    return KeyFigure(
        opening_capital(text("brief.figure.total", language, indicator=indicator)),
        _signed(float(now / before - 1), language),
        text(
            "web.overview.figure.year_before",
            language,
            month=format_period(found.last_period, language),
            before=_signed(float(before / earliest - 1), language),
        ),
    )


def _signed(change: float, language: Language) -> str:
    """A change with its sign."""
    return ("+" if change > 0 else "") + numbers.percent(change, language, 1)


def _probability(found: MonitoringPass, wording: Wording) -> list[KeyFigure]:
    """The probability that the country (or the first region) is in a downturn."""
    if not found.probabilities:
        return []
    stated = found.probabilities[0]
    share: Estimate = stated.in_downturn
    value, interval = numbers.estimate_parts(share, wording.language, wording.brief.basis, 0)
    region = wording.brief.region_title(stated.region, wording.language)
    label = text("web.overview.figure.probability", wording.language, region=region)
    month = wording.period(stated.period)
    context = text("web.overview.figure.probability_context", wording.language, month=month)
    return [KeyFigure(label, value, context, interval)]
