"""What changed since somebody last looked: alerts opened, raised, lowered, ended; new data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine

from trimtab.app.alerts import Alert, alerts_of
from trimtab.app.workbench.alert_titles import alert_title
from trimtab.messages import Language
from trimtab.monitoring import MonitoringPass
from trimtab.ports import BatchInfo
from trimtab.stores.office.visits import Visit, read_visit, write_visit

_SAME_VISIT = timedelta(hours=1)  # without a look for so long, the next one is a new visit
_WRITE_AGAIN = timedelta(minutes=5)
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person has seen: level of each open alert by its id, and the batches there were."""

    at: datetime
    alerts: Mapping[str, int]
    batches: frozenset[str]

    def again(self) -> Seen:
        """The same, seen at this moment."""
        return replace(self, at=datetime.now(UTC))

    def as_text(self) -> str:
        """For the database."""
        return json.dumps(
            {
                "at": self.at.isoformat(),
                "alerts": dict(self.alerts),
                "batches": sorted(self.batches),
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_text(cls, text: str) -> Seen:
        """From the database."""
        kept = json.loads(text)
        at = datetime.fromisoformat(kept["at"])
        return cls(at, kept["alerts"], frozenset(kept["batches"]))


class Change(StrEnum):
    """What happened to alerts between two looks; ``web.overview.change.<value>``."""

    OPENED = "opened"
    RAISED = "raised"
    ENDED = "ended"
    LOWERED = "lowered"
    GONE = "gone"  # revised figures do not show it any more


@dataclass(frozen=True, slots=True)
class NamedAlert:
    """An alert with a link."""

    alert_id: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class ChangedAlerts:
    """Alerts with the same change, highest level first; ``more`` are not named."""

    change: Change
    count: int
    named: tuple[NamedAlert, ...]
    more: int


@dataclass(frozen=True, slots=True)
class News:
    """``since`` None at a first visit: nothing to compare with. ``sources`` are new batches."""

    since: datetime | None
    changes: tuple[ChangedAlerts, ...]
    sources: tuple[str, ...]


def look(engine: Engine, actor_id: str, seen: Seen) -> Seen | None:
    """Keep what somebody sees now; what they saw at the end of their visit before, if there was
    one. Looks less than an hour apart are one visit, so that news does not vanish on reloading."""
    visit = read_visit(engine, actor_id)
    if visit is None:
        write_visit(engine, Visit(actor_id, seen.at, seen.at, "", seen.as_text()))
        return None
    new = seen.at - visit.last_at > _SAME_VISIT
    before = visit.latest if new else visit.before
    latest = Seen.from_text(visit.latest)
    known = (latest.alerts, latest.batches) == (seen.alerts, seen.batches)
    if new or not known or seen.at - visit.last_at > _WRITE_AGAIN:
        began = seen.at if new else visit.began_at
        write_visit(engine, Visit(actor_id, began, seen.at, before, seen.as_text()))
    return Seen.from_text(before) if before else None


def seen_now(passes: Sequence[MonitoringPass], batches: Sequence[BatchInfo]) -> Seen:
    """What the passes show."""
    return Seen(
        datetime.now(UTC),
        {episode.episode_id: int(episode.level) for _, episode in alerts_of(passes)},
        frozenset(batch.batch_id for batch in batches),
    )


def news_between(
    before: Seen | None,
    now: Seen,
    passes: Sequence[MonitoringPass],
    batches: Sequence[BatchInfo],
    language: Language,
) -> News:
    """What changed between two looks, in the words of one language."""
    if before is None:
        return News(None, (), ())
    alerts = {alert[1].episode_id: alert for alert in alerts_of(passes, ended=True)}
    groups: dict[Change, list[str]] = {change: [] for change in Change}
    for alert_id in now.alerts.keys() | before.alerts.keys():
        change = _change(before.alerts.get(alert_id), now.alerts.get(alert_id))
        if change is Change.ENDED and alert_id not in alerts:
            change = Change.GONE
        if change is not None:
            groups[change].append(alert_id)
    changes = [_named(change, ids, alerts, language) for change, ids in groups.items() if ids]
    fresh = [one.source for one in batches if one.batch_id not in before.batches]
    return News(before.at, tuple(changes), tuple(fresh))


def _change(before: int | None, now: int | None) -> Change | None:
    if before is None:
        return Change.OPENED
    if now is None:
        return Change.ENDED
    if now == before:
        return None
    return Change.RAISED if now > before else Change.LOWERED


def _named(
    change: Change, ids: list[str], alerts: Mapping[str, Alert], language: Language
) -> ChangedAlerts:
    order = {alert_id: place for place, alert_id in enumerate(alerts)}
    known = sorted((one for one in ids if one in alerts), key=order.__getitem__)
    named = tuple(
        NamedAlert(one, alert_title(alerts[one][1], language), int(alerts[one][1].level))
        for one in known[:_NAMED]
    )
    return ChangedAlerts(change, len(ids), named, len(ids) - len(named))
