"""The tables of a province folder: their contracts, and counts, panel and truth as tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from trimtab.kernel import Basis, Period
from trimtab.province.figures import Figures
from trimtab.province.panel import MEASURES, MonthlyPanel
from trimtab.province.shock import KnownShock
from trimtab.province.types import (
    AGES,
    AXES,
    FORMS,
    INSURED,
    SEXES,
    TIERS,
    Array,
    Counts,
    Population,
)
from trimtab.tables import Column, PrivacyLevel, TableContract

BASIS = Basis.SYNTHETIC.value
BASIS_KEY = "basis"

_PERSONAL = PrivacyLevel.PERSONAL
_TEXT, _WHOLE, _SMALL = pa.string(), pa.int32(), pa.int16()


def _share(name: str) -> Column:
    return Column(name, pa.float64(), unit="share", low=0, high=1)


def _count(name: str, kind: pa.DataType = _WHOLE) -> Column:
    return Column(name, kind, unit="count", low=0)


def _pay(name: str) -> Column:
    return Column(name, _WHOLE, unit="cny_month", low=0)


_PLACE = Column("prefecture", _TEXT)
_INDUSTRY = Column("industry", _TEXT)
_GROUP = Column("occupation", _TEXT)
_TRAITS = tuple(Column(name, _TEXT) for name in AXES if name not in ("prefecture", "job"))

CONTRACTS = {
    one.name: one
    for one in (
        TableContract(
            "counts",
            (
                Column("status", _TEXT),
                _PLACE,
                _INDUSTRY,
                _GROUP,
                *_TRAITS,
                _count("persons"),
                _pay("wage_cny_month"),
            ),
            ("status", "prefecture", "industry", "occupation", *(one.name for one in _TRAITS)),
        ),
        TableContract(
            "panel",
            (_PLACE, _INDUSTRY, Column("month", _TEXT), *(_count(name) for name in MEASURES)),
            ("prefecture", "industry", "month"),
        ),
        TableContract(
            "truth",
            (
                _PLACE,
                _INDUSTRY,
                Column("month", _TEXT),
                _share("exposure"),
                Column("separations_rise", pa.float64(), unit="ratio", low=0),
                _share("postings_fall"),
                Column("employment_change", pa.float64(), unit="ratio", low=-1, high=0),
            ),
            ("prefecture", "industry", "month"),
        ),
        TableContract(
            "persons",
            (
                Column("person", _TEXT, privacy=_PERSONAL),
                _PLACE,
                Column("age", _SMALL, unit="years", low=16, high=62, privacy=_PERSONAL),
                Column("age_band", _TEXT),
                Column("sex", _TEXT, privacy=_PERSONAL),
                Column("education", _TEXT),
                Column("tier", _TEXT),
                _GROUP,
                _INDUSTRY,
                Column("form", _TEXT),
                Column("status", _TEXT, privacy=_PERSONAL),
                Column("registered", pa.bool_(), privacy=_PERSONAL),
                Column("employer", _TEXT, nullable=True, privacy=_PERSONAL),
                _pay("wage_cny_month"),
                Column("insured", _TEXT, privacy=_PERSONAL),
                _count("contribution_months"),
                Column("unemployed_since", _TEXT, nullable=True, privacy=_PERSONAL),
                _count("certificates", _SMALL),
                _count("credits"),
                Column("platforms", _TEXT, privacy=_PERSONAL),
                Column("persons_represented", pa.float64(), unit="count", low=0),
            ),
            ("person",),
        ),
        TableContract(
            "firms",
            (
                Column("firm", _TEXT),
                _PLACE,
                _INDUSTRY,
                _count("employees"),
                _count("employees_year_ago"),
                _count("separations_year"),
                _share("reduction_rate"),
                _count("insured"),
                _count("contribution_months"),
                Column("small", pa.bool_()),
                _pay("wage_cny_month"),
                Column("ai_adopted", pa.bool_()),
                Column("employees_represented", pa.float64(), unit="count", low=0),
            ),
            ("firm",),
        ),
        TableContract(
            "firm_months",
            (
                Column("firm", _TEXT),
                Column("month", _TEXT),
                _count("employees"),
                _count("separations"),
            ),
            ("firm", "month"),
        ),
        TableContract(
            "vacancies",
            (
                Column("vacancy", _TEXT),
                _PLACE,
                _INDUSTRY,
                _GROUP,
                Column("tier", _TEXT),
                Column("firm", _TEXT, nullable=True),
                _pay("wage_cny_month"),
                Column("posts_represented", pa.float64(), unit="count", low=0),
            ),
            ("vacancy",),
        ),
        TableContract(
            "courses",
            (
                Column("course", _TEXT),
                Column("provider", _TEXT),
                _PLACE,
                Column("field", _TEXT),
                _GROUP,
                Column("entry_tier", _TEXT),
                Column("tier", _TEXT),
                Column("weeks", _SMALL, unit="weeks", low=1),
                _count("seats"),
                Column("cost_cny_person", _WHOLE, unit="cny", low=0),
                _share("completion_share"),
            ),
            ("course",),
        ),
        TableContract(
            "platforms",
            (
                Column("platform", _TEXT),
                Column("orders_kind", _TEXT),
                _count("workers", pa.int64()),
                _count("orders_month", pa.int64()),
                Column("pay_cny_order", pa.float64(), unit="cny", low=0),
                _pay("pay_cny_worker_month"),
            ),
            ("platform",),
        ),
    )
}
"""By name. Every file of one carries the basis in its metadata."""


def labelled(name: str, table: pa.Table) -> pa.Table:
    """A table in the form of its contract, its schema metadata saying that it is synthetic."""
    contract = CONTRACTS[name]
    cast = table.select(contract.schema.names).cast(contract.schema)
    contract.check_schema(cast.schema)
    return cast.replace_schema_metadata({BASIS_KEY: BASIS, "table": name})


def count_table(figures: Figures, population: Population, wages: Array) -> pa.Table:
    """Employed and unemployed persons, one row a cell that has any, with the cell's pay
    (``wages`` (P, J, T, F) CNY a month; of the unemployed, the pay of the job they had)."""
    parts = [
        _cells(figures, status, counts, wages)
        for status, counts in (
            ("employed", population.employed),
            ("unemployed", population.unemployed),
        )
    ]
    return labelled("counts", pa.concat_tables(parts))


def _cells(figures: Figures, status: str, counts: Counts, wages: Array) -> pa.Table:
    place, job, *traits = np.nonzero(counts)
    pay = wages[place, job, traits[0], traits[1]]
    jobs = figures.jobs
    columns = {
        "status": np.full(len(place), status),
        "prefecture": np.array(figures.prefectures.codes)[place],
        "industry": np.array(figures.industries.codes)[jobs.industry[job]],
        "occupation": np.array(figures.occupations.codes)[jobs.occupation[job]],
    }
    names = (TIERS, FORMS, AGES, SEXES, INSURED)
    for column, values, at in zip(_TRAITS, names, traits, strict=True):
        columns[column.name] = np.array(values)[at]
    columns["persons"] = counts[(place, job, *traits)].astype(np.int32)
    columns["wage_cny_month"] = np.rint(pay).astype(np.int32)
    return pa.table(columns)


def panel_table(figures: Figures, panel: MonthlyPanel) -> pa.Table:
    """One row a prefecture, industry and month."""
    places, sections, months = panel.values["employment"].shape
    columns = _by_month(figures, panel.first, places, sections, months)
    for name in MEASURES:
        columns[name] = panel.values[name].ravel().astype(np.int32)
    return labelled("panel", pa.table(columns))


def truth_table(figures: Figures, panel: MonthlyPanel, shock: KnownShock) -> pa.Table:
    """What the shock did in every prefecture and industry that it hit, by month since it began."""
    places, sections = shock.strength.shape
    months = panel.months - shock.first
    columns = _by_month(figures, panel.first + shock.first, places, sections, months)
    shape = (places, sections, months)
    columns["exposure"] = np.broadcast_to(shock.exposure[:, None], shape).ravel()
    columns["separations_rise"] = shock.separations_rise[:, :, shock.first + 1 :].ravel()
    columns["postings_fall"] = shock.postings_fall[:, :, shock.first + 1 :].ravel()
    effect = shock.employment_effect(figures.industries.separation)[:, :, shock.first + 1 :]
    columns["employment_change"] = np.expm1(effect).ravel()
    table = pa.table(columns)
    hit = np.repeat(shock.hit.ravel(), months)
    return labelled("truth", table.filter(pa.array(hit)))


def _by_month(
    figures: Figures, first: Period, places: int, sections: int, months: int
) -> dict[str, np.ndarray]:
    names = np.array([str(first + step) for step in range(months)])
    return {
        "prefecture": np.repeat(np.array(figures.prefectures.codes), sections * months),
        "industry": np.tile(np.repeat(np.array(figures.industries.codes), months), places),
        "month": np.tile(names, places * sections),
    }
