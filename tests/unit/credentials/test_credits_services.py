"""Recognitions from the deposit to the appeal, on a real store."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from trimtab.app.credits import export_decision, holder_ledger, holder_prospects
from trimtab.app.office import task_sentence
from trimtab.credentials.bank import (
    Appeal,
    AppealState,
    CaseState,
    Entry,
    LineKind,
    Origin,
    RecognitionCase,
    balances,
    decide_again,
    decision_content,
    decline_case,
    entries_of,
    folder_of,
    get_case,
    judge_appeal,
    lines_of,
    lodge_appeal,
    moves_open_to,
    plain_result,
    review_case,
    see_cases,
    send_case,
    settle_entries,
    sign_case,
    withdraw_case,
)
from trimtab.credentials.types import Answer, Outcome, Verdict
from trimtab.kernel import (
    NotAllowedError,
    StateError,
)
from trimtab.messages import Language
from trimtab.office.types import Task
from trimtab.stores.backup.creating import create_backup
from trimtab.stores.backup.restoring import restore_backup
from trimtab.stores.office.store import open_office


def _left(bank) -> int:
    (held,) = bank.read(lambda r: balances(lines_of(r, "holder-1")))
    return held.left


def test_a_recognition_goes_all_the_way(funded):
    case = funded.open()
    assert case.satisfied and case.state is CaseState.OPEN and case.case_id == "R2026-0001"
    content = decision_content(case)
    assert content["result"]["rules"] == ["courier@1"]
    assert plain_result(decide_again(content)) == content["result"]
    before = _left(funded)
    funded.do("reviewer", review_case, case.case_id, "agreed")
    funded.do("opener", send_case, case.case_id, {"id": "urn:holder"})
    signed = funded.do("dean", sign_case, case.case_id, lambda d: d | {"proof": [1]})
    assert signed.state is CaseState.SIGNED and signed.decision == case.decision
    document = json.loads(signed.document)
    assert [one["name"] for one in document["evidence"]] == ["courier@1", "R2026-0001"]
    assert document["credentialSubject"]["creditsEarned"] == 7
    assert before - _left(funded) == 400 + 300  # 120 hours are four credits of thirty
    folder = funded.read(folder_of, "auditor", case.case_id)
    assert [one.move for one in folder.steps] == ["open", "review", "send", "sign"]
    assert folder.holds and len(folder.lines) == 2


def test_who_opened_does_not_review_and_who_reviewed_does_not_sign(funded, credit_offices):
    case = funded.open()
    with pytest.raises(NotAllowedError, match="CREDITS-027"):
        funded.do("opener", review_case, case.case_id)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        funded.do("dean", review_case, case.case_id)
    funded.do("reviewer", review_case, case.case_id)
    funded.do("reviewer", send_case, case.case_id, {"id": "urn:holder"})
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        funded.do("reviewer", sign_case, case.case_id, credit_offices.seal)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        funded.do("judge", decline_case, case.case_id, "no")


def test_the_operator_is_one_person_too(funded, credit_offices):
    case = funded.open("operator")
    with pytest.raises(NotAllowedError, match="CREDITS-027"):
        funded.do("operator", review_case, case.case_id)
    funded.do("reviewer", review_case, case.case_id)
    funded.do("opener", send_case, case.case_id, {"id": "urn:holder"})
    with pytest.raises(NotAllowedError, match="CREDITS-027"):
        funded.do("operator", sign_case, case.case_id, credit_offices.seal)


def test_what_is_offered_is_what_is_possible(funded):
    case = funded.open()

    def names(actor):
        return [one.name for one in funded.read(moves_open_to, actor, case)]

    assert names("opener") == ["withdraw"]
    assert names("reviewer") == ["review", "withdraw"]
    assert names("dean") == []


def test_only_the_document_that_was_sent_can_be_signed(funded):
    case = funded.open()
    funded.do("reviewer", review_case, case.case_id)
    funded.do("opener", send_case, case.case_id, {"id": "urn:holder"})
    for wrong in (lambda d: d, lambda d: d | {"proof": [1], "name": "more credits"}):
        with pytest.raises(StateError, match="CREDITS-037"):
            funded.do("dean", sign_case, case.case_id, wrong)
    assert funded.read(get_case, case.case_id).state is CaseState.SENT
    assert _left(funded) == 400 + 300 + 200


def test_an_overturned_appeal_gives_credits_back_and_asks_for_the_rule(funded):
    signed = funded.signed()
    used_up = _left(funded)
    judged = funded.overturned(signed.case_id)
    assert judged.state is AppealState.OVERTURNED and judged.rules == ("courier@1",)
    assert _left(funded) == used_up + 700
    assert funded.read(get_case, signed.case_id).state is CaseState.OVERTURNED
    (task,) = funded.read(lambda r: r.find(Task))
    assert task.kind == "credit_rule_review" and task.params["rules"] == "courier@1"
    (titles,) = task.params["rule_titles"]
    assert all(titles[one] in task_sentence(task, one) for one in Language)
    assert "courier@1" not in task_sentence(task, Language.ZH)
    again = funded.open(follows=signed.case_id)
    assert again.case_id == "R2026-0002" and again.satisfied
    kinds = [one.kind for one in funded.read(lines_of, "holder-1")]
    assert kinds.count(LineKind.REVERSE) == kinds.count(LineKind.REDEEM) == 2


def test_an_appeal_waits_for_a_decision_and_comes_one_at_a_time(funded):
    signed = funded.signed()
    case = funded.open("reviewer")
    with pytest.raises(StateError, match="CREDITS-038"):
        funded.do("reviewer", lodge_appeal, case.case_id, "too early")
    funded.do("opener", lodge_appeal, signed.case_id, "something was left out")
    with pytest.raises(StateError, match="CREDITS-038"):
        funded.do("opener", lodge_appeal, signed.case_id, "again")


def test_an_appeal_is_judged_by_somebody_who_had_no_part(funded, credit_offices):
    case = funded.open()
    funded.do("operator", review_case, case.case_id)
    funded.do("opener", send_case, case.case_id, {"id": "urn:holder"})
    signed = funded.do("dean", sign_case, case.case_id, credit_offices.seal)
    appeal = funded.do("reviewer", lodge_appeal, case.case_id, "something was left out")
    judging = {"overturn": False, "reason": "nothing was left out"}
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        funded.do("reviewer", judge_appeal, appeal.appeal_id, **judging)
    with pytest.raises(NotAllowedError, match="CREDITS-027"):
        funded.do("operator", judge_appeal, appeal.appeal_id, **judging)
    upheld = funded.do("judge", judge_appeal, appeal.appeal_id, **judging)
    assert upheld.state is AppealState.UPHELD and upheld.rules == ()
    with pytest.raises(StateError, match="CREDITS-040"):
        funded.do("judge", judge_appeal, appeal.appeal_id, **judging)
    assert funded.read(get_case, case.case_id) == signed


def test_a_credit_that_was_used_meanwhile_stops_the_signature(funded, credit_offices):
    case = funded.open()
    funded.do("reviewer", review_case, case.case_id)
    funded.do("opener", send_case, case.case_id, {"id": "urn:holder"})
    entry = decision_content(case)["result"]["assignments"][0]["entry_ids"][0]
    (held,) = (one for one in funded.read(entries_of, "holder-1") if one.entry_id == entry)
    funded.do("opener", settle_entries, [held], {held.certificate_id})
    with pytest.raises(StateError, match="CREDITS-020"):
        funded.do("dean", sign_case, case.case_id, credit_offices.seal)
    assert funded.read(get_case, case.case_id).state is CaseState.SENT


def test_one_case_of_a_qualification_at_a_time(funded):
    case = funded.open()
    with pytest.raises(StateError, match="CREDITS-029"):
        funded.open()
    funded.do("opener", withdraw_case, case.case_id, "not now")
    assert funded.open().case_id == "R2026-0002"
    assert len(funded.read(see_cases, "auditor")) == 2
    assert [one.state for one in funded.read(see_cases, "dean")] == [
        CaseState.OPEN,
        CaseState.WITHDRAWN,
    ]


def test_shelf_lives_end(funded):
    """Seven years in this framework: 2026-03-01 ends on 2033-03-01."""
    held = funded.read(entries_of, "holder-1")
    for day, gone in ((date(2033, 2, 28), 0), (date(2033, 3, 1), 3), (date(2033, 3, 2), 0)):
        funded.clock.at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        assert len(funded.do("opener", settle_entries, held, ())) == gone
    assert _left(funded) == 0
    with pytest.raises(StateError, match="CREDITS-033"):
        funded.open()


@pytest.mark.parametrize(
    ("changes", "outcome", "answer", "failed"),
    [
        ({}, Outcome.REVOKED, Answer.PASSED, ("verified", "not_valid")),
        ({}, Outcome.PENDING, Answer.PASSED, ("verified", "not_valid")),
        ({}, Outcome.UNKNOWN_ISSUER, Answer.PASSED, ("verified", "not_valid")),
        ({}, Outcome.VALID, Answer.FAILED, ("accredited", "not_accredited")),
        ({}, Outcome.VALID, Answer.UNKNOWN, ("accredited", "not_accredited")),
        ({"framework_id": "x"}, Outcome.VALID, Answer.PASSED, ("framework", "framework_unknown")),
        ({"level": "9"}, Outcome.VALID, Answer.PASSED, ("level", "level_unknown")),
        ({"origin": Origin.WORK, "assessed": False}, Outcome.VALID, Answer.PASSED,
         ("assessed", "not_assessed")),
    ],
)  # fmt: skip
def test_what_is_not_sure_gives_no_credits(bank, credit_offices, changes, outcome, answer, failed):
    from trimtab.credentials.bank import deposit

    considered = bank.do(
        "opener", deposit, credit_offices.stated("x", **changes), region=credit_offices.REGION,
        verdict=Verdict(outcome, ()),
        accredited=lambda *_: answer, frameworks=credit_offices.FRAMEWORKS,
    )  # fmt: skip
    assert considered.entry is None
    assert (considered.steps[-1].name, considered.steps[-1].reason) == failed
    assert bank.read(lines_of, "holder-1") == ()


def test_a_certificate_gives_credits_once(funded):
    with pytest.raises(StateError, match="CREDITS-023"):
        funded.deposit("one")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credit_line SET hundredths = 9999",
        "DELETE FROM credit_line",
        "DELETE FROM credit_entry",
        "UPDATE recognition_case SET decision = 'x', moves = moves + 1",
        "UPDATE recognition_case SET state = 'signed'",
        "INSERT OR REPLACE INTO credit_line SELECT * FROM credit_line LIMIT 1",
        (
            "INSERT INTO credit_line SELECT entry_id || ':9', entry_id, holder_id, 9, 'redeem', "
            "hundredths, framework_id, at, actor, case_id, note FROM credit_line LIMIT 1"
        ),
        (
            "INSERT INTO credit_line SELECT entry_id || ':2', entry_id, holder_id, 2, 'reverse', "
            "hundredths, framework_id, at, actor, case_id, note FROM credit_line LIMIT 1"
        ),
    ],
)
def test_the_database_itself_keeps_the_ledger(funded, statement):
    funded.open()
    with funded.office.engine.begin() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(statement)


def test_a_holder_sees_what_credits_count_for(funded, credit_offices, monkeypatch):
    from trimtab.app import credits as app

    monkeypatch.setattr(app, "load_book", lambda: credit_offices.BOOK)
    at = funded.clock()
    ledger = funded.read(holder_ledger, "holder-1", at)
    assert [one.usable for one in ledger.entries] == [True, True, True]
    (prospect,) = funded.read(holder_prospects, "holder-1", at)
    assert prospect.result.satisfied
    signed = funded.signed()
    ledger = funded.read(holder_ledger, "holder-1", funded.clock())
    assert [one.usable for one in ledger.entries] == [True, False, False]
    assert funded.read(holder_prospects, "holder-1", funded.clock()) == ()  # it is complete
    told = export_decision(signed)
    assert told["intact"] and not told["advice"] and told["document"]["proof"]


def test_a_backup_brings_everything_back(funded, tmp_path):
    """Rows come back as they had become, past the guards of new rows."""
    signed = funded.signed()
    funded.overturned(signed.case_id)

    def everything(reading):
        return (
            reading.find(RecognitionCase),
            reading.find(Appeal),
            reading.find(Entry),
            lines_of(reading, "holder-1"),
        )

    before = funded.read(everything)
    create_backup(tmp_path / "workspace", None, tmp_path / "copy.zip")
    restore_backup(tmp_path / "copy.zip", tmp_path / "again", None)
    with open_office(tmp_path / "again") as office, office.reading() as reading:
        assert everything(reading) == before
