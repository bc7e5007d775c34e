"""The figures the province is made from: cited ones with their source, and the assumptions."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from trimtab import reference
from trimtab.kernel import Wording
from trimtab.province.types import FORMS, TIERS, Index, Vector

CHARACTERS = ("capital", "manufacturing", "port", "mining", "farming", "tourism")
PEOPLE_PER_10K = 10_000


@dataclass(frozen=True, slots=True)
class Marginal:
    """One figure: ``basis`` is cited, derived (from cited ones) or assumption."""

    key: str
    category: str
    title: Wording
    value: float
    unit: str
    year: str
    basis: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Prefectures:
    """P invented places. ``share`` of the employed, ``pay`` relative, ``shock`` 0 to 1."""

    codes: tuple[str, ...]
    titles: tuple[Wording, ...]
    share: Vector
    character: tuple[str, ...]
    pay: Vector
    shock: Vector


@dataclass(frozen=True, slots=True)
class Industries:
    """I sections of GB/T 4754. ``employed`` (I,) of the nation; rates a month; all but the cited
    sizes are assumptions. ``quotient`` (I, characters): location quotient of a place's character.
    """

    codes: tuple[str, ...]
    sector: tuple[str, ...]
    employed: Vector
    basis: tuple[str, ...]
    source: tuple[str, ...]
    female: Vector
    ages: Vector
    forms: Vector
    separation: Vector
    vacancy: Vector
    festival: Vector
    cycle: Vector
    shock: Vector
    quotient: Vector


@dataclass(frozen=True, slots=True)
class Occupations:
    """O middle groups of CSCO 2022. ``tiers`` (O, T) shares, ``platform`` relative weight."""

    codes: tuple[str, ...]
    titles_en: tuple[str, ...]
    tiers: Vector
    platform: Vector

    @property
    def major(self) -> tuple[str, ...]:
        """Major group of each, the first digit."""
        return tuple(code.partition(":")[2][0] for code in self.codes)


@dataclass(frozen=True, slots=True)
class Jobs:
    """J pairs of industry and occupation, sorted by industry; ``weight`` sums to 1 in each.

    ``starts`` (I,): where each industry's jobs begin.
    """

    industry: Index
    occupation: Index
    weight: Vector
    starts: Index


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it. ``marginals`` are shown in the README and compared with what came out."""

    province: Wording
    prefectures: Prefectures
    industries: Industries
    occupations: Occupations
    jobs: Jobs
    marginals: tuple[Marginal, ...]

    def value(self, key: str, category: str = "") -> float:
        """One figure."""
        return next(
            one.value for one in self.marginals if (one.key, one.category) == (key, category)
        )

    @property
    def employed(self) -> int:
        """Employed persons of the province: the nation's, times the scale."""
        return round(self.value("employed") * self.value("scale"))

    @property
    def age_shares(self) -> Vector:
        """(A,) of the employed, the published ten-year bands put together."""
        young, split = self.value("age", "under 30"), self.value("age_split", "16-24 of under 30")
        older = self.value("age", "50-59") + self.value("age", "60 and over")
        middle = young * (1 - split) + self.value("age", "30-39")
        return np.array([young * split, middle, self.value("age", "40-49"), older])

    @property
    def tier_shares(self) -> Vector:
        """(T,) of the employed: tiers are levels of education."""
        return np.array([one.value for one in self.marginals if one.key == "education"])

    @property
    def form_shares(self) -> Vector:
        """(F,) of the employed: platform workers are part of the flexible, farmers are added."""
        total = self.value("employed")
        platform = self.value("form", "platform") / total
        flexible = self.value("form", "flexible") / total - platform
        flexible += self.value("sector", "primary")
        return np.array([1 - flexible - platform, flexible, platform])

    @property
    def insured_share(self) -> float:
        """Of the employed."""
        insured = self.value("insured", "unemployment insurance")
        return insured / self.value("employed")


@cache
def read_figures() -> Figures:
    """The figures as embedded; see SOURCES.toml for who published them."""
    marginals = tuple(
        Marginal(
            row["key"], row["category"], Wording(row["title_en"], row["title_zh"]),
            float(row["value"]), row["unit"], row["year"], row["basis"], row["source"], row["note"],
        )
        for row in _rows("province_marginals.csv")
    )  # fmt: skip
    places = _rows("province_prefectures.csv")
    industries = _rows("province_industries.csv")
    occupations = _rows("province_occupations.csv")
    return Figures(
        Wording(places[0]["title_en"], places[0]["title_zh"]),
        _prefectures(places[1:]),
        _industries(industries, marginals),
        Occupations(
            tuple(row["occupation"] for row in occupations),
            tuple(row["title_en"] for row in occupations),
            _columns(occupations, TIERS),
            _column(occupations, "platform"),
        ),
        _jobs(industries, occupations),
        marginals,
    )


def _prefectures(rows: Sequence[Mapping[str, str]]) -> Prefectures:
    return Prefectures(
        tuple(row["code"] for row in rows),
        tuple(Wording(row["title_en"], row["title_zh"]) for row in rows),
        _column(rows, "share"),
        tuple(row["character"] for row in rows),
        _column(rows, "pay_relative"),
        _column(rows, "ai_shock"),
    )


def _industries(rows: Sequence[Mapping[str, str]], marginals: Sequence[Marginal]) -> Industries:
    total = next(one.value for one in marginals if one.key == "employed")
    sectors = {one.category: one.value for one in marginals if one.key == "sector"}
    cited = np.array([float(row["employed_10k"] or 0) for row in rows]) * PEOPLE_PER_10K
    weight = np.array([float(row["weight"] or 0) for row in rows])
    employed = cited.copy()
    for name, share in sectors.items():
        inside = np.array([row["sector"] == name for row in rows])
        left = total * share - cited[inside].sum()
        employed[inside] += left * weight[inside] / weight[inside].sum()
    return Industries(
        tuple(row["industry"] for row in rows),
        tuple(row["sector"] for row in rows),
        employed,
        tuple(row["basis"] for row in rows),
        tuple(row["source"] for row in rows),
        _column(rows, "female"),
        _columns(rows, ("age_16_24", "age_25_39", "age_40_49", "age_50")),
        _columns(rows, FORMS),
        _column(rows, "separation_rate"),
        _column(rows, "vacancy_rate"),
        _column(rows, "festival"),
        _column(rows, "cycle"),
        _column(rows, "ai_shock"),
        _columns(rows, CHARACTERS),
    )


def _jobs(
    industries: Sequence[Mapping[str, str]], occupations: Sequence[Mapping[str, str]]
) -> Jobs:
    rows = _rows("province_staffing.csv")
    place = {row["industry"]: at for at, row in enumerate(industries)}
    group = {row["occupation"]: at for at, row in enumerate(occupations)}
    rows.sort(key=lambda row: (place[row["industry"]], group[row["occupation"]]))
    industry = np.array([place[row["industry"]] for row in rows], dtype=np.intp)
    weight = _column(rows, "weight")
    return Jobs(
        industry,
        np.array([group[row["occupation"]] for row in rows], dtype=np.intp),
        weight / np.bincount(industry, weight)[industry],
        np.searchsorted(industry, np.arange(len(industries))).astype(np.intp),
    )


def _rows(name: str) -> list[dict[str, str]]:
    path = Path(str(reference.__file__)).parent / name
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _column(rows: Sequence[Mapping[str, str]], name: str) -> Vector:
    return np.array([float(row[name]) for row in rows])


def _columns(rows: Sequence[Mapping[str, str]], names: Sequence[str]) -> Vector:
    return np.column_stack([_column(rows, name) for name in names])
