"""Dates downturns on a person's own monthly employment series and writes the events file."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab.app.titles import indicator_title
from trimtab.ingest import connect, load_mapping, stage
from trimtab.ingest.matrices import panel_of
from trimtab.kernel import Frequency, InputRejectedError, SeasonalAdjustment, UsageError
from trimtab.kernel.files import write_csv
from trimtab.messages import Language
from trimtab.monitoring.backtest.dating import (
    DatedDownturn,
    DatingRule,
    adjust_with_hindsight,
    date_downturns,
)
from trimtab.tables import Panel, Vintage

LEVELS = ("employment", "insured_employees", "employed")
"""Indicators that are dated unless another is asked for, in order of preference."""


@dataclass(frozen=True, slots=True)
class DatedFile:
    """What was dated, and on what."""

    downturns: tuple[DatedDownturn, ...]
    indicator: str
    regions: int
    adjusted_here: bool

    @property
    def going_on(self) -> int:
        return sum(one.end is None for one in self.downturns)

    def indicator_title(self, language: Language) -> str:
        return indicator_title(self.indicator, language)

    def to_json(self) -> dict[str, object]:
        """Dates as text; an ``end`` of None is still going on."""
        return {
            "indicator": self.indicator,
            "regions": self.regions,
            "seasonally_adjusted_here": self.adjusted_here,
            "downturns": [
                {"region": str(one.region), "start": str(one.start), "end": _text(one)}
                for one in self.downturns
            ],
        }


def date_downturns_file(
    panel: Path, out: Path, mapping: Path | None, indicator: str | None, rule: DatingRule
) -> DatedFile:
    """Date the downturns of every region of a file and write ``region,start,end`` to ``out``.

    Raises InputRejectedError BACKTEST-010 (no such monthly indicator), BACKTEST-011 (too short),
    BACKTEST-003 (several series of a region) and what ``connect`` and ``stage`` raise; UsageError
    BACKTEST-012 when ``out`` cannot be written.
    """
    levels = _read(panel, mapping, indicator)
    needed = 2 * rule.window + 1
    if levels.values.shape[1] < needed:
        raise InputRejectedError(
            "BACKTEST-011", file=panel.name, months=levels.values.shape[1], needed=needed
        )
    raw = np.array(
        [key.seasonal_adjustment is SeasonalAdjustment.NONE for key in levels.series], dtype=bool
    )
    values = np.where(levels.values > 0, levels.values, np.nan)
    if raw.any():
        values = np.where(raw[:, None], adjust_with_hindsight(values), values)
    regions = [key.region for key in levels.series]
    found = date_downturns(values, levels.first, regions, rule)
    _write(out, found)
    return DatedFile(found, levels.series[0].indicator, len(regions), bool(raw.any()))


def _read(location: Path, mapping: Path | None, indicator: str | None) -> Panel:
    """One monthly series a region, all industries and occupations together."""
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        if mapping is None:
            staged = connect(location, Path(folder))
        else:
            staged = stage(location, load_mapping(mapping), Path(folder))
        table, vintage = pq.read_table(staged.path), Vintage(staged.release_basis)
    totals = _totals(table)
    held = set(pc.unique(totals["indicator"]).to_pylist())
    wanted = (indicator,) if indicator else LEVELS
    chosen = next((name for name in wanted if name in held), None)
    if chosen is None:
        raise InputRejectedError(
            "BACKTEST-010",
            file=location.name,
            found=", ".join(sorted(held)) or "-",
            wanted=", ".join(wanted),
        )
    levels = panel_of(totals.filter(pc.equal(totals["indicator"], chosen)), vintage)
    _refuse_several(levels, location, chosen)
    return levels


def _totals(table: pa.Table) -> pa.Table:
    monthly = pc.equal(table["frequency"], Frequency.MONTHLY.value)
    whole = pc.and_(pc.equal(table["industry"], ""), pc.equal(table["occupation"], ""))
    return table.filter(pc.and_(monthly, whole))


def _refuse_several(levels: Panel, location: Path, indicator: str) -> None:
    counts = Counter(key.region for key in levels.series)
    repeated = [region for region, count in counts.items() if count > 1]
    if repeated:
        raise InputRejectedError(
            "BACKTEST-003",
            file=location.name,
            indicator=indicator,
            regions=", ".join(sorted(map(str, repeated))[:5]),
        )


def _write(path: Path, downturns: Sequence[DatedDownturn]) -> None:
    try:
        rows = ((one.region, one.start, _text(one) or "") for one in downturns)
        write_csv(path, ("region", "start", "end"), rows)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("BACKTEST-012", path=str(path), reason=reason) from error


def _text(downturn: DatedDownturn) -> str | None:
    return None if downturn.end is None else str(downturn.end)
