"""Known files straight into panels, for backtests that need no store."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab.ingest.connectors.connecting import connect
from trimtab.ingest.matrices import panel_of
from trimtab.kernel import Frequency, InputRejectedError
from trimtab.tables import Panel, Vintage


def read_panel(location: str | Path, *indicators: str) -> dict[str, Panel]:
    """Stage a known file aside and return one panel per indicator asked for (absent ones left out).

    Release times are the connector's lags, so the panels are ``Vintage.FINAL_WITH_LAG`` unless
    the file states release times. Raises what ``connect`` raises.
    """
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        staged = connect(location, Path(folder))
        table = pq.read_table(staged.path)
    panels = {}
    for indicator in indicators:
        chosen = table.filter(pc.equal(table["indicator"], indicator))
        if chosen.num_rows:
            panels[indicator] = panel_of(chosen, Vintage(staged.release_basis))
    return panels


def read_labour_panel(location: str | Path) -> tuple[Panel, Panel | None]:
    """Monthly unemployment rates, and vacancy rates where the file has them.

    A national row among states is left out: it would count each state twice. Raises
    InputRejectedError INGEST-061 when the file holds no unemployment rate.
    """
    panels = read_panel(location, "unemployment_rate", "vacancy_rate")
    if "unemployment_rate" not in panels:
        raise _lacking(location, "unemployment_rate")
    return _parts_only(panels["unemployment_rate"]), panels.get("vacancy_rate")


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


def _parts_only(panel: Panel) -> Panel:
    parts = [i for i, key in enumerate(panel.series) if not key.region.is_country]
    monthly = panel.frequency is Frequency.MONTHLY
    return panel.select(parts) if parts and monthly and len(parts) < len(panel.series) else panel


def _lacking(location: str | Path, indicator: str) -> InputRejectedError:
    return InputRejectedError("INGEST-068", file=Path(str(location)).name, indicator=indicator)
