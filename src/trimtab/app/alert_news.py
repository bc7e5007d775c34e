"""Which open alerts nobody was told of yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trimtab.app.alerts import Alert, alerts_of
from trimtab.app.titles import indicator_title, series_title
from trimtab.messages import LANGUAGES
from trimtab.monitoring import MonitoringPass
from trimtab.office import Message
from trimtab.office.notifications import notify
from trimtab.ports import Work


def tell_of_alerts(work: Work, passes: Sequence[MonitoringPass]) -> None:
    """Write one message about the open alerts that no message named; none without such alerts."""
    told = {
        alert["episode_id"]
        for message in work.find(Message, topic="alert_opened")
        for alert in message.params["alerts"]
    }
    fresh = [alert for alert in alerts_of(passes) if alert[1].episode_id not in told]
    if fresh:
        identities = "\n".join(sorted(episode.episode_id for _, episode in fresh))
        params = {"alerts": [_as_params(alert) for alert in fresh]}
        notify(work, "alert_opened", params, about=identities)


def _as_params(alert: Alert) -> dict[str, Any]:
    found, episode = alert
    return {
        "episode_id": episode.episode_id,
        "level": int(episode.level),
        "known": str(episode.known),
        "title": {one.value: series_title(episode.series, one) for one in LANGUAGES},
        "indicator": {one.value: indicator_title(found.indicator, one) for one in LANGUAGES},
    }
