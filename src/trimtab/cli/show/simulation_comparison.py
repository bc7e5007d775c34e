"""Mixes against the first one: differences, cost per job-year, rankings, groups, sensitivity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table

from trimtab.app.simulation import Finished
from trimtab.cli.output import console, print_lines, say, table
from trimtab.cli.show.simulation import (
    figures,
    interval,
    notes_of,
    outcome_heading,
    print_head,
    shown_of,
    uncertainty_heads,
    wording_of,
)
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import (
    Flips,
    GroupChange,
    OutcomeUnit,
    Sensitivity,
    WinnersLosers,
    compare,
)

_GROUPS_SHOWN = 3
_INFLUENCES_SHOWN = 5
_JOB_YEARS = "employment_years"


def show_comparison(finished: Finished, outcomes: Sequence[str] = ()) -> None:
    """Everything that sets the mixes apart."""
    wording = wording_of(finished)
    found = wording.report.answers
    print_head(finished.prepared)
    console().print(_differences(wording, outcomes or shown_of(finished.runs)))
    if found.comparison.cost_per_job_year and "cost" in finished.runs.outcomes:
        console().print(_ratios(wording))
    for name, one in found.flips.items():
        print_lines(*_ranking(wording, name, one), "")
    for axis, mixes in found.winners.items():
        _show_groups(wording, axis, mixes)
    if _JOB_YEARS in found.sensitivity:
        console().print(_sensitivity(wording))
    print_lines(*notes_of(finished, wording))


def _differences(wording: SimulationWording, names: Sequence[str]) -> Table:
    found = compare(wording.report.runs, names)
    counted = wording.report.counted
    shown = table(
        say("simulation.title.differences", first=wording.first),
        (
            say("simulation.column.outcome"),
            say("simulation.column.mix"),
            say("simulation.column.difference"),
            *uncertainty_heads(wording, found.coverage),
            say("simulation.column.verdict"),
        ),
        right=(2, 3, 4) if counted else (2, 3),
    )
    for name, differences in found.differences.items():
        form = wording.outcome_form(name, [one.spread for one in differences], signed=True)
        for at, one in enumerate(differences):
            shown.add_row(
                "" if at else outcome_heading(wording, name, form),
                wording.mix(one.mix),
                *figures(form, one.spread, counted),
                wording.answer(f"standing.{one.standing.value}"),
            )
    return shown


def _ratios(wording: SimulationWording) -> Table:
    """Extra cost per extra job-year, or why it is no number."""
    ratios = wording.report.answers.comparison.cost_per_job_year
    form = wording.form(OutcomeUnit.MONEY, [one.spread for one in ratios if one.spread])
    shown = table(
        say("simulation.title.ratio", currency=form.unit_words),
        (
            say("simulation.column.mix"),
            say("simulation.column.value"),
            say("simulation.column.interval"),
            say("simulation.column.remark"),
        ),
        right=(1, 2),
    )
    for one in ratios:
        if one.spread is None:
            remark = wording.answer(f"ratio.{one.reason.value}")
            shown.add_row(wording.mix(one.mix), "-", "-", remark)
            continue
        places = form.places_of(one.spread.value, one.spread.whole)
        whole = interval(form, one.spread.whole, places)
        shown.add_row(wording.mix(one.mix), form.number(one.spread.value, places), whole, "")
    return shown


def _ranking(wording: SimulationWording, name: str, found: Flips) -> Iterator[str]:
    """How steady the best mix is over the draws."""
    outcome = wording.outcome(name)
    if not found.central_best:
        yield say("simulation.ranking.no_best", outcome=outcome)
    else:
        yield say(
            "simulation.ranking.best",
            outcome=outcome,
            mix=wording.mix(found.central_best),
            draws=found.draws,
            kept=wording.percent(found.kept.value),
            changed=wording.percent(found.changed.value),
            open=wording.percent(found.cannot_tell.value),
        )
    for pair in found.pairs:
        yield say(
            "simulation.ranking.pair",
            first=wording.mix(pair.first),
            second=wording.mix(pair.second),
            better=wording.percent(pair.better),
            worse=wording.percent(pair.worse),
            open=wording.percent(pair.cannot_tell),
        )


def _show_groups(wording: SimulationWording, axis: str, mixes: Sequence[WinnersLosers]) -> None:
    shown = table(
        say("simulation.title.groups", axis=wording.axis(axis)),
        (
            say("simulation.column.mix"),
            wording.axis(axis),
            say("simulation.column.per_thousand"),
            say("simulation.column.interval"),
            say("simulation.column.verdict"),
        ),
        right=(2, 3),
    )
    form = wording.form(
        OutcomeUnit.JOB_YEARS, [group.spread for one in mixes for group in one.groups], signed=True
    )
    for one in mixes:
        for at, group in enumerate(_ends(one.groups)):
            mix = "" if at else wording.mix(one.mix)
            shown.add_row(mix, *_group(wording, axis, group, form))
    console().print(shown)
    for one in mixes:
        print_lines(
            say(
                "simulation.groups",
                mix=wording.mix(one.mix),
                gaining=wording.percent(one.share_gaining),
                losing=wording.percent(one.share_losing),
                open=wording.percent(one.share_cannot_tell),
            )
        )


def _ends(groups: Sequence[GroupChange]) -> Sequence[GroupChange]:
    """Those who gain most and those who lose most."""
    if len(groups) <= 2 * _GROUPS_SHOWN:
        return groups
    return (*groups[:_GROUPS_SHOWN], *groups[-_GROUPS_SHOWN:])


def _group(
    wording: SimulationWording, axis: str, group: GroupChange, form: FigureForm
) -> tuple[str, str, str, str]:
    places = form.places_of(group.spread.value, group.spread.whole)
    return (
        wording.group(axis, group.group),
        form.number(group.spread.value, places),
        interval(form, group.spread.whole, places),
        wording.answer(f"standing.{group.standing.value}"),
    )


def _sensitivity(wording: SimulationWording) -> Table:
    found = wording.report.answers.sensitivity[_JOB_YEARS]
    ends = [end for one in found for of in one.influences for end in of.swing or ()]
    form = wording.form_of(OutcomeUnit.JOB_YEARS, ends, signed=True)
    shown = table(
        say(
            "simulation.title.sensitivity",
            outcome=outcome_heading(wording, _JOB_YEARS, form),
            first=wording.first,
        ),
        (
            say("simulation.column.mix"),
            say("simulation.column.assumption"),
            say("simulation.column.share"),
            say("simulation.column.low_high"),
        ),
        right=(2, 3),
    )
    for one in found:
        for at, row in enumerate(_influences(wording, one, form)):
            shown.add_row("" if at else wording.mix(one.mix), *row)
    return shown


def _influences(
    wording: SimulationWording, found: Sensitivity, form: FigureForm
) -> Iterator[tuple[str, str, str]]:
    felt = [one for one in found.influences if one.swing is None or one.swing[0] != one.swing[1]]
    for one in felt[:_INFLUENCES_SHOWN]:
        swing = "-"
        if one.swing is not None:
            low, high = map(form.number, one.swing)
            swing = say("simulation.low_high", low=low, high=high)
        yield wording.parameter(one.parameter), wording.percent(one.share), swing
