"""Drafting, submitting, signing: at least two people, none of whom signs what they wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from trimtab.coordination import (
    Stage,
    add_basis,
    begin_assessment,
    begin_decision,
    complete_assessment,
    decision_of,
    default_procedure,
    delegate,
    end_delegation,
    find_case,
    get_case,
    inbox,
    is_public,
    procedure_of,
    release,
    remove_basis,
    return_decision,
    set_procedure,
    sign,
    submit_decision,
    take_back,
    withdraw_release,
    write_assessment,
    write_decision,
)
from trimtab.coordination.digests import assessment_holds, decision_holds
from trimtab.coordination.releasing import ReleaseKind
from trimtab.coordination.values import BasisKind, BasisPart, ExpectedEffect, ExpectedKind
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError, UsageError
from trimtab.office.rights import Right
from trimtab.office.types import Actor, Grant, Role


def test_an_assessment_is_frozen_with_its_basis(bureau):
    case_id = bureau.walk(Stage.DRAFTING)
    frozen = bureau.latest(case_id)
    assert assessment_holds(frozen) and frozen.frozen_by == "analyst"
    assert not assessment_holds(replace(frozen, advice="别的"))
    assert not assessment_holds(replace(frozen, basis=frozen.basis.replace("1.5", "9.5")))
    with pytest.raises(StateError, match="COORDINATION-002"):
        words = {"situation": "x", "causes": "x", "advice": "x"}
        bureau.run("analyst", write_assessment, frozen.assessment_id, 2, **words)


def test_an_assessment_needs_words_and_something_to_rest_on(bureau, bureaus):
    draft = bureau.run("analyst", begin_assessment, bureau.begin().case_id)
    key = draft.assessment_id
    with pytest.raises(InputRejectedError, match="COORDINATION-011"):
        bureau.run("analyst", complete_assessment, key)
    words = {"situation": "x", "causes": "", "advice": "y"}
    bureau.run("analyst", write_assessment, key, 0, **words)
    with pytest.raises(InputRejectedError, match="COORDINATION-017"):
        bureau.run("analyst", complete_assessment, key)
    bureau.run("analyst", add_basis, key, bureaus.PART)
    bureau.run("designer", add_basis, key, replace(bureaus.PART, content={"new": 1}))
    changed = bureau.run("analyst", remove_basis, key, BasisKind.ALERT, bureaus.PART.id)
    assert changed.basis == "[]" and changed.writers == ("analyst", "designer")


def test_content_that_cannot_be_frozen_is_refused():
    for content in ({"x": float("nan")}, {"x": {1, 2}}, {"x": "长" * 500_000}):
        with pytest.raises(InputRejectedError, match="COORDINATION-014"):
            BasisPart(BasisKind.ALERT, "a", {}, content)


def test_what_a_decision_lacks_is_named_at_once(bureau):
    case_id = bureau.walk(Stage.DRAFTING)
    draft = bureau.draft(case_id, title="", expected=None, measures=(), review_on=None)
    with pytest.raises(InputRejectedError, match="COORDINATION-020") as failure:
        bureau.run("designer", submit_decision, draft.decision_id)
    lacking = [problem.column for problem in failure.value.problems]
    assert lacking == ["title", "expected", "measures", "review_on"]


@pytest.mark.parametrize(
    ("review_on", "code"),
    [(date(2027, 6, 30), "COORDINATION-022"), (date(2026, 11, 1), "COORDINATION-025")],
)
def test_a_review_comes_after_what_it_looks_at(bureau, review_on, code):
    draft = bureau.draft(bureau.walk(Stage.DRAFTING), review_on=review_on)
    with pytest.raises(InputRejectedError) as failure:
        bureau.run("designer", submit_decision, draft.decision_id)
    assert code in {problem.code for problem in failure.value.problems}


def test_whoever_carries_a_measure_out_is_concerned(bureau):
    decision = bureau.draft(bureau.walk(Stage.DRAFTING), cosigners=("monitoring", "policy"))
    assert decision.cosigners == ("monitoring", "insurance")  # policy leads


def test_the_text_people_sign_is_the_one_that_was_submitted(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    decision, assessment = bureau.read(decision_of, case_id), bureau.latest(case_id)
    assert decision_holds(decision, assessment)
    assert not decision_holds(replace(decision, text="x"), assessment)
    assert not decision_holds(decision, replace(assessment, digest="0" * 64))


def test_who_drafted_never_signs_and_nobody_twice(bureau, bureaus):
    with bureau.office.work("operator", "x") as work:
        work.add(Grant("designer:2", "designer", Role.APPROVER, bureaus.SHANGHAI))
        work.add(Grant("caseworker:2", "caseworker", Role.APPROVER, bureaus.SHANGHAI))
    case_id = bureau.walk(Stage.SIGNING)
    first, last = (place.approval_id for place, _ in bureau.places(case_id))
    with pytest.raises(NotAllowedError, match="COORDINATION-031"):
        bureau.run("designer", sign, first)
    with pytest.raises(NotAllowedError, match="COORDINATION-030"):
        bureau.run("operator", sign, first)
    with pytest.raises(StateError, match="COORDINATION-036"):
        bureau.run("approver", sign, last)
    bureau.run("caseworker", sign, first, "同意")
    with pytest.raises(StateError, match="COORDINATION-035"):
        bureau.run("approver", sign, first)
    with pytest.raises(NotAllowedError, match="COORDINATION-032"):
        bureau.run("caseworker", sign, last)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("analyst", sign, last)
    bureau.run("approver", sign, last)
    assert bureau.read(get_case, case_id).stage is Stage.ACTION


def test_whoever_edited_a_draft_drafted_it(bureau, bureaus):
    with bureau.office.work("operator", "x") as work:
        work.add(Grant("approver:2", "approver", Role.POLICY_DESIGNER, bureaus.SHANGHAI))
    case_id = bureau.walk(Stage.DRAFTING)
    assert bureau.draft(case_id, "approver").drafters == ("designer", "approver")
    bureau.submit(case_id)
    first, last = (place.approval_id for place, _ in bureau.places(case_id))
    bureau.run("caseworker", sign, first)
    with pytest.raises(NotAllowedError, match="COORDINATION-031"):
        bureau.run("approver", sign, last)


def test_a_submission_is_taken_back_before_anybody_signed(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    with pytest.raises(NotAllowedError, match="COORDINATION-026"):
        bureau.run("operator", take_back, case_id)
    assert bureau.run("designer", take_back, case_id).stage is Stage.DRAFTING
    bureau.submit(case_id)
    bureau.run("caseworker", sign, bureau.places(case_id)[0][0].approval_id)
    with pytest.raises(StateError, match="COORDINATION-027"):
        bureau.run("designer", take_back, case_id)


def test_a_returned_decision_is_signed_anew(bureau):
    case_id = bureau.walk(Stage.SIGNING)
    old = bureau.places(case_id)[0][0].approval_id
    bureau.run("caseworker", sign, old)
    with pytest.raises(NotAllowedError, match="COORDINATION-038"):
        bureau.run("analyst", return_decision, case_id, "补充测算")
    with pytest.raises(InputRejectedError, match="COORDINATION-011"):
        bureau.run("approver", return_decision, case_id, "")
    assert bureau.run("approver", return_decision, case_id, "补充").stage is Stage.DRAFTING
    bureau.draft(case_id, text="补充测算后，决定如下。")
    again = bureau.submit(case_id)
    assert again.submission == 2 and all(signed is None for _, signed in bureau.places(case_id))
    with pytest.raises(StateError, match="COORDINATION-034"):
        bureau.run("caseworker", sign, old)
    bureau.sign_all(case_id)
    assert bureau.read(get_case, case_id).stage is Stage.ACTION


def test_a_chain_that_could_never_end_is_refused_when_submitted(bureau, bureaus):
    case_id = bureau.walk(Stage.DRAFTING)
    bureau.draft(case_id, cosigners=("monitoring",))
    wanted = replace(default_procedure(bureaus.SHANGHAI), people_least=9)
    bureau.run("admin", set_procedure, wanted)
    with pytest.raises(StateError, match="COORDINATION-023"):
        bureau.submit(case_id)
    chain = ({"kind": "sign", "department_id": "bureau", "actor_id": "designer"},)
    bureau.run("admin", set_procedure, replace(wanted, people_least=2, chain=chain))
    with pytest.raises(StateError, match="COORDINATION-024"):
        bureau.submit(case_id)


def test_a_named_signer_signs_or_delegates(bureau, bureaus):
    chain = ({"kind": "sign", "department_id": "bureau", "actor_id": "approver"},)
    wanted = replace(default_procedure(bureaus.SHANGHAI), chain=chain)
    bureau.run("admin", set_procedure, wanted)
    case_id = bureau.walk(Stage.DRAFTING)
    bureau.submit(case_id)
    (place, _), today = bureau.places(case_id)[0], bureau.clock.at.date()
    with pytest.raises(NotAllowedError, match="COORDINATION-033"):
        bureau.run("second", sign, place.approval_id)
    right = (Right.DECISIONS_SIGN, bureaus.SHANGHAI, "bureau")
    bureau.clock.at = datetime.now(UTC)  # rights are asked for on the day it is
    until = bureau.clock.at.date() + timedelta(days=30)
    given = bureau.run("approver", delegate, "second", *right, until)
    (item,) = bureau.read(inbox, "second", today)
    assert item.on_behalf_of == "approver" and item.key == place.approval_id
    signature = bureau.run("second", sign, place.approval_id)
    assert signature.actor == "second" and signature.on_behalf_of == "approver"
    assert bureau.run("second", end_delegation, given.delegation_id).ended_at is not None
    with pytest.raises(StateError, match="COORDINATION-053"):
        bureau.run("approver", end_delegation, given.delegation_id)


def test_a_duty_is_never_handed_to_one_without_the_right(bureau, bureaus):
    place, until = (bureaus.SHANGHAI, "bureau"), date(2026, 12, 31)
    with pytest.raises(NotAllowedError, match="COORDINATION-052"):
        bureau.run("approver", delegate, "analyst", Right.DECISIONS_SIGN, *place, until)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("analyst", delegate, "approver", Right.DECISIONS_SIGN, *place, until)
    with pytest.raises(UsageError, match="COORDINATION-050"):
        bureau.run("approver", delegate, "approver", Right.DECISIONS_SIGN, *place, until)
    with pytest.raises(UsageError, match="COORDINATION-050"):
        bureau.run("approver", delegate, "second", Right.CASES_ASSIGN, *place, until)
    for day in (date(2026, 11, 23), date(2029, 1, 1)):
        with pytest.raises(InputRejectedError, match="COORDINATION-051"):
            bureau.run("approver", delegate, "second", Right.DECISIONS_SIGN, *place, day)


def test_two_write_one_draft_and_the_second_is_told(bureau):
    case_id = bureau.walk(Stage.DRAFTING)
    decision = bureau.read(decision_of, case_id)
    with pytest.raises(StateError, match="COORDINATION-006"):
        bureau.run("designer", write_decision, decision.decision_id, 0, title="x", text="y")


def test_the_procedure_of_the_nearest_region_counts(bureau, bureaus):
    assert bureau.read(procedure_of, bureaus.SHANGHAI) == default_procedure(bureaus.SHANGHAI)
    national = replace(default_procedure("CN"), reopen_days=60)
    bureau.run("operator", set_procedure, national)
    assert bureau.read(procedure_of, "CN-310101").reopen_days == 60
    own = replace(default_procedure(bureaus.SHANGHAI), reopen_days=5)
    bureau.run("admin", set_procedure, own)
    assert bureau.read(procedure_of, "CN-310101").reopen_days == 5
    assert bureau.read(procedure_of, "CN-320000").reopen_days == 60


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"deadlines": {}}, "COORDINATION-040"),
        ({"chain": ()}, "COORDINATION-041"),
        ({"chain": ({"kind": "cosign", "department_id": None},)}, "COORDINATION-041"),
        ({"chain": ({"kind": "sign", "department_id": "none"},)}, "OFFICE-006"),
        ({"people_least": 1}, "COORDINATION-042"),
        ({"holidays": ("2026-10-01", "2026-10-01")}, "COORDINATION-043"),
        ({"workdays": ("10月1日",)}, "COORDINATION-043"),
    ],
)
def test_a_procedure_that_cannot_work_is_refused(bureau, bureaus, change, code):
    wrong = replace(default_procedure(bureaus.SHANGHAI), **change)
    with pytest.raises(Exception, match=code):
        bureau.run("admin", set_procedure, wrong)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("designer", set_procedure, default_procedure(bureaus.SHANGHAI))


@pytest.mark.parametrize(
    "change",
    [
        {"value": 0.5},
        {"low": float("nan")},
        {"coverage": 1.0},
        {"without_low": 0.0},
        {"without_low": 0.2, "without_high": 0.1},
        {"by": "2027-W01"},
        {"by": "2026-10"},
        {"base": ""},
        {"kind": ExpectedKind.LEVEL},
        {"series": "nonsense"},
    ],
)
def test_an_effect_that_cannot_be_meant_is_refused(bureaus, change):
    with pytest.raises(InputRejectedError):
        replace(bureaus.EXPECTED, **change)


def test_an_effect_is_kept_and_read_again(bureaus):
    assert ExpectedEffect.from_plain(bureaus.EXPECTED.to_plain()) == bureaus.EXPECTED
    assert ExpectedEffect.from_plain({}) is None


def test_somebody_else_releases_what_is_final(bureau, bureaus):
    case_id, today = bureau.walk(Stage.ACTION), bureau.clock.at.date()
    key = f"{case_id}:a1"
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("analyst", release, ReleaseKind.ASSESSMENT, key, today)
    with pytest.raises(InputRejectedError, match="COORDINATION-101"):
        bureau.run("approver", release, ReleaseKind.ASSESSMENT, key, date(2026, 1, 1))
    released = bureau.run("approver", release, ReleaseKind.ASSESSMENT, key, date(2027, 1, 4))
    assert released.approver == "approver" and assessment_holds(released)
    assert not is_public(released, date(2027, 1, 3)) and is_public(released, date(2027, 1, 4))
    kept = bureau.run("second", withdraw_release, ReleaseKind.ASSESSMENT, key)
    assert not is_public(kept, date(2028, 1, 1))
    drafted = bureau.walk(Stage.DRAFTING)
    with pytest.raises(StateError, match="COORDINATION-100"):
        bureau.run("approver", release, ReleaseKind.DECISION, f"{drafted}:d1", today)
    with bureau.office.work("operator", "x") as work:
        work.add(Actor("both", "Both"))
        work.add(Grant("both:1", "both", Role.ANALYST, bureaus.SHANGHAI))
        work.add(Grant("both:2", "both", Role.APPROVER, bureaus.SHANGHAI))
    own = bureau.run("both", begin_assessment, bureau.begin().case_id)
    bureau.run("both", add_basis, own.assessment_id, bureaus.PART)
    words = {"situation": "x", "causes": "", "advice": "y"}
    bureau.run("both", write_assessment, own.assessment_id, 1, **words)
    bureau.run("both", complete_assessment, own.assessment_id)
    with pytest.raises(NotAllowedError, match="COORDINATION-102"):
        bureau.run("both", release, ReleaseKind.ASSESSMENT, own.assessment_id, today)


def test_a_concerned_department_sees_the_case(bureau, bureaus):
    with bureau.office.work("operator", "x") as work:
        work.add(Actor("clerk", "Clerk", department_id="insurance"))
        work.add(Grant("clerk:1", "clerk", Role.CASEWORKER, bureaus.SHANGHAI, "insurance"))
    case_id = bureau.walk(Stage.DRAFTING)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.read(find_case, "clerk", case_id)
    bureau.submit(case_id)
    assert bureau.read(find_case, "clerk", case_id).departments == ("insurance",)
    (item,) = bureau.read(inbox, "clerk", bureau.clock.at.date())
    assert item.kind.value == "cosign" and item.department_id == "insurance"
    bureau.run("clerk", sign, item.key)
    assert bureau.run("designer", begin_decision, bureau.walk(Stage.DRAFTING)).number == 1
