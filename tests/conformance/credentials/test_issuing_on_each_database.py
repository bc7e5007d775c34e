"""The register on SQLite and on PostgreSQL: issued, changed, signed again, erased, and provable."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from trimtab.credentials.issuing.compromise import compromise_key
from trimtab.credentials.issuing.erasing import forget_holder
from trimtab.credentials.issuing.register import GENESIS, check_day, link, sign_days
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.issuing.types import (
    CertificateState,
    ChangeReason,
    Move,
    StatusListRecord,
)
from trimtab.credentials.securing import check_proofs, digest
from trimtab.credentials.status import Purpose, read_status
from trimtab.credentials.types import KeyRecord, KeyStanding
from trimtab.kernel import InputRejectedError
from trimtab.stores.office.audit import examine


@pytest.fixture(scope="session")
def builder(load_builder):
    return load_builder("unit/credentials/issuing_office.py")


@pytest.fixture
def bureau(builder, tmp_path, database_url):
    made = builder.furnish(tmp_path / "workspace", database_url)
    yield made
    made.office.close()


def _resolve(bureau):
    with bureau.office.reading() as reading:
        known = {key.key_id: key for key in reading.find(KeyRecord)}
    return known.get


def _documents(bureau):
    with bureau.office.reading() as reading:
        return {
            one.certificate_id: bureau.store.document(reading, one.digest).content
            for one in bureau.certificates()
        }


def _status(bureau, certificate, purpose):
    place = (f"{purpose.value}_list", f"{purpose.value}_index")
    list_id, index = (getattr(certificate, name) for name in place)
    with bureau.office.reading() as reading:
        edition = bureau.store.edition(reading, list_id)
    listed = json.loads(edition.content)
    found = check_proofs(listed, _resolve(bureau))
    assert found and all(one.holds for one in found)
    return read_status(listed, index, purpose.value, edition.signed_at + timedelta(seconds=1))


def test_what_is_recorded_is_what_was_issued(bureau, builder):
    bureau.issue(builder.rows(5))
    found = bureau.certificates()
    assert len(found) == 5 and len({one.certificate_id for one in found}) == 5
    with bureau.office.reading() as reading:
        for one in found:
            kept = bureau.store.document(reading, one.digest)
            document = json.loads(kept.content)
            assert digest(document) == one.digest and document["id"] == one.certificate_id
            proofs = check_proofs(document, _resolve(bureau))
            assert [proof.cryptosuite for proof in proofs] == [
                "eddsa-rdfc-2022",
                "eddsa-jcs-2022",
            ]
            assert all(proof.holds for proof in proofs)
            entries = [entry["statusListIndex"] for entry in document["credentialStatus"]]
            assert entries == [str(one.revocation_index), str(one.suspension_index)]
            assert bureau.store.entry(reading, one.digest).certificate_id == one.certificate_id


def test_places_on_the_lists_are_all_different(bureau, builder):
    bureau.issue(builder.rows(40))
    bureau.issue(builder.rows(40, start=40))
    found = bureau.certificates()
    for name in ("revocation", "suspension"):
        places = [(getattr(one, f"{name}_list"), getattr(one, f"{name}_index")) for one in found]
        assert len(set(places)) == 80 and len({place for place, _ in places}) == 1
        indices = [index for _, index in places]
        assert indices != sorted(indices)  # drawn at random, not one after the other
    with bureau.office.reading() as reading:
        assert len(reading.find(StatusListRecord)) == 2


def test_a_life_of_a_certificate(bureau, builder):
    bureau.issue(builder.rows(2))
    one, other = bureau.certificates()
    desk = bureau.desk("wang")

    def told(certificate=one):
        return tuple(_status(bureau, certificate, purpose) for purpose in Purpose)

    assert told() == (False, False)
    under_review = (ChangeReason.ASSESSMENT_UNDER_REVIEW, "complaint")
    assert desk.change(one.certificate_id, Move.SUSPEND, *under_review).published
    assert told() == (False, True)
    desk.change(one.certificate_id, Move.LIFT, ChangeReason.REVIEW_CLEARED, "no fault")
    assert told() == (False, False)
    desk.change(one.certificate_id, Move.REVOKE, ChangeReason.FRAUD, "somebody else sat it")
    assert told() == (True, False) and told(other) == (False, False)
    with bureau.office.reading() as reading:
        steps = bureau.store.steps(reading, one.certificate_id)
    assert [step.move for step in steps] == [Move.ISSUE, Move.SUSPEND, Move.LIFT, Move.REVOKE]
    assert [step.number for step in steps] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificate SET state = 'issued'",
        "DELETE FROM certificate",
        "UPDATE issue_entry SET entered_at = '2020-01-01'",
        "DELETE FROM issue_entry",
        "UPDATE certificate_document SET content = '{}'",
        "DELETE FROM certificate_document",
    ],
)
def test_the_database_refuses_to_undo(bureau, builder, statement):
    bureau.issue(builder.rows(1))
    (one,) = bureau.certificates()
    bureau.desk("wang").change(one.certificate_id, Move.REVOKE, ChangeReason.FRAUD, "why")
    with pytest.raises(DBAPIError), bureau.office.engine.begin() as connection:
        connection.execute(text(statement))
    assert bureau.certificates()[0].state is CertificateState.REVOKED


def test_the_register_of_issues_is_a_chain(bureau, builder):
    bureau.issue(builder.rows(3))
    bureau.issue(builder.rows(2, start=3))
    with bureau.office.reading() as reading:
        lines = bureau.store.entries(reading, builder.ISSUER)
    previous = GENESIS
    for number, line in enumerate(lines, start=1):
        assert (line.sequence, line.previous) == (number, previous)
        values = (line.digest, line.issuer_id, line.sequence, line.certificate_id)
        previous = link(*values, line.entered_at, previous)
        assert line.hash == previous
    assert len(lines) == 5


def test_a_signed_day_can_be_checked_elsewhere(bureau, builder):
    bureau.issue(builder.rows(3))
    with bureau.office.work("operator", "x") as work:
        signer = bureau.keyring.signer(work.find(KeyRecord)[0])
        from trimtab.app.credentials_signing import fast_seal_of

        tomorrow = work.at.date() + timedelta(days=1)
        seal = fast_seal_of(signer)
        assert sign_days(work, bureau.store, builder.ISSUER, seal) == 0  # today is not over
        signed = sign_days(work, bureau.store, builder.ISSUER, seal, until=tomorrow)
        assert signed == 1
        assert sign_days(work, bureau.store, builder.ISSUER, seal, until=tomorrow) == 0
    with bureau.office.reading() as reading:
        (day,) = bureau.store.days(reading, builder.ISSUER)
    document = json.loads(day.content)
    assert all(one.holds for one in check_proofs(document, _resolve(bureau)))
    known = check_day(document)
    assert known.keys() == {one.digest for one in bureau.certificates()}
    document["lines"][1]["enteredAt"] = "2026-01-01T00:00:00.000000Z"
    with pytest.raises(InputRejectedError, match="CREDENTIALS-146"):
        check_day(document)


def test_after_a_compromise_certificates_are_signed_again(bureau, builder):
    bureau.issue(builder.rows(3))
    revoked, *kept = bureau.certificates()
    desk = bureau.desk("wang")
    desk.change(revoked.certificate_id, Move.REVOKE, ChangeReason.FRAUD, "why")
    before = _documents(bureau)
    stolen = bureau.certificates()[0].key_id
    with bureau.office.work("operator", "theft") as work:
        found = bureau.store.count_signed(work, stolen, work.at)
        assert (found.before, found.since, found.revoked, found.good) == (3, 0, 1, 2)
        compromise_key(work, bureau.store, stolen, work.at, "a laptop was stolen")
        key = work.get(KeyRecord, stolen)
    assert key.standing(kept[0].issued_at) is KeyStanding.DOUBTFUL
    fresh = bureau.add_key()
    assert bureau.desk("wang").reissue_key(stolen) == 2
    assert bureau.desk("wang").reissue_key(stolen) == 0
    after = _documents(bureau)
    for one in bureau.certificates():
        old, new = (json.loads(found[one.certificate_id]) for found in (before, after))
        if one.certificate_id == revoked.certificate_id:
            assert old == new and one.key_id == stolen
            continue
        assert one.key_id == fresh.key_id and one.edition == 2
        same = ("id", "issuer", "credentialSubject", "credentialStatus", "awardedDate")
        assert all(old[name] == new[name] for name in same)
        assert all(proof.holds for proof in check_proofs(new, _resolve(bureau)))
        with bureau.office.reading() as reading:
            history = bureau.store.documents(reading, one.certificate_id)
            assert [kept.key_id for kept in history] == [stolen, fresh.key_id]
            assert all(bureau.store.entry(reading, kept.digest) for kept in history)


def test_a_work_that_fails_leaves_nothing(bureau, builder):
    batch = bureau.approve(bureau.draft(builder.rows(3)))
    from trimtab.credentials.issuing.issuing import keep_block, next_block, sign_block
    from trimtab.credentials.issuing.places import PlaceGiver

    at = bureau.run().now()
    with bureau.office.reading() as reading:
        key = reading.find(KeyRecord)[0]
        block = next_block(reading, bureau.store, batch.batch_id, 10, at)
        giver = PlaceGiver.of(bureau.store, reading, builder.ISSUER, at)
    seal = bureau.keyring.seal(key)
    signed = sign_block(block, giver, seal, at)
    with pytest.raises(ZeroDivisionError), bureau.office.work("wang", "x") as work:
        keep_block(work, bureau.store, block, signed, giver, seal)
        raise ZeroDivisionError
    assert bureau.certificates() == ()
    assert bureau.run().issue(batch.batch_id) == 3


def test_two_workers_on_one_batch_issue_each_row_once(bureau, builder):
    batch = bureau.approve(bureau.draft(builder.rows(6)))
    other = bureau.run()
    told = []

    def interfere(step, done, total=None):
        if not told:
            told.append(step)
            assert other.issue(batch.batch_id) == 6

    bureau.run().issue(batch.batch_id, interfere)
    found = bureau.certificates()
    assert sorted(one.row_number for one in found) == list(range(2, 8))


def test_the_trail_is_whole_and_names_nobody(bureau, builder):
    rows = builder.rows(4)
    bureau.issue(rows)
    one, other, *_ = bureau.certificates()
    desk = bureau.desk("wang")
    desk.change(one.certificate_id, Move.SUSPEND, ChangeReason.HOLDER_ASKED, "asked")
    with bureau.office.work("wang", "erase") as work:
        forget_holder(work, bureau.store, other.holder_id)
    with bureau.office.trail() as trail:
        assert examine(trail).intact
        written = "\n".join(
            f"{link.entity_id} {link.reason} {link.before} {link.after}" for link in trail.links()
        )
    documents = "\n".join(_documents(bureau).values())
    with bureau.office.reading() as reading:
        lists = [
            bureau.store.edition(reading, record.list_id).content
            for record in reading.find(StatusListRecord)
        ]
        holder = bureau.store.holder(reading, one.holder_id)
    for row in rows:
        for secret in (row.name, row.identity_number, row.number, holder.salt):
            assert secret not in written
            assert secret not in documents and all(secret not in one for one in lists)
    assert one.certificate_id in written  # what happened stands there, to whom does not


def test_certificates_are_found_page_by_page(bureau, builder):
    bureau.issue(builder.rows(7))
    with bureau.office.reading() as reading:
        store, query = bureau.store, CertificateQuery(issuer_id=builder.ISSUER)
        assert store.count_certificates(reading, query) == 7
        first = store.certificates(reading, query, limit=4)
        rest = store.certificates(reading, query, limit=4, after=first[-1].certificate_id)
        ids = [one.certificate_id for one in (*first, *rest)]
        assert len(first) == 4 and len(ids) == 7 and ids == sorted(ids)
        by_number = store.certificates(reading, CertificateQuery(search="S00003"))
        assert [one.number for one in by_number] == ["S00003"]
        key = ids[0].removeprefix("urn:uuid:")[:12]
        assert ids[0] in {
            one.certificate_id for one in store.certificates(reading, CertificateQuery(search=key))
        }
        nobody = CertificateQuery(state=CertificateState.REVOKED)
        assert store.certificates(reading, nobody) == ()
        assert store.certificates(reading, CertificateQuery(search="%")) == ()
