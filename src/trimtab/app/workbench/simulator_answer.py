"""The quick answer in words of one language: ranges first, budget, fund, winners and losers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.app.workbench.simulator_preview import Preview
from trimtab.app.workbench.simulator_views import problem_words
from trimtab.messages import Language, text
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.headlines import ratio_sentence
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import (
    REFUSED_HEADS,
    OutcomeUnit,
    Spread,
    Standing,
    WinnersLosers,
)
from trimtab.simulation.levers import evidence_in_words, lever_title

_TOLD = ("unemployment", "employment_years", "cost")
_AXES = ("region", "occupation_group", "tier")
_ENDS = 3


@dataclass(frozen=True)
class Bar:
    """A range on a scale of 0 to 100: ``low``, ``value``, ``high``, and where a limit is."""

    low: float
    value: float
    high: float
    mark: float | None


@dataclass(frozen=True)
class Row:
    """One outcome: the range, then the mean; ``standing`` names what the range lets one say."""

    name: str
    title: str
    unit: str
    range: str
    mean: str
    standing: str
    verdict: str
    bar: Bar


@dataclass(frozen=True)
class Gauge:
    """A budget or a fund against its limit; ``state``: within, maybe, over, none."""

    title: str
    sentence: str
    state: str
    bar: Bar


@dataclass(frozen=True)
class GroupLine:
    """A group and its change."""

    title: str
    change: str
    verdict: str


@dataclass(frozen=True)
class GroupLines:
    """Groups of one axis that gain most, and those that lose most."""

    axis: str
    gaining: tuple[GroupLine, ...]
    losing: tuple[GroupLine, ...]


@dataclass(frozen=True)
class AnswerView:
    """A quick answer as the page shows it."""

    label: str
    level: str
    rows: tuple[Row, ...]
    ratio: str
    gauges: tuple[Gauge, ...]
    groups: tuple[GroupLines, ...]
    cautions: tuple[str, ...]
    refused: tuple[str, ...]
    engine: str
    evidence: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def answer_view(found: Preview, language: Language) -> AnswerView:
    """Words and positions of everything in a quick answer."""
    wording = SimulationWording(found.report, language)
    comparison = found.report.answers.comparison
    decided = len(found.report.runs.mixes) > 1
    level = comparison.levels["unemployment"][0]
    return AnswerView(
        label=wording.label,
        level=wording.tell(
            "headline.level",
            first=wording.first,
            rate=wording.outcome_form("unemployment", [level]).full(level),
            years=f"{found.report.years:g}",
        ),
        rows=tuple(_row(name, wording) for name in _TOLD if _moves(name, wording))
        if decided
        else (),
        ratio=ratio_sentence(comparison.cost_per_job_year[0], wording) if decided else "",
        gauges=tuple(_gauges(found, wording)),
        groups=tuple(_groups(wording)) if decided else (),
        cautions=tuple(problem_words(one, language) for one in found.cautions),
        refused=tuple(wording.answer(f"refused.{name}") for name in REFUSED_HEADS),
        engine=text(
            "web.simulation.answer.engine",
            language,
            cells=found.cells,
            draws=found.report.runs.draws - 1,
            seconds=f"{found.seconds:.1f}",
        ),
        evidence=_evidence(found, language),
    )


def _moves(name: str, wording: SimulationWording) -> bool:
    shown = wording.report.answers.comparison.differences.get(name)
    return any(one.spread.value for one in shown or ())


def _row(name: str, wording: SimulationWording) -> Row:
    """Of the difference that the built mix makes."""
    one = wording.report.answers.comparison.differences[name][0]
    form = wording.outcome_form(name, [one.spread], signed=True)
    spread = one.spread
    return Row(
        name=name,
        title=wording.tell("key.change", outcome=wording.outcome(name)),
        unit=form.unit_words,
        range=range_words(form, spread, wording.language),
        mean=text("web.simulation.mean", wording.language, value=_value(form, spread)),
        standing=wording.standing(one.standing),
        verdict=one.standing.value,
        bar=bar_of(spread, 0.0),
    )


def _value(form: FigureForm, spread: Spread) -> str:
    return form.number(spread.value, form.places_of(spread.value, spread.whole))


def range_words(form: FigureForm, spread: Spread, language: Language) -> str:
    """``-0.044 to -0.007``."""
    places = form.places_of(spread.value, spread.whole)
    return text(
        "web.simulation.from_to",
        language,
        low=form.number(spread.whole.low, places),
        high=form.number(spread.whole.high, places),
    )


def bar_of(spread: Spread, limit: float | None) -> Bar:
    """The range placed on a scale that holds it and the limit, with room at both ends."""
    ends = [spread.whole.low, spread.whole.high, spread.value]
    ends += [] if limit is None else [limit]
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low) or 1.0

    def at(value: float) -> float:
        return round(100 * (value - low + room) / (high - low + 2 * room), 2)

    return Bar(
        at(spread.whole.low), at(spread.value), at(spread.whole.high),
        None if limit is None else at(limit),
    )  # fmt: skip


def _gauges(found: Preview, wording: SimulationWording) -> list[Gauge]:
    gauges = []
    if found.spent is not None and (found.spent.value or found.draft.budget is not None):
        gauges.append(_budget(found.spent, found.draft.budget, wording))
    if found.lowest_reserve is not None:
        gauges.append(_reserve(found.lowest_reserve, found.draft.least_reserve or 0.0, wording))
    return gauges


def _budget(spent: Spread, budget: float | None, wording: SimulationWording) -> Gauge:
    language = wording.language
    values = [spent.whole.high, *(() if budget is None else (budget,))]
    form = wording.form_of(OutcomeUnit.MONEY, values)
    told = form.with_unit(range_words(form, spent, language))
    title = text("web.simulation.answer.spent", language)
    if budget is None:
        state, key = "none", "spent_no_budget"
    elif spent.whole.high <= budget:
        state, key = "within", "spent_within"
    elif spent.whole.low > budget:
        state, key = "over", "spent_over"
    else:
        state, key = "maybe", "spent_maybe"
    limit = "" if budget is None else form.with_unit(form.number(budget))
    sentence = text(f"web.simulation.answer.{key}", language, spent=told, budget=limit)
    if spent.whole.low < 0:
        sentence = wording.sentences((sentence, text("web.simulation.answer.saves", language)))
    return Gauge(title, sentence, state, bar_of(spent, 0.0 if budget is None else budget))


def _reserve(lowest: Spread, floor: float, wording: SimulationWording) -> Gauge:
    language = wording.language
    form = wording.form_of(OutcomeUnit.MONEY, [lowest.value, lowest.whole.low, lowest.whole.high])
    told = form.with_unit(range_words(form, lowest, language))
    if lowest.whole.low >= floor:
        state, key = "within", "reserve_safe"
    elif lowest.whole.high < floor:
        state, key = "over", "reserve_short"
    else:
        state, key = "maybe", "reserve_maybe"
    title = text("web.simulation.answer.reserve", language)
    limit = form.with_unit(form.number(floor))
    sentence = text(f"web.simulation.answer.{key}", language, reserve=told, floor=limit)
    return Gauge(title, sentence, state, bar_of(lowest, floor))


def _groups(wording: SimulationWording) -> list[GroupLines]:
    winners = wording.report.answers.winners
    return [_lines(winners[axis][0], axis, wording) for axis in _AXES if winners.get(axis)]


def _lines(found: WinnersLosers, axis: str, wording: SimulationWording) -> GroupLines:
    form = wording.form_of(OutcomeUnit.JOB_YEARS, [1.0], signed=True)
    lines = [
        GroupLine(
            wording.group(axis, one.group),
            range_words(form, one.spread, wording.language),
            Standing(one.standing).value,
        )
        for one in found.groups
    ]
    ends = min(_ENDS, max(len(lines) // 2, 1))
    losing: Sequence[GroupLine] = lines[-ends:] if len(lines) > 1 else ()
    return GroupLines(wording.axis(axis), tuple(lines[:ends]), tuple(reversed(losing)))


def _evidence(
    found: Preview, language: Language
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What stands behind each lever in use."""
    policies = found.report.mixes[-1].policies
    return tuple(
        (
            lever_title(one.form, language),
            evidence_in_words(one, found.report.to_country, language),
        )
        for one in policies
    )
