"""Columns of figures with their uncertainty: mean over draws, intervals, best estimates."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Column, Table

from trimtab.cli.output import console, say
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import Interval, Spread

_PADDING = 3
"""Cells between two columns, and at the edges."""
_LONGEST_WORD = 16
"""A Chinese title has no blanks: beyond this it is broken like a sentence."""


def measure(wording: SimulationWording) -> str:
    """What a single figure is: ``mean over draws`` or, where none were run, ``best estimates``."""
    return say(f"simulation.measure.{'mean' if wording.drawn else 'best'}")


def figure_heads(wording: SimulationWording, coverage: float) -> tuple[str, ...]:
    """Heads of the columns of ``figures``."""
    share = wording.percent(coverage)
    best = say("simulation.column.best")
    heads = (
        (say("simulation.column.mean"), say("simulation.column.parameters", share=share))
        if wording.drawn
        else (best,)
    )
    if wording.report.counted:
        heads = (*heads, say("simulation.column.chance", share=share))
    return (*heads, best) if wording.drawn else heads


def figures(wording: SimulationWording, form: FigureForm, found: Spread) -> tuple[str, ...]:
    """Mean over draws, interval over them, Monte-Carlo error of counts, value at best estimates;
    of a run without draws only what it has."""
    places = form.places_of(found.value, found.whole)
    shown: tuple[str, ...] = (form.number(found.value, places),)
    if wording.drawn:
        shown = (*shown, interval(form, found.parameters, places))
    if wording.report.counted:
        chance = found.monte_carlo
        shown = (*shown, f"±{form.half_width(chance, places)}" if chance else "-")
    return (*shown, form.number(found.central, places)) if wording.drawn else shown


def interval(form: FigureForm, found: Interval | None, places: int) -> str:
    """Both ends; a dash where there is none."""
    if found is None:
        return "-"
    low, high = (form.number(end, places) for end in (found.low, found.high))
    return say("simulation.interval", low=low, high=high)


def keep_whole(shown: Table, columns: Iterable[int]) -> Table:
    """The table with words, and the cells of ``columns``, never broken over lines; where that would
    not fit into the terminal the widest of these give way first, at their blanks."""
    from rich.cells import cell_len

    words = [min(_widest(column, by_word=True), _LONGEST_WORD) for column in shown.columns]
    least = dict(enumerate(words))
    for at in columns:
        least[at] = max(words[at], _widest(shown.columns[at]))
    frame = _PADDING * (len(words) + 1)
    while sum(least.values()) + frame > console().width:
        widest = max(least, key=lambda at: least[at] - words[at])
        if least[widest] == words[widest]:
            return shown  # not even the words fit: the library breaks where it must
        least[widest] = words[widest]
    spare = console().width - frame - sum(least.values())
    for at in reversed(least):  # the words on the left are the ones that may be wrapped
        column = shown.columns[at]
        more = max(_widest(column), _widest(column, by_word=True), cell_len(str(column.header)))
        given = min(spare, max(0, more - least[at]))
        column.width = least[at] + given
        spare -= given
    return shown


def _widest(column: Column, by_word: bool = False) -> int:
    """Cells of the terminal that the widest entry takes, or the widest word of any."""
    from rich.cells import cell_len

    told = [str(cell) for cell in column.cells]
    if by_word:
        told = [word for cell in (str(column.header), *told) for word in cell.split()]
    return max(map(cell_len, told), default=0)


def outcome_heading(wording: SimulationWording, name: str, form: FigureForm) -> str:
    """The outcome with the unit of its figures."""
    return say("simulation.titled", title=wording.outcome(name), unit=form.unit_words)
