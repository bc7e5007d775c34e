"""The published Chinese example through the whole pipeline, with the embedded rule and real proofs.

A student of the Open University of China with the certificate of a postal express clerk was excused
from three courses and so obtained eight credits (Xinhua, January 2023; how the eight divide among
the three was not published). Here: the certificate is issued and signed, verified, deposited,
counted by the rule, reviewed, and signed as a recognition that anybody can verify.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trimtab.app.credits import book_of, deposit_certificate, holder_ledger, verify_here
from trimtab.app.credits_signing import send_recognition, sign_recognition
from trimtab.app.credits_standing import open_recognition
from trimtab.credentials.bank import (
    CaseState,
    Residency,
    decide_again,
    decision_content,
    plain_result,
    record_qualification,
    review_case,
)
from trimtab.credentials.issuing.registry import add_accreditation, add_achievement
from trimtab.credentials.issuing.types import AchievementRecord, Grade
from trimtab.credentials.securing import read_document
from trimtab.credentials.types import Outcome
from trimtab.office.types import Actor, Grant, Role

RULE = "cn.ouchn.express-clerk@1"
MODULES = ["速递生产与运作", "速递业务与经营", "邮政快递揽投作业规范"]
CLERK = "urn:example:postal-express-clerk"


@pytest.fixture(scope="module")
def bureau(builder, tmp_path_factory):
    """The college certifies clerks, and asks for what the invented diploma asks for."""
    folder: Path = tmp_path_factory.mktemp("courier") / "workspace"
    made = builder.open_bureau(folder)
    with made.office.work("operator", "set up") as work:
        for name, role in (("sun", Role.CASEWORKER), ("dean", Role.AWARDING_BODY)):
            work.add(Actor(name, name, department_id="college"))
            work.add(Grant(f"{name}:role", name, role, builder.REGION))
        add_achievement(
            work,
            AchievementRecord(
                CLERK, "CN:postal-express-clerk", {"zh": "邮政速递业务员"}, {"zh": "通过评价"},
                Grade.JUNIOR, ("CSCO@2022:4-02-07-08",),
            ),
            builder.REGION,
        )  # fmt: skip
        add_accreditation(
            work,
            builder.accreditation(accreditation_id="clerks", standard_id="CN:postal-express-clerk"),
        )
        book = book_of(work)
        diploma = book.qualification("example.logistics", work.at.date(), work.at)
        own = replace(
            diploma, awarding_body=builder.ISSUER, since=work.at.date(),
            residency=Residency((builder.ISSUER,), diploma.residency.hundredths),
        )  # fmt: skip
        record_qualification(work, own, region=builder.REGION, department_id="college", book=book)
    made.issue(builder.rows(1, CLERK))
    yield made
    made.office.close()


@pytest.fixture(scope="module")
def signed(bureau, builder):
    """Deposited by one, reviewed by another, signed by the college."""
    (certificate,) = bureau.certificates()
    with bureau.office.work("li", "deposit") as work:
        verify = verify_here(work, bureau.store, work.at)
        considered = deposit_certificate(work, bureau.store, certificate.certificate_id, verify)
    assert [step.passed for step in considered.steps] == [True] * 6
    with bureau.office.work("li", "open") as work:
        case = open_recognition(
            work, bureau.store, holder_id=certificate.holder_id,
            qualification_id="example.logistics", region=builder.REGION,
            department_id="college", awarding_department_id="college",
        )  # fmt: skip
    with bureau.office.work("sun", "review") as work:
        review_case(work, case.case_id)
    send_recognition(bureau.desk("sun"), case.case_id)
    return sign_recognition(bureau.desk("dean"), case.case_id)


def test_the_certificate_counts_for_three_courses_and_eight_credits_together(signed):
    result = decision_content(signed)["result"]
    express = next(one for one in result["needs"] if one["need_id"] == "express")
    assert (express["wanted"], express["got"], express["short"]) == ("8", "8", "0")
    assert [one["rule_key"] for one in result["assignments"]] == [RULE]
    assert result["satisfied"] is False  # eight credits are no diploma
    assert plain_result(decide_again(decision_content(signed))) == result


def test_the_recognition_names_rule_courses_and_source_and_verifies(signed, bureau):
    assert signed.state is CaseState.SIGNED
    document = read_document(signed.document)
    with bureau.office.reading() as reading:
        verdict = verify_here(reading, bureau.store, datetime.now(UTC))(document)
    assert verdict.outcome is Outcome.VALID
    for told in (RULE, "国家开放大学学分银行", *MODULES):
        assert told in signed.document
    assert document["credentialSubject"]["creditsEarned"] == 8


def test_the_credits_are_redeemed_and_cannot_be_counted_again(signed, bureau):
    with bureau.office.reading() as reading:
        ledger = holder_ledger(reading, signed.holder_id, datetime.now(UTC))
    assert [one.usable for one in ledger.entries] == [False]
