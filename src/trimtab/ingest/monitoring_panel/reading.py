"""Read a filled monitoring panel: every cell checked, then added up by region and industry."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trimtab.ingest.codes import resolve_industry, resolve_region
from trimtab.ingest.containers import Container, detect_container
from trimtab.ingest.engine import open_engine
from trimtab.ingest.identity_numbers import refuse_identity_numbers
from trimtab.ingest.monitoring_panel.aggregation import aggregate
from trimtab.ingest.monitoring_panel.checks import Column, Counts, check_counts, check_months
from trimtab.ingest.monitoring_panel.fields import (
    BY_NAME,
    FIELDS,
    Field,
    Kind,
    choice_of,
    field_of_header,
)
from trimtab.ingest.periods import read_period
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.ingest.source import Source, open_grid, plain, rejected
from trimtab.ingest.staging import sha256_of
from trimtab.ingest.workbooks import Grid, look_at_grid, refuse_uncomputed, sheet_names
from trimtab.kernel import Frequency, InputRejectedError, Problem
from trimtab.messages import LANGUAGES, text
from trimtab.tables import Finding, Severity, StagedObservations

DEFAULT_RELEASE = ReleaseRule(ReleaseKind.LAG, days=10)
_SOURCE_NAME = "monitoring panel"
_MOST_TITLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class MonitoringPanel:
    """Observations by region and industry in the form of OBSERVATIONS, and how many firm-months
    they rest on."""

    observations: pa.Table
    firms: int
    rows: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The panel's sheet: which column holds which field, and its filled rows."""

    source: Source
    columns: dict[str, int]
    rows: list[tuple[str | None, ...]]
    numbers: list[int]  # row number in the sheet of each filled row

    def place(self, code: str, row: int, name: str, **params: object) -> Problem:
        return self.source.problem(code, self.numbers[row], self.columns[name], **params)

    def cells(self, name: str) -> list[str | None]:
        column = self.columns.get(name)
        return [None if column is None else row[column] for row in self.rows]


def is_monitoring_panel(path: Path) -> bool:
    """Whether a workbook has the panel's header."""
    if detect_container(path) is not Container.WORKBOOK:
        return False
    return any(_header_row(look_at_grid(path, name)) is not None for name in _candidates(path))


def read_monitoring_panel(
    path: str | Path, release: ReleaseRule = DEFAULT_RELEASE
) -> MonitoringPanel:
    """Validate a filled panel and add it up by region and industry section.

    Raises InputRejectedError INGEST-080 (not the panel), or INGEST-049 with each problem's cell:
    034-037 (month, region, industry), 043 (cut identity number), 081-090 (see ``checks``).
    """
    path = Path(path)
    sheet = _open(path)
    problems: list[Problem] = []
    months = np.array(_words(sheet, "month", _month, "INGEST-034", problems), np.int64)
    region = _words(sheet, "region", _region, "INGEST-035", problems)
    industry = _words(sheet, "industry", _industry, "INGEST-036", problems)
    firms = [cell or "" for cell in sheet.cells("firm_code")]
    problems += _absent(sheet)
    counts = _counts(sheet, problems)
    unreadable = {problem.row for problem in problems}  # their balances would only repeat it
    balances = check_counts(counts, sheet.place)
    balances += check_months(firms, months, counts, sheet.place)
    problems += [problem for problem in balances if problem.row not in unreadable]
    if problems:
        problems.sort(key=lambda problem: (problem.row or 0, len(problem.column or ""),
                                           problem.column or ""))  # fmt: skip
        raise rejected(path.name, problems, len(problems))
    observations = aggregate(months, np.array(region), np.array(industry), counts, release)
    return MonitoringPanel(observations, len(set(firms)), len(firms), _findings(sheet))


def stage_monitoring_panel(
    path: str | Path, staging: Path, release: ReleaseRule = DEFAULT_RELEASE
) -> StagedObservations:
    """``read_monitoring_panel`` written as a staged file."""
    path = Path(path)
    panel = read_monitoring_panel(path, release)
    staging.mkdir(parents=True, exist_ok=True)
    target = staging / f"{uuid.uuid4().hex}.parquet"
    try:
        pq.write_table(panel.observations, target, compression="zstd")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return StagedObservations(
        target, panel.observations.num_rows, path.name, sha256_of(path), release.basis,
        panel.findings,
    )  # fmt: skip


def _candidates(path: Path) -> list[str]:
    """Sheets that may hold the form; instructions, lists and the example do not."""
    never = {
        text(f"ingest.panel.sheet.{name}", language)
        for name in ("instructions", "example", "lists")
        for language in LANGUAGES
    }
    return [name for name in sheet_names(path) if name not in never]


def _header_row(grid: Grid) -> int | None:
    """Index of the row that holds all required headers."""
    required = {field.name for field in FIELDS if field.required}
    for index, row in enumerate(grid.rows[:_MOST_TITLE_ROWS]):
        found = {field.name for cell in row if cell and (field := field_of_header(plain(cell)))}
        if required <= found:
            return index
    return None


def _open(path: Path) -> _Sheet:
    if detect_container(path) is not Container.WORKBOOK:
        raise InputRejectedError("INGEST-080", file=path.name)
    for name in _candidates(path):
        grid = look_at_grid(path, name)
        index = _header_row(grid)
        if index is not None:
            refuse_uncomputed(path, name)
            return _sheet(path, grid, index)
    raise InputRejectedError("INGEST-080", file=path.name)


