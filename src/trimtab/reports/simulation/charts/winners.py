"""Who gains and who loses, group by group, and the same as a tile map where regions have tiles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trimtab.kernel import Region
from trimtab.reports.charts.drawing import Drawing
from trimtab.reports.charts.tiles import CLASSES, GAP, TILE, class_bounds, class_of
from trimtab.reports.simulation.charts.chart import Cell, Chart, stamp, titled_chart
from trimtab.reports.simulation.charts.ranges import Mark, Panel, draw_narrow, draw_wide
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.titles import tiles_of
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import GroupChange, OutcomeUnit, WinnersLosers

_MOST_ROWS, _ENDS, _MOST_PANELS = 16, 8, 3
_TOP = 60


def draw_winners(axis: str, wording: SimulationWording) -> Chart | None:
    """Bars with intervals by group; at most three mixes. None with a single mix."""
    found = [one for one in wording.report.answers.winners[axis] if one.groups]
    if not found:
        return None
    charted = _charted(found)
    leading = max(charted, key=_moved)
    order = [one.group for one in leading.groups]
    if len(order) > _MOST_ROWS:
        order = [*order[:_ENDS], *order[-_ENDS:]]
    panels = [_panel(one, order, wording) for one in charted]
    labels = [wording.group(axis, group) for group in order]
    finding = wording.sentences(_finding(one, axis, wording) for one in charted)
    headers = [wording.tell(f"column.{name}") for name in
               ("mix", "group", "labour_force", "change", "standing")]  # fmt: skip
    data_headers = [wording.tell(f"column.{name}") for name in
                    ("mix", "group", "code", "labour_force", "change", "low", "high",
                     "standing")]  # fmt: skip
    drawings = [
        stamp(draw_wide(labels, panels, wording, 32, 220), wording).svg(finding, "wide"),
        stamp(draw_narrow(labels, panels, wording, 32, 140), wording).svg(finding, "narrow"),
    ]
    if axis == "region" and (tiles := tiles_of(wording.report.runs.labels[axis])):
        title = wording.tell("chart.winners.map", mix=wording.mix(leading.mix))
        drawings.append(
            stamp(_draw_tiles(leading, tiles, title, wording), wording).svg(title, "tiles")
        )
    return titled_chart(
        wording,
        f"winners-{axis}",
        wording.tell("chart.winners.title", axis=wording.axis(axis)),
        drawings,
        (headers, [_row(of.mix, one, axis, wording) for of in found for one in of.groups]),
        (data_headers, [_data(of.mix, one, axis, wording) for of in found for one in of.groups]),
        finding,
        words=2,
        note=wording.tell("chart.winners.note"),
    )


def _charted(found: list[WinnersLosers]) -> list[WinnersLosers]:
    """The mixes that move most job-years, in their own order."""
    kept = sorted(found, key=_moved)[-_MOST_PANELS:]
    return [one for one in found if one in kept]


def _moved(found: WinnersLosers) -> float:
    """Job-years gained and lost by groups, added up without sign, a scale for ranking."""
    return sum(abs(group.spread.value) * group.labour_force for group in found.groups)


def change_form(wording: SimulationWording) -> FigureForm:
    """Job-years per 1,000 of the labour force, as they are."""
    return wording.form_of(OutcomeUnit.JOB_YEARS, [1.0], signed=True)


def _panel(found: WinnersLosers, order: list[str], wording: SimulationWording) -> Panel:
    of = {one.group: one for one in found.groups}
    marks = tuple(_mark(of[group]) if group in of else None for group in order)
    title = wording.tell(
        "panel", title=wording.mix(found.mix), unit=wording.tell("chart.winners.unit")
    )
    return Panel(title, change_form(wording), marks)


def _mark(one: GroupChange) -> Mark:
    css = "gain" if one.spread.value >= 0 else "loss"
    return Mark(one.spread.value, one.spread.whole, css=css, bar_from=0.0)


def _finding(found: WinnersLosers, axis: str, wording: SimulationWording) -> str:
    """Shares of people, and who is at both ends."""
    return wording.tell(
        "chart.winners.finding" if wording.judged else "chart.winners.finding_best",
        mix=wording.mix(found.mix),
        gaining=wording.percent(found.share_gaining),
        losing=wording.percent(found.share_losing),
        unknown=wording.percent(found.share_cannot_tell),
        most=wording.group(axis, found.groups[0].group),
        least=wording.group(axis, found.groups[-1].group),
    )


def _row(mix: str, one: GroupChange, axis: str, wording: SimulationWording) -> tuple[str, ...]:
    people = wording.form_of(OutcomeUnit.PERSONS, [one.labour_force])
    return (
        wording.mix(mix),
        wording.group(axis, one.group),
        people.with_unit(people.number(one.labour_force)),
        change_form(wording).figure(one.spread),
        wording.standing(one.standing),
    )


def _data(mix: str, one: GroupChange, axis: str, wording: SimulationWording) -> tuple[Cell, ...]:
    ends = one.spread.whole
    return (
        wording.mix(mix),
        wording.group(axis, one.group),
        one.group,
        one.labour_force,
        one.spread.value,
        ends.low,
        ends.high,
        wording.standing(one.standing),
    )


def _draw_tiles(
    found: WinnersLosers,
    tiles: Mapping[str, tuple[int, int]],
    title: str,
    wording: SimulationWording,
) -> Drawing:
    """A square a region in five classes of equal numbers of regions."""
    placed = {one.group: one for one in found.groups}
    columns, rows = zip(*(tiles[group] for group in placed), strict=True)
    step, left, top = TILE + GAP, min(columns), min(rows)
    width = max((max(columns) - left + 1) * step, CLASSES * 84)
    drawing = Drawing(width, _TOP + (max(rows) - top + 1) * step)
    drawing.text(0, 14, title, "panel")
    values = np.array([one.spread.value for one in placed.values()])
    bounds = class_bounds(values)
    form = change_form(wording)
    places = 0 if np.abs(values).max() >= 10 else 1
    box = width / CLASSES
    for place in range(CLASSES):
        drawing.rect(place * box, 22, box - GAP, 26, f"tile tone-{place}")
        label = "…".join(form.number(float(end), places) for end in bounds[place : place + 2])
        drawing.text(place * box + (box - GAP) / 2, 39, label, f"tile-class tone-{place}", "middle")
    for group, one in placed.items():
        x, y = (tiles[group][0] - left) * step, _TOP + (tiles[group][1] - top) * step
        tone = f"tone-{class_of(one.spread.value, bounds)}"
        spoken = f"{wording.group('region', group)} {form.figure(one.spread)}"
        drawing.rect(x, y, TILE, TILE, f"tile {tone}", spoken)
        drawing.text(
            x + TILE / 2, y + 22, _tile_name(group, wording), f"tile-name {tone}", "middle"
        )
        drawing.text(x + TILE / 2, y + 38, form.number(one.spread.value), f"tile-value {tone}",
                     "middle")  # fmt: skip
    return drawing


def _tile_name(group: str, wording: SimulationWording) -> str:
    """Postal letters, or the first two characters of a Chinese name."""
    local = Region(group).text.partition("-")[2]
    return wording.group("region", group)[:2] if local.isdigit() else local or group
