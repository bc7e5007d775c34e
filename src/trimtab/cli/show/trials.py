"""A trial run in the model: what was found, the parameter that reproduces it, the scale-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from trimtab.app.titles import country_name
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.evidence import evidence_register
from trimtab.kernel.evidence import Measured
from trimtab.kernel.evidence_vocabulary import Outcome
from trimtab.messages import format_count, format_number, format_share, text
from trimtab.simulation.levers.wording import estimate_in_words
from trimtab.simulation.trials import Calibration
from trimtab.simulation.types import DataBasis


def show_calibration(found: Calibration) -> None:
    """The trial, the model beside it, and what more of the same service would do."""
    trial = found.trial
    title = say("trial.title", trial=trial.name, region=trial.region)
    shown = table(title, (say("levers.column.name"), say("levers.column.value")), whole=(0,))
    for name, value in _facts(found):
        shown.add_row(name, value)
    console().print(shown)
    console().print(_scaled(found))
    if found.basis != DataBasis.PUBLISHED:
        print_lines(say(f"simulation.basis.{found.basis}"))


def _facts(found: Calibration) -> Iterator[tuple[str, str]]:
    spoken, arms = language(), found.arms
    yield say("trial.study"), found.effect.study
    yield say("trial.found"), estimate_in_words(found.effect, spoken)
    yield say("trial.interval"), say("trial.none_published", bound=_number(found.sampling_bound))
    yield say("trial.market"), say(
        "trial.market_is", jobs=format_count(found.jobs, spoken),
        unemployment=format_share(found.unemployment_rate, spoken),
        vacancies=format_share(found.vacancy_rate, spoken),
        intensity=_number(found.search_intensity),
    )  # fmt: skip
    yield say("trial.weeks"), say(
        "trial.weeks_are", treated=_number(arms.treated), comparison=_number(arms.comparison),
        difference=_number(arms.difference),
    )  # fmt: skip
    yield say("trial.parameter"), say(
        "trial.parameter_is", parameter=found.trial.parameter, value=_number(found.value),
        low=_number(found.ends[0]), high=_number(found.ends[1]),
    )  # fmt: skip
    yield say("trial.largest"), _number(found.largest)
    if check := payments_check(found):
        money, currency, weekly = check
        yield (
            say("trial.payments"),
            say(
                "trial.payments_are",
                money=_number(money),
                currency=currency,
                weekly=_number(weekly),
            ),
        )
    for one in found.transferred:
        if one.estimate is not None:
            factor = format_share(one.discount.factor, spoken, places=0)
            yield (
                say("trial.transfer", country=country_name(one.discount.country, spoken)),
                say("trial.transferred", weeks=_number(one.estimate), share=factor),
            )
    for name in found.trial.assumed:
        yield say("trial.assumed"), text(f"lever.trial.{name}", spoken)


def payments_check(found: Calibration) -> tuple[float, str, float] | None:
    """Benefit saved per claimant in the same trial, its currency, and per week saved: two published
    figures that must fit each other; None where the register has no such pair."""
    weeks = found.effect.finding
    for other in evidence_register():
        same = other.study == found.effect.study and other.outcome is Outcome.BENEFIT_PAYMENTS
        money = other.finding
        if not (same and isinstance(money, Measured) and isinstance(weeks, Measured)):
            continue
        if money.estimate is not None and weeks.estimate:
            return -money.estimate, money.currency, money.estimate / weeks.estimate
    return None


def _scaled(found: Calibration) -> Any:
    names = ("share", "treated", "untreated", "without", "net", "displaced")
    shown = table(
        say("trial.scale"), [say(f"trial.column.{name}") for name in names], right=range(6)
    )
    for one in found.scale_up:
        shown.add_row(
            format_share(one.share, language(), places=0), _number(one.treated),
            _number(one.untreated), _number(one.without), _number(one.net_gain),
            format_share(one.displacement, language(), places=0),
        )  # fmt: skip
    return shown


def _number(value: float) -> str:
    return say("trial.nobody") if value != value else format_number(value, language())


def calibration_to_json(found: Calibration) -> dict[str, Any]:
    """The same for a program."""
    check = payments_check(found)
    values = {
        name: getattr(found, name)
        for name in (
            "value", "search_intensity", "largest", "sampling_bound", "economy", "basis", "jobs",
            "unemployment_rate", "vacancy_rate",
        )
    }  # fmt: skip
    return values | {
        "trial": asdict(found.trial),
        "effect": found.effect.id,
        "study": found.effect.study,
        "parameter": found.trial.parameter,
        "value_at_bounds": list(found.ends),
        "arms": asdict(found.arms) | {"difference": found.arms.difference},
        "scale_up": [
            asdict(one) | {"net_gain": one.net_gain, "displacement": one.displacement}
            for one in found.scale_up
        ],
        "transferred": [
            {
                "to": one.discount.country,
                "factor": one.discount.factor,
                "estimate": one.estimate,
            }
            for one in found.transferred
        ],
        "weekly_benefit_implied": check[2] if check else None,
    }
