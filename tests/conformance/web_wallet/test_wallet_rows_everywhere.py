"""What must happen once happens once, on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest

from trimtab.credentials.status import Purpose, StatusEntry
from trimtab.credentials.wallet import Share, VerifierRequest
from trimtab.kernel import StateError
from trimtab.stores import ObservationStore, database
from trimtab.stores.credentials import twin_places
from trimtab.stores.credentials import wallet_rows as rows
from trimtab.stores.credentials.guesses import begin_guess, forgive_guess
from trimtab.stores.office.store import open_office

NOW = datetime.now(UTC)
THREADS = 20


@pytest.fixture
def engine(tmp_path, database_url):
    folder = tmp_path / "workspace"
    ObservationStore.open(folder, database_url).close()
    with open_office(folder, database_url) as office:
        yield office.engine


def a_share(request_id: str | None = None) -> Share:
    return Share(
        token_hex(8), "holder", "urn:uuid:1", ("title",), "a reader", NOW,
        NOW + timedelta(days=1), request_id=request_id,
    )  # fmt: skip


def kept(engine, share: Share, token: str | None) -> bool:
    with database.writing(engine) as connection:
        return rows.keep_share(connection, share, token)


def at_once(attempt) -> int:
    """In how many of many threads it succeeded."""
    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(attempt, range(THREADS)))


def test_a_share_comes_back_as_it_was(engine):
    share = a_share()
    assert kept(engine, share, "a" * 64)
    with database.reading(engine) as connection:
        assert rows.share_of_token(connection, "a" * 64) == share
        assert rows.shares_of(connection, "holder") == (share,)
        assert rows.shares_of(connection, "another") == ()


def test_a_share_is_used_once(engine):
    share = a_share()
    kept(engine, share, "b" * 64)

    def attempt(_: int) -> bool:
        with database.writing(engine) as connection:
            return rows.use_share(connection, share, token_hex(32), NOW)

    assert at_once(attempt) == 1


def test_a_nonce_is_used_once(engine):
    shares = [a_share() for _ in range(THREADS)]
    for share in shares:
        kept(engine, share, token_hex(32))

    def attempt(at: int) -> bool:
        with database.writing(engine) as connection:
            return rows.use_share(connection, shares[at], "n" * 64, NOW)

    assert at_once(attempt) == 1


def test_a_question_has_one_answer(engine):
    asked = VerifierRequest(
        token_hex(8), "a reader", "nonce", ("title",), NOW, NOW + timedelta(minutes=5)
    )
    with database.writing(engine) as connection:
        rows.keep_request(connection, asked, "c" * 64, "s" * 64)
    with database.reading(engine) as connection:
        assert rows.find_request(connection, NOW, code_hash="c" * 64) == asked
        assert rows.find_request(connection, NOW, secret_hash="s" * 64) == asked
        assert rows.find_request(connection, NOW, secret_hash="c" * 64) is None
        assert rows.find_request(connection, asked.until, code_hash="c" * 64) is None
    assert at_once(lambda _: kept(engine, a_share(asked.request_id), None)) == 1


def test_a_claim_is_used_once(engine):
    with database.writing(engine) as connection:
        until = NOW + timedelta(days=1)
        rows.keep_claim(connection, "k" * 64, "holder", "caseworker", "CN", NOW, until)
    with database.reading(engine) as connection:
        assert rows.find_claim(connection, "k" * 64, NOW) == ("holder", "caseworker", "CN")
        assert rows.find_claim(connection, "k" * 64, until) is None

    def attempt(_: int) -> bool:
        with database.writing(engine) as connection:
            return rows.use_claim(connection, "k" * 64)

    assert at_once(attempt) == 1


def test_of_twenty_guesses_at_once_five_count_until_an_hour_is_over(engine):
    hour = timedelta(hours=1)

    def guess(_: int = 0, at: datetime = NOW) -> str:
        with database.writing(engine) as connection:
            return begin_guess(connection, "c" * 64, at, 5, hour)[0]

    with ThreadPoolExecutor(THREADS) as threads:
        counted = [one for one in threads.map(guess, range(THREADS)) if one]
    assert len(counted) == 5
    with database.writing(engine) as connection:
        assert begin_guess(connection, "c" * 64, NOW, 5, hour) == ("", NOW)
        assert begin_guess(connection, "d" * 64, NOW, 5, hour)[1] is None
        forgive_guess(connection, counted[0])
    assert guess() and not guess()
    assert guess(at=NOW + hour)


def test_a_place_of_a_twin_is_given_once(engine):
    def place(index: int, purpose: str) -> StatusEntry:
        return StatusEntry(f"https://a.example/{purpose}", index, purpose)

    def attempt(_: int) -> bool:
        try:
            with database.writing(engine) as connection:
                twin_places.keep(
                    connection, "urn:uuid:1", place(7, "revocation"), place(9, "suspension")
                )
        except StateError as taken:
            assert taken.code == "CREDENTIALS-145"
            return False
        return True

    assert at_once(attempt) == 1
    with database.writing(engine) as connection:
        for revocation, suspension in ((7, 10), (8, 9)):
            with pytest.raises(StateError), connection.begin_nested():
                twin_places.keep(
                    connection, "urn:uuid:2", place(revocation, "revocation"),
                    place(suspension, "suspension"),
                )  # fmt: skip
        one, other = place(7, "revocation").list_id, place(9, "suspension").list_id
        assert twin_places.entries(connection, one, Purpose.REVOCATION).tolist() == [7]
        assert twin_places.entries(connection, other, Purpose.REVOCATION).tolist() == []
        assert set(twin_places.lists_of(connection, ["urn:uuid:1"])) == {one, other}
        assert list(twin_places.lists_of(connection, ["urn:uuid:2"])) == []


def test_a_wallet_is_forgotten_and_no_other(engine):
    mine, token = a_share(), "t" * 64
    kept(engine, mine, token)
    with database.writing(engine) as connection:
        rows.use_share(connection, mine, "u" * 64, NOW)
        rows.keep_claim(connection, "k" * 64, "another", "caseworker", "CN", NOW, mine.until)
        gone = rows.forget_wallet(connection, "holder")
    assert gone == {"shares": 1, "claims": 0}
    with database.reading(engine) as connection:
        assert rows.share_of_token(connection, token) is None
        assert rows.find_claim(connection, "k" * 64, NOW) is not None
