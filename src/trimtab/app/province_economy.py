"""A province folder as an economy to simulate: prefectures and occupations, workers by traits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab.app.exposure_cells import exposure_of_occupations
from trimtab.app.province_network import province_network
from trimtab.app.province_titles import occupation_titles
from trimtab.kernel import InputRejectedError, TableContractError, Wording
from trimtab.messages import Language, text
from trimtab.province import (
    AGES,
    BASIS,
    BASIS_KEY,
    CONTRACTS,
    FORMS,
    INSURED,
    TIERS,
    Figures,
    read_figures,
)
from trimtab.simulation.types import (
    Cells,
    DataBasis,
    Economy,
    Index,
    Kinds,
    Matrix,
    Vector,
)

Mask = npt.NDArray[np.bool_]

COUNTS = "counts.parquet"
SETTINGS = "province.json"

_MONTHS = 12


def read_province(folder: Path) -> Economy:
    """The economy of a folder that ``trimtab demo province`` wrote.

    Model        cells: prefecture x occupation that have workers; kinds: age band x insured x form
                 of employment; moves as in ``province_network``
    Returns      Economy, basis synthetic, with exposure by measure, industry mix and mean pay. The
                 tier of a cell is its occupation's, by the mean education of its workers
    Raises       InputRejectedError PROVINCE-010 (no folder of a province), PROVINCE-011 (its counts
                 are not the contract's or name what the lists do not hold)
    """
    described = _described(folder)
    figures = read_figures()
    rows = _Rows.read(folder)
    cells, kept, cell = _cells(rows, figures)
    industries, groups = figures.industries.codes, figures.occupations.codes
    industry = rows.positions("industry", industries)
    mix = rows.spread(cell, industry, (kept.size, len(industries)))[kept]
    kinds = Kinds(("age", "insured", "form"), tuple(product(AGES, INSURED, FORMS)))
    stock = rows.spread(cell, rows.kind(), (kept.size, len(kinds)))[kept]
    jobs = rows.spread(cell % len(groups), industry, (len(groups), len(industries)))
    measures, exposure = exposure_of_occupations(groups)
    title = Wording(described["title"]["en"], described["title"]["zh"])
    cells = replace(cells, occupation_titles={**cells.occupation_titles, title.en: title})
    return Economy(
        name=title.en,
        cells=cells,
        kinds=kinds,
        network=province_network(jobs, figures.occupations.major, cells, stock.sum(axis=1)),
        employed=stock,
        basis=DataBasis.SYNTHETIC,
        sources=(str(folder), "province_marginals.csv"),
        note=Wording(*(text("province.label", one) for one in (Language.EN, Language.ZH))),
        unemployment_rate=float(described["unemployment_rate"]),
        measures=measures,
        exposure=exposure[cells.occupation_of],
        industries=industries,
        industry_mix=mix / mix.sum(axis=1, keepdims=True),
    )


def _cells(rows: _Rows, figures: Figures) -> tuple[Cells, Mask, Index]:
    """The cells that have workers, which of all pairs of prefecture and occupation they are, and
    the pair of each row."""
    places, groups = figures.prefectures.codes, figures.occupations.codes
    pairs = len(places) * len(groups)
    cell = rows.positions("prefecture", places) * len(groups)
    cell += rows.positions("occupation", groups)
    tiers = rows.spread(cell, rows.positions("tier", TIERS), (pairs, len(TIERS)))
    total: Vector = tiers.sum(axis=1)
    kept = total > 0
    paid = np.bincount(cell, rows.persons * rows.wage, pairs)
    if not kept.any() or np.bincount(cell % len(groups), minlength=len(groups)).min() == 0:
        raise InputRejectedError("PROVINCE-011", file=rows.file, what="occupation -")
    region_of, occupation_of = np.divmod(np.flatnonzero(kept), len(groups))
    cells = Cells(
        regions=places,
        occupations=groups,
        region_of=region_of,
        occupation_of=occupation_of,
        tiers=TIERS,
        tier_of=_tiers(tiers, places, figures)[occupation_of],
        wage_year=paid[kept] / total[kept] * _MONTHS,
        currency="CNY",
        occupation_titles=occupation_titles(figures),
    )
    return cells, kept, cell


def _tiers(persons: Matrix, places: Sequence[str], figures: Figures) -> Index:
    """(O,) the tier of each occupation: occupations in the order of the mean education of their
    workers (``persons`` by pair and tier), cut where the shares of the employed by tier end."""
    by_group = persons.reshape(len(places), -1, len(TIERS)).sum(axis=0)
    jobs = by_group.sum(axis=1)
    order = np.argsort(by_group @ np.arange(len(TIERS)) / jobs, kind="stable")
    middle = (np.cumsum(jobs[order]) - jobs[order] / 2) / jobs.sum()
    found = np.empty(len(jobs), dtype=np.intp)
    found[order] = np.searchsorted(np.cumsum(figures.tier_shares)[:-1], middle)
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the employed of a counts file: ``persons`` and ``wage`` (N,) beside their codes."""

    table: pa.Table
    file: str
    persons: Vector
    wage: Vector

    @classmethod
    def read(cls, folder: Path) -> _Rows:
        path = folder / COUNTS
        try:
            table = pq.read_table(path)
            CONTRACTS["counts"].check_schema(table.schema)
        except (OSError, pa.ArrowException, TableContractError) as error:
            raise InputRejectedError("PROVINCE-011", file=str(path), what=error) from error
        kept = table.filter(pc.equal(table["status"], "employed"))
        persons, wage = (
            kept[name].to_numpy().astype(np.float64) for name in ("persons", "wage_cny_month")
        )
        return cls(kept, str(path), persons, wage)

    def positions(self, name: str, listed: Sequence[str]) -> Index:
        """Where each row's code stands in a list."""
        found = pc.index_in(self.table[name], value_set=pa.array(listed))
        if found.null_count:
            unknown = self.table[name].filter(pc.is_null(found))[0].as_py()
            raise InputRejectedError("PROVINCE-011", file=self.file, what=f"{name} {unknown}")
        at: Index = found.to_numpy().astype(np.intp)
        return at

    def kind(self) -> Index:
        """Position in age x insured x form."""
        age, insured = self.positions("age_band", AGES), self.positions("insured", INSURED)
        return (age * len(INSURED) + insured) * len(FORMS) + self.positions("form", FORMS)

    def spread(self, row: Index, column: Index, shape: tuple[int, int]) -> Matrix:
        """Persons by two positions."""
        flat: Matrix = np.bincount(
            row * shape[1] + column, self.persons, shape[0] * shape[1]
        ).astype(np.float64)
        return flat.reshape(shape)


def _described(folder: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        rate, titles = content["unemployment_rate"], content["title"]
        named = all(isinstance(titles[one], str) for one in ("en", "zh"))
        fine = content[BASIS_KEY] == BASIS and named and 0 < rate < 1
    except (OSError, ValueError, KeyError, TypeError):
        fine = False
    if not fine:
        raise InputRejectedError("PROVINCE-010", folder=str(folder))
    return content
