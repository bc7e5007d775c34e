"""Hires from group to group over the horizon: a heat table, and the largest streams."""

from __future__ import annotations

import numpy as np

from trimtab.reports.charts.drawing import TICK, Drawing, wrap
from trimtab.reports.simulation.charts.chart import Chart, stamp, titled_chart
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import OutcomeUnit
from trimtab.simulation.types import Matrix

_TONES = (0.0, 0.01, 0.03, 0.1, 0.3)
"""Lower ends of the five tones, as shares of the hires out of a group."""
_MOST_GROUPS, _MOST_STREAMS = 26, 30
_ROOM, _CELL, _LEGEND = 168, 22, 26


def draw_flows(axis: str, wording: SimulationWording) -> Chart | None:
    """Who is hired where under the mix that changes most; None where moves were not kept."""
    runs = wording.report.runs
    moves = runs.moves[axis]
    if moves.sum() == 0 or len(moves[0]) < 2:
        return None
    mix = _telling(moves)
    groups = [wording.group(axis, one) for one in runs.labels[axis]]
    finding = _finding(moves[mix], groups, mix, wording)
    form = wording.form_of(OutcomeUnit.PERSONS, [float(moves.max())])
    headers = [wording.tell(f"column.{name}") for name in
               ("from", "to", "hires", "share_of_hires", "against_first")]  # fmt: skip
    order = _streams(moves[mix])
    data = [
        (groups[i], groups[j], float(moves[mix, i, j]), _share(moves[mix], i, j),
         float(moves[mix, i, j] - moves[0, i, j]))
        for i, j in order
    ]  # fmt: skip
    more = wording.form_of(OutcomeUnit.PERSONS, [row[4] for row in data[:_MOST_STREAMS]], True)
    rows = [
        (one, two, form.with_unit(form.number(hires)), wording.percent(share),
         more.with_unit(more.number(change)))
        for one, two, hires, share, change in data[:_MOST_STREAMS]
    ]  # fmt: skip
    drawings = []
    if len(groups) <= _MOST_GROUPS:
        picture = _draw(moves[mix], groups, form, wording)
        drawings = [stamp(picture, wording).svg(finding, "heat")]
    return titled_chart(
        wording,
        f"flows-{axis}",
        wording.tell("chart.flows.title", axis=wording.axis(axis)),
        drawings,
        (headers, rows),
        (headers, data),
        finding,
        words=2,
        note=wording.tell("chart.flows.note"),
    )


def _telling(moves: Matrix) -> int:
    """The mix whose moves differ most from the first's; the first where it is alone."""
    return int(np.abs(moves - moves[0]).sum((1, 2)).argmax())


def _streams(table: Matrix) -> list[tuple[int, int]]:
    """Pairs of different groups, the largest stream first, then who stays."""
    places = [(i, j) for i in range(len(table)) for j in range(len(table))]
    return sorted(places, key=lambda at: (at[0] == at[1], -table[at]))


def _share(table: Matrix, i: int, j: int) -> float:
    total = float(table[i].sum())
    return float(table[i, j]) / total if total > 0 else float("nan")


def _finding(table: Matrix, groups: list[str], mix: int, wording: SimulationWording) -> str:
    stayed = float(np.trace(table) / table.sum())
    i, j = _streams(table)[0]
    return wording.tell(
        "chart.flows.finding",
        mix=wording.mix(wording.report.runs.mixes[mix]),
        stayed=wording.percent(stayed),
        one=groups[i],
        two=groups[j],
    )


def _draw(
    table: Matrix, groups: list[str], form: FigureForm, wording: SimulationWording
) -> Drawing:
    """Rows from, columns to; tone by the share of the row's hires, numbers name the columns."""
    size = len(groups)
    top = _LEGEND + 38
    drawing = Drawing(max(_ROOM + size * _CELL + 4, 360), top + size * _CELL + 8)
    _legend(drawing, wording)
    drawing.text(_ROOM, _LEGEND + 14, wording.tell("chart.flows.to"), "panel")
    drawing.text(0, _LEGEND + 30, wording.tell("chart.flows.from"), "panel")
    for at, name in enumerate(groups):
        y = top + at * _CELL
        drawing.text(18, y + 15, str(at + 1), "tick", "end")
        drawing.text(24, y + 15, wrap(name, _ROOM - 40, TICK, 1)[0], "label")
        drawing.text(_ROOM + (at + 0.5) * _CELL, top - 4, str(at + 1), "tick", "middle")
        for to in range(size):
            share = _share(table, at, to)
            if share != share:
                continue
            tone = int(np.searchsorted(_TONES, share, side="right")) - 1
            hires = form.with_unit(form.number(float(table[at, to])))
            spoken = f"{name} → {groups[to]}: {hires} ({wording.percent(share)})"
            drawing.rect(_ROOM + to * _CELL, y, _CELL - 2, _CELL - 2, f"tile tone-{tone}", spoken)
    return drawing


def _legend(drawing: Drawing, wording: SimulationWording) -> None:
    """The five tones with the ends of their classes inside."""
    ends = [f"{100 * end:g}" for end in _TONES] + ["100"]
    box = min(72.0, (drawing.width - 4) / len(_TONES))
    for place in range(len(_TONES)):
        drawing.rect(place * box, 0, box - 3, 20, f"tile tone-{place}")
        label = wording.shared("number.percent", number=f"{ends[place]}–{ends[place + 1]}")
        middle = place * box + (box - 3) / 2
        drawing.text(middle, 14, label, f"heat-class tone-{place}", "middle")
