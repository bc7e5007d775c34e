"""Indeed job postings, daily indexes by state or by occupational sector (2020-02-01 = 100)."""

from __future__ import annotations

import re

from trimtab.ingest.connectors.prepared import Connector, Prepared, find_column, words_of
from trimtab.ingest.connectors.releases import NATION, STATES, documented_release
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, SeasonalAdjustment

_INDEX = (
    "indeed_job_postings_index",
    "indeed_job_postings_index_sa",
    "indeed_job_postings_index_nsa",
)
_CLASSIFICATION = "INDEED@2020"  # sectors are the publisher's own: groups of job titles


def _recognises(header: frozenset[str]) -> bool:
    return "date" in header and bool(header & set(_INDEX))


def sector_code(name: str) -> str:
    """The identity of an Indeed sector.

    Examples
    --------
    >>> sector_code("Loading & Stocking")
    'INDEED@2020:loading-stocking'
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{_CLASSIFICATION}:{slug}"


def _prepare(source: Source, layout: Layout) -> Prepared:
    index = find_column(source, *_INDEX) or ""
    unadjusted = index.lower().endswith("_nsa")
    state = find_column(source, "state", "state_abbr")
    country = find_column(source, "jobcountry", "country")
    sector = find_column(source, "display_name", "sector")
    variable = find_column(source, "variable")
    measures = (
        (
            Measure("total postings", "job_postings", "index"),
            Measure("new postings", "new_job_postings", "index"),
        )
        if variable
        else (Measure(index, "job_postings", "index"),)
    )
    occupation = DimensionRule()
    if sector:
        words = {word: sector_code(word) for word in words_of(source, sector) if word}
        occupation = DimensionRule((sector,), words=words)
    place = state or country
    mapping = Mapping(
        layout=layout,
        form=Form.LONG,
        period=PeriodRule(Frequency.DAILY, ("date",)),
        region=DimensionRule((place,), scheme="US" if state else "code")
        if place
        else DimensionRule(constant="US"),
        measures=measures,
        release=documented_release("job_postings", STATES if state else NATION, Frequency.DAILY),
        occupation=occupation,
        measure_column=variable,
        value_column=index if variable else None,
        seasonal_adjustment=(
            SeasonalAdjustment.NONE if unadjusted else SeasonalAdjustment.PUBLISHER
        ),
        skip=(),
    )
    return Prepared(source, mapping)


POSTINGS_INDEX = Connector("postings", _recognises, _prepare)
