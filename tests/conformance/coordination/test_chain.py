"""The whole chain, from an alert to a closed review, on each database."""

from __future__ import annotations

from trimtab.app.audit import verify_trail
from trimtab.app.coordination import check_case, files_of, require_intact
from trimtab.coordination import (
    Stage,
    StoryKind,
    attach,
    comment,
    folder_of,
    inbox,
    story_of,
)


def test_a_case_goes_from_its_alert_to_a_closed_review(bureau):
    case_id = bureau.walk(Stage.CLOSED)
    folder = bureau.read(folder_of, "auditor", case_id)
    assert folder.case.stage is Stage.CLOSED and folder.case.due is None
    assert [step.move for step in folder.steps] == [
        "open", "assess", "complete", "submit", "sign", "review", "close"
    ]  # fmt: skip
    assert [step.number for step in folder.steps] == list(range(1, 8))
    assert {one.actor for one in folder.signatures} == {"caseworker", "approver"}
    assert [one.state.value for one in folder.actions] == ["done", "done"]
    assert folder.decision.signed_at is not None
    assert verify_trail(bureau.office).intact


def test_everything_frozen_signed_and_attached_is_checked_again(bureau):
    case_id = bureau.walk(Stage.CLOSED)
    files = files_of(bureau.office)
    bureau.run("analyst", attach, files, case_id, "情况.txt", "说明".encode())
    found = bureau.read(check_case, files, "auditor", case_id)
    assert [one.kind for one in found] == ["assessment", "decision", "review", "attachment"]
    assert bureau.read(require_intact, files, "auditor", case_id) == found


def test_the_story_tells_it_in_order(bureau):
    case_id = bureau.walk(Stage.CLOSED)
    bureau.run("auditor", lambda work: None)
    bureau.run("approver", comment, case_id, "谢谢各位")
    told = story_of(bureau.read(folder_of, "analyst", case_id))
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert told[0].kind is StoryKind.MOVE and told[-1].note == "谢谢各位"
    assert sum(one.kind is StoryKind.SIGNATURE for one in told) == 2


def test_nothing_waits_for_anybody_when_it_is_closed(bureau):
    bureau.walk(Stage.CLOSED)
    assert bureau.read(inbox, "designer", bureau.clock.at.date()) == ()
