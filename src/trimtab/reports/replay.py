"""What would have been known on an earlier date, and how today's computation differs from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Period
from trimtab.monitoring.types import MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.episodes import EpisodeRow, episode_row, figures_ends
from trimtab.reports.reading import beyond_now, judged_now, levels_by_month
from trimtab.reports.wording import Wording

MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class ReplayView:
    """The replay section: title, sentences, the strongest episodes then open."""

    title: str
    sentences: tuple[str, ...]
    rows: tuple[EpisodeRow, ...]
    more: str
    vintage: str


def replay_view(wording: Wording) -> ReplayView | None:
    """None when the brief holds no replay."""
    replay = wording.brief.replay
    if replay is None:
        return None
    episodes = replay.open_episodes
    left, ends = len(episodes) - MOST_ROWS, figures_ends(replay, wording)
    return ReplayView(
        title=wording.say("replay.title", day=wording.day(replay.known_day)),
        sentences=(_then(replay, wording), *_recession(replay, wording), *_compare(wording)),
        rows=tuple(
            episode_row(one, wording, ends.get(one.series, "")) for one in episodes[:MOST_ROWS]
        ),
        more=wording.say("replay.more", n=left) if left > 0 else "",
        vintage=wording.say(f"vintage.{replay.vintage.value}"),
    )


def _then(replay: MonitoringPass, wording: Wording) -> str:
    series, n, judged = replay.signal.series, len(beyond_now(replay)), judged_now(replay)
    shown = judged.count or judged.total
    outcome = "blind" if not judged.count else "open" if n else "none"
    return wording.say(
        f"replay.{outcome}",
        n=n,
        count=wording.cardinal(n),
        total=numbers.fixed(shown, 0, wording.language),
        things=wording.judged_things(series, judged, shown)
        if judged.count
        else wording.things(series, shown),
        movement=wording.movement(series),
        month=wording.period(replay.last_period),
        day=wording.day(replay.known_day),
    )


def _recession(replay: MonitoringPass, wording: Wording) -> list[str]:
    """Whether the last month then known lies in a recession that was dated later; nothing is said
    where nobody dates recessions."""
    if not wording.brief.recessions:
        return []
    month = replay.last_period
    for start, end in wording.brief.recessions:
        if start <= month <= end:
            return [
                wording.say(
                    "replay.inside",
                    start=wording.period(start),
                    end=wording.period(end),
                    month=wording.period(month),
                    nth=month - start + 1,
                )
            ]
    following = [start for start, _ in wording.brief.recessions if start > month]
    if following and following[0] - month <= 12:
        return [
            wording.say("replay.before", start=wording.period(following[0]), n=following[0] - month)
        ]
    return [wording.say("replay.outside")]


def _level_at(found: MonitoringPass, month: Period) -> dict[str, int]:
    column = levels_by_month(found.signal)[:, month - found.signal.first]
    return {str(key): int(level) for key, level in zip(found.signal.series, column, strict=True)}


def _compare(wording: Wording) -> list[str]:
    """The same month read by the replay and by the pass of today."""
    replay, current = wording.brief.replay, wording.brief.current
    if replay is None or not current.signal.first <= replay.last_period <= current.last_period:
        return []
    then, now = _level_at(replay, replay.last_period), _level_at(current, replay.last_period)
    common = sorted(key for key in then.keys() & now.keys() if min(then[key], now[key]) >= 0)
    if not common:
        return []
    difference = np.array([now[key] - then[key] for key in common])
    key = "replay.same" if not difference.any() else "replay.differs"
    return [
        wording.say(
            key,
            n=len(common),
            same=numbers.fixed(int((difference == 0).sum()), 0, wording.language),
            higher=numbers.fixed(int((difference > 0).sum()), 0, wording.language),
            lower=numbers.fixed(int((difference < 0).sum()), 0, wording.language),
            month=wording.period(replay.last_period),
        )
    ]
