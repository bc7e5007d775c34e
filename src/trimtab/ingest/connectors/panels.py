"""Known files straight into panels, for backtests that need no store."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab.ingest.connectors.connecting import connect
from trimtab.ingest.mapping_file import load_mapping
from trimtab.ingest.matrices import panel_of
from trimtab.ingest.staging import stage
from trimtab.kernel import Frequency, InputRejectedError
from trimtab.tables import Panel, Vintage

_RATES = ("unemployment_rate", "urban_survey_unemployment_rate", "insured_unemployment_rate")
_COUNTS = ("unemployed", "registered_unemployment")
_FORCE = "labour_force"


def read_panel(location: str | Path, *indicators: str) -> dict[str, Panel]:
    """Stage a known file aside and return one panel per indicator asked for (absent ones left out).

    Release times are the connector's lags, so the panels are ``Vintage.FINAL_WITH_LAG`` unless
    the file states release times. Raises what ``connect`` raises.
    """
    table, vintage = _staged(location, None)
    panels = {}
    for indicator in indicators:
        chosen = table.filter(pc.equal(table["indicator"], indicator))
        if chosen.num_rows:
            panels[indicator] = panel_of(chosen, vintage)
    return panels


def read_labour_panel(
    location: str | Path, mapping: str | Path | None = None
) -> tuple[Panel, Panel | None]:
    """Monthly unemployment rates (shares), and vacancy rates where the file has them.

    Inputs       a file of a known form, or any file with a ``mapping`` (drafted by
                 ``inspect_file``)
    Returns      one series a region: the first of the unemployment rates that the file holds
                 monthly, else the unemployed divided by the labour force. A national row among
                 regions is left out: it would count each region twice.
    Raises       InputRejectedError BACKTEST-001 (counts without a labour force: a rate is
                 needed), BACKTEST-002 (neither), BACKTEST-003 (several series of a region),
                 BACKTEST-008 (unknown form and no mapping), and what ``connect`` or
                 ``load_mapping`` and ``stage`` raise
    """
    file = Path(str(location)).name
    try:
        table, vintage = _staged(location, mapping)
    except InputRejectedError as error:
        if error.code == "INGEST-060":  # a mapping helps, and the back-test takes one
            raise InputRejectedError("BACKTEST-008", file=file) from error
        raise
    table = _monthly_totals(table)
    held = set(pc.unique(table["indicator"]).to_pylist())
    rate = next((name for name in _RATES if name in held), None)
    if rate:
        unemployment = _one_a_region(table, rate, vintage, file)
    else:
        unemployment = _computed_rate(table, held, vintage, file)
    vacancies = (
        _one_a_region(table, "vacancy_rate", vintage, file) if "vacancy_rate" in held else None
    )
    return _parts_only(unemployment), vacancies


def read_claims(location: str | Path) -> Panel:
    """Weekly insured unemployment rate (share): the nation's, or continued claims by state."""
    panels = read_panel(location, "insured_unemployment_rate")
    if "insured_unemployment_rate" not in panels:
        raise _lacking(location, "insured_unemployment_rate")
    return panels["insured_unemployment_rate"]


def read_postings(location: str | Path) -> Panel:
    """Daily index of job postings, by state or by sector."""
    panels = read_panel(location, "job_postings")
    if "job_postings" not in panels:
        raise _lacking(location, "job_postings")
    return panels["job_postings"]


def _staged(location: str | Path, mapping: str | Path | None) -> tuple[pa.Table, Vintage]:
    """The observations of a file, staged in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        if mapping is None:
            staged = connect(location, Path(folder))
        else:
            staged = stage(Path(location), load_mapping(Path(mapping)), Path(folder))
        return pq.read_table(staged.path), Vintage(staged.release_basis)


def _monthly_totals(table: pa.Table) -> pa.Table:
    """Monthly rows of all industries and occupations together."""
    monthly = pc.equal(table["frequency"], Frequency.MONTHLY.value)
    whole = pc.and_(pc.equal(table["industry"], ""), pc.equal(table["occupation"], ""))
    return table.filter(pc.and_(monthly, whole))


def _one_a_region(table: pa.Table, indicator: str, vintage: Vintage, file: str) -> Panel:
    panel = panel_of(table.filter(pc.equal(table["indicator"], indicator)), vintage)
    counts = Counter(str(key.region) for key in panel.series)
    repeated = sorted(region for region, count in counts.items() if count > 1)
    if repeated:
        raise InputRejectedError(
            "BACKTEST-003", file=file, indicator=indicator, regions=", ".join(repeated[:5])
        )
    return panel


def _computed_rate(table: pa.Table, held: set[str], vintage: Vintage, file: str) -> Panel:
    """Unemployed / labour force, where both are known; known when the later of the two is."""
    count = next((name for name in _COUNTS if name in held), None)
    if count is None:
        found = ", ".join(sorted(held)) or "-"
        raise InputRejectedError("BACKTEST-002", file=file, found=found, rates=", ".join(_RATES))
    unemployed = _one_a_region(table, count, vintage, file)
    forces = (
        _one_a_region(table, _FORCE, vintage, file) if _FORCE in held else unemployed.select([])
    )
    row_of = {key.region: row for row, key in enumerate(forces.series)}
    lacking = [str(key.region) for key in unemployed.series if key.region not in row_of]
    if lacking:
        raise InputRejectedError(
            "BACKTEST-001", file=file, indicator=count, regions=", ".join(lacking[:5])
        )
    rows = [row_of[key.region] for key in unemployed.series]
    steps = np.arange(unemployed.values.shape[1]) + (unemployed.first - forces.first)
    inside = (steps >= 0) & (steps < forces.values.shape[1])
    columns = np.where(inside, steps, 0)
    force = np.where(inside, forces.values[rows][:, columns], np.nan)
    known = inside & (force > 0) & ~np.isnan(unemployed.values)
    later = np.maximum(unemployed.released, forces.released[rows][:, columns])
    return replace(
        unemployed,
        series=tuple(
            replace(key, indicator="unemployment_rate", unit="share") for key in unemployed.series
        ),
        values=np.divide(unemployed.values, force, out=np.full(known.shape, np.nan), where=known),
        released=np.where(known, later, np.datetime64("NaT", "us")),
    )


def _parts_only(panel: Panel) -> Panel:
    parts = [i for i, key in enumerate(panel.series) if not key.region.is_country]
    return panel.select(parts) if parts and len(parts) < len(panel.series) else panel


def _lacking(location: str | Path, indicator: str) -> InputRejectedError:
    return InputRejectedError("INGEST-068", file=Path(str(location)).name, indicator=indicator)
