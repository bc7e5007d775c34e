"""Who works and who is out of work: the counts of the province, fitted to the cited figures."""

from __future__ import annotations

import numpy as np

from trimtab.province.figures import CHARACTERS, Figures
from trimtab.province.fitting import Margin, fit_to_margins, round_along_rows
from trimtab.province.types import Array, Counts, Vector

_INSURED_PRIOR = np.array([[0.45, 0.55], [1.0, 0.0], [1.0, 0.0]])  # (F, U): employees alone
_YOUNG_PLATFORM = np.array([1.6, 1.5, 0.7, 0.4])
_YOUNG_EDUCATED = np.array([[0.9, 0.6, 1.2, 1.4], [1.3, 1.0, 1.0, 0.9], [1.0, 1.7, 0.7, 0.3]])


def employed_by_place(figures: Figures) -> Counts:
    """(P, I) employed persons: prefectures by size, industries by the nation's mix.

    Location quotients of each place's character are the prior. Whole persons; the total is exact,
    each margin within one person a cell.
    """
    places, industries = figures.prefectures, figures.industries
    of_place = [CHARACTERS.index(name) for name in places.character]
    national = industries.employed / industries.employed.sum()
    prior = places.share[:, None] * national * industries.quotient[:, of_place].T
    margins = (
        Margin((0,), places.share / places.share.sum() * figures.employed),
        Margin((1,), national * figures.employed),
    )
    fitted = fit_to_margins(prior, margins)
    return round_along_rows(fitted.reshape(1, -1)).reshape(fitted.shape)


def employed_counts(figures: Figures, by_place: Counts) -> Counts:
    """(P, J, T, F, A, S, U) employed persons with the cited shares of tiers, forms, ages, sexes
    and insured; what each has to do with the others comes from the assumed prior."""
    total = float(by_place.sum())
    insured = figures.insured_share
    female = figures.value("sex", "female")
    margins = (
        Margin((2,), figures.tier_shares * total),
        Margin((3,), figures.form_shares * total),
        Margin((4,), figures.age_shares * total),
        Margin((5,), np.array([female, 1 - female]) * total),
        Margin((6,), np.array([1 - insured, insured]) * total),
        Margin((0, 1), by_place.astype(float), figures.jobs.starts),  # last, so that it is exact
    )
    return _whole(fit_to_margins(_prior(figures), margins))


def unemployed_counts(
    figures: Figures, employed: Counts, by_place: Counts, lean: Vector, hit: Array
) -> Counts:
    """(P, J, T, F, A, S, U) unemployed persons by the job they had.

    ``by_place`` (P, I) unemployed persons; ``lean`` (J,) and ``hit`` (P, I): in hit places and
    industries, jobs with exposure ``lean`` lost more. The rates of the young and of those over 40
    are cited; the band between takes what is left.
    """
    jobs = figures.jobs
    prior = employed * figures.industries.separation[jobs.industry][:, None, None, None, None, None]
    blow = 1 + hit[:, jobs.industry] * lean
    prior = prior * blow[:, :, None, None, None, None, None]
    margins = (
        Margin((4,), _unemployed_by_age(figures, employed, float(by_place.sum()))),
        Margin((0, 1), by_place.astype(float), jobs.starts),
    )
    return _whole(fit_to_margins(prior, margins))


def total_unemployed(figures: Figures) -> int:
    """Unemployed persons: the urban survey rate on the whole labour force."""
    rate = figures.value("unemployment_rate", "all")
    return round(figures.employed * rate / (1 - rate))


def _unemployed_by_age(figures: Figures, employed: Counts, total: float) -> Vector:
    working = employed.sum(axis=(0, 1, 2, 3, 5, 6)).astype(float)
    young = figures.value("unemployment_rate", "16-24")
    old = figures.value("unemployment_rate", "40 and over")
    odds = np.array([young / (1 - young), 0.0, old / (1 - old), old / (1 - old)])
    found: Vector = working * odds
    found[1] = total - found.sum()
    return found


def _prior(figures: Figures) -> Array:
    """(P, J, T, F, A, S, U): independent traits given the job, but for what is plainly joined."""
    jobs, industries, occupations = figures.jobs, figures.industries, figures.occupations
    of, group = jobs.industry, jobs.occupation
    tier = occupations.tiers[group] + 0.002  # nobody is impossible
    form = industries.forms[of].copy()
    form[:, 2] *= occupations.platform[group]
    age = industries.ages[of] * figures.age_shares
    female = industries.female[of]
    sex = np.column_stack([female, 1 - female])
    wider = (
        jobs.weight[:, None, None, None, None, None]
        * tier[:, :, None, None, None, None]
        * form[:, None, :, None, None, None]
        * age[:, None, None, :, None, None]
        * sex[:, None, None, None, :, None]
        * _YOUNG_EDUCATED[None, :, None, :, None, None]
        * _INSURED_PRIOR[None, None, :, None, None, :]
    )
    wider[:, :, 2] *= _YOUNG_PLATFORM[None, None, :, None, None]
    places = len(figures.prefectures.codes)
    return np.broadcast_to(wider, (places, *wider.shape)).copy()


def _whole(fitted: Array) -> Counts:
    return round_along_rows(fitted.reshape(len(fitted), -1)).reshape(fitted.shape)
