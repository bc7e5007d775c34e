"""Which assumption decides: swings of one parameter alone, and rank correlations over draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trimtab.reports.simulation.charts.chart import Cell, Chart, stamp, titled_chart
from trimtab.reports.simulation.charts.ranges import Mark, Panel, draw_narrow, draw_wide
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import (
    LEAST_FELT,
    OUTCOMES,
    Influence,
    Interval,
    OutcomeUnit,
    Sensitivity,
)

_MOST = 10


def draw_tornado(outcome: str, wording: SimulationWording) -> Chart | None:
    """For the mix that changes the outcome most; every mix in the table."""
    found = [one for one in wording.report.answers.sensitivity[outcome] if one.influences]
    if not found:
        return None
    leading = max(found, key=lambda one: abs(one.central))
    shown = leading.felt[:_MOST] or leading.influences[:1]
    swings = [end for one in shown if one.swing for end in one.swing]
    form = wording.form_of(OUTCOMES[outcome].unit, [*swings, leading.central], signed=True)
    panels = []
    if any(one.swing for one in shown):
        title = wording.tell("panel", title=wording.tell("chart.tornado.swing"),
                             unit=form.unit_words)  # fmt: skip
        panels.append(Panel(title, form, tuple(_swing(one) for one in shown)))
    plain = FigureForm(OutcomeUnit.PERSONS, wording.language, signed=True, places=2)
    panels.append(
        Panel(wording.tell("chart.tornado.correlation"), plain, tuple(map(_correlation, shown)))
    )
    labels = [wording.parameter(one.parameter) for one in shown]
    finding = _finding(leading, shown, wording)
    names = ("mix", "parameter", "correlation_of_ranks", "share_of_variance", "swing")
    headers = [wording.tell(f"column.{name}") for name in names]
    data_headers = [wording.tell(f"column.{name}") for name in
                    ("mix", "parameter", "path", "correlation_of_ranks", "low", "high",
                     "share_of_variance", "share_low", "share_high", "swing_low",
                     "swing_high")]  # fmt: skip
    return titled_chart(
        wording,
        f"sensitivity-{outcome}",
        wording.tell("chart.tornado.title", outcome=wording.outcome(outcome)),
        [
            stamp(draw_wide(labels, panels, wording, 30, 260), wording).svg(finding, "wide"),
            stamp(draw_narrow(labels, panels, wording, 30, 150), wording).svg(finding, "narrow"),
        ],
        (headers, [_row(of.mix, one, form, wording) for of in found for one in of.influences]),
        (data_headers, [_data(of.mix, one, wording) for of in found for one in of.influences]),
        finding,
        words=2,
        note=wording.sentences(_notes(leading, form, wording)),
    )


def _notes(found: Sensitivity, form: FigureForm, wording: SimulationWording) -> Iterator[str]:
    """What the bars are, where the mean over draws lies beside them, what hardly matters."""
    yield wording.tell("chart.tornado.note", explained=wording.percent(found.explained))
    drawn = next(one for one in wording.report.answers.comparison.differences[found.outcome]
                 if one.mix == found.mix).spread  # fmt: skip
    places = form.places_of(drawn.value, drawn.whole)
    central, mean = (form.number(one, places) for one in (found.central, drawn.value))
    yield wording.tell("chart.tornado.centre", central=form.with_unit(central), mean=mean)
    if found.hardly_felt:
        names = wording.listing(wording.parameter(one.parameter) for one in found.hardly_felt)
        yield wording.tell(
            "chart.tornado.hardly_felt", names=names, share=wording.percent(LEAST_FELT)
        )


def _swing(one: Influence) -> Mark | None:
    if one.swing is None:
        return None
    return Mark(one.swing[1], css="mix-1", bar_from=one.swing[0])


def _correlation(one: Influence) -> Mark:
    return Mark(one.rank_correlation, one.correlation_interval, css="mix-2")


def _finding(found: Sensitivity, shown: Sequence[Influence], wording: SimulationWording) -> str:
    mix, outcome = wording.mix(found.mix), wording.outcome(found.outcome)
    names = [wording.tell("quoted", words=wording.parameter(one.parameter)) for one in shown[:2]]
    return wording.tell(
        "chart.tornado.finding", mix=mix, outcome=outcome, parameters=wording.names(names)
    )


def _row(mix: str, one: Influence, form: FigureForm, wording: SimulationWording) -> tuple[str, ...]:
    swing = wording.answer("none")
    if one.swing is not None:
        ends = Interval(*one.swing)
        places = form.places_of(ends.low, Interval(min(one.swing), max(one.swing)))
        low, high = (form.number(end, places) for end in one.swing)
        swing = form.with_unit(wording.shared("number.range", low=low, high=high))
    return (
        wording.mix(mix),
        wording.parameter(one.parameter),
        _two(one.rank_correlation, one.correlation_interval, wording),
        wording.percent(one.share),
        swing,
    )


def _two(value: float, ends: Interval, wording: SimulationWording) -> str:
    if value != value:
        return wording.shared("number.cannot_tell")
    plain = FigureForm(OutcomeUnit.PERSONS, wording.language, signed=True, places=2)
    return f"{plain.number(value)} [{plain.number(ends.low)}, {plain.number(ends.high)}]"


def _data(mix: str, one: Influence, wording: SimulationWording) -> tuple[Cell, ...]:
    figures = (
        one.rank_correlation,
        one.correlation_interval.low,
        one.correlation_interval.high,
        one.share,
        one.share_interval.low,
        one.share_interval.high,
        *(one.swing or (None, None)),
    )
    known = (None if value is None or value != value else value for value in figures)
    return (wording.mix(mix), wording.parameter(one.parameter), one.parameter, *known)
