"""One alert with everything that is needed to judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.kernel import UnknownCodeError
from trimtab.monitoring.clearing import Clearing, what_would_clear
from trimtab.monitoring.probable import DownturnProbability
from trimtab.monitoring.types import Episode, MonitoringPass

_NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class AlertCard:
    """An episode, the pass it is part of, what would clear it, and the probability of a downturn
    of its region (or of the country); None where none is defined. ``clearing`` is None for an
    episode that has ended."""

    found: MonitoringPass
    episode: Episode
    clearing: Clearing | None
    probability: DownturnProbability | None


def find_alert(passes: Sequence[MonitoringPass], alert_id: str) -> AlertCard:
    """The card of the episode whose id begins with ``alert_id``; the open one before ended ones.

    Raises UnknownCodeError MONITORING-042 when none does and MONITORING-043 when several do.
    """
    matching = [
        (found, episode)
        for found in passes
        for episode in found.episodes
        if episode.episode_id.startswith(alert_id)
    ]
    if not matching:
        raise UnknownCodeError("MONITORING-042", alert=alert_id)
    still_open = [pair for pair in matching if pair[1].ended is None]
    matching = still_open or matching
    if len(matching) > 1:
        ids = ", ".join(episode.episode_id for _, episode in matching[:_NAMED_AT_MOST])
        raise UnknownCodeError("MONITORING-043", alert=alert_id, n=len(matching), ids=ids)
    return make_card(*matching[0])


def make_card(found: MonitoringPass, episode: Episode) -> AlertCard:
    """The card of one episode of a pass."""
    is_open = episode.ended is None
    return AlertCard(
        found=found,
        episode=episode,
        clearing=what_would_clear(found, episode) if is_open else None,
        probability=probability_at(found, episode),
    )


def probability_at(found: MonitoringPass, episode: Episode) -> DownturnProbability | None:
    """Of the series' own region where there is one, else of its country."""
    by_region = {str(one.region): one for one in found.probabilities}
    region = episode.series.region
    return by_region.get(str(region)) or by_region.get(region.country)
