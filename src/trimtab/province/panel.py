"""The monthly panel of prefectures and industries: stocks and flows that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Period
from trimtab.province.calendar import Calendar
from trimtab.province.figures import Figures
from trimtab.province.shock import KnownShock
from trimtab.province.types import Array, Counts, Vector

MEASURES = (
    "employment",
    "hires",
    "separations",
    "vacancies",
    "registered_unemployment",
    "insured_employees",
    "continued_claims",
)
"""What monitoring calls them; continued claims are persons who draw benefit in the month."""

# Assumptions, all of them: how far each path moves each figure.
TREND = 0.0005  # growth of employment a month
CYCLE = 0.005
DOWNTURN = 0.030
FESTIVAL = 0.006
SEASON = 0.004
NOISE = 0.0012  # of a cell, standard deviation of the innovations
PLACE_NOISE = 0.0006
INDUSTRY_NOISE = 0.0006
PERSISTENCE = 0.8
LEAVING_RATE = 0.12  # registered unemployed who find work or leave, a month
_FLOW_NOISE = 0.04


@dataclass(frozen=True, slots=True)
class MonthlyPanel:
    """Whole persons by prefecture, industry and month, (P, I, T) each, under the names MEASURES.

    Stocks are those at the end of the month: employment(t) = employment(t-1) + hires(t)
    - separations(t), exactly; ``before`` (P, I) is employment before the first month. Vacancies are
    posts open at the end of the month.
    """

    first: Period
    values: Mapping[str, Counts]
    before: Counts

    @property
    def months(self) -> int:
        """Months of the panel."""
        return int(self.values["employment"].shape[2])


def make_panel(
    figures: Figures,
    employed: Counts,
    insured_share: Array,
    calendar: Calendar,
    shock: KnownShock,
    generator: np.random.Generator,
) -> MonthlyPanel:
    """A panel whose last month has the employment given, (P, I).

    Model        employment = given x exp(x(t) - x(T)): trend, cycle, downturn, festival, season,
                 the shock and autoregressive noise of cell, place and industry; separations
                 binomial; hires are what closes the account; registered unemployed are a stock that
                 a share of the separated enters and 12 % leave a month
    Inputs       employed (P, I); insured_share (P, I); the national number of registered
                 unemployed sets the share who register
    Simplifies   one rate an industry whatever the place; no moves between cells; benefit and
                 insurance follow their stocks without waiting periods
    """
    path = _employment_path(figures, calendar, shock, generator)
    stock = np.rint(employed[:, :, None] * np.exp(path - path[:, :, -1:])).astype(np.int64)
    rate = _separation_rate(figures, calendar, shock, generator)
    separations = generator.binomial(stock[:, :, :-1], rate[:, :, 1:])
    change = np.diff(stock, axis=2)
    separations += np.maximum(-change - separations, 0)  # nobody is hired then
    hires = change + separations
    vacancies = _vacancies(figures, stock, calendar, shock, generator)
    registered = _registered(figures, separations, calendar, generator)
    insured = generator.binomial(stock[:, :, 1:], insured_share[:, :, None])
    claim = figures.value("benefit_share") * insured_share / figures.insured_share
    drawn = generator.binomial(registered, np.minimum(claim, 0.9)[:, :, None])
    values = (stock[:, :, 1:], hires, separations, vacancies, registered, insured, drawn)
    return MonthlyPanel(calendar.first, dict(zip(MEASURES, values, strict=True)), stock[:, :, 0])


def _employment_path(
    figures: Figures, calendar: Calendar, shock: KnownShock, generator: np.random.Generator
) -> Array:
    """(P, I, T + 1) logarithm of employment, up to a constant."""
    industries = figures.industries
    time = np.arange(calendar.months + 1)
    away = calendar.before + calendar.after
    of_industry = (
        TREND * time
        + industries.cycle[:, None] * (CYCLE * calendar.cycle - DOWNTURN * calendar.downturn)
        + industries.festival[:, None] * (SEASON * calendar.season - FESTIVAL * away)
    )
    places, sections = shock.strength.shape
    noise = (
        _wander(NOISE, (places, sections, len(time)), generator)
        + _wander(PLACE_NOISE, (places, 1, len(time)), generator)
        + _wander(INDUSTRY_NOISE, (1, sections, len(time)), generator)
    )
    return of_industry + noise + shock.employment_effect(industries.separation)


def _wander(size: float, shape: tuple[int, ...], generator: np.random.Generator) -> Array:
    """Autoregressive noise of order one along the last axis, begun where it settles."""
    innovations = generator.normal(0.0, size, shape)
    innovations[..., 0] /= np.sqrt(1 - PERSISTENCE**2)
    for step in range(1, shape[-1]):
        innovations[..., step] += PERSISTENCE * innovations[..., step - 1]
    return innovations


def _separation_rate(
    figures: Figures, calendar: Calendar, shock: KnownShock, generator: np.random.Generator
) -> Array:
    """(P, I, T + 1) share of the employed who leave their job in a month."""
    industries = figures.industries
    moved = (
        0.3 * industries.festival[:, None] * calendar.before
        + industries.cycle[:, None] * (0.30 * calendar.downturn - 0.06 * calendar.cycle)
    )  # fmt: skip
    noise = _noise(shock, calendar, generator)
    rate = industries.separation[:, None] * np.exp(moved) * np.exp(noise)
    return np.asarray(np.minimum(rate * (1 + shock.separations_rise), 0.5))


def _vacancies(
    figures: Figures,
    stock: Counts,
    calendar: Calendar,
    shock: KnownShock,
    generator: np.random.Generator,
) -> Counts:
    industries = figures.industries
    moved = (
        industries.festival[:, None] * (0.15 * calendar.after - 0.10 * calendar.before)
        + industries.cycle[:, None] * (0.15 * calendar.cycle - 0.45 * calendar.downturn)
    )  # fmt: skip
    noise = _noise(shock, calendar, generator)
    mean = stock * industries.vacancy[:, None] * np.exp(moved) * np.exp(noise)
    return generator.poisson((mean * (1 - shock.postings_fall))[:, :, 1:])


def _noise(shock: KnownShock, calendar: Calendar, generator: np.random.Generator) -> Array:
    return generator.normal(0.0, _FLOW_NOISE, (*shock.strength.shape, calendar.months + 1))


def _registered(
    figures: Figures, separations: Counts, calendar: Calendar, generator: np.random.Generator
) -> Counts:
    """(P, I, T) registered unemployed by the industry they left; the last year's mean flow would
    keep the province at the nation's number."""
    wanted = figures.value("registered_unemployed") * figures.value("scale")
    recent = separations[:, :, -12:].sum() / min(12, separations.shape[2])
    share = min(1.0, wanted * LEAVING_RATE / recent)
    entering = generator.binomial(separations, share)
    leaving: Vector = LEAVING_RATE * np.exp(0.08 * calendar.cycle - 0.25 * calendar.downturn)[1:]
    stock = np.rint(separations[:, :, :12].mean(axis=2) * share / LEAVING_RATE).astype(np.int64)
    found = np.empty_like(separations)
    for step in range(separations.shape[2]):
        stock = stock - generator.binomial(stock, leaving[step]) + entering[:, :, step]
        found[:, :, step] = stock
    return found
