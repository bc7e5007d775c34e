"""What is on offer: courses with their seats, and vacancies of the last month."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from trimtab.province.figures import Figures
from trimtab.province.firms import Firms
from trimtab.province.types import TIERS, Array, Counts, Index

COURSES_EACH = 2  # for every occupation
_PROVIDERS = 24
_TIER_WEEKS = np.array([4.0, 10.0, 20.0])
_WEEK_COST = 420.0  # CNY a person
_COMPLETION = np.array([0.82, 0.75, 0.68])
_SEATS_EACH = 0.004  # of the employed of the occupation


def draw_courses(figures: Figures, employed: Counts, generator: np.random.Generator) -> pa.Table:
    """Courses for every occupation, with the tier they lead to; all figures are assumptions."""
    groups = len(figures.occupations.codes)
    target = np.repeat(np.arange(groups), COURSES_EACH)
    total = len(target)
    reached = 1 + np.tile(np.arange(COURSES_EACH), groups)  # to the middle and to the high tier
    persons = np.bincount(figures.jobs.occupation, employed.sum(axis=(0, 2, 3, 4, 5, 6)), groups)[
        target
    ]
    weeks = np.maximum(np.rint(_TIER_WEEKS[reached] * generator.uniform(0.6, 1.5, total)), 1)
    seats = np.maximum(np.rint(persons * _SEATS_EACH * generator.uniform(0.5, 1.5, total)), 15)
    cost = np.rint(weeks * _WEEK_COST * generator.uniform(0.7, 1.5, total) / 10) * 10
    completion = np.clip(_COMPLETION[reached] + generator.normal(0, 0.05, total), 0.3, 0.97)
    providers = generator.integers(1, _PROVIDERS + 1, total)
    place = generator.choice(len(figures.prefectures.codes), total, p=figures.prefectures.share)
    codes = np.array(figures.occupations.codes)[target]
    return pa.table(
        {
            "course": [f"SYN-C-{number:04d}" for number in range(1, total + 1)],
            "provider": [f"SYN-V-{number:02d}" for number in providers],
            "prefecture": np.array(figures.prefectures.codes)[place],
            "field": [f"{code[:12]}00-00-00" for code in codes],
            "occupation": codes,
            "entry_tier": np.array(TIERS)[reached - 1],
            "tier": np.array(TIERS)[reached],
            "weeks": weeks.astype(np.int16),
            "seats": seats.astype(np.int32),
            "cost_cny_person": cost.astype(np.int32),
            "completion_share": completion,
        }
    )


def draw_vacancies(
    figures: Figures,
    open_posts: Counts,
    wages: Array,
    firms: Firms,
    number: int,
    generator: np.random.Generator,
) -> pa.Table:
    """A sample of the posts open at the end of the last month.

    ``open_posts`` (P, I) from the panel; occupations by the mix of the industry; ``wages``
    (P, J, T, F) CNY a month. ``posts_represented``: how many posts each stands for.
    """
    chance = (open_posts / open_posts.sum()).ravel()
    cell = np.sort(generator.choice(chance.size, number, p=chance))
    place, industry = np.divmod(cell, open_posts.shape[1])
    job = _draw_jobs(figures, industry, generator)
    group = figures.jobs.occupation[job]
    ends = np.cumsum(figures.occupations.tiers, axis=1)[group]
    tier = np.minimum((generator.uniform(size=(number, 1)) > ends).sum(axis=1), len(TIERS) - 1)
    pay = wages[place, job, tier, 0] * np.exp(generator.normal(0.0, 0.15, number))
    employer = firms.assign(place, industry, generator)
    return pa.table(
        {
            "vacancy": [f"SYN-J-{one:06d}" for one in range(1, number + 1)],
            "prefecture": np.array(figures.prefectures.codes)[place],
            "industry": np.array(figures.industries.codes)[industry],
            "occupation": np.array(figures.occupations.codes)[group],
            "tier": np.array(TIERS)[tier],
            "firm": pa.array(firms.ids[employer], mask=employer < 0),
            "wage_cny_month": np.rint(pay).astype(np.int32),
            "posts_represented": np.full(number, open_posts.sum() / number),
        }
    )


def _draw_jobs(figures: Figures, industry: Index, generator: np.random.Generator) -> Index:
    """A job of each industry by the weights of its mix."""
    ends = np.cumsum(figures.jobs.weight)  # every industry's weights sum to 1
    drawn = np.searchsorted(ends, industry + generator.uniform(size=len(industry)), side="right")
    starts = figures.jobs.starts
    after = np.append(starts[1:], len(ends))
    return np.clip(drawn, starts[industry], after[industry] - 1).astype(np.intp)
