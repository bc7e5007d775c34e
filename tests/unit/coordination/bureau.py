"""A bureau for tests of cases: people of four departments, a chain walked to any stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from trimtab.coordination import (
    BasisKind,
    BasisPart,
    Case,
    Decision,
    ExpectedEffect,
    ExpectedKind,
    Known,
    Measure,
    Stage,
    add_basis,
    approvals_of,
    begin_assessment,
    begin_decision,
    begin_review,
    close_case,
    compare,
    complete_assessment,
    decision_of,
    finish_action,
    latest_assessment,
    open_case,
    sign,
    submit_decision,
    write_assessment,
    write_decision,
    write_review,
)
from trimtab.kernel import Period
from trimtab.office.types import Actor, Department, Grant, Role

SHANGHAI = "CN-310000"
TITLE = {"zh": "上海制造业：招聘下降", "en": "Shanghai manufacturing: hires falling"}
SERIES = "employment|CN-310000|||M|count|N"
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
REVIEW_ON = date(2027, 9, 1)
PEOPLE = {  # actor -> department, role
    "analyst": ("monitoring", Role.ANALYST),
    "designer": ("policy", Role.POLICY_DESIGNER),
    "caseworker": ("insurance", Role.CASEWORKER),
    "approver": ("bureau", Role.APPROVER),
    "second": ("bureau", Role.APPROVER),
    "admin": ("bureau", Role.ADMINISTRATOR),
    "auditor": ("bureau", Role.AUDITOR),
}
EXPECTED = ExpectedEffect(
    SERIES, ExpectedKind.RELATIVE_CHANGE, "2027-06", 0.02, 0.01, 0.03, "share", base="2026-10"
)
MEASURES = (
    Measure("向企业发放稳岗补贴", "insurance", date(2027, 2, 26)),
    Measure("组织技能培训", "policy", date(2027, 3, 31)),
)
PART = BasisPart(
    BasisKind.ALERT, "CN-310000-2026", TITLE, {"episode": {"episode_id": "x"}, "value": 1.5}
)


def furnish(work: Any) -> None:
    """Departments below the bureau; everybody's role holds in the whole of Shanghai's bureau."""
    work.add(Department("bureau", "人社局", SHANGHAI))
    for name in ("monitoring", "policy", "insurance"):
        work.add(Department(name, name, SHANGHAI, "bureau"))
    for name, (department, role) in PEOPLE.items():
        work.add(Actor(name, name.title(), department_id=department))
        work.add(Grant(f"{name}:1", name, role, SHANGHAI))


@dataclass
class Clock:
    """Time that passes a minute with every look, and more when asked."""

    at: datetime = START
    seen: list[datetime] = field(default_factory=list)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def pass_days(self, days: int) -> None:
        self.at += timedelta(days=days)


def comparison(known_at: datetime, values: Any = None):
    """A comparison with what the decision of ``bureau`` expects, of a series made up."""
    figures = np.full(60, 100.0) if values is None else values
    return compare(EXPECTED, Known(Period.parse("2022-08"), figures, np.zeros(0), known_at))


class Bureau:
    """The office with steps by name; ``run(actor, service, ...)`` is one transaction."""

    def __init__(self, office: Any, clock: Clock) -> None:
        self.office, self.clock = office, clock

    def run(self, actor: str, service: Any, *given: Any, **named: Any) -> Any:
        with self.office.work(actor, "test") as work:
            return service(work, *given, **named)

    def read(self, service: Any, *given: Any) -> Any:
        with self.office.reading() as reading:
            return service(reading, *given)

    def begin(self, **named: Any) -> Case:
        given = {"title": TITLE, "region": SHANGHAI, "level": 3, "alert_id": "episode-1"}
        return self.run("analyst", open_case, **{**given, "department_id": "policy", **named})

    def assess(self, case_id: str) -> None:
        draft = self.run("analyst", begin_assessment, case_id)
        key = draft.assessment_id
        self.run("analyst", add_basis, key, PART)
        words = {"situation": "招聘连续三月下降", "causes": "外需走弱", "advice": "稳岗补贴"}
        self.run("analyst", write_assessment, key, 1, **words)
        self.run("analyst", complete_assessment, key)

    def draft(self, case_id: str, actor: str = "designer", **named: Any) -> Decision:
        begun = self.run(actor, begin_decision, case_id)
        given = {
            "title": "关于稳定就业的决定",
            "text": "为稳定就业，决定如下。",
            "expected": EXPECTED,
            "measures": MEASURES,
            "review_on": REVIEW_ON,
        }
        key = begun.decision_id
        return self.run(actor, write_decision, key, begun.revision, **{**given, **named})

    def submit(self, case_id: str) -> Decision:
        decision = self.read(decision_of, case_id)
        return self.run("designer", submit_decision, decision.decision_id)

    def places(self, case_id: str) -> Any:
        return self.read(lambda reading: approvals_of(reading, decision_of(reading, case_id)))

    def sign_all(self, case_id: str) -> None:
        for (place, _), actor in zip(self.places(case_id), ("caseworker", "approver"), strict=True):
            self.run(actor, sign, place.approval_id)

    def act(self, case_id: str) -> None:
        for number, actor in ((1, "caseworker"), (2, "caseworker")):
            self.run(actor, finish_action, f"{case_id}:m{number}", "已完成")

    def review(self, case_id: str) -> Any:
        self.run("designer", begin_review, case_id)
        lessons = "观察期偏短"
        made = comparison(self.clock.at)
        return self.run("designer", write_review, case_id, made, lessons)

    def walk(self, stage: Stage) -> str:
        """A new case in this stage."""
        case_id = self.begin(alert_id=None).case_id
        steps = {
            Stage.ASSESSMENT: lambda: self.run("analyst", begin_assessment, case_id),
            Stage.DRAFTING: lambda: (self.assess(case_id), self.draft(case_id)),
            Stage.SIGNING: lambda: self.submit(case_id),
            Stage.ACTION: lambda: self.sign_all(case_id),
            Stage.REVIEW: lambda: (self.act(case_id), self.review(case_id)),
            Stage.CLOSED: lambda: self.run("designer", close_case, case_id),
        }
        for name, step in steps.items():
            if stage is Stage.ALERT or (name is Stage.ASSESSMENT and stage is not name):
                continue
            step()
            if name is stage:
                break
        return case_id

    def latest(self, case_id: str) -> Any:
        return self.read(latest_assessment, case_id)
