"""One province from one seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
import pyarrow as pa

from trimtab.kernel import InputRejectedError, Period
from trimtab.ports import Progress, no_progress
from trimtab.province.calendar import LAST_MONTH, Calendar, make_calendar
from trimtab.province.figures import Figures
from trimtab.province.firms import draw_firms, firm_month_table, firm_table
from trimtab.province.fitting import round_along_rows
from trimtab.province.offers import draw_courses, draw_vacancies
from trimtab.province.panel import MonthlyPanel, make_panel
from trimtab.province.people import cell_wages, draw_persons
from trimtab.province.platforms import draw_platforms, platform_table
from trimtab.province.shock import KnownShock, known_shock
from trimtab.province.structure import (
    employed_by_place,
    employed_counts,
    total_unemployed,
    unemployed_counts,
)
from trimtab.province.types import Array, Counts, Population, Vector, sum_by_industry

FIRMS = 3_000
VACANCIES = 5_000
_MONTHS = (48, 240)
_PERSONS = (1_000, 2_000_000)


class _Part(IntEnum):
    """Each part draws from a stream of its own: one more person changes no firm."""

    PANEL = 1
    FIRMS = 2
    PERSONS = 3
    COURSES = 4
    VACANCIES = 5


@dataclass(frozen=True, slots=True)
class ProvinceSettings:
    """What may be chosen. Raises InputRejectedError PROVINCE-001 for a number out of range."""

    seed: int
    persons: int = 100_000
    months: int = 96

    def __post_init__(self) -> None:
        for name, value, (low, high) in (
            ("seed", self.seed, (0, 2**32 - 1)),
            ("persons", self.persons, _PERSONS),
            ("months", self.months, _MONTHS),
        ):
            if not low <= value <= high:
                raise InputRejectedError("PROVINCE-001", name=name, value=value, low=low, high=high)


@dataclass(frozen=True, slots=True)
class Exposures:
    """AI exposure of the province's occupations, share of tasks 0 to 1.

    ``measures``: names of the M published measures; ``values`` (O, M), NaN where one has none;
    ``source`` says how they were joined.
    """

    measures: tuple[str, ...]
    values: Vector
    source: str

    def __post_init__(self) -> None:
        known = np.isfinite(self.values)
        inside = bool(((self.values[known] >= 0) & (self.values[known] <= 1)).all())
        if not known.any(axis=1).all() or not inside:
            raise InputRejectedError("PROVINCE-002", occupations=int((~known.any(axis=1)).sum()))

    @property
    def middle(self) -> Vector:
        """(O,) median over the measures an occupation has."""
        return np.asarray(np.nanmedian(self.values, axis=1))


@dataclass(frozen=True, slots=True)
class Province:
    """All of it: counts, panel, truth, and tables by the names of their contracts."""

    settings: ProvinceSettings
    figures: Figures
    exposures: Exposures
    industry_exposure: Vector
    population: Population
    calendar: Calendar
    panel: MonthlyPanel
    shock: KnownShock
    wages: Array
    tables: Mapping[str, pa.Table]

    @property
    def last(self) -> Period:
        """The month the counts and persons are of."""
        return LAST_MONTH


def generate(
    settings: ProvinceSettings,
    figures: Figures,
    exposures: Exposures,
    festivals: Mapping[int, date],
    progress: Progress = no_progress,
) -> Province:
    """A province: the same settings, figures and exposures give the same arrays and tables.

    Model        employed persons by fitting an assumed joint prior to cited margins; unemployed
                 likewise, by the industries the panel's registered unemployed came from; persons a
                 systematic sample of both; firms, vacancies, courses and platforms invented around
    Inputs       ``festivals``: first day of the Chinese year by Gregorian year
    Raises       InputRejectedError PROVINCE-002 to 004
    """
    jobs = figures.jobs
    progress("province.step.counts", 0, None)
    by_place = employed_by_place(figures)
    employed = employed_counts(figures, by_place)
    persons = employed.sum(axis=(0, 2, 3, 4, 5, 6))
    middle = exposures.middle[jobs.occupation]
    exposure = np.add.reduceat(middle * persons, jobs.starts) / by_place.sum(axis=0)
    progress("province.step.panel", 0, None)
    calendar = make_calendar(settings.months, festivals)
    shock = known_shock(figures, exposure, settings.months)
    insured = sum_by_industry(employed[..., 1], jobs.starts) / np.maximum(by_place, 1)
    panel = make_panel(figures, by_place, insured, calendar, shock, _stream(settings, _Part.PANEL))
    out = _unemployed(figures, panel)
    unemployed = unemployed_counts(figures, employed, out, middle, shock.strength)
    progress("province.step.persons", 0, None)
    population = Population(employed, unemployed)
    tables, wages = _tables(settings, figures, population, panel, shock)
    return Province(
        settings, figures, exposures, exposure, population, calendar, panel, shock, wages, tables
    )


def _unemployed(figures: Figures, panel: MonthlyPanel) -> Counts:
    """(P, I) unemployed persons, where the registered of the last month came from."""
    registered = panel.values["registered_unemployment"][:, :, -1].astype(float)
    share = registered / registered.sum() * total_unemployed(figures)
    return round_along_rows(share.reshape(1, -1)).reshape(share.shape)


def _tables(
    settings: ProvinceSettings,
    figures: Figures,
    population: Population,
    panel: MonthlyPanel,
    shock: KnownShock,
) -> tuple[dict[str, pa.Table], Array]:
    starts = figures.jobs.starts
    wages = cell_wages(figures, population.employed)
    standard = population.employed[:, :, :, 0]
    employees = sum_by_industry(standard, starts)
    covered = sum_by_industry(standard[..., 1], starts) / np.maximum(employees, 1)
    paid = sum_by_industry(wages[..., 0] * standard.sum(axis=(3, 4, 5)), starts)
    firms = draw_firms(
        figures, panel, employees, covered, np.broadcast_to(shock.exposure, employees.shape),
        paid / np.maximum(employees, 1), FIRMS, _stream(settings, _Part.FIRMS),
    )  # fmt: skip
    platforms = draw_platforms(figures, population.employed)
    out = sum_by_industry(population.unemployed, starts)
    registered = panel.values["registered_unemployment"][:, :, -1] / np.maximum(out, 1)
    rise = shock.separations_rise[:, :, -1]
    persons = draw_persons(
        figures, population, firms, platforms, np.minimum(registered, 1.0), rise / (1 + rise),
        settings.persons, LAST_MONTH, _stream(settings, _Part.PERSONS),
    )  # fmt: skip
    vacancies = draw_vacancies(
        figures, panel.values["vacancies"][:, :, -1], wages, firms, VACANCIES,
        _stream(settings, _Part.VACANCIES),
    )  # fmt: skip
    courses = draw_courses(figures, population.employed, _stream(settings, _Part.COURSES))
    return {
        "persons": persons,
        "firms": firm_table(figures, firms),
        "firm_months": firm_month_table(firms, LAST_MONTH),
        "vacancies": vacancies,
        "courses": courses,
        "platforms": platform_table(platforms),
    }, wages


def _stream(settings: ProvinceSettings, part: _Part) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[settings.seed, part]))
