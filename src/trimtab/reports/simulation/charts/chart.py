"""A chart with its figures twice: as people read them, and as data for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trimtab.reports.charts.drawing import LABEL, TICK, Drawing, wrap
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link
from trimtab.reports.simulation.wording import SimulationWording

Cell = str | float | int | None
_LEADING = 15


@dataclass(frozen=True, slots=True)
class Dataset:
    """Figures as data: unrounded, in base units, each row with the basis they rest on.

    ``name`` is the name of the sheet's file; ``notes`` say units, window, intervals.
    """

    name: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of the page and its dataset."""

    figure: Figure
    data: Dataset


def make_chart(
    wording: SimulationWording,
    name: str,
    drawings: Sequence[Markup],
    table: tuple[Sequence[str], Sequence[Sequence[str]]],
    data: tuple[Sequence[str], Iterable[Sequence[Cell]]],
    finding: str,
    words: int = 1,
    note: str = "",
) -> Chart:
    """Title from the catalogue (``chart.<name>.title``); the first ``words`` columns hold words."""
    title = wording.tell(f"chart.{name}.title")
    return titled_chart(wording, name, title, drawings, table, data, finding, words, note)


def titled_chart(
    wording: SimulationWording,
    name: str,
    title: str,
    drawings: Sequence[Markup],
    table: tuple[Sequence[str], Sequence[Sequence[str]]],
    data: tuple[Sequence[str], Iterable[Sequence[Cell]]],
    finding: str,
    words: int = 1,
    note: str = "",
) -> Chart:
    """As ``make_chart``, with a title of its own."""
    header = (*data[0], wording.tell("column.basis"))
    basis = wording.tell(f"basis.{wording.report.basis.value}")
    rows = tuple((*row, basis) for row in data[1])
    figure = Figure(
        name=name,
        title=title,
        finding=finding,
        drawings=tuple(drawings),
        table=TableView(
            tuple(Column(label, at >= words) for at, label in enumerate(table[0])),
            tuple(tuple(row) for row in table[1]),
            20,
        ),
        download=csv_link(header, rows),
        file_name=f"simulation-{name}-{wording.language}.csv",
        note=note,
    )
    notes = tuple(filter(None, (finding, note)))
    return Chart(figure, Dataset(name, title, header, rows, notes))


def stamp(drawing: Drawing, wording: SimulationWording) -> Drawing:
    """The label of the basis under the drawing, so that no picture travels without it."""
    words = wording.tell(f"stamp.{wording.report.basis.value}")
    rows = wrap(words, drawing.width, TICK, 3)
    drawing.lines(0, drawing.height + _LEADING, rows, "tick", _LEADING)
    drawing.height += _LEADING * len(rows) + 6
    return drawing


def name_lines(drawing: Drawing, names: Sequence[str], top: float) -> None:
    """Names of the lines under a plot, each beside a piece of its line; the drawing grows."""
    y = top + 8
    for place, name in enumerate(names):
        drawing.line(46, y + 4, 70, y + 4, f"line {style_of(place)}")
        drawing.text(78, y + 8, wrap(name, drawing.width - 84, LABEL, 1)[0], "label")
        y += 18
    drawing.height = y + 6


def style_of(place: int) -> str:
    """Line and dot style of a mix by its place: the first is the quiet one."""
    return f"mix-{min(place, 5)}"
