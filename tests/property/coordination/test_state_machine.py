"""Whatever people do in whatever order: the case obeys the table, and nobody signs their own."""

from __future__ import annotations

import atexit
import importlib.util
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from trimtab.app.audit import verify_trail
from trimtab.coordination import (
    MOVES,
    Stage,
    abandon,
    act_again,
    add_basis,
    approvals_of,
    begin_assessment,
    begin_decision,
    begin_review,
    close_case,
    comment,
    complete_assessment,
    decision_of,
    dismiss_case,
    escalate_overdue,
    find_nothing,
    finish_action,
    folder_of,
    inbox,
    latest_assessment,
    moves_open_to,
    open_to,
    reassess,
    reopen_case,
    resume_action,
    return_decision,
    review_again,
    revoke,
    sign,
    steps,
    submit_decision,
    take_back,
    undo_case,
    write_assessment,
    write_review,
)
from trimtab.coordination.digests import assessment_holds, decision_holds
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError
from trimtab.office.types import Grant, Role
from trimtab.stores.office.store import open_office

REFUSALS = (StateError, NotAllowedError, InputRejectedError)
BUILDER = Path(__file__).parents[2] / "unit/coordination/bureau.py"
ACTORS = ("analyst", "designer", "caseworker", "approver", "second", "auditor", "operator")
actors = st.sampled_from(ACTORS)
MOVING = {
    "dismiss": (dismiss_case, "x"),
    "reopen": (reopen_case, "x"),
    "undo": (undo_case,),
    "assess": (begin_assessment,),
    "find_nothing": (find_nothing, "x"),
    "reassess": (reassess, "x"),
    "abandon": (abandon, "x"),
    "take_back": (take_back,),
    "return": (return_decision, "x"),
    "revoke": (revoke, "x"),
    "review": (begin_review,),
    "act_again": (act_again, "x"),
    "close": (close_case,),
    "review_again": (review_again, "x"),
}


def load_bureau():
    spec = importlib.util.spec_from_file_location("bureau_of_the_machine", BUILDER)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bureaus = load_bureau()
UNWALKED = (Stage.DISMISSED, Stage.WITHDRAWN)


