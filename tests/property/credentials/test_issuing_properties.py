"""Whatever interrupts the issue of a batch, each row is issued once; a revocation is for good."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trimtab.app import credentials_batch
from trimtab.credentials.issuing import places
from trimtab.credentials.issuing.changing import REASONS
from trimtab.credentials.issuing.identity import identity_hash, salt_of
from trimtab.credentials.issuing.places import PlaceGiver
from trimtab.credentials.issuing.types import CertificateState, Move
from trimtab.credentials.securing import digest
from trimtab.kernel import StateError

FEW = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


SHORT = 512
"""Entries of a list in these tests; a published one has 131,072."""


class Interrupted(BaseException):
    """What a kill looks like from inside."""


@pytest.fixture(scope="session")
def builder(load_builder):
    return load_builder("unit/credentials/issuing_office.py")


@FEW
@given(
    rows=st.integers(1, 12),
    block=st.integers(1, 5),
    stops=st.lists(st.integers(0, 4), max_size=4),
)
def test_each_row_is_issued_exactly_once(builder, monkeypatch, rows, block, stops):
    monkeypatch.setattr(credentials_batch, "ROWS_AT_ONCE", block)
    with tempfile.TemporaryDirectory() as folder:
        bureau = builder.open_bureau(Path(folder) / "workspace")
        batch = bureau.approve(bureau.draft(builder.rows(rows)))
        for stop in stops:
            seen = []

            def watch(_step, done, _total=None, stop=stop, seen=seen):
                seen.append(done)
                if len(seen) > stop:
                    raise Interrupted

            try:
                bureau.run().issue(batch.batch_id, watch)
            except Interrupted:
                continue
        bureau.run().issue(batch.batch_id)
        found = bureau.certificates()
        assert sorted(one.row_number for one in found) == list(range(2, rows + 2))
        assert len({one.certificate_id for one in found}) == rows
        with bureau.office.reading() as reading:
            lines = bureau.store.entries(reading, builder.ISSUER)
            assert [line.sequence for line in lines] == list(range(1, rows + 1))
            for one in found:
                document = bureau.store.document(reading, one.digest)
                assert digest(json.loads(document.content)) == one.digest
        bureau.office.close()


@FEW
@given(moves=st.lists(st.sampled_from(list(REASONS)), max_size=6))
def test_a_revocation_is_for_good(builder, moves):
    with tempfile.TemporaryDirectory() as folder:
        bureau = builder.open_bureau(Path(folder) / "workspace")
        bureau.issue(builder.rows(1))
        (one,) = bureau.certificates()
        is_revoked = False
        for move in moves:
            try:
                bureau.desk("wang").change(one.certificate_id, move, REASONS[move][-1], "why")
            except StateError as error:
                assert error.code == "CREDENTIALS-186"
            else:
                assert not is_revoked
                is_revoked = move is Move.REVOKE
            state = bureau.certificates()[0].state
            assert (state is CertificateState.REVOKED) == is_revoked
        bureau.office.close()


@FEW
@given(counts=st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_no_place_is_given_twice_even_over_the_end_of_a_list(builder, monkeypatch, counts):
    monkeypatch.setattr(places, "MINIMUM_ENTRIES", SHORT)
    giver = PlaceGiver(builder.ISSUER, datetime(2026, 11, 23, tzinfo=UTC))
    drawn = []
    for count in counts:
        drawn += giver.draw(count)
    for purpose in ("revocation", "suspension"):
        given_out = {(getattr(one, purpose).list_id, getattr(one, purpose).index) for one in drawn}
        assert len(given_out) == len(drawn)
        assert all(0 <= index < SHORT for _, index in given_out)
    assert len(giver.opened) == 2 * -(-len(drawn) // SHORT)


@given(
    number=st.text(min_size=1, max_size=30),
    salts=st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=2, unique=True),
)
def test_hashes_of_one_number_differ_by_salt_and_certificate(number, salts):
    first, second = (salt.hex() for salt in salts)
    hashes = {
        identity_hash(number, salt_of(salt, certificate))
        for salt in (first, second)
        for certificate in ("urn:uuid:1", "urn:uuid:2")
    }
    assert len(hashes) == 4 and all(found.startswith("sha256$") for found in hashes)
