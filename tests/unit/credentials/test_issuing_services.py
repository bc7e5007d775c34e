"""Who may certify what: four eyes, accreditation, grades, states; each refused by its code."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from trimtab.credentials.issuing.batch_types import BatchState, RowState
from trimtab.credentials.issuing.batches import (
    approve_batch,
    cancel_batch,
    draft_batch,
    refuse_batch,
    release_single,
    withdraw_batch,
)
from trimtab.credentials.issuing.changing import MOVES, REASONS, change_state
from trimtab.credentials.issuing.checking import RowDraft
from trimtab.credentials.issuing.erasing import forget_holder
from trimtab.credentials.issuing.identity import badge_hash, holder_matches
from trimtab.credentials.issuing.keys import add_key, current_key, end_key
from trimtab.credentials.issuing.registry import (
    add_accreditation,
    add_issuer,
    change_achievement,
    end_accreditation,
)
from trimtab.credentials.issuing.types import (
    FOUR_EYES_FROM,
    AchievementRecord,
    CertificateState,
    ChangeReason,
    Grade,
    Move,
)
from trimtab.credentials.types import Issuer, KeyEnd, KeyRecord
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError, TrimtabError


def refused(code: str, kind: type[TrimtabError] = TrimtabError):
    return pytest.raises(kind, match=code)


def test_four_eyes_begin_with_technician():
    assert FOUR_EYES_FROM is Grade.TECHNICIAN and FOUR_EYES_FROM == 5
    needs = {
        grade: AchievementRecord("urn:x:y", "s", {"zh": "t"}, {}, grade).needs_second_person
        for grade in Grade
    }
    assert [grade.name for grade, asked in needs.items() if not asked] == [
        "APPRENTICE", "JUNIOR", "INTERMEDIATE", "SENIOR",
    ]  # fmt: skip


def test_whoever_drafted_cannot_approve(bureau, builder):
    batch = bureau.draft(builder.rows(2), actor="operator")
    with refused("CREDENTIALS-161", NotAllowedError):
        bureau.approve(batch, "operator")
    assert bureau.approve(batch, "wang").state is BatchState.APPROVED


def test_a_role_without_the_right_cannot_approve(bureau, builder):
    batch = bureau.draft(builder.rows(2), actor="operator")
    with refused("OFFICE-010", NotAllowedError):
        bureau.approve(batch, "li")


def test_nothing_is_issued_before_approval(bureau, builder):
    batch = bureau.draft(builder.rows(2))
    with refused("CREDENTIALS-167", StateError):
        bureau.run().issue(batch.batch_id)
    assert bureau.certificates() == ()


@pytest.mark.parametrize(("count", "high"), [(2, False), (1, True)])
def test_lists_and_high_grades_need_a_second_person(bureau, builder, count, high):
    achievement = builder.TECHNICIAN if high else builder.SENIOR
    batch = bureau.draft(builder.rows(count, achievement))
    with bureau.office.work("li", "x") as work, refused("CREDENTIALS-164", NotAllowedError):
        release_single(work, bureau.store, batch.batch_id)
    assert bureau.desk("li").release(batch.batch_id) is None


def test_one_certificate_below_technician_is_issued_at_once(bureau, builder):
    batch = bureau.draft(builder.rows(1))
    done = bureau.desk("li").release(batch.batch_id)
    assert done is not None and (done.state, done.issued) == (BatchState.ISSUED, 1)
    (certificate,) = bureau.certificates()
    assert (certificate.drafted_by, certificate.approved_by) == ("li", None)


def test_a_list_is_decided_once(bureau, builder):
    batch = bureau.issue(builder.rows(2))
    with bureau.office.work("wang", "x") as work:
        with refused("CREDENTIALS-162"):
            refuse_batch(work, bureau.store, batch.batch_id, "doubtful")
        with refused("CREDENTIALS-162"):
            approve_batch(work, batch.batch_id)
        with refused("CREDENTIALS-166"):
            cancel_batch(work, bureau.store, batch.batch_id)


def test_refusing_says_why_and_forgets_the_names(bureau, builder):
    bureau.issue(builder.rows(1))
    batch = bureau.draft(builder.rows(3))  # the first of them is certified already
    with bureau.office.work("wang", "x") as work:
        with refused("CREDENTIALS-165"):
            refuse_batch(work, bureau.store, batch.batch_id, " ")
        refuse_batch(work, bureau.store, batch.batch_id, "no assessment was held")
    with bureau.office.reading() as reading:
        found = bureau.store.rows(reading, batch.batch_id)
        held = bureau.store.holders(reading, (row.holder_id for row in found))
    names = [held[row.holder_id].name for row in found]
    assert names == [f"{builder.NAME}0", None, None]


def test_a_draft_is_withdrawn_by_its_drafter(bureau, builder):
    batch = bureau.draft(builder.rows(1))
    with bureau.office.work("li", "x") as work:
        assert withdraw_batch(work, bureau.store, batch.batch_id).state is BatchState.WITHDRAWN


def test_cancelling_keeps_what_was_issued(bureau, builder):
    batch = bureau.approve(bureau.draft(builder.rows(2)))
    with bureau.office.work("wang", "x") as work:
        cancelled = cancel_batch(work, bureau.store, batch.batch_id)
    assert (cancelled.state, cancelled.issued) == (BatchState.WITHDRAWN, 0)
    with refused("CREDENTIALS-167"):
        bureau.run().issue(batch.batch_id)


def test_accreditation_is_asked_again_when_a_block_is_kept(bureau, builder):
    batch = bureau.approve(bureau.draft(builder.rows(2)))
    with bureau.office.work("operator", "x") as work:
        end_accreditation(work, "accreditation", work.at.date())
    with refused("CREDENTIALS-168", NotAllowedError):
        bureau.run().issue(batch.batch_id)
    assert bureau.certificates() == ()


def test_a_key_revoked_meanwhile_does_not_sign(bureau, builder):
    batch = bureau.approve(bureau.draft(builder.rows(1)))
    with bureau.office.work("operator", "x") as work:
        key = current_key(work, builder.ISSUER, work.at)
        end_key(work, key.key_id, KeyEnd.LOST, work.at - timedelta(seconds=1))
    with refused("CREDENTIALS-158", StateError):
        bureau.run().issue(batch.batch_id)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " "}, "CREDENTIALS-170"),
        ({"awarded_on": None}, "CREDENTIALS-171"),
        ({"awarded_on": date(2999, 1, 1)}, "CREDENTIALS-172"),
        ({"valid_until": date(2026, 10, 1)}, "CREDENTIALS-173"),
        ({"awarded_on": date(2020, 2, 1), "valid_until": date(2021, 1, 1)}, "CREDENTIALS-174"),
        ({"achievement_id": None}, "CREDENTIALS-175"),
        ({"achievement_id": "urn:example:other"}, "CREDENTIALS-176"),
        ({"awarded_on": date(2019, 12, 31)}, "CREDENTIALS-177"),
    ],
)
def test_each_fault_of_a_row_is_found(bureau, builder, changed, code):
    (row,) = builder.rows(1)
    batch = bureau.draft([replace(row, **changed)])
    with bureau.office.reading() as reading:
        (kept,) = bureau.store.rows(reading, batch.batch_id)
    assert kept.state is RowState.FAULTY and kept.holder_id is None
    assert [one["code"] for one in kept.findings] == [code]
    with refused("CREDENTIALS-163", StateError):
        bureau.approve(batch)


def test_a_grade_above_the_accreditation_is_found(bureau, builder):
    with bureau.office.work("operator", "x") as work:
        made = AchievementRecord("urn:example:chief", "STD-1", {"zh": "首席"}, {}, 8)
        work.add(made)
    batch = bureau.draft(builder.rows(1, "urn:example:chief"))
    with bureau.office.reading() as reading:
        (kept,) = bureau.store.rows(reading, batch.batch_id)
    assert kept.findings[0]["code"] == "CREDENTIALS-177"
    assert kept.findings[0]["params"]["level"] == 8


def test_a_double_row_and_a_stolen_number_are_found(bureau, builder):
    first, second = builder.rows(2)
    other = replace(second, row_number=5, identity_number=first.identity_number, name="别人")
    batch = bureau.draft([first, replace(first, row_number=3), other])
    with bureau.office.reading() as reading:
        found = bureau.store.rows(reading, batch.batch_id)
    codes = [[one["code"] for one in row.findings] for row in found]
    assert codes == [
        ["CREDENTIALS-260"],
        ["CREDENTIALS-178", "CREDENTIALS-260"],
        ["CREDENTIALS-260"],
    ]
    assert [row.findings[-1]["params"]["row"] for row in found] == [5, 5, 2]


def test_a_certificate_number_that_stands_twice_is_found(bureau, builder):
    first, second, third = builder.rows(3)
    batch = bureau.draft([first, second, replace(third, number=first.number)])
    with bureau.office.reading() as reading:
        found = bureau.store.rows(reading, batch.batch_id)
    codes = [[(one["code"], one["params"]["row"]) for one in row.findings] for row in found]
    assert codes == [[("CREDENTIALS-261", 4)], [], [("CREDENTIALS-261", 2)]]


def test_a_number_known_under_another_name_is_found(bureau, builder):
    bureau.issue(builder.rows(1))
    (row,) = builder.rows(1, builder.TECHNICIAN)
    batch = bureau.draft([replace(row, name="别人")])
    with bureau.office.reading() as reading:
        (kept,) = bureau.store.rows(reading, batch.batch_id)
    assert [one["code"] for one in kept.findings] == ["CREDENTIALS-179"]


def test_what_is_certified_is_not_certified_again(bureau, builder):
    first = bureau.issue(builder.rows(2))
    second = bureau.issue(builder.rows(3))
    with bureau.office.reading() as reading:
        counts = bureau.store.count_rows(reading, second.batch_id)
        earlier = bureau.store.rows(reading, first.batch_id)
        later = bureau.store.rows(reading, second.batch_id)
    assert counts == {RowState.SKIPPED: 2, RowState.ISSUED: 1}
    assert [row.certificate_id for row in later[:2]] == [row.certificate_id for row in earlier]
    assert len(bureau.certificates()) == 3


def test_every_move_but_those_of_the_table_is_refused(bureau, builder):
    bureau.issue(builder.rows(1))
    (issued,) = bureau.certificates()
    for state in CertificateState:
        for move in REASONS:
            with bureau.office.work("wang", "x") as work:
                now = bureau.store.certificate(work, issued.certificate_id)
                if now.state is not state:
                    continue
                if (state, move) in MOVES:
                    continue
                with refused("CREDENTIALS-186", StateError):
                    change_state(work, bureau.store, issued.certificate_id, move,
                                 REASONS[move][0], "why")  # fmt: skip
        step = {CertificateState.ISSUED: Move.SUSPEND, CertificateState.SUSPENDED: Move.REVOKE}
        if state in step:
            move = step[state]
            bureau.desk("wang").change(issued.certificate_id, move, REASONS[move][0], "why")
    assert bureau.certificates()[0].state is CertificateState.REVOKED


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [
        (ChangeReason.REVIEW_CLEARED, "why", "CREDENTIALS-187"),
        (ChangeReason.FRAUD, " ", "CREDENTIALS-165"),
        (ChangeReason.FRAUD, "欧阳试验0 未参加评价", "CREDENTIALS-188"),
        (ChangeReason.FRAUD, "见 110101199003074514", "CREDENTIALS-188"),
        (ChangeReason.FRAUD, "x" * 1001, "CREDENTIALS-188"),
    ],
)
def test_a_revocation_has_a_reason_that_names_nobody(bureau, builder, reason, note, code):
    bureau.issue(builder.rows(1))
    (issued,) = bureau.certificates()
    with refused(code, InputRejectedError):
        bureau.desk("wang").change(issued.certificate_id, Move.REVOKE, reason, note)
    assert bureau.certificates()[0].state is CertificateState.ISSUED


def test_the_badge_hash_needs_the_salt_and_differs_by_certificate(bureau, builder):
    row = builder.rows(1)[0]
    other = replace(row, row_number=3, achievement_id=builder.TECHNICIAN, number="S2")
    bureau.issue([row, other])
    first, second = bureau.certificates()
    assert first.holder_id == second.holder_id
    with bureau.office.reading() as reading:
        holder = bureau.store.holder(reading, first.holder_id)
        texts = [bureau.store.document(reading, one.digest).content for one in (first, second)]
        assert holder_matches(
            bureau.store, reading, first.certificate_id, row.name, row.identity_number
        )
        assert not holder_matches(
            bureau.store, reading, first.certificate_id, "别人", row.identity_number
        )
    for one, written in zip((first, second), texts, strict=True):
        (identifier,) = json.loads(written)["credentialSubject"]["identifier"]
        assert identifier["identityHash"] == badge_hash(holder, one.certificate_id)
        assert "salt" not in identifier and holder.salt not in written
    assert badge_hash(holder, first.certificate_id) != badge_hash(holder, second.certificate_id)


def test_a_forgotten_holder_cannot_be_linked_any_more(bureau, builder):
    row = builder.rows(1)[0]
    bureau.issue([row])
    (issued,) = bureau.certificates()
    bureau.desk("wang").change(issued.certificate_id, Move.SUSPEND, ChangeReason.FRAUD, "note")
    with bureau.office.work("wang", "x") as work:
        assert forget_holder(work, bureau.store, issued.holder_id) == 1
        with refused("CREDENTIALS-190", StateError):
            forget_holder(work, bureau.store, issued.holder_id)
    with bureau.office.reading() as reading:
        holder = bureau.store.holder(reading, issued.holder_id)
        assert (holder.name, holder.identity_number, holder.salt) == (None, None, None)
        names = (issued.certificate_id, row.name, row.identity_number)
        assert holder_matches(bureau.store, reading, *names) is None
        steps = bureau.store.steps(reading, issued.certificate_id)
        assert [step.note for step in steps] == ["", ""]
        after = bureau.store.certificate(reading, issued.certificate_id)
    assert (after.number, after.score, after.state) == (None, None, CertificateState.SUSPENDED)


def test_records_that_make_no_sense_are_refused(bureau, builder):
    with bureau.office.work("operator", "x") as work:
        with refused("CREDENTIALS-151"):
            add_issuer(work, Issuer("college", {"zh": "学院"}, builder.REGION))
        with refused("CREDENTIALS-153"):
            add_accreditation(
                work, builder.accreditation(accreditation_id="b", until=date(2019, 1, 1))
            )
        known = work.get(AchievementRecord, builder.SENIOR)
        with refused("CREDENTIALS-152"):
            change_achievement(work, replace(known, level=3), builder.REGION)
        key = work.find(KeyRecord)[0]
        with refused("CREDENTIALS-155"):
            add_key(work, replace(key, key_id="did:web:other.example#key"))
        with refused("CREDENTIALS-157"):
            end_key(work, key.key_id, KeyEnd.LOST, work.at + timedelta(days=1))
        end_key(work, key.key_id, KeyEnd.SUPERSEDED, work.at)
        with refused("CREDENTIALS-156"):
            end_key(work, key.key_id, KeyEnd.LOST, work.at)
        with refused("CREDENTIALS-160"):
            draft_batch(work, bureau.store, builder.ISSUER, "x", "0" * 64, [])
    for code, given in (
        ("CREDENTIALS-142", {"achievement_id": "plain"}),
        ("CREDENTIALS-143", {"level": 9}),
        ("CREDENTIALS-144", {"title": {"zh": " "}}),
    ):
        with refused(code):
            replace(known, **given)


def test_an_accreditation_only_ends_earlier(bureau):
    with bureau.office.work("operator", "x") as work:
        end_accreditation(work, "accreditation", date(2027, 1, 1))
        with refused("CREDENTIALS-154", StateError):
            end_accreditation(work, "accreditation", date(2028, 1, 1))


def test_given_documents_are_asked_for_form_issuer_and_grade(bureau, builder):
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:someone"},
    }
    faults = {
        "CREDENTIALS-181": {**document, "proof": {}},
        "CREDENTIALS-182": {**document, "issuer": "did:web:other.example"},
        "CREDENTIALS-183": {**document, "validFrom": "tomorrow"},
        "CREDENTIALS-080": {"@context": document["@context"], "type": document["type"]},
    }
    for code, one in faults.items():
        batch = bureau.draft([RowDraft(1, document=one, findings=_form(one))])
        with bureau.office.reading() as reading:
            (row,) = bureau.store.rows(reading, batch.batch_id)
        assert code in [found["code"] for found in row.findings], code
    done = bureau.desk("li").issue_document(builder.ISSUER, document)
    again = bureau.desk("li").issue_document(builder.ISSUER, document)
    assert done.document == again.document and len(bureau.certificates()) == 1
    badge = {**document, "type": ["VerifiableCredential", "OpenBadgeCredential"]}
    with refused("CREDENTIALS-080|CREDENTIALS-169|CREDENTIALS-164"):
        bureau.desk("li").issue_document(builder.ISSUER, badge)


def _form(document):
    from trimtab.credentials.issuing.given import form_findings

    return tuple(form_findings(document))


def test_a_key_that_is_its_own_issuer_cannot_be_changed(bureau):
    with refused("CREDENTIALS-199", StateError):
        bureau.desk().make_key("did:key:z6Mk")


def test_instants_are_those_of_the_work(bureau, builder):
    before = datetime.now(UTC)
    bureau.issue(builder.rows(1))
    (issued,) = bureau.certificates()
    assert before <= issued.issued_at <= datetime.now(UTC)
    assert issued.valid_from == datetime(2026, 11, 1, tzinfo=UTC)
