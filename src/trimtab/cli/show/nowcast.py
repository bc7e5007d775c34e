"""A nowcast: months to come with intervals, then how such estimates did at past origins."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from trimtab.app.titles import indicator_title, series_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.kernel import Estimate
from trimtab.messages import (
    format_day,
    format_interval,
    format_number,
    format_period,
    format_share,
    format_value,
    text,
)
from trimtab.monitoring.nowcast import Coverage, Nowcast, NowcastMonth, Regime, Skill, Verdict


def show_nowcast(found: Nowcast) -> None:
    """Print the estimates, what they rest on, their skill and the coverage of their intervals."""
    out = console()
    known_day = (found.known_at - timedelta(microseconds=1)).date()
    out.print(f"\n[bold]{say('nowcast.title', instant=format_day(known_day, language()))}[/]")
    out.print(
        say(
            "nowcast.header",
            indicator=indicator_title(found.series.indicator, language()),
            series=series_title(found.series, language()),
            last=format_period(found.last_published, language()),
            value=format_value(found.last_value, found.series.unit, language()),
            vintage=say(f"vintage.{found.vintage.value}"),
        )
    )
    _show_months(found)
    _show_fast(found)
    out.print(say("nowcast.regime", regime=text(f"nowcast.regime.{found.regime}", language())))
    _show_record(found)


def _show_months(found: Nowcast) -> None:
    names = ("month", "estimate", "interval", "carried", "method")
    shown = table("", [say(f"nowcast.column.{name}") for name in names], right=(1, 2, 3))
    for month in found.months:
        shown.add_row(
            format_period(month.month, language()),
            _value(month.estimate.value, month),
            _interval(month),
            _value(month.carried, month),
            _method(month),
        )
    console().print(shown)


def _value(value: float, month: NowcastMonth) -> str:
    return format_value(value, month.estimate.unit, language())


def _interval(month: NowcastMonth) -> str:
    estimate = month.estimate
    if estimate.low != estimate.low:
        return text("form.unknown", language())
    return f"[{_value(estimate.low, month)}, {_value(estimate.high, month)}]"


def _method(month: NowcastMonth) -> str:
    if month.reason:
        return text(f"nowcast.reason.{month.reason}", language())
    share = format_share(month.weight, language(), places=0)
    return text(f"nowcast.method.{month.method}", language(), weight=share)


def _show_fast(found: Nowcast) -> None:
    """Which fast series were used, to which week, and which were too short."""
    for one in found.fast:
        needed = found.settings.pairs_needed + found.settings.errors_needed
        print_lines(
            say(
                "nowcast.fast_used" if one.used else "nowcast.fast_short",
                indicator=indicator_title(one.key.indicator, language()),
                week=format_period(one.last_week, language()),
                origins=one.origins,
                needed=needed,
            )
        )


def _show_record(found: Nowcast) -> None:
    """Skill and coverage by step and regime, with the verdict; or that there is none yet."""
    if not found.coverages:
        print_lines(say("nowcast.no_record"))
        return
    names = ("step", "regime", "origins", "squared", "absolute", "coverage", "verdict")
    headings = [say(f"nowcast.column.{name}") for name in names]
    shown = table(say("nowcast.record"), headings, right=(0, 2, 3, 4, 5))
    skills = {(one.step, one.regime): one for one in found.skills}
    for coverage in found.coverages:
        shown.add_row(
            str(coverage.step),
            _regime(coverage.regime),
            str(coverage.origins),
            *_errors(skills.get((coverage.step, coverage.regime))),
            _coverage(coverage),
            _verdict(skills.get((coverage.step, coverage.regime))),
        )
    console().print(shown)
    whole = [skill for skill in found.skills if skill.regime is None]
    if not any(skill.verdict is Verdict.BETTER for skill in whole):
        print_lines(say("nowcast.no_skill"))
    console().print(f"[dim]{say('nowcast.note')}[/]")


def _errors(skill: Skill | None) -> tuple[str, str]:
    unknown = text("form.unknown", language())
    if skill is None:
        return unknown, unknown
    return _ratio(skill.squared_error), _ratio(skill.absolute_error)


def _verdict(skill: Skill | None) -> str:
    if skill is None:
        return say("nowcast.too_few")
    return text(f"nowcast.verdict.{skill.verdict}", language())


def _regime(regime: Regime | None) -> str:
    return say("nowcast.all") if regime is None else text(f"nowcast.regime.{regime}", language())


def _ratio(estimate: Estimate) -> str:
    value = format_number(estimate.value, language(), digits=2)
    return f"{value} {format_interval(estimate.low, estimate.high, language(), digits=2)}"


def _coverage(coverage: Coverage) -> str:
    value, low, high = (
        format_share(share, language(), places=0)
        for share in (coverage.realised.value, coverage.realised.low, coverage.realised.high)
    )
    return f"{value} [{low}, {high}]"


def show_history(path: Path, rows: int) -> None:
    """Where the past estimates are."""
    print_lines(say("nowcast.history", n=rows, file=path))


def nowcast_to_json(found: Nowcast) -> dict[str, Any]:
    """Everything of a nowcast but its past estimates, which are a file of their own."""
    return {
        "series": str(found.series),
        "known_at": found.known_at,
        "vintage": found.vintage.value,
        "vintage_label": say(f"vintage.{found.vintage.value}"),
        "last_published": str(found.last_published),
        "last_value": found.last_value,
        "position_days": found.position_days,
        "regime": found.regime.value,
        "months": [_month_to_json(month) for month in found.months],
        "fast_series": [
            {
                "series": str(one.key),
                "last_week": str(one.last_week),
                "origins": one.origins,
                "used": one.used,
            }
            for one in found.fast
        ],
        "skill": [_skill_to_json(skill) for skill in found.skills],
        "coverage": [
            {"step": one.step, "regime": one.regime, "origins": one.origins}
            | {"stated": found.settings.coverage, "realised": _estimate_to_json(one.realised)}
            for one in found.coverages
        ],
    }


def _month_to_json(month: NowcastMonth) -> dict[str, Any]:
    return {
        "month": str(month.month),
        "step": month.step,
        "estimate": _estimate_to_json(month.estimate),
        "carried_forward": month.carried,
        "method": month.method.value,
        "reason": month.reason.value if month.reason else None,
        "weight": month.weight,
    }


def _skill_to_json(skill: Skill) -> dict[str, Any]:
    return {
        "step": skill.step,
        "regime": skill.regime,
        "origins": skill.origins,
        "relative_root_mean_square_error": _estimate_to_json(skill.squared_error),
        "relative_mean_absolute_error": _estimate_to_json(skill.absolute_error),
        "error_of_last_value": skill.carried_error,
        "verdict": skill.verdict.value,
    }


def _estimate_to_json(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "unit": estimate.unit,
        "coverage": estimate.coverage,
        "basis": estimate.basis.value,
    }
