"""A nation's monthly unemployment and vacancy rates, as shares, one row a month."""

from __future__ import annotations

from trimtab.ingest.connectors.prepared import Connector, Prepared, find_column
from trimtab.ingest.connectors.releases import NATION, documented_release
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, SeasonalAdjustment

_MONTH = ("month", "date", "period")


def _recognises(header: frozenset[str]) -> bool:
    places = {"state", "region", "fips", "statefips", "area", "ref_area"}
    return (
        "unemployment_rate" in header
        and bool(header & set(_MONTH))
        and not header & places
        and not header & {"clf", "unem"}
    )


def _prepare(source: Source, layout: Layout) -> Prepared:
    releases = {
        name: documented_release(name, NATION, Frequency.MONTHLY)
        for name in ("unemployment_rate", "vacancy_rate")
    }
    measures = tuple(
        Measure(column, name, "share", release=release)
        for name, release in releases.items()
        if (column := find_column(source, name)) is not None
    )
    mapping = Mapping(
        layout=layout,
        form=Form.LONG,
        period=PeriodRule(Frequency.MONTHLY, (find_column(source, *_MONTH) or "",)),
        region=DimensionRule(constant="US"),
        measures=measures,
        release=releases["unemployment_rate"],
        seasonal_adjustment=SeasonalAdjustment.PUBLISHER,
        skip=(),
    )
    return Prepared(source, mapping)


NATIONAL = Connector("national", _recognises, _prepare)
