"""What waits for somebody: as one of a department, by name, or in place of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trimtab.coordination.deciding import decision_of
from trimtab.coordination.delegating import giver_of
from trimtab.coordination.moving import Held
from trimtab.coordination.signing import open_to
from trimtab.coordination.types import ActionState, ApprovalKind, Case, CaseAction, Stage
from trimtab.office.rights import Right
from trimtab.ports import Reading


class InboxKind(StrEnum):
    """What is to be done; ``coordination.inbox.<value>``."""

    ALERT = "alert"  # assess or dismiss
    ASSESSMENT = "assessment"
    DECISION = "decision"  # draft and submit
    COSIGN = "cosign"
    SIGN = "sign"
    ACTION = "action"
    REVIEW = "review"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing that waits. ``key``: of the approval or action, else of the case. ``mine``: it
    names this person, or nobody and they lead; else anyone of the department may do it.
    ``on_behalf_of``: whose duty it is, where they delegated it."""

    case: Case
    kind: InboxKind
    key: str
    department_id: str
    due: date | None
    overdue: bool
    mine: bool
    title: str = ""  # of an action
    on_behalf_of: str | None = None


_STEPS = {
    Stage.ALERT: (InboxKind.ALERT, Right.ASSESSMENTS_WRITE),
    Stage.ASSESSMENT: (InboxKind.ASSESSMENT, Right.ASSESSMENTS_WRITE),
    Stage.DRAFTING: (InboxKind.DECISION, Right.DECISIONS_DRAFT),
    Stage.REVIEW: (InboxKind.REVIEW, Right.REVIEWS_WRITE),
}


def inbox(reading: Reading, actor: str, today: date) -> tuple[InboxItem, ...]:
    """Everything that waits for somebody, overdue first, then what names them."""
    looker = _Looker(reading, actor, today)
    found = [
        item
        for stage in Stage
        if not stage.is_final
        for case in reading.find(Case, stage=stage)
        for item in _items(looker, case)
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (not one.overdue, not one.mine, one.due or date.max, one.key),
        )
    )


class _Looker:
    """Who looks into their inbox; rights and delegations are asked once for each place."""

    def __init__(self, reading: Reading, actor: str, today: date) -> None:
        self.reading, self.actor, self.today = reading, actor, today
        self.held = Held(reading, actor)
        self._givers: dict[tuple[Right, str, str], tuple[str, ...]] = {}

    def stands_in_for(self, named: str | None, right: Right, case: Case, place: str) -> bool:
        """Whether the person named delegated this right there to who looks."""
        if named in (None, self.actor):
            return False
        key = (right, case.region, place)
        if key not in self._givers:
            self._givers[key] = giver_of(self.reading, self.actor, *key)
        return named in self._givers[key]


def _items(looker: _Looker, case: Case) -> Iterator[InboxItem]:
    if case.stage in _STEPS:
        yield from _step(looker, case, *_STEPS[case.stage])
    elif case.stage is Stage.SIGNING:
        yield from _signatures(looker, case)
    else:
        yield from _actions(looker, case)
    above = case.escalated_to
    if above and looker.held.at(Right.CASES_ASSIGN, case.region, above):
        yield _item(looker, case, InboxKind.ESCALATED, case.case_id, above, case.due, mine=False)


def _step(looker: _Looker, case: Case, kind: InboxKind, right: Right) -> Iterator[InboxItem]:
    lead, named = case.department_id, case.assignee
    if not looker.held.at(right, case.region, lead):
        return
    giver = named if looker.stands_in_for(named, right, case, lead) else None
    mine = named in (None, looker.actor) or giver is not None
    yield _item(looker, case, kind, case.case_id, lead, case.due, mine=mine, giver=giver)


def _signatures(looker: _Looker, case: Case) -> Iterator[InboxItem]:
    reading, actor = looker.reading, looker.actor
    decision = decision_of(reading, case.case_id)
    for place in open_to(reading, actor, case, decision) if decision else ():
        kind = InboxKind.SIGN if place.kind is ApprovalKind.SIGN else InboxKind.COSIGN
        giver = None if place.actor_id == actor else place.actor_id
        yield _item(
            looker, case, kind, place.approval_id, place.department_id, case.due,
            mine=True, giver=giver,
        )  # fmt: skip


def _actions(looker: _Looker, case: Case) -> Iterator[InboxItem]:
    right = Right.ACTIONS_WORK
    open_ones = looker.reading.find(CaseAction, case_id=case.case_id, state=ActionState.OPEN)
    for action in open_ones:
        place = action.department_id
        if not looker.held.at(right, case.region, place):
            continue
        giver = action.owner if looker.stands_in_for(action.owner, right, case, place) else None
        yield _item(
            looker, case, InboxKind.ACTION, action.action_id, place, action.due,
            mine=action.owner in (None, looker.actor) or giver is not None,
            title=action.title, giver=giver,
        )  # fmt: skip
    if not open_ones:
        yield from _step(looker, case, *_STEPS[Stage.REVIEW])


def _item(
    looker: _Looker,
    case: Case,
    kind: InboxKind,
    key: str,
    department_id: str,
    due: date | None,
    *,
    mine: bool,
    title: str = "",
    giver: str | None = None,
) -> InboxItem:
    late = due is not None and due < looker.today
    return InboxItem(case, kind, key, department_id, due, late, mine, title, giver)
