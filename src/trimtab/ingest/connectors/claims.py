"""Weekly unemployment insurance: claims by state, and the national insured unemployment rate.

The state form is that of the Opportunity Insights Economic Tracker: counts, and rates in percent
of the labour force; weeks end on Saturday. Only regular and combined programmes are read: the
temporary programmes of 2020-21 have no history to compare with.
"""

from __future__ import annotations

from trimtab.ingest.connectors.prepared import Connector, Prepared, find_column
from trimtab.ingest.connectors.releases import NATION, STATES, documented_release
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, InputRejectedError, SeasonalAdjustment

_WEEK = ("week_ending", "date", "observation_date", "week")
_RATE = ("insured_unemployment_rate_percent", "insured_unemployment_rate", "iursa", "iurnsa")
_SINGLE = {
    "initclaims_count_regular": ("initial_claims", "count", "plain"),
    "contclaims_count_regular": ("continued_claims", "count", "plain"),
    "initclaims_rate_regular": ("initial_claims_rate", "share", "percent"),
    "contclaims_rate_regular": ("insured_unemployment_rate", "share", "percent"),
    "initclaims_count_combined": ("initial_claims_combined", "count", "plain"),
    "contclaims_count_combined": ("continued_claims_combined", "count", "plain"),
    "initclaims_rate_combined": ("initial_claims_rate_combined", "share", "percent"),
    "contclaims_rate_combined": ("continued_claims_rate_combined", "share", "percent"),
}


def _recognises_states(header: frozenset[str]) -> bool:
    return "day_endofweek" in header and bool(header & set(_SINGLE))


def _prepare_states(source: Source, layout: Layout) -> Prepared:
    state = find_column(source, "statefips", "state", "stateabbrev")
    place = STATES if state else NATION
    initial, continued = (
        documented_release(name, place, Frequency.WEEKLY)
        for name in ("initial_claims", "continued_claims")
    )
    measures = []
    for column, (indicator, unit, written_as) in _SINGLE.items():
        if found := find_column(source, column):
            release = initial if indicator.startswith("initial") else continued
            measures.append(Measure(found, indicator, unit, written_as, release))
    parts = tuple(find_column(source, name) or name for name in ("year", "month", "day_endofweek"))
    mapping = Mapping(
        layout=layout,
        form=Form.LONG,
        period=PeriodRule(Frequency.WEEKLY, parts),
        region=DimensionRule((state,), scheme="US") if state else DimensionRule(constant="US"),
        measures=tuple(measures),
        release=continued,
        skip=(),
    )
    return Prepared(source, mapping)


def _recognises_nation(header: frozenset[str]) -> bool:
    return bool(header & set(_RATE)) and bool(header & set(_WEEK))


def _prepare_nation(source: Source, layout: Layout) -> Prepared:
    """A column named ``iurnsa`` is not adjusted; the others are as published, adjusted."""
    rate = find_column(source, *_RATE)
    if rate is None:
        raise InputRejectedError("INGEST-060", file=source.file, known=", ".join(_RATE))
    adjusted = rate.lower() != "iurnsa"
    mapping = Mapping(
        layout=layout,
        form=Form.LONG,
        period=PeriodRule(Frequency.WEEKLY, (find_column(source, *_WEEK) or "",)),
        region=DimensionRule(constant="US"),
        measures=(Measure(rate, "insured_unemployment_rate", "share", "percent"),),
        release=documented_release("insured_unemployment_rate", NATION, Frequency.WEEKLY),
        seasonal_adjustment=(SeasonalAdjustment.PUBLISHER if adjusted else SeasonalAdjustment.NONE),
        skip=(),
    )
    return Prepared(source, mapping)


CLAIMS = Connector("claims", _recognises_states, _prepare_states)
INSURED_UNEMPLOYMENT = Connector("insured_unemployment", _recognises_nation, _prepare_nation)
