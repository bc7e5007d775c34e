"""What each column of a table is: told by its header first, then by what stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from trimtab.ingest.codes import guess_scheme, resolve_region
from trimtab.ingest.identity_numbers import holds_identity_number, is_cut, names_identity_numbers
from trimtab.ingest.mapping import DEFAULT_SKIP, Measure
from trimtab.ingest.periods import read_header_period, read_period
from trimtab.ingest.sampling import Sample, is_number, number_in
from trimtab.ingest.source import plain
from trimtab.ingest.vocabulary import measure_in_title, measure_of, notation_of, role_of
from trimtab.kernel import Frequency
from trimtab.tables import Finding, Severity

_ENOUGH = 0.8  # share of a column's cells that must read as what it is taken for


@dataclass
class Columns:
    """Column numbers by role, being filled by ``guess_columns``; read-only afterwards."""

    period: tuple[int, ...] = ()
    frequency: Frequency | None = None
    region: tuple[int, ...] = ()
    region_scheme: str = "CN"
    industry: tuple[int, ...] = ()
    industry_scheme: str = "code"
    occupation: tuple[int, ...] = ()
    occupation_scheme: str = "code"
    indicator: int | None = None
    value: int | None = None
    release: int | None = None
    spread: str | None = None
    measures: list[Measure] = field(default_factory=list)
    ignored: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def guess_columns(sample: Sample) -> Columns:
    """Roles of all columns; what could not be told is a finding."""
    header = [plain(name) for name in sample.header]
    body = [row for row in sample.body if not _is_note(row)]
    texts = [[str(row[i]) for row in body if i < len(row) and row[i]] for i in range(len(header))]
    columns = Columns()
    taken = _spread_columns(header, texts, columns)
    for i, name in enumerate(header):
        if i not in taken:
            _assign(i, name, texts[i], columns)
    _settle_period(header, texts, columns)
    _settle_values(sample, header, texts, columns, taken)
    return columns


def _is_note(row: tuple[str | None, ...]) -> bool:
    """Rows with one filled cell are titles, notes or section heads."""
    filled = [cell for cell in row if cell]
    first = filled[0] if filled else ""
    return len(filled) < 2 or any(re.fullmatch(p, first) for p in DEFAULT_SKIP)


def written_once(sample: Sample, column: int) -> bool:
    """Whether a column writes a value once for several rows: it starts with one, and rows of
    figures below it leave the cell empty."""
    body = [row for row in sample.body if column < len(row) and not _is_note(row)]
    return bool(body) and bool(body[0][column]) and not all(row[column] for row in body)


def _share(words: list[str], test: Callable[[str], object]) -> float:
    checked = words[:200]
    return sum(bool(test(word)) for word in checked) / len(checked) if checked else 0.0


def _spread_columns(header: list[str], texts: list[list[str]], columns: Columns) -> set[int]:
    """Three or more headers that are periods (or regions) over figures: the table is wide."""
    figures = [i for i in range(len(header)) if _share(texts[i], is_number) >= 0.5]
    periods = {i: found for i in figures if (found := read_header_period(header[i]))}
    if len(periods) >= 3:
        frequencies = Counter(found.frequency for found in periods.values())
        columns.spread, columns.frequency = "period", frequencies.most_common(1)[0][0]
        return _one_measure(header, list(periods), columns)
    last_words = [header[i].rpartition(" ")[2] for i in figures]
    scheme = guess_scheme(last_words)
    regions = [
        i
        for i, word in zip(figures, last_words, strict=True)
        if scheme and resolve_region(word, scheme)
    ]
    if scheme and len(regions) >= 3:
        columns.spread, columns.region_scheme = "region", scheme
        return _one_measure(header, regions, columns)
    return set()


def _one_measure(header: list[str], found: list[int], columns: Columns) -> set[int]:
    """Blocks of columns under different measures cannot be read at once: the first is drafted."""
    named = {i: measure_of(header[i].rpartition(" ")[0]) for i in found}
    first = next((measure for measure in named.values() if measure), None)
    others = [i for i in found if named[i] not in (None, first)]
    if others:
        columns.ignored += others
        columns.findings.append(
            Finding("INGEST-117", Severity.WARNING, params={"column": header[others[0]]})
        )
    return set(found) - set(others)


def _assign(i: int, name: str, words: list[str], columns: Columns) -> None:
    if names_identity_numbers(name) or any(holds_identity_number(w) or is_cut(w) for w in words):
        columns.ignored.append(i)
        columns.findings.append(Finding("INGEST-118", Severity.WARNING, params={"column": name}))
        return
    role = role_of(name)
    numeric = _share(words, is_number) >= _ENOUGH
    if role == "ignore" or (not words and not name):
        columns.ignored.append(i)
    elif role in ("year", "month", "period"):
        columns.period = (*columns.period, i)
    elif role == "region" and not columns.region:
        _assign_region(i, words, columns)
    elif role in ("industry", "occupation") and not getattr(columns, role):
        setattr(columns, role, (i,))
        kinds = {"industry": _industry_scheme, "occupation": _occupation_scheme}
        setattr(columns, f"{role}_scheme", kinds[role](words))
    elif role in ("indicator", "value", "release") and getattr(columns, role) is None:
        setattr(columns, role, i)
    elif role is None and not numeric:
        _assign_by_content(i, name, words, columns)


def _assign_by_content(i: int, name: str, words: list[str], columns: Columns) -> None:
    if not columns.period and _share(words, read_period) >= _ENOUGH:
        columns.period = (i,)
    elif not columns.region and columns.spread != "region" and guess_scheme(words[:200]):
        _assign_region(i, words, columns)
    else:
        columns.ignored.append(i)
        if measure_of(name) is None:
            columns.findings.append(Finding("INGEST-109", Severity.NOTE, params={"column": name}))


def _assign_region(i: int, words: list[str], columns: Columns) -> None:
    if columns.spread == "region":
        columns.ignored.append(i)
        return
    columns.region = (i,)
    columns.region_scheme = guess_scheme(words[:200]) or "code"


def _industry_scheme(words: list[str]) -> str:
    return "NAICS@2022" if _share(words, lambda w: w[:2].isdigit()) > 0.5 else "GBT4754@2017"


def _occupation_scheme(words: list[str]) -> str:
    return "SOC@2018" if _share(words, lambda w: w[:2].isdigit() and "-" in w[:3]) > 0.5 else (
        "CSCO@2022"
    )  # fmt: skip


def _settle_period(header: list[str], texts: list[list[str]], columns: Columns) -> None:
    """Year and month columns go together; a full period column beside them makes them needless."""
    if columns.spread == "period" or not columns.period:
        columns.ignored += columns.period
        columns.period = ()
        return
    roles = {i: role_of(header[i]) for i in columns.period}
    year = [i for i, role in roles.items() if role == "year"]
    rest = [i for i in columns.period if i not in year]
    full = [i for i in rest if _share(texts[i], read_period) >= _ENOUGH]
    parts = tuple(full[:1]) if full else (*year[:1], *rest[:1])
    columns.ignored += [i for i in columns.period if i not in parts]
    columns.period = parts
    rows = zip(*(texts[i][:200] for i in parts), strict=False)
    found = Counter(p.frequency for row in rows if (p := read_period("-".join(row))))
    columns.frequency = found.most_common(1)[0][0] if found else None


def _settle_values(
    sample: Sample, header: list[str], texts: list[list[str]], columns: Columns, taken: set[int]
) -> None:
    used = {*columns.period, *columns.region, *columns.industry, *columns.occupation,
            *columns.ignored, *taken}  # fmt: skip
    used |= {i for i in (columns.indicator, columns.release) if i is not None}
    if columns.indicator is not None and columns.value is not None:
        words = sorted(set(texts[columns.indicator]))
        columns.measures = [_measure(word, texts[columns.value], columns) for word in words]
    elif columns.spread:
        titles = _titles(sample)
        columns.measures = [_spread_measure(header, texts, columns, taken, titles)]
        columns.ignored += [i for i in range(len(header)) if i not in used]
    else:
        columns.indicator = None
        figures = [i for i in range(len(header)) if i not in used and header[i]
                   and _share(texts[i], is_number) >= 0.5]  # fmt: skip
        columns.measures = [_measure(header[i], texts[i], columns) for i in figures]
        columns.ignored += [i for i in range(len(header)) if i not in used and i not in figures]


def _measure(name: str, words: list[str], columns: Columns) -> Measure:
    """Indicator and unit from the header; where it is silent, from the size of the figures."""
    known = measure_of(name)
    signed = _share(words, lambda word: plain(word).endswith("%")) >= 0.5
    stated = notation_of(name) or ("percent" if signed else None)
    figures = [number for word in words if (number := number_in(word)) is not None]
    largest = max(map(abs, figures), default=0.0)
    unit = known.unit if known else ("share" if stated == "percent" else "count")
    written_as = stated or "plain"
    if unit == "share" and stated in (None, "plain"):
        written_as = "percent" if largest > 1 else "plain"
        params: dict[str, object] = {"column": name, "largest": largest, "written_as": written_as}
        columns.findings.append(Finding("INGEST-111", Severity.NOTE, params=params))
    elif unit == "share" and stated == "percent" and not signed and 0 < largest <= 1:
        # A spreadsheet stores 5.2% as 0.052: the percent is in the format, not in the number.
        written_as = "plain"
        params = {"column": name, "largest": largest}
        columns.findings.append(Finding("INGEST-112", Severity.WARNING, params=params))
    if known is None:
        columns.findings.append(Finding("INGEST-113", Severity.WARNING, params={"column": name}))
    return Measure(name, known.indicator if known else _slug(name), unit, written_as)


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return slug if slug[:1].isalpha() else "measure_" + (slug or "unnamed")


def _spread_measure(
    header: list[str],
    texts: list[list[str]],
    columns: Columns,
    taken: set[int],
    titles: list[str],
) -> Measure:
    """In wide form a joined header names the measure, or else the title above the table."""
    words = [word for i in sorted(taken) for word in texts[i][:50]]
    names = [header[i] for i in sorted(taken)]
    above = [name.rpartition(" ")[0] for name in names]
    named = next((name for name in (*above, *names) if measure_of(name)), None)
    if named is None:
        named = next((found for title in titles if (found := measure_in_title(title))), "value")
    return _measure(named, words, columns)


def _titles(sample: Sample) -> list[str]:
    """The texts above the header, which name the table and its unit."""
    rows = sample.grid.rows[: sample.layout.header_rows[0] - 1]
    lines = [" ".join(str(cell) for cell in row if cell) for row in rows]
    unit = next((line for line in lines if "单位" in line and measure_in_title(line) is None), "")
    bracketed = f"({unit})" if unit and "(" not in plain(unit) else unit
    return [line + bracketed for line in lines if line]
