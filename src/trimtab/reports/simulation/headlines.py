"""The main answer in a few sentences with intervals, and the figures under them."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.reports.key_figure import KeyFigure
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import (
    CostRatio,
    Difference,
    OutcomeUnit,
    RatioReason,
    Spread,
    Standing,
    Verdict,
)

JOBS, RATE, COST = "employment_years", "unemployment", "cost"
_MOST = 3


def leading(wording: SimulationWording) -> int | None:
    """Place of the mix with most job-years beyond the first; None where there is one mix only."""
    told = wording.report.answers.comparison.differences.get(JOBS, ())
    if not told:
        return None
    return 1 + max(range(len(told)), key=lambda at: told[at].spread.value)


def headlines(wording: SimulationWording) -> tuple[str, ...]:
    """What each of up to three mixes changes, what it costs, and how steady the ranking is."""
    comparison = wording.report.answers.comparison
    if leading(wording) is None:
        return (_alone(wording),)
    jobs = comparison.differences[JOBS]
    order = sorted(range(len(jobs)), key=lambda at: -jobs[at].spread.value)[:_MOST]
    sentences = [_level(wording)]
    for at in sorted(order):
        sentences.append(_of_mix(at, wording))
    return (*sentences, *_limits(wording), _ranking(wording))


def _limits(wording: SimulationWording) -> Iterator[str]:
    """Mixes over the budget, and those that drain the fund."""
    found = wording.report.answers.frontier
    for verdict in (Verdict.OVER_BUDGET, Verdict.UNDER_RESERVE):
        beyond = [one.mix for one in found.mixes if one.verdict is verdict] if found else []
        if beyond:
            mixes = wording.listing(
                wording.tell("quoted", words=wording.mix(mix)) for mix in beyond
            )
            yield wording.tell(f"headline.{verdict.value}", mixes=mixes)


def _alone(wording: SimulationWording) -> str:
    level = wording.report.answers.comparison.levels[RATE][0]
    return wording.tell("headline.alone", mix=wording.first, rate=percent_figure(level, wording))


def _level(wording: SimulationWording) -> str:
    level = wording.report.answers.comparison.levels[RATE][0]
    years = f"{wording.report.years:g}"
    return wording.tell(
        "headline.level", first=wording.first, rate=percent_figure(level, wording), years=years
    )


def percent_figure(shown: Spread, wording: SimulationWording) -> str:
    """``6.71% [5.90, 7.61]``."""
    return wording.outcome_form(RATE, [shown]).full(shown)


def _of_mix(at: int, wording: SimulationWording) -> str:
    """Unemployment, job-years and cost per job-year of one mix against the first."""
    comparison = wording.report.answers.comparison
    rate, jobs = comparison.differences[RATE][at], comparison.differences[JOBS][at]
    first = wording.tell(
        f"headline.jobs.{_moved(jobs)}",
        mix=wording.mix(jobs.mix),
        jobs=signed_figure(jobs, wording),
        rate=signed_figure(rate, wording),
    )
    return wording.sentences((first, ratio_sentence(comparison.cost_per_job_year[at], wording)))


def _moved(jobs: Difference) -> str:
    if jobs.standing is Standing.CANNOT_TELL:
        return "unknown"
    moved = {
        Standing.BETTER: "more",
        Standing.WORSE: "fewer",
        Standing.NOT_JUDGED: "unjudged",
    }
    return moved.get(jobs.standing, "same")


def signed_figure(one: Difference, wording: SimulationWording) -> str:
    """A difference with interval and unit."""
    form = wording.outcome_form(one.outcome, [one.spread], signed=True)
    return form.full(one.spread)


def ratio_figure(one: CostRatio, wording: SimulationWording) -> str:
    """Money per job-year, or why there is none."""
    if one.spread is None:
        return wording.answer(f"ratio.{one.reason.value}")
    form = wording.form(OutcomeUnit.MONEY, [one.spread])
    return form.full(one.spread)


def ratio_sentence(one: CostRatio, wording: SimulationWording) -> str:
    if one.reason in (RatioReason.NO_COST, RatioReason.NO_CHANGE):
        return ""
    if one.reason is RatioReason.KNOWN:
        return wording.tell("headline.ratio", ratio=ratio_figure(one, wording))
    return wording.tell(f"headline.ratio_{one.reason.value}")


def _ranking(wording: SimulationWording) -> str:
    """How often another mix comes out best over the draws."""
    found = wording.report.answers.flips.get(JOBS)
    if found is None:
        return wording.tell("headline.no_draws")
    if not found.central_best:
        return wording.tell("headline.no_best")
    return wording.tell(
        "headline.ranking",
        best=wording.mix(found.central_best),
        kept=wording.percent(found.kept.value),
        changed=wording.percent(found.changed.value),
        unknown=wording.percent(found.cannot_tell.value),
        draws=found.draws,
    )


def key_figures(wording: SimulationWording) -> tuple[KeyFigure, ...]:
    """Up to four numbers: unemployment without and with, job-years, cost per job-year."""
    comparison = wording.report.answers.comparison
    shown = [_key(wording.outcome(RATE), percent_figure(comparison.levels[RATE][0], wording),
                  wording.first)]  # fmt: skip
    at = leading(wording)
    if at is None:
        return tuple(shown)
    mix = wording.mix(wording.report.runs.mixes[at])
    against = wording.tell("key.against", mix=mix, first=wording.first)
    for name in (RATE, JOBS):
        label = wording.tell("key.change", outcome=wording.outcome(name))
        shown.append(
            _key(label, signed_figure(comparison.differences[name][at - 1], wording), against)
        )
    ratio = comparison.cost_per_job_year[at - 1]
    if ratio.reason is not RatioReason.NO_COST:
        shown.append(_key(wording.answer("outcome.cost_per_job_year.title"),
                          ratio_figure(ratio, wording), against))  # fmt: skip
    return tuple(shown)


def _key(label: str, figure: str, context: str) -> KeyFigure:
    """The value large, its interval and unit small."""
    value, bracket, rest = figure.partition(" [")
    return KeyFigure(label, value, context, f"[{rest}" if bracket else "")
