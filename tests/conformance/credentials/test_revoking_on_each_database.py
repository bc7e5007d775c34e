"""A whole list revoked, on SQLite and on PostgreSQL: by two persons, each certificate once."""

from __future__ import annotations

import json

import pytest

from trimtab.app import credentials_revoking
from trimtab.app.credentials_revoking import revoke_approved, revoke_here
from trimtab.app.jobs import JobsAtWork, open_jobs
from trimtab.credentials.issuing.batch_revoking import (
    approve_revocation,
    ask_revocation,
    last_revocation,
    refuse_revocation,
)
from trimtab.credentials.issuing.batch_types import RevocationState, RowState
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.issuing.types import (
    CertificateState,
    ChangeReason,
    Move,
    StatusListRecord,
)
from trimtab.credentials.status import Purpose, read_status
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError
from trimtab.office.types import Job, JobState
from trimtab.stores.office.audit import examine

WRONG = ChangeReason.ISSUED_IN_ERROR


@pytest.fixture(scope="session")
def builder(load_builder):
    return load_builder("unit/credentials/issuing_office.py")


@pytest.fixture
def bureau(builder, tmp_path, database_url):
    made = builder.furnish(tmp_path / "workspace", database_url)
    yield made
    made.office.close()


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(credentials_revoking, "CERTIFICATES_AT_ONCE", 3)


def ask(bureau, batch, actor="li", reason=WRONG, note="the wrong list was issued"):
    with bureau.office.work(actor, "ask") as work:
        return ask_revocation(work, bureau.store, batch.batch_id, reason, note)


def approve(bureau, batch, actor="wang"):
    with bureau.office.work(actor, "approve") as work:
        return approve_revocation(work, batch.batch_id)


def states(bureau):
    return [one.state for one in bureau.certificates()]


def steps(bureau, certificate):
    with bureau.office.reading() as reading:
        return bureau.store.steps(reading, certificate.certificate_id)


def revoked_in_lists(bureau) -> int:
    """How many certificates the published lists call revoked."""
    count = 0
    with bureau.office.reading() as reading:
        lists = {
            one.list_id: bureau.store.edition(reading, one.list_id)
            for one in reading.find(StatusListRecord, purpose=Purpose.REVOCATION)
        }
    for one in bureau.certificates():
        edition = lists[one.revocation_list]
        count += read_status(
            json.loads(edition.content), one.revocation_index, "revocation", edition.signed_at
        )
    return count


def test_nothing_is_revoked_before_somebody_else_approves(bureau, builder):
    batch = bureau.issue(builder.rows(4))
    asked = ask(bureau, batch, "wang")
    assert (asked.certificates, asked.state) == (4, RevocationState.ASKED)
    assert set(states(bureau)) == {CertificateState.ISSUED}
    with pytest.raises(NotAllowedError, match="CREDENTIALS-270"):
        approve(bureau, batch, "wang")
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        approve(bureau, batch, "li")
    with pytest.raises(StateError, match="CREDENTIALS-269"):
        ask(bureau, batch)
    with pytest.raises(StateError, match="CREDENTIALS-272"):
        revoke_approved(bureau.desk("zhao"), asked.revocation_id)
    assert set(states(bureau)) == {CertificateState.ISSUED} and revoked_in_lists(bureau) == 0
    approve(bureau, batch, "zhao")
    with pytest.raises(StateError, match="CREDENTIALS-271"):
        approve(bureau, batch, "zhao")


def test_a_killed_revocation_goes_on_and_revokes_each_once(bureau, builder):
    batch = bureau.issue(builder.rows(8))
    other = bureau.issue(builder.rows(2, start=50))
    alone = next(one for one in bureau.certificates() if one.batch_id == batch.batch_id)
    desk = bureau.desk("zhao")
    desk.change(alone.certificate_id, Move.REVOKE, ChangeReason.FRAUD, "why")
    ask(bureau, batch)
    approved = approve(bureau, batch)
    assert approved.certificates == 7

    class Killed(BaseException):
        pass

    def killed(_step, done, _total):
        if done >= 3:
            raise Killed

    with pytest.raises(Killed):
        revoke_approved(bureau.desk("wang"), approved.revocation_id, killed)
    assert states(bureau).count(CertificateState.REVOKED) == revoked_in_lists(bureau) == 4
    done = revoke_here(bureau.desk("wang"), approved)
    assert (done.state, done.revoked) == (RevocationState.DONE, 7)
    for one in bureau.certificates():
        moves = [step.move for step in steps(bureau, one)]
        if one.batch_id == other.batch_id:
            assert (one.state, moves) == (CertificateState.ISSUED, [Move.ISSUE])
            continue
        assert (one.state, moves) == (CertificateState.REVOKED, [Move.ISSUE, Move.REVOKE])
        last = steps(bureau, one)[-1]
        mine = one.certificate_id == alone.certificate_id
        expected = (ChangeReason.FRAUD, "zhao") if mine else (WRONG, "wang")
        assert (last.reason, last.actor) == expected
    assert revoked_in_lists(bureau) == 8
    with bureau.office.reading() as reading:
        assert reading.get(Job, approved.job_id).state is JobState.DONE
    with bureau.office.trail() as trail:
        assert examine(trail).intact
        told = [one for one in trail.links() if one.entity == "batch_revocation"]
    events = [one for one in told if "certificates_sha256" in (one.after or "")]
    assert len(events) == 3  # blocks of 3, 3 and 1


