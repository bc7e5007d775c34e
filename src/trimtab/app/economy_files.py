"""An economy as two files in the public form of mobility networks, to be edited and read again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trimtab.kernel import UsageError
from trimtab.kernel.files import guard_formula, written_whole

if TYPE_CHECKING:
    import pyarrow as pa

    from trimtab.simulation.types import Cells, Economy

EDGES = "edges.csv"
OCCUPATIONS = "occupations.csv"


@dataclass(frozen=True, slots=True)
class ExportedEconomy:
    """The two files that were written and how many rows each has."""

    edges: Path
    occupations: Path
    edge_rows: int
    occupation_rows: int


def export_economy(economy: Economy, folder: Path) -> ExportedEconomy:
    """Write an economy's edges and occupations; ``app.economies.read_network`` reads them again.

    One row per cell in ``occupations.csv`` (code, title, region, occupation, tier, employment,
    mean_wage, basis, exposure by measure) and one per edge in ``edges.csv`` (src, dst, prob, layer:
    rows of all layers together sum to 1). Kinds of persons are summed up and the industry mix is
    left out. Raises UsageError SIMULATION-029 when the folder cannot be written.
    """
    codes = cell_codes(economy.cells)
    edges, occupations = _edges(economy, codes), _occupations(economy, codes)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / EDGES, edges)
        _write(folder / OCCUPATIONS, occupations)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("SIMULATION-029", folder=str(folder), reason=reason) from error
    return ExportedEconomy(
        folder / EDGES, folder / OCCUPATIONS, edges.num_rows, occupations.num_rows
    )


def cell_codes(cells: Cells) -> list[str]:
    """A code for each cell: the occupation's, after the region's where there are several."""
    occupations = [cells.occupations[at] for at in cells.occupation_of.tolist()]
    if len(cells.regions) == 1:
        return occupations
    regions = [cells.regions[at] for at in cells.region_of.tolist()]
    return [f"{region}/{code}" for region, code in zip(regions, occupations, strict=True)]


def _edges(economy: Economy, codes: list[str]) -> pa.Table:
    import pyarrow as pa

    names = pa.array(codes)
    parts = []
    for name, layer in zip(economy.network.names, economy.network.layers, strict=True):
        moves = layer.tocoo()
        columns = {
            "src": names.take(pa.array(moves.row)),
            "dst": names.take(pa.array(moves.col)),
            "prob": pa.array(moves.data),
            "layer": pa.array(np.full(moves.nnz, name)),
        }
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


def _occupations(economy: Economy, codes: list[str]) -> pa.Table:
    import pyarrow as pa

    cells = economy.cells
    titles = [cells.occupation_titles.get(code) for code in cells.occupations]
    written = [str(guard_formula(title.in_language("en") if title else "")) for title in titles]
    tiers = np.array([*cells.tiers, ""])
    columns = {
        "code": pa.array(codes),
        "title": pa.array(written).take(pa.array(cells.occupation_of)),
        "region": pa.array(cells.regions).take(pa.array(cells.region_of)),
        "occupation": pa.array(cells.occupations).take(pa.array(cells.occupation_of)),
        "tier": pa.array(tiers[cells.tier_of]),
        "employment": pa.array(economy.employed.sum(axis=1)),
        "mean_wage": pa.array(cells.wage_year, from_pandas=True),
        "basis": pa.array([economy.basis.value] * len(cells)),
    }
    for at, measure in enumerate(economy.measures):
        columns[measure] = pa.array(economy.exposure[:, at], from_pandas=True)
    return pa.table(columns)


def _write(path: Path, table: pa.Table) -> None:
    from pyarrow import csv

    with written_whole(path) as draft:
        csv.write_csv(table, draft, csv.WriteOptions(quoting_style="needed"))
