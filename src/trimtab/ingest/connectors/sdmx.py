"""SDMX data messages (SDMX-CSV 1.0 and 2.0, SDMX-JSON 1.0 and 2.0) as observations.

Only what a message itself says is used, no structure definition: concepts are recognised by the
identifiers of the SDMX cross-domain guidelines. Dimensions that Trimtab has no place for (sex,
age) become part of the indicator's name when they vary or are not totals.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from trimtab.ingest.connectors.prepared import (
    Connector,
    Prepared,
    derive_column,
    find_column,
    words_of,
)
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.periods import read_period
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, InputRejectedError, SeasonalAdjustment

_AREA = ("ref_area", "geo", "location", "area", "reference_area")
_FREQUENCY = ("freq", "frequency")
_ADJUSTMENT = ("seasonal_adjust", "adjustment", "s_adj", "seasonal_adj", "seasonal_adjustment")
_UNIT = ("unit_measure", "unit")
_POWER = ("unit_mult",)
_INDUSTRY = ("activity", "economic_activity", "nace_r2", "industry")
_OCCUPATION = ("occupation", "occup", "isco08")
_STRUCTURE = ("dataflow", "structure", "structure_id", "structure_name", "action", "series_key")
_ATTRIBUTES = (
    "time_period", "obs_value", "obs_status", "decimals", "time_format", "base_per", "conf_status",
    "obs_conf", "title", "collection", "comment_obs", "comment_ts", "source_agency", "prepared",
    "last update", "obs_flag", "pre_break_value", "unit_multiplier", "ref_period", "currency",
)  # fmt: skip
_TOTALS = {"t", "_t", "total", "_z", "tot", "all", "_x", "y_ge15", "y15t74", ""}
_SHARE = {"pc", "pct", "pt", "percent", "pc_act", "pc_pop", "rate"}
_INDEX = {"ix", "index", "idx", "i15", "i20", "i21"}
_COUNT = {"ps", "pers", "persons", "nr", "number", "num", "count", "jobs", "hc", "unit"}
_POWERS = {"": "plain", "0": "plain", "3": "thousand", "4": "ten_thousand", "6": "million",
           "8": "hundred_million"}  # fmt: skip
_THOUSAND = {"ths_per", "ths", "thousand", "thous"}
_SEPARATOR = "\x1f"


def _recognises(header: frozenset[str]) -> bool:
    plain_names = {name.partition(":")[0] for name in header}
    return {"time_period", "obs_value"} <= plain_names


def _prepare(source: Source, layout: Layout) -> Prepared:
    source = _plain_header(source)
    special = (*_AREA, *_FREQUENCY, *_ADJUSTMENT, *_UNIT, *_POWER, *_INDUSTRY, *_OCCUPATION)
    rest = [
        name for name in source.header
        if name and name.lower() not in (*special, *_STRUCTURE, *_ATTRIBUTES)
    ]  # fmt: skip
    parts = [
        *(find_column(source, *names) for names in (_UNIT, _POWER, _ADJUSTMENT)),
        find_column(source, "dataflow", "structure_id"),
        *rest,
    ]
    expressions = [
        "''" if name is None else f"coalesce(trim(c{source.position(name)}), '')" for name in parts
    ]
    source = derive_column(source, "measure", f"concat_ws(chr(31), {', '.join(expressions)})")
    area = find_column(source, *_AREA)
    if area is None:
        raise InputRejectedError("INGEST-066", file=source.file, concept="REF_AREA")
    industry, occupation = find_column(source, *_INDUSTRY), find_column(source, *_OCCUPATION)
    mapping = Mapping(
        layout=layout,
        form=Form.LONG,
        period=PeriodRule(_frequency(source), (find_column(source, "time_period") or "",)),
        region=DimensionRule((area,), words=_regions(words_of(source, area))),
        industry=_classified(source, industry),
        occupation=_classified(source, occupation),
        measures=tuple(_measures(source, rest)),
        measure_column="measure",
        value_column=find_column(source, "obs_value"),
        status_column=find_column(source, "obs_status"),
        release=ReleaseRule(ReleaseKind.INSTANT, at=_prepared_at(source)),
        skip=(),
    )
    return Prepared(source, mapping)


def _plain_header(source: Source) -> Source:
    """SDMX-CSV with labels writes ``FREQ:Frequency`` and ``M:Monthly``: only ids are kept."""
    header = source.header
    if not any(":" in name for name in header):
        return source
    relation = f"{source.relation}_ids"
    columns = ", ".join(
        f"split_part(c{i}, ':', 1) AS c{i}" if ":" in name else f"c{i}"
        for i, name in enumerate(header)
    )
    source.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {relation} AS SELECT r, {columns} FROM {source.relation}"
    )
    names = tuple(name.partition(":")[0].strip() for name in header)
    return replace(source, relation=relation, header=names)


def _frequency(source: Source) -> Frequency:
    name = find_column(source, *_FREQUENCY)
    words = words_of(source, name) if name else []
    if not words:
        found = {
            p.frequency.value if (p := read_period(word)) else "?"
            for word in words_of(source, find_column(source, "time_period") or "")
        }
        words = sorted(found)
    if len(words) != 1 or words[0] not in set(Frequency):
        raise InputRejectedError("INGEST-072", file=source.file, found=", ".join(words))
    return Frequency(words[0])


def _measures(source: Source, rest: list[str]) -> list[Measure]:
    return [_measure(word, rest, source.file) for word in words_of(source, "measure")]


def _measure(word: str, rest: list[str], file: str) -> Measure:
    unit_code, power, adjustment, flow, *codes = word.split(_SEPARATOR)
    informative = [
        code for name, code in zip(rest, codes, strict=True)
        if code.lower() not in _TOTALS or name.lower() in ("indicator", "measure")
    ]  # fmt: skip
    name = "_".join(informative) or flow.rpartition(":")[2].partition("(")[0]
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    unit, written_as = _unit(unit_code.lower(), power, file)
    return Measure(
        source=word,
        indicator=slug if slug[:1].isalpha() else f"sdmx_{slug}",
        unit=unit,
        written_as=written_as,
        seasonal_adjustment=_adjusted(adjustment),
    )


def _unit(code: str, power: str, file: str) -> tuple[str, str]:
    written_as = _POWERS.get(power)
    if written_as is None:
        raise InputRejectedError("INGEST-073", file=file, unit=f"{code} x 10^{power}")
    if code in _SHARE or code.startswith("pc_"):
        return "share", "percent"
    if code in _INDEX or re.fullmatch(r"i\d{2,4}", code):
        return "index", written_as
    if code in _THOUSAND:
        return "count", "thousand"
    if code in _COUNT:
        return "count", written_as
    raise InputRejectedError("INGEST-073", file=file, unit=code or "-")


def _adjusted(code: str) -> SeasonalAdjustment:
    adjusted = {"Y", "S", "SA", "SCA", "T", "W"}
    return SeasonalAdjustment.PUBLISHER if code.upper() in adjusted else SeasonalAdjustment.NONE


def _regions(words: list[str]) -> dict[str, str]:
    """Three-letter country codes to two-letter ones (CLDR aliases); others as they are."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {
        word: aliases[word][0]
        for word in words
        if len(word) == 3 and word in aliases and len(aliases[word]) == 1
    }


def _classified(source: Source, column: str | None) -> DimensionRule:
    """Codes such as ISCO08_2 or ISIC4_A; totals are "all"."""
    if column is None:
        return DimensionRule()
    words = {}
    for word in words_of(source, column):
        if word.lower() in _TOTALS or word.lower().endswith("_total"):
            words[word] = ""
        elif match := re.fullmatch(r"(?:[A-Z]+_)?([A-Z]+?)(\d{1,4})_([A-Z0-9.-]+)", word):
            words[word] = f"{match[1]}@{int(match[2]):02d}:{match[3]}"
    return DimensionRule((column,), words=words)


def _prepared_at(source: Source) -> str:
    name = find_column(source, "prepared")
    stated = words_of(source, name)[-1:] if name else []
    return stated[0] if stated else datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


SDMX = Connector("sdmx", _recognises, _prepare)
