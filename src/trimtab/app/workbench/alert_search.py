"""Quick search among open alerts: by place or code, and by the indicator's word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trimtab.app.workbench.alert_titles import alert_title
from trimtab.app.workbench.alerts import AlertFilter, find_alerts
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.live import live_of
from trimtab.app.workbench.live_part import part_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.messages import Language, text
from trimtab.office.rights import Right

_MOST = 5

Found = Sequence[tuple[str, str, str]]


def alert_finder(bench: Workbench) -> Callable[[Viewer, str, Language], Found]:
    """For ``bench.services["search.alerts"]``: title, address and level of at most five alerts;
    none before the first answer of the monitoring."""

    def find(viewer: Viewer, words: str, language: Language) -> Found:
        if not words.strip() or not viewer.may(Right.OBSERVATIONS_SEE):
            return ()
        live = live_of(bench)
        part = part_of(bench, live, viewer, live.now().passes)
        found = find_alerts(part.passes, AlertFilter(words))
        return [
            (
                alert_title(episode, language),
                f"/alerts/{episode.episode_id}",
                text(f"monitoring.level.{int(episode.level)}", language),
            )
            for _, episode in found[:_MOST]
        ]

    return find