def test_a_worker_revokes(bureau, builder, tmp_path, database_url, monkeypatch):
    monkeypatch.setenv("TRIMTAB_KEY_PASSPHRASE", "not a secret at all")
    batch = bureau.issue(builder.rows(4))
    ask(bureau, batch)
    approve(bureau, batch)
    with open_jobs(tmp_path / "workspace", database_url, "operator", "jobs.work") as jobs:
        jobs.work(JobsAtWork(until_idle=True))
    assert states(bureau) == [CertificateState.REVOKED] * 4
    with bureau.office.reading() as reading:
        done = last_revocation(reading, batch.batch_id)
    assert (done.state, done.revoked) == (RevocationState.DONE, 4)


def test_the_right_list_is_issued_afterwards_once(bureau, builder):
    rows = builder.rows(3)
    first = bureau.issue(rows)
    ask(bureau, first)
    revoke_here(bureau.desk("wang"), approve(bureau, first))
    again = bureau.issue(rows)
    with bureau.office.reading() as reading:
        assert bureau.store.count_rows(reading, again.batch_id) == {RowState.ISSUED: 3}
    third = bureau.draft(rows)
    with bureau.office.reading() as reading:
        assert bureau.store.count_rows(reading, third.batch_id) == {RowState.SKIPPED: 3}
        valid = CertificateQuery(state=CertificateState.ISSUED)
        assert bureau.store.count_certificates(reading, valid) == 3
    ask(bureau, again)
    revoke_here(bureau.desk("wang"), approve(bureau, again))
    bureau.issue(rows)
    assert sorted(states(bureau)).count(CertificateState.ISSUED) == 3
    assert len(states(bureau)) == 9


def test_who_was_revoked_for_fraud_is_not_certified_again(bureau, builder):
    rows = builder.rows(2)
    bureau.issue(rows)
    cheat = bureau.certificates()[0]
    bureau.desk("wang").change(cheat.certificate_id, Move.REVOKE, ChangeReason.FRAUD, "why")
    drafted = bureau.draft(rows)
    with bureau.office.reading() as reading:
        found = {one.row_number: one for one in bureau.store.rows(reading, drafted.batch_id)}
    refused = found.pop(cheat.row_number)
    assert refused.state is RowState.FAULTY and drafted.faulty == 1
    assert refused.findings[0]["code"] == "CREDENTIALS-273"
    assert [one.state for one in found.values()] == [RowState.SKIPPED]


def test_a_request_is_refused_with_a_reason_or_taken_back(bureau, builder):
    batch = bureau.issue(builder.rows(2))
    ask(bureau, batch)
    with (
        pytest.raises(InputRejectedError, match="CREDENTIALS-165"),
        bureau.office.work("wang", "refuse") as work,
    ):
        refuse_revocation(work, batch.batch_id)
    with bureau.office.work("li", "take back") as work:
        assert refuse_revocation(work, batch.batch_id).state is RevocationState.REFUSED
    ask(bureau, batch)
    with bureau.office.work("wang", "refuse") as work:
        refused = refuse_revocation(work, batch.batch_id, "the list was right")
    assert refused.decision_note == "the list was right"
    assert set(states(bureau)) == {CertificateState.ISSUED}


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [
        (WRONG, " ", "CREDENTIALS-165"),
        (WRONG, "欧阳试验1 was wrong", "CREDENTIALS-188"),
        (WRONG, "110101199003074514", "CREDENTIALS-188"),
        (ChangeReason.REVIEW_CLEARED, "x", "CREDENTIALS-187"),
    ],
)
def test_a_request_says_why_and_names_nobody(bureau, builder, reason, note, code):
    batch = bureau.issue(builder.rows(3))
    with pytest.raises(InputRejectedError, match=code):
        ask(bureau, batch, reason=reason, note=note)


def test_only_what_was_issued_can_be_revoked(bureau, builder):
    drafted = bureau.draft(builder.rows(2))
    with pytest.raises(StateError, match="CREDENTIALS-268"):
        ask(bureau, drafted)
    bureau.approve(drafted)
    with pytest.raises(StateError, match="CREDENTIALS-268"):
        ask(bureau, drafted)  # being issued
    bureau.desk("wang").issue(drafted.batch_id)
    ask(bureau, drafted)
    revoke_here(bureau.desk("wang"), approve(bureau, drafted))
    with pytest.raises(StateError, match="CREDENTIALS-268"):
        ask(bureau, drafted)  # nothing is left