@cache
def prepared() -> Path:
    """A furnished workspace, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="trimtab-cases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    opened = open_office(folder / "workspace", create=True, now=bureaus.Clock())
    with opened as office, office.work("operator", "set up") as work:
        bureaus.furnish(work)
    return folder / "workspace"


class Cases(RuleBasedStateMachine):
    """One case, people with overlapping roles, and everything they may try."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="trimtab-cases-"))
        self.office = None

    @initialize(stage=st.sampled_from([one for one in Stage if one not in UNWALKED]))
    def begin(self, stage):
        """In any stage, with rights that overlap: only the rule of two people is in the way."""
        shutil.copytree(prepared(), self.place / "workspace")
        clock = bureaus.Clock()
        self.office = open_office(self.place / "workspace", now=clock)
        self.bureau = bureaus.Bureau(self.office, clock)
        self.case_id = self.bureau.walk(stage)
        with self.office.work("operator", "more roles") as work:
            work.add(Grant("d:2", "designer", Role.APPROVER, bureaus.SHANGHAI))
            work.add(Grant("a:2", "approver", Role.POLICY_DESIGNER, bureaus.SHANGHAI))
        self.path = [stage]

    def teardown(self):
        if self.office is not None:
            assert verify_trail(self.office).intact
            self.office.close()
        shutil.rmtree(self.place)

    def attempt(self, actor, service, *given, **named):
        """Try; what is refused leaves everything as it was."""
        before = self.seen()
        try:
            found = self.bureau.run(actor, service, *given, **named)
        except REFUSALS:
            assert self.seen() == before
            return None
        stage = self.seen().case.stage
        if stage is not self.path[-1]:
            self.path.append(stage)
        return found

    def seen(self):
        return self.bureau.read(folder_of, "operator", self.case_id)

    @property
    def stage(self) -> Stage:
        return self.path[-1]

    @rule(actor=actors, name=st.sampled_from(sorted(MOVING)))
    def move(self, actor, name):
        service, *given = MOVING[name]
        self.attempt(actor, service, self.case_id, *given)

    @precondition(lambda self: self.stage is Stage.ASSESSMENT)
    @rule(actor=st.sampled_from(["analyst", "designer"]))
    def write_and_complete(self, actor):
        draft = self.bureau.read(latest_assessment, self.case_id)
        self.attempt(actor, add_basis, draft.assessment_id, bureaus.PART)
        draft = self.bureau.read(latest_assessment, self.case_id)
        words = {"situation": "x", "causes": "", "advice": "y"}
        self.attempt(actor, write_assessment, draft.assessment_id, draft.revision, **words)
        self.attempt(actor, complete_assessment, draft.assessment_id)

    @precondition(lambda self: self.stage is Stage.DRAFTING)
    @rule(actor=st.sampled_from(["designer", "approver"]), submits=st.booleans())
    def draft(self, actor, submits):
        self.bureau.draft(self.case_id, actor)
        decision = self.attempt(actor, begin_decision, self.case_id)
        if submits:
            self.attempt(actor, submit_decision, decision.decision_id)

    @precondition(lambda self: self.stage is Stage.SIGNING)
    @rule(actor=actors, at=st.integers(0, 1))
    def sign(self, actor, at):
        places = self.bureau.places(self.case_id)
        place = places[at % len(places)][0]
        folder = self.seen()
        may = self.bureau.read(open_to, actor, folder.case, folder.decision)
        signature = self.attempt(actor, sign, place.approval_id)
        assert (signature is not None) == (place in may)  # what is offered is what is possible

    @precondition(lambda self: self.stage is Stage.ACTION)
    @rule(actor=actors, number=st.integers(1, 2), done=st.booleans())
    def act(self, actor, number, done):
        service = finish_action if done else resume_action
        self.attempt(actor, service, f"{self.case_id}:m{number}", "x")

    @precondition(lambda self: self.stage is Stage.REVIEW)
    @rule(actor=actors)
    def write_review(self, actor):
        made = bureaus.comparison(self.bureau.clock.at)
        self.attempt(actor, write_review, self.case_id, made, "x")

    @rule(actor=actors)
    def comment(self, actor):
        self.attempt(actor, comment, self.case_id, "x")

    @rule(days=st.integers(0, 40))
    def wait(self, days):
        self.bureau.clock.pass_days(days)
        self.attempt("system:worker", escalate_overdue, self.bureau.clock.at.date())

    @invariant()
    def the_path_is_in_the_table(self):
        if self.office is None:
            return
        folder = self.seen()
        assert folder.case.stage is self.path[-1]
        made = [(one.stage_from, one.stage_to) for one in folder.steps[1:]]
        assert set(made) <= {(a.value, b.value) for a, b in steps()}
        assert all(one.move in MOVES for one in folder.steps[1:])
        assert [one.number for one in folder.steps] == list(range(1, folder.case.moves + 1))
        assert len({one.escalation_id for one in folder.escalations}) == len(folder.escalations)

    @invariant()
    def at_least_two_people_and_no_own_signature(self):
        if self.office is None:
            return
        folder = self.seen()
        decision = folder.decision
        if decision is None:
            return
        now = [one.actor for one in folder.signatures if one.submission == decision.submission]
        assert len(set(now)) == len(now)
        if folder.case.stage in (Stage.SIGNING, Stage.ACTION, Stage.REVIEW, Stage.CLOSED):
            assert not set(now) & set(decision.drafters)
            by_id = {one.assessment_id: one for one in folder.assessments}
            assert decision_holds(decision, by_id[decision.assessment_id])
        if decision.signed_at is not None:
            assert len({*now, *decision.drafters}) >= 2
            wanted = self.bureau.read(lambda r: approvals_of(r, decision_of(r, self.case_id)))
            assert all(signature for _, signature in wanted)

    @invariant()
    def what_is_frozen_holds_and_what_is_shown_can_be_asked(self):
        if self.office is None:
            return
        folder = self.seen()
        for one in folder.assessments:
            assert one.frozen_at is None or assessment_holds(one)
        for actor in ACTORS:
            self.bureau.read(inbox, actor, self.bureau.clock.at.date())
            self.bureau.read(moves_open_to, actor, folder.case)


TestCases = Cases.TestCase
TestCases.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
