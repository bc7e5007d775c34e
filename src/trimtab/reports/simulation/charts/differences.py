"""Differences from the first mix: dots with both kinds of uncertainty."""

from __future__ import annotations

from trimtab.reports.simulation.charts.chart import Cell, Chart, make_chart, stamp, style_of
from trimtab.reports.simulation.charts.ranges import Panel, draw_narrow, draw_wide, mark_of
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import Difference

CHARTED = ("unemployment", "long_term_unemployment", "employment_years", "cost")


def draw_differences(wording: SimulationWording) -> Chart | None:
    """Panels by outcome, rows by mix; every outcome in the table. None with a single mix."""
    every = wording.report.answers.comparison.differences
    told = {name: every[name] for name in wording.told_outcomes}
    if not any(told.values()):
        return None
    shown = [at for at in wording.shown_mixes if at > 0]
    labels = [wording.mix(wording.report.runs.mixes[at]) for at in shown]
    panels = []
    for name in (one for one in CHARTED if one in told):
        of_mixes = [told[name][at - 1] for at in shown]
        form = wording.outcome_form(name, [one.spread for one in of_mixes], signed=True)
        title = wording.tell("panel", title=wording.outcome(name), unit=form.unit_words)
        marks = tuple(
            mark_of(one.spread, style_of(place + 1)) for place, one in enumerate(of_mixes)
        )
        panels.append(Panel(title, form, marks))
    finding = wording.tell("chart.differences.finding", first=wording.first)
    return make_chart(
        wording,
        "differences",
        [
            stamp(draw_wide(labels, panels, wording, 36), wording).svg(finding, "wide"),
            stamp(draw_narrow(labels, panels, wording, 36), wording).svg(finding, "narrow"),
        ],
        (_headers(wording), [_row(one, wording) for of in told.values() for one in of]),
        (_data_headers(wording), [_data(one, wording) for of in told.values() for one in of]),
        finding,
        words=2,
        note=_note(wording),
    )  # fmt: skip


def _note(wording: SimulationWording) -> str:
    """What the lines beside the dots are; nothing where there are none."""
    if wording.report.counted:
        return wording.tell("chart.differences.note")
    return wording.tell("chart.differences.note_mean_field") if wording.drawn else ""


def _headers(wording: SimulationWording) -> list[str]:
    names = ("outcome", "mix", "difference", "central", "parameters", "monte_carlo", "standing",
             "correlation", "needed")  # fmt: skip
    return [_head(name, wording) for name in names]


def _head(name: str, wording: SimulationWording) -> str:
    """Says of the difference itself whether it is a mean over draws."""
    plain = wording.tell(f"column.{name}")
    return wording.column_of_means(name) if name == "difference" else plain


def _row(one: Difference, wording: SimulationWording) -> tuple[str, ...]:
    form = wording.outcome_form(one.outcome, [one.spread], signed=True)
    shown = one.spread
    places = form.places_of(shown.value, shown.whole)
    none = wording.answer("none")
    correlation = none if one.correlation != one.correlation else f"{one.correlation:.2f}"
    needed = none if one.replicates_needed is None else wording.count(one.replicates_needed)
    return (
        wording.outcome(one.outcome),
        wording.mix(one.mix),
        form.full(shown),
        form.number(shown.central, places),
        form.half_width(shown.parameters, places),
        form.half_width(shown.monte_carlo, places),
        wording.standing(one.standing),
        correlation,
        needed,
    )


def _data_headers(wording: SimulationWording) -> list[str]:
    names = ("outcome", "mix", "unit", "difference", "low", "high", "parameters_low",
             "parameters_high", "monte_carlo_low", "monte_carlo_high", "chance", "central",
             "parameter_variance", "chance_variance", "correlation", "variance_saved", "needed",
             "standing")  # fmt: skip
    return [_head(name, wording) for name in names]


def _data(one: Difference, wording: SimulationWording) -> tuple[Cell, ...]:
    shown, parts = one.spread, one.components
    ends: list[Cell] = []
    for interval in (shown.whole, shown.parameters, shown.monte_carlo):
        ends += [interval.low, interval.high] if interval else [None, None]
    return (
        wording.outcome(one.outcome),
        wording.mix(one.mix),
        wording.base_unit(one.outcome),
        shown.value,
        *ends,
        shown.chance,
        shown.central,
        parts.parameters.unbiased if parts.parameters else None,
        parts.chance.value if parts.chance else None,
        _known(one.correlation),
        _known(one.variance_saved),
        one.replicates_needed,
        wording.standing(one.standing),
    )


def _known(value: float) -> float | None:
    return None if value != value else value