def _sheet(path: Path, grid: Grid, index: int) -> _Sheet:
    with (
        tempfile.TemporaryDirectory(prefix="trimtab-") as folder,
        open_engine(Path(folder)) as connection,
    ):
        source = open_grid(connection, grid, path.name, (index + 1, index + 1))
        refuse_identity_numbers(source)
    found = {i: field_of_header(plain(cell)) for i, cell in enumerate(grid.rows[index]) if cell}
    columns = {field.name: i for i, field in found.items() if field is not None}
    entered = list(columns.values())
    filled = [
        (number, row)
        for number, row in enumerate(grid.rows[index + 1 :], start=index + 2)
        if any(row[i] for i in entered)
    ]
    if not filled:
        raise InputRejectedError("INGEST-007", file=path.name)
    return _Sheet(source, columns, [row for _, row in filled], [number for number, _ in filled])


def _words(
    sheet: _Sheet,
    name: str,
    resolve: Callable[[str], object | None],
    code: str,
    problems: list[Problem],
) -> list[object]:
    """Each cell resolved; one that cannot be is a problem (empty ones are reported as absent)."""
    found: list[object] = []
    for row, cell in enumerate(sheet.cells(name)):
        value = resolve(plain(cell)) if cell else None
        if cell and value is None:
            problems.append(sheet.place(code, row, name, word=cell))
        found.append(0 if value is None and name == "month" else value or "")
    return found


def _month(word: str) -> int | None:
    period = read_period(word, Frequency.MONTHLY)
    return period.ordinal if period else None


def _region(word: str) -> str | None:
    """``330100 杭州市`` of the drop-down list, a code or a name."""
    return resolve_region(word, "CN") or resolve_region(word.partition(" ")[0], "CN")


def _industry(word: str) -> str | None:
    """A section letter, alone or before its title or digits (``I65`` belongs to ``I``)."""
    scheme = "GBT4754@2017"
    return resolve_industry(word, scheme) or resolve_industry(word[:1].upper(), scheme)


def _absent(sheet: _Sheet) -> list[Problem]:
    return [
        sheet.place("INGEST-085", row, field.name, field=sheet.source.header[column])
        for field in FIELDS
        if field.required and (column := sheet.columns[field.name]) is not None
        for row, cell in enumerate(sheet.cells(field.name))
        if not cell
    ]


def _counts(sheet: _Sheet, problems: list[Problem]) -> Counts:
    columns: dict[str, Column] = {}
    printed: dict[str, tuple[Column, Column]] = {}
    for field in FIELDS:
        cells = sheet.cells(field.name)
        if field.kind is Kind.COUNT:
            columns[field.name] = _numbers(sheet, field, cells, problems)
        elif field.kind is Kind.PERCENT:
            printed[field.name] = _rates(sheet, field, cells, problems)
        elif field.kind is Kind.CHOICE:
            columns[field.name] = _choices(sheet, field, cells, problems)
    return Counts(columns, printed)


def _read(cell: str | None) -> float:
    try:
        return float(plain(cell).replace(",", "")) if cell else np.nan
    except ValueError:
        return np.nan


def _numbers(
    sheet: _Sheet, field: Field, cells: list[str | None], problems: list[Problem]
) -> Column:
    values = np.array([_read(cell) for cell in cells])
    filled = np.array([bool(cell) for cell in cells])
    with np.errstate(invalid="ignore"):
        wrong = filled & ~((values >= 0) & (values == np.floor(values)) & np.isfinite(values))
    for row in np.flatnonzero(wrong):
        problems.append(sheet.place("INGEST-087", int(row), field.name, value=cells[row]))
    return np.where(wrong, np.nan, values)


def _rates(
    sheet: _Sheet, field: Field, cells: list[str | None], problems: list[Problem]
) -> tuple[Column, Column]:
    """Printed rates and half a unit of their last written digit."""
    plain_cells = [plain(cell).removesuffix("%") if cell else "" for cell in cells]
    values = np.array([_read(cell) for cell in plain_cells])
    for row, cell in enumerate(cells):
        if cell and np.isnan(values[row]):
            problems.append(sheet.place("INGEST-030", row, field.name, value=cell))
    digits = [min(len(cell.partition(".")[2]), 12) for cell in plain_cells]
    return values, 0.5 * 10.0 ** -np.array(digits)


def _choices(
    sheet: _Sheet, field: Field, cells: list[str | None], problems: list[Problem]
) -> Column:
    """The position of each choice, NaN where empty."""
    found = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if not cell:
            continue
        choice = choice_of(field, plain(cell))
        if choice is None:
            problems.append(sheet.place("INGEST-086", row, field.name, value=cell))
        else:
            found[row] = field.choices.index(choice)
    return found


def _findings(sheet: _Sheet) -> tuple[Finding, ...]:
    """Fields of the form that the file does not have: what monitoring then cannot see."""
    lacking = [name for name in BY_NAME if name not in sheet.columns]
    if not lacking:
        return ()
    return (Finding("INGEST-116", Severity.WARNING, params={"fields": ", ".join(lacking)}),)
