"""What people do with an alert: take it up, assess it, put it aside, and undo that."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.app.alerts import Alert
from trimtab.app.workbench.alert_card import card_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.live_questions import Judgement
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination.assessing import begin_assessment
from trimtab.coordination.finding import see_cases
from trimtab.coordination.moving import holds_for, require_part
from trimtab.coordination.opening import (
    case_of_alert,
    dismiss_case,
    open_case,
    reopen_case,
    undo_case,
)
from trimtab.coordination.types import Case, Stage
from trimtab.kernel import InputRejectedError, NotAllowedError
from trimtab.messages import Language, text
from trimtab.office.rights import Right, holds
from trimtab.office.types import Actor
from trimtab.ports import Reading, Work

REASON_SHORTEST, REASON_LONGEST = 3, 500


@dataclass(frozen=True, slots=True)
class AlertWork:
    """How far an alert is handled, and what this viewer may do with it.

    ``case`` is None before anybody took it up, and where the viewer may not see cases.
    """

    case: Case | None
    acknowledge: bool = False
    assess: bool = False
    dismiss: bool = False
    undo_acknowledge: bool = False
    undo_dismiss: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is something to do."""
        return any(
            (
                self.acknowledge,
                self.assess,
                self.dismiss,
                self.undo_acknowledge,
                self.undo_dismiss,
            )
        )


def work_on(bench: Workbench, viewer: Viewer, alert: Alert) -> AlertWork:
    """What has been done, and what may be."""
    _, episode = alert
    if viewer.actor is None or not viewer.may(Right.CASES_SEE):
        return AlertWork(None)
    with bench.office.reading() as reading:
        case = case_of_alert(reading, episode.episode_id)
        if case is not None and not holds_for(reading, viewer.name, Right.CASES_SEE, case):
            return AlertWork(None)
        if case is None or (case.stage.is_final and case.stage is not Stage.DISMISSED):
            able = episode.ended is None and _may_open(reading, viewer, alert)
            return AlertWork(case, acknowledge=able, assess=able, dismiss=able)
        handles = viewer.may(Right.ALERTS_HANDLE) and holds_for(
            reading, viewer.name, Right.ALERTS_HANDLE, case
        )
        if case.stage is Stage.DISMISSED:
            return AlertWork(case, undo_dismiss=handles)
        if case.stage is not Stage.ALERT:
            return AlertWork(case)
        writes = viewer.may(Right.ASSESSMENTS_WRITE) and holds_for(
            reading, viewer.name, Right.ASSESSMENTS_WRITE, case
        )
        return AlertWork(case, assess=writes, dismiss=handles, undo_acknowledge=handles)


def cases_by_alert(bench: Workbench, viewer: Viewer) -> dict[str, Case]:
    """The cases a viewer may see by their alert; of several, the one that has not ended."""
    if viewer.actor is None or not viewer.may(Right.CASES_SEE):
        return {}
    with bench.office.reading() as reading:
        seen = see_cases(reading, viewer.name)
    ranked = sorted(seen, key=lambda one: (not one.stage.is_final, one.case_id))
    return {case.alert_id: case for case in ranked if case.alert_id}


def _may_open(reading: Reading, viewer: Viewer, alert: Alert) -> bool:
    """Whether the viewer handles alerts of this region in a department of their own."""
    person = reading.get(Actor, viewer.name)
    if person is None or person.department_id is None or not viewer.may(Right.ALERTS_HANDLE):
        return False
    region = str(alert[1].series.region)
    return holds(reading, viewer.name, Right.ALERTS_HANDLE, region, person.department_id)


@dataclass(frozen=True, slots=True)
class AlertDesk:
    """Does it, in somebody's name. The trail says what in the language they read.

    Each raises what the services of ``coordination`` raise: NotAllowedError OFFICE-010 (also where
    others have the alert in work), StateError COORDINATION-002 (another stage by now), -008 (no
    department).
    """

    bench: Workbench
    viewer: Viewer
    language: Language

    def acknowledge(self, alert: Alert, judgement: Judgement | None) -> Case:
        """Somebody looks at it: its case, a new one where there is none in work."""
        with self.bench.office.work(self.viewer.name, self._say("acknowledge")) as work:
            return self._case(work, alert, judgement)

    def assess(self, alert: Alert, judgement: Judgement | None) -> Case:
        """Acknowledged and at once assessed."""
        self._require(Right.ASSESSMENTS_WRITE)
        with self.bench.office.work(self.viewer.name, self._say("assess")) as work:
            case = self._case(work, alert, judgement)
            if case.stage is Stage.ALERT:
                begin_assessment(work, case.case_id)
            return case

    def dismiss(self, alert: Alert, judgement: Judgement | None, reason: str) -> Case:
        """Not an issue, for a reason. Raises InputRejectedError WEB-054 without one."""
        reason = reason.strip()
        if not REASON_SHORTEST <= len(reason) <= REASON_LONGEST:
            raise InputRejectedError("WEB-054")
        why = self._say("dismiss", reason=reason)
        with self.bench.office.work(self.viewer.name, why) as work:
            case = self._case(work, alert, judgement)
            return dismiss_case(work, case.case_id, reason)

    def undo(self, alert: Alert) -> Case | None:
        """Take the last of these back; None where there is nothing to take back."""
        with self.bench.office.work(self.viewer.name, self._say("undo")) as work:
            case = case_of_alert(work, alert[1].episode_id)
            if case is None:
                return None
            if case.stage is Stage.DISMISSED:
                return reopen_case(work, case.case_id, self._say("undo"))
            return undo_case(work, case.case_id)

    def _case(self, work: Work, alert: Alert, judgement: Judgement | None) -> Case:
        from trimtab.app.coordination_basis import alert_facts, case_title

        _, episode = alert
        known = case_of_alert(work, episode.episode_id)
        if known is not None and not known.stage.is_final:
            require_part(work, work.actor, Right.ALERTS_HANDLE, known)
            return known
        card = card_of(alert, judgement)
        return open_case(
            work,
            title=case_title(card),
            region=str(episode.series.region),
            level=int(episode.level),
            alert_id=episode.episode_id,
            alert=alert_facts(card, self.bench.store.batches()),
        )

    def _require(self, right: Right) -> None:
        """Refuse who comes with a token whose scopes leave a right out."""
        if not self.viewer.may(right):
            raise NotAllowedError("WEB-002", right=right.value)

    def _say(self, key: str, **params: str) -> str:
        return text(f"web.alerts.act.trail.{key}", self.language, **params)
