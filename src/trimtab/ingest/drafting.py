"""Look at a file and draft the mapping that would read it, with a preview and what to check."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from trimtab.ingest.cells import create_cells, filled_down
from trimtab.ingest.checks import find_problems
from trimtab.ingest.column_roles import Columns, guess_columns, written_once
from trimtab.ingest.containers import Container, detect_container
from trimtab.ingest.engine import open_engine
from trimtab.ingest.identity_numbers import refuse_identity_header, refuse_identity_numbers
from trimtab.ingest.mapping import (
    DEFAULT_SKIP,
    DimensionRule,
    Form,
    Layout,
    Mapping,
    Measure,
    PeriodRule,
    Spread,
)
from trimtab.ingest.releases import ReleaseKind, ReleaseRule, usual_release
from trimtab.ingest.resolution import create_typed
from trimtab.ingest.sampling import Sample, sample_file
from trimtab.ingest.source import open_grid, plain
from trimtab.ingest.workbooks import Grid
from trimtab.kernel import InputRejectedError, Period, Problem, Region
from trimtab.tables import Finding, Severity

_PREVIEW = 8
_ASSUMED_LAG = 30


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One observation as the drafted mapping would store it."""

    indicator: str
    region: str | None
    industry: str | None
    occupation: str | None
    period: Period | None
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was seen and what is proposed. ``mapping`` is None when too little was recognised:
    the findings then say what a person must add."""

    path: Path
    sample: Sample
    columns: Columns
    mapping: Mapping | None
    preview: tuple[PreviewRow, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]


def inspect_file(path: str | Path, sheet: str | None = None, country: str = "CN") -> Draft:
    """Detect container, encoding, sheet, header, form and columns, and draft a mapping.

    ``country`` is assumed, with a finding, where no column names a region. Nothing is stored.
    Raises the coded errors of an unreadable file (INGEST-001 to 012, 044).
    """
    path = Path(path)
    if detect_container(path) is Container.JSON:
        return _nothing_to_draft(path)
    sample = sample_file(path, sheet)
    refuse_identity_header(sample.header, path.name, sample.layout.header_rows[0])
    columns = guess_columns(sample)
    findings = list(columns.findings)
    if len(sample.sheets) > 1:
        shown = ", ".join(sample.sheets)
        findings.append(_note("INGEST-105", sheet=sample.grid.name, sheets=shown))
    try:
        mapping = _draft(sample, columns, country, findings)
    except InputRejectedError as error:
        findings.append(Finding("INGEST-110", Severity.WARNING, params=dict(error.params)))
        mapping = None
    preview, problems = _preview(path, sample, mapping) if mapping else ((), ())
    return Draft(path, sample, columns, mapping, preview, problems, tuple(findings))


def _nothing_to_draft(path: Path) -> Draft:
    """SDMX-JSON says itself what it holds: it is read by its connector, without a mapping."""
    empty = Sample(Grid("", ((),), ()), Layout("parquet"))
    return Draft(path, empty, Columns(), None, (), (), (_note("INGEST-114"),))


def _note(code: str, **params: object) -> Finding:
    return Finding(code, Severity.NOTE, params=params)


def _draft(
    sample: Sample, columns: Columns, country: str, findings: list[Finding]
) -> Mapping | None:
    lacking = [
        name
        for name, present in (
            ("period", columns.period or columns.spread == "period"),
            ("value", columns.measures),
        )
        if not present
    ]
    if lacking or columns.frequency is None:
        missing = lacking or ["period"]
        findings.extend(Finding("INGEST-106", Severity.WARNING, params={"role": r})
                        for r in missing)  # fmt: skip
        return None
    header = [plain(name) for name in sample.header]
    filled = {i for i in (*columns.period, *columns.region) if written_once(sample, i)}
    findings += [_note("INGEST-119", column=header[i]) for i in sorted(filled)]
    region = _named(columns.region, columns.region_scheme, header)
    region = replace(region, fill_down=bool(filled & set(columns.region)))
    if not columns.region and columns.spread != "region":
        findings.append(Finding("INGEST-107", Severity.WARNING, params={"assumed": country}))
        region = DimensionRule(constant=country, scheme=country)
    measures, value_column = _measures(columns, header)
    release, assumed = _release(columns, header, measures)
    if assumed:
        findings.append(_note("INGEST-108", days=release.days))
    return Mapping(
        layout=sample.layout,
        form=Form.WIDE if columns.spread else Form.LONG,
        period=PeriodRule(
            columns.frequency,
            tuple(header[i] for i in columns.period),
            fill_down=bool(filled & set(columns.period)),
        ),
        region=region,
        measures=measures,
        release=release,
        industry=_named(columns.industry, columns.industry_scheme, header),
        occupation=_named(columns.occupation, columns.occupation_scheme, header),
        spread=Spread(columns.spread) if columns.spread else None,
        measure_column=None if columns.indicator is None else header[columns.indicator],
        value_column=value_column,
        skip=DEFAULT_SKIP,
        ignore=tuple(header[i] for i in columns.ignored if header[i]),
    )


def _named(columns: tuple[int, ...], scheme: str, header: list[str]) -> DimensionRule:
    """Column numbers of the guess as header texts."""
    return DimensionRule(tuple(header[i] for i in columns), scheme=scheme)


def _measures(columns: Columns, header: list[str]) -> tuple[tuple[Measure, ...], str | None]:
    if columns.indicator is not None:
        value = header[columns.value] if columns.value is not None else None
        return tuple(columns.measures), value
    return tuple(columns.measures), None


def _release(
    columns: Columns, header: list[str], measures: tuple[Measure, ...]
) -> tuple[ReleaseRule, bool]:
    if columns.release is not None:
        return ReleaseRule(ReleaseKind.COLUMN, column=header[columns.release]), False
    assert columns.frequency is not None
    country = columns.region_scheme if columns.region_scheme in ("US", "CN") else "CN"
    part = Region({"US": "US-AL", "CN": "CN-110000"}[country])
    rule = usual_release(measures[0].indicator, part, columns.frequency) or usual_release(
        measures[0].indicator, Region(country), columns.frequency
    )
    return (rule, False) if rule else (ReleaseRule(ReleaseKind.LAG, days=_ASSUMED_LAG), True)


def _preview(
    path: Path, sample: Sample, mapping: Mapping
) -> tuple[tuple[PreviewRow, ...], tuple[Problem, ...]]:
    """Run the mapping over the sample alone."""
    grid = Grid(sample.grid.name, sample.grid.rows[:1000], sample.grid.merges)
    with (
        tempfile.TemporaryDirectory(prefix="trimtab-") as folder,
        open_engine(Path(folder)) as connection,
    ):
        source = open_grid(connection, grid, path.name, sample.layout.header_rows)
        try:
            refuse_identity_numbers(source)
            source = filled_down(source, mapping)
            places = create_cells(source, mapping)
            create_typed(source, mapping, places)
            problems, _ = find_problems(source, mapping, places)
        except InputRejectedError as error:
            return (), error.problems
        rows = connection.execute(
            "SELECT indicator, region, industry, occupation, period, number, unit "
            f"FROM typed ORDER BY r, k LIMIT {_PREVIEW}"
        ).fetchall()
    frequency = mapping.period.frequency
    preview = tuple(
        PreviewRow(r[0], r[1], r[2], r[3], None if r[4] is None else Period(frequency, r[4]),
                   r[5], r[6])
        for r in rows
    )  # fmt: skip
    return preview, tuple(problems)
