"""Recognitions from the deposit to the appeal, on a real store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.exc import DBAPIError

from trimtab.app.credits import export_decision, holder_ledger, holder_prospects
from trimtab.credentials.bank import (
    Appeal,
    AppealState,
    CaseState,
    Entry,
    LineKind,
    Origin,
    RecognitionCase,
    RuleVersion,
    affected_cases,
    balances,
    book_with_own,
    decide_again,
    decision_content,
    decline_case,
    end_rule,
    expire_entries,
    folder_of,
    get_case,
    judge_appeal,
    lines_of,
    lodge_appeal,
    moves_open_to,
    own_rules,
    plain_result,
    record_qualification,
    record_rule,
    review_case,
    rules_in_force,
    see_cases,
    send_case,
    sign_case,
    withdraw_case,
    withdraw_entry,
)
from trimtab.credentials.types import Answer, Outcome, Verdict
from trimtab.kernel import (
    InputRejectedError,
    NotAllowedError,
    StateError,
    UnknownCodeError,
)
from trimtab.office.types import Task
from trimtab.stores.backup.creating import create_backup
from trimtab.stores.backup.restoring import restore_backup
from trimtab.stores.office.store import open_office


@pytest.fixture(scope="session")
def credit_offices(load_builder) -> ModuleType:
    return load_builder("unit/credentials/credit_office.py")


@pytest.fixture(scope="session")
def furnished_bank(tmp_path_factory, credit_offices) -> Path:
    folder = tmp_path_factory.mktemp("bank") / "workspace"
    opened = open_office(folder, create=True, now=credit_offices.Clock())
    with opened as office, office.work("operator", "set up") as work:
        credit_offices.furnish(work)
    return folder


@pytest.fixture
def bank(tmp_path: Path, furnished_bank: Path, credit_offices) -> Iterator[object]:
    shutil.copytree(furnished_bank, tmp_path / "workspace")
    clock = credit_offices.Clock()
    with open_office(tmp_path / "workspace", now=clock) as office:
        yield credit_offices.CreditOffice(office, clock)


@pytest.fixture
def funded(bank, credit_offices):
    """A holder with a courier's certificate and two courses."""
    bank.deposit("courier", **credit_offices.COURIER)
    bank.deposit("one")
    bank.deposit("two", hundredths=200)
    return bank


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


def test_a_rule_change_never_alters_a_past_decision(funded, credit_offices):
    signed = funded.signed()
    open_one = credit_offices.QUALIFICATION
    better = replace(
        credit_offices.RULE, since=date(2026, 12, 1), outputs=(
            replace(credit_offices.RULE.outputs[0], hundredths=900),)
    )  # fmt: skip
    funded.do("designer", record_rule, better, region=credit_offices.REGION,
              department_id="bureau", book=credit_offices.BOOK)  # fmt: skip
    kept = funded.read(get_case, signed.case_id)
    assert kept == signed
    book = funded.read(lambda r: book_with_own(r, credit_offices.BOOK))
    assert {one.key for one in book.rules} == {"courier@1", "courier@2"}
    same = rules_in_force(book.rules, signed.decided_on, signed.known_at, "diploma")
    assert [one.key for one in same] == ["courier@1"]
    later = rules_in_force(book.rules, date(2026, 12, 2), funded.clock(), "diploma")
    assert [one.key for one in later] == ["courier@2"]
    assert plain_result(decide_again(decision_content(kept)))["rules"] == ["courier@1"]
    assert open_one.version == 1


def test_retroactive_rules_are_refused_or_said_to_be(funded, credit_offices):
    told = {"region": credit_offices.REGION, "department_id": "bureau", "book": credit_offices.BOOK}
    past = replace(credit_offices.RULE, rule_id="past")
    with pytest.raises(StateError, match="CREDITS-041"):
        funded.do("designer", record_rule, past, **told)
    with pytest.raises(InputRejectedError, match="CREDITS-026"):
        funded.do("designer", record_rule, past, retroactive=True, **told)
    made = funded.do(
        "designer", record_rule, past, retroactive=True, note="ordered by the court", **told
    )
    assert made.recorded > credit_offices.START > made.recorded.replace(year=2026, month=1)
    (rule,) = funded.read(own_rules)
    early = made.recorded.replace(month=6)
    assert rules_in_force([rule], date(2026, 6, 1), early) == ()
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        funded.do("reviewer", record_rule, past, **told)


