"""A monitoring pass: open episodes with level, reason, interval and promised false-alarm rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from trimtab.app.titles import indicator_title, series_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.estimates import estimate_to_json
from trimtab.cli.show.levels import levels_to_json, show_levels
from trimtab.kernel import Estimate, Frequency, Period
from trimtab.messages import format_day, format_interval, format_number, format_period, text
from trimtab.monitoring import Attribution, Episode, MonitoringPass, reason_sentence

_SHOWN = 15
_USUAL_DELAY_MONTHS = 3
_COLOURS = {1: "cyan", 2: "yellow", 3: "dark_orange", 4: "bold red"}


def level_in_colour(episode: Episode) -> str:
    """Number and word of the present level."""
    word = text(f"monitoring.level.{episode.level.value}", language())
    return f"[{_COLOURS[episode.level]}]{episode.level.value} {word}[/]"


def _with_interval(estimate: Estimate) -> str:
    if estimate.low == estimate.high:  # the noise could not be measured
        return f"{format_number(estimate.value, language(), digits=2)} [–]"
    value = format_number(estimate.value, language(), digits=2)
    return f"{value} {format_interval(estimate.low, estimate.high, language(), digits=2)}"


def show_pass(one: MonitoringPass, replayed: bool) -> None:
    """Print the summary, the table of open episodes, highest level first, and the promise."""
    out = console()
    title = say(
        "title.replay" if replayed else "title.pass",
        instant=format_day(one.known_day, language()),
    )
    out.print(f"\n[bold]{title}[/]")
    out.print(" ".join(_summary(one)))
    if one.open_episodes:
        _show_episodes(one.open_episodes, one.frequency)
    _show_promise(one)
    show_levels(one)


def _summary(one: MonitoringPass) -> Iterator[str]:
    """What was watched, how much of it could be judged, and how many episodes are open."""
    judged = int(one.judged.sum())
    series = len(one.signal.series)
    yield say(
        "pass.header",
        indicator=indicator_title(one.indicator, language()),
        series=series,
        last=format_period(one.last_period, language()),
        vintage=say(f"vintage.{one.vintage.value}"),
    )
    if judged < series:
        yield say("pass.not_judged", n=series - judged)
    months_late = Period.containing(one.known_day, Frequency.MONTHLY) - one.last_period.to(
        Frequency.MONTHLY
    )
    if months_late > _USUAL_DELAY_MONTHS:
        yield say("pass.late", n=months_late)
    if one.open_episodes:
        yield say("pass.open", n=len(one.open_episodes))
    elif judged:
        yield say("pass.none", n=judged)


def _show_episodes(episodes: Sequence[Episode], frequency: Frequency) -> None:
    names = ("series", "level", "known", "reason", "statistic", "promised")
    headings = [say(f"column.{name}") for name in names]
    shown = table("", headings, right=(4, 5), whole=(1, 2, 5))
    for episode in episodes[:_SHOWN]:
        shown.add_row(
            series_title(episode.series, language()),
            level_in_colour(episode),
            format_period(episode.known, language()),
            reason_sentence(episode, language()),
            _with_interval(episode.statistic),
            format_number(episode.promised_rate, language(), digits=1),
        )
    console().print(shown)
    if len(episodes) > _SHOWN:
        console().print(say("pass.more", n=len(episodes) - _SHOWN))
    note = say("pass.note_weekly" if frequency is Frequency.WEEKLY else "pass.note")
    console().print(f"[dim]{note}[/]")


def _show_promise(one: MonitoringPass) -> None:
    """What was promised, what calm history outside the threshold's own showed, and the verdict."""
    rate = one.false_alarms
    promised = format_number(rate.promised, language(), digits=1)
    calibration = text(f"monitoring.calibration.{one.calibration.value}", language())
    print_lines(say("pass.calibration", calibration=calibration))
    if rate.realised is None:
        print_lines(say("pass.false_alarms_unknown", promised=promised))
        return
    realised = rate.realised
    print_lines(
        say(
            "pass.false_alarms",
            promised=promised,
            realised=format_number(realised.value, language(), digits=2),
            interval=format_interval(realised.low, realised.high, language(), digits=2),
            years=format_number(rate.series_years, language(), digits=3),
        ),
        say(f"pass.promise_{rate.verdict}"),
    )


def show_unwatched(counts: Mapping[tuple[str, Frequency], int]) -> None:
    """Series that are held but not monitored in this version, by what they are."""
    if counts:
        named = (
            say(
                "pass.unwatched_one",
                indicator=indicator_title(indicator, language()),
                frequency=text(f"frequency.{frequency.value}", language()),
                n=count,
            )
            for (indicator, frequency), count in counts.items()
        )
        console().print(
            say("pass.unwatched", listed=text("form.separator", language()).join(named))
        )


def show_brief(passes: Sequence[MonitoringPass], path: Path) -> None:
    """Where the brief is, and which indicator it covers when there were several."""
    print_lines(str(path))
    if len(passes) > 1:
        covered = indicator_title(passes[0].indicator, language())
        print_lines(say("pass.brief_covers", indicator=covered))


def episode_to_json(episode: Episode) -> dict[str, Any]:
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
        "statistic": estimate_to_json(episode.statistic),
        "threshold": episode.threshold,
        "clears_below": episode.clears_below,
        "promised_false_alarms_per_series_year": episode.promised_rate,
        "reason": reason_sentence(episode, language()),
        "reason_code": episode.reason,
        "calibration": episode.calibration.value,
        "calibration_months": episode.calibration_months,
        "classification": episode.classification.value,
        "attribution": attribution_to_json(episode.attribution),
        "confirmed": episode.confirmed,
    }


def attribution_to_json(found: Attribution | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "verdict": found.verdict.value if found.verdict else None,
        "undecided": found.undecided.value if found.undecided else None,
        "certainty": found.certainty,
        "window_months": found.window_months,
        "shares": {one.value: estimate_to_json(share) for one, share in found.shares.items()},
        "contributions": {
            one.value: estimate_to_json(part) for one, part in found.contributions.items()
        },
        "unidentified": [one.value for one in found.unidentified],
    }


def pass_to_json(one: MonitoringPass) -> dict[str, Any]:
    """Everything the pass found; episodes that ended included."""
    return {
        "indicator": one.indicator,
        "frequency": one.frequency.value,
        "known_at": one.known_at,
        "vintage": one.vintage.value,
        "vintage_label": say(f"vintage.{one.vintage.value}"),
        "detector": one.detector,
        "last_period": str(one.last_period),
        "series": len(one.signal.series),
        "series_judged": int(one.judged.sum()),
        "promised_false_alarms_per_series_year": one.false_alarms.promised,
        "realised_false_alarms_per_series_year": estimate_to_json(one.false_alarms.realised),
        "calm_series_years": one.false_alarms.series_years,
        "calibration": one.calibration.value,
        "batches": list(one.batches),
        "episodes": [episode_to_json(episode) for episode in one.episodes],
        "known_on": one.known_day,
        **levels_to_json(one),
    }
