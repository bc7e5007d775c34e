"""Unemployment by region and month: the LAUS form, or ``region,month,unemployment_rate``.

BLS Local Area Unemployment Statistics have one row per state and month with counts and rate; the
same columns are read for the regions of any country whose code list is held.
"""

from __future__ import annotations

from trimtab.ingest.codes import guess_scheme, resolve_region
from trimtab.ingest.connectors.prepared import (
    Connector,
    Prepared,
    derive_column,
    find_column,
    keep_rows,
    number,
    text_list,
    words_of,
)
from trimtab.ingest.connectors.releases import STATES, documented_release
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.releases import ReleaseRule
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, InputRejectedError, Region
from trimtab.tables import Finding, Severity

_STATE = ("state", "state_name", "statename")
_REGION = ("region", "province")
_STATED_RATE = ("unem_rate", "unemployment_rate")
_RATE = ("unem_rate", "unemployment_rate", "unemp_rate", "urate", "rate")
_COUNTS = {
    "labour_force": ("clf", "labor_force", "labour_force", "civilian_labor_force"),
    "employed": ("emp", "employed", "employment"),
    "unemployed": ("unem", "unemployed", "unemployment"),
}
_COMPUTED = "unemployment rate from counts"
_ROUNDING = 0.0501  # printed to one decimal


def _recognises(header: frozenset[str]) -> bool:
    if "month" not in header:
        return False
    if header & set(_STATE):
        return bool(header & {*_RATE, *_COUNTS["unemployed"]})
    return bool(header & set(_REGION)) and bool(header & set(_STATED_RATE))


def _prepare(source: Source, layout: Layout) -> Prepared:
    """Rates are unemployed / labour force where both counts stand, else the printed rate.

    Areas below a state (their code is not a state's) are left out, with a finding. The country
    is the one whose regions most words of the column name.
    """
    state = find_column(source, *_STATE, *_REGION) or ""
    country = guess_scheme(words_of(source, state)) or "US"
    findings: tuple[Finding, ...] = ()
    if country == "US":
        source, findings = _states_only(source, state)
    counts = {name: find_column(source, *words) for name, words in _COUNTS.items()}
    rate = find_column(source, *_RATE)
    measures = [
        Measure(column, name, "count") for name, column in counts.items() if column is not None
    ]
    if counts["unemployed"] and counts["labour_force"]:
        unemployed, labour_force = (
            number(source, str(counts[name])) for name in ("unemployed", "labour_force")
        )
        computed = (
            f"CASE WHEN {labour_force} > 0 AND {unemployed} >= 0 "
            f"THEN {unemployed} / {labour_force} END"
        )
        if rate is not None:
            findings += _compare(
                source, state, f"100 * {computed}", f"100 * {_as_share(source, rate)}"
            )
            computed = f"coalesce({computed}, {_as_share(source, rate)})"
        source = derive_column(source, _COMPUTED, computed)
        measures.append(Measure(_COMPUTED, "unemployment_rate", "share"))
    elif rate is not None:
        measures.append(Measure(rate, "unemployment_rate", "share", _written_as(source, rate)))
    else:
        raise InputRejectedError("INGEST-060", file=source.file, known="unem + clf | unem_rate")
    year = find_column(source, "year")
    month = find_column(source, "month") or ""
    mapping = Mapping(
        layout=layout,
        form=Form.LONG,
        period=PeriodRule(Frequency.MONTHLY, (year, month) if year else (month,)),
        region=DimensionRule((state,), scheme=country),
        measures=tuple(measures),
        release=_release(country),
        skip=(),
    )
    return Prepared(source, mapping, findings)


def _release(country: str) -> ReleaseRule:
    """Provinces have no release calendar of their own: they follow the national survey's."""
    if country == "CN":
        national = Region("CN")
        return documented_release("urban_survey_unemployment_rate", national, Frequency.MONTHLY)
    return documented_release("unemployment_rate", STATES, Frequency.MONTHLY)


def _written_as(source: Source, rate: str) -> str:
    """Percent, unless no figure of the whole column is above 1: then shares."""
    row = source.connection.execute(
        f"SELECT max({number(source, rate)}) FROM {source.relation}"
    ).fetchone()
    return "plain" if row and row[0] is not None and row[0] <= 1 else "percent"


def _as_share(source: Source, rate: str) -> str:
    divisor = 1 if _written_as(source, rate) == "plain" else 100
    return f"{number(source, rate)} / {divisor}"


def _states_only(source: Source, state: str) -> tuple[Source, tuple[Finding, ...]]:
    fips = find_column(source, "fips", "state_fips", "statefips")
    unknown = [word for word in words_of(source, state) if resolve_region(word, "US") is None]
    if not unknown or fips is None:
        return source, ()
    position, code = source.position(state), f"trim(c{source.position(fips)})"
    below = (
        f"trim(c{position}) IN {text_list(unknown)} "
        f"AND coalesce(TRY_CAST({code} AS INTEGER) NOT BETWEEN 0 AND 56, false)"
    )
    left_out = [
        str(row[0])
        for row in source.connection.execute(
            f"SELECT DISTINCT trim(c{position}) FROM {source.relation} WHERE {below} ORDER BY 1"
        ).fetchall()
    ]
    if not left_out:
        return source, ()
    finding = Finding(
        "INGEST-102",
        Severity.NOTE,
        params={"count": len(left_out), "areas": ", ".join(left_out[:5])},
    )
    return keep_rows(source, f"NOT ({below})"), (finding,)


def _compare(source: Source, state: str, computed: str, printed: str) -> tuple[Finding, ...]:
    differing = f"abs({computed} - {printed}) > {_ROUNDING}"
    row = source.connection.execute(
        f"SELECT count(*), max(abs({computed} - {printed})), "
        f"min_by(trim(c{source.position(state)}), r), min(r) "
        f"FROM {source.relation} WHERE {differing}"
    ).fetchone()
    if row is None or not row[0]:
        return ()
    place = source.locate([row[3]]).get(row[3], row[3])
    return (
        Finding(
            "INGEST-103",
            Severity.WARNING,
            params={"count": row[0], "largest": round(row[1], 3), "area": row[2], "row": place},
        ),
    )


LAUS = Connector("laus", _recognises, _prepare)
