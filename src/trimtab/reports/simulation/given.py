"""What a run takes as given besides its levers: time, starting point, search, network."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.messages import text
from trimtab.reports import numbers
from trimtab.reports.simulation.tables import Listed, listed
from trimtab.reports.simulation.types import Given
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import OutcomeUnit
from trimtab.simulation.levers import SEARCH_PATH, Uncertain
from trimtab.simulation.types import WEEKS_A_YEAR


def given_table(wording: SimulationWording) -> Listed | None:
    """One row a number with where it comes from; None where the caller states none."""
    given = wording.report.given
    if given is None:
        return None
    headers = [wording.tell(f"column.{name}") for name in ("given", "value", "origin")]
    rows = [_time(wording), _start(given, wording), _search(given, wording)]
    rows += _benefit(given, wording)
    rows += _network(given, wording)
    return listed(wording, "given", headers, rows, words=3)


def years_simulated(wording: SimulationWording) -> str:
    """``5.05``: the whole steps nearest to the years asked for."""
    runs = wording.report.runs
    return numbers.fixed(runs.steps * runs.step_weeks / WEEKS_A_YEAR, 2, wording.language)


def _time(wording: SimulationWording) -> tuple[str, str, str]:
    runs = wording.report.runs
    weeks = numbers.constant(runs.step_weeks, wording.language)
    value = wording.tell(
        "given.time_value", steps=runs.steps, weeks=weeks, years=years_simulated(wording)
    )
    return wording.tell("given.time"), value, wording.tell("given.time_origin")


def _start(given: Given, wording: SimulationWording) -> tuple[str, str, str]:
    """The rate the starting point is set to, or that the model settles at."""
    rate = given.unemployment_rate
    if rate is None:
        path = wording.report.runs.series["unemployment"][0, 0]
        rate, origin = float(path[..., 0].mean()), wording.tell("given.start_model")
    elif given.unemployment_source:
        origin = wording.tell("given.start_source", file=given.unemployment_source)
    else:
        origin = wording.tell("given.start_economy")
    return wording.tell("given.start"), numbers.percent(rate, wording.language, 2), origin


def _benefit(given: Given, wording: SimulationWording) -> Iterator[tuple[str, str, str]]:
    scheme = given.scheme
    if scheme is None:
        return
    weeks = wording.tell("unit.weeks", n=scheme.weeks)
    reserve = wording.tell("given.no_reserve")
    if scheme.reserve is not None:
        form = wording.form_of(OutcomeUnit.MONEY, [scheme.reserve])
        reserve = form.with_unit(form.number(scheme.reserve))
    yield (
        wording.tell("given.benefit"),
        wording.tell(
            "given.benefit_value",
            replacement=_share(scheme.replacement_rate, wording),
            weeks=wording.answer(
                "with_unit", number=numbers.constant(scheme.weeks, wording.language), unit=weeks
            ),
        ),
        wording.tell(
            "given.benefit_origin",
            contribution=_share(scheme.contribution_rate, wording),
            reserve=reserve,
        ),
    )


def _search(given: Given, wording: SimulationWording) -> tuple[str, str, str]:
    value = given.search_intensity
    if isinstance(value, Uncertain):
        ends = {name: _share(getattr(value, name), wording) for name in ("best", "low", "high")}
        shown, origin = wording.tell("range", **ends), "given.assumed_drawn"
    else:
        shown, origin = _share(value, wording), "given.assumed"
    return wording.parameter(SEARCH_PATH), shown, wording.tell(origin)


def _share(value: float, wording: SimulationWording) -> str:
    """A share that somebody set, in percent."""
    return wording.shared("number.percent", number=numbers.constant(100 * value, wording.language))


def _network(given: Given, wording: SimulationWording) -> Iterator[tuple[str, str, str]]:
    for name, value in given.network.items():
        title = text(f"cli.economy.assumption.{name}", wording.language)
        shown = numbers.constant(value, wording.language)
        yield title, shown, wording.tell("given.assumed_network")
