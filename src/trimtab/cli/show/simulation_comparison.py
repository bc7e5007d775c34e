"""Mixes against the first one: differences, cost per job-year, rankings, groups, sensitivity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table

from trimtab.app.simulation import Finished
from trimtab.cli.output import console, say, table
from trimtab.cli.show.simulation import print_head, shown_of, wording_of
from trimtab.cli.show.simulation_figures import (
    figure_heads,
    figures,
    interval,
    keep_whole,
    measure,
    outcome_heading,
)
from trimtab.cli.show.simulation_influences import show_influences
from trimtab.cli.show.simulation_lines import show_lines
from trimtab.cli.show.simulation_notes import notes_of
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import (
    Flips,
    GroupChange,
    OutcomeUnit,
    Spread,
    Standing,
    WinnersLosers,
    compare,
)

_GROUPS_SHOWN = 3


def show_comparison(finished: Finished, outcomes: Sequence[str] = ()) -> None:
    """Everything that sets the mixes apart."""
    wording = wording_of(finished)
    found = wording.report.answers
    print_head(finished.prepared)
    console().print(_differences(wording, outcomes or shown_of(finished.runs)))
    if found.comparison.cost_per_job_year and "cost" in finished.runs.outcomes:
        console().print(_ratios(wording))
    for name, one in found.flips.items():
        show_lines(*_ranking(wording, name, one), "")
    for axis, mixes in found.winners.items():
        _show_groups(wording, axis, mixes)
    show_influences(wording)
    show_lines(*notes_of(finished, wording))


def _differences(wording: SimulationWording, names: Sequence[str]) -> Table:
    found = compare(wording.report.runs, names)
    heads = figure_heads(wording, found.coverage)
    shown = table(
        say("simulation.title.differences", first=wording.first),
        (
            say("simulation.column.outcome"),
            say("simulation.column.mix"),
            *heads,
            *((say("simulation.column.verdict"),) if wording.judged else ()),
        ),
        right=range(2, 2 + len(heads)),
    )
    for name, differences in found.differences.items():
        form = wording.outcome_form(name, [one.spread for one in differences], signed=True)
        for at, one in enumerate(differences):
            shown.add_row(
                "" if at else outcome_heading(wording, name, form),
                wording.mix(one.mix),
                *figures(wording, form, one.spread),
                *_verdict(wording, one.standing),
            )
    return keep_whole(shown, range(2, 2 + len(heads)))


def _verdict(wording: SimulationWording, standing: Standing) -> tuple[str, ...]:
    """What the interval allows to be said; nothing where there is none."""
    return (wording.answer(f"standing.{standing.value}"),) if wording.judged else ()


def _ratios(wording: SimulationWording) -> Table:
    """Extra cost per extra job-year, or why it is no number."""
    ratios = wording.report.answers.comparison.cost_per_job_year
    form = wording.form(OutcomeUnit.MONEY, [one.spread for one in ratios if one.spread])
    columns = ("ratio", "interval", "best") if wording.judged else ("best",)
    shown = table(
        say("simulation.title.ratio", currency=form.unit_words),
        (
            say("simulation.column.mix"),
            *(say(f"simulation.column.{name}") for name in columns),
            say("simulation.column.remark"),
        ),
        right=range(1, 1 + len(columns)),
    )
    for one in ratios:
        remark = "" if one.spread else wording.answer(f"ratio.{one.reason.value}")
        row = _ratio(one.spread, form) if one.spread else dict.fromkeys(columns, "-")
        shown.add_row(wording.mix(one.mix), *(row[name] for name in columns), remark)
    return shown


def _ratio(found: Spread, form: FigureForm) -> dict[str, str]:
    places = form.places_of(found.value, found.whole)
    return {
        "ratio": form.number(found.value, places),
        "interval": interval(form, found.whole, places),
        "best": form.number(found.central, places),
    }


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
    heading = wording.axis(axis)
    more = ("interval", "verdict") if wording.judged else ()
    shown = table(
        say("simulation.title.groups", axis=heading, measure=measure(wording)),
        (
            say("simulation.column.mix"),
            heading[:1].upper() + heading[1:],
            say("simulation.column.per_thousand"),
            *(say(f"simulation.column.{name}") for name in more),
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
    console().print(keep_whole(shown, range(2, 3 + len(more))))
    show_lines(*_about_groups(wording, mixes), "")


def _about_groups(wording: SimulationWording, mixes: Sequence[WinnersLosers]) -> Iterator[str]:
    """Rows left out, and where people stand."""
    n, rows = len(mixes[0].groups), len(_ends(mixes[0].groups))
    if rows < n:
        yield say("simulation.groups_left_out", shown=rows, n=n, ends=_GROUPS_SHOWN)
    for one in mixes if wording.judged else ():
        yield say(
            "simulation.groups",
            mix=wording.mix(one.mix),
            gaining=wording.percent(one.share_gaining),
            losing=wording.percent(one.share_losing),
            open=wording.percent(one.share_cannot_tell),
        )


def _ends(groups: Sequence[GroupChange]) -> Sequence[GroupChange]:
    """Those who gain most and those who gain least or lose most."""
    if len(groups) <= 2 * _GROUPS_SHOWN:
        return groups
    return (*groups[:_GROUPS_SHOWN], *groups[-_GROUPS_SHOWN:])


def _group(
    wording: SimulationWording, axis: str, group: GroupChange, form: FigureForm
) -> tuple[str, ...]:
    places = form.places_of(group.spread.value, group.spread.whole)
    shown = (wording.group(axis, group.group), form.number(group.spread.value, places))
    if not wording.judged:
        return shown
    return (
        *shown,
        interval(form, group.spread.whole, places),
        *_verdict(wording, group.standing),
    )
