"""Which assumptions matter for the job-years of a mix, widest swing first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from trimtab.cli.output import console, say, table
from trimtab.cli.show.simulation_figures import outcome_heading
from trimtab.cli.show.simulation_lines import show_lines
from trimtab.reports import numbers
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import SWING, Influence, OutcomeUnit, Sensitivity
from trimtab.simulation.answers.influences import LEAST_FELT

_JOB_YEARS = "employment_years"


def show_influences(wording: SimulationWording) -> None:
    """One table for job-years, then what is hardly felt; nothing where it was not asked."""
    found = wording.report.answers.sensitivity.get(_JOB_YEARS, ())
    if not found:
        return
    console().print(_table(wording, found))
    low, high = map(wording.percent, SWING)
    show_lines(say("simulation.influence.read", low=low, high=high))
    for one in found:
        foreign = _foreign(wording, one.mix)
        faint = [of.parameter for of in one.hardly_felt if _lever_of(of.parameter) not in foreign]
        if faint:
            names = wording.listing(map(wording.parameter, faint))
            limit = wording.percent(LEAST_FELT)
            mix = wording.mix(one.mix)
            show_lines(say("simulation.influence.faint", mix=mix, limit=limit, names=names))
    show_lines("")


def _lever_of(parameter: str) -> str:
    """Parameters are called ``<label of the lever>.<field>``."""
    return parameter.rpartition(".")[0]


def _foreign(wording: SimulationWording, mix: str) -> set[str]:
    """Labels of levers that stand in other mixes only: they cannot be felt in this one."""
    labels = {
        one.name: {policy.label or policy.form for policy in one.policies}
        for one in wording.report.mixes
    }
    shocks = {policy.label or policy.form for policy in wording.report.shocks}
    return set().union(*labels.values()) - labels.get(mix, set()) - shocks


def _table(wording: SimulationWording, found: Sequence[Sensitivity]) -> Table:
    ends = [end for one in found for of in one.influences for end in of.swing or ()]
    form = wording.form_of(OutcomeUnit.JOB_YEARS, ends, signed=True)
    places = max(0, numbers.column_places(max(map(abs, map(form.scaled, ends)), default=1.0)))
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
        best = form.number(one.central, places)
        shown.add_row(wording.mix(one.mix), say("simulation.influence.all_best"), "", best)
        for of in one.felt:
            share = wording.percent(of.share)
            shown.add_row("", wording.parameter(of.parameter), share, _swing(of, form, places))
    return shown


def _swing(one: Influence, form: FigureForm, places: int) -> str:
    if one.swing is None:
        return "-"
    low, high = (form.number(end, places) for end in one.swing)
    return say("simulation.low_high", low=low, high=high)
