"""Mixes by cost and job-years: the frontier, who is dominated, who is too dear."""

from __future__ import annotations

from trimtab.reports.charts.axes import ValueScale, round_steps, step_labels
from trimtab.reports.charts.drawing import TICK, Drawing, text_width, wrap
from trimtab.reports.charts.plot import Across, dot, draw_frame, draw_titles
from trimtab.reports.simulation.charts.chart import Chart, make_chart, stamp
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import Frontier, FrontierMix, OutcomeUnit, Verdict

WIDTH, HEIGHT = 440, 320
_MOST_NAMED = 12
_AIR = 0.05  # of the scale on each side, so that no dot lies on an axis


def draw_frontier(wording: SimulationWording) -> Chart | None:
    """Cost across, job-years gained against the first mix up; None where nothing costs."""
    found = wording.report.answers.frontier
    if found is None or len(found.mixes) < 2:
        return None
    first = wording.report.runs.mixes[0]
    base = next(one.outcome for one in found.mixes if one.mix == first)
    gained = {one.mix: one.outcome - base for one in found.mixes}
    money = wording.form_of(OutcomeUnit.MONEY, [one.cost for one in found.mixes])
    jobs = wording.form_of(OutcomeUnit.JOB_YEARS, gained.values(), signed=True)
    finding = _finding(found, wording)
    note = wording.tell("chart.frontier.note")
    if found.budget is not None:
        budget = wording.form_of(OutcomeUnit.MONEY, [found.budget])
        amount = budget.with_unit(budget.number(found.budget))
        note = wording.sentences((note, wording.tell("chart.frontier.budget", budget=amount)))
    headers = [wording.tell(f"column.{name}") for name in
               ("mix", "policy_cost", "gained", "verdict", "on_frontier", "allowed")]  # fmt: skip
    verdicts = {one.mix: _verdict(one, wording) for one in found.mixes}
    rows = [
        (
            wording.mix(one.mix),
            money.with_unit(money.number(one.cost)),
            jobs.with_unit(jobs.number(gained[one.mix])),
            verdicts[one.mix],
            wording.percent(one.share_on_frontier),
            wording.percent(one.share_allowed),
        )
        for one in found.mixes
    ]
    data = [
        (
            wording.mix(one.mix),
            one.cost,
            gained[one.mix],
            verdicts[one.mix],
            one.share_on_frontier,
            one.share_allowed,
        )
        for one in found.mixes
    ]
    drawing = stamp(_draw(found, gained, money, jobs, wording), wording)
    return make_chart(
        wording, "frontier", [drawing.svg(finding, "plot")],
        (headers, rows), (headers, data), finding, note=note,
    )  # fmt: skip


def _verdict(one: FrontierMix, wording: SimulationWording) -> str:
    if one.dominated_by:
        by = wording.names(wording.mix(mix) for mix in one.dominated_by)
        return wording.tell("chart.frontier.dominated_by", mixes=by)
    return wording.answer(f"verdict.{one.verdict.value}")


def _finding(found: Frontier, wording: SimulationWording) -> str:
    on = found.undominated
    names = wording.listing(wording.mix(one.mix) for one in on[:_MOST_NAMED])
    return wording.tell("chart.frontier.finding", n=len(on), total=len(found.mixes), mixes=names)


def _draw(
    found: Frontier,
    gained: dict[str, float],
    money: FigureForm,
    jobs: FigureForm,
    wording: SimulationWording,
) -> Drawing:
    drawing = Drawing(WIDTH, HEIGHT)
    costs = [one.cost for one in found.mixes]
    costs += [] if found.budget is None else [found.budget]
    x_steps = round_steps(money.scaled(min(costs)), money.scaled(max(costs)), 5)
    y_steps = round_steps(jobs.scaled(min(gained.values())), jobs.scaled(max(gained.values())), 5)
    x_labels, y_labels = (step_labels(steps, wording.language) for steps in (x_steps, y_steps))
    left = max(text_width(label, TICK) for _, label in y_labels) + 14
    x_air, y_air = (_AIR * (steps[-1] - steps[0]) for steps in (x_steps, y_steps))
    across = Across(x_steps[0] - x_air, x_steps[-1] + x_air, left, WIDTH - 28)
    up = ValueScale(y_steps[0] - y_air, y_steps[-1] + y_air, 34, HEIGHT - 48)
    draw_frame(drawing, across, up, x_labels, y_labels)
    title = wording.tell("panel", title=wording.tell("column.gained"), unit=jobs.unit_words)
    below = wording.tell("panel", title=wording.tell("column.policy_cost"), unit=money.unit_words)
    draw_titles(drawing, title, across, up, below)
    places = {
        one.mix: (across.at(money.scaled(one.cost)), up.at(jobs.scaled(gained[one.mix])))
        for one in found.mixes
    }
    if found.budget is not None:
        x = across.at(money.scaled(found.budget))
        drawing.line(x, up.top, x, up.bottom, "threshold")
    on = [places[one.mix] for one in found.undominated]
    drawing.polyline(on, "line frontier-line")
    for one in found.mixes:
        if one.verdict is not Verdict.ON_FRONTIER:
            dot(drawing, *places[one.mix], "mix-0", 4)
    for number, one in enumerate(found.undominated, 1):
        x, y = places[one.mix]
        dot(drawing, x, y, "mix-1", 6)
        if number <= _MOST_NAMED:
            drawing.text(x, y - 10, str(number), "value", "middle")
    drawing.height = _key(drawing, found, wording)
    return drawing


def _key(drawing: Drawing, found: Frontier, wording: SimulationWording) -> float:
    """Numbered names of the mixes on the frontier; gives back the height with them."""
    y = HEIGHT + 12
    for number, one in enumerate(found.undominated[:_MOST_NAMED], 1):
        drawing.text(16, y, str(number), "value", "end")
        rows = wrap(wording.mix(one.mix), WIDTH - 32, 12.5, 2)
        drawing.lines(26, y, rows, "label", 15)
        y += 16 * len(rows) + 2
    dot(drawing, 12, y - 4, "mix-0", 4)
    drawing.text(26, y, wording.tell("chart.frontier.others"), "label")
    return y + 6
