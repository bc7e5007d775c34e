"""Files of an event study: a long table of counts, a table of scores, the table of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from trimtab.app.column_files import Columns, Faults, Flags, Indices, Words, opened
from trimtab.app.event_study_columns import (
    Vector,
    needed_column,
    read_columns,
    read_numbers,
    read_quarters,
    refuse_repeated,
    synthetic_words,
    total_words,
    usual_column,
)
from trimtab.ingest.source import Source
from trimtab.kernel import Basis, Frequency, InputRejectedError, Period, UsageError
from trimtab.kernel.files import write_csv
from trimtab.monitoring.event_study import IndustryPanel, Outcome

_AXES = ("industry", "region", "age_group")
_EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class PanelColumns:
    """Headers of a panel's columns, where they are not the usual ones."""

    region: str | None = None
    industry: str | None = None
    age_group: str | None = None
    quarter: str | None = None
    outcomes: Mapping[Outcome, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadedPanel:
    """A panel and how many rows of totals were left out of it."""

    panel: IndustryPanel
    total_rows: int


def load_panel(path: Path, asked: PanelColumns | None = None) -> LoadedPanel:
    """Read counts by region, industry, age group and quarter: CSV, Excel or Parquet, long form.

    Without a column for region or age there is one region or one age group. A blank or suppressed
    figure is missing, never zero. Raises InputRejectedError EVENT-001 (no such column), EVENT-018
    (industries of two levels mixed), EVENT-020 (no row, or totals only) and INGEST-049 with
    EVENT-002 (negative), EVENT-003 (no number), EVENT-004 (no quarter) of all columns together, or
    EVENT-010 (the same cell twice), at their rows.
    """
    asked = asked or PanelColumns()
    with opened(path) as source:
        axes = _axes(source, asked)
        quarter = needed_column(source, "quarter", asked.quarter)
        year, basis = usual_column(source, "year"), usual_column(source, "basis")
        outcomes = _outcomes(source, asked)
        more = [at for at in (year, basis) if at is not None]
        columns = read_columns(source, [*axes.values(), quarter, *outcomes.values(), *more])
        words = {name: columns.words(at) for name, at in axes.items()}
        _refuse_nested(words["industry"].texts)
        kept = _no_totals(words, columns.rows.size)
        if not kept.any():
            raise InputRejectedError(
                "EVENT-020", file=source.file, rows=kept.size, totals=kept.size
            )
        faults = Faults(source.file)
        ordinals = read_quarters(columns, quarter, year, kept, faults)
        values = {name: read_numbers(columns, at, kept, faults) for name, at in outcomes.items()}
        faults.refuse()
        synthetic = basis is not None and _says_synthetic(columns.words(basis))
        panel = _arrange(columns, words, ordinals, values, kept, quarter, synthetic)
        return LoadedPanel(panel, int((~kept).sum()))


def load_scores(path: Path, names: Sequence[str | None]) -> dict[str, tuple[float, ...]]:
    """Scores by industry: the columns ``names`` (None: the usual name of exposure).

    A blank score is NaN. Raises InputRejectedError as ``load_panel``.
    """
    with opened(path) as source:
        industry = needed_column(source, "industry")
        places = [needed_column(source, "exposure", name) for name in names]
        columns = read_columns(source, [industry, *places])
        everything = np.ones(columns.rows.size, dtype=bool)
        faults = Faults(source.file)
        values = [
            read_numbers(columns, at, everything, faults, signed=True).tolist() for at in places
        ]
        faults.refuse()
        words = columns.words(industry)
        refuse_repeated(columns, words.indices, everything, industry)
        found = [words.texts[one] for one in words.indices]
        return dict(zip(found, zip(*values, strict=True), strict=True))


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file whole. Raises UsageError EVENT-017 when it cannot be written."""
    try:
        write_csv(path, header, rows)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("EVENT-017", path=str(path), reason=reason) from error


def _axes(source: Source, asked: PanelColumns) -> dict[str, int]:
    axes = {"industry": needed_column(source, "industry", asked.industry)}
    for name, header in (("region", asked.region), ("age_group", asked.age_group)):
        at = source.position(header) if header else usual_column(source, name)
        if at is not None:
            axes[name] = at
    return axes


def _outcomes(source: Source, asked: PanelColumns) -> dict[Outcome, int]:
    found: dict[Outcome, int] = {}
    for outcome in Outcome:
        header = asked.outcomes.get(outcome)
        at = source.position(header) if header else usual_column(source, outcome.value)
        if at is not None:
            found[outcome] = at
    return found or {Outcome.EMPLOYMENT: needed_column(source, Outcome.EMPLOYMENT.value)}


def _no_totals(words: Mapping[str, Words], rows: int) -> Flags:
    """(rows,): rows that are no total; a word for a total counts only beside other words."""
    kept = np.ones(rows, dtype=bool)
    for one in words.values():
        if len(one.texts) > 1:
            total = np.array([_squeezed(text) in total_words() for text in one.texts])
            kept &= ~total[one.indices]
    return kept


def _says_synthetic(basis: Words) -> bool:
    """Whether any row's basis is a word for invented figures, in whichever language."""
    return any(_squeezed(text) in synthetic_words() for text in basis.texts)


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _refuse_nested(industries: Sequence[str]) -> None:
    """Refuse an industry beside a part of it (54 and 5415): its jobs would count twice."""
    codes = {name.rsplit(":", 1)[-1] for name in industries}
    nested = [
        (code[:length], code)
        for code in codes
        if code.isdigit()
        for length in range(2, len(code))
        if code[:length] in codes
    ]
    if nested:
        whole, part = min(nested)
        raise InputRejectedError("EVENT-018", whole=whole, part=part, n=len(nested))


def _arrange(
    columns: Columns,
    words: Mapping[str, Words],
    ordinals: Indices,
    values: Mapping[Outcome, Vector],
    kept: Flags,
    quarter: int,
    synthetic: bool,
) -> IndustryPanel:
    """Rows as arrays of industries, regions, age groups and quarters."""
    nothing = Words((_EVERYTHING,), np.zeros(kept.size, dtype=np.int64))
    axes = [words.get(name, nothing) for name in _AXES]
    used = [np.unique(axis.indices[kept], return_inverse=True) for axis in axes]
    industries, regions, ages = (
        tuple(axis.texts[one] for one in labels)
        for axis, (labels, _) in zip(axes, used, strict=True)
    )
    first, last = int(ordinals[kept].min()), int(ordinals[kept].max())
    place = (*(position for _, position in used), ordinals[kept] - first)
    shape = (len(industries), len(regions), len(ages), last - first + 1)
    refuse_repeated(columns, np.ravel_multi_index(place, shape), kept, quarter)
    counts = {}
    for outcome, numbers in values.items():
        counts[outcome] = np.full(shape, np.nan)
        counts[outcome][place] = numbers[kept]
    start = Period(Frequency.QUARTERLY, first)
    basis = Basis.SYNTHETIC if synthetic else Basis.OBSERVED
    return IndustryPanel(industries, regions, ages, start, counts, basis)
