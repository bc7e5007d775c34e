"""Tables of the report beside its charts, each with its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.reports.charts.figure import Column, TableView
from trimtab.reports.simulation.charts.chart import Cell, Dataset
from trimtab.reports.simulation.headlines import ratio_figure
from trimtab.reports.simulation.settings import settings_in_words
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import OutcomeUnit, Pair
from trimtab.simulation.levers import Policy, lever_title


@dataclass(frozen=True, slots=True)
class Listed:
    """A table as people read it and as data."""

    name: str
    view: TableView
    data: Dataset


def listed(
    wording: SimulationWording,
    name: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    data: tuple[Sequence[str], Sequence[Sequence[Cell]]] | None = None,
    words: int = 1,
    notes: tuple[str, ...] = (),
    title: str = "",
) -> Listed:
    """Title from the catalogue (``table.<name>.title``); the first ``words`` columns hold words.
    Without ``data`` the table is its own data."""
    view = TableView(
        tuple(Column(label, at >= words) for at, label in enumerate(headers)),
        tuple(tuple(row) for row in rows),
        len(rows),
    )
    basis = wording.tell(f"basis.{wording.report.basis.value}")
    kept = data or (headers, rows)
    dataset = Dataset(
        name,
        title or wording.tell(f"table.{name}.title"),
        (*kept[0], wording.tell("column.basis")),
        tuple((*row, basis) for row in kept[1]),
        notes,
    )
    return Listed(name, view, dataset)


def mixes_table(wording: SimulationWording) -> Listed:
    """What was asked: every lever of every mix with its settings; shocks act in all mixes."""
    report = wording.report
    headers = [wording.tell(f"column.{name}") for name in ("mix", "lever", "settings")]
    every = wording.tell("table.mixes.every")
    rows = [_lever_row(every, policy, wording) for policy in report.shocks]
    for mix in report.mixes:
        own = [one for one in mix.policies if one not in report.shocks]
        title = wording.mix(mix.name)
        rows += [_lever_row(title, policy, wording) for policy in own]
        if not own:
            rows.append((title, wording.tell("table.mixes.none"), ""))
    return listed(wording, "mixes", headers, rows, words=3)


def _lever_row(mix: str, policy: Policy, wording: SimulationWording) -> tuple[str, str, str]:
    currency = wording.report.runs.currency
    settings = wording.listing(
        settings_in_words(policy, wording.language, currency, wording.report.occupation_titles)
    )
    return (mix, lever_title(policy.form, wording.language), settings)


def levels_table(wording: SimulationWording) -> Listed:
    """Every outcome with its interval: of the mixes shown in words, of every mix in the data."""
    comparison = wording.report.answers.comparison
    levels = {name: comparison.levels[name] for name in wording.told_outcomes}
    names = [wording.mix(mix) for mix in comparison.mixes]
    places = wording.shown_mixes
    columns = [names[at] for at in places]
    headers = [wording.tell("column.outcome"), wording.tell("column.unit"), *columns]
    rows: list[tuple[str, ...]] = []
    data: list[tuple[Cell, ...]] = []
    for name, shown in levels.items():
        form = wording.outcome_form(name, shown)
        figures = (form.figure(shown[at]) for at in places)
        rows.append((wording.outcome(name), form.unit_words, *figures))
        for mix, one in zip(names, shown, strict=True):
            data.append((wording.outcome(name), mix, wording.base_unit(name), one.value,
                         one.whole.low, one.whole.high, one.central, one.chance))  # fmt: skip
    ratios = comparison.cost_per_job_year
    if ratios and comparison.levels.get("cost"):
        title = wording.answer("outcome.cost_per_job_year.title")
        none = wording.answer("none")
        told = (ratio_figure(ratios[at - 1], wording) for at in places if at > 0)
        rows.append((title, "", none, *told))
        unit = wording.base_unit("cost")
        data += [
            (title, wording.mix(one.mix), unit, one.spread.value, one.spread.whole.low,
             one.spread.whole.high, one.spread.central, None)
            for one in ratios
            if one.spread is not None
        ]  # fmt: skip
    data_headers = [
        wording.column_of_means(name) if name == "mean" else wording.tell(f"column.{name}")
        for name in ("outcome", "mix", "unit", "mean", "low", "high", "central", "chance")
    ]
    notes = tuple(
        f"{wording.outcome(name)}: {wording.answer(f'outcome.{name}.help')}" for name in levels
    )
    return listed(wording, "levels", headers, rows, (data_headers, data), 2, notes)


def costs_table(wording: SimulationWording) -> Listed | None:
    """Cost by item and mix, mean over the draws; None where nothing costs."""
    runs, places = wording.report.runs, wording.shown_mixes
    means = {
        name: (table[:, 1:] if runs.draws > 1 else table).mean((1, 2))
        for name, table in runs.costs.items()
    }
    means = {name: values for name, values in means.items() if values.any()}
    if not means:
        return None
    form = wording.form_of(OutcomeUnit.MONEY, [float(one) for v in means.values() for one in v])
    names = [wording.mix(mix) for mix in runs.mixes]
    headers = [wording.tell("panel", title=wording.tell("column.item"), unit=form.unit_words),
               *(names[at] for at in places)]  # fmt: skip
    rows = [(wording.item(name), *(form.number(float(values[at])) for at in places))
            for name, values in means.items()]  # fmt: skip
    data = [(wording.item(name), mix, float(one))
            for name, values in means.items()
            for mix, one in zip(names, values, strict=True)]  # fmt: skip
    unit = wording.base_unit("cost")
    cost = wording.tell("panel", title=wording.tell("column.cost"), unit=unit)
    data_headers = [wording.tell("column.item"), wording.tell("column.mix"), cost]
    title = wording.tell("table.costs.title")
    title = wording.tell("column.over_draws", column=title) if wording.drawn else title
    return listed(wording, "costs", headers, rows, (data_headers, data), title=title)


def ranking_table(outcome: str, wording: SimulationWording) -> Listed | None:
    """Pairs of mixes: in what share of draws the first did better; None without draws."""
    found = wording.report.answers.flips.get(outcome)
    if found is None:
        return None
    headers = [wording.tell(f"column.{name}") for name in
               ("mix", "other_mix", "better", "worse", "cannot_tell", "probability")]  # fmt: skip
    rows = [_pair(one, wording) for one in found.pairs]
    data_headers = [*headers[:-1], wording.tell("column.low"), wording.tell("column.high")]
    data = [
        (wording.mix(one.first), wording.mix(one.second), one.better, one.worse, one.cannot_tell,
         one.probability.low, one.probability.high)
        for one in found.pairs
    ]  # fmt: skip
    notes = (wording.tell("table.ranking.explained", draws=found.draws),)
    title = wording.tell("table.ranking.title", outcome=wording.outcome(outcome))
    both = (data_headers, data)
    return listed(wording, f"ranking-{outcome}", headers, rows, both, 2, notes, title)


def _pair(one: Pair, wording: SimulationWording) -> tuple[str, ...]:
    low, high = wording.percent(one.probability.low), wording.percent(one.probability.high)
    return (
        wording.mix(one.first),
        wording.mix(one.second),
        wording.percent(one.better),
        wording.percent(one.worse),
        wording.percent(one.cannot_tell),
        wording.shared("number.range", low=low, high=high),
    )


def definitions_table(wording: SimulationWording) -> Listed:
    """What each outcome counts and over which time."""
    headers = [wording.tell(f"column.{name}") for name in ("outcome", "unit", "definition")]
    rows = [
        (wording.outcome(name), wording.base_unit(name), wording.answer(f"outcome.{name}.help"))
        for name in wording.told_outcomes
    ]
    return listed(wording, "definitions", headers, rows, words=3)
