"""Recognitions of real certificates: signed as a certificate that verifies, and resting only on
certificates that stand: one that was suspended or revoked is not counted, not signed, written off.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trimtab.app.credits import deposit_certificate, holder_ledger, holder_prospects, verify_here
from trimtab.app.credits_signing import (
    judge_recognition,
    revoke_recognition,
    send_recognition,
    sign_recognition,
)
from trimtab.app.credits_standing import open_recognition, settle_bank
from trimtab.credentials.bank import (
    Book,
    CaseState,
    Frameworks,
    LineKind,
    RuleInput,
    decision_content,
    entry_id_of,
    get_case,
    lines_of,
    lodge_appeal,
    recognition_id,
    review_case,
    used_entries,
)
from trimtab.credentials.issuing.changing import REASONS
from trimtab.credentials.issuing.erasing import forget_holder
from trimtab.credentials.issuing.types import Move
from trimtab.credentials.securing import read_document
from trimtab.credentials.types import Outcome
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.office.tasks import close_task
from trimtab.office.types import Actor, Grant, Role, Task, TaskState

NOW = datetime.now(UTC)


@pytest.fixture
def bank(builder, load_builder, tmp_path: Path, monkeypatch) -> Iterator[object]:
    """A bureau, a holder with two certificates in the bank, and a book with a rule for them."""
    made = load_builder("unit/credentials/credit_office.py")
    framework = replace(made.FRAMEWORKS.frameworks[0], framework_id="CN-GRADES")
    rule = replace(made.RULE, inputs=(RuleInput("STD-1"),))
    diploma = replace(made.QUALIFICATION, awarding_body=builder.ISSUER)
    frameworks = Frameworks((*made.FRAMEWORKS.frameworks, framework))
    monkeypatch.setattr(
        "trimtab.app.credits.load_book", lambda: Book(frameworks, (rule,), (diploma,))
    )
    bureau = builder.open_bureau(tmp_path / "workspace")
    with bureau.office.work("operator", "people") as work:
        for name, role in (("sun", Role.CASEWORKER), ("dean", Role.AWARDING_BODY)):
            work.add(Actor(name, name, department_id="college"))
            work.add(Grant(f"{name}:role", name, role, builder.REGION))
    (row,) = builder.rows(1)
    bureau.issue([row, replace(row, row_number=3, awarded_on=date(2026, 10, 1), number="S-2")])
    yield Bank(bureau, builder.REGION)
    bureau.office.close()


class Bank:
    """Shorthands for what the people of the bureau and of the school do."""

    def __init__(self, bureau, region: str) -> None:
        self.bureau, self.region = bureau, region
        self.certificates = sorted(bureau.certificates(), key=lambda one: one.awarded_on)
        self.holder = self.certificates[0].holder_id
        for one in self.certificates:
            with bureau.office.work("li", "deposit") as work:
                verify = verify_here(work, bureau.store, work.at)
                deposit_certificate(work, bureau.store, one.certificate_id, verify)

    def open(self):
        with self.bureau.office.work("li", "open") as work:
            return open_recognition(
                work, self.bureau.store, holder_id=self.holder, qualification_id="diploma",
                region=self.region, department_id="college", awarding_department_id="college",
            )  # fmt: skip

    def sent(self):
        case = self.open()
        with self.bureau.office.work("sun", "review") as work:
            review_case(work, case.case_id)
        return send_recognition(self.bureau.desk("sun"), case.case_id)

    def change(self, certificate, move: Move) -> None:
        self.bureau.desk().change(certificate.certificate_id, move, REASONS[move][0], "looked into")

    def counted(self, case) -> set[str]:
        return {one["id"] for one in decision_content(case)["entries"]}

    def read(self, ask, *given):
        with self.bureau.office.reading() as reading:
            return ask(reading, self.holder, *given)

    def kinds(self) -> list[LineKind]:
        return sorted(one.kind for one in self.read(lines_of))

    def outcome(self, document) -> Outcome:
        with self.bureau.office.reading() as reading:
            return verify_here(reading, self.bureau.store, datetime.now(UTC))(document).outcome

    def usable(self) -> int:
        return sum(one.usable for one in self.read(holder_ledger, NOW).entries)


def test_a_suspended_certificate_does_not_count_until_it_is_lifted(bank):
    first, second = bank.certificates
    bank.change(first, Move.SUSPEND)
    assert bank.usable() == 1
    assert bank.counted(bank.open()) == {entry_id_of(second.certificate_id)}
    assert bank.kinds() == [LineKind.DEPOSIT] * 2  # it stays in the bank
    bank.change(first, Move.LIFT)
    assert bank.usable() == 2


def test_a_revoked_certificate_leaves_the_bank_when_a_case_is_opened(bank):
    first, second = bank.certificates
    bank.change(first, Move.REVOKE)
    assert bank.usable() == 1
    assert bank.counted(bank.open()) == {entry_id_of(second.certificate_id)}
    assert bank.kinds() == [LineKind.DEPOSIT] * 2 + [LineKind.WITHDRAW]


@pytest.mark.parametrize(
    ("move", "outcome"), [(Move.SUSPEND, "suspended"), (Move.REVOKE, "revoked")]
)
def test_nothing_is_signed_that_rests_on_a_fallen_certificate(bank, move, outcome):
    case = bank.sent()
    (used,) = used_entries(decision_content(case))
    (resting,) = (one for one in bank.certificates if entry_id_of(one.certificate_id) == used)
    bank.change(resting, move)
    with pytest.raises(StateError, match="CREDITS-090") as refused:
        sign_recognition(bank.bureau.desk("dean"), case.case_id)
    assert refused.value.params["outcome"] == outcome
    with bank.bureau.office.reading() as reading:
        assert get_case(reading, case.case_id).state is CaseState.SENT
        # neither signed nor entered in the register
        assert bank.bureau.store.certificate(reading, recognition_id(case)) is None
    assert LineKind.REDEEM not in bank.kinds()


def test_what_the_school_signs_is_a_valid_certificate_until_it_is_revoked(bank, builder):
    sent, dean = bank.sent(), bank.bureau.desk("dean")
    assert builder.NAME not in sent.document and builder.identity_number(0) not in sent.document
    signed = sign_recognition(dean, sent.case_id)
    assert signed.state is CaseState.SIGNED
    document = read_document(signed.document)
    suites = {one["cryptosuite"] for one in document["proof"]}
    assert suites == {"eddsa-rdfc-2022", "eddsa-jcs-2022"}
    assert document["id"] == recognition_id(signed) and document["credentialStatus"]
    assert bank.outcome(document) is Outcome.VALID
    more = json.loads(signed.document)
    more["credentialSubject"]["creditsEarned"] = 70
    assert bank.outcome(more) is Outcome.INVALID
    assert bank.kinds().count(LineKind.REDEEM) == 1
    with pytest.raises(StateError, match="CREDITS-028"):
        revoke_recognition(dean, signed.case_id, "nobody overturned it")
    with bank.bureau.office.work("li", "appeal") as work:
        appeal = lodge_appeal(work, signed.case_id, "the internship was left out")
    judge_recognition(bank.bureau.desk("wang"), appeal.appeal_id, overturn=True, reason="it was")
    assert bank.outcome(document) is Outcome.SUSPENDED  # at once, before the school revokes it
    revoke_recognition(dean, signed.case_id, "overturned on appeal")
    assert bank.outcome(document) is Outcome.REVOKED


def test_an_erased_holder_cannot_be_named(bank):
    case = bank.open()
    with bank.bureau.office.work("sun", "review") as work:
        review_case(work, case.case_id)
    with bank.bureau.office.work("operator", "erase") as work:
        forget_holder(work, bank.bureau.store, bank.holder)
    with pytest.raises(StateError, match="CREDITS-060"):
        send_recognition(bank.bureau.desk("sun"), case.case_id)


def test_only_certificates_of_the_register_are_deposited(bank):
    with (
        bank.bureau.office.work("li", "deposit") as work,
        pytest.raises(UnknownCodeError, match="CREDITS-058"),
    ):
        deposit_certificate(work, bank.bureau.store, "urn:uuid:nothing", lambda _: None)


def test_every_day_the_whole_bank_is_settled_once(bank):
    office, today = bank.bureau.office, NOW.date()
    assert settle_bank(office, "system:worker", today) == 0
    for one in bank.certificates:
        bank.change(one, Move.REVOKE)
    assert bank.read(holder_prospects, NOW) == ()
    assert settle_bank(office, "system:worker", today) == 2
    assert settle_bank(office, "system:worker", today) == 0
    assert bank.kinds() == [LineKind.DEPOSIT] * 2 + [LineKind.WITHDRAW] * 2


def test_a_recognition_whose_certificate_is_revoked_later_is_reviewed_once(bank):
    signed = sign_recognition(bank.bureau.desk("dean"), bank.sent().case_id)
    office, today = bank.bureau.office, NOW.date()
    (used,) = used_entries(decision_content(signed))
    (resting,) = (one for one in bank.certificates if entry_id_of(one.certificate_id) == used)
    bank.change(resting, Move.REVOKE)
    assert settle_bank(office, "system:worker", today) == 0  # used up: nothing to write off
    with office.reading() as reading:
        (task,) = reading.find(Task)
    assert task.params == {"case": signed.case_id, "certificate": resting.certificate_id}
    with office.work("operator", "decided") as work:
        close_task(work, task.task_id, "the school keeps it")
    settle_bank(office, "system:worker", today)
    with office.reading() as reading:
        assert [one.state for one in reading.find(Task)] == [TaskState.DONE]
