"""What monitoring finds in the province's panel, held against the truth that was put into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from trimtab.app.gradient import read_gradient
from trimtab.app.province_panel import released
from trimtab.app.workspace import Workspace
from trimtab.kernel import Estimate, InputRejectedError, Period
from trimtab.monitoring import Episode, Level, MonitoringPass
from trimtab.monitoring.gradient import Unclear, Verdict
from trimtab.province import Province

GRADIENT_MONTHS = 12
ALARM = Level.HIGH
CANNOT_TELL = "cannot_tell"

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """Cells with an episode that opened in a stretch of months: ``alarmed`` reached level 3, whose
    false alarms are what is promised; ``watched`` any level. Both of ``cells``."""

    cells: int
    alarmed: frozenset[Cell]
    watched: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class JudgedIndicator:
    """One indicator: cells that the shock hits, and the others, since it began; all cells in the
    ordinary downturn.

    ``delay_months``: median months from the shock's first to when a hit cell's episode that reached
    level 3 was known, not a number where none did. ``verdicts``: what the attribution says of the
    hit cells' open episodes. ``missed``: hit cells without an episode of any level.
    """

    indicator: str
    hit: Found
    other: Found
    downturn: Found
    delay_months: float
    verdicts: Mapping[str, int]
    missed: tuple[Cell, ...]
    promised: float
    realised: Estimate | None


@dataclass(frozen=True, slots=True)
class JudgedGradient:
    """The gradient of employment over the last year; ``truth``: what the shock alone adds to it,
    over the same distance of exposure."""

    top_minus_bottom: Estimate
    truth: float
    verdict: Verdict
    unclear: Unclear | None


@dataclass(frozen=True, slots=True)
class Judged:
    """All of it. ``gradient`` is None where the panel is too short for one."""

    first: Period
    downturn_first: Period
    downturn_last: Period
    indicators: tuple[JudgedIndicator, ...]
    gradient: JudgedGradient | None


def known_day(province: Province) -> datetime:
    """The day after the last release: when monitoring is judged."""
    return released(province.last) + timedelta(days=1)


def judge_monitoring(
    province: Province, passes: Sequence[MonitoringPass], workspace: Workspace, exposures: Path
) -> Judged:
    """Count hits and misses of passes on ``known_day``, and set the gradient beside the truth.

    The passes are those that ``trimtab monitoring run`` gives a user of the workspace, and the
    gradient has the exposures that lie in the folder: nothing of the truth reaches either.
    """
    first = province.panel.first
    calendar = province.calendar
    return Judged(
        first + province.shock.first,
        first + calendar.downturn_first,
        first + (calendar.downturn_until - 1),
        tuple(_judge(province, one) for one in passes),
        _judge_gradient(province, workspace, exposures),
    )


def _judge(province: Province, one: MonitoringPass) -> JudgedIndicator:
    calendar, first = province.calendar, province.panel.first
    start = first + province.shock.first
    hit, other = (_cells(province, hit=is_hit) for is_hit in (True, False))
    recent = [episode for episode in one.episodes if episode.opened >= start]
    slump = [
        episode
        for episode in one.episodes
        if calendar.downturn_first <= episode.opened - first < calendar.downturn_until
    ]
    found = _found(recent, hit)
    known = [e.known - start for e in recent if _cell(e) in hit and e.peak_level >= ALARM]
    return JudgedIndicator(
        one.indicator,
        found,
        _found(recent, other),
        _found(slump, hit | other),
        float(np.median(known)) if known else float("nan"),
        _verdicts(one, hit),
        tuple(sorted(hit - found.watched)),
        one.false_alarms.promised,
        one.false_alarms.realised,
    )


def _found(episodes: Sequence[Episode], cells: set[Cell]) -> Found:
    inside = [episode for episode in episodes if _cell(episode) in cells]
    return Found(
        len(cells),
        frozenset(_cell(episode) for episode in inside if episode.peak_level >= ALARM),
        frozenset(map(_cell, inside)),
    )


def _verdicts(one: MonitoringPass, cells: set[Cell]) -> dict[str, int]:
    found = Counter(
        episode.attribution.verdict.value if episode.attribution.verdict else CANNOT_TELL
        for episode in one.open_episodes
        if episode.attribution is not None and _cell(episode) in cells
    )
    return dict(sorted(found.items()))


def _cell(episode: Episode) -> Cell:
    return str(episode.series.region), str(episode.series.industry)


def _cells(province: Province, *, hit: bool) -> set[Cell]:
    places, industries = province.figures.prefectures.codes, province.figures.industries.codes
    return {
        (places[place], industries[industry])
        for place, industry in np.argwhere(province.shock.hit == hit)
    }


def _judge_gradient(
    province: Province, workspace: Workspace, exposures: Path
) -> JudgedGradient | None:
    day = known_day(province)
    try:
        reading = read_gradient(workspace, day, GRADIENT_MONTHS, exposures=exposures)
    except InputRejectedError:
        return None
    found = reading.gradient
    truth = float(np.expm1(_true_slope(province) * found.exposure_gap))
    return JudgedGradient(found.top_minus_bottom, truth, found.verdict, found.unclear)


def _true_slope(province: Province) -> float:
    """What the shock alone adds to the slope of log employment on exposure within prefectures."""
    effect = province.shock.employment_effect(province.figures.industries.separation)[:, :, -1]
    weight = province.panel.values["employment"][:, :, -1 - GRADIENT_MONTHS].astype(float)
    exposure = np.broadcast_to(province.industry_exposure, effect.shape)
    apart = exposure - np.average(exposure, axis=1, weights=weight)[:, None]
    return float((weight * apart * effect).sum() / (weight * apart**2).sum())