def test_a_rule_that_is_wrong_is_not_recorded(funded, credit_offices):
    told = {"region": credit_offices.REGION, "department_id": "bureau", "book": credit_offices.BOOK}
    wrong = replace(
        credit_offices.RULE, since=date(2027, 1, 1), legal_basis="", bridge="x",
        framework_id="nothing", qualifications=("unknown",),
    )  # fmt: skip
    with pytest.raises(InputRejectedError, match="CREDITS-042") as caught:
        funded.do("designer", record_rule, wrong, **told)
    codes = {one.code for one in caught.value.problems}
    assert codes == {"CREDITS-050", "CREDITS-051", "CREDITS-047", "CREDITS-055"}
    assert funded.read(lambda r: r.find(RuleVersion)) == ()


def test_a_rule_can_be_ended_ahead_only(funded, credit_offices):
    told = {"region": credit_offices.REGION, "department_id": "bureau", "book": credit_offices.BOOK}
    with pytest.raises(StateError, match="CREDITS-046"):
        funded.do("designer", end_rule, "courier", date(2026, 11, 23), **told)
    with pytest.raises(UnknownCodeError, match="CREDITS-045"):
        funded.do("designer", end_rule, "nobody's", date(2027, 1, 1), **told)
    funded.do("designer", end_rule, "courier", date(2027, 1, 1), **told)
    book = funded.read(lambda r: book_with_own(r, credit_offices.BOOK))
    at = funded.clock()
    assert [one.version for one in rules_in_force(book.rules, date(2026, 12, 31), at)] == [2]
    assert rules_in_force(book.rules, date(2027, 1, 1), at) == ()


def test_affected_cases_are_told_and_not_touched(funded, credit_offices):
    case = funded.open()
    worse = replace(credit_offices.RULE, outputs=(
        replace(credit_offices.RULE.outputs[0], hundredths=100),))  # fmt: skip
    before = funded.read(lambda r: r.find(type(case)))
    (found,) = funded.read(affected_cases, "auditor", worse, credit_offices.FRAMEWORKS)
    assert (found.case_id, found.shortfall_before, found.shortfall_after) == (case.case_id, 0, 300)
    assert funded.read(affected_cases, "auditor", credit_offices.RULE,
                       credit_offices.FRAMEWORKS) == ()  # fmt: skip
    assert funded.read(lambda r: r.find(type(case))) == before


def test_an_overturned_appeal_gives_credits_back_and_asks_for_the_rule(funded):
    signed = funded.signed()
    used_up = _left(funded)
    judged = funded.overturned(signed.case_id)
    assert judged.state is AppealState.OVERTURNED and judged.rules == ("courier@1",)
    assert _left(funded) == used_up + 700
    assert funded.read(get_case, signed.case_id).state is CaseState.OVERTURNED
    (task,) = funded.read(lambda r: r.find(Task))
    assert task.kind == "credit_rule_review" and task.params["rules"] == "courier@1"
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
    funded.do("opener", withdraw_entry, credit_offices.REGION, entry, "the certificate was revoked")
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


def test_shelf_lives_end(funded, credit_offices):
    """Seven years in this framework: 2026-03-01 ends on 2033-03-01."""
    assert funded.do("opener", expire_entries, credit_offices.REGION, date(2033, 2, 28)) == ()
    gone = funded.do("opener", expire_entries, credit_offices.REGION, date(2033, 3, 1))
    assert len(gone) == 3 and _left(funded) == 0
    assert funded.do("opener", expire_entries, credit_offices.REGION, date(2033, 3, 2)) == ()
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
        "opener", deposit, credit_offices.assertion("x", **changes), verdict=Verdict(outcome, ()),
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
    told = export_decision(signed)
    assert told["intact"] and not told["advice"] and told["document"]["proof"]


def test_a_qualification_is_recorded_for_days_ahead(funded, credit_offices):
    told = {
        "region": credit_offices.REGION,
        "department_id": "college",
        "book": credit_offices.BOOK,
    }
    later = replace(credit_offices.QUALIFICATION, since=date(2027, 1, 1), total=900)
    with pytest.raises(StateError, match="CREDITS-041"):
        funded.do("operator", record_qualification, credit_offices.QUALIFICATION, **told)
    with pytest.raises(InputRejectedError, match="CREDITS-047"):
        funded.do("operator", record_qualification, replace(later, framework_id="x"), **told)
    funded.do("operator", record_qualification, later, **told)
    book = funded.read(lambda r: book_with_own(r, credit_offices.BOOK))
    at = funded.clock()
    assert book.qualification("diploma", date(2026, 12, 31), at).version == 1
    assert book.qualification("diploma", date(2027, 1, 1), at).version == 2
    with pytest.raises(UnknownCodeError, match="CREDITS-024"):
        book.qualification("diploma", date(2025, 1, 1), at)


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
