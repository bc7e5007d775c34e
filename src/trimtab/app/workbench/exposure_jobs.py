"""The bureau's own jobs by occupation, kept in its workspace: ``exposure/jobs.csv``."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from trimtab.app.exposure_files import find_sheet
from trimtab.app.province_economy import COUNTS
from trimtab.kernel import Basis
from trimtab.kernel.files import written_whole
from trimtab.province import BASIS, BASIS_KEY

_FOLDER = "exposure"
_NAMES = ("jobs.csv", "jobs.xlsx")


def own_jobs(workspace: Path) -> Path | None:
    """The file of the bureau's own jobs in a workspace; None where there is none.

    Columns ``occupation`` and ``jobs``; ``region`` and ``industry`` where there are any, see
    ``trimtab.app.exposure_own_jobs``.
    """
    places = (workspace / _FOLDER / name for name in _NAMES)
    return next((place for place in places if place.is_file()), None)


def regions_of_jobs(path: Path) -> tuple[str, ...]:
    """The regions that a file of jobs names; empty where it has no such column."""
    sheet = find_sheet(path, lambda header: "occupation" in {one.strip() for one in header})
    if sheet is None or "region" not in sheet.columns:
        return ()
    return tuple(sorted({cell.strip() for cell in sheet.cells("region") if cell.strip()}))


def basis_of_jobs(path: Path) -> Basis:
    """Synthetic where the file says so in a column ``basis``, as all files of the demonstration
    province do; else observed."""
    sheet = find_sheet(path, lambda header: "occupation" in {one.strip() for one in header})
    if sheet is None or BASIS_KEY not in sheet.columns:
        return Basis.OBSERVED
    return Basis.SYNTHETIC if BASIS in set(sheet.cells(BASIS_KEY)) else Basis.OBSERVED


def keep_province_jobs(province: Path, workspace: Path) -> Path:
    """Write the jobs of a province folder into a workspace, for the exposure explorer.

    One row for each prefecture, industry and occupation with employed persons, marked synthetic.
    """
    counts = pq.read_table(
        province / COUNTS, columns=["status", "prefecture", "industry", "occupation", "persons"]
    )
    employed = counts.filter(pc.equal(counts["status"], "employed"))
    keys = ["prefecture", "industry", "occupation"]
    jobs = (
        employed.group_by(keys)
        .aggregate([("persons", "sum")])
        .sort_by([(key, "ascending") for key in keys])
    )
    table = pa.table(
        {
            "region": jobs["prefecture"].cast(pa.string()),
            "industry": jobs["industry"].cast(pa.string()),
            "occupation": jobs["occupation"].cast(pa.string()),
            "jobs": jobs["persons_sum"],
            BASIS_KEY: pa.repeat(BASIS, jobs.num_rows),
        }
    )
    path = workspace / _FOLDER / _NAMES[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as draft:
        pa.csv.write_csv(table, draft, pa.csv.WriteOptions(quoting_style="needed"))
    return path
