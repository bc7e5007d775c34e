"""BLS flat files (``jt.data``, ``la.data``): series_id, year, period, value, footnote_codes.

The layout of a series id is documented by BLS beside the files (``jt.txt``, ``la.txt``):

JT: prefix 2, seasonal 1, industry 6, state 2, area 5, size class 2, data element 2, rate/level 1.
LA: prefix 2, seasonal 1, area 15 (type 2, state 2, rest 11), measure 2.
"""

from __future__ import annotations

from dataclasses import replace

from trimtab.ingest.codes import resolve_region
from trimtab.ingest.connectors.prepared import (
    Connector,
    Prepared,
    derive_column,
    keep_rows,
    text_list,
    words_of,
)
from trimtab.ingest.connectors.releases import NATION, STATES, documented_release
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.releases import ReleaseRule
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, InputRejectedError, SeasonalAdjustment
from trimtab.tables import Finding, Severity

_JT_ELEMENTS = {
    "HI": "hires",
    "JO": "job_openings",
    "LD": "layoffs_discharges",
    "OS": "other_separations",
    "QU": "quits",
    "TS": "separations",
}
# Industries of JOLTS that are exactly a NAICS sector; others keep the publisher's own code.
_JT_NAICS = {
    "230000": "23", "300000": "31-33", "420000": "42", "440000": "44-45", "510000": "51",
    "520000": "52", "530000": "53", "610000": "61", "620000": "62", "710000": "71",
    "720000": "72",
}  # fmt: skip
_LA_MEASURES = {
    "03": ("unemployment_rate", "share", "percent"),
    "04": ("unemployed", "count", "plain"),
    "05": ("employed", "count", "plain"),
    "06": ("labour_force", "count", "plain"),
}
_COLUMNS = frozenset({"series_id", "year", "period", "value"})


def job_openings_measure(series: str) -> Measure | None:
    """The measure of a JT series id (None where it is not observed, such as ratios).

    Examples
    --------
    >>> measure = job_openings_measure("JTS000000000000000JOR")
    >>> measure.indicator, measure.unit, measure.seasonal_adjustment.value
    ('vacancy_rate', 'share', 'S')
    """
    element, form = _JT_ELEMENTS.get(series[18:20]), series[20:21]
    if element is None or form not in ("L", "R"):
        return None
    rate = form == "R"
    name = {"job_openings": "vacancy"}.get(element, element) + "_rate" if rate else element
    return Measure(
        series,
        name,
        "share" if rate else "count",
        "percent" if rate else "thousand",
        seasonal_adjustment=_adjustment(series),
    )


def local_area_measure(series: str) -> Measure | None:
    """The measure of an LA series id."""
    found = _LA_MEASURES.get(series[18:20])
    return Measure(series, *found, seasonal_adjustment=_adjustment(series)) if found else None


def _adjustment(series: str) -> SeasonalAdjustment:
    return SeasonalAdjustment.PUBLISHER if series[2] == "S" else SeasonalAdjustment.NONE


def _job_openings_region(series: str) -> str | None:
    state, area = series[9:11], series[11:16]
    if area != "00000":
        return None
    return "US" if state == "00" else resolve_region(state, "US")


def _local_area_region(series: str) -> str | None:
    return resolve_region(series[5:7], "US") if series[3:5] == "ST" else None


def _industry(series: str) -> str:
    code = series[3:9]
    if code == "000000":
        return ""
    naics = _JT_NAICS.get(code)
    return f"NAICS@2022:{naics}" if naics else f"JOLTS@2022:{code}"


def _prepare(source: Source, layout: Layout) -> Prepared:
    """Series that are not states or the nation, annual averages (M13) and size classes go."""
    known = {
        "JT": (job_openings_measure, _job_openings_region, 21, ("vacancy_rate", NATION)),
        "LA": (local_area_measure, _local_area_region, 20, ("unemployment_rate", STATES)),
    }
    ids = [word for word in words_of(source, "series_id") if word]
    prefixes = {word[:2] for word in ids}
    if len(prefixes) != 1 or not prefixes <= known.keys():
        raise InputRejectedError("INGEST-067", file=source.file, series=ids[0] if ids else "-")
    measure_of, region_of, length, release = known[prefixes.pop()]
    if odd := [word for word in ids if len(word) != length or word[2] not in "SU"]:
        raise InputRejectedError("INGEST-067", file=source.file, series=odd[0])
    total_size = [w for w in ids if length == 20 or w[16:18] == "00"]
    kept = {w: (measure_of(w), region_of(w)) for w in total_size}
    kept = {w: found for w, found in kept.items() if None not in found}
    if not kept:
        raise InputRejectedError("INGEST-067", file=source.file, series=ids[0])
    position, period = source.position("series_id"), source.position("period")
    source = keep_rows(
        source,
        f"trim(c{position}) IN {text_list(list(kept))} "
        f"AND trim(c{period}) NOT IN ('M13', 'Q05', 'S01', 'S02', 'A01')",
    )
    for name in ("region", "industry"):
        source = derive_column(source, name, f"c{position}")
    industries = {w: _industry(w) for w in kept} if length == 21 else dict.fromkeys(kept, "")
    findings = _left_out(len(ids) - len(kept))
    rule = documented_release(*release, Frequency.MONTHLY)
    return Prepared(source, _mapping(layout, kept, industries, rule), findings)


def _mapping(
    layout: Layout,
    kept: dict[str, tuple[Measure | None, str | None]],
    industries: dict[str, str],
    release: ReleaseRule,
) -> Mapping:
    measures = tuple(measure for measure, _ in kept.values() if measure is not None)
    return Mapping(
        layout=replace(layout),
        form=Form.LONG,
        period=PeriodRule(Frequency.MONTHLY, ("year", "period")),
        region=DimensionRule(("region",), words={w: str(r) for w, (_, r) in kept.items()}),
        industry=DimensionRule(("industry",), words=industries),
        measures=measures,
        measure_column="series_id",
        value_column="value",
        release=release,
        skip=(),
    )


def _left_out(count: int) -> tuple[Finding, ...]:
    return (Finding("INGEST-104", Severity.NOTE, params={"count": count}),) if count else ()


def _recognises(header: frozenset[str]) -> bool:
    return header >= _COLUMNS


BLS_FLAT = Connector("bls_flat", _recognises, _prepare)
