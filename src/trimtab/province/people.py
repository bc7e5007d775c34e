"""Persons drawn from the counts: a systematic sample, so that every cell has its share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trimtab.kernel import Period
from trimtab.province.figures import Figures
from trimtab.province.firms import Firms
from trimtab.province.platforms import Platforms
from trimtab.province.types import (
    AGES,
    EDUCATION,
    FORMS,
    INSURED,
    SEXES,
    TIERS,
    Array,
    Index,
    Population,
    Vector,
)

_FROM = np.array([16, 25, 40, 50])
_UNTIL = np.array([[25, 40, 50, 58], [25, 40, 50, 63]])  # (S, A): women and men, before retirement
_SPREAD = 0.25  # of log wages within a cell
_STARTED_WORK = 20
_SPELL_MONTHS = 6.0  # mean of the time out of work
_CERTIFICATES = np.array([0.2, 0.8, 1.3])  # mean by tier
_CREDITS_EACH = 12


def cell_wages(figures: Figures, employed: npt.NDArray[np.int64]) -> Array:
    """(P, J, T, F) pay in CNY a month.

    The published wage of the occupation's major group is the mean over its standard employees;
    around it pay differs by place, tier and form as assumed.
    """
    group = np.array([int(major) for major in figures.occupations.major])[figures.jobs.occupation]
    tier = np.array([figures.value("pay_relative", name) for name in TIERS])
    form = np.array([figures.value("pay_relative", name) for name in FORMS])
    places = figures.prefectures.pay
    relative: Array = (
        places[:, None, None, None] * tier[:, None] * form * np.ones((len(group), 1, 1))
    )
    persons = employed.sum(axis=(4, 5, 6))[..., 0]  # (P, J, T) standard employees
    wages = np.empty_like(relative)
    for major in np.unique(group):
        inside = group == major
        mean = np.average(relative[..., 0][:, inside], weights=persons[:, inside] + 1e-9)
        published = figures.value("wage_cny_year", str(major)) / 12
        wages[:, inside] = relative[:, inside] * published / mean
    return wages


def sample_cells(population: Population, persons: int, start: float) -> tuple[Index, Vector]:
    """Cells of a systematic sample, and how many persons each sampled one stands for.

    Every k-th person of the labour force in the order of the cells, the employed first, beginning
    at ``start`` (0 to 1) of a step: a cell of n persons is drawn n / k times, rounded up or down.
    """
    stock = np.concatenate([population.employed.ravel(), population.unemployed.ravel()])
    step = stock.sum() / persons
    at = (np.arange(persons) + start) * step
    cells = np.searchsorted(np.cumsum(stock), at, side="right")
    return cells.astype(np.intp), np.full(persons, step)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Positions of N sampled persons on the axes of the counts; ``out``: unemployed."""

    place: Index
    job: Index
    tier: Index
    form: Index
    age: Index
    sex: Index
    insured: Index
    out: npt.NDArray[np.bool_]
    represented: Vector

    @property
    def employee(self) -> npt.NDArray[np.bool_]:
        """Who has an employer."""
        return np.asarray((self.form == FORMS.index("standard")) & ~self.out)

    @property
    def on_platform(self) -> npt.NDArray[np.bool_]:
        """Who works through a platform."""
        return np.asarray((self.form == FORMS.index("platform")) & ~self.out)


def _sample(population: Population, persons: int, start: float) -> _Sample:
    cells, represented = sample_cells(population, persons, start)
    size = population.employed.size
    place, job, tier, form, age, sex, insured = np.unravel_index(
        cells % size, population.employed.shape
    )
    return _Sample(place, job, tier, form, age, sex, insured, cells >= size, represented)


def draw_persons(
    figures: Figures,
    population: Population,
    firms: Firms,
    platforms: Platforms,
    registered: Array,
    recent: Array,
    persons: int,
    last: Period,
    generator: np.random.Generator,
) -> pa.Table:
    """The person table of a sample. ``registered`` (P, I): share of the unemployed who registered;
    ``recent`` (P, I): share of the unemployed whom the shock of the last year put out of work.
    """
    one = _sample(population, persons, float(generator.uniform()))
    group, industry = figures.jobs.occupation[one.job], figures.jobs.industry[one.job]
    usual = cell_wages(figures, population.employed)[one.place, one.job, one.tier, one.form]
    wages = usual * np.exp(generator.normal(-(_SPREAD**2) / 2, _SPREAD, persons))
    employer = np.where(one.employee, firms.assign(one.place, industry, generator), -1)
    since = _months_out(recent[one.place, industry], generator)
    joined = np.where(one.on_platform, platforms.join(group, generator), "")
    listed = one.out & (generator.uniform(size=persons) < registered[one.place, industry])
    return pa.table(
        _traits(figures, one)
        | _history(one, generator)
        | {
            "occupation": _take(figures.occupations.codes, group),
            "industry": _take(figures.industries.codes, industry),
            "registered": listed,
            "employer": pa.array(firms.ids[employer], mask=employer < 0),
            "wage_cny_month": np.rint(wages).astype(np.int32),
            "unemployed_since": pa.array(_month_names(last, since), mask=~one.out),
            "platforms": joined,
        }
    )


def _traits(figures: Figures, one: _Sample) -> dict[str, Any]:
    """What the counts say of each person."""
    return {
        "person": _ids("SYN-P", np.arange(1, len(one.place) + 1), 8),
        "prefecture": _take(figures.prefectures.codes, one.place),
        "age_band": _take(AGES, one.age),
        "sex": _take(SEXES, one.sex),
        "education": _take(EDUCATION, one.tier),
        "tier": _take(TIERS, one.tier),
        "form": _take(FORMS, one.form),
        "status": _take(("employed", "unemployed"), one.out.astype(np.intp)),
        "insured": _take(INSURED, one.insured),
        "persons_represented": one.represented,
    }


def _history(one: _Sample, generator: np.random.Generator) -> dict[str, Any]:
    """Age in years, months of contributions within a working life, certificates and credits."""
    years = generator.integers(_FROM[one.age], _UNTIL[one.sex, one.age])
    longest = np.maximum((years - _STARTED_WORK) * 12, 1)
    paid = np.minimum(generator.gamma(1.5, 60.0, len(years)) + 1, longest).astype(np.int64)
    certificates = generator.poisson(_CERTIFICATES[one.tier])
    return {
        "age": years.astype(np.int16),
        "contribution_months": np.where(one.insured == 1, paid, 0).astype(np.int32),
        "certificates": certificates.astype(np.int16),
        "credits": (certificates * _CREDITS_EACH).astype(np.int32),
    }


def _months_out(recent: Vector, generator: np.random.Generator) -> npt.NDArray[np.int64]:
    """Months since the last job: geometric, or within the last half year for who lost it to the
    shock."""
    usual = np.minimum(generator.geometric(1 / _SPELL_MONTHS, len(recent)) - 1, 60)
    lately = generator.integers(0, 6, len(recent))
    return np.where(generator.uniform(size=len(recent)) < recent, lately, usual)


def _month_names(last: Period, ago: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    names = np.array([str(last + -step) for step in range(int(ago.max()) + 1)])
    return names[ago]


def _take(names: tuple[str, ...], at: Index) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(at, pa.int32()), pa.array(names)
    ).dictionary_decode()


def _ids(stem: str, numbers: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.str_]:
    return np.char.add(f"{stem}-", np.char.zfill(numbers.astype(str), width))
