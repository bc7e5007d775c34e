"""A monitoring pass: open episodes with level, reason, interval and promised false-alarm rate."""

from __future__ import annotations

from typing import Any

from trimtab.app.titles import series_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.kernel import Estimate
from trimtab.messages import format_instant, format_interval, format_number, format_period, text
from trimtab.monitoring import Episode, MonitoringPass, reason_sentence

_SHOWN = 15
_COLOURS = {1: "cyan", 2: "yellow", 3: "dark_orange", 4: "bold red"}


def _level(episode: Episode) -> str:
    word = text(f"monitoring.level.{episode.level.value}", language())
    return f"[{_COLOURS[episode.level]}]{episode.level.value} {word}[/]"


def _with_interval(estimate: Estimate) -> str:
    value = format_number(estimate.value, language(), digits=2)
    return f"{value} {format_interval(estimate.low, estimate.high, language(), digits=2)}"


def show_pass(one: MonitoringPass, replayed: bool) -> None:
    """Print the summary line and the table of open episodes, highest level first."""
    episodes = one.open_episodes
    out = console()
    title = say(
        "title.replay" if replayed else "title.pass",
        instant=format_instant(one.known_at, language()),
    )
    out.print(f"\n[bold]{title}[/]")
    out.print(
        say(
            "pass.header",
            indicator=text(f"indicator.{one.indicator}", language()),
            series=len(one.signal.series),
            last=format_period(one.last_period, language()),
            vintage=say(f"vintage.{one.vintage.value}"),
        )
        + " "
        + say("pass.open", n=len(episodes))
    )
    if not episodes:
        out.print(say("pass.none"))
        return
    names = ("series", "level", "known", "reason", "statistic", "promised")
    shown = table("", [say(f"column.{name}") for name in names], right=(4, 5), whole=(1, 2, 5))
    for episode in episodes[:_SHOWN]:
        shown.add_row(
            series_title(episode.series, language()),
            _level(episode),
            format_period(episode.known, language()),
            reason_sentence(episode, language()),
            _with_interval(episode.statistic),
            format_number(episode.promised_rate, language(), digits=1),
        )
    out.print(shown)
    if len(episodes) > _SHOWN:
        out.print(say("pass.more", n=len(episodes) - _SHOWN))
    out.print(f"[dim]{say('pass.note')}[/]")


def show_false_alarms(one: MonitoringPass) -> None:
    """Print what was promised and what calm history outside the threshold's own showed."""
    rate = one.false_alarms
    promised = format_number(rate.promised, language(), digits=1)
    calibration = text(f"monitoring.calibration.{one.calibration.value}", language())
    print_lines(say("pass.calibration", calibration=calibration))
    if rate.realised is None:
        print_lines(say("pass.false_alarms_unknown", promised=promised))
        return
    print_lines(
        say(
            "pass.false_alarms",
            promised=promised,
            realised=format_number(rate.realised.value, language(), digits=2),
            interval=format_interval(rate.realised.low, rate.realised.high, language(), digits=2),
            years=format_number(rate.series_years, language(), digits=3),
        )
    )


def _estimate_to_json(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "unit": estimate.unit,
        "coverage": estimate.coverage,
        "basis": estimate.basis.value,
    }


def _episode_to_json(episode: Episode) -> dict[str, Any]:
    return {
        "episode_id": episode.episode_id,
        "series": str(episode.series),
        "region": str(episode.series.region),
        "industry": str(episode.series.industry or "") or None,
        "title": series_title(episode.series, language()),
        "status": episode.status.value,
        "level": episode.level.value,
        "peak_level": episode.peak_level.value,
        "opened": str(episode.opened),
        "known": str(episode.known),
        "ended": str(episode.ended) if episode.ended else None,
        "statistic": _estimate_to_json(episode.statistic),
        "threshold": episode.threshold,
        "clears_below": episode.clears_below,
        "promised_false_alarms_per_series_year": episode.promised_rate,
        "reason": reason_sentence(episode, language()),
        "reason_code": episode.reason,
        "calibration": episode.calibration.value,
        "calibration_months": episode.calibration_months,
        "classification": episode.classification.value,
    }


def pass_to_json(one: MonitoringPass) -> dict[str, Any]:
    """Everything the pass found; episodes that ended included."""
    return {
        "indicator": one.indicator,
        "known_at": one.known_at,
        "vintage": one.vintage.value,
        "vintage_label": say(f"vintage.{one.vintage.value}"),
        "detector": one.detector,
        "last_period": str(one.last_period),
        "series": len(one.signal.series),
        "promised_false_alarms_per_series_year": one.false_alarms.promised,
        "realised_false_alarms_per_series_year": _estimate_to_json(one.false_alarms.realised),
        "calm_series_years": one.false_alarms.series_years,
        "calibration": one.calibration.value,
        "batches": list(one.batches),
        "episodes": [_episode_to_json(episode) for episode in one.episodes],
        "known_on": format_instant(one.known_at, language()),
    }
